/* SPDX-License-Identifier: MIT */
/* index: open addressing, at most half full. */
#include "base/index.h"

#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS_MIN 16

static size_t hash(const char *s)
{
	uint64_t h = 14695981039346656037u; /* FNV-1a */

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 1099511628211u;
	return (size_t)(h ^ (h >> 32));
}

/* The slot of that key, or the empty one where it would go. */
static size_t slot(const struct index *ix, const char *key)
{
	size_t at = hash(key) & (ix->cap - 1);

	while (ix->key[at] && strcmp(ix->key[at], key) != 0)
		at = (at + 1) & (ix->cap - 1);
	return at;
}

static void grow(struct index *ix)
{
	struct index more = { .cap = ix->cap ? ix->cap * 2 : SLOTS_MIN, .n = ix->n };
	size_t i, at;

	more.key = mem_alloc(more.cap * sizeof(*more.key));
	more.number = mem_alloc(more.cap * sizeof(*more.number));
	for (i = 0; i < ix->cap; i++) {
		if (!ix->key[i])
			continue;
		at = slot(&more, ix->key[i]);
		more.key[at] = ix->key[i];
		more.number[at] = ix->number[i];
	}
	index_free(ix);
	*ix = more;
}

size_t index_add(struct index *ix, const char *key, size_t number)
{
	size_t at;

	if (ix->n * 2 >= ix->cap)
		grow(ix);
	at = slot(ix, key);
	if (!ix->key[at]) {
		ix->key[at] = key;
		ix->number[at] = number;
		ix->n++;
	}
	return ix->number[at];
}

size_t index_find(const struct index *ix, const char *key)
{
	size_t at;

	if (!ix->cap)
		return INDEX_NONE;
	at = slot(ix, key);
	return ix->key[at] ? ix->number[at] : INDEX_NONE;
}

void index_free(struct index *ix)
{
	free(ix->key);
	free(ix->number);
	memset(ix, 0, sizeof(*ix));
}
