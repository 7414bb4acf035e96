/* SPDX-License-Identifier: MIT */
/* probes: the probe table, and the pump between probe and http. */
#include "work/probes.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "vendors/cloudflare.h"
#include "vendors/composio.h"
#include "vendors/github.h"
#include "vendors/infisical.h"
#include "vendors/mcp.h"
#include "vendors/pipedream.h"
#include "work/env.h"
#include "work/lookup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FETCH_MAX 3

/* Where a probe's answer comes from: a conversation, or a look at the disk. */
static const struct source {
	const char *name;
	const struct probe_ops *ops;
	int (*local)(const struct workspace *ws, const struct kv *in, struct kv *facts, struct err *e);
} sources[] = {
	{ "registry", NULL, lookup_registry },
	{ "composio", &composio_probe, NULL },
	{ "composio-link", &composio_link, NULL },
	{ "pipedream", &pipedream_catalog, NULL },
	{ "accounts", &pipedream_accounts, NULL },
	{ "link", &pipedream_link, NULL },
	{ "usage", &pipedream_usage, NULL },
	{ "oauth-client", &pipedream_oauth, NULL },
	{ "connect-keys", &pipedream_keys, NULL },
	{ "tools", &mcp_tools, NULL },
	{ "issues", &github_search, NULL },
	{ "file-issue", &github_create, NULL },
	{ "infisical", &infisical_probe, NULL },
	{ "embed", &cloudflare_embed, NULL },
	{ "bearer", &pipedream_mint, NULL },
};

struct probes {
	const struct workspace *ws;
	struct vendor_env *env;
	struct http *http;
	struct probe probe;
	int running, local_done;
	int fetched;                   /* credentials, on the way to this answer */
	const struct probe_ops *held;  /* waits for them; `in` is its input */
	struct kv in, more;            /* more: evidence of the one that fetched them */
	int64_t since;
	struct kv facts; /* of a local probe */
	char doing[256];
};

struct probes *probes_new(const struct workspace *ws, struct vendor_env *env, struct http *http)
{
	struct probes *p = mem_alloc(sizeof(*p));

	p->ws = ws;
	p->env = env;
	p->http = http;
	return p;
}

void probes_free(struct probes *p)
{
	if (!p)
		return;
	probes_cancel(p);
	kv_free(&p->facts);
	kv_free(&p->in);
	kv_free(&p->more);
	free(p);
}

static const struct source *source_find(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(sources) / sizeof(*sources); i++)
		if (!strcmp(sources[i].name, name))
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

		if (!st->probe || source_find(st->probe))
			continue;
		for (k = 0; k < sizeof(sources) / sizeof(*sources); k++)
			if (strcmp(sources[k].name, "link") != 0) /* a connect step's own */
				buf_addf(&names, "%s%s", k ? ", " : "", sources[k].name);
		rc = err_set(e, E_FAIL, _("%s:%zu:1: step '%s' asks the probe '%s', which this toolgap does not have; it has %s"),
			     rb->name, st->line, st->id, st->probe, buf_str(&names));
	}
	buf_free(&names);
	return rc;
}

static void pump(struct probes *p);
static void begin(struct probes *p, const struct probe_ops *ops, const struct kv *in);

static void replied(void *arg, const struct call *c, const struct reply *r)
{
	struct probes *p = arg;

	probe_give(&p->probe, c, r);
	pump(p);
}

static void pump(struct probes *p)
{
	struct call c;

	while (probe_take(&p->probe, &c))
		http_send(p->http, &c, replied, p);
}

int probes_start(struct probes *p, const char *name, const struct kv *in, struct err *e)
{
	const struct source *s = source_find(name);

	if (!s)
		return err_set(e, E_FAIL,
			       _("The runbook asks the probe '%s', which this toolgap does not have. Nothing was changed."),
			       name);
	probes_cancel(p);
	p->fetched = 0;
	p->since = clock_ms();
	if (s->local) {
		kv_free(&p->facts);
		if (s->local(p->ws, in, &p->facts, e))
			return -1;
		p->local_done = 1;
		return 0;
	}
	begin(p, s->ops, in);
	return 0;
}

/* ---- credentials that are fetched on the way */

/* Is something missing that the store could have, and has it not been asked yet? */
static int could_be_fetched(const struct probes *p)
{
	const struct kv *facts = &p->probe.facts;
	size_t i;

	if (p->fetched || p->probe.ops == &infisical_probe ||
	    p->env->infisical_tries >= FETCH_MAX || !infisical_ready(p->env))
		return 0;
	for (i = 0; i < facts->n; i++)
		if (!strcmp(facts->v[i].key, "missing") && !strncmp(facts->v[i].value, "PIPEDREAM_", 10))
			return 1;
	return 0;
}

static void begin(struct probes *p, const struct probe_ops *ops, const struct kv *in)
{
	probe_init(&p->probe, ops, p->env, in);
	p->running = 1;
	pump(p);
}

/* An answer is final; after none it may be asked again, a few times in all. */
static void note_fetch(const struct probes *p)
{
	struct vendor_env *env = p->env;

	free(env->infisical_said);
	env->infisical_said = mem_str(kv_or(&p->probe.facts, "detail", ""));
	if (!strcmp(kv_or(&p->probe.facts, "result", ""), "unknown"))
		env->infisical_tries++;
	else
		env->infisical_tries = FETCH_MAX;
}

/* 1 when the probe that is over was only a step on the way to the answer. */
static int go_on(struct probes *p)
{
	const struct probe_ops *ops = p->probe.ops;
	size_t i;

	if (ops == &infisical_probe)
		note_fetch(p);
	if (p->held) {
		for (i = 0; i < p->probe.facts.n; i++)
			if (!strcmp(p->probe.facts.v[i].key, "evidence"))
				kv_add(&p->more, "evidence", p->probe.facts.v[i].value);
		ops = p->held;
		p->held = NULL;
		probe_free(&p->probe);
		begin(p, ops, &p->in);
		kv_free(&p->in);
		return 1;
	}
	if (!could_be_fetched(p))
		return 0;
	p->held = ops;
	p->fetched = 1;
	kv_copy(&p->in, &p->probe.in);
	probe_free(&p->probe);
	begin(p, &infisical_probe, NULL);
	return 1;
}

/* Why the store was no help, behind what the probe says of the names that are missing. */
static void tell_store(const struct probes *p, struct kv *facts)
{
	const char *detail = kv_get(facts, "detail");
	char *both;

	if (!kv_get(facts, "missing") || !detail || !p->env->infisical_said)
		return;
	both = mem_fmt("%s · %s", detail, p->env->infisical_said);
	kv_set(facts, "detail", both);
	free(both);
}

int probes_running(const struct probes *p)
{
	return p->running || p->local_done;
}

/* A vendor may echo a credential in a name or an error text: it goes no further than here. */
static void redact(const struct vendor_env *env, struct kv *facts)
{
	struct kv known = KV_INIT;
	size_t i, k;

	env_known(env, &known);
	for (i = 0; i < facts->n; i++)
		for (k = 0; k < known.n; k++)
			if (*known.v[k].value && strstr(facts->v[i].value, known.v[k].value)) {
				free(facts->v[i].value);
				facts->v[i].value = mem_str("[redacted]");
			}
	env_forget(&known);
}

int probes_take(struct probes *p, struct kv *facts)
{
	if (p->local_done) {
		kv_copy(facts, &p->facts);
		kv_free(&p->facts);
		p->local_done = 0;
	} else if (p->running && probe_over(&p->probe)) {
		if (go_on(p))
			return p->running && probe_over(&p->probe) ? probes_take(p, facts) : 0;
		kv_copy(facts, &p->more);
		kv_free(&p->more);
		kv_copy(facts, &p->probe.facts);
		tell_store(p, facts);
		probe_free(&p->probe);
		p->running = 0;
	} else {
		return 0;
	}
	redact(p->env, facts);
	kv_addf(facts, "ms", "%lld", (long long)(clock_ms() - p->since));
	return 1;
}

void probes_cancel(struct probes *p)
{
	if (p->running) {
		http_cancel(p->http, p);
		probe_free(&p->probe);
		p->running = 0;
	}
	p->held = NULL;
	kv_free(&p->in);
	kv_free(&p->more);
	p->local_done = 0;
}

const char *probes_doing(struct probes *p, long *ms)
{
	*ms = (long)(clock_ms() - p->since);
	if (!p->running)
		(void)snprintf(p->doing, sizeof(p->doing), "%s", _("looking"));
	else if (*p->probe.doing)
		/* TRANSLATORS: asking · "google tag manager" · 3 of 5 */
		(void)snprintf(p->doing, sizeof(p->doing), _("asking · %s · %zu of %zu"), p->probe.doing,
			       p->probe.answered, p->probe.asked);
	else
		(void)snprintf(p->doing, sizeof(p->doing), _("asking · %zu of %zu"), p->probe.answered,
			       p->probe.asked);
	return p->doing;
}
