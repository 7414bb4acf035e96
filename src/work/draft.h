/* SPDX-License-Identifier: MIT */
/* draft: what stands in a field and was not answered yet, kept beside the walk's journal. */
#ifndef TOOLGAP_WORK_DRAFT_H
#define TOOLGAP_WORK_DRAFT_H

#include "base/kv.h"
#include "work/session.h"

/*
 * One file, `draft`, in the folder of the session; it is replaced whole. It names the step and the length of the journal that it
 * belongs to: once anything is journalled behind it, it is nobody's. A walk without a journal keeps none, and no failure to
 * keep one stops a walk.
 *
 * draft_put: keep that text; NULL drops what was kept. So does a text that holds what looks like a secret, or one of `known`
 * (name → value; may be NULL): it was not meant for this field.
 */
void draft_put(const struct session *s, const char *step, const char *text, const struct kv *known);
/* What was left at this step of the walk as its journal stands; heap, guarded; or NULL. */
char *draft_get_new(const struct session *s, const char *step);
/* Remove it from the folder of a session. */
int draft_drop(const char *dir, struct err *e);

#endif
