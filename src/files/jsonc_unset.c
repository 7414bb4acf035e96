/* SPDX-License-Identifier: MIT */
/* jsonc_unset: take one member out, by splices, and leave the lines around it as they were. */
#include "files/jsonc_job.h"

#include "files/jsonc_look.h"

/*
 * Take out [from, end) and the comma behind it; a comment between the two stays. Between `begin` and the member there are
 * only blanks and comments: where what is taken out ends a line comment there, blanks behind it would become part of that.
 */
static void cut(struct jsonc_job *j, size_t begin, size_t from, size_t end, size_t comma, size_t to)
{
	const char *s = j->src.s;
	int in_line, unused;

	if (comma == to || jsonc_comments(s, end, comma, &unused) == end) {
		if (jsonc_comments(s, begin, from, &in_line) == from && in_line)
			while (jsonc_is_blank(s[to]))
				to++;
		splices_add(&j->change, from, to - from, "", 0);
		return;
	}
	splices_add(&j->change, from, end - from, "", 0);
	splices_add(&j->change, comma, to - comma, "", 0);
}

/* The only member goes: what set_first put in, the other way round. */
static void cut_only(struct jsonc_job *j, const struct jsonc_node *o, const struct jsonc_node *m,
		     size_t comma, size_t to)
{
	const char *s = j->src.s;
	size_t from = jsonc_lead(s, m->key_at), close = o->end - 1, before, brk, ind, ind_end;
	int line_comment;

	before = jsonc_comments(s, o->at + 1, m->key_at, &line_comment);
	if (from < m->key_at && line_comment && !jsonc_is_over(s, j->src.n, m->end, comma, to))
		from = m->key_at; /* else the brace would become part of the comment */
	if (from == m->key_at) {
		if (jsonc_same_bytes(s, before, m->key_at, s, to, close))
			from = before; /* as much blank on both sides: one of them is enough */
	} else if (before == o->at + 1 && !jsonc_has_break(s, before, from) && comma == to) {
		/* Then nothing is left but a brace alone on its line: together again. */
		brk = jsonc_break(s, j->src.n, to);
		ind_end = jsonc_indent(s, o->at, &ind);
		if (brk && to + brk <= close && jsonc_same_bytes(s, to + brk, close, s, ind, ind_end))
			to = comma = close;
	}
	cut(j, o->at + 1, from, m->end, comma, to);
}

static void cut_member(struct jsonc_job *j, const struct jsonc_node *o, const struct jsonc_node *m)
{
	const struct jsonc_node *prev = NULL, *c;
	const char *s = j->src.s;
	size_t comma = jsonc_behind(s, m->end, o->end), to = comma + 1;
	size_t from = jsonc_lead(s, m->key_at), begin;
	int line_comment;

	for (c = o->child; c != m; c = c->next)
		prev = c;
	if (s[comma] != ',')
		comma = to = m->end;
	begin = prev ? jsonc_behind(s, prev->end, o->end) + 1 : o->at + 1;
	if (m->next) {
		if (from == m->key_at || !jsonc_is_over(s, j->src.n, m->end, comma, to))
			for (from = m->key_at; jsonc_is_blank(s[to]); to++)
				;
		cut(j, begin, from, m->end, comma, to);
		return;
	}
	if (!prev) {
		cut_only(j, o, m, comma, to);
		return;
	}
	jsonc_comments(s, begin, m->key_at, &line_comment);
	if (from < m->key_at && line_comment && !jsonc_is_over(s, j->src.n, m->end, comma, to))
		from = m->key_at;
	else if (from == m->key_at)
		while (jsonc_is_blank(s[from - 1]))
			from--;
	if (comma == to)
		splices_add(&j->change, begin - 1, 1, "", 0);
	cut(j, begin, from, m->end, comma, to);
}

/*
 * What this same edit has made goes as it came: objects that the old bytes do not have and that
 * hold nothing else go with the member, and one that was empty is again as it was.
 */
static void unset_plan(struct jsonc_job *j)
{
	const struct jsonc_node *was[JSONC_PATH_MAX + 1], *o;
	const struct edit *ed = j->ed;
	struct jsonc *old = NULL;
	size_t top = j->n, has;
	int blank = jsonc_is_empty(ed->old, ed->old_n);

	if (j->at[top - 1]->count == 1 && ed->done.n) {
		if (!blank)
			old = jsonc_parse(ed->old, ed->old_n, j->name, j->strict, NULL);
		has = old ? jsonc_walk(old, j->path, j->n, was) : 0;
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
	struct jsonc_job j = {.ed = ed, .name = name, .strict = strict, .path = path, .n = n, .e = e};
	int rc;

	if (!n || n > JSONC_PATH_MAX)
		return 0; /* nothing is there */
	rc = jsonc_job_open(&j);
	if (!rc && j.doc && j.found == n) {
		unset_plan(&j);
		rc = jsonc_job_close(&j, NULL);
	}
	jsonc_job_free(&j);
	return rc;
}
