/* SPDX-License-Identifier: MIT */
/* wizard: the fold itself: events in, state out, and Back as fewer events folded again. */
#include "runbook/wizard.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "runbook/kinds.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS_MAX 1000 /* branch after branch: a sound runbook never comes near */

static const struct step *here(const struct wizard *w)
{
	return &w->rb->steps[w->here];
}

static void enter(struct wizard *w, size_t to)
{
	const struct step *st = &w->rb->steps[to];

	MEM_GROW(w->way, w->n_way, w->cap_way);
	w->way[w->n_way++] = to;
	w->here = to;
	if (st->path)
		kv_set(&w->facts, "way.path", st->path);
	w->board->stale = 1; /* what is read out of the facts is read anew once they have changed */
	if (st->kind->enter)
		st->kind->enter(w, st);
	w->board->stale = 1;
}

/* Go on for as long as the step we stand on knows where to. */
static void settle(struct wizard *w)
{
	int rounds;

	for (rounds = 0; rounds < ROUNDS_MAX; rounds++) {
		const struct step *st = here(w);
		const char *result = st->kind->settle ? st->kind->settle(w, st) : NULL;
		const struct option *o;
		size_t to;

		if (!result)
			return;
		to = runbook_way(st, result);
		o = st->kind->answers ? kind_option(w, st, result) : NULL;
		if (o && o->each && (!o->id || strcmp(o->id, result) != 0))
			to = o->to; /* a candidate goes the way of its option */
		if (to == STEP_NONE && !st->kind->answers)
			to = runbook_way(st, "unknown");
		if (to == STEP_NONE) {
			(void)snprintf(w->stuck, sizeof(w->stuck),
				       _("The runbook has no way on from '%s' for the result '%s'."),
				       st->id, result);
			return;
		}
		if (st->kind->leave)
			st->kind->leave(w, st, result);
		enter(w, to);
	}
	(void)snprintf(w->stuck, sizeof(w->stuck), _("The runbook goes in circles at '%s'."),
		       here(w)->id);
}

/* "ascend, kahuna" also as one fact "tenant" each. */
static void file_tenants(struct wizard *w, const char *list)
{
	kv_del(&w->facts, "tenant");
	if (!strcmp(list, "-"))
		return;
	while (*list) {
		size_t n = strcspn(list, ",");
		char *one = mem_strn(list, n);

		kv_add(&w->facts, "tenant", one);
		free(one);
		list += n;
		list += strspn(list, ", ");
	}
}

/* A name that comes near what was typed ("PROBE.near") is what was meant: it is the provider from here on. */
static void take_near(struct wizard *w, const struct option *o, const char *slug)
{
	ask_check *check = ask_check_find("provider");
	struct buf canon = BUF_INIT;
	struct err e = ERR_INIT;
	size_t n = strlen(slug), i;

	for (i = 0; i < w->facts.n; i++) {
		const char *row = w->facts.v[i].value;
		char *name;

		if (strcmp(w->facts.v[i].key, o->each) || strncmp(row, slug, n) || row[n] != '\t')
			continue;
		name = mem_strn(row + n + 1, strcspn(row + n + 1, "\t"));
		if (!check(name, &canon, &e) || (buf_reset(&canon), !check(slug, &canon, &e)))
			kv_set(&w->facts, "provider", buf_str(&canon));
		kv_set(&w->facts, "near.accepted", slug);
		free(name);
		break;
	}
	buf_free(&canon);
}

static void fold_answer(struct wizard *w, const struct event *ev)
{
	const struct step *st = here(w);
	const struct option *o = kind_option(w, st, ev->value);
	size_t n = o && o->each ? strlen(o->each) : 0;

	if (st->kind->take && st->kind->take(w, st, ev->value)) {
		w->board->stale = 1;
		settle(w);
		return;
	}
	kv_set(&w->facts, st->id, ev->value);
	if (o && o->path)
		kv_set(&w->facts, "way.path", o->path);
	if (n > 5 && !strcmp(o->each + n - 5, ".near"))
		take_near(w, o, ev->value);
	if (st->check && !strcmp(st->check, "tenants"))
		file_tenants(w, ev->value);
	w->board->stale = 1;
	settle(w);
}

/* Links that could not be made are tried again, but not before the accounts were looked at once more. */
static void fold_links(struct wizard *w, const char *probe)
{
	const char *made = kv_get(&w->facts, "link.result");

	if (!strcmp(probe, "link"))
		kv_del(&w->facts, "link.again");
	else if (!strcmp(probe, "accounts") && made && strcmp(made, "ok") != 0)
		kv_set(&w->facts, "link.again", "yes");
}

static void fold_facts(struct wizard *w, const struct event *ev)
{
	fold_links(w, ev->step);
	facts_file(w, ev);
	connect_heard(w, ev);
	w->board->stale = 1;
	settle(w);
}

static void fold(struct wizard *w, const struct event *ev)
{
	if (ev->kind == EVENT_ANSWER)
		fold_answer(w, ev);
	else
		fold_facts(w, ev);
}

static void restart(struct wizard *w)
{
	kv_free(&w->facts);
	kv_copy(&w->facts, &w->seed);
	w->n_way = 0;
	w->stuck[0] = '\0';
	w->board->stale = 1;
	enter(w, w->rb->start);
	settle(w);
}

struct wizard *wizard_new(const struct runbook *rb, int dry_run, const struct kv *seed)
{
	struct wizard *w = mem_alloc(sizeof(*w));

	w->rb = rb;
	w->dry_run = dry_run;
	w->board = mem_alloc(sizeof(*w->board));
	if (seed)
		kv_copy(&w->seed, seed);
	restart(w);
	return w;
}

int wizard_seed(struct wizard *w, const char *key, const char *value)
{
	assert(!w->n_ev);
	if (value && kv_get(&w->seed, key))
		return 0;
	if (value)
		kv_set(&w->seed, key, value);
	else
		kv_del(&w->seed, key);
	restart(w);
	return 1;
}

static void event_free(struct event *ev)
{
	free(ev->step);
	free(ev->value);
	free(ev->seen);
	free(ev->by);
	kv_free(&ev->facts);
}

void wizard_free(struct wizard *w)
{
	size_t i;

	if (!w)
		return;
	for (i = 0; i < w->n_ev; i++)
		event_free(&w->ev[i]);
	free(w->ev);
	kv_free(&w->seed);
	kv_free(&w->facts);
	kv_free(&w->remembered);
	kv_free(&w->beside);
	kv_free(&w->seen);
	free(w->way);
	board_free(w->board);
	free(w->board);
	free(w);
}

static struct event *append(struct wizard *w, enum event_kind kind, const char *step)
{
	struct event *ev;

	MEM_GROW(w->ev, w->n_ev, w->cap_ev);
	ev = &w->ev[w->n_ev++];
	memset(ev, 0, sizeof(*ev));
	ev->kind = kind;
	ev->step = mem_str(step);
	return ev;
}

int wizard_answer(struct wizard *w, const char *step, const char *value, struct err *e)
{
	const struct step *st = here(w);
	struct buf canon = BUF_INIT;
	struct event *ev;

	if (strcmp(st->id, step) != 0 || !st->kind->answers)
		return err_set(e, E_USAGE, _("'%s' is not being asked now."), step);
	if (st->kind->accept(w, st, value, &canon, e)) {
		buf_free(&canon);
		return -1;
	}
	ev = append(w, EVENT_ANSWER, step);
	ev->value = buf_detach(&canon);
	ev->seen = again_seen(w);
	kv_del(&w->remembered, step); /* it is said now */
	w->asked[0] = '\0';
	fold(w, ev);
	return 0;
}

void wizard_said_by(struct wizard *w, const char *by)
{
	struct event *ev = w->n_ev ? &w->ev[w->n_ev - 1] : NULL;

	if (!ev || ev->kind != EVENT_ANSWER)
		return;
	free(ev->by);
	ev->by = mem_str(by);
}

int wizard_facts(struct wizard *w, const char *probe, const struct kv *facts, struct err *e)
{
	struct effect ef = wizard_owes(w);
	struct event *ev;

	if (ef.kind == EFFECT_NONE || strcmp(ef.probe, probe) != 0)
		return err_set(e, E_FAIL, _("Nobody asked '%s' now; its answer is dropped."), probe);
	ev = append(w, EVENT_FACTS, probe);
	kv_copy(&ev->facts, facts);
	fold(w, ev);
	return 0;
}

static void remember(struct wizard *w, const struct event *ev)
{
	const struct step *st = &w->rb->steps[runbook_step(w->rb, ev->step)];
	const char *fact = st->fact ? kv_get(&w->facts, st->fact) : NULL;

	kv_set(&w->remembered, st->id, ev->value);
	if (fact)
		kv_set(&w->beside, st->id, fact);
	else
		kv_del(&w->beside, st->id);
	kv_set(&w->seen, st->id, ev->seen ? ev->seen : "");
}

/* Keep the first n events only and fold them again; dropped answers are proposed when asked anew. */
static void cut(struct wizard *w, size_t n)
{
	size_t i;

	for (i = n; i < w->n_ev; i++) {
		if (w->ev[i].kind == EVENT_ANSWER)
			remember(w, &w->ev[i]);
		event_free(&w->ev[i]);
	}
	w->n_ev = n;
	restart(w);
	for (i = 0; i < w->n_ev; i++)
		fold(w, &w->ev[i]);
}

int wizard_back(struct wizard *w)
{
	size_t last = w->n_ev;

	if (kv_get(&w->facts, "apply.result") || kv_get(&w->facts, "board.left"))
		return 0; /* files are written; undo is the way back from there */
	while (last > 0 && w->ev[last - 1].kind != EVENT_ANSWER)
		last--;
	if (last == 0)
		return 0;
	cut(w, last - 1);
	(void)snprintf(w->asked, sizeof(w->asked), "%s", here(w)->id);
	return 1;
}

int wizard_rewind(struct wizard *w, const char *probe)
{
	size_t at = w->n_ev;

	while (at > 0 && !(w->ev[at - 1].kind == EVENT_FACTS && !strcmp(w->ev[at - 1].step, probe)))
		at--;
	if (at == 0)
		return 0;
	cut(w, at - 1);
	return 1;
}

void wizard_restart(struct wizard *w)
{
	cut(w, 0);
	kv_free(&w->remembered);
	kv_free(&w->beside);
	kv_free(&w->seen);
	w->asked[0] = '\0';
}

struct effect wizard_owes(const struct wizard *w)
{
	const struct step *st = here(w);
	struct effect none = { EFFECT_NONE, NULL, 0 };

	return st->kind->owes && !w->stuck[0] ? st->kind->owes(w, st) : none;
}

const struct step *wizard_step(const struct wizard *w)
{
	return here(w);
}

int wizard_asks(const struct wizard *w)
{
	return here(w)->kind->answers;
}

int wizard_waits(const struct wizard *w)
{
	return here(w)->kind->answers && wizard_owes(w).kind == EFFECT_NONE;
}

int wizard_over(const struct wizard *w)
{
	return w->stuck[0] || !strcmp(here(w)->kind_name, "end");
}

const struct kv *wizard_all(const struct wizard *w)
{
	return &w->facts;
}

size_t wizard_events(const struct wizard *w)
{
	return w->n_ev;
}

const struct event *wizard_event(const struct wizard *w, size_t i)
{
	assert(i < w->n_ev);
	return &w->ev[i];
}

void wizard_fill(const struct kv *facts, const char *text, struct buf *out)
{
	while (*text) {
		size_t n = strcspn(text, "{"), k;
		const char *value;
		char *name;

		buf_add(out, text, n);
		text += n;
		if (!*text)
			break;
		k = strcspn(text + 1, "}");
		name = mem_strn(text + 1, k);
		value = text[1 + k] ? kv_get(facts, name) : NULL;
		if (value)
			buf_adds(out, value);
		else
			buf_add(out, text, text[1 + k] ? k + 2 : k + 1);
		text += text[1 + k] ? k + 2 : k + 1;
		free(name);
	}
}

void wizard_record(const struct wizard *w, struct buf *out)
{
	size_t i;

	for (i = 0; i < w->n_ev; i++)
		if (w->ev[i].kind == EVENT_ANSWER)
			buf_addf(out, "%s: %s\n", w->ev[i].step, w->ev[i].value);
}
