/* SPDX-License-Identifier: MIT */
/* dotenv: a file of NAME=VALUE lines, as a shell could read it, but nothing in it is expanded or run. */
#ifndef TOOLGAP_FILES_DOTENV_H
#define TOOLGAP_FILES_DOTENV_H

#include "base/err.h"
#include "base/kv.h"

#include <stddef.h>

/*
 * A line is empty, a comment (#), or NAME=VALUE, "export " in front allowed. A value goes to the end of its line, blanks
 * around it away; quotes of one kind around the whole of it are taken off, and what is within them stays as it is: no
 * escapes, no variables. A name twice: the last one counts. The values are secrets: a message says FILE:LINE:COLUMN and
 * what is wrong there, never the text of the line; the caller zeroes `out`, which may hold some after a failure, too.
 */
int dotenv_parse(const char *s, size_t n, const char *name, struct kv *out, struct err *e);

#endif
