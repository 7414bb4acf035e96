/* SPDX-License-Identifier: MIT */
/* t-http: calls over real sockets to a scripted server: good, bad and hostile answers. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "loopback.h"

#define EMPTY "Content-Length: 0\r\n\r\n"
#define OK_BODY(s) "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" s

static void good_answers(void **state)
{
	static const struct answer script[] = {
		{ "/ok",
		  OK_BODY("X-Odd: a\x1b[2Jb \r\nContent-Length: 7\r\n\r\n{\"a\":1}"),
		  KEEP, NULL, 0 },
		{ "/chunked",
		  OK_BODY("Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n"
			  "X-Trail: 1\r\n\r\n"), KEEP, NULL, 0 },
		{ "/close", "HTTP/1.1 200 OK\r\n\r\nuntil the end", CLOSE, NULL, 0 },
		{ "/slow", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow", DRIP, NULL, 0 },
		{ "/100", "HTTP/1.1 100 Continue\r\nX-Early: 1\r\n\r\nHTTP/1.1 201 Made\r\n"
			  "Content-Length: 2\r\n\r\nok", KEEP, NULL, 0 },
		{ "/404", "HTTP/1.1 404 No\r\nContent-Length: 2\r\n\r\nno", KEEP, NULL, 0 },
		{ "/300", "HTTP/1.1 302 Where\r\nContent-Length: 2\r\n\r\nno", KEEP, NULL, 0 },
		{ "/204", "HTTP/1.1 204 Nothing\r\n\r\n", KEEP, NULL, 0 },
		{ NULL, NULL, KEEP, NULL, 0 }
	};
	struct server s;
	struct got g;

	(void)state;
	server_open(&s, script);
	g = ask(&s, "/ok");
	assert_int_equal(g.r.failure, REPLY_OK);
	assert_int_equal(g.r.status, 200);
	assert_int_equal(g.r.tries, 1);
	assert_string_equal(g.body, "{\"a\":1}");
	assert_string_equal(g.type, "application/json");
	assert_non_null(strstr(s.heard.p, "X-API-Key: " KEY "\r\n"));
	assert_non_null(strstr(s.heard.p, "User-Agent: toolgap"));
	assert_null(strcasestr(s.heard.p, "accept-encoding"));
	assert_null(strcasestr(s.heard.p, "cookie"));
	assert_string_equal(ask(&s, "/chunked").body, "abcdefg");
	assert_string_equal(ask(&s, "/close").body, "until the end");
	assert_string_equal(ask(&s, "/slow").body, "slow");
	g = ask(&s, "/100");
	assert_int_equal(g.r.status, 201);
	assert_string_equal(g.body, "ok");
	g = ask(&s, "/404");
	assert_int_equal(g.r.failure, REPLY_OK);
	assert_int_equal(g.r.status, 404);
	assert_string_equal(g.body, "no");
	assert_int_equal(ask(&s, "/300").r.status, 302); /* leads nowhere: an answer like any */
	assert_int_equal(ask(&s, "/204").r.status, 204);
	server_close(&s);
}

static void seen_headers(void *arg, const struct call *c, const struct reply *r)
{
	struct got *g = arg;

	(void)c;
	g->n++;
	assert_string_equal(reply_header(r, "X-ODD"), "a\\x1b[2Jb");
	assert_null(reply_header(r, "x-early"));
	assert_null(reply_header(r, "x-trail"));
}

static void headers_are_safe(void **state)
{
	static const struct answer script[] = {
		{ "/", "HTTP/1.1 100 Continue\r\nX-Early: 1\r\n\r\n"
		       "HTTP/1.1 200 OK\r\nX-Odd:\ta\x1b[2Jb \r\n"
		       "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-Trail: 1\r\n\r\n",
		  KEEP, NULL, 0 },
		{ NULL, NULL, KEEP, NULL, 0 }
	};
	struct server s, *all = &s;
	struct http *h = http_new(0);
	struct call c;
	struct got g = { 0 };

	(void)state;
	server_open(&s, script);
	c = call_to("GET", s.port, "/");
	http_send(h, &c, seen_headers, &g);
	settle(h, &all, 1);
	assert_int_equal(g.n, 1);
	http_free(h);
	server_close(&s);
}

static void bodies_and_methods(void **state)
{
	static const struct answer script[] = {
		{ "/", "HTTP/1.1 200 OK\r\n" EMPTY, KEEP, NULL, 0 },
		{ NULL, NULL, KEEP, NULL, 0 }
	};
	static const char *const methods[] = { "POST", "PUT", "DELETE", "HEAD" };
	struct server s;
	struct http *h = http_new(0);
	struct call c;
	struct got g;
	char line[64];
	size_t i;

	(void)state;
	server_open(&s, script);
	for (i = 0; i < 4; i++) {
		c = call_to(methods[i], s.port, "/");
		if (i < 2) {
			c.body = mem_str("{\"b\":2}");
			c.body_n = 7;
			kv_add(&c.headers, "X-Empty", "");
		}
		buf_reset(&s.heard);
		ask_with(h, &s, &c, &g);
		assert_int_equal(g.r.status, 200);
		(void)snprintf(line, sizeof(line), "%s / HTTP/1.1\r\n", methods[i]);
		assert_memory_equal(s.heard.p, line, strlen(line));
		assert_null(strcasestr(s.heard.p, "form-urlencoded"));
		assert_null(strcasestr(s.heard.p, "expect:"));
		if (i < 2) {
			assert_non_null(strstr(s.heard.p, "\r\n\r\n{\"b\":2}"));
			assert_non_null(strcasestr(s.heard.p, "\r\nX-Empty:\r\n"));
		}
	}
	assert_int_equal(s.accepted, 1); /* connections are kept */
	c = call_to("POST", s.port, "/");
	c.creates = 1;
	ask_with(h, &s, &c, &g);
	assert_int_equal(g.r.status, 200);
	assert_int_equal(s.accepted, 2); /* but not for what must not be said twice */
	http_free(h);
	server_close(&s);
}

static void broken_answers(void **state)
{
	static const struct answer script[] = {
		{ "/short", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nab", CLOSE, NULL, 0 },
		{ "/cut",
		  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc", CLOSE, NULL, 0 },
		{ "/size",
		  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc",
		  CLOSE, NULL, 0 },
		{ "/garbage", "\x01\x02\xff hello, I am not a web server\r\n", CLOSE, NULL, 0 },
		{ "/ssh", "SSH-2.0-OpenSSH_9\r\n", HOLD, NULL, 0 },
		{ "/nothing", "", CLOSE, NULL, 0 },
		{ "/reset", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab", RESET, NULL, 0 },
		{ "/length", "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nab", CLOSE, NULL, 0 },
		{ NULL, NULL, KEEP, NULL, 0 }
	};
	struct server s;
	struct got g;
	size_t i;

	(void)state;
	server_open(&s, script);
	for (i = 0; script[i].path; i++) {
		g = ask(&s, script[i].path);
		if (g.r.failure != REPLY_BROKEN)
			fail_msg("%s: failure %d (%s)", script[i].path, g.r.failure, g.r.why);
		assert_non_null(strstr(g.r.why, "127.0.0.1:"));
		assert_string_equal(g.body, "");
		assert_in_range(g.r.tries, 1, 2); /* what broke off is asked for once more, and what is no web server never */
	}
	server_close(&s);
}

static void redirects_stay(void **state)
{
	static char away[128], port_away[128];
	static const struct answer there_script[] = {
		{ "/steal", "HTTP/1.1 200 OK\r\n" EMPTY, KEEP, NULL, 0 },
		{ NULL, NULL, KEEP, NULL, 0 }
	};
	static const struct answer script[] = {
		{ "/a",
		  "HTTP/1.1 302 Go\r\nLocation: /b?x=1\r\nContent-Length: 3\r\n\r\nold",
		  KEEP, NULL, 0 },
		{ "/b?x=1", "HTTP/1.1 307 Go\r\nLocation: sub/c\r\n" EMPTY, KEEP, NULL, 0 },
		{ "/sub/c", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnew", KEEP, NULL, 0 },
		{ "/away", away, KEEP, NULL, 0 },
		{ "/port", port_away, KEEP, NULL, 0 },
		{ "/loop", "HTTP/1.1 301 Go\r\nLocation: /loop\r\n" EMPTY, KEEP, NULL, 0 },
		{ "/file", "HTTP/1.1 302 Go\r\nLocation: file:///etc/passwd\r\n" EMPTY,
		  KEEP, NULL, 0 },
		{ "/odd", "HTTP/1.1 302 Go\r\nLocation: http://127.0.0.1:1@\x1b[31mx/\r\n"
			  "Content-Length: 0\r\n\r\n", KEEP, NULL, 0 },
		{ NULL, NULL, KEEP, NULL, 0 }
	};
	struct server s, there, *both[2] = { &s, &there };
	struct http *h = http_new(0);
	struct call c;
	struct got g;

	(void)state;
	server_open(&s, script);
	server_open(&there, there_script);
	(void)snprintf(away, sizeof(away),
		       "HTTP/1.1 302 Go\r\nLocation: http://localhost:%u/steal\r\n"
		       "Content-Length: 0\r\n\r\n", s.port);
	(void)snprintf(port_away, sizeof(port_away),
		       "HTTP/1.1 307 Go\r\nLocation: //127.0.0.1:%u/steal\r\n"
		       "Content-Length: 0\r\n\r\n", there.port);
	g = ask(&s, "/a");
	assert_int_equal(g.r.failure, REPLY_OK);
	assert_string_equal(g.body, "new");
	assert_int_equal(g.r.tries, 1);
	assert_int_equal(s.requests, 3);
	g = ask(&s, "/away");
	assert_int_equal(g.r.failure, REPLY_BROKEN);
	assert_non_null(strstr(g.r.why, "localhost:"));
	memset(&g, 0, sizeof(g));
	c = call_to("GET", s.port, "/port");
	http_send(h, &c, done, &g);
	settle(h, both, 2);
	assert_int_equal(server_turn(h, both, 2, 100), 0);
	assert_int_equal(g.r.failure, REPLY_BROKEN);
	assert_int_equal(there.accepted, 0);
	assert_int_equal(there.heard.len, 0); /* not a byte of ours elsewhere */
	s.requests = 0;
	g = ask(&s, "/loop");
	assert_int_equal(g.r.failure, REPLY_BROKEN);
	assert_int_equal(s.requests, 4); /* the call and three redirects */
	assert_int_equal(ask(&s, "/file").r.failure, REPLY_BROKEN);
	g = ask(&s, "/odd");
	assert_int_equal(g.r.failure, REPLY_BROKEN);
	assert_null(strchr(g.r.why, 0x1b));
	c = call_to("POST", s.port, "/a");
	ask_with(h, &s, &c, &g);
	assert_int_equal(g.r.failure, REPLY_BROKEN); /* a POST does not become a GET */
	http_free(h);
	server_close(&s);
	server_close(&there);
}

static void other_tries(void **state)
{
	static const struct answer script[] = {
		{ "/often",
		  "HTTP/1.1 429 Slow\r\nRetry-After: 1\r\nContent-Length: 2\r\n\r\nno",
		  KEEP, NULL, 0 },
		{ "/often", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nyes", KEEP, NULL, 0 },
		{ "/down", "HTTP/1.1 503 Down\r\nContent-Length: 4\r\n\r\ndown", KEEP, NULL, 0 },
		{ "/later", "HTTP/1.1 429 Slow\r\nRetry-After: 3600\r\n" EMPTY, KEEP, NULL, 0 },
		{ "/500", "HTTP/1.1 500 No\r\n" EMPTY, KEEP, NULL, 0 },
		{ "/cut", "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", CLOSE, NULL, 0 },
		{ NULL, NULL, KEEP, NULL, 0 }
	};
	struct server s, *all = &s;
	struct http *h = http_new(0);
	struct got g, down = { 0 };
	struct call c;

	(void)state;
	server_open(&s, script);
	c = call_to("GET", s.port, "/down");
	c.retry = 1;
	http_send(h, &c, done, &down);
	c = call_to("GET", s.port, "/often");
	c.retry = 1;
	memset(&g, 0, sizeof(g));
	http_send(h, &c, done, &g);
	settle(h, &all, 1); /* both wait at the same time */
	assert_int_equal(g.r.status, 200);
	assert_string_equal(g.body, "yes");
	assert_int_equal(g.r.tries, 2);
	assert_true(g.r.ms >= 1000);
	assert_int_equal(down.r.status, 503);
	assert_int_equal(down.r.failure, REPLY_OK);
	assert_string_equal(down.body, "down");
	assert_int_equal(down.r.tries, 3);
	assert_true(down.r.ms >= 1500);
	assert_int_equal(ask(&s, "/later").r.tries, 1);
	assert_int_equal(ask(&s, "/500").r.tries, 2); /* a fault of the moment: once more */
	assert_int_equal(ask(&s, "/cut").r.failure, REPLY_BROKEN);
	assert_int_equal(ask(&s, "/cut").r.tries, 2);
	c = call_to("POST", s.port, "/500");
	c.retry = 1;
	ask_with(h, &s, &c, &g);
	assert_int_equal(g.r.tries, 1); /* only what reads */
	c = call_to("POST", s.port, "/down");
	ask_with(h, &s, &c, &g);
	assert_int_equal(g.r.tries, 1); /* nobody said it may be repeated */
	c = call_to("POST", s.port, "/down");
	c.retry = c.creates = 1;
	ask_with(h, &s, &c, &g);
	assert_int_equal(g.r.tries, 1); /* what creates never is */
	http_free(h);
	server_close(&s);
}

static void floods(void **state)
{
	static char kilo[1100], line[220];
	static char longest[160 * 1024];
	static const struct answer script[] = {
		{ "/body",
		  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", KEEP, kilo, 200000 },
		{ "/heads", "HTTP/1.1 200 OK\r\n", KEEP, "X-A: b\r\n", 1000000 },
		{ "/large", "HTTP/1.1 200 OK\r\n", KEEP, line, 1000000 },
		{ "/line", longest, KEEP, NULL, 0 },
		{ "/declared",
		  "HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n", KEEP, kilo, 200000 },
		{ NULL, NULL, KEEP, NULL, 0 }
	};
	struct server s;
	struct http *h = http_new(0);
	struct call c;
	struct got g;
	size_t i;

	(void)state;
	(void)snprintf(kilo, sizeof(kilo), "400\r\n%01024d\r\n", 7);
	(void)snprintf(line, sizeof(line), "X-Long: %0200d\r\n", 7);
	(void)snprintf(longest, sizeof(longest), "HTTP/1.1 200 OK\r\nX-Long: %0150000d\r\n\r\n", 7);
	server_open(&s, script);
	for (i = 0; script[i].path; i++) {
		g = ask(&s, script[i].path);
		if (g.r.failure != REPLY_TOO_LARGE)
			fail_msg("%s: failure %d (%s)", script[i].path, g.r.failure, g.r.why);
		assert_string_equal(g.body, "");
		assert_true(s.heard.len < 10000);
	}
	c = call_to("GET", s.port, "/body");
	c.max = 10;
	ask_with(h, &s, &c, &g);
	assert_int_equal(g.r.failure, REPLY_TOO_LARGE);
	http_free(h);
	server_close(&s);
}

static void silence(void **state)
{
	static const struct answer script[] = {
		{ "/hang", "", HOLD, NULL, 0 },
		{ "/half", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", HOLD, NULL, 0 },
		{ "/later", "HTTP/1.1 503 Slow\r\nRetry-After: 25\r\n" EMPTY, KEEP, NULL, 0 },
		{ NULL, NULL, KEEP, NULL, 0 }
	};
	struct server s;
	struct got g;

	(void)state;
	server_open(&s, script);
	assert_int_equal(setenv("TOOLGAP_HTTP_TIMEOUT", "300", 1), 0);
	g = ask(&s, "/hang");
	assert_int_equal(g.r.failure, REPLY_TIMEOUT);
	assert_int_equal(g.r.tries, 1);
	assert_non_null(strstr(g.r.why, "no answer from 127.0.0.1:"));
	g = ask(&s, "/half");
	assert_int_equal(g.r.failure, REPLY_TIMEOUT);
	assert_string_equal(g.body, "");
	g = ask(&s, "/later"); /* the wait would outlast the call: the answer in hand */
	assert_int_equal(g.r.failure, REPLY_OK);
	assert_int_equal(g.r.status, 503);
	assert_int_equal(unsetenv("TOOLGAP_HTTP_TIMEOUT"), 0);
	server_close(&s);
}

static void not_there(void **state)
{
	static const struct answer none[] = { { NULL, NULL, KEEP, NULL, 0 } };
	struct server s;
	struct http *h = http_new(0);
	struct call c;
	struct got g;
	unsigned port;

	(void)state;
	server_open(&s, none);
	port = s.port;
	g = (struct got){ 0 };
	c = (struct call){ 0 };
	c.url = mem_fmt("https://127.0.0.1:%u/", port);
	ask_with(h, &s, &c, &g);
	assert_int_equal(g.r.failure, REPLY_TLS);
	(void)close(s.fd);
	s.fd = -1;
	c = call_to("GET", port, "/");
	c.retry = 1;
	ask_with(h, &s, &c, &g);
	assert_int_equal(g.r.failure, REPLY_REFUSED);
	assert_int_equal(g.r.tries, 3);
	assert_non_null(strstr(g.r.why, "connection refused"));
	http_free(h);
	server_close(&s);
}

static void our_own_rules(void **state)
{
	static const struct answer script[] = {
		{ "/", "HTTP/1.1 200 OK\r\n" EMPTY, KEEP, NULL, 0 },
		{ NULL, NULL, KEEP, NULL, 0 }
	};
	static const char *const bad[] = {
		"http://example.org/",   "ftp://localhost/", "file:///etc/passwd",
		"http://u:p@127.0.0.1/", "",                 "http://127.0.0.1/\r\nX: y",
	};
	struct server s;
	struct http *h = http_new(1), *wet = http_new(0);
	struct call c;
	struct got g;
	size_t i;

	(void)state;
	server_open(&s, script);
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		c = (struct call){ 0 };
		c.url = mem_str(bad[i]);
		ask_with(wet, &s, &c, &g);
		assert_int_equal(g.r.failure, REPLY_FORBIDDEN);
		assert_int_equal(g.r.tries, 0);
	}
	c = call_to("POST", s.port, "/");
	c.creates = 1;
	ask_with(h, &s, &c, &g);
	assert_int_equal(g.r.failure, REPLY_FORBIDDEN);
	assert_non_null(strstr(g.r.why, "dry run"));
	c = call_to("GET", s.port, "/");
	kv_add(&c.headers, "Authorization", "Bearer " KEY "\r\nX-Evil: 1");
	ask_with(wet, &s, &c, &g);
	assert_int_equal(g.r.failure, REPLY_FORBIDDEN);
	assert_null(strstr(g.r.why, KEY));
	assert_int_equal(s.accepted, 0);
	assert_int_equal(setenv("http_proxy", "http://127.0.0.1:1", 1), 0);
	/* reads are asked in a dry run, and loopback without a proxy */
	c = call_to("GET", s.port, "/");
	ask_with(h, &s, &c, &g);
	assert_int_equal(g.r.status, 200);
	assert_int_equal(unsetenv("http_proxy"), 0);
	http_free(h);
	http_free(wet);
	server_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_answers),     cmocka_unit_test(headers_are_safe),
		cmocka_unit_test(bodies_and_methods), cmocka_unit_test(broken_answers),
		cmocka_unit_test(redirects_stay),   cmocka_unit_test(other_tries),
		cmocka_unit_test(floods),           cmocka_unit_test(silence),
		cmocka_unit_test(not_there),        cmocka_unit_test(our_own_rules),
	};

	return cmocka_run_group_tests_name("http", tests, NULL, NULL);
}
