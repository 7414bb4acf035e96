/* SPDX-License-Identifier: MIT */
/* t-toml-small: one value of a table changes, goes or comes, and no other byte: comments, order, braces, dotted keys. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/mem.h"
#include "files/toml_node.h"
#include "toml_gen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROOT "mcp_servers"

static struct toml *parse(const char *s, size_t n)
{
	struct err e = ERR_INIT;
	struct toml *doc = toml_parse(s, n, "config.toml", &e);

	if (!doc)
		fail_msg("%s in:\n%s", e.msg, s);
	return doc;
}

/* What `old` becomes when the table is to hold `t`. */
static void becomes(const char *old, const char *name, const struct tree *t, const char *now)
{
	struct err e = ERR_INIT;
	struct edit ed;

	edit_init(&ed, old, strlen(old));
	if (toml_set(&ed, "config.toml", ROOT, name, t, &e))
		fail_msg("%s in:\n%s", e.msg, old);
	assert_string_equal(buf_str(&ed.now), now);
	edit_free(&ed);
}

static struct tree *wanted(void)
{
	struct tree *t = tree_map_new(NULL), *h;

	tree_add(t, "url", "u");
	h = tree_add_map(t, "http_headers");
	tree_add(h, "a", "1");
	tree_add(h, "b", "2");
	return t;
}

/* Every form that a table of headers can have, with a value that is old, one that is gone and one that is missing. */
static void forms(void **state)
{
	struct tree *t = wanted();

	(void)state;
	becomes("[mcp_servers.s]\n# one\nurl = 'u' # two\nhttp_headers = {a='0',x='9'} # three\n", "s", t,
		"[mcp_servers.s]\n# one\nurl = 'u' # two\nhttp_headers = {a=\"1\",b=\"2\"} # three\n");
	becomes("[mcp_servers.s]\nurl = 'u'\n\n[mcp_servers.s.http_headers] # four\nx = '9'\na = '0' # five\n\n[z]\n", "s", t,
		"[mcp_servers.s]\nurl = 'u'\n\n[mcp_servers.s.http_headers] # four\na = \"1\" # five\nb = \"2\"\n\n[z]\n");
	becomes("[mcp_servers.s]\nhttp_headers.a = '0' # six\n# seven\nhttp_headers . x = '9'\nurl = 'u' # eight\n", "s", t,
		"[mcp_servers.s]\nhttp_headers.a = \"1\" # six\n# seven\nhttp_headers.b = \"2\"\nurl = 'u' # eight\n");
	becomes("mcp_servers.s.url = 'u' # nine\nmcp_servers.s.http_headers.a = '0' # ten\nz = 1\n", "s", t,
		"mcp_servers.s.url = 'u' # nine\nmcp_servers.s.http_headers.a = \"1\" # ten\n"
		"mcp_servers.s.http_headers.b = \"2\"\nz = 1\n");
	becomes("mcp_servers.s.http_headers.a = '0'", "s", t,
		"mcp_servers.s.http_headers.a = \"1\"\nmcp_servers.s.http_headers.b = \"2\"\nmcp_servers.s.url = \"u\"");
	becomes("mcp_servers.s.http_headers.x = '0'", "s", t,
		"mcp_servers.s.http_headers.a = \"1\"\nmcp_servers.s.http_headers.b = \"2\"\nmcp_servers.s.url = \"u\"");
	becomes("[mcp_servers]\n  s.url = 'v' # 11\n  s.http_headers = { 'a' = '1' , \"b\" = \"0\" } # 12\n", "s", t,
		"[mcp_servers]\n  s.url = \"u\" # 11\n  s.http_headers = { 'a' = '1' , \"b\" = \"2\" } # 12\n");
	becomes("[mcp_servers]\ns = { http_headers.a = '0', url = 'u', http_headers.x = '9' } # 13\n", "s", t,
		"[mcp_servers]\ns = { http_headers.a = \"1\", url = 'u', http_headers.b = \"2\" } # 13\n");
	becomes("mcp_servers = { r = { url = 'r' }, s.url='v', s.http_headers={ a = '1' } } # 14\n", "s", t,
		"mcp_servers = { r = { url = 'r' }, s.url=\"u\", s.http_headers={ a = '1', b = \"2\" } } # 14\n");
	becomes("[mcp_servers.s]\r\nurl = 'u'\r\nhttp_headers = {}\r\n", "s", t,
		"[mcp_servers.s]\r\nurl = 'u'\r\nhttp_headers = { a = \"1\", b = \"2\" }\r\n");
	tree_free(t);
}

/* ---- the same on generated documents */

struct spot {
	const struct toml_node *node; /* a text, or a table that can grow */
	struct tree *tree, *up;	      /* the same in the tree, and its map */
};

static struct tree *member(struct tree *map, const char *key)
{
	struct tree *t;

	for (t = map->child; t && strcmp(t->key, key); t = t->next)
		;
	return t;
}

/* All texts below a table that are in no list, and all tables that hold a key = value of their own. */
static void spots(const struct toml_node *nd, struct tree *map, struct spot *v, size_t *n, int tables)
{
	const struct toml_node *c;
	int own = nd->how == TOML_HEADER || nd->how == TOML_INLINE;

	for (c = nd->child; c; c = c->next) {
		struct tree *t = member(map, c->key);

		own |= nd->how == TOML_DOTTED && c->kind != TOML_TABLE && c->end;
		if (c->kind == TOML_TABLE)
			spots(c, t, v, n, tables);
		else if (c->kind == TOML_TEXT && !tables && *n < 50)
			v[(*n)++] = (struct spot){ c, t, map };
	}
	if (tables && own && *n < 50)
		v[(*n)++] = (struct spot){ nd, map, NULL };
}

static size_t alike(const char *a, size_t n, const char *b, size_t m)
{
	size_t head = 0, tail = 0, least = n < m ? n : m;

	while (head < least && a[head] == b[head])
		head++;
	while (tail < least - head && a[n - 1 - tail] == b[m - 1 - tail])
		tail++;
	return head + tail;
}

static void apply(const struct buf *b, const char *name, const struct tree *t, struct edit *ed)
{
	struct err e = ERR_INIT;

	edit_init(ed, b->p, b->len);
	if (toml_set(ed, "c.toml", ROOT, name, t, &e))
		fail_msg("%s with %s in:\n%s", e.msg, name, b->p);
}

static void one_changes(const struct buf *b, const char *name, struct tree *t, const struct spot *at)
{
	struct buf want = BUF_INIT;
	struct edit ed;

	free(at->tree->text);
	at->tree->text = mem_str("another");
	buf_add(&want, b->p, at->node->at);
	buf_adds(&want, "\"another\"");
	buf_add(&want, b->p + at->node->end, b->len - at->node->end);
	apply(b, name, t, &ed);
	assert_string_equal(buf_str(&ed.now), want.p);
	edit_free(&ed);
	buf_free(&want);
}

static void one_goes(const struct buf *b, const char *name, struct tree *t, const struct spot *at)
{
	struct tree **link = &at->up->child;
	struct edit ed;

	while (*link != at->tree)
		link = &(*link)->next;
	*link = at->tree->next;
	at->tree->next = NULL;
	tree_free(at->tree);
	apply(b, name, t, &ed);
	if (alike(b->p, b->len, ed.now.p, ed.now.len) < ed.now.len)
		fail_msg("of %s more goes than one value:\n%s\n=>\n%s", name, b->p, buf_str(&ed.now));
	edit_free(&ed);
}

static void one_comes(const struct buf *b, const char *name, struct tree *t, const struct spot *at)
{
	struct edit ed;

	tree_add(at->tree, "brand new", "x");
	apply(b, name, t, &ed);
	if (alike(b->p, b->len, ed.now.p, ed.now.len) < b->len)
		fail_msg("in %s more changes than one value:\n%s\n=>\n%s", name, b->p, buf_str(&ed.now));
	edit_free(&ed);
}

static size_t seen[3];

static void try_all(const struct buf *b, const char *name, int how)
{
	struct toml *doc = parse(b->p, b->len);
	const struct toml_node *nd = toml_find(doc, toml_find(doc, toml_root(doc), ROOT), name);
	struct tree *t = nd && nd->kind == TOML_TABLE ? toml_tree_new(doc, ROOT, name) : NULL;
	struct spot v[50], *at;
	size_t n = 0;

	if (t)
		spots(nd, t, v, &n, how == 2);
	at = n ? &v[pick(n)] : NULL;
	if (at && (how != 1 || at->up->child->next)) {
		seen[how]++;
		if (how == 0)
			one_changes(b, name, t, at);
		else if (how == 1)
			one_goes(b, name, t, at);
		else
			one_comes(b, name, t, at);
	}
	tree_free(t);
	toml_free(doc);
}

static void generated(void **state)
{
	static const char *const names[] = { "s1", "s 2", "s.3", "s4", "s5" };
	size_t i, k, files = draw_files(4000);

	(void)state;
	seed = draw_seed(seed);
	for (i = 0; i < files; i++) {
		struct buf b = BUF_INIT;

		make_document(&b);
		if (pick(4) == 0)
			make_crlf(&b);
		for (k = 0; k < 15; k++)
			try_all(&b, names[k / 3], (int)(k % 3));
		buf_free(&b);
	}
	printf("# %zu values changed, %zu taken out, %zu put in\n", seen[0], seen[1], seen[2]);
	assert_true(seen[0] > 1000 && seen[1] > 500 && seen[2] > 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forms),
		cmocka_unit_test(generated),
	};

	return cmocka_run_group_tests_name("toml-small", tests, NULL, NULL);
}
