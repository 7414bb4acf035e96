/* SPDX-License-Identifier: MIT */
/* pick: the rows of a list that fit what somebody types, best first. */
#include "ui/pick.h"

#include "base/fuzzy.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define TYPED_MAX 100  /* bytes that are typed */
#define LATER 3       /* a later word of a row counts a third less */
#define BEST 100

void pick_free(struct pick *p)
{
	buf_free(&p->text);
	buf_free(&p->ranked);
	free(p->row);
	memset(p, 0, sizeof(*p));
}

void pick_clear(struct pick *p)
{
	buf_reset(&p->text);
	buf_reset(&p->ranked);
	p->typing = 0;
	p->n = 0;
}

int pick_on(const struct pick *p)
{
	return p->text.len > 0;
}

static int score(const struct pick_list *l, size_t row, const struct fuzzy_want *want)
{
	int best = 0;
	size_t k;

	for (k = 0;; k++) {
		const char *word = l->word(l->of, row, k);
		int s;

		if (!word)
			return best;
		s = fuzzy_fit(want, word);
		if (k)
			s -= s / LATER;
		if (s > best)
			best = s;
	}
}

/* Best first, and of equals the one that stood first: as many heaps as there are scores. */
static void sort(uint32_t *row, const unsigned char *scores, size_t n)
{
	size_t at[BEST + 2] = { 0 }, i;
	uint32_t *sorted = mem_array(NULL, n ? n : 1, sizeof(*sorted));

	for (i = 0; i < n; i++)
		at[BEST - scores[i] + 1]++;
	for (i = 1; i < BEST + 2; i++)
		at[i] += at[i - 1];
	for (i = 0; i < n; i++)
		sorted[at[BEST - scores[i]]++] = row[i];
	if (n) /* else there may be no row at all */
		memcpy(row, sorted, n * sizeof(*row));
	free(sorted);
}

/* Back in the order of the list of n rows, for the next letter. */
static void unsort(struct pick *p, size_t n)
{
	uint64_t *there = mem_alloc((n / 64 + 1) * sizeof(*there)), bits;
	size_t i, k = 0;

	for (i = 0; i < p->n; i++)
		there[p->row[i] / 64] |= (uint64_t)1 << p->row[i] % 64;
	for (i = 0; i <= n / 64; i++)
		for (bits = there[i]; bits; bits &= bits - 1)
			p->row[k++] = (uint32_t)(i * 64 + (size_t)__builtin_ctzll(bits));
	free(there);
}

/* The rows that are to be looked at: all, or what the shorter text left, in the order of the list. */
static void candidates(struct pick *p, const struct pick_list *l, int narrower)
{
	size_t i;

	if (narrower) {
		unsort(p, l->n);
		return;
	}
	if (p->cap < l->n) {
		p->row = mem_array(p->row, l->n, sizeof(*p->row));
		p->cap = l->n;
	}
	for (i = 0; i < l->n; i++)
		p->row[i] = (uint32_t)i;
	p->n = l->n;
}

void pick_rank(struct pick *p, const struct pick_list *l)
{
	int same = l->version && l->version == p->version && p->ranked.len;
	int narrower = same && p->text.len >= p->ranked.len &&
		       !memcmp(p->text.p, p->ranked.p, p->ranked.len);
	struct fuzzy_want want;
	unsigned char *scores;
	uint64_t letters;
	size_t i, n = 0;

	if (!p->text.len || (narrower && p->text.len == p->ranked.len))
		return;
	candidates(p, l, narrower);
	scores = mem_alloc(p->n + 1);
	fuzzy_want(&want, buf_str(&p->text));
	letters = fuzzy_letters(want.letter);
	for (i = 0; i < p->n; i++) {
		int s = 0;

		if (!want.n)
			s = 1; /* nothing to go by: all fit */
		else if (!l->letters || !(letters & ~l->letters(l->of, p->row[i])))
			s = score(l, p->row[i], &want);
		if (s) {
			p->row[n] = p->row[i];
			scores[n++] = (unsigned char)(s > BEST ? BEST : s);
		}
	}
	p->n = n;
	sort(p->row, scores, n);
	free(scores);
	buf_reset(&p->ranked);
	buf_add(&p->ranked, p->text.p, p->text.len);
	p->version = l->version;
}

size_t pick_count(const struct pick *p, size_t all)
{
	return pick_on(p) ? p->n : all;
}

size_t pick_row(const struct pick *p, size_t pos)
{
	return pick_on(p) ? p->row[pos] : pos;
}

size_t pick_pos(const struct pick *p, size_t row)
{
	size_t i;

	for (i = 0; pick_on(p) && i < p->n && p->row[i] != row; i++)
		;
	return pick_on(p) ? i : row;
}

int pick_edit(struct pick *p, struct key k)
{
	size_t n = p->text.len;

	if (k.code == KEY_K_BACKSPACE) {
		if (!n)
			p->typing = 0;
		while (n && ((unsigned char)p->text.p[--n] & 0xC0) == 0x80)
			;
		p->text.len = n;
	} else if (k.code == KEY_CHAR && !k.pasted && (k.ch == CTRL('u') || k.ch == CTRL('w'))) {
		buf_reset(&p->text);
	} else if (k.code == KEY_CHAR && k.ch >= 0x20 && wcwidth(k.ch) > 0) {
		text_encode(&p->text, (uint32_t)k.ch);
		if (p->text.len > TYPED_MAX)
			p->text.len = n;
	} else {
		return 0;
	}
	buf_add(&p->text, "", 0); /* ends where it is cut */
	if (p->text.p)
		p->text.p[p->text.len] = '\0';
	return 1;
}
