/* SPDX-License-Identifier: MIT */
/* toml_node: a TOML document in memory: its nodes, look-up by key in constant time, and what others
 * may ask. */
#include "files/toml_node.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define CHUNK ((size_t)32 << 10)

struct chunk {
	struct chunk *next;
	size_t used, size;
	_Alignas(16) char bytes[];
};

struct toml {
	struct chunk *chunks;
	struct toml_node *root;
	struct toml_node **slots; /* open addressing over (parent, key) */
	size_t slots_n, keys_n, nodes_n;
	uint64_t seed;
	struct toml_stmts lines, members;
};

/* Everything that lives as long as the document is cut from chunks, so that freeing needs no walk.
 */
static void *take(struct toml *doc, size_t n)
{
	struct chunk *c = doc->chunks;
	size_t size;
	void *p;

	n = (n + 15) & ~(size_t)15;
	if (!c || c->size - c->used < n) {
		size = n > CHUNK ? n : CHUNK;
		c = mem_alloc(sizeof(*c) + size);
		c->size = size;
		c->next = doc->chunks;
		doc->chunks = c;
	}
	p = c->bytes + c->used;
	c->used += n;
	return p;
}

const char *toml_take(struct toml *doc, const char *s, size_t n)
{
	char *p = take(doc, n + 1);

	if (n)
		memcpy(p, s, n);
	p[n] = '\0';
	return p;
}

static size_t slot_of(const struct toml *doc, const struct toml_node *parent, const char *key)
{
	uint64_t h = doc->seed ^ (uint64_t)(uintptr_t)parent * 0x9e3779b97f4a7c15u;

	for (; *key; key++)
		h = (h ^ (unsigned char)*key) * 0x100000001b3u;
	h ^= h >> 29;
	h *= 0xbf58476d1ce4e5b9u;
	return (size_t)(h ^ h >> 32) & (doc->slots_n - 1);
}

static void slot_put(struct toml *doc, struct toml_node *nd)
{
	size_t i = slot_of(doc, nd->parent, nd->key);

	while (doc->slots[i])
		i = (i + 1) & (doc->slots_n - 1);
	doc->slots[i] = nd;
}

static void slots_grow(struct toml *doc)
{
	struct toml_node **old = doc->slots;
	size_t n = doc->slots_n, i;

	doc->slots_n = n ? n * 2 : 64;
	doc->slots = mem_alloc(doc->slots_n * sizeof(*doc->slots));
	for (i = 0; i < n; i++)
		if (old[i])
			slot_put(doc, old[i]);
	free(old);
}

struct toml_node *toml_node_at(const struct toml *doc, const struct toml_node *table,
			       const char *key)
{
	size_t i = slot_of(doc, table, key);

	for (; doc->slots[i]; i = (i + 1) & (doc->slots_n - 1))
		if (doc->slots[i]->parent == table && !strcmp(doc->slots[i]->key, key))
			return doc->slots[i];
	return NULL;
}

struct toml *toml_doc_new(struct toml_node **root)
{
	struct toml *doc = mem_alloc(sizeof(*doc));

	/* An address makes the order of the slots hard to foresee for whoever wrote the file. */
	doc->seed = (uint64_t)(uintptr_t)doc * 0x94d049bb133111ebu;
	slots_grow(doc);
	*root = doc->root = take(doc, sizeof(*doc->root));
	doc->root->how = TOML_HEADER;
	return doc;
}

struct toml_node *toml_node_add(struct toml *doc, struct toml_node *parent, const char *key)
{
	struct toml_node *nd;

	if (doc->nodes_n == TOML_NODES)
		return NULL;
	doc->nodes_n++;
	nd = take(doc, sizeof(*nd));
	nd->parent = parent;
	nd->depth = parent->depth + 1;
	nd->key = key;
	if (parent->last)
		parent->last->next = nd;
	else
		parent->child = nd;
	parent->last = nd;
	parent->count++;
	if (key) {
		if (++doc->keys_n * 2 > doc->slots_n)
			slots_grow(doc);
		slot_put(doc, nd);
	}
	return nd;
}

void toml_note(struct toml *doc, int member, const struct toml_stmt *st, struct toml_node *nd)
{
	struct toml_stmts *to = member ? &doc->members : &doc->lines;
	const struct toml_node *o = nd;

	while (o->depth > 2)
		o = o->parent;
	MEM_GROW(to->v, to->n, to->cap);
	to->v[to->n] = *st;
	to->v[to->n].node = nd;
	to->v[to->n++].owner = o->depth == 2 ? o : NULL;
}

/* Give every table of depth 1 the list of its tables, so that toml_name() is constant time. */
void toml_index(struct toml *doc)
{
	struct toml_node *r, *c;

	for (r = doc->root->child; r; r = r->next) {
		if (r->kind != TOML_TABLE)
			continue;
		r->tables = take(doc, r->count * sizeof(*r->tables));
		for (c = r->child; c; c = c->next)
			if (c->kind == TOML_TABLE)
				r->tables[r->tables_n++] = c;
	}
}

void toml_free(struct toml *doc)
{
	struct chunk *c, *next;

	if (!doc)
		return;
	for (c = doc->chunks; c; c = next) {
		next = c->next;
		free(c);
	}
	free(doc->slots);
	free(doc->lines.v);
	free(doc->members.v);
	free(doc);
}

const struct toml_node *toml_root(const struct toml *doc)
{
	return doc->root;
}

const struct toml_node *toml_find(const struct toml *doc, const struct toml_node *table,
				  const char *name)
{
	return table ? toml_node_at(doc, table, name) : NULL;
}

const struct toml_stmts *toml_lines(const struct toml *doc)
{
	return &doc->lines;
}

const struct toml_stmts *toml_members(const struct toml *doc)
{
	return &doc->members;
}

static const struct toml_node *table_at(const struct toml *doc, const char *name)
{
	const struct toml_node *nd = toml_find(doc, doc->root, name);

	return nd && nd->kind == TOML_TABLE ? nd : NULL;
}

size_t toml_count(const struct toml *doc, const char *root)
{
	const struct toml_node *r = table_at(doc, root);

	return r ? r->tables_n : 0;
}

static const struct toml_node *nth(const struct toml *doc, const char *root, size_t i)
{
	const struct toml_node *r = table_at(doc, root);

	return r && i < r->tables_n ? r->tables[i] : NULL;
}

const char *toml_name(const struct toml *doc, const char *root, size_t i)
{
	const struct toml_node *nd = nth(doc, root, i);

	return nd ? nd->key : NULL;
}

size_t toml_line(const struct toml *doc, const char *root, size_t i)
{
	const struct toml_node *nd = nth(doc, root, i);

	return nd ? nd->line : 0;
}

static struct tree *tree_of(const struct toml_node *nd)
{
	struct tree *t = tree_map_new(nd->key), **end = &t->child;
	const struct toml_node *c;

	if (nd->kind == TOML_TRUE || nd->kind == TOML_FALSE) {
		t->kind = TREE_BOOL;
		t->truth = nd->kind == TOML_TRUE;
	} else if (nd->kind == TOML_TEXT || nd->kind == TOML_OTHER) {
		t->kind = TREE_TEXT;
		t->text = mem_str(nd->text);
	} else if (nd->kind != TOML_TABLE) {
		t->kind = TREE_LIST;
	}
	for (c = nd->child; c; c = c->next) {
		*end = tree_of(c);
		end = &(*end)->next;
	}
	return t;
}

struct tree *toml_tree_new(const struct toml *doc, const char *root, const char *name)
{
	const struct toml_node *nd = toml_find(doc, table_at(doc, root), name);

	return nd ? tree_of(nd) : NULL;
}
