/* SPDX-License-Identifier: MIT */
/* progress: one line on standard error that is written over, while many questions are answered. */
#ifndef TOOLGAP_UI_PROGRESS_H
#define TOOLGAP_UI_PROGRESS_H

#include "ui/options.h"
#include "work/sync.h"

#include <stddef.h>

/*
 * Shown on a terminal alone, and not with --quiet. With `lines`, where there is no terminal, a line for each thousand entries of
 * a catalog instead. Take the line away (progress_clear) before anything else is said.
 */
struct progress {
	int tty, lines;
	int shown; /* columns */
	size_t thousands[CATALOGS];
};

void progress_init(struct progress *p, const struct options *o, int lines);
void progress_catalogs(struct progress *p, const struct sync *s);
void progress_names(struct progress *p, size_t done, size_t n);
void progress_clear(struct progress *p);

#endif
