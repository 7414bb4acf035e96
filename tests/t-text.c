/* SPDX-License-Identifier: MIT */
/* t-text: UTF-8, the guard, widths, names and spelling distance. */
#include "base/text.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define RUN_MAX 70000

static void safe_is_n(const char *in, size_t n, size_t max, const char *want)
{
	struct buf once = BUF_INIT, twice = BUF_INIT;

	text_safe(&once, in, n, max);
	assert_string_equal(buf_str(&once), want);
	assert_true(once.len <= max);
	text_safe(&twice, once.p, once.len, max);
	assert_string_equal(buf_str(&twice), want);
	buf_free(&once);
	buf_free(&twice);
}

static void safe_is(const char *in, const char *want)
{
	safe_is_n(in, strlen(in), TEXT_MAX, want);
}

static void decode_good(void **state)
{
	static const struct {
		const char *s;
		uint32_t cp;
	} good[] = {
		{ "a", 'a' },
		{ "\x7f", 0x7f },
		{ "\xc2\x80", 0x80 },
		{ "\xdf\xbf", 0x7ff },
		{ "\xe0\xa0\x80", 0x800 },
		{ "\xed\x9f\xbf", 0xd7ff },
		{ "\xee\x80\x80", 0xe000 },
		{ "\xef\xbf\xbf", 0xffff },
		{ "\xf0\x90\x80\x80", 0x10000 },
		{ "\xf4\x8f\xbf\xbf", 0x10ffff },
	};
	struct buf b = BUF_INIT;
	uint32_t cp;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		cp = 0;
		assert_int_equal(text_decode(good[i].s, strlen(good[i].s), &cp), strlen(good[i].s));
		assert_int_equal(cp, good[i].cp);
		buf_reset(&b);
		text_encode(&b, cp);
		assert_string_equal(buf_str(&b), good[i].s);
	}
	assert_int_equal(text_decode("", 1, &cp), 1);
	assert_int_equal(cp, 0);
	buf_free(&b);
}

static void decode_bad(void **state)
{
	static const char *const bad[] = {
		"\x80",             /* a tail alone */
		"\xbf",
		"\xc0\x80",         /* overlong NUL */
		"\xc1\xbf",
		"\xe0\x9f\xbf",     /* overlong */
		"\xf0\x8f\xbf\xbf",
		"\xed\xa0\x80",     /* surrogates */
		"\xed\xbf\xbf",
		"\xf4\x90\x80\x80", /* past U+10FFFF */
		"\xf5\x80\x80\x80",
		"\xff",
		"\xe2\x82",         /* cut */
		"\xe2\x82\x61",
		"\xf0\x9f\x98",
	};
	uint32_t cp = 7;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(text_decode(bad[i], strlen(bad[i]), &cp), 0);
		assert_false(text_is_utf8(bad[i], strlen(bad[i])));
	}
	assert_int_equal(text_decode("a", 0, &cp), 0);
	assert_int_equal(cp, 7);
	/* The length is the limit even where more bytes follow. */
	assert_int_equal(text_decode("\xc3\xa9", 1, &cp), 0);
	assert_true(text_is_utf8("", 0));
	assert_true(text_is_utf8("a\0b", 3));
	assert_true(text_is_utf8("\xc3\xa9\xf0\x9f\x98\x80", 6));
}

static void encode_impossible(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	text_encode(&b, 0xd800);
	text_encode(&b, 0x110000);
	assert_string_equal(buf_str(&b), "\xef\xbf\xbd\xef\xbf\xbd");
	buf_free(&b);
}

static void safe_keeps(void **state)
{
	(void)state;
	safe_is("", "");
	safe_is("Google Tag Manager", "Google Tag Manager");
	safe_is("caf\xc3\xa9 \xe6\x97\xa5\xe6\x9c\xac \xf0\x9f\x98\x80",
		"caf\xc3\xa9 \xe6\x97\xa5\xe6\x9c\xac \xf0\x9f\x98\x80");
	safe_is("e\xcc\x81", "e\xcc\x81"); /* a combining accent is seen */
	safe_is("C:\\x1b\\u{202e}", "C:\\x1b\\u{202e}");
	safe_is("a\tb\nc", "a b c");
	safe_is("\xc2\xa0", "\xc2\xa0");
	safe_is("\xee\x80\x80", "\xee\x80\x80"); /* private use */
}

static void safe_shows(void **state)
{
	(void)state;
	safe_is("\x1b[2J", "\\x1b[2J");
	safe_is("\r\x7f\x01", "\\x0d\\x7f\\x01");
	safe_is_n("a\0b", 3, TEXT_MAX, "a\\x00b");
	safe_is("\xc2\x85\xc2\x9b", "\\u{0085}\\u{009b}");
	safe_is("\xe2\x80\xa8\xe2\x80\xa9", "\\u{2028}\\u{2029}");
	safe_is("abc\xe2\x80\xae" "fdp.exe", "abc\\u{202e}fdp.exe");
	safe_is("\xe2\x80\xaa\xe2\x81\xa6\xe2\x81\xa9\xd8\x9c", "\\u{202a}\\u{2066}\\u{2069}\\u{061c}");
	safe_is("\xe2\x80\x8b\xe2\x80\x8d\xe2\x80\x8f\xe2\x81\xa0", "\\u{200b}\\u{200d}\\u{200f}\\u{2060}");
	safe_is("\xc2\xad\xe3\x85\xa4\xef\xbe\xa0", "\\u{00ad}\\u{3164}\\u{ffa0}");
	safe_is("\xef\xbb\xbf" "a", "\\u{feff}a");
	safe_is("\xf3\xa0\x80\x81\xf3\xa0\x81\x81", "\\u{e0001}\\u{e0041}");
	safe_is("\xef\xb8\x8f\xf3\xa0\x84\x80", "\\u{fe0f}\\u{e0100}");
	safe_is("\xef\xb7\x90\xef\xbf\xbe\xef\xbf\xbf\xf0\x9f\xbf\xbf",
		"\\u{fdd0}\\u{fffe}\\u{ffff}\\u{1ffff}");
	safe_is("\xf4\x8f\xbf\xbf", "\\u{10ffff}");
	safe_is("\xff\xc0\xafz\xed\xa0\x80", "\\xff\\xc0\\xafz\\xed\\xa0\\x80");
	safe_is("ok\xe2\x82", "ok\\xe2\\x82");
}

static void safe_cuts(void **state)
{
	(void)state;
	safe_is_n("abcdef", 6, 6, "abcdef");
	safe_is_n("abcdefg", 7, 6, "abc\xe2\x80\xa6");
	safe_is_n("ab\xc3\xa9" "defg", 8, 6, "ab\xe2\x80\xa6"); /* not inside a character */
	safe_is_n("ab\x1b" "def", 6, 6, "ab\xe2\x80\xa6");      /* nor inside an escape */
	safe_is_n("\x1b\x1b", 2, 6, "\xe2\x80\xa6");
	safe_is_n("\x1b", 1, 4, "\\x1b");
	safe_is_n("abcd", 4, 3, "\xe2\x80\xa6");
	safe_is_n("abcd", 4, 2, "ab");
	safe_is_n("\xc3\xa9", 2, 1, "");
	safe_is_n("abc", 3, 0, "");
	safe_is_n("", 0, 0, "");
}

static void safe_appends(void **state)
{
	struct buf b = BUF_INIT;
	char *s;

	(void)state;
	buf_adds(&b, "name: ");
	text_safe(&b, "abcdefgh", 8, 5);
	assert_string_equal(buf_str(&b), "name: ab\xe2\x80\xa6");
	assert_int_equal(b.len, strlen(b.p));
	buf_free(&b);
	s = text_safe_new(NULL, 10);
	assert_string_equal(s, "");
	free(s);
	s = text_safe_new("a\x07", 10);
	assert_string_equal(s, "a\\x07");
	free(s);
}

/* Every two-byte input, at several limits: one line of valid UTF-8, within the limit, idempotent. */
static void safe_everything(void **state)
{
	struct buf once = BUF_INIT, twice = BUF_INIT;
	unsigned a, b;
	size_t max, i;
	char in[4];

	(void)state;
	for (a = 0; a < 256; a++) {
		for (b = 0; b < 256; b += 3) {
			in[0] = (char)a;
			in[1] = (char)b;
			in[2] = (char)(b ^ 0x80);
			in[3] = 'x';
			for (max = 0; max < 12; max++) {
				buf_reset(&once);
				buf_reset(&twice);
				text_safe(&once, in, sizeof(in), max);
				assert_true(once.len <= max);
				assert_true(text_is_utf8(once.p, once.len));
				for (i = 0; i < once.len; i++)
					assert_true((unsigned char)once.p[i] >= 0x20 && once.p[i] != 0x7f);
				text_safe(&twice, once.p, once.len, max);
				assert_string_equal(once.p, twice.p);
			}
		}
	}
	buf_free(&once);
	buf_free(&twice);
}

static void width(void **state)
{
	(void)state;
	assert_int_equal(text_width(""), 0);
	assert_int_equal(text_width("abc"), 3);
	assert_int_equal(text_width("caf\xc3\xa9"), 4);
	assert_int_equal(text_width("\xe6\x97\xa5\xe6\x9c\xac"), 4);
	assert_int_equal(text_width("e\xcc\x81"), 1);
	assert_int_equal(text_width("a\x01\x1b" "b"), 2);
	assert_int_equal(text_width("a\xff" "b"), 2);
}

static void fit(void **state)
{
	(void)state;
	assert_int_equal(text_fit("abc", 0), 0);
	assert_int_equal(text_fit("abc", 2), 2);
	assert_int_equal(text_fit("abc", 9), 3);
	assert_int_equal(text_fit("\xe6\x97\xa5\xe6\x9c\xac", 3), 3); /* half a wide one is none */
	assert_int_equal(text_fit("\xe6\x97\xa5\xe6\x9c\xac", 4), 6);
	assert_int_equal(text_fit("e\xcc\x81x", 1), 3);               /* the accent goes with its letter */
	assert_int_equal(text_fit("", 5), 0);
	assert_int_equal(text_fit("abc", SIZE_MAX), 3);
}

static void norm(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	text_norm(&b, "Google Tag-Manager (v2)");
	assert_string_equal(buf_str(&b), "googletagmanagerv2");
	buf_reset(&b);
	text_norm(&b, "caf\xc3\xa9_");
	assert_string_equal(buf_str(&b), "caf");
	buf_free(&b);
	text_norm(&b, "");
	assert_non_null(b.p);
	buf_free(&b);
	assert_true(text_norm_eq("Google Tag Manager", "google_tag-manager"));
	assert_true(text_norm_eq("a", "--A--"));
	assert_false(text_norm_eq("google", "google ads"));
	assert_false(text_norm_eq("google ads", "google"));
	assert_false(text_norm_eq("a", ""));
	assert_true(text_norm_eq("", ""));
	assert_false(text_norm_eq("\xe6\x97\xa5", "\xe6\x9c\xac")); /* nothing in common but nothing */
}

static void distance(void **state)
{
	(void)state;
	assert_int_equal(text_distance("", "", 3), 0);
	assert_int_equal(text_distance("slack", "slack", 0), 0);
	assert_int_equal(text_distance("slack", "slak", 3), 1);
	assert_int_equal(text_distance("slak", "slack", 3), 1);
	assert_int_equal(text_distance("slack", "slcak", 3), 1);
	assert_int_equal(text_distance("ab", "ba", 1), 1);
	assert_int_equal(text_distance("slack", "stack", 1), 1);
	assert_int_equal(text_distance("kitten", "sitting", 3), 3);
	assert_int_equal(text_distance("kitten", "sitting", 2), 3);
	assert_int_equal(text_distance("kitten", "sitting", 0), 1);
	assert_int_equal(text_distance("", "abc", 3), 3);
	assert_int_equal(text_distance("abc", "", 2), 3);
	assert_int_equal(text_distance("abc", "xyz", SIZE_MAX), 3);
	assert_int_equal(text_distance("", "", SIZE_MAX), 0);
	assert_int_equal(text_distance("ca", "abc", 5), 3); /* no edit inside a swapped pair */
}

/* The plain table, to hold the banded one against. */
static size_t plain_distance(const char *a, const char *b)
{
	size_t d[8][8], i, j, na = strlen(a), nb = strlen(b), best;

	for (i = 0; i <= na; i++) {
		for (j = 0; j <= nb; j++) {
			if (!i || !j) {
				d[i][j] = i + j;
				continue;
			}
			best = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
			best = d[i - 1][j] + 1 < best ? d[i - 1][j] + 1 : best;
			best = d[i][j - 1] + 1 < best ? d[i][j - 1] + 1 : best;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
			    d[i - 2][j - 2] + 1 < best)
				best = d[i - 2][j - 2] + 1;
			d[i][j] = best;
		}
	}
	return d[na][nb];
}

static void spell(unsigned n, char out[8])
{
	size_t i = 0;

	for (; n; n /= 4)
		if (n % 4)
			out[i++] = (char)('`' + n % 4);
	out[i] = '\0';
}

static void distance_everywhere(void **state)
{
	char a[8], b[8];
	unsigned i, j;
	size_t max, d;

	(void)state;
	for (i = 0; i < 1024; i += 5) {
		for (j = 0; j < 4096; j += 7) {
			spell(i, a);
			spell(j, b);
			d = plain_distance(a, b);
			for (max = 0; max < 7; max++)
				assert_int_equal(text_distance(a, b, max), d > max ? max + 1 : d);
		}
	}
}

static void names(void **state)
{
	char s[80];

	(void)state;
	assert_true(text_is_name("a", 0));
	assert_true(text_is_name("0-a_b", 0));
	assert_true(text_is_name("_x", 1));
	assert_false(text_is_name("_x", 0));
	assert_false(text_is_name("", 1));
	assert_false(text_is_name("-a", 1));
	assert_false(text_is_name("A", 1));
	assert_false(text_is_name("a.b", 1));
	assert_false(text_is_name("../a", 1));
	assert_false(text_is_name("a/b", 1));
	assert_false(text_is_name("a\n", 1));
	assert_false(text_is_name("caf\xc3\xa9", 1));
	memset(s, 'a', sizeof(s));
	s[63] = '\0';
	assert_true(text_is_name(s, 0));
	s[63] = 'a';
	s[64] = '\0';
	assert_false(text_is_name(s, 0));
}

static void ieq(void **state)
{
	(void)state;
	assert_true(text_ieq("", ""));
	assert_true(text_ieq("YES", "yes"));
	assert_false(text_ieq("yes", "ye"));
	assert_false(text_ieq("ye", "yes"));
	assert_false(text_ieq("[", "{")); /* 32 apart, and no letters */
	assert_false(text_ieq("\xc3\x89", "\xc3\xa9"));
}

/* A large hostile string: the cut comes at once, and the whole is survived. */
static void shell(void **state)
{
	static const char *const pairs[][2] = {
		{ ".mcp.json", ".mcp.json" },
		{ "docs/a_b-c.md", "docs/a_b-c.md" },
		{ "", "''" },
		{ "a b", "'a b'" },
		{ "$(x);`y`\"!*?~", "'$(x);`y`\"!*?~'" },
		{ "it's", "'it'\\''s'" },
		{ "~", "'~'" },
		{ "f(x): y (v=Z)", "'f(x): y (v=Z)'" },
		{ "a\nb\x1b[2J", "'a b\\x1b[2J'" }, /* guarded, too */
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		struct buf b = BUF_INIT;

		text_shell(&b, pairs[i][0]);
		assert_string_equal(b.p, pairs[i][1]);
		buf_free(&b);
	}
}

static void large(void **state)
{
	struct buf b = BUF_INIT, in = BUF_INIT;

	(void)state;
	buf_pad(&in, '\x1b', RUN_MAX);
	text_safe(&b, in.p, in.len, TEXT_MAX);
	assert_true(b.len <= TEXT_MAX && b.len > TEXT_MAX - 8);
	assert_string_equal(b.p + b.len - 3, "\xe2\x80\xa6");
	buf_reset(&b);
	text_safe(&b, in.p, in.len, SIZE_MAX);
	assert_int_equal(b.len, 4 * RUN_MAX);
	assert_int_equal(text_distance(in.p, in.p, 2), 0);
	buf_free(&b);
	buf_free(&in);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decode_good),   cmocka_unit_test(decode_bad),
		cmocka_unit_test(encode_impossible), cmocka_unit_test(safe_keeps),
		cmocka_unit_test(safe_shows),    cmocka_unit_test(safe_cuts),
		cmocka_unit_test(safe_appends),  cmocka_unit_test(safe_everything),
		cmocka_unit_test(width),         cmocka_unit_test(fit),
		cmocka_unit_test(norm),          cmocka_unit_test(distance),
		cmocka_unit_test(distance_everywhere), cmocka_unit_test(names),
		cmocka_unit_test(ieq),           cmocka_unit_test(large),
		cmocka_unit_test(shell),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
