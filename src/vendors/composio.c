/* SPDX-License-Identifier: MIT */
/* composio: asking the toolkit catalog, and taking what it answers. */
#include "vendors/composio_own.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGE_MAX 1000

/* Of the smallest plan (2026); all routes share it. */
static const struct http_rate rate = { "composio", 2000 };

/* ---- questions */

static void add_list_url(const struct look *l, int page, struct buf *url)
{
	buf_adds(url, "/toolkits?");
	if (*l->text) {
		buf_adds(url, "search=");
		http_escape(url, l->text);
		buf_addc(url, '&');
	}
	if (l->kind == LOOK_HIDDEN)
		buf_adds(url, "include_deprecated=true&");
	buf_addf(url, "limit=%d", l->kind == LOOK_SIZE ? 1 : page > 0 ? page : PAGE_MAX);
}

struct call *composio_call(struct probe *p, const char *method, struct buf *url, int tag)
{
	struct call *c = probe_call(p, method, tag);

	c->url = buf_detach(url);
	c->rate = &rate;
	c->signed_by = "COMPOSIO_API_KEY";
	call_header(c, "Accept", "application/json");
	/* exactly one credential: two are refused even when both are right */
	call_secret(c, secret_starts(p->env->composio_key, "uak_") ? "x-user-api-key" : "x-api-key",
		    "", p->env->composio_key);
	return c;
}

void composio_url(const struct probe *p, const char *path, struct buf *url)
{
	look_base(url, p->env->composio_url);
	buf_addf(url, "/api/v3.1%s", path);
}

void composio_ask(struct probe *p, size_t i, const char *cursor)
{
	struct composio *co = p->own;
	const struct look *l = &co->looks.v[i];
	struct buf url = BUF_INIT;

	composio_url(p, "", &url);
	if (l->kind == LOOK_SLUG || l->kind == LOOK_TARGET) {
		buf_adds(&url, "/toolkits/");
		http_escape(&url, l->text);
	} else if (l->kind == LOOK_TENANT) {
		composio_accounts_url(p, l, &url);
	} else {
		add_list_url(l, p->env->page, &url);
	}
	if (cursor) {
		buf_adds(&url, "&cursor=");
		http_escape(&url, cursor);
	}
	composio_call(p, "GET", &url, LOOK_TAG + (int)i)->retry = 1;
	(void)snprintf(p->doing, sizeof(p->doing), "%s", l->text);
}

void composio_add(struct probe *p, int kind, const char *text)
{
	struct composio *co = p->own;

	composio_ask(p, looks_add(&co->looks, kind, text), NULL);
}

void composio_add_searches(struct probe *p, int kind)
{
	struct composio *co = p->own;
	size_t i;

	for (i = 0; i < co->tries.n; i++)
		composio_add(p, kind, co->tries.v[i].value);
	if (!co->tries.n) /* too short to be searched for: read the whole list */
		composio_add(p, kind, "");
}

static void free_own(void *own)
{
	struct composio *co = own;

	match_free(co->m);
	near_free(&co->near);
	looks_free(&co->looks);
	kv_free(&co->tries);
	kv_free(&co->slugs);
	kv_free(&co->configs);
	kv_free(&co->accounts);
	kv_free(&co->granted);
	kv_free(&co->tools);
	kv_free(&co->lacking);
	free(co);
}

struct composio *composio_new(struct probe *p)
{
	struct composio *co = mem_alloc(sizeof(*co));

	p->own = co;
	p->own_free = free_own;
	co->catalog = -1;
	return co;
}

static void start(struct probe *p)
{
	struct composio *co = composio_new(p);
	size_t i;

	if (!p->env->composio_key) {
		look_missing(p, "COMPOSIO_API_KEY");
		return;
	}
	co->m = match_new(&p->in);
	near_init(&co->near, &p->in);
	look_spellings(&p->in, COMPOSIO_SEARCH_MIN, 0, &co->tries);
	look_slugs(&p->in, 0, &co->slugs);
	if (!co->tries.n && !co->slugs.n) {
		look_unknown(p, _("there is no name to search for"));
		return;
	}
	for (i = 0; i < co->slugs.n; i++)
		composio_add(p, LOOK_SLUG, co->slugs.v[i].value);
	if (kv_get(&p->in, "listed"))
		return; /* a search would say no more than that */
	composio_add(p, LOOK_SIZE, "");
	composio_add_searches(p, LOOK_SEARCH);
}

/* ---- answers */

/* What a later step needs to know of a toolkit. `deprecated` stands on every item: an older id. */
static void keep_more(struct match_hit *h, const struct json *item)
{
	double tools = json_num(json_at(item, "meta.tools_count"), -1);
	char number[24];

	if (json_bool(json_get(item, "no_auth"), 0))
		kv_set(&h->more, "no_auth", "yes");
	if (!json_bool(json_get(item, "enabled"), 1)) /* said of the one toolkit, not in lists */
		kv_set(&h->more, "off", "yes");
	if (tools >= 0 && tools < 1e6) {
		(void)snprintf(number, sizeof(number), "%.0f", tools);
		kv_set(&h->more, "tools", number);
	}
}

static void take_item(struct composio *co, struct look *l, enum match_how how,
		      const struct json *item)
{
	struct match_hit *hit = look_entry(l, co->m, &co->near, how, json_raw(json_get(item, "slug")),
					   json_raw(json_get(item, "name")), json_raw(json_at(item, "meta.description")));

	if (hit)
		keep_more(hit, item);
}

static void take_slug(struct probe *p, struct look *l, const struct call *c, const struct reply *r)
{
	struct composio *co = p->own;
	char why[sizeof(l->why)];
	struct json *doc;

	if (look_not_found(r)) {
		l->state = LOOK_GOOD;
		probe_evidence(p, "absent", c, r, _("no toolkit has the slug %s"), l->text);
		return;
	}
	if (probe_json(c, r, &doc, why, sizeof(why))) {
		look_bad(l, look_strange_404(r) ? look_strange_404(r) : why);
	} else if (l->kind == LOOK_TARGET) {
		l->mark = json_is_string(json_get(doc, "slug"));
		if (!l->mark)
			look_bad(l, _("the answer has no toolkit in it"));
	} else {
		take_item(co, l, MATCH_DIRECT, doc);
		if (!strcmp(kv_or(&p->in, "listed", ""), l->text))
			take_item(co, l, MATCH_LISTED, doc);
		if (l->odd)
			look_bad(l, _("the answer has no toolkit in it"));
	}
	if (l->state == LOOK_OPEN)
		l->state = LOOK_GOOD;
	if (l->state == LOOK_BAD)
		probe_evidence(p, "unknown", c, r, "%s", l->why);
	else if (l->kind == LOOK_TARGET)
		probe_evidence(p, "ok", c, r, _("%s is the toolkit that replaces it"), l->text);
	else
		probe_evidence(p, look_said(l), c, r, _("a toolkit answers to the slug %s"), l->text);
	json_free(doc);
}

static void take_list(struct probe *p, struct look *l, const struct call *c, const struct reply *r)
{
	struct composio *co = p->own;
	const struct json *items;
	char why[sizeof(l->why)];
	struct json *doc;
	int more = 0;

	if (probe_json(c, r, &doc, why, sizeof(why))) {
		look_bad(l, why);
	} else if (!json_is_list(items = json_get(doc, "items"))) {
		look_bad(l, _("the answer has no list of toolkits in it"));
	} else {
		const char *cursor = json_raw(json_get(doc, "next_cursor"));
		size_t i = (size_t)(l - co->looks.v);

		json_each(item, items) take_item(
			co, l, l->kind == LOOK_HIDDEN ? MATCH_HIDDEN : MATCH_LISTED, item);
		more = look_page(l, cursor, json_count(items),
				 json_num(json_get(doc, "total_items"), -1));
		if (more)
			composio_ask(p, i, cursor);
	}
	if (l->state == LOOK_BAD)
		probe_evidence(p, look_said(l), c, r, "%s", l->why);
	else if (!more)
		probe_evidence(p, look_said(l), c, r,
			       ngettext("%zu hit for \"%s\"", "%zu hits for \"%s\"", l->seen),
			       l->seen, l->text);
	json_free(doc);
}

/* How large the catalog is: good to know, and no loss when it is not said, as long as it holds anything at all. */
static void take_size(struct composio *co, struct look *l, const struct call *c,
		      const struct reply *r)
{
	struct json *doc;

	l->state = LOOK_GOOD;
	if (probe_json(c, r, &doc, l->why, sizeof(l->why)))
		return;
	co->catalog = look_total(json_get(doc, "items"), json_num(json_get(doc, "total_items"), -1));
	l->seen = json_count(json_get(doc, "items"));
	json_free(doc);
}

static void reply(struct probe *p, const struct call *c, const struct reply *r)
{
	struct composio *co = p->own;
	struct look *l = looks_of(&co->looks, c);

	if (!l)
		return;
	(void)snprintf(p->doing, sizeof(p->doing), "%s", l->text);
	if (l->kind == LOOK_SLUG || l->kind == LOOK_TARGET)
		take_slug(p, l, c, r);
	else if (l->kind == LOOK_SIZE)
		take_size(co, l, c, r);
	else if (l->kind == LOOK_TENANT)
		composio_take_accounts(p, l, c, r);
	else if (l->kind >= LOOK_CONFIG)
		composio_take_scopes(p, l, c, r);
	else
		take_list(p, l, c, r);
}

const struct probe_ops composio_probe = { "composio", start, reply, composio_finish };
