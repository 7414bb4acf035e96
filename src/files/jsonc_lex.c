/* SPDX-License-Identifier: MIT */
/* jsonc_lex: the words of JSON and JSONC. */
#include "files/jsonc_lex.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "files/jsonc_look.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct lex_block {
	struct lex_block *next;
	size_t used, cap;
	char mem[] __attribute__((aligned(16)));
};

void *lex_grab(struct lex *x, size_t n)
{
	struct lex_block *b = x->blocks;
	size_t cap;
	void *p;

	n = (n + 7) & ~(size_t)7;
	if (!b || b->cap - b->used < n) {
		cap = b ? b->cap * 2 : 4096;
		cap = cap > 32u << 20 ? 32u << 20 : cap;
		cap = cap < n ? n : cap;
		b = mem_big(sizeof(*b) + cap);
		b->next = x->blocks;
		b->used = 0;
		b->cap = cap;
		x->blocks = b;
	}
	p = b->mem + b->used;
	b->used += n;
	return p;
}

void lex_free(struct lex_block *blocks)
{
	struct lex_block *next;

	for (; blocks; blocks = next) {
		next = blocks->next;
		free(blocks);
	}
}

int lex_fail(const struct lex *x, size_t at, const char *what)
{
	size_t line, col;

	jsonc_place(x->s, x->n, at, &line, &col);
	return err_set(
		x->e, E_FAIL,
		_("%s:%zu:%zu: %s. The file is left as it is: correct it there, then start again."),
		x->name, line, col, what);
}

/* Step over one character that is not NUL, counting lines. */
static int step(struct lex *x)
{
	uint32_t cp;
	size_t len = text_decode(x->s + x->i, x->n - x->i, &cp);

	if (!len)
		return lex_fail(x, x->i, _("this is not UTF-8 text"));
	if (!cp)
		return lex_fail(x, x->i, _("a NUL byte cannot stand here"));
	x->i += len;
	if (cp == '\n' || (cp == '\r' && lex_peek(x) != '\n'))
		x->line++;
	return 0;
}

static int comment(struct lex *x)
{
	size_t at = x->i;
	int block = x->i + 1 < x->n && x->s[x->i + 1] == '*';

	if (!block && (x->i + 1 == x->n || x->s[x->i + 1] != '/'))
		return lex_fail(x, at, _("a single \"/\" cannot stand here"));
	if (x->strict)
		return lex_fail(x, at,
				_("the program that reads this file does not accept comments"));
	for (x->i += 2; x->i < x->n;) {
		if (block && lex_peek(x) == '*' && x->i + 1 < x->n && x->s[x->i + 1] == '/') {
			x->i += 2;
			return 0;
		}
		if (!block && (lex_peek(x) == '\n' || lex_peek(x) == '\r'))
			return 0;
		if (step(x))
			return -1;
	}
	return block ? lex_fail(x, at, _("this comment is never closed")) : 0;
}

int lex_skip(struct lex *x)
{
	const char *s = x->s;
	size_t i = x->i, n = x->n;

	for (;;) {
		while (i < n && (s[i] == ' ' || s[i] == '\t'))
			i++;
		if (i >= n || (s[i] != '\n' && s[i] != '\r' && s[i] != '/'))
			break;
		if (s[i] == '/') {
			x->i = i;
			if (comment(x))
				return -1;
			i = x->i;
			continue;
		}
		x->line += s[i] == '\n' || i + 1 == n || s[i + 1] != '\n';
		for (i++; n - i >= 4 && !memcmp(s + i, "    ", 4); i += 4)
			;
	}
	x->i = i;
	return 0;
}

/* Like UTF-8, but a lone surrogate, which JSON allows, gets its own three bytes and so stays
 * distinct. */
static char *put_char(char *to, uint32_t cp)
{
	if (cp < 0x80) {
		*to++ = (char)cp;
		return to;
	}
	if (cp < 0x800) {
		*to++ = (char)(0xc0 | cp >> 6);
	} else {
		if (cp < 0x10000) {
			*to++ = (char)(0xe0 | cp >> 12);
		} else {
			*to++ = (char)(0xf0 | cp >> 18);
			*to++ = (char)(0x80 | (cp >> 12 & 0x3f));
		}
		*to++ = (char)(0x80 | (cp >> 6 & 0x3f));
	}
	*to++ = (char)(0x80 | (cp & 0x3f));
	return to;
}

/* Four hexadecimal digits at offset `at`; -1 when they are not. */
static long hex4(const struct lex *x, size_t at)
{
	long v = 0;
	size_t i;
	char c;

	if (x->n - at < 4)
		return -1;
	for (i = at; i < at + 4; i++) {
		c = x->s[i];
		if (c >= '0' && c <= '9')
			v = v * 16 + (c - '0');
		else if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))
			v = v * 16 + ((c | 0x20) - 'a' + 10);
		else
			return -1;
	}
	return v;
}

/* The escape at x->i, a backslash; appends what it stands for. */
static int escape(struct lex *x, char **to)
{
	static const char from[] = "\"\\/bfnrt", into[] = "\"\\/\b\f\n\r\t";
	const char *known;
	uint32_t cp;
	size_t at = x->i;
	long hi, lo;
	char c = x->i + 1 < x->n ? x->s[x->i + 1] : '\0';

	x->i += 2;
	known = c ? strchr(from, c) : NULL;
	if (known) {
		*(*to)++ = into[known - from];
		return 0;
	}
	hi = c == 'u' ? hex4(x, x->i) : -1;
	if (hi < 0)
		return lex_fail(x, at, _("this is not an escape that JSON knows"));
	if (!hi)
		return lex_fail(x, at, _("the character U+0000 cannot stand in a text here"));
	x->i += 4;
	cp = (uint32_t)hi;
	if (hi >= 0xd800 && hi < 0xdc00 && x->n - x->i >= 6 && x->s[x->i] == '\\' &&
	    x->s[x->i + 1] == 'u') {
		lo = hex4(x, x->i + 2);
		if (lo >= 0xdc00 && lo < 0xe000) {
			cp = 0x10000 + ((uint32_t)(hi - 0xd800) << 10) + (uint32_t)(lo - 0xdc00);
			x->i += 6;
		}
	}
	*to = put_char(*to, cp);
	return 0;
}

/* Does any of these eight bytes end a run of plain characters: quote, backslash, control, not ASCII? */
static int has_special(uint64_t v)
{
	const uint64_t ones = 0x0101010101010101u, highs = 0x8080808080808080u;
	uint64_t quote = v ^ (ones * '"'), slash = v ^ (ones * '\\');

	return ((v | (v - ones * 0x20) | (quote - ones) | (slash - ones)) & highs) != 0;
}

/* Offset of the first byte from `i` on that is not a plain character. */
static inline size_t plain_end(const struct lex *x, size_t i)
{
	uint64_t v;

	for (; x->n - i >= sizeof(v); i += sizeof(v)) {
		memcpy(&v, x->s + i, sizeof(v));
		if (has_special(v))
			break;
	}
	while (i < x->n && x->s[i] != '"' && x->s[i] != '\\' && (unsigned char)x->s[i] >= 0x20 &&
	       (unsigned char)x->s[i] < 0x80)
		i++;
	return i;
}

size_t lex_plain(const struct lex *x, size_t i)
{
	return plain_end(x, i);
}

/* Where the text that begins in front of `i` ends, roughly: decoded it is never longer. */
static size_t rough_end(const struct lex *x, size_t i)
{
	for (; i < x->n && x->s[i] != '"' && (unsigned char)x->s[i] >= 0x20; i = plain_end(x, i + 1))
		if (x->s[i] == '\\' && i + 1 < x->n)
			i++;
	return i;
}

/* The string at x->i, decoded into the document; NULL after an error. */
char *lex_string(struct lex *x, size_t *n)
{
	size_t at = x->i, end = plain_end(x, at + 1), len;
	char *out, *to;
	uint32_t cp;

	if (end < x->n && x->s[end] == '"') { /* as nearly all are */
		*n = end - at - 1;
		out = lex_grab(x, *n + 1);
		memcpy(out, x->s + at + 1, *n);
		out[*n] = '\0';
		x->i = end + 1;
		return out;
	}
	out = to = lex_grab(x, rough_end(x, end) - at);
	for (x->i++; x->i < x->n && x->s[x->i] != '"';) {
		unsigned char c = (unsigned char)x->s[x->i];

		if (c < 0x20) {
			lex_fail(x, x->i,
				 _("a line break, tab or other control character cannot stand "
				   "in a text; perhaps its closing quote is missing"));
			return NULL;
		}
		if (c == '\\') {
			if (escape(x, &to))
				return NULL;
			continue;
		}
		len = c < 0x80 ? 1 : text_decode(x->s + x->i, x->n - x->i, &cp);
		if (!len) {
			lex_fail(x, x->i, _("this is not UTF-8 text"));
			return NULL;
		}
		for (; len; len--)
			*to++ = x->s[x->i++];
	}
	if (x->i >= x->n) {
		lex_fail(x, at, _("this text is never closed"));
		return NULL;
	}
	x->i++;
	*to = '\0';
	*n = (size_t)(to - out);
	return out;
}

int lex_pass(struct lex *x)
{
	size_t open = 0, i;

	do {
		char c;

		if (lex_skip(x))
			return -1;
		if (x->i >= x->n)
			return lex_fail(x, x->i, _("the file ends where a value is expected"));
		c = x->s[x->i++];
		open += c == '{' || c == '[';
		open -= c == '}' || c == ']';
		if (c != '"')
			continue;
		for (i = plain_end(x, x->i); i < x->n && x->s[i] != '"'; i = plain_end(x, i + 1))
			i += x->s[i] == '\\' && i + 1 < x->n;
		x->i = i < x->n ? i + 1 : i;
	} while (open);
	return 0;
}

static size_t digits(struct lex *x)
{
	size_t from = x->i;

	while (lex_peek(x) >= '0' && lex_peek(x) <= '9')
		x->i++;
	return x->i - from;
}

char *lex_number(struct lex *x)
{
	size_t at = x->i, len, lead;
	char *out;
	int ok;

	x->i += lex_peek(x) == '-';
	lead = x->i;
	len = digits(x);
	ok = len == 1 || (len && x->s[lead] != '0');
	if (ok && lex_peek(x) == '.') {
		x->i++;
		ok = digits(x) != 0;
	}
	if (ok && (lex_peek(x) == 'e' || lex_peek(x) == 'E')) {
		x->i++;
		x->i += lex_peek(x) == '+' || lex_peek(x) == '-';
		ok = digits(x) != 0;
	}
	if (!ok) {
		lex_fail(x, at, _("this is not a number that JSON knows"));
		return NULL;
	}
	len = x->i - at;
	out = lex_grab(x, len + 1);
	memcpy(out, x->s + at, len);
	out[len] = '\0';
	return out;
}
