/* SPDX-License-Identifier: MIT */
/* decisions: the folder of decision records: which number is free, and whether one is still. */
#ifndef TOOLGAP_WORK_DECISIONS_H
#define TOOLGAP_WORK_DECISIONS_H

#include "work/workspace.h"

struct decisions {
	unsigned next;     /* the number after the highest that a file has, or that a record or the registry refers to */
	int digits;        /* how many the folder writes, 3 at least */
	char *own;         /* the record of this toolkit's worker that is there already (path as shown), or NULL */
	unsigned own_number;
};

/* The path of a record of ours: "docs/decisions/adr-062-SLUG-worker.md". Heap string. */
char *decisions_path_new(const struct workspace *ws, unsigned number, int digits, const char *slug);
/* The number of such a path, 0 when it is none; *slug (heap) is the toolkit's. */
unsigned decisions_path_number(const struct workspace *ws, const char *path, char **slug);

int decisions_look(const struct workspace *ws, const char *slug, struct decisions *d, struct err *e);
void decisions_free(struct decisions *d);

/* E_CHANGED when another record has taken the number of this path meanwhile. */
int decisions_still_free(const struct workspace *ws, const char *path, struct err *e);

#endif
