/* SPDX-License-Identifier: MIT */
/* client_rest: two versions of a client's JSON, held against each other member by member. */
#include "files/client_rest.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "files/client_form.h"
#include "files/client_own.h"
#include "files/jsonc.h"
#include "files/jsonc_look.h"

#include <stdlib.h>
#include <string.h>

#define COMMENTS_MOST 3000 /* between two values */

void touched_add(struct touched *t, const char *name, struct tree *was, struct tree *now)
{
	MEM_GROW(t->v, t->n, t->cap);
	t->v[t->n++] = (struct touched_entry){ mem_str(name), was, now };
}

void touched_free(struct touched *t)
{
	size_t i;

	for (i = 0; i < t->n; i++) {
		free(t->v[i].name);
		tree_free(t->v[i].was);
		tree_free(t->v[i].now);
	}
	free(t->v);
	memset(t, 0, sizeof(*t));
}

int rest_bytes(const struct rest_side *a, size_t from, size_t to, const struct rest_side *b, size_t at, size_t end)
{
	return to - from == end - at && !memcmp(a->s + from, b->s + at, end - at);
}

/* ---- gaps */

void rest_gap_open(struct rest_gap *g, size_t from)
{
	g->n = 0;
	g->from = g->to = from;
	g->ours = 0;
}

void rest_gap_free(struct rest_gap *g)
{
	free(g->v);
	g->v = NULL;
	g->n = g->cap = 0;
}

void rest_comment(struct rest_gap *g, const char *s, size_t n, int loose)
{
	MEM_GROW(g->v, g->n, g->cap);
	g->v[g->n++] = (struct rest_comment){ s, n, loose };
}

void rest_scan_json(struct rest_gap *g, const char *s, size_t from, size_t to, int loose)
{
	size_t i, at;

	for (i = from; i + 1 < to; i++) {
		if (s[i] != '/')
			continue;
		at = i;
		if (s[i + 1] == '/')
			while (i < to && s[i] != '\n' && s[i] != '\r')
				i++;
		else
			for (i += 3; i < to && !(s[i - 1] == '*' && s[i] == '/'); i++)
				;
		rest_comment(g, s + at, i - at, loose);
	}
}

static int same_comment(const struct rest_comment *a, const struct rest_comment *b)
{
	return a->n == b->n && !memcmp(a->s, b->s, a->n);
}

/* From each place that the comments so far may have led to: over those that may be missing. */
static void skip_loose(const struct rest_gap *x, char *at)
{
	size_t i;

	for (i = 0; i < x->n; i++)
		at[i + 1] |= at[i] && x->v[i].loose;
}

/* All comments of y stand in x in that order, and none of x is missing but loose ones. */
static int comments_kept(const struct rest_gap *x, const struct rest_gap *y)
{
	char *at = mem_alloc(x->n + 1);
	size_t i, k;
	int ok = 1;

	at[0] = 1;
	skip_loose(x, at);
	for (k = 0; ok && k < y->n; k++) {
		for (ok = 0, i = x->n; i > 0; i--)
			ok |= at[i] = at[i - 1] && same_comment(&x->v[i - 1], &y->v[k]);
		at[0] = 0;
		skip_loose(x, at);
	}
	ok = ok && at[x->n];
	free(at);
	return ok;
}

/* The usual case at once; else the long way, where the comments are not too many for it. */
static int same_comments(const struct rest_gap *x, const struct rest_gap *y)
{
	size_t i;

	for (i = 0; i < x->n && i < y->n && same_comment(&x->v[i], &y->v[i]); i++)
		;
	if (i == x->n && i == y->n)
		return 1;
	return y->n < COMMENTS_MOST && x->n < COMMENTS_MOST && comments_kept(x, y);
}

int rest_gaps_same(const struct rest_side *a, const struct rest_gap *x, const struct rest_side *b, const struct rest_gap *y)
{
	if (!x->ours && !y->ours)
		return rest_bytes(a, x->from, x->to, b, y->from, y->to);
	return same_comments(x, y);
}

/* ---- JSON */

struct pair {
	const struct client *cl;
	struct rest_side a, b;
	struct jsonc *old, *now;
	struct touched *out;
};

static int same_member(const struct pair *p, const struct jsonc_node *x, const struct jsonc_node *y)
{
	return rest_bytes(&p->a, x->key_at, x->end, &p->b, y->key_at, y->end);
}

/* Does the map of servers hold something, all of it ours, and no comment beside it? */
static int all_ours(const char *s, const struct jsonc_node *map)
{
	struct rest_gap g = { 0 };
	const struct jsonc_node *m;
	size_t from = map->at + 1;
	int ok = map->kind == JSONC_OBJECT && map->child;

	for (m = map->child; ok && m; from = m->end, m = m->next) {
		ok = own_prefix(m->key) != NULL;
		rest_scan_json(&g, s, from, m->key_at, 0);
	}
	if (ok)
		rest_scan_json(&g, s, from, map->end - 1, 0);
	ok = ok && !g.n;
	rest_gap_free(&g);
	return ok;
}

/* Is this member one that may differ? In the document the map of servers that an entry brings, in the map an entry. */
static int differs(const struct pair *p, const struct jsonc_node *m, const char *s, const struct jsonc *doc,
		   const struct jsonc_node *other, int in_map, int is_old)
{
	const struct jsonc_node *same = jsonc_member(doc, other, m->key);

	if (!in_map)
		return !strcmp(m->key, p->cl->root) && !same && all_ours(s, m);
	return own_prefix(m->key) && (!same || !(is_old ? same_member(p, m, same) : same_member(p, same, m)));
}

static int maps_same(struct pair *p, const struct jsonc_node *x, const struct jsonc_node *y, int in_map);

static int members_same(struct pair *p, const struct jsonc_node *m, const struct jsonc_node *k, int in_map)
{
	if (in_map || strcmp(m->key, p->cl->root) != 0 || strcmp(k->key, m->key) != 0)
		return same_member(p, m, k);
	return rest_bytes(&p->a, m->key_at, m->at, &p->b, k->key_at, k->at) && maps_same(p, m, k, 1);
}

static int maps_same(struct pair *p, const struct jsonc_node *x, const struct jsonc_node *y, int in_map)
{
	const struct jsonc_node *m = x->child, *k = y->child;
	struct rest_gap g = { 0 }, h = { 0 };
	size_t i = x->at + 1, j = y->at + 1, at;
	int ok = x->kind == JSONC_OBJECT && y->kind == JSONC_OBJECT;

	while (ok) {
		rest_gap_open(&g, i);
		rest_gap_open(&h, j);
		for (; m && differs(p, m, p->a.s, p->now, y, in_map, 1); i = m->end, m = m->next) {
			rest_scan_json(&g, p->a.s, i, m->key_at, 0);
			g.ours = 1;
		}
		for (; k && differs(p, k, p->b.s, p->old, x, in_map, 0); j = k->end, k = k->next) {
			rest_scan_json(&h, p->b.s, j, k->key_at, 0);
			h.ours = 1;
		}
		g.to = at = m ? m->key_at : x->end - 1;
		rest_scan_json(&g, p->a.s, i, at, 0);
		h.to = at = k ? k->key_at : y->end - 1;
		rest_scan_json(&h, p->b.s, j, at, 0);
		ok = rest_gaps_same(&p->a, &g, &p->b, &h) && !m == !k && (!m || members_same(p, m, k, in_map));
		if (!m)
			break;
		i = m->end;
		j = k ? k->end : j;
		m = m->next;
		k = k ? k->next : NULL;
	}
	rest_gap_free(&g);
	rest_gap_free(&h);
	return ok;
}

static const struct jsonc_node *servers(const struct pair *p, const struct jsonc *doc)
{
	const struct jsonc_node *map = jsonc_member(doc, jsonc_root(doc), p->cl->root);

	return map && map->kind == JSONC_OBJECT ? map : NULL;
}

static void list(struct pair *p)
{
	const struct jsonc_node *x = servers(p, p->old), *y = servers(p, p->now), *m, *k;

	for (m = x ? x->child : NULL; m; m = m->next) {
		k = own_prefix(m->key) ? jsonc_member(p->now, y, m->key) : NULL;
		if (own_prefix(m->key) && (!k || !same_member(p, m, k)))
			touched_add(p->out, m->key, jsonc_tree_new(m), jsonc_tree_new(k));
	}
	for (m = y ? y->child : NULL; m; m = m->next)
		if (own_prefix(m->key) && !jsonc_member(p->old, x, m->key))
			touched_add(p->out, m->key, NULL, jsonc_tree_new(m));
}

/* From no file, or an empty one: a document of the servers and nothing else. */
static int nothing_else(const struct pair *p)
{
	const struct jsonc_node *root = jsonc_root(p->now), *map = root->child;
	struct rest_gap g = { 0 };
	int ok = root->kind == JSONC_OBJECT && root->count == 1 && !strcmp(map->key, p->cl->root) &&
		 all_ours(p->b.s, map);

	if (ok) {
		rest_scan_json(&g, p->b.s, 0, map->key_at, 0);
		rest_scan_json(&g, p->b.s, map->key_end, map->at, 0);
		rest_scan_json(&g, p->b.s, map->end, p->b.n, 0);
	}
	ok = ok && !g.n;
	rest_gap_free(&g);
	return ok;
}

static int rest_json(struct pair *p, const char *name, struct err *e)
{
	const struct jsonc_node *x, *y;
	int strict = client_is_strict(p->cl), ok = -1;

	if (p->a.n == p->b.n && !memcmp(p->a.s, p->b.s, p->a.n))
		return 1;
	p->now = jsonc_parse(p->b.s, p->b.n, name, strict, e);
	if (!jsonc_is_empty(p->a.s, p->a.n))
		p->old = jsonc_parse(p->a.s, p->a.n, name, strict, e);
	y = jsonc_root(p->now);
	x = jsonc_root(p->old);
	if (p->now && x)
		ok = rest_bytes(&p->a, 0, x->at, &p->b, 0, y->at) && rest_bytes(&p->a, x->end, p->a.n, &p->b, y->end, p->b.n) &&
		     maps_same(p, x, y, 0);
	else if (p->now && jsonc_is_empty(p->a.s, p->a.n))
		ok = nothing_else(p);
	if (ok > 0)
		list(p);
	jsonc_free(p->old);
	jsonc_free(p->now);
	return ok;
}

static int has_mark(const struct rest_side *x)
{
	return x->n >= 3 && !memcmp(x->s, "\xef\xbb\xbf", 3);
}

int client_rest(const struct client *cl, const char *old, size_t n, const char *now, size_t m, const char *name,
		struct touched *out, struct err *e)
{
	struct pair p = { .cl = cl, .a = { old, n }, .b = { now, m }, .out = out };
	int ok = n && has_mark(&p.a) != has_mark(&p.b) ? 0 : cl->format == CLIENT_TOML ? client_rest_toml(cl, &p.a, &p.b, name, out, e) : rest_json(&p, name, e);

	if (ok > 0)
		return 0;
	touched_free(out);
	if (!ok)
		err_set(e, E_FAIL,
			_("%s: the plan changes more than toolgap's own entries. Nothing was written; make a new plan."),
			name);
	return -1;
}
