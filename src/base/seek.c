/* SPDX-License-Identifier: MIT */
/* seek: where a short text stands in many bytes. */
#include "base/seek.h"

#include <string.h>

static unsigned char lower(unsigned char c)
{
	return c >= 'A' && c <= 'Z' ? (unsigned char)(c - 'A' + 'a') : c;
}

static unsigned char upper(unsigned char c)
{
	return c >= 'a' && c <= 'z' ? (unsigned char)(c - 'a' + 'A') : c;
}

void needle_init(struct needle *nd, const char *s, size_t n)
{
	size_t i;

	nd->n = n < NEEDLE_MAX ? n : NEEDLE_MAX;
	for (i = 0; i < nd->n; i++)
		nd->s[i] = lower((unsigned char)s[i]);
	memset(nd->skip, (int)nd->n, sizeof(nd->skip));
	for (i = 0; i + 1 < nd->n; i++)
		nd->skip[nd->s[i]] = nd->skip[upper(nd->s[i])] = (unsigned char)(nd->n - 1 - i);
}

const char *needle_find(const struct needle *nd, const char *s, const char *end)
{
	const unsigned char *at = (const unsigned char *)s, *stop = (const unsigned char *)end;
	size_t last = nd->n - 1, i;

	if (!nd->n)
		return NULL;
	while ((size_t)(stop - at) > last) {
		for (i = nd->n; i && lower(at[i - 1]) == nd->s[i - 1]; i--)
			;
		if (!i)
			return (const char *)at;
		at += nd->skip[at[last]];
	}
	return NULL;
}
