/* SPDX-License-Identifier: MIT */
/* capability_proof: a merge into a capability file changed what it should and nothing else. */
#include "files/capability_parts.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* Where in the file a node stands decides what a merge may do to its members. */
enum place { TOP, SERVERS, ENTRIES, ENTRY, ELSEWHERE };

static int is_one_of(const char *key, const char *const *names)
{
	for (; *names; names++)
		if (!strcmp(key, *names))
			return 1;
	return 0;
}

/* May a merge change or add this member? */
static int is_ours(enum place in, const struct yaml *member)
{
	static const char *const top[] = {"toolkit_slug", "vendor",	  "app_slug", "tool_prefix",
					  "servers",	  "capabilities", NULL};
	static const char *const entry[] = {"tool", "description", NULL};

	if (in == TOP)
		return is_one_of(member->key, top);
	if (in == ENTRY)
		return is_one_of(member->key, entry);
	return in == SERVERS || in == ENTRIES;
}

static enum place inside(enum place in, const struct yaml *member)
{
	if (in == TOP && !strcmp(member->key, "servers"))
		return SERVERS;
	if (in == TOP && !strcmp(member->key, "capabilities"))
		return ENTRIES;
	return in == ENTRIES && member->kind == YAML_MAP ? ENTRY : ELSEWHERE;
}

static int kept(enum place in, const struct yaml *was, const struct yaml *is);

/* Is this still the same member? A text that is ours may say something else now. */
static int same_member(enum place in, const struct yaml *was, const struct yaml *is)
{
	if (was->kind == YAML_SCALAR && is_ours(in, was) && in != ENTRIES)
		return 1;
	return kept(inside(in, was), was, is);
}

static int kept(enum place in, const struct yaml *was, const struct yaml *is)
{
	const struct yaml *a, *b;

	if (was->kind != is->kind)
		return 0;
	if (was->kind == YAML_SCALAR)
		return was->plain == is->plain && !strcmp(was->value, is->value);
	for (a = was->child, b = is->child; b; b = b->next) {
		if (a && (was->kind == YAML_LIST || !strcmp(a->key, b->key))) {
			if (!same_member(in, a, b))
				return 0;
			a = a->next;
		} else if (!is_ours(in, b)) {
			return 0;
		}
	}
	return !a;
}

static int same_text(const char *want, const char *have)
{
	char *safe;
	int eq;

	if (!want)
		return 1;
	safe = text_safe_new(want, TEXT_MAX);
	eq = !strcmp(safe, have ? have : "");
	free(safe);
	return eq;
}

static int by_id(const void *va, const void *vb)
{
	const struct capability_item *a = *(const struct capability_item *const *)va;
	const struct capability_item *b = *(const struct capability_item *const *)vb;
	int c = strcmp(a->id, b->id);

	return c ? c : a < b ? -1 : a > b; /* of two with one id the first in the file */
}

static int to_id(const void *key, const void *v)
{
	return strcmp(key, (*(const struct capability_item *const *)v)->id);
}

/* The entries sorted by id, each id once. */
struct index {
	const struct capability_item **v;
	size_t n;
};

static void index_init(struct index *x, const struct capability *c)
{
	size_t i;

	*x = (struct index){.v = mem_alloc(c->n * sizeof(const struct capability_item *))};
	for (i = 0; i < c->n; i++)
		x->v[i] = &c->items[i];
	if (c->n)
		qsort(x->v, c->n, sizeof(const struct capability_item *), by_id);
	for (i = 0; i < c->n; i++)
		if (!x->n || strcmp(x->v[x->n - 1]->id, x->v[i]->id))
			x->v[x->n++] = x->v[i];
}

static const struct capability_item *index_find(const struct index *x, const char *id)
{
	const struct capability_item *const *at =
		bsearch(id, x->v, x->n, sizeof(const struct capability_item *), to_id);

	return at ? *at : NULL;
}

static int says_entries(const struct capability *have, const struct capability *want)
{
	const struct capability_item *at;
	struct index x;
	size_t i;
	int ok = 1;

	index_init(&x, have);
	for (i = 0; i < want->n && ok; i++) {
		at = index_find(&x, want->items[i].id);
		ok = at && same_text(want->items[i].tool, at->tool) &&
		     same_text(want->items[i].description, at->description);
	}
	free(x.v);
	return ok;
}

/* Every entry that nobody asked for says what it said, in its place. */
static int keeps_entries(const struct capability *had, const struct capability *have,
			 const struct capability *want)
{
	struct index x;
	size_t i;
	int ok = have->n >= had->n;

	index_init(&x, want);
	for (i = 0; i < had->n && ok; i++) {
		const struct capability_item *a = &had->items[i], *b = &have->items[i];

		ok = !strcmp(a->id, b->id) &&
		     ((!strcmp(a->tool, b->tool) && !strcmp(a->description, b->description)) ||
		      index_find(&x, a->id));
	}
	free(x.v);
	return ok;
}

static int keeps_servers(const struct kv *had, const struct kv *have, const struct kv *want)
{
	size_t i, k = 0;

	for (i = 0; i < had->n; i++, k++) {
		while (k < have->n && strcmp(have->v[k].key, had->v[i].key))
			k++;
		if (k == have->n)
			return 0;
		if (strcmp(have->v[k].value, had->v[i].value) && !kv_get(want, had->v[i].key))
			return 0;
	}
	return 1;
}

static int says(const struct capability *have, const struct capability *want)
{
	size_t i;

	for (i = 0; i < want->servers.n; i++)
		if (!same_text(want->servers.v[i].value,
			       kv_or(&have->servers, want->servers.v[i].key, "")))
			return 0;
	return same_text(want->toolkit_slug, have->toolkit_slug) &&
	       same_text(want->vendor, have->vendor) && same_text(want->app_slug, have->app_slug) &&
	       same_text(want->tool_prefix, have->tool_prefix) && says_entries(have, want);
}

static int proven(const struct buf *old, const struct yaml *is, const struct capability *have,
		  const char *name, const struct capability *want, struct err *e)
{
	struct yaml *was = yaml_parse(buf_str(old), old->len, name, e);
	struct capability had = {0};
	int ok = was && !capability_parse(&had, buf_str(old), old->len, name, e) &&
		 (!was->child || kept(TOP, was, is)) && keeps_entries(&had, have, want) &&
		 keeps_servers(&had.servers, &have->servers, &want->servers);

	yaml_free(was);
	capability_free(&had);
	return ok && says(have, want);
}

int capability_prove(const struct buf *old, const struct buf *now, const char *name,
		     const struct capability *want, struct err *e)
{
	struct yaml *is = yaml_parse(buf_str(now), now->len, name, e);
	struct capability have = {0};
	int rc;

	rc = !is || capability_parse(&have, buf_str(now), now->len, name, e);
	if (!rc && !proven(old, is, &have, name, want, e))
		rc = err_set(
			e, E_FAIL,
			_("%s: the merged file does not read back as it was meant, so it is not "
			  "written. Please change it by hand."),
			name);
	yaml_free(is);
	capability_free(&have);
	return rc ? -1 : 0;
}
