/* SPDX-License-Identifier: MIT */
/* match: comparing the hits of a catalog with the provider, and ranking the candidates. */
#include "vendors/match.h"

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FOLD 256   /* longer names equal nothing */
#define PROSE 8192 /* bytes of a description that are looked at */
#define PHRASES 16
#define WORDS 16
#define EQUALS 32
#define CANDIDATES 8

struct want {
	char fold[FOLD];
	unsigned rank;
};

struct phrase {
	char *words[WORDS]; /* lower case */
	size_t n;
};

struct cand {
	char *slug, *name;
	int grade;
	size_t far;
};

struct match {
	struct want *want; /* by fold */
	size_t n_want, cap_want;
	struct phrase phrase[PHRASES]; /* the provider's first */
	size_t n_phrase;
	char provider[FOLD];
	struct match_hit hit[EQUALS];
	size_t n_hit;
	struct cand cand[CANDIDATES + 1]; /* best first */
	size_t n_cand;
	struct buf text; /* of the hit that is looked at */
};

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static int letter(char c)
{
	c = lower(c);
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

static void fold(const char *s, char out[FOLD])
{
	size_t n = 0;

	for (; *s && n < FOLD; s++)
		if (letter(*s))
			out[n++] = lower(*s);
	out[n < FOLD ? n : 0] = '\0';
}

/* ---- what is wanted */

static void words_of(struct phrase *ph, const char *s)
{
	ph->n = 0;
	while (ph->n < WORDS) {
		size_t n = 0, i;

		while (*s && !letter(*s))
			s++;
		while (s[n] && letter(s[n]))
			n++;
		if (!n)
			return;
		ph->words[ph->n] = mem_strn(s, n);
		for (i = 0; i < n; i++)
			ph->words[ph->n][i] = lower(ph->words[ph->n][i]);
		ph->n++;
		s += n;
	}
}

static void words_free(struct phrase *ph)
{
	size_t i;

	for (i = 0; i < ph->n; i++)
		free(ph->words[i]);
	ph->n = 0;
}

/* Some of the provider's words, one after the other and written as one. */
static int is_run(const struct phrase *whole, const char *s)
{
	char run[FOLD];
	size_t i, k, n;

	fold(s, run);
	for (i = 0; i < whole->n; i++) {
		const char *at = run;

		for (k = i; k < whole->n; k++) {
			n = strlen(whole->words[k]);
			if (strncmp(at, whole->words[k], n) != 0)
				break;
			at += n;
			if (!*at)
				return i > 0 || k + 1 < whole->n;
		}
	}
	return 0;
}

/* Some of the provider's words, and not all of them. */
static int is_part(const struct phrase *part, const struct phrase *whole, const char *s)
{
	size_t i, k;

	if (is_run(whole, s))
		return 1;
	if (part->n >= whole->n)
		return 0;
	for (i = 0; i < part->n; i++) {
		for (k = 0; k < whole->n && strcmp(part->words[i], whole->words[k]); k++)
			;
		if (k == whole->n)
			return 0;
	}
	return 1;
}

static void want(struct match *m, const char *s, unsigned rank)
{
	struct want w;

	fold(s, w.fold);
	w.rank = rank;
	if (!*w.fold)
		return;
	MEM_GROW(m->want, m->n_want, m->cap_want);
	m->want[m->n_want++] = w;
}

static int by_fold(const void *a, const void *b)
{
	const struct want *x = a, *y = b;
	int d = strcmp(x->fold, y->fold);

	return d ? d : (x->rank > y->rank) - (x->rank < y->rank);
}

static void sort_wants(struct match *m)
{
	size_t i, to = 0;

	if (m->n_want)
		qsort(m->want, m->n_want, sizeof(*m->want), by_fold);
	for (i = 0; i < m->n_want; i++)
		if (!to || strcmp(m->want[to - 1].fold, m->want[i].fold) != 0)
			m->want[to++] = m->want[i];
	m->n_want = to;
}

static void want_try(struct match *m, const char *s, unsigned rank)
{
	struct phrase ph;

	words_of(&ph, s);
	if (is_part(&ph, &m->phrase[0], s)) {
		words_free(&ph);
		return;
	}
	want(m, s, rank);
	if (ph.n >= 2 && m->n_phrase < PHRASES)
		m->phrase[m->n_phrase++] = ph;
	else
		words_free(&ph);
}

struct match *match_new(const struct kv *in)
{
	struct match *m = mem_alloc(sizeof(*m));
	const char *provider = kv_or(in, "provider", "");
	unsigned slugs = 10, tries = 100000;
	size_t i;

	fold(provider, m->provider);
	words_of(&m->phrase[0], provider);
	m->n_phrase = 1;
	want(m, provider, 1);
	for (i = 0; i < in->n; i++) {
		const char *key = in->v[i].key, *value = in->v[i].value;

		if (!strcmp(key, "accepted"))
			want(m, value, 0);
		else if (!strcmp(key, "slug") && slugs < 100000)
			want(m, value, slugs++);
		else if (!strcmp(key, "try") && tries < 200000)
			want_try(m, value, tries++);
	}
	sort_wants(m);
	return m;
}

void match_free(struct match *m)
{
	size_t i;

	if (!m)
		return;
	for (i = 0; i < m->n_phrase; i++)
		words_free(&m->phrase[i]);
	for (i = 0; i < m->n_hit; i++) {
		free(m->hit[i].slug);
		free(m->hit[i].name);
		kv_free(&m->hit[i].more);
	}
	for (i = 0; i < m->n_cand; i++) {
		free(m->cand[i].slug);
		free(m->cand[i].name);
	}
	free(m->want);
	buf_free(&m->text);
	free(m);
}

/* ---- taking hits */

/* The rank of what this name equals, or -1. */
static long rank_of(const struct match *m, const char *folded)
{
	size_t lo = 0, hi = m->n_want;

	while (*folded && lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int d = strcmp(folded, m->want[mid].fold);

		if (!d)
			return (long)m->want[mid].rank;
		if (d < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return -1;
}

/* At the beginning of a word; a short one must be the whole word ("box" is not in "boxes"). */
static int stands(const char *text, const char *word)
{
	size_t n = strlen(word);
	const char *at = text;

	for (; (at = strstr(at, word)); at++)
		if ((at == text || !letter(at[-1])) && (n > 3 || !letter(at[n])))
			return 1;
	return 0;
}

static void add_lower(struct buf *b, const char *s)
{
	size_t n = strnlen(s, PROSE), i;

	for (i = 0; i < n; i++)
		buf_addc(b, lower(s[i]));
	buf_addc(b, '\n');
}

/* How near: 1 all words in slug and name, 3 some of them, 4 all in the description; 0 not. */
static int grade_phrase(const struct phrase *ph, const char *names, const char *about)
{
	size_t i, in_names = 0;

	for (i = 0; i < ph->n; i++) {
		if (stands(names, ph->words[i]))
			in_names++;
		else if (!stands(about, ph->words[i]))
			return 0;
	}
	return !ph->n ? 0 : in_names == ph->n ? 1 : in_names ? 3 : 4;
}

static int grade_of(struct match *m, const char *slug, const char *name, const char *about,
		    const char *fold_slug, const char *fold_name)
{
	size_t i, at;
	int best = 0;

	buf_reset(&m->text);
	add_lower(&m->text, slug);
	add_lower(&m->text, name);
	buf_addc(&m->text, '\0');
	at = m->text.len;
	add_lower(&m->text, about);
	for (i = 0; i < m->n_phrase; i++) {
		int g = grade_phrase(&m->phrase[i], m->text.p, m->text.p + at);

		if (g && (!best || g < best))
			best = g;
	}
	if (best != 1 && strlen(m->provider) >= 4 &&
	    (strstr(fold_slug, m->provider) || strstr(fold_name, m->provider)))
		best = 2;
	return best;
}

static int cand_before(const struct cand *a, const struct cand *b)
{
	if (a->grade != b->grade)
		return a->grade < b->grade;
	if (a->far != b->far)
		return a->far < b->far;
	return strcmp(a->slug, b->slug) < 0;
}

static void drop_cand(struct match *m, size_t i)
{
	free(m->cand[i].slug);
	free(m->cand[i].name);
	m->n_cand--;
	memmove(&m->cand[i], &m->cand[i + 1], (m->n_cand - i) * sizeof(*m->cand));
}

static void keep_cand(struct match *m, const char *slug, const char *name, int grade, size_t far)
{
	struct cand c = { (char *)slug, NULL, grade, far };
	size_t i;

	for (i = 0; i < m->n_cand; i++) {
		if (strcmp(m->cand[i].slug, slug) != 0)
			continue;
		if (!cand_before(&c, &m->cand[i]))
			return;
		drop_cand(m, i);
		break;
	}
	for (i = 0; i < m->n_cand && cand_before(&m->cand[i], &c); i++)
		;
	if (i == CANDIDATES)
		return;
	memmove(&m->cand[i + 1], &m->cand[i], (m->n_cand - i) * sizeof(*m->cand));
	c.slug = mem_str(slug);
	c.name = text_safe_new(name, 120);
	m->cand[i] = c;
	if (++m->n_cand > CANDIDATES)
		drop_cand(m, CANDIDATES);
}

static struct match_hit *keep_hit(struct match *m, const char *slug, const char *name,
				  unsigned rank)
{
	struct match_hit *h = m->hit;

	while (h < m->hit + m->n_hit && strcmp(h->slug, slug) != 0)
		h++;
	if (h == m->hit + EQUALS)
		return NULL;
	if (h == m->hit + m->n_hit) {
		h->slug = mem_str(slug);
		h->name = text_safe_new(name, 120);
		h->rank = rank;
		m->n_hit++;
	}
	if (rank < h->rank)
		h->rank = rank;
	return h;
}

enum match_kind match_offer(struct match *m, enum match_how how, const char *slug, const char *name,
			    const char *about, struct match_hit **hit)
{
	char fs[FOLD], fn[FOLD];
	long by_slug, by_name;
	int grade;

	*hit = NULL;
	name = name && *name ? name : slug;
	fold(slug, fs);
	fold(name, fn);
	by_slug = rank_of(m, fs);
	by_name = rank_of(m, fn);
	if (by_slug >= 0 || by_name >= 0) {
		int of_slug = by_slug >= 0 && (by_name < 0 || by_slug <= by_name);

		*hit = keep_hit(m, slug, name, (unsigned)(of_slug ? by_slug * 2 : by_name * 2 + 1));
		if (*hit) {
			(*hit)->listed |= how == MATCH_LISTED;
			(*hit)->hidden |= how == MATCH_HIDDEN;
		}
		return MATCH_EQUAL;
	}
	if (how == MATCH_HIDDEN)
		return MATCH_NO;
	grade = how == MATCH_DIRECT ? 5 : grade_of(m, slug, name, about ? about : "", fs, fn);
	if (!grade)
		return MATCH_NO;
	keep_cand(m, slug, name, grade, text_distance(fn, m->provider, FOLD));
	return MATCH_CANDIDATE;
}

static int better(const struct match_hit *a, const struct match_hit *b)
{
	if ((a->rank == 0) != (b->rank == 0)) /* the accepted one */
		return a->rank == 0;
	if (a->listed != b->listed)
		return a->listed;
	if (a->rank != b->rank)
		return a->rank < b->rank;
	return strcmp(a->slug, b->slug) < 0;
}

const struct match_hit *match_best(const struct match *m)
{
	const struct match_hit *best = NULL;
	size_t i;

	for (i = 0; i < m->n_hit; i++)
		if (!best || better(&m->hit[i], best))
			best = &m->hit[i];
	return best;
}

size_t match_candidates(const struct match *m, struct kv *facts)
{
	const char *const why[] = { "",
				    _("every word stands in its name"),
				    _("its name contains it"),
				    _("the words stand in its name and its description"),
				    _("its description mentions it"),
				    _("it answers to that slug") };
	size_t i;

	for (i = 0; i < m->n_cand; i++)
		kv_addf(facts, "candidate", "%s\t%s\t%s", m->cand[i].slug, m->cand[i].name,
			why[m->cand[i].grade]);
	return m->n_cand;
}
