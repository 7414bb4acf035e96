/* SPDX-License-Identifier: MIT */
/* pay: what the outside owes the fold: probes, the plan, the apply. */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/keys_ask.h"
#include "ui/rollout.h"
#include "ui/run.h"
#include "work/apply.h"
#include "work/env.h"
#include "work/git.h"
#include "work/request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HURRY_MS 5000 /* for an answer that the way does not depend on */
#define TICK_MS 100 /* how often a running probe's clock is shown */

void run_stop(struct run *r, int code)
{
	r->over = 1;
	r->code = code;
}

static int journal(struct run *r, struct err *e)
{
	struct drive *d = r->d;
	size_t i, n = wizard_events(d->wizard);
	int asked = d->session.begun;

	/* what a person typed is kept from the first word on; a run without one, from the first look-up on */
	asked = asked || (n && !d->front.alone);
	for (i = 0; !asked && i < n; i++)
		asked = wizard_event(d->wizard, i)->kind == EVENT_FACTS;
	return asked && d->keep_session ? session_follow(&d->session, d->wizard, d->ws->root, e) : 0;
}

void run_keep(struct run *r)
{
	struct err e = ERR_INIT;

	r->unkept[0] = '\0'; /* what was not kept before is kept with this, or fails once more */
	if (!journal(r, &e))
		return;
	if (run_written(r)) {
		(void)snprintf(r->unkept, sizeof(r->unkept),
			       _("The files are written. Only the record of this walk lacks its end: %s"), e.msg);
	} else {
		*r->e = e;
		run_stop(r, e.code);
	}
}

static void feed(struct run *r, const char *probe, const struct kv *facts)
{
	struct err e = ERR_INIT;
	struct kv brief = KV_INIT;
	int rc;

	if (!wizard_news(r->d->wizard, probe, facts))
		return; /* a look that found all as it was is no event */
	wizard_brief(r->d->wizard, probe, facts, &brief);
	if (!strcmp(probe, "registry"))
		rollout_registry(r, &brief);
	rc = wizard_facts(r->d->wizard, probe, &brief, &e);
	kv_free(&brief);
	if (rc) {
		*r->e = e;
		run_stop(r, e.code);
	} else {
		run_keep(r);
	}
}

/* Entries in the way that are not ours: a question where the runbook has one, else a refusal. */
static void tell_foreign(const struct run *r, struct kv *facts)
{
	const struct plan *p = &r->d->plan;
	struct buf b = BUF_INIT;
	size_t i;

	for (i = 0; i < p->foreign.n; i++)
		buf_addf(&b, "%s%s", i ? " " : "", p->foreign.v[i].value);
	kv_set(facts, "result",
	       runbook_way(wizard_step(r->d->wizard), "foreign") == STEP_NONE ? "refused" : "foreign");
	kv_set(facts, "detail", buf_str(&b));
	kv_addf(facts, "code", "%d", (int)E_FAIL);
	buf_free(&b);
}

static void pay_plan(struct run *r)
{
	struct drive *d = r->d;
	struct kv facts = KV_INIT, of = KV_INIT;
	struct err e = ERR_INIT;
	size_t create, modify, same, i;

	if (d->planned)
		plan_free(&d->plan);
	d->planned = 0;
	wizard_plan_facts(d->wizard, &of);
	if (plan_compose(&d->plan, d->ws, &of, &d->clients, d->env, &e)) {
		kv_set(&facts, "result", "refused");
		kv_set(&facts, "detail", e.msg);
		kv_addf(&facts, "code", "%d", (int)e.code);
	} else if (d->plan.foreign.n) {
		tell_foreign(r, &facts);
		plan_free(&d->plan);
	} else {
		struct buf b = BUF_INIT;

		d->planned = 1;
		plan_count(&d->plan, &create, &modify, &same);
		plan_summary(&d->plan, &b);
		kv_set(&facts, "result", create + modify ? "changes" : "none");
		/* TRANSLATORS: the rail's word for the preview */
		kv_addf(&facts, "detail", ngettext("%zu file", "%zu files", d->plan.n), d->plan.n);
		kv_set(&facts, "slug", d->plan.slug ? d->plan.slug : "");
		kv_set(&facts, "vendor", d->plan.vendor ? d->plan.vendor : "");
		kv_set(&facts, "summary", buf_str(&b));
		for (i = 0; i < d->plan.n; i++) /* for the record of the case */
			kv_addf(&facts, "file", "%s\t%s", plan_action_name(plan_file_action(d->plan.files[i])),
				d->plan.files[i]->path);
		buf_free(&b);
	}
	feed(r, "plan", &facts);
	kv_free(&of);
	kv_free(&facts);
}

/* What else is worth saying of an apply, as further lines: an owner that could not be kept, say. */
static void tell_rest(const struct apply_result *res, struct kv *facts)
{
	const char *p = buf_str(&res->said);

	while (*p) {
		size_t n = strcspn(p, "\n");
		char *line = mem_strn(p, n);

		if (*line)
			kv_add(facts, "said", line);
		free(line);
		p += n;
		p += *p == '\n';
	}
}

static void pay_apply(struct run *r)
{
	struct drive *d = r->d;
	struct changes c = { 0 };
	struct apply_result res;
	struct kv facts = KV_INIT, next = KV_INIT, look = KV_INIT;
	struct err e = ERR_INIT;
	size_t i;

	memset(&res, 0, sizeof(res));
	plan_changes(&d->plan, d->ws, &c);
	if (!d->dry_run)
		git_look(d->ws, &d->plan, d->http, &look); /* while the files are as their owner left them */
	if (d->dry_run) {
		kv_set(&facts, "result", "failed");
		kv_set(&facts, "detail", _("Dry run: nothing was written."));
		kv_set(&facts, "code", "1");
	} else if (plan_current(&d->plan, d->ws, &e) || apply_run(d->ws->root, d->session.id, &c, &res, &e)) {
		kv_set(&facts, "result", "failed");
		kv_set(&facts, "detail", e.msg);
		kv_addf(&facts, "code", "%d", (int)e.code);
	} else {
		kv_set(&facts, "result", "applied");
		kv_addf(&facts, "detail",
			ngettext("%zu file written, all or none.", "%zu files written, all or none.",
				 res.written + res.created),
			res.written + res.created);
		kv_copy(&facts, &look);
		tell_rest(&res, &facts);
		kv_copy(&next, &d->plan.next);
		plan_needs_next(&d->plan, &next);
		for (i = 0; i < next.n; i++)
			kv_add(&facts, "said", next.v[i].value);
		kv_set(&facts, "session", res.session);
	}
	apply_result_free(&res);
	changes_free(&c);
	feed(r, "apply", &facts);
	kv_free(&look);
	kv_free(&next);
	kv_free(&facts);
}

/* Ask for one credential; 1 when one was given. */
static int ask_secret(struct run *r, const struct screen *s, const char *name)
{
	char *value = r->d->front.secret(r->d->front.self, s, name);
	int given = value && *value && env_give(r->d->env, name, value);

	if (value)
		explicit_bzero(value, strlen(value));
	free(value);
	return given;
}

/* What will usually be asked next, while this is being answered. */
static void start_ahead(struct run *r)
{
	const char *ahead = r->d->early ? wizard_ahead(r->d->wizard) : NULL;
	struct kv in = KV_INIT;

	if (!ahead)
		return;
	wizard_input(r->d->wizard, ahead, &in);
	probes_early(r->probes, ahead, &in);
	kv_free(&in);
}

/* Credentials are missing and somebody is there: ask, so that the vendor can be asked again. 1 when all were given. */
static int ask_secrets(struct run *r, const struct screen *s, const struct kv *facts)
{
	size_t i, asked = 0;

	for (i = 0; r->d->front.secret && runbook_cares(wizard_step(r->d->wizard)) && i < facts->n; i++) {
		if (strcmp(facts->v[i].key, "missing") != 0)
			continue;
		if (!ask_secret(r, s, facts->v[i].value))
			return 0;
		asked++;
	}
	return asked > 0;
}

/* Nobody typed keys: then nothing is sent. */
static void keys_none(struct run *r)
{
	struct kv facts = KV_INIT;

	kv_set(&facts, "result", "failed");
	kv_set(&facts, "detail", r->d->front.secret ? _("no keys were typed, and nothing was sent")
						    : _("keys are typed by a person; use the tenant's link, or a terminal"));
	feed(r, "connect-keys", &facts);
	kv_free(&facts);
}

static void start_probe(struct run *r, const struct effect *ef)
{
	struct kv in = KV_INIT;
	struct err e = ERR_INIT;

	wizard_input(r->d->wizard, ef->probe, &in);
	if (!strcmp(ef->probe, "connect-keys") && !keys_ask(r, kv_or(&in, "tenant", ""))) {
		keys_none(r);
		kv_free(&in);
		return;
	}
	request_text(wizard_all(r->d->wizard), ef->probe, &in);
	if (probes_start(r->probes, ef->probe, &in, &e)) {
		*r->e = e;
		run_stop(r, e.code);
	} else {
		r->probe = ef->probe;
		if (!runbook_cares(wizard_step(r->d->wizard)))
			probes_hurry(r->probes, HURRY_MS);
		start_ahead(r);
	}
	kv_free(&in);
}

/* Is the running probe still what the fold is owed? */
static int wanted(const struct run *r)
{
	struct effect ef = wizard_owes(r->d->wizard);

	return ef.kind == EFFECT_PROBE && r->probe && !strcmp(ef.probe, r->probe);
}

int run_pay(struct run *r)
{
	struct effect ef = wizard_owes(r->d->wizard);
	int64_t due;

	if (probes_running(r->probes)) {
		if (wanted(r))
			return TICK_MS;
		probes_cancel(r->probes); /* the person went elsewhere */
	}
	switch (ef.kind) {
	case EFFECT_PLAN:
		pay_plan(r);
		return 0;
	case EFFECT_APPLY:
		pay_apply(r);
		return 0;
	case EFFECT_PROBE:
		due = r->last_end + ef.delay_ms - clock_ms();
		if (ef.delay_ms && due > 0)
			return due > 1000 ? 1000 : (int)due;
		start_probe(r, &ef);
		return probes_running(r->probes) ? 0 : TICK_MS;
	default:
		return -1;
	}
}

void run_collect(struct run *r, const struct screen *s)
{
	struct kv facts = KV_INIT;

	if (!probes_take(r->probes, &facts)) {
		kv_free(&facts);
		return;
	}
	r->last_end = clock_ms();
	r->looks += r->probe && !strcmp(r->probe, "accounts");
	/* an answer given meanwhile may have led elsewhere: then nobody waits for these facts */
	if (wanted(r) && !ask_secrets(r, s, &facts))
		feed(r, r->probe, &facts);
	r->probe = NULL;
	kv_free(&facts);
}

int run_look_again(struct run *r)
{
	struct drive *d = r->d;
	struct effect ef = wizard_owes(d->wizard);

	if (ef.kind != EFFECT_PROBE || strcmp(ef.probe, "file-issue") != 0)
		return 0;
	while (wizard_fact(d->wizard, "issues.result") && wizard_back(d->wizard))
		if (session_back(&d->session, d->wizard, r->e))
			return -1;
	(void)snprintf(r->refused, sizeof(r->refused), "%s",
		       _("The walk was left while the issue was being filed, so it may be there. Go on from here: it is looked for first."));
	return 0;
}

void run_back(struct run *r, const char *step)
{
	struct wizard *w = r->d->wizard;
	struct err e = ERR_INIT;

	r->refused[0] = '\0';
	r->draft_due = 0;
	probes_cancel(r->probes);
	r->probe = NULL;
	do {
		if (!wizard_back(w))
			return;
		if (session_back(&r->d->session, w, &e)) {
			*r->e = e;
			run_stop(r, e.code);
			return;
		}
	} while (step && strcmp(wizard_step(w)->id, step) != 0);
}
