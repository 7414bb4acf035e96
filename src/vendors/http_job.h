/* SPDX-License-Identifier: MIT */
/* http_job: one call on its way: limits, redirects, other tries, words for failures; pure. */
#ifndef TOOLGAP_VENDORS_HTTP_JOB_H
#define TOOLGAP_VENDORS_HTTP_JOB_H

#include "vendors/http.h"

#include <stddef.h>
#include <stdint.h>

#define JOB_BODY (4u << 20)     /* of one reply, when the call says nothing */
#define JOB_RUN (128u << 20)    /* of all replies together */
#define JOB_HEADERS (64u << 10) /* of one reply */
#define JOB_LINES 200
#define JOB_TRIES 3
#define JOB_HOPS 3

struct pace;

struct job_list {
	struct job *head, *tail;
	size_t n;
};

struct job {
	struct job *prev, *next;
	struct job_list *in;
	struct call call;
	http_done *done;
	void *arg;
	struct reply reply;
	char *url;              /* of this try: the call's, or where a redirect led */
	int hops;
	int64_t begun, due, deadline; /* clock_ms(); due: when the next try may start */
	size_t *run;            /* bytes of all replies so far */
	size_t header_n, lines; /* of this try */
	int head_over;          /* the blank line came */
	int cut;                /* it broke off within this try */
	int mended;             /* was asked once more for a 500 or a cut body */
	int full;               /* a limit was hit; the reply says which */
	int64_t sated;          /* clock_ms() when the call had enough; 0: it has not */
	size_t mark[2];         /* call.enough's own */
	void *wire;             /* the transport's own */
	struct pace *pace;      /* whom it is counted for, or NULL */
	int counted, held;      /* among those under way there, those that wait there */
};

/* Takes the contents of *c. `patience` is how many milliseconds the whole call may last. */
struct job *job_new(struct call *c, http_done *done, void *arg, size_t *run, int64_t now,
		    int64_t patience);
void job_free(struct job *j); /* unlinks it; what may be secret is zeroed */
void job_move(struct job *j, struct job_list *to); /* to the end of that list; NULL: to none */

/* Our own rules, before anything is sent: 0, or -1 with the failure in the reply. */
int job_allowed(struct job *j, int dry_run);

void job_begin(struct job *j, int again); /* a new try (again: not a redirect's next hop) */

/* One header line, one piece of body, as they come in: 0, or -1 when that is too much, or more than enough. */
int job_header(struct job *j, const char *line, size_t n);
int job_body(struct job *j, const char *p, size_t n);

/* The reply is a failure; the sentence passes text_safe, the body goes. */
void job_fail(struct job *j, enum reply_failure f, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * This try is over and reply.status or reply.failure is set: what now? JOB_AGAIN: another try at
 * j->due. JOB_HOP: at once, to the new j->url. `roll` is any number (jitter).
 */
enum job_next { JOB_DONE, JOB_AGAIN, JOB_HOP };
enum job_next job_next(struct job *j, int64_t now, unsigned roll);

#endif
