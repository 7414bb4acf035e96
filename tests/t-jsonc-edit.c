/* SPDX-License-Identifier: MIT */
/* t-jsonc-edit: one member set and unset, in each style of file, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "files/jsonc.h"

#include <string.h>

static const char *const SERVER[] = {"mcpServers", "new"};

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

static void test_set_styles(void **state)
{
	static const struct {
		const char *old, *want, *back;
	} t[] = {
		/* no file, an empty one, a blank one, one with a BOM */
		{"", "{\n  \"mcpServers\": {\n    \"new\": {\n      \"a\": \"1\"\n    }\n  }\n}\n",
		 "{\n  \"mcpServers\": {}\n}\n"},
		{"\xef\xbb\xbf\r\n",
		 "\xef\xbb\xbf{\r\n  \"mcpServers\": {\r\n    \"new\": {\r\n      \"a\": \"1\"\r\n "
		 "   }\r\n  }\r\n}\r\n",
		 "\xef\xbb\xbf{\r\n  \"mcpServers\": {}\r\n}\r\n"},
		{"{}", "{\n  \"mcpServers\": {\n    \"new\": {\n      \"a\": \"1\"\n    }\n  }\n}",
		 "{\n  \"mcpServers\": {}\n}"},
		/* tabs, no final newline */
		{"{\n\t\"mcpServers\": {\n\t\t\"x\": {\n\t\t\t\"b\": 1\n\t\t}\n\t}\n}",
		 "{\n\t\"mcpServers\": {\n\t\t\"x\": {\n\t\t\t\"b\": 1\n\t\t},\n\t\t\"new\": "
		 "{\n\t\t\t\"a\": \"1\"\n\t\t}\n\t}\n}",
		 NULL},
		/* four blanks, empty object, CRLF */
		{"{\r\n    \"mcpServers\": {}\r\n}\r\n",
		 "{\r\n    \"mcpServers\": {\r\n        \"new\": {\r\n            \"a\": \"1\"\r\n "
		 "       }\r\n    }\r\n}\r\n",
		 NULL},
		/* the comma goes right behind the value, in front of the comment */
		{"{\n  \"mcpServers\": {\n    \"x\": 1 // note\n  }\n}\n",
		 "{\n  \"mcpServers\": {\n    \"x\": 1, // note\n    \"new\": {\n      \"a\": "
		 "\"1\"\n    }\n  }\n}\n",
		 NULL},
		/* a trailing comma stays the style */
		{"{\n  \"mcpServers\": {\n    \"x\": {\"k\": 1}, // note\n    // more\n  },\n}\n",
		 "{\n  \"mcpServers\": {\n    \"x\": {\"k\": 1}, // note\n    // more\n    "
		 "\"new\": {\"a\": \"1\"},\n  },\n}\n",
		 NULL},
		/* one line stays one line */
		{"{\"mcpServers\":{\"x\":{\"k\":1,\"l\":2}}}",
		 "{\"mcpServers\":{\"x\":{\"k\":1,\"l\":2},\"new\":{\"a\":\"1\"}}}", NULL},
		{"{ \"mcpServers\": { \"x\": { \"k\": 1 } } }",
		 "{ \"mcpServers\": { \"x\": { \"k\": 1 }, \"new\": { \"a\": \"1\" } } }", NULL},
		{"{\"mcpServers\": {}}", "{\"mcpServers\": {\"new\": {\"a\": \"1\"}}}", NULL},
		{"{\"mcpServers\": { }}", "{\"mcpServers\": { \"new\": { \"a\": \"1\" } }}", NULL},
		/* blanks and comments in an empty object */
		{"{\n  \"mcpServers\": { }\n}\n",
		 "{\n  \"mcpServers\": { \n    \"new\": {\n      \"a\": \"1\"\n    }\n  }\n}\n",
		 NULL},
		{"{\n  \"mcpServers\": {\n    // none\n  }\n}\n",
		 "{\n  \"mcpServers\": {\n    // none\n    \"new\": {\n      \"a\": \"1\"\n    }\n "
		 " }\n}\n",
		 NULL},
		{"{\n  \"mcpServers\": {/*/ none **/}\n}\n",
		 "{\n  \"mcpServers\": {/*/ none **/\"new\": {\"a\": \"1\"}}\n}\n", NULL},
		/* a sibling that is empty says nothing about blanks */
		{"{\n \"mcpServers\": {\n  \"x\": { },\n  \"y\": {\"k\": 1}\n }\n}",
		 "{\n \"mcpServers\": {\n  \"x\": { },\n  \"y\": {\"k\": 1},\n  \"new\": {\"a\": "
		 "\"1\"}\n }\n}",
		 NULL},
		/* the indent next door, not that of the file's first lines */
		{"{\n  \"mcpServers\": {\n    \"x\": {\n        \"k\": 1\n    }\n  }\n}",
		 "{\n  \"mcpServers\": {\n    \"x\": {\n        \"k\": 1\n    },\n    \"new\": {\n "
		 "       \"a\": \"1\"\n    }\n  }\n}",
		 NULL},
		/* the line ends next door */
		{"{\n  \"mcpServers\": {\n    \"x\": 1\n  }\r\n}",
		 "{\n  \"mcpServers\": {\n    \"x\": 1,\n    \"new\": {\n      \"a\": \"1\"\n    "
		 "}\n  }\r\n}",
		 NULL},
		/* behind a value of several lines that does not begin one */
		{"{\"mcpServers\": {\"x\": {\n  \"k\": 1\n}}}",
		 "{\"mcpServers\": {\"x\": {\n  \"k\": 1\n}, \"new\": {\n  \"a\": \"1\"\n}}}",
		 NULL},
		{"\xef\xbb\xbf {}",
		 "\xef\xbb\xbf {\n   \"mcpServers\": {\n     \"new\": {\n       \"a\": \"1\"\n     "
		 "}\n   }\n }",
		 "\xef\xbb\xbf {\n   \"mcpServers\": {}\n }"},
		/* the object is missing */
		{"{\n  \"x\": {\"k\": 1}\n}",
		 "{\n  \"x\": {\"k\": 1},\n  \"mcpServers\": {\n    \"new\": {\n      \"a\": "
		 "\"1\"\n    }\n  }\n}",
		 "{\n  \"x\": {\"k\": 1},\n  \"mcpServers\": {}\n}"},
		{"{\n \"k\" : [ ]\n}\n",
		 "{\n \"k\" : [ ],\n \"mcpServers\" : {\n  \"new\" : {\n   \"a\" : \"1\"\n  }\n "
		 "}\n}\n",
		 "{\n \"k\" : [ ],\n \"mcpServers\" : {}\n}\n"},
		{"{ \"k\": 1 // x\n}",
		 "{ \"k\": 1, // x\n  \"mcpServers\": {\n    \"new\": {\n      \"a\": \"1\"\n    "
		 "}\n  }\n}",
		 "{ \"k\": 1, // x\n  \"mcpServers\": {}\n}"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		sets(t[i].old, t[i].want, t[i].back ? t[i].back : t[i].old, 0);
}

static void test_set_replaces(void **state)
{
	static const char old[] = "{\n\t// top\n\t\"mcpServers\": {\n\t\t\"new\" : {\"a\":\"0\"}, "
				  "// mine\n\t\t\"z\": {}\n\t}\n}\n";
	static const char want[] = "{\n\t// top\n\t\"mcpServers\": {\n\t\t\"new\" : {\"a\": "
				   "\"1\"}, // mine\n\t\t\"z\": {}\n\t}\n}\n";
	static const char *const deep[] = {"mcpServers", "new", "a"};
	struct tree *t = tree_map_new(NULL),
		    text = {.kind = TREE_TEXT, .text = (char *)"\x1b\"\\\n\xe2\x80\xa8"};
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

/* An entry of several lines stays one, whatever the others are; what is too much goes. */
static void test_set_replaces_lines(void **state)
{
	static const char old[] = "{\"mcpServers\": {\n  \"new\": {\n    \"a\": \"1\", \"b\": 2\n  "
				  "},\n  \"x\": {\"k\": 1}\n}}";
	static const char want[] =
		"{\"mcpServers\": {\n  \"new\": {\n    \"a\": \"1\"\n  },\n  \"x\": {\"k\": 1}\n}}";
	static const char old2[] =
		"{\"mcpServers\": {\n  \"new\": { \"a\": 1 },\n  \"x\": {\n    \"k\": 1\n  }\n}}";
	static const char want2[] = "{\"mcpServers\": {\n  \"new\": { \"a\": \"1\" },\n  \"x\": "
				    "{\n    \"k\": 1\n  }\n}}";
	struct tree *t = tree_map_new(NULL);
	struct err e = ERR_INIT;
	struct edit ed;

	(void)state;
	tree_add(t, "a", "1");
	edit_init(&ed, old, strlen(old));
	assert_int_equal(jsonc_set(&ed, "f", 0, SERVER, 2, t, &e), 0);
	assert_string_equal(ed.now.p, want);
	edit_free(&ed);
	edit_init(&ed, old2, strlen(old2));
	assert_int_equal(jsonc_set(&ed, "f", 0, SERVER, 2, t, &e), 0);
	assert_string_equal(ed.now.p, want2);
	edit_free(&ed);
	tree_free(t);
}

/* What one edit makes and takes back is as if it had never been, a file that was not there too. */
static void test_takes_back_new_document(void **state)
{
	static const char *const old[] = {"",	   " \r\n", "\xef\xbb\xbf",	     "{}",
					  "{ \n}", "{\n}",  "{\"mcpServers\": {\n}}"};
	static const char *const other[] = {"other", "b"};
	struct tree *t = entry_new("u");
	struct err e = ERR_INIT;
	struct edit ed;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(old) / sizeof(old[0]); i++) {
		edit_init(&ed, old[i], strlen(old[i]));
		assert_int_equal(jsonc_set(&ed, "f", 1, SERVER, 2, t, &e), 0);
		assert_int_equal(jsonc_set(&ed, "f", 1, other, 2, t, &e), 0);
		assert_int_equal(jsonc_unset(&ed, "f", 1, SERVER, 2, &e), 0);
		assert_non_null(strstr(ed.now.p, "\"other\""));
		assert_int_equal(jsonc_unset(&ed, "f", 1, other, 2, &e), 0);
		assert_string_equal(ed.now.p, old[i]);
		assert_int_equal(ed.done.n, 0);
		edit_free(&ed);
	}
	tree_free(t);
}

/* An entry of the same meaning in another order and shape is left as it is. */
static void test_set_same_meaning(void **state)
{
	static const char old[] =
		"{\"mcpServers\":{\"new\":{\"headers\":{\"x-app\":\"gtm\",\n\"Authorization\":"
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
	static const char old[] = "{\n  \"mcpServers\": {\n    \"x\": {\n      \"url\": \"u\",\n   "
				  "   \"headers\": { \"k\": \"v\" }\n    }\n  }\n}\n";
	static const char want[] =
		"{\n  \"mcpServers\": {\n    \"x\": {\n      \"url\": \"u\",\n      \"headers\": { "
		"\"k\": \"v\" }\n    },\n"
		"    \"new\": {\n      \"type\": \"http\",\n      \"url\": \"U\",\n"
		"      \"headers\": {\"Authorization\": \"Bearer ${TOKEN}\", \"x-app\": \"gtm\"}\n "
		"   }\n  }\n}\n";
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

static void fails(const char *old, const char *const *path, size_t n, const struct tree *t,
		  const char *says)
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
	static const char *const proto[] = {"mcpServers", "__proto__"};
	static const char *const bad_name[] = {"mcpServers", "a\xff"};
	const char *deep[70];
	struct tree *t = tree_map_new(NULL), *twice = tree_map_new(NULL);
	size_t i;

	(void)state;
	for (i = 0; i < 70; i++)
		deep[i] = "d";
	tree_add(twice, "k", "1");
	tree_add(twice, "k", "2");
	fails("{\n \"mcpServers\":\n null\n}", SERVER, 2, t, "dir/f.json:3:2: \"new\"");
	fails("[]", SERVER, 2, t, "dir/f.json:1:1: \"mcpServers\"");
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
		{"", ""},
		{"{}", "{}"},
		{"[]", "[]"},
		{"{\"mcpServers\": 5}", "{\"mcpServers\": 5}"},
		{"{\"mcpServers\":{\"old\":1}}", "{\"mcpServers\":{\"old\":1}}"},
		{"{\"mcpServers\":{\"new\":1, \"b\":2}}", "{\"mcpServers\":{\"b\":2}}"},
		{"{\"mcpServers\":{\"a\":1, \"new\" : 2 , \"b\":3}}",
		 "{\"mcpServers\":{\"a\":1, \"b\":3}}"},
		{"{\"mcpServers\":{\"a\":1 , \"new\":2}}", "{\"mcpServers\":{\"a\":1 }}"},
		{"{\"mcpServers\":{\"a\":1, \"new\":2, }}", "{\"mcpServers\":{\"a\":1, }}"},
		{"{\"mcpServers\":{\"new\":2,}}", "{\"mcpServers\":{}}"},
		{"{\"mcpServers\":{\"a\":1, \"new\":2, \n\"b\":3}}",
		 "{\"mcpServers\":{\"a\":1, \n\"b\":3}}"},
		/* comments stay, and nothing runs into them */
		{"{\"mcpServers\":{\n\"a\":1, // a\n\"new\":2 /* n */, // x\n\"b\":3}}",
		 "{\"mcpServers\":{\n\"a\":1, // a\n /* n */// x\n\"b\":3}}"},
		{"{\"mcpServers\":{\"a\":1, // a\n\"new\":2}}",
		 "{\"mcpServers\":{\"a\":1 // a\n}}"},
		{"{\"mcpServers\":{ // a\n\"new\":2}}", "{\"mcpServers\":{ // a\n}}"},
		{"{\"mcpServers\":{ // a\n\"new\":2 /* b */,}}",
		 "{\"mcpServers\":{ // a\n /* b */}}"},
		{"{\"mcpServers\":{\n  \"a\":1\n  // a\n  ,\"new\":2\n}}",
		 "{\"mcpServers\":{\n  \"a\":1\n  // a\n  \n}}"},
		/* nor does a blank that stood behind what goes become part of the comment in front of it */
		{"{\"mcpServers\":{\"a\":1, // a\n\"new\":2 \t\n}}", "{\"mcpServers\":{\"a\":1 // a\n}}"},
		{"{\"mcpServers\":{\"a\":1, // a\r\n\"new\":2\t\r\n, \r\n// b\r\n}}",
		 "{\"mcpServers\":{\"a\":1, // a\r\n// b\r\n}}"},
		{"{\"mcpServers\":{ // a\n\"new\":2, \n\"b\":3}}", "{\"mcpServers\":{ // a\n\"b\":3}}"},
		{"{\"mcpServers\":{ // a\n\"new\":2 \n}}", "{\"mcpServers\":{ // a\n}}"},
		{"{\"mcpServers\": {\r\n  \"new\": 1\r\n}}", "{\"mcpServers\": {}}"},
		{"{\"mcpServers\": {\n  \"new\": 1\n\n}}", "{\"mcpServers\": {\n\n}}"},
		/* nor do the blanks behind what goes: they are no part of the comment in front of it */
		{"{\"mcpServers\":{\n\"a\":1, // a\n\"new\":2 \n, \n // x\n}}",
		 "{\"mcpServers\":{\n\"a\":1, // a\n // x\n}}"},
		{"{\"mcpServers\":{ // a\n\"new\":2, \t\n}}", "{\"mcpServers\":{ // a\n}}"},
		{"{\"mcpServers\":{ // a\n\"new\":2\t\n}}", "{\"mcpServers\":{ // a\n}}"},
		{"{\"mcpServers\":{ // a\n\"new\":2, \t\n\"b\":3}}", "{\"mcpServers\":{ // a\n\"b\":3}}"},
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
		buf_addf(&b, "    \"s%d\": {\n      \"url\": \"u\"\n    }%s\n", i,
			 i < 19999 ? "," : "");
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_set_styles),
		cmocka_unit_test(test_set_replaces),
		cmocka_unit_test(test_set_replaces_lines),
		cmocka_unit_test(test_takes_back_new_document),
		cmocka_unit_test(test_set_same_meaning),
		cmocka_unit_test(test_set_inner_one_line),
		cmocka_unit_test(test_set_fails),
		cmocka_unit_test(test_unset),
		cmocka_unit_test(test_big),
	};

	return cmocka_run_group_tests_name("jsonc-edit", tests, NULL, NULL);
}
