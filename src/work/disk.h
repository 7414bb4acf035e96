/* SPDX-License-Identifier: MIT */
/* disk: the only module that writes files: read with a fingerprint, stage, exchange, sync. */
#ifndef TOOLGAP_WORK_DISK_H
#define TOOLGAP_WORK_DISK_H

#include "base/buf.h"
#include "base/err.h"
#include "base/sha256.h"

#include <stddef.h>
#include <sys/types.h>

/*
 * Everything is reached through an open directory and a last name, never twice by path, so that a
 * directory swapped under us cannot redirect a write. A final symlink is followed to its target
 * (the link stays); a loop, a dangling link into a missing folder, a target outside of `root`,
 * something that is not a regular file, more than one hard link, more than DISK_MAX bytes are
 * refused with a sentence.
 *
 * In five files: disk_path.c (where a path really leads), disk.c (reading), disk_own.c (files of our own),
 * disk_stage.c (the steps of apply on the user's files), disk_tidy.c (leftovers of our own).
 */
#define DISK_MAX (64u << 20)

struct disk_file {
	char *path; /* as asked for */
	char *real; /* where the bytes are, after links */
	int dir;    /* open directory of real, or -1 when that does not exist yet */
	char *base; /* last name of real; borrowed from it */
	int exists;
	char *bytes; /* owned; "" when it does not exist */
	size_t n;
	char hash[SHA256_HEX]; /* of the bytes; "" when it does not exist */
	mode_t mode;
	uid_t uid; /* (uid_t)-1 when it does not exist */
	gid_t gid;
};

/* `root`: the folder it must lie in after links are followed; NULL means anywhere. Not there is no
   error. After a failure there is nothing to free. */
int disk_read(struct disk_file *f, const char *path, const char *root, struct err *e);
/* The same for what is only looked at: without a hash, and a file with several hard links will do. */
int disk_peek(struct disk_file *f, const char *path, const char *root, struct err *e);
void disk_file_free(struct disk_file *f);

/*
 * Folders that links may lead into, besides `root`: from the person's own settings, for the whole run. Never from a
 * workspace, which may be somebody else's. disk_allowed: the one that a canonical path lies in, or NULL; borrowed.
 */
void disk_allow(const char *dir); /* canonical; NULL forgets all */
const char *disk_allowed(const char *real);

/*
 * Read a whole small file for our own use (data, answers, plan), appended to `out`; -1 names it. `regular`: what is none
 * is refused, and not waited for; of a file that somebody else may have laid there.
 */
int disk_slurp_as(const char *path, int regular, struct buf *out, size_t max, struct err *e);
static inline int disk_slurp(const char *path, struct buf *out, size_t max, struct err *e)
{
	return disk_slurp_as(path, 0, out, max, e);
}
/* The same for what comes on standard input, which stays open. */
int disk_slurp_input(struct buf *out, size_t max, struct err *e);

/* The same for a file of our own state: a regular file of ours, open to nobody else, no link. */
int disk_slurp_own(const char *path, struct buf *out, size_t max, struct err *e);

/* Make a folder and its parents (mode 0700 when `private`, else 0777 & ~umask); existing is fine.
   New ones are synced into their parents. */
int disk_mkdirs(const char *path, int private, struct err *e);

/* Replace or create one file of our own state durably: temp, write, fsync, rename, fsync folder.
   0600. A kill in between may leave a temp `.NAME.tg-…` beside it, never half a file. */
int disk_put(const char *path, const void *p, size_t n, struct err *e);
/* Add to the end of a file of our own (session journal), O_APPEND, one write, fdatasync. 0600.
   What could not be added whole is cut off again. */
int disk_append(const char *path, const void *p, size_t n, struct err *e);

/* Remove what a kill left of disk_put in a folder of our own state, whose lock the caller holds: how many went. */
size_t disk_tidy(const char *dir);
int disk_has_temp(const char *dir); /* is there any? 1 or 0 */

/* Remove a file and sync its folder; not there is fine. */
int disk_remove(const char *path, struct err *e);

/*
 * Paths (disk_path.c). `real` and `root` are canonical: absolute, no link, no "." or "..".
 * disk_resolve fills *real (heap) with where `path` leads; the file and its folders may be missing.
 * disk_open_dir opens a folder below root ("/" for anywhere) without following a single link;
 * -1 with errno.
 */
int disk_resolve(const char *path, char **real, struct err *e);
int disk_inside(const char *real, const char *root); /* strictly below: 1 or 0 */
/* The refusal of a path that leads out of the folder it must stay in. */
void disk_outside(const char *path, const char *real, const char *top, struct err *e);
int disk_open_dir(const char *real, const char *root);
char *disk_parent(const char *real); /* heap */
char *disk_shown(const char *path);  /* heap, fit for a message */

/* The steps of apply (disk_stage.c). Where no `struct err` is taken: -1 with errno. */

/* Temps are called ".NAME" DISK_MARK and DISK_RANDOM letters or digits, in fewer than DISK_TEMP
 * bytes. */
#define DISK_TEMP   64
#define DISK_MARK   ".tg-"
#define DISK_RANDOM 12
void disk_temp(const char *base, char temp[DISK_TEMP]); /* a new, unpredictable name */
int disk_is_temp(const char *name);			/* is one called so? */

/* Stage bytes beside the target under the name `temp` (that must not exist), with `mode`, and
   owner, ACL and xattr of the old file. Everything checked, fsynced and closed. A failure may leave
   the temp for the caller to remove. `said` gets a line when the owner cannot be kept. */
int disk_stage(const struct disk_file *f, const void *p, size_t n, mode_t mode, const char *temp,
	       struct buf *said, struct err *e);
/*
 * Put what is staged under `temp`, with this hash, where the target is; hash NULL takes the target
 * away, to `temp`. Only if the target still is what was read into f: code E_CHANGED when somebody
 * else wrote (the target then holds their bytes). Afterwards `temp` holds what the target was, or
 * does not exist: a new file, or a file system that cannot exchange.
 */
int disk_commit(const struct disk_file *f, const char *temp, const char *hash, struct err *e);

/*
 * All of it for one file that the person named and that was read into f: links and mode stay, a new one is 0600. The file is the old
 * one or the new one, and nobody else's bytes are lost (E_CHANGED).
 */
int disk_save(const struct disk_file *f, const void *p, size_t n, struct err *e);

struct disk_seen {
	int exists;
	char hash[SHA256_HEX]; /* "" for what is not a regular file of at most DISK_MAX bytes */
};
int disk_look(int dir, const char *name, struct disk_seen *s);

int disk_move(int dir, const char *from, int to_dir, const char *to); /* plain rename, not synced */
int disk_unlink(int dir, const char *name);	    /* not there is fine; not synced */
int disk_mkdir(const char *real, const char *root); /* one folder, synced; existing is fine */
int disk_rmdir(const char *real, const char *root); /* synced; missing or not empty is fine */
int disk_sync_dir(int dirfd);
int disk_write(int fd, const void *p, size_t n); /* all of it, whatever it takes */

#endif
