/* SPDX-License-Identifier: MIT */
/* client_look: a client's file as a list of servers, and one entry of it as a claim. */
#include "files/client_claim.h"

#include "base/i18n.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"
#include "files/client_form.h"
#include "files/jsonc.h"
#include "files/toml.h"

#include <stdlib.h>
#include <string.h>

struct client_look {
	const struct client *cl;
	struct jsonc *json;
	struct toml *toml;
	struct client_seen *v;
	size_t n, cap, line;
	char **safe; /* names that had to be made harmless */
	size_t safes, cap_safe;
	struct tree **tree; /* of TOML: made when it is first asked for */
	struct map by_name;
};

static const char *safe_name(struct client_look *l, const char *name)
{
	const char *s;

	for (s = name; *s > ' ' && *s < 0x7f; s++)
		;
	if (!*s && s - name < TEXT_MAX)
		return name;
	MEM_GROW(l->safe, l->safes, l->cap_safe);
	return l->safe[l->safes++] = text_safe_new(name, TEXT_MAX);
}

static void add(struct client_look *l, const char *name, size_t line, const void *node)
{
	MEM_GROW(l->v, l->n, l->cap);
	l->v[l->n++] = (struct client_seen){ safe_name(l, name), line, node };
}

static int no_object(const struct client_look *l, const struct jsonc_node *at, const char *name,
		     struct err *e)
{
	return err_set(e, E_FAIL,
		       _("%s:%zu: this is not an object, so %s finds no servers in this file; correct it by hand"),
		       name, (size_t)at->line, l->cl->name);
}

static int list_json(struct client_look *l, const char *name, struct err *e)
{
	const struct jsonc_node *at = jsonc_root(l->json);

	if (at->kind != JSONC_OBJECT)
		return no_object(l, at, name, e);
	at = jsonc_member(l->json, at, l->cl->root);
	if (!at)
		return 0;
	if (at->kind != JSONC_OBJECT)
		return no_object(l, at, name, e);
	l->line = at->line;
	for (at = at->child; at; at = at->next)
		add(l, at->key, at->line, at);
	return 0;
}

static void list_toml(struct client_look *l)
{
	size_t i, n = toml_count(l->toml, l->cl->root);

	for (i = 0; i < n; i++)
		add(l, toml_name(l->toml, l->cl->root, i), toml_line(l->toml, l->cl->root, i), NULL);
	l->tree = mem_alloc(n * sizeof(struct tree *));
}

struct client_look *client_look_new(const struct client *cl, const char *s, size_t n, const char *name,
				    struct err *e)
{
	struct client_look *l = mem_alloc(sizeof(*l));
	int rc = 0;
	size_t i;

	l->cl = cl;
	l->line = 1;
	if (client_is_blank(s, n))
		return l;
	if (cl->format == CLIENT_TOML) {
		l->toml = toml_parse(s, n, name, e);
		if (l->toml)
			list_toml(l);
		else
			rc = -1;
	} else {
		l->json = jsonc_parse(s, n, name, cl->format == CLIENT_JSON, e);
		rc = l->json ? list_json(l, name, e) : -1;
	}
	if (rc) {
		client_look_free(l);
		return NULL;
	}
	map_room(&l->by_name, l->n);
	for (i = 0; i < l->n; i++)
		(void)map_put(&l->by_name, l->v[i].name, i);
	return l;
}

void client_look_free(struct client_look *l)
{
	size_t i;

	if (!l)
		return;
	for (i = 0; i < l->safes; i++)
		free(l->safe[i]);
	for (i = 0; l->tree && i < l->n; i++)
		tree_free(l->tree[i]);
	free(l->tree);
	free(l->safe);
	free(l->v);
	map_free(&l->by_name);
	jsonc_free(l->json);
	toml_free(l->toml);
	free(l);
}

size_t client_look_count(const struct client_look *l)
{
	return l->n;
}

const struct client_seen *client_look_at(const struct client_look *l, size_t i)
{
	return &l->v[i];
}

size_t client_look_find(const struct client_look *l, const char *name)
{
	return map_get(&l->by_name, name);
}

size_t client_look_line(const struct client_look *l)
{
	return l->line;
}

size_t client_look_owner(const struct client_look *l, size_t at, size_t line, size_t *from)
{
	const struct jsonc_node *node;

	/* a table of TOML has no end of its own: it goes on until the next one begins */
	if (l->toml) {
		while (*from < l->n && l->v[*from].line <= line)
			++*from;
		return *from ? *from - 1 : MAP_NONE;
	}
	for (; *from < l->n; ++*from) {
		node = l->v[*from].node;
		if (at < node->end)
			return at >= node->key_at ? *from : MAP_NONE;
	}
	return MAP_NONE;
}

/* ---- One entry */

/* Maps of headers, in any client: their values are texts, or (where it says so) names of variables. */
static int headers_map(const struct client *cl, const char *key, int *is_var)
{
	*is_var = (cl->env_headers_field && !strcmp(key, cl->env_headers_field)) ||
		  !strcmp(key, "env_http_headers");
	return *is_var || !strcmp(key, cl->headers_field) || !strcmp(key, "headers") ||
	       !strcmp(key, "http_headers");
}

static void add_header(struct claim *c, struct claim_header h)
{
	MEM_GROW(c->headers, c->n, c->cap);
	c->headers[c->n++] = h;
}

static void add_text(struct claim *c, const char *key, const char *text)
{
	const struct client *cl = c->cl;
	size_t i;

	for (i = 0; i < CLIENT_URL_FIELDS; i++)
		/* where there are two addresses, the one that this client reads is its address */
		if ((!strcmp(key, client_url_fields[i]) || !strcmp(key, cl->url_field)) &&
		    (!c->url || !strcmp(key, cl->url_field))) {
			c->url = text;
			c->url_member = key;
		}
	if ((cl->bearer_field && !strcmp(key, cl->bearer_field)) || !strcmp(key, "bearer_token_env_var"))
		add_header(c, (struct claim_header){ "Authorization", "Bearer ", text, key, 1 });
	if (cl->helper_field && !strcmp(key, cl->helper_field))
		c->helper = text;
}

/* A member of the entry; 1 when it is a map of headers. */
static int add_member(struct claim *c, const char *key, const char *text, int *is_var)
{
	MEM_GROW(c->members, c->n_members, c->cap_members);
	c->members[c->n_members++] = (struct claim_member){ key, text };
	if (!strcmp(key, "command") || !strcmp(key, "args"))
		c->command = 1;
	if (text)
		add_text(c, key, text);
	return !text && headers_map(c->cl, key, is_var);
}

static void read_json(struct claim *c, const struct jsonc_node *entry)
{
	const struct jsonc_node *m, *h;
	int is_var;

	for (m = entry->kind == JSONC_OBJECT ? entry->child : NULL; m; m = m->next) {
		if (!add_member(c, m->key, m->kind == JSONC_TEXT ? m->text : NULL, &is_var) ||
		    m->kind != JSONC_OBJECT)
			continue;
		for (h = m->child; h; h = h->next)
			if (h->kind == JSONC_TEXT)
				add_header(c, (struct claim_header){ h->key, "", h->text, m->key, is_var });
	}
}

static void read_tree(struct claim *c, const struct tree *entry)
{
	const struct tree *m, *h;
	int is_var;

	for (m = entry->kind == TREE_MAP ? entry->child : NULL; m; m = m->next) {
		if (!add_member(c, m->key, m->kind == TREE_TEXT ? m->text : NULL, &is_var) ||
		    m->kind != TREE_MAP)
			continue;
		for (h = m->child; h; h = h->next)
			if (h->kind == TREE_TEXT)
				add_header(c, (struct claim_header){ h->key, "", h->text, m->key, is_var });
	}
}

static void begin(struct claim *c, const struct client *cl)
{
	c->cl = cl;
	c->url = c->url_member = c->helper = NULL;
	c->command = 0;
	c->n = c->n_members = 0;
}

void claim_read_tree(struct claim *c, const struct client *cl, const struct tree *entry)
{
	begin(c, cl);
	read_tree(c, entry);
}

void claim_read(struct claim *c, const struct client_look *l, size_t i)
{
	begin(c, l->cl);
	if (l->json) {
		read_json(c, l->v[i].node);
		return;
	}
	if (!l->tree[i])
		l->tree[i] = toml_tree_new(l->toml, l->cl->root, toml_name(l->toml, l->cl->root, i));
	if (l->tree[i])
		read_tree(c, l->tree[i]);
}

void claim_free(struct claim *c)
{
	free(c->headers);
	free(c->members);
	memset(c, 0, sizeof(*c));
}
