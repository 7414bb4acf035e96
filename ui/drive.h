/* SPDX-License-Identifier: MIT */
/* drive: one walk: the loop between the fold, the front end, the network and the disk. */
#ifndef TOOLGAP_UI_DRIVE_H
#define TOOLGAP_UI_DRIVE_H

#include "base/err.h"
#include "base/kv.h"
#include "ui/front.h"
#include "vendors/http.h"
#include "vendors/probe.h"
#include "work/copies.h"
#include "work/lists.h"
#include "work/plan.h"
#include "work/session.h"
#include "work/workspace.h"

/*
 * What may be chosen before a walk. Answers in `given` are used where their step asks (flags and answers file); what is
 * left open goes to the front end. `stop_at_plan`: end when the plan is composed (the command `plan`).
 */
struct drive {
	const struct workspace *ws;
	struct vendor_env *env;
	struct http *http;
	struct front front;
	struct kv given;       /* consumed */
	size_t flags;          /* how many of them, in front, are options; the rest is an answers file's */
	const char *provider;  /* proposed when it is asked for, or NULL */
	struct kv clients;     /* --client; empty: the workspace's */
	const char *auth, *scope; /* --auth, --scope, or NULL */
	const char *path;      /* --path, or NULL: a plan for another one is refused */
	int dry_run;
	int stop_at_plan;
	int stop_at_path;      /* triage: the verdict is enough */
	int takes_answers;     /* the command has --answers, so that a message may point there */
	int assume_yes;        /* --yes: confirmations, never a choice */
	int full_screen;       /* the front end has the whole terminal */
	int throw_away;        /* the workspace is removed after the walk: there is nothing to come back to */
	int keep_session;      /* journal the events, from the first answer of a probe on */
	int offline;           /* the catalogs' copies answer, nobody is asked */
	const struct runbook *runbook; /* to be walked; NULL: the workspace's */
	const char *story;     /* a rollout: of what and for whom; goes on with the session of the same story */
	int afresh;            /* and does not */
	long patience_ms;      /* with nobody there: how long tenants are waited for; −1: for as long as it takes */
	const struct kv *accounts, *accepted; /* a rollout: tenant → account to use, note for what it shares; or NULL */
	const char *messages;  /* folder for a message a tenant, or NULL */
	int early;             /* ask what will usually be owed next while the answer before it is awaited */
	struct copies *copies; /* of the catalogs; borrowed */
	struct apps *apps;     /* their names, once a front end can offer them */
	int64_t limit_ms;      /* --timeout: the walk ends with E_TIMEOUT after so long; 0: never */
	const struct lists *lists; /* that answer in the place of the catalogs, or NULL; borrowed */
	int resume;            /* replay a session first: its id in resume_id, NULL the latest */
	const char *resume_id;
	long screen_cols;      /* --screen: print the frame reached when the answers run out */
	long screen_rows;
	/* the outcome */
	struct wizard *wizard;
	struct plan plan;
	int planned;
	struct session session;
};

/* early is set, the rest is empty. */
void drive_init(struct drive *d, const struct workspace *ws, struct vendor_env *env,
		struct http *http, struct copies *copies);
/*
 * Walk until the end, a question nobody answers, or the person leaves. Returns the exit code; for anything
 * but 0 *e holds the sentence (msg "" when the front end said it). The wizard and plan stay for the caller to look at.
 */
int drive_run(struct drive *d, struct err *e);

/*
 * The same piece by piece, so that several walks go on side by side over one http: only for front ends without a
 * descriptor, and walks that end at the path. Between the pieces the caller waits (http_wait). *e must live as long.
 */
struct run;
struct run *drive_begin(struct drive *d, struct err *e);
int drive_go(struct run *r);  /* as far as it comes without waiting; 1: it is over */
int drive_end(struct run *r); /* frees it; the exit code */

void drive_free(struct drive *d);

/* E_CREDS: these variables (comma list) are needed, and why a store that was asked could not help; E_UNDECIDED where that
   could not be asked. */
void need_credentials(const struct vendor_env *env, const char *names, struct err *e);
/* The same of what PROBE's facts in the walk say: 1 when credentials are missing or refused and *e is set, else 0. */
int lacks_credentials(const struct vendor_env *env, const struct kv *facts, const char *probe, struct err *e);

#endif
