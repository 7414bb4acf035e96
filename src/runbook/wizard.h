/* SPDX-License-Identifier: MIT */
/* wizard: the fold: runbook + events → where we are, what to show, what the outside owes. */
#ifndef TOOLGAP_RUNBOOK_WIZARD_H
#define TOOLGAP_RUNBOOK_WIZARD_H

#include "base/buf.h"
#include "base/err.h"
#include "base/kv.h"
#include "runbook/runbook.h"

#include <stddef.h>
#include <stdint.h>

/*
 * Pure: no clock, no disk, no network, no terminal. The state is a function of the runbook and of the events,
 * and nothing else; Back drops events and folds again; a journal of events replays.
 *
 * Two kinds of event. An ANSWER is what a person (or a flag, or an answers file) said at the current
 * step, as text: an option's id, "yes", a name, a comma list. FACTS are what the outside found out when it
 * paid an effect: decoded, guarded, never raw bytes.
 *
 * Facts live in one list. An answer is filed under its step's id; a probe's facts under "PROBE.key"
 * ("composio.result", "pipedream.app_slug", "accounts.tenant.ascend", "composio.evidence" once a request). "way.path" is
 * the path of the last step entered or option chosen that names one: what the plan is made for.
 */
enum event_kind { EVENT_ANSWER, EVENT_FACTS };

struct event {
	enum event_kind kind;
	char *step;   /* the step it belongs to; facts: the probe's name */
	char *value;  /* answer */
	char *seen;   /* answer: what it rested on, or NULL */
	char *by;     /* answer: who said it ("person", "option", …), or NULL */
	struct kv facts;
};

enum effect_kind {
	EFFECT_NONE,  /* it is a person's turn, or the end */
	EFFECT_PROBE, /* run this probe (after delay_ms) and feed its facts */
	EFFECT_PLAN,  /* compose the plan; facts of "plan": result changes|none|refused, detail */
	EFFECT_APPLY  /* apply that plan; facts of "apply": result applied|failed, detail, code */
};

struct effect {
	enum effect_kind kind;
	const char *probe; /* borrowed */
	int delay_ms;      /* polling: not before this long after the last one */
};

enum view_kind { VIEW_ASK, VIEW_CHOOSE, VIEW_CONFIRM, VIEW_BUSY, VIEW_CONNECT, VIEW_PLAN, VIEW_END };
enum mark { MARK_AHEAD, MARK_NOW, MARK_BUSY, MARK_DONE, MARK_WARN, MARK_FAIL };

struct view_rail {
	enum mark mark;
	char *step, *label, *text;
	long ms;         /* −1: not shown */
};

/* Why a tenant that is connected is held back. */
enum held {
	HELD_NO,
	HELD_CHOICE, /* several accounts, and nobody said which */
	HELD_SHARED  /* the same account or the same login at the provider as another tenant, and nobody accepted that */
};

struct view_option {
	char *id, *label, *hint;
	char *off;       /* why it cannot be chosen here, or NULL */
};

struct view_tenant {
	char *name, *state, *account, *link, *until; /* link: "" when one was made that is not in memory */
	char *made;          /* when the link was made */
	char *tools;         /* how many the remote server listed, or NULL */
	char *files;         /* "live" "pending", or NULL: not written */
	char *error;         /* what the vendor says of an account that does not work, or NULL */
	char *other;         /* the tenant it shares an account or login with, or NULL */
	char *other_account; /* by which that one is connected, or NULL */
	char *login;         /* at the provider, or NULL */
	enum held held;      /* why it is not written yet although it is connected */
	int accepted;        /* that it shares was accepted */
};

/* Everything a front end shows. Texts are translated and guarded. Freed by view_free. */
struct view {
	enum view_kind kind;
	char *step;
	char *title, *tenants;   /* "Google Tag Manager", "ascend, kahuna" */
	int dry_run, can_back, multi;
	int secret;              /* ASK: do not echo (asked by the driver, never by the runbook) */
	char *question, *help, *value, *error;
	char *recheck;           /* why the answer given before a Back is asked for again, or NULL */
	char *link;              /* CONFIRM: a page to be opened, or NULL */
	struct view_rail *rail;
	size_t n_rail;
	struct view_option *options;
	size_t n_options, focus;
	struct view_tenant *tenant;
	size_t n_tenant;
	size_t live, left;       /* CONNECT: files written as live; tenants whose files are not written */
	int rollout;             /* the walk is a rollout: its board has the screen */
	char *app;               /* CONNECT: as people call it */
	char *environment;       /* of Pipedream, "" when it does not matter here */
	long skew;               /* seconds that the vendor's clock is ahead of ours, by its own word; 0: not much */
	struct kv lines;         /* body, in the values */
	int exit_code;           /* END */
};

struct wizard;

/* The runbook is borrowed and must outlive it. `seed`: facts that stand from the start ("workspace.tenants"). */
struct wizard *wizard_new(const struct runbook *rb, int dry_run, const struct kv *seed);
void wizard_free(struct wizard *w);
/* One more fact that stands from the start, unless it does already: 1 when it was added. `value` NULL: one fewer. Before
   the first event. */
int wizard_seed(struct wizard *w, const char *key, const char *value);

/* Feed one event. −1 (E_USAGE) when the answer is not allowed here, with the rule in the message; the state is as before. */
int wizard_answer(struct wizard *w, const char *step, const char *value, struct err *e);
/* Who said the answer that was fed last: kept for the record of the case, and never decides anything. */
void wizard_said_by(struct wizard *w, const char *by);
int wizard_facts(struct wizard *w, const char *probe, const struct kv *facts, struct err *e);
/* Would these facts change anything? A look at the accounts that finds all as it was does not. */
int wizard_news(const struct wizard *w, const char *probe, const struct kv *facts);
/* What of these facts goes into the event: of a look at the accounts that follows one only those tenants that changed. */
void wizard_brief(const struct wizard *w, const char *probe, const struct kv *facts, struct kv *out);
/* The facts that the plan is made from: of the tenants that are written now. */
void wizard_plan_facts(const struct wizard *w, struct kv *out);
/* Drop everything since the last answer of a person that can be taken back; 0 when there was none. */
int wizard_back(struct wizard *w);

/*
 * After a Back the answers dropped by it are remembered. The one of the step we stand on when it still holds: all that
 * was seen when it was given is as it was, and this is not the step that was gone back to. Else NULL. Never for what
 * makes or confirms something, nor for a decision about what could not be asked. Whoever drives the walk gives it.
 */
const char *wizard_holds(const struct wizard *w);
/* The step at which the name that the files carry was typed, or NULL. */
const char *wizard_named(const struct wizard *w);

/* Drop the last facts of that probe and everything after them, so that they are owed again; 0 when there were none. */
int wizard_rewind(struct wizard *w, const char *probe);

/* Drop every event: as new. */
void wizard_restart(struct wizard *w);

struct effect wizard_owes(const struct wizard *w);
/* The probe of the step that the usual result of this one leads to, or NULL. */
const char *wizard_ahead(const struct wizard *w);
/* `busy` (may be NULL) is what the outside is doing for the effect, for the rail; ms how long. */
void wizard_view(const struct wizard *w, const char *busy, long ms, struct view *v);
void view_free(struct view *v);

const struct step *wizard_step(const struct wizard *w);
int wizard_asks(const struct wizard *w);     /* 1: a step at which a person speaks */
int wizard_waits(const struct wizard *w);    /* 1: an answer is needed to go on */
int wizard_over(const struct wizard *w);     /* at an end */
const struct kv *wizard_all(const struct wizard *w); /* the facts */
const char *wizard_fact(const struct wizard *w, const char *key); /* or NULL */
size_t wizard_events(const struct wizard *w);
const struct event *wizard_event(const struct wizard *w, size_t i);

/* What a probe is given: the facts it may need, without prefixes: provider, tenant*, try*, slug*, app_slug,
   oauth_app, account.T … For "link" only the tenants that still need one. */
void wizard_input(const struct wizard *w, const char *probe, struct kv *in);

/* Why: the request, the answer, when, and the rule, for the steps of one rail label (NULL: where we are). */
void wizard_why(const struct wizard *w, const char *step, struct buf *out);
/* The same for every row of the rail that was reached, each below its label. */
void wizard_why_all(const struct wizard *w, struct buf *out);
/* The map of the tree with the way taken. */
void wizard_map(const struct wizard *w, struct buf *out);
/* The answers so far in the form of an answers file. */
void wizard_record(const struct wizard *w, struct buf *out);

/* Replace {name} by the fact of that name; unknown names stay as they are. */
void wizard_fill(const struct kv *facts, const char *text, struct buf *out);

#endif
