/* SPDX-License-Identifier: MIT */
/* text: UTF-8, the guard every outside string passes, display width, spelling distance. */
#ifndef TOOLGAP_BASE_TEXT_H
#define TOOLGAP_BASE_TEXT_H

#include "base/buf.h"

#include <stddef.h>
#include <stdint.h>

/*
 * The guard. Every string that came from the network, a file or the command line and may reach a
 * person or a file of ours passes text_safe() once, where it enters. The result is one line of
 * valid UTF-8: controls (C0, DEL, C1), line and paragraph separators, bidi controls, zero-width
 * and tag characters, U+FEFF, non-characters and bytes that are not UTF-8 are replaced by a
 * visible "\xNN" or "\u{NNNN}"; tab and newline become one blank; at most `max` bytes are kept
 * (cut between characters, with "…"). Idempotent.
 */
#define TEXT_MAX 2000
void text_safe(struct buf *out, const char *s, size_t n, size_t max);
char *text_safe_new(const char *s, size_t max); /* the same, as a heap string; NULL gives "" */

/* Decode one character at s (n > 0 bytes left). Returns its length, or 0 when it is not UTF-8. */
size_t text_decode(const char *s, size_t n, uint32_t *cp);
void text_encode(struct buf *out, uint32_t cp);
size_t text_utf8(const char *s, size_t n); /* bytes of the longest beginning that is UTF-8 */
int text_is_utf8(const char *s, size_t n); /* 1 or 0 */

/* Columns a terminal needs for this UTF-8 text (wcwidth; unprintables count 0). */
size_t text_width(const char *s);
/* Longest prefix of s, in bytes, that fits in `cols` columns. */
size_t text_fit(const char *s, size_t cols);

/* Lower-case letters and digits only ("Google Tag-Manager" → "googletagmanager"); ASCII. */
void text_norm(struct buf *out, const char *s);
int text_norm_eq(const char *a, const char *b);

/* Edit distance (insert, delete, replace, swap of neighbours) on bytes; `max` + 1 when larger. */
size_t text_distance(const char *a, const char *b, size_t max);

/* ^[a-z0-9_][a-z0-9_-]{0,62}$ : 1 or 0. A leading '_' only where `under` (vendors' slugs have it). */
int text_is_name(const char *s, int under);

/* One word for a shell, guarded; in single quotes where it has more than a-z A-Z 0-9 . _ / + = @ % , -. */
void text_shell(struct buf *out, const char *s);

/* Case-insensitive ASCII compare for equality: 1 or 0. */
int text_ieq(const char *a, const char *b);

#endif
