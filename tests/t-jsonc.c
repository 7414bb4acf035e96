/* SPDX-License-Identifier: MIT */
/* t-jsonc: the JSONC reader and editor: what is read, what is refused, and that no other byte changes. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "files/jsonc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS 6000

/* ---- helpers ---- */

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

static struct tree *entry_new(const char *url)
{
	struct tree *t = tree_map_new(NULL), *h;

	tree_add(t, "type", "http");
	tree_add(t, "url", url);
	h = tree_add_map(t, "headers");
	tree_add(h, "Authorization", "Bearer ${TOKEN}");
	tree_add(h, "x-app", "gtm");
	return t;
}

static const char *const SERVER[] = { "mcpServers", "new" };

/* Set mcpServers.new = {"a": "1"} in `old` and compare; then take it back in another edit. */
static void sets(const char *old, const char *want, const char *back, int strict)
{
	struct tree *t = tree_map_new(NULL);
	struct err e = ERR_INIT;
	struct edit ed;

	tree_add(t, "a", "1");
	edit_init(&ed, old, strlen(old));
	if (jsonc_set(&ed, "f.json", strict, SERVER, 2, t, &e))
		print_error("%s\n", e.msg);
	assert_int_equal(e.code, E_OK);
	assert_string_equal(buf_str(&ed.now), want);
	edit_free(&ed);
	edit_init(&ed, want, strlen(want));
	assert_int_equal(jsonc_unset(&ed, "f.json", strict, SERVER, 2, &e), 0);
	assert_string_equal(buf_str(&ed.now), back);
	edit_free(&ed);
	tree_free(t);
}

/* ---- reading ---- */

static void test_reads_values(void **state)
{
	struct jsonc *doc = parsed("\xef\xbb\xbf{\r\n  \"a\": 1, // one\r\n  \"b\": [true, false, null, -0.5e+3,],\r\n"
				   "  /* x */ \"c\": {\"d\": \"\\u00e9\\n\\\"\\ud83d\\ude00\\/\"},\r\n}\r\n", 0);
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
	struct jsonc *doc = parsed("{\"\\ud800\": 1, \"\\ud801\": 2, \"x\": \"\\ud83dA\\udc00\"}", 1);

	(void)state;
	assert_string_equal(jsonc_member(doc, jsonc_root(doc), "x")->text, "\xed\xa0\xbd" "A\xed\xb0\x80");
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
	struct jsonc *doc = parsed("{\"t\": \"x\", \"n\": 9007199254740993, \"z\": null, \"b\": true,"
				   " \"l\": [\"p\", \"q\"], \"m\": {\"k\": false}}", 1);
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
		{ "", "f.json:1:1: ", "ends where a value" },
		{ " \n", "f.json:2:1: ", "ends where a value" },
		{ "{", "f.json:1:2: ", "name in double quotes" },
		{ "{\"a\" 1}", "f.json:1:6: ", "\":\"" },
		{ "{\"a\":}", "f.json:1:6: ", "a value is expected" },
		{ "{\"a\":1 \"b\":2}", "f.json:1:8: ", "\",\" or \"}\"" },
		{ "[1 2]", "f.json:1:4: ", "\",\" or \"]\"" },
		{ "[1}", "f.json:1:3: ", "\",\" or \"]\"" },
		{ "{,}", "f.json:1:2: ", "name in double quotes" },
		{ "[,]", "f.json:1:2: ", "a value" },
		{ "[1,,2]", "f.json:1:4: ", "a value" },
		{ "{'a':1}", "f.json:1:2: ", "name in double quotes" },
		{ "{a:1}", "f.json:1:2: ", "name in double quotes" },
		{ "{}{}", "f.json:1:3: ", "behind the end" },
		{ "01", "f.json:1:1: ", "not a number" },
		{ "-", "f.json:1:1: ", "not a number" },
		{ "1.", "f.json:1:1: ", "not a number" },
		{ ".5", "f.json:1:1: ", "a value" },
		{ "+1", "f.json:1:1: ", "a value" },
		{ "1e", "f.json:1:1: ", "not a number" },
		{ "NaN", "f.json:1:1: ", "a value" },
		{ "nul", "f.json:1:1: ", "a value" },
		{ "nullx", "f.json:1:5: ", "behind the end" },
		{ "\"a", "f.json:1:1: ", "never closed" },
		{ "\"a\\", "f.json:1:3: ", "escape" },
		{ "\"\\x\"", "f.json:1:2: ", "escape" },
		{ "\"\\u12\"", "f.json:1:2: ", "escape" },
		{ "\"\\u0000\"", "f.json:1:2: ", "U+0000" },
		{ "\"a\nb\"", "f.json:1:3: ", "closing quote" },
		{ "\"\xff\"", "f.json:1:2: ", "UTF-8" },
		{ "\"\xc0\x80\"", "f.json:1:2: ", "UTF-8" },
		{ "\"\xed\xa0\x80\"", "f.json:1:2: ", "UTF-8" },
		{ "// \xff\n1", "f.json:1:4: ", "UTF-8" },
		{ "/* x", "f.json:1:1: ", "never closed" },
		{ "/*/ 1", "f.json:1:1: ", "never closed" },
		{ "/ 1", "f.json:1:1: ", "single" },
		{ "1 /", "f.json:1:3: ", "single" },
		{ "{\n\"\xc3\xa9\xc3\xa9\": 1, \"a\": 2,\r\n \"a\": 3}", "f.json:3:2: ", "twice" },
		{ "{\"\xc3\xa9\xc3\xa9\": x}", "f.json:1:8: ", "a value" },
		{ "{\"a\":1,\"\\u0061\":2}", "f.json:1:8: ", "twice" },
		{ "\xef\xbb\xbfx", "f.json:1:1: ", "a value" },
		{ "\r\rx", "f.json:3:1: ", "a value" },
		{ "\xc2\xa0{}", "f.json:1:1: ", "a value" },
		{ "{}\xef\xbb\xbf", "f.json:1:3: ", "behind the end" },
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

/* ---- setting ---- */

static void test_set_styles(void **state)
{
	static const struct {
		const char *old, *want, *back;
	} t[] = {
		/* no file, an empty one, a blank one, one with a BOM */
		{ "", "{\n  \"mcpServers\": {\n    \"new\": {\n      \"a\": \"1\"\n    }\n  }\n}\n",
		  "{\n  \"mcpServers\": {}\n}\n" },
		{ "\xef\xbb\xbf\r\n",
		  "\xef\xbb\xbf{\r\n  \"mcpServers\": {\r\n    \"new\": {\r\n      \"a\": \"1\"\r\n    }\r\n  }\r\n}\r\n",
		  "\xef\xbb\xbf{\r\n  \"mcpServers\": {}\r\n}\r\n" },
		{ "{}", "{\n  \"mcpServers\": {\n    \"new\": {\n      \"a\": \"1\"\n    }\n  }\n}",
		  "{\n  \"mcpServers\": {}\n}" },
		/* tabs, no final newline */
		{ "{\n\t\"mcpServers\": {\n\t\t\"x\": {\n\t\t\t\"b\": 1\n\t\t}\n\t}\n}",
		  "{\n\t\"mcpServers\": {\n\t\t\"x\": {\n\t\t\t\"b\": 1\n\t\t},\n\t\t\"new\": {\n\t\t\t\"a\": \"1\"\n\t\t}\n\t}\n}",
		  NULL },
		/* four blanks, empty object, CRLF */
		{ "{\r\n    \"mcpServers\": {}\r\n}\r\n",
		  "{\r\n    \"mcpServers\": {\r\n        \"new\": {\r\n            \"a\": \"1\"\r\n        }\r\n    }\r\n}\r\n",
		  NULL },
		/* the comma goes right behind the value, in front of the comment */
		{ "{\n  \"mcpServers\": {\n    \"x\": 1 // note\n  }\n}\n",
		  "{\n  \"mcpServers\": {\n    \"x\": 1, // note\n    \"new\": {\n      \"a\": \"1\"\n    }\n  }\n}\n", NULL },
		/* a trailing comma stays the style */
		{ "{\n  \"mcpServers\": {\n    \"x\": {\"k\": 1}, // note\n    // more\n  },\n}\n",
		  "{\n  \"mcpServers\": {\n    \"x\": {\"k\": 1}, // note\n    // more\n    \"new\": {\"a\": \"1\"},\n  },\n}\n",
		  NULL },
		/* one line stays one line */
		{ "{\"mcpServers\":{\"x\":{\"k\":1,\"l\":2}}}", "{\"mcpServers\":{\"x\":{\"k\":1,\"l\":2},\"new\":{\"a\":\"1\"}}}",
		  NULL },
		{ "{ \"mcpServers\": { \"x\": { \"k\": 1 } } }",
		  "{ \"mcpServers\": { \"x\": { \"k\": 1 }, \"new\": { \"a\": \"1\" } } }", NULL },
		{ "{\"mcpServers\": {}}", "{\"mcpServers\": {\"new\": {\"a\": \"1\"}}}", NULL },
		{ "{\"mcpServers\": { }}", "{\"mcpServers\": { \"new\": { \"a\": \"1\" } }}", NULL },
		/* blanks and comments in an empty object */
		{ "{\n  \"mcpServers\": { }\n}\n",
		  "{\n  \"mcpServers\": { \n    \"new\": {\n      \"a\": \"1\"\n    }\n  }\n}\n", NULL },
		{ "{\n  \"mcpServers\": {\n    // none\n  }\n}\n",
		  "{\n  \"mcpServers\": {\n    // none\n    \"new\": {\n      \"a\": \"1\"\n    }\n  }\n}\n", NULL },
		{ "{\n  \"mcpServers\": {/*/ none **/}\n}\n",
		  "{\n  \"mcpServers\": {/*/ none **/\"new\": {\"a\": \"1\"}}\n}\n", NULL },
		/* the object is missing */
		{ "{\n \"k\" : [ ]\n}\n", "{\n \"k\" : [ ],\n \"mcpServers\" : {\n  \"new\" : {\n   \"a\" : \"1\"\n  }\n }\n}\n",
		  "{\n \"k\" : [ ],\n \"mcpServers\" : {}\n}\n" },
		{ "{ \"k\": 1 // x\n}", "{ \"k\": 1, // x\n  \"mcpServers\": {\n    \"new\": {\n      \"a\": \"1\"\n    }\n  }\n}",
		  "{ \"k\": 1, // x\n  \"mcpServers\": {}\n}" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		sets(t[i].old, t[i].want, t[i].back ? t[i].back : t[i].old, 0);
}

static void test_set_replaces(void **state)
{
	static const char old[] = "{\n\t// top\n\t\"mcpServers\": {\n\t\t\"new\" : {\"a\":\"0\"}, // mine\n\t\t\"z\": {}\n\t}\n}\n";
	static const char want[] = "{\n\t// top\n\t\"mcpServers\": {\n\t\t\"new\" : {\"a\": \"1\"}, // mine\n\t\t\"z\": {}\n\t}\n}\n";
	static const char *const deep[] = { "mcpServers", "new", "a" };
	struct tree *t = tree_map_new(NULL), text = { .kind = TREE_TEXT, .text = (char *)"\x1b\"\\\n\xe2\x80\xa8" };
	struct err e = ERR_INIT;
	struct edit ed;

	(void)state;
	tree_add(t, "a", "1");
	edit_init(&ed, old, strlen(old));
	assert_int_equal(jsonc_set(&ed, "f", 0, SERVER, 2, t, &e), 0);
	assert_string_equal(ed.now.p, want);
	assert_int_equal(ed.done.n, 1);
	assert_int_equal(jsonc_set(&ed, "f", 0, SERVER, 2, t, &e), 0);
	assert_string_equal(ed.now.p, want);
	assert_int_equal(jsonc_set(&ed, "f", 0, deep, 3, &text, &e), 0);
	assert_non_null(strstr(ed.now.p, "{\"a\": \"\\u001b\\\"\\\\\\n\\u2028\"}, // mine"));
	edit_free(&ed);
	tree_free(t);
}

/* An entry of the same meaning in another order and shape is left as it is. */
static void test_set_same_meaning(void **state)
{
	static const char old[] = "{\"mcpServers\":{\"new\":{\"headers\":{\"x-app\":\"gtm\",\n\"Authorization\":"
				  "\"Bearer \\u0024{TOKEN}\"}, /* y */ \"url\":\"u\",\"type\":\"http\"}}}";
	struct tree *t = entry_new("u");
	struct err e = ERR_INIT;
	struct edit ed;

	(void)state;
	edit_init(&ed, old, strlen(old));
	assert_int_equal(jsonc_set(&ed, "f", 0, SERVER, 2, t, &e), 0);
	assert_int_equal(ed.done.n, 0);
	assert_string_equal(ed.now.p, old);
	edit_free(&ed);
	tree_free(t);
}

/* Headers in one line next door: ours too. */
static void test_set_inner_one_line(void **state)
{
	static const char old[] = "{\n  \"mcpServers\": {\n    \"x\": {\n      \"url\": \"u\",\n      \"headers\": { \"k\": \"v\" }\n    }\n  }\n}\n";
	static const char want[] = "{\n  \"mcpServers\": {\n    \"x\": {\n      \"url\": \"u\",\n      \"headers\": { \"k\": \"v\" }\n    },\n"
				   "    \"new\": {\n      \"type\": \"http\",\n      \"url\": \"U\",\n"
				   "      \"headers\": {\"Authorization\": \"Bearer ${TOKEN}\", \"x-app\": \"gtm\"}\n    }\n  }\n}\n";
	struct tree *t = entry_new("U");
	struct err e = ERR_INIT;
	struct edit ed;

	(void)state;
	edit_init(&ed, old, strlen(old));
	assert_int_equal(jsonc_set(&ed, "f", 1, SERVER, 2, t, &e), 0);
	assert_string_equal(ed.now.p, want);
	edit_free(&ed);
	tree_free(t);
}

static void fails(const char *old, const char *const *path, size_t n, const struct tree *t, const char *says)
{
	struct err e = ERR_INIT;
	struct edit ed;

	edit_init(&ed, old, strlen(old));
	assert_int_equal(jsonc_set(&ed, "dir/f.json", 1, path, n, t, &e), -1);
	assert_int_equal(e.code, E_FAIL);
	if (!strstr(e.msg, says))
		print_error("%s\n", e.msg);
	assert_non_null(strstr(e.msg, says));
	assert_string_equal(buf_str(&ed.now), old);
	assert_int_equal(ed.done.n, 0);
	edit_free(&ed);
}

static void test_set_fails(void **state)
{
	static const char *const proto[] = { "mcpServers", "__proto__" };
	static const char *const bad_name[] = { "mcpServers", "a\xff" };
	const char *deep[70];
	struct tree *t = tree_map_new(NULL), *twice = tree_map_new(NULL);
	size_t i;

	(void)state;
	for (i = 0; i < 70; i++)
		deep[i] = "d";
	tree_add(twice, "k", "1");
	tree_add(twice, "k", "2");
	fails("{\n \"mcpServers\":\n null\n}", SERVER, 2, t, "dir/f.json:2: \"new\"");
	fails("[]", SERVER, 2, t, "dir/f.json:1: \"mcpServers\"");
	fails("{\"mcpServers\": [{}]}", SERVER, 2, t, "not an object");
	fails("{\"mcpServers\": {}", SERVER, 2, t, "dir/f.json:1:18: ");
	fails("{\"a\": 1, // c\n}", SERVER, 2, t, "comments");
	fails("{}", proto, 2, t, "__proto__");
	fails("{}", bad_name, 2, t, "by hand");
	fails("{}", SERVER, 2, twice, "by hand");
	fails("{}", deep, 70, t, "this deep");
	fails("{}", deep, 0, t, "this deep");
	fails("{}", deep, 63, twice, "by hand");
	tree_free(t);
	tree_free(twice);
}

static void test_unset(void **state)
{
	static const struct {
		const char *old, *want;
	} t[] = {
		{ "", "" },
		{ "{}", "{}" },
		{ "[]", "[]" },
		{ "{\"mcpServers\": 5}", "{\"mcpServers\": 5}" },
		{ "{\"mcpServers\":{\"old\":1}}", "{\"mcpServers\":{\"old\":1}}" },
		{ "{\"mcpServers\":{\"new\":1, \"b\":2}}", "{\"mcpServers\":{\"b\":2}}" },
		{ "{\"mcpServers\":{\"a\":1, \"new\" : 2 , \"b\":3}}", "{\"mcpServers\":{\"a\":1, \"b\":3}}" },
		{ "{\"mcpServers\":{\"a\":1 , \"new\":2}}", "{\"mcpServers\":{\"a\":1 }}" },
		{ "{\"mcpServers\":{\"a\":1, \"new\":2, }}", "{\"mcpServers\":{\"a\":1, }}" },
		{ "{\"mcpServers\":{\"new\":2,}}", "{\"mcpServers\":{}}" },
		/* comments stay, and nothing runs into them */
		{ "{\"mcpServers\":{\n\"a\":1, // a\n\"new\":2 /* n */, // x\n\"b\":3}}",
		  "{\"mcpServers\":{\n\"a\":1, // a\n /* n */// x\n\"b\":3}}" },
		{ "{\"mcpServers\":{\"a\":1, // a\n\"new\":2}}", "{\"mcpServers\":{\"a\":1 // a\n}}" },
		{ "{\"mcpServers\":{ // a\n\"new\":2}}", "{\"mcpServers\":{ // a\n}}" },
		{ "{\"mcpServers\":{ // a\n\"new\":2 /* b */,}}", "{\"mcpServers\":{ // a\n /* b */}}" },
		{ "{\"mcpServers\":{\n  \"a\":1\n  // a\n  ,\"new\":2\n}}", "{\"mcpServers\":{\n  \"a\":1\n  // a\n  \n}}" },
		{ "{\"mcpServers\": {\r\n  \"new\": 1\r\n}}", "{\"mcpServers\": {}}" },
		{ "{\"mcpServers\": {\n  \"new\": 1\n\n}}", "{\"mcpServers\": {\n\n}}" },
	};
	struct err e = ERR_INIT;
	struct edit ed;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		edit_init(&ed, t[i].old, strlen(t[i].old));
		if (jsonc_unset(&ed, "f", 0, SERVER, 2, &e))
			print_error("%s\n", e.msg);
		assert_int_equal(e.code, E_OK);
		assert_string_equal(buf_str(&ed.now), t[i].want);
		edit_free(&ed);
	}
	edit_init(&ed, "{", 1);
	assert_int_equal(jsonc_unset(&ed, "f", 0, SERVER, 2, &e), -1);
	assert_string_equal(ed.now.p, "{");
	edit_free(&ed);
}

static void test_big(void **state)
{
	struct tree *t = entry_new("u");
	struct buf b = BUF_INIT;
	struct err e = ERR_INIT;
	struct edit ed;
	int i;

	(void)state;
	buf_adds(&b, "{\n  \"mcpServers\": {\n");
	for (i = 0; i < 20000; i++)
		buf_addf(&b, "    \"s%d\": {\n      \"url\": \"u\"\n    }%s\n", i, i < 19999 ? "," : "");
	buf_adds(&b, "  }\n}\n");
	edit_init(&ed, b.p, b.len);
	assert_int_equal(jsonc_set(&ed, "f", 1, SERVER, 2, t, &e), 0);
	assert_int_equal(ed.done.n, 1);
	assert_int_equal(jsonc_unset(&ed, "f", 1, SERVER, 2, &e), 0);
	assert_int_equal(ed.done.n, 0);
	assert_int_equal(ed.now.len, b.len);
	edit_free(&ed);
	buf_free(&b);
	tree_free(t);
}

/* ---- generated documents ---- */

struct gen {
	uint64_t r;
	const char *eol, *unit, *colon;
	int messy, comments, commas; /* anything anywhere; comments at all; trailing commas */
	struct buf out;
};

static unsigned rnd(struct gen *g, unsigned n)
{
	g->r ^= g->r << 13;
	g->r ^= g->r >> 7;
	g->r ^= g->r << 17;
	return (unsigned)(g->r >> 33) % n;
}

static void gen_comment(struct gen *g)
{
	static const char *const blocks[] = { "/* x */", "/**/", "/*/ \" { */", "/* , } \n ** */", "/* \xc3\xa9 // */" };
	static const char *const lines[] = { "// x", "//", "// \" , } /* ", "///* \xe2\x82\xac" };

	if (rnd(g, 2)) {
		buf_adds(&g->out, blocks[rnd(g, 5)]);
		return;
	}
	buf_adds(&g->out, lines[rnd(g, 4)]);
	buf_adds(&g->out, g->eol);
}

static void gen_trivia(struct gen *g)
{
	static const char *const blank[] = { "", "", " ", "  ", "\t", " \t" };
	unsigned k = rnd(g, 3);

	while (k--) {
		buf_adds(&g->out, blank[rnd(g, 6)]);
		if (!rnd(g, 3))
			buf_adds(&g->out, g->eol);
		if (g->comments && !rnd(g, 4))
			gen_comment(g);
	}
}

static void gen_indent(struct gen *g, unsigned depth)
{
	buf_adds(&g->out, g->eol);
	while (depth--)
		buf_adds(&g->out, g->unit);
}

static void gen_scalar(struct gen *g)
{
	static const char *const v[] = { "1", "-0.5e9", "true", "null", "\"\"", "\"a, } ] // /* \\\" \"", "\"\\ud800\\u00e9\"",
					 "9007199254740993", "\"https://h/x\"", "\"\xf0\x9f\x98\x80\"", "[]", "[1, {\"a\": 2}]",
					 "{}", "{ }" };

	buf_adds(&g->out, v[rnd(g, sizeof(v) / sizeof(v[0]))]);
}

/* What stands between a key and the text in front of it, or in front of the closing bracket. */
static void gen_gap(struct gen *g, unsigned depth, int tall, int first)
{
	if (g->messy)
		gen_trivia(g);
	else if (tall)
		gen_indent(g, depth);
	else if (!first)
		buf_addc(&g->out, ' ');
}

/* `special`: one member is mcpServers, which `found` gets to know. */
static void gen_object(struct gen *g, unsigned depth, int tall, unsigned count, int special)
{
	unsigned i, at = special && count ? rnd(g, count) : count;

	buf_addc(&g->out, '{');
	for (i = 0; i < count; i++) {
		if (g->comments && tall && !g->messy && !rnd(g, 8)) {
			gen_indent(g, depth + 1);
			buf_adds(&g->out, "// above");
		}
		gen_gap(g, depth + 1, tall, !i);
		if (i == at)
			buf_adds(&g->out, "\"mcpServers\"");
		else
			buf_addf(&g->out, "\"k%u\"", i);
		if (g->messy)
			gen_trivia(g);
		buf_adds(&g->out, g->colon);
		if (g->messy)
			gen_trivia(g);
		if (i == at || (depth < 3 && !rnd(g, 3)))
			gen_object(g, depth + 1, tall && rnd(g, 4), rnd(g, 4), 0);
		else
			gen_scalar(g);
		if (g->messy && rnd(g, 2))
			gen_trivia(g);
		if (i + 1 < count || (g->commas && (!g->messy || rnd(g, 2))))
			buf_addc(&g->out, ',');
		if (g->comments && tall && !g->messy && !rnd(g, 6))
			buf_adds(&g->out, rnd(g, 2) ? " // note" : " /* note */");
	}
	if (count || g->messy) /* an empty one is {} here; its other forms are in test_set_styles */
		gen_gap(g, depth, tall, 1);
	buf_addc(&g->out, '}');
}

static void gen_document(struct gen *g)
{
	static const char *const eols[] = { "\n", "\n", "\r\n", "\r" };
	static const char *const units[] = { "  ", "\t", "    ", "   ", " \t" };
	static const char *const colons[] = { ": ", ": ", ":", " : ", ":\t" };

	g->eol = eols[rnd(g, 4)];
	g->unit = units[rnd(g, 5)];
	g->colon = colons[rnd(g, 5)];
	g->messy = !rnd(g, 3);
	g->comments = rnd(g, 2) != 0;
	g->commas = !rnd(g, 3);
	buf_reset(&g->out);
	if (!rnd(g, 5))
		buf_adds(&g->out, "\xef\xbb\xbf");
	if (g->comments && !rnd(g, 3))
		gen_trivia(g);
	gen_object(g, 0, rnd(g, 5) != 0, rnd(g, 5), rnd(g, 4) != 0);
	if (rnd(g, 3))
		buf_adds(&g->out, g->eol);
	if (g->comments && !rnd(g, 4))
		gen_comment(g);
}

/* The document without blanks, comments and trailing commas: a second opinion, by other means. */
static void canon(struct buf *out, const char *s, size_t n)
{
	size_t i = n >= 3 && !memcmp(s, "\xef\xbb\xbf", 3) ? 3 : 0;

	buf_reset(out);
	while (i < n) {
		if (s[i] == '"') {
			do {
				if (s[i] == '\\')
					buf_addc(out, s[i++]);
				buf_addc(out, s[i++]);
			} while (s[i] != '"');
			buf_addc(out, s[i++]);
		} else if (s[i] == '/' && s[i + 1] == '/') {
			while (i < n && s[i] != '\n' && s[i] != '\r')
				i++;
		} else if (s[i] == '/') {
			i = (size_t)(strstr(s + i + 2, "*/") - s) + 2;
		} else if (strchr(" \t\r\n", s[i])) {
			i++;
		} else {
			if ((s[i] == '}' || s[i] == ']') && out->len && out->p[out->len - 1] == ',')
				out->len--;
			buf_addc(out, s[i++]);
		}
	}
}

/* Take `what`, which must stand there once, and the comma that belongs to it out of `b`. */
static void take_out(struct buf *b, const char *what)
{
	char *p = strstr(b->p, what);
	size_t len = strlen(what), at;

	assert_non_null(p);
	assert_null(strstr(p + 1, what));
	at = (size_t)(p - b->p);
	if (b->p[at - 1] == ',') {
		at--;
		len++;
	} else if (b->p[at + len] == ',') {
		len++;
	}
	memmove(b->p + at, b->p + at + len, b->len - at - len + 1);
	b->len -= len;
}

static void assert_bytes(const char *what, const struct buf *a, const char *s, size_t n)
{
	if (a->len != n || memcmp(a->p, s, n))
		print_error("%s\n--- got\n%s\n--- wanted\n%.*s\n---\n", what, buf_str(a), (int)n, s);
	assert_true(a->len == n && !memcmp(a->p, s, n));
}

static void check_set(struct edit *ed, const char *const *path, const struct tree *t, int strict)
{
	struct err e = ERR_INIT;
	struct buf b = BUF_INIT;
	struct jsonc *doc;
	size_t n, i;

	if (jsonc_set(ed, "f", strict, path, 2, t, &e))
		print_error("%s\n%s\n", e.msg, ed->now.p);
	assert_int_equal(e.code, E_OK);
	assert_int_equal(splices_apply(&ed->done, ed->old, ed->old_n, &b, &e), 0);
	assert_bytes("apply", &b, ed->now.p, ed->now.len);
	for (i = 0; i < ed->done.n; i++)
		assert_int_equal(ed->done.v[i].del, 0); /* nothing of the old goes */
	doc = parsed(ed->now.p, strict);
	assert_true(jsonc_same(doc, jsonc_member(doc, jsonc_member(doc, jsonc_root(doc), path[0]), path[1]), t));
	jsonc_free(doc);
	n = ed->done.n;
	assert_int_equal(jsonc_set(ed, "f", strict, path, 2, t, &e), 0);
	assert_bytes("second set", &b, ed->now.p, ed->now.len);
	assert_int_equal(ed->done.n, n);
	buf_free(&b);
}

static void unset_ok(struct edit *ed, const char *const *path, int strict)
{
	struct err e = ERR_INIT;

	if (jsonc_unset(ed, "f", strict, path, 2, &e))
		print_error("%s\n%s\n", e.msg, ed->now.p);
	assert_int_equal(e.code, E_OK);
}

/* Is the object in `s` under mcpServers one that set + unset in two edits gives back exactly? */
static int is_plain(const char *s)
{
	struct jsonc *doc = parsed(s, 0);
	const struct jsonc_node *m = jsonc_member(doc, jsonc_root(doc), "mcpServers");
	int plain = m && (m->count || m->end - m->at == 2 || memchr(s + m->at, '/', m->end - m->at));

	jsonc_free(doc);
	return plain;
}

static void check_document(struct gen *g)
{
	static const char *const a[] = { "mcpServers", "gtm-ascend" }, *const b[] = { "mcpServers", "gtm-edge" };
	struct tree *ta = entry_new("https://a"), *tb = entry_new("https://b");
	int strict = !g->comments && !g->commas, order = (int)rnd(g, 2), plain = is_plain(g->out.p);
	struct splices inv = SPLICES_INIT;
	struct buf got = BUF_INIT, want = BUF_INIT, one = BUF_INIT;
	struct err e = ERR_INIT;
	struct edit ed, ed2;

	edit_init(&ed, g->out.p, g->out.len);
	check_set(&ed, a, ta, strict);
	buf_add(&one, ed.now.p, ed.now.len);
	check_set(&ed, b, tb, strict);
	splices_invert(&ed.done, ed.old, &inv);
	assert_int_equal(splices_apply(&inv, ed.now.p, ed.now.len, &got, &e), 0);
	assert_bytes("invert", &got, g->out.p, g->out.len);
	/* What is left without the two entries is what was there. */
	canon(&got, ed.now.p, ed.now.len);
	canon(&want, g->out.p, g->out.len);
	take_out(&got, "\"gtm-ascend\":{\"type\":\"http\",\"url\":\"https://a\",\"headers\":"
		       "{\"Authorization\":\"Bearer ${TOKEN}\",\"x-app\":\"gtm\"}}");
	take_out(&got, "\"gtm-edge\":{\"type\":\"http\",\"url\":\"https://b\",\"headers\":"
		       "{\"Authorization\":\"Bearer ${TOKEN}\",\"x-app\":\"gtm\"}}");
	if (!strstr(want.p, "\"mcpServers\":{"))
		take_out(&got, "\"mcpServers\":{}");
	assert_bytes("canon", &got, want.p, want.len);
	/* Another run takes them out again. */
	edit_init(&ed2, ed.now.p, ed.now.len);
	unset_ok(&ed2, order ? a : b, strict);
	if (!order)
		assert_bytes("one left", &ed2.now, one.p, one.len);
	unset_ok(&ed2, order ? b : a, strict);
	if (plain)
		assert_bytes("unset in another edit", &ed2.now, g->out.p, g->out.len);
	edit_free(&ed2);
	/* And the same run too, down to no splice at all. */
	unset_ok(&ed, order ? a : b, strict);
	unset_ok(&ed, order ? b : a, strict);
	assert_bytes("unset", &ed.now, g->out.p, g->out.len);
	assert_int_equal(ed.done.n, 0);
	edit_free(&ed);
	splices_free(&inv);
	buf_free(&got);
	buf_free(&want);
	buf_free(&one);
	tree_free(ta);
	tree_free(tb);
}

static void test_generated(void **state)
{
	struct gen g = { .r = 0x2545f4914f6cdd1du, .out = BUF_INIT };
	int i;

	(void)state;
	for (i = 0; i < ROUNDS; i++) {
		gen_document(&g);
		check_document(&g);
	}
	buf_free(&g.out);
}

/* Each member of a generated document can go; what the editor itself proves must hold each time. */
static void test_generated_unset(void **state)
{
	static const char *const keys[] = { "k0", "k1", "k2", "k3", "mcpServers" };
	struct gen g = { .r = 0x9e3779b97f4a7c15u, .out = BUF_INIT };
	struct buf back = BUF_INIT;
	struct err e = ERR_INIT;
	struct splices inv = SPLICES_INIT;
	struct jsonc *doc;
	struct edit ed;
	int i, k;

	(void)state;
	for (i = 0; i < ROUNDS / 3; i++) {
		gen_document(&g);
		edit_init(&ed, g.out.p, g.out.len);
		for (k = 0; k < 5; k++) {
			const char *path[] = { keys[(k + i) % 5], "k0" };

			if (jsonc_unset(&ed, "f", 0, path, rnd(&g, 2) + 1, &e))
				print_error("%s\n%s\n", e.msg, ed.now.p);
			assert_int_equal(e.code, E_OK);
		}
		doc = parsed(ed.now.p, 0);
		jsonc_free(doc);
		buf_reset(&back);
		splices_invert(&ed.done, ed.old, &inv);
		assert_int_equal(splices_apply(&inv, ed.now.p, ed.now.len, &back, &e), 0);
		assert_bytes("invert", &back, g.out.p, g.out.len);
		edit_free(&ed);
	}
	splices_free(&inv);
	buf_free(&back);
	buf_free(&g.out);
}

/* Damaged documents: read or refused, set or refused, and never anything in between. */
static void test_damaged(void **state)
{
	static const char bytes[] = "{}[],:\"\\/* \n\r\t\0a1\xff\xc3u-.";
	struct gen g = { .r = 0x123456789abcdefu, .out = BUF_INIT };
	struct tree *t = entry_new("u");
	struct edit ed;
	int i, k, rc;

	(void)state;
	for (i = 0; i < ROUNDS / 2; i++) {
		struct err e = ERR_INIT;

		gen_document(&g);
		for (k = 0; k <= (int)rnd(&g, 3); k++)
			g.out.p[rnd(&g, (unsigned)g.out.len)] = bytes[rnd(&g, sizeof(bytes) - 1)];
		if (!rnd(&g, 4))
			g.out.len = rnd(&g, (unsigned)g.out.len);
		edit_init(&ed, g.out.p, g.out.len);
		rc = jsonc_set(&ed, "f", 0, SERVER, 2, t, &e);
		assert_int_equal(rc ? E_FAIL : E_OK, e.code);
		if (rc)
			assert_bytes("refused", &ed.now, g.out.p, g.out.len);
		if (rc)
			assert_null(strstr(e.msg, "by hand")); /* what can be read can be set */
		edit_free(&ed);
	}
	tree_free(t);
	buf_free(&g.out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reads_values),
		cmocka_unit_test(test_reads_lone_surrogates),
		cmocka_unit_test(test_reads_many_members),
		cmocka_unit_test(test_reads_to_tree),
		cmocka_unit_test(test_tree_same),
		cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_strict_refuses),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_set_styles),
		cmocka_unit_test(test_set_replaces),
		cmocka_unit_test(test_set_same_meaning),
		cmocka_unit_test(test_set_inner_one_line),
		cmocka_unit_test(test_set_fails),
		cmocka_unit_test(test_unset),
		cmocka_unit_test(test_big),
		cmocka_unit_test(test_generated),
		cmocka_unit_test(test_generated_unset),
		cmocka_unit_test(test_damaged),
	};

	return cmocka_run_group_tests_name("jsonc", tests, NULL, NULL);
}
