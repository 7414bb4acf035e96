/* SPDX-License-Identifier: MIT */
/* link: may a connect link that a vendor made be given to a person to click? Pure; for every vendor the same. */
#ifndef TOOLGAP_VENDORS_LINK_H
#define TOOLGAP_VENDORS_LINK_H

#include "base/clock.h"
#include "base/json.h"

/*
 * `url` and `until` are the vendor's own fields, `base` is the address it was asked at. A link is https, stays as it came
 * (nothing hidden in it, no user info), and leads nowhere into this machine: a loopback host only where the vendor itself is
 * there, at the same port. One that is expired when it comes, by `now` of the vendor's clock, is none. NULL: *link is a heap string, and `stamp` when it
 * ends, or "" where that is not said; else one translated clause and nothing is set.
 */
const char *link_take(const char *base, const struct json *url, const struct json *until, char **link,
		      char stamp[CLOCK_STAMP], time_t now);

#endif
