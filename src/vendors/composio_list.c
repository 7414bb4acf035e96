/* SPDX-License-Identifier: MIT */
/* composio_list: all toolkits of Composio, and which of them are deprecated. */
#include "vendors/composio_own.h"
#include "vendors/listing.h"

#include "base/i18n.h"
#include "base/mem.h"

#include <stdio.h>
#include <string.h>

#define PAGE 1000
#define BYTES (16u << 20) /* of one page */

enum { USUAL, ALL };

static void ask(struct probe *p, size_t i, const char *cursor)
{
	struct listing *li = p->own;
	const struct look *l = &li->looks.v[i];
	struct buf url = BUF_INIT;
	struct call *c;

	look_base(&url, p->env->composio_url);
	buf_adds(&url, "/api/v3.1/toolkits?sort_by=alphabetically");
	if (l->kind == ALL)
		buf_adds(&url, "&include_deprecated=true");
	buf_addf(&url, "&limit=%d", p->env->page > 0 ? p->env->page : PAGE);
	if (cursor) {
		buf_adds(&url, "&cursor=");
		http_escape(&url, cursor);
	}
	c = composio_call(p, "GET", &url, LOOK_TAG + (int)i);
	c->retry = 1;
	c->max = BYTES;
	if (l->kind == USUAL && !cursor)
		listing_condition(p, c);
}

static void add(struct probe *p, int kind)
{
	struct listing *li = p->own;
	size_t i = looks_add(&li->looks, kind, kind == ALL ? "include_deprecated=true" : "");

	li->looks.v[i].most = LISTING_PAGES;
	ask(p, i, NULL);
}

static void start(struct probe *p)
{
	listing_new(p);
	if (!p->env->composio_key)
		look_missing(p, "COMPOSIO_API_KEY");
	else
		add(p, USUAL);
}

/* "OAUTH2,API_KEY" */
static void schemes(const struct json *item, struct buf *out)
{
	if (json_bool(json_get(item, "no_auth"), 0))
		return;
	json_each(it, json_get(item, "auth_schemes")) if (json_raw(it)) buf_addf(out, "%s%s", out->len ? "," : "",
										json_raw(it));
}

static void take(struct listing *li, struct look *l, const struct json *items)
{
	json_each(item, items)
	{
		struct buf auth = BUF_INIT;

		schemes(item, &auth);
		if (listing_add(li, json_raw(json_get(item, "slug")), json_raw(json_get(item, "name")),
				buf_str(&auth), l->kind == ALL, json_num(json_at(item, "meta.tools_count"), -1),
				json_num(json_at(item, "meta.triggers_count"), -1),
				json_raw(json_at(item, "meta.description"))))
			l->odd = 1;
		else if (l->kind == USUAL)
			li->have++;
		buf_free(&auth);
	}
}

static void reply(struct probe *p, const struct call *c, const struct reply *r)
{
	struct listing *li = p->own;
	struct look *l = looks_of(&li->looks, c);
	struct json *doc = l ? listing_page(p, l, c, r) : NULL;
	const struct json *items = json_get(doc, "items");
	size_t i = l ? (size_t)(l - li->looks.v) : 0;
	double total = json_num(json_get(doc, "total_items"), -1);

	if (!doc)
		return;
	if (!json_is_list(items)) {
		look_bad(l, _("the answer has no list of toolkits in it"));
		json_free(doc);
		return;
	}
	take(li, l, items);
	if (l->kind == USUAL && total >= 0 && total < 1e7)
		li->total = (long)total;
	if (look_page(l, json_raw(json_get(doc, "next_cursor")), json_count(items), total))
		ask(p, i, json_raw(json_get(doc, "next_cursor")));
	if (li->looks.n == 1 && li->looks.v[0].state != LOOK_BAD)
		add(p, ALL);
	json_free(doc);
}

const struct probe_ops composio_list = { "composio", start, reply, listing_finish };
