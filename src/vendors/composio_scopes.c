/* SPDX-License-Identifier: MIT */
/* composio_scopes: is what the tenants agreed to enough for the tools? */
#include "vendors/composio_own.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TOOLS_MAX 100
#define SCOPE_MAX 200
#define SHOWN 5

int composio_is_id(const char *id, const char *prefix)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
	size_t n = strlen(prefix);

	return id && !strncmp(id, prefix, n) && id[n] && !id[n + strspn(id + n, letters)] &&
	       strlen(id) < 80;
}

/* GMAIL_SEND_EMAIL, and nothing that would end a string or a path. */
static int is_tool(const char *s)
{
	return s && *s && strlen(s) < 120 &&
	       !s[strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")];
}

static void ask(struct probe *p, int kind, const char *text, const char *path)
{
	struct composio *co = p->own;
	size_t i = looks_add(&co->looks, kind, text);
	struct buf url = BUF_INIT;

	composio_url(p, path, &url);
	if (kind == LOOK_CONFIG || kind == LOOK_TOOLS)
		http_escape(&url, text);
	if (kind == LOOK_TOOLS)
		buf_addf(&url, "&important=true&limit=%d", TOOLS_MAX);
	composio_call(p, kind == LOOK_SCOPES ? "POST" : "GET", &url, LOOK_TAG + (int)i)->retry = 1;
	(void)snprintf(p->doing, sizeof(p->doing), "%s", text);
}

static int all_connected(const struct probe *p)
{
	const struct composio *co = p->own;
	size_t i, all = 0, oauth = co->configs.n;

	for (i = 0; i < co->looks.n; i++) {
		const struct look *l = &co->looks.v[i];

		if (l->kind == LOOK_TENANT && l->mark != CONNECTED)
			return 0;
		all += l->kind == LOOK_TENANT;
	}
	/* those by key have no scopes; one of several tenants may have come by key */
	return all && oauth;
}

void composio_ask_scopes(struct probe *p)
{
	struct composio *co = p->own;
	struct kv once = KV_INIT;
	size_t i;

	if (!all_connected(p))
		return;
	for (i = 0; i < co->configs.n; i++)
		if (!kv_get(&once, co->configs.v[i].value)) {
			kv_add(&once, co->configs.v[i].value, "");
			ask(p, LOOK_CONFIG, co->configs.v[i].value, "/auth_configs/");
		}
	kv_free(&once);
	for (i = 0; i < p->in.n; i++)
		if (!strcmp(p->in.v[i].key, "tool") && is_tool(p->in.v[i].value))
			kv_set(&co->tools, p->in.v[i].value, "");
	if (!co->tools.n)
		ask(p, LOOK_TOOLS, kv_or(&p->facts, "toolkit_slug", ""), "/tools?toolkit_slug=");
}

/* Does any connection say what it asked for? */
static int stated(const struct composio *co)
{
	size_t i;

	for (i = 0; i < co->looks.n; i++)
		if (co->looks.v[i].kind == LOOK_CONFIG && co->looks.v[i].mark)
			return 1;
	return 0;
}

void composio_ask_needs(struct probe *p)
{
	struct composio *co = p->own;
	struct buf body = BUF_INIT;
	struct json_out o;
	size_t i;

	if (!stated(co) || !co->tools.n)
		return;
	json_out_init(&o, &body, 0);
	json_open(&o, NULL, '{');
	json_open(&o, "tools", '[');
	for (i = 0; i < co->tools.n && i < TOOLS_MAX; i++)
		json_put(&o, NULL, co->tools.v[i].key);
	json_close(&o, ']');
	json_put(&o, "version", "latest");
	json_close(&o, '}');
	ask(p, LOOK_SCOPES, kv_or(&p->facts, "toolkit_slug", ""), "/tools/scopes/required");
	call_json(&p->queue[p->queued - 1], &body);
}

/* ---- answers */

static void grant(struct composio *co, const char *config, const char *s, size_t n)
{
	struct buf safe = BUF_INIT;

	text_safe(&safe, s, n, SCOPE_MAX);
	if (safe.len)
		kv_add(&co->granted, config, safe.p);
	buf_free(&safe);
}

/* A list of strings, or one string with blanks or commas between. */
static int take_granted(struct composio *co, const char *config, const struct json *scopes)
{
	const char *s = json_raw(scopes);
	size_t n, before = co->granted.n;

	json_each(it, json_is_list(scopes) ? scopes : NULL) if (json_raw(it))
		grant(co, config, json_raw(it), strlen(json_raw(it)));
	for (; s && *s; s += n + (s[n] != '\0')) {
		n = strcspn(s, " ,");
		if (n)
			grant(co, config, s, n);
	}
	return co->granted.n > before;
}

static void take_config(struct probe *p, struct look *l, const struct json *doc)
{
	struct composio *co = p->own;
	const struct json *credentials = json_get(doc, "credentials");

	/* of what stands there, some of it secret, these two and nothing else */
	l->mark = take_granted(co, l->text, json_get(credentials, "scopes"));
	l->mark |= take_granted(co, l->text, json_get(credentials, "user_scopes"));
	l->state = LOOK_GOOD;
}

static void take_tools(struct probe *p, struct look *l, const struct json *doc)
{
	struct composio *co = p->own;
	const struct json *items = json_get(doc, "items");

	if (!json_is_list(items)) {
		look_bad(l, _("the answer has no list of tools in it"));
		return;
	}
	l->state = LOOK_GOOD;
	json_each(item, items) {
		const char *slug = json_raw(json_get(item, "slug"));

		if (is_tool(slug) && co->tools.n < TOOLS_MAX)
			kv_set(&co->tools, slug, "");
	}
}

static int has(const struct composio *co, const char *config, const char *scope)
{
	size_t i;

	for (i = 0; i < co->granted.n; i++)
		if (!strcmp(co->granted.v[i].key, config) && !strcmp(co->granted.v[i].value, scope))
			return 1;
	return 0;
}

/* One of all that a tool needs: a scope, or any of several. Fills `shown`; 1 when the config has it. */
static int met(const struct composio *co, const char *config, const struct json *need, struct buf *shown)
{
	const struct json *any = json_get(need, "any_of");
	int yes = 0;

	buf_reset(shown);
	if (json_is_string(need)) {
		text_safe(shown, json_raw(need), strlen(json_raw(need)), SCOPE_MAX);
		return has(co, config, buf_str(shown));
	}
	json_each(it, any) {
		char *one = json_text(it, SCOPE_MAX);

		yes |= has(co, config, one);
		/* TRANSLATORS: between scopes of which one is enough */
		buf_addf(shown, "%s%s", shown->len ? _(" or ") : "", one);
		free(one);
	}
	return yes || !shown->len; /* a need that cannot be read is none */
}

static void compare(struct composio *co, const char *config, const struct json *list)
{
	struct buf shown = BUF_INIT;

	json_each(tool, list) json_each(need, json_at(tool, "scope_requirements.all_of"))
		if (!met(co, config, need, &shown))
			kv_set(&co->lacking, buf_str(&shown), "");
	buf_free(&shown);
}

static void take_needs(struct probe *p, struct look *l, const struct json *doc)
{
	struct composio *co = p->own;
	const struct json *list = json_get(doc, "per_tool_requirements");
	size_t i;

	if (!json_is_list(list)) {
		look_bad(l, _("the answer has no list of scopes in it"));
		return;
	}
	l->state = LOOK_GOOD;
	for (i = 0; i < co->looks.n; i++)
		if (co->looks.v[i].kind == LOOK_CONFIG && co->looks.v[i].mark)
			compare(co, co->looks.v[i].text, list);
}

void composio_take_scopes(struct probe *p, struct look *l, const struct call *c, const struct reply *r)
{
	const struct composio *co = p->own;
	struct json *doc;
	char why[sizeof(l->why)];

	if (probe_json(c, r, &doc, why, sizeof(why)))
		look_bad(l, why);
	else if (l->kind == LOOK_CONFIG)
		take_config(p, l, doc);
	else if (l->kind == LOOK_TOOLS)
		take_tools(p, l, doc);
	else
		take_needs(p, l, doc);
	if (l->state == LOOK_BAD)
		probe_evidence(p, "unknown", c, r, "%s", l->why);
	else if (l->kind == LOOK_CONFIG && !l->mark)
		probe_evidence(p, "ok", c, r, _("%s does not say which scopes it asks for"), l->text);
	else if (l->kind == LOOK_CONFIG)
		probe_evidence(p, "ok", c, r, _("%s says which scopes it asks for"), l->text);
	else if (l->kind == LOOK_TOOLS)
		probe_evidence(p, "ok", c, r, ngettext("%zu important tool", "%zu important tools", co->tools.n),
			       co->tools.n);
	else
		probe_evidence(p, "ok", c, r,
			       ngettext("%zu scope lacks", "%zu scopes lack", co->lacking.n), co->lacking.n);
	json_forget(doc);
}

/* ---- conclusion */

static void tell_gap(struct probe *p)
{
	const struct composio *co = p->own;
	struct buf list = BUF_INIT;
	size_t i;

	for (i = 0; i < co->lacking.n; i++) {
		kv_add(&p->facts, "missing_scope", co->lacking.v[i].key);
		if (i < SHOWN)
			buf_addf(&list, "%s%s", i ? ", " : "", co->lacking.v[i].key);
	}
	if (co->lacking.n > SHOWN)
		buf_addf(&list, ngettext(" and %zu more", " and %zu more", co->lacking.n - SHOWN),
			 co->lacking.n - SHOWN);
	kv_set(&p->facts, "result", "scope-gap");
	kv_del(&p->facts, "detail");
	kv_addf(&p->facts, "detail", ngettext("%s · connected, but %zu scope lacks: %s",
					      "%s · connected, but %zu scopes lack: %s", co->lacking.n),
		kv_or(&p->facts, "toolkit_slug", ""), co->lacking.n, buf_str(&list));
	buf_free(&list);
}

void composio_conclude_scopes(struct probe *p)
{
	const struct composio *co = p->own;
	int asked = 0, answered = 0, bad = 0;
	size_t i;

	if (strcmp(kv_or(&p->facts, "result", ""), "native") || kv_get(&p->facts, "scopes"))
		return;
	for (i = 0; i < co->looks.n; i++) {
		const struct look *l = &co->looks.v[i];

		asked |= l->kind >= LOOK_CONFIG;
		bad |= l->kind >= LOOK_CONFIG && l->state == LOOK_BAD;
		answered |= l->kind == LOOK_SCOPES && l->state == LOOK_GOOD;
	}
	if (co->lacking.n)
		tell_gap(p);
	if (asked)
		kv_set(&p->facts, "scopes", co->lacking.n ? "gap" : bad ? "unknown" : answered ? "ok" : "unstated");
}
