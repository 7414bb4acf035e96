/* SPDX-License-Identifier: MIT */
/* runbook: the decision tree as data: load it, prove it sound, draw it. */
#ifndef TOOLGAP_RUNBOOK_RUNBOOK_H
#define TOOLGAP_RUNBOOK_RUNBOOK_H

#include "base/buf.h"
#include "base/err.h"
#include "base/kv.h"

#include <stddef.h>

/*
 * A runbook is a list of steps; data/runbook.yaml documents every field. A step has a kind (a row of the
 * table in kinds.c) and ways on: `next` (ask, say), one per option (choose, confirm), one per
 * result (probe, connect, plan, apply), one per value of a fact (branch). There is no expression
 * language: what must be computed is computed by a probe.
 *
 * Texts may name facts in braces: "{provider} is in Pipedream's catalog".
 */
#define STEP_NONE ((size_t)-1)

struct kind;

struct option {
	char *id, *label, *hint;
	char *each;             /* one option per value of this fact ("slug\tname\twhy"); id is then the slug */
	char *when;             /* offered only where this fact is known, or NULL */
	char *path;             /* the path of the runbook it means, or NULL */
	char *next;             /* NULL: the step goes on by itself */
	size_t to;              /* index of next, or STEP_NONE */
};

struct step {
	char *id, *kind_name, *rail, *prompt, *help, *check, *probe, *fact, *fallback, *rule;
	char *usual;            /* the way that the rail assumes ahead of time */
	char *note;             /* what the rail says of it, once it is passed or while it is ahead */
	char *verdict;          /* what triage says when the walk stands here */
	char *path;             /* and which path that is, or NULL */
	char *link;             /* say: the fact with the page that a person opens here, or NULL */
	int optional;           /* ask: where nobody can be asked the proposal is taken */
	int exit_code;          /* end */
	char *next;
	size_t to;
	struct option *options; /* ways on by option, result or fact value */
	size_t n_options;
	struct kv gives;        /* probe: facts it sets (keys) */
	struct kv text;         /* say, end: lines, in the values */
	const struct kind *kind;
	size_t line;
};

struct runbook {
	char *title, *revision, *name; /* name: of the file */
	struct step *steps;
	size_t n;
	size_t start;
};

/* Load and check in one: a runbook that loads is sound. Errors name file, line and column. */
struct runbook *runbook_parse(const char *s, size_t n, const char *name, struct err *e);
void runbook_free(struct runbook *rb);

/*
 * What "sound" means: every `next` exists; every step can be reached; from every step some end can
 * be reached; every name in braces is answered or given on every way to where it is used;
 * what the kind needs is there. Called by runbook_parse.
 */
int runbook_check(const struct runbook *rb, struct err *e);

size_t runbook_step(const struct runbook *rb, const char *id); /* or STEP_NONE */
/* Where a result or option leads, or STEP_NONE. "*" in the runbook catches what is not named; a step with
   `next` goes there whatever it was. */
size_t runbook_way(const struct step *st, const char *result);
/* 0 where it makes no difference to the way whether an answer comes or none ("unknown" and the usual one lead alike): then
   nobody is asked for a key, and nothing warns. */
int runbook_cares(const struct step *st);

/* The tree as text, one step a line; the ways gone are marked ✓, the last one ›. `way` (steps in the order they
   were entered) may be NULL. */
void runbook_draw(const struct runbook *rb, const size_t *way, size_t n_way, struct buf *out);

/* Every text a person sees, one per call: for the translators' extractor. */
void runbook_strings(const struct runbook *rb, void (*text)(void *arg, const char *s), void *arg);

#endif
