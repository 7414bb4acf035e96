/* SPDX-License-Identifier: MIT */
/* seen: what was last said of each tenant of a board, so that only news is said. */
#ifndef TOOLGAP_UI_SEEN_H
#define TOOLGAP_UI_SEEN_H

#include <stddef.h>

struct seen {
	char **text; /* of tenant i */
	size_t n;
};

/* 1 when that is another text than the last one of tenant i, which it now is. NULL is a text, too. */
int seen_news(struct seen *s, size_t i, const char *text);
void seen_free(struct seen *s); /* empty after */

#endif
