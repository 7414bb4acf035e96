/* SPDX-License-Identifier: MIT */
/* finder_meaning: what the vector index adds to a search. */
#include "work/finder.h"

#include "base/mem.h"
#include "work/semantic.h"

#include <stdio.h>
#include <string.h>

#define PATIENCE_MS 3000
#define LEAST 40 /* per cent: texts that have nothing to do with each other come up to about that */

static struct find_hit *same(struct finds *f, const struct semantic_hit *s)
{
	size_t i;

	for (i = 0; i < f->n; i++)
		if (f->v[i].kind == FIND_CAPABILITY && f->v[i].name && !strcmp(f->v[i].name, s->capability) &&
		    !strcmp(f->v[i].slug, s->slug))
			return &f->v[i];
	return NULL;
}

static void take(struct finds *f, const struct semantic_hit *s)
{
	int alike = (int)(s->score * 100 + 0.5);
	struct find_fit fit = { FIND_MEANING, alike > 100 ? 100 : alike };
	struct find_hit *h = same(f, s);

	if (alike < LEAST)
		return;
	if (!h) {
		h = find_add(f, FIND_CAPABILITY, fit, s->slug);
		h->name = mem_str(s->capability);
		h->vendor = mem_str(s->vendor);
		h->tool = mem_str(s->tool);
		h->about = mem_str(s->description);
	} else if (h->fit.grade < FIND_MEANING) {
		h->fit = fit;
	}
	h->alike = fit.score;
}

void finder_meaning(struct finder *f, const struct workspace *ws, struct vendor_env *env, struct http *http,
		    const char *text, size_t most, int stop)
{
	struct semantic_hit *hits;
	struct err e = ERR_INIT;
	size_t n, i;

	if (!semantic_ready(env) || finds_best(&f->finds) == FIND_EXACT)
		return;
	if (semantic_find(http, env, &ws->vectors, text, PATIENCE_MS, stop, &hits, &n, &e)) {
		f->index = -1;
		(void)snprintf(f->index_why, sizeof(f->index_why), "%s", e.msg);
		return;
	}
	f->index = 1;
	for (i = 0; i < n; i++)
		take(&f->finds, &hits[i]);
	semantic_free(hits, n);
	finds_rank(&f->finds, most);
}
