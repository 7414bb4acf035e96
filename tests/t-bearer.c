/* SPDX-License-Identifier: MIT */
/* t-bearer: conversations side by side share one bearer, whoever asked for it, whoever goes away. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/secret.h"
#include "probe_help.h"
#include "vendors/pipedream.h"

#define TOKEN "{\"access_token\":\"b3arer\",\"token_type\":\"Bearer\",\"expires_in\":3600}"
#define NONE "{\"data\":[],\"page_info\":{\"total_count\":0,\"end_cursor\":null}}"
#define SOME 4

struct several {
	struct vendor_env env;
	struct kv in;
	struct probe p[SOME];
	size_t woken[SOME], tokens, calls;
};

static int setup(void **state)
{
	struct several *f = mem_alloc(sizeof(*f));

	f->env.pipedream_url = mem_str("https://api.pipedream.com");
	f->env.pipedream_client_id = secret_new("cid");
	f->env.pipedream_client_secret = secret_new("S3CRET");
	kv_add(&f->in, "provider", "Zoho");
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct several *f = *state;

	kv_free(&f->in);
	free(f->env.pipedream_url);
	secret_free(f->env.pipedream_client_id);
	secret_free(f->env.pipedream_client_secret);
	secret_free(f->env.bearer);
	assert_null(f->env.bearer_line);
	free(f);
	return 0;
}

static void wake(void *arg)
{
	++*(size_t *)arg;
}

static void start(struct several *f, size_t i)
{
	probe_init(&f->p[i], &pipedream_catalog, &f->env, &f->in);
	f->p[i].wake = wake;
	f->p[i].wake_arg = &f->woken[i];
}

static int is_token(const struct call *c)
{
	return strstr(c->url, "/oauth/token") != NULL;
}

static void answer(struct several *f, size_t i, struct call *c, int status, const char *body)
{
	struct reply r;

	memset(&r, 0, sizeof(r));
	r.status = status;
	buf_adds(&r.body, body);
	probe_give(&f->p[i], c, &r);
	buf_free(&r.body);
	call_free(c);
}

/* The next call of that probe; fails when there is none. */
static struct call next(struct several *f, size_t i)
{
	struct call c;

	assert_int_equal(probe_take(&f->p[i], &c), 1);
	f->tokens += (size_t)is_token(&c);
	f->calls++;
	return c;
}

static void quiet(struct several *f, size_t i)
{
	struct call c;

	assert_int_equal(probe_take(&f->p[i], &c), 0);
}

/* What a catalog answers that has something else. */
static void answer_else(struct several *f, size_t i, struct call *c)
{
	if (strstr(c->url, "apps?q="))
		answer(f, i, c, 200, NONE);
	else if (strstr(c->url, "apps?limit=1"))
		answer(f, i, c, 200, "{\"data\":[{}],\"page_info\":{\"total_count\":3200}}");
	else
		answer(f, i, c, 404, "{\"error\":\"record not found\"}");
}

/* Everything that is queued is answered by a catalog that has it not. */
static void finish(struct several *f, size_t i, const char *bearer)
{
	struct call c;

	while (probe_take(&f->p[i], &c)) {
		assert_int_equal(is_token(&c), 0);
		assert_string_equal(kv_or(&c.headers, "Authorization", ""), bearer);
		answer_else(f, i, &c);
	}
	assert_int_equal(probe_over(&f->p[i]), 1);
	assert_fact(&f->p[i], "result", "absent");
	probe_free(&f->p[i]);
}

static void one_token(void **state)
{
	struct several *f = *state;
	struct call c;
	size_t i;

	for (i = 0; i < SOME; i++)
		start(f, i);
	c = next(f, 0);
	assert_int_equal(is_token(&c), 1);
	for (i = 1; i < SOME; i++) {
		quiet(f, i);
		assert_int_equal(probe_over(&f->p[i]), 0); /* it waits: nothing queued is not the end */
	}
	answer(f, 0, &c, 200, TOKEN);
	assert_int_equal(f->woken[0], 0); /* the pump is at it anyway */
	for (i = 1; i < SOME; i++)
		assert_int_equal(f->woken[i], 1);
	for (i = 0; i < SOME; i++)
		finish(f, i, "Bearer b3arer");
	assert_int_equal(f->tokens, 1);
}

static void no_token(void **state)
{
	struct several *f = *state;
	struct call c;
	size_t i;

	for (i = 0; i < SOME; i++)
		start(f, i);
	c = next(f, 0);
	answer(f, 0, &c, 401, "{\"error\":\"invalid_client\"}");
	for (i = 0; i < SOME; i++) {
		assert_int_equal(probe_over(&f->p[i]), 1);
		assert_fact(&f->p[i], "result", "unknown");
		assert_fact(&f->p[i], "detail", "unknown: 401 from api.pipedream.com, key refused");
		assert_int_equal(evidence_count(&f->p[i], "pipedream", "unknown"), 1);
		probe_free(&f->p[i]);
	}
}

/* An answer that is none is no reason to fail all who wait: it is asked for once more, by whoever is first then, and no oftener. */
static void asked_once_more(void **state)
{
	struct several *f = *state;
	struct call c;
	size_t i, round;

	for (round = 0; round < 2; round++) {
		for (i = 0; i < SOME; i++)
			start(f, i);
		c = next(f, 0);
		answer(f, 0, &c, 500, "");
		for (i = 0; i < SOME; i++)
			assert_int_equal(probe_over(&f->p[i]), 0);
		for (i = 1; i < SOME; i++)
			quiet(f, i);
		c = next(f, 0);
		assert_int_equal(is_token(&c), 1);
		answer(f, 0, &c, round ? 200 : 500, round ? TOKEN : "<html>");
		for (i = 0; !round && i < SOME; i++) {
			assert_fact(&f->p[i], "result", "unknown");
			assert_int_equal(evidence_count(&f->p[i], "pipedream", "unknown"), 1);
			probe_free(&f->p[i]);
		}
	}
	for (i = 0; i < SOME; i++)
		finish(f, i, "Bearer b3arer");
	assert_int_equal(f->tokens, 4);
}

/* The one that asks once more goes away, too. */
static void once_more_and_gone(void **state)
{
	struct several *f = *state;
	struct call c;
	size_t i;

	for (i = 0; i < SOME; i++)
		start(f, i);
	c = next(f, 0);
	answer(f, 0, &c, 500, "");
	probe_free(&f->p[0]);
	c = next(f, 1);
	answer(f, 1, &c, 500, "");
	for (i = 1; i < SOME; i++) {
		assert_fact(&f->p[i], "result", "unknown");
		probe_free(&f->p[i]);
	}
	start(f, 0);
	c = next(f, 0);
	answer(f, 0, &c, 500, ""); /* another line, and another second time */
	c = next(f, 0);
	answer(f, 0, &c, 200, TOKEN);
	finish(f, 0, "Bearer b3arer");
}

/* Whoever has asked goes away: the next in the line asks; in whatever order they go. */
static void gone(void **state)
{
	struct several *f = *state;
	struct call c;
	size_t i;

	for (i = 0; i < SOME; i++)
		start(f, i);
	c = next(f, 0);
	call_free(&c);
	probe_free(&f->p[0]);
	assert_int_equal(f->woken[1], 1);
	probe_free(&f->p[2]); /* out of the middle: nobody has to ask for that */
	assert_int_equal(f->woken[3], 0);
	c = next(f, 1);
	assert_int_equal(is_token(&c), 1);
	quiet(f, 3);
	answer(f, 1, &c, 200, TOKEN);
	finish(f, 1, "Bearer b3arer");
	finish(f, 3, "Bearer b3arer");
	assert_int_equal(f->tokens, 2);
	for (i = 0; i < SOME; i++)
		start(f, i); /* now there is one */
	for (i = SOME; i-- > 0;)
		probe_free(&f->p[i]);
	assert_int_equal(f->tokens, 2);
	secret_free(f->env.bearer);
	f->env.bearer = NULL;
	for (i = 0; i < SOME; i++)
		start(f, i);
	for (i = 0; i < SOME; i++)
		probe_free(&f->p[i]); /* each becomes the first of those left */
}

/* A bearer that is refused is renewed once for all who met the refusal. */
static void renewed(void **state)
{
	struct several *f = *state;
	struct call old[SOME], c;
	size_t i;

	f->env.bearer = secret_new("0ld");
	f->env.bearer_until = clock_ms() + 3600000;
	for (i = 0; i < SOME; i++) {
		start(f, i);
		old[i] = next(f, i);
		assert_string_equal(kv_or(&old[i].headers, "Authorization", ""), "Bearer 0ld");
	}
	for (i = 0; i < SOME - 1; i++)
		answer(f, i, &old[i], 401, "{}");
	/* what is queued with the old one is sent, and refused as well */
	while (probe_take(&f->p[0], &c) && !is_token(&c))
		answer(f, 0, &c, 401, "{}");
	assert_int_equal(is_token(&c), 1);
	answer(f, 0, &c, 200, TOKEN);
	answer(f, SOME - 1, &old[SOME - 1], 401, "{}"); /* the refusal of the old one comes late */
	for (i = 0; i < SOME; i++) {
		size_t asked = 0;

		while (probe_take(&f->p[i], &c)) {
			int is_old = !strcmp(kv_or(&c.headers, "Authorization", ""), "Bearer 0ld");

			assert_int_equal(is_token(&c), 0);
			asked += (size_t)!is_old;
			if (is_old)
				answer(f, i, &c, 401, NONE);
			else
				answer_else(f, i, &c);
		}
		assert_true(asked > 0);
		assert_fact(&f->p[i], "result", "absent");
		probe_free(&f->p[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(one_token, setup, teardown),
		cmocka_unit_test_setup_teardown(no_token, setup, teardown),
		cmocka_unit_test_setup_teardown(asked_once_more, setup, teardown),
		cmocka_unit_test_setup_teardown(once_more_and_gone, setup, teardown),
		cmocka_unit_test_setup_teardown(gone, setup, teardown),
		cmocka_unit_test_setup_teardown(renewed, setup, teardown),
	};

	return cmocka_run_group_tests_name("bearer", tests, NULL, NULL);
}
