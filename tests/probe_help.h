/* SPDX-License-Identifier: MIT */
/* probe_help: a vendor made of literals: rules answer the calls of a probe, and a log keeps what was asked. */
#ifndef TOOLGAP_TESTS_PROBE_HELP_H
#define TOOLGAP_TESTS_PROBE_HELP_H

#include "base/mem.h"
#include "vendors/probe.h"
#include "work/env.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The first rule fits whose words stand in "METHOD URL BODY"; each word may be NULL. */
struct rule {
	const char *one, *two;
	int status; /* below 0: a failure, REPLY_TIMEOUT and so on with the sign turned */
	const char *body;
	const char *type;    /* Content-Type, or NULL */
	const char *session; /* mcp-session-id, or NULL */
	int times;           /* fits so often; 0: always */
};

struct asked {
	char *line;    /* "METHOD URL BODY" */
	struct kv headers;
	int creates, retry;
	int streams; /* it may have enough of a stream before that ends */
};

struct vendor {
	struct rule *rules;
	size_t n_rules;
	struct asked *log;
	size_t n, cap;
	int backwards; /* answer what is under way in reverse order */
	int sized;     /* the rules also answer how many apps there are; else there are many, and it is not logged */
};

/* What was asked, that is; how it answers stays. */
static inline void vendor_forget(struct vendor *v)
{
	for (size_t i = 0; i < v->n; i++) {
		free(v->log[i].line);
		kv_free(&v->log[i].headers);
	}
	free(v->log);
	v->log = NULL;
	v->n = v->cap = 0;
}

static inline void vendor_free(struct vendor *v)
{
	vendor_forget(v);
	memset(v, 0, sizeof(*v));
}

static inline char *call_line(const struct call *c)
{
	return mem_fmt("%s %s %.*s", c->method, c->url, (int)c->body_n, c->body ? c->body : "");
}

static inline void vendor_log(struct vendor *v, const struct call *c)
{
	/* what is sent is either asked, as often as need be, or done, once (HACKING, Retries) */
	if (strcmp(c->method, "GET") != 0 && c->retry == c->creates)
		fail_msg("%s %s neither creates nor may be asked again, or both", c->method, c->url);
	MEM_GROW(v->log, v->n, v->cap);
	memset(&v->log[v->n], 0, sizeof(*v->log));
	v->log[v->n].line = call_line(c);
	kv_copy(&v->log[v->n].headers, &c->headers);
	v->log[v->n].creates = c->creates;
	v->log[v->n].retry = c->retry;
	v->log[v->n].streams = c->enough != NULL;
	v->n++;
}

static inline const struct rule *rule_for(struct vendor *v, const char *line)
{
	for (size_t i = 0; i < v->n_rules; i++) {
		struct rule *r = &v->rules[i];

		if (r->times < 0 || (r->one && !strstr(line, r->one)) || (r->two && !strstr(line, r->two)))
			continue;
		if (r->times && --r->times == 0)
			r->times = -1;
		return r;
	}
	return NULL;
}

/* How large Pipedream's catalog is: asked beside all the rest, and no business of most tests. */
static inline int vendor_sizes(const struct vendor *v, const struct call *c)
{
	return !v->sized && strstr(c->url, "/v1/connect/apps?limit=1") != NULL;
}

static inline void vendor_answer(struct vendor *v, struct probe *p, struct call *c)
{
	static const struct rule many = { NULL, NULL, 200, "{\"data\":[{}],\"page_info\":{\"total_count\":3200}}", 0, 0, 0 };
	char *line = call_line(c);
	const struct rule *rule = vendor_sizes(v, c) ? &many : rule_for(v, line);
	struct reply r;

	memset(&r, 0, sizeof(r));
	r.tag = c->tag;
	r.ms = 7;
	r.tries = 1;
	if (!rule)
		fail_msg("nobody answers %s", line);
	if (rule->status < 0) {
		r.failure = (enum reply_failure)-rule->status;
		snprintf(r.why, sizeof(r.why), "it failed");
	} else {
		r.status = rule->status;
		buf_adds(&r.body, rule->body ? rule->body : "");
	}
	if (rule->type)
		kv_add(&r.headers, "content-type", rule->type);
	if (rule->session)
		kv_add(&r.headers, "mcp-session-id", rule->session);
	probe_give(p, c, &r);
	buf_free(&r.body);
	kv_free(&r.headers);
	free(line);
}

/* Run a probe to its end. All that is queued is under way at once, as in the program. */
static inline void vendor_run(struct vendor *v, struct probe *p)
{
	int turns = 0;

	while (!probe_over(p)) {
		struct call *open = NULL;
		size_t n = 0, cap = 0;
		struct call c;

		if (++turns > 300)
			fail_msg("the probe does not end");
		while (probe_take(p, &c)) {
			MEM_GROW(open, n, cap);
			open[n++] = c;
			if (!vendor_sizes(v, &c))
				vendor_log(v, &c);
		}
		for (size_t i = 0; i < n; i++)
			vendor_answer(v, p, &open[v->backwards ? n - 1 - i : i]);
		for (size_t i = 0; i < n; i++)
			call_free(&open[i]);
		free(open);
	}
}

/* How many calls had this text in "METHOD URL BODY". */
static inline size_t vendor_asked(const struct vendor *v, const char *text)
{
	size_t n = 0;

	for (size_t i = 0; i < v->n; i++)
		n += strstr(v->log[i].line, text) != NULL;
	return n;
}

static inline const struct asked *vendor_call(const struct vendor *v, const char *text)
{
	for (size_t i = 0; i < v->n; i++)
		if (strstr(v->log[i].line, text))
			return &v->log[i];
	return NULL;
}

/* How many evidence rows begin with "PROBE\tRESULT\t". */
static inline size_t evidence_count(const struct probe *p, const char *probe, const char *result)
{
	char *head = mem_fmt("%s\t%s\t", probe, result);
	size_t n = 0;

	for (size_t i = 0; i < p->facts.n; i++)
		n += !strcmp(p->facts.v[i].key, "evidence") &&
		     !strncmp(p->facts.v[i].value, head, strlen(head));
	free(head);
	return n;
}

/* No fact may hold this. */
static inline void assert_nowhere(const struct probe *p, const char *secret)
{
	for (size_t i = 0; i < p->facts.n; i++)
		if (strstr(p->facts.v[i].value, secret) || strstr(p->facts.v[i].key, secret))
			fail_msg("%s is in %s: %s", secret, p->facts.v[i].key, p->facts.v[i].value);
}

/* One probe, its vendor, its world and its input: what most of these tests are about. */
struct fix {
	struct vendor_env env;
	struct vendor v;
	struct probe p;
	struct kv in;
};

/* For a setup, which fills env and in. */
static inline struct fix *fix_new(void **state)
{
	return *state = mem_alloc(sizeof(struct fix));
}

/* The teardown: with all that the setup and the probe have put into env. */
static inline int fix_free(void **state)
{
	struct fix *f = *state;

	probe_free(&f->p);
	vendor_free(&f->v);
	kv_free(&f->in);
	env_free(&f->env);
	free(f);
	return 0;
}

/* From the beginning, as often as one likes. */
static inline void fix_run(struct fix *f, const struct probe_ops *ops, struct rule *rules, size_t n)
{
	probe_free(&f->p);
	vendor_forget(&f->v);
	f->v.rules = rules;
	f->v.n_rules = n;
	probe_init(&f->p, ops, &f->env, &f->in);
	vendor_run(&f->v, &f->p);
}

#define assert_fact(p, key, value) assert_string_equal(kv_or(&(p)->facts, (key), "(none)"), (value))
#define RULES(...) (struct rule[]){ __VA_ARGS__ }, sizeof((struct rule[]){ __VA_ARGS__ }) / sizeof(struct rule)

#endif
