/* SPDX-License-Identifier: MIT */
/* toml_rename: a table gets another name in every line that names it, and no other byte changes. */
#include "files/toml_node.h"

#include "base/i18n.h"
#include "base/text.h"
#include "files/splice.h"

#include <stdlib.h>
#include <string.h>

/* One part of a dotted key: [*at, *end) with its quotes; the scan is left at what stands behind. */
static void part(const char *s, size_t *i, size_t *at, size_t *end)
{
	char quote;

	*i += strspn(s + *i, " \t");
	*at = *i;
	quote = s[*i];
	if (quote == '"' || quote == '\'') {
		for ((*i)++; s[*i] && s[*i] != quote; (*i)++)
			*i += quote == '"' && s[*i] == '\\';
		*i += s[*i] == quote;
	} else {
		*i += strcspn(s + *i, " \t.=]\r\n");
	}
	*end = *i;
	*i += strspn(s + *i, " \t");
}

/* Where this statement names its server; 0 when a line above does. */
static int names(const char *s, const struct toml_stmt *st, size_t *at, size_t *end)
{
	size_t i = st->at;

	if (st->header) {
		i += strspn(s + i, "[");
		part(s, &i, at, end); /* the root */
		if (s[i] != '.')
			return 0;
		i++;
		part(s, &i, at, end);
		return 1;
	}
	if (!st->name_end)
		return 0;
	for (;;) {
		part(s, &i, at, end);
		if (*end >= st->name_end || s[i] != '.')
			return 1;
		i++;
	}
}

static void collect(const struct toml_stmts *list, const struct toml_node *nd, const char *s,
		    const struct buf *key, struct splices *out)
{
	size_t i, at, end;

	for (i = 0; i < list->n; i++)
		if (list->v[i].owner == nd && names(s, &list->v[i], &at, &end))
			splices_add(out, at, end - at, key->p, key->len);
}

static const struct toml_node *table(const struct toml *doc, const char *root, const char *name)
{
	return toml_find(doc, toml_find(doc, toml_root(doc), root), name);
}

/* It reads back the same under the new name, and its like are as many as before. */
static int is_right(const struct toml *was, const struct buf *now, const char *file,
		    const char *root, const char *from, const char *to)
{
	struct toml *doc = toml_parse(buf_str(now), now->len, file, NULL);
	const struct toml_node *a = table(was, root, from), *b = doc ? table(doc, root, to) : NULL;
	int ok = b && !table(was, root, to) && !table(doc, root, from) &&
		 toml_same_nodes(a, doc, b) &&
		 toml_find(was, toml_root(was), root)->count ==
			 toml_find(doc, toml_root(doc), root)->count;

	toml_free(doc);
	return ok;
}

int toml_rename(struct edit *ed, const char *file, const char *root, const char *from,
		const char *to, struct err *e)
{
	struct toml *doc = toml_parse(buf_str(&ed->now), ed->now.len, file, e);
	struct splices s = SPLICES_INIT;
	struct buf key = BUF_INIT, now = BUF_INIT;
	const struct toml_node *nd;
	size_t i;
	int ok = 0;

	if (!doc)
		return -1;
	nd = table(doc, root, from);
	if (nd) {
		toml_put_key(&key, to);
		/* in an inline root there are members, else lines: never both */
		collect(toml_lines(doc), nd, buf_str(&ed->now), &key, &s);
		if (!s.n)
			collect(toml_members(doc), nd, buf_str(&ed->now), &key, &s);
		ok = s.n && !splices_apply(&s, buf_str(&ed->now), ed->now.len, &now, NULL) &&
		     is_right(doc, &now, file, root, from, to);
	}
	for (i = ok ? s.n : 0; i > 0; i--)
		edit_do(ed, s.v[i - 1].at, s.v[i - 1].del, s.v[i - 1].ins, s.v[i - 1].len);
	if (!ok) {
		char *shown = text_safe_new(file, TEXT_MAX / 4);

		err_set(e, E_FAIL,
			_("%s: the entry \"%s\" cannot be renamed to \"%s\" there. The file stays as "
			  "it is; rename it by hand."),
			shown, from, to);
		free(shown);
	}
	buf_free(&key);
	buf_free(&now);
	splices_free(&s);
	toml_free(doc);
	return ok ? 0 : -1;
}
