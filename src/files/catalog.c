/* SPDX-License-Identifier: MIT */
/* catalog: the copy of a vendor's catalog as a file. */
#include "files/catalog.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define MAGIC "toolgap-catalog/1"
#define FIELDS 7

static const char *const names[CATALOGS] = { "composio", "pipedream" };
static const char *const titles[CATALOGS] = { "Composio", "Pipedream" };

const char *catalog_name(enum catalog_source s)
{
	return names[s];
}

const char *catalog_title(enum catalog_source s)
{
	return titles[s];
}

struct catalog *catalog_new(enum catalog_source s)
{
	struct catalog *c = mem_alloc(sizeof(*c));

	c->source = s;
	return c;
}

void catalog_free(struct catalog *c)
{
	size_t i;

	if (!c)
		return;
	for (i = 0; !c->bytes && i < c->n; i++) {
		free(c->v[i].slug);
		free(c->v[i].name);
		free(c->v[i].auth);
		free(c->v[i].about);
	}
	free(c->from);
	free(c->read);
	free(c->checked);
	free(c->etag);
	free(c->modified);
	free(c->v);
	free(c->bytes);
	free(c);
}

void catalog_add(struct catalog *c, const struct catalog_entry *en)
{
	struct catalog_entry *to;

	MEM_GROW(c->v, c->n, c->cap);
	to = &c->v[c->n++];
	*to = *en;
	to->slug = mem_str(en->slug);
	to->name = mem_str(en->name);
	to->auth = mem_str(en->auth);
	to->about = mem_str(en->about);
}

static int by_slug(const void *a, const void *b)
{
	const struct catalog_entry *x = a, *y = b;
	int d = strcmp(x->slug, y->slug);

	return d ? d : x->deprecated - y->deprecated;
}

void catalog_sort(struct catalog *c)
{
	size_t i, to = 0;

	if (c->n)
		qsort(c->v, c->n, sizeof(*c->v), by_slug);
	for (i = 0; i < c->n; i++) {
		if (to && !strcmp(c->v[to - 1].slug, c->v[i].slug)) {
			free(c->v[i].slug);
			free(c->v[i].name);
			free(c->v[i].auth);
			free(c->v[i].about);
		} else {
			c->v[to++] = c->v[i];
		}
	}
	c->n = to;
}

const struct catalog_entry *catalog_find(const struct catalog *c, const char *slug)
{
	size_t lo = 0, hi = c->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int d = strcmp(slug, c->v[mid].slug);

		if (!d)
			return &c->v[mid];
		if (d < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return NULL;
}

/* ---- writing */

static void head(struct buf *out, const char *key, const char *value)
{
	if (value && *value)
		buf_addf(out, "%s: %s\n", key, value);
}

static void count(struct buf *out, long n)
{
	if (n >= 0)
		buf_addf(out, "%ld", n);
	buf_addc(out, '\t');
}

void catalog_write(const struct catalog *c, struct buf *out)
{
	size_t i;

	buf_adds(out, MAGIC "\n");
	head(out, "source", names[c->source]);
	head(out, "from", c->from);
	head(out, "read", c->read);
	head(out, "checked", c->checked);
	buf_addf(out, "entries: %zu\n", c->n);
	head(out, "etag", c->etag);
	head(out, "last-modified", c->modified);
	buf_addc(out, '\n');
	for (i = 0; i < c->n; i++) {
		const struct catalog_entry *en = &c->v[i];

		buf_addf(out, "%s\t%s\t%s\t%s\t", en->slug, en->name, en->auth,
			 en->deprecated ? "d" : "");
		count(out, en->tools);
		count(out, en->triggers);
		buf_addf(out, "%s\n", en->about);
	}
}

/* ---- reading */

struct reading {
	char *p, *end; /* what is left; every line ends in a newline made NUL */
	size_t line;
};

static char *next_line(struct reading *r)
{
	char *at = r->p, *nl = at < r->end ? memchr(at, '\n', (size_t)(r->end - at)) : NULL;

	if (!nl)
		return NULL;
	*nl = '\0';
	r->p = nl + 1;
	r->line++;
	return strlen(at) == (size_t)(nl - at) ? at : NULL;
}

static int is_stamp(const char *s)
{
	time_t t;

	return s && strlen(s) < CLOCK_STAMP && !clock_parse(s, &t);
}

/* What stands in the head; `entries` is -1 when it is not there. */
static int read_head(struct catalog *c, struct reading *r, long *entries)
{
	const struct {
		const char *key;
		char **to;
	} fields[] = { { "from", &c->from },
		       { "read", &c->read },
		       { "checked", &c->checked },
		       { "etag", &c->etag },
		       { "last-modified", &c->modified } };
	char *line = next_line(r), *value;
	size_t i, sources = 0;

	*entries = -1;
	if (!line || strcmp(line, MAGIC) != 0)
		return -1;
	while ((line = next_line(r)) && *line) {
		value = strstr(line, ": ");
		if (!value)
			return -1;
		*value = '\0';
		value += 2;
		for (i = 0; !strcmp(line, "source") && i < CATALOGS; i++)
			if (!strcmp(value, names[i])) {
				c->source = (enum catalog_source)i;
				sources++;
			}
		if (!strcmp(line, "entries") && *value && strspn(value, "0123456789") == strlen(value) &&
		    strlen(value) < 8)
			*entries = strtol(value, NULL, 10);
		for (i = 0; i < sizeof(fields) / sizeof(*fields); i++)
			if (!strcmp(line, fields[i].key) && !*fields[i].to)
				*fields[i].to = text_safe_new(value, TEXT_MAX);
	}
	return line && sources == 1 && *entries >= 0 && c->from && is_stamp(c->read) && is_stamp(c->checked) ? 0
													 : -1;
}

static long number(const char *s)
{
	size_t n = strspn(s, "0123456789");

	return !n || n > 7 || s[n] ? -1 : strtol(s, NULL, 10);
}

int catalog_entry_read(struct catalog_entry *en, char *line)
{
	char *f[FIELDS];
	size_t i;

	for (i = 0; i < FIELDS; i++) {
		f[i] = line;
		line = i + 1 < FIELDS ? strchr(line, '\t') : line;
		if (!line)
			return -1;
		if (i + 1 < FIELDS)
			*line++ = '\0';
	}
	if (!text_is_name(f[0], 1) || strchr(f[6], '\t') || (*f[3] && strcmp(f[3], "d") != 0))
		return -1;
	*en = (struct catalog_entry){ f[0], f[1], f[2], f[6], number(f[4]), number(f[5]), *f[3] == 'd' };
	return 0;
}

static int read_entry(struct catalog *c, char *line)
{
	struct catalog_entry en;

	if (catalog_entry_read(&en, line) || (c->n && strcmp(c->v[c->n - 1].slug, en.slug) >= 0))
		return -1;
	MEM_GROW(c->v, c->n, c->cap);
	c->v[c->n++] = en;
	return 0;
}

/* Our own file, and yet a file: what it says may reach a screen only when it is as we write it. One look at all bytes: no control but tab and newline, and nothing that text_safe would have to mark. */
int catalog_is_plain(const char *s, size_t n)
{
	struct buf safe = BUF_INIT;
	size_t i, from = 0;
	int plain = 1;

	for (i = 0; i < n && plain; i++) {
		unsigned char ch = (unsigned char)s[i];

		if (ch == '\t' || ch == '\n' || i + 1 == n) {
			size_t len = i - from + (ch != '\t' && ch != '\n'), k;

			for (k = 0; k < len && (unsigned char)s[from + k] < 0x80; k++)
				;
			if (k < len) { /* beyond ASCII: rare, so only those are looked at closely */
				buf_reset(&safe);
				text_safe(&safe, s + from, len, len);
				plain = safe.len == len && !memcmp(buf_str(&safe), s + from, len);
			}
			from = i + 1;
		} else if (ch < 0x20 || ch == 0x7f) {
			plain = 0;
		}
	}
	buf_free(&safe);
	return plain;
}

static int not_whole(const char *name, size_t line, struct err *e)
{
	return err_set(e, E_FAIL,
		       _("%s:%zu: this is no whole copy of a catalog, so nothing is decided by it. `toolgap catalog sync` makes a new one."),
		       name, line);
}

struct catalog *catalog_head(const char *s, size_t n, const char *name, size_t *body, struct err *e)
{
	struct catalog *c = catalog_new(CATALOG_COMPOSIO);
	const char *end = memmem(s, n, "\n\n", 2);
	struct reading r = { 0 };
	long entries = -1;

	*body = end ? (size_t)(end - s) + 2 : n;
	c->bytes = mem_strn(s, *body);
	r.p = c->bytes;
	r.end = c->bytes + *body;
	if (!catalog_is_plain(s, *body) || read_head(c, &r, &entries)) {
		(void)not_whole(name, r.line, e);
		catalog_free(c);
		return NULL;
	}
	c->claims = (size_t)entries;
	return c;
}

struct catalog *catalog_parse(const char *s, size_t n, const char *name, struct err *e)
{
	struct catalog *c = catalog_new(CATALOG_COMPOSIO);
	struct reading r;
	long entries = -1;
	char *line;
	int bad;

	c->bytes = mem_strn(s, n);
	r.p = c->bytes;
	r.end = c->bytes + n;
	r.line = 0;
	bad = !catalog_is_plain(s, n) || read_head(c, &r, &entries);
	while (!bad && (line = next_line(&r)))
		bad = read_entry(c, line);
	c->claims = c->n;
	if (!bad && r.p == r.end && (size_t)entries == c->n)
		return c;
	(void)not_whole(name, r.line, e);
	catalog_free(c);
	return NULL;
}
