/* SPDX-License-Identifier: MIT */
/* t-rules: what may be asked, where redirects lead, when to try again, what is kept of a reply. */
#include "base/clock.h"
#include "base/load.h"
#include "base/mem.h"
#include "vendors/http_job.h"
#include "vendors/http_rules.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void addresses(void **state)
{
	static const char *const good[] = {
		"https://backend.composio.dev/api/v3.1/toolkits?limit=5&search=a%20b",
		"https://example.org", "HTTPS://EXAMPLE.org:8443/#x", "https://[2001:db8::1]:9/",
		"http://localhost:1/", "http://LOCALHOST/", "http://127.0.0.1",
		"http://127.9.8.7:65535/",
		"http://[::1]:80/a", "https://example.org?x=@", "https://example.org/a@b:c",
	};
	static const char *const bad[] = {
		"", "https://", "https:///x", "https:/example.org", "example.org", "//example.org",
		"http://example.org/", "http://128.0.0.1/", "http://127.1/", "http://0177.0.0.1/",
		"http://0.0.0.0/", "http://[::]/", "http://[::ffff:127.0.0.1]/", "http://[::1/",
		"http://localhost.example.org/", "http://127.0.0.1.example.org/",
		"http://localhost./", "ftp://localhost/", "file:///etc/passwd",
		"javascript:alert(1)", "gopher://localhost/", "https://user@example.org/",
		"https://u:p@example.org/", "http://127.0.0.1@example.org/",
		"http://localhost:80@example.org/", "https://example.org:0/",
		"https://example.org:65536/",
		"https://example.org:/", "https://example.org:8a/", "https://example.org:123456/",
		"https://exam ple.org/", "https://example.org/a b", "https://example.org/\r\nX: y",
		"https://example.org/\t", "https://example.org/\x7f", "https://ex\xc3\xa4mple.org/",
		"https://example.org\\@evil.example/", "https://example.org/{id}",
		"https://[fe80::1%25eth0]/", "https://[::1]x/", "https://%65xample.org/",
		"https://example.org/\"", " https://example.org/",
	};
	struct http_origin o;
	char host[HTTP_HOST_MAX], *much = mem_alloc(HTTP_URL_MAX + 2);
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(*good); i++)
		if (!http_url_ok(good[i]))
			fail_msg("refused: %s", good[i]);
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (http_url_ok(bad[i]))
			fail_msg("accepted: %s", bad[i]);
	assert_int_equal(http_url_ok(NULL), 0);
	memset(much, 'a', HTTP_URL_MAX + 1);
	memcpy(much, "https://b/", 10);
	assert_int_equal(http_url_ok(much), 0);
	much[HTTP_URL_MAX] = '\0';
	assert_int_equal(http_url_ok(much), 1);
	memset(much + 8, 'a', 300); /* a host longer than any */
	assert_int_equal(http_url_ok(much), 0);
	free(much);
	assert_int_equal(http_origin("https://API.Example.org/x", &o), 0);
	assert_string_equal(o.host, "api.example.org");
	assert_int_equal(o.port, 443);
	assert_int_equal(http_loopback(&o), 0);
	http_host("https://API.Example.org:443/x", host);
	assert_string_equal(host, "api.example.org");
	http_host("http://127.0.0.1:4000/x", host);
	assert_string_equal(host, "127.0.0.1:4000");
	http_host("https://[::1]:4000/x", host);
	assert_string_equal(host, "[::1]:4000");
	http_host("https://u:secret@h/", host);
	assert_string_equal(host, "?");
}

static void escapes(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	http_escape(&b, "azAZ09-._~");
	http_escape(&b, " /?&=%#+\"\n\xc3\xa4\xff");
	assert_string_equal(b.p, "azAZ09-._~%20%2F%3F%26%3D%25%23%2B%22%0A%C3%A4%FF");
	buf_reset(&b);
	http_escape(&b, "");
	assert_string_equal(buf_str(&b), "");
	buf_free(&b);
}

static void resolves(void **state)
{
	static const char base[] = "https://a.example/x/y?q=1#f";
	static const char *const pairs[][2] = {
		{ "/z", "https://a.example/z" },
		{ "z", "https://a.example/x/z" },
		{ "../z", "https://a.example/x/../z" },
		{ "?p=2", "https://a.example/x/y?p=2" },
		{ "#g", "https://a.example/x/y?q=1#f" },
		{ "//b.example/z", "https://b.example/z" },
		{ "https://b.example/", "https://b.example/" },
		{ "http://localhost/", "http://localhost/" },
		{ "", NULL },
		{ "http://b.example/", NULL },
		{ "javascript:x", NULL },
		{ "//u@b.example/", NULL },
		{ "/a b", NULL },
		{ "/\\x1b", NULL },
	};
	struct http_origin a, b;
	char *got;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		got = http_resolve(base, pairs[i][0]);
		if (!got != !pairs[i][1] || (got && strcmp(got, pairs[i][1])))
			fail_msg("%s leads to %s", pairs[i][0], got ? got : "nowhere");
		free(got);
	}
	got = http_resolve("https://a.example", "z");
	assert_string_equal(got, "https://a.example/z");
	free(got);
	assert_int_equal(http_origin("https://A.example/", &a), 0);
	assert_int_equal(http_origin("https://a.example:443", &b), 0);
	assert_true(http_same_origin(&a, &b));
	assert_int_equal(http_origin("https://a.example:444/", &b), 0);
	assert_false(http_same_origin(&a, &b));
	assert_int_equal(http_origin("http://a.example:443/", &b), 0);
	assert_false(http_same_origin(&a, &b));
}

static void pauses(void **state)
{
	time_t now;

	(void)state;
	assert_int_equal(clock_parse("2026-11-21T10:00:00Z", &now), 0);
	assert_int_equal(http_pause(1, NULL, now, 0), 500);
	assert_int_equal(http_pause(2, NULL, now, 0), 1000);
	assert_in_range(http_pause(1, NULL, now, 4294967295u), 500, 625);
	assert_in_range(http_pause(1, NULL, now, 125), 625, 625);
	assert_in_range(http_pause(1000000, NULL, now, 7), 500, 20000);
	assert_int_equal(http_pause(1, "7", now, 9), 7000);
	assert_int_equal(http_pause(1, "30", now, 9), 30000);
	assert_int_equal(http_pause(1, "31", now, 9), -1);
	assert_int_equal(http_pause(1, "99999999999999999999999", now, 9), -1);
	assert_int_equal(http_pause(1, "0", now, 0), 500);
	assert_int_equal(http_pause(1, "-5", now, 0), 500);
	assert_int_equal(http_pause(1, "soon", now, 0), 500);
	assert_int_equal(http_pause(1, "Sat, 21 Nov 2026 10:00:12 GMT", now, 0), 12000);
	assert_int_equal(http_pause(1, "Sat, 21 Nov 2026 11:00:00 GMT", now, 0), -1);
	assert_int_equal(http_pause(1, "Sat, 21 Nov 2025 10:00:12 GMT", now, 0), 500);
	assert_int_equal(http_pause(1, "Sat, 21 ovD 2026 10:00:12 GMT", now, 0), 500);
	assert_int_equal(http_pause(1, "Sat, 21 Nov 2026 10:00:12 GMTX", now, 0), 500);
}

static void request_headers(void **state)
{
	(void)state;
	assert_true(http_header_ok("x-api-key", "a b\tc \xc3\xa4"));
	assert_true(http_header_ok("x", ""));
	assert_false(http_header_ok("", "a"));
	assert_false(http_header_ok("x y", "a"));
	assert_false(http_header_ok("x:", "a"));
	assert_false(http_header_ok("x\r\ny", "a"));
	assert_false(http_header_ok("x", "a\r\nb: c"));
	assert_false(http_header_ok("x", "a\nb"));
	assert_false(http_header_ok("x", "\x1b"));
	assert_false(http_header_ok("x", "\x7f"));
}

static void no_done(void *arg, const struct call *c, const struct reply *r)
{
	(void)arg;
	(void)c;
	(void)r;
}

static struct job *a_job(const char *url, int retry, size_t *run)
{
	struct call c = { 0 };

	c.method = mem_str("GET");
	c.url = mem_str(url);
	c.retry = retry;
	c.tag = 42;
	kv_add(&c.headers, "x-api-key", "secret");
	return job_new(&c, no_done, NULL, run, 1000, 60000);
}

static int line(struct job *j, const char *s)
{
	return job_header(j, s, strlen(s));
}

static void job_headers(void **state)
{
	static const char *const lines[] = {
		"HTTP/1.1 200 OK\r\n", "X-Two: 1\r\n", "x-TWO:\t 2 \t\r\n", "nonsense\r\n",
		": x\r\n", "X-Empty:\r\n", "X-Bidi: \xe2\x81\xa6\xff\r\n",
	};
	size_t run = 0, i;
	struct job *j = a_job("https://a.example/", 0, &run);

	(void)state;
	job_begin(j, 1);
	assert_int_equal(j->reply.tag, 42);
	for (i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		assert_int_equal(line(j, lines[i]), 0);
	assert_int_equal(job_header(j, "X-Nul: a\0b\r\n", 12), 0);
	assert_int_equal(line(j, "\r\n") || line(j, "X-Late: 1\r\n"), 0);
	assert_string_equal(reply_header(&j->reply, "X-Two"), "2");
	assert_string_equal(reply_header(&j->reply, "x-empty"), "");
	assert_string_equal(reply_header(&j->reply, "x-nul"), "a\\x00b");
	assert_string_equal(reply_header(&j->reply, "x-bidi"), "\\u{2066}\\xff");
	assert_null(reply_header(&j->reply, "x-late"));
	assert_int_equal(j->reply.headers.n, 5);
	for (i = 0; i < JOB_LINES && !line(j, "X-More: 1\r\n"); i++)
		;
	assert_int_equal(i, JOB_LINES - 10);
	assert_int_equal(j->reply.failure, REPLY_TOO_LARGE);
	assert_int_equal(j->full, 1);
	job_free(j);
}

static void job_limits(void **state)
{
	static const char piece[1000];
	size_t run = 0, n = 0;
	struct job *j = a_job("https://a.example/", 0, &run);

	(void)state;
	job_begin(j, 1);
	while (!job_body(j, piece, sizeof(piece)))
		n += sizeof(piece);
	assert_int_equal(n, JOB_BODY / 1000 * 1000);
	assert_int_equal(j->reply.failure, REPLY_TOO_LARGE);
	assert_int_equal(j->reply.body.len, 0);
	job_begin(j, 0);
	j->call.max = 999;
	assert_int_equal(job_body(j, piece, 1000), -1);
	job_begin(j, 0);
	assert_int_equal(job_body(j, piece, 999), 0);
	assert_int_equal(job_body(j, piece, 1), -1);
	job_begin(j, 0);
	run = JOB_RUN - 500;
	assert_int_equal(job_body(j, piece, 500), 0);
	assert_int_equal(job_body(j, piece, 1), -1);
	assert_int_equal(j->reply.failure, REPLY_TOO_LARGE);
	assert_non_null(strstr(j->reply.why, "128 MiB"));
	job_free(j);
}

/* The reply of one try: its status, and Location or Retry-After. */
static enum job_next after(struct job *j, int again, int status, const char *header, int64_t now)
{
	job_begin(j, again);
	assert_int_equal(line(j, "HTTP/1.1 000 x\r\n") || line(j, header), 0);
	j->reply.status = status;
	return job_next(j, now, 0);
}

static void job_tries(void **state)
{
	static const int again[] = { 429, 502, 503, 504 };
	static const int final[] = { 200, 400, 404, 408, 409, 501 };
	size_t run = 0, i;
	struct job *j;

	(void)state;
	for (i = 0; i < 6; i++) {
		j = a_job("https://a.example/", 1, &run);
		assert_int_equal(after(j, 1, final[i], "X: 1\r\n", 1000), JOB_DONE);
		job_free(j);
	}
	/* a 500 may have been a moment's: once more, and not a third time */
	j = a_job("https://a.example/", 1, &run);
	assert_int_equal(after(j, 1, 500, "X: 1\r\n", 1000), JOB_AGAIN);
	assert_int_equal(after(j, 2, 500, "X: 1\r\n", 1000), JOB_DONE);
	job_free(j);
	for (i = 0; i < 4; i++) {
		j = a_job("https://a.example/", 1, &run);
		assert_int_equal(after(j, 1, again[i], "Retry-After: 3\r\n", 1000), JOB_AGAIN);
		assert_int_equal(j->due, 4000);
		assert_int_equal(after(j, 1, again[i], "X: 1\r\n", 5000), JOB_AGAIN);
		assert_int_equal(j->due, 6000);
		assert_int_equal(after(j, 1, again[i], "X: 1\r\n", 7000), JOB_DONE);
		assert_int_equal(j->reply.tries, 3);
		job_free(j);
		j = a_job("https://a.example/", 0, &run);
		assert_int_equal(after(j, 1, again[i], "X: 1\r\n", 1000), JOB_DONE);
		job_free(j);
	}
	j = a_job("https://a.example/", 1, &run);
	assert_int_equal(after(j, 1, 503, "Retry-After: 31\r\n", 1000), JOB_DONE);
	j->reply.tries = 0;
	/* no time left */
	assert_int_equal(after(j, 1, 503, "Retry-After: 10\r\n", 52000), JOB_DONE);
	assert_int_equal(j->reply.failure, REPLY_OK);
	j->call.creates = 1;
	j->reply.tries = 0;
	assert_int_equal(after(j, 1, 503, "X: 1\r\n", 1000), JOB_DONE);
	job_free(j);
	j = a_job("https://a.example/", 1, &run);
	job_begin(j, 1);
	job_fail(j, REPLY_REFUSED, "no");
	assert_int_equal(job_next(j, 1000, 0), JOB_AGAIN);
	job_fail(j, REPLY_TIMEOUT, "no");
	assert_int_equal(job_next(j, 1000, 0), JOB_DONE);
	job_fail(j, REPLY_BROKEN, "no");
	assert_int_equal(job_next(j, 1000, 0), JOB_DONE);
	job_free(j);
}

static void job_hops(void **state)
{
	size_t run = 0;
	struct job *j = a_job("https://a.example/1", 1, &run);

	(void)state;
	assert_int_equal(after(j, 1, 302, "Location: /2\r\n", 1000), JOB_HOP);
	assert_string_equal(j->url, "https://a.example/2");
	assert_int_equal(after(j, 0, 303, "Location: https://a.example:443/3\r\n", 1000), JOB_HOP);
	assert_int_equal(after(j, 0, 308, "Location: 4\r\n", 1000), JOB_HOP);
	assert_int_equal(j->reply.tries, 1);
	assert_int_equal(after(j, 0, 301, "Location: 5\r\n", 1000), JOB_DONE);
	assert_int_equal(j->reply.failure, REPLY_BROKEN);
	assert_int_equal(after(j, 1, 200, "X: 1\r\n", 1000), JOB_DONE);
	assert_string_equal(j->url, "https://a.example/1"); /* a new try starts at the call's */
	assert_int_equal(after(j, 1, 302, "Location: https://b.example/\r\n", 1000), JOB_DONE);
	assert_int_equal(j->reply.failure, REPLY_BROKEN);
	assert_non_null(strstr(j->reply.why, "a.example redirects to b.example"));
	assert_int_equal(after(j, 1, 302, "Location: https://u:pw@b.example/\r\n", 1000), JOB_DONE);
	assert_null(strstr(j->reply.why, "pw"));
	assert_int_equal(after(j, 1, 304, "Location: /9\r\n", 1000), JOB_DONE);
	assert_int_equal(j->reply.failure, REPLY_OK);
	assert_int_equal(after(j, 1, 302, "X: 1\r\n", 1000), JOB_DONE);
	assert_int_equal(j->reply.failure, REPLY_OK);
	free(j->call.method);
	j->call.method = mem_str("POST");
	assert_int_equal(after(j, 1, 307, "Location: /2\r\n", 1000), JOB_HOP);
	assert_int_equal(after(j, 1, 302, "Location: /2\r\n", 1000), JOB_DONE);
	assert_int_equal(j->reply.failure, REPLY_BROKEN);
	job_free(j);
}

static void job_lists(void **state)
{
	struct job_list a = { 0 }, b = { 0 };
	size_t run = 0, i;
	struct job *j[3];

	(void)state;
	for (i = 0; i < 3; i++) {
		j[i] = a_job("https://a.example/", 0, &run);
		job_move(j[i], &a);
	}
	job_move(j[1], &b);
	assert_ptr_equal(a.head, j[0]);
	assert_ptr_equal(a.head->next, j[2]);
	assert_ptr_equal(a.tail->prev, j[0]);
	job_move(j[0], &a); /* to its own end */
	assert_ptr_equal(a.head, j[2]);
	assert_ptr_equal(a.tail, j[0]);
	assert_int_equal(a.n, 2);
	job_free(j[2]);
	assert_ptr_equal(a.head, j[0]);
	job_free(j[0]);
	assert_null(a.head);
	assert_null(a.tail);
	assert_int_equal(a.n + b.n, 1);
	job_free(j[1]);
	assert_int_equal(b.n, 0);
	job_free(NULL);
}

static void loads(void **state)
{
	static const char *const none[] = { "libnothing-of-this-name.so.9", NULL };
	static const char *const c[] = { "libnothing-of-this-name.so.9", "libc.so.6", NULL };
	size_t (*length)(const char *) = NULL;
	void (*nothing)(void) = NULL;
	const struct load_symbol good[] = { { "strlen", &length } };
	const struct load_symbol bad[] = { { "strlen", &length }, { "no_such_one", &nothing } };

	(void)state;
	assert_int_equal(load_functions(none, good, 1), -1);
	assert_int_equal(load_functions(c, bad, 2), -1);
	assert_true(length == NULL);
	assert_int_equal(load_functions(c, good, 1), 0);
	assert_int_equal(length("four"), 4);
}

static void frees(void **state)
{
	struct call c = { 0 };
	struct reply r = { 0 };
	char name[300];

	(void)state;
	call_free(&c);
	c.method = mem_str("POST");
	c.body = mem_str("secret");
	c.body_n = 6;
	kv_add(&c.headers, "a", "b");
	call_free(&c);
	assert_null(c.body);
	assert_null(c.url);
	assert_int_equal(c.headers.n, 0);
	memset(name, 'a', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	assert_null(reply_header(&r, name));
	assert_null(reply_header(&r, "a"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses),   cmocka_unit_test(escapes),
		cmocka_unit_test(resolves),    cmocka_unit_test(pauses),
		cmocka_unit_test(request_headers), cmocka_unit_test(job_headers),
		cmocka_unit_test(job_limits),  cmocka_unit_test(job_tries),
		cmocka_unit_test(job_hops),    cmocka_unit_test(job_lists),
		cmocka_unit_test(loads),       cmocka_unit_test(frees),
	};

	return cmocka_run_group_tests_name("rules", tests, NULL, NULL);
}
