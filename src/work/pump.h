/* SPDX-License-Identifier: MIT */
/* pump: one conversation with a vendor under way: its calls to http, the replies back to it. */
#ifndef TOOLGAP_WORK_PUMP_H
#define TOOLGAP_WORK_PUMP_H

#include "vendors/http.h"
#include "vendors/probe.h"

#include <stdint.h>

/* Stays where it is while it runs. Zeroed memory is one that does not run. */
struct pump {
	struct http *http;
	struct probe probe;
	int on;
	int64_t begun, ended; /* clock_ms(); ended: of the last reply */
};

/* One that runs is stopped first. The input is copied, the environment borrowed. */
void pump_start(struct pump *u, struct http *http, const struct probe_ops *ops, struct vendor_env *env,
		const struct kv *in);
int pump_over(const struct pump *u); /* it ran, and probe.facts is the answer */
void pump_stop(struct pump *u);      /* frees what it holds; nothing when it does not run */

#endif
