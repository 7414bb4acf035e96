/* SPDX-License-Identifier: MIT */
/* apps: the names in the copies of both catalogs, as one list to pick from. */
#ifndef TOOLGAP_WORK_APPS_H
#define TOOLGAP_WORK_APPS_H

#include "work/copies.h"

#include <stddef.h>
#include <stdint.h>

/* What both catalogs have under one slug stands once. Deprecated entries are no proposal. By slug. */
struct app {
	const char *name, *slug;
	unsigned in;      /* bit of each enum catalog_source that has it */
	uint64_t letters; /* of name and slug together (base/fuzzy.h) */
};

struct apps {
	struct app *v;
	size_t n;
};

/* NULL where there is no copy. Borrows from the copies. */
struct apps *apps_new(struct copies *cs);
void apps_free(struct apps *a);

#endif
