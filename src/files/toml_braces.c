/* SPDX-License-Identifier: MIT */
/* toml_braces: a member comes into "root = { … }" or goes, in one line or in many, with commas and comments as they are. */
#include "files/toml_job.h"

#include <string.h>

/* ---- gaps */

static size_t behind_comment(const struct toml_job *j, size_t at)
{
	while (at < j->n && j->s[at] != '\n' && j->s[at] != '\r')
		at++;
	return at;
}

size_t toml_gap_end(const struct toml_job *j, size_t from)
{
	/* NOLINTNEXTLINE(bugprone-not-null-terminated-result): six bytes, among which a NUL of the file is not */
	while (from < j->n && memchr(" \t\r\n,#", j->s[from], 6))
		from = j->s[from] == '#' ? behind_comment(j, from) : from + 1;
	return from;
}

size_t toml_gap_comma(const struct toml_job *j, size_t from, size_t to)
{
	while (from < to && j->s[from] != ',')
		from = j->s[from] == '#' ? behind_comment(j, from) : from + 1;
	return from;
}

int toml_gap_speaks(const struct toml_job *j, size_t from, size_t to)
{
	return memchr(j->s + from, '#', to - from) != NULL;
}

static size_t line_of(const struct toml_job *j, size_t at)
{
	while (at > j->base && j->s[at - 1] != '\n')
		at--;
	return at;
}

int toml_begins_line(const struct toml_job *j, size_t at)
{
	size_t from = line_of(j, at);

	return from + strspn(j->s + from, " \t") >= at && from > j->base;
}

int toml_ends_line(const struct toml_job *j, size_t at)
{
	at += strspn(j->s + at, " \t");
	return at < j->n && (j->s[at] == '\n' || j->s[at] == '\r');
}

size_t toml_line_end(const struct toml_job *j, size_t at, size_t to)
{
	size_t i = at + strspn(j->s + at, " \t");

	return i < to && j->s[i] == '#' ? behind_comment(j, i) : at;
}

void toml_put_indent(const struct toml_job *j, struct buf *b, size_t at)
{
	size_t from = line_of(j, at);

	buf_add(b, j->s + from, strspn(j->s + from, " \t"));
}

/* ---- in */

static void put_member(const struct toml_job *j, struct buf *b)
{
	toml_put_key(b, j->name);
	buf_adds(b, " = ");
	toml_put_value(b, j->value, j->doc, j->s, NULL);
}

/* Behind the last member on a line of its own: below the comment of that line, and with a comma where that has one. */
static void append_line(struct toml_job *j, const struct toml_stmt *last)
{
	size_t close = j->in->end - 1, comma = toml_gap_comma(j, last->end, close), at;
	struct buf b = BUF_INIT;

	if (comma == close)
		splices_add(&j->sp, last->end, 0, ",", 1);
	at = toml_line_end(j, comma == close ? last->end : comma + 1, close);
	buf_adds(&b, j->eol);
	toml_put_indent(j, &b, last->at);
	put_member(j, &b);
	if (comma != close)
		buf_addc(&b, ',');
	splices_add(&j->sp, at, 0, b.p, b.len);
	buf_free(&b);
}

/* Into braces without a member: a line of its own below what lines there are, else in the middle of the blanks. */
static void append_first(struct toml_job *j)
{
	size_t open = j->in->at + 1, close = j->in->end - 1, at;
	int lines = memchr(j->s + open, '\n', close - open) != NULL;
	struct buf b = BUF_INIT;

	if (lines) {
		at = line_of(j, close);
		toml_put_indent(j, &b, close);
		buf_adds(&b, "  ");
	} else {
		at = open + (close - open) / 2;
	}
	put_member(j, &b);
	/* as the line above ends, whatever the file's usual way is: so all bytes are as they were once it goes again */
	if (lines)
		buf_adds(&b, j->s[at - 2] == '\r' ? "\r\n" : "\n");
	splices_add(&j->sp, at, 0, b.p, b.len);
	buf_free(&b);
}

void toml_append_inline(struct toml_job *j)
{
	const struct toml_stmts *m = toml_members(j->doc);
	const struct toml_stmt *last = NULL;
	struct buf b = BUF_INIT;
	size_t i;

	for (i = 0; i < m->n; i++)
		if (m->v[i].owner && m->v[i].owner->parent == j->in)
			last = &m->v[i];
	if (!last) {
		append_first(j);
	} else if (toml_begins_line(j, last->at)) {
		append_line(j, last);
	} else {
		buf_adds(&b, ", ");
		put_member(j, &b);
		splices_add(&j->sp, last->end, 0, b.p, b.len);
	}
	buf_free(&b);
}

/* ---- out */

static void cut(struct toml_job *j, size_t from, size_t to)
{
	splices_add(&j->sp, from, to - from, "", 0);
}

/* The break in front of the line that `at` begins. */
static size_t break_before(const struct toml_job *j, size_t at)
{
	size_t i = line_of(j, at);

	i -= i > j->base && j->s[i - 1] == '\n';
	i -= i > j->base && j->s[i - 1] == '\r';
	return i;
}

/*
 * Members first … last, which stand together, go with one comma: their own, or, where they are the last ones without
 * any, that in front. `prev` is behind the value before, 0: there is none. Comments beside them stay.
 */
static void drop_run(struct toml_job *j, size_t prev, const struct toml_stmt *first, const struct toml_stmt *last,
		     const struct toml_stmt *next)
{
	size_t to = toml_gap_end(j, last->end), comma = toml_gap_comma(j, last->end, to);
	size_t end = comma == to || toml_gap_speaks(j, last->end, comma) ? last->end : comma + 1;
	size_t before = prev ? prev : j->in->at + 1;
	int line = toml_begins_line(j, first->at), speaks = toml_gap_speaks(j, before, first->at);
	int closes = j->s[end + strspn(j->s + end, " \t")] == '}' && !speaks;

	if (!line && prev) {
		cut(j, prev, last->end);
		return;
	}
	if (!line && next && !toml_gap_speaks(j, last->end, next->at)) {
		cut(j, first->at, next->at);
		return;
	}
	if (comma == to && prev)
		cut(j, toml_gap_comma(j, prev, first->at), toml_gap_comma(j, prev, first->at) + 1);
	if (line && (toml_ends_line(j, end) || closes))
		cut(j, break_before(j, first->at), end);
	else /* a comment stays, where the member stood */
		cut(j, first->at, line ? end + strspn(j->s + end, " \t") : end);
	if (comma != to && end <= comma)
		cut(j, comma, comma + 1);
}

void toml_drop_inline(struct toml_job *j)
{
	const struct toml_stmts *m = toml_members(j->doc);
	size_t i, k, prev = 0;

	for (i = 0; i < m->n; i = k) {
		k = i + 1;
		if (!m->v[i].owner || m->v[i].owner->parent != j->in)
			continue;
		while (k < m->n && m->v[k].owner == m->v[i].owner)
			k++;
		if (m->v[i].owner == j->target)
			drop_run(j, prev, &m->v[i], &m->v[k - 1],
				 k < m->n && m->v[k].owner && m->v[k].owner->parent == j->in ? &m->v[k] : NULL);
		else
			prev = m->v[k - 1].end;
	}
}
