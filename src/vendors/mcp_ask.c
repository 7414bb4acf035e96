/* SPDX-License-Identifier: MIT */
/* mcp_ask: what is sent to the remote MCP server, for one tenant. */
#include "vendors/mcp_own.h"

#include "base/json.h"
#include "base/mem.h"

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "0"
#endif
#define OFFERED "2025-11-25" /* the newest revision with a handshake */

static void add_headers(struct probe *p, struct call *c, const char *tenant, const char *account)
{
	const char *oauth_app = kv_or(&p->in, "oauth_app", "");

	call_header(c, "Accept", "application/json, text/event-stream");
	call_header(c, "x-pd-project-id", p->env->pipedream_project);
	call_header(c, "x-pd-environment", pipedream_environment(p));
	call_header(c, "x-pd-external-user-id", tenant);
	call_header(c, "x-pd-app-slug", kv_or(&p->in, "app_slug", ""));
	if (*oauth_app)
		call_header(c, "x-pd-oauth-app-id", oauth_app);
	if (account)
		call_header(c, "x-pd-account-id", account);
	pipedream_sign(p, c);
}

static void put_client(struct json_out *o, const char *key)
{
	json_open(o, key, '{');
	json_put(o, "name", "toolgap");
	json_put(o, "version", PACKAGE_VERSION);
	json_close(o, '}');
}

/* Without a handshake every request says who asks and in which revision. */
static void put_meta(struct json_out *o)
{
	json_open(o, "_meta", '{');
	json_put(o, "io.modelcontextprotocol/protocolVersion", MCP_STATELESS);
	put_client(o, "io.modelcontextprotocol/clientInfo");
	json_open(o, "io.modelcontextprotocol/clientCapabilities", '{');
	json_close(o, '}');
	json_close(o, '}');
}

static void put_params(struct json_out *o, const struct seat *s, const char *cursor)
{
	json_open(o, "params", '{');
	if (s->phase == PHASE_HELLO) {
		json_put(o, "protocolVersion", OFFERED);
		json_open(o, "capabilities", '{');
		json_close(o, '}');
		put_client(o, "clientInfo");
	}
	if (s->stateless)
		put_meta(o);
	if (cursor)
		json_put(o, "cursor", cursor);
	json_close(o, '}');
}

void mcp_ask(struct probe *p, size_t i, const char *cursor)
{
	static const char *const methods[] = { "initialize", "notifications/initialized",
					       "tools/list" };
	struct talks *ta = p->own;
	struct seat *s = &ta->seat[i];
	const char *method = methods[s->phase];
	struct call *c = probe_call(p, "POST", LOOK_TAG + (int)i);
	struct buf body = BUF_INIT;
	struct json_out o;

	c->url = mem_str(p->env->pipedream_mcp_url ? p->env->pipedream_mcp_url : "");
	c->retry = 1; /* nothing lasting is created */
	add_headers(p, c, ta->looks.v[i].text, s->account);
	if (s->session)
		call_header(c, "mcp-session-id", s->session);
	if (*s->version)
		call_header(c, "mcp-protocol-version", s->version);
	if (s->stateless)
		call_header(c, "Mcp-Method", method);
	json_out_init(&o, &body, 0);
	json_open(&o, NULL, '{');
	json_put(&o, "jsonrpc", "2.0");
	if (s->phase != PHASE_READY)
		json_put_int(&o, "id", ++s->id);
	json_put(&o, "method", method);
	if (s->phase != PHASE_READY)
		put_params(&o, s, cursor);
	json_close(&o, '}');
	c->enough = mcp_enough;
	c->expects = s->phase == PHASE_READY ? 0 : s->id;
	call_json(c, &body);
}
