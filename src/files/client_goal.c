/* SPDX-License-Identifier: MIT */
/* client_goal: which entries are ours, and what one of ours is to become without what is the user's own getting lost. */
#include "files/client_form.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* From the maps of an entry the next header of this name; another tool may have called the map by a wrong name. */
static const struct tree *next_header(const struct tree *entry, const char *name, const struct tree *last)
{
	const struct tree *map, *h;
	int seen = !last;

	for (map = entry->child; map; map = map->next) {
		for (h = map->kind == TREE_MAP && strcmp(map->key, "env") ? map->child : NULL; h; h = h->next) {
			if (seen && text_ieq(h->key, name))
				return h;
			seen |= h == last;
		}
	}
	return NULL;
}

const char *client_header(const struct tree *entry, const char *name)
{
	const struct tree *h = next_header(entry, name, NULL);

	return h && h->kind == TREE_TEXT ? h->text : NULL;
}

static int says_other(const struct tree *have, const char *name, const char *value)
{
	const struct tree *h = NULL;

	while ((h = next_header(have, name, h)))
		if (h->kind != TREE_TEXT || strcmp(h->text, value) != 0)
			return 1;
	return 0;
}

static int has_url(const struct client *cl, const struct tree *have, const struct entry *en)
{
	const char *url;
	size_t i;

	for (i = 0; i < CLIENT_URLS; i++) {
		url = client_url(cl, have, i);
		if (url && (!strcmp(url, en->url) || (en->earlier && !strcmp(url, en->earlier))))
			return 1;
	}
	return 0;
}

/*
 * Ours is what leads where toolgap's entry leads, for no other app and tenant, and starts no program. The address
 * alone is not enough (all of the vendor's share it), nor is the app alone (a gateway of the user's own).
 */
int client_ours(const struct client *cl, const struct tree *have, const struct entry *en)
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

int client_marked(const struct tree *entry)
{
	return client_header(entry, CLIENT_APP_SLUG) && client_header(entry, CLIENT_USER);
}

/* ---- What one of ours is to become ---- */

struct goal {
	const struct client *cl;
	const struct entry *en;
	const struct tree *want;
	struct tree *plain; /* the form with variables, which toolgap may have written before */
	struct kv *told;
};

static void tell(const struct goal *g, const char *map, const char *key, const char *what)
{
	char *raw = map ? mem_fmt("%s.%s", map, key) : mem_str(key);
	char *path = text_safe_new(raw, 120);

	kv_add(g->told, path, what);
	free(path);
	free(raw);
}

/* A header that toolgap writes, whether this entry has it now or not; headers know no case. */
static int is_own_header(const struct entry *en, const char *name)
{
	size_t i;

	for (i = 0; i < en->n; i++)
		if (text_ieq(en->headers[i].name, name))
			return 1;
	for (i = 0; i < en->own_headers.n; i++)
		if (text_ieq(en->own_headers.v[i].key, name))
			return 1;
	return 0;
}

static int is_wanted_header(const struct entry *en, const char *name)
{
	size_t i;

	for (i = 0; i < en->n; i++)
		if (text_ieq(en->headers[i].name, name))
			return 1;
	return 0;
}

/* Ours is what toolgap writes or wrote, also behind a program that brings the credentials along. */
int client_own_helper(const struct entry *en, const struct tree *t)
{
	size_t i, n, k;

	if (t->kind != TREE_TEXT)
		return 0;
	if (en->helper && !strcmp(en->helper, t->text))
		return 1;
	for (i = 0; i < en->own_helpers.n; i++) {
		const char *own = en->own_helpers.v[i].key;

		n = strlen(t->text);
		k = strlen(own);
		if (n >= k && !strcmp(t->text + n - k, own) &&
		    (n == k || strchr(" /", t->text[n - k - 1])))
			return 1;
	}
	return 0;
}

/* What toolgap wants of this map, and the headers of the user's own that stand in it; NULL where that is nothing. */
static struct tree *headers_new(const struct goal *g, const struct tree *have)
{
	const struct tree *want = tree_get(g->want, have->key), *was = tree_get(g->plain, have->key), *h, *w;
	struct tree *map = want ? tree_copy_new(want) : tree_map_new(have->key);

	for (h = have->child; h; h = h->next) {
		if (tree_get(want, h->key))
			continue;
		if (!is_own_header(g->en, h->key)) {
			tree_put(map, tree_copy_new(h));
			continue;
		}
		/* it goes: said in another place now, or for another kind of entry; a value of their own is worth a word */
		w = tree_get(was, h->key);
		if (is_wanted_header(g->en, h->key) && !(w && tree_same(w, h)) && !tree_get(want, h->key))
			tell(g, have->key, h->key, CLIENT_GOES);
	}
	if (!want && !map->child) {
		tree_free(map);
		map = NULL;
	}
	return map;
}

static int is_map_of_headers(const struct client *cl, const struct tree *t)
{
	return t->kind == TREE_MAP && (!strcmp(t->key, cl->headers_field) ||
				       (cl->env_headers_field && !strcmp(t->key, cl->env_headers_field)));
}

/* A field that an entry of ours must not have: ours but not wanted now, or out of place here. */
static int is_stale(const struct client *cl, const char *key)
{
	const char *const own[] = { cl->url_field, cl->headers_field, cl->bearer_field,
				    cl->env_headers_field };
	size_t i;

	for (i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (own[i] && !strcmp(own[i], key))
			return 1;
	return kv_get(&cl->drop, key) != NULL;
}

int client_is_headers(const char *member)
{
	for (; *member; member++)
		if (!strncasecmp(member, "header", 6))
			return 1;
	return 0;
}

/* toolgap's own headers under a name that the client does not read, and nothing else: a slip, and of no use to anyone. */
static int is_misnamed(const struct goal *g, const struct tree *have)
{
	const struct tree *h;

	if (have->kind != TREE_MAP || !have->child || !client_is_headers(have->key))
		return 0;
	for (h = have->child; h; h = h->next)
		if (!is_wanted_header(g->en, h->key))
			return 0;
	return 1;
}

/* A member that toolgap does not want. */
static void meet(const struct goal *g, struct tree *goal, const struct tree *have)
{
	const struct tree *was = tree_get(g->plain, have->key);
	int helper = g->cl->helper_field && !strcmp(have->key, g->cl->helper_field);

	if ((helper && client_own_helper(g->en, have)) || is_misnamed(g, have))
		return;
	if (helper)
		tell(g, NULL, have->key, CLIENT_STAYS);
	else if (is_stale(g->cl, have->key)) {
		if (!was || !tree_same(was, have))
			tell(g, NULL, have->key, CLIENT_GOES);
		return;
	}
	tree_put(goal, tree_copy_new(have));
}

struct tree *client_goal_new(const struct client *cl, const struct entry *en,
			     const struct tree *have, const struct tree *want, struct kv *told)
{
	struct entry plain = *en;
	struct goal g = { cl, en, want, NULL, told };
	struct tree *goal = tree_map_new(NULL), *map;
	const struct tree *t, *h;

	plain.helper = NULL;
	g.plain = client_form_new(cl, &plain, NULL);
	for (t = want->child; t; t = t->next) {
		h = tree_get(have, t->key);
		map = h && t->kind == TREE_MAP && is_map_of_headers(cl, h) ? headers_new(&g, h) : NULL;
		tree_put(goal, map ? map : tree_copy_new(t));
		if (h && cl->helper_field && !strcmp(t->key, cl->helper_field) && !client_own_helper(en, h))
			tell(&g, NULL, t->key, CLIENT_GOES);
	}
	for (t = have->child; t; t = t->next) {
		if (tree_get(want, t->key))
			continue;
		map = is_map_of_headers(cl, t) ? headers_new(&g, t) : NULL;
		if (map)
			tree_put(goal, map);
		else if (!is_map_of_headers(cl, t))
			meet(&g, goal, t);
	}
	tree_free(g.plain);
	return goal;
}
