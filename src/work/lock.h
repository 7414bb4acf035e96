/* SPDX-License-Identifier: MIT */
/* lock: one writer a workspace, with a name for whoever comes second. */
#ifndef TOOLGAP_WORK_LOCK_H
#define TOOLGAP_WORK_LOCK_H

#include "base/err.h"

/*
 * An flock on a file of ours: the kernel frees it when the process ends, however it ends. The text
 * in the file (pid, host, user, since, session) is for the message of the loser only and never
 * decides anything; the file stays, empty, when the lock is gone.
 */
struct lock {
	int fd;
};

#define LOCK_INIT                                                                                  \
	{                                                                                          \
		-1                                                                                 \
	}

/* E_LOCKED names the owner. `session` may be NULL. */
int lock_take(struct lock *l, const char *path, const char *session, struct err *e);
/* The same for a walk: one process at a time goes on with it. */
int lock_take_walk(struct lock *l, const char *path, const char *session, struct err *e);
/*
 * Who stands in that file, for showing only: nothing is locked, so nobody is kept out by a look. *who is a heap
 * string, "process 12 of ann on box, since …", NULL where nobody does.
 */
enum lock_state { LOCK_FREE, LOCK_HELD, LOCK_LEFT }; /* LEFT: named, but that process has ended: the next one takes it */
enum lock_state lock_owner(const char *path, char **who);
void lock_drop(struct lock *l);

#endif
