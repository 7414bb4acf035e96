/* SPDX-License-Identifier: MIT */
/* toml: the TOML reader: tables, keys and the rules of who may add to what; refuses rather than
 * guesses. */
#include "files/toml_node.h"

#include "base/i18n.h"

#include <string.h>

struct part {
	const char *key;
	size_t at, end;
};

struct parse {
	struct toml_scan sc;
	struct toml *doc;
	struct toml_node *root, *table; /* the document; what the last header opened */
};

static struct toml_node *add(struct parse *p, struct toml_node *parent, const struct part *part)
{
	size_t at = part ? part->at : p->sc.i;
	struct toml_node *nd;

	if (parent->depth == TOML_DEPTH) {
		toml_refuse(&p->sc, at, _("tables and lists are nested too deeply"));
		return NULL;
	}
	nd = toml_node_add(p->doc, parent, part ? part->key : NULL);
	if (!nd) {
		toml_refuse(&p->sc, at, _("there are too many values in this file"));
		return NULL;
	}
	nd->key_at = at;
	nd->line = p->sc.line;
	return nd;
}

static int peek(const struct parse *p, char c)
{
	return p->sc.i < p->sc.n && p->sc.s[p->sc.i] == c;
}

static void blanks(struct parse *p)
{
	while (peek(p, ' ') || peek(p, '\t'))
		p->sc.i++;
}

static int newline(struct parse *p)
{
	if (peek(p, '\r'))
		p->sc.i++; /* the bytes were checked: an LF follows */
	if (!peek(p, '\n'))
		return 0;
	p->sc.i++;
	p->sc.line++;
	return 1;
}

static void comment(struct parse *p)
{
	if (peek(p, '#'))
		while (p->sc.i < p->sc.n && !peek(p, '\n') && !peek(p, '\r'))
			p->sc.i++;
}

/* What may stand between the elements of a list, and the members in braces. */
static void gap(struct parse *p)
{
	do {
		blanks(p);
		comment(p);
	} while (newline(p));
}

static int is_bare(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '_';
}

static int key_part(struct parse *p, struct part *part)
{
	struct toml_scan *sc = &p->sc;

	*part = (struct part){ .at = sc->i };
	if (peek(p, '"') || peek(p, '\'')) {
		if (toml_scan_string(sc, 1))
			return -1;
		part->key = toml_take(p->doc, buf_str(&sc->text), sc->text.len);
	} else {
		while (sc->i < sc->n && is_bare(sc->s[sc->i]))
			sc->i++;
		if (sc->i == part->at)
			return toml_refuse(sc, sc->i, _("a key must stand here"));
		part->key = toml_take(p->doc, sc->s + part->at, sc->i - part->at);
	}
	part->end = sc->i;
	return 0;
}

static int key(struct parse *p, struct part *parts, size_t *n)
{
	*n = 0;
	for (;;) {
		blanks(p);
		if (*n == TOML_DEPTH)
			return toml_refuse(&p->sc, p->sc.i,
					   _("tables and lists are nested too deeply"));
		if (key_part(p, &parts[(*n)++]))
			return -1;
		blanks(p);
		if (!peek(p, '.'))
			return 0;
		p->sc.i++;
	}
}

/* The table that a part of a dotted key (not its last) leads to: it may only grow where it began.
 */
static struct toml_node *dotted(struct parse *p, struct toml_node *table, const struct part *part)
{
	struct toml_node *nd = toml_node_at(p->doc, table, part->key);

	if (!nd) {
		nd = add(p, table, part);
		if (!nd)
			return NULL;
	} else if (nd->kind != TOML_TABLE) {
		toml_refuse(&p->sc, part->at, _("this key has a value already and is no table"));
		return NULL;
	} else if (nd->how == TOML_HEADER || nd->how == TOML_INLINE) {
		toml_refuse(&p->sc, part->at,
			    _("this table is complete, nothing can be added here"));
		return NULL;
	}
	nd->how = TOML_DOTTED;
	return nd;
}

/* The table that a part of a header (not its last) leads to; of an array of tables the last one. */
static struct toml_node *through(struct parse *p, struct toml_node *table, const struct part *part)
{
	struct toml_node *nd = toml_node_at(p->doc, table, part->key);

	if (!nd)
		return add(p, table, part);
	if (nd->kind == TOML_TABLES)
		return nd->last;
	if (nd->kind == TOML_TABLE && nd->how != TOML_INLINE)
		return nd;
	toml_refuse(&p->sc, part->at, _("this key has a value already and takes no table"));
	return NULL;
}

static int value(struct parse *p, struct toml_node *v);

/* key = value inside of `table`; *out is the value, st->name_end is filled in. */
static int pair(struct parse *p, struct toml_node *table, struct toml_stmt *st,
		struct toml_node **out)
{
	struct part parts[TOML_DEPTH];
	struct toml_node *t = table, *nd;
	size_t n, i;

	if (key(p, parts, &n))
		return -1;
	if (!peek(p, '='))
		return toml_refuse(&p->sc, p->sc.i, _("\"=\" must stand here"));
	p->sc.i++;
	blanks(p);
	for (i = 0; i + 1 < n && t; i++)
		t = dotted(p, t, &parts[i]);
	if (!t)
		return -1;
	if (toml_node_at(p->doc, t, parts[n - 1].key))
		return toml_refuse(&p->sc, parts[n - 1].at,
				   _("this key stands here for the second time"));
	nd = add(p, t, &parts[n - 1]);
	if (!nd || value(p, nd))
		return -1;
	if (table->depth < 2 && table->depth + n >= 2)
		st->name_end = parts[1 - table->depth].end;
	*out = nd;
	return 0;
}

static int list(struct parse *p, struct toml_node *v)
{
	struct toml_node *item;
	size_t at = p->sc.i++;

	v->kind = TOML_ARRAY;
	for (gap(p); !peek(p, ']'); gap(p)) {
		if (p->sc.i == p->sc.n)
			return toml_refuse(&p->sc, at, _("this list is not closed"));
		item = add(p, v, NULL);
		if (!item || value(p, item))
			return -1;
		gap(p);
		if (peek(p, ','))
			p->sc.i++;
		else if (p->sc.i < p->sc.n && !peek(p, ']'))
			return toml_refuse(&p->sc, p->sc.i, _("\",\" or \"]\" must stand here"));
	}
	p->sc.i++;
	return 0;
}

static int inline_table(struct parse *p, struct toml_node *v)
{
	struct toml_node *nd = NULL;
	size_t open = p->sc.i++;

	v->kind = TOML_TABLE;
	v->how = TOML_INLINE;
	for (gap(p); !peek(p, '}'); gap(p)) {
		struct toml_stmt st = { 0 };

		if (p->sc.i == p->sc.n)
			return toml_refuse(&p->sc, open, _("this table is not closed"));
		st.from = st.at = p->sc.i;
		if (pair(p, v, &st, &nd))
			return -1;
		st.end = p->sc.i;
		if (v->depth == 1)
			toml_note(p->doc, 1, &st, nd);
		gap(p);
		if (peek(p, ','))
			p->sc.i++;
		else if (p->sc.i < p->sc.n && !peek(p, '}'))
			return toml_refuse(&p->sc, p->sc.i, _("\",\" or \"}\" must stand here"));
	}
	p->sc.i++;
	return 0;
}

static int value(struct parse *p, struct toml_node *v)
{
	struct toml_scan *sc = &p->sc;
	int rc;

	v->at = sc->i;
	if (peek(p, '"') || peek(p, '\'')) {
		v->kind = TOML_TEXT;
		rc = toml_scan_string(sc, 0);
		if (!rc)
			v->text = toml_take(p->doc, buf_str(&sc->text), sc->text.len);
	} else if (peek(p, '[')) {
		rc = list(p, v);
	} else if (peek(p, '{')) {
		rc = inline_table(p, v);
	} else {
		rc = toml_scan_word(sc, &v->kind);
		if (!rc)
			v->text = toml_take(p->doc, sc->s + v->at, sc->i - v->at);
	}
	v->end = sc->i;
	return rc;
}

/* [a.b]: the last part must be new, or only known from being on the way to another table. */
static struct toml_node *open_table(struct parse *p, struct toml_node *t, const struct part *last)
{
	struct toml_node *nd = toml_node_at(p->doc, t, last->key);

	if (!nd) {
		nd = add(p, t, last);
		if (!nd)
			return NULL;
	} else if (nd->kind != TOML_TABLE || nd->how != TOML_IMPLICIT) {
		toml_refuse(&p->sc, last->at, _("this table stands here for the second time"));
		return NULL;
	}
	nd->how = TOML_HEADER;
	return nd;
}

/* [[a.b]]: one more table of an array that only such headers made. */
static struct toml_node *open_element(struct parse *p, struct toml_node *t, const struct part *last)
{
	struct toml_node *nd = toml_node_at(p->doc, t, last->key);

	if (!nd) {
		nd = add(p, t, last);
		if (nd)
			nd->kind = TOML_TABLES;
	} else if (nd->kind != TOML_TABLES) {
		toml_refuse(&p->sc, last->at,
			    _("this key has a value already and is no array of tables"));
		return NULL;
	}
	nd = nd ? add(p, nd, NULL) : NULL;
	if (nd)
		nd->how = TOML_HEADER;
	return nd;
}

static int header(struct parse *p, struct toml_stmt *st)
{
	struct part parts[TOML_DEPTH];
	struct toml_node *t = p->root;
	int twice = p->sc.n - p->sc.i > 1 && p->sc.s[p->sc.i + 1] == '[';
	size_t n, i;

	p->sc.i += twice ? 2 : 1;
	if (key(p, parts, &n))
		return -1;
	if (!peek(p, ']') || (twice && (p->sc.n - p->sc.i < 2 || p->sc.s[p->sc.i + 1] != ']')))
		return toml_refuse(&p->sc, p->sc.i, _("this header is not closed"));
	p->sc.i += twice ? 2 : 1;
	for (i = 0; i + 1 < n && t; i++)
		t = through(p, t, &parts[i]);
	if (t)
		t = twice ? open_element(p, t, &parts[n - 1]) : open_table(p, t, &parts[n - 1]);
	if (!t)
		return -1;
	p->table = t;
	st->header = 1;
	return 0;
}

static int statement(struct parse *p)
{
	struct toml_stmt st = { .from = p->sc.i };
	struct toml_node *nd = NULL;

	blanks(p);
	st.at = p->sc.i;
	if (peek(p, '[')) {
		if (header(p, &st))
			return -1;
		nd = p->table;
	} else if (p->sc.i < p->sc.n && !peek(p, '#') && !peek(p, '\n') && !peek(p, '\r')) {
		if (pair(p, p->table, &st, &nd))
			return -1;
	}
	blanks(p);
	comment(p);
	if (!newline(p) && p->sc.i < p->sc.n)
		return toml_refuse(&p->sc, p->sc.i, _("only a comment may stand behind the end"));
	st.end = p->sc.i;
	if (nd)
		toml_note(p->doc, 0, &st, nd);
	return 0;
}

struct toml *toml_parse(const char *s, size_t n, const char *name, struct err *e)
{
	struct parse p = {
		.sc = { .s = s, .n = n, .line = 1, .name = name, .text = BUF_INIT, .e = e }
	};
	int rc;

	p.doc = toml_doc_new(&p.root);
	p.table = p.root;
	if (n >= 3 && !memcmp(s, "\xef\xbb\xbf", 3))
		p.sc.i = p.sc.base = 3;
	rc = n > TOML_BYTES ? toml_refuse(&p.sc, 0, _("the file is too large"))
			    : toml_check_bytes(&p.sc);
	while (!rc && p.sc.i < n)
		rc = statement(&p);
	buf_free(&p.sc.text);
	if (rc) {
		toml_free(p.doc);
		return NULL;
	}
	toml_index(p.doc);
	return p.doc;
}
