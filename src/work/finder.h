/* SPDX-License-Identifier: MIT */
/* finder: looks for a text in all that a workspace knows: registry, capability files, copies of the catalogs. */
#ifndef TOOLGAP_WORK_FINDER_H
#define TOOLGAP_WORK_FINDER_H

#include "base/err.h"
#include "base/kv.h"
#include "files/find.h"
#include "vendors/http.h"
#include "vendors/probe.h"
#include "work/copies.h"
#include "work/workspace.h"

#include <stddef.h>

struct finder {
	struct finds finds; /* ranked; entries of catalogs belong to the copies */
	int registry;       /* 1: looked through; 0: there is none; -1: it cannot be read, see broken */
	size_t files;       /* capability files looked into */
	int wide;           /* nothing has the text itself: these are names near to it */
	int index;          /* the vector index: 0 nobody asked it, 1 it answered, -1 it could not be asked: */
	char index_why[256];
	struct kv broken;   /* keys: sentences on what could not be read, so that its hits are not known */
};

/*
 * The best `most` hits (finds.left counts the others). A file that cannot be read stops nothing: the others are searched,
 * and `broken` says so. Names a slip away, and letters in their order, are looked for only where nothing has the text
 * itself. -1: no search at all (an empty text, no aliases). Free it in any case; zero it first.
 */
int finder_run(struct finder *f, const struct workspace *ws, struct copies *cs, const char *text, size_t most,
	       struct err *e);
/*
 * Adds what the workspace's vector index holds to mean something like the text, where its credentials are set and no name
 * is the text already; it waits three seconds at most, and no longer than until `stop` is readable. A capability that
 * was found by letters, too, stands once.
 */
void finder_meaning(struct finder *f, const struct workspace *ws, struct vendor_env *env, struct http *http,
		    const char *text, size_t most, int stop);
void finder_free(struct finder *f);

/* The aliases of the data folder as a tree (files/aliases.h), or NULL. */
struct yaml *finder_aliases(const struct workspace *ws, struct err *e);

#endif
