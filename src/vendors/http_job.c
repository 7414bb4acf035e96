/* SPDX-License-Identifier: MIT */
/* http_job: one call on its way: limits, redirects, other tries, and the words when it fails. */
#include "vendors/http_job.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "vendors/http_rules.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct job *job_new(struct call *c, http_done *done, void *arg, size_t *run, int64_t now,
		    int64_t patience)
{
	struct job *j = mem_alloc(sizeof(*j));

	j->call = *c;
	memset(c, 0, sizeof(*c));
	j->done = done;
	j->arg = arg;
	j->run = run;
	j->begun = now;
	j->deadline = now + patience;
	j->reply.tag = j->call.tag;
	j->url = mem_str(j->call.url ? j->call.url : "");
	return j;
}

void job_move(struct job *j, struct job_list *to)
{
	struct job_list *from = j->in;

	if (from) {
		*(j->prev ? &j->prev->next : &from->head) = j->next;
		*(j->next ? &j->next->prev : &from->tail) = j->prev;
		from->n--;
	}
	j->in = to;
	j->next = NULL;
	j->prev = to ? to->tail : NULL;
	if (!to)
		return;
	*(to->tail ? &to->tail->next : &to->head) = j;
	to->tail = j;
	to->n++;
}

static void wipe(struct buf *b)
{
	if (b->p)
		explicit_bzero(b->p, b->cap); /* a reply may be a bearer */
	buf_free(b);
}

void job_free(struct job *j)
{
	if (!j)
		return;
	job_move(j, NULL);
	call_free(&j->call);
	wipe(&j->reply.body);
	kv_free(&j->reply.headers);
	free(j->url);
	free(j);
}

void job_fail(struct job *j, enum reply_failure f, const char *fmt, ...)
{
	struct buf safe = BUF_INIT;
	char said[1024];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(said, sizeof(said), fmt, ap);
	va_end(ap);
	text_safe(&safe, said, strlen(said), sizeof(j->reply.why) - 4);
	(void)snprintf(j->reply.why, sizeof(j->reply.why), "%s", buf_str(&safe));
	buf_free(&safe);
	j->reply.failure = f;
	wipe(&j->reply.body);
}

int job_allowed(struct job *j, int dry_run)
{
	const struct kv *h = &j->call.headers;
	char host[HTTP_HOST_MAX];
	size_t i;

	http_host(j->url, host);
	if (!http_url_ok(j->url)) {
		job_fail(j, REPLY_FORBIDDEN,
			 _("only https addresses are asked, and http on this machine itself"));
		return -1;
	}
	if (dry_run && j->call.creates) {
		job_fail(j, REPLY_FORBIDDEN, _("a dry run creates nothing at %s"), host);
		return -1;
	}
	for (i = 0; i < h->n; i++) {
		if (http_header_ok(h->v[i].key, h->v[i].value))
			continue;
		/* the name only: the value may be a key with a newline pasted along */
		job_fail(j, REPLY_FORBIDDEN,
			 _("the header %s for %s holds a character that no header may hold"),
			 h->v[i].key, host);
		return -1;
	}
	return 0;
}

void job_begin(struct job *j, int again)
{
	if (again) {
		j->reply.tries++;
		j->hops = 0;
		free(j->url);
		j->url = mem_str(j->call.url);
	}
	j->reply.failure = REPLY_OK;
	j->reply.why[0] = '\0';
	j->reply.status = 0;
	wipe(&j->reply.body);
	kv_free(&j->reply.headers);
	j->header_n = j->lines = 0;
	j->head_over = j->full = j->cut = 0;
	j->sated = 0;
	j->mark[0] = j->mark[1] = 0;
}

static int full(struct job *j)
{
	j->full = 1;
	return -1;
}

/* Keep "Name: value"; lines that are no header are none of ours. */
static void keep_header(struct job *j, const char *line, size_t n)
{
	const char *colon = memchr(line, ':', n), *value;
	struct buf name = BUF_INIT, safe = BUF_INIT;
	size_t i;

	if (!colon || colon == line)
		return;
	text_safe(&name, line, (size_t)(colon - line), 128);
	for (i = 0; i < name.len; i++)
		name.p[i] = (char)tolower((unsigned char)name.p[i]);
	value = colon + 1;
	n -= (size_t)(value - line);
	while (n && (*value == ' ' || *value == '\t'))
		value++, n--;
	while (n && (value[n - 1] == ' ' || value[n - 1] == '\t'))
		n--;
	text_safe(&safe, value, n, HTTP_URL_MAX);
	kv_add(&j->reply.headers, buf_str(&name), buf_str(&safe));
	buf_free(&name);
	buf_free(&safe);
}

int job_header(struct job *j, const char *line, size_t n)
{
	char host[HTTP_HOST_MAX];

	j->header_n += n;
	j->lines++;
	*j->run += n;
	if (j->header_n > JOB_HEADERS || j->lines > JOB_LINES || *j->run > JOB_RUN) {
		http_host(j->url, host);
		job_fail(j, REPLY_TOO_LARGE,
			 _("the answer of %s has too many or too large headers"), host);
		return full(j);
	}
	while (n && (line[n - 1] == '\r' || line[n - 1] == '\n'))
		n--;
	if (n >= 5 && !memcmp(line, "HTTP/", 5)) { /* after 1xx the real one starts again */
		kv_free(&j->reply.headers);
		j->head_over = 0;
	} else if (!n) {
		j->head_over = 1;
	} else if (!j->head_over) { /* what follows a body is nothing we asked for */
		keep_header(j, line, n);
	}
	return 0;
}

int job_body(struct job *j, const char *p, size_t n)
{
	size_t max = j->call.max ? j->call.max : JOB_BODY;
	char host[HTTP_HOST_MAX];

	if (j->sated)
		return -1;
	*j->run += n;
	if (*j->run <= JOB_RUN && n <= max && j->reply.body.len <= max - n) {
		buf_add(&j->reply.body, p, n);
		if (j->call.enough && j->call.enough(&j->call, &j->reply, j->mark))
			j->sated = clock_ms();
		return 0;
	}
	http_host(j->url, host);
	if (*j->run > JOB_RUN)
		job_fail(j, REPLY_TOO_LARGE,
			 _("with the answer of %s this run has read more than %u MiB"), host,
			 JOB_RUN >> 20);
	else
		job_fail(j, REPLY_TOO_LARGE, _("the answer of %s is larger than %zu bytes"), host,
			 max);
	return full(j);
}

/* Followed to the same scheme, host and port alone: our headers are for no one else. */
static enum job_next hop(struct job *j, const char *location)
{
	const char *m = j->call.method ? j->call.method : "GET";
	char host[HTTP_HOST_MAX], there[HTTP_HOST_MAX];
	struct http_origin from, to;
	char *url = http_resolve(j->url, location);
	int reads = !strcmp(m, "GET") || !strcmp(m, "HEAD");

	http_host(j->url, host);
	if (!url) {
		job_fail(j, REPLY_BROKEN, _("%s redirects to an address that is never asked"),
			 host);
		return JOB_DONE;
	}
	http_host(url, there);
	if (http_origin(j->url, &from) || http_origin(url, &to) || !http_same_origin(&from, &to))
		job_fail(j, REPLY_BROKEN, _("%s redirects to %s, and that is not followed"), host,
			 there);
	else if (!reads && j->reply.status < 307)
		job_fail(j, REPLY_BROKEN, _("%s redirects a request that cannot be asked twice"),
			 host);
	else if (j->hops >= JOB_HOPS)
		job_fail(j, REPLY_BROKEN, _("%s redirects again and again"), host);
	if (j->reply.failure) {
		free(url);
		return JOB_DONE;
	}
	j->hops++;
	free(j->url);
	j->url = url;
	return JOB_HOP;
}

static int is_redirect(int status)
{
	return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/* Milliseconds that another try needs to be one: a second, or less where the whole call may not last long. */
static int64_t useful(const struct job *j)
{
	int64_t quarter = (j->deadline - j->begun) / 4;

	return quarter < 1000 ? quarter : 1000;
}

/* A page that broke on the way, or a fault of the moment: a GET does no harm when it is asked for once more. */
static int once_more(const struct job *j)
{
	const struct reply *r = &j->reply;
	int reads = !j->call.method || !strcmp(j->call.method, "GET");

	return reads && !j->call.body && (r->failure ? r->failure == REPLY_BROKEN && j->cut : r->status == 500);
}

enum job_next job_next(struct job *j, int64_t now, unsigned roll)
{
	const struct reply *r = &j->reply;
	const char *location = reply_header(r, "location");
	int64_t pause;

	if (!r->failure && is_redirect(r->status) && location && *location)
		return hop(j, location);
	if (!j->call.retry || j->call.creates || r->tries >= JOB_TRIES)
		return JOB_DONE;
	if (r->failure ? r->failure != REPLY_REFUSED : !http_status_again(r->status)) {
		if (j->mended++ || !once_more(j))
			return JOB_DONE;
	}
	pause = http_pause(r->tries, r->failure ? NULL : reply_header(r, "retry-after"),
			   clock_now(), roll);
	if (pause < 0 || now + pause + useful(j) > j->deadline)
		return JOB_DONE; /* the answer in hand says more than a try that has no time to succeed */
	j->due = now + pause;
	return JOB_AGAIN;
}
