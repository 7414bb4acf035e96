/* SPDX-License-Identifier: MIT */
/* session: one walk on disk: its id, its folder, its journal of events. */
#ifndef TOOLGAP_WORK_SESSION_H
#define TOOLGAP_WORK_SESSION_H

#include "base/err.h"
#include "runbook/wizard.h"
#include "work/lock.h"
#include "work/session_file.h"

#include <stddef.h>

/*
 * $XDG_STATE_HOME/toolgap/sessions/ID/events.jsonl, 0600 in 0700 folders. Its first line names the format and
 * the workspace. Events are appended as they happen, so that after a kill the walk stands where it stood. Holds no
 * secret: connect links are left out (event_line), and the rest of the events never has any. A dry run has no session.
 * From the first event on the walk is locked: a second process that wants to go on with it gets E_LOCKED and the owner.
 */
struct session {
	char id[SESSION_ID]; /* "" when there is none */
	char *dir, *file;
	size_t written;      /* events already in the file */
	int begun;           /* its head line is in the file */
	int held;            /* lock is ours */
	struct lock lock;
	struct session_head head; /* what it was begun with; set what is wanted before the first event */
};

/* A new id, and nothing on disk before the first event. */
void session_new(struct session *s);
void session_free(struct session *s);
/* Append the wizard's events that are not in the file yet, or a Back. The first call makes folder and head line. */
int session_follow(struct session *s, const struct wizard *w, const char *workspace, struct err *e);
int session_back(struct session *s, const struct wizard *w, struct err *e);
/* Replay a session into a fresh wizard. `id` NULL: the latest of this workspace that did not end. */
int session_resume(struct session *s, struct wizard *w, const char *workspace, const char *id,
		   struct err *e);
/*
 * The latest of that story (head.story) that did not end, or that one; 1 when there is none (and the wizard is fresh).
 * `links`: those that were sent stand, since nobody is there to send others; else they are owed again, because the journal
 * does not hold them. Who has connected is owed again when what was found is older than ten minutes.
 */
int session_again(struct session *s, struct wizard *w, const char *workspace, const char *id, const char *story,
		  int links, struct err *e);

#endif
