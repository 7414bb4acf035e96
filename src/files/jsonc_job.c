/* SPDX-License-Identifier: MIT */
/* jsonc_job: one member is set or unset: where its path leads, and the proof that nothing else changed. */
#include "files/jsonc_job.h"

#include "base/i18n.h"
#include "files/jsonc_look.h"

#include <string.h>

size_t jsonc_walk(const struct jsonc *doc, const char *const *path, size_t n, const struct jsonc_node **at)
{
	size_t k = 0;

	for (at[0] = jsonc_root(doc); k < n; k++) {
		at[k + 1] = jsonc_member(doc, at[k], path[k]);
		if (!at[k + 1])
			break;
	}
	return k;
}

int jsonc_job_open(struct jsonc_job *j)
{
	j->src.s = buf_str(&j->ed->now);
	j->src.n = j->ed->now.len;
	if (jsonc_is_empty(j->src.s, j->src.n))
		return 0;
	j->doc = jsonc_of(j->ed, j->name, j->strict, j->path, j->n, j->e);
	if (!j->doc)
		return -1;
	j->src.root = jsonc_root(j->doc);
	j->found = jsonc_walk(j->doc, j->path, j->n, j->at);
	return 0;
}

/* ---- the proof ---- */

int jsonc_same_bytes(const char *a, size_t at, size_t end, const char *b, size_t from, size_t to)
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
		if (!p || !q || !jsonc_same_bytes(xs, p->key_at, p->key_end, ys, q->key_at, q->key_end) ||
		    !jsonc_same_bytes(xs, p->at, p->end, ys, q->at, q->end))
			return 0;
		p = p->next;
		q = q->next;
	}
	return 1;
}

/* The result says what was wanted (`value` NULL: the member is gone) and nothing else changed. */
static int is_right(const struct jsonc_job *j, const struct buf *now, const struct tree *value)
{
	const struct jsonc_node *at[JSONC_PATH_MAX + 1];
	struct jsonc *doc;
	size_t found, k;
	int ok;

	if (!value && jsonc_is_empty(now->p, now->len))
		return jsonc_same_bytes(now->p, 0, now->len, j->ed->old, 0, j->ed->old_n);
	doc = jsonc_glance(now->p, now->len, j->name, j->strict, j->path, j->n, NULL);
	if (!doc)
		return 0;
	found = jsonc_walk(doc, j->path, j->n, at);
	ok = value ? found == j->n && jsonc_same(doc, at[found], value) : found < j->n;
	if (ok && j->doc)
		ok = is_kept(j->src.s, j->src.root, now->p, at[0], j->path, j->n);
	/* Objects that were made on the way hold nothing else. */
	for (k = j->doc ? j->found + 1 : 0; ok && value && k < j->n; k++)
		ok = at[k]->count == 1;
	jsonc_free(doc);
	return ok;
}

int jsonc_job_close(struct jsonc_job *j, const struct tree *value)
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

void jsonc_job_free(struct jsonc_job *j)
{
	splices_free(&j->change);
}
