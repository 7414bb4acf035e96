/* SPDX-License-Identifier: MIT */
/* near: the names of a catalog that come nearest to one that is not there. */
#include "vendors/near.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define SHORTEST 4 /* letters: of a word, and of what is looked for letter by letter */

/* Each word of the provider's name, when there are several. */
static void words_of(struct near *n, const char *provider)
{
	char fold[FUZZY_MAX];

	while (*provider) {
		size_t len = strcspn(provider, " _-./");
		char *word = mem_strn(provider, len);

		if (fuzzy_fold(word, fold) >= SHORTEST && strcmp(fold, n->fold) != 0)
			kv_add(&n->words, fold, "");
		free(word);
		provider += len;
		provider += strspn(provider, " _-./");
	}
}

void near_init(struct near *n, const struct kv *in)
{
	const char *provider = kv_or(in, "provider", "");

	memset(n, 0, sizeof(*n));
	n->length = fuzzy_fold(provider, n->fold);
	n->slips = fuzzy_slips(n->length);
	n->letters = fuzzy_letters(n->fold);
	words_of(n, provider);
	if (kv_get(in, "accepted"))
		near_not(n, kv_get(in, "accepted"));
}

static void hit_free(struct near_hit *h)
{
	free(h->slug);
	free(h->name);
}

void near_free(struct near *n)
{
	while (n->n)
		hit_free(&n->hit[--n->n]);
	kv_free(&n->words);
	kv_free(&n->not);
}

void near_not(struct near *n, const char *slug)
{
	kv_add(&n->not, slug, "");
}

int near_may(const struct near *n, uint64_t letters, size_t length)
{
	size_t apart = length > n->length ? length - n->length : n->length - length;

	if (apart <= n->slips && fuzzy_apart(n->letters, letters) <= n->slips)
		return 1;
	if (n->length >= SHORTEST && length >= n->length && !(n->letters & ~letters))
		return 1;
	return n->words.n && length >= SHORTEST && !(letters & ~n->letters);
}

#define EQUAL -1

/* How near one spelling is: its grade (0: not at all), and how far within it. */
static int grade_of(const struct near *n, const char *name, size_t *far)
{
	char fold[FUZZY_MAX];
	size_t len = fuzzy_fold(name, fold), d;
	int score;

	if (!len || !n->length)
		return 0;
	if (!strcmp(fold, n->fold))
		return EQUAL;
	d = n->slips ? text_distance(n->fold, fold, n->slips) : 1;
	if (d <= n->slips) {
		*far = d;
		return 1;
	}
	score = n->length >= SHORTEST ? fuzzy_score(n->fold, name) : 0;
	if (score >= NEAR_SCORE) {
		*far = (size_t)(100 - score);
		return 2;
	}
	*far = 0;
	return len >= SHORTEST && kv_get(&n->words, fold) ? 3 : 0;
}

static int before(const struct near_hit *a, const struct near_hit *b)
{
	if (a->grade != b->grade)
		return a->grade < b->grade;
	if (a->far != b->far)
		return a->far < b->far;
	return strcmp(a->slug, b->slug) < 0;
}

static void keep(struct near *n, const char *slug, const char *name, int grade, size_t far)
{
	struct near_hit h = { (char *)slug, NULL, grade, far };
	size_t i;

	for (i = 0; i < n->n; i++)
		if (!strcmp(n->hit[i].slug, slug))
			return; /* the same entry, from another answer */
	for (i = 0; i < n->n && before(&n->hit[i], &h); i++)
		;
	if (i == NEAR_MOST)
		return;
	memmove(&n->hit[i + 1], &n->hit[i], (n->n - i) * sizeof(h));
	h.slug = mem_str(slug);
	h.name = text_safe_new(name, 120);
	n->hit[i] = h;
	if (++n->n > NEAR_MOST)
		hit_free(&n->hit[--n->n]);
}

void near_offer(struct near *n, const char *slug, const char *name)
{
	size_t far = 0, far_name = 0;
	int grade, by_name;

	if (kv_get(&n->not, slug))
		return;
	name = name && *name ? name : slug;
	grade = grade_of(n, slug, &far);
	by_name = grade_of(n, name, &far_name);
	if (grade == EQUAL || by_name == EQUAL)
		return;
	if (by_name && (!grade || by_name < grade || (by_name == grade && far_name < far))) {
		grade = by_name;
		far = far_name;
	}
	if (grade)
		keep(n, slug, name, grade, far);
}

size_t near_facts(const struct near *n, struct kv *facts)
{
	size_t i;

	for (i = 0; i < n->n; i++) {
		const struct near_hit *h = &n->hit[i];
		char *why = h->grade == 1 ? mem_fmt(ngettext("%zu letter differs", "%zu letters differ", h->far), h->far)
				: mem_str(h->grade == 2 ? _("its letters stand in that name")
							: _("it is a word of that name"));

		kv_addf(facts, "near", "%s\t%s\t%s", h->slug, h->name, why);
		free(why);
	}
	return n->n;
}

static void again(struct near *n, const char *row, int is_near)
{
	const char *tab = strchr(row, '\t'), *end = tab ? strchr(tab + 1, '\t') : NULL;
	char *slug = mem_strn(row, tab ? (size_t)(tab - row) : strlen(row));
	char *name = !tab ? mem_str(slug) : end ? mem_strn(tab + 1, (size_t)(end - tab - 1)) : mem_str(tab + 1);

	if (is_near)
		near_offer(n, slug, name);
	else
		near_not(n, slug);
	free(slug);
	free(name);
}

void near_again(struct near *n, const struct kv *facts)
{
	size_t i;

	for (i = 0; i < facts->n; i++)
		if (!strcmp(facts->v[i].key, "candidate"))
			again(n, facts->v[i].value, 0);
	for (i = 0; i < facts->n; i++)
		if (!strcmp(facts->v[i].key, "near"))
			again(n, facts->v[i].value, 1);
}
