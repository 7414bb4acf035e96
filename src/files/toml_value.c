/* SPDX-License-Identifier: MIT */
/* toml_value: TOML's scalars: four kinds of strings, truths, numbers, dates; and its complaints. */
#include "files/toml_node.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

void toml_place(const struct toml_scan *sc, size_t at, size_t *line, size_t *col)
{
	size_t i;

	*line = *col = 1;
	for (i = sc->base; i < at && i < sc->n; i++) {
		if (sc->s[i] == '\n') {
			++*line;
			*col = 1;
		} else if (((unsigned char)sc->s[i] & 0xc0) != 0x80) {
			++*col;
		}
	}
}

int toml_refuse(const struct toml_scan *sc, size_t at, const char *why)
{
	char *name = text_safe_new(sc->name, TEXT_MAX / 4);
	size_t line, col;

	toml_place(sc, at, &line, &col);
	err_set(
	    sc->e, E_FAIL,
	    _("%s:%zu:%zu: this is not valid TOML: %s. The file stays as it is; correct this place "
	      "and run again."),
	    name, line, col, why);
	free(name);
	return -1;
}

int toml_check_bytes(const struct toml_scan *sc)
{
	size_t i, len;
	uint32_t cp = 0;

	for (i = sc->base; i < sc->n; i += len) {
		len = text_decode(sc->s + i, sc->n - i, &cp);
		if (!len)
			return toml_refuse(sc, i, _("these bytes are not UTF-8"));
		if (cp == '\t' || cp == '\n' || (cp >= 0x20 && cp != 0x7f))
			continue;
		if (cp != '\r' || i + 1 == sc->n || sc->s[i + 1] != '\n')
			return toml_refuse(sc, i, _("a control character stands here"));
	}
	return 0;
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* \xXX, \uXXXX and \UXXXXXXXX; the scan stands behind the letter. */
static int unicode_escape(struct toml_scan *sc, size_t digits)
{
	size_t at = sc->i - 2;
	uint32_t cp = 0;
	int d;

	for (; digits; digits--, sc->i++) {
		d = sc->i < sc->n ? hex_value(sc->s[sc->i]) : -1;
		if (d < 0 || cp > 0x10ffff)
			return toml_refuse(sc, at, _("this escape names no character"));
		cp = cp << 4 | (uint32_t)d;
	}
	if (cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff))
		return toml_refuse(sc, at, _("this escape names no character"));
	if (!cp)
		return toml_refuse(sc, at, _("the character U+0000 is not supported"));
	text_encode(&sc->text, cp);
	return 0;
}

/* A backslash at the end of a line swallows all blank space up to the next visible character. */
static int line_escape(struct toml_scan *sc)
{
	size_t at = sc->i - 1;
	int lines = 0;

	for (; sc->i < sc->n && strchr(" \t\r\n", sc->s[sc->i]); sc->i++) {
		if (sc->s[sc->i] == '\n') {
			sc->line++;
			lines = 1;
		}
	}
	return lines ? 0 : toml_refuse(sc, at, _("a backslash must start an escape"));
}

static int escape(struct toml_scan *sc, int multi)
{
	static const char from[] = "btnfre\"\\", to[] = "\b\t\n\f\r\x1b\"\\";
	const char *p;
	char c;

	sc->i++;
	c = sc->i < sc->n ? sc->s[sc->i] : '\0';
	if (multi && (c == ' ' || c == '\t' || c == '\r' || c == '\n'))
		return line_escape(sc);
	sc->i++;
	if (c == 'x' || c == 'u' || c == 'U')
		return unicode_escape(sc, c == 'x' ? 2 : c == 'u' ? 4 : 8);
	p = c ? strchr(from, c) : NULL;
	if (!p)
		return toml_refuse(sc, sc->i - 2, _("a backslash must start an escape"));
	buf_addc(&sc->text, to[p - from]);
	return 0;
}

static int three(const struct toml_scan *sc, char quote)
{
	return sc->n - sc->i >= 3 && sc->s[sc->i] == quote && sc->s[sc->i + 1] == quote &&
	       sc->s[sc->i + 2] == quote;
}

static void skip_newline(struct toml_scan *sc)
{
	if (sc->i < sc->n && sc->s[sc->i] == '\r')
		sc->i++;
	if (sc->i < sc->n && sc->s[sc->i] == '\n') {
		sc->i++;
		sc->line++;
	}
}

/* The closing quotes; one or two more in front of them belong to the text. */
static void close_multi(struct toml_scan *sc, char quote)
{
	int more;

	sc->i += 3;
	for (more = 0; more < 2 && sc->i < sc->n && sc->s[sc->i] == quote; more++, sc->i++)
		buf_addc(&sc->text, quote);
}

static int multi_line(struct toml_scan *sc, char quote)
{
	size_t at = sc->i;

	sc->i += 3;
	skip_newline(sc);
	while (sc->i < sc->n) {
		char c = sc->s[sc->i];

		if (c == quote && three(sc, quote)) {
			close_multi(sc, quote);
			return 0;
		}
		if (c == '\\' && quote == '"') {
			if (escape(sc, 1))
				return -1;
		} else if (c == '\r' || c == '\n') {
			skip_newline(
			    sc); /* the bytes were checked: a CR stands in front of an LF */
			buf_addc(&sc->text, '\n');
		} else {
			buf_addc(&sc->text, c);
			sc->i++;
		}
	}
	return toml_refuse(sc, at, _("this string is not closed"));
}

int toml_scan_string(struct toml_scan *sc, int one_line)
{
	char quote = sc->s[sc->i];
	size_t at = sc->i;

	buf_reset(&sc->text);
	if (!one_line && three(sc, quote))
		return multi_line(sc, quote);
	sc->i++;
	while (sc->i < sc->n && sc->s[sc->i] != '\n' && sc->s[sc->i] != '\r') {
		char c = sc->s[sc->i];

		if (c == quote) {
			sc->i++;
			return 0;
		}
		if (c == '\\' && quote == '"') {
			if (escape(sc, 0))
				return -1;
			continue;
		}
		buf_addc(&sc->text, c);
		sc->i++;
	}
	return toml_refuse(sc, at, _("this string is not closed"));
}

static int is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Digits with single underscores between them; returns the end, `i` when there are none. */
static size_t digits(const char *s, size_t n, size_t i, int base)
{
	size_t end = i;

	while (i < n) {
		int d = hex_value(s[i]);

		if (d < 0 || d >= base)
			break;
		end = ++i;
		if (i < n && s[i] == '_')
			i++;
	}
	return end;
}

static int is_number(const char *s, size_t n)
{
	size_t i = 0, from;

	if (n > 2 && s[0] == '0' && (s[1] == 'x' || s[1] == 'o' || s[1] == 'b'))
		return digits(s, n, 2, s[1] == 'x' ? 16 : s[1] == 'o' ? 8 : 2) == n;
	if (n && (s[0] == '+' || s[0] == '-'))
		i = 1;
	if (n - i == 3 && (!memcmp(s + i, "inf", 3) || !memcmp(s + i, "nan", 3)))
		return 1;
	from = i;
	i = i < n && s[i] == '0' ? i + 1 : digits(s, n, i, 10);
	if (i == from)
		return 0;
	if (i < n && s[i] == '.') {
		from = i + 1;
		i = digits(s, n, from, 10);
		if (i == from)
			return 0;
	}
	if (i < n && (s[i] == 'e' || s[i] == 'E')) {
		from = i + 1;
		if (from < n && (s[from] == '+' || s[from] == '-'))
			from++;
		i = digits(s, n, from, 10);
		if (i == from)
			return 0;
	}
	return i == n;
}

/* `width` digits at s + i as a number of at most `max`, or -1. */
static int field(const char *s, size_t n, size_t i, size_t width, int max)
{
	int v = 0;
	size_t k;

	if (i > n || n - i < width)
		return -1;
	for (k = 0; k < width; k++) {
		if (!is_digit(s[i + k]))
			return -1;
		v = v * 10 + (s[i + k] - '0');
	}
	return v > max ? -1 : v;
}

static int is_date(const char *s, size_t n)
{
	static const int days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int y = field(s, n, 0, 4, 9999), m = field(s, n, 5, 2, 12), d = field(s, n, 8, 2, 31);

	if (y < 0 || m < 1 || d < 1 || s[4] != '-' || s[7] != '-' || d > days[m - 1])
		return 0;
	return m != 2 || d != 29 || (y % 4 == 0 && (y % 100 != 0 || y % 400 == 0));
}

/* hh:mm, or hh:mm:ss with an optional fraction; returns its length or 0. 60 is a leap second (RFC 3339). */
static size_t time_length(const char *s, size_t n)
{
	size_t i = 8, from;

	if (field(s, n, 0, 2, 23) < 0 || field(s, n, 3, 2, 59) < 0 || s[2] != ':')
		return 0;
	if (n == 5 || s[5] != ':')
		return 5;
	if (field(s, n, 6, 2, 60) < 0)
		return 0;
	if (i == n || s[i] != '.')
		return i;
	for (from = ++i; i < n && is_digit(s[i]); i++)
		;
	return i > from ? i : 0;
}

static int is_zone(const char *s, size_t n)
{
	if (!n || (n == 1 && (s[0] == 'Z' || s[0] == 'z')))
		return 1;
	return n == 6 && (s[0] == '+' || s[0] == '-') && s[3] == ':' &&
	       field(s, n, 1, 2, 23) >= 0 && field(s, n, 4, 2, 59) >= 0;
}

static int is_moment(const char *s, size_t n)
{
	size_t len;

	if (n > 2 && s[2] == ':')
		return time_length(s, n) == n;
	if (!is_date(s, n))
		return 0;
	if (n == 10)
		return 1;
	if (s[10] != 'T' && s[10] != 't' && s[10] != ' ')
		return 0;
	len = time_length(s + 11, n - 11);
	return len && is_zone(s + 11 + len, n - 11 - len);
}

static int is_word_byte(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c && strchr("+-._:", c));
}

static size_t word_end(const struct toml_scan *sc, size_t i)
{
	while (i < sc->n && is_word_byte(sc->s[i]))
		i++;
	return i;
}

int toml_scan_word(struct toml_scan *sc, enum toml_kind *kind)
{
	size_t at = sc->i, end = word_end(sc, at);
	const char *s = sc->s + at;

	/* A date and a time may stand with one blank between them. */
	if (end - at == 10 && is_date(s, 10) && sc->n - end > 3 && sc->s[end] == ' ' &&
	    is_digit(sc->s[end + 1]) && is_digit(sc->s[end + 2]) && sc->s[end + 3] == ':')
		end = word_end(sc, end + 1);
	if (end - at == 4 && !memcmp(s, "true", 4))
		*kind = TOML_TRUE;
	else if (end - at == 5 && !memcmp(s, "false", 5))
		*kind = TOML_FALSE;
	else if (is_number(s, end - at) || is_moment(s, end - at))
		*kind = TOML_OTHER;
	else
		return toml_refuse(sc, at,
				   end == at
				       ? _("a value must stand here")
				       : _("this is neither a number, a date, true nor false"));
	sc->i = end;
	return 0;
}
