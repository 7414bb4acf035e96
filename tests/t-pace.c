/* SPDX-License-Identifier: MIT */
/* t-pace: no minute holds more requests than the vendor's limit, wherever that minute begins. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "vendors/http_pace.h"

#include <stdlib.h>
#include <string.h>

static const struct http_rate rate = { "vendor", 2000 }, other = { "other", 600 }, slow = { "slow", 1 };

static void names(void **state)
{
	struct paces ps = { { NULL }, 0 };
	struct http_rate many[9];
	char name[9][4];
	size_t i;

	(void)state;
	assert_null(paces_of(&ps, NULL, 0));
	assert_ptr_equal(paces_of(&ps, &rate, 0), paces_of(&ps, &rate, 5));
	assert_ptr_not_equal(paces_of(&ps, &rate, 0), paces_of(&ps, &other, 0));
	for (i = 0; i < 9; i++) {
		name[i][0] = (char)('a' + i);
		name[i][1] = '\0';
		many[i] = (struct http_rate){ name[i], 100 };
	}
	for (i = 0; i < 6; i++)
		assert_non_null(paces_of(&ps, &many[i], 0));
	assert_null(paces_of(&ps, &many[8], 0)); /* no room: then it is not counted */
	paces_free(&ps);
	assert_int_equal(ps.n, 0);
}

/* Ask as fast as allowed for so many milliseconds; each request's time into at. */
static size_t run(struct pace *p, int64_t from, int64_t ms, int64_t *at, size_t max)
{
	int64_t now = from;
	size_t n = 0;

	while (now < from + ms && n < max) {
		int64_t pause = pace_wait(p, now);

		assert_true(pause >= 0);
		if (pause) {
			now += pause;
			continue;
		}
		pace_take(p, now);
		at[n++] = now;
	}
	return n;
}

static void every_minute(void **state)
{
	static const struct http_rate *const rates[] = { &rate, &other };
	enum { MAX = 20000 };
	int64_t *at = malloc(MAX * sizeof(*at));
	size_t i, k, r;

	(void)state;
	assert_non_null(at);
	for (r = 0; r < 2; r++) {
		struct paces ps = { { NULL }, 0 };
		struct pace *p = paces_of(&ps, rates[r], 1000);
		size_t n = run(p, 1000, 300000, at, MAX);

		assert_true(n >= rates[r]->per_minute * 3); /* and it does not stand still */
		for (i = 0, k = 0; i < n; i++) {
			while (at[i] - at[k] >= 60000)
				k++;
			assert_true(i - k < rates[r]->per_minute);
		}
		paces_free(&ps);
	}
	free(at);
}

static void burst(void **state)
{
	struct paces ps = { { NULL }, 0 };
	struct pace *p = paces_of(&ps, &other, 0);
	size_t i;

	(void)state;
	for (i = 0; i < 150; i++) {
		assert_int_equal(pace_wait(p, 0), 0);
		pace_take(p, 0);
	}
	assert_int_equal(pace_wait(p, 0), 134); /* 450 a minute come back */
	assert_int_equal(pace_wait(p, 133), 1);
	assert_int_equal(pace_wait(p, 134), 0);
	assert_int_equal(pace_wait(p, 100000), 0);
	for (i = 0; i < 150; i++)
		pace_take(p, 100000);
	assert_true(pace_wait(p, 100000) > 0); /* it does not grow beyond its brim */
	for (i = 0; i < 100000; i++)
		pace_take(p, 100000);
	assert_true(pace_wait(p, 100000) < 60000); /* nor sink for ever */
	paces_free(&ps);
}

static void abreast(void **state)
{
	struct paces ps = { { NULL }, 0 };
	struct pace *p = paces_of(&ps, &rate, 0);

	(void)state;
	p->open = HTTP_ABREAST;
	assert_int_equal(pace_wait(p, 0), -1);
	p->open--;
	assert_int_equal(pace_wait(p, 0), 0);
	paces_free(&ps);
}

static void hear(struct pace *p, int status, const char *limit, const char *window, const char *left)
{
	struct reply r;

	memset(&r, 0, sizeof(r));
	r.status = status;
	if (limit)
		kv_add(&r.headers, "x-ratelimit", limit);
	if (window)
		kv_add(&r.headers, "x-ratelimit-window-size", window);
	if (left)
		kv_add(&r.headers, "x-ratelimit-remaining", left);
	pace_hear(p, &r, 0);
	kv_free(&r.headers);
}

static void headers(void **state)
{
	struct paces ps = { { NULL }, 0 };
	struct pace *p = paces_of(&ps, &rate, 0);

	(void)state;
	hear(p, 200, NULL, NULL, NULL);
	assert_int_equal(p->per_minute, 2000);
	hear(p, 200, "10000", "60s", "9999");
	assert_int_equal(p->per_minute, 10000);
	hear(p, 200, "100000", "600s", NULL);
	assert_int_equal(p->per_minute, 10000);
	assert_int_equal(pace_wait(p, 0), 0);
	hear(p, 200, "10000", "60s", "0"); /* others ask with the same key */
	assert_true(pace_wait(p, 0) > 0);
	assert_true(pace_wait(p, 0) < 60);
	assert_int_equal(pace_wait(p, 1000), 0);
	hear(p, 429, NULL, NULL, NULL);
	assert_true(pace_wait(p, 0) > 0);
	paces_free(&ps);
}

/* A vendor cannot make us stand still, nor run. */
static void hostile_headers(void **state)
{
	static const char *const odd[] = { "0", "1", "-5", "", "x", "99999999999999999999", "1e9", "NaN" };
	struct paces ps = { { NULL }, 0 };
	struct pace *p = paces_of(&ps, &slow, 0);
	size_t i, k;

	(void)state;
	assert_true(p->per_minute >= 120);
	for (i = 0; i < sizeof(odd) / sizeof(*odd); i++)
		for (k = 0; k < sizeof(odd) / sizeof(*odd); k++) {
			hear(p, 200, odd[i], odd[k], odd[k]);
			assert_in_range(p->per_minute, 120, 1000000);
			assert_in_range(pace_wait(p, 0), 0, 1000);
		}
	paces_free(&ps);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),   cmocka_unit_test(every_minute), cmocka_unit_test(burst),
		cmocka_unit_test(abreast), cmocka_unit_test(headers),	   cmocka_unit_test(hostile_headers),
	};

	return cmocka_run_group_tests_name("pace", tests, NULL, NULL);
}
