/* SPDX-License-Identifier: MIT */
/* toml_edit: set or unset one table of a TOML file; only the lines that have to differ do. */
#include "files/toml_node.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/*
 * Every node below the table in hand gets a fate; each line then does what the nearest node above it
 * with a fate says. INTO is a table with a header of its own, of which some members change.
 */
enum fate { NONE, KEEP, DROP, REPLACE, INTO };

struct job {
	const char *file, *root, *name;
	const char *s;               /* the bytes so far */
	size_t n, base;
	const char *eol;
	const struct tree *value;    /* NULL: unset */
	struct toml *doc;
	const struct toml_node *in;  /* the root table, or NULL */
	struct toml_node *target;    /* NULL: not there yet */
	struct splices sp;
	struct err *e;
};

static void add_bytes(struct job *j, size_t from, size_t to, const struct buf *with)
{
	splices_add(&j->sp, from, to - from, buf_str(with), with->len);
}

static void put_header(const struct job *j, struct buf *b)
{
	buf_addc(b, '[');
	toml_put_key(b, j->root);
	buf_addc(b, '.');
	toml_put_key(b, j->name);
	buf_addf(b, "]%s", j->eol);
}

/* One "key = value" line; `lead` holds the indent and, for dotted keys, the way to the table. */
static void put_line(const struct job *j, struct buf *b, const struct buf *lead,
		     const struct tree *t, const struct toml_node *now)
{
	const char *key = t->key ? t->key : "";

	buf_add(b, buf_str(lead), lead->len);
	toml_put_key(b, key);
	buf_adds(b, " = ");
	toml_put_value(b, t, j->doc, j->s, toml_find(j->doc, now, key));
	buf_adds(b, j->eol);
}

/* The lines for all that `now` (NULL: nothing) lacks or loses of what is wanted. */
static void put_missing(const struct job *j, struct buf *b, const struct buf *lead,
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

static void cut_eol(const struct job *j, struct buf *b)
{
	b->len -= strlen(j->eol);
	b->p[b->len] = '\0';
}

/* A file without a final line end stays one, so that taking the table out gives its bytes back. */
static void append(struct job *j)
{
	struct buf b = BUF_INIT, lead = BUF_INIT;
	int open = j->n > j->base && j->s[j->n - 1] != '\n';

	if (open)
		buf_adds(&b, j->eol);
	if (j->n > j->base)
		buf_adds(&b, j->eol);
	put_header(j, &b);
	put_missing(j, &b, &lead, j->value, NULL);
	if (open)
		cut_eol(j, &b);
	add_bytes(j, j->n, j->n, &b);
	buf_free(&b);
}

/* Into "root = { … }": behind the last member, or in the middle of the blanks of an empty one. */
static void append_inline(struct job *j)
{
	const struct toml_stmts *m = toml_members(j->doc);
	size_t at = j->in->at + 1 + (j->in->end - j->in->at - 1) / 2, i;
	struct buf b = BUF_INIT;

	for (i = 0; i < m->n; i++)
		if (m->v[i].owner && m->v[i].owner->parent == j->in)
			at = m->v[i].end;
	if (j->in->count)
		buf_adds(&b, ", ");
	toml_put_key(&b, j->name);
	buf_adds(&b, " = ");
	toml_put_value(&b, j->value, j->doc, j->s, NULL);
	add_bytes(j, at, at, &b);
	buf_free(&b);
}

/* Members of "root = { … }": the first one of ours gets the new value, all others go. */
static void edit_members(struct job *j)
{
	const struct toml_stmts *m = toml_members(j->doc);
	size_t i, k, prev = 0, first = 0;
	struct buf b = BUF_INIT;

	for (i = 0; i < m->n; i = k) {
		const struct toml_stmt *st = &m->v[i];

		k = i + 1;
		if (!st->owner || st->owner->parent != j->in)
			continue;
		if (!first)
			first = st->at;
		if (st->owner == j->target && j->value) {
			if (st->node == j->target)
				buf_add(&b, j->s + st->at, j->target->at - st->at);
			else
				buf_addf(&b, "%.*s = ", (int)(st->name_end - st->at), j->s + st->at);
			toml_put_value(&b, j->value, j->doc, j->s, j->target);
			add_bytes(j, st->at, st->end, &b);
			j->value = NULL;
		} else if (st->owner == j->target) {
			while (k < m->n && m->v[k].owner == j->target)
				k++;
			if (st->at > first)
				splices_add(&j->sp, prev, m->v[k - 1].end - prev, "", 0);
			else if (k < m->n && m->v[k].owner && m->v[k].owner->parent == j->in)
				splices_add(&j->sp, st->at, m->v[k].at - st->at, "", 0);
			else
				splices_add(&j->sp, st->at, m->v[k - 1].end - st->at, "", 0);
		}
		prev = m->v[k - 1].end;
	}
	buf_free(&b);
}

/* Decide what becomes of every child of the table, given what it is to hold. */
static void judge(struct job *j, struct toml_node *table, const struct tree *want)
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
		else if (c->kind == TOML_TABLE && c->how == TOML_HEADER && c->want->kind == TREE_MAP)
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
static size_t before_empty_line(const struct job *j, size_t at)
{
	size_t i = at;

	if (i == j->base || j->s[i - 1] != '\n')
		return at;
	i--;
	if (i > j->base && j->s[i - 1] == '\r')
		i--;
	return i == j->base || j->s[i - 1] == '\n' ? i : at;
}

/*
 * Take out the lines first … last. In front of a header one empty line goes too, as append() put it
 * there; with the last line of a file without final line end goes the line end before, likewise.
 */
static void drop(struct job *j, const struct toml_stmt *first, const struct toml_stmt *last)
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
	splices_add(&j->sp, from, to - from, "", 0);
}

/* What is missing in `table` goes behind the line `st`, the last one that is inside of it. */
static void add_behind(struct job *j, const struct toml_stmt *st, const struct toml_node *table,
		       int dotted)
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
	put_missing(j, &b, &lead, table->want, table);
	if (b.len && (!open || b.len > strlen(j->eol))) {
		if (open)
			cut_eol(j, &b);
		add_bytes(j, st->end, st->end, &b);
	}
	buf_free(&b);
	buf_free(&lead);
}

/* The table has no header yet, only its sub-tables have: it gets one in front of the first. */
static void add_header(struct job *j, const struct toml_stmt *st)
{
	struct buf b = BUF_INIT, lead = BUF_INIT;

	put_header(j, &b);
	put_missing(j, &b, &lead, j->value, j->target);
	buf_adds(&b, j->eol);
	add_bytes(j, st->from, st->from, &b);
	buf_free(&b);
}

static void replace_value(struct job *j, const struct toml_node *nd)
{
	struct buf b = BUF_INIT;

	toml_put_value(&b, nd->want, j->doc, j->s, nd);
	add_bytes(j, nd->at, nd->end, &b);
	buf_free(&b);
}

/* Where a table without header of its own takes new keys: its last dotted line, else its first header. */
static const struct toml_stmt *door(const struct job *j)
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

static int misses(const struct job *j, const struct toml_node *table)
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

/* One pass over the lines, in order, so that the splices are in order too. */
static void edit_lines(struct job *j)
{
	const struct toml_stmts *l = toml_lines(j->doc);
	const struct toml_node *open = NULL; /* a table of ours whose header was passed */
	const struct toml_stmt *at = NULL;
	size_t i, run = 0;
	int own;

	if (j->value && j->target->how != TOML_HEADER && misses(j, j->target))
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
		if (run && (i + 1 == l->n || l->v[i + 1].owner != j->target ||
			    !is_dropped(&l->v[i + 1]) || st == at ||
			    (open && l->v[i + 1].header))) {
			drop(j, st - (run - 1), st);
			run = 0;
		}
		if (st == at && !st->header)
			add_behind(j, st, j->target, 1);
		if (open && (i + 1 == l->n || l->v[i + 1].header))
			add_behind(j, st, open, 0);
	}
}

static int refuse(const struct job *j, const struct toml_node *nd, const char *fmt)
{
	struct toml_scan sc = { .s = j->s, .n = j->n, .base = j->base };
	char *file = text_safe_new(j->file, TEXT_MAX / 4), *name = text_safe_new(j->name, 80);
	struct buf b = BUF_INIT;
	size_t line, col;

	toml_place(&sc, nd->key_at, &line, &col);
	buf_addf(&b, "%s:%zu:%zu: ", file, line, col);
	err_set(j->e, E_FAIL, "%s%s", buf_str(&b), fmt);
	buf_free(&b);
	free(file);
	free(name);
	return -1;
}

/* Everything but root.name has to be as it was. */
static int others_same(const struct job *j, const struct toml *now)
{
	const struct toml_node *a, *b, *x, *ra = j->in, *rb;
	size_t na, nb;

	a = toml_root(j->doc);
	b = toml_root(now);
	rb = toml_find(now, b, j->root);
	if (a->count - (ra ? 1 : 0) != b->count - (rb ? 1 : 0))
		return 0;
	for (x = a->child; x; x = x->next) {
		const struct toml_node *y = toml_find(now, b, x->key);

		if (x != ra && (!y || !toml_same_nodes(x, now, y)))
			return 0;
	}
	na = ra ? ra->count - (j->target ? 1 : 0) : 0;
	nb = rb ? rb->count - (toml_find(now, rb, j->name) ? 1 : 0) : 0;
	if (na != nb)
		return 0;
	for (x = ra ? ra->child : NULL; x; x = x->next) {
		const struct toml_node *y = toml_find(now, rb, x->key);

		if (x != j->target && (!y || !toml_same_nodes(x, now, y)))
			return 0;
	}
	return 1;
}

static int unproven(const struct job *j)
{
	char *file = text_safe_new(j->file, TEXT_MAX / 4), *name = text_safe_new(j->name, 80);

	err_set(j->e, E_FAIL,
		_("%s: the entry \"%s\" could not be written in a way that reads back the same and leaves "
		  "all else alone. The file stays as it is; write this entry by hand."),
		file, name);
	free(file);
	free(name);
	return -1;
}

/* Read the result again; only when it holds what it must does the edit take the splices. */
static int commit(struct job *j, struct edit *ed, const struct tree *value)
{
	struct buf out = BUF_INIT;
	const struct toml_node *nd;
	struct toml *now = NULL;
	size_t i;
	int ok = 0;

	if (!splices_apply(&j->sp, j->s, j->n, &out, NULL))
		now = toml_parse(buf_str(&out), out.len, j->file, NULL);
	if (now) {
		nd = toml_find(now, toml_find(now, toml_root(now), j->root), j->name);
		ok = value ? nd && toml_same(now, value, nd) : !nd;
		ok = ok && others_same(j, now);
	}
	for (i = ok ? j->sp.n : 0; i > 0; i--)
		edit_do(ed, j->sp.v[i - 1].at, j->sp.v[i - 1].del, j->sp.v[i - 1].ins,
			j->sp.v[i - 1].len);
	toml_free(now);
	buf_free(&out);
	return ok ? 0 : unproven(j);
}

static const char *line_end(const char *s, size_t n)
{
	const char *p = n ? memchr(s, '\n', n) : NULL;

	return p && p > s && p[-1] == '\r' ? "\r\n" : "\n";
}

static int work(struct job *j, struct edit *ed)
{
	const struct tree *value = j->value;

	j->in = toml_find(j->doc, toml_root(j->doc), j->root);
	if (j->in && j->in->kind != TOML_TABLE)
		return value ? refuse(j, j->in, _("this is no table, so no entry fits in it. The file stays "
						   "as it is; remove this key and run again.")) : 0;
	j->target = j->in ? toml_node_at(j->doc, j->in, j->name) : NULL;
	if (j->target && j->target->kind != TOML_TABLE)
		return refuse(j, j->target, _("a value of this name that is no table stands in the way. The "
					      "file stays as it is; remove it and run again."));
	if (value ? j->target && toml_same(j->doc, value, j->target) : !j->target)
		return 0;
	if (!j->target) {
		if (j->in && j->in->how == TOML_INLINE)
			append_inline(j);
		else
			append(j);
	} else if (j->in->how == TOML_INLINE) {
		edit_members(j);
	} else {
		if (!value) {
			j->target->fate = DROP;
		} else if (j->target->how == TOML_INLINE) {
			j->target->fate = REPLACE;
			j->target->want = value;
		} else {
			judge(j, j->target, value);
		}
		edit_lines(j);
	}
	return commit(j, ed, value);
}

static int edit_table(struct edit *ed, const char *file, const char *root, const char *name,
		      const struct tree *value, struct err *e)
{
	struct job j = { .file = file, .root = root, .name = name, .s = buf_str(&ed->now),
			 .n = ed->now.len, .value = value, .sp = SPLICES_INIT, .e = e };
	int rc;

	j.doc = toml_parse(j.s, j.n, file, e);
	if (!j.doc)
		return -1;
	j.base = j.n >= 3 && !memcmp(j.s, "\xef\xbb\xbf", 3) ? 3 : 0;
	j.eol = line_end(j.s, j.n);
	rc = work(&j, ed);
	splices_free(&j.sp);
	toml_free(j.doc);
	return rc;
}

int toml_set(struct edit *ed, const char *file, const char *root, const char *name,
	     const struct tree *value, struct err *e)
{
	return edit_table(ed, file, root, name, value, e);
}

int toml_unset(struct edit *ed, const char *file, const char *root, const char *name,
	       struct err *e)
{
	return edit_table(ed, file, root, name, NULL, e);
}
