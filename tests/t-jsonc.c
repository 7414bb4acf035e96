/* SPDX-License-Identifier: MIT */
/* t-jsonc: the JSON and JSONC reader: what is read, where it stands, what is refused; trees. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "files/jsonc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct jsonc *parsed(const char *s, int strict)
{
	struct err e = ERR_INIT;
	struct jsonc *doc = jsonc_parse(s, strlen(s), "f.json", strict, &e);

	if (!doc)
		print_error("%s\nin:\n%s\n", e.msg, s);
	assert_non_null(doc);
	assert_int_equal(e.code, E_OK);
	return doc;
}

/* The message for bytes that must be refused. */
static void refused(const char *s, size_t n, int strict, const char *start, const char *says)
{
	struct err e = ERR_INIT;
	struct jsonc *doc = jsonc_parse(s, n, "f.json", strict, &e);

	if (doc)
		print_error("not refused: %s\n", s);
	assert_null(doc);
	assert_int_equal(e.code, E_FAIL);
	if (strncmp(e.msg, start, strlen(start)) || !strstr(e.msg, says))
		print_error("wanted %s … %s, got %s\n", start, says, e.msg);
	assert_int_equal(strncmp(e.msg, start, strlen(start)), 0);
	assert_non_null(strstr(e.msg, says));
}

static void test_reads_values(void **state)
{
	struct jsonc *doc = parsed(
		"\xef\xbb\xbf{\r\n  \"a\": 1, // one\r\n  \"b\": [true, false, null, -0.5e+3,],\r\n"
		"  /* x */ \"c\": {\"d\": \"\\u00e9\\n\\\"\\ud83d\\ude00\\/\"},\r\n}\r\n",
		0);
	const struct jsonc_node *r = jsonc_root(doc), *m;

	(void)state;
	assert_int_equal(r->kind, JSONC_OBJECT);
	assert_int_equal(r->at, 3);
	assert_int_equal(r->count, 3);
	m = jsonc_member(doc, r, "a");
	assert_int_equal(m->kind, JSONC_NUMBER);
	assert_string_equal(m->text, "1");
	assert_int_equal(m->line, 2);
	assert_int_equal(m->end - m->at, 1);
	assert_int_equal(m->key_end - m->key_at, 3);
	m = jsonc_member(doc, r, "b");
	assert_int_equal(m->line, 3);
	assert_int_equal(m->count, 4);
	assert_int_equal(m->child->kind, JSONC_TRUE);
	assert_null(m->child->key);
	assert_int_equal(m->child->key_at, 0);
	assert_string_equal(m->child->next->next->next->text, "-0.5e+3");
	m = jsonc_member(doc, jsonc_member(doc, r, "c"), "d");
	assert_string_equal(m->text, "\xc3\xa9\n\"\xf0\x9f\x98\x80/");
	assert_null(jsonc_member(doc, r, "A"));
	assert_null(jsonc_member(doc, m, "a"));
	assert_null(jsonc_member(doc, NULL, "a"));
	jsonc_free(doc);
	jsonc_free(NULL);
}

/* Lone surrogates are legal in JSON (cut emoji in histories): they are read, and stay distinct. */
static void test_reads_lone_surrogates(void **state)
{
	struct jsonc *doc = parsed("{\"\\ud800\": 1, \"\\ud801\": 2, \"x\": \"\\ud83dA\\udc00\", "
				   "\"y\": \"\\ud83d\\ue000\"}",
				   1);

	(void)state;
	assert_string_equal(jsonc_member(doc, jsonc_root(doc), "x")->text, "\xed\xa0\xbd"
									   "A\xed\xb0\x80");
	assert_string_equal(jsonc_member(doc, jsonc_root(doc), "y")->text,
			    "\xed\xa0\xbd\xee\x80\x80");
	jsonc_free(doc);
}

/* LF, CR and CRLF each end a line, in comments too. */
static void test_reads_lines(void **state)
{
	struct jsonc *doc = parsed("/* \r \r\n */ // x\r{\"a\"\n:\r\n1,\r\"b\":\n{}}", 0);
	const struct jsonc_node *r = jsonc_root(doc);

	(void)state;
	assert_int_equal(r->line, 4);
	assert_int_equal(r->child->line, 4);
	assert_int_equal(r->child->next->line, 7);
	jsonc_free(doc);
}

static void test_reads_many_members(void **state)
{
	struct buf b = BUF_INIT;
	struct jsonc *doc;
	char key[32];
	int i;

	(void)state;
	buf_addc(&b, '{');
	for (i = 0; i < 3000; i++)
		buf_addf(&b, "%s\"k%d\":%d", i ? "," : "", i, i);
	buf_addc(&b, '}');
	doc = parsed(b.p, 1);
	for (i = 0; i < 3000; i++) {
		snprintf(key, sizeof(key), "k%d", i);
		assert_int_equal(atoi(jsonc_member(doc, jsonc_root(doc), key)->text), i);
	}
	assert_null(jsonc_member(doc, jsonc_root(doc), "k3000"));
	jsonc_free(doc);
	b.len--;
	buf_adds(&b, ",\"k77\":0}");
	refused(b.p, b.len, 1, "f.json:1:", "stands twice");
	buf_free(&b);
}

static void test_reads_to_tree(void **state)
{
	struct jsonc *doc =
		parsed("{\"t\": \"x\", \"n\": 9007199254740993, \"z\": null, \"b\": true,"
		       " \"l\": [\"p\", \"q\"], \"m\": {\"k\": false}}",
		       1);
	struct tree *got = jsonc_tree_new(jsonc_root(doc)), *want = tree_map_new(NULL), *t;

	(void)state;
	t = tree_add_map(want, "m");
	tree_add_bool(t, "k", 0);
	t = tree_add_list(want, "l");
	tree_add(t, NULL, "p");
	tree_add(t, NULL, "q");
	tree_add_bool(want, "b", 5);
	tree_add(want, "z", "null");
	tree_add(want, "n", "9007199254740993");
	t = tree_add(want, "t", "x");
	assert_true(tree_same(got, want));
	assert_false(jsonc_same(doc, jsonc_root(doc), want)); /* a number is not a text */
	free(t->text);
	t->text = mem_str("y");
	assert_false(tree_same(got, want));
	assert_string_equal(tree_get(got, "t")->text, "x");
	assert_null(tree_get(got, "no"));
	assert_null(jsonc_tree_new(NULL));
	tree_free(got);
	tree_free(want);
	jsonc_free(doc);
}

static void test_tree_same(void **state)
{
	struct tree *a = tree_map_new(NULL), *b = tree_map_new("k"), *la, *lb;

	(void)state;
	assert_true(tree_same(a, b));
	la = tree_add_list(a, "l");
	assert_false(tree_same(a, b));
	lb = tree_add_list(b, "l");
	tree_add(la, NULL, "1");
	tree_add(la, NULL, "2");
	tree_add(lb, NULL, "2");
	assert_false(tree_same(a, b));
	tree_add(lb, NULL, "1");
	assert_false(tree_same(a, b)); /* a list has an order */
	tree_add(a, "x", "true");
	tree_add_bool(b, "x", 1);
	assert_false(tree_same(tree_get(a, "x"), tree_get(b, "x")));
	assert_false(tree_same(a, NULL));
	assert_true(tree_same(NULL, NULL));
	tree_free(a);
	tree_free(b);
	tree_free(NULL);
}

static void test_refuses(void **state)
{
	static const struct {
		const char *s, *start, *says;
	} bad[] = {
		{"", "f.json:1:1: ", "ends where a value"},
		{" \n", "f.json:2:1: ", "ends where a value"},
		{"{", "f.json:1:2: ", "name in double quotes"},
		{"{\"a\" 1}", "f.json:1:6: ", "\":\""},
		{"{\"a\":}", "f.json:1:6: ", "a value is expected"},
		{"{\"a\":1 \"b\":2}", "f.json:1:8: ", "\",\" or \"}\""},
		{"[1 2]", "f.json:1:4: ", "\",\" or \"]\""},
		{"[1}", "f.json:1:3: ", "\",\" or \"]\""},
		{"{,}", "f.json:1:2: ", "name in double quotes"},
		{"[,]", "f.json:1:2: ", "a value"},
		{"[1,,2]", "f.json:1:4: ", "a value"},
		{"{'a':1}", "f.json:1:2: ", "name in double quotes"},
		{"{a:1}", "f.json:1:2: ", "name in double quotes"},
		{"{}{}", "f.json:1:3: ", "behind the end"},
		{"01", "f.json:1:1: ", "not a number"},
		{"-", "f.json:1:1: ", "not a number"},
		{"1.", "f.json:1:1: ", "not a number"},
		{".5", "f.json:1:1: ", "a value"},
		{"+1", "f.json:1:1: ", "a value"},
		{"1e", "f.json:1:1: ", "not a number"},
		{"NaN", "f.json:1:1: ", "a value"},
		{"nul", "f.json:1:1: ", "a value"},
		{"nullx", "f.json:1:5: ", "behind the end"},
		{"\"a", "f.json:1:1: ", "never closed"},
		{"\"a\\", "f.json:1:3: ", "escape"},
		{"\"\\x\"", "f.json:1:2: ", "escape"},
		{"\"\\u12\"", "f.json:1:2: ", "escape"},
		{"\"\\u0000\"", "f.json:1:2: ", "U+0000"},
		{"\"a\nb\"", "f.json:1:3: ", "closing quote"},
		{"\"\xff\"", "f.json:1:2: ", "UTF-8"},
		{"\"\xc0\x80\"", "f.json:1:2: ", "UTF-8"},
		{"\"\xed\xa0\x80\"", "f.json:1:2: ", "UTF-8"},
		{"// \xff\n1", "f.json:1:4: ", "UTF-8"},
		{"/* x", "f.json:1:1: ", "never closed"},
		{"/*/ 1", "f.json:1:1: ", "never closed"},
		{"/ 1", "f.json:1:1: ", "single"},
		{"1 /", "f.json:1:3: ", "single"},
		{"{\n\"\xc3\xa9\xc3\xa9\": 1, \"a\": 2,\r\n \"a\": 3}", "f.json:3:2: ", "twice"},
		{"{\"\xc3\xa9\xc3\xa9\": x}", "f.json:1:8: ", "a value"},
		{"{\"a\":1,\"\\u0061\":2}", "f.json:1:8: ", "twice"},
		{"\xef\xbb\xbfx", "f.json:1:1: ", "a value"},
		{"\r\rx", "f.json:3:1: ", "a value"},
		{"\xc2\xa0{}", "f.json:1:1: ", "a value"},
		{"{}\xef\xbb\xbf", "f.json:1:3: ", "behind the end"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		refused(bad[i].s, strlen(bad[i].s), 0, bad[i].start, bad[i].says);
	}
	refused("{\"a\":1}\0", 8, 0, "f.json:1:8: ", "behind the end");
	refused("/*\0*/1", 6, 0, "f.json:1:3: ", "NUL");
	refused("\"\0\"", 3, 0, "f.json:1:2: ", "control character");
}

static void test_strict_refuses(void **state)
{
	(void)state;
	refused("{} // x", 7, 1, "f.json:1:4: ", "does not accept comments");
	refused("/* x */ {}", 10, 1, "f.json:1:1: ", "does not accept comments");
	refused("[1,]", 4, 1, "f.json:1:3: ", "does not accept a comma");
	refused("{\"a\":1 , }", 10, 1, "f.json:1:8: ", "does not accept a comma");
	jsonc_free(parsed("\xef\xbb\xbf{\"a\": [1, {}]}\r\n", 1));
}

static void test_depth(void **state)
{
	struct buf b = BUF_INIT;
	struct jsonc *doc;

	(void)state;
	buf_pad(&b, '[', 64);
	buf_pad(&b, ']', 64);
	doc = parsed(b.p, 1);
	jsonc_free(doc);
	buf_reset(&b);
	buf_pad(&b, '[', 65);
	buf_pad(&b, ']', 65);
	refused(b.p, b.len, 0, "f.json:1:65: ", "64 levels");
	buf_reset(&b);
	buf_pad(&b, '[', 1000000);
	refused(b.p, b.len, 0, "f.json:1:65: ", "64 levels");
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reads_values),  cmocka_unit_test(test_reads_lone_surrogates),
		cmocka_unit_test(test_reads_lines),   cmocka_unit_test(test_reads_many_members),
		cmocka_unit_test(test_reads_to_tree), cmocka_unit_test(test_tree_same),
		cmocka_unit_test(test_refuses),	      cmocka_unit_test(test_strict_refuses),
		cmocka_unit_test(test_depth),
	};

	return cmocka_run_group_tests_name("jsonc", tests, NULL, NULL);
}
