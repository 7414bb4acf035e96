/* SPDX-License-Identifier: MIT */
/* probe: a conversation with a vendor: its queue of calls, evidence, and words for bad replies. */
#include "vendors/probe.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "vendors/http_rules.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int probe_over(const struct probe *p)
{
	return !p->queued && !p->open && !p->waits;
}

static void conclude(struct probe *p)
{
	if (probe_over(p) && p->ops->finish)
		p->ops->finish(p);
}

void probe_wake(struct probe *p)
{
	conclude(p);
	if (p->wake)
		p->wake(p->wake_arg);
}

void probe_init(struct probe *p, const struct probe_ops *ops, struct vendor_env *env,
		const struct kv *in)
{
	memset(p, 0, sizeof(*p));
	p->ops = ops;
	p->env = env;
	if (in)
		kv_copy(&p->in, in);
	ops->start(p);
	conclude(p);
}

void probe_free(struct probe *p)
{
	size_t i;

	for (i = 0; i < p->queued; i++)
		call_free(&p->queue[i]);
	free(p->queue);
	kv_free(&p->in);
	kv_free(&p->facts);
	if (p->own_free)
		p->own_free(p->own);
	memset(p, 0, sizeof(*p));
}

struct call *probe_call(struct probe *p, const char *method, int tag)
{
	struct call *c;

	MEM_GROW(p->queue, p->queued, p->cap);
	c = &p->queue[p->queued++];
	memset(c, 0, sizeof(*c));
	c->method = mem_str(method);
	c->tag = tag;
	return c;
}

void call_header(struct call *c, const char *name, const char *value)
{
	kv_add(&c->headers, name, value);
}

void call_headerf(struct call *c, const char *name, const char *fmt, ...)
{
	va_list ap;
	char *value;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	value = mem_alloc((size_t)n + 1);
	va_start(ap, fmt);
	(void)vsnprintf(value, (size_t)n + 1, fmt, ap);
	va_end(ap);
	kv_add(&c->headers, name, value);
	explicit_bzero(value, (size_t)n); /* "Bearer …" */
	free(value);
}

void call_secret(struct call *c, const char *name, const char *prefix, const struct secret *s)
{
	size_t n = strlen(prefix) + secret_len(s) + 1;
	char *value = mem_alloc(n);

	(void)snprintf(value, n, "%s%s", prefix, secret_bytes(s));
	kv_add(&c->headers, name, value);
	explicit_bzero(value, n);
	free(value);
}

void put_secret(struct json_out *o, const char *key, const struct secret *s)
{
	json_put(o, key, secret_bytes(s));
}

int probe_repeats(const struct call *c, const char *member, const char *text)
{
	struct err e = ERR_INIT;
	struct json *body = json_parse(c->body ? c->body : "", c->body_n, &e);
	const char *inner = json_raw(json_get(body, member));
	struct json *doc = inner ? json_parse(inner, strlen(inner), &e) : NULL;
	int yes = inner && !doc; /* what cannot be looked into is not taken for harmless */

	json_each(it, doc) {
		const char *s = json_raw(it);

		yes |= s && strlen(s) >= 4 && strstr(text, s) != NULL;
	}
	json_forget(doc);
	json_forget(body);
	return yes;
}

void call_json(struct call *c, struct buf *body)
{
	if (c->body)
		explicit_bzero(c->body, c->body_n);
	free(c->body);
	c->body_n = body->len;
	c->body = buf_detach(body);
	kv_set(&c->headers, "Content-Type", "application/json");
}

int probe_take(struct probe *p, struct call *out)
{
	if (!p->queued)
		return 0;
	*out = p->queue[0];
	p->queued--;
	memmove(p->queue, p->queue + 1, p->queued * sizeof(*p->queue));
	p->open++;
	p->asked++;
	return 1;
}

void probe_give(struct probe *p, const struct call *c, const struct reply *r)
{
	p->open--;
	p->answered++;
	p->ops->reply(p, c, r);
	conclude(p);
}

static void add_field(struct buf *row, const char *s)
{
	struct buf safe = BUF_INIT;

	text_safe(&safe, s, strlen(s), TEXT_MAX);
	if (row->len)
		buf_addc(row, '\t');
	buf_adds(row, buf_str(&safe));
	buf_free(&safe);
}

/* Did the vendor say no to the credentials themselves? Where a token is minted a 400 says the same. */
static int is_refusal(const struct call *c, const struct reply *r)
{
	if (r->failure != REPLY_OK || !c->signed_by)
		return 0;
	return r->status == 401 || r->status == 403 || (r->status == 400 && strstr(c->url, "/oauth/token"));
}

static void add_refused(struct kv *facts, const char *names)
{
	size_t i, n;

	for (; *names; names += n + (names[n] == ',')) {
		char *one;

		n = strcspn(names, ",");
		one = mem_strn(names, n);
		for (i = 0; i < facts->n; i++)
			if (!strcmp(facts->v[i].key, "refused") && !strcmp(facts->v[i].value, one))
				break;
		if (i == facts->n)
			kv_add(facts, "refused", one);
		free(one);
	}
}

void probe_evidence(struct probe *p, const char *result, const struct call *c,
		    const struct reply *r, const char *fmt, ...)
{
	struct buf row = BUF_INIT;
	char at[CLOCK_STAMP], number[32], detail[1024];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(detail, sizeof(detail), fmt, ap);
	va_end(ap);
	clock_stamp(clock_now(), at);
	add_field(&row, p->ops->name);
	add_field(&row, result);
	(void)snprintf(number, sizeof(number), "%d", r->status);
	add_field(&row, number);
	(void)snprintf(number, sizeof(number), "%lld", (long long)r->ms);
	add_field(&row, number);
	add_field(&row, at);
	/* an address that may not be asked could hold a name and a password */
	add_field(&row, http_url_ok(c->url) ? c->url : "-");
	add_field(&row, detail);
	kv_add(&p->facts, "evidence", row.p);
	if (!strcmp(result, "unknown") && is_refusal(c, r))
		add_refused(&p->facts, c->signed_by);
	buf_free(&row);
}

/* One clause into a field of the caller's, cut between characters when it must be cut. */
static void __attribute__((format(printf, 3, 4))) say(char *why, size_t size, const char *fmt, ...)
{
	struct buf safe = BUF_INIT;
	char said[1024];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(said, sizeof(said), fmt, ap);
	va_end(ap);
	text_safe(&safe, said, strlen(said), size > 4 ? size - 4 : 0);
	(void)snprintf(why, size, "%s", buf_str(&safe));
	buf_free(&safe);
}

/* "401 from backend.composio.dev, key refused" */
static void say_status(int status, const char *host, char *why, size_t size)
{
	if (status == 401)
		say(why, size, _("401 from %s, key refused"), host);
	else if (status == 403)
		say(why, size, _("403 from %s, not allowed with this key"), host);
	else if (status == 404)
		say(why, size, _("404 from %s, not found"), host);
	else if (status == 429)
		say(why, size, _("429 from %s, asked too often"), host);
	else if (status >= 500)
		say(why, size, _("%d from %s, the service has a fault"), status, host);
	else
		say(why, size, _("%d from %s, not the answer that was asked for"), status, host);
}

int probe_json(const struct call *c, const struct reply *r, struct json **doc, char *why,
	       size_t size)
{
	char host[HTTP_HOST_MAX];
	struct err e = ERR_INIT;

	*doc = NULL;
	http_host(c->url, host);
	if (r->failure) {
		say(why, size, "%s", r->why);
		return -1;
	}
	if (r->status < 200 || r->status > 299) {
		say_status(r->status, host, why, size);
		return -1;
	}
	*doc = json_parse(buf_str(&r->body), r->body.len, &e);
	if (*doc)
		return 0;
	say(why, size, _("the answer of %s is not JSON"), host);
	return -1;
}
