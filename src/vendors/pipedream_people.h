/* SPDX-License-Identifier: MIT */
/* pipedream_people: tenants and the questions about each, for the probes that look at accounts and make links. */
#ifndef TOOLGAP_VENDORS_PIPEDREAM_PEOPLE_H
#define TOOLGAP_VENDORS_PIPEDREAM_PEOPLE_H

#include "base/clock.h"
#include "vendors/look.h"
#include "vendors/pipedream.h"

#include <time.h>

#define PEOPLE_PAGE 100
#define PEOPLE_ACCOUNT 72 /* room for "apn_…" */

/* The best of a tenant's accounts decides, or the one that is pinned. */
enum seat_state { SEAT_NONE, SEAT_DEAD, SEAT_UNHEALTHY, SEAT_CONNECTED };

struct seat { /* of one tenant, beside its look of the same number */
	enum seat_state state;
	char account[PEOPLE_ACCOUNT];
	time_t at; /* created */
	int dated;
	size_t count;
	const char *pin; /* the one account to be used, of the input; or NULL */
	char fault[160]; /* what the vendor says of the account that is not healthy */
	struct kv all;	 /* "apn_…\tstate\tname\tcreated" */
	char *link;
	char until[CLOCK_STAMP];
};

struct people {
	struct pipedream_talk talk; /* first */
	struct looks looks;	    /* one a tenant, then that of the users */
	struct seat *seat;
	size_t n; /* tenants */
	struct kv users;
	size_t users_look; /* its number; 0: nobody asked */
};

const char *people_app(const struct probe *p);
const char *people_oauth_app(const struct probe *p);
/* Makes the state of the probe, and goes on when the bearer is there. */
void people_begin(struct probe *p, void (*go)(struct probe *p));
/* "tenant.T" and such; facts of a tenant are added once, so nothing need be looked up. */
void people_fact(struct probe *p, const char *what, const char *tenant, const char *value);
const char *people_why(const struct people *pe); /* of the first tenant that has a bad answer */

/* Development has room for so many users: count them (only there; 1: asked), and take the answer. */
int people_ask_users(struct probe *p, const char *after);
int people_took_users(struct probe *p, const struct call *c, const struct reply *r); /* 1: it was that */
/* How many of these tenants would be new; -1: nobody could count. The facts users and users_max are set. */
long people_new(struct probe *p);

#endif
