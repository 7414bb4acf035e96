/* SPDX-License-Identifier: MIT */
/* composio: who may ask, the toolkit catalog, errors and pages of the Composio v3 API. */
#include "sandbox/composio.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIMIT 2000     /* requests a minute, as on the smallest plan */
#define SEARCH_MIN 3   /* characters */

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

		web_b64(&b, plain, strlen(plain), 1);
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

/* "20261012_00" says when the toolkit was last built. */
static void put_dates(struct json_out *o, const char *version)
{
	char text[40];

	json_put(o, "created_at", "2024-06-03T09:00:00.000Z");
	snprintf(text, sizeof(text), "%.4s-%.2s-%.2sT06:30:00.000Z", version, version + 4,
		 version + 6);
	json_put(o, "updated_at", text);
}

static void category_id(const char *name, struct buf *out)
{
	for (; *name; name++)
		buf_addc(out, isalnum((unsigned char)*name) ? (char)tolower((unsigned char)*name) : '-');
}

/* The list says {id, name}, the single toolkit {name, slug}: the vendor does so. */
static void put_meta(struct json_out *o, const struct json *t, int single)
{
	const char *slug = json_raw(json_get(t, "slug")), *category = json_raw(json_get(t, "category"));
	const char *version = json_raw(json_get(t, "version"));
	struct buf b = BUF_INIT;

	json_open(o, "meta", '{');
	put_dates(o, version);
	json_put(o, "description", json_raw(json_get(t, "about")));
	buf_addf(&b, "https://logos.composio.dev/api/%s", slug);
	json_put(o, "logo", buf_str(&b));
	json_put(o, "app_url", NULL);
	json_open(o, "categories", '[');
	json_open(o, NULL, '{');
	buf_reset(&b);
	category_id(category, &b);
	json_put(o, single ? "slug" : "id", buf_str(&b));
	json_put(o, "name", category);
	json_close(o, '}');
	json_close(o, ']');
	json_put_int(o, "triggers_count", (long long)json_num(json_get(t, "triggers"), 0));
	json_put_int(o, "tools_count", (long long)json_count(json_get(t, "tools")));
	json_put(o, "version", version);
	if (single) {
		json_open(o, "available_versions", '[');
		json_put(o, NULL, version);
		json_close(o, ']');
	}
	json_close(o, '}');
	buf_free(&b);
}

/* Present on every toolkit, and no sign of deprecation: an id of an older API. */
static void put_legacy(struct json_out *o, const char *slug)
{
	char h[33], id[40];

	box_stable(slug, h);
	snprintf(id, sizeof(id), "%.8s-%.4s-%.4s-%.4s-%.12s", h, h + 8, h + 12, h + 16, h + 20);
	json_open(o, "deprecated", '{');
	json_put(o, "toolkitId", id);
	json_close(o, '}');
}

static void put_head(struct json_out *o, const struct json *t)
{
	json_put(o, "slug", json_raw(json_get(t, "slug")));
	json_put(o, "name", json_raw(json_get(t, "name")));
	json_put(o, "type", "native");
	json_put_bool(o, "is_local_toolkit", 0);
	json_put_bool(o, "no_auth", json_bool(json_get(t, "no_auth"), 0));
	json_put(o, "auth_guide_url", NULL);
	json_open(o, "composio_managed_auth_schemes", '[');
	json_each(it, json_get(t, "managed"))
		json_put(o, NULL, json_raw(it));
	json_close(o, ']');
	put_legacy(o, json_raw(json_get(t, "slug")));
}

static void put_toolkit(struct json_out *o, const void *row)
{
	const struct json *t = row;

	json_open(o, NULL, '{');
	put_head(o, t);
	json_open(o, "auth_schemes", '[');
	json_each(it, json_get(t, "auth"))
		json_put(o, NULL, json_raw(it));
	json_close(o, ']');
	put_meta(o, t, 0);
	json_close(o, '}');
}

static int by_name(const void *a, const void *b)
{
	const struct json *const *x = a, *const *y = b;

	return strcasecmp(json_raw(json_get(*x, "name")), json_raw(json_get(*y, "name")));
}

/* Plain substring over slug, name and description: a hit is no proof of coverage. */
static int toolkit_fits(const struct json *t, const struct request *rq, const char *search)
{
	const char *category = request_query(rq, "category"), *by = request_query(rq, "managed_by");
	const char *named = json_raw(json_get(t, "category"));
	struct buf id = BUF_INIT;
	int fits = 1;

	if (json_bool(json_get(t, "deprecated"), 0) &&
	    strcmp(kv_or(&rq->query, "include_deprecated", "false"), "true"))
		return 0;
	if (search && !web_has(json_raw(json_get(t, "slug")), search) &&
	    !web_has(json_raw(json_get(t, "name")), search) &&
	    !web_has(json_raw(json_get(t, "about")), search))
		return 0;
	if (by && (!strcmp(by, "project") ||
		   (!strcmp(by, "composio") && !json_count(json_get(t, "managed")))))
		return 0;
	if (category && *category) {
		category_id(named, &id);
		fits = text_ieq(category, named) || !strcmp(category, buf_str(&id));
		buf_free(&id);
	}
	return fits;
}

static void list_toolkits(struct box *box, const struct request *rq, struct reply *rp)
{
	const char *search = request_query(rq, "search");
	struct rows rows = { NULL, 0, 0 };

	if (search && !*search)
		search = NULL;
	if (search && strlen(search) < SEARCH_MIN) {
		composio_error(rp, 400, 4000, "HTTP_BadRequest",
			       "search needs at least %d characters", SEARCH_MIN);
		return;
	}
	json_each(t, box->doc[DOC_TOOLKITS])
		if (toolkit_fits(t, rq, search))
			rows_add(&rows, t);
	if (rows.n && !strcmp(kv_or(&rq->query, "sort_by", "usage"), "alphabetically"))
		qsort(rows.v, rows.n, sizeof(*rows.v), by_name);
	composio_page(box, rq, rp, &rows, 1000, 1000, put_toolkit);
	free(rows.v);
}

/* POST /toolkits/multi: many slugs in one question. */
static void many_toolkits(struct box *box, const struct request *rq, struct reply *rp)
{
	struct json *body = composio_body(rq, rp);
	struct rows rows = { NULL, 0, 0 };
	struct kv wanted = KV_INIT;

	if (!body)
		return;
	json_each(it, json_get(body, "toolkits"))
		kv_add(&wanted, json_raw(it) ? json_raw(it) : "", "");
	json_each(t, box->doc[DOC_TOOLKITS])
		if (!wanted.n || kv_get(&wanted, json_raw(json_get(t, "slug"))))
			rows_add(&rows, t);
	composio_page(box, rq, rp, &rows, 1000, 1000, put_toolkit);
	kv_free(&wanted);
	free(rows.v);
	json_free(body);
}

static void put_field(struct json_out *o, const char *name, const char *shown, int required)
{
	json_open(o, NULL, '{');
	json_put(o, "name", name);
	json_put(o, "displayName", shown);
	json_put(o, "type", "string");
	json_put(o, "description", shown);
	json_put_bool(o, "required", required);
	json_close(o, '}');
}

/* What each way of authenticating asks for: of whoever makes the config, then of the user. */
static const struct {
	const char *mode;
	int of_user;
	const char *name, *shown;
} fields[] = {
	{ "OAUTH2", 0, "client_id", "Client ID" },
	{ "OAUTH2", 0, "client_secret", "Client secret" },
	{ "API_KEY", 1, "generic_api_key", "API key" },
	{ "BEARER_TOKEN", 1, "token", "Token" },
	{ "BASIC", 1, "username", "User name" },
	{ "BASIC", 1, "password", "Password" },
};

static void put_fields(struct json_out *o, const char *mode, int of_user, int optional)
{
	static const char *const lists[] = { "required", "optional" };

	json_open(o, of_user ? "connected_account_initiation" : "auth_config_creation", '{');
	for (int which = 0; which < 2; which++) {
		json_open(o, lists[which], '[');
		for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
			if (fields[i].of_user == of_user && !strcmp(fields[i].mode, mode) &&
			    which == optional)
				put_field(o, fields[i].name, fields[i].shown, !optional);
		json_close(o, ']');
	}
	json_close(o, '}');
}

static int manages(const struct json *t, const char *mode)
{
	json_each(it, json_get(t, "managed"))
		if (!strcmp(json_raw(it), mode))
			return 1;
	return 0;
}

static void put_details(struct json_out *o, const struct json *t)
{
	json_open(o, "auth_config_details", '[');
	json_each(it, json_get(t, "auth")) {
		const char *mode = json_raw(it);

		json_open(o, NULL, '{');
		json_put(o, "mode", mode);
		json_put(o, "name", mode);
		json_open(o, "fields", '{');
		put_fields(o, mode, 0, manages(t, mode));
		put_fields(o, mode, 1, 0);
		json_close(o, '}');
		json_close(o, '}');
	}
	json_close(o, ']');
	json_open(o, "composio_managed_auth", '[');
	json_each(it, json_get(t, "managed")) {
		json_open(o, NULL, '{');
		json_put(o, "mode", json_raw(it));
		json_open(o, "scopes", '{');
		json_open(o, "available", '[');
		json_each(scope, json_get(t, "scopes"))
			json_put(o, NULL, json_raw(scope));
		json_close(o, ']');
		json_close(o, '}');
		json_close(o, '}');
	}
	json_close(o, ']');
}

static void one_toolkit(struct box *box, const struct request *rq, struct reply *rp)
{
	const struct json *t = box_toolkit(box, rq->seg[4]);
	struct json_out o;

	if (!t) {
		/* The vendor's code and slug for this are not known: clients go by the status. */
		composio_error(rp, 404, 4040, "Toolkit_ToolkitNotFound",
			       "Toolkit %s not found", rq->seg[4]);
		return;
	}
	reply_json(rp, 200, &o);
	json_open(&o, NULL, '{');
	put_head(&o, t);
	json_put_bool(&o, "enabled", !json_bool(json_get(t, "deprecated"), 0));
	put_details(&o, t);
	json_put(&o, "base_url", NULL);
	put_meta(&o, t, 1);
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
		composio_error(rp, 401, 10401, "HTTP_Unauthorized", "No authentication was provided");
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
	{ "GET", "/composio/api/*/toolkits", list_toolkits },
	{ "POST", "/composio/api/*/toolkits/multi", many_toolkits },
	{ "GET", "/composio/api/*/toolkits/*", one_toolkit },
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
