/* SPDX-License-Identifier: MIT */
/* journal: what an apply changes and what was there before, as bytes that prove themselves. */
#ifndef TOOLGAP_WORK_JOURNAL_H
#define TOOLGAP_WORK_JOURNAL_H

#include "base/buf.h"
#include "base/err.h"
#include "base/sha256.h"

#include <stddef.h>
#include <sys/types.h>

/*
 * Pure: bytes in, bytes out. The same form serves the journal of a running apply and the undo
 * record that it becomes. What is decoded is hostile until proven: length and SHA-256 over all of
 * it, every field in its place, every path canonical, every temp called as ours are, every
 * before-image with the hash that is claimed, no file twice. Whether a path lies in an allowed
 * folder is for the caller to see.
 *
 *   toolgap-journal 1 LENGTH SHA256 "\n" BODY
 *   BODY: fields LETTER LENGTH ":" BYTES "\n" in fixed order:
 *     P phase ("staging" | "ready")  K kind ("apply" | "undo")  Q number  S session  W workspace
 *     N count of folders made, D each   N count of folders to drop, D each
 *     N count of files, each: F path  T temp  O mode,uid,gid of what was there ("" for none)
 *                             B its hash  I its bytes  A hash afterwards ("" for removed)
 */
#define JOURNAL_MAX	(256u << 20)
#define JOURNAL_ROWS	4096
#define JOURNAL_SESSION 64 /* [0-9A-Za-z-]{1,63} and NUL */

struct journal_file {
	char *path;		      /* canonical */
	char *temp;		      /* name beside it */
	int existed, exists;	      /* before and after */
	char before_hash[SHA256_HEX]; /* "" when it did not exist */
	char after_hash[SHA256_HEX];  /* "" when it is removed */
	char *before;		      /* bytes; "" when it did not exist */
	size_t before_n;
	mode_t mode; /* of what was there */
	uid_t uid;
	gid_t gid;
};

struct journal {
	int ready; /* 0: no target touched yet, temps may be half-written */
	int undo;  /* this is an undo of record `seq`; else an apply that becomes it */
	unsigned seq;
	char session[JOURNAL_SESSION];
	char *workspace; /* canonical */
	char **made;	 /* folders the apply makes, parents first */
	size_t made_n;
	char **drop; /* folders to remove, if empty, when all is done; parents first */
	size_t drop_n;
	struct journal_file *v;
	size_t n, cap;
};

/* A zeroed row at the end, valid until the next. */
struct journal_file *journal_add(struct journal *j);
void journal_free(struct journal *j);

void journal_encode(const struct journal *j, struct buf *out);
/* `name` is for the message. On failure *j is empty. */
int journal_decode(struct journal *j, const char *s, size_t n, const char *name, struct err *e);

int journal_session_ok(const char *session);
/* A path that stands twice, borrowed, or NULL. */
const char *journal_twice(const struct journal *j);

#endif
