/* SPDX-License-Identifier: MIT */
/* limit: how long a walk may last, and what is said when that is over. */
#include "base/clock.h"
#include "base/i18n.h"
#include "ui/run.h"

#include <string.h>

int run_written(const struct run *r)
{
	const char *how = wizard_fact(r->d->wizard, "apply.result");

	return how && !strcmp(how, "applied");
}

void run_timed_out(struct run *r)
{
	const struct step *st = wizard_step(r->d->wizard);
	long long s = (r->d->limit_ms + 999) / 1000;

	run_stop(r, E_TIMEOUT);
	if (run_written(r) && !r->d->story)
		err_set(r->e, E_TIMEOUT,
			_("%lld seconds (--timeout) are over at '%s'. The files are written, and nothing was committed. `toolgap wizard --resume` comes back to this step; `toolgap undo` takes them back."),
			s, st->id);
	else if (r->d->story)
		err_set(r->e, E_TIMEOUT,
			_("%lld seconds (--timeout) are over at '%s'. Files that were written stand; the same command goes on from here."), s,
			st->id);
	else if (r->d->session.begun && !r->d->throw_away)
		err_set(r->e, E_TIMEOUT,
			_("%lld seconds (--timeout) are over at '%s'. No file was changed. The walk is kept: `toolgap wizard --resume` goes on with it."),
			s, st->id);
	else
		err_set(r->e, E_TIMEOUT,
			_("%lld seconds (--timeout) are over at '%s'. No file was changed; give it more time, or look why it takes so long (`toolgap doctor`)."),
			s, st->id);
}

int run_within(const struct run *r, int timeout)
{
	int64_t left;

	if (!r->until)
		return timeout;
	left = r->until - clock_ms();
	if (left < 0)
		left = 0;
	return timeout < 0 || left < timeout ? (int)left : timeout;
}
