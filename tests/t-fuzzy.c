/* SPDX-License-Identifier: MIT */
/* t-fuzzy: letters in their order, slips of the finger, and the sieves that may let too much through and never too little. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/fuzzy.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

static void folds(void **state)
{
	char out[FUZZY_MAX], longer[400];

	(void)state;
	assert_int_equal(fuzzy_fold("Google Tag-Manager_2", out), 17);
	assert_string_equal(out, "googletagmanager2");
	assert_int_equal(fuzzy_fold(" -_/.", out), 0);
	assert_int_equal(fuzzy_fold("caf\xc3\xa9!", out), 5);
	memset(longer, 'a', sizeof(longer));
	longer[sizeof(longer) - 1] = '\0';
	assert_int_equal(fuzzy_fold(longer, out), FUZZY_MAX - 1);
	assert_int_equal(out[FUZZY_MAX - 1], 0);
}

static void fits(void **state)
{
	(void)state;
	assert_int_equal(fuzzy_score("gmail", "Gmail"), 100);
	assert_int_equal(fuzzy_score("Google Tag Manager", "google_tag_manager"), 100);
	assert_int_equal(fuzzy_score("gmial", "Gmail"), 0);
	assert_int_equal(fuzzy_score("gmails", "Gmail"), 0);
	assert_int_equal(fuzzy_score("", "Gmail"), 0);
	assert_int_equal(fuzzy_score("...", "Gmail"), 0);
	assert_int_equal(fuzzy_score("g", ""), 0);
	assert_true(fuzzy_score("l", "Gmail") >= 1);
}

/* left is the better one */
static void better(const char *typed, const char *left, const char *right)
{
	int a = fuzzy_score(typed, left), b = fuzzy_score(typed, right);

	if (a <= b)
		fail_msg("%s: %s has %d, %s has %d", typed, left, a, right, b);
}

static void ranks(void **state)
{
	(void)state;
	better("gtm", "Google Tag Manager", "Gotham");
	better("gtm", "GoogleTagManager", "googletagmanager");
	better("tag", "Tag Manager", "Google Tag Manager");
	better("tag", "Tagger", "Storage");
	better("mail", "Mail", "Mailchimp");
	better("mail", "Mailchimp", "Gmail Helper Suite");
	better("sheet", "Google Sheets", "Smart Home Electric Tool");
	/* the best way to place the letters, not the first: "man" is one run at the end */
	better("man", "m a b manager x", "m a b n x manyonder q zzzzzzzz");
	assert_true(fuzzy_score("gtagmanager", "Google Tag Manager") > 60);
}

static void bounds(void **state)
{
	char a[1000], b[1000];

	(void)state;
	memset(a, 'x', sizeof(a));
	memset(b, 'x', sizeof(b));
	a[999] = b[999] = '\0';
	assert_int_equal(fuzzy_score(a, b), 100); /* both cut */
	assert_int_equal(fuzzy_score("x", b), fuzzy_score("x", b + 500));
	b[0] = 'y';
	assert_int_equal(fuzzy_score(a, b), 0);
	assert_true(fuzzy_score("\xff\xfe", "\xff \xfe") > 0);
}

static void slips(void **state)
{
	(void)state;
	assert_int_equal(fuzzy_slips(0), 0);
	assert_int_equal(fuzzy_slips(3), 0);
	assert_int_equal(fuzzy_slips(4), 1);
	assert_int_equal(fuzzy_slips(7), 2);
	assert_int_equal(fuzzy_slips(100), 4);
}

static unsigned seed = 7;

static unsigned dice(unsigned n)
{
	seed = seed * 1103515245u + 12345u;
	return (seed >> 16) % n;
}

/* What is one, two … slips away is never further apart than that by the sieve. */
static void sieve_of_letters(void **state)
{
	char a[40], b[40];
	int i;

	(void)state;
	for (i = 0; i < 20000; i++) {
		size_t n = 3 + dice(12), k, at;

		for (k = 0; k < n; k++)
			a[k] = (char)('a' + dice(26));
		a[n] = '\0';
		memcpy(b, a, n + 1);
		for (k = dice(4); k; k--) {
			at = dice((unsigned)n);
			b[at] = (char)(dice(3) ? 'a' + (char)dice(26) : '0' + (char)dice(10));
		}
		assert_true(fuzzy_apart(fuzzy_letters(a), fuzzy_letters(b)) <= text_distance(a, b, 40));
	}
	assert_int_equal(fuzzy_apart(fuzzy_letters("abc"), fuzzy_letters("xyz")), 3);
	assert_int_equal(fuzzy_apart(fuzzy_letters("abc"), fuzzy_letters("cab")), 0);
}

/* A word that stands in a text passes the sieve of the text. */
static void sieve_of_pairs(void **state)
{
	static const char text[] = "Tags, triggers and variables of websites and apps, managed in one place.";
	struct fuzzy_pairs whole = { { 0 } };
	size_t i, n, kept = 0, words = 0;

	(void)state;
	fuzzy_pairs_add(&whole, text, strlen(text));
	for (i = 0; i < strlen(text); i++)
		for (n = 1; n < 9 && i + n <= strlen(text); n++) {
			struct fuzzy_pairs part = { { 0 } };

			fuzzy_pairs_add(&part, text + i, n);
			assert_true(fuzzy_pairs_in(&part, &whole));
		}
	for (i = 0; i < 2000; i++) {
		struct fuzzy_pairs part = { { 0 } };
		char word[8];

		for (n = 0; n < 7; n++)
			word[n] = (char)('a' + dice(26));
		fuzzy_pairs_add(&part, word, 7);
		words++;
		kept += (size_t)fuzzy_pairs_in(&part, &whole);
	}
	assert_true(kept * 10 < words); /* or it would be no sieve */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(folds),	    cmocka_unit_test(fits),
		cmocka_unit_test(ranks),	    cmocka_unit_test(bounds),
		cmocka_unit_test(slips),	    cmocka_unit_test(sieve_of_letters),
		cmocka_unit_test(sieve_of_pairs),
	};

	return cmocka_run_group_tests_name("fuzzy", tests, NULL, NULL);
}
