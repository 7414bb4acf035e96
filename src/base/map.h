/* SPDX-License-Identifier: MIT */
/* map: from a name to a number, in constant time: for look-ups inside of loops. */
#ifndef TOOLGAP_BASE_MAP_H
#define TOOLGAP_BASE_MAP_H

#include <stddef.h>
#include <stdint.h>

/*
 * Names are borrowed and must outlive the map. The first number of a name stays. Where the first table lies differs from run
 * to run and goes into the hash, so nobody can prepare names that collide. Names that are asked for in the order in which they
 * came, as rows and servers mostly are, are found without a search.
 */
#define MAP_NONE SIZE_MAX

struct map_name {
	const char *key;
	size_t value;
};

struct map_slot {
	uint32_t hash, at; /* its place among the names, from 1; 0: free */
};

struct map {
	struct map_name *name; /* in the order in which they came */
	struct map_slot *slot; /* and one more behind them, see map_get */
	size_t n, size;        /* names; slots, a power of two or 0 */
	uint64_t seed;
};

#define MAP_INIT { NULL, NULL, 0, 0, 0 }

void map_room(struct map *m, size_t n); /* for so many names in all, so that they come without a move */
/* The number that stands for the name from now on: `value`, or the one of before. */
size_t map_put(struct map *m, const char *key, size_t value);
size_t map_get(const struct map *m, const char *key); /* MAP_NONE: no such name */
void map_free(struct map *m);                         /* reusable empty map after */

#endif
