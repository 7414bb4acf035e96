/* SPDX-License-Identifier: MIT */
/* fuzzy: how well a name fits what somebody typed. */
#include "base/fuzzy.h"

#include <string.h>

enum { FIRST = 32, WORD = 28, NEXT = 24, ELSE = 8, GAP = 2, EDGE = 1 }; /* halves */

#define NONE (-100000)

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

int fuzzy_is_letter(char c)
{
	c = lower(c);
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

size_t fuzzy_fold(const char *s, char out[FUZZY_MAX])
{
	size_t n = 0;

	for (; *s && n < FUZZY_MAX - 1; s++)
		if (fuzzy_is_letter(*s))
			out[n++] = lower(*s);
	out[n] = '\0';
	return n;
}

/* What a letter at that place of the name earns when it is not right behind the one before. */
static int worth(const char *name, size_t at, int begun)
{
	char c = name[at], before = at ? name[at - 1] : ' ';

	if (!begun)
		return FIRST;
	if (!fuzzy_is_letter(before) || (c >= 'A' && c <= 'Z' && before >= 'a' && before <= 'z'))
		return WORD;
	return ELSE;
}

static int max(int a, int b)
{
	return a > b ? a : b;
}

/*
 * end[k]: the best sum with the letter typed last placed at the k-th letter of the name; best: the same at the
 * k-th or before it, less what was skipped since. One row for each letter typed.
 */
int fuzzy_score(const char *typed, const char *name)
{
	char want[FUZZY_MAX], have[FUZZY_MAX];
	int gain[FUZZY_MAX], end[FUZZY_MAX], above[FUZZY_MAX], best_sum = NONE, full;
	size_t n = fuzzy_fold(typed, want), m = 0, i, k;

	for (i = 0; name[i] && m < FUZZY_MAX - 1; i++)
		if (fuzzy_is_letter(name[i])) {
			gain[m] = worth(name, i, m > 0);
			have[m++] = lower(name[i]);
		}
	if (!n || n > m)
		return 0;
	for (k = 0; k < m; k++)
		above[k] = NONE;
	for (i = 0; i < n; i++) {
		int before = NONE; /* best way to have placed the letters before this one, ending before k − 1 */

		for (k = 0; k < m; k++) {
			int sum = NONE;

			if (want[i] == have[k] && !i)
				sum = gain[k] - EDGE * (int)k;
			else if (want[i] == have[k] && k)
				sum = max(above[k - 1] + max(NEXT, gain[k]), before + gain[k]);
			if (k)
				before = max(before, above[k - 1]) - GAP;
			end[k] = sum < NONE / 2 ? NONE : sum;
		}
		memcpy(above, end, m * sizeof(*end));
	}
	for (k = 0; k < m; k++)
		best_sum = max(best_sum, end[k] - EDGE * (int)(m - 1 - k));
	full = FIRST + NEXT * (int)(n - 1);
	if (best_sum < NONE / 2)
		return 0;
	if (n == m)
		return 100;
	/* first letters of words earn more than a run does, and yet are not the name in full */
	best_sum = best_sum * 100 / full;
	return best_sum < 1 ? 1 : best_sum > 99 ? 99 : best_sum;
}

size_t fuzzy_slips(size_t n)
{
	return n < 4 ? 0 : n < 6 ? 1 : n < 9 ? 2 : n < 14 ? 3 : 4;
}

uint64_t fuzzy_letters(const char *folded)
{
	uint64_t bits = 0;

	for (; *folded; folded++) {
		unsigned char c = (unsigned char)*folded;

		bits |= (uint64_t)1 << (c >= 'a' && c <= 'z' ? c - 'a' : c >= '0' && c <= '9' ? 26 + c - '0'
											    : 36 + c % 28);
	}
	return bits;
}

void fuzzy_pairs_add(struct fuzzy_pairs *p, const char *s, size_t n)
{
	size_t i;

	for (i = 0; i + 1 < n; i++) {
		unsigned a = (unsigned char)lower(s[i]), b = (unsigned char)lower(s[i + 1]);
		unsigned bit = (a * 37 + b * 101 + (a ^ b)) % (64 * FUZZY_WORDS);

		if (fuzzy_is_letter(s[i]) && fuzzy_is_letter(s[i + 1]))
			p->bit[bit / 64] |= (uint64_t)1 << bit % 64;
	}
}

int fuzzy_pairs_in(const struct fuzzy_pairs *part, const struct fuzzy_pairs *whole)
{
	size_t i;

	for (i = 0; i < FUZZY_WORDS; i++)
		if (part->bit[i] & ~whole->bit[i])
			return 0;
	return 1;
}

/* Each slip changes one letter at most: one bit goes and one comes. */
size_t fuzzy_apart(uint64_t a, uint64_t b)
{
	size_t gone = (size_t)__builtin_popcountll(a & ~b), come = (size_t)__builtin_popcountll(b & ~a);

	return gone > come ? gone : come;
}
