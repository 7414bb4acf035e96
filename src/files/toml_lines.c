/* SPDX-License-Identifier: MIT */
/* toml_lines: bring the lines of one TOML table to what is wanted; a line that says it already
 * stays as it is. */
#include "files/toml_job.h"

#include <string.h>

/*
 * Every node below the table in hand gets a fate; each line then does what the nearest node above
 * it with a fate says. INTO is a table with a header of its own, of which some members change.
 */
enum fate { NONE, KEEP, DROP, REPLACE, INTO };

static void add_bytes(struct toml_job *j, size_t from, size_t to, const struct buf *with)
{
	splices_add(&j->sp, from, to - from, buf_str(with), with->len);
}

void toml_put_header(const struct toml_job *j, struct buf *b)
{
	buf_addc(b, '[');
	toml_put_key(b, j->root);
	buf_addc(b, '.');
	toml_put_key(b, j->name);
	buf_addf(b, "]%s", j->eol);
}

/* One "key = value" line; `lead` holds the indent and, for dotted keys, the way to the table. */
static void put_line(const struct toml_job *j, struct buf *b, const struct buf *lead,
		     const struct tree *t, const struct toml_node *now)
{
	const char *key = t->key ? t->key : "";

	buf_add(b, buf_str(lead), lead->len);
	toml_put_key(b, key);
	buf_adds(b, " = ");
	toml_put_value(b, t, j->doc, j->s, toml_find(j->doc, now, key));
	buf_adds(b, j->eol);
}

void toml_put_missing(const struct toml_job *j, struct buf *b, const struct buf *lead,
		      const struct tree *want, const struct toml_node *now)
{
	const struct toml_node *c;
	const struct tree *t;

	for (t = want->child; t; t = t->next) {
		c = toml_find(j->doc, now, t->key ? t->key : "");
		if (!c || c->fate == DROP)
			put_line(j, b, lead, t, now);
	}
}

void toml_cut_eol(const struct toml_job *j, struct buf *b)
{
	b->len -= strlen(j->eol);
	b->p[b->len] = '\0';
}

/* Decide what becomes of every child of the table, given what it is to hold. */
static void judge(struct toml_job *j, struct toml_node *table, const struct tree *want)
{
	const struct tree *t;
	struct toml_node *c;

	table->fate = INTO;
	table->want = want;
	for (t = want->child; t; t = t->next) {
		c = toml_node_at(j->doc, table, t->key ? t->key : "");
		if (c)
			c->want = t;
	}
	for (c = table->child; c; c = c->next) {
		if (!c->want)
			c->fate = DROP;
		else if (toml_same(j->doc, c->want, c))
			c->fate = KEEP;
		else if (c->kind == TOML_TABLE && c->how == TOML_HEADER &&
			 c->want->kind == TREE_MAP)
			judge(j, c, c->want);
		else
			c->fate = c->end ? REPLACE : DROP;
	}
}

static const struct toml_node *judged(const struct toml_node *nd)
{
	while (nd->fate == NONE && nd->parent)
		nd = nd->parent;
	return nd;
}

static int is_dropped(const struct toml_stmt *st)
{
	return judged(st->node)->fate == DROP;
}

/* Start of the empty line that ends at `at`, or `at` itself when the line there is not empty. */
static size_t before_empty_line(const struct toml_job *j, size_t at)
{
	size_t i = at;

	if (i == j->base || j->s[i - 1] != '\n')
		return at;
	i--;
	if (i > j->base && j->s[i - 1] == '\r')
		i--;
	return i == j->base || j->s[i - 1] == '\n' ? i : at;
}

static size_t last_end(const struct toml_job *j)
{
	const struct splice *sp = j->sp.n ? &j->sp.v[j->sp.n - 1] : NULL;

	return sp ? sp->at + sp->del : 0;
}

/*
 * Take out the lines first … last. In front of a header one empty line goes too, as append() put
 * it there; with the last line of a file without final line end goes the line end before, likewise.
 */
static void drop(struct toml_job *j, const struct toml_stmt *first, const struct toml_stmt *last)
{
	size_t from = first->from, to = last->end;

	if (first->header && from > j->base) {
		from = before_empty_line(j, from);
		if (from < first->from && from > j->base && j->s[to - 1] != '\n') {
			from--;
			if (from > j->base && j->s[from - 1] == '\r')
				from--;
		}
	} else if (first->header) {
		if (to < j->n && j->s[to] == '\r')
			to++;
		if (to < j->n && j->s[to] == '\n')
			to++;
	}
	if (last_end(j) > from) /* add_header() put something there */
		from = first->from;
	splices_add(&j->sp, from, to - from, "", 0);
}

/* What is missing in `table` goes behind the line `st`, the last one that is inside of it. */
static void add_behind(struct toml_job *j, const struct toml_stmt *st,
		       const struct toml_node *table, int dotted)
{
	struct buf b = BUF_INIT, lead = BUF_INIT;
	int open = st->end > j->base && j->s[st->end - 1] != '\n';

	buf_add(&lead, j->s + st->from, st->at - st->from);
	if (dotted) {
		buf_add(&lead, j->s + st->at, st->name_end - st->at);
		buf_addc(&lead, '.');
	}
	if (open && !is_dropped(st))
		buf_adds(&b, j->eol);
	toml_put_missing(j, &b, &lead, table->want, table);
	if (dotted && !table->want->child)
		buf_addf(&b, "%.*s = {}%s", (int)(lead.len - 1), lead.p, j->eol);
	if (b.len && (!open || b.len > strlen(j->eol))) {
		if (open)
			toml_cut_eol(j, &b);
		add_bytes(j, st->end, st->end, &b);
	}
	buf_free(&b);
	buf_free(&lead);
}

/* The table has no header yet, only its sub-tables have: it gets one in front of the first. */
static void add_header(struct toml_job *j, const struct toml_stmt *st)
{
	struct buf b = BUF_INIT, lead = BUF_INIT;

	toml_put_header(j, &b);
	toml_put_missing(j, &b, &lead, j->value, j->target);
	if (!is_dropped(st))
		buf_adds(&b, j->eol);
	add_bytes(j, st->from, st->from, &b);
	buf_free(&b);
}

static void replace_value(struct toml_job *j, const struct toml_node *nd)
{
	struct buf b = BUF_INIT;

	toml_put_value(&b, nd->want, j->doc, j->s, nd);
	add_bytes(j, nd->at, nd->end, &b);
	buf_free(&b);
}

/* Where a table without header of its own takes new keys: its last dotted line, else its first
 * header. */
static const struct toml_stmt *door(const struct toml_job *j)
{
	const struct toml_stmts *l = toml_lines(j->doc);
	const struct toml_stmt *at = NULL;
	size_t i;

	for (i = 0; i < l->n; i++) {
		if (l->v[i].owner != j->target)
			continue;
		if (!l->v[i].header && l->v[i].name_end)
			at = &l->v[i];
		else if (!at)
			at = &l->v[i];
	}
	return at;
}

static int misses(const struct toml_job *j, const struct toml_node *table)
{
	const struct toml_node *c;
	const struct tree *t;

	for (t = table->want->child; t; t = t->next) {
		c = toml_find(j->doc, table, t->key ? t->key : "");
		if (!c || c->fate == DROP)
			return 1;
	}
	return 0;
}

static void sentence(struct toml_job *j, const struct tree *value)
{
	if (value && j->target->how != TOML_INLINE) {
		judge(j, j->target, value);
		return;
	}
	j->target->fate = value ? REPLACE : DROP;
	j->target->want = value;
}

/* One pass over the lines, in order, so that the splices are in order too. */
void toml_edit_lines(struct toml_job *j, const struct tree *value)
{
	const struct toml_stmts *l = toml_lines(j->doc);
	const struct toml_node *open = NULL; /* a table of ours whose header was passed */
	const struct toml_stmt *at = NULL;
	size_t i, run = 0;
	int own;

	sentence(j, value);
	if (j->target->fate == INTO && j->target->how != TOML_HEADER &&
	    (misses(j, j->target) || !j->value->child))
		at = door(j);
	for (i = 0; i < l->n; i++) {
		const struct toml_stmt *st = &l->v[i];
		const struct toml_node *nd = judged(st->node);

		own = st->owner == j->target;
		if (st->header)
			open = own && nd == st->node && nd->fate == INTO ? nd : NULL;
		if (st == at && st->header)
			add_header(j, st);
		if (own && nd->fate == REPLACE)
			replace_value(j, nd);
		run = own && nd->fate == DROP ? run + 1 : 0;
		if (run &&
		    (i + 1 == l->n || l->v[i + 1].owner != j->target || !is_dropped(&l->v[i + 1]) ||
		     st == at || (open && l->v[i + 1].header))) {
			drop(j, st - (run - 1), st);
			run = 0;
		}
		if (st == at && !st->header)
			add_behind(j, st, j->target, 1);
		if (open && (i + 1 == l->n || l->v[i + 1].header))
			add_behind(j, st, open, 0);
	}
}
