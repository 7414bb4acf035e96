/* SPDX-License-Identifier: MIT */
/* tell: why a step was decided as it was, and the map of the tree, as text. */
#include "base/i18n.h"
#include "base/mem.h"
#include "runbook/evidence.h"
#include "runbook/kinds.h"

#include <stdlib.h>
#include <string.h>

/* So many earlier answers of one probe are told; a board that is followed asks again and again. */
#define ROUNDS 5

static void tell_round(const struct event *ev, struct buf *out)
{
	size_t i;

	for (i = 0; i < ev->facts.n; i++) {
		if (strcmp(ev->facts.v[i].key, "evidence") != 0)
			continue;
		buf_adds(out, "  ");
		evidence_tell(ev->facts.v[i].value, out);
	}
}

/* Every request of that probe, those of an earlier try, too: what was asked twice may have been answered twice. */
static void tell_evidence(const struct wizard *w, const char *probe, struct buf *out)
{
	size_t rounds = 0, skip, i;

	for (i = 0; i < w->n_ev; i++)
		rounds += w->ev[i].kind == EVENT_FACTS && !strcmp(w->ev[i].step, probe);
	skip = rounds > ROUNDS ? rounds - ROUNDS : 0;
	if (skip)
		buf_addf(out, ngettext("  Asked %zu time before this.\n", "  Asked %zu times before this.\n", skip), skip);
	for (i = 0; i < w->n_ev; i++)
		if (w->ev[i].kind == EVENT_FACTS && !strcmp(w->ev[i].step, probe) && (!skip || !skip--))
			tell_round(&w->ev[i], out);
}

/* Is this step told where an earlier visit to it, or another step with its probe, was? */
static int told(const struct wizard *w, size_t i)
{
	const struct step *st = &w->rb->steps[w->way[i]];
	size_t k;

	for (k = 0; k < i; k++)
		if (w->way[k] == w->way[i] ||
		    (st->probe && w->rb->steps[w->way[k]].probe && !strcmp(w->rb->steps[w->way[k]].probe, st->probe)))
			return 1;
	return 0;
}

void wizard_why(const struct wizard *w, const char *step, struct buf *out)
{
	size_t at = step ? runbook_step(w->rb, step) : w->here, i;
	const char *rail = at == STEP_NONE ? NULL : w->rb->steps[at].rail;

	for (i = 0; i < w->n_way; i++) {
		const struct step *st = &w->rb->steps[w->way[i]];
		const char *said = kv_get(&w->facts, st->id);

		if ((w->way[i] != at && !(rail && st->rail && !strcmp(st->rail, rail))) || told(w, i))
			continue;
		if (st->rule)
			buf_addf(out, _("The runbook says: %s\n"), _(st->rule));
		if (said && st->kind->answers)
			buf_addf(out, _("You answered %s: %s\n"), st->id, said);
		if (st->probe)
			tell_evidence(w, st->probe, out);
		if (!strcmp(st->kind_name, "connect")) {
			tell_evidence(w, "beside", out);
			tell_evidence(w, "accounts", out);
			tell_evidence(w, "link", out);
		}
	}
	if (!out->len)
		buf_adds(out, _("Nothing was asked or decided here yet.\n"));
}

/* Each line of a text, moved in. */
static void moved_in(const char *text, struct buf *out)
{
	while (*text) {
		size_t n = strcspn(text, "\n");

		buf_adds(out, "  ");
		buf_add(out, text, n);
		buf_addc(out, '\n');
		text += n;
		text += *text == '\n';
	}
}

void wizard_why_all(const struct wizard *w, struct buf *out)
{
	struct view v;
	size_t i;

	wizard_view(w, NULL, 0, &v);
	for (i = 0; i < v.n_rail; i++) {
		const struct view_rail *r = &v.rail[i];
		struct buf why = BUF_INIT;

		if (r->mark == MARK_AHEAD)
			continue;
		buf_addf(out, *r->text ? "%s: %s\n" : "%s\n", r->label, r->text);
		wizard_why(w, r->step, &why);
		moved_in(buf_str(&why), out);
		buf_free(&why);
	}
	if (!v.n_rail)
		wizard_why(w, NULL, out);
	view_free(&v);
}

void wizard_map(const struct wizard *w, struct buf *out)
{
	runbook_draw(w->rb, w->way, w->n_way, out);
}

/* ---- the tree as text */

struct drawing {
	const struct runbook *rb;
	const size_t *way; /* steps in the order they were entered; NULL: no walk */
	size_t n_way;
	unsigned char *drawn;
	struct buf *out;
};

/* A way is marked when it was gone: other ways to the same step were not. */
static const char *mark_way(const struct drawing *d, size_t from, size_t to)
{
	const char *mark = "·";
	size_t i;

	for (i = 0; i < d->n_way; i++)
		if (d->way[i] == to && (i ? d->way[i - 1] : STEP_NONE) == from)
			mark = i + 1 == d->n_way ? "›" : "✓";
	return mark;
}

static void draw_step(struct drawing *d, size_t from, size_t at, int depth, const char *by)
{
	const struct step *st = &d->rb->steps[at];
	size_t i;

	buf_addf(d->out, "%s ", mark_way(d, from, at));
	buf_pad(d->out, ' ', (size_t)depth * 2);
	if (by)
		buf_addf(d->out, "%s → ", by);
	buf_adds(d->out, st->id);
	if (d->drawn[at] && strcmp(st->kind_name, "end") != 0) {
		buf_adds(d->out, _(" (above)"));
		buf_addc(d->out, '\n');
		return;
	}
	if (!strcmp(st->kind_name, "end") && st->path)
		buf_addf(d->out, "  [%s]", st->path);
	else if (st->rail)
		buf_addf(d->out, "  (%s)", _(st->rail));
	buf_addc(d->out, '\n');
	d->drawn[at] = 1;
	for (i = 0; i < st->n_options; i++) {
		const struct option *o = &st->options[i];

		if (o->to != STEP_NONE && o->to != at)
			draw_step(d, at, o->to, depth + 1, o->id ? o->id : o->each);
	}
	if (st->to != STEP_NONE)
		draw_step(d, at, st->to, depth + (st->n_options ? 1 : 0), NULL);
}

void runbook_draw(const struct runbook *rb, const size_t *way, size_t n_way, struct buf *out)
{
	struct drawing d = { rb, way, n_way, mem_alloc(rb->n), out };

	draw_step(&d, STEP_NONE, rb->start, 0, NULL);
	free(d.drawn);
}

void runbook_strings(const struct runbook *rb, void (*text)(void *arg, const char *s), void *arg)
{
	size_t i, k;

	for (i = 0; i < rb->n; i++) {
		const struct step *st = &rb->steps[i];
		const char *const all[] = { st->rail, st->prompt, st->help, st->rule, st->note };

		for (k = 0; k < sizeof(all) / sizeof(*all); k++)
			if (all[k])
				text(arg, all[k]);
		for (k = 0; k < st->n_options; k++) {
			if (st->options[k].label)
				text(arg, st->options[k].label);
			if (st->options[k].hint)
				text(arg, st->options[k].hint);
		}
		for (k = 0; k < st->text.n; k++)
			text(arg, st->text.v[k].value);
	}
}
