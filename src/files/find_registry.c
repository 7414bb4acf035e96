/* SPDX-License-Identifier: MIT */
/* find_registry: the rows that fit, out of a table of any length: one look over its bytes, and only the best rows are read. */
#include "files/find_lines.h"

#include "base/mem.h"
#include "base/text.h"
#include "files/mdtable.h"
#include "files/registry_table.h"

#include <stdlib.h>
#include <string.h>

/* A row that fits, until it is known whether it is among the best. */
struct spot {
	struct find_fit fit;
	struct md_line line;
};

struct search {
	const struct find_query *q;
	const char *s;
	size_t col;                 /* of the slugs */
	struct find_lines lines;
	struct buf slug, row;       /* of the line looked at, as strings */
	struct spot *v;
	size_t n, cap, most, left;
};

static int by_fit(const void *va, const void *vb)
{
	const struct spot *a = va, *b = vb;

	if (a->fit.score != b->fit.score)
		return a->fit.score > b->fit.score ? -1 : 1;
	return a->line.number < b->line.number ? -1 : 1;
}

/* Only the best are kept. Twice as many are gathered before the rest goes, so that each is sorted a few times at most. */
static void prune(struct search *sr)
{
	if (sr->n)
		qsort(sr->v, sr->n, sizeof(*sr->v), by_fit);
	if (sr->n > sr->most) {
		sr->left += sr->n - sr->most;
		sr->n = sr->most;
	}
}

static void keep(struct search *sr, struct find_fit fit, const struct md_line *l)
{
	if (sr->n / 2 >= sr->most)
		prune(sr);
	MEM_GROW(sr->v, sr->n, sr->cap);
	sr->v[sr->n++] = (struct spot){ fit, *l };
}

static int ends_slug(char c)
{
	return c == ' ' || c == '\t' || c == '`';
}

/* The slug as it stands in its cell, up to the first blank. */
static size_t slug_of(const struct search *sr, const struct md_line *l, const char **slug)
{
	struct md_cell c;
	size_t end;

	if (!md_cell_at(&c, sr->s, l, sr->col))
		return 0;
	while (c.at < c.end && ends_slug(sr->s[c.at]))
		c.at++;
	for (end = c.at; end < c.end && !ends_slug(sr->s[end]); end++)
		;
	*slug = sr->s + c.at;
	return end - c.at;
}

static const char *string(struct buf *b, const char *s, size_t n)
{
	buf_reset(b);
	buf_add(b, s, n);
	return buf_str(b);
}

static void look(struct search *sr, const struct md_line *l)
{
	int has = find_line(&sr->lines, sr->s + l->at, sr->s + l->end);
	const char *slug = "", *row = NULL;
	size_t n = slug_of(sr, l, &slug);
	struct find_fit fit;

	if (has || sr->q->wide) {
		row = has ? string(&sr->row, sr->s + l->at, l->end - l->at) : NULL;
		slug = string(&sr->slug, slug, n);
		fit = find_fit(sr->q, &slug, 1, row);
	} else {
		fit = find_slug(sr->q, slug, n);
	}
	if (row && fit.grade < FIND_EXACT && find_short(sr->q, row))
		fit = (struct find_fit){ FIND_EXACT, FIND_BY_SHORT };
	if (fit.grade != FIND_NONE)
		keep(sr, fit, l);
}

/* A row is split into its cells behind the header's, which go again. */
static void tell(const struct search *sr, struct registry_table *t, const struct md_walk *end, const char *file,
		 struct finds *f)
{
	size_t i, lines = t->md.n, cells = t->md.cells, most = t->md.line[0].n;
	struct md_walk w = *end;

	for (i = 0; i < sr->n; i++) {
		const struct md_line *l;
		struct find_hit *h;

		w.now = sr->v[i].line;
		mdtable_split(&t->md, &w);
		l = &t->md.line[lines];
		h = find_add(f, FIND_REGISTRY, sr->v[i].fit, "");
		registry_row_read(&h->row, t, l, sr->s);
		free(h->slug);
		h->slug = mem_str(h->row.slug);
		h->file = mem_str(file);
		h->line = l->number;
		h->more = l->n > most ? l->n - most : 0;
		t->md.n = lines;
		t->md.cells = cells;
	}
	f->left += sr->left;
}

int find_in_registry(const struct find_query *q, const char *s, size_t n, const char *file, size_t most,
		     struct finds *f, struct err *e)
{
	struct search sr = { .q = q, .s = s, .most = most };
	struct registry_table t = { 0 };
	struct md_walk w;
	int rc = -1;

	md_walk_init(&w, s, n);
	if (registry_table_begin(&t, &w, file, e))
		goto out;
	sr.col = t.col[REG_SLUG];
	find_lines_init(&sr.lines, q, s + w.next, s + n);
	while (mdtable_row(&w))
		look(&sr, &w.now);
	prune(&sr);
	tell(&sr, &t, &w, file, f);
	rc = registry_table_alone(&t, &w, file, e);
out:
	registry_table_free(&t);
	buf_free(&sr.slug);
	buf_free(&sr.row);
	free(sr.v);
	return rc;
}

/* ---- why a row is there */

static char *around_new(const char *text, const char *at, size_t len, size_t cols)
{
	size_t from = (size_t)(at - text), before = cols > len ? (cols - len) / 3 : 0, end;
	struct buf b = BUF_INIT;
	char *out;

	from = from > before ? from - before : 0;
	while (from && text[from - 1] != ' ' && text + from < at)
		from++; /* from a word's first letter */
	if (from)
		buf_adds(&b, "… ");
	buf_adds(&b, text + from);
	end = text_fit(buf_str(&b), cols);
	if (end < b.len) {
		end = text_fit(buf_str(&b), cols > 2 ? cols - 2 : 0);
		b.len = end;
		b.p[end] = '\0';
		buf_adds(&b, " …");
	}
	out = buf_detach(&b);
	return out;
}

char *find_excerpt_new(const char *text, const struct registry_row *row, size_t cols)
{
	const char *texts[] = { row->notes, row->tool_prefix };
	size_t k, n;

	for (; *text; text += n + (text[n] == ' ')) {
		struct needle nd;

		n = strcspn(text, " ");
		needle_init(&nd, text, n);
		for (k = 0; k < sizeof(texts) / sizeof(*texts); k++) {
			const char *at = texts[k] ? needle_find(&nd, texts[k], texts[k] + strlen(texts[k])) : NULL;

			if (at)
				return around_new(texts[k], at, n, cols);
		}
	}
	return mem_str("");
}
