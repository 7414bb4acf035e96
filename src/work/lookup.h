/* SPDX-License-Identifier: MIT */
/* lookup: has a previous session resolved this provider? The registry probe. */
#ifndef TOOLGAP_WORK_LOOKUP_H
#define TOOLGAP_WORK_LOOKUP_H

#include "base/err.h"
#include "base/kv.h"
#include "work/workspace.h"

/* See probes.h, "registry". A registry that cannot be read is result "broken" with the reason in detail. */
int lookup_registry(const struct workspace *ws, const struct kv *in, struct kv *facts, struct err *e);

/* "pipedream-gtm-ascend" of tenant ascend → "gtm"; NULL when it is not of that form. Heap string. */
char *lookup_short_new(const char *server, const char *tenant);

#endif
