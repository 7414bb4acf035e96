/* SPDX-License-Identifier: MIT */
/* find_lines: which of many lines have the text of a query in them, and the copy of a catalog, line by line. */
#include "files/find_lines.h"

#include "base/fuzzy.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static const struct needle *way(const struct find_query *q, size_t i)
{
	return i < q->words ? &q->word[i] : &q->fold;
}

void find_lines_init(struct find_lines *fl, const struct find_query *q, const char *s, const char *end)
{
	size_t i;

	*fl = (struct find_lines){ .q = q, .end = end, .one = q->words == 1 && q->word[0].n == q->fold.n };
	for (i = 0; i < q->words + !fl->one; i++)
		fl->next[i] = needle_find(way(q, i), s, end);
}

static int in_line(struct find_lines *fl, size_t i, const char *at, const char *end)
{
	const struct needle *nd = way(fl->q, i);

	if (fl->next[i] && fl->next[i] < at)
		fl->next[i] = needle_find(nd, at, fl->end);
	return fl->next[i] && fl->next[i] + nd->n <= end;
}

int find_line(struct find_lines *fl, const char *at, const char *end)
{
	size_t i;

	for (i = 0; i < fl->q->words && in_line(fl, i, at, end); i++)
		;
	return i == fl->q->words || (!fl->one && in_line(fl, fl->q->words, at, end));
}

struct find_fit find_slug(const struct find_query *q, const char *s, size_t n)
{
	const struct find_fit none = { FIND_NONE, 0 }, *lead;
	char name[FUZZY_MAX], fold[FUZZY_MAX];

	for (; n && !q->first[(unsigned char)*s]; s++, n--)
		if (fuzzy_is_letter(*s))
			return none; /* it begins like none of them */
	if (!n)
		return none;
	n = n < FUZZY_MAX ? n : FUZZY_MAX - 1;
	memcpy(name, s, n);
	name[n] = '\0';
	(void)fuzzy_fold(name, fold);
	if (!strcmp(fold, q->folded))
		return (struct find_fit){ FIND_EXACT, 100 };
	lead = find_lead_of(q, fold);
	return lead ? *lead : none;
}

/* ---- a catalog's copy */

/* The line, which is ours from here on, as a hit where it is one. */
static void take_entry(const struct find_query *q, enum find_kind kind, char *line, struct finds *f)
{
	struct catalog_entry en;
	struct find_fit fit;
	struct find_hit *h;

	if (!catalog_is_plain(line, strlen(line)) || catalog_entry_read(&en, line)) {
		free(line);
		return;
	}
	fit = find_fit(q, (const char *[]){ en.slug, en.name }, 2, en.about);
	if (fit.grade == FIND_NONE) {
		free(line);
		return;
	}
	h = find_add(f, kind, fit, en.slug);
	h->name = mem_str(en.name);
	h->about = mem_str(en.about);
	h->en = en;
	h->bytes = line;
}

/* Slug and name alone: does a line that has not the text itself need a closer look? */
static int may_be(const struct find_query *q, const char *line, const char *end)
{
	const char *tab = memchr(line, '\t', (size_t)(end - line)), *stop;

	if (q->wide || !tab || find_slug(q, line, (size_t)(tab - line)).grade != FIND_NONE)
		return 1;
	stop = memchr(tab + 1, '\t', (size_t)(end - tab - 1));
	return !stop || find_slug(q, tab + 1, (size_t)(stop - tab - 1)).grade == FIND_EXACT;
}

int find_in_catalog(const struct find_query *q, const struct catalog *head, const char *text, size_t n,
		    struct finds *f)
{
	enum find_kind kind = head->source == CATALOG_COMPOSIO ? FIND_COMPOSIO : FIND_PIPEDREAM;
	const char *line = text, *end = text + n, *stop;
	struct find_lines fl;
	size_t lines = 0;

	find_lines_init(&fl, q, text, end);
	for (; (stop = memchr(line, '\n', (size_t)(end - line))); line = stop + 1, lines++)
		if (find_line(&fl, line, stop) || may_be(q, line, stop))
			take_entry(q, kind, mem_strn(line, (size_t)(stop - line)), f);
	return line == end && lines == head->claims ? 0 : -1;
}
