/* SPDX-License-Identifier: MIT */
/* run_draft: what stands in a field is kept when typing pauses, so that a kill costs at most the last word. */
#include "ui/run.h"

#include "base/clock.h"
#include "base/mem.h"
#include "work/draft.h"
#include "work/env.h"

#include <stdlib.h>
#include <string.h>

#define PAUSE_MS 400 /* longer than between two keys, shorter than before the next thought */

void run_draft_typed(struct run *r, const struct screen *s)
{
	const char *now;

	if (!r->d->front.typed || s->view->kind != VIEW_ASK || s->view->secret)
		return;
	now = r->d->front.typed(r->d->front.self);
	if (now && !strcmp(now, r->draft ? r->draft : s->view->value))
		return;
	free(r->draft);
	r->draft = now ? mem_str(now) : NULL;
	r->draft_due = clock_ms() + PAUSE_MS;
}

void run_draft_keep(struct run *r)
{
	struct kv known = KV_INIT;

	if (!r->draft_due)
		return;
	r->draft_due = 0;
	env_known(r->d->env, &known);
	draft_put(&r->d->session, wizard_step(r->d->wizard)->id, r->draft, &known);
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

void run_draft_over(struct run *r)
{
	free(r->draft);
	r->draft = NULL;
	r->draft_due = 0;
}

void run_draft_again(struct run *r)
{
	run_draft_over(r);
	if (wizard_asks(r->d->wizard))
		r->draft = draft_get_new(&r->d->session, wizard_step(r->d->wizard)->id);
}
