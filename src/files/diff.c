/* SPDX-License-Identifier: MIT */
/* diff: a unified diff from splices. */
#include "files/diff.h"

#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A change of whole lines: the old bytes [from, to) become `text`[skip, end). */
struct region {
	size_t from, to;
	size_t line;	   /* of `from`, counted from 0 */
	size_t less, more; /* lines that go and come */
	struct buf text;
	size_t skip, end;
};

struct regions {
	struct region *v;
	size_t n, cap;
};

static size_t line_start(const char *s, size_t floor, size_t at)
{
	const char *p = at > floor ? memrchr(s + floor, '\n', at - floor) : NULL;

	return p ? (size_t)(p - s) + 1 : floor;
}

/* Behind the line that `at` is in. */
static size_t line_end(const char *s, size_t n, size_t at)
{
	const char *p = at < n ? memchr(s + at, '\n', n - at) : NULL;

	return p ? (size_t)(p - s) + 1 : n;
}

/* Lines in [from, to), which starts at a line's start; one without its newline counts. */
static size_t count_lines(const char *s, size_t from, size_t to)
{
	size_t count = 0;

	for (; from < to; from = line_end(s, to, from))
		count++;
	return count;
}

/* Take lines that are the same on both sides out of the ends. */
static void trim(struct region *r, const char *old)
{
	const char *text = buf_str(&r->text);
	size_t a, b;

	r->skip = 0;
	r->end = r->text.len;
	while (r->from < r->to && r->skip < r->end) {
		a = line_end(old, r->to, r->from);
		b = line_end(text, r->end, r->skip);
		if (a - r->from != b - r->skip ||
		    memcmp(old + r->from, text + r->skip, a - r->from))
			break;
		r->from = a;
		r->skip = b;
	}
	while (r->from < r->to && r->skip < r->end) {
		a = line_start(old, r->from, r->to - 1);
		b = line_start(text, r->skip, r->end - 1);
		if (r->to - a != r->end - b || memcmp(old + a, text + b, r->to - a))
			break;
		r->to = a;
		r->end = b;
	}
}

static void collect(struct regions *rs, const char *old, size_t n, const struct splices *s)
{
	size_t i, from, to, pos = 0;
	struct region *r = NULL;

	for (i = 0; i < s->n; i++) {
		from = line_start(old, 0, s->v[i].at);
		to = line_end(old, n, s->v[i].at + s->v[i].del);
		if (!r || from >= r->to) {
			if (r)
				buf_add(&r->text, old + pos, r->to - pos);
			MEM_GROW(rs->v, rs->n, rs->cap);
			r = &rs->v[rs->n++];
			*r = (struct region){.from = from, .text = BUF_INIT};
			pos = from;
		}
		r->to = to;
		buf_add(&r->text, old + pos, s->v[i].at - pos);
		buf_add(&r->text, s->v[i].ins, s->v[i].len);
		pos = s->v[i].at + s->v[i].del;
	}
	if (r)
		buf_add(&r->text, old + pos, r->to - pos);
}

/* Trim, drop what came to nothing, and count lines; each old byte is looked at once. */
static void settle(struct regions *rs, const char *old)
{
	size_t i, kept = 0, line = 0, pos = 0;

	for (i = 0; i < rs->n; i++) {
		struct region *r = &rs->v[i];

		trim(r, old);
		if (r->from == r->to && r->skip == r->end) {
			buf_free(&r->text);
			continue;
		}
		line += count_lines(old, pos, r->from);
		pos = r->from;
		r->line = line;
		r->less = count_lines(old, r->from, r->to);
		r->more = count_lines(buf_str(&r->text), r->skip, r->end);
		rs->v[kept++] = *r;
	}
	rs->n = kept;
}

/* Up to `max` whole lines of [from, to), each behind `mark`. Returns where it stopped. */
static size_t print_lines(struct buf *out, char mark, const char *s, size_t from, size_t to,
			  size_t max)
{
	size_t end;

	for (; from < to && max; from = end, max--) {
		end = line_end(s, to, from);
		buf_addc(out, mark);
		buf_add(out, s + from, end - from);
		if (s[end - 1] != '\n')
			buf_adds(out, "\n\\ No newline at end of file\n");
	}
	return from;
}

static void print_range(struct buf *out, char mark, size_t start, size_t count)
{
	buf_addf(out, " %c%zu", mark, count ? start + 1 : start);
	if (count != 1)
		buf_addf(out, ",%zu", count);
}

/* One hunk of the regions [i, j); `shift` is new line number minus old one in front of it. */
static void print_hunk(struct buf *out, const struct regions *rs, size_t i, size_t j,
		       const char *old, size_t n, size_t context, size_t shift)
{
	const struct region *first = &rs->v[i], *last = &rs->v[j - 1];
	size_t pos = first->from, start = first->line, after = last->to, rest, k, m, less, more;

	for (k = 0; k < context && pos; k++, start--)
		pos = line_start(old, 0, pos - 1);
	for (rest = 0; rest < context && after < n; rest++)
		after = line_end(old, n, after);
	less = last->line + last->less + rest - start;
	more = less;
	for (k = i; k < j; k++)
		more += rs->v[k].more - rs->v[k].less;
	buf_adds(out, "@@");
	print_range(out, '-', start, less);
	print_range(out, '+', start + shift, more);
	buf_adds(out, " @@\n");
	for (k = i; k < j; k = m) {
		pos = print_lines(out, ' ', old, pos, rs->v[k].from, SIZE_MAX);
		/* Changes without a line between them: first all that goes, then all that comes. */
		for (m = k; m < j && rs->v[m].from == pos; m++)
			pos = print_lines(out, '-', old, pos, rs->v[m].to, SIZE_MAX);
		for (; k < m; k++)
			print_lines(out, '+', buf_str(&rs->v[k].text), rs->v[k].skip, rs->v[k].end,
				    SIZE_MAX);
	}
	print_lines(out, ' ', old, pos, n, rest);
}

/* A name as git and patch write it: quoted when it holds what could be taken for something else. */
static void print_name(struct buf *out, const char *mark, const char *prefix, const char *path)
{
	int quote = 0;
	const char *p;

	for (p = path; *p; p++)
		quote |= (unsigned char)*p < 0x20 || *p == 0x7f || *p == '"' || *p == '\\';
	buf_addf(out, "%s %s%s", mark, quote ? "\"" : "", prefix);
	for (p = path; *p; p++) {
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			buf_addf(out, "\\%03o", (unsigned)*p);
		else if (*p == '"' || *p == '\\')
			buf_addf(out, "\\%c", *p);
		else
			buf_addc(out, *p);
	}
	buf_adds(out, quote ? "\"" : "");
	buf_adds(out, !quote && strchr(path, ' ') ? "\t\n" : "\n"); /* patch: names end at a tab */
}

void diff_unified(struct buf *out, const char *path, int existed, const char *old, size_t n,
		  const struct splices *s, size_t context, size_t *added, size_t *removed)
{
	struct regions rs = {NULL, 0, 0};
	size_t i, j, more = 0, less = 0, gap, k, shift;

	collect(&rs, old, n, s);
	settle(&rs, old);
	if (rs.n) {
		if (existed)
			print_name(out, "---", "a/", path);
		else
			buf_adds(out, "--- /dev/null\n");
		print_name(out, "+++", "b/", path);
	}
	for (i = 0; i < rs.n; i = j) {
		shift = more - less;
		for (j = i + 1; j < rs.n; j++) {
			gap = rs.v[j].line - rs.v[j - 1].line - rs.v[j - 1].less;
			if (gap / 2 + gap % 2 > context)
				break;
		}
		print_hunk(out, &rs, i, j, old, n, context, shift);
		for (k = i; k < j; k++) {
			more += rs.v[k].more;
			less += rs.v[k].less;
		}
	}
	for (i = 0; i < rs.n; i++)
		buf_free(&rs.v[i].text);
	free(rs.v);
	if (added)
		*added = more;
	if (removed)
		*removed = less;
}
