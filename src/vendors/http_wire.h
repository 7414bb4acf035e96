/* SPDX-License-Identifier: MIT */
/* http_wire: jobs on their way through libcurl: what http.c gives to http_calls.c alone. */
#ifndef TOOLGAP_VENDORS_HTTP_WIRE_H
#define TOOLGAP_VENDORS_HTTP_WIRE_H

#include "vendors/http_job.h"

#include <poll.h>
#include <stdint.h>

struct wire;

struct wire *wire_new(void); /* loads libcurl; NULL when that cannot be */
void wire_free(struct wire *w); /* after every job was dropped; NULL accepted */

/* Send the request to j->url: 0, or -1 when libcurl does not take it; wire_drop() after both. */
int wire_start(struct wire *w, struct job *j, int64_t now);
void wire_drop(struct wire *w, struct job *j); /* at any time; nothing when it is not on the wire */

void wire_run(struct wire *w); /* move bytes, without waiting */
/* The next job that came to an end, its reply's status or failure set; NULL: none. Drop it. */
struct job *wire_over(struct wire *w);
void wire_end(struct job *j); /* what has come of it is the answer: its reply's status is set. Drop it. */

int wire_timer(struct wire *w); /* milliseconds until libcurl wants to run; -1: no such time */
/*
 * Sleep until bytes come, a descriptor is ready (revents stay as they are) or the time is over.
 * 1 when something moved.
 */
int wire_doze(struct wire *w, const struct pollfd *fds, unsigned n, int ms);

#endif
