/* SPDX-License-Identifier: MIT */
/* jsonc: the reader of JSON and JSONC, with spans. */
#include "files/jsonc.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "files/jsonc_lex.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define FEW LEX_FEW
#define SAMPLE 16 /* members beside the path that are built all the same, for the style next door */

/* An object's node, with its members by hash where there are more than FEW. */
struct object {
	struct jsonc_node node;
	struct jsonc_node **index;
	size_t mask;
};

struct jsonc {
	struct lex_block *blocks; /* all nodes and strings live here */
	struct jsonc_node *root;
	char *path[2]; /* what all was built below; NULL: all was */
};

static struct jsonc_node *node_new(struct lex *x, enum jsonc_kind kind)
{
	size_t size = kind == JSONC_OBJECT ? sizeof(struct object) : sizeof(struct jsonc_node);
	struct jsonc_node *node = lex_grab(x, size);

	memset(node, 0, size);
	node->kind = kind;
	node->at = (uint32_t)x->i;
	node->line = (uint32_t)x->line;
	return node;
}

/* Where the object lies differs from run to run: nobody can prepare names that collide. */
static uint64_t hash(const struct object *o, const char *key)
{
	uint64_t h = (uint64_t)(uintptr_t)o * 0x9e3779b97f4a7c15u;

	for (; *key; key++) {
		h = (h ^ (unsigned char)*key) * 0x9e3779b97f4a7c15u;
		h ^= h >> 29;
	}
	return h ^ h >> 32;
}

/* The place of `key` in the index: its member, or the empty place where it would go. */
static struct jsonc_node **place(const struct object *o, const char *key)
{
	size_t at = (size_t)hash(o, key) & o->mask;

	while (o->index[at] && strcmp(o->index[at]->key, key))
		at = (at + 1) & o->mask;
	return &o->index[at];
}

static int twice(const struct lex *x, const struct jsonc_node *m)
{
	return lex_fail(x, m->key_at, _("this name stands twice in the same object"));
}

/* Refuse a name that stands twice; for many members this leaves the index for looking them up. */
static int check_names(struct lex *x, struct object *o)
{
	struct jsonc_node *m, *other, **p;
	size_t size = (size_t)FEW * 4;

	if (o->node.count <= FEW) {
		for (m = o->node.child; m; m = m->next)
			for (other = o->node.child; other != m; other = other->next)
				if (other->key_len == m->key_len &&
				    !memcmp(other->key, m->key, m->key_len))
					return twice(x, m);
		return 0;
	}
	while (size < (size_t)o->node.count * 2)
		size *= 2;
	o->mask = size - 1;
	o->index = lex_grab(x, size * sizeof(*o->index));
	memset(o->index, 0, size * sizeof(*o->index));
	for (m = o->node.child; m; m = m->next) {
		p = place(o, m->key);
		if (*p)
			return twice(x, m);
		*p = m;
	}
	return 0;
}

/* How much of a value is built: all of it, nothing, or what leads on from this step of the path. */
enum { ALL = -1, NONE = -2 };

static struct jsonc_node *value(struct lex *x, int depth, int on);

static int on_path(const struct lex *x, const char *key, int on, size_t among)
{
	if (on < 0)
		return on;
	if (strcmp(key, x->path[on]) != 0)
		return among < SAMPLE && !x->known ? ALL : NONE;
	return (size_t)on + 1 == x->path_n ? ALL : on + 1;
}

/* One member: its key, the colon, its value. `among`: how many stand in front of it. */
static struct jsonc_node *member(struct lex *x, int depth, int on, size_t among)
{
	size_t at = x->i, end, line = x->line, len = 0;
	struct jsonc_node *node;
	char *key;

	if (lex_peek(x) != '"') {
		lex_fail(x, at, _("a name in double quotes is expected here"));
		return NULL;
	}
	key = lex_string(x, &len);
	end = x->i;
	if (!key || lex_skip(x))
		return NULL;
	if (lex_peek(x) != ':') {
		lex_fail(x, x->i, _("a \":\" is expected here"));
		return NULL;
	}
	x->i++;
	node = lex_skip(x) ? NULL : value(x, depth, on_path(x, key, on, among));
	if (!node)
		return NULL;
	node->key = key;
	node->key_len = (uint32_t)len;
	node->key_at = (uint32_t)at;
	node->key_end = (uint32_t)end;
	node->line = (uint32_t)line;
	return node;
}

/* What stands between the brackets, and the closing one. */
static int children(struct lex *x, struct jsonc_node *node, int depth, int on)
{
	struct jsonc_node **link = &node->child;
	char close = node->kind == JSONC_OBJECT ? '}' : ']';
	size_t comma = 0;

	if (depth > LEX_DEPTH)
		return lex_fail(x, x->i, _("this is nested deeper than 64 levels"));
	for (x->i++;; link = &(*link)->next) {
		if (lex_skip(x))
			return -1;
		if (lex_peek(x) == close)
			break;
		if (node->child && !comma)
			return lex_fail(x, x->i,
					close == '}' ? _("a \",\" or \"}\" is expected here")
						     : _("a \",\" or \"]\" is expected here"));
		*link = node->kind == JSONC_OBJECT ? member(x, depth, on, node->count)
						   : value(x, depth, on == ALL ? ALL : NONE);
		if (!*link || lex_skip(x))
			return -1;
		node->count++;
		comma = lex_peek(x) == ',' ? x->i : 0;
		x->i += comma != 0;
	}
	if (comma && x->strict)
		return lex_fail(x, comma,
				_("the program that reads this file does not accept a comma behind "
				  "the last one"));
	x->i++;
	return 0;
}

static struct jsonc_node *word(struct lex *x)
{
	static const struct {
		const char *text;
		enum jsonc_kind kind;
	} words[] = {{"true", JSONC_TRUE}, {"false", JSONC_FALSE}, {"null", JSONC_NULL}};
	struct jsonc_node *node;
	size_t i, len;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		len = strlen(words[i].text);
		if (x->n - x->i < len || memcmp(x->s + x->i, words[i].text, len))
			continue;
		node = node_new(x, words[i].kind);
		x->i += len;
		return node;
	}
	lex_fail(x, x->i,
		 x->i < x->n ? _("a value is expected here")
			     : _("the file ends where a value is expected"));
	return NULL;
}

static struct jsonc_node *value(struct lex *x, int depth, int on)
{
	struct jsonc_node *node;
	char c = lex_peek(x);
	size_t len;

	if (c == '{' || c == '[') {
		node = node_new(x, c == '{' ? JSONC_OBJECT : JSONC_LIST);
		if (on == NONE && !x->known && !lex_pass_checked(x, depth))
			on = ALL;
		else if (on == NONE && x->known && lex_pass(x))
			return NULL;
		if (on != NONE && children(x, node, depth + 1, on))
			return NULL;
		/* at a glance names are as they were when all was read */
		if (c == '{' && (on == ALL || (on >= 0 && !x->known)) && check_names(x, (struct object *)node))
			return NULL;
	} else if (c == '"') {
		node = node_new(x, JSONC_TEXT);
		node->text = lex_string(x, &len);
		if (!node->text)
			return NULL;
	} else if (c == '-' || (c >= '0' && c <= '9')) {
		node = node_new(x, JSONC_NUMBER);
		node->text = lex_number(x);
		if (!node->text)
			return NULL;
	} else {
		node = word(x);
		if (!node)
			return NULL;
	}
	node->end = (uint32_t)x->i;
	return node;
}

static struct jsonc *read_all(const char *s, size_t n, const char *name, int strict,
			      const char *const *path, size_t path_n, int known, struct err *e)
{
	struct lex x = {.s = s, .name = name, .n = n, .line = 1, .strict = strict, .e = e,
			.path = path, .path_n = path_n, .known = known};
	struct jsonc_node *root = NULL;
	struct jsonc *doc;

	if (n >= 3 && !memcmp(s, "\xef\xbb\xbf", 3))
		x.i = 3;
	if (n >= UINT32_MAX) {
		lex_fail(&x, 0, _("this file is larger than 4 GiB"));
		return NULL;
	}
	if (!lex_skip(&x))
		root = value(&x, 0, path_n ? 0 : ALL);
	if (!root || lex_skip(&x))
		goto bad;
	if (x.i < n) {
		lex_fail(&x, x.i, _("something stands behind the end of the document"));
		goto bad;
	}
	doc = mem_alloc(sizeof(*doc));
	doc->blocks = x.blocks;
	doc->root = root;
	return doc;
bad:
	lex_free(x.blocks);
	return NULL;
}

struct jsonc *jsonc_parse(const char *s, size_t n, const char *name, int strict, struct err *e)
{
	return read_all(s, n, name, strict, NULL, 0, 0, e);
}

struct jsonc *jsonc_glance(const char *s, size_t n, const char *name, int strict,
			   const char *const *path, size_t path_n, struct err *e)
{
	return read_all(s, n, name, strict, path, path_n, 1, e);
}

void jsonc_free(struct jsonc *doc)
{
	if (!doc)
		return;
	free(doc->path[0]);
	free(doc->path[1]);
	lex_free(doc->blocks);
	free(doc);
}

static void view_free(void *doc)
{
	jsonc_free(doc);
}

/* Was everything built below this path? */
static int covers(const struct jsonc *doc, const char *const *path, size_t n)
{
	size_t i;

	for (i = 0; i < 2 && doc->path[i]; i++)
		if (i == n || strcmp(doc->path[i], path[i]) != 0)
			return 0;
	return 1;
}

const struct jsonc *jsonc_of(struct edit *ed, const char *name, int strict, const char *const *path, size_t n,
			     struct err *e)
{
	int kind = strict ? 2 : 1;
	size_t i;
	struct jsonc *doc;

	if (ed->view && ed->view_free == view_free && ed->view_kind == kind && covers(ed->view, path, n))
		return ed->view;
	n = n < 2 ? n : 2;
	doc = read_all(buf_str(&ed->now), ed->now.len, name, strict, path, n, 0, e);
	for (i = 0; doc && i < n; i++)
		doc->path[i] = mem_str(path[i]);
	if (doc)
		edit_view(ed, doc, kind, view_free);
	return doc;
}

const struct jsonc_node *jsonc_root(const struct jsonc *doc)
{
	return doc ? doc->root : NULL;
}

const struct jsonc_node *jsonc_member(const struct jsonc *doc, const struct jsonc_node *object,
				      const char *key)
{
	const struct object *o = (const struct object *)object;
	const struct jsonc_node *m;

	(void)doc; /* the index hangs on the object */
	if (!object || object->kind != JSONC_OBJECT)
		return NULL;
	if (o->index)
		return *place(o, key);
	for (m = object->child; m; m = m->next)
		if (!strcmp(m->key, key))
			return m;
	return NULL;
}

static void fill(struct tree *parent, const struct jsonc_node *node)
{
	const struct jsonc_node *c;
	struct tree *t, *last = NULL;

	/* Not by tree_add, which walks to the end each time. */
	for (c = node->child; c; c = c->next) {
		t = jsonc_tree_new(c);
		if (last)
			last->next = t;
		else
			parent->child = t;
		last = t;
	}
}

struct tree *jsonc_tree_new(const struct jsonc_node *node)
{
	struct tree *t;

	if (!node)
		return NULL;
	t = tree_map_new(node->key);
	switch (node->kind) {
	case JSONC_OBJECT:
	case JSONC_LIST:
		t->kind = node->kind == JSONC_OBJECT ? TREE_MAP : TREE_LIST;
		fill(t, node);
		break;
	case JSONC_TRUE:
	case JSONC_FALSE:
		t->kind = TREE_BOOL;
		t->truth = node->kind == JSONC_TRUE;
		break;
	default:
		t->kind = TREE_TEXT;
		t->text = mem_str(node->text ? node->text : "null");
		break;
	}
	return t;
}

int jsonc_same(const struct jsonc *doc, const struct jsonc_node *node, const struct tree *t)
{
	const struct tree *c;
	const struct jsonc_node *m;
	size_t count = 0;

	if (t->kind == TREE_TEXT)
		return node->kind == JSONC_TEXT && !strcmp(node->text, t->text);
	if (t->kind == TREE_BOOL)
		return node->kind == (t->truth ? JSONC_TRUE : JSONC_FALSE);
	if (node->kind != (t->kind == TREE_MAP ? JSONC_OBJECT : JSONC_LIST))
		return 0;
	for (c = t->child, m = node->child; c; c = c->next, count++) {
		if (t->kind == TREE_MAP)
			m = jsonc_member(doc, node, c->key);
		if (!m || !jsonc_same(doc, m, c))
			return 0;
		if (t->kind == TREE_LIST)
			m = m->next;
	}
	return count == node->count;
}
