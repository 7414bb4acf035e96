/* SPDX-License-Identifier: MIT */
/* jsonc_look: lines, blanks and comments in the bytes of a document that was read without error. */
#ifndef TOOLGAP_FILES_JSONC_LOOK_H
#define TOOLGAP_FILES_JSONC_LOOK_H

#include <stddef.h>

/* Line and column (in characters) of the byte at `at`, from 1; a BOM counts for nothing. */
void jsonc_place(const char *s, size_t n, size_t at, size_t *line, size_t *col);

/* A break is LF, CR or CRLF; blanks are spaces and tabs. No offset may lie inside of a text. */
int jsonc_is_blank(char c);
/* Nothing but a BOM, blanks and breaks. */
int jsonc_is_empty(const char *s, size_t n);
/* How many bytes the break at `at` has, or 0. */
size_t jsonc_break(const char *s, size_t n, size_t at);
int jsonc_has_break(const char *s, size_t from, size_t to);

/* The indent of the line that `at` is in is [*from, return). */
size_t jsonc_indent(const char *s, size_t at, size_t *from);
/* Is `at` first in its line (but not in the file's first)? Is the rest of the line blank? */
int jsonc_begins_line(const char *s, size_t at);
int jsonc_ends_line(const char *s, size_t n, size_t at);
/* A value ends at `end`, its comma at `to`: is the line over then, with no comment between the two? */
int jsonc_is_over(const char *s, size_t n, size_t end, size_t comma, size_t to);
/* Where the break in front of `at` is, if it begins a line; else `at`. */
size_t jsonc_lead(const char *s, size_t at);

/* In [from, to) there are only blanks, breaks and comments: the last comment's end, or `from`. */
size_t jsonc_comments(const char *s, size_t from, size_t to, int *line_comment);
/* The first byte in [from, to) that is none of these, or `to`. */
size_t jsonc_behind(const char *s, size_t from, size_t to);

#endif
