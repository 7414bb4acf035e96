/* SPDX-License-Identifier: MIT */
/* doctor: what is wrong, or could be, with the surroundings: a list of things looked at, each with a state. */
#ifndef TOOLGAP_WORK_DOCTOR_H
#define TOOLGAP_WORK_DOCTOR_H

#include "vendors/http.h"
#include "vendors/probe.h"
#include "work/workspace.h"

#include <stddef.h>

/*
 * Reads only. When `http` is given: asks Infisical, where it is set up and a credential is missing (what it has goes
 * into env), and each vendor's host once whether it answers, without any credential.
 */
enum health { HEALTH_OK, HEALTH_WARN, HEALTH_BAD };

struct ailment {
	const char *id;      /* stable */
	enum health state;
	char *message;       /* one sentence */
	char *fix;           /* what to do, or NULL */
};

struct ailments {
	struct ailment *v;
	size_t n, cap;
};

void doctor_look(const struct workspace *ws, struct vendor_env *env, struct http *http,
		 struct ailments *out);
void ailments_free(struct ailments *a);
const char *health_name(enum health h); /* "ok" "warning" "bad" */

#endif
