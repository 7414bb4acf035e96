/* SPDX-License-Identifier: MIT */
/* probes: the probe table, and the conversations under way. */
#include "work/probes.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "vendors/composio.h"
#include "vendors/mcp.h"
#include "vendors/pipedream.h"
#include "work/lookup.h"
#include "work/offline.h"
#include "work/pump.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NO_CATALOG CATALOGS

/* Where a probe's answer comes from: a conversation, or a look at the disk; and, offline, a copy. */
static const struct source {
	const char *name;
	const struct probe_ops *ops;
	int (*local)(const struct workspace *ws, const struct kv *in, struct kv *facts, struct err *e);
	void (*offline)(struct copies *cs, const struct kv *in, struct kv *facts);
	int catalog; /* whose copy completes the answer */
	int early;   /* may be asked before it is owed */
} sources[] = {
	{ "registry", NULL, lookup_registry, NULL, NO_CATALOG, 0 },
	{ "composio", &composio_probe, NULL, offline_composio, CATALOG_COMPOSIO, 0 },
	{ "pipedream", &pipedream_catalog, NULL, offline_pipedream, CATALOG_PIPEDREAM, 1 },
	{ "accounts", &pipedream_accounts, NULL, offline_accounts, NO_CATALOG, 0 },
	{ "link", &pipedream_link, NULL, offline_unasked, NO_CATALOG, 0 },
	{ "tools", &mcp_tools, NULL, offline_unasked, NO_CATALOG, 0 },
};

#define SOURCES (sizeof(sources) / sizeof(*sources))

/* One question, from its start until its answer is taken. */
struct slot {
	int on, here;	   /* here: the answer is in facts already */
	struct pump pump;
	struct kv in, facts;
	int64_t begun;
};

struct probes {
	const struct workspace *ws;
	struct vendor_env *env;
	struct http *http;
	struct copies *copies;
	int offline;
	struct slot slot[SOURCES]; /* as in the table */
	struct slot *owed;	   /* or NULL */
	int64_t since;		   /* it was owed */
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

static void drop(struct slot *s)
{
	pump_stop(&s->pump);
	kv_free(&s->in);
	kv_free(&s->facts);
	memset(s, 0, sizeof(*s));
}

void probes_free(struct probes *p)
{
	if (!p)
		return;
	probes_cancel(p);
	free(p);
}

static const struct source *source_find(const char *name)
{
	size_t i;

	for (i = 0; i < SOURCES; i++)
		if (!strcmp(sources[i].name, name))
			return &sources[i];
	return NULL;
}

int probes_known(const char *name)
{
	return source_find(name) != NULL;
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

static int begin(struct probes *p, const struct source *src, const struct kv *in, struct err *e)
{
	struct slot *s = &p->slot[src - sources];

	drop(s);
	s->begun = clock_ms();
	kv_copy(&s->in, in);
	if (src->local) {
		if (src->local(p->ws, in, &s->facts, e)) {
			drop(s);
			return -1;
		}
		s->here = 1;
	} else if (p->offline || kv_get(in, "offline")) {
		src->offline(p->copies, in, &s->facts);
		s->here = 1;
	} else {
		pump_start(&s->pump, p->http, src->ops, p->env, in);
	}
	s->on = 1;
	return 0;
}

int probes_start(struct probes *p, const char *name, const struct kv *in, struct err *e)
{
	const struct source *src = source_find(name);
	struct slot *s;

	if (!src)
		return err_set(e, E_FAIL,
			       _("The runbook asks the probe '%s', which this toolgap does not have. Nothing was changed."),
			       name);
	s = &p->slot[src - sources];
	if ((!s->on || p->owed == s || !same_kv(&s->in, in)) && begin(p, src, in, e))
		return -1;
	if (p->owed && p->owed != s)
		drop(p->owed);
	p->owed = s;
	p->since = clock_ms();
	return 0;
}

void probes_early(struct probes *p, const char *name, const struct kv *in)
{
	const struct source *src = source_find(name);
	struct err e = ERR_INIT;

	if (src && src->early && !p->offline && !p->slot[src - sources].on)
		(void)begin(p, src, in, &e);
}

int probes_running(const struct probes *p)
{
	return p->owed != NULL;
}

int probes_over(const struct probes *p)
{
	return p->owed && (p->owed->here || pump_over(&p->owed->pump));
}

int probes_take(struct probes *p, struct kv *facts)
{
	struct slot *s = p->owed;
	int catalog;

	if (!probes_over(p))
		return 0;
	if (s->here) {
		kv_copy(facts, &s->facts);
	} else {
		catalog = sources[s - p->slot].catalog;
		kv_copy(facts, &s->pump.probe.facts);
		if (catalog != NO_CATALOG && p->copies)
			offline_add(p->copies, (enum catalog_source)catalog, &s->in, facts);
	}
	kv_addf(facts, "ms", "%lld", (long long)((s->here ? clock_ms() : s->pump.ended) - s->begun));
	drop(s);
	p->owed = NULL;
	return 1;
}

void probes_cancel(struct probes *p)
{
	size_t i;

	for (i = 0; i < SOURCES; i++)
		drop(&p->slot[i]);
	p->owed = NULL;
}

const char *probes_doing(struct probes *p, long *ms)
{
	const struct probe *pr = p->owed && p->owed->pump.on ? &p->owed->pump.probe : NULL;

	*ms = p->owed ? (long)(clock_ms() - p->since) : 0;
	if (!pr)
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
