/* SPDX-License-Identifier: MIT */
/* t-github: requests that exist, filing one, limits in words, and the page that does it by hand; from literal replies. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "probe_help.h"
#include "vendors/github.h"

#define FOUND(items) "{\"total_count\":1,\"incomplete_results\":false,\"items\":[" items "]}"
#define ISSUE(n, title, state, comments) \
	"{\"number\":" #n ",\"title\":\"" title "\",\"state\":\"" state "\",\"comments\":" #comments "," \
	"\"html_url\":\"https://github.com/ComposioHQ/composio/issues/" #n "\",\"created_at\":\"2026-08-14T08:12:45Z\"," \
	"\"body\":\"x\",\"user\":null}"
#define ISSUES "/search/issues?"
#define TOKEN_TEXT "ghp_S3CRET0123456789"

static int setup(void **state)
{
	struct fix *f = fix_new(state);

	f->env.github_url = mem_str("https://api.github.com/");
	kv_add(&f->in, "provider", "Google Tag Manager");
	kv_add(&f->in, "try", "google tag manager");
	kv_add(&f->in, "try", "googletagmanager");
	return 0;
}

static void run(struct fix *f, const struct probe_ops *ops, struct rule *rules, size_t n)
{
	fix_run(f, ops, rules, n);
	assert_nowhere(&f->p, TOKEN_TEXT);
}

static const char *issue_row(const struct fix *f, size_t want)
{
	for (size_t i = 0; i < f->p.facts.n; i++)
		if (!strcmp(f->p.facts.v[i].key, "issue") && !want--)
			return f->p.facts.v[i].value;
	return "(none)";
}

/* ---- searching */

static void what_is_asked(void **state)
{
	struct fix *f = *state;
	const struct asked *a;

	run(f, &github_search, RULES({ ISSUES, 0, 200, FOUND(""), 0, 0, 0 }));
	assert_int_equal(f->v.n, 2);
	assert_string_equal(f->v.log[0].line,
			    "GET https://api.github.com/search/issues?q=repo%3AComposioHQ%2Fcomposio%20is%3Aissue%20"
			    "in%3Atitle%2Cbody%20%22google%20tag%20manager%22&per_page=50 ");
	a = &f->v.log[0];
	assert_string_equal(kv_or(&a->headers, "Accept", ""), "application/vnd.github+json");
	assert_string_equal(kv_or(&a->headers, "X-GitHub-Api-Version", ""), "2022-11-28");
	assert_null(kv_get(&a->headers, "Authorization"));
	assert_true(a->retry);
	assert_false(a->creates);
	assert_fact(&f->p, "result", "absent");
	assert_fact(&f->p, "detail", "nobody has asked for it · 2 spellings");
	assert_int_equal(evidence_count(&f->p, "issues", "absent"), 2);
	assert_fact(&f->p, "board", "https://request.composio.dev/boards/tool-requests");
	assert_non_null(strstr(kv_or(&f->p.facts, "prefill", ""),
			       "https://github.com/ComposioHQ/composio/issues/new?template=feature-request.yml&title=%5BTool"));
	f->env.github_token = secret_new(TOKEN_TEXT);
	run(f, &github_search, RULES({ ISSUES, 0, 200, FOUND(""), 0, 0, 0 }));
	assert_string_equal(kv_or(&f->v.log[0].headers, "Authorization", ""), "Bearer " TOKEN_TEXT);
}

/* Ten searches a minute are allowed: a provider of many spellings does not use them up. */
static void few_searches(void **state)
{
	struct fix *f = *state;

	for (int i = 0; i < 9; i++)
		kv_addf(&f->in, "try", "spelling \"%d\" \\ x", i);
	run(f, &github_search, RULES({ ISSUES, 0, 200, FOUND(""), 0, 0, 0 }));
	assert_int_equal(f->v.n, GITHUB_PHRASES);
	assert_int_equal(vendor_asked(&f->v, "%5C"), 0);
	for (size_t i = 0; i < f->v.n; i++) { /* two quotes alone: those around the phrase */
		const char *s = f->v.log[i].line;
		int quotes = 0;

		while ((s = strstr(s, "%22")))
			quotes++, s += 3;
		assert_int_equal(quotes, 2);
	}
}

static void open_and_closed(void **state)
{
	struct fix *f = *state;

	run(f, &github_search, RULES(
		{ "google%20tag", 0, 200, FOUND(ISSUE(3, "Analytics, and a tag manager", "open", 40) ","
			ISSUE(7, "[Tool Request]: Google Tag-Manager", "closed", 9) ","
			ISSUE(5, "google tag manager please", "open", 1)), 0, 0, 0 },
		{ ISSUES, 0, 200, FOUND(ISSUE(5, "google tag manager please", "open", 1) ",{\"number\":9,\"title\":\"PR\",\"state\":\"open\","
			"\"html_url\":\"https://github.com/ComposioHQ/composio/pull/9\",\"pull_request\":{}}"), 0, 0, 0 }));
	assert_fact(&f->p, "result", "found");
	assert_fact(&f->p, "detail", "3 requests, 2 of them open");
	assert_string_equal(issue_row(f, 0),
			    "5\tgoogle tag manager please\topen, asked 2026-08-14, 1 comment");
	assert_fact(&f->p, "page.5", "https://github.com/ComposioHQ/composio/issues/5");
	assert_string_equal(issue_row(f, 1), "7\t[Tool Request]: Google Tag-Manager\tclosed, asked 2026-08-14, 9 comments");
	assert_memory_equal(issue_row(f, 2), "3\tAnalytics", 11);
	assert_fact(&f->p, "requests", "3");
	assert_fact(&f->p, "open", "2");
	assert_string_equal(issue_row(f, 3), "(none)");
}

static void one_bad_answer_among_good_ones(void **state)
{
	struct fix *f = *state;

	run(f, &github_search, RULES({ "google%20tag", 0, 200, FOUND(ISSUE(5, "google tag manager", "open", 1)), 0, 0, 0 },
				     { ISSUES, 0, 500, "{}", 0, 0, 0 }));
	assert_fact(&f->p, "result", "found");
	run(f, &github_search, RULES({ "google%20tag", 0, 200, FOUND(""), 0, 0, 0 }, { ISSUES, 0, 500, "{}", 0, 0, 0 }));
	assert_fact(&f->p, "result", "unknown");
	assert_fact(&f->p, "detail", "unknown: 500 from api.github.com, the service has a fault");
}

static void never_absent(void **state)
{
	static const struct {
		int status;
		const char *body, *detail;
	} bad[] = {
		{ 401, "{\"message\":\"Bad credentials\"}", "unknown: GITHUB_TOKEN is refused (401)" },
		{ 403, "{\"message\":\"Resource not accessible\"}", "unknown: GitHub says: Resource not accessible" },
		{ 404, "{\"message\":\"Not Found\"}", "unknown: GitHub says: Not Found" },
		{ 422, "{\"message\":\"Validation Failed\",\"errors\":[{\"message\":\"The listed users and repositories cannot be searched\"}]}",
		  "unknown: GitHub says: Validation Failed (The listed users and repositories cannot be searched)" },
		{ 422, "nothing", "unknown: 422 from api.github.com, not the answer that was asked for" },
		{ 429, "{}", "unknown: GitHub was asked too often" },
		{ 503, "{}", "unknown: 503 from api.github.com, the service has a fault" },
		{ 200, "<html>", "unknown: the answer of api.github.com is not JSON" },
		{ 200, "{}", "unknown: the answer has no list of issues in it" },
		{ 200, "{\"items\":{}}", "unknown: the answer has no list of issues in it" },
		{ 200, FOUND("{\"number\":0}"), "unknown: the list has an entry that cannot be read" },
		{ 200, FOUND("7"), "unknown: the list has an entry that cannot be read" },
		{ 200, "{\"incomplete_results\":true,\"items\":[]}", "unknown: GitHub says that its search was not complete" },
		{ -REPLY_TIMEOUT, NULL, "unknown: it failed" },
	};
	struct fix *f = *state;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		run(f, &github_search, RULES({ ISSUES, 0, bad[i].status, bad[i].body, 0, 0, 0 }));
		assert_fact(&f->p, "result", "unknown");
		assert_fact(&f->p, "detail", bad[i].detail);
	}
	/* a page to click that is none of https */
	run(f, &github_search, RULES({ ISSUES, 0, 200, FOUND("{\"number\":1,\"title\":\"t\",\"html_url\":\"javascript:alert(1)\"}"), 0, 0, 0 }));
	assert_fact(&f->p, "result", "unknown");
	/* nor one of somebody else's, whatever it is called */
	run(f, &github_search, RULES({ ISSUES, 0, 200, FOUND("{\"number\":1,\"title\":\"t\",\"html_url\":\"https://github.com.evil.example/x\"}"), 0, 0, 0 }));
	assert_fact(&f->p, "result", "unknown");
}

/* The limit is explained: until when, and what raises it. */
static void limits(void **state)
{
	static const struct {
		int status;
		const char *left, *reset, *after, *detail;
	} row[] = {
		{ 403, "0", "1795860060", 0,
		  "unknown: GitHub's limit without a token is used up, until 10:01:00Z; GITHUB_TOKEN raises it" },
		{ 429, "0", "1795860060", 0,
		  "unknown: GitHub's limit without a token is used up, until 10:01:00Z; GITHUB_TOKEN raises it" },
		{ 403, "0", "soon", 0, "unknown: GitHub was asked too often" },
		{ 403, "0", 0, 0, "unknown: GitHub was asked too often" },
		{ 403, "12", 0, "60", "unknown: GitHub wants a pause of 60 s" },
		{ 429, 0, 0, "\033[2J", "unknown: GitHub was asked too often" },
		{ 403, "12", "1795860060", 0, "unknown: GitHub says: limited" },
	};
	struct fix *f = *state;

	for (size_t i = 0; i < sizeof(row) / sizeof(*row); i++) {
		struct call c;
		struct reply r;

		probe_free(&f->p);
		probe_init(&f->p, &github_search, &f->env, &f->in);
		while (probe_take(&f->p, &c)) {
			memset(&r, 0, sizeof(r));
			r.status = row[i].status;
			buf_adds(&r.body, "{\"message\":\"limited\"}");
			if (row[i].left)
				kv_add(&r.headers, "x-ratelimit-remaining", row[i].left);
			if (row[i].reset)
				kv_add(&r.headers, "x-ratelimit-reset", row[i].reset);
			if (row[i].after)
				kv_add(&r.headers, "retry-after", row[i].after);
			probe_give(&f->p, &c, &r);
			buf_free(&r.body);
			kv_free(&r.headers);
			call_free(&c);
		}
		assert_fact(&f->p, "detail", row[i].detail);
	}
}

static void titles_are_made_safe(void **state)
{
	struct fix *f = *state;

	run(f, &github_search, RULES({ ISSUES, 0, 200,
		FOUND(ISSUE(5, "google tag manager \\u001b[2J\\u202e\\tx\\ny", "open\\u001b", 1)), 0, 0, 0 }));
	assert_fact(&f->p, "result", "found");
	assert_nowhere(&f->p, "\033");
	assert_nowhere(&f->p, "\xe2\x80\xae");
	assert_non_null(strstr(issue_row(f, 0), "\topen\\x1b, asked")); /* a state that nobody knows is told as it is */
	assert_fact(&f->p, "open", "0");
}

static void no_repository(void **state)
{
	static const char *const bad[] = { "", "x", "a/b/c", "../x", "a/..", "a b/c", "a/b?x=y", "a/b#", "/b", "a/" };
	struct fix *f = *state;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		kv_set(&f->in, "repo", bad[i]);
		run(f, &github_search, NULL, 0);
		assert_fact(&f->p, "detail", "unknown: the repository is not of the form OWNER/NAME");
		run(f, &github_create, NULL, 0);
		assert_fact(&f->p, "result", "unknown");
	}
	kv_set(&f->in, "repo", "octo-org/x.y_z");
	run(f, &github_search, RULES({ "repo%3Aocto-org%2Fx.y_z%20", 0, 200, FOUND(""), 0, 0, 0 }));
	assert_fact(&f->p, "result", "absent");
	assert_null(kv_get(&f->p.facts, "board"));
	assert_memory_equal(kv_or(&f->p.facts, "prefill", ""), "https://github.com/octo-org/x.y_z/issues/new?labels=&title=", 54);
}

/* ---- filing */

static void filed(void **state)
{
	struct fix *f = *state;
	const struct asked *a;

	f->env.github_token = secret_new(TOKEN_TEXT);
	kv_add(&f->in, "body", "one\ntwo \"three\"\n");
	kv_add(&f->in, "label", "tool-request");
	run(f, &github_create, RULES({ "POST", 0, 201, ISSUE(90010, "x", "open", 0), 0, 0, 0 }));
	a = &f->v.log[0];
	assert_string_equal(a->line, "POST https://api.github.com/repos/ComposioHQ/composio/issues "
			    "{\"title\":\"[Tool Request]: Google Tag Manager\",\"body\":\"one\\ntwo \\\"three\\\"\\n\","
			    "\"labels\":[\"tool-request\"]}\n");
	assert_true(a->creates);
	assert_false(a->retry);
	assert_string_equal(kv_or(&a->headers, "Authorization", ""), "Bearer " TOKEN_TEXT);
	assert_fact(&f->p, "result", "created");
	assert_fact(&f->p, "issue_number", "90010");
	assert_fact(&f->p, "issue_url", "https://github.com/ComposioHQ/composio/issues/90010");
	assert_fact(&f->p, "detail", "filed as https://github.com/ComposioHQ/composio/issues/90010");
}

/* Without a token nothing is asked, and the page to fill in is there all the same. */
static void without_a_token(void **state)
{
	struct fix *f = *state;

	run(f, &github_create, NULL, 0);
	assert_int_equal(f->v.n, 0);
	assert_fact(&f->p, "result", "unknown");
	assert_fact(&f->p, "missing", "GITHUB_TOKEN");
	assert_non_null(kv_get(&f->p.facts, "prefill"));
}

static void not_filed(void **state)
{
	static const struct {
		int status;
		const char *body, *result, *detail;
	} bad[] = {
		{ 401, "{}", "failed", "not filed: GITHUB_TOKEN is refused (401)" },
		{ 403, "{\"message\":\"Resource not accessible by personal access token\"}", "failed",
		  "not filed: GitHub says: Resource not accessible by personal access token" },
		{ 404, "{\"message\":\"Not Found\"}", "failed", "not filed: GitHub says: Not Found" },
		{ 410, "{\"message\":\"Issues are disabled for this repo\"}", "failed",
		  "not filed: GitHub says: Issues are disabled for this repo" },
		{ 422, "{\"message\":\"Validation Failed\"}", "failed", "not filed: GitHub says: Validation Failed" },
		{ -REPLY_FORBIDDEN, NULL, "failed", "not filed: it failed" },
		{ -REPLY_TIMEOUT, NULL, "unknown", "unknown: it failed; look whether it was filed before you ask again" },
		{ 502, "{}", "unknown",
		  "unknown: 502 from api.github.com, the service has a fault; look whether it was filed before you ask again" },
		{ 201, "{}", "unknown",
		  "unknown: the answer has no issue in it; look whether it was filed before you ask again" },
		{ 201, "cut off", "unknown",
		  "unknown: the answer of api.github.com is not JSON; look whether it was filed before you ask again" },
	};
	struct fix *f = *state;

	f->env.github_token = secret_new(TOKEN_TEXT);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		run(f, &github_create, RULES({ "POST", 0, bad[i].status, bad[i].body, 0, 0, 0 }));
		assert_int_equal(f->v.n, 1);
		assert_fact(&f->p, "result", bad[i].result);
		assert_fact(&f->p, "detail", bad[i].detail);
	}
}

/* ---- by hand */

static void prefilled(void **state)
{
	char *url = github_prefill_new("ComposioHQ/composio", "A & B", "t=1&x", "line 1\nline 2 \xc3\xa9");
	struct buf long_body = BUF_INIT;

	(void)state;
	assert_string_equal(url, "https://github.com/ComposioHQ/composio/issues/new?template=feature-request.yml"
			    "&title=t%3D1%26x&area=Integrations%20%2F%20Toolkits&feature_title=Toolkit%20for%20A%20%26%20B"
			    "&feature_description=line%201%0Aline%202%20%C3%A9&use_case=Toolkit%20for%20A%20%26%20B");
	free(url);
	for (int i = 0; i < 4000; i++)
		buf_adds(&long_body, "\xe2\x82\xac");
	url = github_prefill_new("ComposioHQ/composio", "p", "t", buf_str(&long_body));
	assert_true(strlen(url) <= GITHUB_PREFILL_MAX);
	assert_true(strlen(url) > GITHUB_PREFILL_MAX - 800);
	assert_non_null(strstr(url, "%E2%82%AC&use_case=")); /* no half character */
	free(url);
	buf_free(&long_body);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, fix_free)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(what_is_asked), T(few_searches), T(open_and_closed), T(one_bad_answer_among_good_ones),
		T(never_absent), T(limits), T(titles_are_made_safe), T(no_repository),
		T(filed), T(without_a_token), T(not_filed), T(prefilled),
	};

	return cmocka_run_group_tests_name("github", tests, NULL, NULL);
}
