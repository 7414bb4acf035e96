/* SPDX-License-Identifier: MIT */
/* template: a file of ours with gaps, and what is put into them, made safe for the place where it goes. */
#ifndef TOOLGAP_FILES_TEMPLATE_H
#define TOOLGAP_FILES_TEMPLATE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/kv.h"

#include <stddef.h>

/*
 * A gap is @@NAME@@ or @@PLACE:NAME@@; the place says what would be dangerous there:
 *   (none)   letters, digits, "_", "-", "." and nothing else, at least one: part of a name or of a path
 *   string   a string with its quotes, the same in JSON, JavaScript and Python
 *   line     words in a comment of one line
 *   md       words in a paragraph of Markdown: nothing in them is mark-up
 *   block    Markdown that the caller has made already
 * A gap without a value, or a value that is not allowed in its place, is an error that names template and line; `out` is
 * then as before.
 */
int template_fill(struct buf *out, const char *s, size_t n, const char *name, const struct kv *values,
		  struct err *e);

/* The words so that Markdown shows them as they are; one line. For blocks. */
void template_markdown(struct buf *out, const char *words);

#endif
