/* SPDX-License-Identifier: MIT */
/* pipedream_catalog: the apps of the Pipedream API, their narrow search, their categories. */
#include "sandbox/pipedream.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static void put_category_id(struct json_out *o, const char *name)
{
	char h[33], id[16];

	box_stable(name, h);
	snprintf(id, sizeof(id), "appcat_%.6s", h);
	json_put(o, "id", id);
}

void pd_put_app(struct json_out *o, const char *key, const struct json *app)
{
	const char *slug = json_raw(json_get(app, "slug")), *auth = json_raw(json_get(app, "auth"));
	struct buf b = BUF_INIT;
	struct json_out inner;
	char id[12];

	box_app_id(slug, id);
	json_open(o, key, '{');
	json_put(o, "id", auth && !strcmp(auth, "oauth") ? id : NULL);
	json_put(o, "name_slug", slug);
	json_put(o, "name", json_raw(json_get(app, "name")));
	json_put(o, "auth_type", auth);
	json_put(o, "description", json_raw(json_get(app, "about")));
	buf_addf(&b, "https://assets.pipedream.net/s.v0/%s/logo/orig", id);
	json_put(o, "img_src", buf_str(&b));
	buf_reset(&b);
	json_out_init(&inner, &b, 0);
	if (json_get(app, "fields"))
		web_node(&inner, NULL, json_get(app, "fields"));
	else
		buf_adds(&b, "[]");
	web_trim(&b);
	json_put(o, "custom_fields_json", buf_str(&b)); /* a string that holds JSON: so it is */
	json_open(o, "categories", '[');
	json_put(o, NULL, json_raw(json_get(app, "category")));
	json_close(o, ']');
	json_put_int(o, "featured_weight", (long long)json_num(json_get(app, "weight"), 0));
	json_close(o, '}');
	buf_free(&b);
}

static void emit_app(struct json_out *o, const void *row, const struct request *rq)
{
	(void)rq;
	pd_put_app(o, NULL, row);
}

static const char *key_slug(const void *row)
{
	return json_raw(json_get(row, "slug"));
}

static int word_starts(const char *name, const char *word, size_t n)
{
	for (const char *p = name; *p; p++)
		if ((p == name || !isalnum((unsigned char)p[-1])) && !strncasecmp(p, word, n))
			return 1;
	return 0;
}

/*
 * The search of the catalog is narrow: one word is looked for in the slug and at the start of the
 * words of the name; several words must all start words of the name. Run together
 * ("googletagmanager") or abbreviated, nothing is found: a client must try more than one spelling.
 */
static int app_found(const struct json *app, const char *q)
{
	const char *name = json_raw(json_get(app, "name")), *slug = key_slug(app);

	q += strspn(q, " ");
	if (!q[strcspn(q, " ")])
		return web_has(slug, q) || word_starts(name, q, strlen(q));
	while (*q) {
		size_t n = strcspn(q, " ");

		if (!word_starts(name, q, n))
			return 0;
		q += n;
		q += strspn(q, " ");
	}
	return 1;
}

/* `category` is not a parameter of this API and is ignored without a word, as there. */
static int app_fits(const struct json *app, const struct request *rq)
{
	const char *q = request_query(rq, "q"), *need;
	int actions = json_count(json_get(app, "actions")) > 0;
	int triggers = json_bool(json_get(app, "triggers"), 0), given = 0, match = 0;
	char h[33], id[16];

	if (q && *q && !app_found(app, q))
		return 0;
	if ((need = request_query(rq, "has_actions")) && !strcmp(need, "true") && !actions)
		return 0;
	if ((need = request_query(rq, "has_triggers")) && !strcmp(need, "true") && !triggers)
		return 0;
	if ((need = request_query(rq, "has_components")) && !strcmp(need, "true") && !actions &&
	    !triggers)
		return 0;
	box_stable(json_raw(json_get(app, "category")), h);
	snprintf(id, sizeof(id), "appcat_%.6s", h);
	for (size_t i = 0; i < rq->query.n; i++) {
		if (strcmp(rq->query.v[i].key, "category_ids"))
			continue;
		given = 1;
		match |= !strcmp(rq->query.v[i].value, id);
	}
	return !given || match;
}

static int by_slug(const void *a, const void *b)
{
	const void *const *x = a, *const *y = b;

	return strcmp(key_slug(*x), key_slug(*y));
}

static int by_title(const void *a, const void *b)
{
	const struct json *const *x = a, *const *y = b;
	int c = strcasecmp(json_raw(json_get(*x, "name")), json_raw(json_get(*y, "name")));

	return c ? c : by_slug(a, b);
}

static int by_weight(const void *a, const void *b)
{
	const struct json *const *x = a, *const *y = b;
	double u = json_num(json_get(*x, "weight"), 0), v = json_num(json_get(*y, "weight"), 0);

	return u < v ? -1 : u > v ? 1 : by_slug(a, b);
}

void pd_apps(struct box *box, const struct request *rq, struct reply *rp)
{
	static const struct pd_list how = { emit_app, key_slug };
	const char *sort = kv_or(&rq->query, "sort_key", "featured_weight");
	int weighed = !strcmp(sort, "featured_weight");
	const char *dir = kv_or(&rq->query, "sort_direction", weighed ? "desc" : "asc");
	struct rows rows = { NULL, 0, 0 };

	if (!weighed && strcmp(sort, "name") && strcmp(sort, "name_slug")) {
		pd_error(rp, 400, "sort_key is one of name, name_slug, featured_weight");
		return;
	}
	json_each(app, box->doc[DOC_APPS])
		if (app_fits(app, rq))
			rows_add(&rows, app);
	if (rows.n)
		qsort(rows.v, rows.n, sizeof(*rows.v),
		      weighed ? by_weight : !strcmp(sort, "name") ? by_title : by_slug);
	for (size_t i = 0; !strcmp(dir, "desc") && i < rows.n / 2; i++) {
		const void *swap = rows.v[i];

		rows.v[i] = rows.v[rows.n - 1 - i];
		rows.v[rows.n - 1 - i] = swap;
	}
	pd_page(box, rq, rp, &rows, &how);
	if (!request_query(rq, "q") && !request_query(rq, "after") && !request_query(rq, "before"))
		reply_validate(rq, rp, "Fri, 20 Nov 2026 06:00:00 GMT");
	free(rows.v);
}

void pd_app(struct box *box, const struct request *rq, struct reply *rp)
{
	const struct json *app = box_app(box, rq->seg[rq->nseg - 1]);
	struct json_out o;

	if (!app) {
		pd_error(rp, 404, "App not found");
		return;
	}
	reply_json(rp, 200, &o);
	json_open(&o, NULL, '{');
	pd_put_app(&o, "data", app);
	json_close(&o, '}');
}

static int by_text(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

/* A bare list, unlike every other list of this API. */
void pd_categories(struct box *box, const struct request *rq, struct reply *rp)
{
	struct rows names = { NULL, 0, 0 };
	struct json_out o;

	(void)rq;
	json_each(app, box->doc[DOC_APPS])
		rows_add(&names, json_raw(json_get(app, "category")));
	if (names.n)
		qsort(names.v, names.n, sizeof(*names.v), by_text);
	reply_json(rp, 200, &o);
	json_open(&o, NULL, '[');
	for (size_t i = 0; i < names.n; i++) {
		if (i && !strcmp(names.v[i], names.v[i - 1]))
			continue;
		json_open(&o, NULL, '{');
		put_category_id(&o, names.v[i]);
		json_put(&o, "name", names.v[i]);
		json_put(&o, "description", NULL);
		json_close(&o, '}');
	}
	json_close(&o, ']');
	free(names.v);
}
