/* SPDX-License-Identifier: MIT */
/* seek: where a short text stands in many bytes, the case of ASCII letters aside. */
#ifndef TOOLGAP_BASE_SEEK_H
#define TOOLGAP_BASE_SEEK_H

#include <stddef.h>

/* A needle made ready: most of the hay is stepped over without a look (Horspool). Longer ones are cut. */
#define NEEDLE_MAX 200
struct needle {
	size_t n; /* 0: it is nowhere */
	unsigned char s[NEEDLE_MAX];
	unsigned char skip[256], again;
};

void needle_init(struct needle *nd, const char *s, size_t n);
const char *needle_find(const struct needle *nd, const char *s, const char *end); /* the first, or NULL */

#endif
