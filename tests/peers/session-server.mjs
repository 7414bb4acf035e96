// SPDX-License-Identifier: MIT
// session-server.mjs: as much of Composio's tool router as an SDK needs to begin a session with a custom toolkit. Prints its
// port, then each request as a line. Made up after what the SDKs send; it is no proof of what the vendor answers.
import http from "node:http";

const named = (toolkit) => ({
  ...toolkit,
  tools: toolkit.tools.map((t) => ({ ...t, slug: `LOCAL_${toolkit.slug}_${t.slug}`, original_slug: t.slug })),
});
const server = http.createServer((request, response) => {
  let text = "";
  request.on("data", (part) => (text += part));
  request.on("end", () => {
    console.log(request.method, request.url, text);
    const body = text ? JSON.parse(text) : {};
    response.writeHead(request.method === "POST" ? 201 : 200, { "content-type": "application/json" });
    response.end(
      JSON.stringify({
        session_id: "trs_check",
        mcp: { type: "http", url: "https://example.com/mcp" },
        tool_router_tools: [],
        config: { user_id: body.user_id, toolkits: {} },
        experimental: { custom_toolkits: (body.experimental?.custom_toolkits ?? []).map(named) },
      }),
    );
  });
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
