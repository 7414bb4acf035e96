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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(basics),
		cmocka_unit_test(many),
	};

	return cmocka_run_group_tests_name("map", tests, NULL, NULL);
}
