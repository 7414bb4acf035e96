/* SPDX-License-Identifier: MIT */
/* view: from the state of the fold to what any front end shows. */
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "runbook/kinds.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *fact_or(const struct wizard *w, const char *key, const char *fallback)
{
	const char *value = wizard_fact(w, key);

	return value ? value : fallback;
}

/* What the rail says of one step: its note, or what its probe found. */
static char *note_of(const struct wizard *w, const struct step *st, int passed)
{
	const char *probe = kind_probe(st);
	const char *detail = probe && passed ? facts_of(&w->facts, probe, "detail") : NULL;
	struct buf b = BUF_INIT;

	if (detail)
		return mem_str(detail);
	if (st->note)
		wizard_fill(&w->facts, _(st->note), &b);
	if (!passed && strchr(buf_str(&b), '{'))
		buf_reset(&b); /* it speaks of something that is not known yet */
	return buf_detach(&b);
}

static struct view_rail *row_of(struct view *v, const struct step *st, enum mark mark)
{
	struct view_rail *r;
	const char *label = _(st->rail);
	size_t i;

	for (i = 0; i < v->n_rail; i++)
		if (!strcmp(v->rail[i].label, label))
			return &v->rail[i];
	v->rail = mem_array(v->rail, v->n_rail + 1, sizeof(*r));
	r = &v->rail[v->n_rail++];
	r->mark = mark;
	r->label = mem_str(label);
	r->step = mem_str(st->id);
	r->text = mem_str("");
	r->ms = -1;
	return r;
}

/* Later steps of a row add their note behind the first one's. */
static void row_note(struct view_rail *r, char *note)
{
	char *both;

	if (!*note) {
		free(note);
		return;
	}
	if (!*r->text || strstr(note, r->text)) {
		free(r->text);
		r->text = note;
		return;
	}
	both = mem_fmt("%s · %s", r->text, note);
	free(r->text);
	free(note);
	r->text = both;
}

static enum mark mark_of(const struct wizard *w, const struct step *st)
{
	const char *probe = kind_probe(st);
	const char *result = probe ? facts_of(&w->facts, probe, "result") : NULL;

	if (result && runbook_cares(st) && (!strcmp(result, "unknown") || !strcmp(result, "broken")))
		return MARK_WARN;
	if (result && (!strcmp(result, "failed") || !strcmp(result, "refused")))
		return MARK_FAIL;
	return MARK_DONE;
}

static void rail_passed(const struct wizard *w, struct view *v)
{
	size_t i, k;

	for (i = 0; i < w->n_way; i++) {
		const struct step *st = &w->rb->steps[w->way[i]];
		struct view_rail *r;
		enum mark m;

		for (k = i + 1; k < w->n_way && w->way[k] != w->way[i]; k++)
			;
		if (!st->rail || k < w->n_way)
			continue; /* asked again later: that visit counts */
		r = row_of(v, st, MARK_DONE);
		m = mark_of(w, st);
		if (m != MARK_DONE || r->mark == MARK_DONE)
			r->mark = m;
		if (st->probe) {
			const char *ms = facts_of(&w->facts, st->probe, "ms");

			if (ms)
				r->ms = strtol(ms, NULL, 10);
		}
		if (i + 1 < w->n_way || mark_of(w, st) != MARK_DONE || st->note)
			row_note(r, note_of(w, st, i + 1 < w->n_way));
	}
}

static size_t usual_way(const struct step *st)
{
	size_t to = st->usual ? runbook_way(st, st->usual) : STEP_NONE, i;

	if (to == STEP_NONE)
		to = st->to;
	for (i = 0; to == STEP_NONE && i < st->n_options; i++)
		to = st->options[i].to;
	return to;
}

const char *wizard_ahead(const struct wizard *w)
{
	size_t to = usual_way(&w->rb->steps[w->here]);

	return to == STEP_NONE ? NULL : w->rb->steps[to].probe;
}

/* Ahead, but answered before a Back: nothing of that is lost. `last`: the row that has said so already. */
static void row_before(struct view_rail *r, const char *value, const char **last)
{
	if (r->mark != MARK_AHEAD)
		return;
	if (*last == r->step) {
		row_note(r, mem_str(value));
		return;
	}
	free(r->text);
	/* TRANSLATORS: the answer that was given here before somebody went back */
	r->text = mem_fmt(_("before: %s"), value);
	*last = r->step;
}

static void rail_ahead(const struct wizard *w, struct view *v)
{
	const char *said = NULL;
	size_t at = w->here, rounds;

	for (rounds = 0; rounds < w->rb->n; rounds++) {
		const struct step *st = &w->rb->steps[at];
		size_t before = v->n_rail;
		struct view_rail *r;

		if (st->rail && at != w->here) {
			r = row_of(v, st, MARK_AHEAD);
			if (again_kept(st) && kv_get(&w->remembered, st->id))
				row_before(r, kv_get(&w->remembered, st->id), &said);
			else if (v->n_rail > before)
				row_note(r, note_of(w, st, 0));
		}
		at = usual_way(st);
		if (at == STEP_NONE)
			return;
	}
}

static void rail(const struct wizard *w, const char *busy, long ms, struct view *v)
{
	const struct step *st = &w->rb->steps[w->here];
	size_t i;

	rail_passed(w, v);
	if (st->rail) {
		struct view_rail *r = row_of(v, st, MARK_NOW);

		/* unknown stays loud while the question about it stands */
		if (wizard_owes(w).kind != EFFECT_NONE)
			r->mark = MARK_BUSY;
		else if (r->mark != MARK_WARN)
			r->mark = MARK_NOW;
		if (v->recheck) {
			r->mark = MARK_WARN;
			/* TRANSLATORS: an answer of before, when what it rested on has changed */
			row_note(r, mem_str(_("to re-check")));
		}
		if (!strcmp(st->kind_name, "connect") && facts_of(&w->facts, "accounts", "result"))
			r->mark = MARK_NOW; /* polling is the normal state of this step */
		if (r->mark == MARK_BUSY && busy) {
			free(r->text);
			r->text = mem_str(busy);
			r->ms = ms;
		}
	}
	if (strcmp(st->kind_name, "end") != 0)
		rail_ahead(w, v);
	for (i = 0; i < v->n_rail; i++)
		if (v->rail[i].mark == MARK_NOW && mark_of(w, st) == MARK_WARN)
			v->rail[i].mark = MARK_WARN;
}

void wizard_view(const struct wizard *w, const char *busy, long ms, struct view *v)
{
	const struct step *st = &w->rb->steps[w->here];
	const char *tenants = wizard_fact(w, "tenants");
	struct buf b = BUF_INIT;
	size_t i;
	int written;

	memset(v, 0, sizeof(*v));
	v->step = mem_str(st->id);
	v->title = mem_str(fact_or(w, "provider", ""));
	v->tenants = mem_str(tenants && strcmp(tenants, "-") != 0 ? tenants : "");
	v->dry_run = w->dry_run;
	if (st->prompt)
		wizard_fill(&w->facts, _(st->prompt), &b);
	v->question = mem_str(buf_str(&b));
	buf_reset(&b);
	if (st->help)
		wizard_fill(&w->facts, _(st->help), &b);
	v->help = mem_str(buf_str(&b));
	buf_free(&b);
	v->link = st->link ? mem_str(wizard_fact(w, st->link)) : NULL;
	v->kind = VIEW_BUSY;
	if (w->stuck[0]) {
		v->kind = VIEW_END;
		v->exit_code = E_FAIL;
		kv_add(&v->lines, "", w->stuck);
	} else if (st->kind->view) {
		st->kind->view(w, st, v);
	}
	v->recheck = again_note(w);
	if (!v->rollout || v->kind != VIEW_CONNECT)
		rail(w, busy, ms, v); /* a rollout's board has the screen for itself, and a thousand tenants to look at */
	written = wizard_fact(w, "apply.result") || wizard_fact(w, "board.left");
	for (i = 0; i < w->n_ev && !written && !v->can_back; i++)
		v->can_back = w->ev[i].kind == EVENT_ANSWER;
	if (v->kind == VIEW_BUSY && st->probe && !strcmp(st->probe, "file-issue"))
		v->can_back = 0; /* it may be there already, and a second yes would file it twice */
}

void view_free(struct view *v)
{
	size_t i;

	for (i = 0; i < v->n_rail; i++) {
		free(v->rail[i].step);
		free(v->rail[i].label);
		free(v->rail[i].text);
	}
	for (i = 0; i < v->n_options; i++) {
		free(v->options[i].id);
		free(v->options[i].label);
		free(v->options[i].hint);
		free(v->options[i].off);
	}
	for (i = 0; i < v->n_tenant; i++) {
		free(v->tenant[i].name);
		free(v->tenant[i].state);
		free(v->tenant[i].account);
		free(v->tenant[i].link);
		free(v->tenant[i].until);
		free(v->tenant[i].made);
		free(v->tenant[i].tools);
		free(v->tenant[i].files);
		free(v->tenant[i].error);
		free(v->tenant[i].other);
		free(v->tenant[i].login);
		free(v->tenant[i].other_account);
	}
	free(v->environment);
	free(v->app);
	free(v->rail);
	free(v->options);
	free(v->tenant);
	free(v->step);
	free(v->title);
	free(v->tenants);
	free(v->question);
	free(v->help);
	free(v->value);
	free(v->error);
	free(v->recheck);
	free(v->link);
	kv_free(&v->lines);
	memset(v, 0, sizeof(*v));
}
