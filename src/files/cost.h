/* SPDX-License-Identifier: MIT */
/* cost: the arithmetic of credits and money: what a month has used, what it comes to, which threshold that reaches. */
#ifndef TOOLGAP_FILES_COST_H
#define TOOLGAP_FILES_COST_H

#include <stddef.h>
#include <time.h>

/*
 * Money is counted in millionths of a dollar, so that a price of a fraction of a cent is exact. The defaults are the
 * figures of the runbook: 99 $ a month, 10,000 credits, 1 credit = 30 s at 256 MB, 500 $ a month. What one credit
 * more costs no source establishes: it is not known until a setting says it.
 */
#define COST_NOT_KNOWN (-1LL)
#define COST_CALLS_MAX 1000000000LL
#define COST_MS_MAX 1000000000LL

struct cost_rates {
	long long flat;      /* a month */
	long long credits;   /* included in it */
	long long seconds;   /* of one credit */
	long long overage;   /* one credit more; COST_NOT_KNOWN */
	long long threshold; /* a month that costs more asks for a second look at the vendor */
};

#define COST_RATES { 99000000LL, 10000LL, 30LL, COST_NOT_KNOWN, 500000000LL }

enum cost_level {
	COST_UNKNOWN, /* nobody could say what is used */
	COST_BELOW,
	COST_NEAR,    /* nine tenths of the credits or more */
	COST_CREDITS, /* more than is included */
	COST_MONEY    /* more than the threshold */
};

struct cost {
	int year, month, day, days; /* of the month that it is about, UTC */
	long long used;		    /* so far; COST_NOT_KNOWN */
	long long projected;	    /* the month at that pace; COST_NOT_KNOWN */
	long long calls, ms;	    /* that are planned beside it; 0: none */
	long long planned;	    /* their credits */
	long long total;	    /* projected and planned; COST_NOT_KNOWN */
	long long extra;	    /* more than is included; COST_NOT_KNOWN */
	long long money;	    /* the month; COST_NOT_KNOWN: usage or the price of a credit is not known */
	enum cost_level level;
};

/*
 * `used` COST_NOT_KNOWN: the total is what is planned, where something is. The pace is that of whole days, today among
 * them, so that the first day of a month divides by one. `calls` of `ms` each: every call costs one credit for each
 * begun `seconds`, at least one.
 */
void cost_reckon(struct cost *c, const struct cost_rates *r, long long used, long long calls, long long ms,
		 time_t now);
const char *cost_level_name(enum cost_level l); /* "unknown" "below" "near" "credits" "money" */

/* "99", "0.002": six decimals and a thousand million at most; 0 or −1. */
int cost_money_parse(const char *s, long long *out);
/* "1234.5", for a machine. */
void cost_money_plain(long long money, char out[40]);
/* "$1,234.50", "$99", "$0.002", for a person. */
void cost_money_text(long long money, char out[40]);
/* Seconds, with up to three decimals, into milliseconds; 0 or −1. */
int cost_seconds_parse(const char *s, long long *ms);
/* "2", "0.5" */
void cost_seconds_plain(long long ms, char out[40]);
/* A count of digits only, 0 to `max`; 0 or −1. */
int cost_count_parse(const char *s, long long max, long long *out);

#endif
