/* SPDX-License-Identifier: MIT */
/* lists: many names at once: both catalogs are read whole once, and answer in the place of thousands of questions. */
#ifndef TOOLGAP_WORK_LISTS_H
#define TOOLGAP_WORK_LISTS_H

#include "work/copies.h"
#include "work/sync.h"

/*
 * A name costs 7 to 17 requests at Composio and 8 to 12 at Pipedream, the two lists some forty together. A copy that was
 * read whole within LISTS_FRESH seconds is taken as it is; else the list is read now, and kept in memory for this run alone.
 * Every answer says on which of the two it stands: `copied` (a day) or `listed` (a stamp) in the facts, and the detail in words.
 *
 * A toolkit that is listed costs one request more, and one for each tenant. Those are not asked for once for all names: how
 * many accounts Composio gives at once is not published, and several user_ids in one question are not proved to mean all
 * of them; one that means the last alone would have people called not connected who are.
 *
 * A list that cannot be read whole answers nothing: unknown, for the reason that reading it had.
 */
#define LISTS_FRESH 86400

struct lists;

/* Begin to read what is not fresh. All borrowed. */
struct lists *lists_new(struct http *http, struct vendor_env *env, struct copies *copies);
void lists_free(struct lists *l);
/* Call after http_wait; 1 when both are there, or will not be. */
int lists_go(struct lists *l);
/* For the progress; NULL when nothing had to be read. */
const struct sync *lists_sync(const struct lists *l);

/*
 * The answer of the probe "composio" or "pipedream" to this input, facts as theirs: 1. Or 0, when the list alone cannot say:
 * who is connected; whether what is deprecated still answers and what replaced it; whether an entry that is not
 * listed answers to a slug which the name is known by elsewhere (a slug that is only guessed from the name adds nothing to
 * a whole list). Then `ask` is the input for the vendor, narrowed to the slugs in question (`listed`: one that is current, so
 * that only it and its tenants are asked for), and `facts` hold the evidence.
 */
int lists_answer(const struct lists *l, enum catalog_source s, const struct kv *in, struct kv *facts, struct kv *ask);

#endif
