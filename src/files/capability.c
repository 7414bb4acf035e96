/* SPDX-License-Identifier: MIT */
/* capability: reading a toolkit's capability file, and the names in it. */
#include "files/capability.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/yaml.h"
#include "files/capability_parts.h"

#include <stdlib.h>
#include <string.h>

void capability_add(struct capability *c, const char *id, const char *tool, const char *description)
{
	MEM_GROW(c->items, c->n, c->cap);
	c->items[c->n].id = mem_str(id);
	c->items[c->n].tool = mem_str(tool);
	c->items[c->n].description = mem_str(description);
	c->items[c->n].line = 0;
	c->n++;
}

void capability_free(struct capability *c)
{
	size_t i;

	for (i = 0; i < c->n; i++) {
		free(c->items[i].id);
		free(c->items[i].tool);
		free(c->items[i].description);
	}
	free(c->items);
	free(c->toolkit_slug);
	free(c->vendor);
	free(c->app_slug);
	free(c->tool_prefix);
	kv_free(&c->servers);
	memset(c, 0, sizeof(*c));
}

/* Lower-case words of ASCII letters and digits, one '_' between two of them. */
static void snake(struct buf *out, const char *s)
{
	size_t base = out->len;
	int gap = 0;

	buf_add(out, "", 0);
	for (; *s; s++) {
		char c = *s >= 'A' && *s <= 'Z' ? (char)(*s - 'A' + 'a') : *s;

		if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
			gap = 1;
			continue;
		}
		if (gap && out->len > base)
			buf_addc(out, '_');
		gap = 0;
		buf_addc(out, c);
	}
}

/* What follows "WORD_" in s, or NULL. */
static const char *behind(const char *s, const struct buf *word)
{
	if (!word->len || strncmp(s, word->p, word->len) || s[word->len] != '_')
		return NULL;
	return s + word->len + 1;
}

void capability_id(struct buf *out, const char *app_slug, const char *short_name, const char *tool)
{
	struct buf app = BUF_INIT, name = BUF_INIT, words = BUF_INIT;
	const char *action;

	snake(&app, app_slug ? app_slug : "");
	snake(&name, short_name);
	snake(&words, tool);
	action = behind(words.p, &app);
	if (!action)
		action = behind(words.p, &name);
	if (!action)
		action = words.p;
	buf_add(out, name.p, name.len);
	if (name.len && *action)
		buf_addc(out, '_');
	buf_adds(out, action);
	buf_free(&app);
	buf_free(&name);
	buf_free(&words);
}

static char *text_of(const struct yaml *map, const char *key)
{
	const char *v = yaml_str(map, key);

	return v ? text_safe_new(v, TEXT_MAX) : NULL;
}

static void take_item(struct capability *out, const struct yaml *item)
{
	char *id = text_of(item, "id"), *tool = text_of(item, "tool");
	char *description = text_of(item, "description");

	if (id) {
		capability_add(out, id, tool ? tool : "", description ? description : "");
		out->items[out->n - 1].line = item->line;
	}
	free(id);
	free(tool);
	free(description);
}

/* What YAML reads as "no value". */
static int is_null(const struct yaml *y)
{
	return y->kind == YAML_SCALAR && y->plain &&
	       (!*y->value || !strcmp(y->value, "~") || text_ieq(y->value, "null"));
}

int capability_shape(const struct yaml *doc, const char *name, struct err *e)
{
	const struct yaml *servers = yaml_get(doc, "servers"),
			  *list = yaml_get(doc, "capabilities");

	if (doc->kind != YAML_MAP)
		return err_set(e, E_FAIL,
			       _("%s:%zu:%zu: a capability file is a map of keys to values"), name,
			       doc->line, doc->col);
	if (servers && servers->kind != YAML_MAP && !is_null(servers))
		return err_set(e, E_FAIL,
			       _("%s:%zu:%zu: 'servers' must be a map of tenants to server names"),
			       name, servers->line, servers->col);
	if (list && list->kind != YAML_LIST && !is_null(list))
		return err_set(e, E_FAIL, _("%s:%zu:%zu: 'capabilities' must be a list"), name,
			       list->line, list->col);
	return 0;
}

static void take_server(struct capability *out, const struct yaml *y)
{
	char *tenant, *server;

	if (y->kind != YAML_SCALAR || is_null(y))
		return;
	tenant = text_safe_new(y->key, TEXT_MAX);
	server = text_safe_new(y->value, TEXT_MAX);
	kv_add(&out->servers, tenant, server);
	free(tenant);
	free(server);
}

int capability_parse(struct capability *out, const char *s, size_t n, const char *name,
		     struct err *e)
{
	struct yaml *doc = yaml_parse(s, n, name, e);

	memset(out, 0, sizeof(*out));
	if (!doc || capability_shape(doc, name, e)) {
		yaml_free(doc);
		return -1;
	}
	out->toolkit_slug = text_of(doc, "toolkit_slug");
	out->vendor = text_of(doc, "vendor");
	out->app_slug = text_of(doc, "app_slug");
	out->tool_prefix = text_of(doc, "tool_prefix");
	yaml_each(it, yaml_get(doc, "servers")) take_server(out, it);
	yaml_each(it, yaml_get(doc, "capabilities")) take_item(out, it);
	yaml_free(doc);
	return 0;
}
