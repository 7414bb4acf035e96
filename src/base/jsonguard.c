/* SPDX-License-Identifier: MIT */
/* jsonguard: a strict scanner that stands in front of the JSON parser. */
#include "base/jsonguard.h"

#include "base/buf.h"
#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define FEW 12 /* keys that are put in order one by one */

/* A key of an object that is still open; its decoded bytes stand in guard.names. */
struct key {
	const char *p; /* set when the object closes: names may move before that */
	size_t off, n;
	size_t at;     /* where it stands in the input */
};

struct guard {
	const char *s;
	size_t n, i;
	size_t values;
	int depth;
	struct buf names; /* keys of all open objects, one after the other */
	struct key *keys;
	size_t nkeys, cap;
	struct err *e;
};

static int value(struct guard *g);

/* `why` is a translated clause; the place is counted here, once, because only a refusal needs it. */
static int refuse(struct guard *g, size_t at, const char *why)
{
	size_t line = 1, col = 1, i;

	for (i = 0; i < at && i < g->n; i++) {
		if (g->s[i] == '\n') {
			line++;
			col = 1;
		} else if (((unsigned char)g->s[i] & 0xc0) != 0x80) {
			col++;
		}
	}
	return err_set(g->e, E_FAIL, _("this JSON cannot be read (line %zu, column %zu): %s"), line,
		       col, why);
}

static int peek(const struct guard *g)
{
	return g->i < g->n ? (unsigned char)g->s[g->i] : -1;
}

static void blanks(struct guard *g)
{
	while (g->i < g->n &&
	       (g->s[g->i] == ' ' || g->s[g->i] == '\n' || g->s[g->i] == '\r' || g->s[g->i] == '\t'))
		g->i++;
}

static int unexpected(struct guard *g, const char *wanted)
{
	uint32_t cp;

	if (g->i >= g->n)
		return refuse(g, g->i, _("the text ends too early"));
	if (!text_decode(g->s + g->i, g->n - g->i, &cp))
		return refuse(g, g->i, _("a byte is not UTF-8"));
	return refuse(g, g->i, wanted);
}

static int hex4(struct guard *g, uint32_t *cp)
{
	int k, c;

	*cp = 0;
	for (k = 0; k < 4; k++, g->i++) {
		c = peek(g);
		if (c >= '0' && c <= '9')
			c -= '0';
		else if (c >= 'a' && c <= 'f')
			c -= 'a' - 10;
		else if (c >= 'A' && c <= 'F')
			c -= 'A' - 10;
		else
			return unexpected(g, _("\\u needs four hexadecimal digits"));
		*cp = *cp << 4 | (uint32_t)c;
	}
	return 0;
}

/* After "\u": one character, from two escapes when the first is half a pair. */
static int unicode_escape(struct guard *g, uint32_t *cp)
{
	size_t at = g->i - 2;
	uint32_t low;

	if (hex4(g, cp))
		return -1;
	if (!*cp)
		return refuse(g, at, _("U+0000 is not allowed in a string"));
	if (*cp < 0xd800 || *cp > 0xdfff)
		return 0;
	if (*cp > 0xdbff || g->n - g->i < 2 || g->s[g->i] != '\\' || g->s[g->i + 1] != 'u')
		return refuse(g, at, _("half of a surrogate pair stands alone"));
	g->i += 2;
	if (hex4(g, &low))
		return -1;
	if (low < 0xdc00 || low > 0xdfff)
		return refuse(g, at, _("half of a surrogate pair stands alone"));
	*cp = 0x10000 + ((*cp - 0xd800) << 10) + (low - 0xdc00);
	return 0;
}

static int escape(struct guard *g, struct buf *out)
{
	static const char plain[] = "\"\\/bfnrt", means[] = "\"\\/\b\f\n\r\t";
	const char *hit;
	uint32_t cp;
	int c;

	g->i++;
	c = peek(g);
	if (c == 'u') {
		g->i++;
		if (unicode_escape(g, &cp))
			return -1;
	} else {
		hit = c > 0 ? strchr(plain, c) : NULL;
		if (!hit)
			return unexpected(g, _("this escape is not one of JSON"));
		cp = (uint32_t)means[hit - plain];
		g->i++;
	}
	if (out)
		text_encode(out, cp);
	return 0;
}

/* The end of the plain ASCII here, of which most strings are made. */
static size_t plain_end(const struct guard *g)
{
	size_t i = g->i;

	while (i < g->n && g->s[i] >= ' ' && g->s[i] < 0x7f && g->s[i] != '"' && g->s[i] != '\\')
		i++;
	return i;
}

/* At the opening quote. The decoded bytes go to `out` when there is one (keys). */
static int string(struct guard *g, struct buf *out)
{
	size_t start = g->i++, len;
	uint32_t cp;
	int c;

	for (;;) {
		len = plain_end(g) - g->i;
		if (out && len)
			buf_add(out, g->s + g->i, len);
		g->i += len;
		c = peek(g);
		if (c == '"')
			break;
		if (c < 0)
			return refuse(g, start, _("this string does not end"));
		if (c == '\\') {
			if (escape(g, out))
				return -1;
			continue;
		}
		if (c < 0x20)
			return refuse(g, g->i, _("a control character stands raw in a string"));
		len = text_decode(g->s + g->i, g->n - g->i, &cp);
		if (!len)
			return refuse(g, g->i, _("a byte is not UTF-8"));
		if (out)
			buf_add(out, g->s + g->i, len);
		g->i += len;
	}
	g->i++;
	return 0;
}

static int digits(struct guard *g)
{
	size_t from = g->i;

	while (g->i < g->n && g->s[g->i] >= '0' && g->s[g->i] <= '9')
		g->i++;
	return g->i > from ? 0 : unexpected(g, _("a digit is missing in this number"));
}

static int number(struct guard *g)
{
	size_t start = g->i;

	if (peek(g) == '-')
		g->i++;
	if (peek(g) == '0') {
		g->i++;
		if (peek(g) >= '0' && peek(g) <= '9')
			return refuse(g, g->i - 1, _("a number must not begin with 0"));
	} else if (digits(g)) {
		return -1;
	}
	if (peek(g) == '.') {
		g->i++;
		if (digits(g))
			return -1;
	}
	if (peek(g) == 'e' || peek(g) == 'E') {
		g->i++;
		if (peek(g) == '+' || peek(g) == '-')
			g->i++;
		if (digits(g))
			return -1;
	}
	if (g->i - start > JSON_NUMBER)
		return refuse(g, start, _("this number has too many digits"));
	return 0;
}

static int by_name(const void *va, const void *vb)
{
	const struct key *a = va, *b = vb;
	int c = memcmp(a->p, b->p, a->n < b->n ? a->n : b->n);

	if (c)
		return c;
	if (a->n != b->n)
		return a->n < b->n ? -1 : 1;
	return a->at < b->at ? -1 : 1;
}

/* Objects of few keys, which most are, without the detour of a call for each comparison. */
static void insert_keys(struct guard *g, size_t first)
{
	struct key k;
	size_t i, to;

	for (i = first + 1; i < g->nkeys; i++) {
		k = g->keys[i];
		for (to = i; to > first && by_name(&k, &g->keys[to - 1]) < 0; to--)
			g->keys[to] = g->keys[to - 1];
		g->keys[to] = k;
	}
}

/* The object whose keys begin at `first` closes: sorted, a key that stands twice has itself next. */
static int close_keys(struct guard *g, size_t first, size_t names)
{
	struct key *k;
	char *name, *why;
	size_t i;

	for (i = first; i < g->nkeys; i++)
		g->keys[i].p = buf_str(&g->names) + g->keys[i].off;
	if (g->nkeys - first > FEW)
		qsort(g->keys + first, g->nkeys - first, sizeof(*g->keys), by_name);
	else
		insert_keys(g, first);
	for (i = first + 1; i < g->nkeys; i++) {
		k = &g->keys[i];
		if (k->n != k[-1].n || memcmp(k->p, k[-1].p, k->n))
			continue;
		name = mem_strn(k->p, k->n);
		why = text_safe_new(name, 80);
		free(name);
		name = mem_fmt(_("the key \"%s\" stands twice in the same object"), why);
		(void)refuse(g, k->at, name);
		free(name);
		free(why);
		return -1;
	}
	g->nkeys = first;
	g->names.len = names;
	return 0;
}

static int member(struct guard *g)
{
	struct key k = { NULL, g->names.len, 0, g->i };

	if (peek(g) != '"')
		return unexpected(g, _("a key in double quotes is expected here"));
	if (string(g, &g->names))
		return -1;
	k.n = g->names.len - k.off;
	MEM_GROW(g->keys, g->nkeys, g->cap);
	g->keys[g->nkeys++] = k;
	blanks(g);
	if (peek(g) != ':')
		return unexpected(g, _("a colon is expected after the key"));
	g->i++;
	return value(g);
}

static int container(struct guard *g, char end)
{
	size_t first = g->nkeys, names = g->names.len;

	if (++g->depth > JSON_DEPTH)
		return refuse(g, g->i, _("it is nested too deeply"));
	g->i++;
	blanks(g);
	if (peek(g) == end)
		goto done;
	for (;;) {
		if (end == '}' ? member(g) : value(g))
			return -1;
		blanks(g);
		if (peek(g) == end)
			break;
		if (peek(g) != ',')
			return unexpected(g, end == '}' ? _("a comma or } is expected here")
							: _("a comma or ] is expected here"));
		g->i++;
		blanks(g);
	}
done:
	g->i++;
	g->depth--;
	return close_keys(g, first, names);
}

static int word(struct guard *g, const char *w)
{
	size_t n = strlen(w);

	if (g->n - g->i < n || memcmp(g->s + g->i, w, n))
		return unexpected(g, _("a value is expected here"));
	g->i += n;
	return 0;
}

static int value(struct guard *g)
{
	blanks(g);
	if (++g->values > JSON_VALUES)
		return refuse(g, g->i, _("it holds too many values"));
	switch (peek(g)) {
	case '{':
		return container(g, '}');
	case '[':
		return container(g, ']');
	case '"':
		return string(g, NULL);
	case 't':
		return word(g, "true");
	case 'f':
		return word(g, "false");
	case 'n':
		return word(g, "null");
	case '-':
	case '0': case '1': case '2': case '3': case '4':
	case '5': case '6': case '7': case '8': case '9':
		return number(g);
	default:
		return unexpected(g, _("a value is expected here"));
	}
}

static int document(struct guard *g)
{
	if (g->n > JSON_MAX)
		return err_set(g->e, E_FAIL, _("this JSON cannot be read: it is larger than %u MiB"),
			       JSON_MAX >> 20);
	if (g->n >= 3 && !memcmp(g->s, "\xef\xbb\xbf", 3))
		return refuse(g, 0, _("it begins with a byte order mark; save it as UTF-8 without one"));
	if (value(g))
		return -1;
	blanks(g);
	if (g->i < g->n)
		return unexpected(g, _("something follows after the end of the document"));
	return 0;
}

int jsonguard_check(const char *s, size_t n, struct err *e)
{
	struct guard g = { .s = s, .n = n, .e = e };
	int r = document(&g);

	buf_free(&g.names);
	free(g.keys);
	return r;
}
