/* SPDX-License-Identifier: MIT */
/* capability_rename: entries of a capability file get other ids, where they stand; no other byte changes. */
#include "files/capability.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/yaml.h"
#include "files/capability_parts.h"

#include <stdlib.h>
#include <string.h>

/* Pairs of ids, sorted by the first; the second is NULL where only the presence counts. */
struct ids {
	struct {
		const char *id, *to;
	} *v;
	size_t n, cap;
};

static int by_id(const void *a, const void *b)
{
	/* each row begins with its id */
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void ids_add(struct ids *x, const char *id, const char *to)
{
	MEM_GROW(x->v, x->n, x->cap);
	x->v[x->n].id = id;
	x->v[x->n++].to = to;
}

static void ids_sort(struct ids *x)
{
	if (x->n)
		qsort(x->v, x->n, sizeof(*x->v), by_id);
}

static const char *ids_get(const struct ids *x, const char *id, int *found)
{
	size_t low = 0, high = x->n;

	*found = 0;
	while (low < high) {
		size_t mid = (low + high) / 2;
		int c = strcmp(x->v[mid].id, id);

		if (!c) {
			*found = 1;
			return x->v[mid].to;
		}
		if (c < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

/* The name that this entry is to have, or NULL; never one that another entry has. */
static const char *new_id(const struct yaml *entry, const struct ids *to, const struct ids *have)
{
	const struct yaml *id = yaml_get(entry, "id");
	const char *name = NULL;
	int found, taken = 1;

	if (id && id->kind == YAML_SCALAR && yaml_str(entry, "id"))
		name = ids_get(to, id->value, &found);
	if (name)
		(void)ids_get(have, name, &taken);
	return taken ? NULL : name;
}

/* Both say the same, but for the ids that were to change. */
static int same(const struct yaml *a, const struct yaml *b, const struct ids *to, const struct ids *have,
		int list)
{
	const struct yaml *x, *y;

	if (a->kind != b->kind || !a->key != !b->key || (a->key && strcmp(a->key, b->key) != 0))
		return 0;
	if (a->kind == YAML_SCALAR)
		return !strcmp(a->value, b->value);
	for (x = a->child, y = b->child; x && y; x = x->next, y = y->next) {
		const char *name = list == 2 && x->key && !strcmp(x->key, "id") ? new_id(a, to, have) : NULL;

		if (name ? !y->value || strcmp(y->value, name) != 0 :
			   !same(x, y, to, have,
				 list == 1 ? 2 : !list && x->key && !strcmp(x->key, "capabilities")))
			return 0;
	}
	return !x && !y;
}

static int unproven(const char *name, struct err *e)
{
	return err_set(e, E_FAIL,
		       _("%s: the ids could not be changed in a way that reads back the same and leaves all else alone. The file stays as it is; change them by hand."),
		       name);
}

static void collect(const struct yaml *list, const struct ids *to, const struct ids *have,
		    struct splices *sp, size_t *n)
{
	struct buf b = BUF_INIT;

	yaml_each(entry, list) {
		const struct yaml *id = yaml_get(entry, "id");
		const char *name = new_id(entry, to, have);

		if (!name)
			continue;
		buf_reset(&b);
		if (id->plain)
			capability_key(&b, name);
		else
			capability_quote(&b, name);
		splices_add(sp, id->at, id->end - id->at, b.p, b.len);
		(*n)++;
	}
	buf_free(&b);
}

int capability_rename(struct edit *ed, const char *name, const struct kv *ids, size_t *changed,
		      struct err *e)
{
	struct yaml *doc = yaml_parse(buf_str(&ed->now), ed->now.len, name, e), *now = NULL;
	const struct yaml *list = yaml_get(doc, "capabilities");
	struct ids to = { NULL, 0, 0 }, have = { NULL, 0, 0 };
	struct splices sp = SPLICES_INIT;
	struct buf out = BUF_INIT;
	size_t i;
	int rc = -1;

	*changed = 0;
	if (!doc || capability_shape(doc, name, e))
		goto out;
	for (i = 0; i < ids->n; i++)
		ids_add(&to, ids->v[i].key, ids->v[i].value);
	yaml_each(entry, list) if (yaml_str(entry, "id"))
		ids_add(&have, yaml_str(entry, "id"), NULL);
	ids_sort(&to);
	ids_sort(&have);
	collect(list, &to, &have, &sp, changed);
	if (*changed) {
		if (!splices_apply(&sp, buf_str(&ed->now), ed->now.len, &out, NULL))
			now = yaml_parse(buf_str(&out), out.len, name, NULL);
		if (!now || !same(doc, now, &to, &have, 0)) {
			(void)unproven(name, e);
			goto out;
		}
		for (i = sp.n; i-- > 0;)
			edit_do(ed, sp.v[i].at, sp.v[i].del, sp.v[i].ins, sp.v[i].len);
	}
	rc = 0;
out:
	yaml_free(doc);
	yaml_free(now);
	free(to.v);
	free(have.v);
	splices_free(&sp);
	buf_free(&out);
	return rc;
}
