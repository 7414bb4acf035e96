/* SPDX-License-Identifier: MIT */
/* pipedream_people: tenants and the questions about each, for the probes that look at accounts and make links. */
#ifndef TOOLGAP_VENDORS_PIPEDREAM_PEOPLE_H
#define TOOLGAP_VENDORS_PIPEDREAM_PEOPLE_H

#include "base/clock.h"
#include "base/map.h"
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
	const char *kept; /* the one that the entries of before name: taken as long as it works; or NULL */
	int settled;	  /* that one was taken */
	const char *again; /* the one that is to be connected again; or NULL */
	char fault[160]; /* what the vendor says of the account that is not healthy */
	char login[160]; /* whose it is at the provider, as far as the vendor tells */
	char alien[160]; /* the other tenant that it is said to belong to */
	struct kv all;	 /* "apn_…\tstate\tname\tcreated[\tlogin]" */
	int asked;	 /* a question of its own was put */
	char *link;
	char until[CLOCK_STAMP], made[CLOCK_STAMP];
};

struct people {
	struct pipedream_talk talk; /* first */
	struct looks looks;	    /* one a tenant, then that of the users */
	struct seat *seat;
	size_t n; /* tenants */
	struct kv users;
	size_t users_look; /* its number; 0: nobody asked */
	struct map names; /* tenant → its number */
	struct share_round *round; /* one look at all accounts; NULL: each tenant is asked */
};

/* Ask for the accounts of one tenant (its number); a page after the first by its cursor. */
void people_ask_accounts(struct probe *p, size_t tenant, const char *after);
/* What is known of one tenant, as facts. `word`: its state. */
void people_tell(const char *tenant, const struct seat *s, const char *word, int good, struct kv *facts);

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
/*
 * pipedream_share.c: where there are many tenants, one list of all accounts of the app says where something changed, and
 * only those tenants are asked. Whose an account is is proven by the tenant's own question: the vendor does not say whether
 * the list's external_id is our user or the provider's. What was proven stays in the environment for the next look.
 */
#define SHARE_FROM 9 /* tenants; up to that each is asked */
void share_go(struct probe *p); /* no round: that list was no use before, and each is to be asked */
int share_took(struct probe *p, const struct call *c, const struct reply *r); /* 1: a page of the list */
/* An account in the answer to a tenant's own question: now it is known whose it is. */
void share_proved(struct probe *p, size_t tenant, const struct json *account);
int share_more(struct probe *p); /* 1: more questions were put: it is not over */
/* The facts of all tenants, or of those that changed, and the verdict. */
void share_finish(struct probe *p);
void share_round_free(struct share_round *r);
const struct json *people_page(struct probe *p, const struct call *c, const struct reply *r, struct look *l,
			       struct json **doc, const char **after);

/* How many of these tenants would be new; -1: nobody could count. The facts users and users_max are set. */
long people_new(struct probe *p);

#endif
