/* SPDX-License-Identifier: MIT */
/* loopback: a scripted server on 127.0.0.1 without a thread: http_wait waits for it as well. */
#ifndef TOOLGAP_TESTS_LOOPBACK_H
#define TOOLGAP_TESTS_LOOPBACK_H

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "vendors/http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

enum after { KEEP, CLOSE, HOLD, RESET, DRIP };

/*
 * What is said to a request for `path`: `raw`, then `chunk` again and again. The n-th request for a
 * path gets the n-th answer of that path, then the last one for ever.
 */
struct answer {
	const char *path, *raw;
	enum after after; /* DRIP: byte by byte, then keep */
	const char *chunk;
	size_t times;
};

#define CONNS 64

struct conn {
	int fd;
	struct buf in, out;
	size_t at;
	const struct answer *a;
	size_t times;
};

struct server {
	int fd;
	unsigned port;
	const struct answer *answers;
	struct conn c[CONNS];
	unsigned conns, accepted, requests;
	size_t served[64]; /* per answer index of the first answer of its path */
	struct buf heard;  /* every byte that ever came in */
};

static void server_open(struct server *s, const struct answer *answers)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t n = sizeof(a);

	memset(s, 0, sizeof(*s));
	s->answers = answers;
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	s->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (s->fd < 0 || bind(s->fd, (struct sockaddr *)&a, sizeof(a)) || listen(s->fd, 64) ||
	    getsockname(s->fd, (struct sockaddr *)&a, &n))
		abort();
	s->port = ntohs(a.sin_port);
}

static void conn_close(struct conn *c)
{
	if (c->fd >= 0)
		(void)close(c->fd);
	c->fd = -1;
	buf_free(&c->in);
	buf_free(&c->out);
}

static void server_close(struct server *s)
{
	unsigned i;

	for (i = 0; i < s->conns; i++)
		conn_close(&s->c[i]);
	(void)close(s->fd);
	buf_free(&s->heard);
}

static const struct answer *pick(struct server *s, const char *path, size_t n)
{
	size_t i, first = 0, seen = 0, want;
	const struct answer *got = NULL;

	for (i = 0; s->answers[i].path; i++) {
		if (strlen(s->answers[i].path) != n || memcmp(s->answers[i].path, path, n))
			continue;
		if (!got)
			first = i;
		want = s->served[first];
		if (!got || seen <= want)
			got = &s->answers[i];
		seen++;
	}
	if (got)
		s->served[first]++;
	return got;
}

/* A whole request has come when its head is there and as much body as it says. */
static size_t whole(const struct buf *in)
{
	const char *end = strstr(in->p, "\r\n\r\n"), *l;
	size_t n;

	if (!end)
		return 0;
	n = (size_t)(end - in->p) + 4;
	l = strcasestr(in->p, "\r\ncontent-length:");
	if (l && l < end)
		n += (size_t)atol(l + 17);
	return in->len >= n ? n : 0;
}

static void hear(struct server *s, struct conn *c)
{
	static const struct answer lost = { "", "HTTP/1.1 404 Lost\r\nContent-Length: 0\r\n\r\n",
					    KEEP, NULL, 0 };
	char b[4096];
	const char *path;
	size_t used;
	ssize_t n = read(c->fd, b, sizeof(b));

	if (n < 0 && errno == EAGAIN)
		return;
	if (n <= 0) {
		conn_close(c);
		return;
	}
	buf_add(&s->heard, b, (size_t)n);
	buf_add(&c->in, b, (size_t)n);
	if (c->in.p[0] == 0x16) { /* somebody speaks TLS to a server that does not */
		buf_adds(&c->out, "HTTP/1.1 400 Bad\r\n\r\n");
		c->a = &lost;
		return;
	}
	used = whole(&c->in);
	if (!used)
		return;
	s->requests++;
	path = strchr(c->in.p, ' ');
	c->a = path ? pick(s, path + 1, strcspn(path + 1, " ")) : NULL;
	if (!c->a)
		c->a = &lost;
	buf_reset(&c->in);
	buf_reset(&c->out);
	buf_adds(&c->out, c->a->raw);
	c->at = 0;
	c->times = c->a->times;
}

static void refill(struct conn *c)
{
	if (c->at < c->out.len || !c->times)
		return;
	buf_reset(&c->out);
	c->at = 0;
	while (c->times && c->out.len < 65536) {
		buf_adds(&c->out, c->a->chunk);
		c->times--;
	}
}

static void say(struct conn *c)
{
	static const struct linger now = { 1, 0 };
	size_t n;
	ssize_t did;

	refill(c);
	n = c->out.len - c->at;
	if (n && c->a->after == DRIP)
		n = 1;
	if (n) {
		did = send(c->fd, c->out.p + c->at, n, MSG_NOSIGNAL);
		if (did < 0 && errno == EAGAIN)
			return;
		if (did < 0) {
			conn_close(c);
			return;
		}
		c->at += (size_t)did;
	}
	if (c->at < c->out.len || c->times)
		return;
	if (c->a->after == RESET)
		(void)setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	if (c->a->after == CLOSE || c->a->after == RESET)
		conn_close(c);
}

static void server_accept(struct server *s)
{
	int fd = accept4(s->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (fd < 0)
		return;
	if (s->conns == CONNS)
		abort();
	memset(&s->c[s->conns], 0, sizeof(s->c[0]));
	s->c[s->conns++].fd = fd;
	s->accepted++;
}

/* One turn of http_wait in which the servers live too. Returns what http_wait returned. */
static int server_turn(struct http *h, struct server **s, unsigned n, int ms)
{
	struct pollfd fds[2 * (CONNS + 1)];
	unsigned i, k, used = 0;
	struct conn *c;
	int got;

	for (i = 0; i < n; i++) {
		fds[used++] = (struct pollfd){ s[i]->fd, POLLIN, 0 };
		for (k = 0; k < s[i]->conns; k++) {
			c = &s[i]->c[k];
			fds[used++] = (struct pollfd){ c->fd, POLLIN, 0 };
			if (c->fd >= 0 && c->a && (c->at < c->out.len || c->times))
				fds[used - 1].events = POLLIN | POLLOUT;
		}
	}
	got = http_wait(h, fds, used, ms);
	for (used = 0, i = 0; i < n; i++) {
		unsigned conns = s[i]->conns;

		if (fds[used++].revents)
			server_accept(s[i]);
		for (k = 0; k < conns; k++, used++) {
			c = &s[i]->c[k];
			if (c->fd >= 0 && fds[used].revents & (POLLIN | POLLHUP | POLLERR))
				hear(s[i], c);
			if (c->fd >= 0 && c->a && (c->at < c->out.len || c->times ||
						   fds[used].revents & POLLIN))
				say(c);
		}
	}
	return got;
}

/* ---- a client for it ---- */

#define KEY "k-3f1d-not-for-others"

struct got {
	unsigned n;
	struct reply r; /* its body and headers are gone: only the scalars and why count */
	char body[4096];
	char type[128];
	struct http *h;
	const char *then; /* ask this when the reply comes */
	void *cancel;
};

static inline struct call call_to(const char *method, unsigned port, const char *path)
{
	struct call c = { 0 };

	c.method = mem_str(method);
	c.url = mem_fmt("http://127.0.0.1:%u%s", port, path);
	kv_add(&c.headers, "X-API-Key", KEY);
	return c;
}

static inline void done(void *arg, const struct call *c, const struct reply *r)
{
	struct got *g = arg;
	const char *type = reply_header(r, "Content-Type");
	struct call more = { 0 };

	g->n++;
	g->r = *r;
	(void)snprintf(g->body, sizeof(g->body), "%s", buf_str(&r->body));
	(void)snprintf(g->type, sizeof(g->type), "%s", type ? type : "");
	if (g->then) {
		more.method = mem_str("GET");
		more.url = mem_str(g->then);
		kv_copy(&more.headers, &c->headers);
		g->then = NULL;
		http_send(g->h, &more, done, g);
	}
	if (g->cancel)
		http_cancel(g->h, g->cancel);
}

/* Turn until nothing is pending. The limit only ends a test that would never end. */
static inline void settle(struct http *h, struct server **s, unsigned n)
{
	int64_t end = clock_ms() + 60000;

	while (http_pending(h)) {
		(void)server_turn(h, s, n, 5000);
		if (clock_ms() > end)
			fail_msg("%zu calls never ended", http_pending(h));
	}
}

static inline void ask_with(struct http *h, struct server *s, struct call *c, struct got *g)
{
	memset(g, 0, sizeof(*g));
	http_send(h, c, done, g);
	assert_null(c->url); /* taken */
	settle(h, &s, 1);
	assert_int_equal(g->n, 1);
}

static inline struct got ask(struct server *s, const char *path)
{
	struct http *h = http_new(0);
	struct call c = call_to("GET", s->port, path);
	struct got g;

	c.retry = 1;
	ask_with(h, s, &c, &g);
	http_free(h);
	return g;
}

#endif
