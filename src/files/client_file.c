/* SPDX-License-Identifier: MIT */
/* client_file: an entry is put in a client's file, taken out of it, or read from it. */
#include "files/client_form.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "files/jsonc.h"
#include "files/toml.h"

#include <stdlib.h>
#include <string.h>

/* Where clients, in any version and of any vendor, keep an address. */
static const char *const url_fields[] = { "url", "serverUrl", "httpUrl" };

#define URL_FIELDS (sizeof(url_fields) / sizeof(url_fields[0]))

static int is_strict(const struct client *cl)
{
	return cl->format == CLIENT_JSON;
}

static int is_blank(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!strchr(" \t\r\n", s[i]) || !s[i])
			return 0;
	return 1;
}

/* ---- What stands there ---- */

/* The entry of a name: as a tree, and in JSON as a node too, which knows a number from a text. */
struct found {
	struct tree *tree; /* NULL: there is none */
	const struct jsonc *doc; /* the edit's: good until that changes, as the node is */
	const struct jsonc_node *node;
};

static void found_free(struct found *f)
{
	tree_free(f->tree);
}

static int find_json(const struct client *cl, struct edit *ed, const char *name,
		     const char *server, struct found *f, struct err *e)
{
	const struct jsonc_node *at;

	f->doc = jsonc_of(ed, name, is_strict(cl), e);
	if (!f->doc)
		return -1;
	at = jsonc_root(f->doc);
	at = at && at->kind == JSONC_OBJECT ? jsonc_member(f->doc, at, cl->root) : NULL;
	at = at && at->kind == JSONC_OBJECT ? jsonc_member(f->doc, at, server) : NULL;
	f->node = at;
	f->tree = at ? jsonc_tree_new(at) : NULL;
	return 0;
}

/* What is in the way of an entry that is not there yet is found by jsonc_set and toml_set. */
static int find(const struct client *cl, struct edit *ed, const char *name,
		const char *server, struct found *f, struct err *e)
{
	struct toml *doc;

	if (is_blank(buf_str(&ed->now), ed->now.len))
		return 0;
	if (cl->format != CLIENT_TOML)
		return find_json(cl, ed, name, server, f, e);
	doc = toml_parse(buf_str(&ed->now), ed->now.len, name, e);
	if (!doc)
		return -1;
	f->tree = toml_tree_new(doc, cl->root, server);
	toml_free(doc);
	return 0;
}

static const char *text_of(const struct tree *map, const char *key)
{
	const struct tree *t = map->kind == TREE_MAP ? tree_get(map, key) : NULL;

	return t && t->kind == TREE_TEXT ? t->text : NULL;
}

/* Does a header of the entry, in any of its maps (another tool may have called them by a wrong name), say otherwise? */
static int says_other(const struct tree *have, const char *name, const char *value)
{
	const struct tree *map, *h;

	for (map = have->child; map; map = map->next) {
		for (h = map->kind == TREE_MAP && strcmp(map->key, "env") ? map->child : NULL; h; h = h->next)
			if (text_ieq(h->key, name) && (h->kind != TREE_TEXT || strcmp(h->text, value) != 0))
				return 1;
	}
	return 0;
}

static int has_url(const struct client *cl, const struct tree *have, const struct entry *en)
{
	size_t i;

	for (i = 0; i <= URL_FIELDS; i++) {
		const char *url = text_of(have, i ? url_fields[i - 1] : cl->url_field);

		if (url && (!strcmp(url, en->url) || (en->earlier && !strcmp(url, en->earlier))))
			return 1;
	}
	return 0;
}

/*
 * Ours is what leads where toolgap's entry leads, for no other app and tenant, and starts no program. The address
 * alone is not enough (all of the vendor's share it), nor is the app alone (a gateway of the user's own).
 */
static int is_ours(const struct client *cl, const struct tree *have, const struct entry *en)
{
	size_t i;

	if (have->kind != TREE_MAP || tree_get(have, "command") || tree_get(have, "args") || !has_url(cl, have, en))
		return 0;
	for (i = 0; i < en->n; i++) {
		const struct entry_header *h = &en->headers[i];

		if (!h->var && (text_ieq(h->name, CLIENT_APP_SLUG) || text_ieq(h->name, CLIENT_USER) ||
				text_ieq(h->name, CLIENT_TENANT)) &&
		    says_other(have, h->name, h->text))
			return 0;
	}
	return 1;
}

/* ---- What is to be done ---- */

/* A field that an entry of ours must not have: ours but not wanted now, or out of place here. */
static int is_stale(const struct client *cl, const struct tree *want, const char *key)
{
	const char *const own[] = { cl->url_field, cl->headers_field, cl->bearer_field,
				    cl->env_headers_field, cl->helper_field };
	size_t i;

	if (tree_get(want, key))
		return 0;
	for (i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (own[i] && !strcmp(own[i], key))
			return 1;
	return kv_get(&cl->drop, key) != NULL;
}

static int member_is(const struct found *f, const struct tree *t)
{
	const struct jsonc_node *node = f->node ? jsonc_member(f->doc, f->node, t->key) : NULL;
	const struct tree *have = tree_get(f->tree, t->key);

	return f->node ? node && jsonc_same(f->doc, node, t) : have && tree_same(have, t);
}

static int means_the_same(const struct client *cl, const struct found *f, const struct tree *want)
{
	const struct tree *t;

	for (t = want->child; t; t = t->next)
		if (!member_is(f, t))
			return 0;
	for (t = f->tree->child; t; t = t->next)
		if (is_stale(cl, want, t->key))
			return 0;
	return 1;
}

/* A place in a JSON file: root, server, field, header. `doc` is what stood there at first. */
struct spot {
	struct edit *ed;
	const struct jsonc *doc;
	const char *name;
	int strict;
	const char *path[4];
	size_t n;
};

/*
 * Member by member, so that comments, order and fields of the user's own stay where they are. In
 * the entry itself (two steps down) only stale fields go; the map of headers is ours altogether.
 */
static int bring_up(struct spot *s, const struct client *cl, const struct jsonc_node *have,
		    const struct tree *want, struct err *e)
{
	const struct jsonc_node *h;
	const struct tree *t;
	int entry = s->n == 2, failed = 0;

	s->n++;
	for (h = have->child; h && !failed; h = h->next) {
		s->path[s->n - 1] = h->key;
		if (entry ? is_stale(cl, want, h->key) : !tree_get(want, h->key))
			failed = jsonc_unset(s->ed, s->name, s->strict, s->path, s->n, e);
	}
	for (t = want->child; t && !failed; t = t->next) {
		s->path[s->n - 1] = t->key;
		h = jsonc_member(s->doc, have, t->key);
		if (h && jsonc_same(s->doc, h, t))
			continue;
		if (entry && h && h->kind == JSONC_OBJECT && t->kind == TREE_MAP)
			failed = bring_up(s, cl, h, t, e);
		else
			failed = jsonc_set(s->ed, s->name, s->strict, s->path, s->n, t, e);
	}
	s->n--;
	return failed;
}

/* On a copy, and only what succeeded altogether is done to the edit itself. */
static int change_json(const struct client *cl, struct edit *ed, const char *name,
		       const char *server, const struct found *f, const struct tree *want,
		       struct err *e)
{
	struct edit copy;
	struct spot s = { &copy, f->doc, name, is_strict(cl), { cl->root, server }, 2 };
	const struct splice *p;
	size_t i;
	int rc;

	edit_init(&copy, buf_str(&ed->now), ed->now.len);
	rc = bring_up(&s, cl, f->node, want, e);
	if (!rc) {
		/* From the last to the first, so that the offsets of the rest still hold. */
		for (i = copy.done.n; i-- > 0;) {
			p = &copy.done.v[i];
			edit_do(ed, p->at, p->del, p->ins, p->len);
		}
	}
	edit_free(&copy);
	return rc;
}

/* toml_set takes the whole table: the user's own fields move from what stands there to `want`. */
static int change_toml(const struct client *cl, struct edit *ed, const char *name,
		       const char *server, struct tree *have, struct tree *want, struct err *e)
{
	struct tree **from = &have->child, **end = &want->child, *t;

	while (*end)
		end = &(*end)->next;
	while ((t = *from)) {
		if (tree_get(want, t->key) || is_stale(cl, want, t->key)) {
			from = &t->next;
			continue;
		}
		*from = t->next;
		t->next = NULL;
		*end = t;
		end = &t->next;
	}
	return toml_set(ed, name, cl->root, server, want, e);
}

static int add(const struct client *cl, struct edit *ed, const char *name, const char *server,
	       const struct tree *want, struct err *e)
{
	const char *path[] = { cl->root, server };

	if (cl->format == CLIENT_TOML)
		return toml_set(ed, name, cl->root, server, want, e);
	return jsonc_set(ed, name, is_strict(cl), path, 2, want, e);
}

int client_put(const struct client *cl, struct edit *ed, const char *name, const struct entry *en,
	       enum client_put *what, struct err *e)
{
	struct tree *want = client_form_new(cl, en, e);
	struct found f = { NULL, NULL, NULL };
	enum client_put done;
	int rc = -1;

	if (!want || find(cl, ed, name, en->name, &f, e))
		goto out;
	if (!f.tree) {
		done = CLIENT_ADDED;
		rc = add(cl, ed, name, en->name, want, e);
	} else if (!is_ours(cl, f.tree, en)) {
		done = CLIENT_FOREIGN;
		rc = 0;
	} else if (means_the_same(cl, &f, want)) {
		done = CLIENT_SAME;
		rc = 0;
	} else {
		done = CLIENT_CHANGED;
		rc = f.node ? change_json(cl, ed, name, en->name, &f, want, e)
			    : change_toml(cl, ed, name, en->name, f.tree, want, e);
	}
	if (!rc)
		*what = done;
out:
	found_free(&f);
	tree_free(want);
	return rc;
}

int client_replace(const struct client *cl, struct edit *ed, const char *name,
		   const struct entry *en, struct err *e)
{
	struct tree *want = client_form_new(cl, en, e);
	int rc = want ? add(cl, ed, name, en->name, want, e) : -1;

	tree_free(want);
	return rc;
}

int client_rename(const struct client *cl, struct edit *ed, const char *name, const char *from,
		  const struct entry *en, enum client_put *what, struct err *e)
{
	const char *path[] = { cl->root, from };
	struct found old = { NULL, NULL, NULL }, new = { NULL, NULL, NULL };
	enum client_put done = CLIENT_SAME;
	int rc = find(cl, ed, name, from, &old, e) || find(cl, ed, name, en->name, &new, e) ? -1 : 0;

	if (rc || !old.tree)
		goto out;
	done = is_ours(cl, old.tree, en) && (!new.tree || is_ours(cl, new.tree, en)) ? CLIENT_CHANGED
										    : CLIENT_FOREIGN;
	if (done == CLIENT_FOREIGN)
		goto out;
	if (new.tree)
		rc = client_remove(cl, ed, name, from, e);
	else if (cl->format == CLIENT_TOML)
		rc = toml_rename(ed, name, cl->root, from, en->name, e);
	else
		rc = jsonc_rename(ed, name, is_strict(cl), path, 2, en->name, e);
out:
	if (!rc)
		*what = done;
	found_free(&old);
	found_free(&new);
	return rc;
}

int client_remove(const struct client *cl, struct edit *ed, const char *name, const char *server,
		  struct err *e)
{
	const char *path[] = { cl->root, server };

	if (is_blank(buf_str(&ed->now), ed->now.len))
		return 0;
	if (cl->format == CLIENT_TOML)
		return toml_unset(ed, name, cl->root, server, e);
	return jsonc_unset(ed, name, is_strict(cl), path, 2, e);
}

/* ---- Reading ---- */

static void add_server(const struct client *cl, struct client_servers *out, const char *name,
		       size_t line, const struct tree *have)
{
	struct client_server *s;
	const char *url = have ? text_of(have, cl->url_field) : NULL;
	size_t i;

	for (i = 0; have && !url && i < URL_FIELDS; i++)
		url = text_of(have, url_fields[i]);
	MEM_GROW(out->v, out->n, out->cap);
	s = &out->v[out->n++];
	s->name = text_safe_new(name, TEXT_MAX);
	s->url = url ? text_safe_new(url, TEXT_MAX) : NULL;
	s->command = have && (tree_get(have, "command") || tree_get(have, "args"));
	s->line = line;
}

static int read_json(const struct client *cl, const struct jsonc *doc, const char *name,
		     struct client_servers *out, struct err *e)
{
	const struct jsonc_node *root = jsonc_root(doc), *at;
	struct tree *have;

	if (!root)
		return 0;
	if (root->kind != JSONC_OBJECT)
		return err_set(
			e, E_FAIL,
			_("%s:%zu: this is not an object, so %s finds no servers in this file; "
			  "correct it by hand"),
			name, (size_t)root->line, cl->name);
	root = jsonc_member(doc, root, cl->root);
	if (!root)
		return 0;
	if (root->kind != JSONC_OBJECT)
		return err_set(
			e, E_FAIL,
			_("%s:%zu: '%s' is not an object, so %s finds no servers in this file; "
			  "correct it by hand"),
			name, (size_t)root->line, cl->root, cl->name);
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

	if (is_blank(s, n))
		return 0;
	if (cl->format == CLIENT_TOML) {
		toml = toml_parse(s, n, name, e);
		if (!toml)
			return -1;
		read_toml(cl, toml, out);
		toml_free(toml);
		return 0;
	}
	json = jsonc_parse(s, n, name, is_strict(cl), e);
	if (!json)
		return -1;
	rc = read_json(cl, json, name, out, e);
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
