/* SPDX-License-Identifier: MIT */
/* fetch: credentials of Pipedream that Infisical has, on the way to an answer that lacks them. */
#ifndef TOOLGAP_WORK_FETCH_H
#define TOOLGAP_WORK_FETCH_H

#include "base/kv.h"
#include "vendors/probe.h"

/* Do these facts of a probe name as missing what the store may have? */
int fetch_lacks(const struct kv *facts);
/* May it be asked: is it set up, has it given no final answer, and was it not asked too often? */
int fetch_may(const struct vendor_env *env);
/* What came of asking it (facts of infisical_probe): final, or worth another time. */
void fetch_note(struct vendor_env *env, const struct kv *facts);
/* Why the store was no help, behind what the facts say of the names that are missing. */
void fetch_tell(const struct vendor_env *env, struct kv *facts);

#endif
