/* SPDX-License-Identifier: MIT */
/* run: what one run of the loop remembers, and what it does for the fold; shared by drive.c and pay.c. */
#ifndef TOOLGAP_UI_RUN_H
#define TOOLGAP_UI_RUN_H

#include "ui/drive.h"
#include "ui/seen.h"
#include "work/probes.h"

#include <stdint.h>

struct run {
	struct drive *d;
	struct probes *probes;
	const char *probe;   /* running, from the runbook: borrowed */
	int64_t begun;
	int looks;           /* at who has connected, in this run */
	struct seen seen;    /* links that a message was written for */
	int64_t until;       /* clock_ms() at which --timeout is over; 0: never */
	int64_t last_end;    /* when the last probe ended, for polling */
	char refused[1536];   /* why the last answer was refused */
	char unkept[1536];    /* why the session lacks what came after the files were written; said at the end */
	struct kv drafts;     /* step → what stands in its field and was not answered, if it is not what is proposed */
	int64_t draft_due;    /* clock_ms() at which it is kept; 0: it is, or there is none */
	int over, code;
	int apps_read;       /* the copies were looked at, whatever they hold */
	struct err *e;
};

/* drive_missing.c: nobody is there: *e says what is missing, and the run is over. */
void run_missing(struct run *r, const struct view *v);
int run_sick(const struct run *r, const char *probe); /* that vendor was asked and could not say */
int run_connects(const struct run *r);                /* at the board */
/* An answer to the step that stands, `by` as in an event; −1: refused, and why in r->refused. */
int run_answer(struct run *r, const char *value, const char *by);
void run_stop(struct run *r, int code);
/* Keep the events so far in the session's journal, where there is one. A walk that cannot be kept ends; but not once its
   files are written: "failed" would be a lie then. */
void run_keep(struct run *r);
/* The plan is on the disk: what is asked now is asked on top of it. */
int run_written(const struct run *r);
/* limit.c: --timeout is over (an apply is never cut by it: nothing waits in the midst of one); what is left of it for a wait. */
void run_timed_out(struct run *r);
int run_within(const struct run *r, int timeout);
/* Begin or go on with what the fold is owed. How long the wait may be: −1 for ever, 0 at once. */
int run_pay(struct run *r);
/* A person takes back: one question, or all down to that step. */
void run_back(struct run *r, const char *step);
/* run_apps.c: what may be offered below the field of this step, or NULL; and read it, once the question is on the screen. */
const struct apps *run_apps(const struct run *r);
void run_apps_read(struct run *r);
/* Feed the answer of a probe that is over; asks for credentials that are missing where somebody is there. */
void run_collect(struct run *r, const struct screen *s);
/* run_draft.c: the front end took keys; keep what they made at once, where it is not kept; how long a wait may be with that. */
void run_draft_typed(struct run *r, const struct screen *s);
void run_draft_keep(struct run *r);
int run_draft_wait(struct run *r, int timeout);
/* Of the step that stands, or NULL; it was answered, so there is none. After a resume: the one that was left. */
const char *run_draft(const struct run *r);
void run_draft_over(struct run *r, const char *step);
void run_draft_again(struct run *r);
/* After a resume: an issue that was being filed when the walk was left may be there, so back to before it was looked for. */
int run_look_again(struct run *r);

#endif
