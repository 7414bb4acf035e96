// As much of MCP as a server of tools needs: initialize, ping, tools/list, tools/call. JSON-RPC 2.0, streamable HTTP.
import { tools } from "./tools";

export const PROTOCOLS = ["2025-11-25", "2025-06-18", "2025-03-26"];

type Id = string | number;

export interface Message {
  jsonrpc: "2.0";
  id?: Id;
  method?: string;
  params?: Record<string, unknown>;
}

export function failure(id: Id | null, code: number, message: string): object {
  return { jsonrpc: "2.0", id, error: { code, message } };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isRequest(value: unknown): value is Message {
  return (
    isRecord(value) &&
    value.jsonrpc === "2.0" &&
    (value.id === undefined || typeof value.id === "string" || typeof value.id === "number") &&
    (typeof value.method === "string" || "result" in value || "error" in value) &&
    (value.params === undefined || isRecord(value.params))
  );
}

function initialize(params: Record<string, unknown>): object {
  const wanted = params.protocolVersion;
  return {
    protocolVersion: typeof wanted === "string" && PROTOCOLS.includes(wanted) ? wanted : PROTOCOLS[0],
    capabilities: { tools: {} },
    serverInfo: { name: "@@worker@@", title: @@string:provider@@, version: "0.1.0" },
  };
}

/** A tool that fails says so in its result, where the model sees it. */
function said(text: string, isError = false): object {
  return { content: [{ type: "text", text }], isError };
}

async function call(params: Record<string, unknown>, tenant: string | null): Promise<object | null> {
  const tool = tools.find((t) => t.name === params.name);

  if (!tool) {
    return null;
  }
  if (tenant === null) {
    return said("The header x-tenant names no tenant of this worker (TENANTS in wrangler.jsonc).", true);
  }
  try {
    return said(await tool.run(isRecord(params.arguments) ? params.arguments : {}, tenant));
  } catch (error) {
    console.error(tool.name, error);
    return said(`${tool.name} failed; the worker's log says why.`, true);
  }
}

/** The answer to one message; null where none is due. */
export async function answer(message: Message, tenant: string | null): Promise<object | null> {
  const { id, method, params = {} } = message;

  if (id === undefined || method === undefined) {
    return null;
  }
  switch (method) {
    case "initialize":
      return { jsonrpc: "2.0", id, result: initialize(params) };
    case "ping":
      return { jsonrpc: "2.0", id, result: {} };
    case "tools/list":
      return { jsonrpc: "2.0", id, result: { tools: tools.map(({ run: _, ...shown }) => shown) } };
    case "tools/call": {
      const result = await call(params, tenant);
      return result ? { jsonrpc: "2.0", id, result } : failure(id, -32602, `There is no tool '${String(params.name)}'.`);
    }
    default:
      return failure(id, -32601, `This server does not know '${method}'.`);
  }
}
