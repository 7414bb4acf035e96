/* SPDX-License-Identifier: MIT */
/* t-toml: the TOML reader, and set and unset of one table with every other byte in its place. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/mem.h"
#include "files/toml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROOT "mcp_servers"
#define NEW "pipedream-gtm-ascend"

/* What the entry of NEW looks like at the end of a file. */
#define TABLE(eol)                                                                  \
	"[mcp_servers.pipedream-gtm-ascend]" eol                                    \
	"url = \"https://remote.example/v3\"" eol                                   \
	"bearer_token_env_var = \"PIPEDREAM_OAUTH_BEARER\"" eol                     \
	"http_headers = { x-pd-environment = \"production\", \"x pd\" = \"a\\\"b\" }"

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

/* Set (or, with t NULL, unset) a name in `s` and compare with what is expected. */
static void check_edit(const char *s, const char *name, const struct tree *t, const char *want)
{
	struct err e = ERR_INIT;
	struct edit ed;
	int rc;

	edit_init(&ed, s, strlen(s));
	rc = t ? toml_set(&ed, "config.toml", ROOT, name, t, &e) :
		 toml_unset(&ed, "config.toml", ROOT, name, &e);
	if (rc)
		fail_msg("%s in:\n%s", e.msg, s);
	assert_string_equal(buf_str(&ed.now), want);
	if (t) {
		assert_int_equal(toml_set(&ed, "config.toml", ROOT, name, t, &e), 0);
		assert_string_equal(buf_str(&ed.now), want);
	}
	if (!strcmp(s, want))
		assert_int_equal(ed.done.n, 0);
	edit_free(&ed);
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
	assert_int_equal(ed.done.n, 1);
	assert_int_equal(ed.done.v[0].del, 0);
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
	assert_null(toml_tree_new(doc, ROOT, "number"));
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
		"", "\n", "# only words", "\xef\xbb\xbf", "\xef\xbb\xbf# c\r\n\r\n", "a=1", "  a = 1\t# c",
		"a = [\n]", "a = [1,\n# c\n2,\n]", "a = {}", "a = { }", "a = {b={c=[{}]}}", "'' = 1", "\"\".'' = 1",
		"1.2 = 3", "a . b\t.c = 1\na.b.d = 2", "[a.b]\n[a]", "[a]\n[a.b]\n[c]\n[a.d]", "[a.b.c]\n[a]\nb.d = 1",
		"[[a]]\n[a.b]\n[[a]]\n[a.b]", "[[a]]\n[[a.b]]\n[[a.b]]\n[a.b.c]", "a.b = 1\n[a.c]", "[ a . 'b' ]",
		"a = 0x1F\nb = 0o7\nc = 0b1\nd = +0\ne = -0.0e-0\nf = 1e06\ng = -inf\nh = +nan",
		"a = 00:00:00\nb = 2024-02-29\nc = 2024-12-31T23:59:60.123456789+23:59\nd = 2024-02-29 # x",
		"a = \"\"\"\"\"\"\nb = ''''''\nc = '''''''' \nd = \"\"\" \\\" \"\"\"", "a = \"\\b\\t\\n\\f\\r\\\"\\\\\"",
		"a = [[[[1]]], {b = '''\n'''}]", "true = true\nfalse = 1\ninf = 2\n2024-01-01 = 3",
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
		{ "a", "1:2" }, { "= 1", "1:1" }, { "a =", "1:4" }, { "a = \n", "1:5" }, { "a = b", "1:5" },
		{ "a = 1 2", "1:7" }, { "a = 1\nb = 01", "2:5" }, { "a = 1_", "1:5" }, { "a = .5", "1:5" },
		{ "a = 5.", "1:5" }, { "a = 0x", "1:5" }, { "a = -0x1", "1:5" }, { "a = 1e", "1:5" }, { "a = +", "1:5" },
		{ "a = tru", "1:5" }, { "a = True", "1:5" }, { "a = 2023-02-29", "1:5" }, { "a = 1900-02-29", "1:5" },
		{ "a = 24:00:00", "1:5" }, { "a = 00:60:00", "1:5" }, { "a = 00:00", "1:5" }, { "a = 2024-13-01", "1:5" },
		{ "a = 2024-01-01T", "1:5" }, { "a = 2024-01-01T00:00:00+1:00", "1:5" }, { "a = 2024-01-01 00:00", "1:5" },
		{ "a = \"x", "1:5" }, { "a = 'x\n'", "1:5" }, { "a = \"\"\"x\"\"", "1:5" }, { "a = '''", "1:5" },
		{ "a = \"\\x41\"", "1:6" }, { "a = \"\\e\"", "1:6" }, { "a = \"\\ud800\"", "1:6" }, { "a = \"\\u12\"", "1:6" },
		{ "a = \"\\U00110000\"", "1:6" }, { "a = \"\\u0000\"", "1:6" }, { "a = \"\"\"\\ x\"\"\"", "1:8" },
		{ "a = \"\\", "1:6" }, { "a = [1", "1:5" }, { "a = [1 2]", "1:8" }, { "a = [,]", "1:6" }, { "a = {b = 1", "1:11" },
		{ "a = {b = 1,}", "1:12" }, { "a = {\n}", "1:6" }, { "a = {b = 1\n}", "1:11" }, { "[a", "1:3" }, { "[a]]", "1:4" },
		{ "[[a]", "1:4" }, { "[]", "1:2" }, { "[a.]", "1:4" }, { "[.a]", "1:2" }, { "[a] b = 1", "1:5" }, { "a. = 1", "1:4" },
		{ "\"\"\"a\"\"\" = 1", "1:3" }, { "a = 1\na = 2", "2:1" }, { "a = 1\n'a' = 2", "2:1" }, { "[a]\n[a]", "2:2" },
		{ "a = 1\n[a]", "2:2" }, { "a = 1\n[a.b]", "2:2" }, { "a = {}\n[a.b]", "2:2" }, { "a = {}\na.b = 1", "2:1" },
		{ "a.b = 1\n[a]", "2:2" }, { "[a]\nb.c = 1\n[a.b]", "3:4" }, { "[a.b]\nc = 1\n[a]\nb.d = 1", "4:1" },
		{ "[a]\n[[a]]", "2:3" }, { "[[a]]\n[a]", "2:2" }, { "a = []\n[[a]]", "2:3" }, { "a = [{}]\n[a.b]", "2:2" },
		{ "[a.b]\n[[a]]", "2:3" }, { "[[a.b]]\n[a]\nb.c = 1", "3:1" }, { "a = {b.c = 1, b = 2}", "1:15" },
		{ "a = {b = {}, b.c = 1}", "1:14" }, { "a = 1\nb = \"\xc3\xa4\" x", "2:9" }, { "\xef\xbb\xbf" "a", "1:2" },
		{ "a = \"\xff\"", "1:6" }, { "# \xc0\xaf", "1:3" }, { "# \x01", "1:3" }, { "a = 1\rb = 2", "1:6" }, { "a = '\x7f'", "1:6" },
		{ "a = 1\r", "1:6" }, { "\xc3\xa4 = 1", "1:1" }, { "a\xef\xbb\xbf = 1", "1:2" },
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
	struct tree *t = url_tree("x");
	struct buf b = BUF_INIT;
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
	check_round_trip(buf_str(&b), b.len, NEW, t);
	tree_free(t);
	buf_free(&b);
}

static void test_new_table(void **state)
{
	struct tree *t = entry_new_tree();

	(void)state;
	check_edit("", NEW, t, TABLE("\n") "\n");
	check_edit("\xef\xbb\xbf", NEW, t, "\xef\xbb\xbf" TABLE("\n") "\n");
	check_edit("a = 1\n", NEW, t, "a = 1\n\n" TABLE("\n") "\n");
	check_edit("a = 1", NEW, t, "a = 1\n\n" TABLE("\n"));
	check_edit("a = 1\r\n", NEW, t, "a = 1\r\n\r\n" TABLE("\r\n") "\r\n");
	check_edit("# c\r\na = 1", NEW, t, "# c\r\na = 1\r\n\r\n" TABLE("\r\n"));
	check_edit("[mcp_servers]\n", NEW, t, "[mcp_servers]\n\n" TABLE("\n") "\n");
	check_edit("mcp_servers.a.url = 'x'\n", NEW, t, "mcp_servers.a.url = 'x'\n\n" TABLE("\n") "\n");
	tree_free(t);
	t = url_tree("x");
	check_edit("", "a b", t, "[mcp_servers.\"a b\"]\nurl = \"x\"\n");
	check_edit("", "", t, "[mcp_servers.\"\"]\nurl = \"x\"\n");
	check_edit("", "x]\n[evil]\n\"\\", t, "[mcp_servers.\"x]\\n[evil]\\n\\\"\\\\\"]\nurl = \"x\"\n");
	tree_free(t);
}

static void test_values(void **state)
{
	struct tree *t = tree_map_new(NULL), *list;

	(void)state;
	tree_add(t, "a", "\b\t\n\f\r\"\\\x01\x7f\xc3\xa4");
	tree_add_bool(t, "b", 1);
	tree_add_bool(t, "c.d", 0);
	list = tree_add_list(t, "args");
	tree_add(list, NULL, "one");
	tree_add(list, NULL, "two");
	tree_add_map(t, "empty");
	tree_add_list(t, "none");
	check_edit("", "n", t,
		   "[mcp_servers.n]\na = \"\\b\\t\\n\\f\\r\\\"\\\\\\u0001\\u007F\xc3\xa4\"\nb = true\n\"c.d\" = false\n"
		   "args = [\"one\", \"two\"]\nempty = {}\nnone = []\n");
	tree_free(t);
}

static void test_inline_root(void **state)
{
	struct tree *t = url_tree("x");

	(void)state;
	check_edit("mcp_servers = { a = { url = \"y\" } } # c\n", "b", t,
		   "mcp_servers = { a = { url = \"y\" }, b = { url = \"x\" } } # c\n");
	check_edit("mcp_servers = {}\n", "b", t, "mcp_servers = {b = { url = \"x\" }}\n");
	check_edit("mcp_servers = {  }", "b", t, "mcp_servers = { b = { url = \"x\" } }");
	check_edit("mcp_servers = { a = { url = \"y\" , n = 5 }, b.url = 'z' }", "a", t,
		   "mcp_servers = { a = { url = \"x\" }, b.url = 'z' }");
	check_edit("mcp_servers = { a.url = 'y', b.url = 'z', a.n = 5 }", "a", t,
		   "mcp_servers = { a = { url = \"x\" }, b.url = 'z' }");
	check_edit("mcp_servers = { a.url = 'y', b.url = 'z', a.n = 5 }", "a", NULL, "mcp_servers = { b.url = 'z' }");
	check_edit("mcp_servers = { a.url = 'y', a.n = 5, b.url = 'z' }", "a", NULL, "mcp_servers = { b.url = 'z' }");
	check_edit("mcp_servers = { a = {}, b = {}, c = {} }", "b", NULL, "mcp_servers = { a = {}, c = {} }");
	check_edit("mcp_servers = { a = {} }", "a", NULL, "mcp_servers = {  }");
	check_edit("other = { a = {} }\nmcp_servers = { a = {} }", "a", t,
		   "other = { a = {} }\nmcp_servers = { a = { url = \"x\" } }");
	tree_free(t);
}

static void test_round_trips(void **state)
{
	static const char *const files[] = {
		"", "\n", "\n\n", "\r\n", "  ", "a = 1", "a = 1\n", "a = 1\n\n", "a = 1\n\n\n", "a = 1\r\n", "a = 1\r\n\r\n", "a = 1\r\nb = 2",
		"\xef\xbb\xbf", "\xef\xbb\xbf\n", "\xef\xbb\xbf" "a = 1", "# only words", "# only words\n", "#\n\t\n  # more\n   ",
		"[mcp_servers]", "[mcp_servers]\n", "mcp_servers = {}", "mcp_servers = { }\n", "mcp_servers = {  } # c",
		"mcp_servers = {\t \t}", "mcp_servers = { a = { url = \"x\" } }", "mcp_servers={a.url='x' , b={} }\n[z]",
		"mcp_servers.a = {}", "mcp_servers.a.url = 'x'", "[mcp_servers.a]\nurl = 'x'\n", "[mcp_servers]\na.url = 'x'",
		"[mcp_servers.a.b]\nc = 1\n[z]\n[mcp_servers.a]\n# c", "[[z]]\n[[z]]\n", "z = '''\n[mcp_servers.x]\n'''",
		"z = \"\"\"\n\n[mcp_servers.pipedream-gtm-ascend]\nurl = 1\n\n\"\"\"", "[mcp_servers.\"a b\"]\r\nurl = 1\n\n\n", "a = 1\n\r\n",
	};
	struct tree *t = entry_new_tree();
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		check_round_trip(files[i], strlen(files[i]), NEW, t);
		check_round_trip(files[i], strlen(files[i]), "a.b c", t);
	}
	tree_free(t);
}

static void test_change_in_place(void **state)
{
	struct tree *t = entry_new_tree();

	(void)state;
	/* What says the same already stays as the person wrote it; so do comments. */
	check_edit("# in front\n  [ mcp_servers.'pipedream-gtm-ascend' ] # mine\n"
		   "  url = 'https://old.example' # where\n  # about the rest\n"
		   "  bearer_token_env_var = 'PIPEDREAM_OAUTH_BEARER' # kept\n  startup_timeout_sec = 20\n\n[z]\n",
		   NEW, t,
		   "# in front\n  [ mcp_servers.'pipedream-gtm-ascend' ] # mine\n"
		   "  url = \"https://remote.example/v3\" # where\n  # about the rest\n"
		   "  bearer_token_env_var = 'PIPEDREAM_OAUTH_BEARER' # kept\n"
		   "  http_headers = { x-pd-environment = \"production\", \"x pd\" = \"a\\\"b\" }\n\n[z]\n");
	/* A sub-table elsewhere in the file takes its own changes. */
	check_edit("[mcp_servers.pipedream-gtm-ascend.http_headers]\nold = \"1\"\nx-pd-environment = \"production\" # c\n"
		   "[z]\na = 1\n\n[mcp_servers.pipedream-gtm-ascend]\nurl = \"https://remote.example/v3\"", NEW, t,
		   "[mcp_servers.pipedream-gtm-ascend.http_headers]\nx-pd-environment = \"production\" # c\n\"x pd\" = \"a\\\"b\"\n"
		   "[z]\na = 1\n\n[mcp_servers.pipedream-gtm-ascend]\nurl = \"https://remote.example/v3\"\n"
		   "bearer_token_env_var = \"PIPEDREAM_OAUTH_BEARER\"");
	tree_free(t);
	t = url_tree("x");
	check_edit("[mcp_servers.a.sub]\nb = 1\n\n[z]\n", "a", t, "[mcp_servers.a]\nurl = \"x\"\n\n[z]\n");
	check_edit("[z]\n\n[mcp_servers.a.sub]\nb = 1", "a", t, "[z]\n\n[mcp_servers.a]\nurl = \"x\"\n");
	check_edit("[mcp_servers.a]\n[[mcp_servers.a.sub]]\nb = 1\n[[mcp_servers.a.sub]]\n[z]\n", "a", t,
		   "[mcp_servers.a]\nurl = \"x\"\n[z]\n");
	check_edit("mcp_servers.a.url = 'y'\nb = 1\nmcp_servers.a.c = 2\n[mcp_servers.a.d]\ne = 1\n[z]", "a", t,
		   "mcp_servers.a.url = \"x\"\nb = 1\n[z]");
	check_edit("[mcp_servers]\n a . c = 1 # gone\nb.url = 'y'\n", "a", t, "[mcp_servers]\n a.url = \"x\"\nb.url = 'y'\n");
	check_edit("mcp_servers.a = { u = 1 } # c", "a", t, "mcp_servers.a = { url = \"x\" } # c");
	check_edit("[mcp_servers.a]\r\nu = 1\r\n", "a", t, "[mcp_servers.a]\r\nurl = \"x\"\r\n");
	check_edit("[mcp_servers.a]", "a", t, "[mcp_servers.a]\nurl = \"x\"");
	check_edit("[mcp_servers.a]\nurl = \"\"\"\n[z]\n\"\"\"\nv = [\n1,\n]\n[z]", "a", t, "[mcp_servers.a]\nurl = \"x\"\n[z]");
	check_edit("[mcp_servers.a]\nurl = '''x'''\n", "a", t, "[mcp_servers.a]\nurl = '''x'''\n");
	tree_free(t);
}

static void test_numbers_stay_numbers(void **state)
{
	static const char old[] = "[mcp_servers.a]\nurl = 'y'\nstartup_timeout_sec = 20\n"
				  "[mcp_servers.a.tools.search]\nat = 07:32:00\nlist = [1, 'a', { b = 2.5 }]\n";
	static const char want[] = "[mcp_servers.a]\nurl = \"x\"\nstartup_timeout_sec = 20\n"
				   "[mcp_servers.a.tools.search]\nat = 07:32:00\nlist = [1, 'a', { b = 2.5 }]\n";
	static const char flat[] = "mcp_servers = { a = { url = 'y', n = 20, o = { p = 1 } } }";
	struct toml *doc = parse(old);
	struct tree *t = toml_tree_new(doc, ROOT, "a");

	(void)state;
	free(t->child->text);
	t->child->text = mem_str("x");
	check_edit(old, "a", t, want);
	tree_free(t);
	toml_free(doc);
	doc = parse(flat);
	t = toml_tree_new(doc, ROOT, "a");
	free(t->child->text);
	t->child->text = mem_str("x");
	check_edit(flat, "a", t, "mcp_servers = { a = { url = \"x\", n = 20, o = { p = 1 } } }");
	tree_free(t);
	toml_free(doc);
}

static void test_unset(void **state)
{
	(void)state;
	check_edit("", "a", NULL, "");
	check_edit("mcp_servers = 5", "a", NULL, "mcp_servers = 5");
	check_edit("[mcp_servers.b]\n", "a", NULL, "[mcp_servers.b]\n");
	check_edit("# mine\n[mcp_servers.a] # c\n# in\nu = 1\n# behind\n\n[z]\n", "a", NULL, "# mine\n# behind\n\n[z]\n");
	check_edit("[mcp_servers.a]\nu = 1\n\n[z]\n", "a", NULL, "[z]\n");
	check_edit("x = 1\n\n[mcp_servers.a]\nu = 1\n# in\n[mcp_servers.a.b]\nc = 1\n\n[z]\n\n[[mcp_servers.a.d]]\n[y]\n", "a",
		   NULL, "x = 1\n\n[z]\n[y]\n");
	check_edit("[mcp_servers]\na.u = 1\nb.u = 2\na.v = 3\n", "a", NULL, "[mcp_servers]\nb.u = 2\n");
	check_edit("mcp_servers.a = { u = 1 }\nx = 1\n", "a", NULL, "x = 1\n");
	check_edit("x = 1\nmcp_servers.\"a\".u = '''\n'''\n", "a", NULL, "x = 1\n");
}

static void check_stays(const char *s, const char *name, const struct tree *t, const char *said)
{
	struct err e = ERR_INIT;
	struct edit ed;

	edit_init(&ed, s, strlen(s));
	assert_int_equal(toml_set(&ed, "c.toml", ROOT, name, t, &e), -1);
	assert_int_equal(e.code, E_FAIL);
	if (strncmp(e.msg, said, strlen(said)))
		fail_msg("%s instead of %s", e.msg, said);
	assert_string_equal(buf_str(&ed.now), s);
	assert_int_equal(ed.done.n, 0);
	edit_free(&ed);
}

static void test_in_the_way(void **state)
{
	struct tree *t = url_tree("x");
	struct err e = ERR_INIT;
	struct edit ed;

	(void)state;
	check_stays("mcp_servers = 5", "a", t, "c.toml:1:1: ");
	check_stays("x = 1\n[[mcp_servers]]\n", "a", t, "c.toml:2:3: ");
	check_stays("[mcp_servers]\n  a = 5", "a", t, "c.toml:2:3: ");
	check_stays("[[mcp_servers.a]]", "a", t, "c.toml:1:15: ");
	check_stays("a = ", "a", t, "c.toml:1:5: ");
	check_stays("", "a\xff", t, "c.toml: ");
	tree_add(t, "url", "twice");
	check_stays("", "a", t, "c.toml: ");
	tree_free(t);
	edit_init(&ed, "[mcp_servers]\na = 5", 19);
	assert_int_equal(toml_unset(&ed, "c.toml", ROOT, "a", &e), -1);
	assert_int_equal(ed.done.n, 0);
	edit_free(&ed);
}

/* Several tables into one file, out again in another order. */
static void test_many(void **state)
{
	static const char *const files[] = { "", "a = 1", "a = 1\n", "# c\r\n", "mcp_servers = { z = {} }" };
	static const char *const names[] = { "one", "two", "three" };
	static const int orders[][3] = { { 0, 1, 2 }, { 2, 1, 0 }, { 1, 0, 2 }, { 1, 2, 0 } };
	struct tree *t = entry_new_tree();
	struct err e = ERR_INIT;
	size_t f, o, i;

	(void)state;
	for (f = 0; f < 5; f++) {
		for (o = 0; o < 4; o++) {
			struct edit ed;

			edit_init(&ed, files[f], strlen(files[f]));
			for (i = 0; i < 3; i++)
				assert_int_equal(toml_set(&ed, "c", ROOT, names[i], t, &e), 0);
			for (i = 0; i < 3; i++)
				assert_int_equal(toml_unset(&ed, "c", ROOT, names[orders[o][i]], &e), 0);
			assert_string_equal(buf_str(&ed.now), files[f]);
			assert_int_equal(ed.done.n, 0);
			edit_free(&ed);
		}
	}
	tree_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names_and_lines), cmocka_unit_test(test_tree),
		cmocka_unit_test(test_accepted),	cmocka_unit_test(test_refused),
		cmocka_unit_test(test_bombs),		cmocka_unit_test(test_new_table),
		cmocka_unit_test(test_values),		cmocka_unit_test(test_inline_root),
		cmocka_unit_test(test_round_trips),	cmocka_unit_test(test_change_in_place),
		cmocka_unit_test(test_numbers_stay_numbers), cmocka_unit_test(test_unset),
		cmocka_unit_test(test_in_the_way),	cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests_name("toml", tests, NULL, NULL);
}
