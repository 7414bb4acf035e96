/* SPDX-License-Identifier: MIT */
/* ledger: one dated line at the end of a Markdown file, in the style of the lines before it. */
#include "files/ledger.h"

#include "base/buf.h"
#include "base/i18n.h"
#include "base/text.h"

#include <string.h>

#define TITLE "# LEDGER\n\n"
#define LINE_MOST 2000

/* The last line that is not blank, without its end; where it stops. */
static size_t last_line(const char *s, size_t n, size_t *from)
{
	size_t end = n;

	while (end && strchr(" \t\r\n", s[end - 1]) && s[end - 1])
		end--;
	for (*from = end; *from && s[*from - 1] != '\n'; --*from)
		;
	return end;
}

static size_t cells_of(const char *s, size_t n)
{
	size_t i, pipes = 0;

	for (i = 1; i < n; i++)
		pipes += s[i] == '|' && s[i - 1] != '\\';
	return pipes;
}

/* The words as a cell has them. */
static void put_cell(struct buf *out, const char *text)
{
	const char *p;

	for (p = text; *p; p++) {
		if (*p == '|' && (p == text || p[-1] != '\\'))
			buf_addc(out, '\\');
		buf_addc(out, *p);
	}
}

/* "| DATE |  | TEXT |": the day in the first cell, the words in the last one. */
static void put_row(struct buf *out, size_t cells, const char *date, const char *text)
{
	size_t i;

	buf_addf(out, "| %s |", date);
	for (i = 2; i < cells; i++)
		buf_adds(out, "  |");
	buf_addc(out, ' ');
	put_cell(out, text);
	buf_adds(out, " |");
}

static int says(const char *s, size_t n, const char *date, const char *text)
{
	struct buf cell = BUF_INIT;
	size_t i = 0, k;
	int said = 0;

	put_cell(&cell, text);
	for (; i < n && !said; i += k + 1) {
		const char *end = memchr(s + i, '\n', n - i);

		k = end ? (size_t)(end - s) - i : n - i;
		said = memmem(s + i, k, date, strlen(date)) &&
		       (memmem(s + i, k, text, strlen(text)) || memmem(s + i, k, buf_str(&cell), cell.len));
	}
	buf_free(&cell);
	return said;
}

int ledger_add(struct edit *ed, const char *name, const char *date, const char *text, struct err *e)
{
	const char *s = buf_str(&ed->now), *eol;
	size_t n = ed->now.len, from, end, indent;
	struct buf add = BUF_INIT;

	if (!text_is_utf8(s, n))
		return err_set(e, E_FAIL,
			       _("%s is not UTF-8, so no line can be added to it. Nothing was written; convert it, or name another file in toolgap.yaml (ledger: FILE)."),
			       name);
	if (says(s, n, date, text))
		return 0;
	end = last_line(s, n, &from);
	eol = memmem(s, n, "\r\n", 2) ? "\r\n" : "\n";
	if (!end) {
		buf_addf(&add, TITLE "- %s: %s\n", date, text);
		edit_do(ed, n, 0, buf_str(&add), add.len);
		buf_free(&add);
		return 0;
	}
	for (indent = from; indent < end && s[indent] == ' '; indent++)
		;
	buf_adds(&add, eol);
	if (s[from] == '|' && cells_of(s + from, end - from) > 1)
		put_row(&add, cells_of(s + from, end - from), date, text);
	else if (end - indent > 2 && strchr("-*+", s[indent]) && s[indent + 1] == ' ')
		buf_addf(&add, "%.*s%c %s: %s", (int)(indent - from), s + from, s[indent], date, text);
	else
		buf_addf(&add, "%s- %s: %s", eol, date, text);
	/* what follows that line stays behind the new one: its end, blank lines, or nothing at all */
	for (; end < n && (s[end] == ' ' || s[end] == '\t'); end++)
		;
	if (!memchr(s + end, '\n', n - end))
		buf_adds(&add, eol);
	edit_do(ed, end, 0, buf_str(&add), add.len);
	buf_free(&add);
	return 0;
}

/* One line of words that a terminal and a reader can be shown. */
static int is_line(const char *s, size_t n)
{
	struct buf safe = BUF_INIT;
	int is;

	text_safe(&safe, s, n, LINE_MOST);
	is = n && safe.len == n && !memcmp(safe.p, s, n);
	buf_free(&safe);
	return is;
}

static int is_blank(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!s[i] || !strchr(" \t\r\n", s[i]))
			return 0;
	return 1;
}

int ledger_guard(const char *old, size_t n, const char *now, size_t m, const char *name, struct err *e)
{
	const size_t title = sizeof(TITLE) - 1;
	size_t same = 0, k;
	int ok;

	while (same < n && same < m && old[same] == now[same])
		same++;
	/* what is new stands in one piece, and only blank lines of before follow it */
	ok = m > n && is_blank(old + same, n - same) && !memcmp(old + same, now + (m - (n - same)), n - same);
	k = ok ? m - n : 0;
	now += same;
	if (is_blank(old, n) && k > title && !memcmp(now, TITLE, title)) {
		now += title;
		k -= title;
	}
	for (; k && is_blank(now, 1); now++)
		k--;
	for (; k && is_blank(now + k - 1, 1);)
		k--;
	if (!ok || !is_line(now, k))
		return err_set(e, E_FAIL,
			       _("%s: the plan does more here than to add one line at the end. Nothing was written; make a new plan."),
			       name);
	return 0;
}
