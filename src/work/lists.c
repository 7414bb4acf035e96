/* SPDX-License-Identifier: MIT */
/* lists: many names at once: both catalogs are read whole once, and answer in the place of thousands of questions. */
#include "work/lists.h"

#include "base/mem.h"
#include "base/text.h"
#include "work/offline.h"

#include <stdlib.h>
#include <string.h>

struct lists {
	struct copies *copies;
	struct sync *sync; /* NULL: both copies were fresh */
};

static int fresh(struct copies *cs, enum catalog_source s)
{
	const struct catalog *c = copies_of(cs, s);
	long age = c ? copies_age(c) : -1;

	return age >= 0 && age < LISTS_FRESH;
}

struct lists *lists_new(struct http *http, struct vendor_env *env, struct copies *copies)
{
	struct lists *l = mem_alloc(sizeof(*l));
	unsigned skip = 0;
	int i;

	l->copies = copies;
	for (i = 0; i < CATALOGS; i++)
		if (fresh(copies, (enum catalog_source)i))
			skip |= 1u << i;
	if (skip != (1u << CATALOGS) - 1)
		l->sync = sync_new(http, env, copies, SYNC_HOLD, skip);
	return l;
}

void lists_free(struct lists *l)
{
	if (!l)
		return;
	sync_free(l->sync);
	free(l);
}

int lists_go(struct lists *l)
{
	return !l->sync || sync_go(l->sync);
}

const struct sync *lists_sync(const struct lists *l)
{
	return l->sync;
}

/* Nothing was read: the reason is the answer. */
static void unread(const struct lists *l, enum catalog_source s, const struct sync_part *part, const struct kv *in,
		   struct kv *facts)
{
	size_t i;

	kv_set(facts, "result", "unknown");
	kv_set(facts, "detail", part->detail);
	for (i = 0; i < part->missing.n; i++)
		kv_add(facts, "missing", part->missing.v[i].value);
	for (i = 0; i < part->refused.n; i++)
		kv_add(facts, "refused", part->refused.v[i].value);
	kv_copy(facts, &part->evidence);
	offline_add(l->copies, s, in, facts);
}

static void add_slug(struct kv *ask, const char *slug)
{
	size_t i;

	for (i = 0; i < ask->n; i++)
		if (!strcmp(ask->v[i].key, "slug") && !strcmp(ask->v[i].value, slug))
			return;
	kv_add(ask, "slug", slug);
}

/* Slugs by which the name is known elsewhere: those that are not the name itself in other letters. */
static void known_slugs(const struct kv *in, struct kv *ask)
{
	const char *provider = kv_or(in, "provider", "");
	size_t i;

	for (i = 0; i < in->n; i++)
		if (!strcmp(in->v[i].key, "slug") && !text_norm_eq(in->v[i].value, provider))
			add_slug(ask, in->v[i].value);
}

/* What the vendor is still to be asked about, as slugs; none: nothing. */
static void doubts(const struct kv *in, const struct kv *facts, struct kv *ask)
{
	const char *result = kv_or(facts, "result", ""), *slug = kv_get(facts, "toolkit_slug");

	if (!strcmp(result, "renamed") || !strcmp(result, "deprecated") || (!strcmp(result, "unknown") && slug))
		add_slug(ask, slug);
	if (!strcmp(result, "unknown") && slug)
		kv_add(ask, "listed", slug);
	else if (!strcmp(result, "absent") || !strcmp(result, "candidate"))
		known_slugs(in, ask);
}

/* All of the input but what would widen the search again. */
static void narrow(const struct kv *in, struct kv *ask)
{
	size_t i;

	for (i = 0; i < in->n; i++)
		if (strcmp(in->v[i].key, "slug") != 0 && strcmp(in->v[i].key, "try") != 0)
			kv_add(ask, in->v[i].key, in->v[i].value);
}

int lists_answer(const struct lists *l, enum catalog_source s, const struct kv *in, struct kv *facts, struct kv *ask)
{
	const struct sync_part *part = l->sync ? sync_part(l->sync, s) : NULL;
	struct kv evidence = KV_INIT;
	size_t i;

	if (part && part->result == SYNC_UNKNOWN) {
		unread(l, s, part, in, facts);
		return 1;
	}
	(s == CATALOG_COMPOSIO ? offline_composio : offline_pipedream)(l->copies, in, facts);
	doubts(in, facts, ask);
	if (!ask->n)
		return 1;
	narrow(in, ask);
	for (i = 0; i < facts->n; i++)
		if (!strcmp(facts->v[i].key, "evidence"))
			kv_add(&evidence, "evidence", facts->v[i].value);
	kv_free(facts);
	*facts = evidence;
	return 0;
}
