/* SPDX-License-Identifier: MIT */
/* kinds: the handful of kinds of step; each is one row of one const table. */
#ifndef TOOLGAP_RUNBOOK_KINDS_H
#define TOOLGAP_RUNBOOK_KINDS_H

#include "runbook/board.h"
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
 *   take    an answer that is no way on but something to be done on the spot: 1 when it was one
 *   leave   the step is left by this result
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
	int (*take)(struct wizard *w, const struct step *st, const char *value);
	void (*leave)(struct wizard *w, const struct step *st, const char *result);
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
	struct board *board;  /* see board.h */
};

/* Facts of a probe by prefix. */
void facts_clear(struct kv *facts, const char *probe);
const char *fact_or(const struct wizard *w, const char *key, const char *fallback); /* view.c */
/* filing.c: those of an event: added, or in the place of what that probe said before. */
void facts_file(struct wizard *w, const struct event *ev);
const char *facts_of(const struct kv *facts, const char *probe, const char *key);
/* The proposal for a step: what was answered before a Back (unless its fact is another one now: then it belonged to
   another case), else its fact, else NULL. */
const char *kind_proposal(const struct wizard *w, const struct step *st);
/* The option of a choose that this answer means, or NULL; a candidate's is the one with its 'each'. */
const struct option *kind_option(const struct wizard *w, const struct step *st, const char *value);

/* The probe whose facts tell how a step went: named in the runbook, else the kind's own, else NULL. */
const char *kind_probe(const struct step *st);

/* again.c: is the answer to such a step kept over a Back; what an answer here rests on, or NULL where it is not kept over a Back; and a sentence where the answer given
   before a Back is to be looked at again, or NULL. Heap strings. */
int again_kept(const struct step *st);
char *again_seen(const struct wizard *w);
char *again_note(const struct wizard *w);

/* ask.c: the checks of an ask, by name; NULL when there is no such check. */
typedef int ask_check(const char *value, struct buf *canon, struct err *e);
ask_check *ask_check_find(const char *name);
void ask_check_names(struct buf *out); /* "provider, tenants, …" */

/* connect.c */
extern const struct kind kind_connect;
int connect_waits(const struct wizard *w, const struct step *st); /* links are made, and people are waited for */
/* connect_view.c */
void connect_view(const struct wizard *w, const struct step *st, struct view *v);
/* connect_take.c: commands of the board: "new T", "use T apn_…", "accept T NOTE", "keys T" */
int connect_command(const struct wizard *w, const char *value, struct buf *canon, struct err *e); /* 1: it is one; -1: a bad one */
int connect_take(struct wizard *w, const struct step *st, const char *value);
/* What facts from outside mean for the board: keys were sent, it was looked again, files were written. */
void connect_heard(struct wizard *w, const struct event *ev);

#endif
