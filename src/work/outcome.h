/* SPDX-License-Identifier: MIT */
/* outcome: which files a path of the runbook leaves behind; one row a path. */
#ifndef TOOLGAP_WORK_OUTCOME_H
#define TOOLGAP_WORK_OUTCOME_H

#include "work/plan.h"

/* Fills the plan's files and warnings from the facts of a walk. */
int outcome_compose(struct plan *p, const struct workspace *ws, const struct kv *facts,
		    const struct kv *clients, const struct vendor_env *env, struct err *e);

/* The capability file of a toolkit of Pipedream's, relative to the workspace. Heap string. */
char *outcome_capability_new(const struct workspace *ws, const char *slug);

#endif
