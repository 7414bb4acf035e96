/* SPDX-License-Identifier: MIT */
/* http_calls: the calls under way, their other tries, and the one place where the program waits. */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "vendors/http.h"
#include "vendors/http_job.h"
#include "vendors/http_pace.h"
#include "vendors/http_rules.h"
#include "vendors/http_wire.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/random.h>

#define CALL_MS 60000
#define CALL_MS_MAX 600000

struct http {
	int dry_run;
	int64_t patience;
	size_t run; /* bytes of all replies so far */
	struct wire *wire; /* NULL until the first call */
	struct job_list held, active, waiting, ready; /* held: not begun, for the vendor's limit */
	struct paces paces;
};

static int64_t patience(void)
{
	const char *s = getenv("TOOLGAP_HTTP_TIMEOUT");
	char *end;
	long ms;

	if (!s || !*s)
		return CALL_MS;
	errno = 0;
	ms = strtol(s, &end, 10);
	return errno || *end || ms < 1 || ms > CALL_MS_MAX ? CALL_MS : ms;
}

struct http *http_new(int dry_run)
{
	struct http *h = mem_alloc(sizeof(*h));

	h->dry_run = dry_run;
	h->patience = patience();
	return h;
}

static void hold(struct http *h, struct job *j)
{
	j->pace->held++;
	j->held = 1;
	job_move(j, &h->held);
}

static void unhold(struct job *j)
{
	if (j->held)
		j->pace->held--;
	j->held = 0;
}

/* Off the wire, and off the count of those that are on it or wait for it. */
static void drop(struct http *h, struct job *j)
{
	wire_drop(h->wire, j);
	unhold(j);
	if (j->counted)
		j->pace->open--;
	j->counted = 0;
}

static void start(struct http *h, struct job *j, int again)
{
	char host[HTTP_HOST_MAX];
	int64_t now = clock_ms();

	if (j->pace) {
		pace_take(j->pace, now);
		j->pace->open++;
		j->counted = 1;
	}
	http_host(j->url, host);
	job_begin(j, again);
	if (now >= j->deadline) {
		job_fail(j, REPLY_TIMEOUT, _("no answer from %s in time"), host);
	} else if (!wire_start(h->wire, j, now)) {
		job_move(j, &h->active);
		return;
	} else {
		job_fail(j, REPLY_REFUSED, _("libcurl %s does not take the request for %s"),
			 http_version(), host);
	}
	drop(h, j);
	job_move(j, &h->ready);
}

/* Those that wait for their vendor's limit, in their order, as far as it allows. */
static void release(struct http *h)
{
	struct job *j, *next;
	int64_t now = clock_ms();

	for (j = h->held.head; j; j = next) {
		next = j->next;
		if (pace_wait(j->pace, now))
			continue;
		j->deadline += now - j->begun; /* the wait was ours */
		j->begun = now;
		unhold(j);
		start(h, j, 1);
	}
}

static unsigned roll(void)
{
	unsigned n = 0;

	if (getrandom(&n, sizeof(n), GRND_NONBLOCK) != (ssize_t)sizeof(n))
		n = (unsigned)clock_ms();
	return n;
}

static void settle(struct http *h, struct job *j)
{
	drop(h, j);
	if (j->pace && j->reply.failure == REPLY_OK)
		pace_hear(j->pace, &j->reply, clock_ms());
	switch (job_next(j, clock_ms(), roll())) {
	case JOB_HOP:
		start(h, j, 0);
		break;
	case JOB_AGAIN:
		job_move(j, &h->waiting);
		break;
	case JOB_DONE:
		job_move(j, &h->ready);
	}
}

void http_send(struct http *h, struct call *c, http_done *done, void *arg)
{
	struct job *j = job_new(c, done, arg, &h->run, clock_ms(), h->patience);

	if (job_allowed(j, h->dry_run)) {
		job_move(j, &h->ready);
	} else if (!h->wire && !(h->wire = wire_new())) {
		job_fail(j, REPLY_REFUSED,
			 _("libcurl.so.4 cannot be loaded; install the package libcurl4"));
		job_move(j, &h->ready);
	} else if (j->call.delay > 0) {
		j->due = j->begun + j->call.delay;
		j->deadline += j->call.delay;
		job_move(j, &h->waiting);
	} else {
		j->pace = paces_of(&h->paces, j->call.rate, j->begun);
		if (j->pace && (j->pace->held || pace_wait(j->pace, j->begun)))
			hold(h, j);
		else
			start(h, j, 1);
	}
}

static void cancel(struct http *h, struct job_list *l, const void *arg, int all)
{
	struct job *j, *next;

	for (j = l->head; j; j = next) {
		next = j->next;
		if (!all && j->arg != arg)
			continue;
		drop(h, j);
		job_free(j);
	}
}

static void cancel_all(struct http *h, const void *arg, int all)
{
	cancel(h, &h->held, arg, all);
	cancel(h, &h->active, arg, all);
	cancel(h, &h->waiting, arg, all);
	cancel(h, &h->ready, arg, all);
}

void http_cancel(struct http *h, void *arg)
{
	cancel_all(h, arg, 0);
}

void http_free(struct http *h)
{
	if (!h)
		return;
	cancel_all(h, NULL, 1);
	wire_free(h->wire);
	paces_free(&h->paces);
	free(h);
}

size_t http_pending(const struct http *h)
{
	return h->held.n + h->active.n + h->waiting.n + h->ready.n;
}

void http_refresh(struct http *h)
{
	h->run = 0;
}

/* Those that have enough, and were given the time to end by themselves. */
static void close_sated(struct http *h, int64_t now)
{
	struct job *j, *next;

	for (j = h->active.head; j; j = next) {
		next = j->next;
		if (!j->sated || now - j->sated < HTTP_LINGER)
			continue;
		wire_end(j);
		settle(h, j);
	}
}

static void run(struct http *h)
{
	struct job *j, *next;
	int64_t now = clock_ms();

	for (j = h->waiting.head; j; j = next) {
		next = j->next;
		if (j->due <= now)
			start(h, j, 1);
	}
	if (h->active.n) {
		wire_run(h->wire);
		while ((j = wire_over(h->wire)))
			settle(h, j);
		close_sated(h, now);
	}
	if (h->held.n) {
		release(h);
		if (h->active.n)
			wire_run(h->wire);
	}
}

void http_push(struct http *h)
{
	run(h);
}

/* Call back for what was ready when we came; a callback may send and cancel as it likes. */
static int deliver(struct http *h)
{
	size_t n = h->ready.n;
	struct job *j;
	int did = 0;

	while (n-- && (j = h->ready.head)) {
		job_move(j, NULL);
		j->reply.ms = clock_ms() - j->begun;
		j->done(j->arg, &j->call, &j->reply);
		job_free(j);
		did = 1;
	}
	return did;
}

/* Milliseconds until the caller's time, a retry, the end of a stream or a timer of libcurl's; at most a minute. */
static int rest(struct http *h, int64_t now, int64_t until)
{
	int64_t ms = until - now;
	const struct job *j;
	int timer = h->active.n ? wire_timer(h->wire) : -1;
	size_t i;

	for (j = h->waiting.head; j; j = j->next)
		if (j->due - now < ms)
			ms = j->due - now;
	for (j = h->active.head; j; j = j->next)
		if (j->sated && j->sated + HTTP_LINGER - now < ms)
			ms = j->sated + HTTP_LINGER - now;
	for (i = 0; i < h->paces.n; i++) {
		int64_t pause = h->paces.v[i]->held ? pace_wait(h->paces.v[i], now) : -1;

		if (pause >= 0 && pause < ms)
			ms = pause;
	}
	if (timer >= 0 && timer < ms)
		ms = timer;
	return (int)(ms < 0 ? 0 : ms > 60000 ? 60000 : ms);
}

/* The descriptors as poll(2) sees them now: libcurl's copy knows no hang-up. */
static int look(struct pollfd *fds, unsigned n)
{
	unsigned i;
	int ready = n ? poll(fds, n, 0) : 0;

	if (ready >= 0)
		return ready;
	for (i = 0; i < n; i++)
		fds[i].revents = 0;
	return 0;
}

int http_wait(struct http *h, struct pollfd *fds, unsigned n, int timeout_ms)
{
	int64_t begun = clock_ms(), until = timeout_ms < 0 ? INT64_MAX : begun + timeout_ms, now;
	int ms, moved, ready;

	for (;;) {
		run(h);
		if (deliver(h))
			return look(fds, n);
		begun = clock_ms();
		ms = rest(h, begun, until);
		moved = h->active.n ? wire_doze(h->wire, fds, n, ms) : poll(fds, n, ms) > 0;
		ready = look(fds, n);
		now = clock_ms();
		/* nothing moved and yet it is early: a signal, and the caller's business */
		if (ready || now >= until || (!moved && now - begun < ms))
			return ready;
	}
}
