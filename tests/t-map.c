/* SPDX-License-Identifier: MIT */
/* t-map: names to numbers: what was put first stays, growth loses nothing, and time stays constant. */
#include "fold_help.h"

#include "base/clock.h"
#include "base/map.h"

#include <time.h>

#define MANY 200000

static void basics(void **state)
{
	struct map m = MAP_INIT;

	(void)state;
	assert_int_equal(map_get(&m, "a"), MAP_NONE);
	assert_int_equal(map_put(&m, "a", 1), 1);
	assert_int_equal(map_put(&m, "a", 2), 1);
	assert_int_equal(map_put(&m, "", 3), 3);
	assert_int_equal(map_get(&m, "a"), 1);
	assert_int_equal(map_get(&m, ""), 3);
	assert_int_equal(map_get(&m, "b"), MAP_NONE);
	assert_int_equal(m.n, 2);
	map_free(&m);
	map_free(&m);
	assert_int_equal(map_get(&m, "a"), MAP_NONE);
	map_room(&m, 1000);
	assert_int_equal(map_get(&m, "a"), MAP_NONE);
	assert_int_equal(map_put(&m, "x", 9), 9);
	map_free(&m);
}

static double seconds(clock_t from)
{
	return (double)(clock() - from) / CLOCKS_PER_SEC;
}

/* Names that differ in their last letters only, which a poor hash puts side by side. */
static void many(void **state)
{
	static char name[MANY][48];
	struct map m = MAP_INIT;
	clock_t from = clock();
	size_t i;

	(void)state;
	for (i = 0; i < MANY; i++) {
		(void)snprintf(name[i], sizeof(name[i]), "pipedream-t%zu-ascend", i);
		assert_int_equal(map_put(&m, name[i], i), i);
	}
	for (i = 0; i < MANY; i++) {
		char other[48];

		assert_int_equal(map_get(&m, name[i]), i);
		(void)snprintf(other, sizeof(other), "pipedream-t%zu-kahuna", i);
		assert_int_equal(map_get(&m, other), MAP_NONE);
	}
	assert_int_equal(m.n, MANY);
	/* by a walk it would be 40,000,000,000 steps */
	assert_true(seconds(from) < 10);
	map_free(&m);
}

/* Whatever the order in which they are asked for, and with others in between. */
static void orders(void **state)
{
	static char name[1000][8];
	struct map m = MAP_INIT;
	size_t i, step;

	(void)state;
	for (i = 0; i < 1000; i++) {
		(void)snprintf(name[i], sizeof(name[i]), "n%zu", i);
		(void)map_put(&m, name[i], i * 3);
	}
	for (step = 1; step < 1000; step += 7)
		for (i = 0; i < 1000; i++) {
			size_t k = i * step % 1000;

			assert_int_equal(map_get(&m, name[k]), k * 3);
			if (!(i % 5))
				assert_int_equal(map_get(&m, "none"), MAP_NONE);
			if (!(i % 11)) /* the same once more */
				assert_int_equal(map_get(&m, name[k]), k * 3);
		}
	assert_int_equal(map_get(&m, name[999]), 2997);
	assert_int_equal(map_put(&m, "last", 1), 1); /* which comes next now */
	assert_int_equal(map_get(&m, "last"), 1);
	assert_int_equal(map_get(&m, "n0"), 0);
	map_free(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(basics),
		cmocka_unit_test(many),
		cmocka_unit_test(orders),
	};

	return cmocka_run_group_tests_name("map", tests, NULL, NULL);
}
