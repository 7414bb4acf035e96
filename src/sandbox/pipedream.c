/* SPDX-License-Identifier: MIT */
/* pipedream: bearers, the app catalog, actions and project facts of the Pipedream Connect API. */
#include "sandbox/pipedream.h"

#include "base/mem.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define PAGE 20
#define PAGE_MAX 100

void pd_error(struct reply *rp, int status, const char *text)
{
	reply_note(rp, status, "error", text);
}

const char *pd_env(const struct request *rq)
{
	return request_header(rq, "x-pd-environment");
}

int pd_project(const struct request *rq, struct reply *rp)
{
	if (strcmp(rq->seg[3], BOX_PROJECT)) {
		pd_error(rp, 404, "Project not found");
		return 0;
	}
	if (strcmp(pd_env(rq), "production") && strcmp(pd_env(rq), "development")) {
		pd_error(rp, 400, "x-pd-environment must be development or production");
		return 0;
	}
	return 1;
}

/* The row whose key is in the cursor; -1 when there is none. */
static long find_cursor(const struct rows *rows, const struct pd_list *how, const char *cursor)
{
	struct buf plain = BUF_INIT;
	long at = -1;

	if (!web_unb64(&plain, cursor))
		for (size_t i = 0; i < rows->n && at < 0; i++)
			if (!strcmp(how->key(rows->v[i]), buf_str(&plain)))
				at = (long)i;
	buf_free(&plain);
	return at;
}

static void put_cursor(struct json_out *o, const char *name, const char *key)
{
	struct buf b = BUF_INIT;

	if (key)
		web_b64(&b, key, strlen(key), 0);
	json_put(o, name, key ? buf_str(&b) : NULL);
	buf_free(&b);
}

void pd_page(struct box *box, const struct request *rq, struct reply *rp, const struct rows *rows,
	     const struct pd_list *how)
{
	const char *asked = request_query(rq, "limit"), *after = request_query(rq, "after");
	const char *before = request_query(rq, "before");
	long limit = asked && *asked ? web_number(asked, 1, 1000000) : PAGE, from = 0, to = (long)rows->n;
	struct json_out o;

	after = after && *after ? after : NULL;
	before = before && *before ? before : NULL;
	if (after)
		from = find_cursor(rows, how, after) + 1;
	if (before)
		to = find_cursor(rows, how, before);
	if (limit < 0 || (after && !from) || to < 0) {
		pd_error(rp, 400, limit < 0 ? "limit is not a positive number" : "invalid cursor");
		return;
	}
	limit = limit > PAGE_MAX ? PAGE_MAX : limit;
	if (box->opt.page > 0 && limit > box->opt.page)
		limit = box->opt.page;
	if (before && !after)
		from = to > limit ? to - limit : 0;
	if (from > to)
		from = to;
	if (to - from > limit)
		to = from + limit;
	reply_json(rp, 200, &o);
	json_open(&o, NULL, '{');
	json_open(&o, "data", '[');
	for (long i = from; i < to; i++)
		how->emit(&o, rows->v[i], rq);
	json_close(&o, ']');
	json_open(&o, "page_info", '{');
	json_put_int(&o, "count", to - from);
	json_put_int(&o, "total_count", (long long)rows->n);
	put_cursor(&o, "start_cursor", from < to ? how->key(rows->v[from]) : NULL);
	/* A full last page still has a cursor; what it leads to is an empty page. */
	put_cursor(&o, "end_cursor", to - from == limit ? how->key(rows->v[to - 1]) : NULL);
	json_close(&o, '}');
	json_close(&o, '}');
}

/* POST /v1/oauth/token */
static void mint(struct box *box, const struct request *rq, struct reply *rp)
{
	struct err e = ERR_INIT;
	struct json *body = json_parse(buf_str(&rq->body), rq->body.len, &e);
	const char *grant = json_raw(json_get(body, "grant_type"));
	const char *id = json_raw(json_get(body, "client_id"));
	const char *secret = json_raw(json_get(body, "client_secret"));
	struct json_out o;

	if (!body || !grant || strcmp(grant, "client_credentials")) {
		reply_json(rp, 400, &o);
		json_open(&o, NULL, '{');
		json_put(&o, "error", body ? "unsupported_grant_type" : "invalid_request");
		json_put(&o, "error_description", "The sandbox knows client_credentials only");
		json_close(&o, '}');
	} else if (!id || !secret || strcmp(id, BOX_CLIENT_ID) || strcmp(secret, BOX_CLIENT_SECRET)) {
		reply_json(rp, 401, &o);
		json_open(&o, NULL, '{');
		json_put(&o, "error", "invalid_client");
		json_put(&o, "error_description", "Unknown client or wrong secret");
		json_close(&o, '}');
	} else {
		reply_json(rp, 200, &o);
		json_open(&o, NULL, '{');
		json_put(&o, "access_token", box_bearer(box));
		json_put(&o, "token_type", "Bearer");
		json_put_int(&o, "expires_in", 3600);
		json_close(&o, '}');
	}
	json_free(body);
}

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
 * words of the name; several words must all start words of the name. Run together ("googletagmanager")
 * or abbreviated, nothing is found: a client must try more than one spelling.
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

static void list_apps(struct box *box, const struct request *rq, struct reply *rp)
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
	free(rows.v);
}

static void one_app(struct box *box, const struct request *rq, struct reply *rp)
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
static void categories(struct box *box, const struct request *rq, struct reply *rp)
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

static void project_info(struct box *box, const struct request *rq, struct reply *rp)
{
	struct json_out o;
	char id[12];

	if (!pd_project(rq, rp))
		return;
	reply_json(rp, 200, &o);
	json_open(&o, NULL, '{');
	json_open(&o, "apps", '[');
	json_each(it, json_get(box->doc[DOC_ACCOUNTS], "project_apps")) {
		box_app_id(json_raw(it), id);
		json_open(&o, NULL, '{');
		json_put(&o, "id", id);
		json_put(&o, "name_slug", json_raw(it));
		json_close(&o, '}');
	}
	json_close(&o, ']');
	json_close(&o, '}');
}

/* So many credits a day were used; the same days give the same figure. */
static void usage(struct box *box, const struct request *rq, struct reply *rp)
{
	long from = web_number(kv_or(&rq->query, "start_ts", ""), 0, 99999999999);
	long to = web_number(kv_or(&rq->query, "end_ts", ""), 0, 99999999999);
	long days = (to - from + 86399) / 86400;
	struct json_out o;

	(void)box;
	if (from < 0 || to < 0 || to <= from) {
		pd_error(rp, 400, "start_ts and end_ts are required, in seconds, the first smaller");
		return;
	}
	reply_json(rp, 200, &o);
	json_open(&o, NULL, '{');
	json_open(&o, "data", '[');
	json_open(&o, NULL, '{');
	json_put_int(&o, "credits_used", days * 137);
	json_put_int(&o, "action_run_credits_used", days * 128);
	json_put_int(&o, "proxy_credits_used", days * 9);
	json_put_int(&o, "source_emit_credits_used", 0);
	json_put_int(&o, "usage_start_ts", from);
	json_put_int(&o, "usage_end_ts", to);
	json_close(&o, '}');
	json_close(&o, ']');
	json_close(&o, '}');
}

static void emit_client(struct json_out *o, const void *row, const struct request *rq)
{
	(void)rq;
	web_node(o, NULL, row);
}

static const char *key_client(const void *row)
{
	return json_raw(json_get(row, "id"));
}

static void oauth_apps(struct box *box, const struct request *rq, struct reply *rp)
{
	static const struct pd_list how = { emit_client, key_client };
	struct rows rows = { NULL, 0, 0 };

	if (!pd_project(rq, rp))
		return;
	json_each(it, json_get(box->doc[DOC_ACCOUNTS], "oauth_apps"))
		rows_add(&rows, it);
	pd_page(box, rq, rp, &rows, &how);
	free(rows.v);
}



static const struct route routes[] = {
	{ "POST", "/pipedream/v1/oauth/token", mint },
	{ "GET", "/pipedream/v1/connect/tokens/*/validate", pd_validate },
	/* Above: without a bearer. */
	{ "GET", "/pipedream/v1/connect/apps", list_apps },
	{ "GET", "/pipedream/v1/connect/apps/*", one_app },
	{ "GET", "/pipedream/v1/apps", list_apps },
	{ "GET", "/pipedream/v1/apps/*", one_app },
	{ "GET", "/pipedream/v1/connect/app_categories", categories },
	{ "GET", "/pipedream/v1/connect/usage", usage },
	{ "GET", "/pipedream/v1/connect/*/projects/info", project_info },
	{ "GET", "/pipedream/v1/connect/*/oauth_apps", oauth_apps },
	{ "GET", "/pipedream/v1/connect/*/actions", pd_actions },
	{ "GET", "/pipedream/v1/connect/*/components", pd_actions },
	{ "POST", "/pipedream/v1/connect/*/tokens", pd_tokens },
	{ "GET", "/pipedream/v1/connect/*/accounts", pd_accounts },
	{ "GET", "/pipedream/v1/connect/*/accounts/*", pd_account },
	{ "GET", "/pipedream/v1/connect/*/users", pd_users },
	{ "GET", "/pipedream/v1/connect/*/users/*/accounts", pd_user_accounts },
};
#define OPEN_ROUTES 2

void pipedream_handle(struct box *box, const struct request *rq, struct reply *rp)
{
	const struct route *r;
	int other;

	if (rq->nseg == 3 && !strcmp(rq->seg[1], "_static") && !strcmp(rq->seg[2], "connect.html")) {
		pages_connect(box, rq, rp);
		return;
	}
	r = route_find(routes, sizeof(routes) / sizeof(*routes), rq, &other);
	if (!r)
		pd_error(rp, other ? 405 : 404, other ? "Method not allowed" : "Not found");
	else if (r >= routes + OPEN_ROUTES && !box_bearer_ok(box, rq))
		pd_error(rp, 401, "Unauthorized");
	else
		r->go(box, rq, rp);
}
