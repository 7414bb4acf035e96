/* SPDX-License-Identifier: MIT */
/* outcome: which files a path of the runbook leaves behind; one row, one function and one file a path. */
#ifndef TOOLGAP_WORK_OUTCOME_H
#define TOOLGAP_WORK_OUTCOME_H

#include "files/registry.h"
#include "work/plan.h"

/* What a path is composed from; all borrowed. `clients`: ids as keys. */
struct outcome {
	const struct workspace *ws;
	const struct kv *facts;
	const struct kv *clients;
	const struct vendor_env *env;
};

/*
 * Fills the plan's files, warnings, slug, vendor and next from the facts of a walk: by the row of the table whose path is
 * p->path. E_FAIL where no row has it. Each function of the table reads the facts of its own branch of the runbook and
 * edits files with plan_open(); none of them writes, asks, or looks at a clock other than clock_now().
 */
int outcome_compose(struct plan *p, const struct outcome *o, struct err *e);

typedef int outcome_function(struct plan *p, const struct outcome *o, struct err *e);
outcome_function outcome_pipedream; /* D */
outcome_function outcome_composio;  /* composio */
outcome_function outcome_native;    /* native */
outcome_function outcome_waiting;   /* A */
outcome_function outcome_session;   /* B */
outcome_function outcome_worker;    /* C */

/* The slug of the case: the registry's, else that of the app at Pipedream, else the short name; "" where there is none. */
char *outcome_slug_new(const struct kv *facts);

/* For the other paths: a case that waited has its way now; what is to be done about its reminder goes into p->next. */
outcome_function outcome_waited;

/*
 * For them: the registry as the plan would leave it so far. NULL with *e when it cannot be read; *reg is NULL where there
 * is no registry yet, else to be freed with registry_free().
 */
struct plan_file *outcome_registry(struct plan *p, const struct workspace *ws, struct registry **reg,
				   struct err *e);

/* 1: that row was written for another way (another vendor, or to wait for one), so its story is told anew. */
int outcome_turns(const struct registry_row *old, const char *vendor);

/* The capability file of a toolkit of Pipedream's, relative to the workspace. Heap string. */
char *outcome_capability_new(const struct workspace *ws, const char *slug);

#endif
