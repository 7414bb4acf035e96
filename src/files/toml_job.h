/* SPDX-License-Identifier: MIT */
/* toml_job: one set or unset under way; between toml_edit.c, which decides, toml_judge.c, which says what becomes of
 * each value, and toml_lines.c and toml_inline.c, which edit lines and braces. */
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
	int any;                  /* unset: whatever it is */
	struct toml *doc;
	const struct toml_node *in; /* the root table, or NULL */
	struct toml_node *target;   /* NULL: not there yet */
	struct splices sp;
	struct err *e;
};

/*
 * Every node below the table in hand gets a fate (toml_judge.c); each line then does what the nearest node above it with
 * a fate says. INTO is a table that stays, of which some members change: with a header of its own, with dotted lines,
 * or in braces.
 */
enum toml_fate { TOML_NONE, TOML_KEEP, TOML_DROP, TOML_REPLACE, TOML_INTO };

void toml_judge(struct toml_job *j, struct toml_node *table, const struct tree *want);
const struct toml_node *toml_judged(const struct toml_node *nd);
/* Is anything of what the table is to hold not in it, or about to go? */
int toml_misses(const struct toml_job *j, const struct toml_node *table);
int toml_lacks(const struct toml_job *j, const struct toml_node *table, const struct tree *t);
/* The last line "table.key = …" of a table that is made of dotted keys, or NULL. */
const struct toml_stmt *toml_door(const struct toml_job *j, const struct toml_node *table);
/*
 * Braces (toml_inline.c, toml_braces.c). In a gap, which is what stands in braces beside members: the end of it from
 * `from` on (behind a value or "{"); its comma, or `to`; is there a comment? Is `at` first in its line, and the rest of
 * the line empty? Where the line ends whose comment begins behind `at`, in a gap that ends at `to`.
 */
size_t toml_gap_end(const struct toml_job *j, size_t from);
size_t toml_gap_comma(const struct toml_job *j, size_t from, size_t to);
int toml_gap_speaks(const struct toml_job *j, size_t from, size_t to);
int toml_begins_line(const struct toml_job *j, size_t at);
int toml_ends_line(const struct toml_job *j, size_t at);
size_t toml_line_end(const struct toml_job *j, size_t at, size_t to);
void toml_put_indent(const struct toml_job *j, struct buf *b, size_t at); /* of the line that `at` is in */
void toml_append_inline(struct toml_job *j); /* the target into "root = { … }" */
void toml_drop_inline(struct toml_job *j);   /* and out of it */
/* A judged table in braces as it is to be: what does not change stays byte for byte. */
void toml_put_inline(const struct toml_job *j, struct buf *b, const struct toml_node *table);

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
