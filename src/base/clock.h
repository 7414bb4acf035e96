/* SPDX-License-Identifier: MIT */
/* clock: wall time (fixed by TOOLGAP_NOW for tests and reproducible plans) and elapsed time. */
#ifndef TOOLGAP_BASE_CLOCK_H
#define TOOLGAP_BASE_CLOCK_H

#include <stdint.h>
#include <time.h>

#define CLOCK_STAMP 24 /* room for "2026-11-21T10:00:00Z" and its NUL */

/* Read TOOLGAP_NOW; -1 when it is set and not of the form 2026-11-21T10:00:00Z. Call once at start. */
int clock_init(void);

time_t clock_now(void);                          /* seconds, UTC */
void clock_stamp(time_t t, char out[CLOCK_STAMP]); /* 2026-11-21T10:00:00Z */
void clock_date(time_t t, char out[CLOCK_STAMP]);  /* 2026-11-21 */
int clock_parse(const char *s, time_t *out);     /* stamp or date, with optional fraction and +00:00; 0 or -1 */
int clock_http(const char *s, time_t *out);      /* "Sun, 06 Nov 1994 08:49:37 GMT", as HTTP dates its replies; 0 or -1 */
int64_t clock_ms(void);                          /* monotonic milliseconds; never fixed */

#endif
