// The tools of @@line:provider@@. Each name begins with @@prefix@@_, so that it is one of its row in the registry.

export interface Tool {
  name: string;
  title: string;
  description: string;
  /** JSON Schema of the arguments. */
  inputSchema: object;
  /** What comes back is shown to the model. Throw where it failed. */
  run(args: Record<string, unknown>, tenant: string): Promise<string> | string;
}

const provider = @@string:provider@@;

export const tools: Tool[] = [
  {
    name: "@@prefix@@_status",
    title: "What is built",
    description: `Says what of the worker for ${provider} is built, and what is not. Changes nothing.`,
    inputSchema: { type: "object", properties: {}, additionalProperties: false },
    run: (_args, tenant) =>
      [
        `The worker for ${provider} answers, and takes ${tenant} for a tenant.`,
        "Not built yet: sign-in to the provider (OAuth or key) per tenant, calls of its API, further tools.",
        "README.md of the worker has the checklist.",
      ].join("\n"),
  },
];
