/* SPDX-License-Identifier: MIT */
/* pipedream_list: all apps of Pipedream. */
#include "vendors/listing.h"

#include "base/i18n.h"
#include "base/json.h"
#include "base/text.h"

#include <string.h>

#define PAGE 100
#define BYTES (16u << 20) /* of one page */

static void ask(struct probe *p, const char *after)
{
	struct buf url = BUF_INIT;
	struct call *c;

	look_base(&url, p->env->pipedream_url);
	buf_addf(&url, "/v1/connect/apps?sort_key=name_slug&limit=%d", p->env->page > 0 ? p->env->page : PAGE);
	if (after) {
		buf_adds(&url, "&after=");
		http_escape(&url, after);
	}
	c = pipedream_call(p, "GET", &url, LOOK_TAG, 0);
	c->retry = 1;
	c->max = BYTES;
	if (!after)
		listing_condition(p, c);
}

static void go(struct probe *p)
{
	struct listing *li = p->own;

	looks_add(&li->looks, 0, "");
	li->looks.v[0].most = LISTING_PAGES;
	ask(p, NULL);
}

static void start(struct probe *p)
{
	listing_new(p);
	pipedream_begin(p, 0, go);
}

static void take(struct listing *li, struct look *l, const struct json *data)
{
	json_each(app, data)
	{
		const char *auth = json_raw(json_get(app, "auth_type"));

		if (listing_add(li, json_raw(json_get(app, "name_slug")), json_raw(json_get(app, "name")),
				auth && text_is_name(auth, 0) ? auth : NULL, 0, -1, -1,
				json_raw(json_get(app, "description"))))
			l->odd = 1;
		else
			li->have++;
	}
}

static void reply(struct probe *p, const struct call *c, const struct reply *r)
{
	struct listing *li = p->own;
	struct look *l;
	struct json *doc;
	const struct json *data;
	const char *after;
	double total;

	if (pipedream_dealt(p, c, r))
		return;
	l = looks_of(&li->looks, c);
	doc = l ? listing_page(p, l, c, r) : NULL;
	if (!doc)
		return;
	data = json_get(doc, "data");
	total = json_num(json_at(doc, "page_info.total_count"), -1);
	/* a cursor may lead from a full last page to an empty one, and that is the end */
	after = json_first(data) ? json_raw(json_at(doc, "page_info.end_cursor")) : NULL;
	if (!json_is_list(data)) {
		look_bad(l, _("the answer has no list of apps in it"));
	} else {
		take(li, l, data);
		if (total >= 0 && total < 1e7)
			li->total = (long)total;
		/* all of it is here: no need to be told so by an empty page */
		if (look_page(l, total >= 0 && (double)(l->seen + json_count(data)) >= total ? NULL : after,
			      json_count(data), total))
			ask(p, after);
	}
	json_free(doc);
}

const struct probe_ops pipedream_list = { "pipedream", start, reply, listing_finish };
