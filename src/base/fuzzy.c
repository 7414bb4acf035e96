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

/* A byte as it is compared: letters in lower case, 0 for what is dropped. */
static const unsigned char *folded(void)
{
	static unsigned char table[256];
	int c;

	for (c = table['z'] ? 256 : 1; c < 256; c++)
		table[c] = fuzzy_is_letter((char)c) ? (unsigned char)lower((char)c) : 0;
	return table;
}

void fuzzy_want(struct fuzzy_want *w, const char *typed)
{
	w->n = fuzzy_fold(typed, w->letter);
}

/* What a letter at that place of the name earns when it is not right behind the one before. */
static int worth(const char *name, size_t at)
{
	char c = name[at], before = at ? name[at - 1] : ' ';

	if (!fuzzy_is_letter(before) || (c >= 'A' && c <= 'Z' && before >= 'a' && before <= 'z'))
		return WORD;
	return ELSE;
}

static int max(int a, int b)
{
	return a > b ? a : b;
}

/* The letters of a name, and between which of them each typed one can stand where all of them find a place. */
struct row {
	unsigned char have[FUZZY_MAX];
	int gain[FUZZY_MAX];
	size_t m, from[FUZZY_MAX], to[FUZZY_MAX];
};

/* Behind the next letter of that kind, or NULL. */
static inline const unsigned char *behind(const unsigned char *p, char letter)
{
	unsigned want = (unsigned char)letter, case_bit = want >= 'a' && want <= 'z' ? 0x20 : 0;

	while (*p && (*p | case_bit) != want)
		p++;
	return *p ? p + 1 : NULL;
}

/* Does it hold all letters in their order? Most names are done with here, so each byte costs two comparisons. */
static int holds(const struct fuzzy_want *w, const char *name)
{
	const unsigned char *p = (const unsigned char *)name;
	size_t i;

	for (i = 0; i < w->n && p; i++)
		p = behind(p, w->letter[i]);
	return p != NULL;
}

static int lay_out(const struct fuzzy_want *w, const char *name, struct row *r)
{
	const unsigned char *fold = folded();
	size_t i, k;

	for (i = r->m = 0; name[i] && r->m < FUZZY_MAX - 1; i++) {
		unsigned char c = fold[(unsigned char)name[i]];

		if (!c)
			continue;
		r->gain[r->m] = r->m ? worth(name, i) : FIRST;
		r->have[r->m++] = c;
	}
	for (i = k = 0; k < r->m && i < w->n; k++)
		if (r->have[k] == (unsigned char)w->letter[i])
			r->from[i++] = k;
	if (i < w->n)
		return -1; /* the rest of it lies behind what is looked at */
	for (k = r->m; i; i--) {
		while (r->have[--k] != (unsigned char)w->letter[i - 1])
			;
		r->to[i - 1] = k;
	}
	return 0;
}

/*
 * end[k]: the best sum with the letter typed last placed at the k-th letter of the name; before: the same further in
 * front, less what was skipped since. One row for each letter typed, from the first place it can have to the last.
 */
int fuzzy_fit(const struct fuzzy_want *w, const char *name)
{
	int rows[2][FUZZY_MAX], best_sum = NONE, full, before;
	int *above = rows[0], *end = rows[1], *spare;
	struct row r;
	size_t i, k, n = w->n;

	if (!n || !holds(w, name) || lay_out(w, name, &r))
		return 0;
	for (i = 0; i < n; i++) {
		k = i ? r.from[i - 1] + 1 : r.from[0];
		for (before = NONE; k <= r.to[i]; k++) {
			int last = i && k - 1 <= r.to[i - 1] ? above[k - 1] : NONE;

			end[k] = NONE;
			if (r.have[k] == (unsigned char)w->letter[i])
				end[k] = i ? max(last + max(NEXT, r.gain[k]), before + r.gain[k])
					   : r.gain[k] - EDGE * (int)k;
			before = max(before, last) - GAP;
		}
		spare = above;
		above = end;
		end = spare;
	}
	for (k = r.from[n - 1]; k <= r.to[n - 1]; k++)
		best_sum = max(best_sum, above[k] - EDGE * (int)(r.m - 1 - k));
	full = FIRST + NEXT * (int)(n - 1);
	if (n == r.m)
		return 100;
	/* first letters of words earn more than a run does, and yet are not the name in full */
	best_sum = best_sum * 100 / full;
	return best_sum < 1 ? 1 : best_sum > 99 ? 99 : best_sum;
}

int fuzzy_score(const char *typed, const char *name)
{
	struct fuzzy_want w;

	fuzzy_want(&w, typed);
	return fuzzy_fit(&w, name);
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
