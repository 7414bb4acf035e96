/* SPDX-License-Identifier: MIT */
/* text: UTF-8, the guard every outside string passes, display width, spelling distance. */
#include "base/text.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define ELLIPSIS "\xe2\x80\xa6"
#define REPLACEMENT 0xfffdu

size_t text_decode(const char *s, size_t n, uint32_t *cp)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *p = (const unsigned char *)s;
	size_t len, i;
	uint32_t c;

	if (!n)
		return 0;
	if (p[0] < 0x80) {
		*cp = p[0];
		return 1;
	}
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 0;
	len = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	if (len > n)
		return 0;
	c = p[0] & (0x7fu >> len);
	for (i = 1; i < len; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3fu);
	}
	if (c < least[len] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*cp = c;
	return len;
}

void text_encode(struct buf *out, uint32_t cp)
{
	char c[4];
	size_t n = 0;

	if (cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff))
		cp = REPLACEMENT;
	if (cp < 0x80) {
		c[n++] = (char)cp;
	} else if (cp < 0x800) {
		c[n++] = (char)(0xc0 | cp >> 6);
	} else if (cp < 0x10000) {
		c[n++] = (char)(0xe0 | cp >> 12);
		c[n++] = (char)(0x80 | (cp >> 6 & 0x3f));
	} else {
		c[n++] = (char)(0xf0 | cp >> 18);
		c[n++] = (char)(0x80 | (cp >> 12 & 0x3f));
		c[n++] = (char)(0x80 | (cp >> 6 & 0x3f));
	}
	if (cp >= 0x80)
		c[n++] = (char)(0x80 | (cp & 0x3f));
	buf_add(out, c, n);
}

size_t text_utf8(const char *s, size_t n)
{
	size_t i = 0, len;
	uint64_t eight;
	uint32_t cp;

	while (i < n) {
		/* ASCII, which most files are, eight bytes at a time */
		for (; n - i >= sizeof(eight); i += sizeof(eight)) {
			memcpy(&eight, s + i, sizeof(eight));
			if (eight & 0x8080808080808080u)
				break;
		}
		if (i == n)
			break;
		len = text_decode(s + i, n - i, &cp);
		if (!len)
			break;
		i += len;
	}
	return i;
}

int text_is_utf8(const char *s, size_t n)
{
	return text_utf8(s, n) == n;
}

/*
 * What a person cannot see, or what changes how the rest of the line is seen: controls, the
 * line and paragraph separators, Unicode's Default_Ignorable_Code_Point (which holds the bidi
 * controls, zero-width, filler, variation and tag characters), interlinear marks.
 */
static int is_hidden(uint32_t c)
{
	static const struct {
		uint32_t from, to;
	} hidden[] = {
		{ 0x0000, 0x001f },   { 0x007f, 0x009f },   { 0x00ad, 0x00ad },   { 0x034f, 0x034f },
		{ 0x061c, 0x061c },   { 0x115f, 0x1160 },   { 0x17b4, 0x17b5 },   { 0x180b, 0x180f },
		{ 0x200b, 0x200f },   { 0x2028, 0x202e },   { 0x2060, 0x206f },   { 0x3164, 0x3164 },
		{ 0xfdd0, 0xfdef },   { 0xfe00, 0xfe0f },   { 0xfeff, 0xfeff },   { 0xffa0, 0xffa0 },
		{ 0xfff0, 0xfffb },   { 0x1bca0, 0x1bca3 }, { 0x1d173, 0x1d17a }, { 0xe0000, 0xe0fff },
	};
	size_t i;

	if ((c & 0xfffe) == 0xfffe)
		return 1;
	for (i = 0; i < sizeof(hidden) / sizeof(hidden[0]) && c >= hidden[i].from; i++)
		if (c <= hidden[i].to)
			return 1;
	return 0;
}

/* Append the safe form of the character (or stray byte) at s; returns the bytes eaten. */
static size_t safe_one(struct buf *out, const char *s, size_t n)
{
	uint32_t cp;
	size_t len = text_decode(s, n, &cp);

	if (!len) {
		buf_addf(out, "\\x%02x", (unsigned)(unsigned char)*s);
		return 1;
	}
	if (cp == '\t' || cp == '\n')
		buf_addc(out, ' ');
	else if (!is_hidden(cp))
		buf_add(out, s, len);
	else if (cp < 0x80)
		buf_addf(out, "\\x%02x", (unsigned)cp);
	else
		buf_addf(out, "\\u{%04x}", (unsigned)cp);
	return len;
}

/* Bytes of plain ASCII at the start: what stays as it is and can be cut anywhere. */
static size_t plain_run(const char *s, size_t n)
{
	size_t i = 0;

	while (i < n && s[i] >= ' ' && s[i] < 0x7f)
		i++;
	return i;
}

void text_safe(struct buf *out, const char *s, size_t n, size_t max)
{
	size_t tail = max >= strlen(ELLIPSIS) ? strlen(ELLIPSIS) : 0;
	size_t base = out->len, cut = base, i = plain_run(s, n < max - tail ? n : max - tail);

	buf_add(out, s, i);
	cut += i;
	while (i < n) {
		i += safe_one(out, s + i, n - i);
		if (out->len - base > max) {
			out->len = cut;
			out->p[cut] = '\0';
			if (tail)
				buf_adds(out, ELLIPSIS);
			return;
		}
		/* The last place where the mark that says "there was more" still fits. */
		if (out->len - base <= max - tail)
			cut = out->len;
	}
}

char *text_safe_new(const char *s, size_t max)
{
	struct buf b = BUF_INIT;
	size_t n = s ? strlen(s) : 0;

	if (n <= max && plain_run(s, n) == n) /* as nearly all are */
		return mem_strn(s, n);
	text_safe(&b, s, n, max);
	return buf_detach(&b);
}

/* Bytes of the longest prefix that fits in `cols`; *width gets its columns. */
static size_t measure(const char *s, size_t cols, size_t *width)
{
	size_t n = strlen(s), i = 0, used = 0, len;
	uint32_t cp;
	int w;

	for (; i < n; i += len) {
		len = text_decode(s + i, n - i, &cp);
		w = len ? wcwidth((wchar_t)cp) : 0;
		if (!len)
			len = 1;
		if (w < 0)
			w = 0;
		if ((size_t)w > cols - used)
			break;
		used += (size_t)w;
	}
	*width = used;
	return i;
}

size_t text_width(const char *s)
{
	size_t width;

	(void)measure(s, SIZE_MAX, &width);
	return width;
}

size_t text_fit(const char *s, size_t cols)
{
	size_t width;

	return measure(s, cols, &width);
}

/* Not <ctype.h>: names are compared the same way in every locale. */
static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static int is_alnum(char c)
{
	c = lower(c);
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

void text_norm(struct buf *out, const char *s)
{
	buf_add(out, "", 0);
	for (; *s; s++)
		if (is_alnum(*s))
			buf_addc(out, lower(*s));
}

int text_norm_eq(const char *a, const char *b)
{
	const char *a0 = a, *b0 = b;
	int any = 0;

	for (;; a++, b++) {
		while (*a && !is_alnum(*a))
			a++;
		while (*b && !is_alnum(*b))
			b++;
		if (lower(*a) != lower(*b))
			return 0;
		if (!*a)
			break;
		any = 1;
	}
	/* Two names without one ASCII letter or digit are not the same for that reason. */
	return any || !strcmp(a0, b0);
}

static size_t least3(size_t a, size_t b, size_t c)
{
	a = b < a ? b : a;
	return c < a ? c : a;
}

/* Three rows of the table, each nb + 1 wide, and only the diagonal band that can stay <= max. */
static size_t banded(const char *a, size_t na, const char *b, size_t nb, size_t max, size_t *rows)
{
	size_t *two = rows, *one = rows + nb + 1, *now = rows + 2 * (nb + 1), *spare;
	size_t i, j, from, to, best;

	for (j = 0; j <= nb; j++) {
		two[j] = now[j] = max + 1;
		one[j] = j <= max ? j : max + 1;
	}
	for (i = 1; i <= na; i++) {
		from = i > max ? i - max : 1;
		to = i < nb && nb - i > max ? i + max : nb;
		now[from - 1] = from == 1 && i <= max ? i : max + 1;
		best = now[from - 1];
		for (j = from; j <= to; j++) {
			now[j] = least3(one[j] + 1, now[j - 1] + 1, one[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				now[j] = least3(now[j], two[j - 2] + 1, max + 1);
			if (now[j] < best)
				best = now[j];
		}
		if (to < nb)
			now[to + 1] = max + 1;
		if (best > max)
			return max + 1;
		spare = two;
		two = one;
		one = now;
		now = spare;
	}
	return one[nb] > max ? max + 1 : one[nb];
}

size_t text_distance(const char *a, const char *b, size_t max)
{
	size_t na = strlen(a), nb = strlen(b), longest = na > nb ? na : nb;
	size_t *rows, d;

	if ((na > nb ? na - nb : nb - na) > max)
		return max + 1;
	if (max > longest)
		max = longest; /* it is never more than that */
	rows = mem_array(NULL, 3 * (nb + 1), sizeof(*rows));
	d = banded(a, na, b, nb, max, rows);
	free(rows);
	return d;
}

int text_is_name(const char *s, int under)
{
	size_t n;

	if (*s == '-' || (*s == '_' && !under))
		return 0;
	n = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_-");
	return n >= 1 && n <= 63 && !s[n];
}

void text_shell(struct buf *out, const char *s)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/+=@%,-";
	char *safe = text_safe_new(s, TEXT_MAX);
	const char *p;

	if (*safe && !safe[strspn(safe, plain)]) {
		buf_adds(out, safe);
		free(safe);
		return;
	}
	buf_addc(out, '\'');
	for (p = safe; *p; p++) {
		if (*p == '\'')
			buf_adds(out, "'\\''");
		else
			buf_addc(out, *p);
	}
	buf_addc(out, '\'');
	free(safe);
}

int text_ieq(const char *a, const char *b)
{
	while (*a && lower(*a) == lower(*b)) {
		a++;
		b++;
	}
	return *a == *b;
}
