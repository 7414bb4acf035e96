/* SPDX-License-Identifier: MIT */
/* sound: the proof that a runbook can be walked: every step reached, every walk ends, every name known. */
#include "base/i18n.h"
#include "base/mem.h"
#include "runbook/kinds.h"

#include <stdlib.h>
#include <string.h>

/* Names used in texts get a number each, so that "known here" is a row of bytes. */
struct names {
	struct kv all; /* name → its number */
	unsigned char *known; /* [step][name]: on every way to the step */
	unsigned char *given; /* [step][name]: by the step */
};

static int each_way(const struct step *st, size_t *i, size_t *to)
{
	while (*i <= st->n_options) {
		size_t k = (*i)++;

		*to = k == st->n_options ? st->to : st->options[k].to;
		if (*to != STEP_NONE)
			return 1;
	}
	return 0;
}

/* What a kind may answer, whatever the runbook says: each of these needs a way on. */
static const char *lacks_way(const struct step *st)
{
	static const char *const must[][4] = { { "confirm", "yes", "no" },
					       { "connect", "connected", "pending" },
					       { "plan", "changes", "none", "refused" },
					       { "apply", "applied", "failed" } };
	size_t i, k;

	for (i = 0; i < sizeof(must) / sizeof(*must); i++)
		for (k = 1; !strcmp(must[i][0], st->kind_name) && k < 4 && must[i][k]; k++)
			if (runbook_way(st, must[i][k]) == STEP_NONE)
				return must[i][k];
	return NULL;
}

/* Probes that make something which no plan shows: in the repository, in a tracker, in an index. */
static int creates(const struct step *st)
{
	static const char *const names[] = { "commit", "file-issue", "embed" };
	size_t i;

	for (i = 0; st->probe && i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(names[i], st->probe))
			return 1;
	return 0;
}

/* Only the 'yes' of a confirm leads to a step that makes something, since a dry run turns that one into a no. */
static int behind_yes(const struct step *from, const struct option *by, const char *check)
{
	return !strcmp(from->kind_name, "confirm") && from->check && by && by->id && !strcmp(by->id, "yes") &&
	       (!strcmp(from->check, check) || !strcmp(from->check, "danger"));
}

/* Two rules that no runbook may bend: unknown is never absent, and a dry run makes nothing. */
static int check_laws(const struct runbook *rb, const struct step *st, struct err *e)
{
	size_t absent = runbook_way(st, "absent"), i, to;

	if (st->probe && !strcmp(st->probe, "link"))
		return err_set(e, E_FAIL,
			       _("%s:%zu:1: step '%s' asks the probe 'link', which belongs to a connect step"),
			       rb->name, st->line, st->id);
	if (!strcmp(st->kind_name, "probe") && absent != STEP_NONE &&
	    absent == runbook_way(st, "unknown"))
		return err_set(e, E_FAIL,
			       _("%s:%zu:1: step '%s' goes the same way for unknown and for absent; unknown is never absent"),
			       rb->name, st->line, st->id);
	i = 0;
	while (each_way(st, &i, &to)) {
		const struct option *by = i <= st->n_options ? &st->options[i - 1] : NULL;

		if (creates(&rb->steps[to]) && !behind_yes(st, by, "creates"))
			return err_set(e, E_FAIL,
				       _("%s:%zu:1: step '%s' leads to '%s', which makes something: only the 'yes' of a confirm with 'check: creates' may do that"),
				       rb->name, st->line, st->id, rb->steps[to].id);
		if (strcmp(rb->steps[to].kind_name, "apply") != 0 || behind_yes(st, by, "danger"))
			continue;
		return err_set(e, E_FAIL,
			       _("%s:%zu:1: step '%s' leads to '%s', which only the 'yes' of a confirm with 'check: danger' may do"),
			       rb->name, st->line, st->id, rb->steps[to].id);
	}
	return 0;
}

static int no_check(const struct runbook *rb, const struct step *st, struct err *e)
{
	struct buf names = BUF_INIT;

	ask_check_names(&names);
	if (st->check)
		err_set(e, E_FAIL, _("%s:%zu:1: step '%s' has the unknown 'check' %s; it is one of: %s"),
			rb->name, st->line, st->id, st->check, buf_str(&names));
	else
		err_set(e, E_FAIL, _("%s:%zu:1: step '%s' (%s) needs the field 'check', one of: %s"),
			rb->name, st->line, st->id, st->kind_name, buf_str(&names));
	buf_free(&names);
	return -1;
}

static int check_fields(const struct runbook *rb, const struct step *st, struct err *e)
{
	unsigned needs = st->kind->needs;
	const char *lacks = NULL;
	size_t i;

	if ((needs & NEEDS_PROMPT) && !st->prompt)
		lacks = "prompt";
	else if ((needs & NEEDS_NEXT) && !st->next)
		lacks = "next";
	else if ((needs & NEEDS_WAYS) && !st->n_options)
		lacks = "on";
	else if ((needs & NEEDS_PROBE) && !st->probe)
		lacks = "probe";
	else if ((needs & NEEDS_FACT) && !st->fact)
		lacks = "fact";
	else if ((needs & NEEDS_TEXT) && !st->text.n)
		lacks = "text";
	else if (!strcmp(st->kind_name, "ask") && !ask_check_find(st->check))
		return no_check(rb, st, e);
	if (lacks)
		return err_set(e, E_FAIL, _("%s:%zu:1: step '%s' (%s) needs the field '%s'"), rb->name,
			       st->line, st->id, st->kind_name, lacks);
	for (i = 0; i < st->n_options; i++)
		if (st->options[i].to == STEP_NONE && strcmp(st->kind_name, "connect") != 0)
			return err_set(e, E_FAIL, _("%s:%zu:1: option '%s' of step '%s' leads nowhere"),
				       rb->name, st->line,
				       st->options[i].id ? st->options[i].id : st->options[i].each,
				       st->id);
	lacks = lacks_way(st);
	if (lacks)
		return err_set(e, E_FAIL, _("%s:%zu:1: step '%s' (%s) has no way on for '%s'"), rb->name,
			       st->line, st->id, st->kind_name, lacks);
	if (st->usual && runbook_way(st, st->usual) == STEP_NONE)
		return err_set(e, E_FAIL, _("%s:%zu:1: the usual way '%s' of step '%s' does not exist"),
			       rb->name, st->line, st->usual, st->id);
	return 0;
}

static void reach(const struct runbook *rb, size_t at, unsigned char *seen)
{
	size_t i = 0, to;

	if (seen[at])
		return;
	seen[at] = 1;
	while (each_way(&rb->steps[at], &i, &to))
		reach(rb, to, seen);
}

/* Steps from which an end can be reached, by going backwards until nothing is new. */
static void ending(const struct runbook *rb, unsigned char *ends)
{
	int again = 1;
	size_t i, k, to;

	for (i = 0; i < rb->n; i++)
		ends[i] = !strcmp(rb->steps[i].kind_name, "end");
	while (again) {
		again = 0;
		for (i = 0; i < rb->n; i++) {
			for (k = 0; !ends[i] && each_way(&rb->steps[i], &k, &to);)
				if (ends[to])
					ends[i] = (unsigned char)(again = 1);
		}
	}
}

/* ---- names */

static void use_names(struct names *ns, const char *text)
{
	const char *p = text ? strchr(text, '{') : NULL;

	for (; p; p = strchr(p + 1, '{')) {
		size_t n = strcspn(p + 1, "}");
		char *name = mem_strn(p + 1, n);

		if (p[1 + n] && n && p[n] != '*' && !kv_get(&ns->all, name)) /* "{name*}" may well be none */
			kv_addf(&ns->all, name, "%zu", ns->all.n);
		free(name);
	}
}

static void each_text(const struct step *st, void (*f)(struct names *, const char *),
		      struct names *ns)
{
	size_t i;

	f(ns, st->prompt);
	f(ns, st->help);
	for (i = 0; i < st->text.n; i++)
		f(ns, st->text.v[i].value);
}

/* Does this step make that name known? */
static int gives(const struct step *st, const char *name)
{
	const char *probe = kind_probe(st);
	size_t n;

	if (st->kind->answers && !strcmp(name, st->id))
		return 1;
	n = probe ? strlen(probe) : 0;
	if (!probe || strncmp(name, probe, n) != 0 || name[n] != '.')
		return 0;
	name += n + 1;
	return !strcmp(name, "result") || !strcmp(name, "detail") || kv_get(&st->gives, name) != NULL;
}

static void spread(const struct runbook *rb, struct names *ns)
{
	size_t N = ns->all.n, i, k, m, to;
	int again = 1;

	memset(ns->known, 1, rb->n * N);
	memset(ns->known + rb->start * N, 0, N);
	for (i = 0; i < rb->n; i++)
		for (m = 0; m < N; m++)
			ns->given[i * N + m] = (unsigned char)gives(&rb->steps[i], ns->all.v[m].key);
	while (again) {
		again = 0;
		for (i = 0; i < rb->n; i++) {
			for (k = 0; each_way(&rb->steps[i], &k, &to);) {
				for (m = 0; m < N; m++) {
					unsigned char have = ns->known[i * N + m] | ns->given[i * N + m];

					if (ns->known[to * N + m] && !have) {
						ns->known[to * N + m] = 0;
						again = 1;
					}
				}
			}
		}
	}
}

static int check_names(const struct runbook *rb, struct err *e)
{
	struct names ns = { KV_INIT, NULL, NULL };
	int rc = 0;
	size_t i, m;

	for (i = 0; i < rb->n; i++) {
		each_text(&rb->steps[i], use_names, &ns);
		use_names(&ns, rb->steps[i].note);
	}
	ns.known = mem_alloc(rb->n * (ns.all.n + 1));
	ns.given = mem_alloc(rb->n * (ns.all.n + 1));
	if (ns.all.n)
		spread(rb, &ns);
	for (i = 0; i < rb->n && !rc; i++) {
		struct names here = { KV_INIT, NULL, NULL };
		size_t before;

		each_text(&rb->steps[i], use_names, &here);
		before = here.all.n;
		use_names(&here, rb->steps[i].note); /* shown when the step is passed */
		for (m = 0; m < here.all.n && !rc; m++) {
			const char *name = here.all.v[m].key;
			size_t number = (size_t)strtoul(kv_get(&ns.all, name), NULL, 10);

			if (!ns.known[i * ns.all.n + number] &&
			    (m < before || !gives(&rb->steps[i], name)))
				rc = err_set(e, E_FAIL,
					     _("%s:%zu:1: step '%s' speaks of {%s}, which is not known on every way to it"),
					     rb->name, rb->steps[i].line, rb->steps[i].id, name);
		}
		kv_free(&here.all);
	}
	kv_free(&ns.all);
	free(ns.known);
	free(ns.given);
	return rc;
}

int runbook_check(const struct runbook *rb, struct err *e)
{
	unsigned char *seen = mem_alloc(rb->n), *ends = mem_alloc(rb->n);
	size_t i;
	int rc = 0;

	reach(rb, rb->start, seen);
	ending(rb, ends);
	for (i = 0; i < rb->n && !rc; i++) {
		const struct step *st = &rb->steps[i];

		if (check_fields(rb, st, e) || check_laws(rb, st, e))
			rc = -1;
		else if (!seen[i])
			rc = err_set(e, E_FAIL, _("%s:%zu:1: no way leads to step '%s'"), rb->name,
				     st->line, st->id);
		else if (!ends[i])
			rc = err_set(e, E_FAIL, _("%s:%zu:1: from step '%s' no end can be reached"),
				     rb->name, st->line, st->id);
	}
	free(seen);
	free(ends);
	return rc ? rc : check_names(rb, e);
}
