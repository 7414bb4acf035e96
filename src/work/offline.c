/* SPDX-License-Identifier: MIT */
/* offline: the probes answered without asking anybody. */
#include "work/offline.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "vendors/composio.h"
#include "vendors/github.h"
#include "vendors/look.h"
#include "vendors/match.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct looking {
	enum catalog_source source;
	const struct catalog *c;
	int held;    /* it was read in this run */
	char *where; /* "in the copy of 2026-11-20": on what the answer stands */
	struct match *m;
	struct kv *facts;
};

static void unknown(struct kv *facts, const char *why)
{
	kv_set(facts, "result", "unknown");
	kv_addf(facts, "detail", _("unknown: %s"), why);
	kv_set(facts, "why", why);
}

/* Where a person would look it up, and when the vendor last said so; 200 when that was in this run. */
static void evidence(const struct looking *l, const char *result)
{
	struct buf url = BUF_INIT;

	look_base(&url, l->c->from);
	buf_adds(&url, l->source == CATALOG_COMPOSIO ? "/api/v3.1/toolkits" : "/v1/connect/apps");
	kv_addf(l->facts, "evidence", "%s\t%s\t%d\t0\t%s\t%s\t%s", catalog_name(l->source), result, l->held ? 200 : 0,
		l->c->read, buf_str(&url), kv_or(l->facts, "detail", ""));
	buf_free(&url);
}

static void offer(void *arg, const struct catalog_entry *en)
{
	struct looking *l = arg;
	struct match_hit *hit;

	(void)match_offer(l->m, en->deprecated ? MATCH_HIDDEN : MATCH_LISTED, en->slug, en->name, en->about, &hit);
}

/* 0 and everything offered, or −1 and concluded: no copy, or no name. */
static int begin(struct looking *l, struct copies *cs, enum catalog_source s, const struct kv *in,
		 struct kv *facts)
{
	char day[24];

	memset(l, 0, sizeof(*l));
	l->source = s;
	l->facts = facts;
	l->c = copies_of(cs, s);
	if (!l->c) {
		char *why = mem_fmt(_("offline, and %s; run `toolgap catalog sync`"), copies_why(cs, s));

		unknown(facts, why);
		free(why);
		return -1;
	}
	copies_day(l->c, day);
	l->held = copies_held(cs, s);
	kv_set(facts, l->held ? "listed" : "copied", l->held ? l->c->read : day);
	/* TRANSLATORS: these two stand in the sentences below, for "in the copy of …" */
	l->where = l->held ? mem_str(_("in the whole list, read now")) : mem_fmt(_("in the copy of %s"), day);
	kv_addf(facts, "catalog", "%zu", l->c->n);
	l->m = match_new(in);
	copies_like(cs, s, in, offer, l);
	return 0;
}

static void end(struct looking *l)
{
	match_free(l->m);
	free(l->where);
}

static void conclude_none(struct looking *l, struct copies *cs, const struct kv *in)
{
	size_t n = match_candidates(l->m, l->facts);
	char number[32];

	kv_set(l->facts, "result", n ? "candidate" : "absent");
	look_number(number, l->c->n);
	if (n)
		/* TRANSLATORS: "in the copy of …"; how many others mention the provider */
		kv_addf(l->facts, "detail",
			ngettext("not by that name %s · %zu mention", "not by that name %s · %zu mentions", n), l->where, n);
	else if (l->source == CATALOG_COMPOSIO)
		kv_addf(l->facts, "detail", ngettext("not %s · %s toolkit", "not %s · %s toolkits", l->c->n), l->where,
			number);
	else
		kv_addf(l->facts, "detail", ngettext("not %s · %s app", "not %s · %s apps", l->c->n), l->where, number);
	evidence(l, n ? "candidate" : "absent");
	offline_add(cs, l->source, in, l->facts);
}

/* ---- Composio */

static int lives(const struct catalog *c, const char *slug)
{
	const struct catalog_entry *en = slug ? catalog_find(c, slug) : NULL;

	return en && !en->deprecated;
}

static void conclude_renamed(struct looking *l, const char *slug, const char *name)
{
	const char *now = composio_replacement(slug);

	kv_set(l->facts, "result", lives(l->c, now) ? "renamed" : "deprecated");
	kv_set(l->facts, "toolkit_slug", slug);
	kv_set(l->facts, "toolkit_name", name);
	if (lives(l->c, now)) {
		kv_set(l->facts, "replaced_by", now);
		kv_addf(l->facts, "detail", _("%s · replaced by %s, %s"), slug, now, l->where);
	} else {
		kv_addf(l->facts, "detail", _("%s · deprecated %s"), slug, l->where);
	}
	evidence(l, "found");
}

static void conclude_toolkit(struct looking *l, const struct match_hit *best, const struct kv *in)
{
	const struct catalog_entry *en = catalog_find(l->c, best->slug);
	int free_for_all = en && !strcmp(en->auth, "none");

	kv_set(l->facts, "toolkit_slug", best->slug);
	kv_set(l->facts, "toolkit_name", best->name);
	if (kv_get(in, "tenant") && !free_for_all) {
		char *why = mem_fmt(_("%s is %s, but no copy says who is connected"), best->slug, l->where);

		unknown(l->facts, why);
		free(why);
	} else {
		kv_set(l->facts, "result", "native");
		if (en && en->tools >= 0)
			kv_addf(l->facts, "detail",
				ngettext("%s · %ld tool, %s", "%s · %ld tools, %s", (unsigned long)en->tools), best->slug,
				en->tools, l->where);
		else
			kv_addf(l->facts, "detail", _("%s · %s"), best->slug, l->where);
	}
	evidence(l, "found");
}

/* A slug asked for that is gone, and whose replacement lives. */
static const char *gone(const struct looking *l, const struct kv *in)
{
	struct kv slugs = KV_INIT;
	const char *old = NULL, *now;
	size_t i;

	look_slugs(in, 0, &slugs);
	for (i = 0; i < slugs.n && !old; i++) {
		now = composio_replacement(slugs.v[i].value);
		if (lives(l->c, now))
			old = slugs.v[i].value;
	}
	if (old)
		kv_set(l->facts, "toolkit_slug", old); /* the list goes */
	kv_free(&slugs);
	return old ? kv_get(l->facts, "toolkit_slug") : NULL;
}

void offline_composio(struct copies *cs, const struct kv *in, struct kv *facts)
{
	const struct match_hit *best;
	struct looking l;
	const char *old;

	if (begin(&l, cs, CATALOG_COMPOSIO, in, facts))
		return;
	best = match_best(l.m);
	if (best && !best->listed) {
		conclude_renamed(&l, best->slug, best->name);
	} else if (best) {
		conclude_toolkit(&l, best, in);
	} else if ((old = gone(&l, in))) {
		char *slug = mem_str(old);

		conclude_renamed(&l, slug, slug);
		free(slug);
	} else {
		conclude_none(&l, cs, in);
	}
	end(&l);
}

/* ---- Pipedream */

static const char *auth_word(const char *auth)
{
	return !strcmp(auth, "oauth")  ? _("OAuth")
	       : !strcmp(auth, "keys") ? _("keys")
	       : !strcmp(auth, "none") ? _("no account needed")
				       : auth;
}

void offline_pipedream(struct copies *cs, const struct kv *in, struct kv *facts)
{
	const struct match_hit *best;
	const struct catalog_entry *en;
	struct looking l;

	if (begin(&l, cs, CATALOG_PIPEDREAM, in, facts))
		return;
	best = match_best(l.m);
	en = best ? catalog_find(l.c, best->slug) : NULL;
	if (en) {
		kv_set(facts, "result", "found");
		kv_set(facts, "app_slug", en->slug);
		kv_set(facts, "app_name", best->name);
		kv_set(facts, "auth_type", en->auth);
		/* TRANSLATORS: slug, way of authentication, "in the copy of …" */
		kv_addf(facts, "detail", _("%s · %s, %s"), en->slug, auth_word(en->auth), l.where);
		evidence(&l, "found");
	} else {
		conclude_none(&l, cs, in);
	}
	end(&l);
}

/* ---- what no copy can say */

void offline_unasked(struct copies *cs, const struct kv *in, struct kv *facts)
{
	(void)cs;
	(void)in;
	unknown(facts, _("offline, nobody was asked"));
	kv_set(facts, "offline", "yes");
}

void offline_issues(struct copies *cs, const struct kv *in, struct kv *facts)
{
	offline_unasked(cs, in, facts);
	github_offer(in, facts);
}

void offline_accounts(struct copies *cs, const struct kv *in, struct kv *facts)
{
	size_t i;

	offline_unasked(cs, in, facts);
	for (i = 0; i < in->n; i++) {
		char *key;

		if (strcmp(in->v[i].key, "tenant") != 0)
			continue;
		key = mem_fmt("tenant.%s", in->v[i].value);
		kv_set(facts, key, "unknown");
		free(key);
	}
}

/* ---- beside a conversation */

static void add_day(struct copies *cs, enum catalog_source s, struct kv *facts)
{
	const struct catalog *c = copies_of(cs, s);
	char day[CLOCK_STAMP];

	if (!c)
		return;
	copies_day(c, day);
	kv_set(facts, "copy", day);
}

static void add_near(struct copies *cs, enum catalog_source s, const struct kv *in, struct kv *facts)
{
	struct near near;

	near_init(&near, in);
	near_again(&near, facts);
	copies_near(cs, s, &near);
	kv_del(facts, "near");
	(void)near_facts(&near, facts);
	near_free(&near);
}

/* A copy is read only where it has something to say: reading thousands of entries takes as long as starting. */
void offline_add(struct copies *cs, enum catalog_source s, const struct kv *in, struct kv *facts)
{
	const char *result = kv_or(facts, "result", "");

	if (!strcmp(result, "unknown"))
		add_day(cs, s, facts);
	else if (!strcmp(result, "absent") || !strcmp(result, "candidate"))
		add_near(cs, s, in, facts);
}
