/* SPDX-License-Identifier: MIT */
/* server: the glue to libmicrohttpd: requests in, replies out, and the faults of the wire. */
#include "sandbox/server.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BODY_MAX ((size_t)16 << 20)
#define HUGE_BYTES ((uint64_t)300 << 20)
#define BACKLOG 64

struct server {
	struct box *box;
	struct MHD_Daemon *daemon;
	pthread_mutex_t lock;   /* of the box and of the log */
	long delay;
	FILE *log;
	atomic_int stopping;
};

/* A request on its way in. */
struct incoming {
	char *uri;
	struct request rq;
	int begun, bad, big;
};

/* A body on its way out, in a way of its own. */
struct outgoing {
	struct server *server;
	char *p;
	size_t len, end;        /* stop with an error at `end` when it is less than len */
	long rate;              /* bytes a second, 0: at once */
};

static int64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* Sleep in slices so that the end of the program is never kept waiting; -1 when it has come. */
static int wait_until(struct server *s, int64_t us)
{
	while (!atomic_load(&s->stopping)) {
		int64_t left = us - now_us();
		struct timespec slice = { 0, (left < 20000 ? left : 20000) * 1000 };

		if (left <= 0)
			return 0;
		(void)nanosleep(&slice, NULL);
	}
	return -1;
}

static int wait_ms(struct server *s, long ms)
{
	return wait_until(s, now_us() + (int64_t)ms * 1000);
}

static void *uri_begins(void *cls, const char *uri, struct MHD_Connection *conn)
{
	struct incoming *in = mem_alloc(sizeof(*in));

	(void)cls;
	(void)conn;
	in->uri = mem_str(uri);
	return in;
}

static void request_ends(void *cls, struct MHD_Connection *conn, void **ctx,
			 enum MHD_RequestTerminationCode code)
{
	struct incoming *in = *ctx;

	(void)cls;
	(void)conn;
	(void)code;
	if (!in)
		return;
	request_free(&in->rq);
	free(in->uri);
	free(in);
	*ctx = NULL;
}

/* Escapes are ours to undo, after the path is cut at its slashes. */
static size_t keep_escapes(void *cls, struct MHD_Connection *conn, char *s)
{
	(void)cls;
	(void)conn;
	return strlen(s);
}

static enum MHD_Result take_header(void *cls, enum MHD_ValueKind kind, const char *key,
				   const char *value)
{
	struct kv *out = cls;
	char *lower = mem_str(key);

	(void)kind;
	for (char *p = lower; *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p + 32);
	kv_add(out, lower, value ? value : "");
	free(lower);
	return MHD_YES;
}

static ssize_t read_body(void *cls, uint64_t pos, char *to, size_t max)
{
	struct outgoing *out = cls;
	size_t n = out->end > pos ? out->end - (size_t)pos : 0;

	if (!n)
		return out->end < out->len ? MHD_CONTENT_READER_END_WITH_ERROR
					   : MHD_CONTENT_READER_END_OF_STREAM;
	n = n > max ? max : n;
	if (out->rate) {
		size_t tenth = (size_t)out->rate / 10 ? (size_t)out->rate / 10 : 1;

		n = n > tenth ? tenth : n;
		if (wait_ms(out->server, (long)(n * 1000) / out->rate))
			return MHD_CONTENT_READER_END_WITH_ERROR;
	}
	memcpy(to, out->p + pos, n);
	return (ssize_t)n;
}

static void free_body(void *cls)
{
	struct outgoing *out = cls;

	free(out->p);
	free(out);
}

/* A JSON document that never closes. */
static ssize_t read_huge(void *cls, uint64_t pos, char *to, size_t max)
{
	static const char head[] = "{\"items\":[", row[] = "{\"slug\":\"x\",\"name\":\"x\"},";
	struct server *s = cls;

	if (pos >= HUGE_BYTES)
		return MHD_CONTENT_READER_END_OF_STREAM;
	if (atomic_load(&s->stopping))
		return MHD_CONTENT_READER_END_WITH_ERROR;
	for (size_t i = 0; i < max; i++) {
		uint64_t at = pos + i;

		to[i] = at < sizeof(head) - 1 ? head[at]
					      : row[(at - (sizeof(head) - 1)) % (sizeof(row) - 1)];
	}
	return (ssize_t)max;
}

static struct MHD_Response *body_of(struct server *s, struct reply *rp,
				    const struct fault_hit *hit)
{
	struct outgoing *out;

	if (hit->kind == FAULT_HUGE)
		return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 65536, read_huge, s,
							 NULL);
	if (hit->kind != FAULT_TRUNCATE && hit->kind != FAULT_SLOW)
		return MHD_create_response_from_buffer(
			rp->body.len, (void *)(uintptr_t)buf_str(&rp->body), MHD_RESPMEM_MUST_COPY);
	out = mem_alloc(sizeof(*out));
	out->server = s;
	out->len = out->end = rp->body.len;
	if (hit->kind == FAULT_TRUNCATE && (size_t)hit->arg < out->end)
		out->end = (size_t)hit->arg;
	out->rate = hit->kind == FAULT_SLOW ? hit->arg : 0;
	out->p = rp->body.p ? buf_detach(&rp->body) : mem_str("");
	return MHD_create_response_from_callback(out->len, 16384, read_body, out, free_body);
}

/* By the sandbox's clock, which TOOLGAP_NOW may have stopped. */
static void put_date(struct MHD_Response *r)
{
	time_t now = clock_now();
	char text[64];
	struct tm tm;

	if (gmtime_r(&now, &tm) && strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S GMT", &tm))
		MHD_add_response_header(r, "Date", text);
}

static enum MHD_Result send_reply(struct server *s, struct MHD_Connection *conn, struct reply *rp,
				  const struct fault_hit *hit)
{
	struct MHD_Response *r = body_of(s, rp, hit);
	enum MHD_Result ok;

	if (!r)
		return MHD_NO;
	if (rp->status != 204 && rp->status != 202 && rp->status != 304)
		MHD_add_response_header(r, "Content-Type", rp->type);
	put_date(r);
	for (size_t i = 0; i < rp->headers.n; i++)
		MHD_add_response_header(r, rp->headers.v[i].key, rp->headers.v[i].value);
	ok = MHD_queue_response(conn, (unsigned)rp->status, r);
	MHD_destroy_response(r);
	return ok;
}

/* Answer nothing for as long as the client stays. */
static void hang(struct server *s, struct MHD_Connection *conn)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(conn, MHD_CONNECTION_INFO_CONNECTION_FD);
	struct pollfd p = { info ? info->connect_fd : -1, POLLRDHUP, 0 };

	while (!atomic_load(&s->stopping) && poll(&p, 1, 50) >= 0)
		if (p.revents & (POLLRDHUP | POLLHUP | POLLERR | POLLNVAL))
			return;
}

static void body_fault(struct reply *rp, const struct request *rq, const struct fault_hit *hit)
{
	static const char garbage[] = "\x7f\x45\x4c\x46{\"items\":[\xff\xfe,,}\0\x80 not json";

	switch (hit->kind) {
	case FAULT_STATUS:
		fault_status(rp, rq->path, (int)hit->arg);
		break;
	case FAULT_GARBAGE:
		buf_add(&rp->body, garbage, sizeof(garbage) - 1);
		break;
	case FAULT_HTML:
		snprintf(rp->type, sizeof(rp->type), "text/html; charset=utf-8");
		buf_adds(&rp->body, "<!doctype html><title>Page not found</title>"
			 "<h1>We could not find that page</h1>\n");
		break;
	case FAULT_REDIRECT:
		rp->status = 302;
		kv_set(&rp->headers, "Location", hit->url);
		break;
	default: /* huge makes its own */
		break;
	}
}

static int replaces(enum fault_kind k)
{
	return k == FAULT_STATUS || k == FAULT_GARBAGE || k == FAULT_HTML || k == FAULT_REDIRECT ||
	       k == FAULT_HUGE;
}

static void answer_now(struct server *s, const struct incoming *in, struct reply *rp,
		       const struct fault_hit *hit)
{
	pthread_mutex_lock(&s->lock);
	if (in->bad || in->big) {
		reply_note(rp, in->big ? 413 : 400, "error", in->big ? "Too large" : "Bad request");
	} else if (replaces(hit->kind)) {
		if (!strncmp(in->rq.path, "/composio", 9))
			composio_limits(s->box, rp);
		body_fault(rp, &in->rq, hit);
	} else {
		box_answer(s->box, &in->rq, rp);
		if (hit->kind == FAULT_ESCAPE)
			fault_escape(rp);
	}
	pthread_mutex_unlock(&s->lock);
}

static void write_log(struct server *s, const struct incoming *in, int status, int64_t began)
{
	char stamp[CLOCK_STAMP], *path, *query;

	if (!s->log)
		return;
	clock_stamp(clock_now(), stamp);
	path = web_masked_new(in->rq.path);
	query = web_masked_new(in->rq.rawquery);
	pthread_mutex_lock(&s->lock);
	fprintf(s->log, "%s %s %s%s%s %d %lldms\n", stamp, in->rq.method, path, *query ? "?" : "",
		query, status, (long long)(clock_ms() - began));
	fflush(s->log);
	pthread_mutex_unlock(&s->lock);
	free(path);
	free(query);
}

static enum MHD_Result answer(struct server *s, struct MHD_Connection *conn, struct incoming *in)
{
	struct fault_hit hit = { FAULT_NONE, 0, 0, NULL };
	struct reply rp = REPLY_INIT;
	enum MHD_Result ok = MHD_NO;
	int64_t began = clock_ms(), due = now_us();

	/* The sandbox's own routes are neither recorded nor broken. */
	if (strncmp(in->rq.path, "/sandbox/", 9)) {
		pthread_mutex_lock(&s->lock);
		box_note(s->box, &in->rq);
		faults_take(&s->box->faults, in->rq.method, in->rq.path, &hit);
		pthread_mutex_unlock(&s->lock);
		due += (int64_t)(s->delay + hit.delay) * 1000;
	}
	/* what the answer takes to be made is part of the delay, as of any server's */
	if (hit.kind != FAULT_HANG && hit.kind != FAULT_CLOSE)
		answer_now(s, in, &rp, &hit);
	(void)wait_until(s, due);
	if (hit.kind == FAULT_HANG) {
		hang(s, conn);
	} else if (hit.kind != FAULT_CLOSE) {
		ok = send_reply(s, conn, &rp, &hit);
	}
	write_log(s, in, ok == MHD_YES ? rp.status : 0, began);
	reply_free(&rp);
	free(hit.url);
	return ok;
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *conn, const char *url,
				  const char *method, const char *version, const char *data,
				  size_t *size, void **ctx)
{
	struct server *s = cls;
	struct incoming *in = *ctx;

	(void)url;
	(void)version;
	if (!in->begun) {
		in->begun = 1;
		in->bad = request_init(&in->rq, method, in->uri) != 0;
		MHD_get_connection_values(conn, MHD_HEADER_KIND, take_header, &in->rq.headers);
		return MHD_YES;
	}
	if (*size) {
		if (in->rq.body.len + *size > BODY_MAX)
			in->big = 1;
		else
			buf_add(&in->rq.body, data, *size);
		*size = 0;
		return MHD_YES;
	}
	return answer(s, conn, in);
}

/* A socket of our own: loopback only, and closed in every program that is started from here. */
static int listen_on(int port, int *got, struct err *e)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port),
				 .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;

	if (fd >= 0)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (fd < 0 || bind(fd, (struct sockaddr *)&a, len) || listen(fd, BACKLOG) ||
	    getsockname(fd, (struct sockaddr *)&a, &len)) {
		err_set(e, E_FAIL, _("cannot listen on 127.0.0.1, port %d: %s"), port,
			strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	*got = ntohs(a.sin_port);
	return fd;
}

struct server *server_new(struct box *box, int port, long delay_ms, const char *log, struct err *e)
{
	struct server *s = mem_alloc(sizeof(*s));
	int fd;

	s->box = box;
	s->delay = delay_ms;
	pthread_mutex_init(&s->lock, NULL);
	s->log = log ? fopen(log, "ae") : NULL;
	if (log && !s->log) {
		err_set(e, E_FAIL, _("cannot write the log '%s': %s"), log, strerror(errno));
		goto fail;
	}
	fd = listen_on(port, &port, e);
	if (fd < 0)
		goto fail;
	free(box->base);
	box->base = mem_fmt("http://127.0.0.1:%d", port);
	s->daemon = MHD_start_daemon(
		MHD_USE_AUTO | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION |
			MHD_USE_SUPPRESS_DATE_NO_CLOCK,
		0, NULL, NULL, on_request, s, MHD_OPTION_LISTEN_SOCKET, fd,
		MHD_OPTION_URI_LOG_CALLBACK, uri_begins, NULL, MHD_OPTION_NOTIFY_COMPLETED,
		request_ends, NULL, MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, NULL,
		MHD_OPTION_CONNECTION_TIMEOUT, 300u, MHD_OPTION_END);
	if (s->daemon)
		return s;
	close(fd);
	err_set(e, E_FAIL, _("cannot start the HTTP server on port %d"), port);
fail:
	server_free(s);
	return NULL;
}

void server_free(struct server *s)
{
	if (!s)
		return;
	atomic_store(&s->stopping, 1);
	if (s->daemon)
		MHD_stop_daemon(s->daemon);
	if (s->log)
		fclose(s->log);
	pthread_mutex_destroy(&s->lock);
	free(s);
}
