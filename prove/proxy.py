# SPDX-License-Identifier: MIT
"""proxy.py: each vendor at a port of its own, in front of the sandbox: what is said can be heard, and answered otherwise."""
import http.client, http.server, threading

VENDORS = {  # the variable with the address, and the credentials that go there ("bearer": the one that Pipedream makes)
    "composio": ("COMPOSIO_BASE_URL", ["COMPOSIO_API_KEY"]),
    "pipedream": ("PIPEDREAM_BASE_URL", ["PIPEDREAM_CLIENT_SECRET", "PIPEDREAM_CLIENT_ID", "bearer"]),
    "mcp": ("PIPEDREAM_MCP_URL", ["bearer"]),
    "github": ("GITHUB_API_URL", ["GITHUB_TOKEN"]),
    "registry": ("MCP_REGISTRY_URL", []),
    "infisical": ("INFISICAL_DOMAIN", ["INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET", "INFISICAL_UNIVERSAL_AUTH_CLIENT_ID"]),
    "cloudflare": ("CLOUDFLARE_API_BASE_URL", ["CLOUDFLARE_API_TOKEN"]),
}
# of one hop, or made anew here
HOP = ("host", "content-length", "connection", "transfer-encoding", "date", "keep-alive")


class Proxy(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # a head and a body are two writes

    def log_message(self, *a):
        pass

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.told(self, body)

    def forward(self, body, headers=None):
        """Asks the sandbox: status, headers, body."""
        c = http.client.HTTPConnection(self.server.sandbox, timeout=30)
        headers = headers if headers is not None else dict(self.headers.items())
        c.request(self.command, self.path, body or None, {k: v for k, v in headers.items() if k.lower() not in HOP})
        r = c.getresponse()
        data = r.read()
        c.close()
        return r.status, [(k, v) for k, v in r.getheaders() if k.lower() not in HOP], data

    def say(self, status, headers, data, reason=None):
        self.send_response(status, reason)
        for k, v in headers:
            self.send_header(k, v)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = answer


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass  # somebody went away in the middle


def serve(name, sandbox, told):
    """told(proxy, body) answers a request. The server, already at work."""
    s = Server(("127.0.0.1", 0), Proxy)
    s.name, s.sandbox, s.told = name, sandbox, told
    threading.Thread(target=s.serve_forever, daemon=True).start()
    return s


def serve_all(env, told):
    """One for each vendor; `env` then leads to them. name -> server."""
    servers = {}
    for name, (url, _) in VENDORS.items():
        origin, _, path = env[url].removeprefix("http://").partition("/")
        servers[name] = serve(name, origin, told)
        env[url] = f"http://127.0.0.1:{servers[name].server_port}/{path}"
    return servers
