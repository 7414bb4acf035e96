/* SPDX-License-Identifier: MIT */
/* t-http-stream: an answer in a stream that stays open is taken when it is complete, and nothing less is. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "loopback.h"
#include "base/json.h"
#include "vendors/mcp.h"

#define HEAD "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
#define OPEN HEAD "\r\n" /* no length: until the connection ends */
#define CHUNKED HEAD "Transfer-Encoding: chunked\r\n\r\n"
#define ANSWER "data: {\"id\":7,\"result\":{}}\n\n"
#define OTHERS                                                                                        \
	": hello\n\nevent: message\ndata: {\"method\":\"notifications/progress\"}\n\n"                  \
	"data: {\"id\":7,\"method\":\"ping\"}\n\ndata: {\"id\":6,\"result\":{}}\n\ndata: nonsense\n\n\n"

/* ---- when is it enough? */

/* Bytes of the stream after which it is, when they come in pieces of `step`; 0: never. */
static size_t enough_at(const char *type, const char *s, size_t n, size_t step, long id)
{
	struct call c = { .expects = id };
	size_t mark[2] = { 0, 0 }, at = 0, found = 0;
	struct reply r;

	memset(&r, 0, sizeof(r));
	kv_add(&r.headers, "content-type", type);
	while (!found && at < n) {
		size_t part = n - at < step ? n - at : step;

		buf_add(&r.body, s + at, part);
		at += part;
		if (mcp_enough(&c, &r, mark))
			found = at;
	}
	buf_free(&r.body);
	kv_free(&r.headers);
	return found;
}

/* Each with what follows the answer; it is complete with its empty line, and not a byte earlier. */
static void complete_events(void **state)
{
	static const char *const whole[] = {
		ANSWER,
		OTHERS ANSWER,
		"\xef\xbb\xbf" ANSWER,
		"event: message\r\nid: 3\r\ndata: {\"id\":7,\r\ndata:\"result\":{}}\r\n\r",
		"data: {\"id\":7,\rdata: \"result\":{}}\r\r",
		"data: {\"id\":7,\"result\":{}}\nretry: 10\n\r",
		"data: {\"id\":null,\"error\":{\"code\":-32700}}\n\n",
		"data: [{\"id\":6,\"result\":{}},{\"id\":7,\"result\":{}}]\n\n",
		"\r\n\r\n\n" ANSWER,
	};
	static const char *const none[] = {
		"data: {\"id\":7,\"result\":{}}\n",
		"data: {\"id\":7,\"result\":{}}\r\n",
		": data: {\"id\":7,\"result\":{}}\n\n",
		OTHERS,
		"data: {\"id\":7,\n\ndata: \"result\":{}}\n\n",
		"{\"id\":7,\"result\":{}}\n\n",
		"",
	};
	size_t i, step;

	(void)state;
	for (i = 0; i < sizeof(whole) / sizeof(*whole); i++) {
		char *more = mem_fmt("%s" OTHERS ANSWER, whole[i]);
		size_t n = strlen(whole[i]);

		for (step = 1; step < 9; step++) {
			size_t at = enough_at("text/event-stream; charset=utf-8", more, strlen(more), step, 7);

			if (at != (n + step - 1) / step * step)
				fail_msg("%zu, by %zu: %zu of %zu", i, step, at, n);
		}
		assert_int_equal(enough_at("application/json", more, strlen(more), 3, 7), 0);
		if (!strstr(whole[i], "null")) /* an error without an id is everybody's */
			assert_int_equal(enough_at("text/event-stream", more, strlen(more), 3, 8), 0);
		assert_int_equal(enough_at("text/event-stream", more, strlen(more), 1, 0), 1); /* a note: nothing is waited for */
		free(more);
	}
	for (i = 0; i < sizeof(none) / sizeof(*none); i++)
		for (step = 1; step < 9; step++)
			assert_int_equal(enough_at("text/event-stream", none[i], strlen(none[i]), step, 7), 0);
}

/* What is large, or in many events, or comes byte by byte, costs its length and not the square of that. */
static void in_linear_time(void **state)
{
	struct buf b = BUF_INIT;
	int64_t begun = clock_ms();
	size_t i;

	(void)state;
	buf_adds(&b, "data: {\"id\":7,\"result\":{\"x\":\"");
	buf_pad(&b, 'x', 3u << 20);
	buf_adds(&b, "\"}}\n\n");
	assert_int_equal(enough_at("text/event-stream", b.p, b.len, 1, 7), b.len);
	buf_reset(&b);
	for (i = 0; i < 200000; i++)
		buf_adds(&b, "data: {}\n\n");
	assert_int_equal(enough_at("text/event-stream", b.p, b.len, 1, 7), 0);
	assert_true(clock_ms() - begun < 30000); /* the square would take hours */
	buf_free(&b);
}

/* ---- over real sockets */

static const struct answer script[] = {
	{ "/held", OPEN OTHERS ANSWER, HOLD, NULL, 0 },
	{ "/held-chunk", CHUNKED "1c\r\n" ANSWER "\r\n", HOLD, NULL, 0 },
	{ "/drip", CHUNKED "1c\r\n" ANSWER "\r\n", DRIP, NULL, 0 },
	{ "/ends", CHUNKED "1c\r\n" ANSWER "\r\n0\r\n\r\n", KEEP, NULL, 0 },
	{ "/length", HEAD "Content-Length: 28\r\n\r\n" ANSWER, KEEP, NULL, 0 },
	{ "/more", CHUNKED "1c\r\n" ANSWER "\r\n", HOLD, "6\r\n: on\n\n\r\n", 100000 },
	{ "/cut", CHUNKED "1c\r\n" ANSWER "\r\n", RESET, NULL, 0 },
	{ "/never", CHUNKED "a\r\n: hello\n\n\r\n", HOLD, NULL, 0 },
	{ "/other", OPEN OTHERS, HOLD, NULL, 0 },
	{ "/half", OPEN "data: {\"id\":7,\"result\":{}}\n", HOLD, NULL, 0 },
	{ "/json", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" ANSWER, HOLD, NULL, 0 },
	{ "/large", OPEN, HOLD, "data: {\"id\":8}\n\n", 1000000 },
	{ "/401", "HTTP/1.1 401 No\r\nContent-Type: text/event-stream\r\n\r\n" ANSWER, HOLD, NULL, 0 },
	{ "/move", "HTTP/1.1 307 Go\r\nLocation: /held\r\nContent-Type: text/event-stream\r\n\r\n" ANSWER, HOLD, NULL, 0 },
	{ "/503", "HTTP/1.1 503 Busy\r\nContent-Type: text/event-stream\r\n\r\n" ANSWER, HOLD, NULL, 0 },
	{ "/503", OPEN ANSWER, HOLD, NULL, 0 },
	{ NULL, NULL, KEEP, NULL, 0 }
};

static struct got ask_stream(struct http *h, struct server *s, const char *path)
{
	struct call c = call_to("POST", s->port, path);
	struct got g;

	c.enough = mcp_enough;
	c.expects = 7;
	c.retry = 1;
	c.body = mem_str("{}");
	c.body_n = 2;
	ask_with(h, s, &c, &g);
	return g;
}

static void held_open(void **state)
{
	static const char *const good[] = { "/held", "/held-chunk", "/drip", "/ends", "/length", "/more", "/cut", "/move" };
	struct server s;
	struct http *h = http_new(0);
	struct got g;
	size_t i;

	(void)state;
	server_open(&s, script);
	for (i = 0; i < sizeof(good) / sizeof(*good); i++) {
		g = ask_stream(h, &s, good[i]);
		if (g.r.failure || g.r.status != 200 || g.r.tries != 1 || !strstr(g.body, ANSWER))
			fail_msg("%s: %d %d (%s)\n%s", good[i], g.r.failure, g.r.status, g.r.why, g.body);
		if (g.r.ms > 10000) /* and not the 20 s of silence */
			fail_msg("%s: %d ms", good[i], (int)g.r.ms);
	}
	g = ask_stream(h, &s, "/401");
	assert_int_equal(g.r.failure, REPLY_OK);
	assert_int_equal(g.r.status, 401);
	g = ask_stream(h, &s, "/503");
	assert_int_equal(g.r.status, 200);
	assert_int_equal(g.r.tries, 2);
	http_free(h);
	server_close(&s);
}

/* Whoever ends the stream in time keeps the connection; whoever does not loses it. */
static void connections(void **state)
{
	struct server s;
	struct http *h = http_new(0);
	int i;

	(void)state;
	server_open(&s, script);
	for (i = 0; i < 5; i++)
		(void)ask_stream(h, &s, i & 1 ? "/length" : "/ends");
	assert_int_equal(s.accepted, 1);
	(void)ask_stream(h, &s, "/held-chunk");
	(void)ask_stream(h, &s, "/ends");
	assert_int_equal(s.accepted, 2);
	http_free(h);
	server_close(&s);
}

static void without_the_answer(void **state)
{
	static const char *const bad[] = { "/never", "/other", "/half", "/json" };
	struct server s;
	struct http *h;
	struct got g;
	size_t i;

	(void)state;
	server_open(&s, script);
	assert_int_equal(setenv("TOOLGAP_HTTP_TIMEOUT", "300", 1), 0);
	h = http_new(0);
	assert_int_equal(unsetenv("TOOLGAP_HTTP_TIMEOUT"), 0);
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		g = ask_stream(h, &s, bad[i]);
		if (g.r.failure != REPLY_TIMEOUT || *g.body)
			fail_msg("%s: %d %d (%s)", bad[i], g.r.failure, g.r.status, g.r.why);
		assert_non_null(strstr(g.r.why, "no complete answer from 127.0.0.1:"));
	}
	http_free(h);
	h = http_new(0);
	g = ask_stream(h, &s, "/large");
	assert_int_equal(g.r.failure, REPLY_TOO_LARGE);
	http_free(h);
	server_close(&s);
}

/* One that lingers holds up nobody, and goes when it is cancelled. */
static void beside_others(void **state)
{
	struct server s, *all = &s;
	struct http *h = http_new(0);
	struct got g[20] = { { 0 } }, other = { 0 };
	size_t i;

	(void)state;
	server_open(&s, script);
	for (i = 0; i < 20; i++) {
		struct call c = call_to("POST", s.port, i & 1 ? "/held" : "/ends");

		c.enough = mcp_enough;
		c.expects = 7;
		http_send(h, &c, done, i == 7 ? &other : &g[i]);
	}
	for (i = 0; i < 3; i++)
		(void)server_turn(h, &all, 1, 20);
	http_cancel(h, &other);
	settle(h, &all, 1);
	for (i = 0; i < 20; i++)
		assert_int_equal(g[i].n, i != 7);
	assert_int_equal(other.n, 0);
	http_free(h);
	server_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(complete_events),    cmocka_unit_test(in_linear_time),
		cmocka_unit_test(held_open),	      cmocka_unit_test(connections),
		cmocka_unit_test(without_the_answer), cmocka_unit_test(beside_others),
	};

	return cmocka_run_group_tests_name("http-stream", tests, NULL, NULL);
}
