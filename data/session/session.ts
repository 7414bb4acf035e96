// DEBUGGING ONLY. A toolkit for @@line:provider@@ that lives in this process, for one Composio session.
// It is gone when the session ends: no configuration names it, no row of the registry does, and nothing in production
// may depend on it. Its use is noted in docs/LEDGER.md.
//
//   npm install @composio/core zod tsx
//   COMPOSIO_API_KEY=… npx tsx @@slug@@-session.ts [TENANT]
//
// Without a key no session is made: the tool is run here, to show what it answers.
import { Composio, experimental_createTool, experimental_createToolkit, type SessionContext } from "@composio/core";
import { z } from "zod/v3";

const provider = @@string:provider@@;
const tenant = process.argv[2] ?? @@string:tenant@@;

const status = experimental_createTool("STATUS", {
  name: "Status",
  description: "Says that the session-only toolkit is there. Put the call that you are debugging in its place.",
  inputParams: z.object({ note: z.string().default("").describe("Comes back as it is") }),
  execute: async (input, ctx) => ({ provider, tenant: ctx.userId, note: input.note }),
});

const toolkit = experimental_createToolkit(@@string:toolkit@@, {
  name: provider,
  description: `Session-only tools for ${provider}, for debugging`,
  tools: [status],
});

async function main(): Promise<void> {
  const apiKey = process.env.COMPOSIO_API_KEY;

  if (!apiKey) {
    console.log("COMPOSIO_API_KEY is not set: no session is made, the tool is run here.");
    console.log(JSON.stringify(await status.execute({ note: "local" }, { userId: tenant } as SessionContext)));
    return;
  }
  const session = await new Composio({ apiKey }).create(tenant, { experimental: { customToolkits: [toolkit] } });
  for (const known of session.customToolkits()) {
    for (const tool of known.tools) {
      console.log(tool.slug, "-", tool.description);
      console.log(JSON.stringify(await session.execute(tool.slug, { note: "session" })));
    }
  }
}

await main();
