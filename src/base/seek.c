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

/*
 * skip[c]: how far the needle may move when c stands under its last letter; 0 when it may stand right here. again: how far
 * when it did not.
 */
void needle_init(struct needle *nd, const char *s, size_t n)
{
	size_t i;

	nd->n = n < NEEDLE_MAX ? n : NEEDLE_MAX;
	for (i = 0; i < nd->n; i++)
		nd->s[i] = lower((unsigned char)s[i]);
	nd->again = (unsigned char)nd->n;
	memset(nd->skip, (int)nd->n, sizeof(nd->skip));
	for (i = 0; i < nd->n; i++) {
		if (i + 1 < nd->n && nd->s[i] == nd->s[nd->n - 1])
			nd->again = (unsigned char)(nd->n - 1 - i);
		nd->skip[nd->s[i]] = nd->skip[upper(nd->s[i])] = (unsigned char)(nd->n - 1 - i);
	}
}

static int is_here(const struct needle *nd, const unsigned char *at)
{
	size_t i = nd->n - 1;

	while (i && lower(at[i - 1]) == nd->s[i - 1])
		i--;
	return !i;
}

const char *needle_find(const struct needle *nd, const char *s, const char *end)
{
	const unsigned char *stop = (const unsigned char *)end;
	const unsigned char *at = (const unsigned char *)s + nd->n - 1; /* under the last letter */
	size_t step;

	if (!nd->n || (size_t)(end - s) < nd->n)
		return NULL;
	while (at < stop) {
		step = nd->skip[*at];
		if (!step) {
			if (is_here(nd, at - (nd->n - 1)))
				return (const char *)at - (nd->n - 1);
			step = nd->again;
		}
		if ((size_t)(stop - at) <= step)
			break;
		at += step;
	}
	return NULL;
}
