/* SPDX-License-Identifier: MIT */
/* t-http-wait: the one place that waits: descriptors, signals, cancelling, libcurl's absence. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "loopback.h"

#include <dlfcn.h>
#include <signal.h>
#include <sys/time.h>

static const struct answer script[] = {
	{ "/1", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1", KEEP, NULL, 0 },
	{ "/2", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n2", KEEP, NULL, 0 },
	{ "/hang", "", HOLD, NULL, 0 },
	{ "/503", "HTTP/1.1 503 Down\r\nRetry-After: 20\r\nContent-Length: 0\r\n\r\n", KEEP,
	  NULL, 0 },
	{ NULL, NULL, KEEP, NULL, 0 }
};

void *dlopen(const char *name, int flags);

static int no_libraries;
static unsigned opened;

/* In front of the real one: a machine without libcurl, and proof of when it is opened. */
void *dlopen(const char *name, int flags)
{
	void *(*real)(const char *, int);
	void *f = dlsym(RTLD_NEXT, "dlopen");

	memcpy(&real, &f, sizeof(real));
	opened += name && strstr(name, "libcurl") != NULL;
	return no_libraries && name && strstr(name, "libcurl") ? NULL : real(name, flags);
}

static void missing_library(void **state)
{
	struct http *h = http_new(0);
	struct call c = call_to("GET", 1, "/");
	struct got g = { 0 };
	struct pollfd none = { -1, POLLIN, 0 };

	(void)state;
	no_libraries = 1;
	assert_int_equal(http_wait(h, &none, 1, 0), 0);
	assert_int_equal(opened, 0); /* waiting alone does not load it */
	assert_null(http_version());
	http_send(h, &c, done, &g);
	assert_int_equal(g.n, 0); /* never from http_send */
	assert_int_equal(http_pending(h), 1);
	(void)http_wait(h, NULL, 0, -1);
	assert_int_equal(g.n, 1);
	assert_int_equal(g.r.failure, REPLY_REFUSED);
	assert_non_null(strstr(g.r.why, "libcurl4"));
	assert_int_equal(opened, 4); /* two names, two times: a failure is not remembered */
	no_libraries = 0;
	assert_non_null(http_version());
	assert_int_equal(http_version()[0] >= '7', 1);
	http_free(h);
}

/* What was sent goes out, and what is there is taken, without a word to anybody; the answer is told by the next wait. */
static void a_push_tells_nobody(void **state)
{
	struct server s, *all = &s;
	struct http *h = http_new(0), *idle = http_new(0);
	struct got g = { 0 };
	struct call c;
	unsigned turns = 0;

	(void)state;
	server_open(&s, script);
	c = call_to("GET", s.port, "/1");
	http_push(h); /* nothing to do */
	http_send(h, &c, done, &g);
	for (turns = 0; turns < 100; turns++) {
		http_push(h);
		(void)server_turn(idle, &all, 1, 1); /* waits for the server alone */
	}
	assert_int_equal(s.requests, 1);
	assert_int_equal(g.n, 0);
	(void)http_wait(h, NULL, 0, 1000);
	assert_int_equal(g.n, 1);
	assert_string_equal(g.body, "1");
	http_free(h);
	http_free(idle);
	server_close(&s);
}

/* Send a call and turn until the server has heard it. */
static void under_way(struct http *h, struct server *s, const char *path, struct got *g)
{
	struct call c = call_to("GET", s->port, path);
	unsigned before = s->requests, turns = 0;

	c.retry = 1;
	http_send(h, &c, done, g);
	while (s->requests == before && turns++ < 1000)
		(void)server_turn(h, &s, 1, 100);
	assert_int_equal(s->requests, before + 1);
}

static void calls_within_calls(void **state)
{
	struct server s, *all = &s;
	struct http *h = http_new(0);
	struct got g = { 0 }, other = { 0 };
	struct call c;
	char next[64];

	(void)state;
	server_open(&s, script);
	under_way(h, &s, "/hang", &other);
	under_way(h, &s, "/503", &other);
	(void)snprintf(next, sizeof(next), "http://127.0.0.1:%u/2", s.port);
	c = call_to("GET", s.port, "/1");
	g.h = h;
	g.then = next;
	g.cancel = &other;
	http_send(h, &c, done, &g);
	settle(h, &all, 1);
	assert_int_equal(g.n, 2);
	assert_string_equal(g.body, "2");
	assert_int_equal(other.n, 0);
	c = call_to("GET", 1, "/");
	c.url[0] = 'x';
	http_send(h, &c, done, &other); /* over already, not yet told */
	assert_int_equal(http_pending(h), 1);
	http_cancel(h, &other);
	assert_int_equal(http_pending(h), 0);
	assert_int_equal(http_wait(h, NULL, 0, 0), 0);
	under_way(h, &s, "/hang", &other);
	http_free(h); /* and nobody is called back */
	assert_int_equal(other.n, 0);
	http_free(NULL);
	server_close(&s);
}

static void many_at_once(void **state)
{
	struct server s, *all = &s;
	struct http *h = http_new(0);
	struct got g[40];
	struct call c;
	size_t i;

	(void)state;
	memset(g, 0, sizeof(g));
	server_open(&s, script);
	for (i = 0; i < 40; i++) {
		c = call_to("GET", s.port, i % 2 ? "/1" : "/2");
		http_send(h, &c, done, &g[i]);
	}
	assert_int_equal(http_pending(h), 40);
	settle(h, &all, 1);
	for (i = 0; i < 40; i++) {
		assert_int_equal(g[i].n, 1);
		assert_string_equal(g[i].body, i % 2 ? "1" : "2");
	}
	assert_true(s.accepted <= 24);
	http_free(h);
	server_close(&s);
}

/* Calls to a vendor with a limit: no more than so many at once, and all of them in the end. */
static void held_back(void **state)
{
	static const struct http_rate rate = { "vendor", 2000 };
	struct server s, *all = &s;
	struct http *h = http_new(0);
	struct got g[HTTP_ABREAST + 30], other = { 0 };
	struct call c;
	size_t i;

	(void)state;
	memset(g, 0, sizeof(g));
	server_open(&s, script);
	for (i = 0; i < HTTP_ABREAST + 30; i++) {
		c = call_to("GET", s.port, i % 2 ? "/1" : "/2");
		c.rate = &rate;
		http_send(h, &c, done, &g[i]);
	}
	for (i = 0; i < 10; i++) {
		c = call_to("GET", s.port, "/1");
		c.rate = &rate;
		http_send(h, &c, done, &other);
	}
	assert_int_equal(http_pending(h), HTTP_ABREAST + 40);
	http_cancel(h, &other); /* those were not begun */
	assert_int_equal(http_pending(h), HTTP_ABREAST + 30);
	settle(h, &all, 1);
	for (i = 0; i < HTTP_ABREAST + 30; i++) {
		assert_int_equal(g[i].n, 1);
		assert_string_equal(g[i].body, i % 2 ? "1" : "2");
	}
	assert_int_equal(other.n, 0);
	assert_int_equal(s.requests, HTTP_ABREAST + 30);
	for (i = 0; i < HTTP_ABREAST + 5; i++) {
		c = call_to("GET", s.port, "/hang");
		c.rate = &rate;
		http_send(h, &c, done, &other);
	}
	http_cancel(h, &other); /* and then there is room again */
	c = call_to("GET", s.port, "/1");
	c.rate = &rate;
	memset(g, 0, sizeof(*g));
	http_send(h, &c, done, g);
	settle(h, &all, 1);
	assert_int_equal(g->n, 1);
	for (i = 0; i < HTTP_ABREAST + 5; i++) {
		c = call_to("GET", s.port, "/hang");
		c.rate = &rate;
		http_send(h, &c, done, &other);
	}
	http_free(h);
	assert_int_equal(other.n, 0);
	server_close(&s);
}

/* A pipe that is written and then closed, seen with and without a call under way. */
static void see_pipe(struct http *h)
{
	struct pollfd fds[2] = { { -1, POLLIN, 77 }, { -1, POLLIN, 77 } };
	int p[2];
	char b;

	assert_int_equal(pipe(p), 0);
	fds[1].fd = p[0];
	assert_int_equal(http_wait(h, fds, 2, 20), 0);
	assert_int_equal(fds[0].revents, 0);
	assert_int_equal(fds[1].revents, 0);
	assert_int_equal(write(p[1], "x", 1), 1);
	assert_int_equal(http_wait(h, fds, 2, -1), 1);
	assert_int_equal(fds[1].revents, POLLIN);
	assert_int_equal(read(p[0], &b, 1), 1);
	assert_int_equal(close(p[1]), 0);
	assert_int_equal(http_wait(h, fds, 2, -1), 1);
	assert_true(fds[1].revents & POLLHUP);
	assert_int_equal(close(p[0]), 0);
}

static volatile sig_atomic_t rang;

static void ring(int sig)
{
	(void)sig;
	rang = 1;
}

/* The bell repeats, so that none that rings too early makes the test hang. */
static void hear_signal(struct http *h)
{
	static const struct itimerval on = { { 0, 50000 }, { 0, 50000 } }, off;
	struct sigaction a, old;

	memset(&a, 0, sizeof(a));
	a.sa_handler = ring;
	assert_int_equal(sigaction(SIGALRM, &a, &old), 0);
	rang = 0;
	assert_int_equal(setitimer(ITIMER_REAL, &on, NULL), 0);
	while (!rang)
		assert_int_equal(http_wait(h, NULL, 0, -1), 0);
	assert_int_equal(setitimer(ITIMER_REAL, &off, NULL), 0);
	assert_int_equal(sigaction(SIGALRM, &old, NULL), 0);
}

static void waiting(void **state)
{
	struct server s;
	struct http *h = http_new(0);
	struct got g = { 0 };
	int64_t begun;

	(void)state;
	server_open(&s, script);
	see_pipe(h);
	hear_signal(h);
	under_way(h, &s, "/hang", &g);
	see_pipe(h);
	hear_signal(h);
	begun = clock_ms();
	assert_int_equal(http_wait(h, NULL, 0, 80), 0);
	assert_true(clock_ms() - begun >= 80);
	http_cancel(h, &g);
	under_way(h, &s, "/503", &g);
	begun = clock_ms();
	while (http_pending(h) && clock_ms() - begun < 200)
		see_pipe(h); /* a call that waits for its next try blocks nobody */
	hear_signal(h);
	assert_int_equal(g.n, 0);
	assert_int_equal(http_pending(h), 1);
	http_free(h);
	server_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(missing_library), /* first: a library once open stays open */
		cmocka_unit_test(a_push_tells_nobody),
		cmocka_unit_test(calls_within_calls),
		cmocka_unit_test(many_at_once),
		cmocka_unit_test(held_back),
		cmocka_unit_test(waiting),
	};

	return cmocka_run_group_tests_name("http-wait", tests, NULL, NULL);
}
