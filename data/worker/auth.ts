// Who may call: the bearer, the page that a browser stands on, the tenant.

export interface Refusal {
  status: number;
  why: string;
}

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

async function digest(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}

/** Equal, in a time that does not tell where they differ. */
async function same(a: string, b: string): Promise<boolean> {
  const [x, y] = await Promise.all([digest(a), digest(b)]);
  return x.reduce((differs, byte, i) => differs | (byte ^ (y[i] ?? 0)), 0) === 0;
}

/** Why this request may not go on, or null. */
export async function refusal(request: Request, token: string | undefined): Promise<Refusal | null> {
  const url = new URL(request.url);
  const origin = request.headers.get("origin");

  // A page of somebody else's must not speak to it through a visitor's browser.
  if (origin !== null && origin !== url.origin) {
    return { status: 403, why: "Requests of other pages are refused." };
  }
  if (!token) {
    // On the developer's own machine it can be tried without; anywhere else nobody gets in by forgetting it.
    return LOOPBACK.has(url.hostname) ? null : { status: 503, why: "MCP_TOKEN is not set: run `npm run token`." };
  }
  const [scheme, given] = (request.headers.get("authorization") ?? "").split(" ", 2);
  if (scheme?.toLowerCase() !== "bearer" || !given || !(await same(given, token))) {
    return { status: 401, why: "The bearer is missing or wrong." };
  }
  return null;
}

/** The tenant that the caller names in x-tenant, where it is one of ours; else null. */
export function tenantOf(request: Request, tenants: string | undefined): string | null {
  const name = request.headers.get("x-tenant");
  return name && (tenants ?? "").split(",").map((t) => t.trim()).includes(name) ? name : null;
}
