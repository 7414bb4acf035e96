/* SPDX-License-Identifier: MIT */
/* mcp: the remote MCP server of the sandbox: JSON-RPC over HTTP, as JSON or as an event stream. */
#include "sandbox/pipedream.h"

#include "base/mem.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TOOLS_PAGE 2

/* One call: who asks, about which apps, and what the answer carries back. */
struct call {
	const char *user, *env, *account;
	const struct json *doc, *params;
	struct rows tools;  /* struct tool */
};

struct tool {
	const struct json *app, *action;
	char *name;
};

static const char *const versions[] = { "2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05" };

static int known_version(const char *v)
{
	for (size_t i = 0; v && i < 4; i++)
		if (!strcmp(versions[i], v))
			return 1;
	return 0;
}

/* A setting comes as a header or, for hosts that cannot send any, in the query. */
static const char *setting(const struct request *rq, const char *header, const char *query)
{
	const char *v = request_header(rq, header);

	return *v ? v : kv_or(&rq->query, query, "");
}

static void put_id(struct json_out *o, const struct json *id)
{
	if (json_is_string(id))
		json_put(o, "id", json_raw(id));
	else if (!isnan(json_num(id, NAN)))
		json_put_int(o, "id", (long long)json_num(id, 0));
	else
		json_put(o, "id", NULL);
}

static void rpc_error(struct reply *rp, int status, const struct json *id, int code,
		      const char *message)
{
	struct json_out o;

	reply_json(rp, status, &o);
	json_open(&o, NULL, '{');
	json_put(&o, "jsonrpc", "2.0");
	put_id(&o, id);
	json_open(&o, "error", '{');
	json_put_int(&o, "code", code);
	json_put(&o, "message", message);
	json_close(&o, '}');
	json_close(&o, '}');
}

static void rpc_open(struct reply *rp, struct json_out *o, const struct call *c)
{
	reply_json(rp, 200, o);
	json_open(o, NULL, '{');
	json_put(o, "jsonrpc", "2.0");
	put_id(o, json_get(c->doc, "id"));
	json_open(o, "result", '{');
}

static void rpc_close(struct json_out *o)
{
	json_close(o, '}');
	json_close(o, '}');
}

static void initialize(struct box *box, struct call *c, struct reply *rp)
{
	const char *asked = json_raw(json_get(c->params, "protocolVersion"));
	struct json_out o;
	char id[33];

	if (!asked) {
		rpc_error(rp, 200, json_get(c->doc, "id"), -32602, "protocolVersion is missing");
		return;
	}
	rpc_open(rp, &o, c);
	json_put(&o, "protocolVersion", known_version(asked) ? asked : versions[0]);
	json_open(&o, "capabilities", '{');
	json_open(&o, "tools", '{');
	json_put_bool(&o, "listChanged", 0);
	json_close(&o, '}');
	json_close(&o, '}');
	json_open(&o, "serverInfo", '{');
	json_put(&o, "name", "toolgap-sandbox");
	json_put(&o, "version", "1.0.0");
	json_close(&o, '}');
	rpc_close(&o);
	if (box->opt.mcp_session) {
		box_random(id, 32, box_hex);
		kv_add(&box->sessions, id, "");
		kv_add(&rp->headers, "Mcp-Session-Id", id);
	}
}

static void tools_list(struct box *box, struct call *c, struct reply *rp)
{
	const char *cursor = json_raw(json_get(c->params, "cursor"));
	struct buf plain = BUF_INIT, next = BUF_INIT;
	size_t from = 0, to;
	struct json_out o;
	char text[24];

	(void)box;
	if (cursor) {
		long at = web_unb64(&plain, cursor) ? -1 : web_number(buf_str(&plain), 1, 100000);

		buf_free(&plain);
		if (at < 0 || (size_t)at >= c->tools.n) {
			rpc_error(rp, 200, json_get(c->doc, "id"), -32602, "Invalid cursor");
			return;
		}
		from = (size_t)at;
	}
	to = c->tools.n - from > TOOLS_PAGE ? from + TOOLS_PAGE : c->tools.n;
	rpc_open(rp, &o, c);
	json_open(&o, "tools", '[');
	for (size_t i = from; i < to; i++) {
		const struct tool *t = c->tools.v[i];

		json_open(&o, NULL, '{');
		json_put(&o, "name", t->name);
		json_put(&o, "description", json_raw(json_get(t->action, "about")));
		pd_put_schema(&o, "inputSchema", t->action);
		json_open(&o, "annotations", '{');
		json_put(&o, "title", json_raw(json_get(t->action, "name")));
		json_put_bool(&o, "readOnlyHint", json_bool(json_get(t->action, "read_only"), 0));
		json_close(&o, '}');
		json_close(&o, '}');
	}
	json_close(&o, ']');
	if (to < c->tools.n) {
		snprintf(text, sizeof(text), "%zu", to);
		buf_b64(&next, text, strlen(text), 1);
		json_put(&o, "nextCursor", buf_str(&next));
		buf_free(&next);
	}
	rpc_close(&o);
}

static const struct account *connected(const struct box *box, const struct call *c,
				       const struct json *app)
{
	for (size_t i = 0; i < box->naccounts; i++) {
		const struct account *a = box->accounts[i];

		if (a->vendor == PIPEDREAM && a->row == app && !strcmp(a->user, c->user) &&
		    !strcmp(a->env, c->env) && a->healthy && !a->dead &&
		    (!*c->account || !strcmp(a->id, c->account)))
			return a;
	}
	return NULL;
}

/* No account is no error here: a good result whose text holds a link. Clients must read it. */
static void put_not_connected(struct box *box, struct call *c, struct json_out *o,
			      const struct tool *t)
{
	struct link *l = pd_link(box, c->user, c->env, 14400);
	const char *slug = json_raw(json_get(t->app, "slug"));
	char *bare, *url, *text;
	char id[33];

	l->app = mem_str(slug);
	bare = pd_link_url_new(box, l);
	url = mem_fmt("%s&app=%s", bare, slug);
	text = mem_fmt("To use this tool, open this link and connect %s: %s",
		       json_raw(json_get(t->app, "name")), url);
	json_open(o, "content", '[');
	json_open(o, NULL, '{');
	json_put(o, "type", "text");
	json_put(o, "text", text);
	json_close(o, '}');
	json_close(o, ']');
	json_put_bool(o, "isError", 0);
	json_put_bool(o, "accountRequired", 1);
	json_put(o, "connectUrl", url);
	box_random(id, 32, box_hex);
	json_open(o, "_meta", '{');
	json_put(o, "requestId", id);
	json_close(o, '}');
	free(text);
	free(url);
	free(bare);
}

static void tools_call(struct box *box, struct call *c, struct reply *rp)
{
	const char *name = json_raw(json_get(c->params, "name"));
	const struct tool *t = NULL;
	struct json_out o;
	char *text;

	for (size_t i = 0; name && i < c->tools.n && !t; i++) {
		const struct tool *one = c->tools.v[i];

		if (!strcmp(one->name, name))
			t = one;
	}
	if (!t) {
		rpc_error(rp, 200, json_get(c->doc, "id"), -32602, "Unknown tool");
		return;
	}
	rpc_open(rp, &o, c);
	if (!connected(box, c, t->app)) {
		put_not_connected(box, c, &o, t);
	} else {
		text = mem_fmt("The sandbox ran %s for %s and changed nothing.", t->name, c->user);
		json_open(&o, "content", '[');
		json_open(&o, NULL, '{');
		json_put(&o, "type", "text");
		json_put(&o, "text", text);
		json_close(&o, '}');
		json_close(&o, ']');
		json_put_bool(&o, "isError", 0);
		free(text);
	}
	rpc_close(&o);
}

static void ping(struct box *box, struct call *c, struct reply *rp)
{
	struct json_out o;

	(void)box;
	rpc_open(rp, &o, c);
	rpc_close(&o);
}

static const struct {
	const char *name;
	void (*go)(struct box *box, struct call *c, struct reply *rp);
} methods[] = {
	{ "initialize", initialize },
	{ "ping", ping },
	{ "tools/list", tools_list },
	{ "tools/call", tools_call },
};

/* Every action of every app named; -1 when an app does not exist. */
static int gather(const struct box *box, const char *apps, struct rows *out)
{
	struct kv names = KV_INIT;
	int rc = 0;

	while (*apps) {
		size_t n = strcspn(apps, ",");
		char *slug = mem_strn(apps, n);

		kv_set(&names, slug, "");
		free(slug);
		apps += n;
		apps += *apps == ',';
	}
	for (size_t i = 0; i < names.n && !rc; i++) {
		const struct json *app = box_app(box, names.v[i].key);

		rc = app ? 0 : -1;
		json_each(action, json_get(app, "actions")) {
			struct tool *t = mem_alloc(sizeof(*t));

			t->app = app;
			t->action = action;
			t->name = pd_action_key_new(app, action);
			rows_add(out, t);
		}
	}
	kv_free(&names);
	return rc;
}

static void scatter(struct rows *rows)
{
	for (size_t i = 0; i < rows->n; i++) {
		struct tool *t = (struct tool *)(uintptr_t)rows->v[i];

		free(t->name);
		free(t);
	}
	free(rows->v);
}

/* The answer as an event stream: a comment, a notification, then the message in two data lines. */
static void as_events(struct reply *rp)
{
	struct buf b = BUF_INIT;

	web_trim(&rp->body);
	buf_adds(&b, ": open\n\nevent: message\ndata: {\"jsonrpc\":\"2.0\",\"method\":"
		     "\"notifications/"
		     "message\",\"params\":{\"level\":\"info\",\"data\":\"working\"}}\n\n");
	buf_addf(&b, "id: 1\nevent: message\ndata: {\ndata: %s\n\n", buf_str(&rp->body) + 1);
	buf_free(&rp->body);
	rp->body = b;
	snprintf(rp->type, sizeof(rp->type), "text/event-stream");
}

/* What stands between a request and its method: 1 to go on, 0 when answered. */
static int may_enter(const struct box *box, const struct request *rq, struct reply *rp)
{
	static const char *const needed[][2] = {
		{ "x-pd-project-id", "projectId" }, { "x-pd-environment", "environment" },
		{ "x-pd-external-user-id", "externalUserId" }, { "x-pd-app-slug", "app" },
	};
	const char *accept = request_header(rq, "accept"), *env;
	char *text;

	if (!box_bearer_ok(box, rq)) {
		kv_add(&rp->headers, "WWW-Authenticate", "Bearer error=\"invalid_token\"");
		pd_error(rp, 401, "Unauthorized");
		return 0;
	}
	for (size_t i = 0; i < 4; i++) {
		if (*setting(rq, needed[i][0], needed[i][1]))
			continue;
		text = mem_fmt("Missing %s", needed[i][0]);
		pd_error(rp, 400, text);
		free(text);
		return 0;
	}
	env = setting(rq, "x-pd-environment", "environment");
	if (strcmp(setting(rq, "x-pd-project-id", "projectId"), BOX_PROJECT))
		pd_error(rp, 404, "Project not found");
	else if (strcmp(env, "production") && strcmp(env, "development"))
		pd_error(rp, 400, "x-pd-environment must be development or production");
	else if (!web_has(accept, "application/json") || !web_has(accept, "text/event-stream"))
		rpc_error(rp, 406, NULL, -32000,
			  "Accept must name application/json and text/event-stream");
	else if (!web_has(request_header(rq, "content-type"), "application/json"))
		rpc_error(rp, 415, NULL, -32000, "Content-Type must be application/json");
	else if (*request_header(rq, "mcp-protocol-version") &&
		 !known_version(request_header(rq, "mcp-protocol-version")))
		rpc_error(rp, 400, NULL, -32000, "Unsupported protocol version");
	else
		return 1;
	return 0;
}

static int in_session(const struct box *box, const struct request *rq, const char *method,
		      struct reply *rp)
{
	const char *id = request_header(rq, "mcp-session-id");

	if (!box->opt.mcp_session || !strcmp(method, "initialize") ||
	    (*id && kv_get(&box->sessions, id)))
		return 1;
	rpc_error(rp, *id ? 404 : 400, NULL, *id ? -32001 : -32000,
		  *id ? "Session not found" : "Mcp-Session-Id is required");
	return 0;
}

static void dispatch(struct box *box, const struct request *rq, struct reply *rp, struct call *c)
{
	const char *method = json_raw(json_get(c->doc, "method"));
	const char *version = json_raw(json_get(c->doc, "jsonrpc"));
	const struct json *id = json_get(c->doc, "id");
	double num = json_num(id, 0);

	if (!method || !version || strcmp(version, "2.0") || (id && !json_is_string(id) &&
	    (isnan(json_num(id, NAN)) || floor(num) != num || fabs(num) > 9e15))) {
		rpc_error(rp, 400, NULL, -32600, "Invalid request");
		return;
	}
	if (!in_session(box, rq, method, rp))
		return;
	if (!id) {
		rp->status = 202;
		return;
	}
	if (gather(box, setting(rq, "x-pd-app-slug", "app"), &c->tools)) {
		rpc_error(rp, 200, id, -32602, "App not found");
		return;
	}
	for (size_t i = 0; i < sizeof(methods) / sizeof(*methods); i++) {
		if (strcmp(methods[i].name, method))
			continue;
		methods[i].go(box, c, rp);
		return;
	}
	rpc_error(rp, 200, id, -32601, "Method not found");
}

void mcp_handle(struct box *box, const struct request *rq, struct reply *rp)
{
	struct call c = { setting(rq, "x-pd-external-user-id", "externalUserId"),
			  setting(rq, "x-pd-environment", "environment"),
			  setting(rq, "x-pd-account-id", "accountId"), NULL, NULL, { NULL, 0, 0 } };
	struct err e = ERR_INIT;
	struct json *doc;

	if (rq->nseg != 2 || strcmp(rq->seg[1], "v3")) {
		pd_error(rp, 404, "Not found");
		return;
	}
	if (!strcmp(rq->method, "DELETE") && box->opt.mcp_session && box_bearer_ok(box, rq)) {
		kv_del(&box->sessions, request_header(rq, "mcp-session-id"));
		return;
	}
	if (strcmp(rq->method, "POST")) {
		kv_add(&rp->headers, "Allow", "POST");
		rpc_error(rp, 405, NULL, -32000, "Method not allowed");
		return;
	}
	if (!may_enter(box, rq, rp))
		return;
	doc = json_parse(buf_str(&rq->body), rq->body.len, &e);
	if (!doc) {
		rpc_error(rp, 400, NULL, -32700, "Parse error");
		return;
	}
	c.doc = doc;
	c.params = json_get(doc, "params");
	dispatch(box, rq, rp, &c);
	if (box->opt.mcp_sse && rp->status == 200 && rp->body.len)
		as_events(rp);
	scatter(&c.tools);
	json_free(doc);
}
