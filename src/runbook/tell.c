/* SPDX-License-Identifier: MIT */
/* tell: why a step was decided as it was, and the map of the tree, as text. */
#include "base/i18n.h"
#include "base/mem.h"
#include "runbook/evidence.h"
#include "runbook/kinds.h"

#include <stdlib.h>
#include <string.h>

void evidence_parse(const char *row, struct evidence *ev)
{
	char **const field[] = { &ev->probe, &ev->result, &ev->status, &ev->ms,
				 &ev->at,    &ev->url,	  &ev->detail };
	size_t i;

	memset(ev, 0, sizeof(*ev));
	for (i = 0; i < sizeof(field) / sizeof(*field); i++) {
		size_t n = i + 1 < sizeof(field) / sizeof(*field) ? strcspn(row, "\t") : strlen(row);

		*field[i] = mem_strn(row, n);
		row += n;
		row += *row == '\t';
	}
}

void evidence_free(struct evidence *ev)
{
	free(ev->probe);
	free(ev->result);
	free(ev->status);
	free(ev->ms);
	free(ev->at);
	free(ev->url);
	free(ev->detail);
	memset(ev, 0, sizeof(*ev));
}

static const char *result_word(const char *result)
{
	static const char *const words[][2] = { { "found", N_("found") },
						{ "absent", N_("not there") },
						{ "candidate", N_("a candidate") },
						{ "unknown", N_("unknown") },
						{ "ok", N_("answered") } };
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (!strcmp(words[i][0], result))
			return _(words[i][1]);
	return result;
}

static void tell_evidence(const struct wizard *w, const char *probe, struct buf *out)
{
	char *key = mem_fmt("%s.evidence", probe);
	size_t i;

	for (i = 0; i < w->facts.n; i++) {
		struct evidence ev;

		if (strcmp(w->facts.v[i].key, key) != 0)
			continue;
		evidence_parse(w->facts.v[i].value, &ev);
		buf_addf(out, "  %s: %s\n", result_word(ev.result), ev.detail);
		if (strcmp(ev.status, "0") != 0)
			/* TRANSLATORS: URL, time stamp, HTTP status, milliseconds */
			buf_addf(out, _("    asked %s at %s: %s after %s ms\n"), ev.url, ev.at,
				 ev.status, ev.ms);
		else if (*ev.url)
			buf_addf(out, _("    asked %s at %s\n"), ev.url, ev.at);
		evidence_free(&ev);
	}
	free(key);
}

void wizard_why(const struct wizard *w, const char *step, struct buf *out)
{
	size_t at = step ? runbook_step(w->rb, step) : w->here, i;
	const char *rail = at == STEP_NONE ? NULL : w->rb->steps[at].rail;

	for (i = 0; i < w->n_way; i++) {
		const struct step *st = &w->rb->steps[w->way[i]];
		const char *said = kv_get(&w->facts, st->id);

		if (w->way[i] != at && !(rail && st->rail && !strcmp(st->rail, rail)))
			continue;
		if (st->rule)
			buf_addf(out, _("The runbook says: %s\n"), _(st->rule));
		if (said && st->kind->answers)
			buf_addf(out, _("You answered %s: %s\n"), st->id, said);
		if (st->probe)
			tell_evidence(w, st->probe, out);
		if (!strcmp(st->kind_name, "connect")) {
			tell_evidence(w, "accounts", out);
			tell_evidence(w, "link", out);
		}
	}
	if (!out->len)
		buf_adds(out, _("Nothing was asked or decided here yet.\n"));
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
