/* SPDX-License-Identifier: MIT */
/* t-toml-random: the promises of toml.h on thousands of generated and broken documents, from a
 * fixed seed. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/mem.h"
#include "files/toml.h"
#include "toml_gen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROOT "mcp_servers"
#define NEW "pipedream-gtm-ascend"

static struct tree *entry_new_tree(void)
{
	struct tree *t = tree_map_new(NULL), *h;

	tree_add(t, "url", "https://remote.example/v3");
	tree_add(t, "bearer_token_env_var", "PIPEDREAM_OAUTH_BEARER");
	h = tree_add_map(t, "http_headers");
	tree_add(h, "x-pd-environment", "production");
	tree_add(h, "x pd", "a\"b");
	return t;
}

static struct tree *url_tree(const char *url)
{
	struct tree *t = tree_map_new(NULL);

	tree_add(t, "url", url);
	return t;
}

static struct toml *parse(const char *s)
{
	struct err e = ERR_INIT;
	struct toml *doc = toml_parse(s, strlen(s), "config.toml", &e);

	if (!doc)
		fail_msg("%s in:\n%s", e.msg, s);
	return doc;
}

/* Set a name that is not there, see only bytes added, unset, and see the old bytes. */
static void check_round_trip(const char *s, size_t n, const char *name, const struct tree *t)
{
	struct err e = ERR_INIT;
	struct edit ed;
	char *once;

	edit_init(&ed, s, n);
	if (toml_set(&ed, "config.toml", ROOT, name, t, &e))
		fail_msg("%s in:\n%s", e.msg, s);
	assert_in_range(ed.done.n, 1, 2); /* two: a comma, and the line behind it */
	assert_int_equal(ed.done.v[0].del + ed.done.v[ed.done.n - 1].del, 0);
	once = mem_strn(buf_str(&ed.now), ed.now.len);
	assert_int_equal(toml_set(&ed, "config.toml", ROOT, name, t, &e), 0);
	assert_string_equal(buf_str(&ed.now), once);
	if (toml_unset(&ed, "config.toml", ROOT, name, &e))
		fail_msg("%s in:\n%s", e.msg, once);
	if (ed.now.len != n || memcmp(buf_str(&ed.now), s, n))
		fail_msg("from:\n%s\nover:\n%s\nto:\n%s", s, once, buf_str(&ed.now));
	assert_int_equal(ed.done.n, 0);
	free(once);
	edit_free(&ed);
}

/* All that stands outside of root.name has to read the same in both. */
static void check_others(const char *a, const char *b, const char *name)
{
	struct toml *da = parse(a), *db = parse(b);
	size_t i, k;

	for (i = k = 0; i < toml_count(da, ROOT); i++) {
		const char *x = toml_name(da, ROOT, i);
		struct tree *ta, *tb;

		if (!strcmp(x, name))
			continue;
		ta = toml_tree_new(da, ROOT, x);
		tb = toml_tree_new(db, ROOT, x);
		assert_true(tree_same(ta, tb));
		tree_free(ta);
		tree_free(tb);
		k++;
	}
	for (i = 0; i < toml_count(db, ROOT); i++)
		k -= strcmp(toml_name(db, ROOT, i), name) != 0;
	assert_int_equal(k, 0);
	toml_free(da);
	toml_free(db);
}

static void check_existing(const struct buf *b, const char *name, const struct tree *t)
{
	struct err e = ERR_INIT;
	struct toml *doc;
	struct tree *back;
	struct edit ed;
	char *once;

	edit_init(&ed, b->p, b->len);
	if (toml_set(&ed, "c.toml", ROOT, name, t, &e))
		fail_msg("%s with %s in:\n%s", e.msg, name, b->p);
	check_others(b->p, buf_str(&ed.now), name);
	doc = parse(buf_str(&ed.now));
	back = toml_tree_new(doc, ROOT, name);
	assert_true(tree_same(back, t));
	tree_free(back);
	toml_free(doc);
	once = mem_str(buf_str(&ed.now));
	assert_int_equal(toml_set(&ed, "c.toml", ROOT, name, t, &e), 0);
	assert_string_equal(buf_str(&ed.now), once);
	if (toml_unset(&ed, "c.toml", ROOT, name, &e))
		fail_msg("%s with %s in:\n%s", e.msg, name, once);
	check_others(b->p, buf_str(&ed.now), name);
	doc = parse(buf_str(&ed.now));
	assert_null(toml_tree_new(doc, ROOT, name));
	toml_free(doc);
	free(once);
	edit_free(&ed);
}

static void test_generated(void **state)
{
	static const char *const names[] = { "s1", "s 2", "s.3", "s4", "s5" };
	struct tree *trees[] = { entry_new_tree(), url_tree("x"), tree_map_new(NULL) };
	size_t i, k, files = draw_files(4000);

	(void)state;
	seed = draw_seed(seed);
	for (i = 0; i < files; i++) {
		struct buf b = BUF_INIT;

		make_document(&b);
		if (pick(4) == 0)
			make_crlf(&b);
		check_round_trip(b.p, b.len, NEW, trees[pick(3)]);
		for (k = 0; k < 5; k++)
			check_existing(&b, names[k], trees[pick(3)]);
		buf_free(&b);
	}
	for (i = 0; i < 3; i++)
		tree_free(trees[i]);
}

/* Broken documents: nothing crashes, and what is still TOML keeps its bytes. */
static void test_mutated(void **state)
{
	static const char bytes[] = "[]{}=.\"'#\n\r\\,_ \t-0a\xff\x00";
	struct tree *t = url_tree("x");
	size_t i, k, at, read = 0, files = draw_files(20000);

	(void)state;
	for (i = 0; i < files; i++) {
		struct buf b = BUF_INIT;
		struct err e = ERR_INIT;
		struct toml *doc;

		make_document(&b);
		for (k = pick(3); k < 3 && b.len; k++) {
			at = pick(b.len);
			b.p[at] = bytes[pick(sizeof(bytes) - 1)];
		}
		doc = toml_parse(b.p, b.len, "c.toml", &e);
		if (doc && toml_count(doc, ROOT)) {
			read++;
			check_round_trip(b.p, b.len, NEW, t);
		} else if (!doc) {
			assert_int_equal(strncmp(e.msg, "c.toml:", 7), 0);
		}
		toml_free(doc);
		buf_free(&b);
	}
	assert_in_range(read, files / 20, files - files / 20);
	tree_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_generated),
		cmocka_unit_test(test_mutated),
	};

	return cmocka_run_group_tests_name("toml-random", tests, NULL, NULL);
}
