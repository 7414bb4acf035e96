/* SPDX-License-Identifier: MIT */
/* composio_tools: the tools of a toolkit and the scopes they need, made from the catalog rows. */
#include "sandbox/composio.h"

#include "base/mem.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* A tool of the catalog: a bare action name, or an object {do, about, scopes, input}. */
struct tool {
	const struct json *toolkit, *row;
};

static const char *action_of(const struct json *row)
{
	return json_is_string(row) ? json_raw(row) : json_raw(json_get(row, "do"));
}

/* GMAIL_SEND_EMAIL out of gmail and SEND_EMAIL. */
static char *slug_new(const struct json *toolkit, const struct json *row)
{
	char *s = mem_fmt("%s_%s", json_raw(json_get(toolkit, "slug")), action_of(row));

	for (char *p = s; *p; p++)
		*p = (char)toupper((unsigned char)*p);
	return s;
}

/* "Send email" out of SEND_EMAIL. */
static char *name_new(const char *action)
{
	char *s = mem_str(action);

	for (char *p = s; *p; p++)
		*p = *p == '_' ? ' ' : p == s ? *p : (char)tolower((unsigned char)*p);
	return s;
}

/* What an action of that verb takes, when the fixture does not say. */
static const struct {
	const char *verb, *param, *type, *about;
	int required;
} verbs[] = {
	{ "LIST_", "limit", "integer", "Most results to return.", 0 },
	{ "LIST_", "after", "string", "Cursor of the page to continue from.", 0 },
	{ "SEARCH_", "query", "string", "Words to look for.", 1 },
	{ "SEARCH_", "limit", "integer", "Most results to return.", 0 },
	{ "GET_", "id", "string", "Identifier of the object.", 1 },
	{ "DELETE_", "id", "string", "Identifier of the object.", 1 },
	{ "UPDATE_", "id", "string", "Identifier of the object.", 1 },
	{ "UPDATE_", "properties", "object", "Fields to change.", 1 },
	{ "CREATE_", "properties", "object", "Fields of the new object.", 1 },
	{ "SEND_", "to", "string", "Where it goes.", 1 },
	{ "SEND_", "body", "string", "What it says.", 1 },
	{ "RUN_", "request", "object", "The request as the provider documents it.", 1 },
};
#define NVERBS (sizeof(verbs) / sizeof(*verbs))

static int is_verb(size_t i, const char *action)
{
	return !strncmp(action, verbs[i].verb, strlen(verbs[i].verb));
}

static void put_input(struct json_out *o, const struct json *row)
{
	const char *action = action_of(row);

	if (json_get(row, "input")) {
		web_node(o, "input_parameters", json_get(row, "input"));
		return;
	}
	json_open(o, "input_parameters", '{');
	json_put(o, "type", "object");
	json_open(o, "properties", '{');
	for (size_t i = 0; i < NVERBS; i++) {
		if (!is_verb(i, action))
			continue;
		json_open(o, verbs[i].param, '{');
		json_put(o, "type", verbs[i].type);
		json_put(o, "description", verbs[i].about);
		json_close(o, '}');
	}
	json_close(o, '}');
	json_open(o, "required", '[');
	for (size_t i = 0; i < NVERBS; i++)
		if (verbs[i].required && is_verb(i, action))
			json_put(o, NULL, verbs[i].param);
	json_close(o, ']');
	json_close(o, '}');
}

static void put_scopes(struct json_out *o, const struct json *scopes)
{
	json_open(o, "scopes", '[');
	json_each(it, scopes)
		json_put(o, NULL, json_raw(it));
	json_close(o, ']');
	if (!json_count(scopes)) {
		json_put(o, "scope_requirements", NULL);
		return;
	}
	json_open(o, "scope_requirements", '{');
	json_open(o, "all_of", '[');
	json_each(it, scopes)
		json_put(o, NULL, json_raw(it));
	json_close(o, ']');
	json_close(o, '}');
}

static void put_tool(struct json_out *o, const void *p)
{
	const struct tool *t = p;
	const char *about = json_raw(json_get(t->row, "about"));
	const char *product = json_raw(json_get(t->toolkit, "name"));
	const char *version = json_raw(json_get(t->toolkit, "version"));
	char *slug = slug_new(t->toolkit, t->row), *name = name_new(action_of(t->row));
	char *plain = mem_fmt("%s in %s.", name, product);

	json_open(o, NULL, '{');
	json_put(o, "slug", slug);
	json_put(o, "name", name);
	json_put(o, "description", about ? about : plain);
	json_open(o, "toolkit", '{');
	json_put(o, "slug", json_raw(json_get(t->toolkit, "slug")));
	json_put(o, "name", product);
	json_close(o, '}');
	put_input(o, t->row);
	json_open(o, "output_parameters", '{');
	json_put(o, "type", "object");
	json_close(o, '}');
	json_put_bool(o, "no_auth", json_bool(json_get(t->toolkit, "no_auth"), 0));
	json_put(o, "version", version);
	json_open(o, "available_versions", '[');
	json_put(o, NULL, version);
	json_close(o, ']');
	put_scopes(o, json_get(t->row, "scopes"));
	json_open(o, "tags", '[');
	json_close(o, ']');
	json_put_bool(o, "is_deprecated", 0);
	json_close(o, '}');
	free(plain);
	free(name);
	free(slug);
}

/* The fields a text search looks at, in the order of the answer. */
static int tool_fits(const struct tool *t, const char *query)
{
	const char *about = json_raw(json_get(t->row, "about"));
	char *slug, *name;
	int fits;

	if (!query || !*query)
		return 1;
	slug = slug_new(t->toolkit, t->row);
	name = name_new(action_of(t->row));
	fits = web_has(slug, query) || web_has(name, query) || (about && web_has(about, query));
	free(slug);
	free(name);
	return fits;
}

/*
 * Two quirks of the older version: its text search does nothing, and without toolkit_versions it
 * is pinned to the first release, where toolkits that came later have no tools at all.
 */
void composio_tools(struct box *box, const struct request *rq, struct reply *rp)
{
	const char *slug = request_query(rq, "toolkit_slug"), *query = request_query(rq, "query");
	int old = !strcmp(rq->seg[2], "v3"), pinned = old;
	struct rows rows = { NULL, 0, 0 };
	struct tool *all = NULL;
	size_t n = 0, cap = 0;

	for (size_t i = 0; i < rq->query.n; i++)
		if (!strncmp(rq->query.v[i].key, "toolkit_versions", 16))
			pinned = 0;
	if (!query && !old)
		query = request_query(rq, "search");
	json_each(t, box->doc[DOC_TOOLKITS]) {
		if (slug && *slug && strcmp(slug, json_raw(json_get(t, "slug"))))
			continue;
		if (pinned && json_bool(json_get(t, "late"), 0))
			continue;
		json_each(row, json_get(t, "tools")) {
			struct tool one = { t, row };

			if (tool_fits(&one, old ? NULL : query)) {
				MEM_GROW(all, n, cap);
				all[n++] = one;
			}
		}
	}
	for (size_t i = 0; i < n; i++)
		rows_add(&rows, &all[i]);
	composio_page(box, rq, rp, &rows, 20, 1000, put_tool);
	free(rows.v);
	free(all);
}

static int find_tool(const struct box *box, const char *slug, struct tool *out)
{
	json_each(t, box->doc[DOC_TOOLKITS]) {
		json_each(row, json_get(t, "tools")) {
			char *own = slug_new(t, row);
			int same = !strcmp(own, slug);

			free(own);
			if (same) {
				out->toolkit = t;
				out->row = row;
				return 0;
			}
		}
	}
	return -1;
}

static void no_tool(struct reply *rp, const char *slug)
{
	composio_error(rp, 404, 2401, "Tool_ToolNotFound", "Tool %s not found", slug);
}

void composio_tool(struct box *box, const struct request *rq, struct reply *rp)
{
	struct tool t;
	struct json_out o;

	if (find_tool(box, rq->seg[4], &t)) {
		no_tool(rp, rq->seg[4]);
		return;
	}
	reply_json(rp, 200, &o);
	put_tool(&o, &t);
}

/* POST /tools/scopes/required {"tools":[…]}: all of one toolkit. */
void composio_scopes(struct box *box, const struct request *rq, struct reply *rp)
{
	struct json *body = composio_body(rq, rp);
	const struct json *list = json_get(body, "tools");
	struct kv wanted = KV_INIT, seen = KV_INIT;
	struct json_out o;
	struct tool t;

	if (!body)
		return;
	if (!json_count(list) || !json_is_string(json_first(list))) {
		composio_error(rp, 400, 4000, "HTTP_BadRequest", "tools is missing or empty");
		goto out;
	}
	if (find_tool(box, json_raw(json_first(list)), &t)) {
		no_tool(rp, json_raw(json_first(list)));
		goto out;
	}
	json_each(it, list)
		kv_set(&wanted, json_raw(it) ? json_raw(it) : "", "");
	reply_json(rp, 200, &o);
	json_open(&o, NULL, '{');
	json_open(&o, "per_tool_requirements", '[');
	json_each(row, json_get(t.toolkit, "tools")) {
		char *slug = slug_new(t.toolkit, row);

		if (kv_get(&wanted, slug)) {
			json_open(&o, NULL, '{');
			json_put(&o, "tool", slug);
			put_scopes(&o, json_get(row, "scopes"));
			json_close(&o, '}');
			json_each(it, json_get(row, "scopes"))
				kv_set(&seen, json_raw(it), "");
		}
		free(slug);
	}
	json_close(&o, ']');
	json_open(&o, "scopes_required", '[');
	for (size_t i = 0; i < seen.n; i++)
		json_put(&o, NULL, seen.v[i].key);
	json_close(&o, ']');
	json_close(&o, '}');
out:
	kv_free(&wanted);
	kv_free(&seen);
	json_free(body);
}
