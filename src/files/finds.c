/* SPDX-License-Identifier: MIT */
/* finds: the list of hits, and the source that is read whole: capability files. */
#include "files/find.h"

#include "base/fuzzy.h"
#include "base/mem.h"
#include "files/capability.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* ---- the list */

struct find_hit *find_add(struct finds *f, enum find_kind kind, struct find_fit fit, const char *slug)
{
	struct find_hit *h;

	MEM_GROW(f->v, f->n, f->cap);
	h = &f->v[f->n++];
	memset(h, 0, sizeof(*h));
	h->kind = kind;
	h->fit = fit;
	h->slug = mem_str(slug);
	return h;
}

static void hit_free(struct find_hit *h)
{
	free(h->slug);
	free(h->name);
	free(h->file);
	registry_row_free(&h->row);
	free(h->vendor);
	free(h->tool);
	free(h->about);
	free(h->bytes);
}

void finds_free(struct finds *f)
{
	while (f->n)
		hit_free(&f->v[--f->n]);
	free(f->v);
	memset(f, 0, sizeof(*f));
}

enum find_grade finds_best(const struct finds *f)
{
	enum find_grade best = FIND_NONE;
	size_t i;

	for (i = 0; i < f->n; i++)
		if (f->v[i].fit.grade > best)
			best = f->v[i].fit.grade;
	return best;
}

static int by_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

static int by_score(const void *va, const void *vb)
{
	const struct find_hit *a = va, *b = vb;
	int d;

	if (a->fit.score != b->fit.score)
		return a->fit.score > b->fit.score ? -1 : 1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if (a->kind == FIND_REGISTRY)
		return a->line < b->line ? -1 : a->line > b->line;
	d = by_text(a->slug, b->slug);
	d = d ? d : by_text(a->name, b->name);
	return d ? d : a->line < b->line ? -1 : a->line > b->line;
}

/* Beside what has it in its name: what a catalog only describes with it, and a row that has it amid a word. */
static int is_faint(const struct find_hit *h)
{
	return h->fit.grade == FIND_MENTION &&
	       (h->kind == FIND_COMPOSIO || h->kind == FIND_PIPEDREAM || h->fit.score < FIND_AT_WORD);
}

void finds_rank(struct finds *f, size_t most)
{
	int drop = most < SIZE_MAX && finds_best(f) >= FIND_NAME;
	size_t i, to = 0;

	if (f->n)
		qsort(f->v, f->n, sizeof(*f->v), by_score);
	for (i = 0; i < f->n; i++) {
		if (to < most && !(drop && is_faint(&f->v[i]))) {
			f->v[to++] = f->v[i];
			continue;
		}
		hit_free(&f->v[i]);
		f->left++;
	}
	f->n = to;
}

/* ---- a capability file */

/* What a close search could find in it stands in its bytes, or in the name of its folder. */
static int may_be_in(const struct find_query *q, const char *s, size_t n, const char *file)
{
	char fold[FUZZY_MAX];
	size_t i;

	if (q->wide)
		return 1;
	for (i = 0; i < q->words && needle_find(&q->word[i], s, s + n); i++)
		;
	if (i == q->words || needle_find(&q->fold, s, s + n))
		return 1;
	(void)fuzzy_fold(file, fold);
	for (i = 0; i < q->leads; i++)
		if (strstr(fold, q->lead[i].slug))
			return 1;
	return *q->folded && strstr(fold, q->folded);
}

/* The part of the tool's name behind the app's; else of the id behind the short name. */
static const char *action_of(const struct capability *c, const struct capability_item *it)
{
	size_t n = c->app_slug ? strlen(c->app_slug) : 0;
	const char *at;

	if (n && !strncmp(it->tool, c->app_slug, n) && it->tool[n] == '-')
		return it->tool + n + 1;
	at = strchr(it->id, '_');
	return at ? at + 1 : it->id;
}

/* Every id begins with the toolkit's short name: that alone makes none of them fit. */
static int names_action(const struct find_query *q, const char *action)
{
	char fold[FUZZY_MAX];
	size_t i, n = fuzzy_fold(action, fold);

	for (i = 0; i < q->words; i++)
		if (needle_find(&q->word[i], action, action + strlen(action)))
			return 1;
	return needle_find(&q->fold, fold, fold + n) != NULL;
}

static void take_item(const struct find_query *q, const struct capability *c, const struct capability_item *it,
		      const char *file, struct finds *f)
{
	const char *names[] = { it->id, it->tool }, *action = action_of(c, it);
	struct find_fit fit = find_fit(q, names, 2, it->description);
	struct find_hit *h;

	if (fit.grade == FIND_LETTERS || fit.grade == FIND_TYPO)
		fit = find_fit(q, &action, 1, it->description);
	if (fit.grade == FIND_NONE || (fit.grade == FIND_NAME && !names_action(q, action)))
		return;
	h = find_add(f, FIND_CAPABILITY, fit, c->toolkit_slug ? c->toolkit_slug : "");
	h->name = mem_str(it->id);
	h->file = mem_str(file);
	h->line = it->line;
	h->vendor = mem_str(c->vendor);
	h->tool = mem_str(it->tool);
	h->about = mem_str(it->description);
}

static void take_toolkit(const struct find_query *q, const struct capability *c, const char *file, struct finds *f)
{
	const char *names[] = { c->toolkit_slug, c->app_slug };
	struct find_fit fit = find_fit(q, names, 2, NULL);
	struct find_hit *h;
	size_t i;

	for (i = 0; i < c->servers.n && fit.grade < FIND_EXACT; i++)
		if (find_short(q, c->servers.v[i].value))
			fit = (struct find_fit){ FIND_EXACT, FIND_BY_SHORT };
	if (fit.grade == FIND_NONE || !c->toolkit_slug)
		return;
	h = find_add(f, FIND_CAPABILITY, fit, c->toolkit_slug);
	h->file = mem_str(file);
	h->line = 1;
	h->vendor = mem_str(c->vendor);
	h->tools = c->n;
}

int find_in_capability(const struct find_query *q, const char *s, size_t n, const char *file, struct finds *f,
		       struct err *e)
{
	struct capability c;
	size_t i;

	if (!may_be_in(q, s, n, file))
		return 0;
	if (capability_parse(&c, s, n, file, e))
		return -1;
	take_toolkit(q, &c, file, f);
	for (i = 0; i < c.n; i++)
		take_item(q, &c, &c.items[i], file, f);
	capability_free(&c);
	return 0;
}
