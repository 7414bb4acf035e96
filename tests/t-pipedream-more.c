/* SPDX-License-Identifier: MIT */
/* t-pipedream-more: the meter, OAuth clients, keys without a browser, the ten users, pinned accounts; from literals. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "probe_help.h"
#include "vendors/pipedream.h"

#define TOKEN { "POST", "/v1/oauth/token", 200, "{\"access_token\":\"b3arer\",\"expires_in\":3600}", 0, 0, 0 }
#define LIST(items) "{\"data\":[" items "],\"page_info\":{\"end_cursor\":null}}"
#define LINK(t) "{\"token\":\"" t "\",\"expires_at\":\"2026-11-21T14:00:00.172+00:00\"," \
	"\"connect_link_url\":\"https://pipedream.com/_static/connect.html?token=" t "&connectLink=true\"}"
#define USER(id) "{\"id\":\"exu_1\",\"external_id\":\"" id "\"}"
#define EIGHT USER("u1") "," USER("u2") "," USER("u3") "," USER("u4") "," USER("u5") "," USER("u6") "," USER("u7") "," USER("u8")
#define ACCOUNT(id, healthy, dead, at, error) "{\"id\":\"" id "\",\"app\":{\"name_slug\":\"stripe\"},\"name\":\"N " id "\",\"healthy\":" healthy ",\"dead\":" dead "," \
	"\"created_at\":\"" at "\",\"error\":" error ",\"credentials\":{\"x\":\"CANARY\"}}"

static int setup(void **state)
{
	struct fix *f = fix_new(state);

	f->env.pipedream_url = mem_str("https://api.pipedream.com");
	f->env.pipedream_client_id = secret_new("cid");
	f->env.pipedream_client_secret = secret_new("S3CRET");
	f->env.pipedream_project = mem_str("proj_a");
	kv_add(&f->in, "app_slug", "stripe");
	kv_add(&f->in, "tenant", "ascend");
	return 0;
}

static void run(struct fix *f, const struct probe_ops *ops, struct rule *rules, size_t n)
{
	fix_run(f, ops, rules, n);
	assert_nowhere(&f->p, "S3CRET");
	assert_nowhere(&f->p, "CANARY");
	assert_nowhere(&f->p, "b3arer");
	assert_nowhere(&f->p, "sk_typed");
}

static void in_development(struct fix *f)
{
	free(f->env.pipedream_environment);
	f->env.pipedream_environment = mem_str("development");
}

/* ---- the meter */

static void usage(void **state)
{
	struct fix *f = *state;

	kv_add(&f->in, "from", "2026-11-01");
	kv_add(&f->in, "to", "2026-11-21T10:00:00Z");
	run(f, &pipedream_usage, RULES(TOKEN, { "/v1/connect/usage?start_ts=1793491200&end_ts=1795255200 ", 0, 200,
		"{\"data\":[{\"credits_used\":1200,\"action_run_credits_used\":1000,\"proxy_credits_used\":200},{\"credits_used\":34}]}", 0, 0, 0 }));
	assert_non_null(strstr(f->v.log[0].line, "connect:users:read connect:usage:read connect:projects:read\""));
	assert_null(kv_get(&f->v.log[1].headers, "x-pd-environment"));
	assert_fact(&f->p, "result", "ok");
	assert_fact(&f->p, "credits", "1234");
	assert_fact(&f->p, "actions", "1000");
	assert_fact(&f->p, "proxy", "200");
	assert_fact(&f->p, "sources", "0");
	assert_fact(&f->p, "from", "2026-11-01T00:00:00Z");
	assert_fact(&f->p, "detail", "1,234 credits since 2026-11-01");
	/* the bearer that was minted for it serves again, for this and for less */
	run(f, &pipedream_usage, RULES({ "usage", 0, 200, "{\"data\":[]}", 0, 0, 0 }));
	assert_fact(&f->p, "detail", "0 credits since 2026-11-01");
	run(f, &pipedream_accounts, RULES({ "/accounts", 0, 200, LIST(""), 0, 0, 0 }));
	assert_int_equal(f->v.n, 1);
}

/* A bearer of fewer scopes does not do. */
static void a_wider_bearer(void **state)
{
	struct fix *f = *state;

	run(f, &pipedream_accounts, RULES(TOKEN, { "/accounts", 0, 200, LIST(""), 0, 0, 0 }));
	assert_int_equal(vendor_asked(&f->v, "usage:read"), 0);
	run(f, &pipedream_usage, RULES(TOKEN, { "usage?", 0, 200, "{\"data\":[]}", 0, 0, 0 }));
	assert_int_equal(vendor_asked(&f->v, "/v1/oauth/token"), 1);
	assert_int_equal(vendor_asked(&f->v, "usage:read"), 1);
}

static void usage_unknown(void **state)
{
	static const struct {
		int status;
		const char *body, *detail;
	} bad[] = {
		{ 403, "{}", "unknown: 403 from api.pipedream.com, not allowed with this key" },
		{ 200, "{}", "unknown: the answer has no figures in it" },
		{ 200, "{\"data\":[{}]}", "unknown: the answer has no figures in it" },
		{ 200, "{\"data\":[{\"credits_used\":-1}]}", "unknown: the answer has no figures in it" },
		{ 200, "{\"data\":[{\"credits_used\":1e300}]}", "unknown: the answer has no figures in it" },
		{ 200, "{\"data\":[{\"credits_used\":\"7\"}]}", "unknown: the answer has no figures in it" },
	};
	struct fix *f = *state;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		run(f, &pipedream_usage, RULES(TOKEN, { "usage?", 0, bad[i].status, bad[i].body, 0, 0, 0 }));
		assert_fact(&f->p, "result", "unknown");
		assert_fact(&f->p, "detail", bad[i].detail);
	}
	kv_add(&f->in, "from", "yesterday");
	run(f, &pipedream_usage, NULL, 0);
	assert_fact(&f->p, "detail", "unknown: that is no span of time");
	kv_set(&f->in, "from", "2026-11-02");
	kv_add(&f->in, "to", "2026-11-02");
	run(f, &pipedream_usage, NULL, 0);
	assert_fact(&f->p, "detail", "unknown: that is no span of time");
}

/* ---- OAuth clients */

#define CLIENT(id, app) "{\"id\":\"" id "\",\"name\":\"Own \\u001b[2J\",\"app\":{\"name_slug\":\"" app "\"},\"client_secret\":\"CANARY\"," \
	"\"redirect_uri\":\"https://api.pipedream.com/connect/oauth/" id "/callback\"}"

static void oauth_clients(void **state)
{
	struct fix *f = *state;

	kv_add(&f->in, "oauth_app", "oa_2");
	run(f, &pipedream_oauth, RULES(TOKEN, { "oauth_apps?limit=100 ", 0, 200,
		"{\"data\":[" CLIENT("oa_1", "gmail") "],\"page_info\":{\"end_cursor\":\"n\"}}", 0, 0, 0 },
		{ "oauth_apps?limit=100&after=n ", 0, 200, LIST(CLIENT("oa_2", "stripe")), 0, 0, 0 }));
	assert_fact(&f->p, "result", "found");
	assert_fact(&f->p, "detail", "oa_2 is an OAuth client of this project");
	assert_fact(&f->p, "redirect_uri", "https://api.pipedream.com/connect/oauth/oa_2/callback");
	assert_int_equal(kv_count(&f->p.facts, "oauth_app"), 2);
	assert_nowhere(&f->p, "\033");
	run(f, &pipedream_oauth, RULES({ "oauth_apps?", 0, 200, LIST(CLIENT("oa_2", "gmail")), 0, 0, 0 }));
	assert_fact(&f->p, "result", "other-app");
	assert_fact(&f->p, "detail", "oa_2 is an OAuth client for gmail, and not for stripe");
	run(f, &pipedream_oauth, RULES({ "oauth_apps?", 0, 200, LIST(CLIENT("oa_1", "stripe") "," CLIENT("oa_3", "gmail")), 0, 0, 0 }));
	assert_fact(&f->p, "result", "absent");
	assert_fact(&f->p, "detail", "oa_2 is none of the 2 OAuth clients that the project has");
	/* a list that cannot be read to its end says nothing of what is absent */
	run(f, &pipedream_oauth, RULES({ "oauth_apps?", 0, 200, LIST(CLIENT("oa_1", "stripe") ",{}"), 0, 0, 0 }));
	assert_fact(&f->p, "result", "unknown");
	run(f, &pipedream_oauth, RULES({ "oauth_apps?", 0, 200, LIST(CLIENT("oa_2", "stripe") ",{}"), 0, 0, 0 }));
	assert_fact(&f->p, "result", "found");
	run(f, &pipedream_oauth, RULES({ "oauth_apps?", 0, 404, "{}", 0, 0, 0 }));
	assert_fact(&f->p, "result", "unknown");
	kv_set(&f->in, "oauth_app", "oa_../x");
	run(f, &pipedream_oauth, NULL, 0);
	assert_fact(&f->p, "result", "unknown");
}

/* ---- ten users */

static void room_in_development(void **state)
{
	struct fix *f = *state;

	in_development(f);
	kv_add(&f->in, "tenant", "u3");
	run(f, &pipedream_link, RULES(TOKEN, { "GET", "/users?", 200, LIST(EIGHT "," USER("u9")), 0, 0, 0 },
				      { "POST", "/tokens ", 200, LINK("ctok_0"), 0, 0, 0 }));
	assert_int_equal(vendor_asked(&f->v, "/tokens "), 2);
	assert_fact(&f->p, "result", "ok");
	assert_fact(&f->p, "users", "9");
	assert_fact(&f->p, "users_max", "10");
	assert_fact(&f->p, "detail", "2 links made; development: who opens one must be signed in to pipedream.com");
}

static void no_room_in_development(void **state)
{
	struct fix *f = *state;

	in_development(f);
	kv_add(&f->in, "tenant", "u3");
	kv_add(&f->in, "tenant", "kahuna");
	run(f, &pipedream_link, RULES(TOKEN, { "GET", "/users?", 200, LIST(EIGHT "," USER("u9")), 0, 0, 0 }));
	assert_int_equal(vendor_asked(&f->v, "/tokens "), 0);
	assert_fact(&f->p, "result", "full");
	assert_fact(&f->p, "detail", "development has room for 10 users, has 9, and 2 tenants would be new: no link was made");
	/* where nobody can count, the vendor decides */
	run(f, &pipedream_link, RULES({ "GET", "/users?", 403, "{}", 0, 0, 0 }, { "POST", "/tokens ", 200, LINK("ctok_0"), 0, 0, 0 }));
	assert_fact(&f->p, "result", "ok");
	assert_null(kv_get(&f->p.facts, "users"));
	/* production has no such limit, and is not asked */
	free(f->env.pipedream_environment);
	f->env.pipedream_environment = NULL;
	run(f, &pipedream_link, RULES({ "POST", "/tokens ", 200, LINK("ctok_0"), 0, 0, 0 }));
	assert_fact(&f->p, "detail", "3 links made");
}

/* The board says it before anybody asks for a link. */
static void counted_before_a_link(void **state)
{
	struct fix *f = *state;

	in_development(f);
	run(f, &pipedream_accounts, RULES(TOKEN, { "/accounts?", 0, 200, LIST(""), 0, 0, 0 },
		{ "/users?limit=100 ", 0, 200, "{\"data\":[" EIGHT "],\"page_info\":{\"end_cursor\":\"n\"}}", 0, 0, 0 },
		{ "/users?limit=100&after=n ", 0, 200, LIST(USER("u9")), 0, 0, 0 }));
	assert_fact(&f->p, "result", "ok");
	assert_fact(&f->p, "detail", "0 of 1 connected · development: 9 of 10 users");
	run(f, &pipedream_accounts, RULES({ "/accounts?", 0, 200, LIST(""), 0, 0, 0 }, { "/users?", 0, 500, "{}", 0, 0, 0 }));
	assert_fact(&f->p, "result", "ok");
	assert_fact(&f->p, "detail", "0 of 1 connected");
}

/* ---- several accounts */

static void a_pinned_account(void **state)
{
	static const char three[] = LIST(ACCOUNT("apn_1", "true", "false", "2026-11-01", "null") ","
		ACCOUNT("apn_2", "true", "false", "2026-11-03", "null") ","
		ACCOUNT("apn_3", "false", "false", "2026-11-09", "\"token \\u001b[2J refresh failed\""));
	struct fix *f = *state;

	run(f, &pipedream_accounts, RULES(TOKEN, { "/accounts?", 0, 200, three, 0, 0, 0 }));
	assert_fact(&f->p, "account.ascend", "apn_2");
	assert_fact(&f->p, "accounts.ascend", "3");
	assert_int_equal(kv_count(&f->p.facts, "choice.ascend"), 3);
	assert_fact(&f->p, "choice.ascend", "apn_3\tunhealthy\tN apn_3\t2026-11-09T00:00:00Z");
	assert_null(kv_get(&f->p.facts, "error.ascend"));
	kv_add(&f->in, "pin.ascend", "apn_1");
	run(f, &pipedream_accounts, RULES({ "/accounts?", 0, 200, three, 0, 0, 0 }));
	assert_fact(&f->p, "tenant.ascend", "connected");
	assert_fact(&f->p, "account.ascend", "apn_1");
	/* a pinned one that is sick is sick, whatever the others are */
	kv_set(&f->in, "pin.ascend", "apn_3");
	run(f, &pipedream_accounts, RULES({ "/accounts?", 0, 200, three, 0, 0, 0 }));
	assert_fact(&f->p, "tenant.ascend", "unhealthy");
	assert_fact(&f->p, "error.ascend", "token \\x1b[2J refresh failed");
	assert_null(kv_get(&f->p.facts, "account.ascend"));
	kv_set(&f->in, "pin.ascend", "apn_9");
	run(f, &pipedream_accounts, RULES({ "/accounts?", 0, 200, three, 0, 0, 0 }));
	assert_fact(&f->p, "tenant.ascend", "none");
	/* one alone is no choice */
	kv_del(&f->in, "pin.ascend");
	run(f, &pipedream_accounts, RULES({ "/accounts?", 0, 200, LIST(ACCOUNT("apn_4", "true", "true", "2026-11-03", "\"gone\"")), 0, 0, 0 }));
	assert_null(kv_get(&f->p.facts, "choice.ascend"));
	assert_fact(&f->p, "tenant.ascend", "dead");
	assert_fact(&f->p, "error.ascend", "gone");
}

/* ---- keys, without a browser */

static void typed(struct fix *f)
{
	secret_set(&f->env.fields, "{\"api_key\":\"sk_typed_\\\"1\",\"mode\":\"a\"}");
}

static void connected_by_keys(void **state)
{
	struct fix *f = *state;
	const struct asked *a;

	typed(f);
	kv_add(&f->in, "name", "Stripe (ascend)");
	run(f, &pipedream_keys, RULES(TOKEN, { "POST", "/tokens ", 200, LINK("ctok_0"), 0, 0, 0 },
		{ "POST", "/accounts?external_user_id=ascend ", 200, ACCOUNT("apn_7", "true", "false", "2026-11-21", "null"), 0, 0, 0 }));
	assert_int_equal(f->v.n, 3);
	assert_true(f->v.log[1].creates && f->v.log[2].creates);
	assert_false(f->v.log[1].retry || f->v.log[2].retry);
	a = &f->v.log[2];
	assert_string_equal(strchr(a->line, '{'), "{\"app_slug\":\"stripe\",\"cfmap_json\":\"{\\\"api_key\\\":\\\"sk_typed_\\\\\\\"1\\\",\\\"mode\\\":\\\"a\\\"}\","
			    "\"connect_token\":\"ctok_0\",\"name\":\"Stripe (ascend)\"}\n");
	assert_string_equal(kv_or(&a->headers, "Authorization", ""), "Bearer ctok_0");
	assert_string_equal(kv_or(&a->headers, "x-pd-environment", ""), "production");
	assert_fact(&f->p, "result", "ok");
	assert_fact(&f->p, "detail", "ascend is connected by keys");
	assert_fact(&f->p, "account.ascend", "apn_7");
	assert_fact(&f->p, "tenant.ascend", "connected");
	assert_nowhere(&f->p, "ctok_");
	assert_null(f->env.fields); /* used once */
	run(f, &pipedream_keys, NULL, 0);
	assert_fact(&f->p, "detail", "unknown: no keys were given");
}

static void keys_refused(void **state)
{
	static const struct {
		int token, account;
		const char *token_body, *account_body, *result, *detail;
	} bad[] = {
		{ 404, 0, "{\"error\":\"App not found\"}", 0, "failed", "not connected: Pipedream says: App not found" },
		{ 200, 0, "{}", 0, "unknown", "unknown: the answer has no token in it" },
		{ 200, 0, "{\"token\":\"a b\"}", 0, "unknown", "unknown: the answer has no token in it" },
		{ 500, 0, "{}", 0, "unknown", "unknown: 500 from api.pipedream.com, the service has a fault" },
		{ -REPLY_FORBIDDEN, 0, 0, 0, "failed", "not connected: it failed" },
		{ 200, 400, LINK("ctok_0"), "{\"error\":\"The test of the key failed \\u001b\"}", "failed",
		  "not connected: Pipedream says: The test of the key failed \\x1b" },
		{ 200, 400, LINK("ctok_0"), "{\"error\":\"bad key sk_typed_\\\"1 given\"}", "failed",
		  "not connected: 400 from api.pipedream.com, not the answer that was asked for" },
		{ 200, 401, LINK("ctok_0"), "{\"error\":\"x\"}", "failed", "not connected: 401 from api.pipedream.com, key refused" },
		{ 200, 502, LINK("ctok_0"), "{}", "unknown",
		  "unknown: 502 from api.pipedream.com, the service has a fault; look whether it was connected before you ask again" },
		{ 200, -REPLY_TIMEOUT, LINK("ctok_0"), 0, "unknown", "unknown: it failed; look whether it was connected before you ask again" },
		{ 200, 200, LINK("ctok_0"), "{\"id\":\"x\"}", "unknown",
		  "unknown: the answer has no account in it; look whether it was connected before you ask again" },
		{ 200, 200, LINK("ctok_0"), ACCOUNT("apn_7", "false", "false", "2026-11-21", "\"key sk_typed_\\\"1 refused\""), "failed",
		  "ascend has an account now, and it does not work with these keys" },
	};
	struct fix *f = *state;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		typed(f);
		run(f, &pipedream_keys, RULES(TOKEN, { "POST", "/tokens ", bad[i].token, bad[i].token_body, 0, 0, 0 },
					      { "POST", "/accounts?", bad[i].account, bad[i].account_body, 0, 0, 0 }));
		assert_fact(&f->p, "result", bad[i].result);
		assert_fact(&f->p, "detail", bad[i].detail);
		assert_null(kv_get(&f->p.facts, "error.ascend"));
	}
}

/* Keys that could not be sent yet are kept: the credentials may come from a store, and then it starts anew. */
static void keys_wait_for_credentials(void **state)
{
	struct fix *f = *state;

	typed(f);
	secret_set(&f->env.pipedream_client_id, NULL);
	run(f, &pipedream_keys, NULL, 0);
	assert_fact(&f->p, "missing", "PIPEDREAM_CLIENT_ID");
	assert_non_null(f->env.fields);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, fix_free)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(usage), T(a_wider_bearer), T(usage_unknown), T(oauth_clients), T(room_in_development),
		T(no_room_in_development), T(counted_before_a_link), T(a_pinned_account), T(connected_by_keys),
		T(keys_refused), T(keys_wait_for_credentials),
	};

	(void)setenv("TOOLGAP_NOW", "2026-11-21T10:00:00Z", 1);
	assert_int_equal(clock_init(), 0);
	return cmocka_run_group_tests_name("pipedream-more", tests, NULL, NULL);
}
