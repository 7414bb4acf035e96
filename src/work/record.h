/* SPDX-License-Identifier: MIT */
/* record: the decision record of a dedicated worker: the reason, what was ruled out, and what was asked. */
#ifndef TOOLGAP_WORK_RECORD_H
#define TOOLGAP_WORK_RECORD_H

#include "work/decisions.h"
#include "work/outcome.h"

/* A reason ("latency" "signing" "residency" "absent") in a few words, for notes: English. NULL: it is none of them. */
const char *record_reason(const char *reason);

/* The record as a file of the plan, under the next free number. `values`: of scaffold_values(). English: it is a document. */
int record_put(struct plan *p, const struct outcome *o, const struct decisions *d, const struct kv *values,
	       struct err *e);

#endif
