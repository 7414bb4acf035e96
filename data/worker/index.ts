// @@line:provider@@: the way in. Who may call is said in auth.ts, what is answered in mcp.ts.
import { refusal, tenantOf } from "./auth";
import { answer, failure, isRequest, PROTOCOLS } from "./mcp";

export interface Env {
  /** The secret that callers send as bearer. `npm run token` stores it, .dev.vars holds it for `npm run dev`. */
  MCP_TOKEN?: string;
  /** The tenants that may call, with commas between them (wrangler.jsonc). */
  TENANTS?: string;
}

const BODY_MAX = 1024 * 1024;

function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json", "cache-control": "no-store", ...headers },
  });
}

/** The body as JSON, or the answer that says why it is none. */
async function bodyOf(request: Request): Promise<{ message: unknown } | Response> {
  if (Number(request.headers.get("content-length") ?? "0") > BODY_MAX) {
    return json(413, failure(null, -32600, "The message is too long."));
  }
  const text = await request.text();
  if (text.length > BODY_MAX) {
    return json(413, failure(null, -32600, "The message is too long."));
  }
  try {
    return { message: JSON.parse(text) as unknown };
  } catch {
    return json(400, failure(null, -32700, "The message is no JSON."));
  }
}

async function post(request: Request, env: Env): Promise<Response> {
  const no = await refusal(request, env.MCP_TOKEN);
  if (no) {
    return json(no.status, failure(null, -32001, no.why), no.status === 401 ? { "www-authenticate": "Bearer" } : {});
  }
  const protocol = request.headers.get("mcp-protocol-version");
  if (protocol && !PROTOCOLS.includes(protocol)) {
    return json(400, failure(null, -32600, `This server speaks ${PROTOCOLS.join(", ")}.`));
  }
  const body = await bodyOf(request);
  if (body instanceof Response) {
    return body;
  }
  if (!isRequest(body.message)) {
    return json(400, failure(null, -32600, "One JSON-RPC 2.0 message a request, please."));
  }
  const reply = await answer(body.message, tenantOf(request, env.TENANTS));
  // A notification, or a reply to something, is taken and not answered.
  return reply ? json(200, reply) : new Response(null, { status: 202 });
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const { pathname } = new URL(request.url);

    if (pathname === "/health" && request.method === "GET") {
      return json(200, { ok: true });
    }
    if (pathname !== "/mcp") {
      return json(404, { error: "The MCP server is at /mcp." });
    }
    // No stream and no session is offered: each request is answered by itself.
    return request.method === "POST" ? post(request, env) : new Response(null, { status: 405, headers: { allow: "POST" } });
  },
};
