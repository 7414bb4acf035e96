/* SPDX-License-Identifier: MIT */
/* tree: a small ordered value to be written in a file's own syntax. */
#include "files/tree.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void tree_put(struct tree *map, struct tree *t)
{
	struct tree **link;

	for (link = &map->child; *link; link = &(*link)->next)
		;
	*link = t;
}

static struct tree *node(struct tree *parent, const char *key, enum tree_kind kind)
{
	struct tree *t = mem_alloc(sizeof(*t));

	t->kind = kind;
	t->key = mem_str(key);
	if (parent)
		tree_put(parent, t);
	return t;
}

struct tree *tree_map_new(const char *key)
{
	return node(NULL, key, TREE_MAP);
}

struct tree *tree_add(struct tree *map, const char *key, const char *text)
{
	struct tree *t = node(map, key, TREE_TEXT);

	t->text = mem_str(text ? text : "");
	return t;
}

struct tree *tree_add_bool(struct tree *map, const char *key, int truth)
{
	struct tree *t = node(map, key, TREE_BOOL);

	t->truth = truth != 0;
	return t;
}

struct tree *tree_add_map(struct tree *map, const char *key)
{
	return node(map, key, TREE_MAP);
}

struct tree *tree_add_list(struct tree *map, const char *key)
{
	return node(map, key, TREE_LIST);
}

struct tree *tree_copy_new(const struct tree *t)
{
	struct tree *copy = node(NULL, t->key, t->kind);
	const struct tree *c;

	copy->text = mem_str(t->text);
	copy->truth = t->truth;
	for (c = t->child; c; c = c->next)
		tree_put(copy, tree_copy_new(c));
	return copy;
}

const struct tree *tree_get(const struct tree *map, const char *key)
{
	const struct tree *t;

	for (t = map && map->kind == TREE_MAP ? map->child : NULL; t; t = t->next)
		if (t->key && !strcmp(t->key, key))
			return t;
	return NULL;
}

/* Step by step, so that a huge file's map against a small one of ours costs only the small one. */
static int same_count(const struct tree *a, const struct tree *b)
{
	while (a && b) {
		a = a->next;
		b = b->next;
	}
	return !a && !b;
}

int tree_same(const struct tree *a, const struct tree *b)
{
	const struct tree *x, *y;

	if (!a || !b)
		return a == b;
	if (a->kind != b->kind)
		return 0;
	if (a->kind == TREE_TEXT)
		return !strcmp(a->text, b->text);
	if (a->kind == TREE_BOOL)
		return !a->truth == !b->truth;
	if (!same_count(a->child, b->child))
		return 0;
	for (x = a->child, y = b->child; x; x = x->next, y = y->next)
		if (!tree_same(x, a->kind == TREE_MAP ? tree_get(b, x->key ? x->key : "") : y))
			return 0;
	return 1;
}

void tree_free(struct tree *t)
{
	struct tree *next;

	for (; t; t = next) {
		next = t->next;
		tree_free(t->child);
		free(t->key);
		free(t->text);
		free(t);
	}
}
