/* SPDX-License-Identifier: MIT */
/* due: what waits for a native toolkit, and until when: read from the registry. */
#ifndef TOOLGAP_WORK_DUE_H
#define TOOLGAP_WORK_DUE_H

#include "base/kv.h"
#include "work/reminder.h"

#include <stddef.h>

enum due_now { NOW_UNKNOWN, NOW_ABSENT, NOW_COMPOSIO, NOW_PIPEDREAM };

struct due_item {
	char *slug;
	struct waiting w;
	int dated;  /* its notes hold a date */
	long left;  /* days from today until it is due; below 0 when that is past */
	enum due_now now;
	char *said; /* what decided that, a sentence, or NULL: nobody was asked */
};

struct due {
	struct due_item *v; /* those without a date first, then by their day, then by slug */
	size_t n, cap;
};

/* The rows that wait. No registry, no rows. −1 when it cannot be read: file, line, column in the message. */
int due_read(const struct workspace *ws, struct due *out, struct err *e);
void due_free(struct due *d);

/*
 * What a walk found for it: absent only where both catalogs said so. `facts` are those of the walk, which may have gone
 * on to Pipedream though Composio could not be asked: what was found counts, and what was not asked is unknown.
 */
void due_judge(struct due_item *it, const struct kv *facts, const char *wrong);
const char *due_now_name(enum due_now now); /* "unknown" "absent" "composio" "pipedream" */

/* All that have a date, as one calendar. */
int due_calendar(const struct due *d, struct buf *out, struct err *e);

#endif
