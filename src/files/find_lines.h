/* SPDX-License-Identifier: MIT */
/* find_lines: which of many lines have the text of a query in them; for the sources that are not read whole. */
#ifndef TOOLGAP_FILES_FIND_LINES_H
#define TOOLGAP_FILES_FIND_LINES_H

#include "files/find.h"

/* Where each word, then the text in one, stands next. The lines must be asked for in their order: so each byte is passed
   once for each word. */
struct find_lines {
	const struct find_query *q;
	const char *end, *next[FIND_WORDS + 1];
	int one; /* the text in one is its only word */
};

void find_lines_init(struct find_lines *fl, const struct find_query *q, const char *s, const char *end);
int find_line(struct find_lines *fl, const char *at, const char *end); /* all words, or the text in one: 1 or 0 */

/* For a line that has none of it: its slug may still be the same but for punctuation, or an alias may lead there. */
struct find_fit find_slug(const struct find_query *q, const char *s, size_t n);

#endif
