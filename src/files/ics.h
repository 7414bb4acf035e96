/* SPDX-License-Identifier: MIT */
/* ics: the reminder of a request that waits, as a calendar file; written by libical. Pure. */
#ifndef TOOLGAP_FILES_ICS_H
#define TOOLGAP_FILES_ICS_H

#include "base/buf.h"
#include "base/err.h"

#include <stddef.h>
#include <time.h>

/*
 * One event a reminder (RFC 5545): the whole day `due`, with an alarm that rings at 09:00 of it wherever the calendar is.
 * Its UID is made of slug and since, so that a later file of the same case changes the event that is there. The texts
 * are English, as in the registry: the file is shared. Names, link and `about` (one line, or "") have passed text_safe;
 * dates are YYYY-MM-DD. Lines end in CRLF and are folded at 75 bytes, between characters.
 *
 * libical is loaded when it is first needed, since it brings a Unicode library that a start would pay for: E_FAIL where
 * it is not installed.
 */
struct reminder {
	const char *slug, *name; /* of the toolkit; the provider, as people say it */
	const char *since, *due;
	const char *link;        /* https, or "" */
	const char *about;
};

int ics_write(struct buf *out, const struct reminder *list, size_t n, time_t stamp, struct err *e);

/* Is the file what ics_write makes of this one, whenever that was? 1, 0, or −1: libical is not there. */
int ics_says(const char *s, size_t n, const struct reminder *r, struct err *e);
/*
 * Is it what ics_write makes of any reminder for this slug? 0: it is, else E_FAIL naming the file. Whatever the file
 * holds, no more than a name, two dates, a link and one line of text can come from it.
 */
int ics_check(const char *s, size_t n, const char *slug, const char *file, struct err *e);
/* Did this program make it, with events of no one else? The bytes of one such calendar or of several; libical is not needed. */
int ics_is_ours(const char *s, size_t n);

#endif
