/* SPDX-License-Identifier: MIT */
/* toml_job: one set or unset under way; between toml_edit.c, which decides, and toml_lines.c, which
 * edits lines. */
#ifndef TOOLGAP_FILES_TOML_JOB_H
#define TOOLGAP_FILES_TOML_JOB_H

#include "files/splice.h"
#include "files/toml_node.h"

#include <stddef.h>

struct toml_job {
	const char *file, *root, *name;
	const char *s; /* the bytes so far */
	size_t n, base;
	const char *eol;
	const struct tree *value; /* NULL: unset */
	struct toml *doc;
	const struct toml_node *in; /* the root table, or NULL */
	struct toml_node *target;   /* NULL: not there yet */
	struct splices sp;
	struct err *e;
};

/* [root.name] with its line end. */
void toml_put_header(const struct toml_job *j, struct buf *b);
/*
 * The lines for all that `now` (NULL: nothing) lacks or loses of what is wanted. `lead` holds the
 * indent and, for dotted keys, the way to the table.
 */
void toml_put_missing(const struct toml_job *j, struct buf *b, const struct buf *lead,
		      const struct tree *want, const struct toml_node *now);
void toml_cut_eol(const struct toml_job *j, struct buf *b); /* the last one off again */

/* Splices into j->sp so that j->target, which is not in an inline root, holds `value` (NULL: goes).
 */
void toml_edit_lines(struct toml_job *j, const struct tree *value);

#endif
