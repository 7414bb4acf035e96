/* SPDX-License-Identifier: MIT */
/* toml_lines: bring the lines of one TOML table to what is wanted; a line that says it already
 * stays as it is. */
#include "files/toml_job.h"

#include <string.h>

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
	const struct tree *t;

	for (t = want->child; t; t = t->next)
		if (toml_lacks(j, now, t))
			put_line(j, b, lead, t, now);
}

void toml_cut_eol(const struct toml_job *j, struct buf *b)
{
	b->len -= strlen(j->eol);
	b->p[b->len] = '\0';
}

static int is_dropped(const struct toml_stmt *st)
{
	return toml_judged(st->node)->fate == TOML_DROP;
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

/*
 * The lines for what `table` lacks, to stand behind the line `st`, the last one inside of it. `way`: so many bytes of
 * that line lead to the table, a dot behind them.
 */
static void put_behind(const struct toml_job *j, const struct toml_stmt *st, struct buf *b,
		       const struct toml_node *table, size_t way)
{
	struct buf lead = BUF_INIT;

	buf_add(&lead, j->s + st->from, st->at - st->from);
	if (way) {
		buf_add(&lead, j->s + st->at, way);
		buf_addc(&lead, '.');
	}
	toml_put_missing(j, b, &lead, table->want, table);
	if (way && !table->want->child)
		buf_addf(b, "%.*s = {}%s", (int)(lead.len - 1), lead.p, j->eol);
	buf_free(&lead);
}

static void add_behind(struct toml_job *j, const struct toml_stmt *st, const struct buf *lines)
{
	int open = st->end > j->base && j->s[st->end - 1] != '\n';
	struct buf b = BUF_INIT;

	if (!lines->len)
		return;
	if (open && !is_dropped(st))
		buf_adds(&b, j->eol);
	buf_add(&b, lines->p, lines->len);
	if (open)
		toml_cut_eol(j, &b);
	add_bytes(j, st->end, st->end, &b);
	buf_free(&b);
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

	if (nd->fate == TOML_INTO)
		toml_put_inline(j, &b, nd);
	else
		toml_put_value(&b, nd->want, j->doc, j->s, nd);
	add_bytes(j, nd->at, nd->end, &b);
	buf_free(&b);
}

/* Where the table in hand, without a header of its own, takes new keys: its last dotted line, else its first
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

/* How much of the line, behind its indent, names the table that its key stands in. */
static size_t way_to(const struct toml_job *j, const struct toml_stmt *st)
{
	size_t end = st->node->key_at;

	while (end > st->at && strchr(" \t", j->s[end - 1]))
		end--;
	end -= end > st->at; /* the dot */
	while (end > st->at && strchr(" \t", j->s[end - 1]))
		end--;
	return end - st->at;
}

/* All that is to stand behind this line: for its own table of dotted keys, and for those that end here. */
static void gather(const struct toml_job *j, const struct toml_stmt *st,
		   const struct toml_stmt *at, const struct toml_node *open, struct buf *lines)
{
	const struct toml_node *up = st->node->parent;

	if (!st->header && st->owner == j->target && up != j->target && up != open &&
	    up->how == TOML_DOTTED && up->fate == TOML_INTO && st == toml_door(j, up))
		put_behind(j, st, lines, up, way_to(j, st));
	if (st == at && !st->header)
		put_behind(j, st, lines, j->target, st->name_end - st->at);
	if (open)
		put_behind(j, st, lines, open, 0);
}

/* One pass over the lines, in order, so that the splices are in order too. */
void toml_edit_lines(struct toml_job *j, const struct tree *value)
{
	const struct toml_stmts *l = toml_lines(j->doc);
	const struct toml_node *open = NULL; /* a table of ours whose header was passed */
	const struct toml_stmt *at = NULL;
	struct buf lines = BUF_INIT;
	size_t i, run = 0;
	int own, last;

	if (value)
		toml_judge(j, j->target, value);
	else
		j->target->fate = TOML_DROP;
	if (value && (j->target->how == TOML_DOTTED || j->target->how == TOML_IMPLICIT) &&
	    (toml_misses(j, j->target) || !j->value->child))
		at = door(j);
	for (i = 0; i < l->n; i++) {
		const struct toml_stmt *st = &l->v[i];
		const struct toml_node *nd = toml_judged(st->node);

		own = st->owner == j->target;
		if (st->header)
			open = own && nd == st->node && nd->fate == TOML_INTO ? nd : NULL;
		last = i + 1 == l->n || l->v[i + 1].header;
		buf_reset(&lines);
		gather(j, st, at, last ? open : NULL, &lines);
		if (st == at && st->header)
			add_header(j, st);
		if (own && (nd->fate == TOML_REPLACE || (nd->fate == TOML_INTO && nd == st->node &&
							 !st->header)))
			replace_value(j, nd);
		run = own && nd->fate == TOML_DROP ? run + 1 : 0;
		if (run && (i + 1 == l->n || l->v[i + 1].owner != j->target ||
			    !is_dropped(&l->v[i + 1]) || lines.len || st == at || (open && last))) {
			drop(j, st - (run - 1), st);
			run = 0;
		}
		add_behind(j, st, &lines);
	}
	buf_free(&lines);
}
