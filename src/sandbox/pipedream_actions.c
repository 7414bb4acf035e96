/* SPDX-License-Identifier: MIT */
/* pipedream_actions: the actions of an app, as components of the REST API and as a JSON schema. */
#include "sandbox/pipedream.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* An action of an app: the fixture's row and the app it belongs to. */
struct component {
	const struct json *app, *action;
	char *key;
};

char *pd_action_key_new(const struct json *app, const struct json *action)
{
	return mem_fmt("%s-%s", json_raw(json_get(app, "slug")), json_raw(json_get(action, "key")));
}

static void put_type(struct json_out *o, const char *type)
{
	size_t n = strlen(type);
	int list = n > 2 && !strcmp(type + n - 2, "[]");
	char *one = mem_strn(type, list ? n - 2 : n);

	json_put(o, "type", list ? "array" : one);
	if (list) {
		json_open(o, "items", '{');
		json_put(o, "type", one);
		json_close(o, '}');
	}
	free(one);
}

void pd_put_schema(struct json_out *o, const char *key, const struct json *action)
{
	json_open(o, key, '{');
	json_put(o, "type", "object");
	json_open(o, "properties", '{');
	json_each(p, json_get(action, "props")) {
		json_open(o, json_raw(json_get(p, "name")), '{');
		put_type(o, json_raw(json_get(p, "type")));
		json_put(o, "description", json_raw(json_get(p, "about")));
		web_node_if(o, "enum", json_get(p, "options"));
		json_close(o, '}');
	}
	json_close(o, '}');
	json_open(o, "required", '[');
	json_each(p, json_get(action, "props"))
		if (!json_bool(json_get(p, "optional"), 0))
			json_put(o, NULL, json_raw(json_get(p, "name")));
	json_close(o, ']');
	json_put_bool(o, "additionalProperties", 0);
	json_put(o, "$schema", "http://json-schema.org/draft-07/schema#");
	json_close(o, '}');
}

static void put_props(struct json_out *o, const struct component *c)
{
	json_open(o, "configurable_props", '[');
	json_open(o, NULL, '{');
	json_put(o, "name", "app");
	json_put(o, "type", "app");
	json_put(o, "app", json_raw(json_get(c->app, "slug")));
	json_close(o, '}');
	json_each(p, json_get(c->action, "props")) {
		json_open(o, NULL, '{');
		json_put(o, "name", json_raw(json_get(p, "name")));
		json_put(o, "type", json_raw(json_get(p, "type")));
		json_put(o, "label", json_raw(json_get(p, "label")));
		json_put(o, "description", json_raw(json_get(p, "about")));
		json_put_bool(o, "optional", json_bool(json_get(p, "optional"), 0));
		web_node_if(o, "options", json_get(p, "options"));
		json_close(o, '}');
	}
	json_close(o, ']');
}

static void emit(struct json_out *o, const void *row, const struct request *rq)
{
	const struct component *c = row;
	int reads = json_bool(json_get(c->action, "read_only"), 0);

	(void)rq;
	json_open(o, NULL, '{');
	json_put(o, "name", json_raw(json_get(c->action, "name")));
	json_put(o, "version", json_raw(json_get(c->action, "version")));
	json_put(o, "key", c->key);
	json_put(o, "description", json_raw(json_get(c->action, "about")));
	json_put(o, "component_type", "action");
	json_open(o, "annotations", '{');
	json_put_bool(o, "readOnlyHint", reads);
	json_put_bool(o, "destructiveHint", 0);
	json_put_bool(o, "openWorldHint", 1);
	json_close(o, '}');
	put_props(o, c);
	json_close(o, '}');
}

static const char *key(const void *row)
{
	const struct component *c = row;

	return c->key;
}


void pd_actions(struct box *box, const struct request *rq, struct reply *rp)
{
	static const struct pd_list how = { emit, key };
	const char *want = request_query(rq, "app"), *q = request_query(rq, "q");
	const struct json *only = want && *want ? box_app(box, want) : NULL;
	struct rows rows = { NULL, 0, 0 };
	struct component *all = NULL;
	size_t n = 0, cap = 0;

	if (!pd_project(rq, rp))
		return;
	json_each(app, box->doc[DOC_APPS]) {
		if (want && *want && app != only)
			continue;
		json_each(action, json_get(app, "actions")) {
			const char *name = json_raw(json_get(action, "name"));
			struct component c = { app, action, pd_action_key_new(app, action) };

			if (q && *q && !web_has(name, q) && !web_has(c.key, q)) {
				free(c.key);
				continue;
			}
			MEM_GROW(all, n, cap);
			all[n++] = c;
		}
	}
	for (size_t i = 0; i < n; i++)
		rows_add(&rows, &all[i]);
	pd_page(box, rq, rp, &rows, &how);
	for (size_t i = 0; i < n; i++)
		free(all[i].key);
	free(all);
	free(rows.v);
}
