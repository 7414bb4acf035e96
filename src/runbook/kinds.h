/* SPDX-License-Identifier: MIT */
/* kinds: the handful of kinds of step; each is one row of one const table. */
#ifndef TOOLGAP_RUNBOOK_KINDS_H
#define TOOLGAP_RUNBOOK_KINDS_H

#include "runbook/wizard.h"

/*
 * A new kind is a row here and nothing else. Functions may be NULL where a kind has nothing to do.
 *   needs   which fields the runbook must give a step of this kind (checked on load)
 *   enter   clear what an earlier visit left behind
 *   accept  is this answer allowed here? Writes the canonical form; the rule is in the message
 *   settle  facts or an answer came: where to now? A result for runbook_way, or NULL to stay
 *   owes    what the outside must do for this step now
 *   view    the kind's own part of the view
 *   probe   whose facts tell how a step of this kind went, where the runbook names no probe
 */
enum { NEEDS_PROMPT = 1, NEEDS_NEXT = 2, NEEDS_WAYS = 4, NEEDS_PROBE = 8, NEEDS_FACT = 16, NEEDS_TEXT = 32 };

struct kind {
	const char *name;
	int answers; /* a person speaks here */
	unsigned needs;
	void (*enter)(struct wizard *w, const struct step *st);
	int (*accept)(const struct wizard *w, const struct step *st, const char *value,
		      struct buf *canon, struct err *e);
	const char *(*settle)(const struct wizard *w, const struct step *st);
	struct effect (*owes)(const struct wizard *w, const struct step *st);
	void (*view)(const struct wizard *w, const struct step *st, struct view *v);
	const char *probe;
};

const struct kind *kind_find(const char *name);

/* What the kinds see of a wizard. */
struct wizard {
	const struct runbook *rb;
	int dry_run;
	struct event *ev;
	size_t n_ev, cap_ev;
	struct kv seed, facts;
	struct kv remembered; /* step → answer given before a Back: proposed again */
	struct kv beside;     /* step → the fact that was proposed when it was given */
	struct kv seen;       /* step → what was seen when it was given (again.c) */
	char asked[64];       /* the step that a Back led to: it is asked, whatever holds */
	size_t here;
	size_t *way;          /* steps entered, in order; the last one is here */
	size_t n_way, cap_way;
	char stuck[256];      /* a result that the runbook does not know */
};

/* Facts of a probe by prefix. */
void facts_clear(struct kv *facts, const char *probe);
const char *facts_of(const struct kv *facts, const char *probe, const char *key);
/* The proposal for a step: what was answered before a Back (unless its fact is another one now: then it belonged to
   another case), else its fact, else NULL. */
const char *kind_proposal(const struct wizard *w, const struct step *st);
/* The option of a choose that this answer means, or NULL; a candidate's is the one with its 'each'. */
const struct option *kind_option(const struct wizard *w, const struct step *st, const char *value);

/* The probe whose facts tell how a step went: named in the runbook, else the kind's own, else NULL. */
const char *kind_probe(const struct step *st);

/* again.c: what an answer here rests on, or NULL where it is not kept over a Back; and a sentence where the answer given
   before a Back is to be looked at again, or NULL. Heap strings. */
char *again_seen(const struct wizard *w);
char *again_note(const struct wizard *w);

/* ask.c: the checks of an ask, by name; NULL when there is no such check. */
typedef int ask_check(const char *value, struct buf *canon, struct err *e);
ask_check *ask_check_find(const char *name);
void ask_check_names(struct buf *out); /* "provider, tenants, …" */

/* connect.c */
extern const struct kind kind_connect;

#endif
