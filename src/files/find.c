/* SPDX-License-Identifier: MIT */
/* find: who fits what somebody typed: the query, and how well a thing fits. */
#include "files/find.h"

#include "base/fuzzy.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "files/aliases.h"

#include <stdlib.h>
#include <string.h>

#define TEXT_LONGEST 200
#define BY_ALIAS 98
#define NAME_LEAST 60
#define NAME_MOST 95
#define SLIPPED 74	/* a name with a slip in it; */
#define SLIPPED_WORD 62 /* a word of a name with a slip in it; */
#define SLIP 6		/* and for each further one so much less */
#define LETTERS_LEAST 40
#define LETTERS_MOST 74
#define WORD_LEAST 4 /* letters: shorter words are a slip away from everything */

/* ---- how well it fits */

static int by_slug(const void *a, const void *b)
{
	return strcmp(((const struct find_lead *)a)->slug, ((const struct find_lead *)b)->slug);
}

static int to_slug(const void *key, const void *v)
{
	return strcmp(key, ((const struct find_lead *)v)->slug);
}

const struct find_fit *find_lead_of(const struct find_query *q, const char *folded)
{
	const struct find_lead *l = q->leads ? bsearch(folded, q->lead, q->leads, sizeof(*l), to_slug) : NULL;

	return l ? &l->fit : NULL;
}

static struct find_fit better(struct find_fit a, struct find_fit b)
{
	return b.score > a.score ? b : a;
}

static const char *in(const struct needle *nd, const char *s)
{
	return s ? needle_find(nd, s, s + strlen(s)) : NULL;
}

int find_short(const struct find_query *q, const char *server)
{
	return in(&q->brief, server) != NULL;
}

/* 0: nowhere in it, 1: in it, 2: where a word of it begins */
static int stands(const struct needle *nd, const char *s)
{
	const char *at = in(nd, s), *end = s ? s + strlen(s) : NULL;
	int how = 0;

	for (; at && how < 2; at = needle_find(nd, at + 1, end))
		how = at == s || !fuzzy_is_letter(at[-1]) ? 2 : 1;
	return how;
}

/* Each word of the text in one of the names, or in the body. */
static struct find_fit by_words(const struct find_query *q, const char *const *names, size_t n, const char *body)
{
	int named = 1, begins = 1, best = NAME_LEAST, score;
	size_t i, k;

	for (k = 0; k < q->words; k++) {
		int how = 0, now;

		for (i = 0; i < n && how < 2; i++) {
			now = stands(&q->word[k], names[i]);
			how = now > how ? now : how;
		}
		named &= how > 0;
		now = how < 2 ? stands(&q->word[k], body) : 0;
		how = now > how ? now : how;
		if (!how)
			return (struct find_fit){ FIND_NONE, 0 };
		begins &= how == 2;
	}
	if (!named)
		return (struct find_fit){ FIND_MENTION, begins ? FIND_AT_WORD : FIND_AMID };
	for (i = 0; i < n; i++) {
		score = names[i] ? fuzzy_score(q->text, names[i]) : 0;
		best = score > best ? score : best;
	}
	return (struct find_fit){ FIND_NAME, best > NAME_MOST ? NAME_MOST : best };
}

static struct find_fit slipped(const struct find_query *q, const char *fold, size_t n, int from)
{
	size_t qn = strlen(q->folded), apart = n > qn ? n - qn : qn - n, d;

	if (!q->slips || apart > q->slips || fuzzy_apart(q->letters, fuzzy_letters(fold)) > q->slips)
		return (struct find_fit){ FIND_NONE, 0 };
	d = text_distance(q->folded, fold, q->slips);
	return d > q->slips ? (struct find_fit){ FIND_NONE, 0 } : (struct find_fit){ FIND_TYPO, from - SLIP * (int)(d - 1) };
}

/* The words of a name that has several. */
static struct find_fit by_slip_in_word(const struct find_query *q, const char *name)
{
	struct find_fit fit = { FIND_NONE, 0 };
	char word[FUZZY_MAX], fold[FUZZY_MAX];

	while (*name) {
		size_t n = 0;

		while (*name && !fuzzy_is_letter(*name))
			name++;
		for (; fuzzy_is_letter(*name); name++)
			if (n < FUZZY_MAX - 1)
				word[n++] = *name;
		word[n] = '\0';
		n = fuzzy_fold(word, fold);
		if (n >= WORD_LEAST)
			fit = better(fit, slipped(q, fold, n, SLIPPED_WORD));
	}
	return fit;
}

static struct find_fit widely(const struct find_query *q, const char *name, const char *fold, size_t n)
{
	struct find_fit fit = better(slipped(q, fold, n, SLIPPED), by_slip_in_word(q, name));
	int score = q->letters & ~fuzzy_letters(fold) ? 0 : fuzzy_score(q->text, name);

	if (score < LETTERS_LEAST)
		return fit;
	return better(fit, (struct find_fit){ FIND_LETTERS, score > LETTERS_MOST ? LETTERS_MOST : score });
}

/* By itself, without what the aliases say. */
static struct find_fit alone(const struct find_query *q, const char *const *names, size_t n, const char *body)
{
	struct find_fit fit = by_words(q, names, n, body);
	char fold[FUZZY_MAX];
	size_t i, len;

	for (i = 0; i < n && fit.grade < FIND_EXACT; i++) {
		len = names[i] ? fuzzy_fold(names[i], fold) : 0;
		if (!len || !*q->folded)
			continue;
		if (!strcmp(fold, q->folded))
			fit = (struct find_fit){ FIND_EXACT, 100 };
		else if (fit.grade < FIND_NAME && needle_find(&q->fold, fold, fold + len))
			fit = (struct find_fit){ FIND_NAME, NAME_LEAST };
		else if (q->wide && fit.grade < FIND_NAME)
			fit = better(fit, widely(q, names[i], fold, len));
	}
	return fit;
}

struct find_fit find_fit(const struct find_query *q, const char *const *names, size_t n, const char *body)
{
	struct find_fit fit = alone(q, names, n, body);
	char fold[FUZZY_MAX];
	const struct find_fit *lead;

	if (fit.grade == FIND_EXACT || !q->leads || !n || !names[0] || !fuzzy_fold(names[0], fold))
		return fit;
	lead = find_lead_of(q, fold);
	return lead ? better(fit, *lead) : fit;
}

/* ---- the query */

static void add_word(struct find_query *q, const char *s, size_t n)
{
	struct buf b = BUF_INIT;
	size_t i;

	for (i = 0; i < n; i++) {
		if (s[i] == '|')
			buf_addc(&b, '\\'); /* as it stands in a cell */
		buf_addc(&b, s[i]);
	}
	if (b.len && q->words < FIND_WORDS)
		needle_init(&q->word[q->words++], b.p, b.len);
	buf_free(&b);
}

static void take_words(struct find_query *q)
{
	const char *s = q->text;

	while (*s) {
		size_t n = strcspn(s, " ");

		add_word(q, s, n);
		s += n + strspn(s + n, " ");
	}
}

static void add_lead(struct find_query *q, const char *slug, struct find_fit fit)
{
	char fold[FUZZY_MAX];
	size_t i;

	(void)fuzzy_fold(slug, fold);
	for (i = 0; i < q->leads; i++)
		if (!strcmp(q->lead[i].slug, fold)) {
			q->lead[i].fit = better(q->lead[i].fit, fit);
			return;
		}
	MEM_GROW(q->lead, q->leads, q->cap);
	q->lead[q->leads++] = (struct find_lead){ mem_str(fold), fit };
}

/* Where one of its names fits, its slugs are nearly as good as typed. */
static void take_alias(struct find_query *q, const struct yaml *alias)
{
	const char *names[ALIAS_NAMES];
	size_t tries, n = alias_names(alias, names, &tries), i;
	struct find_fit fit = alone(q, names, n, NULL);

	if (fit.grade == FIND_EXACT)
		fit.score = BY_ALIAS;
	if (fit.grade == FIND_NONE)
		return;
	add_lead(q, names[0], fit);
	for (i = tries; i < n; i++)
		add_lead(q, names[i], fit);
}

static void begins(struct find_query *q, const char *folded)
{
	unsigned char c = (unsigned char)*folded;

	if (c)
		q->first[c] = 1;
	if (c >= 'a' && c <= 'z')
		q->first[c - 'a' + 'A'] = 1;
}

int find_query_init(struct find_query *q, const char *text, const struct yaml *aliases, int wide, struct err *e)
{
	char fold[FUZZY_MAX], *brief;
	size_t n, i;

	memset(q, 0, sizeof(*q));
	q->wide = wide;
	q->text = text_safe_new(text, TEXT_LONGEST);
	take_words(q);
	if (!q->words) {
		find_query_free(q);
		return err_set(e, E_USAGE, _("There is nothing to look for in an empty text."));
	}
	n = fuzzy_fold(q->text, fold);
	q->folded = mem_str(fold);
	q->slips = fuzzy_slips(n);
	q->letters = fuzzy_letters(fold);
	needle_init(&q->fold, fold, n);
	brief = mem_fmt("pipedream-%s-", q->text);
	needle_init(&q->brief, brief, strlen(brief));
	free(brief);
	aliases_each(it, aliases) take_alias(q, it);
	begins(q, q->folded);
	for (i = 0; i < q->leads; i++)
		begins(q, q->lead[i].slug);
	if (q->leads)
		qsort(q->lead, q->leads, sizeof(*q->lead), by_slug);
	return 0;
}

void find_query_free(struct find_query *q)
{
	size_t i;

	for (i = 0; i < q->leads; i++)
		free(q->lead[i].slug);
	free(q->lead);
	free(q->folded);
	free(q->text);
	memset(q, 0, sizeof(*q));
}
