/* SPDX-License-Identifier: MIT */
/* jsonc_edit: set and unset one member, by splices, and the proof that nothing else changed. */
#include "files/jsonc.h"

#include "base/i18n.h"
#include "base/json.h"
#include "files/jsonc_look.h"
#include "files/jsonc_style.h"

#include <stdlib.h>
#include <string.h>

#define PATH_MAX_LEN 63 /* no document that can be read is deeper */

/* One change under way. at[0] is the root, at[k + 1] the member path[k], where there is one. */
struct job {
	struct edit *ed;
	const char *name;
	int strict;
	const char *const *path;
	size_t n;
	struct err *e;
	const struct jsonc *doc; /* the edit's */
	struct jsonc_src src;
	const struct jsonc_node *at[PATH_MAX_LEN + 1];
	size_t found;	       /* members of the path that are there */
	struct splices change; /* over the edit's bytes so far */
};

/* Follow the path as far as it goes; at[0 … return] are filled. */
static size_t walk(const struct jsonc *doc, const char *const *path, size_t n, const struct jsonc_node **at)
{
	size_t k = 0;

	for (at[0] = jsonc_root(doc); k < n; k++) {
		at[k + 1] = jsonc_member(doc, at[k], path[k]);
		if (!at[k + 1])
			break;
	}
	return k;
}

static int job_open(struct job *j)
{
	j->src.s = buf_str(&j->ed->now);
	j->src.n = j->ed->now.len;
	if (jsonc_is_empty(j->src.s, j->src.n))
		return 0;
	j->doc = jsonc_of(j->ed, j->name, j->strict, j->e);
	if (!j->doc)
		return -1;
	j->src.root = jsonc_root(j->doc);
	j->found = walk(j->doc, j->path, j->n, j->at);
	return 0;
}

/* ---- the proof ---- */

static int same_bytes(const char *a, size_t at, size_t end, const char *b, size_t from, size_t to)
{
	return end - at == to - from && !memcmp(a + at, b + from, end - at);
}

/*
 * Every member of x stands in y, byte for byte and in the same order, and y has no other, but for
 * path[0], which is looked into when both have it, and is the last where only y has it.
 */
static int is_kept(const char *xs, const struct jsonc_node *x, const char *ys,
		   const struct jsonc_node *y, const char *const *path, size_t n)
{
	const struct jsonc_node *p, *q;
	int in_x, in_y;

	if (x->kind != JSONC_OBJECT || y->kind != JSONC_OBJECT)
		return 0;
	for (p = x->child, q = y->child; p || q;) {
		in_x = p && !strcmp(p->key, path[0]);
		in_y = q && !strcmp(q->key, path[0]);
		if (in_x && in_y && n > 1 && !is_kept(xs, p, ys, q, path + 1, n - 1))
			return 0;
		if (in_y && !in_x && (p || q->next))
			return 0;
		if (in_x || in_y) {
			p = in_x ? p->next : p;
			q = in_y ? q->next : q;
			continue;
		}
		if (!p || !q || !same_bytes(xs, p->key_at, p->key_end, ys, q->key_at, q->key_end) ||
		    !same_bytes(xs, p->at, p->end, ys, q->at, q->end))
			return 0;
		p = p->next;
		q = q->next;
	}
	return 1;
}

/* The result says what was wanted (`value` NULL: the member is gone) and nothing else changed. */
static int is_right(const struct job *j, const struct buf *now, const struct tree *value)
{
	const struct jsonc_node *at[PATH_MAX_LEN + 1];
	struct jsonc *doc;
	size_t found, k;
	int ok;

	if (!value && jsonc_is_empty(now->p, now->len))
		return same_bytes(now->p, 0, now->len, j->ed->old, 0, j->ed->old_n);
	doc = jsonc_glance(now->p, now->len, j->name, j->strict, j->path, j->n, NULL);
	if (!doc)
		return 0;
	found = walk(doc, j->path, j->n, at);
	ok = value ? found == j->n && jsonc_same(doc, at[found], value) : found < j->n;
	if (ok && j->doc)
		ok = is_kept(j->src.s, j->src.root, now->p, at[0], j->path, j->n);
	/* Objects that were made on the way hold nothing else. */
	for (k = j->doc ? j->found + 1 : 0; ok && value && k < j->n; k++)
		ok = at[k]->count == 1;
	jsonc_free(doc);
	return ok;
}

static int job_close(struct job *j, const struct tree *value)
{
	struct buf now = BUF_INIT;
	struct err unused = ERR_INIT;
	size_t i;
	int rc = 0;

	if (splices_apply(&j->change, j->src.s, j->src.n, &now, &unused) ||
	    !is_right(j, &now, value))
		rc = err_set(
			j->e, E_FAIL,
			_("%s: \"%s\" cannot be changed there without touching anything else. The "
			  "file is left as it is: make this one change by hand."),
			j->name, j->path[j->n - 1]);
	buf_free(&now);
	/* From the end, so that the offsets in front stay true. */
	for (i = j->change.n; !rc && i--;)
		edit_do(j->ed, j->change.v[i].at, j->change.v[i].del, j->change.v[i].ins,
			j->change.v[i].len);
	return rc;
}

static void job_free(struct job *j)
{
	splices_free(&j->change);
}

/* ---- set ---- */

/* "key": value, where the value is what stands under path[k], with the objects that lead to it. */
static void write_member(const struct job *j, size_t k, const struct tree *value,
			 const struct jsonc_style *st, struct buf *out)
{
	struct tree leaf = *value, wrap[PATH_MAX_LEN];
	struct tree *top = &leaf;
	size_t i;

	leaf.key = (char *)j->path[j->n - 1];
	leaf.next = NULL;
	for (i = j->n - 1; i-- > k; top = &wrap[i])
		wrap[i] = (struct tree){.kind = TREE_MAP, .key = (char *)j->path[i], .child = top};
	json_quote(out, top->key, strlen(top->key));
	buf_add(out, st->colon.p, st->colon.len);
	jsonc_style_value(out, st, top);
}

static void set_new_document(struct job *j, const struct tree *value)
{
	size_t from = j->src.n >= 3 && (unsigned char)j->src.s[0] == 0xef ? 3 : 0;
	struct jsonc_style st;
	struct buf out = BUF_INIT;

	jsonc_style_init(&st, &j->src, NULL);
	buf_addc(&out, '{');
	jsonc_style_eol(&out, &st, 0);
	write_member(j, 0, value, &st, &out);
	buf_add(&out, st.eol.p, st.eol.len);
	buf_addc(&out, '}');
	buf_add(&out, st.eol.p, st.eol.len);
	splices_add(&j->change, from, j->src.n - from, out.p, out.len);
	buf_free(&out);
	jsonc_style_free(&st);
}

/* What is written goes on in a line that is there. */
static void base_of_line(struct jsonc_style *st, const char *s, size_t at)
{
	size_t from, end = jsonc_indent(s, at, &from);

	buf_reset(&st->base);
	buf_add(&st->base, s + from, end - from);
}

static void set_existing(struct job *j, const struct tree *value)
{
	const struct jsonc_node *o = j->at[j->n - 1], *m = j->at[j->n];
	const char *s = j->src.s;
	struct jsonc_style st;
	struct buf out = BUF_INIT;

	jsonc_style_init(&st, &j->src, o);
	base_of_line(&st, s, m->key_at);
	st.flat = !jsonc_has_break(s, o->at, o->end);
	if (m->child) /* it stays in one line, or in several */
		st.flat_at[0] = !jsonc_has_break(s, m->at, m->end);
	jsonc_style_value(&out, &st, value);
	splices_add(&j->change, m->at, m->end - m->at, out.p, out.len);
	buf_free(&out);
	jsonc_style_free(&st);
}

static void set_behind(struct job *j, const struct jsonc_node *o, const struct jsonc_node *last,
		       const struct tree *value)
{
	const char *s = j->src.s;
	size_t comma = jsonc_behind(s, last->end, o->end), place;
	int has_comma = s[comma] == ',', line_comment;
	struct jsonc_style st;
	struct buf out = BUF_INIT;

	place = jsonc_comments(s, has_comma ? comma + 1 : last->end, o->end - 1, &line_comment);
	jsonc_style_init(&st, &j->src, o);
	if (line_comment || jsonc_begins_line(s, last->key_at)) {
		jsonc_style_eol(&out, &st, 0);
	} else {
		buf_add(&out, buf_str(&st.gap), st.gap.len);
		base_of_line(&st, s, last->key_at);
	}
	st.flat = !jsonc_has_break(s, o->at, o->end);
	if (j->found + 1 < j->n) /* objects on the way have no like among their siblings */
		st.flat_at[0] = st.flat_at[1] = 0;
	write_member(j, j->found, value, &st, &out);
	if (has_comma)
		buf_addc(&out, ',');
	else
		splices_add(&j->change, last->end, 0, ",", 1);
	splices_add(&j->change, place, 0, out.p, out.len);
	buf_free(&out);
	jsonc_style_free(&st);
}

static void set_first(struct job *j, const struct jsonc_node *o, const struct jsonc_node *parent,
		      const struct tree *value)
{
	const char *s = j->src.s;
	size_t close = o->end - 1, place, from, end;
	struct jsonc_style st;
	struct buf out = BUF_INIT;
	int line_comment;

	jsonc_style_init(&st, &j->src, o);
	place = jsonc_comments(s, o->at + 1, close, &line_comment);
	if (jsonc_has_break(s, place, close)) {
		jsonc_style_eol(&out, &st, 0);
		write_member(j, j->found, value, &st, &out);
	} else if (place > o->at + 1 || (parent && !jsonc_has_break(s, parent->at, parent->end))) {
		st.flat = 1;
		buf_add(&out, s + place, close - place);
		write_member(j, j->found, value, &st, &out);
	} else {
		place = close; /* blanks stay in front, so that unset can tell */
		jsonc_style_eol(&out, &st, 0);
		write_member(j, j->found, value, &st, &out);
		buf_add(&out, st.eol.p, st.eol.len);
		end = jsonc_indent(s, o->at, &from);
		buf_add(&out, s + from, end - from);
	}
	splices_add(&j->change, place, 0, out.p, out.len);
	buf_free(&out);
	jsonc_style_free(&st);
}

static int set_plan(struct job *j, const struct tree *value)
{
	const struct jsonc_node *o = j->at[j->found], *last;

	if (!j->doc) {
		set_new_document(j, value);
		return 0;
	}
	if (j->found == j->n) {
		if (!jsonc_same(j->doc, j->at[j->n], value))
			set_existing(j, value);
		return 0;
	}
	if (o->kind != JSONC_OBJECT) {
		size_t line, col;

		jsonc_place(buf_str(&j->ed->now), j->ed->now.len, o->at, &line, &col);
		return err_set(
			j->e, E_FAIL,
			_("%s:%zu:%zu: \"%s\" cannot be put in here, because what stands here is not an object in braces. The file is left as it is: correct it there, then start again."),
			j->name, line, col, j->path[j->found]);
	}
	for (last = o->child; last && last->next; last = last->next)
		;
	if (last)
		set_behind(j, o, last, value);
	else
		set_first(j, o, j->found ? j->at[j->found - 1] : NULL, value);
	return 0;
}

int jsonc_set(struct edit *ed, const char *name, int strict, const char *const *path, size_t n,
	      const struct tree *value, struct err *e)
{
	struct job j = {.ed = ed, .name = name, .strict = strict, .path = path, .n = n, .e = e};
	size_t k = 0;
	int rc;

	if (!n || n > PATH_MAX_LEN)
		return err_set(e, E_FAIL, _("%s: nothing can be put in this deep. The file is left as it is."), name);
	while (k < n)
		if (!strcmp(path[k++], "__proto__"))
			return err_set(e, E_FAIL,
				       _("%s: \"__proto__\" is not a name that every reader of this file "
					 "understands. The file is left as it is: choose another name."), name);
	rc = job_open(&j) || set_plan(&j, value) ? -1 : 0;
	if (!rc && j.change.n)
		rc = job_close(&j, value);
	job_free(&j);
	return rc;
}

/* ---- unset ---- */

/* Take out [from, end) and the comma behind it; a comment between the two stays. */
static void cut(struct job *j, size_t from, size_t end, size_t comma, size_t to)
{
	int unused;

	if (comma == to || jsonc_comments(j->src.s, end, comma, &unused) == end) {
		splices_add(&j->change, from, to - from, "", 0);
		return;
	}
	splices_add(&j->change, from, end - from, "", 0);
	splices_add(&j->change, comma, to - comma, "", 0);
}

/* The only member goes: what set_first put in, the other way round. */
static void cut_only(struct job *j, const struct jsonc_node *o, const struct jsonc_node *m, size_t comma, size_t to)
{
	const char *s = j->src.s;
	size_t from = jsonc_lead(s, m->key_at), close = o->end - 1, before, brk, ind, ind_end;
	int line_comment;

	before = jsonc_comments(s, o->at + 1, m->key_at, &line_comment);
	if (from < m->key_at && line_comment && !jsonc_is_over(s, j->src.n, m->end, comma, to))
		from = m->key_at; /* else the brace would become part of the comment */
	if (from < m->key_at && line_comment && before == from)
		jsonc_take_blanks(s, &comma, &to);
	if (from == m->key_at) {
		if (same_bytes(s, before, m->key_at, s, to, close))
			from = before; /* as much blank on both sides: one of them is enough */
	} else if (before == o->at + 1 && !jsonc_has_break(s, before, from) && comma == to) {
		/* Then nothing is left but a brace alone on its line: together again. */
		brk = jsonc_break(s, j->src.n, to);
		ind_end = jsonc_indent(s, o->at, &ind);
		if (brk && to + brk <= close && same_bytes(s, to + brk, close, s, ind, ind_end))
			to = comma = close;
	}
	cut(j, from, m->end, comma, to);
}

static void cut_member(struct job *j, const struct jsonc_node *o, const struct jsonc_node *m)
{
	const struct jsonc_node *prev = NULL, *c;
	const char *s = j->src.s;
	size_t comma = jsonc_behind(s, m->end, o->end), to = comma + 1, i, spoken;
	size_t from = jsonc_lead(s, m->key_at);
	int line_comment;

	for (c = o->child; c != m; c = c->next)
		prev = c;
	if (s[comma] != ',')
		comma = to = m->end;
	i = prev ? jsonc_behind(s, prev->end, o->end) : o->at;
	spoken = jsonc_comments(s, i + 1, m->key_at, &line_comment);
	if (m->next) {
		if (from == m->key_at || !jsonc_is_over(s, j->src.n, m->end, comma, to))
			for (from = m->key_at; jsonc_is_blank(s[to]); to++)
				;
		else if (line_comment && spoken == from)
			jsonc_take_blanks(s, &comma, &to);
		cut(j, from, m->end, comma, to);
		return;
	}
	if (!prev) {
		cut_only(j, o, m, comma, to);
		return;
	}
	if (from < m->key_at && line_comment && !jsonc_is_over(s, j->src.n, m->end, comma, to))
		from = m->key_at;
	else if (from == m->key_at)
		while (jsonc_is_blank(s[from - 1]))
			from--;
	else if (line_comment && spoken == from)
		jsonc_take_blanks(s, &comma, &to);
	if (comma == to)
		splices_add(&j->change, i, 1, "", 0);
	cut(j, from, m->end, comma, to);
}

/*
 * What this same edit has made goes as it came: objects that the old bytes do not have and that
 * hold nothing else go with the member, and one that was empty is again as it was.
 */
static void unset_plan(struct job *j)
{
	const struct jsonc_node *was[PATH_MAX_LEN + 1], *o;
	const struct edit *ed = j->ed;
	struct jsonc *old = NULL;
	size_t top = j->n, has;
	int blank = jsonc_is_empty(ed->old, ed->old_n);

	if (j->at[top - 1]->count == 1 && ed->done.n) {
		if (!blank)
			old = jsonc_parse(ed->old, ed->old_n, j->name, j->strict, NULL);
		has = old ? walk(old, j->path, j->n, was) : 0;
		while ((old || blank) && top > 1 && j->at[top - 1]->count == 1 && top - 1 > has)
			top--;
		o = j->at[top - 1];
		if (blank && top == 1 && o->count == 1)
			splices_add(&j->change, 0, j->src.n, ed->old, ed->old_n);
		else if (old && o->count == 1 && has == top - 1 && was[has]->kind == JSONC_OBJECT &&
			 !was[has]->count)
			splices_add(&j->change, o->at, o->end - o->at, ed->old + was[has]->at,
				    was[has]->end - was[has]->at);
		jsonc_free(old);
	}
	if (!j->change.n)
		cut_member(j, j->at[top - 1], j->at[top]);
}

int jsonc_unset(struct edit *ed, const char *name, int strict, const char *const *path, size_t n,
		struct err *e)
{
	struct job j = {.ed = ed, .name = name, .strict = strict, .path = path, .n = n, .e = e};
	int rc;

	if (!n || n > PATH_MAX_LEN)
		return 0; /* nothing is there */
	rc = job_open(&j);
	if (!rc && j.doc && j.found == n) {
		unset_plan(&j);
		rc = job_close(&j, NULL);
	}
	job_free(&j);
	return rc;
}
