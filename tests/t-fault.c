/* SPDX-License-Identifier: MIT */
/* Tests of the pure parts of the sandbox: fault specs, fault bodies, requests taken apart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "sandbox/fault.h"
#include "sandbox/web.h"

#include <stdlib.h>
#include <string.h>

static struct fault parsed(struct faults *f, const char *spec)
{
	struct err e = ERR_INIT;

	faults_free(f);
	assert_int_equal(faults_add(f, spec, &e), 0);
	assert_int_equal(f->n, 1);
	assert_int_equal(e.code, E_OK);
	return f->v[0];
}

static void good_specs(void **state)
{
	struct faults f = { NULL, 0, 0 };
	struct fault one;

	(void)state;
	one = parsed(&f, "/api/v3.1/toolkits:status=503:2");
	assert_string_equal(one.route, "/api/v3.1/toolkits");
	assert_int_equal(one.kind, FAULT_STATUS);
	assert_int_equal(one.arg, 503);
	assert_int_equal(one.left, 2);
	one = parsed(&f, "GET /mcp:hang");
	assert_string_equal(one.route, "GET /mcp");
	assert_int_equal(one.kind, FAULT_HANG);
	assert_int_equal(one.left, -1);
	one = parsed(&f, "/:close:3");
	assert_int_equal(one.kind, FAULT_CLOSE);
	assert_int_equal(one.left, 3);
	one = parsed(&f, "/x:truncate=0");
	assert_int_equal(one.kind, FAULT_TRUNCATE);
	assert_int_equal(one.arg, 0);
	/* A route may hold colons, and a word that only begins like a kind. */
	one = parsed(&f, "/a:b:closed/c:delay=20");
	assert_string_equal(one.route, "/a:b:closed/c");
	assert_int_equal(one.kind, FAULT_DELAY);
	assert_int_equal(one.arg, 20);
	faults_free(&f);
}

static void redirects(void **state)
{
	struct faults f = { NULL, 0, 0 };
	struct fault one;

	(void)state;
	one = parsed(&f, "/x:redirect=http://127.0.0.1:9");
	assert_string_equal(one.url, "http://127.0.0.1:9");
	assert_int_equal(one.left, -1);
	one = parsed(&f, "/x:redirect=http://127.0.0.1:9/:4");
	assert_string_equal(one.url, "http://127.0.0.1:9/");
	assert_int_equal(one.left, 4);
	one = parsed(&f, "/x:redirect=https://a.example/b?c=d");
	assert_string_equal(one.url, "https://a.example/b?c=d");
	one = parsed(&f, "/x:redirect=/elsewhere:2");
	assert_string_equal(one.url, "/elsewhere");
	assert_int_equal(one.left, 2);
	faults_free(&f);
}

static void bad_specs(void **state)
{
	static const char *const specs[] = {
		"", ":", "x", "x:", ":hang", "/x:frob", "/x:frob=1", "/x:status", "/x:status=",
		"/x:status=abc", "/x:status=99", "/x:status=600", "/x:status=-1", "/x:status=200x",
		"/x:delay=0", "/x:slow=0", "/x:truncate=-5", "/x:hang=1", "/x:hang:", "/x:hang:0",
		"/x:hang:x", "/x:hang:2:3", "/x:status=500:0", "/x:status=500:9999999",
		"/x:status=99999999999999999999", "/x:redirect", "/x:redirect=",
		"/x:redirect=http://a/\r\nSet-Cookie: x", "/x:HANG",
	};
	struct faults f = { NULL, 0, 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(specs) / sizeof(*specs); i++) {
		struct err e = ERR_INIT;

		if (!faults_add(&f, specs[i], &e))
			fail_msg("accepted: '%s'", specs[i]);
		assert_int_equal(e.code, E_USAGE);
		assert_non_null(strstr(e.msg, "ROUTE:KIND"));
	}
	assert_int_equal(f.n, 0);
	faults_free(&f);
}

/* What a fault spec says must not reach the terminal raw. */
static void message_is_safe(void **state)
{
	struct faults f = { NULL, 0, 0 };
	struct err e = ERR_INIT;

	(void)state;
	assert_int_equal(faults_add(&f, "\033[2J\xff", &e), -1);
	assert_null(strchr(e.msg, '\033'));
	assert_null(strchr(e.msg, '\xff'));
}

static void counting(void **state)
{
	struct faults f = { NULL, 0, 0 };
	struct fault_hit hit;
	struct err e = ERR_INIT;

	(void)state;
	assert_int_equal(faults_add(&f, "/a:delay=5", &e), 0);
	assert_int_equal(faults_add(&f, "GET /a:status=500:1", &e), 0);
	assert_int_equal(faults_add(&f, "/a:delay=7:1", &e), 0);
	assert_int_equal(faults_add(&f, "/a:redirect=/b:1", &e), 0);

	faults_take(&f, "GET", "/b", &hit);
	assert_int_equal(hit.kind, FAULT_NONE);
	assert_int_equal(hit.delay, 0);

	faults_take(&f, "GET", "/x/a", &hit); /* "GET /a" does not stand in "GET /x/a" */
	assert_int_equal(hit.kind, FAULT_REDIRECT);
	assert_string_equal(hit.url, "/b");
	assert_int_equal(hit.delay, 12);
	free(hit.url);

	faults_take(&f, "GET", "/a", &hit);
	assert_int_equal(hit.kind, FAULT_STATUS);
	assert_int_equal(hit.arg, 500);
	assert_int_equal(hit.delay, 5);

	faults_take(&f, "GET", "/a", &hit); /* all that were counted are used up */
	assert_int_equal(hit.kind, FAULT_NONE);
	assert_int_equal(hit.delay, 5);
	faults_free(&f);
	faults_take(&f, "GET", "/a", &hit);
	assert_int_equal(hit.delay, 0);
}

static void bodies(void **state)
{
	struct reply rp = REPLY_INIT;

	(void)state;
	fault_status(&rp, "/composio/api/v3.1/toolkits", 401);
	assert_int_equal(rp.status, 401);
	assert_non_null(strstr(buf_str(&rp.body), "\"code\":10401"));
	fault_status(&rp, "/composio/api/v3.1/toolkits", 429);
	assert_non_null(strstr(buf_str(&rp.body), "{\"message\":\"Rate limit"));
	assert_string_equal(kv_or(&rp.headers, "Retry-After", ""), "1");
	fault_status(&rp, "/pipedream/v1/connect/apps", 429);
	web_trim(&rp.body);
	assert_string_equal(buf_str(&rp.body), "{\"error\":\"Throttled\"}");
	fault_status(&rp, "/github/search/issues", 503);
	assert_non_null(strstr(buf_str(&rp.body), "\"message\":\"Service Unavailable\""));
	assert_string_equal(fault_reason(299), "Unexpected status");
	reply_free(&rp);
}

/* The poisoned answer is still JSON, and its strings do hold what a terminal must not see. */
static void escapes(void **state)
{
	struct reply rp = REPLY_INIT;
	struct err e = ERR_INIT;
	struct json_out o;
	struct json *doc;

	(void)state;
	reply_json(&rp, 200, &o);
	json_open(&o, NULL, '{');
	json_put(&o, "slug", "a");
	json_put(&o, "name", "A");
	json_close(&o, '}');
	fault_escape(&rp);
	doc = json_parse(buf_str(&rp.body), rp.body.len, &e);
	assert_non_null(doc);
	assert_string_equal(json_raw(json_get(doc, "slug")), "a");
	assert_non_null(strchr(json_raw(json_get(doc, "name")), '\033'));
	assert_non_null(strstr(json_raw(json_get(doc, "name")), "\xe2\x80\xae"));
	json_free(doc);
	reply_free(&rp);
}

static void requests(void **state)
{
	struct request rq;
	struct kv form = KV_INIT;

	(void)state;
	assert_int_equal(request_init(&rq, "GET", "//a/b%2Fc/%C3%A9?x=1%2B1&y=a+b&=z&flag#frag"),
			 0);
	assert_int_equal(rq.nseg, 3);
	assert_string_equal(rq.seg[1], "b/c");
	assert_string_equal(rq.seg[2], "\xc3\xa9");
	assert_string_equal(rq.path, "//a/b%2Fc/%C3%A9");
	assert_string_equal(request_query(&rq, "x"), "1+1");
	assert_string_equal(request_query(&rq, "y"), "a b");
	assert_string_equal(request_query(&rq, "flag"), "");
	assert_null(request_query(&rq, "z"));
	assert_string_equal(rq.rawquery, "x=1%2B1&y=a+b&=z&flag");
	request_free(&rq);
	assert_int_equal(request_init(&rq, "GET", "/a/b/c/d/e/f/g/h/i/j/k/l/m/n"), 0);
	assert_int_equal(rq.nseg, WEB_SEGS);
	assert_string_equal(rq.seg[WEB_SEGS - 1], "l/m/n");
	request_free(&rq);
	assert_int_equal(web_form(&form, "a=%00"), -1);
	assert_int_equal(web_form(&form, "a=%f"), -1);
	assert_int_equal(web_form(&form, "a=%ff"), -1);
	assert_int_equal(web_form(&form, "a=%+1"), -1);
	kv_free(&form);
}

static void broken_paths(void **state)
{
	static const char *const uris[] = { "/%", "/%4", "/%zz", "/a%00b", "/%ff", "/a?x=%00" };

	(void)state;
	for (size_t i = 0; i < sizeof(uris) / sizeof(*uris); i++) {
		struct request rq;

		if (!request_init(&rq, "GET", uris[i]))
			fail_msg("accepted: '%s'", uris[i]);
		request_free(&rq);
	}
}

static void gone(struct box *box, const struct request *rq, struct reply *rp)
{
	(void)box;
	(void)rq;
	(void)rp;
}

static void routing(void **state)
{
	static const struct route table[] = {
		{ "GET", "/a/*/b", gone }, { "POST", "/a/*/b", gone }, { "GET", "/a/fixed", gone },
	};
	struct request rq;
	int other;

	(void)state;
	assert_int_equal(request_init(&rq, "POST", "/a/any%2Fthing/b"), 0);
	assert_ptr_equal(route_find(table, 3, &rq, &other), &table[1]);
	request_free(&rq);
	assert_int_equal(request_init(&rq, "PUT", "/a/x/b"), 0);
	assert_null(route_find(table, 3, &rq, &other));
	assert_int_equal(other, 1);
	request_free(&rq);
	assert_int_equal(request_init(&rq, "GET", "/a/x/b/c"), 0);
	assert_null(route_find(table, 3, &rq, &other));
	assert_int_equal(other, 0);
	request_free(&rq);
	assert_int_equal(request_init(&rq, "GET", "/a/fixe"), 0);
	assert_null(route_find(table, 3, &rq, &other));
	request_free(&rq);
}

static void encodings(void **state)
{
	static const struct {
		const char *plain, *padded, *bare;
	} rows[] = {
		{ "", "", "" },
		{ "s", "cw==", "cw" },
		{ "sl", "c2w=", "c2w" },
		{ "slack", "c2xhY2s=", "c2xhY2s" },
	};
	struct buf b = BUF_INIT;
	char *masked;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		buf_reset(&b);
		buf_b64(&b, rows[i].plain, strlen(rows[i].plain), 1);
		assert_string_equal(buf_str(&b), rows[i].padded);
		buf_reset(&b);
		buf_b64(&b, rows[i].plain, strlen(rows[i].plain), 0);
		assert_string_equal(buf_str(&b), rows[i].bare);
		buf_reset(&b);
		assert_int_equal(web_unb64(&b, rows[i].padded), 0);
		assert_string_equal(buf_str(&b), rows[i].plain);
	}
	assert_int_equal(web_unb64(&b, "a b"), -1);
	assert_int_equal(web_unb64(&b, "cw=x"), -1);
	buf_reset(&b);
	web_html(&b, "<a href='x'>&\"");
	assert_string_equal(buf_str(&b), "&lt;a href=&#39;x&#39;&gt;&amp;&quot;");
	buf_free(&b);
	masked = web_masked_new("/v1/tokens/ctok_0123abcd/validate?token=ctok_ff&x=lk_Zz9");
	assert_string_equal(masked, "/v1/tokens/ctok_***/validate?token=ctok_***&x=lk_***");
	free(masked);
	assert_int_equal(web_in_list("a,bc,d", "bc"), 1);
	assert_int_equal(web_in_list("a,bc,d", "b"), 0);
	assert_int_equal(web_number("12", 0, 20), 12);
	assert_int_equal(web_number("21", 0, 20), -1);
	assert_int_equal(web_number("1x", 0, 20), -1);
	assert_int_equal(web_number("-1", 0, 20), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_specs),
		cmocka_unit_test(redirects),
		cmocka_unit_test(bad_specs),
		cmocka_unit_test(message_is_safe),
		cmocka_unit_test(counting),
		cmocka_unit_test(bodies),
		cmocka_unit_test(escapes),
		cmocka_unit_test(requests),
		cmocka_unit_test(broken_paths),
		cmocka_unit_test(routing),
		cmocka_unit_test(encodings),
	};

	return cmocka_run_group_tests_name("fault", tests, NULL, NULL);
}
