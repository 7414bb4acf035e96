/* SPDX-License-Identifier: MIT */
/* mdtable: finding a table in Markdown and the spans of its cells. */
#include "files/mdtable.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static int is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static int next_line(struct md_walk *w)
{
	const char *nl;
	size_t end;

	if (w->next >= w->n)
		return 0;
	nl = memchr(w->s + w->next, '\n', w->n - w->next);
	end = nl ? (size_t)(nl - w->s) : w->n;
	w->now.at = w->next;
	w->now.end = end;
	w->now.eol = nl ? 1 : 0;
	if (nl && end > w->now.at && w->s[end - 1] == '\r') {
		w->now.end--;
		w->now.eol = 2;
	}
	w->now.number++;
	w->next = end + (nl ? 1 : 0);
	return 1;
}

static size_t indent(const struct md_walk *w)
{
	size_t i = w->now.at;

	while (i < w->now.end && is_blank(w->s[i]))
		i++;
	return i;
}

static size_t run_at(const struct md_walk *w, size_t i)
{
	size_t k = i;

	while (k < w->now.end && w->s[k] == w->s[i])
		k++;
	return k - i;
}

static int is_pipe(const char *s, size_t from, size_t i)
{
	return s[i] == '|' && (i == from || s[i - 1] != '\\');
}

static int has_pipe(const struct md_walk *w)
{
	size_t i;

	for (i = w->now.at; i < w->now.end; i++)
		if (is_pipe(w->s, w->now.at, i))
			return 1;
	return 0;
}

/* Length of the run that opens fenced code on this line, or 0. */
static size_t fence_run(const struct md_walk *w)
{
	size_t i = indent(w), k;

	if (i == w->now.end || (w->s[i] != '`' && w->s[i] != '~'))
		return 0;
	k = run_at(w, i);
	if (k < 3 || (w->s[i] == '`' && memchr(w->s + i + k, '`', w->now.end - i - k)))
		return 0;
	return k;
}

static int has(const struct md_walk *w, size_t from, const char *what)
{
	return from < w->now.end && memmem(w->s + from, w->now.end - from, what, strlen(what));
}

/* Is this line inside of code or a comment, or does it open one? */
static int is_hidden(struct md_walk *w)
{
	size_t i = indent(w), k;

	if (w->fence) {
		k = i < w->now.end && w->s[i] == w->fence ? run_at(w, i) : 0;
		if (k && k >= w->fence_run) {
			while (i + k < w->now.end && is_blank(w->s[i + k]))
				k++;
			if (i + k == w->now.end)
				w->fence = 0;
		}
		return 1;
	}
	if (w->comment) {
		w->comment = !has(w, w->now.at, "-->");
		return 1;
	}
	k = fence_run(w);
	if (k) {
		w->fence = w->s[i];
		w->fence_run = k;
		return 1;
	}
	if (w->now.end - i >= 4 && !memcmp(w->s + i, "<!--", 4)) {
		w->comment = !has(w, i + 4, "-->");
		return 1;
	}
	return 0;
}

/* A line that GitHub takes for another block, so that it ends the table. */
static int ends_table(const struct md_walk *w)
{
	size_t i = indent(w), k = i;
	char c = i < w->now.end ? w->s[i] : '\0';

	if (!has_pipe(w) || c == '>' || c == '<' || fence_run(w))
		return 1;
	if (c == '#')
		k += run_at(w, i);
	else if (c == '-' || c == '*' || c == '+')
		k++;
	else
		return 0;
	return k == w->now.end || is_blank(w->s[k]);
}

static void add_cell(struct mdtable *t, struct md_line *l, size_t at, size_t end)
{
	MEM_GROW(t->cell, t->cells, t->cell_cap);
	t->cell[t->cells].at = at;
	t->cell[t->cells++].end = end;
	l->n++;
}

void mdtable_split(struct mdtable *t, const struct md_walk *w)
{
	struct md_line l = w->now;
	size_t i = indent(w), from = l.at;

	l.first = t->cells;
	l.n = 0;
	l.lead = i < l.end && w->s[i] == '|';
	if (l.lead)
		from = ++i;
	for (; i < l.end; i++) {
		if (!is_pipe(w->s, l.at, i))
			continue;
		add_cell(t, &l, from, i);
		from = i + 1;
	}
	for (i = from; i < l.end && is_blank(w->s[i]); i++)
		;
	l.trail = i == l.end;
	if (!l.trail)
		add_cell(t, &l, from, l.end);
	MEM_GROW(t->line, t->n, t->line_cap);
	t->line[t->n++] = l;
}

static int has_cell(const struct mdtable *t, const struct md_line *l, const char *s,
		    const char *want)
{
	size_t i;
	char *text;
	int same = 0;

	for (i = 0; i < l->n && !same; i++) {
		const struct md_cell *c = &t->cell[l->first + i];

		text = mdcell_text_new(s + c->at, c->end - c->at, NULL);
		same = text_ieq(text, want);
		free(text);
	}
	return same;
}

static int is_dashes(const char *s, const struct md_cell *c)
{
	size_t i = c->at, end = c->end, dashes = 0;

	while (i < end && is_blank(s[i]))
		i++;
	while (end > i && is_blank(s[end - 1]))
		end--;
	if (i < end && s[i] == ':')
		i++;
	for (; i < end && s[i] == '-'; i++)
		dashes++;
	if (i < end && s[i] == ':')
		i++;
	return dashes && i == end;
}

static int all_dashes(const struct mdtable *t, const struct md_line *l, const char *s)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		if (!is_dashes(s, &t->cell[l->first + i]))
			return 0;
	return l->n > 0;
}

static void empty(struct mdtable *t)
{
	t->n = t->cells = 0;
}

/* With the walk on a line that may be a header: does the table begin here? Takes two lines if so.
 */
static int begins(struct mdtable *t, struct md_walk *w, const char *header)
{
	struct md_walk ahead;

	if (!has_pipe(w) || indent(w) - w->now.at > 3)
		return 0;
	mdtable_split(t, w);
	ahead = *w;
	if (has_cell(t, &t->line[0], w->s, header) && next_line(&ahead) && has_pipe(&ahead)) {
		mdtable_split(t, &ahead);
		if (t->line[0].n == t->line[1].n && all_dashes(t, &t->line[1], w->s)) {
			*w = ahead;
			return 1;
		}
	}
	empty(t);
	return 0;
}

void md_walk_init(struct md_walk *w, const char *s, size_t n)
{
	*w = (struct md_walk){.s = s, .n = n};
	if (n >= 3 && !memcmp(s, "\xef\xbb\xbf", 3))
		w->next = 3;
}

int mdtable_begin(struct mdtable *t, struct md_walk *w, const char *header)
{
	empty(t);
	while (next_line(w))
		if (!is_hidden(w) && begins(t, w, header))
			return 1;
	return 0;
}

int mdtable_row(struct md_walk *w)
{
	const struct md_walk before = *w;

	if (next_line(w) && !ends_table(w))
		return 1;
	*w = before; /* that line may open a fence, or be the header of the next table */
	return 0;
}

int mdtable_find(struct mdtable *t, const char *s, size_t n, const char *header)
{
	struct md_walk w;

	md_walk_init(&w, s, n);
	if (!mdtable_begin(t, &w, header))
		return 0;
	while (mdtable_row(&w))
		mdtable_split(t, &w);
	return 1;
}

int md_cell_at(struct md_cell *c, const char *s, const struct md_line *l, size_t col)
{
	size_t at = l->at, end;

	while (at < l->end && is_blank(s[at]))
		at++;
	at = at < l->end && s[at] == '|' ? at + 1 : l->at;
	for (;; at = end + 1) {
		for (end = at; end < l->end && !is_pipe(s, l->at, end); end++)
			;
		if (!col--)
			break;
		if (end == l->end)
			return 0;
	}
	*c = (struct md_cell){at, end};
	return 1;
}

int mdtable_has(const struct mdtable *t, const char *s, const char *header)
{
	return t->n && has_cell(t, &t->line[0], s, header);
}

void mdtable_free(struct mdtable *t)
{
	free(t->line);
	free(t->cell);
	*t = (struct mdtable)MDTABLE_INIT;
}

size_t mdtable_column(const char *s, size_t from, size_t at)
{
	size_t i, col = 1;

	for (i = from; i < at; i++)
		col += ((unsigned char)s[i] & 0xc0) != 0x80;
	return col;
}
