/* SPDX-License-Identifier: MIT */
/* capability_edit: merging a live tool list into a capability file, every other byte stays. */
#include "files/capability.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/yaml.h"
#include "files/capability_parts.h"

#include <stdlib.h>
#include <string.h>

/* A change that waits: found in the order of the meaning, made in the order of the bytes. */
struct op {
	size_t at, del, turn;
	struct buf ins;
};

/* The file that is merged into. */
struct target {
	const char *s, *name, *eol;
	size_t n;
	const struct yaml *doc;
	struct op *op;
	size_t ops, cap;
	struct err *e;
};

static struct buf *op_new(struct target *t, size_t at, size_t del)
{
	MEM_GROW(t->op, t->ops, t->cap);
	t->op[t->ops] = (struct op){.at = at, .del = del, .turn = t->ops, .ins = BUF_INIT};
	return &t->op[t->ops++].ins; /* until the next one */
}

static int by_place(const void *va, const void *vb)
{
	const struct op *a = va, *b = vb;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return a->turn < b->turn ? -1 : 1;
}

/* --- places in the file --- */

/* Where the last byte of the value ends: libyaml counts what follows a block text to it. */
static size_t end_of(const struct target *t, const struct yaml *y)
{
	size_t end = y->end;

	while (end > y->at && strchr(" \t\r\n", t->s[end - 1]))
		end--;
	return end;
}

static size_t line_end(const struct target *t, size_t at)
{
	const char *nl = memchr(t->s + at, '\n', t->n - at);
	size_t end = nl ? (size_t)(nl - t->s) : t->n;

	return nl && end > at && t->s[end - 1] == '\r' ? end - 1 : end;
}

static size_t column_of(const struct target *t, size_t at)
{
	size_t i = at;

	while (i && t->s[i - 1] != '\n')
		i--;
	return at - i;
}

static int is_flow(const struct target *t, const struct yaml *y)
{
	return y->kind != YAML_SCALAR && (t->s[y->at] == '{' || t->s[y->at] == '[');
}

static const struct yaml *last_of(const struct yaml *y)
{
	const struct yaml *last = NULL;

	yaml_each(it, y) last = it;
	return last;
}

static int refuse(const struct target *t, const struct yaml *y, const char *why)
{
	return err_set(t->e, E_FAIL, "%s:%zu:%zu: %s", t->name, y->line, y->col, why);
}

static int is_null(const struct yaml *map, const struct yaml *y)
{
	return y->kind == YAML_SCALAR && !yaml_str(map, y->key);
}

/* Behind the value `after` of a map: KEY: TEXT, in the map's own form. */
static void add_member(struct target *t, const struct yaml *map, const struct yaml *after,
		       const char *key, const char *text)
{
	size_t end = end_of(t, after), at = is_flow(t, map) ? end : line_end(t, end);
	struct buf *b = op_new(t, at, 0);

	if (is_flow(t, map)) {
		buf_adds(b, ", ");
	} else {
		buf_adds(b, t->eol);
		buf_pad(b, ' ', after->col - 1);
	}
	capability_key(b, key);
	buf_adds(b, ": ");
	capability_quote(b, text);
}

/* Put other bytes in place of a value; "KEY:" with nothing behind it gets a blank. */
static struct buf *replace(struct target *t, const struct yaml *y)
{
	struct buf *b = op_new(t, y->at, end_of(t, y) - y->at);

	if (y->at && t->s[y->at - 1] == ':')
		buf_addc(b, ' ');
	return b;
}

/* Bring a member up to date: 1 when the map has none of that key, -1 when it cannot be done. */
static int set_member(struct target *t, const struct yaml *map, const char *key, const char *text)
{
	const struct yaml *y = yaml_get(map, key);
	char *want, *have;

	if (!text)
		return 0;
	if (!y)
		return 1;
	if (y->kind != YAML_SCALAR)
		return refuse(t, y, _("a text is expected here; the file was not changed"));
	want = text_safe_new(text, TEXT_MAX);
	have = text_safe_new(is_null(map, y) ? "" : y->value, TEXT_MAX);
	if (strcmp(want, have))
		capability_quote(replace(t, y), want);
	free(want);
	free(have);
	return 0;
}

/* --- the three parts of the file --- */

static int merge_fields(struct target *t, const struct capability *want)
{
	const struct {
		const char *key, *value;
	} field[] = {
		{"toolkit_slug", want->toolkit_slug},
		{"vendor", want->vendor},
		{"app_slug", want->app_slug},
		{"tool_prefix", want->tool_prefix},
	};
	struct buf *b;
	size_t i;
	int rc;

	for (i = 0; i < sizeof(field) / sizeof(field[0]); i++) {
		rc = set_member(t, t->doc, field[i].key, field[i].value);
		if (rc < 0)
			return -1;
		if (!rc || !*field[i].value)
			continue;
		b = op_new(t, t->doc->at, 0); /* in front of the first key */
		buf_addf(b, "%s: ", field[i].key);
		capability_quote(b, field[i].value);
		buf_adds(b, t->eol);
		buf_pad(b, ' ', t->doc->col - 1);
	}
	return 0;
}

static int merge_servers(struct target *t, const struct kv *servers)
{
	const struct yaml *y = yaml_get(t->doc, "servers"), *last = last_of(y);
	struct buf *b;
	size_t i;
	int rc;

	if (!servers->n)
		return 0;
	if (!y) {
		b = op_new(t, t->doc->at, 0);
		buf_adds(b, "servers: ");
		capability_servers(b, servers);
		buf_adds(b, t->eol);
		buf_pad(b, ' ', t->doc->col - 1);
		return 0;
	}
	if (!last) {
		capability_servers(replace(t, y), servers);
		return 0;
	}
	for (i = 0; i < servers->n; i++) {
		rc = set_member(t, y, servers->v[i].key, servers->v[i].value);
		if (rc < 0)
			return -1;
		if (rc)
			add_member(t, y, last, servers->v[i].key, servers->v[i].value);
	}
	return 0;
}

/* The entries that are there, sorted by id; of two with one id the first counts. */
struct entry {
	char *id;
	const struct yaml *item;
};

static int by_id(const void *va, const void *vb)
{
	const struct entry *a = va, *b = vb;
	int c = strcmp(a->id, b->id);

	return c ? c : a->item->at < b->item->at ? -1 : 1;
}

static struct entry *entries_new(const struct yaml *list, size_t *n)
{
	struct entry *v = mem_alloc(yaml_count(list) * sizeof(*v));
	size_t i, to = 0;

	*n = 0;
	yaml_each(item, list)
	{
		const char *id = yaml_str(item, "id");

		if (id)
			v[(*n)++] = (struct entry){.id = text_safe_new(id, TEXT_MAX), .item = item};
	}
	qsort(v, *n, sizeof(*v), by_id);
	for (i = 0; i < *n; i++)
		if (to && !strcmp(v[to - 1].id, v[i].id))
			free(v[i].id);
		else
			v[to++] = v[i];
	*n = to;
	return v;
}

static int to_id(const void *key, const void *v)
{
	return strcmp(key, ((const struct entry *)v)->id);
}

static int merge_entry(struct target *t, const struct yaml *item,
		       const struct capability_item *want)
{
	const struct yaml *id = yaml_get(item, "id");
	int tool = set_member(t, item, "tool", want->tool);
	int description = set_member(t, item, "description", want->description);

	if (tool < 0 || description < 0)
		return -1;
	if (tool && *want->tool)
		add_member(t, item, id, "tool", want->tool);
	if (description && *want->description)
		add_member(t, item, id, "description", want->description);
	return 0;
}

/* All new entries in one piece, behind the last one. */
static void add_entries(struct target *t, const struct yaml *list, const struct capability *want,
			const char *is_new)
{
	const struct yaml *last = last_of(list), *after = last ? last : list;
	size_t at, end, i, indent;
	struct buf *b;

	if (!memchr(is_new, 1, want->n + 1))
		return;
	if (!after)
		after = last_of(t->doc);
	end = end_of(t, after);
	if (list && !last) { /* [] or null */
		at = list->at;
		while (line_end(t, end) == end && t->s[at - 1] == ' ')
			at--;
		op_new(t, at, end - at);
	}
	if (last && is_flow(t, list)) {
		b = op_new(t, end, 0);
		for (i = 0; i < want->n; i++)
			if (is_new[i])
				capability_flow(b, &want->items[i]);
		return;
	}
	b = op_new(t, line_end(t, end), 0);
	indent = last && list ? column_of(t, list->at) : t->doc->col + 1;
	if (!list) {
		buf_adds(b, t->eol);
		buf_pad(b, ' ', t->doc->col - 1);
		buf_adds(b, "capabilities:");
	}
	for (i = 0; i < want->n; i++)
		if (is_new[i])
			capability_entry(b, t->eol, indent, &want->items[i]);
}

static int merge_entries(struct target *t, const struct capability *want)
{
	const struct yaml *list = yaml_get(t->doc, "capabilities");
	size_t n, i;
	struct entry *v = entries_new(list, &n), *at;
	char *is_new = mem_alloc(want->n + 1);
	int rc = 0;

	for (i = 0; i < want->n && !rc; i++) {
		at = bsearch(want->items[i].id, v, n, sizeof(*v), to_id);
		if (at)
			rc = merge_entry(t, at->item, &want->items[i]);
		else
			is_new[i] = 1;
	}
	if (!rc)
		add_entries(t, list, want, is_new);
	for (i = 0; i < n; i++)
		free(v[i].id);
	free(v);
	free(is_new);
	return rc;
}

/* --- putting it together --- */

/* The changes as splices, in the order of their places. */
static int merge(struct target *t, const struct capability *want, struct splices *out)
{
	size_t i;
	int rc = 0;

	if (!t->doc->child) { /* a file of comments */
		struct buf *b = op_new(t, t->n, 0);

		if (t->n && t->s[t->n - 1] != '\n')
			buf_adds(b, t->eol);
		capability_file(b, t->eol, want);
	} else if (is_flow(t, t->doc)) {
		rc = refuse(t, t->doc,
			    _("this file is one {…}; toolgap adds to files with one key "
			      "a line only. The file was not changed"));
	} else {
		rc = merge_fields(t, want) || merge_servers(t, &want->servers) ||
		     merge_entries(t, want);
	}
	if (t->ops)
		qsort(t->op, t->ops, sizeof(*t->op), by_place);
	for (i = 0; i < t->ops; i++) {
		if (!rc)
			splices_add(out, t->op[i].at, t->op[i].del, buf_str(&t->op[i].ins),
				    t->op[i].ins.len);
		buf_free(&t->op[i].ins);
	}
	free(t->op);
	return rc ? -1 : 0;
}

static int by_wanted_id(const void *va, const void *vb)
{
	const struct capability_item *a = *(const struct capability_item *const *)va;
	const struct capability_item *b = *(const struct capability_item *const *)vb;

	return strcmp(a->id, b->id);
}

/* Names that stand as keys, and one meaning for each id. */
static int check_wanted(const char *name, const struct capability *want, struct err *e)
{
	const struct capability_item **v =
		mem_alloc(want->n * sizeof(const struct capability_item *));
	size_t i;
	int rc = 0;

	for (i = 0; i < want->servers.n && !rc; i++)
		if (!text_is_name(want->servers.v[i].key, 0))
			rc = err_set(e, E_FAIL,
				     _("%s: a tenant's name is made of the letters a-z, digits, _ "
				       "and -; "
				       "nothing was changed"),
				     name);
	for (i = 0; i < want->n; i++)
		v[i] = &want->items[i];
	if (want->n)
		qsort(v, want->n, sizeof(*v), by_wanted_id);
	for (i = 1; i < want->n && !rc; i++)
		if (!strcmp(v[i - 1]->id, v[i]->id))
			rc = err_set(e, E_FAIL,
				     _("%s: the tools '%s' and '%s' would have the same id '%s'; "
				       "nothing "
				       "was changed"),
				     name, v[i - 1]->tool, v[i]->tool, v[i]->id);
	free(v);
	return rc;
}

static int merge_into(struct edit *ed, const char *name, const struct capability *want,
		      struct err *e)
{
	struct target t = {.s = buf_str(&ed->now), .n = ed->now.len, .name = name, .e = e};
	struct yaml *doc = yaml_parse(t.s, t.n, name, e);
	struct splices sp = SPLICES_INIT;
	struct buf now = BUF_INIT;
	size_t i;
	int rc = -1;

	t.doc = doc;
	t.eol = memmem(t.s, t.n, "\r\n", 2) ? "\r\n" : "\n";
	if (!doc || capability_shape(doc, name, e) || merge(&t, want, &sp) ||
	    splices_apply(&sp, t.s, t.n, &now, e) ||
	    capability_prove(&ed->now, &now, name, want, e))
		goto out;
	for (i = sp.n; i-- > 0;) /* from behind, so that the offsets hold */
		edit_do(ed, sp.v[i].at, sp.v[i].del, sp.v[i].ins, sp.v[i].len);
	rc = 0;
out:
	splices_free(&sp);
	buf_free(&now);
	yaml_free(doc);
	return rc;
}

int capability_put(struct edit *ed, const char *name, const struct capability *want, struct err *e)
{
	struct buf b = BUF_INIT;
	int rc;

	if (check_wanted(name, want, e))
		return -1;
	if (ed->now.len)
		return merge_into(ed, name, want, e);
	capability_file(&b, "\n", want);
	rc = capability_prove(&ed->now, &b, name, want, e);
	if (!rc)
		edit_do(ed, 0, 0, b.p, b.len);
	buf_free(&b);
	return rc;
}
