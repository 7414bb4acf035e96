/* SPDX-License-Identifier: MIT */
/* probes: the probe table, and the pump between probe and http. */
#include "work/probes.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "vendors/composio.h"
#include "vendors/mcp.h"
#include "vendors/pipedream.h"
#include "work/lookup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where a probe's answer comes from: a conversation, or a look at the disk. */
static const struct source {
	const char *name;
	const struct probe_ops *ops;
	int (*local)(const struct workspace *ws, const struct kv *in, struct kv *facts, struct err *e);
} sources[] = {
	{ "registry", NULL, lookup_registry },
	{ "composio", &composio_probe, NULL },
	{ "pipedream", &pipedream_catalog, NULL },
	{ "accounts", &pipedream_accounts, NULL },
	{ "link", &pipedream_link, NULL },
	{ "tools", &mcp_tools, NULL },
	{ "bearer", &pipedream_mint, NULL },
};

struct probes {
	const struct workspace *ws;
	struct vendor_env *env;
	struct http *http;
	struct probe probe;
	int running, local_done;
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

int probes_known(const char *name)
{
	return source_find(name) != NULL;
}

static void pump(struct probes *p);

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
	p->since = clock_ms();
	if (s->local) {
		kv_free(&p->facts);
		if (s->local(p->ws, in, &p->facts, e))
			return -1;
		p->local_done = 1;
		return 0;
	}
	probe_init(&p->probe, s->ops, p->env, in);
	p->running = 1;
	pump(p);
	return 0;
}

int probes_running(const struct probes *p)
{
	return p->running || p->local_done;
}

int probes_take(struct probes *p, struct kv *facts)
{
	if (p->local_done) {
		kv_copy(facts, &p->facts);
		kv_free(&p->facts);
		p->local_done = 0;
	} else if (p->running && probe_over(&p->probe)) {
		kv_copy(facts, &p->probe.facts);
		probe_free(&p->probe);
		p->running = 0;
	} else {
		return 0;
	}
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
