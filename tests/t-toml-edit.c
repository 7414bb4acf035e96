/* SPDX-License-Identifier: MIT */
/* t-toml-edit: set and unset of one TOML table, with every other byte in its place. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/mem.h"
#include "files/toml_node.h"

#include <stdlib.h>
#include <string.h>

#define ROOT "mcp_servers"
#define NEW "pipedream-gtm-ascend"

/* What the entry of NEW looks like at the end of a file. */
#define TABLE(eol) \
	"[mcp_servers.pipedream-gtm-ascend]" eol "url = \"https://remote.example/v3\"" eol \
	"bearer_token_env_var = \"PIPEDREAM_OAUTH_BEARER\"" eol \
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
	rc = t ? toml_set(&ed, "config.toml", ROOT, name, t, &e)
	       : toml_unset(&ed, "config.toml", ROOT, name, &e);
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
	check_edit("mcp_servers.a.url = 'x'\n", NEW, t,
		   "mcp_servers.a.url = 'x'\n\n" TABLE("\n") "\n");
	tree_free(t);
	t = url_tree("x");
	check_edit("", "a b", t, "[mcp_servers.\"a b\"]\nurl = \"x\"\n");
	check_edit("", "", t, "[mcp_servers.\"\"]\nurl = \"x\"\n");
	check_edit("", "x]\n[evil]\n\"\\", t,
		   "[mcp_servers.\"x]\\n[evil]\\n\\\"\\\\\"]\nurl = \"x\"\n");
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
		   "[mcp_servers.n]\na = \"\\b\\t\\n\\f\\r\\\"\\\\\\u0001\\u007F\xc3\xa4\"\nb = "
		   "true\n\"c.d\" = false\n"
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
		   "mcp_servers = { a.url = \"x\", b.url = 'z' }");
	check_edit("mcp_servers = { a.n = 5, b.url = 'z' }", "a", t,
		   "mcp_servers = { b.url = 'z', a.url = \"x\" }");
	check_edit("mcp_servers = { a.url = 'y', b.url = 'z', a.n = 5 }", "a", NULL,
		   "mcp_servers = { b.url = 'z' }");
	check_edit("mcp_servers = { a.url = 'y', a.n = 5, b.url = 'z' }", "a", NULL,
		   "mcp_servers = { b.url = 'z' }");
	check_edit("mcp_servers = { a = {}, b = {}, c = {} }", "b", NULL,
		   "mcp_servers = { a = {}, c = {} }");
	check_edit("mcp_servers = { a = {} }", "a", NULL, "mcp_servers = {  }");
	/* over several lines, and with a comma behind the last one: in and out in their style, comments where they are */
	check_edit("mcp_servers = {\n  a = {}, # c\n}\n", "b", t, "mcp_servers = {\n  a = {}, # c\n  b = { url = \"x\" },\n}\n");
	check_edit("mcp_servers = {\n  a = {} # c\n}\n", "b", t, "mcp_servers = {\n  a = {}, # c\n  b = { url = \"x\" }\n}\n");
	check_edit("mcp_servers = { a = {}, }\n", "b", t, "mcp_servers = { a = {}, b = { url = \"x\" }, }\n");
	check_edit("mcp_servers = {\n  # c }\n}\n", "b", t, "mcp_servers = {\n  # c }\n  b = { url = \"x\" }\n}\n");
	check_edit("mcp_servers = {\n  a = {}, # a\n  # b\n  b = {}, # c\n  d = {}\n}\n", "b", NULL,
		   "mcp_servers = {\n  a = {}, # a\n  # b\n  # c\n  d = {}\n}\n");
	check_edit("mcp_servers = {\n  a = {}, # a\n  b = {} # c\n}\n", "b", NULL,
		   "mcp_servers = {\n  a = {} # a\n  # c\n}\n");
	check_edit("mcp_servers = { b = {}, }\n", "b", NULL, "mcp_servers = {  }\n");
	check_edit("mcp_servers = {\n  a = { # s\n    url = 'y', # u\n    # n\n    n = 5, # m\n  },\n  b = {},\n}\n", "a", t,
		   "mcp_servers = {\n  a = { # s\n    url = \"x\", # u\n    # n\n  },\n  b = {},\n}\n");
	check_edit("[mcp_servers.a]\nh = {\n\tn = 5, # n\n\t# p\n\tp = 6\n}\nurl = 'x'\n", "a", t,
		   "[mcp_servers.a]\nurl = 'x'\n");
	check_edit("other = { a = {} }\nmcp_servers = { a = {} }", "a", t,
		   "other = { a = {} }\nmcp_servers = { a = { url = \"x\" } }");
	tree_free(t);
}

static void test_round_trips(void **state)
{
	static const char *const files[] = {
		"",
		"\n",
		"\n\n",
		"\r\n",
		"  ",
		"a = 1",
		"a = 1\n",
		"a = 1\n\n",
		"a = 1\n\n\n",
		"a = 1\r\n",
		"a = 1\r\n\r\n",
		"a = 1\r\nb = 2",
		"\xef\xbb\xbf",
		"\xef\xbb\xbf\n",
		"\xef\xbb\xbfz = 1",
		"# only words",
		"# only words\n",
		"#\n\t\n  # more\n   ",
		"[mcp_servers]",
		"[mcp_servers]\n",
		"mcp_servers = {}",
		"mcp_servers = { }\n",
		"mcp_servers = {  } # c",
		"mcp_servers = {\t \t}",
		"mcp_servers = { a = { url = \"x\" } }",
		"mcp_servers={a.url='x' , b={} }\n[z]",
		"mcp_servers = { a = {}, }",
		"mcp_servers = {\n\ta = {},\n}\n",
		"mcp_servers = {\r\n  a = {}, # c\r\n  # d\r\n}\r\n",
		"mcp_servers = {\n  a = {} # c\n  # d\n}",
		"mcp_servers = {\n  a.x = 1,\n  a.y = 2 }",
		"mcp_servers = {\n  a = {}\n  , # c\n}",
		"mcp_servers = {\n}",
		"mcp_servers = { # c\n  # d\n  }",
		"mcp_servers.a = {}",
		"mcp_servers.a.url = 'x'",
		"[mcp_servers.a]\nurl = 'x'\n",
		"[mcp_servers]\na.url = 'x'",
		"[mcp_servers.a.b]\nc = 1\n[z]\n[mcp_servers.a]\n# c",
		"[[z]]\n[[z]]\n",
		"z = '''\n[mcp_servers.x]\n'''",
		"z = \"\"\"\n\n[mcp_servers.pipedream-gtm-ascend]\nurl = 1\n\n\"\"\"",
		"[mcp_servers.\"a b\"]\r\nurl = 1\n\n\n",
		"a = 1\n\r\n",
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
		   "  bearer_token_env_var = 'PIPEDREAM_OAUTH_BEARER' # kept\n  "
		   "startup_timeout_sec = 20\n\n[z]\n",
		   NEW, t,
		   "# in front\n  [ mcp_servers.'pipedream-gtm-ascend' ] # mine\n"
		   "  url = \"https://remote.example/v3\" # where\n  # about the rest\n"
		   "  bearer_token_env_var = 'PIPEDREAM_OAUTH_BEARER' # kept\n"
		   "  http_headers = { x-pd-environment = \"production\", \"x pd\" = \"a\\\"b\" "
		   "}\n\n[z]\n");
	/* A sub-table elsewhere in the file takes its own changes. */
	check_edit(
	    "[mcp_servers.pipedream-gtm-ascend.http_headers]\nold = \"1\"\nx-pd-environment = "
	    "\"production\" # c\n"
	    "[z]\na = 1\n\n[mcp_servers.pipedream-gtm-ascend]\nurl = \"https://remote.example/v3\"",
	    NEW, t,
	    "[mcp_servers.pipedream-gtm-ascend.http_headers]\nx-pd-environment = \"production\" # "
	    "c\n\"x pd\" = \"a\\\"b\"\n"
	    "[z]\na = 1\n\n[mcp_servers.pipedream-gtm-ascend]\nurl = "
	    "\"https://remote.example/v3\"\n"
	    "bearer_token_env_var = \"PIPEDREAM_OAUTH_BEARER\"");
	tree_free(t);
	t = url_tree("x");
	check_edit("[mcp_servers.a.sub]\nb = 1\n\n[z]\n", "a", t,
		   "[mcp_servers.a]\nurl = \"x\"\n\n[z]\n");
	check_edit("[z]\n\n[mcp_servers.a.sub]\nb = 1", "a", t,
		   "[z]\n\n[mcp_servers.a]\nurl = \"x\"\n");
	check_edit("[mcp_servers.a]\n[[mcp_servers.a.sub]]\nb = 1\n[[mcp_servers.a.sub]]\n[z]\n",
		   "a", t, "[mcp_servers.a]\nurl = \"x\"\n[z]\n");
	check_edit(
	    "mcp_servers.a.url = 'y'\nb = 1\nmcp_servers.a.c = 2\n[mcp_servers.a.d]\ne = 1\n[z]",
	    "a", t, "mcp_servers.a.url = \"x\"\nb = 1\n[z]");
	check_edit("[mcp_servers]\n a . c = 1 # gone\nb.url = 'y'\n", "a", t,
		   "[mcp_servers]\n a.url = \"x\"\nb.url = 'y'\n");
	check_edit("mcp_servers.a = { u = 1 } # c", "a", t, "mcp_servers.a = { url = \"x\" } # c");
	check_edit("[mcp_servers.a]\r\nu = 1\r\n", "a", t, "[mcp_servers.a]\r\nurl = \"x\"\r\n");
	check_edit("[mcp_servers.a]\nu = 1", "a", t, "[mcp_servers.a]\nurl = \"x\"");
	check_edit("mcp_servers.a.u = 1", "a", t, "mcp_servers.a.url = \"x\"");
	check_edit("mcp_servers.a.u = 1\n[mcp_servers.a.b]\n", "a", t,
		   "mcp_servers.a.url = \"x\"\n");
	check_edit("[mcp_servers.a]", "a", t, "[mcp_servers.a]\nurl = \"x\"");
	check_edit("[mcp_servers.a]\nurl = \"\"\"\n[z]\n\"\"\"\nv = [\n1,\n]\n[z]", "a", t,
		   "[mcp_servers.a]\nurl = \"x\"\n[z]");
	check_edit("[mcp_servers.a]\nurl = '''x'''\n", "a", t, "[mcp_servers.a]\nurl = '''x'''\n");
	tree_free(t);
}

static void test_numbers_stay_numbers(void **state)
{
	static const char old[] =
	    "[mcp_servers.a]\nurl = 'y'\nstartup_timeout_sec = 20\n"
	    "[mcp_servers.a.tools.search]\nat = 07:32:00\nlist = [1, 'a', { b = 2.5 }]\n";
	static const char want[] =
	    "[mcp_servers.a]\nurl = \"x\"\nstartup_timeout_sec = 20\n"
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
	check_edit("# mine\n[mcp_servers.a] # c\n# in\nu = 1\n# behind\n\n[z]\n", "a", NULL,
		   "# mine\n# behind\n\n[z]\n");
	check_edit("[mcp_servers.a]\nu = 1\n\n[z]\n", "a", NULL, "[z]\n");
	check_edit("x = 1\n\n[mcp_servers.a]\nu = 1\n# in\n[mcp_servers.a.b]\nc = "
		   "1\n\n[z]\n\n[[mcp_servers.a.d]]\n[y]\n",
		   "a", NULL, "x = 1\n\n[z]\n[y]\n");
	check_edit("[mcp_servers]\na.u = 1\nb.u = 2\na.v = 3\n", "a", NULL,
		   "[mcp_servers]\nb.u = 2\n");
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
	static const char *const files[] = { "", "a = 1", "a = 1\n", "# c\r\n",
					     "mcp_servers = { z = {} }" };
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
				assert_int_equal(
				    toml_unset(&ed, "c", ROOT, names[orders[o][i]], &e), 0);
			assert_string_equal(buf_str(&ed.now), files[f]);
			assert_int_equal(ed.done.n, 0);
			edit_free(&ed);
		}
	}
	tree_free(t);
}

/* The editor's own check, which a right editor never fails. */
static void test_same_others(void **state)
{
	static const struct {
		const char *a, *b;
		int same;
	} pairs[] = {
		{ "", "[mcp_servers.a]", 1 },
		{ "", "[mcp_servers]", 1 },
		{ "", "[mcp_servers.b]", 0 },
		{ "[mcp_servers.a]\nu = 1", "[mcp_servers.a]\nu = 2", 1 },
		{ "[mcp_servers.b]\nu = 1", "[mcp_servers.b]\nu = 2", 0 },
		{ "[mcp_servers.b]\nu = 1", "[mcp_servers.b]\nu = '1'", 0 },
		{ "[mcp_servers.b]\nu = 1", "[mcp_servers.b]", 0 },
		{ "[mcp_servers.b]", "[mcp_servers.c]", 0 },
		{ "[mcp_servers.b]", "", 0 },
		{ "x = 1", "", 0 },
		{ "x = 1", "y = 1", 0 },
		{ "x = [1, { y = 'z' }]", "x = [1, { y = 'z' }]\n[mcp_servers.a]", 1 },
		{ "x = [1, { y = 'z' }]", "x = [1, { y = 'a' }]", 0 },
		{ "x = true", "x = false", 0 },
		{ "x.y = 1\nx.z = 2", "[x]\nz = 2\ny = 1", 1 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		struct toml *a = parse(pairs[i].a), *b = parse(pairs[i].b);

		if (toml_same_others(a, b, ROOT, "a") != pairs[i].same)
			fail_msg("%s against %s", pairs[i].a, pairs[i].b);
		toml_free(a);
		toml_free(b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_new_table),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_inline_root),
		cmocka_unit_test(test_round_trips),
		cmocka_unit_test(test_change_in_place),
		cmocka_unit_test(test_numbers_stay_numbers),
		cmocka_unit_test(test_unset),
		cmocka_unit_test(test_in_the_way),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_same_others),
	};

	return cmocka_run_group_tests_name("toml-edit", tests, NULL, NULL);
}
