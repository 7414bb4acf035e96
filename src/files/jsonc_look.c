/* SPDX-License-Identifier: MIT */
/* jsonc_look: where lines, blanks and comments are. */
#include "files/jsonc_look.h"

#include <string.h>

static int is_break(char c)
{
	return c == '\n' || c == '\r';
}

void jsonc_place(const char *s, size_t n, size_t at, size_t *line, size_t *col)
{
	size_t i, bom = n >= 3 && !memcmp(s, "\xef\xbb\xbf", 3) ? 3 : 0;

	*line = *col = 1;
	for (i = bom; i < at; i++) {
		if (s[i] == '\n' || (s[i] == '\r' && (i + 1 == n || s[i + 1] != '\n'))) {
			++*line;
			*col = 1;
		} else if (((unsigned char)s[i] & 0xc0) != 0x80) {
			++*col; /* one for each character, not for each byte */
		}
	}
}

int jsonc_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

int jsonc_is_empty(const char *s, size_t n)
{
	size_t i = n >= 3 && !memcmp(s, "\xef\xbb\xbf", 3) ? 3 : 0;

	while (i < n && (jsonc_is_blank(s[i]) || is_break(s[i])))
		i++;
	return i == n;
}

size_t jsonc_break(const char *s, size_t n, size_t at)
{
	if (at >= n || !is_break(s[at]))
		return 0;
	return s[at] == '\r' && at + 1 < n && s[at + 1] == '\n' ? 2 : 1;
}

int jsonc_has_break(const char *s, size_t from, size_t to)
{
	return memchr(s + from, '\n', to - from) || memchr(s + from, '\r', to - from);
}

size_t jsonc_indent(const char *s, size_t at, size_t *from)
{
	size_t start = at, end;

	while (start && !is_break(s[start - 1]))
		start--;
	if (!start && at >= 3 && !memcmp(s, "\xef\xbb\xbf", 3))
		start = 3;
	for (end = start; end < at && jsonc_is_blank(s[end]); end++)
		;
	*from = start;
	return end;
}

int jsonc_begins_line(const char *s, size_t at)
{
	while (at && jsonc_is_blank(s[at - 1]))
		at--;
	return at && is_break(s[at - 1]);
}

int jsonc_ends_line(const char *s, size_t n, size_t at)
{
	while (at < n && jsonc_is_blank(s[at]))
		at++;
	return at == n || is_break(s[at]);
}

size_t jsonc_lead(const char *s, size_t at)
{
	size_t i = at;

	if (!jsonc_begins_line(s, at))
		return at;
	while (!is_break(s[i - 1]))
		i--;
	i--;
	return i && s[i] == '\n' && s[i - 1] == '\r' ? i - 1 : i;
}

/* The end of the comment that begins at `i`; a line comment ends in front of its break. */
static size_t comment_end(const char *s, size_t i, size_t to, int *line_comment)
{
	*line_comment = s[i + 1] == '/';
	if (*line_comment) {
		for (i += 2; i < to && !is_break(s[i]); i++)
			;
		return i;
	}
	for (i += 4; i < to && (s[i - 2] != '*' || s[i - 1] != '/'); i++)
		;
	return i;
}

size_t jsonc_comments(const char *s, size_t from, size_t to, int *line_comment)
{
	size_t i = from, last = from;

	*line_comment = 0;
	while (i < to) {
		if (s[i] == '/')
			last = i = comment_end(s, i, to, line_comment);
		else
			i++;
	}
	return last;
}

size_t jsonc_behind(const char *s, size_t from, size_t to)
{
	size_t i = from;
	int unused;

	while (i < to) {
		if (s[i] == '/')
			i = comment_end(s, i, to, &unused);
		else if (jsonc_is_blank(s[i]) || is_break(s[i]))
			i++;
		else
			return i;
	}
	return to;
}

int jsonc_is_over(const char *s, size_t n, size_t end, size_t comma, size_t to)
{
	int unused;

	return jsonc_comments(s, end, comma, &unused) == end && jsonc_ends_line(s, n, to);
}
