/* SPDX-License-Identifier: MIT */
/* diff: a unified diff from splices, linear in what changed. */
#ifndef TOOLGAP_FILES_DIFF_H
#define TOOLGAP_FILES_DIFF_H

#include "base/buf.h"
#include "files/splice.h"

#include <stddef.h>

/*
 * Unified diff, `context` lines around; a change is widened to whole lines and common lines at its
 * ends are taken out again. "\ No newline at end of file" as diff(1) writes it. `patch` applies it.
 * Headers are "--- a/PATH" and "+++ b/PATH" ("/dev/null" for a file that did not exist).
 * Nothing is written when nothing changes. Counts may be NULL.
 */
void diff_unified(struct buf *out, const char *path, int existed, const char *old, size_t n,
		  const struct splices *s, size_t context, size_t *added, size_t *removed);

#endif
