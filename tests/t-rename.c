/* SPDX-License-Identifier: MIT */
/* t-rename: an entry's key changed in JSONC and TOML, every other byte as it was; and what is refused. */
#include "base/mem.h"
#include "files/jsonc.h"
#include "files/toml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define SAME NULL /* refused: the bytes stay */

struct rename {
	const char *old, *want;
};

static void json_one(const struct rename *r, const char *const *path, size_t n)
{
	struct err e = ERR_INIT;
	struct edit ed;

	edit_init(&ed, r->old, strlen(r->old));
	if (jsonc_rename(&ed, "f.json", 0, path, n, "to \"it\"", &e) != (r->want ? 0 : -1))
		fail_msg("%s: %s", r->old, *e.msg ? e.msg : "renamed");
	assert_string_equal(buf_str(&ed.now), r->want ? r->want : r->old);
	if (!r->want) {
		assert_int_equal(e.code, E_FAIL);
		assert_non_null(strstr(e.msg, "f.json"));
	}
	edit_free(&ed);
}

static void json_keys(void **state)
{
	static const struct rename t[] = {
		{ "{\"s\":{\"from\":1}}", "{\"s\":{\"to \\\"it\\\"\":1}}" },
		{ "{ // from\n\"s\" : { \"a\":1, \"from\" /* x */ : {\"from\":2,}, },}",
		  "{ // from\n\"s\" : { \"a\":1, \"to \\\"it\\\"\" /* x */ : {\"from\":2,}, },}" },
		{ "{\"s\":{\"fr\\u006fm\":[]}}", "{\"s\":{\"to \\\"it\\\"\":[]}}" },
		{ "{\"s\":{\"from\":1,\"to \\\"it\\\"\":2}}", SAME }, /* there already */
		{ "{\"s\":{\"other\":1}}", SAME },
		{ "{\"s\":[1]}", SAME },
		{ "{\"s\":5}", SAME },
		{ "{}", SAME },
		{ "[]", SAME },
		{ "{\"s\":", SAME },
	};
	static const char *const path[] = { "s", "from" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(t) / sizeof(*t); i++)
		json_one(&t[i], path, 2);
}

static void json_nothing(void **state)
{
	static const char *const path[] = { "s", "from" };
	static const struct rename none = { "{\"s\":{\"from\":1}}", SAME };

	(void)state;
	json_one(&none, path, 0);
}

static void toml_one(const struct rename *r, const char *to)
{
	struct err e = ERR_INIT;
	struct edit ed;

	edit_init(&ed, r->old, strlen(r->old));
	if (toml_rename(&ed, "f\x1b.toml", "s", "from", to, &e) != (r->want ? 0 : -1))
		fail_msg("%s: %s", r->old, *e.msg ? e.msg : "renamed");
	assert_string_equal(buf_str(&ed.now), r->want ? r->want : r->old);
	if (!r->want) {
		assert_int_equal(e.code, E_FAIL);
		assert_null(strchr(e.msg, '\x1b'));
	}
	edit_free(&ed);
}

static void toml_keys(void **state)
{
	static const struct rename t[] = {
		{ "[s.from]\na = 1\n", "[s.to]\na = 1\n" },
		{ "[s.from]\na = 1\n[s.from.env]\nb = 2\n[s . \"from\" . 'x.y']\nc = 3\n",
		  "[s.to]\na = 1\n[s.to.env]\nb = 2\n[s . to . 'x.y']\nc = 3\n" },
		{ "[\"s\".'from']\r\na = 1 # from\r\n", "[\"s\".to]\r\na = 1 # from\r\n" },
		{ "['s']\nfrom = { from = 1 }\n", "['s']\nto = { from = 1 }\n" },
		{ "[s]\nfrom.a = 1\n\"fr\\u006fm\".b.c = 2\nother.a = 3\n", "[s]\nto.a = 1\nto.b.c = 2\nother.a = 3\n" },
		{ "s.from.a = 1\ns . 'from' . b = 2\n", "s.to.a = 1\ns . to . b = 2\n" },
		{ "\"s\".from = {}\n", "\"s\".to = {}\n" },
		{ "s = { x = 1, from = { a = 1 }, y = 2 }\n", "s = { x = 1, to = { a = 1 }, y = 2 }\n" },
		{ "s = { 'from'.a = 1, from . b = 2 }\n", "s = { to.a = 1, to . b = 2 }\n" },
		{ "[s.from]\n[s.to]\n", SAME },
		{ "[s]\nfrom = 1\nto = 2\n", SAME },
		{ "[s.other]\n", SAME },
		{ "[from]\n", SAME },
		{ "s = 1\n", SAME },
		{ "", SAME },
		{ "[s.from\n", SAME },
	};
	static const struct rename quoted = { "[s.from]\n[s.'a\"b']\n", "[s.\"x y\"]\n[s.'a\"b']\n" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(t) / sizeof(*t); i++)
		toml_one(&t[i], "to");
	toml_one(&quoted, "x y");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_keys),
		cmocka_unit_test(json_nothing),
		cmocka_unit_test(toml_keys),
	};

	return cmocka_run_group_tests_name("rename", tests, NULL, NULL);
}
