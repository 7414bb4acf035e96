/* SPDX-License-Identifier: MIT */
/* t-splice: splices, their inverse, and edits against the same done on plain bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "files/splice.h"

#include <stdlib.h>
#include <string.h>

static uint64_t seed = 0x853c49e6748fea9bu;

static size_t rnd(size_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (size_t)(seed >> 33) % n;
}

static void test_add_merges(void **state)
{
	struct splices s = SPLICES_INIT;

	(void)state;
	splices_add(&s, 2, 1, "xy", 2);
	splices_add(&s, 3, 0, "z", 1);
	splices_add(&s, 3, 2, NULL, 0);
	splices_add(&s, 5, 0, "", 0);
	assert_int_equal(s.n, 1);
	assert_int_equal(s.v[0].at, 2);
	assert_int_equal(s.v[0].del, 3);
	assert_int_equal(s.v[0].len, 3);
	assert_string_equal(s.v[0].ins, "xyz");
	splices_add(&s, 6, 0, "w", 1);
	assert_int_equal(s.n, 2);
	splices_free(&s);
	assert_int_equal(s.n, 0);
	splices_free(&s);
}

static void test_apply(void **state)
{
	struct splices s = SPLICES_INIT, inv = SPLICES_INIT;
	struct buf b = BUF_INIT, back = BUF_INIT;
	struct err e = ERR_INIT;

	(void)state;
	splices_add(&s, 0, 0, "<", 1);
	splices_add(&s, 2, 3, "-", 1);
	splices_add(&s, 6, 0, "long text", 9);
	assert_int_equal(splices_apply(&s, "abcdef", 6, &b, &e), 0);
	assert_string_equal(b.p, "<ab-flong text");
	splices_add(&inv, 99, 9, "left over", 9);
	splices_invert(&s, "abcdef", &inv);
	assert_int_equal(inv.n, 3);
	assert_int_equal(splices_apply(&inv, b.p, b.len, &back, &e), 0);
	assert_string_equal(back.p, "abcdef");
	assert_int_equal(e.code, E_OK);
	splices_free(&s);
	splices_free(&inv);
	buf_free(&b);
	buf_free(&back);
}

static void test_apply_refuses(void **state)
{
	static const struct splice bad[][2] = {
		{{7, 0, 1, (char *)"x"}, {8, 0, 0, NULL}},
		{{5, 2, 0, (char *)""}, {8, 0, 0, NULL}},
		{{5, SIZE_MAX, 0, (char *)""}, {8, 0, 0, NULL}},
		{{3, 2, 0, (char *)""}, {4, 1, 0, (char *)""}},
		{{3, 0, 1, (char *)"x"}, {1, 1, 0, (char *)""}},
	};
	struct buf b = BUF_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct splices s = {(struct splice *)(uintptr_t)bad[i], 2, 2};
		struct err e = ERR_INIT;

		assert_int_equal(splices_apply(&s, "abcdef", 6, &b, &e), -1);
		assert_int_equal(e.code, E_FAIL);
		assert_int_equal(b.len, 0);
	}
	buf_free(&b);
}

static void test_edit_takes_back(void **state)
{
	struct edit ed;

	(void)state;
	edit_init(&ed, "0123456789", 10);
	edit_do(&ed, 2, 0, "ab", 2);
	edit_do(&ed, 8, 1, "X", 1); /* the old 6 */
	assert_string_equal(ed.now.p, "01ab2345X789");
	assert_int_equal(ed.done.n, 2);
	edit_do(&ed, 3, 1, NULL, 0);
	edit_do(&ed, 2, 1, NULL, 0);
	assert_int_equal(ed.done.n, 1);
	assert_int_equal(ed.done.v[0].at, 6);
	edit_do(&ed, 5, 3, "567", 3);
	assert_string_equal(ed.now.p, "0123456789");
	assert_int_equal(ed.done.n, 0);
	edit_do(&ed, 3, 2, "34", 2); /* the same bytes are no change */
	assert_int_equal(ed.done.n, 0);
	edit_do(&ed, 4, 0, NULL, 0);
	assert_int_equal(ed.done.n, 0);
	edit_do(&ed, 0, 10, NULL, 0);
	assert_string_equal(ed.now.p, "");
	edit_do(&ed, 0, 0, "new", 3);
	assert_int_equal(ed.done.n, 1);
	assert_int_equal(ed.done.v[0].del, 10);
	assert_string_equal(ed.done.v[0].ins, "new");
	edit_free(&ed);
}

static void test_edit_merges_between(void **state)
{
	struct edit ed;

	(void)state;
	edit_init(&ed, "abcdef", 6);
	edit_do(&ed, 1, 1, "11", 2);
	edit_do(&ed, 5, 1, "22", 2); /* a11cd22f */
	assert_int_equal(ed.done.n, 2);
	edit_do(&ed, 3, 2, NULL, 0); /* what is between them goes: all three touch */
	assert_string_equal(ed.now.p, "a1122f");
	assert_int_equal(ed.done.n, 1);
	assert_int_equal(ed.done.v[0].at, 1);
	assert_int_equal(ed.done.v[0].del, 4);
	assert_string_equal(ed.done.v[0].ins, "1122");
	edit_do(&ed, 2, 2, ed.now.p, 3); /* bytes of its own */
	assert_string_equal(ed.now.p, "a1a112f");
	edit_free(&ed);
}

static void test_edit_of_nothing(void **state)
{
	struct edit ed;

	(void)state;
	edit_init(&ed, NULL, 0);
	assert_string_equal(ed.now.p, "");
	assert_string_equal(ed.old, "");
	edit_do(&ed, 0, 0, "x", 1);
	edit_do(&ed, 0, 1, NULL, 0);
	assert_int_equal(ed.done.n, 0);
	edit_free(&ed);
	edit_free(&ed);
}

/* Ordered, apart from each other, not the same as what they replace. */
static void check_list(const struct edit *ed)
{
	const struct splices *s = &ed->done;
	size_t i;

	for (i = 0; i < s->n; i++) {
		assert_true(s->v[i].at + s->v[i].del <= ed->old_n);
		if (i)
			assert_true(s->v[i].at > s->v[i - 1].at + s->v[i - 1].del);
		assert_false(s->v[i].del == s->v[i].len &&
			     !memcmp(s->v[i].ins, ed->old + s->v[i].at, s->v[i].del));
	}
}

static void test_random_composition(void **state)
{
	char old[64], plain[4096], ins[8];
	struct splices inv = SPLICES_INIT;
	struct buf b = BUF_INIT;
	struct err e = ERR_INIT;
	struct edit ed;
	size_t n, len, at, del, add, i;
	int round, k;

	(void)state;
	for (round = 0; round < 5000; round++) {
		len = n = rnd(sizeof(old));
		for (i = 0; i < n; i++)
			old[i] = plain[i] = (char)('a' + rnd(3)); /* few letters: chance matches */
		edit_init(&ed, old, n);
		for (k = 0; k < 30; k++) {
			at = rnd(len + 1);
			del = rnd(len - at + 1) % 7;
			add = rnd(5);
			for (i = 0; i < add; i++)
				ins[i] = (char)('a' + rnd(3));
			edit_do(&ed, at, del, ins, add);
			memmove(plain + at + add, plain + at + del, len - at - del);
			memcpy(plain + at, ins, add);
			len = len - del + add;
			assert_int_equal(ed.now.len, len);
			assert_memory_equal(ed.now.p, plain, len);
			assert_int_equal(ed.now.p[len], 0);
			check_list(&ed);
			buf_reset(&b);
			assert_int_equal(splices_apply(&ed.done, old, n, &b, &e), 0);
			assert_int_equal(b.len, len);
			assert_memory_equal(b.p, plain, len);
		}
		splices_invert(&ed.done, old, &inv);
		buf_reset(&b);
		assert_int_equal(splices_apply(&inv, plain, len, &b, &e), 0);
		assert_int_equal(b.len, n);
		assert_memory_equal(b.p, old, n);
		edit_do(&ed, 0, len, old, n);
		assert_int_equal(ed.done.n, 0);
		edit_free(&ed);
	}
	splices_free(&inv);
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_add_merges),	    cmocka_unit_test(test_apply),
		cmocka_unit_test(test_apply_refuses),	    cmocka_unit_test(test_edit_takes_back),
		cmocka_unit_test(test_edit_merges_between), cmocka_unit_test(test_edit_of_nothing),
		cmocka_unit_test(test_random_composition),
	};

	return cmocka_run_group_tests_name("splice", tests, NULL, NULL);
}
