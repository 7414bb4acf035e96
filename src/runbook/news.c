/* SPDX-License-Identifier: MIT */
/* news: what of a look at the accounts is new, so that a journal of a thousand looks holds a thousand things that happened. */
#include "base/map.h"
#include "base/mem.h"
#include "runbook/kinds.h"

#include <stdlib.h>
#include <string.h>

#define PROBE "accounts."
#define EVIDENCE_MAX 20 /* rows that a look without much news is kept with */

static int is_passing(const char *key) /* differs from look to look, and means nothing */
{
	return !strcmp(key, "evidence") || !strcmp(key, "ms") || !strcmp(key, "part") || !strcmp(key, "detail");
}

/* "login.kahuna" → "kahuna"; NULL: of nobody. */
static const char *whose(const char *key)
{
	const char *dot = strchr(key, '.');

	return dot ? dot + 1 : NULL;
}

/* All that is known or said of one tenant, in any order: facts of a tenant come and go together. */
struct told {
	struct map names;
	struct buf *text; /* one a tenant */
	size_t n, cap;
};

static struct buf *told_of(struct told *t, const char *tenant)
{
	size_t at = map_get(&t->names, tenant);

	if (at == MAP_NONE) {
		MEM_GROW(t->text, t->n, t->cap);
		t->text[t->n] = (struct buf)BUF_INIT;
		at = map_put(&t->names, tenant, t->n++);
	}
	return &t->text[at];
}

static void tell(struct told *t, const char *key, const char *value)
{
	const char *tenant = whose(key);

	if (tenant)
		buf_addf(told_of(t, tenant), "%s=%s\n", key, value);
}

static void told_free(struct told *t)
{
	size_t i;

	for (i = 0; i < t->n; i++)
		buf_free(&t->text[i]);
	free(t->text);
	map_free(&t->names);
}

/* Of those alone of whom something is said: most looks say nothing of a thousand tenants. */
static void tell_known(struct told *t, const struct wizard *w, const struct told *said)
{
	size_t i, n = strlen(PROBE);

	for (i = 0; said->n && i < w->facts.n; i++) {
		const char *key = w->facts.v[i].key, *tenant = strncmp(key, PROBE, n) ? NULL : whose(key + n);

		if (tenant && map_get(&said->names, tenant) != MAP_NONE)
			tell(t, key + n, w->facts.v[i].value);
	}
}

static int same_of(const struct told *known, struct told *said, const char *tenant)
{
	size_t at = map_get(&known->names, tenant);

	return at != MAP_NONE && !strcmp(buf_str(&known->text[at]), buf_str(told_of(said, tenant)));
}

/* What is said of the project and of nobody in particular: its users, say. */
static int same_rest(const struct wizard *w, const struct kv *facts)
{
	size_t i;

	for (i = 0; i < facts->n; i++) {
		const char *key = facts->v[i].key, *now;

		if (whose(key) || is_passing(key))
			continue;
		now = facts_of(&w->facts, "accounts", key);
		if (!now || strcmp(now, facts->v[i].value) != 0)
			return 0;
	}
	return 1;
}

/* Only those tenants of whom something else is said than is known. 1: there is one. */
static int pick(const struct wizard *w, const struct kv *facts, struct kv *out)
{
	struct told known = { 0 }, said = { 0 };
	size_t i, evidence = 0, some = 0;

	for (i = 0; i < facts->n; i++)
		tell(&said, facts->v[i].key, facts->v[i].value);
	tell_known(&known, w, &said);
	for (i = 0; i < facts->n; i++) {
		const char *key = facts->v[i].key, *tenant = whose(key);

		if (tenant && same_of(&known, &said, tenant))
			continue;
		some += tenant != NULL;
		if (!strcmp(key, "evidence") && ++evidence > EVIDENCE_MAX)
			continue;
		if (strcmp(key, "part") != 0)
			kv_add(out, key, facts->v[i].value);
	}
	kv_set(out, "part", "yes");
	told_free(&known);
	told_free(&said);
	return some > 0;
}

/* Was the board told all of it before, so that what is the same need not be told again? */
static int follows(const struct wizard *w, const char *probe, const struct kv *facts)
{
	const struct step *st = &w->rb->steps[w->here];

	return !strcmp(probe, "accounts") && !strcmp(st->kind_name, "connect") &&
	       !strcmp(fact_or(w, "accounts.result", ""), "ok") && !strcmp(kv_or(facts, "result", ""), "ok");
}

void wizard_brief(const struct wizard *w, const char *probe, const struct kv *facts, struct kv *out)
{
	if (follows(w, probe, facts))
		(void)pick(w, facts, out);
	else
		kv_copy(out, facts);
}

int wizard_news(const struct wizard *w, const char *probe, const struct kv *facts)
{
	const struct step *st = &w->rb->steps[w->here];
	const char *made = wizard_fact(w, "link.result");
	struct kv some = KV_INIT;
	int news = strcmp(kv_or(facts, "result", ""), fact_or(w, "accounts.result", "")) != 0;

	if (strcmp(probe, "accounts") || strcmp(st->kind_name, "connect") || !connect_waits(w, st) || !made ||
	    strcmp(made, "ok"))
		return 1;
	news = news || pick(w, facts, &some) || !same_rest(w, facts);
	kv_free(&some);
	return news;
}
