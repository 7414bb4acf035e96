/* SPDX-License-Identifier: MIT */
/* sessions: all walks that are kept, and applies without one: what they are, how they go. */
#ifndef TOOLGAP_WORK_SESSIONS_H
#define TOOLGAP_WORK_SESSIONS_H

#include "base/err.h"
#include "base/kv.h"
#include "runbook/wizard.h"
#include "work/session_file.h"
#include "work/workspace.h"

#include <stddef.h>

/*
 * A walk is replayed with the runbook of `ws`. One of another workspace, whose runbook may be another, is UNKNOWN where it does
 * not fit. Whether what it wrote can be taken back, and was, the undo records say.
 *
 * What is kept: the STORE_KEEP newest applies of each workspace, and the SESSIONS_KEEP newest walks; of older ones those that
 * have not ended and those whose apply can be undone still. What is open in a process never goes.
 */
#define SESSIONS_KEEP 100

enum session_state { SESSION_OPEN, SESSION_APPLIED, SESSION_UNDONE, SESSION_ENDED, SESSION_UNKNOWN };

struct session_row {
	char id[SESSION_ID];
	char *workspace, *started, *provider, *tenants, *step, *path; /* "" where it is not known */
	char *owner;   /* the process that has it open, or NULL */
	char *why;     /* of UNKNOWN: why; else NULL */
	enum session_state state;
	int walk;      /* 0: files were written by apply, remove, check --fix: there is an undo record only */
	int here;      /* of this workspace */
	int resumable; /* it did not end */
	int undoable;
};

struct sessions {
	struct session_row *v; /* the latest first */
	size_t n, cap;
};

const char *session_state_name(enum session_state s); /* "open" "applied" "undone" "ended" "unknown" */

/* E_FAIL: the folder of the walks, or of the workspace's undo records, cannot be read. */
int sessions_list(struct sessions *all, const struct workspace *ws, struct err *e);
void sessions_free(struct sessions *all);

/*
 * One of them in full. E_USAGE when there is none of that name. `wizard` NULL: no walk, or it cannot be replayed; `files` of
 * such a one: "create" | "modify" | "remove" → path, from its undo record.
 */
struct session_case {
	struct session_row row;
	struct session_head head;
	struct wizard *wizard;
	struct kv files;
};

int session_case_open(struct session_case *c, const struct workspace *ws, const char *id, struct err *e);
/* 1: the latest walk of the wizard in this workspace did not end, and nobody has it open; *c is that one. Else 0. */
int session_left(struct session_case *c, const struct workspace *ws);
void session_case_free(struct session_case *c);

/* Its journal and its undo records go. E_LOCKED while a process has it open, or writes in its workspace. */
int session_drop(const struct session_case *c, struct err *e);

/* Leftovers of kills, empty folders and walks too many. Says nothing: what cannot go stays until the next time. */
void sessions_tidy(const struct workspace *ws);

#endif
