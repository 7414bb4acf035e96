/* SPDX-License-Identifier: MIT */
/* composio_catalog: the toolkits of the Composio API, searched and shown one by one. */
#include "sandbox/composio.h"

#include "base/text.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define SEARCH_MIN 3   /* characters */

/* "20261012_00" says when the toolkit was last built. */
static void put_dates(struct json_out *o, const char *version)
{
	char text[40];

	json_put(o, "created_at", "2024-06-03T09:00:00.000Z");
	snprintf(text, sizeof(text), "%.4s-%.2s-%.2sT06:30:00.000Z", version, version + 4,
		 version + 6);
	json_put(o, "updated_at", text);
}

/* "scheduling-booking" out of "scheduling & booking". */
static void category_id(const char *name, struct buf *out)
{
	for (; *name; name++) {
		if (isalnum((unsigned char)*name))
			buf_addc(out, (char)tolower((unsigned char)*name));
		else if (out->len && out->p[out->len - 1] != '-')
			buf_addc(out, '-');
	}
}

/* The list says {id, name}, the single toolkit {name, slug}: the vendor does so. */
static void put_meta(struct json_out *o, const struct json *t, int single)
{
	const char *slug = json_raw(json_get(t, "slug")),
		   *category = json_raw(json_get(t, "category"));
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

void composio_toolkits(struct box *box, const struct request *rq, struct reply *rp)
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
	if (!search && !request_query(rq, "cursor"))
		reply_validate(rq, rp, NULL);
	free(rows.v);
}

/* POST /toolkits/multi: many slugs in one question. */
void composio_many(struct box *box, const struct request *rq, struct reply *rp)
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

void composio_toolkit(struct box *box, const struct request *rq, struct reply *rp)
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
