/* SPDX-License-Identifier: MIT */
/* t-json: the guard in front of the parser, reading, and writing. */
#include "base/json.h"
#include "base/jsonguard.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct json *parse(const char *s)
{
	struct err e = ERR_INIT;
	struct json *j = json_parse(s, strlen(s), &e);

	if (!j)
		fail_msg("refused: %s", e.msg);
	assert_int_equal(e.code, E_OK);
	assert_string_equal(e.msg, "");
	return j;
}

static void refused_n(const char *s, size_t n, const char *place, const char *why)
{
	struct err e = ERR_INIT;

	assert_null(json_parse(s, n, &e));
	assert_int_equal(e.code, E_FAIL);
	if (!strstr(e.msg, place) || !strstr(e.msg, why))
		fail_msg("\"%s\" has not \"%s\" and \"%s\"", e.msg, place, why);
	assert_null(json_parse(s, n, NULL));
}

static void refused(const char *s, const char *place, const char *why)
{
	refused_n(s, strlen(s), place, why);
}

static void accepts(void **state)
{
	static const char *const good[] = {
		"{}", "[]", "0", "-0", "\"\"", "true", "false", "null", " \t\r\n[ ] \n",
		"[1,2.5,-3e10,1E+2,1e-2,0.0]", "{\"a\":{\"b\":[null]}}", "{\"a\":1,\"A\":2,\"\":3}",
		"[{\"a\":1},{\"a\":1}]", "{\"a\":{\"a\":{\"a\":1}}}",
		"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\ude00\"", "\"caf\xc3\xa9 \x7f\"",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		json_free(parse(good[i]));
	json_free(NULL);
}

static void refuses_grammar(void **state)
{
	(void)state;
	refused("", "line 1, column 1", "ends too early");
	refused("  \n", "line 2, column 1", "ends too early");
	refused("{", "line 1, column 2", "ends too early");
	refused("[1,", "column 4", "ends too early");
	refused("[1,]", "column 4", "a value");
	refused("[,1]", "column 2", "a value");
	refused("[1 2]", "column 4", "a comma or ]");
	refused("{\"a\":1,}", "column 8", "a key");
	refused("{\"a\" 1}", "column 6", "a colon");
	refused("{\"a\":1 \"b\":2}", "column 8", "a comma or }");
	refused("{\n  a: 1\n}", "line 2, column 3", "a key");
	refused("{'a': 1}", "column 2", "a key");
	refused("{1:2}", "column 2", "a key");
	refused("[1}", "column 3", "a comma or ]");
	refused("{} {}", "column 4", "follows");
	refused("1 // no", "column 3", "follows");
	refused("/* no */ 1", "column 1", "a value");
	refused("tru", "column 1", "a value");
	refused("nulL", "column 1", "a value");
	refused("truely", "column 5", "follows");
	refused("NaN", "column 1", "a value");
	refused("Infinity", "column 1", "a value");
	refused("\v1", "column 1", "a value");
	refused_n("1\0", 2, "column 2", "follows");
	refused_n("\0", 1, "column 1", "a value");
}

static void refuses_numbers(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	refused("01", "column 1", "begin with 0");
	refused("[-012]", "column 3", "begin with 0");
	refused("-", "column 2", "ends too early");
	refused("[-]", "column 3", "a digit");
	refused("+1", "column 1", "a value");
	refused(".5", "column 1", "a value");
	refused("[1.]", "column 4", "a digit");
	refused("[1.e3]", "column 4", "a digit");
	refused("[1e]", "column 4", "a digit");
	refused("[1e+]", "column 5", "a digit");
	refused("0x10", "column 2", "follows");
	buf_addc(&b, '[');
	buf_pad(&b, '9', JSON_NUMBER);
	buf_adds(&b, "]");
	json_free(parse(b.p));
	b.len--;
	buf_adds(&b, "9]");
	refused(b.p, "column 2", "too many digits");
	buf_free(&b);
}

static void refuses_strings(void **state)
{
	(void)state;
	refused("\"abc", "column 1", "does not end");
	refused("[\"abc\\\"]", "column 2", "does not end");
	refused("\"a\nb\"", "column 3", "control character");
	refused("\"\x1f\"", "column 2", "control character");
	refused_n("\"a\0b\"", 5, "column 3", "control character");
	refused("\"\\x41\"", "column 3", "escape");
	refused("\"\\'\"", "column 3", "escape");
	refused("\"\\", "column 3", "ends too early");
	refused_n("\"\\\0\"", 4, "column 3", "escape");
	refused("\"\\u12\"", "column 6", "hexadecimal");
	refused("\"\\u12", "column 6", "ends too early");
	refused("\"\\u00g0\"", "column 6", "hexadecimal");
	refused("\"a\\u0000b\"", "column 3", "U+0000");
	refused("{\"a\\u0000\":1}", "column 4", "U+0000");
	refused("\"\\ud800\"", "column 2", "surrogate");
	refused("\"\\udc00\\ud800\"", "column 2", "surrogate");
	refused("\"\\ud800\\u0041\"", "column 2", "surrogate");
	refused("\"\\ud800\\n\"", "column 2", "surrogate");
	refused("\"\\ud83d\\u", "column 10", "ends too early");
}

static void refuses_bytes(void **state)
{
	(void)state;
	refused("\xef\xbb\xbf{}", "line 1, column 1", "byte order mark");
	refused("\"\xc3\xa9\xff\"", "column 3", "not UTF-8");
	refused("\"\xc0\x80\"", "column 2", "not UTF-8");
	refused("\"\xed\xa0\x80\"", "column 2", "not UTF-8");
	refused("\"\xe2\x82", "column 2", "not UTF-8");
	refused("[1\xff]", "column 3", "not UTF-8");
	refused("\xfe\xff\x01", "column 1", "not UTF-8");
	refused("[\"\xe6\x97\xa5\xe6\x9c\xac\",\n \"\xc3\xa9\", x]", "line 2, column 7", "a value");
}

static void refuses_twice(void **state)
{
	(void)state;
	refused("{\"a\":1,\"a\":2}", "line 1, column 8", "the key \"a\" stands twice");
	refused("{\"a\":1,\n \"\\u0061\":2}", "line 2, column 2", "the key \"a\" stands twice");
	refused("{\"\":1,\"\":2}", "column 7", "stands twice");
	refused("{\"\\/\":1,\"b\":0,\"/\":2}", "column 15", "stands twice");
	refused("[{\"x\":{\"k\":1,\"l\":{\"k\":1},\"k\":2}}]", "column 26", "the key \"k\"");
	refused("{\"\\ud83d\\ude00\":1,\"\xf0\x9f\x98\x80\":2}", "column 19", "stands twice");
	/* What the message repeats has passed the guard of text. */
	refused("{\"\\u001b[2J\":1,\"\\u001b[2J\":2}", "column 16", "\"\\x1b[2J\"");
	json_free(parse("{\"a\":1,\"ab\":2,\"b\":{\"a\":1,\"ab\":2},\"abc\":3,\"B\":4}"));
}

static void limits(void **state)
{
	struct buf b = BUF_INIT;
	struct json *j;
	int i;

	(void)state;
	buf_pad(&b, '[', JSON_DEPTH);
	buf_pad(&b, ']', JSON_DEPTH);
	json_free(parse(b.p));
	buf_reset(&b);
	buf_pad(&b, '[', JSON_DEPTH + 1);
	buf_pad(&b, ']', JSON_DEPTH + 1);
	refused(b.p, "column 65", "nested too deeply");
	buf_reset(&b);
	for (i = 0; i < 100000; i++)
		buf_adds(&b, "{\"a\":");
	refused(b.p, "column 321", "nested too deeply");
	/* Depth is given back: many side by side are no deeper. */
	buf_reset(&b);
	buf_adds(&b, "[[]");
	for (i = 0; i < 500; i++)
		buf_adds(&b, ",[{}]");
	buf_adds(&b, "]");
	json_free(parse(b.p));
	buf_reset(&b);
	buf_adds(&b, "[0");
	for (i = 0; i < JSON_VALUES - 2; i++)
		buf_adds(&b, ",0");
	buf_adds(&b, "]");
	j = parse(b.p);
	assert_int_equal(json_count(j), JSON_VALUES - 1);
	json_free(j);
	b.len--;
	buf_adds(&b, ",0]");
	refused(b.p, "line 1", "too many values");
	buf_reset(&b);
	buf_pad(&b, ' ', JSON_MAX - 1);
	buf_addc(&b, '1');
	json_free(parse(b.p));
	buf_addc(&b, ' ');
	refused(b.p, "32 MiB", "larger");
	buf_free(&b);
}

/* 150,000 keys in one object, then one of them again. */
static void many_keys(void **state)
{
	struct buf b = BUF_INIT;
	int i;

	(void)state;
	buf_addc(&b, '{');
	for (i = 0; i < 150000; i++)
		buf_addf(&b, "\"key%d\":%d,", i, i);
	buf_adds(&b, "\"x\":1}");
	json_free(parse(b.p));
	b.len -= strlen("\"x\":1}");
	buf_adds(&b, "\"key77777\":1}");
	refused(b.p, "line 1", "key77777");
	buf_free(&b);
}

static void accessors(void **state)
{
	struct json *j = parse("{\"data\":{\"page\":{\"n\":7}},\"list\":[1,\"two\",null,true,false],"
			       "\"Key\":\"\\u001b[31mred\",\"big\":1e999,\"key\":\"lower\",\"a.b\":1}");
	const struct json *l = json_get(j, "list");
	const char *const keys[] = { "data", "list", "Key", "big", "key", "a.b" };
	size_t i = 0;
	char *s, fixed[8];

	(void)state;
	assert_true(json_is_object(j));
	assert_true(json_is_list(l));
	assert_int_equal(json_count(j), 6);
	assert_int_equal(json_count(l), 5);
	json_each(it, j)
		assert_string_equal(json_key(it), keys[i++]);
	assert_int_equal(i, 6);
	assert_true(json_num(json_at(j, "data.page.n"), -1) == 7);
	assert_null(json_at(j, "data.page.x.y"));
	assert_null(json_at(j, "data.page.n.x"));
	assert_null(json_at(j, ""));
	assert_null(json_at(j, "a.b"));
	assert_string_equal(json_raw(json_get(j, "key")), "lower");
	assert_null(json_get(j, "KEY"));
	assert_null(json_get(l, "list"));
	assert_true(json_num(json_get(j, "big"), -1) == -1); /* not a number that we can hold */
	assert_true(json_num(json_get(j, "key"), 3) == 3);
	assert_null(json_raw(json_first(l)));
	assert_null(json_key(json_first(l)));
	assert_string_equal(json_raw(json_next(json_first(l))), "two");
	assert_true(json_is_null(json_next(json_next(json_first(l)))));
	assert_false(json_is_null(l));
	l = json_next(json_next(json_next(json_first(l))));
	assert_int_equal(json_bool(l, -1), 1);
	assert_int_equal(json_bool(json_next(l), -1), 0);
	assert_int_equal(json_bool(j, -1), -1);
	assert_null(json_next(json_next(l)));
	s = json_text(json_get(j, "Key"), 100);
	assert_string_equal(s, "\\x1b[31mred");
	free(s);
	json_copy(json_get(j, "Key"), fixed, sizeof(fixed));
	assert_string_equal(fixed, "\\x1b\xe2\x80\xa6");
	fixed[0] = 'k';
	json_copy(json_get(j, "key"), fixed, 0);
	assert_int_equal(fixed[0], 'k');
	json_copy(json_get(j, "big"), fixed, 1);
	assert_string_equal(fixed, "");
	s = json_text(j, 10);
	assert_string_equal(s, "");
	free(s);
	json_free(j);
}

static void accessors_of_nothing(void **state)
{
	char fixed[4] = "abc", *s;

	(void)state;
	assert_null(json_get(NULL, "a"));
	assert_null(json_at(NULL, "a.b"));
	assert_null(json_first(NULL));
	assert_null(json_next(NULL));
	assert_null(json_key(NULL));
	assert_null(json_raw(NULL));
	assert_true(json_num(NULL, 2.5) == 2.5);
	assert_false(json_is_object(NULL) || json_is_list(NULL) || json_is_string(NULL));
	assert_true(json_is_null(NULL));
	assert_int_equal(json_bool(NULL, 1), 1);
	assert_int_equal(json_count(NULL), 0);
	json_each(it, NULL)
		fail();
	s = json_text(NULL, 10);
	assert_string_equal(s, "");
	free(s);
	json_copy(NULL, fixed, sizeof(fixed));
	assert_string_equal(fixed, "");
}

static void write_all(struct json_out *o)
{
	json_open(o, NULL, '{');
	json_put(o, "a", "x\"y");
	json_put(o, "none", NULL);
	json_open(o, "empty", '{');
	json_close(o, '}');
	json_open(o, "list", '[');
	json_put_int(o, NULL, -9223372036854775807LL - 1);
	json_put_bool(o, NULL, 7);
	json_open(o, NULL, '[');
	json_close(o, ']');
	json_open(o, NULL, '{');
	json_put_bool(o, "no", 0);
	json_close(o, '}');
	json_close(o, ']');
	json_put_int(o, "n", 3);
	json_close(o, '}');
}

static void writes(void **state)
{
	struct buf b = BUF_INIT;
	struct json_out o;

	(void)state;
	json_out_init(&o, &b, 0);
	write_all(&o);
	assert_string_equal(buf_str(&b),
		"{\"a\":\"x\\\"y\",\"none\":null,\"empty\":{},"
		"\"list\":[-9223372036854775808,true,[],{\"no\":false}],\"n\":3}\n");
	json_free(parse(b.p));
	buf_reset(&b);
	json_out_init(&o, &b, 1);
	write_all(&o);
	assert_string_equal(buf_str(&b),
		"{\n"
		"  \"a\": \"x\\\"y\",\n"
		"  \"none\": null,\n"
		"  \"empty\": {},\n"
		"  \"list\": [\n"
		"    -9223372036854775808,\n"
		"    true,\n"
		"    [],\n"
		"    {\n"
		"      \"no\": false\n"
		"    }\n"
		"  ],\n"
		"  \"n\": 3\n"
		"}\n");
	json_free(parse(b.p));
	buf_free(&b);
}

/* One writer, one line a document: what --json does for a stream of events. */
static void writes_again(void **state)
{
	struct buf b = BUF_INIT;
	struct json_out o;

	(void)state;
	json_out_init(&o, &b, 0);
	json_open(&o, NULL, '[');
	json_close(&o, ']');
	json_open(&o, NULL, '[');
	json_put_int(&o, NULL, 1);
	json_put_int(&o, NULL, 2);
	json_close(&o, ']');
	json_put(&o, NULL, "s");
	assert_string_equal(buf_str(&b), "[]\n[1,2]\n\"s\"\n");
	buf_free(&b);
}

static void quoted(const char *s, size_t n, const char *want)
{
	struct buf b = BUF_INIT;

	json_quote(&b, s, n);
	assert_string_equal(buf_str(&b), want);
	buf_free(&b);
}

static void quotes(void **state)
{
	(void)state;
	quoted("", 0, "\"\"");
	quoted("a\"b\\c/", 6, "\"a\\\"b\\\\c/\"");
	quoted("\b\f\n\r\t", 5, "\"\\b\\f\\n\\r\\t\"");
	quoted("a\0b\x1f", 4, "\"a\\u0000b\\u001f\"");
	quoted("\x7f\xc2\x85", 3, "\"\\u007f\\u0085\"");
	quoted("\xe2\x80\xa8\xe2\x80\xa9", 6, "\"\\u2028\\u2029\"");
	quoted("caf\xc3\xa9 \xf0\x9f\x98\x80", 10, "\"caf\xc3\xa9 \xf0\x9f\x98\x80\"");
	quoted("a\xff" "b\xe2\x82", 5, "\"a\xef\xbf\xbd" "b\xef\xbf\xbd\xef\xbf\xbd\"");
}

/* What we write for any single byte between two letters is read back as it was. */
static void round_trip(void **state)
{
	struct buf b = BUF_INIT;
	struct json *j;
	char s[4] = "a?b";
	int c;

	(void)state;
	for (c = 1; c < 128; c++) {
		s[1] = (char)c;
		buf_reset(&b);
		json_quote(&b, s, 3);
		j = parse(b.p);
		assert_string_equal(json_raw(j), s);
		json_free(j);
	}
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accepts),         cmocka_unit_test(refuses_grammar),
		cmocka_unit_test(refuses_numbers), cmocka_unit_test(refuses_strings),
		cmocka_unit_test(refuses_bytes),   cmocka_unit_test(refuses_twice),
		cmocka_unit_test(limits),          cmocka_unit_test(many_keys),
		cmocka_unit_test(accessors),       cmocka_unit_test(accessors_of_nothing),
		cmocka_unit_test(writes),          cmocka_unit_test(writes_again),
		cmocka_unit_test(quotes),          cmocka_unit_test(round_trip),
	};

	return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
