/* SPDX-License-Identifier: MIT */
/* t-pipedream: the bearer, the app catalog, accounts and links, from literal replies. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "probe_help.h"
#include "vendors/pipedream.h"

#define TOKEN(t) { "POST", "/v1/oauth/token", 200, \
	"{\"access_token\":\"" t "\",\"token_type\":\"Bearer\",\"expires_in\":3600}", 0, 0, 1 }
#define NONE "{\"data\":[],\"page_info\":{\"count\":0,\"total_count\":0,\"start_cursor\":null,\"end_cursor\":null}}"
#define LIST(items) "{\"data\":[" items "],\"page_info\":{\"end_cursor\":null}}"
#define GTM "{\"id\":\"app_1\",\"name_slug\":\"google_tag_manager\",\"name\":\"Google Tag Manager\",\"auth_type\":\"oauth\"}"
#define NO_APP { "/v1/connect/apps/", NULL, 404, "{\"error\":\"record not found\"}", 0, 0, 0 }
#define ACCOUNT(id, healthy, dead, at) \
	"{\"id\":\"" id "\",\"healthy\":" healthy ",\"dead\":" dead ",\"created_at\":\"" at "\"," \
	"\"app\":{\"name_slug\":\"google_tag_manager\"},\"credentials\":{\"oauth_access_token\":\"CANARY\"}}"
#define GTM_APP "\"app\":{\"name_slug\":\"google_tag_manager\"}"
#define LINK "https://pipedream.com/_static/connect.html?token=ctok_0&connectLink=true"

static int setup(void **state)
{
	struct fix *f = fix_new(state);

	f->env.pipedream_url = mem_str("https://api.pipedream.com");
	f->env.pipedream_client_id = secret_new("cid");
	f->env.pipedream_client_secret = secret_new("S3CRET");
	f->env.pipedream_project = mem_str("proj_a");
	kv_add(&f->in, "provider", "Google Tag Manager");
	kv_add(&f->in, "try", "google tag manager");
	kv_add(&f->in, "try", "googletagmanager");
	kv_add(&f->in, "slug", "google-tag-manager");
	kv_add(&f->in, "slug", "googletagmanager");
	kv_add(&f->in, "app_slug", "google_tag_manager");
	return 0;
}

static void run(struct fix *f, const struct probe_ops *ops, struct rule *rules, size_t n)
{
	fix_run(f, ops, rules, n);
	assert_nowhere(&f->p, "S3CRET");
	assert_nowhere(&f->p, "CANARY");
	assert_nowhere(&f->p, "b3arer");
}

static void cached(struct fix *f, const char *bearer)
{
	secret_set(&f->env.bearer, bearer);
	f->env.bearer_until = clock_ms() + 3600000;
}

/* ---- the bearer */

static void one_token_for_all(void **state)
{
	const struct asked *a;
	struct fix *f = *state;

	run(f, &pipedream_catalog, RULES(TOKEN("b3arer"), NO_APP, { "apps?q=", NULL, 200, NONE, 0, 0, 0 }));
	assert_int_equal(vendor_asked(&f->v, "oauth/token"), 1);
	assert_string_equal(f->v.log[0].line,
			    "POST https://api.pipedream.com/v1/oauth/token "
			    "{\"grant_type\":\"client_credentials\",\"client_id\":\"cid\",\"client_secret\":\"S3CRET\","
			    "\"scope\":\"connect:accounts:read connect:tokens:create connect:users:read\"}\n");
	assert_null(kv_get(&f->v.log[0].headers, "Authorization"));
	a = vendor_call(&f->v, "/v1/connect/apps/google_tag_manager");
	assert_string_equal(kv_or(&a->headers, "Authorization", ""), "Bearer b3arer");
	assert_null(kv_get(&a->headers, "x-pd-environment"));
	assert_true(secret_is(f->env.bearer, "b3arer"));
	assert_true(f->env.bearer_until > clock_ms() + 3500000);
	run(f, &pipedream_catalog, RULES(NO_APP, { "apps?q=", NULL, 200, NONE, 0, 0, 0 }));
	assert_int_equal(vendor_asked(&f->v, "oauth/token"), 0);
	/* one that dies in a minute is not used */
	f->env.bearer_until = clock_ms() + 60000;
	run(f, &pipedream_catalog, RULES(TOKEN("b3arer2"), NO_APP, { "apps?q=", NULL, 200, NONE, 0, 0, 0 }));
	assert_true(secret_is(f->env.bearer, "b3arer2"));
}

static void token_refused(void **state)
{
	static const struct {
		int status;
		const char *body, *detail;
		size_t times; /* it is asked for: once more where another answer may be better */
	} bad[] = {
		{ 401, "{\"error\":\"invalid_client\"}", "unknown: 401 from api.pipedream.com, key refused", 1 },
		{ 400, "{}", "unknown: 400 from api.pipedream.com, not the answer that was asked for", 1 },
		{ 429, "{}", "unknown: 429 from api.pipedream.com, asked too often", 1 },
		{ 503, "", "unknown: 503 from api.pipedream.com, the service has a fault", 1 },
		{ 500, "", "unknown: 500 from api.pipedream.com, the service has a fault", 2 },
		{ 200, "{}", "unknown: the answer has no token in it", 2 },
		{ 200, "{\"access_token\":\"a\\r\\nX: y\"}", "unknown: the answer has no token in it", 2 },
		{ 200, "{\"access_token\":\"\"}", "unknown: the answer has no token in it", 2 },
		{ 200, "{\"access_token\":7}", "unknown: the answer has no token in it", 2 },
		{ 200, "<html>", "unknown: the answer of api.pipedream.com is not JSON", 2 },
		{ -REPLY_BROKEN, NULL, "unknown: it failed", 2 },
		{ -REPLY_TIMEOUT, NULL, "unknown: it failed", 1 },
	};
	static const struct probe_ops *const ops[] = { &pipedream_catalog, &pipedream_accounts, &pipedream_link };
	struct fix *f = *state;

	kv_add(&f->in, "tenant", "ascend");
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		for (size_t k = 0; k < 3; k++) {
			run(f, ops[k], RULES({ "oauth/token", NULL, bad[i].status, bad[i].body, 0, 0, 0 }));
			assert_fact(&f->p, "result", "unknown");
			assert_fact(&f->p, "detail", bad[i].detail);
			assert_int_equal(f->v.n, bad[i].times);
			if (k == 1)
				assert_fact(&f->p, "tenant.ascend", "unknown");
		}
}

static void an_old_bearer_is_renewed_once(void **state)
{
	struct fix *f = *state;

	for (int i = 0; i < 2; i++) {
		f->v.backwards = i;
		cached(f, "b3arer-old");
		/* the first three calls are refused; all of them are sent again */
		run(f, &pipedream_catalog,
		    RULES(TOKEN("b3arer-new"), { "/v1/connect/apps", NULL, 401, "{}", 0, 0, 3 },
			  { "/v1/connect/apps/google_tag_manager", NULL, 200, "{\"data\":" GTM "}", 0, 0, 0 }, NO_APP,
			  { "apps?q=", NULL, 200, LIST(GTM), 0, 0, 0 }, { "/actions", NULL, 403, "", 0, 0, 0 }));
		assert_fact(&f->p, "result", "found");
		assert_int_equal(vendor_asked(&f->v, "oauth/token"), 1);
		assert_int_equal(f->v.n, 5 + 1 + 3 + 1);
		assert_true(secret_is(f->env.bearer, "b3arer-new"));
	}
}

static void refused_twice_is_refused(void **state)
{
	struct fix *f = *state;

	cached(f, "b3arer-old");
	run(f, &pipedream_catalog, RULES(TOKEN("b3arer"), { NULL, NULL, 401, "{}", 0, 0, 0 }));
	assert_fact(&f->p, "result", "unknown");
	assert_fact(&f->p, "detail", "unknown: 401 from api.pipedream.com, key refused");
	assert_int_equal(vendor_asked(&f->v, "oauth/token"), 1);
	/* a bearer without the means to renew it */
	cached(f, "b3arer-old");
	secret_set(&f->env.pipedream_client_secret, NULL);
	run(f, &pipedream_catalog, RULES({ NULL, NULL, 401, "{}", 0, 0, 0 }));
	assert_fact(&f->p, "result", "unknown");
	assert_int_equal(vendor_asked(&f->v, "oauth/token"), 0);
}

static void missing_credentials_ask_nothing(void **state)
{
	struct fix *f = *state;

	secret_set(&f->env.pipedream_client_secret, NULL);
	run(f, &pipedream_catalog, NULL, 0);
	assert_int_equal(f->v.n, 0);
	assert_fact(&f->p, "result", "unknown");
	assert_fact(&f->p, "missing", "PIPEDREAM_CLIENT_SECRET");
	secret_set(&f->env.pipedream_client_id, NULL);
	f->env.pipedream_project[0] = '\0';
	kv_add(&f->in, "tenant", "a");
	run(f, &pipedream_accounts, NULL, 0);
	assert_int_equal(kv_count(&f->p.facts, "missing"), 3);
	assert_fact(&f->p, "tenant.a", "unknown");
	assert_fact(&f->p, "detail",
		    "unknown: PIPEDREAM_CLIENT_ID, PIPEDREAM_CLIENT_SECRET, PIPEDREAM_PROJECT_ID are not set");
	run(f, &pipedream_link, NULL, 0);
	assert_int_equal(f->v.n, 0);
	assert_fact(&f->p, "result", "unknown");
}

/* ---- the catalog */

static void found_with_actions(void **state)
{
	const struct asked *a;
	struct fix *f = *state;

	run(f, &pipedream_catalog,
	    RULES(TOKEN("b3arer"), { "apps/google_tag_manager", NULL, 200, "{\"data\":" GTM "}", 0, 0, 0 }, NO_APP,
		  { "apps?q=", NULL, 200, LIST(GTM), 0, 0, 0 },
		  { "/v1/connect/proj_a/actions?app=google_tag_manager&limit=1 ", NULL, 200,
		    "{\"data\":[{}],\"page_info\":{\"total_count\":5}}", 0, 0, 0 }));
	assert_fact(&f->p, "result", "found");
	assert_fact(&f->p, "app_slug", "google_tag_manager");
	assert_fact(&f->p, "app_name", "Google Tag Manager");
	assert_fact(&f->p, "app_id", "app_1");
	assert_fact(&f->p, "auth_type", "oauth");
	assert_fact(&f->p, "actions", "5");
	assert_fact(&f->p, "detail", "google_tag_manager · OAuth · 5 actions");
	a = vendor_call(&f->v, "/actions");
	assert_string_equal(kv_or(&a->headers, "x-pd-environment", ""), "production");
	assert_int_equal(vendor_asked(&f->v, "q=google_tag_manager&limit=100"), 1);
	assert_int_equal(vendor_asked(&f->v, "q=google%20tag%20manager&limit=100"), 1);
	assert_int_equal(vendor_asked(&f->v, "google-tag-manager"), 0);
}

static void found_beats_unknown(void **state)
{
	struct fix *f = *state;

	f->env.pipedream_project[0] = '\0';
	run(f, &pipedream_catalog,
	    RULES(TOKEN("b3arer"),
		  { "apps/google_tag_manager", NULL, 200,
		    "{\"data\":{\"name_slug\":\"google_tag_manager\",\"name\":\"G\",\"auth_type\":null}}", 0, 0, 0 },
		  { NULL, NULL, 500, "", 0, 0, 0 }));
	assert_fact(&f->p, "result", "found");
	assert_fact(&f->p, "auth_type", "none");
	assert_int_equal(vendor_asked(&f->v, "/actions"), 0);
}

static void absent_and_unknown(void **state)
{
	static const struct {
		int status;
		const char *body, *result;
	} row[] = {
		{ 200, NONE, "absent" },
		{ 200, LIST("{\"name_slug\":\"gmail\",\"name\":\"Gmail\",\"description\":\"mail\"}"), "absent" },
		{ 200, LIST("{\"name_slug\":\"stape\",\"name\":\"Stape\",\"description\":\"for Google Tag Manager\"}"), "candidate" },
		{ 200, "<!doctype html><title>Not found</title>", "unknown" },
		{ 200, "[]", "unknown" },
		{ 200, "{\"data\":null}", "unknown" },
		{ 200, "{\"items\":[]}", "unknown" },
		{ 200, "{\"data\":[{\"name\":\"x\"}]}", "unknown" },
		{ 200, "{\"data\":[{\"name_slug\":\"a\"}],\"page_info\":{\"end_cursor\":\"c\"}}", "unknown" },
		{ 200, "{\"data\":[],\"page_info\":{\"total_count\":1}}", "unknown" },
		{ 404, "{}", "unknown" },
		{ 401, "{}", "unknown" },
		{ 403, "{}", "unknown" },
		{ 429, "{\"error\":\"Throttled\"}", "unknown" },
		{ 502, "", "unknown" },
		{ -REPLY_REFUSED, NULL, "unknown" },
	};
	struct fix *f = *state;

	cached(f, "b3arer");
	for (size_t i = 0; i < sizeof(row) / sizeof(*row); i++) {
		run(f, &pipedream_catalog,
		    RULES(TOKEN("b3arer"), NO_APP, { "q=googletagmanager", NULL, row[i].status, row[i].body, 0, 0, 0 },
			  { NULL, NULL, 200, NONE, 0, 0, 0 }));
		assert_fact(&f->p, "result", row[i].result);
	}
	run(f, &pipedream_catalog,
	    RULES({ "apps/googletagmanager", NULL, 200, "{\"data\":null}", 0, 0, 0 }, NO_APP,
		  { NULL, NULL, 200, NONE, 0, 0, 0 }));
	assert_fact(&f->p, "result", "unknown");
}

/* Unknown is never absent: nothing is missing from a catalog that claims to be empty. */
static void an_empty_catalog_is_none(void **state)
{
	static const struct {
		int status;
		const char *body, *result;
	} row[] = {
		{ 200, NONE, "unknown" },
		{ 200, "{\"data\":[{}],\"page_info\":{\"total_count\":1}}", "absent" },
		{ 200, "{\"data\":[{}]}", "absent" }, /* it does not say: no loss */
		{ 200, "{\"data\":[]}", "unknown" },
		{ 200, "{\"data\":[],\"page_info\":{\"total_count\":3200}}", "unknown" },
		{ 500, "", "unknown" },
	};
	struct fix *f = *state;

	cached(f, "b3arer");
	for (size_t i = 0; i < sizeof(row) / sizeof(*row); i++) {
		f->v.sized = 1;
		run(f, &pipedream_catalog, RULES({ "apps?limit=1", NULL, row[i].status, row[i].body, 0, 0, 0 }, NO_APP,
						 { "apps?q=", NULL, 200, NONE, 0, 0, 0 }));
		assert_fact(&f->p, "result", row[i].result);
	}
	/* what a search lists shows that the catalog holds something */
	run(f, &pipedream_catalog, RULES({ "apps?limit=1", NULL, 500, "", 0, 0, 0 }, NO_APP,
					 { "apps?q=", NULL, 200, LIST("{\"name_slug\":\"stape\",\"name\":\"Stape\"}"), 0, 0, 0 }));
	assert_fact(&f->p, "result", "absent");
	f->v.sized = 0;
	run(f, &pipedream_catalog, RULES({ "/v1/connect/apps/", NULL, 404, "<html>", 0, 0, 0 },
					 { "apps?q=", NULL, 200, NONE, 0, 0, 0 }));
	assert_fact(&f->p, "detail", "unknown: 404, but not in the vendor's own words: something on the way may have answered");
}

/* A full last page has a cursor that leads to an empty one. */
static void pages(void **state)
{
	struct fix *f = *state;

	f->env.page = 1;
	cached(f, "b3arer");
	run(f, &pipedream_catalog,
	    RULES(NO_APP, { "after=c2", NULL, 200, "{\"data\":[],\"page_info\":{\"end_cursor\":\"c2\",\"total_count\":2}}", 0, 0, 0 },
		  { "after=c1", NULL, 200, "{\"data\":[{\"name_slug\":\"b\"}],\"page_info\":{\"end_cursor\":\"c2\"}}", 0, 0, 0 },
		  { "q=googletagmanager&limit=1", NULL, 200, "{\"data\":[{\"name_slug\":\"a\"}],\"page_info\":{\"end_cursor\":\"c1\"}}", 0, 0, 0 },
		  { NULL, NULL, 200, NONE, 0, 0, 0 }));
	assert_fact(&f->p, "result", "absent");
	assert_fact(&f->p, "detail", "not in the catalog · 3 spellings, 3,200 apps");
	assert_int_equal(vendor_asked(&f->v, "after="), 2);
}

static void the_retired_slack(void **state)
{
	struct fix *f = *state;

	cached(f, "b3arer");
	kv_free(&f->in);
	kv_add(&f->in, "provider", "Slack");
	kv_add(&f->in, "try", "slack");
	kv_add(&f->in, "slug", "slack");
	kv_add(&f->in, "slug", "slack_v2");
	run(f, &pipedream_catalog,
	    RULES({ "apps/slack ", NULL, 200, "{\"data\":{\"name_slug\":\"slack\",\"name\":\"Slack (old)\"}}", 0, 0, 0 },
		  { "apps/slack_v2", NULL, 200, "{\"data\":{\"name_slug\":\"slack_v2\",\"name\":\"Slack\"}}", 0, 0, 0 },
		  { "apps?q=", NULL, 200, LIST("{\"name_slug\":\"slack_v2\",\"name\":\"Slack\",\"auth_type\":\"oauth\"}"), 0, 0, 0 },
		  { NULL, NULL, 500, "", 0, 0, 0 }));
	assert_fact(&f->p, "app_slug", "slack_v2");
	assert_fact(&f->p, "detail", "slack_v2 · OAuth");
}

/* ---- accounts */

static void accounts_of_tenants(void **state)
{
	static const struct {
		const char *body, *state, *account, *since;
	} row[] = {
		{ NONE, "none", "(none)", "(none)" },
		{ LIST(ACCOUNT("apn_1", "true", "false", "2026-11-01T08:00:00.5+00:00") "," ACCOUNT("apn_2", "true", "null", "2026-11-03T08:00:00Z") ","
		       ACCOUNT("apn_3", "false", "false", "2026-11-09T08:00:00Z") "," ACCOUNT("apn_4", "true", "true", "2026-11-10T08:00:00Z")),
		  "connected", "apn_2", "2026-11-03T08:00:00Z" },
		{ LIST(ACCOUNT("apn_3", "false", "false", "2026-11-09T08:00:00Z")), "unhealthy", "(none)", "(none)" },
		{ LIST(ACCOUNT("apn_4", "true", "true", "2026-11-09T08:00:00Z")), "dead", "(none)", "(none)" },
		{ LIST("{\"id\":\"apn_5\"}"), "unknown", "(none)", "(none)" }, /* health is said, never taken for granted */
		{ LIST("{\"id\":\"apn_5\",\"healthy\":true,\"dead\":false}"), "unknown", "(none)", "(none)" },
		{ LIST("{\"id\":\"apn_5\"," GTM_APP "}"), "unknown", "(none)", "(none)" },
		{ LIST("{\"id\":\"apn_5\",\"dead\":false," GTM_APP "}"), "unknown", "(none)", "(none)" },
		{ LIST("{\"id\":\"apn_5\",\"healthy\":true," GTM_APP "}"), "connected", "apn_5", "(none)" },
		{ LIST(ACCOUNT("apn_5", "\"true\"", "false", "")), "unknown", "(none)", "(none)" },
		{ LIST(ACCOUNT("apn_5", "1", "false", "")), "unknown", "(none)", "(none)" },
		{ LIST(ACCOUNT("apn_5", "null", "false", "")), "unknown", "(none)", "(none)" },
		{ LIST(ACCOUNT("apn_5", "true", "\"no\"", "")), "unknown", "(none)", "(none)" },
		{ LIST(ACCOUNT("apn_5", "true", "0", "")), "unknown", "(none)", "(none)" },
		{ LIST("{\"id\":\"apn_5\"}," ACCOUNT("apn_6", "true", "false", "")), "connected", "apn_6", "(none)" },
		{ LIST("{\"id\":\"apn_5\",\"app\":{\"name_slug\":\"gmail\"}}"), "none", "(none)", "(none)" },
		{ LIST("{\"id\":\"apn_../x\"}"), "unknown", "(none)", "(none)" },
		{ LIST("null"), "unknown", "(none)", "(none)" },
		{ "{\"data\":[],\"page_info\":{\"total_count\":4}}", "unknown", "(none)", "(none)" },
		{ "{}", "unknown", "(none)", "(none)" },
		{ "<html>", "unknown", "(none)", "(none)" },
	};
	struct fix *f = *state;

	cached(f, "b3arer");
	kv_add(&f->in, "tenant", "ascend");
	for (size_t i = 0; i < sizeof(row) / sizeof(*row); i++) {
		run(f, &pipedream_accounts, RULES({ "/accounts", NULL, 200, row[i].body, 0, 0, 0 }));
		assert_fact(&f->p, "tenant.ascend", row[i].state);
		assert_fact(&f->p, "account.ascend", row[i].account);
		assert_fact(&f->p, "since.ascend", row[i].since);
		assert_fact(&f->p, "result", strcmp(row[i].state, "unknown") ? "ok" : "unknown");
	}
}

static void accounts_are_asked_side_by_side(void **state)
{
	const struct asked *a;
	struct fix *f = *state;

	f->env.pipedream_environment = mem_str("development");
	kv_add(&f->in, "tenant", "ascend");
	kv_add(&f->in, "tenant", "ka/huna");
	kv_add(&f->in, "oauth_app", "oa_9");
	run(f, &pipedream_accounts,
	    RULES(TOKEN("b3arer"), { "after=", NULL, 200, LIST(ACCOUNT("apn_7", "true", "false", "2026-01-01")), 0, 0, 0 },
		  { "external_user_id=ascend", NULL, 200,
		    "{\"data\":[" ACCOUNT("apn_6", "true", "false", "2026-01-02") "],\"page_info\":{\"end_cursor\":\"n\"}}", 0, 0, 0 },
		  { "/users?limit=100 ", NULL, 200, LIST("{\"external_id\":\"ascend\"}"), 0, 0, 0 },
		  { "external_user_id=ka%2Fhuna&app=google_tag_manager&oauth_app_id=oa_9&limit=100", NULL, 200,
		    LIST(ACCOUNT("apn_8", "true", "false", "2026-01-02")), 0, 0, 0 }));
	assert_fact(&f->p, "result", "ok");
	assert_fact(&f->p, "detail", "2 of 2 connected");
	assert_fact(&f->p, "accounts.ascend", "2");
	assert_fact(&f->p, "account.ascend", "apn_6");
	assert_fact(&f->p, "tenant.ka/huna", "connected");
	assert_int_equal(vendor_asked(&f->v, "include_credentials"), 0);
	a = vendor_call(&f->v, "/v1/connect/proj_a/accounts");
	assert_string_equal(kv_or(&a->headers, "x-pd-environment", ""), "development");
	assert_int_equal(evidence_count(&f->p, "accounts", "ok"), 3);
}

static void one_tenant_unknown(void **state)
{
	struct fix *f = *state;

	cached(f, "b3arer");
	kv_add(&f->in, "tenant", "a");
	kv_add(&f->in, "tenant", "b");
	run(f, &pipedream_accounts,
	    RULES({ "external_user_id=a&", NULL, 200, LIST(ACCOUNT("apn_6", "true", "false", "2026-01-02")), 0, 0, 0 },
		  { NULL, NULL, 404, "{}", 0, 0, 0 }));
	assert_fact(&f->p, "result", "unknown");
	assert_fact(&f->p, "tenant.a", "connected");
	assert_fact(&f->p, "tenant.b", "unknown");
}

static void no_app_no_question(void **state)
{
	struct fix *f = *state;

	kv_del(&f->in, "app_slug");
	kv_add(&f->in, "tenant", "a");
	run(f, &pipedream_accounts, NULL, 0);
	assert_fact(&f->p, "result", "unknown");
	assert_int_equal(f->v.n, 0);
}

/* ---- links */

static void links(void **state)
{
	static const char made[] = "{\"token\":\"ctok_0\",\"expires_at\":\"2026-11-21T14:00:00.172+00:00\",\"connect_link_url\":\"" LINK "\"}";
	struct fix *f = *state;

	cached(f, "b3arer");
	kv_add(&f->in, "tenant", "ascend");
	kv_add(&f->in, "oauth_app", "oa_9");
	run(f, &pipedream_link, RULES({ "POST https://api.pipedream.com/v1/connect/proj_a/tokens ", NULL, 200, made, 0, 0, 0 }));
	assert_fact(&f->p, "result", "ok");
	assert_fact(&f->p, "link.ascend", LINK "&app=google_tag_manager&oauthAppId=oa_9");
	assert_fact(&f->p, "link_until.ascend", "2026-11-21T14:00:00Z");
	assert_fact(&f->p, "detail", "1 link made");
	assert_non_null(strstr(f->v.log[0].line, " {\"project_id\":\"proj_a\",\"external_user_id\":\"ascend\",\"app_id\":\"google_tag_manager\",\"oauth_app_id\":\"oa_9\"}"));
	assert_int_equal(f->v.log[0].creates, 1);
	assert_int_equal(f->v.log[0].retry, 0);
	for (size_t i = 0; i < f->p.facts.n; i++)
		if (!strcmp(f->p.facts.v[i].key, "evidence"))
			assert_null(strstr(f->p.facts.v[i].value, "ctok_"));
	kv_set(&f->in, "oauth_app", "");
	run(f, &pipedream_link, RULES({ "/tokens", NULL, 200, made, 0, 0, 0 }));
	assert_null(strstr(f->v.log[0].line, "oauth_app_id"));
	assert_fact(&f->p, "link.ascend", LINK "&app=google_tag_manager");
}

static void bad_links(void **state)
{
	static const char *const bad[] = {
		"{}",
		"{\"connect_link_url\":null}",
		"{\"connect_link_url\":\"http://pipedream.com/x\"}",
		"{\"connect_link_url\":\"javascript:alert(1)\"}",
		"{\"connect_link_url\":\"https://pipedream.com/\\u202ex\"}",
		"{\"connect_link_url\":\"https://pipedream.com/a b\"}",
		"{\"connect_link_url\":\"https://u:p@pipedream.com/\"}",
		"{\"connect_link_url\":\"https://pipedream.com/\\u001b[0m\"}",
		"{\"connect_link_url\":\"http://127.0.0.1:22/\"}",
		"{\"connect_link_url\":\"https://127.0.0.1/\"}",
		"{\"connect_link_url\":\"" LINK "\",\"expires_at\":\"2020-01-01T00:00:00Z\"}",
		"<html>",
	};
	struct fix *f = *state;

	cached(f, "b3arer");
	kv_add(&f->in, "tenant", "ascend");
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		run(f, &pipedream_link, RULES({ "/tokens", NULL, 200, bad[i], 0, 0, 0 }));
		assert_fact(&f->p, "result", "unknown");
		assert_null(kv_get(&f->p.facts, "link.ascend"));
	}
	/* a dry run never creates: http refuses, the probe says why */
	run(f, &pipedream_link, RULES({ NULL, NULL, -REPLY_FORBIDDEN, NULL, 0, 0, 0 }));
	assert_fact(&f->p, "detail", "unknown: it failed");
}

static void link_parameters(void **state)
{
	static const struct {
		const char *before, *after;
	} row[] = {
		{ "https://a/b", "https://a/b?app=x_y" },
		{ "https://a/b?", "https://a/b?app=x_y" },
		{ "https://a/b?c=d", "https://a/b?c=d&app=x_y" },
		{ "https://a/b?c=d&", "https://a/b?c=d&app=x_y" },
		{ "https://a/b?c=d#f", "https://a/b?c=d&app=x_y#f" },
		{ "https://a/b#f?app=1", "https://a/b?app=x_y#f?app=1" },
		{ "https://a/b?app=1", "https://a/b?app=1" },
		{ "https://a/b?c&app#f", "https://a/b?c&app#f" },
		{ "https://a/b?apple=1&xapp=2", "https://a/b?apple=1&xapp=2&app=x_y" },
		{ "https://a/app=1?c=app", "https://a/app=1?c=app&app=x_y" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row) / sizeof(*row); i++) {
		struct buf b = BUF_INIT;

		buf_adds(&b, row[i].before);
		pipedream_link_param(&b, "app", "x_y");
		assert_string_equal(buf_str(&b), row[i].after);
		buf_free(&b);
	}
}

#define T(test) cmocka_unit_test_setup_teardown(test, setup, fix_free)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(one_token_for_all),
		T(token_refused),
		T(an_old_bearer_is_renewed_once),
		T(refused_twice_is_refused),
		T(missing_credentials_ask_nothing),
		T(found_with_actions),
		T(found_beats_unknown),
		T(absent_and_unknown),
		T(an_empty_catalog_is_none),
		T(pages),
		T(the_retired_slack),
		T(accounts_of_tenants),
		T(accounts_are_asked_side_by_side),
		T(one_tenant_unknown),
		T(no_app_no_question),
		T(links),
		T(bad_links),
		cmocka_unit_test(link_parameters),
	};

	(void)setenv("TOOLGAP_NOW", "2026-11-21T10:00:00Z", 1);
	assert_int_equal(clock_init(), 0);
	return cmocka_run_group_tests_name("pipedream", tests, NULL, NULL);
}
