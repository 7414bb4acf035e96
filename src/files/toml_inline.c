/* SPDX-License-Identifier: MIT */
/* toml_inline: a table in braces with some of its members changed, and every other byte as it was. */
#include "files/toml_job.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/*
 * A member that is written in these braces; "a.b = 1" is one. What stands beside it is its own: from behind the comma in
 * front, and that comma's line, to its key; and behind its value its comma, and the comment of the line.
 */
struct member {
	const struct toml_node *node;
	size_t lead, at;     /* from where, and its key */
	size_t comma, after; /* its comma, or the end of its value; behind the comment of that line */
};

struct members {
	struct member *v;
	size_t n, cap;
	int open; /* the last one has a comma, too */
};

static void collect(struct members *m, const struct toml_node *table)
{
	const struct toml_node *c;

	for (c = table->child; c; c = c->next) {
		if (c->kind == TOML_TABLE && c->how == TOML_DOTTED) {
			collect(m, c);
		} else {
			MEM_GROW(m->v, m->n, m->cap);
			m->v[m->n++] = (struct member){ .node = c };
		}
	}
}

static int by_place(const void *va, const void *vb)
{
	const struct member *a = va, *b = vb;

	return a->node->at < b->node->at ? -1 : a->node->at > b->node->at;
}

static void list(const struct toml_job *j, struct members *m, const struct toml_node *table)
{
	size_t i, from = table->at + 1, end;

	collect(m, table);
	if (m->n)
		qsort(m->v, m->n, sizeof(*m->v), by_place);
	for (i = 0; i < m->n; i++) {
		struct member *it = &m->v[i];

		it->lead = from;
		it->at = toml_gap_end(j, from);
		end = toml_gap_end(j, it->node->end);
		it->comma = toml_gap_comma(j, it->node->end, end);
		m->open = it->comma < end;
		if (!m->open)
			it->comma = it->node->end;
		it->after = from = toml_line_end(j, it->comma + (size_t)m->open, end);
	}
}

/* What is new: in a line of its own where the members have one; with the blanks and the " = " that they have. */
struct style {
	struct buf lead, eq;
};

static void look(const struct toml_job *j, const struct members *m, struct style *st)
{
	const struct member *like = m->n ? &m->v[m->n - 1] : NULL;
	size_t at, end;

	if (like && toml_begins_line(j, like->at)) {
		buf_adds(&st->lead, j->eol);
		toml_put_indent(j, &st->lead, like->at);
	} else if (like && m->n > 1 && !toml_gap_speaks(j, like->lead, like->at)) {
		buf_add(&st->lead, j->s + like->lead, like->at - like->lead);
	} else {
		buf_addc(&st->lead, ' ');
	}
	if (like) {
		at = end = m->v[0].node->at;
		while (strchr(" \t=", j->s[at - 1]))
			at--;
		buf_add(&st->eq, j->s + at, end - at);
	} else {
		buf_adds(&st->eq, " = ");
	}
}

/* The braces as they grow: how many members there are, and where the comma of the last one would have to stand. */
struct out {
	struct buf *b;
	const struct style *st;
	const char *first; /* what stands in front of the first one, where that is not its own */
	size_t first_n, count, comma;
	const char *blank; /* in front of that comma, where it stood there before */
	size_t blank_n;
};

static void put_comma(struct out *o)
{
	struct buf rest = BUF_INIT;

	buf_add(&rest, o->b->p + o->comma, o->b->len - o->comma);
	o->b->len = o->comma;
	buf_add(o->b, o->blank ? o->blank : "", o->blank_n);
	buf_addc(o->b, ',');
	buf_add(o->b, buf_str(&rest), rest.len);
	buf_free(&rest);
}

/* In front of a member: the comma of the one before, and the blanks. */
static void put_lead(struct out *o, const char *lead, size_t n)
{
	if (o->count)
		put_comma(o);
	else if (o->first) {
		lead = o->first;
		n = o->first_n;
	}
	o->count++;
	o->blank = NULL;
	o->blank_n = 0;
	buf_add(o->b, lead, n);
}

static void put_key(struct out *o, const struct buf *way, const char *key)
{
	put_lead(o, buf_str(&o->st->lead), o->st->lead.len);
	buf_add(o->b, buf_str(way), way->len);
	toml_put_key(o->b, key);
	buf_add(o->b, o->st->eq.p, o->st->eq.len);
}

static void put_new(const struct toml_job *j, struct out *o, const struct toml_node *table,
		    const struct buf *way)
{
	struct buf further = BUF_INIT;
	const struct toml_node *c;
	const struct tree *t;

	for (t = table->want ? table->want->child : NULL; t; t = t->next) {
		const char *key = t->key ? t->key : "";

		if (!toml_lacks(j, table, t))
			continue;
		put_key(o, way, key);
		toml_put_value(o->b, t, j->doc, j->s, toml_find(j->doc, table, key));
		o->comma = o->b->len;
	}
	for (c = table->child; c; c = c->next) {
		if (c->kind != TOML_TABLE || c->how != TOML_DOTTED || c->fate != TOML_INTO)
			continue;
		if (!c->want->child) { /* it would vanish with its last member */
			put_key(o, way, c->key);
			buf_adds(o->b, "{}");
			o->comma = o->b->len;
			continue;
		}
		buf_reset(&further);
		buf_add(&further, buf_str(way), way->len);
		toml_put_key(&further, c->key);
		buf_addc(&further, '.');
		put_new(j, o, c, &further);
	}
	buf_free(&further);
}

static void put_member(const struct toml_job *j, struct out *o, const struct member *m)
{
	const struct toml_node *nd = m->node;
	int own = toml_judged(nd) == nd;
	size_t comma;

	put_lead(o, j->s + m->lead, m->at - m->lead);
	if (own && nd->fate == TOML_REPLACE) {
		buf_add(o->b, j->s + m->at, nd->at - m->at);
		toml_put_value(o->b, nd->want, j->doc, j->s, nd);
	} else if (own && nd->fate == TOML_INTO) {
		buf_add(o->b, j->s + m->at, nd->at - m->at);
		toml_put_inline(j, o->b, nd);
	} else {
		buf_add(o->b, j->s + m->at, nd->end - m->at);
	}
	o->comma = o->b->len;
	o->blank = j->s + nd->end;
	o->blank_n = m->comma - nd->end;
	if (toml_gap_speaks(j, nd->end, m->comma)) {
		buf_add(o->b, o->blank, o->blank_n);
		o->comma = o->b->len;
		o->blank_n = 0;
	}
	comma = m->comma + (m->comma < m->after && j->s[m->comma] == ',');
	buf_add(o->b, j->s + comma, m->after - comma);
}

/* A member goes, and the comments in the lines above it stay. */
static void drop_member(const struct toml_job *j, struct out *o, const struct member *m)
{
	size_t end = m->at;

	if (!toml_gap_speaks(j, m->lead, m->at))
		return;
	while (end > m->lead && strchr(" \t\r\n", j->s[end - 1]))
		end--;
	if (!o->count && o->first) {
		buf_add(o->b, o->first, o->first_n);
		o->first = NULL;
		o->comma = o->b->len;
	}
	buf_add(o->b, j->s + m->lead, end - m->lead);
}

void toml_put_inline(const struct toml_job *j, struct buf *b, const struct toml_node *table)
{
	struct members m = { NULL, 0, 0, 0 };
	struct style st = { BUF_INIT, BUF_INIT };
	struct out o = { .b = b, .st = &st };
	struct buf way = BUF_INIT;
	size_t begin = b->len + 1, tail, i, close = table->end - 1;

	list(j, &m, table);
	look(j, &m, &st);
	tail = m.n ? m.v[m.n - 1].after : close;
	buf_addc(b, '{');
	o.comma = begin;
	if (!m.n && toml_gap_speaks(j, table->at + 1, close)) {
		buf_add(b, j->s + table->at + 1, close - table->at - 1);
	} else if (m.n && toml_judged(m.v[0].node)->fate == TOML_DROP && !toml_gap_speaks(j, m.v[0].lead, m.v[0].at)) {
		o.first = j->s + m.v[0].lead;
		o.first_n = m.v[0].at - m.v[0].lead;
	}
	for (i = 0; i < m.n; i++)
		if (toml_judged(m.v[i].node)->fate == TOML_DROP)
			drop_member(j, &o, &m.v[i]);
		else
			put_member(j, &o, &m.v[i]);
	put_new(j, &o, table, &way);
	if (o.count && m.open)
		put_comma(&o);
	if (o.count || b->len > begin) {
		buf_add(b, j->s + tail, close - tail);
		if (!m.n)
			buf_addc(b, ' ');
	}
	buf_addc(b, '}');
	free(m.v);
	buf_free(&st.lead);
	buf_free(&st.eq);
	buf_free(&way);
}
