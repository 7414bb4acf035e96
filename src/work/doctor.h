/* SPDX-License-Identifier: MIT */
/* doctor: what is wrong, or could be, with the surroundings: a list of things looked at, each with a state. */
#ifndef TOOLGAP_WORK_DOCTOR_H
#define TOOLGAP_WORK_DOCTOR_H

#include "vendors/http.h"
#include "vendors/probe.h"
#include "work/workspace.h"

#include <stddef.h>
#include <time.h>

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

/* Without a workspace: data, our own folders and what lies in them, locale and translations. */
void doctor_own(struct ailments *out);
/* Credentials, and with `http` whether each vendor's host answers: also where there is no workspace. */
void doctor_outside(struct vendor_env *env, struct http *http, struct ailments *out);
/* The workspace: its place, registry and clients' files. Before doctor_outside, since a store may be asked. Each adds to the list. */
void doctor_look(const struct workspace *ws, struct vendor_env *env, struct http *http,
		 struct ailments *out);
/* One more: takes `message`, copies `fix` (NULL: there is nothing to do). */
void ailment_add(struct ailments *a, const char *id, enum health state, char *message, const char *fix);
/* Seconds that this clock is ahead of (below 0: behind) a reply's Date header; 0 where it is right or nobody can tell. */
long doctor_skew(const char *date, time_t now);
void ailments_free(struct ailments *a);
const char *health_name(enum health h); /* "ok" "warning" "bad" */

#endif
