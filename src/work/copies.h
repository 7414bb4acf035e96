/* SPDX-License-Identifier: MIT */
/* copies: the dated copies of both catalogs in the cache folder, and quick looks into them. */
#ifndef TOOLGAP_WORK_COPIES_H
#define TOOLGAP_WORK_COPIES_H

#include "base/err.h"
#include "files/catalog.h"
#include "vendors/near.h"
#include "vendors/probe.h"

/*
 * They lie in $XDG_CACHE_HOME/toolgap/catalog/ (0700), a file for each vendor: "composio.txt", "pipedream.txt"
 * (files/catalog.h). A copy counts only for the address that it came from: a sandbox's says nothing of the vendor.
 * Read when first asked for, once for a run.
 */
struct copies;

struct copies *copies_new(const struct vendor_env *env); /* borrowed */
void copies_free(struct copies *cs);

/* The copy, or NULL; then copies_why is a clause: "there is no copy of the Composio catalog". */
const struct catalog *copies_of(struct copies *cs, enum catalog_source s);
const char *copies_why(struct copies *cs, enum catalog_source s);
/* Its head, and the lines of its entries as they stand in the file (files/catalog.h): for a look at a few of many. NULL
   as above, but the entries are not looked at. */
const struct catalog *copies_text(struct copies *cs, enum catalog_source s, const char **text, size_t *n);
/* "2026-11-20": the day on which all of it was read. */
void copies_day(const struct catalog *c, char out[24]);
const char *copies_address(const struct vendor_env *env, enum catalog_source s);

/* Seconds since all of it was read; -1 when it does not say. */
long copies_age(const struct catalog *c);
/* From that age on a copy is called old, in days: what came since is not in it, and `toolgap catalog sync` reads all anew. */
#define COPIES_OLD_DAYS 7

/* One that was read in this run and is for this run alone: it takes the place of the copy, and nothing is written. Takes c. */
void copies_hold(struct copies *cs, struct catalog *c);
int copies_held(struct copies *cs, enum catalog_source s);

/* Write a new one in the place of the old, durably; the folder is made. It counts from now on. */
int copies_save(struct copies *cs, struct catalog *c, struct err *e); /* takes c when it succeeds */

/* The vendor says that nothing has changed: the same copy with that stamp, written as durably. There is one. */
int copies_checked(struct copies *cs, enum catalog_source s, const char *now, struct err *e);

/*
 * Entries that could be equal to the provider of `in` or mention it, each offered: what does not pass the sieve
 * would not have been a match (vendors/match.h), what passes may still be none.
 */
typedef void copies_offer(void *arg, const struct catalog_entry *en);
void copies_like(struct copies *cs, enum catalog_source s, const struct kv *in, copies_offer *offer,
		 void *arg);
/* Those that come near a name; deprecated ones do not. */
void copies_near(struct copies *cs, enum catalog_source s, struct near *near);

#endif
