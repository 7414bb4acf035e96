/* SPDX-License-Identifier: MIT */
/* run_draft: what stands in a field outlives going back, and a kill where typing paused: that costs at most the last word. */
#include "ui/run.h"

#include "base/clock.h"
#include "work/draft.h"
#include "work/env.h"

#include <stdlib.h>
#include <string.h>

#define PAUSE_MS 400 /* longer than between two keys, shorter than before the next thought */

const char *run_draft(const struct run *r)
{
	return kv_get(&r->drafts, wizard_step(r->d->wizard)->id);
}

void run_draft_typed(struct run *r, const struct screen *s)
{
	const char *now, *was = run_draft(r);

	if (!r->d->front.typed || s->view->kind != VIEW_ASK || s->view->secret)
		return;
	now = r->d->front.typed(r->d->front.self);
	if (!now || !strcmp(now, was ? was : s->view->value))
		return;
	kv_set(&r->drafts, wizard_step(r->d->wizard)->id, now);
	r->draft_due = clock_ms() + PAUSE_MS;
}

void run_draft_keep(struct run *r)
{
	struct kv known = KV_INIT;

	if (!r->draft_due)
		return;
	r->draft_due = 0;
	env_known(r->d->env, &known);
	draft_put(&r->d->session, wizard_step(r->d->wizard)->id, run_draft(r), &known);
	env_forget(&known);
}

int run_draft_wait(struct run *r, int timeout)
{
	int64_t left = r->draft_due - clock_ms();

	if (!r->draft_due)
		return timeout;
	if (left <= 0) {
		run_draft_keep(r);
		return timeout;
	}
	return timeout < 0 || timeout > left ? (int)left : timeout;
}

void run_draft_over(struct run *r, const char *step)
{
	kv_del(&r->drafts, step);
	r->draft_due = 0;
}

void run_draft_again(struct run *r)
{
	const char *step = wizard_step(r->d->wizard)->id;
	char *text = wizard_asks(r->d->wizard) ? draft_get_new(&r->d->session, step) : NULL;

	if (text)
		kv_set(&r->drafts, step, text);
	free(text);
}
