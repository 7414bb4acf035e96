/* SPDX-License-Identifier: MIT */
/* http_pace: how fast a vendor may be asked: its published limit as a bucket that refills; pure. */
#ifndef TOOLGAP_VENDORS_HTTP_PACE_H
#define TOOLGAP_VENDORS_HTTP_PACE_H

#include "vendors/http.h"

#include <stddef.h>
#include <stdint.h>

/*
 * A bucket holds a quarter of a minute's allowance and refills with the other three quarters over a minute: at
 * most the limit goes out in any minute, wherever the vendor lets its own minute begin. Counted in sixty-thousandths of a
 * request, so that a millisecond's share is a whole number.
 */
struct pace {
	const struct http_rate *rate;
	unsigned per_minute; /* of the rate, or what the vendor's headers say */
	int64_t level, at;   /* what is in it, when (clock_ms) */
	size_t open, held;   /* calls under way; calls not begun */
};

struct paces {
	struct pace *v[8];
	size_t n;
};

/* The bucket of that rate, by name; made full when it is new. NULL for NULL, and past eight names. */
struct pace *paces_of(struct paces *ps, const struct http_rate *rate, int64_t now);
void paces_free(struct paces *ps);

/* Milliseconds until one more may go: 0 now; -1 when first one of those under way must end. */
int64_t pace_wait(struct pace *p, int64_t now);
/* One more goes (also one that may not wait: another try). */
void pace_take(struct pace *p, int64_t now);
/* What the vendor's reply says of its limit. */
void pace_hear(struct pace *p, const struct reply *r, int64_t now);

#endif
