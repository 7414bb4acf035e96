/* SPDX-License-Identifier: MIT */
/* client_read: the servers that a client's file names, and where an entry keeps its address. */
#include "files/client_form.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "files/jsonc.h"
#include "files/jsonc_look.h"
#include "files/toml.h"

#include <stdlib.h>
#include <string.h>

int client_is_strict(const struct client *cl)
{
	return cl->format == CLIENT_JSON;
}

int client_is_blank(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!strchr(" \t\r\n", s[i]) || !s[i])
			return 0;
	return 1;
}

const char *const client_url_fields[CLIENT_URL_FIELDS] = { "url", "serverUrl", "httpUrl" };

const char *client_url(const struct client *cl, const struct tree *entry, size_t i)
{
	const struct tree *t = tree_get(entry, i ? client_url_fields[i - 1] : cl->url_field);

	return t && t->kind == TREE_TEXT ? t->text : NULL;
}

const char *client_url_of(const struct client *cl, const struct tree *entry)
{
	const char *url = NULL;
	size_t i;

	for (i = 0; !url && i < CLIENT_URLS; i++)
		url = client_url(cl, entry, i);
	return url;
}

static void add_server(const struct client *cl, struct client_servers *out, const char *name,
		       size_t line, const struct tree *have)
{
	struct client_server *s;
	const char *url = have ? client_url_of(cl, have) : NULL;

	MEM_GROW(out->v, out->n, out->cap);
	s = &out->v[out->n++];
	s->name = text_safe_new(name, TEXT_MAX);
	s->url = url ? text_safe_new(url, TEXT_MAX) : NULL;
	s->command = have && (tree_get(have, "command") || tree_get(have, "args"));
	s->line = line;
}

/* What stands in the place of the servers, or of all, is no map of them. */
static int no_object(const struct client *cl, const struct jsonc_node *at, const char *s, size_t n,
		     const char *name, struct err *e)
{
	size_t line, col;

	jsonc_place(s, n, at->at, &line, &col);
	if (at->key)
		return err_set(
			e, E_FAIL,
			_("%s:%zu:%zu: '%s' is not an object, so %s finds no servers in this file; "
			  "correct it by hand"),
			name, line, col, cl->root, cl->name);
	return err_set(
		e, E_FAIL,
		_("%s:%zu:%zu: this is not an object, so %s finds no servers in this file; "
		  "correct it by hand"),
		name, line, col, cl->name);
}

static int read_json(const struct client *cl, const struct jsonc *doc, const char *s, size_t n,
		     const char *name, struct client_servers *out, struct err *e)
{
	const struct jsonc_node *root = jsonc_root(doc), *at;
	struct tree *have;

	if (!root)
		return 0;
	if (root->kind != JSONC_OBJECT)
		return no_object(cl, root, s, n, name, e);
	root = jsonc_member(doc, root, cl->root);
	if (!root)
		return 0;
	if (root->kind != JSONC_OBJECT)
		return no_object(cl, root, s, n, name, e);
	for (at = root->child; at; at = at->next) {
		have = jsonc_tree_new(at);
		add_server(cl, out, at->key, at->line, have);
		tree_free(have);
	}
	return 0;
}

static void read_toml(const struct client *cl, const struct toml *doc, struct client_servers *out)
{
	size_t i, n = toml_count(doc, cl->root);
	struct tree *have;

	for (i = 0; i < n; i++) {
		have = toml_tree_new(doc, cl->root, toml_name(doc, cl->root, i));
		add_server(cl, out, toml_name(doc, cl->root, i), toml_line(doc, cl->root, i), have);
		tree_free(have);
	}
}

int client_read(const struct client *cl, const char *s, size_t n, const char *name,
		struct client_servers *out, struct err *e)
{
	struct jsonc *json;
	struct toml *toml;
	int rc;

	if (client_is_blank(s, n))
		return 0;
	if (cl->format == CLIENT_TOML) {
		toml = toml_parse(s, n, name, e);
		if (!toml)
			return -1;
		read_toml(cl, toml, out);
		toml_free(toml);
		return 0;
	}
	json = jsonc_parse(s, n, name, client_is_strict(cl), e);
	if (!json)
		return -1;
	rc = read_json(cl, json, s, n, name, out, e);
	jsonc_free(json);
	return rc;
}

void client_servers_free(struct client_servers *s)
{
	size_t i;

	for (i = 0; i < s->n; i++) {
		free(s->v[i].name);
		free(s->v[i].url);
	}
	free(s->v);
	s->v = NULL;
	s->n = s->cap = 0;
}
