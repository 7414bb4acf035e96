/* SPDX-License-Identifier: MIT */
/* jsonc_edit: set one member, by splices, in the file's own style. */
#include "files/jsonc_job.h"

#include "base/i18n.h"
#include "base/json.h"
#include "files/jsonc_look.h"

#include <stdlib.h>
#include <string.h>

/* "key": value, where the value is what stands under path[k], with the objects that lead to it. */
static void write_member(const struct jsonc_job *j, size_t k, const struct tree *value,
			 const struct jsonc_style *st, struct buf *out)
{
	struct tree leaf = *value, wrap[JSONC_PATH_MAX];
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

static void set_new_document(struct jsonc_job *j, const struct tree *value)
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

static void set_existing(struct jsonc_job *j, const struct tree *value)
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

static void set_behind(struct jsonc_job *j, const struct jsonc_node *o, const struct jsonc_node *last,
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

static void set_first(struct jsonc_job *j, const struct jsonc_node *o, const struct jsonc_node *parent,
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

static int set_plan(struct jsonc_job *j, const struct tree *value)
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
	struct jsonc_job j = {.ed = ed, .name = name, .strict = strict, .path = path, .n = n, .e = e};
	size_t k = 0;
	int rc;

	if (!n || n > JSONC_PATH_MAX)
		return err_set(e, E_FAIL,
			       _("%s: nothing can be put in this deep. The file is left as it is."),
			       name);
	while (k < n)
		if (!strcmp(path[k++], "__proto__"))
			return err_set(
				e, E_FAIL,
				_("%s: \"__proto__\" is not a name that every reader of this file "
				  "understands. The file is left as it is: choose another name."),
				name);
	rc = jsonc_job_open(&j) || set_plan(&j, value) ? -1 : 0;
	if (!rc && j.change.n)
		rc = jsonc_job_close(&j, value);
	jsonc_job_free(&j);
	return rc;
}
