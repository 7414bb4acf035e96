/* SPDX-License-Identifier: MIT */
/* splice: the one idea behind every change to a file: at this offset, these bytes become those. */
#ifndef TOOLGAP_FILES_SPLICE_H
#define TOOLGAP_FILES_SPLICE_H

#include "base/buf.h"
#include "base/err.h"

#include <stddef.h>

/*
 * A splice replaces `del` bytes at offset `at` by `len` bytes `ins`. A list of splices is ordered
 * by offset, without overlap, and speaks of the OLD bytes. Two splices that touch are one.
 * Everything follows from the list: the new bytes, the diff, the promise that no other byte
 * changes, and the way back (splices_invert).
 */
struct splice {
	size_t at, del, len;
	char *ins;
};

struct splices {
	struct splice *v;
	size_t n, cap;
};

#define SPLICES_INIT { NULL, 0, 0 }

/* Append at the end: `at` must be at or behind the end of the last splice (touching ones merge). */
void splices_add(struct splices *s, size_t at, size_t del, const char *ins, size_t len);
/* new = old with all splices; -1 when one lies outside of the old bytes or they are out of order. */
int splices_apply(const struct splices *s, const char *old, size_t n, struct buf *out,
		  struct err *e);
/* The splices that turn the new bytes back into the old ones; `inv` is emptied first. */
void splices_invert(const struct splices *s, const char *old, struct splices *inv);
void splices_free(struct splices *s); /* reusable empty list after */

/*
 * An edit: a file's old bytes, its bytes so far, and the splices that lead there. edit_do speaks of
 * offsets in the bytes SO FAR and composes the change into `done`, so that several changes of one
 * file (one per tenant) stay one list over the old bytes. A change that takes an earlier one back
 * leaves no splice behind.
 */
struct edit {
	char *old;      /* owned copy; "" with old_n 0 where the file does not exist */
	size_t old_n;
	struct buf now;
	struct splices done;
	/* What a reader made of the bytes so far, for the next one who asks: gone as soon as they change. */
	void *view;
	int view_kind;
	void (*view_free)(void *view);
};

void edit_init(struct edit *ed, const char *old, size_t n);
void edit_do(struct edit *ed, size_t at, size_t del, const char *ins, size_t len);
void edit_view(struct edit *ed, void *view, int kind, void (*view_free)(void *view)); /* takes it */
void edit_free(struct edit *ed);

#endif
