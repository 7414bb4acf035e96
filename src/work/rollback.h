/* SPDX-License-Identifier: MIT */
/* rollback: from a journal back to how the files were, or on to the clean end. */
#ifndef TOOLGAP_WORK_ROLLBACK_H
#define TOOLGAP_WORK_ROLLBACK_H

#include "base/buf.h"
#include "base/err.h"
#include "work/journal.h"
#include "work/store.h"

/*
 * Both may be killed at any point and run again. They look only at what is there:
 *   target as after, temp holds what came out   → exchanged back, inode and times and all
 *   target as after, no temp (no exchange here) → the before-image is staged again
 *   target as before                            → nothing
 *   target as neither                           → somebody else's: left, named in `said`, and the
 * before-image saved when it is nowhere else A temp is deleted when it holds what we put or what we
 * know; anything else in it was written by somebody else, and stays and is named. While the journal
 * says "staging" no target was touched, and temps are deleted whatever they hold.
 */

/* 0: files as before, temps, made folders and the journal gone. -1: something could not be put
   back; all else was, and the journal is kept. */
int rollback_run(const struct store *s, const struct journal *j, struct buf *said, struct err *e);
/* The journal is "done": temps and dropped folders go, the journal becomes the undo record. */
int rollback_finish(const struct store *s, const struct journal *j, struct buf *said,
		    struct err *e);
/* Under the lock: deal with whatever was left behind. */
int rollback_recover(const struct store *s, int *found, struct buf *said, struct err *e);

#endif
