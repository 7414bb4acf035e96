/* SPDX-License-Identifier: MIT */
/* mcp: the handshake with the remote MCP server and its list of tools, for each tenant. */
#include "vendors/mcp_own.h"

#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SESSION_MAX 512

static void go(struct probe *p)
{
	struct talks *ta = p->own;
	size_t i;

	for (i = 0; i < ta->looks.n; i++)
		mcp_ask(p, i, NULL);
}

static void free_own(void *own)
{
	struct talks *ta = own;
	size_t i;

	pipedream_talk_free(&ta->talk);
	for (i = 0; i < ta->looks.n; i++) {
		free(ta->seat[i].session);
		map_free(&ta->seat[i].named);
		kv_free(&ta->seat[i].tools);
	}
	free(ta->seat);
	looks_free(&ta->looks);
	free(ta);
}

struct pin {
	const char *tenant, *account;
};

static int by_tenant(const void *a, const void *b)
{
	return strcmp(((const struct pin *)a)->tenant, ((const struct pin *)b)->tenant);
}

/* Each seat gets its "account.T"; there may be many tenants, so these are sorted first. */
static void pin_accounts(struct probe *p, struct talks *ta)
{
	struct pin *pin = mem_alloc((p->in.n + 1) * sizeof(*pin));
	size_t i, n = 0;

	for (i = 0; i < p->in.n; i++)
		if (!strncmp(p->in.v[i].key, "account.", 8) && *p->in.v[i].value) {
			pin[n].tenant = p->in.v[i].key + 8;
			pin[n++].account = p->in.v[i].value;
		}
	qsort(pin, n, sizeof(*pin), by_tenant);
	for (i = 0; i < ta->looks.n; i++) {
		const struct pin want = { ta->looks.v[i].text, NULL };
		const struct pin *got = bsearch(&want, pin, n, sizeof(*pin), by_tenant);

		ta->seat[i].account = got ? got->account : NULL;
	}
	free(pin);
}

static void start(struct probe *p)
{
	struct talks *ta = mem_alloc(sizeof(*ta));
	size_t i;

	p->own = ta;
	p->own_free = free_own;
	for (i = 0; i < p->in.n; i++)
		if (!strcmp(p->in.v[i].key, "tenant"))
			looks_add(&ta->looks, 0, p->in.v[i].value);
	ta->seat = mem_alloc((ta->looks.n + 1) * sizeof(*ta->seat));
	if (!strcmp(kv_or(&p->in, "pin", ""), "yes"))
		pin_accounts(p, ta);
	if (!*kv_or(&p->in, "app_slug", ""))
		look_unknown(p, _("no app is chosen"));
	else if (!ta->looks.n)
		look_unknown(p, _("no tenant is chosen"));
	else
		pipedream_begin(p, 1, go);
}

/* ---- answers */

/* The message (an error in JSON-RPC is one), or -1 and why there is none. */
static int answer(const struct call *c, const struct reply *r, long id, struct json **doc,
		  const struct json **msg, char *why, size_t size)
{
	*doc = NULL;
	if (r->failure == REPLY_OK && !mcp_message(r, id, doc, msg) &&
	    ((r->status >= 200 && r->status <= 299) || json_num(json_at(*msg, "error.code"), 0) < 0))
		return 0; /* JSON-RPC's own errors are negative; a gateway's 500 with JSON is not one */
	json_free(*doc);
	if (probe_json(c, r, doc, why, size) &&
	    (r->failure != REPLY_OK || r->status < 200 || r->status > 299))
		return -1; /* the transport or the status says enough */
	json_free(*doc);
	*doc = NULL;
	(void)snprintf(why, size, "%s", _("the answer is not one of MCP"));
	return -1;
}

static int is_date(const char *s)
{
	static const char form[] = "dddd-dd-dd";
	size_t i;

	for (i = 0; s && s[i] && form[i]; i++)
		if (form[i] == 'd' ? s[i] < '0' || s[i] > '9' : s[i] != form[i])
			return 0;
	return s && !s[i] && !form[i];
}

static int is_session(const char *s)
{
	size_t n = 0;

	while (s && s[n] > 0x20 && s[n] < 0x7f)
		n++;
	return n && n <= SESSION_MAX && !s[n];
}

static void fail(struct probe *p, struct look *l, const struct call *c, const struct reply *r,
		 const char *why)
{
	look_bad(l, why);
	probe_evidence(p, "unknown", c, r, "%s: %s", l->text, why);
}

static void go_stateless(struct probe *p, struct seat *s, size_t i)
{
	s->stateless = 1;
	s->phase = PHASE_LIST;
	strcpy(s->version, MCP_STATELESS);
	mcp_ask(p, i, NULL);
}

static void take_hello(struct probe *p, struct look *l, size_t i, const struct call *c,
		       const struct reply *r)
{
	struct seat *s = &((struct talks *)p->own)->seat[i];
	const char *session = reply_header(r, "mcp-session-id"), *version;
	const struct json *msg, *error;
	struct json *doc;
	char why[256];

	if (answer(c, r, s->id, &doc, &msg, why, sizeof(why))) {
		fail(p, l, c, r, why);
		return;
	}
	error = json_get(msg, "error");
	version = json_raw(json_at(msg, "result.protocolVersion"));
	if (error && mcp_unspoken(error)) {
		go_stateless(p, s, i);
	} else if (error) {
		mcp_refused(error, why, sizeof(why));
		fail(p, l, c, r, why);
	} else if (!is_date(version)) {
		fail(p, l, c, r, _("the MCP server names no revision of the protocol"));
	} else {
		(void)snprintf(s->version, sizeof(s->version), "%s", version);
		if (is_session(session))
			s->session = mem_str(session);
		s->phase = PHASE_READY;
		mcp_ask(p, i, NULL);
	}
	json_free(doc);
}

static int is_tool(const char *name)
{
	size_t n =
		strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-");

	return n && n <= 128 && !name[n];
}

/* "google_tag_manager-list-tags" is the app's; retrieve_options is a helper of the server. */
static int is_own(const struct probe *p, const char *name)
{
	const char *app = kv_or(&p->in, "app_slug", "");
	size_t n = strlen(app);

	return !strncmp(name, app, n) && name[n] == '-' && name[n + 1];
}

#define TOOLS_MAX 2000 /* a tenant's; more is no list for an agent, and would swamp the files */

static void take_tools(const struct probe *p, struct seat *s, const struct json *tools)
{
	json_each(tool, tools)
	{
		if (s->tools.n >= TOOLS_MAX)
			return;
		const char *name = json_raw(json_get(tool, "name"));
		char *about;

		if (!name || !is_tool(name))
			continue;
		if (map_get(&s->named, name) != MAP_NONE && ++s->twice)
			continue;
		about = json_text(json_get(tool, "description"), 500);
		kv_add(&s->tools, name, about);
		(void)map_put(&s->named, s->tools.v[s->tools.n - 1].key, s->tools.n - 1);
		free(about);
		s->own += (size_t)is_own(p, name);
	}
}

static size_t tools_of(const struct seat *s)
{
	return s->own ? s->own : s->tools.n;
}

static void tell_list(struct probe *p, const struct look *l, const struct seat *s, const struct call *c,
		      const struct reply *r)
{
	char *count = mem_fmt(ngettext("%s: %zu tool", "%s: %zu tools", tools_of(s)), l->text, tools_of(s));

	if (s->twice)
		/* TRANSLATORS: behind how many tools there are: so many entries of the list repeat a name */
		probe_evidence(p, "ok", c, r, ngettext("%s, %zu listed twice and taken once", "%s, %zu listed twice and taken once",
						      s->twice), count, s->twice);
	else
		probe_evidence(p, "ok", c, r, "%s", count);
	free(count);
}

static void take_list(struct probe *p, struct look *l, size_t i, const struct call *c,
		      const struct reply *r)
{
	struct seat *s = &((struct talks *)p->own)->seat[i];
	const struct json *msg, *tools;
	struct json *doc;
	char why[256];

	if (answer(c, r, s->id, &doc, &msg, why, sizeof(why))) {
		fail(p, l, c, r, why);
		return;
	}
	tools = json_at(msg, "result.tools");
	if (json_get(msg, "error")) {
		mcp_refused(json_get(msg, "error"), why, sizeof(why));
		fail(p, l, c, r, why);
	} else if (!json_is_list(tools)) {
		fail(p, l, c, r, _("the answer has no list of tools in it"));
	} else {
		const char *cursor = json_raw(json_at(msg, "result.nextCursor"));

		take_tools(p, s, tools);
		if (look_page(l, cursor, json_count(tools), -1))
			mcp_ask(p, i, cursor);
		else if (l->state == LOOK_BAD)
			probe_evidence(p, "unknown", c, r, "%s: %s", l->text, l->why);
		else
			tell_list(p, l, s, c, r);
	}
	json_free(doc);
}

static void reply(struct probe *p, const struct call *c, const struct reply *r)
{
	struct talks *ta = p->own;
	struct look *l;
	size_t i;

	if (pipedream_dealt(p, c, r) || !(l = looks_of(&ta->looks, c)))
		return;
	i = (size_t)(l - ta->looks.v);
	if (ta->seat[i].phase == PHASE_HELLO) {
		take_hello(p, l, i, c, r);
	} else if (ta->seat[i].phase == PHASE_READY) {
		/* a note; whatever came of it, the list shows whether the server is ready */
		ta->seat[i].phase = PHASE_LIST;
		mcp_ask(p, i, NULL);
	} else {
		take_list(p, l, i, c, r);
	}
}

/* ---- conclusions */

static void tell_tools(struct probe *p, const struct seat *s)
{
	size_t i;

	for (i = 0; i < s->tools.n; i++)
		if (!s->own || is_own(p, s->tools.v[i].key))
			kv_addf(&p->facts, "tool", "%s\t%s", s->tools.v[i].key,
				s->tools.v[i].value);
}

static void finish(struct probe *p)
{
	struct talks *ta = p->own;
	const struct seat *first = NULL;
	const char *why = NULL;
	size_t i;

	for (i = 0; i < ta->looks.n; i++) {
		const struct look *l = &ta->looks.v[i];
		char *key = mem_fmt("mcp.%s", l->text);

		if (l->state == LOOK_GOOD)
			kv_addf(&p->facts, key, "%zu", tools_of(&ta->seat[i]));
		else
			kv_add(&p->facts, key, "unknown");
		free(key);
		if (l->state == LOOK_GOOD && !first)
			first = &ta->seat[i];
		if (l->state == LOOK_BAD && !why)
			why = l->why;
	}
	if (first)
		tell_tools(p, first);
	if (kv_get(&p->facts, "result"))
		return;
	if (why || !first) {
		look_unknown(p, why ? why : _("the answer is not one of MCP"));
	} else {
		size_t n = tools_of(first);

		kv_set(&p->facts, "result", "listed");
		kv_addf(&p->facts, "detail", ngettext("%zu tool", "%zu tools", n), n);
	}
}

const struct probe_ops mcp_tools = { "tools", start, reply, finish };
