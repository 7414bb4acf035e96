/* SPDX-License-Identifier: MIT */
/* usage: what the vendor's meter says and what it comes to, in words and as JSON. */
#ifndef TOOLGAP_WORK_USAGE_H
#define TOOLGAP_WORK_USAGE_H

#include "base/json.h"
#include "base/kv.h"
#include "files/cost.h"

/*
 * `facts` are those of the probe "usage" (vendors/pipedream.h) with `prefix` in front ("usage.", or ""): the month of
 * now, from result and credits; without a good result the usage is not known.
 */
void usage_cost(struct cost *c, const struct cost_rates *r, const struct kv *facts, const char *prefix,
	     long long calls, long long ms);

/* For the preview: "$99 a month; 2,877 of 10,000 credits used, 4,110 projected; below $500". Heap string. */
char *usage_line_new(const struct cost *c, const struct cost_rates *r, const char *why);
/* What that means: one sentence. `c->level` says how loud. Heap string. */
char *usage_verdict_new(const struct cost *c, const struct cost_rates *r);
/* Members of an open object. `why`: the vendor's words where the usage is not known, or NULL. */
void usage_json(struct json_out *o, const struct cost *c, const struct cost_rates *r, const char *why);
/* "November 2026" in the language of the reader. */
void usage_month(const struct cost *c, char out[64]);
/* 12,345; "?" where it is not known. */
void usage_count(long long n, char out[32]);

#endif
