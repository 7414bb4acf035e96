/* SPDX-License-Identifier: MIT */
/* t-frame: cells: wide and combining characters, clipping, cutting, breaking, reading back. */
/* clang-format off: cmocka.h needs these in front of it */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include "ui/frame.h"
#include "ui/sheet.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

static void expect(const struct frame *f, const char *want)
{
	struct buf b = BUF_INIT;

	frame_text(f, &b);
	assert_string_equal(buf_str(&b), want);
	buf_free(&b);
}

static void test_put(void **state)
{
	struct frame f;

	(void)state;
	frame_init(&f, 6, 2);
	assert_int_equal(frame_put(&f, 0, 0, -1, STYLE_BOLD, "abc"), 3);
	assert_int_equal(f.cells[1].style, STYLE_BOLD);
	assert_int_equal(f.cells[3].style, STYLE_PLAIN);
	assert_int_equal(frame_put(&f, 0, 4, -1, STYLE_PLAIN, "wxyz"), 2);
	assert_int_equal(frame_put(&f, 1, 0, 3, STYLE_PLAIN, "12345"), 3);
	expect(&f, "abc wx\n123\n");
	/* outside of it nothing happens */
	assert_int_equal(frame_put(&f, 2, 0, -1, STYLE_PLAIN, "x"), 0);
	assert_int_equal(frame_put(&f, -1, 0, -1, STYLE_PLAIN, "x"), 0);
	assert_int_equal(frame_put(&f, 0, 6, -1, STYLE_PLAIN, "x"), 0);
	assert_int_equal(frame_put(&f, 0, -1, -1, STYLE_PLAIN, "x"), 0);
	expect(&f, "abc wx\n123\n");
	frame_clear(&f);
	expect(&f, "\n\n");
	frame_free(&f);
}

static void test_wide(void **state)
{
	struct frame f;

	(void)state;
	frame_init(&f, 5, 1);
	/* the third one would be split at the edge */
	assert_int_equal(frame_put(&f, 0, 0, -1, STYLE_PLAIN, "広告タ"), 4);
	assert_int_equal(f.cells[1].ch, 0);
	assert_int_equal(f.cells[3].ch, 0);
	expect(&f, "広告\n");
	/* over the second half of one, and over the first half of the next */
	frame_put(&f, 0, 1, 2, STYLE_PLAIN, "ab");
	expect(&f, " ab\n");
	frame_clear(&f);
	frame_put(&f, 0, 0, -1, STYLE_PLAIN, "a広b");
	frame_put(&f, 0, 0, 1, STYLE_PLAIN, "x");
	expect(&f, "x広b\n");
	frame_put(&f, 0, 0, 2, STYLE_PLAIN, "告");
	expect(&f, "告 b\n");
	frame_free(&f);
}

static void test_combining(void **state)
{
	struct frame f;

	(void)state;
	frame_init(&f, 4, 1);
	assert_int_equal(frame_put(&f, 0, 0, -1, STYLE_PLAIN, "e\u0301x"), 2);
	assert_int_equal(f.cells[0].comb[0], 0x301);
	expect(&f, "e\u0301x\n");
	/* a mark with nothing before it, and more of them than fit */
	frame_clear(&f);
	frame_put(&f, 0, 0, -1, STYLE_PLAIN, "\u0301a\u0301\u0302\u0303\u0304b");
	expect(&f, "a\u0301\u0302b\n");
	/* on a wide one it belongs to its first cell */
	frame_clear(&f);
	frame_put(&f, 0, 0, -1, STYLE_PLAIN, "広\u3099");
	assert_int_equal(f.cells[0].comb[0], 0x3099);
	assert_int_equal(f.cells[1].comb[0], 0);
	frame_free(&f);
}

static void test_hostile(void **state)
{
	struct frame f;

	(void)state;
	frame_init(&f, 12, 1);
	frame_put(&f, 0, 0, -1, STYLE_PLAIN, "a\x1b[2Jb\n\x7f\xff\xc3");
	expect(&f, "a?[2Jb????\n");
	frame_clear(&f);
	frame_put(&f, 0, 0, -1, STYLE_PLAIN, "x\xc2\x85y\xc2\x9bz");
	expect(&f, "x?y?z\n");
	frame_free(&f);
	frame_init(&f, 0, -3);
	assert_int_equal(f.cols, 1);
	assert_int_equal(f.rows, 1);
	assert_int_equal(frame_put(&f, 0, 0, -1, STYLE_PLAIN, "広"), 0);
	frame_free(&f);
}

static void test_cut(void **state)
{
	struct frame f;

	(void)state;
	frame_init(&f, 8, 6);
	frame_put_cut(&f, 0, 0, -1, STYLE_PLAIN, "12345678");
	frame_put_cut(&f, 1, 0, -1, STYLE_PLAIN, "123456789");
	frame_put_cut(&f, 2, 2, 4, STYLE_PLAIN, "abcdefgh");
	frame_put_cut(&f, 3, 0, 4, STYLE_PLAIN, "広告タグ");
	assert_int_equal(frame_put_end(&f, 4, 0, -1, STYLE_PLAIN, "dir/file.json"), 8);
	frame_put_end(&f, 5, 0, 4, STYLE_PLAIN, "広告タグ");
	expect(&f, "12345678\n1234567…\n  abc…\n広…\n…le.json\n…グ\n");
	assert_int_equal(frame_put_cut(&f, 0, 9, -1, STYLE_PLAIN, "x"), 0);
	assert_int_equal(frame_put_end(&f, 0, 0, 0, STYLE_PLAIN, "x"), 0);
	frame_clear(&f);
	frame_fill(&f, 0, 0, -1, STYLE_DIM, "─");
	frame_fill(&f, 1, 2, 3, STYLE_DIM, "=");
	frame_fill(&f, 2, 0, 5, STYLE_DIM, "広");
	expect(&f, "────────\n  ===\n広広\n\n\n\n");
	frame_free(&f);
}

static void test_copy(void **state)
{
	struct frame a, b;

	(void)state;
	frame_init(&a, 4, 1);
	frame_put(&a, 0, 0, -1, STYLE_PLAIN, "ab広");
	frame_grow(&a, 3);
	frame_put(&a, 2, 0, -1, STYLE_PLAIN, "last");
	expect(&a, "ab広\n\nlast\n");
	frame_init(&b, 5, 2);
	frame_copy(&b, 0, 1, &a, 0, 9);
	expect(&b, " ab広\n\n");
	frame_clear(&b);
	frame_copy(&b, 0, 2, &a, 0, 1); /* a wide one at the edge is left out */
	frame_copy(&b, 1, 0, &a, 2, 1);
	expect(&b, "  ab\nlast\n");
	frame_copy(&b, -1, 0, &a, 1, 1);
	frame_copy(&b, 7, 7, &a, 0, 3);
	expect(&b, "  ab\nlast\n");
	frame_free(&a);
	frame_free(&b);
}

static void test_ascii(void **state)
{
	struct frame f;

	(void)state;
	frame_init(&f, 20, 1);
	f.ascii = 1;
	assert_int_equal(frame_put(&f, 0, 0, -1, STYLE_PLAIN, "›✓ · a…é広→"), 10);
	expect(&f, ">+ - a~?" "?>\n");
	frame_free(&f);
}

static void test_break(void **state)
{
	struct frame f;

	(void)state;
	frame_init(&f, 10, 1);
	assert_int_equal(frame_break(&f, "all of it", 10), 9);
	assert_int_equal(frame_break(&f, "two words", 6), 4);
	assert_int_equal(frame_break(&f, "two words", 3), 3);
	assert_int_equal(frame_break(&f, "endless", 3), 3);
	assert_int_equal(frame_break(&f, "広告タグ", 5), 6);
	assert_int_equal(frame_break(&f, "ab広告", 3), 2);
	assert_int_equal(frame_break(&f, "広告", 1), 3); /* never nothing */
	assert_int_equal(frame_break(&f, "", 4), 0);
	assert_int_equal(frame_fit(&f, "ab広", 3), 2);
	assert_int_equal(frame_width(&f, "a広e\u0301"), 4);
	frame_free(&f);
}

static void test_sheet(void **state)
{
	struct sheet s;
	int i;

	(void)state;
	sheet_init(&s, 10, 0);
	assert_int_equal(sheet_text(&s, 1, STYLE_PLAIN, "one two three"), 0);
	assert_int_equal(sheet_text(&s, 0, STYLE_PLAIN, ""), 2);
	sheet_marked(&s, 0, STYLE_WARN, "!", "wrapped at it");
	sheet_text(&s, 0, STYLE_PLAIN, "  in two lines\n\nlast");
	assert_int_equal(s.used, 9);
	s.f.rows = s.used;
	expect(&s.f, " one two\n three\n\n! wrapped\n  at it\n  in two\n  lines\n\nlast\n");
	sheet_free(&s);
	sheet_init(&s, 3, 0);
	for (i = 0; i < 1000; i++)
		sheet_text(&s, 2, STYLE_PLAIN, "広 x");
	assert_true(s.used >= 2000);
	assert_true(s.f.rows >= s.used);
	sheet_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_put),	  cmocka_unit_test(test_wide),
		cmocka_unit_test(test_combining), cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_cut),	  cmocka_unit_test(test_copy),
		cmocka_unit_test(test_ascii),	  cmocka_unit_test(test_break),
		cmocka_unit_test(test_sheet),
	};

	if (!setlocale(LC_ALL, "C.UTF-8") && !setlocale(LC_ALL, "C.utf8")) {
		puts("1..0 # SKIP no UTF-8 locale");
		return 0;
	}
	return cmocka_run_group_tests_name("frame", tests, NULL, NULL);
}
