/* SPDX-License-Identifier: MIT */
/* sync: both catalogs read whole, side by side, each into its copy. */
#ifndef TOOLGAP_WORK_SYNC_H
#define TOOLGAP_WORK_SYNC_H

#include "vendors/http.h"
#include "vendors/probe.h"
#include "work/copies.h"

/*
 * Each vendor for itself: a copy is replaced only when the whole list was read and written; whatever fails, the old one
 * stays. A copy whose first page has not changed keeps its entries and gets a new date. But only the first page
 * is asked about, so that after SYNC_DAYS the whole list is read again whatever the vendor says.
 */
#define SYNC_DAYS COPIES_OLD_DAYS

/* What becomes of a list that was read: nothing (a dry run); the copy for this run alone; the copy. */
enum sync_keep { SYNC_DRY, SYNC_HOLD, SYNC_KEEP };

enum sync_result { SYNC_OPEN, SYNC_RENEWED, SYNC_UNCHANGED, SYNC_UNKNOWN, SYNC_UNSAVED, SYNC_SKIPPED };

struct sync_part {
	enum sync_result result;
	size_t have; /* entries so far */
	long total;  /* of how many, −1: not said yet */
	long ms;
	char *detail;	   /* a clause, once it is over */
	struct kv missing; /* in the values: variables of credentials that are not set */
	struct kv refused; /* the same: of those that the vendor did not take */
	struct kv evidence; /* of what went wrong, as of a probe */
};

struct sync;

/* `skip`: 1 << catalog for those that are not asked for. With SYNC_HOLD the whole list is read, whatever copy there is. */
struct sync *sync_new(struct http *http, struct vendor_env *env, struct copies *copies, enum sync_keep keep, unsigned skip);
void sync_free(struct sync *s);
/* Call after http_wait: takes what is there; 1 when both are over. */
int sync_go(struct sync *s);
const struct sync_part *sync_part(const struct sync *s, enum catalog_source which);

#endif
