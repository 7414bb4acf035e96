/* SPDX-License-Identifier: MIT */
/* t-toml: the TOML reader: what it finds, what it refuses and where. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "files/toml.h"

#include <stdio.h>
#include <string.h>

#define ROOT "mcp_servers"

static struct toml *parse(const char *s)
{
	struct err e = ERR_INIT;
	struct toml *doc = toml_parse(s, strlen(s), "config.toml", &e);

	if (!doc)
		fail_msg("%s in:\n%s", e.msg, s);
	return doc;
}

static void test_names_and_lines(void **state)
{
	static const char s[] = "model = \"o3\"\n"
				"mcp_servers.dotted.url = \"d\"\n"
				"mcp_servers.\"in line\" = { url = \"i\" }\n"
				"mcp_servers.number = 5\n"
				"[other]\nx = 1\n"
				"[mcp_servers.table]\nurl = \"t\"\n"
				"[mcp_servers.deep.http_headers]\na = \"b\"\n"
				"[mcp_servers.table.sub]\nx = 1\n"
				"[mcp_servers.'quoted.name']\n";
	static const char *const names[] = { "dotted", "in line", "table", "deep", "quoted.name" };
	static const size_t lines[] = { 2, 3, 7, 9, 13 };
	struct toml *doc = parse(s);
	struct tree *number;
	size_t i;

	(void)state;
	assert_int_equal(toml_count(doc, ROOT), 5);
	for (i = 0; i < 5; i++) {
		assert_string_equal(toml_name(doc, ROOT, i), names[i]);
		assert_int_equal(toml_line(doc, ROOT, i), lines[i]);
	}
	assert_null(toml_name(doc, ROOT, 5));
	assert_int_equal(toml_line(doc, ROOT, 5), 0);
	assert_int_equal(toml_count(doc, "nothing"), 0);
	assert_int_equal(toml_count(doc, "model"), 0);
	number = toml_tree_new(doc, ROOT, "number"); /* no table, and it stands there */
	assert_int_equal(number->kind, TREE_TEXT);
	tree_free(number);
	assert_null(toml_tree_new(doc, ROOT, "nothing"));
	assert_null(toml_tree_new(doc, "model", "x"));
	toml_free(doc);
	toml_free(NULL);
}

static void test_tree(void **state)
{
	static const char s[] = "[mcp_servers.x]\n"
				"a = 'lit\\eral' # c\n"
				"b = \"\\u00e4\\t\\\"\\\\ \\U0001F600\"\n"
				"c = true\nd = false\ne = 1_000\nf = 1979-05-27 07:32:00Z\n"
				"g = [ 'one', # ]\n 'two',\n]\n"
				"h = { i.j = 'k', \"l m\" = [] }\n"
				"n = '''\n[not.a.table]\r\nx'''\n"
				"o = \"\"\"a\\\n   \n  b\"\"\"\"\"\n"
				"[[mcp_servers.x.p]]\nq = 1\n[[mcp_servers.x.p]]\n";
	struct toml *doc = parse(s);
	struct tree *t = toml_tree_new(doc, ROOT, "x");
	const struct tree *g;

	(void)state;
	assert_string_equal(tree_get(t, "a")->text, "lit\\eral");
	assert_string_equal(tree_get(t, "b")->text, "\xc3\xa4\t\"\\ \xf0\x9f\x98\x80");
	assert_int_equal(tree_get(t, "c")->truth, 1);
	assert_int_equal(tree_get(t, "d")->kind, TREE_BOOL);
	assert_int_equal(tree_get(t, "d")->truth, 0);
	assert_string_equal(tree_get(t, "e")->text, "1_000");
	assert_string_equal(tree_get(t, "f")->text, "1979-05-27 07:32:00Z");
	g = tree_get(t, "g");
	assert_int_equal(g->kind, TREE_LIST);
	assert_string_equal(g->child->text, "one");
	assert_string_equal(g->child->next->text, "two");
	assert_null(g->child->next->next);
	assert_string_equal(tree_get(tree_get(tree_get(t, "h"), "i"), "j")->text, "k");
	assert_null(tree_get(tree_get(t, "h"), "l m")->child);
	assert_string_equal(tree_get(t, "n")->text, "[not.a.table]\nx");
	assert_string_equal(tree_get(t, "o")->text, "ab\"\"");
	assert_string_equal(tree_get(t, "p")->child->child->text, "1");
	assert_null(tree_get(t, "p")->child->next->child);
	tree_free(t);
	toml_free(doc);
}

static void test_accepted(void **state)
{
	static const char *const good[] = {
		"",
		"\n",
		"# only words",
		"\xef\xbb\xbf",
		"\xef\xbb\xbf# c\r\n\r\n",
		"a=1",
		"  a = 1\t# c",
		"a = [\n]",
		"a = [1,\n# c\n2,\n]",
		"a = {}",
		"a = { }",
		"a = {b={c=[{}]}}",
		"'' = 1",
		"\"\".'' = 1",
		"1.2 = 3",
		"a . b\t.c = 1\na.b.d = 2",
		"[a.b]\n[a]",
		"[a]\n[a.b]\n[c]\n[a.d]",
		"[a.b.c]\n[a]\nb.d = 1",
		"[[a]]\n[a.b]\n[[a]]\n[a.b]",
		"[[a]]\n[[a.b]]\n[[a.b]]\n[a.b.c]",
		"a.b = 1\n[a.c]",
		"[ a . 'b' ]",
		"a = 0x1F\nb = 0o7\nc = 0b1\nd = +0\ne = -0.0e-0\nf = 1e06\ng = -inf\nh = +nan",
		"a = 00:00:00\nb = 2024-02-29\nd = 2024-02-29 # x",
		"c = 2024-12-31T23:59:60.123456789+23:59",
		"a = \"\"\"\"\"\"\nb = ''''''\nc = '''''''' \nd = \"\"\" \\\" \"\"\"",
		"a = \"\\b\\t\\n\\f\\r\\\"\\\\\"",
		"a = [[[[1]]], {b = '''\n'''}]",
		"a = {b = 1,}", /* from here on TOML 1.1 */
		"a = {\n}",
		"a = { # c }\r\n\tb = 1 # c,\r\n\t, # d\r\n c = { },\r\n}\r\n[z]",
		"a = [{\nb = 1\n}, {c = 1,},]",
		"a = \"\\x41\\xe9\\e\"",
		"a = 00:00\nb = 2024-01-01 00:00\nc = 2024-01-01T23:59-07:00",
		"true = true\nfalse = 1\ninf = 2\n2024-01-01 = 3",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		toml_free(parse(good[i]));
}

static void test_refused(void **state)
{
	static const struct {
		const char *s, *place;
	} bad[] = {
		{ "a", "1:2" },
		{ "= 1", "1:1" },
		{ "a =", "1:4" },
		{ "a = \n", "1:5" },
		{ "a = b", "1:5" },
		{ "a = 1 2", "1:7" },
		{ "a = 1\nb = 01", "2:5" },
		{ "a = 1_", "1:5" },
		{ "a = .5", "1:5" },
		{ "a = 5.", "1:5" },
		{ "a = 0x", "1:5" },
		{ "a = -0x1", "1:5" },
		{ "a = 1e", "1:5" },
		{ "a = +", "1:5" },
		{ "a = tru", "1:5" },
		{ "a = True", "1:5" },
		{ "a = 2023-02-29", "1:5" },
		{ "a = 1900-02-29", "1:5" },
		{ "a = 24:00:00", "1:5" },
		{ "a = 00:60:00", "1:5" },
		{ "a = 00:00.5", "1:5" },
		{ "a = 0:00", "1:5" },
		{ "a = 2024-13-01", "1:5" },
		{ "a = 2024-01-01T", "1:5" },
		{ "a = 2024-01-01T00:00:00+1:00", "1:5" },
		{ "a = 2024-01-01 00:0", "1:5" },
		{ "a = \"x", "1:5" },
		{ "a = 'x\n'", "1:5" },
		{ "a = \"\"\"x\"\"", "1:5" },
		{ "a = '''", "1:5" },
		{ "a = \"\\x4\"", "1:6" },
		{ "a = \"\\x00\"", "1:6" },
		{ "a = \"\\E\"", "1:6" },
		{ "a = \"\\ud800\"", "1:6" },
		{ "a = \"\\u12\"", "1:6" },
		{ "a = \"\\U00110000\"", "1:6" },
		{ "a = \"\\u0000\"", "1:6" },
		{ "a = \"\"\"\\ x\"\"\"", "1:8" },
		{ "a = \"\\", "1:6" },
		{ "a = [1", "1:5" },
		{ "a = [1 2]", "1:8" },
		{ "a = [,]", "1:6" },
		{ "a = {b = 1", "1:5" },
		{ "a = {", "1:5" },
		{ "a = {b = 1,,}", "1:12" },
		{ "a = {,}", "1:6" },
		{ "a = {b = 1 c = 2}", "1:12" },
		{ "a = {b\n= 1}", "1:7" },
		{ "a = {b =\n1}", "1:9" },
		{ "a = { # }", "1:5" },
		{ "[a", "1:3" },
		{ "[a]]", "1:4" },
		{ "[[a]", "1:4" },
		{ "[]", "1:2" },
		{ "[a.]", "1:4" },
		{ "[.a]", "1:2" },
		{ "[a] b = 1", "1:5" },
		{ "a. = 1", "1:4" },
		{ "\"\"\"a\"\"\" = 1", "1:3" },
		{ "a = 1\na = 2", "2:1" },
		{ "a = 1\n'a' = 2", "2:1" },
		{ "[a]\n[a]", "2:2" },
		{ "a = 1\n[a]", "2:2" },
		{ "a = 1\n[a.b]", "2:2" },
		{ "a = {}\n[a.b]", "2:2" },
		{ "a = {}\na.b = 1", "2:1" },
		{ "a.b = 1\n[a]", "2:2" },
		{ "[a]\nb.c = 1\n[a.b]", "3:4" },
		{ "[a.b]\nc = 1\n[a]\nb.d = 1", "4:1" },
		{ "[a]\n[[a]]", "2:3" },
		{ "[[a]]\n[a]", "2:2" },
		{ "a = []\n[[a]]", "2:3" },
		{ "a = [{}]\n[a.b]", "2:2" },
		{ "[a.b]\n[[a]]", "2:3" },
		{ "[[a.b]]\n[a]\nb.c = 1", "3:1" },
		{ "a = {b.c = 1, b = 2}", "1:15" },
		{ "a = {b = {}, b.c = 1}", "1:14" },
		{ "a = 1\nb = \"\xc3\xa4\" x", "2:9" },
		{ "\xef\xbb\xbfz", "1:2" },
		{ "a = \"\xff\"", "1:6" },
		{ "# \xc0\xaf", "1:3" },
		{ "# \x01", "1:3" },
		{ "a = 1\rb = 2", "1:6" },
		{ "a = '\x7f'", "1:6" },
		{ "a = 1\r", "1:6" },
		{ "\xc3\xa4 = 1", "1:1" },
		{ "a\xef\xbb\xbf = 1", "1:2" },
	};
	char want[64];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct err e = ERR_INIT;
		struct toml *doc = toml_parse(bad[i].s, strlen(bad[i].s), "c.toml", &e);

		if (doc)
			fail_msg("accepted: %s", bad[i].s);
		assert_int_equal(e.code, E_FAIL);
		snprintf(want, sizeof(want), "c.toml:%s: ", bad[i].place);
		if (strncmp(e.msg, want, strlen(want)))
			fail_msg("%s instead of %s in:\n%s", e.msg, want, bad[i].s);
	}
}

static void refuse_bytes(const char *s, size_t n)
{
	struct err e = ERR_INIT;

	assert_null(toml_parse(s, n, "bomb\x1b.toml", &e));
	assert_int_equal(e.code, E_FAIL);
	assert_null(strchr(e.msg, '\x1b'));
}

static void test_bombs(void **state)
{
	static const char *const pieces[] = { "[", "{a=", "a.", "\"", "[[", "'''", "[a.", "#\n[" };
	struct buf b = BUF_INIT;
	struct toml *doc;
	size_t i, k;

	(void)state;
	refuse_bytes("a = \"\0\"", 7);
	for (i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		buf_reset(&b);
		buf_adds(&b, "a = ");
		for (k = 0; k < 100000; k++)
			buf_adds(&b, pieces[i]);
		refuse_bytes(buf_str(&b), b.len);
		refuse_bytes(buf_str(&b) + 4, b.len - 4);
	}
	buf_reset(&b);
	for (k = 0; k < 100000; k++)
		buf_addf(&b, "[mcp_servers.s%zu]\nurl = \"u\"\n", k);
	doc = toml_parse(buf_str(&b), b.len, "c.toml", NULL);
	assert_int_equal(toml_count(doc, ROOT), 100000);
	assert_string_equal(toml_name(doc, ROOT, 99999), "s99999");
	assert_int_equal(toml_line(doc, ROOT, 99999), 199999);
	toml_free(doc);
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names_and_lines), cmocka_unit_test(test_tree),
		cmocka_unit_test(test_accepted),	cmocka_unit_test(test_refused),
		cmocka_unit_test(test_bombs),
	};

	return cmocka_run_group_tests_name("toml", tests, NULL, NULL);
}
