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
void lock_drop(struct lock *l);

#endif
