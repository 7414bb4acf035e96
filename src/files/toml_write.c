/* SPDX-License-Identifier: MIT */
/* toml_write: comparing TOML nodes with what is wanted, and writing keys and values as TOML. */
#include "files/toml_node.h"

#include <string.h>

int toml_same(const struct toml *doc, const struct tree *t, const struct toml_node *nd)
{
	const struct toml_node *c;
	const struct tree *x;
	size_t n = 0;

	switch (t->kind) {
	case TREE_TEXT:
		return (nd->kind == TOML_TEXT || nd->kind == TOML_OTHER) &&
		       !strcmp(t->text, nd->text);
	case TREE_BOOL:
		return nd->kind == (t->truth ? TOML_TRUE : TOML_FALSE);
	case TREE_LIST:
		if (nd->kind != TOML_ARRAY && nd->kind != TOML_TABLES)
			return 0;
		for (x = t->child, c = nd->child; x && c; x = x->next, c = c->next)
			if (!toml_same(doc, x, c))
				return 0;
		return !x && !c;
	case TREE_MAP:
		break;
	}
	if (nd->kind != TOML_TABLE)
		return 0;
	for (x = t->child; x; x = x->next, n++) {
		c = toml_find(doc, nd, x->key ? x->key : "");
		if (!c || !toml_same(doc, x, c))
			return 0;
	}
	return n == nd->count;
}

int toml_same_nodes(const struct toml_node *a, const struct toml *db, const struct toml_node *b)
{
	const struct toml_node *x, *y;

	if (a->kind != b->kind || a->count != b->count)
		return 0;
	if (a->text && (!b->text || strcmp(a->text, b->text)))
		return 0;
	for (x = a->child, y = b->child; x; x = x->next, y = y->next) {
		const struct toml_node *other = x->key ? toml_find(db, b, x->key) : y;

		if (!other || !toml_same_nodes(x, db, other))
			return 0;
	}
	return 1;
}

/* All children of `a` but the one called `name` stand in `b` just so, and no others. */
static int same_but(const struct toml *da, const struct toml_node *a, const struct toml *db,
		    const struct toml_node *b, const char *name)
{
	size_t na = a ? a->count - (toml_find(da, a, name) ? 1 : 0) : 0;
	size_t nb = b ? b->count - (toml_find(db, b, name) ? 1 : 0) : 0;
	const struct toml_node *x, *y;

	if (na != nb)
		return 0;
	for (x = na ? a->child : NULL; x; x = x->next) {
		if (!strcmp(x->key, name))
			continue;
		y = toml_find(db, b, x->key);
		if (!y || !toml_same_nodes(x, db, y))
			return 0;
	}
	return 1;
}

int toml_same_others(const struct toml *da, const struct toml *db, const char *root,
		     const char *name)
{
	const struct toml_node *a = toml_root(da), *b = toml_root(db);

	return same_but(da, a, db, b, root) &&
	       same_but(da, toml_find(da, a, root), db, toml_find(db, b, root), name);
}

static void put_text(struct buf *b, const char *s)
{
	static const char from[] = "\b\t\n\f\r\"\\", to[] = "btnfr\"\\";
	const char *p;

	buf_addc(b, '"');
	for (; *s; s++) {
		p = strchr(from, *s);
		if (p)
			buf_addf(b, "\\%c", to[p - from]);
		else if ((unsigned char)*s < 0x20 || *s == 0x7f)
			buf_addf(b, "\\u%04X", (unsigned)(unsigned char)*s);
		else
			buf_addc(b, *s);
	}
	buf_addc(b, '"');
}

void toml_put_key(struct buf *b, const char *key)
{
	static const char bare[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

	if (*key && !key[strspn(key, bare)])
		buf_adds(b, key);
	else
		put_text(b, key);
}

static void put_list(struct buf *b, const struct tree *t, const struct toml *doc, const char *s,
		     const struct toml_node *nd)
{
	const struct toml_node *c = nd && nd->kind != TOML_TABLE ? nd->child : NULL;
	const struct tree *x;

	buf_addc(b, '[');
	for (x = t->child; x; x = x->next, c = c ? c->next : NULL) {
		toml_put_value(b, x, doc, s, c);
		if (x->next)
			buf_adds(b, ", ");
	}
	buf_addc(b, ']');
}

static void put_map(struct buf *b, const struct tree *t, const struct toml *doc, const char *s,
		    const struct toml_node *nd)
{
	const struct tree *x;

	buf_adds(b, t->child ? "{ " : "{");
	for (x = t->child; x; x = x->next) {
		const char *key = x->key ? x->key : "";

		toml_put_key(b, key);
		buf_adds(b, " = ");
		toml_put_value(b, x, doc, s, toml_find(doc, nd, key));
		if (x->next)
			buf_adds(b, ", ");
	}
	buf_adds(b, t->child ? " }" : "}");
}

void toml_put_value(struct buf *b, const struct tree *t, const struct toml *doc, const char *s,
		    const struct toml_node *nd)
{
	if (nd && nd->end && toml_same(doc, t, nd))
		buf_add(b, s + nd->at, nd->end - nd->at);
	else if (t->kind == TREE_TEXT)
		put_text(b, t->text);
	else if (t->kind == TREE_BOOL)
		buf_adds(b, t->truth ? "true" : "false");
	else if (t->kind == TREE_LIST)
		put_list(b, t, doc, s, nd);
	else
		put_map(b, t, doc, s, nd);
}
