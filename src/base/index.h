/* SPDX-License-Identifier: MIT */
/* index: from a text to a number, so that nothing is looked for in a line. */
#ifndef TOOLGAP_BASE_INDEX_H
#define TOOLGAP_BASE_INDEX_H

#include <stddef.h>

/* Keys are borrowed and must stay as they are for as long as the index. */
#define INDEX_NONE ((size_t)-1)

struct index {
	const char **key;
	size_t *number;
	size_t n, cap; /* cap: slots, a power of two */
};

/* The number that is filed under the key: `number` when it is new, else the one of before. */
size_t index_add(struct index *ix, const char *key, size_t number);
size_t index_find(const struct index *ix, const char *key); /* or INDEX_NONE */
void index_free(struct index *ix); /* reusable empty index after */

#endif
