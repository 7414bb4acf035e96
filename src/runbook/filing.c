/* SPDX-License-Identifier: MIT */
/* filing: how the facts of an event go into the facts of the walk. */
#include "base/map.h"
#include "base/mem.h"
#include "runbook/kinds.h"

#include <stdlib.h>
#include <string.h>

/* What is no list: a further value of the same name takes the place of the one before. */
static int is_list(const char *key)
{
	return !strcmp(key, "evidence") || !strncmp(key, "choice.", 7);
}

/* A look that tells only of some tenants: all that was known of these goes. */
static void clear_told(struct wizard *w, const struct event *ev)
{
	struct map told = MAP_INIT;
	size_t i, to = 0;

	for (i = 0; i < ev->facts.n; i++)
		if (!strncmp(ev->facts.v[i].key, "tenant.", 7))
			(void)map_put(&told, ev->facts.v[i].key + 7, 0);
	for (i = 0; i < w->facts.n; i++) {
		struct kv_pair *f = &w->facts.v[i];
		size_t n = strlen("accounts.");
		const char *dot = strncmp(f->key, "accounts.", n) ? NULL : strchr(f->key + n, '.');

		if (!strcmp(f->key, "accounts.evidence") ||
		    (dot && map_get(&told, dot + 1) != MAP_NONE)) {
			free(f->key);
			free(f->value);
		} else {
			w->facts.v[to++] = *f;
		}
	}
	w->facts.n = to;
	map_free(&told);
}

/* Facts of those keys go: one pass, however many there are. */
static void drop_keys(struct kv *facts, const struct kv *keys)
{
	struct map gone = MAP_INIT;
	size_t i, to = 0;

	map_room(&gone, keys->n);
	for (i = 0; i < keys->n; i++)
		(void)map_put(&gone, keys->v[i].key, i);
	for (i = 0; i < facts->n; i++) {
		if (map_get(&gone, facts->v[i].key) != MAP_NONE) {
			free(facts->v[i].key);
			free(facts->v[i].value);
		} else {
			facts->v[to++] = facts->v[i];
		}
	}
	facts->n = to;
	map_free(&gone);
}

/* Links add up, and so does a look that tells of some tenants only; any other answer replaces the one of before. */
void facts_file(struct wizard *w, const struct event *ev)
{
	int part = !strcmp(ev->step, "accounts") && kv_get(&ev->facts, "part");
	int adds = !strcmp(ev->step, "link");
	struct kv fresh = KV_INIT, set = KV_INIT;
	size_t i;

	if (part)
		clear_told(w, ev);
	else if (!adds)
		facts_clear(&w->facts, ev->step);
	for (i = 0; i < ev->facts.n; i++) {
		char *key = mem_fmt("%s.%s", ev->step, ev->facts.v[i].key);

		if ((adds || part) && !is_list(ev->facts.v[i].key))
			kv_add(&set, key, "");
		kv_add(&fresh, key, ev->facts.v[i].value);
		free(key);
	}
	if (set.n)
		drop_keys(&w->facts, &set);
	kv_copy(&w->facts, &fresh);
	kv_free(&fresh);
	kv_free(&set);
}
