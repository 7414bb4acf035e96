/* SPDX-License-Identifier: MIT */
/* composio: who may ask what of the Composio v3 API, its errors, its pages and its limits. */
#include "sandbox/composio.h"

#include "base/clock.h"
#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIMIT 2000     /* requests a minute, as on the smallest plan */

void composio_error(struct reply *rp, int status, int code, const char *slug, const char *fmt, ...)
{
	struct json_out o;
	char id[33], message[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(message, sizeof(message), fmt, ap);
	va_end(ap);
	box_random(id, 32, box_hex);
	reply_json(rp, status, &o);
	json_open(&o, NULL, '{');
	json_open(&o, "error", '{');
	json_put(&o, "message", message);
	json_put_int(&o, "code", code);
	json_put(&o, "slug", slug);
	json_put_int(&o, "status", status);
	json_put(&o, "request_id", id);
	json_put(&o, "suggested_fix", "");
	json_close(&o, '}');
	json_close(&o, '}');
}

struct json *composio_body(const struct request *rq, struct reply *rp)
{
	struct err e = ERR_INIT;
	struct json *doc = json_parse(buf_str(&rq->body), rq->body.len, &e);

	if (!doc || !json_is_object(doc)) {
		json_free(doc);
		composio_error(rp, 400, 4000, "HTTP_BadRequest", "The body is not a JSON object");
		return NULL;
	}
	return doc;
}

void composio_limits(struct box *box, struct reply *rp)
{
	int64_t minute = clock_ms() / 60000;

	if (minute != box->minute) {
		box->minute = minute;
		box->spent = 0;
	}
	box->spent++;
	kv_addf(&rp->headers, "X-RateLimit", "%d", LIMIT);
	kv_addf(&rp->headers, "X-RateLimit-Remaining", "%ld",
		box->spent < LIMIT ? LIMIT - box->spent : 0);
	kv_add(&rp->headers, "X-RateLimit-Window-Size", "60s");
}

int composio_wanted(const struct request *rq, const char *param, const char *value)
{
	int given = 0;

	for (size_t i = 0; i < rq->query.n; i++) {
		if (strcmp(rq->query.v[i].key, param) || !*rq->query.v[i].value)
			continue;
		given = 1;
		if (web_in_list(rq->query.v[i].value, value))
			return 1;
	}
	return !given;
}

/* "PAGE:LIMIT" out of the cursor; -1 when it is not one of ours. */
static int read_cursor(const char *cursor, long *page, long *limit)
{
	struct buf b = BUF_INIT;
	char tail;
	int ok = !web_unb64(&b, cursor) &&
		 sscanf(buf_str(&b), "%9ld:%9ld%c", page, limit, &tail) == 2 && *page > 0 &&
		 *limit > 0;

	buf_free(&b);
	return ok ? 0 : -1;
}

void composio_page(struct box *box, const struct request *rq, struct reply *rp,
		   const struct rows *rows, long fallback, long most,
		   void (*emit)(struct json_out *o, const void *row))
{
	const char *asked = request_query(rq, "limit"), *cursor = request_query(rq, "cursor");
	long page = 1, limit = asked && *asked ? web_number(asked, 1, 1000000) : fallback;
	size_t from, to, pages;
	struct json_out o;

	if (limit < 0) {
		composio_error(rp, 400, 4000, "HTTP_BadRequest", "limit is not a positive number");
		return;
	}
	if (cursor && *cursor && read_cursor(cursor, &page, &limit)) {
		composio_error(rp, 400, 4000, "HTTP_BadRequest", "The cursor is not valid");
		return;
	}
	limit = limit > most ? most : limit;
	if (box->opt.page > 0 && limit > box->opt.page)
		limit = box->opt.page;
	pages = (rows->n + (size_t)limit - 1) / (size_t)limit;
	from = (size_t)(page - 1) * (size_t)limit;
	from = from > rows->n ? rows->n : from;
	to = rows->n - from > (size_t)limit ? from + (size_t)limit : rows->n;
	reply_json(rp, 200, &o);
	json_open(&o, NULL, '{');
	json_open(&o, "items", '[');
	for (size_t i = from; i < to; i++)
		emit(&o, rows->v[i]);
	json_close(&o, ']');
	if (to < rows->n) {
		char *plain = mem_fmt("%ld:%ld", page + 1, limit);
		struct buf b = BUF_INIT;

		buf_b64(&b, plain, strlen(plain), 1);
		json_put(&o, "next_cursor", buf_str(&b));
		buf_free(&b);
		free(plain);
	} else {
		json_put(&o, "next_cursor", NULL);
	}
	json_put_int(&o, "total_pages", (long long)pages);
	json_put_int(&o, "current_page", page);
	json_put_int(&o, "total_items", (long long)rows->n);
	json_close(&o, '}');
}

/* Exactly one credential header: two are refused even when both are right. */
static int let_in(const struct request *rq, struct reply *rp)
{
	static const struct {
		const char *header, *mode, *key;
	} modes[] = {
		{ "x-api-key", "ApiKeyAuth", BOX_KEY },
		{ "x-user-api-key", "UserApiKeyAuth", BOX_USER_KEY },
		{ "x-org-api-key", "OrgApiKeyAuth", NULL },
	};
	struct buf given = BUF_INIT;
	size_t n = 0, which = 0;
	int ok = 0;

	for (size_t i = 0; i < 3; i++) {
		if (!kv_get(&rq->headers, modes[i].header))
			continue;
		buf_addf(&given, "%s%s via %s", n++ ? ", " : "", modes[i].mode, modes[i].header);
		which = i;
	}
	if (n == 0)
		composio_error(rp, 401, 10401, "HTTP_Unauthorized",
			       "No authentication was provided");
	else if (n > 1)
		composio_error(rp, 401, 10401, "HTTP_Unauthorized",
			       "Multiple authentication modes were provided. Provide exactly one "
			       "authentication mode per request. Provided: %s.", buf_str(&given));
	else if (!modes[which].key)
		composio_error(rp, 401, 10401, "HTTP_Unauthorized",
			       "This route does not accept %s", modes[which].mode);
	else if (strcmp(request_header(rq, modes[which].header), modes[which].key))
		composio_error(rp, 401, 10401, "HTTP_Unauthorized", "Invalid API key: %.8s*****",
			       request_header(rq, modes[which].header));
	else
		ok = 1;
	buf_free(&given);
	return ok;
}

static const struct route routes[] = {
	{ "GET", "/composio/api/*/toolkits", composio_toolkits },
	{ "POST", "/composio/api/*/toolkits/multi", composio_many },
	{ "GET", "/composio/api/*/toolkits/*", composio_toolkit },
	{ "GET", "/composio/api/*/tools", composio_tools },
	{ "POST", "/composio/api/*/tools/scopes/required", composio_scopes },
	{ "GET", "/composio/api/*/tools/*", composio_tool },
	{ "GET", "/composio/api/*/auth_configs", composio_configs },
	{ "POST", "/composio/api/*/auth_configs", composio_config_make },
	{ "GET", "/composio/api/*/auth_configs/*", composio_config },
	{ "GET", "/composio/api/*/connected_accounts", composio_accounts },
	{ "POST", "/composio/api/*/connected_accounts", composio_account_make },
	{ "POST", "/composio/api/*/connected_accounts/link", composio_link },
	{ "GET", "/composio/api/*/connected_accounts/*", composio_account },
	{ "GET", "/composio/api/*/auth/session/info", composio_session },
};

void composio_handle(struct box *box, const struct request *rq, struct reply *rp)
{
	const struct route *r;
	int other;

	if (rq->nseg == 3 && !strcmp(rq->seg[1], "link")) {
		pages_link(box, rq, rp);
		return;
	}
	composio_limits(box, rp);
	if (rq->nseg > 2 && !strcmp(rq->seg[2], "v1")) {
		composio_error(rp, 410, 4100, "HTTP_Gone", "This version is gone");
		return;
	}
	r = route_find(routes, sizeof(routes) / sizeof(*routes), rq, &other);
	if (!r || (strcmp(rq->seg[2], "v3") && strcmp(rq->seg[2], "v3.1")))
		composio_error(rp, r || !other ? 404 : 405, r || !other ? 4040 : 4050,
			       "HTTP_NotFound", "Route not found");
	else if (let_in(rq, rp))
		r->go(box, rq, rp);
}
