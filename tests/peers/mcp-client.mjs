// SPDX-License-Identifier: MIT
// mcp-client.mjs: asks an MCP server with the client of MCP's own SDK: node mcp-client.mjs URL TENANT [TOKEN]. Prints
// one line: server, version, the tools, and what the first one says.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

const [url, tenant, token] = process.argv.slice(2);
const headers = { "x-tenant": tenant, ...(token ? { Authorization: `Bearer ${token}` } : {}) };
const client = new Client({ name: "check-worker", version: "1" });
await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
const { tools } = await client.listTools();
const said = await client.callTool({ name: tools[0].name, arguments: {} });
console.log(client.getServerVersion().name, tools.map((t) => t.name).join(","), said.isError ? "failed:" : "said:", said.content[0].text.split("\n")[0]);
await client.close();
