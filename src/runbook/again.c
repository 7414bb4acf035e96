/* SPDX-License-Identifier: MIT */
/* again: answers given before a Back: which still hold, and which are to be looked at again. */
#include "base/i18n.h"
#include "base/mem.h"
#include "runbook/kinds.h"

#include <stdlib.h>
#include <string.h>

/* Only what was chosen or typed. What makes something outside, and what confirms, is said anew each time. */
int again_kept(const struct step *st)
{
	return !strcmp(st->kind_name, "ask") || !strcmp(st->kind_name, "choose");
}

/* What an answer to the step we stand on rests on: all that is shown there, and the fact that is proposed. */
char *again_seen(const struct wizard *w)
{
	const struct step *st = &w->rb->steps[w->here];
	struct buf b = BUF_INIT;
	struct view v = { 0 };
	size_t i;

	if (!again_kept(st))
		return NULL;
	if (st->prompt)
		wizard_fill(&w->facts, st->prompt, &b);
	buf_addc(&b, '\n');
	if (st->help)
		wizard_fill(&w->facts, st->help, &b);
	buf_addf(&b, "\n%s\n", st->fact ? kv_or(&w->facts, st->fact, "") : "");
	st->kind->view(w, st, &v);
	for (i = 0; i < v.n_options; i++)
		buf_addf(&b, "%s\t%s\t%s\n", v.options[i].id, v.options[i].label, v.options[i].hint);
	view_free(&v);
	return buf_detach(&b);
}

/* The step was reached because somebody could not say: a decision about that is made anew. */
static int after_unknown(const struct wizard *w)
{
	size_t i;

	for (i = w->n_way; i-- > 0;) {
		const struct step *st = &w->rb->steps[w->way[i]];
		const char *result = st->probe ? facts_of(&w->facts, st->probe, "result") : NULL;

		if (st->probe)
			return result && !strcmp(result, "unknown");
	}
	return 0;
}

/* The answer of before, where this is a step that may keep it, and not the one that somebody went back to. */
static const char *before(const struct wizard *w)
{
	const struct step *st = &w->rb->steps[w->here];
	const char *said = kv_get(&w->remembered, st->id);

	return said && again_kept(st) && strcmp(st->id, w->asked) != 0 ? said : NULL;
}

static int as_seen(const struct wizard *w)
{
	const char *then = kv_get(&w->seen, w->rb->steps[w->here].id);
	char *now = again_seen(w);
	int same = then && now && !strcmp(then, now);

	free(now);
	return same;
}

const char *wizard_holds(const struct wizard *w)
{
	const char *said = before(w);

	return said && !after_unknown(w) && as_seen(w) ? said : NULL;
}

char *again_note(const struct wizard *w)
{
	const char *said = before(w), *shown = said;
	struct view v = { 0 };
	char *note = NULL;
	size_t i;

	if (!said || (!after_unknown(w) && as_seen(w)))
		return NULL;
	w->rb->steps[w->here].kind->view(w, &w->rb->steps[w->here], &v);
	for (i = 0; i < v.n_options; i++)
		if (!strcmp(v.options[i].id, said))
			shown = v.options[i].label;
	note = mem_fmt(_("To re-check: you answered \"%s\" before, and what it rested on has changed."), shown);
	view_free(&v);
	return note;
}

const char *wizard_named(const struct wizard *w)
{
	size_t i;

	for (i = w->n_ev; i-- > 0;) {
		const struct step *st;

		if (w->ev[i].kind != EVENT_ANSWER)
			continue;
		st = &w->rb->steps[runbook_step(w->rb, w->ev[i].step)];
		if (st->check && !strcmp(st->check, "short"))
			return st->id;
	}
	return NULL;
}
