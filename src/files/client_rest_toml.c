/* SPDX-License-Identifier: MIT */
/* client_rest_toml: two versions of a client's TOML, held against each other line by line. */
#include "files/client_rest.h"

#include "base/map.h"
#include "base/mem.h"
#include "files/client_own.h"
#include "files/toml_node.h"

#include <stdlib.h>
#include <string.h>

/* An entry of our names, as its lines say it: nothing between them. */
struct own {
	const struct toml_node *node;
	struct buf says;
	int differs;
};

struct version {
	struct rest_side side;
	struct toml *doc;
	const struct toml_node *in; /* the table of servers, or NULL */
	struct own *v;
	size_t n, cap;
	struct map by_name;
};

void rest_scan_toml(struct rest_gap *g, const char *s, size_t from, size_t to, int loose)
{
	size_t i, at;

	for (i = from; i < to; i++) {
		if (s[i] != '#')
			continue;
		for (at = i; i < to && s[i] != '\n' && s[i] != '\r'; i++)
			;
		rest_comment(g, s + at, i - at, loose);
	}
}

/* ---- the entries of our names */

static struct own *own_of(const struct version *v, const struct toml_node *nd)
{
	size_t at = nd && nd->parent == v->in && own_prefix(nd->key) ? map_get(&v->by_name, nd->key) : MAP_NONE;

	return at == MAP_NONE ? NULL : &v->v[at];
}

/* Behind the statement without the end of its line, which may have come or gone at the end of a file. */
static size_t text_end(const char *s, const struct toml_stmt *st)
{
	size_t end = st->end;

	end -= end > st->at && s[end - 1] == '\n';
	end -= end > st->at && s[end - 1] == '\r';
	return end;
}

static void read_lines(struct version *v, const struct toml_stmts *l)
{
	size_t i;

	for (i = 0; i < l->n; i++) {
		struct own *o = own_of(v, l->v[i].owner);

		if (!o)
			continue;
		buf_add(&o->says, v->side.s + l->v[i].from, text_end(v->side.s, &l->v[i]) - l->v[i].from);
		buf_addc(&o->says, '\n');
	}
}

static int open_version(struct version *v, const char *root, const char *name, struct err *e)
{
	const struct toml_node *c;
	size_t i;

	v->doc = toml_parse(v->side.s, v->side.n, name, e);
	if (!v->doc)
		return -1;
	v->in = toml_find(v->doc, toml_root(v->doc), root);
	for (c = v->in && v->in->kind == TOML_TABLE ? v->in->child : NULL; c; c = c->next) {
		if (!own_prefix(c->key))
			continue;
		MEM_GROW(v->v, v->n, v->cap);
		v->v[v->n++] = (struct own){ c, BUF_INIT, 0 };
	}
	map_room(&v->by_name, v->n);
	for (i = 0; i < v->n; i++)
		(void)map_put(&v->by_name, v->v[i].node->key, i);
	read_lines(v, toml_lines(v->doc));
	read_lines(v, toml_members(v->doc));
	return 0;
}

static void close_version(struct version *v)
{
	size_t i;

	for (i = 0; i < v->n; i++)
		buf_free(&v->v[i].says);
	free(v->v);
	map_free(&v->by_name);
	toml_free(v->doc);
}

static int same_own(const struct own *x, const struct own *y)
{
	return x && y && x->says.len == y->says.len && !memcmp(buf_str(&x->says), buf_str(&y->says), x->says.len);
}

/* Which of them differ; and what they are, for who judges them. */
static void compare(struct version *a, struct version *b, const char *root, struct touched *out)
{
	size_t i, at;

	for (i = 0; i < a->n; i++) {
		const char *key = a->v[i].node->key;

		at = map_get(&b->by_name, key);
		if (at != MAP_NONE && same_own(&a->v[i], &b->v[at]))
			continue;
		a->v[i].differs = 1;
		if (at != MAP_NONE)
			b->v[at].differs = 1;
		touched_add(out, key, toml_tree_new(a->doc, root, key), toml_tree_new(b->doc, root, key));
	}
	for (i = 0; i < b->n; i++) {
		const char *key = b->v[i].node->key;

		if (map_get(&a->by_name, key) != MAP_NONE)
			continue;
		b->v[i].differs = 1;
		touched_add(out, key, NULL, toml_tree_new(b->doc, root, key));
	}
}

/* ---- all else */

/* A walk over statements, or over the members of one pair of braces. */
struct walk {
	const struct version *v;
	const struct toml_stmts *l;
	size_t i, n, end, at; /* the next statement, and how many; where all of them end; behind the last one */
	int members;
};

static size_t begin_of(const struct walk *w, const struct toml_stmt *st)
{
	return w->members ? st->at : st->from;
}

static int goes(const struct walk *w, size_t i)
{
	const struct own *o = i < w->n ? own_of(w->v, w->l->v[i].owner) : NULL;

	return o && o->differs;
}

/* Up to the next statement that is not of an entry that differs; 1 when there is one. */
static int next(struct walk *w, struct rest_gap *g)
{
	const char *s = w->v->side.s;
	const struct toml_node *last = NULL;

	rest_gap_open(g, w->at);
	while (w->i < w->n && goes(w, w->i)) {
		const struct toml_stmt *st = &w->l->v[w->i++];

		rest_scan_toml(g, s, w->at, begin_of(w, st), last == st->owner);
		last = st->owner;
		w->at = st->end;
		g->ours = 1;
	}
	g->to = w->i < w->n ? begin_of(w, &w->l->v[w->i]) : w->end;
	rest_scan_toml(g, s, w->at, g->to, 0);
	return w->i < w->n;
}

static int walks_same(struct walk *x, struct walk *y);

/* Of all members in braces those of the table of servers: they stand together. */
static struct walk members_of(const struct version *v)
{
	const struct toml_stmts *l = toml_members(v->doc);
	struct walk w = { v, l, 0, 0, v->in->end - 1, v->in->at + 1, 1 };

	while (w.i < l->n && l->v[w.i].owner->parent != v->in)
		w.i++;
	for (w.n = w.i; w.n < l->n && l->v[w.n].owner->parent == v->in; w.n++)
		;
	return w;
}

/* "mcp_servers = { … }": what stands in the braces one by one. */
static int braces_same(const struct walk *x, const struct walk *y)
{
	const struct version *a = x->v, *b = y->v;
	const struct toml_stmt *p = &x->l->v[x->i], *q = &y->l->v[y->i];
	struct walk in = members_of(a), to = members_of(b);

	return rest_bytes(&a->side, p->from, a->in->at + 1, &b->side, q->from, b->in->at + 1) &&
	       rest_bytes(&a->side, a->in->end - 1, text_end(a->side.s, p), &b->side, b->in->end - 1,
			  text_end(b->side.s, q)) &&
	       walks_same(&in, &to);
}

static int in_braces(const struct walk *w)
{
	return !w->members && w->v->in && w->v->in->how == TOML_INLINE && w->l->v[w->i].node == w->v->in;
}

static int statements_same(const struct walk *x, const struct walk *y)
{
	const struct toml_stmt *p = &x->l->v[x->i], *q = &y->l->v[y->i];
	const char *s = x->v->side.s, *t = y->v->side.s;
	size_t i = x->members ? p->end : text_end(s, p), k = y->members ? q->end : text_end(t, q);
	int open = i == p->end || k == q->end; /* the last line of a file may lack its end */

	if (in_braces(x) != in_braces(y))
		return 0;
	if (!in_braces(x) && !rest_bytes(&x->v->side, begin_of(x, p), i, &y->v->side, begin_of(y, q), k))
		return 0;
	if (in_braces(x) && !braces_same(x, y))
		return 0;
	return (open && !x->members) || rest_bytes(&x->v->side, i, p->end, &y->v->side, k, q->end);
}

static int walks_same(struct walk *x, struct walk *y)
{
	struct rest_gap g = { 0 }, h = { 0 };
	int ok = 1, more = 1, other;

	while (ok && more) {
		more = next(x, &g);
		other = next(y, &h);
		ok = more == other && rest_gaps_same(&x->v->side, &g, &y->v->side, &h) && (!more || statements_same(x, y));
		if (ok && more) {
			x->at = x->l->v[x->i++].end;
			y->at = y->l->v[y->i++].end;
		}
	}
	rest_gap_free(&g);
	rest_gap_free(&h);
	return ok;
}

int client_rest_toml(const struct client *cl, const struct rest_side *a, const struct rest_side *b, const char *name,
		     struct touched *out, struct err *e)
{
	struct version old = { .side = *a }, now = { .side = *b };
	int ok = -1;

	if (!open_version(&now, cl->root, name, e) && !open_version(&old, cl->root, name, e)) {
		struct walk x = { &old, toml_lines(old.doc), 0, toml_lines(old.doc)->n, a->n, 0, 0 };
		struct walk y = { &now, toml_lines(now.doc), 0, toml_lines(now.doc)->n, b->n, 0, 0 };

		compare(&old, &now, cl->root, out);
		ok = walks_same(&x, &y);
	}
	close_version(&old);
	close_version(&now);
	return ok;
}
