/* SPDX-License-Identifier: MIT */
/* pipedream: bearers, pages, project facts and the routes of the Pipedream Connect API. */
#include "sandbox/pipedream.h"

#include "base/mem.h"

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
		buf_b64(&b, key, strlen(key), 0);
	json_put(o, name, key ? buf_str(&b) : NULL);
	buf_free(&b);
}

void pd_page(struct box *box, const struct request *rq, struct reply *rp, const struct rows *rows,
	     const struct pd_list *how)
{
	const char *asked = request_query(rq, "limit"), *after = request_query(rq, "after");
	const char *before = request_query(rq, "before");
	long limit = asked && *asked ? web_number(asked, 1, 1000000) : PAGE, from = 0,
	     to = (long)rows->n;
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
	put_cursor(&o, "end_cursor", to > from && to - from == limit ? how->key(rows->v[to - 1]) : NULL);
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
	} else if (!id || !secret || strcmp(id, BOX_CLIENT_ID) ||
		   strcmp(secret, BOX_CLIENT_SECRET)) {
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
		pd_error(rp, 400,
			 "start_ts and end_ts are required, in seconds, the first smaller");
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
	{ "POST", "/pipedream/v1/connect/*/accounts", pd_account_make },
	/* Above: without a bearer. */
	{ "GET", "/pipedream/v1/connect/apps", pd_apps },
	{ "GET", "/pipedream/v1/connect/apps/*", pd_app },
	{ "GET", "/pipedream/v1/apps", pd_apps },
	{ "GET", "/pipedream/v1/apps/*", pd_app },
	{ "GET", "/pipedream/v1/connect/app_categories", pd_categories },
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
#define OPEN_ROUTES 3

void pipedream_handle(struct box *box, const struct request *rq, struct reply *rp)
{
	const struct route *r;
	int other;

	if (rq->nseg == 3 && !strcmp(rq->seg[1], "_static") &&
	    !strcmp(rq->seg[2], "connect.html")) {
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
