/* SPDX-License-Identifier: MIT */
/* jsonc_look: where lines, blanks and comments are in the bytes of a document that was read without error. */
#ifndef TOOLGAP_FILES_JSONC_LOOK_H
#define TOOLGAP_FILES_JSONC_LOOK_H

#include <stddef.h>

/* A break is LF, CR or CRLF; blanks are spaces and tabs. No offset may lie inside of a text. */
int jsonc_is_blank(char c);
int jsonc_is_empty(const char *s, size_t n);                 /* nothing but a BOM, blanks, breaks */
size_t jsonc_break(const char *s, size_t n, size_t at);      /* bytes of the break at `at`, or 0 */
int jsonc_has_break(const char *s, size_t from, size_t to);

/* The indent of the line that `at` is in is [*from, return). */
size_t jsonc_indent(const char *s, size_t at, size_t *from);
int jsonc_begins_line(const char *s, size_t at);             /* `at` is first in a line, not the file's first */
int jsonc_ends_line(const char *s, size_t n, size_t at);     /* nothing but blanks to the line's end */
size_t jsonc_lead(const char *s, size_t at);                 /* the break before it, if it begins a line; else `at` */

/* The end of the last comment in [from, to), where else only blanks and breaks are; `from` without one. */
size_t jsonc_comments(const char *s, size_t from, size_t to, int *line_comment);
/* The first byte in [from, to) that is no blank, break or comment; `to` without one. */
size_t jsonc_behind(const char *s, size_t from, size_t to);

#endif
