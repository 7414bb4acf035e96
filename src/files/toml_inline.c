/* SPDX-License-Identifier: MIT */
/* toml_inline: a table in braces with some of its members changed, and every other byte as it was. */
#include "files/toml_job.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* The members that are written in one pair of braces, in the order of their bytes: "a.b = 1" is one. */
struct members {
	const struct toml_node **v;
	size_t n, cap;
};

static void collect(struct members *m, const struct toml_node *table)
{
	const struct toml_node *c;

	for (c = table->child; c; c = c->next) {
		if (c->kind == TOML_TABLE && c->how == TOML_DOTTED) {
			collect(m, c);
		} else {
			MEM_GROW(m->v, m->n, m->cap);
			m->v[m->n++] = c;
		}
	}
}

static int by_place(const void *va, const void *vb)
{
	const struct toml_node *a = *(const struct toml_node *const *)va;
	const struct toml_node *b = *(const struct toml_node *const *)vb;

	return a->at < b->at ? -1 : a->at > b->at;
}

/* From the key to behind the value; `from` is behind "{" or the value before. */
static size_t start_of(const struct toml_job *j, size_t from)
{
	return from + strspn(j->s + from, " \t,");
}

static void put_member(const struct toml_job *j, struct buf *b, const struct toml_node *nd,
		       size_t start)
{
	const struct toml_node *judged = toml_judged(nd);

	if (judged == nd && nd->fate == TOML_REPLACE) {
		buf_add(b, j->s + start, nd->at - start);
		toml_put_value(b, nd->want, j->doc, j->s, nd);
	} else if (judged == nd && nd->fate == TOML_INTO) {
		buf_add(b, j->s + start, nd->at - start);
		toml_put_inline(j, b, nd);
	} else {
		buf_add(b, j->s + start, nd->end - start);
	}
}

/* What is new: with the separator and the " = " that the table has already. */
struct style {
	struct buf sep, eq;
};

static void look(const struct toml_job *j, const struct members *m, struct style *st)
{
	size_t at, end;

	if (m->n > 1)
		buf_add(&st->sep, j->s + m->v[0]->end,
			start_of(j, m->v[0]->end) - m->v[0]->end);
	else
		buf_adds(&st->sep, ", ");
	if (m->n) {
		at = end = m->v[0]->at;
		while (strchr(" \t=", j->s[at - 1]))
			at--;
		buf_add(&st->eq, j->s + at, end - at);
	} else {
		buf_adds(&st->eq, " = ");
	}
}

static void put_key(struct buf *b, const struct buf *way, const char *key, const struct style *st,
		    size_t *count)
{
	if ((*count)++)
		buf_add(b, st->sep.p, st->sep.len);
	buf_add(b, buf_str(way), way->len);
	toml_put_key(b, key);
	buf_add(b, st->eq.p, st->eq.len);
}

static void put_new(const struct toml_job *j, struct buf *b, const struct toml_node *table,
		    const struct buf *way, const struct style *st, size_t *count)
{
	struct buf further = BUF_INIT;
	const struct toml_node *c;
	const struct tree *t;

	for (t = table->want ? table->want->child : NULL; t; t = t->next) {
		const char *key = t->key ? t->key : "";

		if (!toml_lacks(j, table, t))
			continue;
		put_key(b, way, key, st, count);
		toml_put_value(b, t, j->doc, j->s, toml_find(j->doc, table, key));
	}
	for (c = table->child; c; c = c->next) {
		if (c->kind != TOML_TABLE || c->how != TOML_DOTTED || c->fate != TOML_INTO)
			continue;
		if (!c->want->child) { /* it would vanish with its last member */
			put_key(b, way, c->key, st, count);
			buf_adds(b, "{}");
			continue;
		}
		buf_reset(&further);
		buf_add(&further, buf_str(way), way->len);
		toml_put_key(&further, c->key);
		buf_addc(&further, '.');
		put_new(j, b, c, &further, st, count);
	}
	buf_free(&further);
}

void toml_put_inline(const struct toml_job *j, struct buf *b, const struct toml_node *table)
{
	struct members m = { NULL, 0, 0 };
	struct style st = { BUF_INIT, BUF_INIT };
	struct buf way = BUF_INIT;
	size_t from = table->at + 1, first, begin = b->len + 1, count = 0, i, start;

	collect(&m, table);
	if (m.n)
		qsort(m.v, m.n, sizeof(*m.v), by_place);
	look(j, &m, &st);
	first = m.n ? start_of(j, from) - from : 0;
	buf_addc(b, '{');
	if (m.n)
		buf_add(b, j->s + from, first);
	else
		buf_addc(b, ' ');
	for (i = 0; i < m.n; i++, from = m.v[i - 1]->end) {
		start = start_of(j, from);
		if (toml_judged(m.v[i])->fate == TOML_DROP)
			continue;
		if (count++)
			buf_add(b, j->s + from, start - from);
		put_member(j, b, m.v[i], start);
	}
	put_new(j, b, table, &way, &st, &count);
	if (!count) {
		b->len = begin;
		buf_addc(b, '}');
	} else if (m.n) {
		buf_add(b, j->s + from, table->end - from);
	} else {
		buf_adds(b, " }");
	}
	free(m.v);
	buf_free(&st.sep);
	buf_free(&st.eq);
	buf_free(&way);
}
