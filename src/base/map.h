/* SPDX-License-Identifier: MIT */
/* map: from a name to a number, in constant time: for look-ups inside of loops. */
#ifndef TOOLGAP_BASE_MAP_H
#define TOOLGAP_BASE_MAP_H

#include <stddef.h>
#include <stdint.h>

/*
 * Names are borrowed and must outlive the map. The first number of a name stays. Where the table lies differs from run
 * to run and goes into the hash, so nobody can prepare names that collide.
 */
#define MAP_NONE SIZE_MAX

struct map_slot {
	const char *key; /* NULL: free */
	size_t value;
	uint64_t hash;
};

struct map {
	struct map_slot *slot;
	size_t n, size; /* names; slots, a power of two or 0 */
	uint64_t seed;
};

#define MAP_INIT { NULL, 0, 0, 0 }

void map_room(struct map *m, size_t n); /* for so many names in all, so that they come without a move */
/* The number that stands for the name from now on: `value`, or the one of before. */
size_t map_put(struct map *m, const char *key, size_t value);
size_t map_get(const struct map *m, const char *key); /* MAP_NONE: no such name */
void map_free(struct map *m);                         /* reusable empty map after */

#endif
