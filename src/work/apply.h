/* SPDX-License-Identifier: MIT */
/* apply: N ordinary files change together or not at all; recovery and undo. */
#ifndef TOOLGAP_WORK_APPLY_H
#define TOOLGAP_WORK_APPLY_H

#include "base/buf.h"
#include "base/err.h"
#include "base/sha256.h"

#include <stddef.h>

/*
 * A change set says for each file the bytes it was computed from (or that there was none) and the
 * bytes it shall have (or that there shall be none: undo of a creation). Protocol, after
 * reliability recipe C2: lock the workspace; recover a journal left behind; read every target and
 * compare its hash with `before`; write the journal (before-images, new hashes, temp names, folders
 * to make, checksum; 0600 in our 0700 state folder) durably, marked "staging"; make folders, stage
 * all; write the journal again, marked "ready"; exchange one by one with a check that nobody else
 * wrote; sync folders; rename the journal to `done`: that is the commit point. Then the temps go,
 * and the journal, that holds the before-images, becomes the undo record by one more rename. Any
 * failure rolls back; a file that somebody else changed meanwhile is left to them and named.
 *
 * A file whose bytes are already `after` is not written (mtime stays). A set with nothing to
 * write touches nothing at all. Refused besides what disk.h says: a file that nobody may write
 * (mode), a folder where everybody may replace files, a place outside of workspace and home folder.
 */
struct change {
	char *path;  /* absolute */
	char *root;  /* folder it must stay in after links (the workspace, or the home folder) */
	int existed; /* before */
	char before_hash[SHA256_HEX];
	int exists;  /* after: 0 removes the file */
	char *after; /* bytes */
	size_t after_n;
	char after_hash[SHA256_HEX]; /* of these, where the caller knows it already; else "" */
	int keep_private; /* a new file gets 0600 */
};

struct changes {
	struct change *v;
	size_t n, cap;
};

/* Copies all it is given. before_hash NULL means that there was no file. after NULL: remove. */
void changes_add(struct changes *c, const char *path, const char *root, const char *before_hash,
		 const char *after, size_t after_n, int keep_private);
void changes_free(struct changes *c);

/*
 * Where the state lives: $XDG_STATE_HOME/toolgap (or ~/.local/state/toolgap), 0700, ours, else
 * refused. work/HASH/lock      flock; holds pid, host, user, start, session: for the message of the
 * loser work/HASH/journal   while an apply runs; `done` while it tidies up work/HASH/undo/SEQ.ID
 * the before-images of an apply; ".undone" behind it after its undo work/HASH/kept before-images
 * that could not go back, since somebody else had written HASH = first 16 digits of SHA-256 of the
 * workspace's real path.
 */
struct apply_result {
	size_t written, created, removed, same;
	char session[64]; /* id of the undo record; "" when nothing was written */
	int recovered;	  /* a journal of an earlier run was dealt with first */
	struct buf said;  /* one line per thing worth saying, already translated */
};

/* What an apply would refuse of a file for its mode, or its folder's: for who plans. E_FAIL. */
struct disk_file;
int apply_fits(const struct disk_file *f, struct err *e);

/* The session id is the caller's (same as the wizard's session), [0-9A-Za-z-]{1,63}; it may apply
   more than once. Codes: E_FAIL no target was touched; E_CHANGED not as planned, all is as it was
   or theirs; E_ROLLEDBACK all was put back; E_LOCKED; E_RECOVERED not all could be put back, the
   next run here tries again. Free the result also after a failure: `said` may hold something. */
int apply_run(const char *workspace, const char *session, const struct changes *c,
	      struct apply_result *r, struct err *e);
/* A journal left behind, if any, is finished or rolled back. *found says whether there was one.
   Needs the lock: E_LOCKED when another run holds the workspace (that is then its own business). */
int apply_recover(const char *workspace, int *found, struct buf *said, struct err *e);
/* 1 when a journal waits: another run is writing, or one was cut off. Changes nothing. */
int apply_pending(const char *workspace);
/* Put the files of that session (NULL: the latest not yet undone) back. Refused with E_CHANGED,
   naming the files, when one is not as that apply left it. Undo is itself an apply_run with the
   images swapped. */
int apply_undo(const char *workspace, const char *session, int dry_run, struct apply_result *r,
	       struct err *e);
void apply_result_free(struct apply_result *r);

#endif
