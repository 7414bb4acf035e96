/* SPDX-License-Identifier: MIT */
/* fault: what the sandbox is told to do wrong, on which route, and how often. */
#ifndef TOOLGAP_SANDBOX_FAULT_H
#define TOOLGAP_SANDBOX_FAULT_H

#include "base/err.h"
#include "sandbox/web.h"

#include <stddef.h>

/*
 * ROUTE:KIND[=ARG][:TIMES]
 *
 * ROUTE is part of "METHOD /path" ("/" means every request). The first ':' that is followed by a
 * KIND and then by '=', ':' or the end parts the two, so a route may hold colons. TIMES is how many
 * requests are hit; without it all are. The ARG of redirect is an address: there a number after the
 * last ':' is TIMES only when a '/' stands after the host, else it is the port.
 *
 *   status=N      that status with the body this vendor would send (429 also with Retry-After: 1)
 *   delay=MS      the answer comes later; adds up with every other fault
 *   truncate=N    the full Content-Length, N bytes of it, then the connection is closed
 *   garbage       200, application/json, bytes that are not JSON
 *   html          200, text/html: "not found" in disguise
 *   hang          no answer until the client goes away
 *   close         no answer, connection closed
 *   huge          an endless answer in chunks, up to 300 MB
 *   redirect=URL  302 to that address
 *   slow=N        the right answer at N bytes a second
 *   escape        the right answer, its names full of terminal escapes and bidi controls
 */
enum fault_kind {
	FAULT_NONE, FAULT_STATUS, FAULT_DELAY, FAULT_TRUNCATE, FAULT_GARBAGE, FAULT_HTML,
	FAULT_HANG, FAULT_CLOSE, FAULT_HUGE, FAULT_REDIRECT, FAULT_SLOW, FAULT_ESCAPE
};

struct fault {
	char *route;
	enum fault_kind kind;
	long arg;
	char *url;   /* redirect */
	long left;   /* requests still to be hit; -1: all */
};

struct faults {
	struct fault *v;
	size_t n, cap;
};

/* What one request gets: at most one kind, and the sum of the delays. url is a copy or NULL. */
struct fault_hit {
	enum fault_kind kind;
	long arg, delay;
	char *url;
};

int faults_add(struct faults *f, const char *spec, struct err *e);
void faults_free(struct faults *f); /* reusable empty set after */
/* Count one request against the set. Free hit->url. */
void faults_take(struct faults *f, const char *method, const char *path, struct fault_hit *hit);

/* The body a vendor sends with that status, and its headers; the vendor is told by the path. */
void fault_status(struct reply *rp, const char *path, int status);
/* Put escapes into the names of a JSON body. */
void fault_escape(struct reply *rp);
const char *fault_reason(int status); /* "Bad Gateway" */

#endif
