/* SPDX-License-Identifier: MIT */
/* mdcell: the text of a Markdown table cell, read and written without harm. */
#include "files/mdtable.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define DASH "\xe2\x80\x94" /* — */

/* Not <ctype.h>: Markdown's punctuation does not depend on the locale. */
static int is_punct(char c)
{
	return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') ||
	       (c >= '{' && c <= '~');
}

static int is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static int is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t ticks(const char *s, size_t n)
{
	size_t k = 0;

	while (k < n && s[k] == '`')
		k++;
	return k;
}

/* Length of the code span at s, both runs of ticks included; 0 when none begins here. */
static size_t span(const char *s, size_t n)
{
	size_t run = ticks(s, n), i = run, k;

	while (run && i < n) {
		k = ticks(s + i, n - i);
		if (k == run)
			return i + k;
		i += k ? k : 1;
	}
	return 0;
}

static void trim(const char **s, size_t *n)
{
	while (*n && ((*s)[0] == ' ' || (*s)[0] == '\t')) {
		(*s)++;
		(*n)--;
	}
	while (*n && ((*s)[*n - 1] == ' ' || (*s)[*n - 1] == '\t'))
		(*n)--;
}

/* Take blanks and code spans off that stand around the whole. Returns whether there was one. */
static int strip(const char **s, size_t *n)
{
	size_t run;
	int code = 0;

	for (trim(s, n); *n && span(*s, *n) == *n; trim(s, n)) {
		run = ticks(*s, *n);
		*s += run;
		*n -= 2 * run;
		code = 1;
	}
	return code;
}

char *mdcell_norm_new(const char *text)
{
	struct buf line = BUF_INIT, safe = BUF_INIT;
	const char *s;
	size_t n;
	char *out;

	for (; *text; text++)
		if (*text != '\r')
			buf_addc(&line, *text);
		else if (text[1] != '\n')
			buf_addc(&line, ' ');
	text_safe(&safe, buf_str(&line), line.len, MDCELL_MAX);
	s = buf_str(&safe);
	n = safe.len;
	(void)strip(&s, &n);
	if ((n == 1 && *s == '-') || (n == strlen(DASH) && !memcmp(s, DASH, n)))
		n = 0;
	out = mem_strn(s, n);
	buf_free(&line);
	buf_free(&safe);
	return out;
}

/* Bytes of the entity at s, 0 when it is none; *cp is 0 for a named one that we do not resolve. */
static size_t entity(const char *s, size_t n, uint32_t *cp)
{
	static const struct {
		const char *name;
		uint32_t cp;
	} named[] = {{"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}};
	const char *semi = n > 2 && *s == '&' ? memchr(s, ';', n < 34 ? n : 34) : NULL;
	size_t len = semi ? (size_t)(semi - s) + 1 : 0, i;
	char body[36], *stop;

	if (len < 3)
		return 0;
	memcpy(body, s + 1, len - 2);
	body[len - 2] = '\0';
	*cp = 0;
	if (body[0] == '#') {
		int hex = body[1] == 'x' || body[1] == 'X';
		const char *digits = body + (hex ? 2 : 1);
		size_t k = strspn(digits, hex ? "0123456789abcdefABCDEF" : "0123456789");

		if (!k || k > (hex ? 6 : 7) || digits[k])
			return 0;
		*cp = (uint32_t)strtoul(digits, &stop, hex ? 16 : 10);
		if (!*cp)
			*cp = 0xfffd;
		return len;
	}
	for (i = 0; body[i]; i++)
		if (!is_letter(body[i]) && !(i && is_digit(body[i])))
			return 0;
	for (i = 0; i < sizeof(named) / sizeof(named[0]); i++)
		if (!strcmp(body, named[i].name))
			*cp = named[i].cp;
	return len;
}

/* Inside of a code span, or a run of ticks that opens none: as it stands. Returns bytes taken. */
static size_t take_ticks(struct buf *out, const char *s, size_t n)
{
	size_t len = span(s, n);

	if (!len)
		len = ticks(s, n);
	buf_add(out, s, len);
	return len;
}

static void undo_inline(struct buf *out, const char *s, size_t n)
{
	size_t i = 0, len;
	uint32_t cp;

	while (i < n) {
		if (s[i] == '`') {
			i += take_ticks(out, s + i, n - i);
		} else if (s[i] == '\\' && i + 1 < n && is_punct(s[i + 1])) {
			buf_addc(out, s[i + 1]);
			i += 2;
		} else {
			len = entity(s + i, n - i, &cp);
			if (len && cp)
				text_encode(out, cp);
			else
				buf_add(out, s + i, len ? len : (len = 1));
			i += len;
		}
	}
}

/*
 * Most cells: ASCII that means nothing to Markdown, with nothing or one pair of ticks around it. Its span, or NULL
 * where the cell has to be read in full.
 */
static const char *plain(const char *s, size_t *n, int *code)
{
	size_t i;

	trim(&s, n);
	*code = *n > 2 && s[0] == '`' && s[*n - 1] == '`';
	if (*code) {
		s++;
		*n -= 2;
		trim(&s, n);
	}
	if (!*n || *n > MDCELL_MAX || (*n == 1 && *s == '-'))
		return NULL;
	for (i = 0; i < *n; i++)
		if (s[i] < ' ' || s[i] > '~' || s[i] == '\\' || s[i] == '`' || s[i] == '&')
			return NULL;
	return s;
}

char *mdcell_text_new(const char *s, size_t n, int *code)
{
	size_t len = n;
	int ticked;
	const char *simple = plain(s, &len, &ticked);
	struct buf bare = BUF_INIT, text = BUF_INIT;
	const char *p;
	char *out;
	size_t i;
	int whole;

	if (simple) {
		if (code)
			*code = ticked;
		return mem_strn(simple, len);
	}
	for (i = 0; i < n; i++)
		if (s[i] != '\\' || i + 1 == n || s[i + 1] != '|')
			buf_addc(&bare, s[i] ? s[i] : '\x01'); /* a NUL is shown, it does not cut */
	p = buf_str(&bare);
	n = bare.len;
	whole = strip(&p, &n);
	if (whole)
		buf_add(&text, p, n);
	else
		undo_inline(&text, p, n);
	out = mdcell_norm_new(buf_str(&text));
	if (code)
		*code = whole && *out;
	buf_free(&bare);
	buf_free(&text);
	return out;
}

/* Length of "[words](https://…)" at s when nothing in it can be read in another way, else 0. */
static size_t safe_link(const char *s, size_t n)
{
	static const char https[] = "](https://";
	size_t i = 1, k = strlen(https);

	while (i < n && !strchr("[]<>`\\&|!", s[i]))
		i++;
	if (i == 1 || n - i < k || memcmp(s + i, https, k))
		return 0;
	for (i += k; i < n; i++) {
		if (s[i] == ')')
			return i + 1;
		if (!is_letter(s[i]) && !is_digit(s[i]) && !strchr("-._~:/?#@!$+,;=%&", s[i]))
			return 0;
		if (s[i] == '&' && memchr(s + i, ';', n - i))
			return 0;
	}
	return 0;
}

static int ends_with(const char *s, size_t n, const char *word)
{
	size_t k = strlen(word), i;

	if (n < k || (n > k && (is_letter(s[n - k - 1]) || is_digit(s[n - k - 1]))))
		return 0;
	for (i = 0; i < k; i++)
		if ((s[n - k + i] | 0x20) != word[i])
			return 0;
	return 1;
}

/* GitHub makes links of bare addresses too. Only https ones may become one. */
static int makes_link(const char *s, size_t n, size_t i)
{
	if (s[i] == ':')
		return (n - i >= 3 && !memcmp(s + i, "://", 3) && !ends_with(s, i, "https")) ||
		       ends_with(s, i, "mailto") || ends_with(s, i, "xmpp");
	return s[i] == '.' && ends_with(s, i, "www") && !ends_with(s, i - 3, "https://");
}

/* One character of plain text that means something to Markdown. Returns the bytes taken. */
static size_t write_mark(struct buf *out, const char *s, size_t n, size_t i)
{
	uint32_t cp;
	size_t len = 1;

	if (s[i] == '\\') {
		/* At the end it would take the pipe behind the cell with it. */
		buf_adds(out, i + 1 == n ? "&#92;" : is_punct(s[i + 1]) ? "\\\\" : "\\");
	} else if (s[i] == '<') {
		buf_adds(out, "&lt;");
	} else if (s[i] == '&') {
		buf_adds(out, entity(s + i, n - i, &cp) ? "&amp;" : "&");
	} else if (s[i] == '[') {
		len = i && s[i - 1] == '!' ? 0 : safe_link(s + i, n - i);
		if (!len)
			buf_addc(out, '\\');
		buf_add(out, s + i, len ? len : (len = 1));
	} else if ((s[i] == ':' || s[i] == '.') && makes_link(s, n, i)) {
		buf_addf(out, "&#%d;", s[i]);
	} else {
		buf_addc(out, s[i]);
	}
	return len;
}

static void write_inline(struct buf *out, const char *s, size_t n)
{
	size_t i = 0;

	while (i < n)
		i += s[i] == '`' ? take_ticks(out, s + i, n - i) : write_mark(out, s, n, i);
}

void mdcell_write(struct buf *out, const char *normal, int code)
{
	struct buf b = BUF_INIT;
	size_t i;

	if (!*normal) {
		buf_adds(out, DASH);
		return;
	}
	if (code && !strchr(normal, '`')) {
		buf_addc(&b, '`');
		buf_adds(&b, normal);
		buf_addc(&b, '`');
	} else {
		write_inline(&b, normal, strlen(normal));
	}
	for (i = 0; i < b.len; i++) {
		if (b.p[i] == '|')
			buf_addc(out, '\\');
		buf_addc(out, b.p[i]);
	}
	buf_free(&b);
}
