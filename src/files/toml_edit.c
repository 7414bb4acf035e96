/* SPDX-License-Identifier: MIT */
/* toml_edit: set or unset one table of a TOML file; only the lines that have to differ do. */
#include "files/toml_job.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static void add_bytes(struct toml_job *j, size_t from, size_t to, const struct buf *with)
{
	splices_add(&j->sp, from, to - from, buf_str(with), with->len);
}

/* A file without a final line end stays one, so that taking the table out gives its bytes back. */
static void append(struct toml_job *j)
{
	struct buf b = BUF_INIT, lead = BUF_INIT;
	int open = j->n > j->base && j->s[j->n - 1] != '\n';

	if (open)
		buf_adds(&b, j->eol);
	if (j->n > j->base)
		buf_adds(&b, j->eol);
	toml_put_header(j, &b);
	toml_put_missing(j, &b, &lead, j->value, NULL);
	if (open)
		toml_cut_eol(j, &b);
	add_bytes(j, j->n, j->n, &b);
	buf_free(&b);
}

/* Of "root = { … }" nothing changes but the target. */
static void edit_members(struct toml_job *j)
{
	struct toml_node *in = toml_node_at(j->doc, toml_root(j->doc), j->root), *c;
	struct buf b = BUF_INIT;

	in->fate = TOML_INTO;
	for (c = in->child; c; c = c->next)
		c->fate = TOML_KEEP;
	toml_judge(j, j->target, j->value);
	toml_put_inline(j, &b, in);
	add_bytes(j, in->at, in->end, &b);
	buf_free(&b);
}

static int refuse(const struct toml_job *j, const struct toml_node *nd, const char *why)
{
	struct toml_scan sc = { .s = j->s, .n = j->n, .base = j->base };
	char *file = text_safe_new(j->file, TEXT_MAX / 4);
	size_t line, col;

	toml_place(&sc, nd->key_at, &line, &col);
	err_set(j->e, E_FAIL, "%s:%zu:%zu: %s", file, line, col, why);
	free(file);
	return -1;
}

static int unproven(const struct toml_job *j)
{
	char *file = text_safe_new(j->file, TEXT_MAX / 4), *name = text_safe_new(j->name, 80);

	err_set(j->e, E_FAIL,
		_("%s: the entry \"%s\" could not be written in a way that reads back the same and "
		  "leaves all else alone. The file stays as it is; write this entry by hand."),
		file, name);
	free(file);
	free(name);
	return -1;
}

/* Read the result again; only when it holds what it must does the edit take the splices. */
static int commit(struct toml_job *j, struct edit *ed, const struct tree *value)
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
		ok = ok && toml_same_others(j->doc, now, j->root, j->name);
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

static int work(struct toml_job *j, struct edit *ed)
{
	const struct tree *value = j->value;

	j->in = toml_find(j->doc, toml_root(j->doc), j->root);
	if (j->in && j->in->kind != TOML_TABLE)
		return value ? refuse(j, j->in,
				      _("this is no table, so no entry fits in it. The file stays "
					"as it is; remove this key and run again."))
			     : 0;
	j->target = j->in ? toml_node_at(j->doc, j->in, j->name) : NULL;
	if (j->target && j->target->kind != TOML_TABLE && !j->any)
		return refuse(j, j->target,
			      _("a value of this name that is no table stands in the way. The "
				"file stays as it is; remove it and run again."));
	if (value ? j->target && toml_same(j->doc, value, j->target) : !j->target)
		return 0;
	if (!j->target) {
		if (j->in && j->in->how == TOML_INLINE)
			toml_append_inline(j);
		else
			append(j);
	} else if (j->in->how == TOML_INLINE && value) {
		edit_members(j);
	} else if (j->in->how == TOML_INLINE) {
		toml_drop_inline(j);
	} else {
		toml_edit_lines(j, value);
	}
	return commit(j, ed, value);
}

static int edit_table(struct edit *ed, const char *file, const char *root, const char *name,
		      const struct tree *value, int any, struct err *e)
{
	struct toml_job j = { .file = file,
			      .root = root,
			      .name = name,
			      .s = buf_str(&ed->now),
			      .n = ed->now.len,
			      .value = value,
			      .any = any,
			      .sp = SPLICES_INIT,
			      .e = e };
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
	return edit_table(ed, file, root, name, value, 0, e);
}

int toml_replace(struct edit *ed, const char *file, const char *root, const char *name,
		 const struct tree *value, struct err *e)
{
	struct toml *doc = toml_parse(buf_str(&ed->now), ed->now.len, file, e);
	const struct toml_node *nd = doc ? toml_find(doc, toml_find(doc, toml_root(doc), root), name) : NULL;
	int table = !nd || nd->kind == TOML_TABLE, rc = doc ? 0 : -1;
	struct edit copy;
	size_t i;

	toml_free(doc);
	if (rc || table)
		return rc ? rc : toml_set(ed, file, root, name, value, e);
	edit_init(&copy, buf_str(&ed->now), ed->now.len);
	rc = edit_table(&copy, file, root, name, NULL, 1, e) || toml_set(&copy, file, root, name, value, e) ? -1 : 0;
	for (i = rc ? 0 : copy.done.n; i > 0; i--)
		edit_do(ed, copy.done.v[i - 1].at, copy.done.v[i - 1].del, copy.done.v[i - 1].ins,
			copy.done.v[i - 1].len);
	edit_free(&copy);
	return rc;
}

int toml_unset(struct edit *ed, const char *file, const char *root, const char *name, struct err *e)
{
	return edit_table(ed, file, root, name, NULL, 0, e);
}
