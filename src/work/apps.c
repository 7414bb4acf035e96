/* SPDX-License-Identifier: MIT */
/* apps: two sorted lists of entries merged into one list of names. */
#include "work/apps.h"

#include "base/fuzzy.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static void add(struct apps *a, const struct catalog_entry *en, unsigned in)
{
	char name[FUZZY_MAX], slug[FUZZY_MAX];

	(void)fuzzy_fold(en->name, name);
	(void)fuzzy_fold(en->slug, slug);
	a->v[a->n++] = (struct app){ *en->name ? en->name : en->slug, en->slug, in,
				     fuzzy_letters(name) | fuzzy_letters(slug) };
}

struct apps *apps_new(struct copies *cs)
{
	const struct catalog *c[CATALOGS] = { copies_of(cs, CATALOG_COMPOSIO), copies_of(cs, CATALOG_PIPEDREAM) };
	size_t at[CATALOGS] = { 0 }, k, all = (c[0] ? c[0]->n : 0) + (c[1] ? c[1]->n : 0);
	struct apps *a;

	if (!all)
		return NULL;
	a = mem_alloc(sizeof(*a));
	a->v = mem_array(NULL, all, sizeof(*a->v));
	for (;;) {
		for (k = 0; k < CATALOGS; k++)
			while (c[k] && at[k] < c[k]->n && c[k]->v[at[k]].deprecated)
				at[k]++;
		const struct catalog_entry *x = c[0] && at[0] < c[0]->n ? &c[0]->v[at[0]] : NULL;
		const struct catalog_entry *y = c[1] && at[1] < c[1]->n ? &c[1]->v[at[1]] : NULL;
		int which = !x ? 1 : !y ? -1 : strcmp(x->slug, y->slug);
		const struct catalog_entry *en = which <= 0 ? x : y;
		unsigned in = (which <= 0 ? 1u << CATALOG_COMPOSIO : 0) | (which >= 0 ? 1u << CATALOG_PIPEDREAM : 0);

		if (!en)
			break;
		add(a, en, in);
		at[0] += which <= 0;
		at[1] += which >= 0;
	}
	return a;
}

void apps_free(struct apps *a)
{
	if (a)
		free(a->v);
	free(a);
}
