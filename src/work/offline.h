/* SPDX-License-Identifier: MIT */
/* offline: the probes answered without asking anybody: from the copies of the catalogs, or not at all. */
#ifndef TOOLGAP_WORK_OFFLINE_H
#define TOOLGAP_WORK_OFFLINE_H

#include "work/copies.h"

/*
 * The same input and facts as the conversations of these names (vendors/composio.h, pipedream.h), by the same
 * comparison (vendors/match.h). What the copy says is said with its day, in `detail` and in `evidence` (which carries the
 * time at which the vendor last said so); `copied` is that day. Where the list was read in this run (copies_hold) it is said
 * to be so, and `listed` is the time. Without a copy: unknown, and what to run.
 *   offline_composio   who is connected a copy cannot say: with tenants a toolkit that needs an account is "unknown",
 *                      toolkit_slug set
 *   offline_accounts   every tenant unknown
 *   offline_issues     unknown, with what can be done by hand
 *   offline_unasked    link, tools: unknown
 */
void offline_composio(struct copies *cs, const struct kv *in, struct kv *facts);
void offline_pipedream(struct copies *cs, const struct kv *in, struct kv *facts);
void offline_accounts(struct copies *cs, const struct kv *in, struct kv *facts);
void offline_issues(struct copies *cs, const struct kv *in, struct kv *facts);
void offline_unasked(struct copies *cs, const struct kv *in, struct kv *facts);

/*
 * What a conversation with a catalog's vendor leaves to say, from the copy if there is one: `copy`, its day, when the
 * result is unknown; names that come near (near*) when nothing equal was found.
 */
void offline_add(struct copies *cs, enum catalog_source s, const struct kv *in, struct kv *facts);

#endif
