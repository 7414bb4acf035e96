/* SPDX-License-Identifier: MIT */
/* splice: lists of splices, their composition and their inverse. */
#include "files/splice.h"

#include "base/i18n.h"
#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void splices_add(struct splices *s, size_t at, size_t del, const char *ins, size_t len)
{
	struct splice *last = s->n ? &s->v[s->n - 1] : NULL;

	if (!del && !len)
		return;
	if (last && last->at + last->del == at) {
		last->ins = mem_array(last->ins, last->len + len + 1, 1);
		if (len)
			memcpy(last->ins + last->len, ins, len);
		last->len += len;
		last->ins[last->len] = '\0';
		last->del += del;
		return;
	}
	MEM_GROW(s->v, s->n, s->cap);
	/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): where there is room (cap), there is a v */
	s->v[s->n++] = (struct splice){.at = at, .del = del, .len = len, .ins = mem_strn(ins, len)};
}

int splices_apply(const struct splices *s, const char *old, size_t n, struct buf *out,
		  struct err *e)
{
	size_t pos = 0, i;

	for (i = 0; i < s->n; i++) {
		const struct splice *p = &s->v[i];

		if (p->at < pos || p->at > n || p->del > n - p->at)
			return err_set(e, E_FAIL,
				       _("A planned change does not fit the file it was made for. "
					 "Nothing was written; make a new plan."));
		pos = p->at + p->del;
	}
	for (i = 0, pos = n; i < s->n; i++)
		pos += s->v[i].len;
	buf_room(out, pos);
	for (i = 0, pos = 0; i < s->n; i++) {
		buf_add(out, old + pos, s->v[i].at - pos);
		buf_add(out, s->v[i].ins, s->v[i].len);
		pos = s->v[i].at + s->v[i].del;
	}
	buf_add(out, old + pos, n - pos);
	return 0;
}

void splices_invert(const struct splices *s, const char *old, struct splices *inv)
{
	size_t shift = 0, i; /* new offset minus old offset; wraps where the file got shorter */

	splices_free(inv);
	for (i = 0; i < s->n; i++) {
		const struct splice *p = &s->v[i];

		splices_add(inv, p->at + shift, p->len, old + p->at, p->del);
		shift += p->len - p->del;
	}
}

void splices_free(struct splices *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		free(s->v[i].ins);
	free(s->v);
	*s = (struct splices)SPLICES_INIT;
}

void edit_init(struct edit *ed, const char *old, size_t n)
{
	*ed = (struct edit){
		.old = mem_strn(old, n), .old_n = n, .now = BUF_INIT, .done = SPLICES_INIT};
	buf_add(&ed->now, old, n);
}

void edit_view(struct edit *ed, void *view, int kind, void (*view_free)(void *view))
{
	if (ed->view)
		ed->view_free(ed->view);
	ed->view = view;
	ed->view_kind = kind;
	ed->view_free = view_free;
}

void edit_free(struct edit *ed)
{
	edit_view(ed, NULL, 0, NULL);
	free(ed->old);
	ed->old = NULL;
	ed->old_n = 0;
	buf_free(&ed->now);
	splices_free(&ed->done);
}

/* Put `with` in place of the splices [i, j); NULL only takes them out. */
static void swap_splices(struct splices *s, size_t i, size_t j, const struct splice *with)
{
	size_t put = with ? 1 : 0, k;

	for (k = i; k < j; k++)
		free(s->v[k].ins);
	if (i == j && put)
		MEM_GROW(s->v, s->n, s->cap);
	if (s->n > j)
		memmove(s->v + i + put, s->v + j, (s->n - j) * sizeof(*s->v));
	s->n = s->n - (j - i) + put;
	if (with)
		s->v[i] = *with;
}

static void put_bytes(struct buf *b, size_t from, size_t to, const struct buf *with)
{
	size_t tail = b->len - to, end = from + with->len + tail;

	if (end > b->len)
		buf_pad(b, '\0', end - b->len);
	memmove(b->p + from + with->len, b->p + to, tail);
	if (with->len)
		memcpy(b->p + from, with->p, with->len);
	b->len = end;
	b->p[end] = '\0';
}

void edit_do(struct edit *ed, size_t at, size_t del, const char *ins, size_t len)
{
	struct splices *d = &ed->done;
	struct splice one = {0};
	struct buf text = BUF_INIT;
	size_t shift = 0, from = at, to = at + del, i, j, end;

	assert(at <= ed->now.len && del <= ed->now.len - at);
	edit_view(ed, NULL, 0, NULL);
	/* The splices [i, j) are those whose new bytes touch [at, at + del]. */
	for (i = 0; i < d->n && d->v[i].at + shift + d->v[i].len < at; i++)
		shift += d->v[i].len - d->v[i].del;
	if (i < d->n && d->v[i].at + shift < at)
		from = d->v[i].at + shift;
	one.at = from - shift;
	for (j = i; j < d->n && d->v[j].at + shift <= at + del; j++)
		shift += d->v[j].len - d->v[j].del;
	if (j > i) {
		end = d->v[j - 1].at + d->v[j - 1].del + shift;
		to = end > to ? end : to;
	}
	one.del = to - shift - one.at;
	buf_add(&text, ed->now.p + from, at - from);
	buf_add(&text, ins, len);
	buf_add(&text, ed->now.p + at + del, to - at - del);
	put_bytes(&ed->now, from, to, &text); /* after the copy: `ins` may point into `now` */
	one.len = text.len;
	if (one.len == one.del && !memcmp(text.p, ed->old + one.at, one.del)) {
		swap_splices(d, i, j, NULL);
		buf_free(&text);
		return;
	}
	one.ins = buf_detach(&text);
	swap_splices(d, i, j, &one);
}
