/* SPDX-License-Identifier: MIT */
/* probes: the probe table, and the conversations under way. */
#include "work/probes.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "vendors/cloudflare.h"
#include "vendors/composio.h"
#include "vendors/github.h"
#include "vendors/infisical.h"
#include "vendors/mcp.h"
#include "vendors/mcp_registry.h"
#include "vendors/pipedream.h"
#include "work/columns.h"
#include "work/env.h"
#include "work/gate.h"
#include "work/git.h"
#include "work/fetch.h"
#include "work/lists.h"
#include "work/lookup.h"
#include "work/offline.h"
#include "work/pump.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NO_CATALOG CATALOGS

static int local_chosen(const struct workspace *ws, const struct kv *in, struct kv *facts, struct err *e)
{
	(void)ws;
	(void)e;
	mcp_registry_chosen(in, facts);
	return 0;
}

/* Where a probe's answer comes from: a conversation, a look at the disk, or git; and, offline, a copy. */
static const struct source {
	const char *name;
	const char *via; /* whose: the input's "via"; NULL: whatever it says */
	const struct probe_ops *ops;
	int (*local)(const struct workspace *ws, const struct kv *in, struct kv *facts, struct err *e);
	void (*offline)(struct copies *cs, const struct kv *in, struct kv *facts);
	int catalog; /* whose copy completes the answer */
	int early;   /* may be asked before it is owed */
} sources[] = {
	{ "registry", NULL, NULL, lookup_registry, NULL, NO_CATALOG, 0 },
	{ "worker", NULL, NULL, gate_worker, NULL, NO_CATALOG, 0 },
	{ "composio", NULL, &composio_probe, NULL, offline_composio, CATALOG_COMPOSIO, 0 },
	{ "pipedream", NULL, &pipedream_catalog, NULL, offline_pipedream, CATALOG_PIPEDREAM, 1 },
	{ "native", NULL, &mcp_registry, NULL, offline_unasked, NO_CATALOG, 0 },
	{ "native-server", NULL, NULL, local_chosen, NULL, NO_CATALOG, 0 },
	{ "columns", NULL, NULL, columns_look, NULL, NO_CATALOG, 0 },
	{ "accounts", "composio", &composio_standing, NULL, offline_accounts, NO_CATALOG, 0 },
	{ "accounts", NULL, &pipedream_accounts, NULL, offline_accounts, NO_CATALOG, 0 },
	{ "beside", NULL, &pipedream_accounts, NULL, offline_unasked, NO_CATALOG, 0 }, /* those of the row who are not rolled out to */
	{ "link", "composio", &composio_link, NULL, offline_unasked, NO_CATALOG, 0 },
	{ "link", NULL, &pipedream_link, NULL, offline_unasked, NO_CATALOG, 0 },
	{ "usage", NULL, &pipedream_usage, NULL, offline_unasked, NO_CATALOG, 1 },
	{ "oauth-client", NULL, &pipedream_oauth, NULL, offline_unasked, NO_CATALOG, 0 },
	{ "connect-keys", NULL, &pipedream_keys, NULL, offline_unasked, NO_CATALOG, 0 },
	{ "tools", NULL, &mcp_tools, NULL, offline_unasked, NO_CATALOG, 0 },
	{ "issues", NULL, &github_search, NULL, offline_issues, NO_CATALOG, 0 },
	{ "file-issue", NULL, &github_create, NULL, offline_unasked, NO_CATALOG, 0 },
	{ "infisical", NULL, &infisical_probe, NULL, offline_unasked, NO_CATALOG, 0 },
	{ "embed", NULL, &cloudflare_embed, NULL, offline_unasked, NO_CATALOG, 0 },
	{ "bearer", NULL, &pipedream_mint, NULL, offline_unasked, NO_CATALOG, 0 },
	{ "commit", NULL, NULL, NULL, NULL, NO_CATALOG, 0 }, /* git's: the one that is neither */
};

#define SOURCES (sizeof(sources) / sizeof(*sources))

/* One question, from its start until its answer is taken. */
struct slot {
	const struct source *src; /* NULL: nobody asks */
	int here;		  /* the answer is in facts already */
	int fetched;		  /* credentials, on the way to this answer */
	int fetching;		  /* the pump is at the store, and the probe waits for that */
	struct pump pump;
	struct git_commit *commit; /* or NULL */
	struct kv in, facts, more; /* more: evidence of the one that fetched them */
	int64_t begun;
};

struct probes {
	const struct workspace *ws;
	struct vendor_env *env;
	struct http *http;
	struct copies *copies;
	int offline;
	const struct lists *lists; /* that answer in the place of the catalogs, or NULL */
	struct slot slot[SOURCES]; /* as in the table */
	struct slot *owed;	   /* or NULL */
	int64_t since;		   /* it was owed */
	int patience;		   /* ms from then on; 0: as long as it takes */
	char doing[256];
};

struct probes *probes_new(const struct workspace *ws, struct vendor_env *env, struct http *http,
			  struct copies *copies, int offline)
{
	struct probes *p = mem_alloc(sizeof(*p));

	p->ws = ws;
	p->env = env;
	p->http = http;
	p->copies = copies;
	p->offline = offline;
	return p;
}

void probes_by_lists(struct probes *p, const struct lists *lists)
{
	p->lists = lists;
}

static void drop(struct probes *p, struct slot *s)
{
	if (s->fetching)
		p->env->infisical_asked = 0;
	pump_stop(&s->pump);
	git_commit_free(s->commit);
	kv_free(&s->in);
	kv_free(&s->facts);
	kv_free(&s->more);
	memset(s, 0, sizeof(*s));
}

void probes_free(struct probes *p)
{
	if (!p)
		return;
	probes_cancel(p);
	free(p);
}

/* The first row that fits: of one name, those of a vendor stand before the one for all. */
static const struct source *source_find(const char *name, const struct kv *in)
{
	const char *via = in ? kv_or(in, "via", "") : "";
	size_t i;

	for (i = 0; i < SOURCES; i++)
		if (!strcmp(sources[i].name, name) &&
		    (!sources[i].via || !strcmp(sources[i].via, via)))
			return &sources[i];
	return NULL;
}

int probes_known(const struct runbook *rb, struct err *e)
{
	struct buf names = BUF_INIT;
	size_t i, k;
	int rc = 0;

	for (i = 0; i < rb->n && !rc; i++) {
		const struct step *st = &rb->steps[i];

		if (!st->probe || source_find(st->probe, NULL))
			continue;
		for (k = 0; k < SOURCES; k++)
			if (strcmp(sources[k].name, "link") != 0 && !sources[k].via) /* a connect step's own */
				buf_addf(&names, "%s%s", k ? ", " : "", sources[k].name);
		rc = err_set(e, E_FAIL, _("%s:%zu:1: step '%s' asks the probe '%s', which this toolgap does not have; it has %s"),
			     rb->name, st->line, st->id, st->probe, buf_str(&names));
	}
	buf_free(&names);
	return rc;
}

static int same_kv(const struct kv *a, const struct kv *b)
{
	size_t i;

	if (a->n != b->n)
		return 0;
	for (i = 0; i < a->n; i++)
		if (strcmp(a->v[i].key, b->v[i].key) != 0 || strcmp(a->v[i].value, b->v[i].value) != 0)
			return 0;
	return 1;
}

/* From a list that was read whole, or, for what no list can say, from the vendor: few questions about the one entry. */
static void by_list(struct probes *p, struct slot *s, const struct source *src, const struct kv *in)
{
	struct kv ask = KV_INIT;

	s->here = lists_answer(p->lists, (enum catalog_source)src->catalog, in, &s->facts, &ask);
	if (!s->here) {
		kv_copy(&s->more, &s->facts); /* the evidence of the list */
		kv_free(&s->facts);
		pump_start(&s->pump, p->http, src->ops, p->env, &ask);
	}
	kv_free(&ask);
}

static int begin(struct probes *p, const struct source *src, const struct kv *in, struct err *e)
{
	struct slot *s = &p->slot[src - sources];

	drop(p, s);
	s->begun = clock_ms();
	kv_copy(&s->in, in);
	if (src->local) {
		if (src->local(p->ws, in, &s->facts, e)) {
			drop(p, s);
			return -1;
		}
		s->here = 1;
	} else if (!src->ops) {
		s->commit = git_commit_new(p->ws, in, p->http);
	} else if (p->copies && (p->offline || kv_get(in, "offline"))) {
		src->offline(p->copies, in, &s->facts);
		s->here = 1;
	} else if (p->lists && src->catalog != NO_CATALOG) {
		by_list(p, s, src, in);
	} else {
		pump_start(&s->pump, p->http, src->ops, p->env, in);
	}
	s->src = src;
	return 0;
}

int probes_start(struct probes *p, const char *name, const struct kv *in, struct err *e)
{
	const struct source *src = source_find(name, in);
	struct slot *s;

	if (!src)
		return err_set(e, E_FAIL,
			       _("The runbook asks the probe '%s', which this toolgap does not have. Nothing was changed."),
			       name);
	s = &p->slot[src - sources];
	if ((!s->src || p->owed == s || !same_kv(&s->in, in)) && begin(p, src, in, e))
		return -1;
	if (p->owed && p->owed != s)
		drop(p, p->owed);
	p->owed = s;
	p->patience = 0;
	p->since = clock_ms();
	return 0;
}

void probes_early(struct probes *p, const char *name, const struct kv *in)
{
	const struct source *src = source_find(name, in);
	struct err e = ERR_INIT;

	if (src && src->early && !p->offline && !p->slot[src - sources].src)
		(void)begin(p, src, in, &e);
}

/* ---- credentials that are fetched on the way */

/* The conversation of the pump is over. 1 when it was only a step on the way to the answer. */
static int go_on(struct probes *p, struct slot *s)
{
	const struct kv *facts = &s->pump.probe.facts;
	size_t i;

	if (s->fetching || s->src->ops == &infisical_probe)
		fetch_note(p->env, facts);
	if (s->fetching) {
		for (i = 0; i < facts->n; i++)
			if (!strcmp(facts->v[i].key, "evidence"))
				kv_add(&s->more, "evidence", facts->v[i].value);
		s->fetching = 0;
		p->env->infisical_asked = 0;
		pump_start(&s->pump, p->http, s->src->ops, p->env, &s->in);
		return 1;
	}
	if (s->fetched || s->src->ops == &infisical_probe || !fetch_lacks(facts))
		return 0;
	if (fetch_may(p->env)) {
		s->fetched = s->fetching = p->env->infisical_asked = 1;
		pump_start(&s->pump, p->http, &infisical_probe, p->env, NULL);
		return 1;
	}
	if (!p->env->infisical_said)
		return 0;
	s->fetched = 1; /* another conversation has fetched them meanwhile, or what there is of them */
	pump_start(&s->pump, p->http, s->src->ops, p->env, &s->in);
	return 1;
}

void probes_hurry(struct probes *p, int ms)
{
	p->patience = ms;
}

/* The one that is owed has had its time: nobody knows, and nobody waits for it any more. */
static void give_up(struct probes *p, struct slot *s)
{
	pump_stop(&s->pump);
	kv_set(&s->facts, "result", "unknown");
	kv_addf(&s->facts, "why", _("no answer within %d s"), p->patience / 1000);
	kv_addf(&s->facts, "detail", _("unknown: %s"), kv_get(&s->facts, "why"));
	s->here = 1;
}

/* Is the answer there? One that lacks what another one is just fetching waits for that. */
static int is_here(struct probes *p, struct slot *s)
{
	if (s->commit && !s->here && git_commit_over(s->commit)) {
		git_commit_take(s->commit, &s->facts);
		s->here = 1;
	}
	while (!s->here && pump_over(&s->pump)) {
		if (p->env->infisical_asked && !s->fetching && !s->fetched && fetch_lacks(&s->pump.probe.facts))
			return 0;
		if (!go_on(p, s))
			return 1;
	}
	if (!s->here && p->patience && s == p->owed && !s->fetching && clock_ms() - p->since >= p->patience)
		give_up(p, s);
	return s->here;
}

/* ---- the answer */

int probes_running(const struct probes *p)
{
	return p->owed != NULL;
}

int probes_over(struct probes *p)
{
	return p->owed && is_here(p, p->owed);
}

int probes_take(struct probes *p, struct kv *facts)
{
	struct slot *s = p->owed;

	if (!probes_over(p))
		return 0;
	if (s->here) {
		kv_copy(facts, &s->facts);
	} else {
		kv_copy(facts, &s->more);
		kv_copy(facts, &s->pump.probe.facts);
		fetch_tell(p->env, facts);
		if (s->src->catalog != NO_CATALOG && p->copies)
			offline_add(p->copies, (enum catalog_source)s->src->catalog, &s->in, facts);
	}
	env_redact(p->env, facts);
	kv_addf(facts, "ms", "%lld", (long long)((s->here ? clock_ms() : s->pump.ended) - s->begun));
	drop(p, s);
	p->owed = NULL;
	return 1;
}

void probes_cancel(struct probes *p)
{
	size_t i;

	for (i = 0; i < SOURCES; i++)
		drop(p, &p->slot[i]);
	p->owed = NULL;
}

const char *probes_doing(struct probes *p, long *ms)
{
	const struct probe *pr = p->owed && p->owed->pump.on ? &p->owed->pump.probe : NULL;

	*ms = p->owed ? (long)(clock_ms() - p->since) : 0;
	if (p->owed && p->owed->commit)
		(void)snprintf(p->doing, sizeof(p->doing), "git commit · %s", git_commit_doing(p->owed->commit));
	else if (!pr)
		(void)snprintf(p->doing, sizeof(p->doing), "%s", _("looking"));
	else if (*pr->doing)
		/* TRANSLATORS: asking · "google tag manager" · 3 of 5 */
		(void)snprintf(p->doing, sizeof(p->doing), _("asking · %s · %zu of %zu"), pr->doing,
			       pr->answered, pr->asked);
	else
		(void)snprintf(p->doing, sizeof(p->doing), _("asking · %zu of %zu"), pr->answered,
			       pr->asked);
	return p->doing;
}
