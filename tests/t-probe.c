/* SPDX-License-Identifier: MIT */
/* t-probe: the queue of a conversation, its evidence, and the words for a reply that is no good. */
#include "base/buf.h"
#include "base/json.h"
#include "base/mem.h"
#include "vendors/probe.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct talk {
	int calls;  /* to queue at the start */
	int more;   /* to queue on the reply with tag 0 */
	int ends;   /* how often finish ran */
	int extra;  /* finish queues one more, once */
	int freed;
	char order[64];
};

static struct talk *own; /* start() has no other way to the test */

static void queue(struct probe *p, int tag)
{
	struct call *c = probe_call(p, "GET", tag);

	c->url = mem_fmt("https://api.example/%d", tag);
	call_header(c, "x-api-key", "k");
}

static void start(struct probe *p)
{
	int i;

	p->own = own;
	for (i = 0; i < own->calls; i++)
		queue(p, i);
}

static void reply(struct probe *p, const struct call *c, const struct reply *r)
{
	struct talk *t = p->own;
	size_t n = strlen(t->order);
	int i;

	assert_int_equal(c->tag, r->tag);
	(void)snprintf(t->order + n, sizeof(t->order) - n, "%d ", c->tag);
	for (i = 0; c->tag == 0 && i < t->more; i++)
		queue(p, 100 + i);
}

static void finish(struct probe *p)
{
	struct talk *t = p->own;

	t->ends++;
	if (t->extra && t->extra--)
		queue(p, 200);
	else
		kv_set(&p->facts, "result", "found");
}

static void own_free(void *arg)
{
	((struct talk *)arg)->freed++;
}

static const struct probe_ops ops = { "talk", start, reply, finish };
static const struct probe_ops short_ops = { "short", start, reply, NULL };

static void pump(struct probe *p)
{
	struct reply r = { 0 };
	struct call c;

	while (probe_take(p, &c)) {
		r.tag = c.tag;
		probe_give(p, &c, &r);
		call_free(&c);
	}
}

static void conversation(void **state)
{
	struct talk t = { .calls = 2, .more = 1, .extra = 1 };
	struct vendor_env env = { 0 };
	struct kv in = KV_INIT;
	struct probe p;
	struct call a, b;
	struct reply r = { 0 };

	(void)state;
	own = &t;
	kv_add(&in, "provider", "x");
	probe_init(&p, &ops, &env, &in);
	kv_free(&in);
	p.own_free = own_free;
	assert_string_equal(kv_get(&p.in, "provider"), "x"); /* a copy */
	assert_ptr_equal(p.env, &env);
	assert_int_equal(p.queued, 2);
	assert_int_equal(probe_over(&p), 0);
	assert_int_equal(probe_take(&p, &a) && probe_take(&p, &b), 1);
	assert_int_equal(probe_take(&p, &a), 0); /* untouched */
	assert_int_equal(a.tag, 0);
	assert_string_equal(b.url, "https://api.example/1");
	assert_int_equal(p.open, 2);
	assert_int_equal(probe_over(&p), 0);
	r.tag = 1;
	probe_give(&p, &b, &r); /* in any order */
	assert_int_equal(t.ends, 0);
	r.tag = 0;
	probe_give(&p, &a, &r);
	assert_int_equal(t.ends, 0); /* that reply asked more */
	call_free(&a);
	call_free(&b);
	pump(&p);
	assert_string_equal(t.order, "1 0 100 200 ");
	assert_int_equal(t.ends, 2);
	assert_int_equal(p.asked, 4);
	assert_int_equal(p.answered, 4);
	assert_int_equal(probe_over(&p), 1);
	assert_string_equal(kv_get(&p.facts, "result"), "found");
	probe_free(&p);
	assert_int_equal(t.freed, 1);
}

static void nothing_to_ask(void **state)
{
	struct talk t = { 0 };
	struct probe p;

	(void)state;
	own = &t;
	probe_init(&p, &ops, NULL, NULL);
	assert_int_equal(probe_over(&p), 1);
	assert_int_equal(t.ends, 1);
	assert_string_equal(kv_get(&p.facts, "result"), "found");
	probe_free(&p);
	t.calls = 1;
	probe_init(&p, &short_ops, NULL, NULL);
	probe_free(&p); /* with a call never taken */
	probe_init(&p, &short_ops, NULL, NULL);
	pump(&p);
	assert_int_equal(probe_over(&p), 1);
	probe_free(&p);
}

static void calls(void **state)
{
	struct buf body = BUF_INIT;
	struct talk t = { 0 };
	struct probe p;
	struct call *c;
	int i;

	(void)state;
	own = &t;
	probe_init(&p, &ops, NULL, NULL);
	for (i = 0; i < 100; i++)
		(void)probe_call(&p, "POST", i);
	c = probe_call(&p, "POST", 7);
	call_headerf(c, "Authorization", "Bearer %s-%d", "abc", 5);
	assert_string_equal(kv_get(&c->headers, "Authorization"), "Bearer abc-5");
	buf_adds(&body, "{\"a\":1}");
	call_json(c, &body);
	assert_int_equal(body.len, 0);
	assert_string_equal(c->body, "{\"a\":1}");
	assert_int_equal(c->body_n, 7);
	buf_adds(&body, "[]");
	call_json(c, &body);
	assert_string_equal(c->body, "[]");
	assert_int_equal(kv_count(&c->headers, "Content-Type"), 1);
	assert_string_equal(kv_get(&c->headers, "Content-Type"), "application/json");
	assert_null(c->url);
	probe_free(&p);
}

static void evidence(void **state)
{
	struct talk t = { 0 };
	struct probe p;
	struct call c = { 0 };
	struct reply r = { 0 };
	char *row, *field, *at;
	static const char *const want[] = { "talk", "absent", "404", "12", NULL,
					    "https://api.example/a?b=c", "no \\x1b[31mx y" };
	size_t i;

	(void)state;
	own = &t;
	probe_init(&p, &ops, NULL, NULL);
	c.url = mem_str("https://api.example/a?b=c");
	r.status = 404;
	r.ms = 12;
	probe_evidence(&p, "absent", &c, &r, "no %s", "\x1b[31mx\ty");
	at = row = mem_str(kv_get(&p.facts, "evidence"));
	for (i = 0; i < 7; i++) {
		field = strsep(&at, "\t");
		assert_non_null(field);
		if (want[i])
			assert_string_equal(field, want[i]);
		else
			assert_int_equal(strlen(field), 20);
	}
	assert_null(at); /* seven fields, no tab from outside */
	free(row);
	free(c.url);
	c.url = mem_str("https://me:secret@api.example/");
	probe_evidence(&p, "unknown", &c, &r, "%s", "");
	assert_null(strstr(kv_get(&p.facts, "evidence"), "secret"));
	assert_int_equal(kv_count(&p.facts, "evidence"), 2);
	call_free(&c);
	probe_free(&p);
}

/* The clause for a reply; NULL when it is a good one. */
static const char *clause(int failure, int status, const char *body)
{
	static char why[256];
	struct call c = { 0 };
	struct reply r = { 0 };
	struct json *doc = (struct json *)(void *)why;
	int bad;

	c.url = mem_str("https://api.example/a");
	r.failure = (enum reply_failure)failure;
	(void)snprintf(r.why, sizeof(r.why), "cannot reach api.example");
	r.status = status;
	buf_adds(&r.body, body);
	why[0] = '\0';
	bad = probe_json(&c, &r, &doc, why, sizeof(why));
	if (bad)
		assert_null(doc);
	else
		assert_int_equal((int)json_num(json_get(doc, "a"), 0), 1);
	json_free(doc);
	buf_free(&r.body);
	call_free(&c);
	return bad ? why : NULL;
}

static void clauses(void **state)
{
	struct call c = { 0 };
	struct reply r = { 0 };
	struct json *doc;
	char little[12];

	(void)state;
	assert_null(clause(0, 200, "{\"a\":1}"));
	assert_null(clause(0, 201, "{\"a\":1}"));
	assert_string_equal(clause(REPLY_REFUSED, 0, ""), "cannot reach api.example");
	assert_string_equal(clause(REPLY_TIMEOUT, 200, "{}"), "cannot reach api.example");
	assert_string_equal(clause(0, 401, "{\"a\":1}"), "401 from api.example, key refused");
	assert_string_equal(clause(0, 403, "{}"),
			    "403 from api.example, not allowed with this key");
	assert_string_equal(clause(0, 404, ""), "404 from api.example, not found");
	assert_string_equal(clause(0, 429, ""), "429 from api.example, asked too often");
	assert_non_null(strstr(clause(0, 500, "{}"), "500 from api.example, "));
	assert_non_null(strstr(clause(0, 302, "{}"), "302 from api.example, "));
	assert_string_equal(clause(0, 200, "<html>"), "the answer of api.example is not JSON");
	assert_string_equal(clause(0, 200, ""), "the answer of api.example is not JSON");
	assert_string_equal(clause(0, 200, "{\"a\":1,\"a\":2}"),
			    "the answer of api.example is not JSON");
	assert_string_equal(clause(0, 204, ""), "the answer of api.example is not JSON");
	c.url = mem_str("https://api.example/a");
	r.status = 401;
	assert_int_equal(probe_json(&c, &r, &doc, little, sizeof(little)), -1);
	assert_true(strlen(little) < sizeof(little));
	call_free(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(conversation), cmocka_unit_test(nothing_to_ask),
		cmocka_unit_test(calls),        cmocka_unit_test(evidence),
		cmocka_unit_test(clauses),
	};

	return cmocka_run_group_tests_name("probe", tests, NULL, NULL);
}
