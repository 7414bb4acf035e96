/* SPDX-License-Identifier: MIT */
/* store: where the journal, lock and undo records of one workspace lie; for apply and undo. */
#ifndef TOOLGAP_WORK_STORE_H
#define TOOLGAP_WORK_STORE_H

#include "base/err.h"
#include "work/journal.h"

/*
 * In STATE/work/HASH:
 *   journal      an apply is under way, or was cut off: what is in it goes back
 *   done         the same file once all is written (the rename is the commit point): clean up, then
 *   undo/SEQ.ID  it rests here; SEQ counts up, six digits; ".undone" behind it once it was undone
 *   kept/…       what we had to take out of the way of somebody else's change
 * store_where only names things; nothing is made before store_open.
 */
struct store {
	char *workspace; /* canonical */
	char *home;	 /* canonical, or NULL when there is none */
	char *state;	 /* STATE */
	char *dir;	 /* STATE/work/HASH */
	int fd;		 /* dir, opened by store_open; else -1 */
};

int store_where(struct store *s, const char *workspace, struct err *e);
int store_there(const struct store *s); /* it was made before: 1 or 0 */
int store_open(struct store *s, struct err *e);
void store_close(struct store *s);

/* The allowed folder (workspace, home, or one of disk_allow) that a canonical path lies in, or NULL. Borrowed. */
const char *store_root(const struct store *s, const char *real);
/* Something was left behind, or is under way: 1 or 0. Needs no store_open. */
int store_pending(const struct store *s);

/* Read "journal", "done" or "undo/…". *found 0 when there is none. Refused unless it is ours alone,
   whole, of this workspace, with every path in an allowed folder. */
int store_read(const struct store *s, const char *name, struct journal *j, int *found,
	       struct err *e);
int store_write(const struct store *s, const struct journal *j, struct err *e); /* as "journal" */
/* journal → done, durably; on failure it is "journal" again (-1), or that is not certain (-2). */
int store_commit(const struct store *s, struct err *e);
/* Remove "journal" and torn attempts to write it. */
int store_forget(const struct store *s, struct err *e);
/* done → undo/SEQ.ID (or .undone), durably; may be repeated. */
int store_rest(const struct store *s, const struct journal *j, struct err *e);
/* The record was found undone already. */
int store_undone(const struct store *s, unsigned seq, const char *session, struct err *e);
/* Save a before-image that cannot go back; *where names it (heap). */
int store_keep(const struct store *s, const struct journal *j, const struct journal_file *f,
	       char **where, struct err *e);

/*
 * The undo records (store_records.c). store_records: all of them, the newest first, in a heap list; none is no error, but
 * a folder that cannot be read is one: what is not seen there would be taken for what is not.
 * store_name_new: how one is called in the store.
 */
#define STORE_DIGITS 6
#define STORE_KEEP 50 /* applies whose files can be taken back; those undone count, too */
struct store_record {
	unsigned seq;
	char session[JOURNAL_SESSION];
	int undone;
};
char *store_name_new(unsigned seq, const char *session, int undone);
int store_records(const struct store *s, struct store_record **out, size_t *n, struct err *e);
/* The newest record not undone, of this session (NULL: of any): *seq 0 and found "" when there is none. */
int store_newest(const struct store *s, const char *session, unsigned *seq, char found[JOURNAL_SESSION], struct err *e);
int store_next(const struct store *s, unsigned *seq, struct err *e); /* a number that no record has */
/* Under the lock, in an open store: remove the records of that session, or those beyond the newest STORE_KEEP. What an
   apply under way or cut off needs ("journal", "done") is never among them. How many went in *n. */
int store_drop(const struct store *s, const char *session, size_t *n, struct err *e);
int store_prune(const struct store *s, size_t *n, struct err *e);

#endif
