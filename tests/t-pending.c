/* SPDX-License-Identifier: MIT */
/* t-pending: dates and links in the notes of rows that wait. */
#include "fold_help.h"

#include "files/pending.h"

#include <time.h>

static void says(const char *notes, const char *since, const char *due, const char *link)
{
	char a[PENDING_DATE], b[PENDING_DATE], *l = NULL;

	if (pending_dates(notes, a, b, &l) != (*since ? 0 : -1))
		fail_msg("%s", notes);
	if (strcmp(a, since) || strcmp(b, due))
		fail_msg("%s: since %s, due %s", notes, a, b);
	if (link && (!l || strcmp(l, link)))
		fail_msg("%s: link %s", notes, l ? l : "none");
	if (!link)
		assert_null(l);
	free(l);
	assert_int_equal(pending_dates(notes, a, b, NULL), *since ? 0 : -1);
}

static void dates(void **state)
{
	(void)state;
	says("PENDING-NATIVE since 2026-11-21, due 2026-12-05: https://github.com/o/r/issues/7.", "2026-11-21",
	     "2026-12-05", "https://github.com/o/r/issues/7");
	says("Was due 2025-01-01: https://example.com/old. PENDING-NATIVE since 2026-11-21, due 2026-12-06: https://example.com/new",
	     "2026-11-21", "2026-12-06", "https://example.com/new");
	says("Issue https://example.com/7. PENDING-NATIVE since 2026-11-21.", "2026-11-21", "2026-12-05", "https://example.com/7");
	says("Asked 2026-11-01. PENDING-NATIVE since 2026-11-21.", "2026-11-21", "2026-12-05", NULL);
	says("Asked on 2026-11-01 (https://x.example/a(b)), due on 2026-11-20.", "2026-11-01", "2026-11-20",
	     "https://x.example/a(b)");
	says("[the request](https://x.example/a), requested 2026-02-20", "2026-02-20", "2026-03-06",
	     "https://x.example/a");
	says("Searched at 2026-11-21T10:00:00Z; Due 2026-11-30", "2026-11-21", "2026-11-30", NULL);
	/* leap years, the turn of the year */
	says("2024-02-15", "2024-02-15", "2024-02-29", NULL);
	says("2100-02-15", "2100-02-15", "2100-03-01", NULL);
	says("2026-12-25", "2026-12-25", "2027-01-08", NULL);
}

static void no_dates(void **state)
{
	(void)state;
	says("", "", "", NULL);
	says("Waits. http://x.example https://", "", "", NULL);
	says("2026-13-01 2026-02-29 2026-00-10 2026-11-31 0000-01-01 12026-11-21 2026-11-211 x2026-11-21", "", "", NULL);
	/* the last one is none, the one behind it is */
	says("v2026-11-21 and 2026-11-22", "2026-11-22", "2026-12-06", NULL);
	/* a word that ends in "due", and a due day that does not exist */
	says("residue 2026-01-01, due 2026-02-30", "2026-01-01", "2026-01-15", NULL);
}

/* The same days as the C library counts them, over many years. */
static void days_are_the_librarys(void **state)
{
	char from[PENDING_DATE] = "1970-01-01", a[PENDING_DATE], b[PENDING_DATE], day[64];
	long i;

	(void)state;
	for (i = 0; i < 60000; i += 13) {
		time_t t = (time_t)i * 86400, then = t + 14 * 86400;
		struct tm tm;

		gmtime_r(&t, &tm);
		assert_true(strftime(day, sizeof(day), "%Y-%m-%d", &tm) == 10);
		assert_int_equal(pending_days(from, day), i);
		assert_int_equal(pending_days(day, from), -i);
		assert_int_equal(pending_dates(day, a, b, NULL), 0);
		assert_string_equal(a, day);
		gmtime_r(&then, &tm);
		assert_true(strftime(day, sizeof(day), "%Y-%m-%d", &tm) == 10);
		assert_string_equal(b, day);
	}
	assert_int_equal(pending_days("2026-11-21", "soon"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dates),
		cmocka_unit_test(no_dates),
		cmocka_unit_test(days_are_the_librarys),
	};

	return cmocka_run_group_tests_name("pending", tests, NULL, NULL);
}
