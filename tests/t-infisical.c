/* SPDX-License-Identifier: MIT */
/* t-infisical: credentials from the store: what is taken, what hidden and empty mean, and that nothing is ever said. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "probe_help.h"
#include "vendors/infisical.h"

#define LOGIN { "POST", "/api/v1/auth/universal-auth/login", 200, \
	"{\"accessToken\":\"t0ken\",\"expiresIn\":2592000,\"accessTokenMaxTTL\":2592000,\"tokenType\":\"Bearer\"}", 0, 0, 0 }
#define SECRET(key, value) "{\"secretKey\":\"" key "\",\"secretValue\":\"" value "\",\"secretValueHidden\":false,\"type\":\"shared\"}"
#define HIDDEN(key) "{\"secretKey\":\"" key "\",\"secretValue\":\"<hidden-by-infisical>\",\"secretValueHidden\":true,\"type\":\"shared\"}"
#define LIST(items) "{\"secrets\":[" items "],\"imports\":[]}"
#define ALL LIST(SECRET("client_id", "v-id") "," SECRET("client_secret", "v-sec") "," SECRET("project_id", "proj_v") "," SECRET("other", "v-other"))
#define V4 "/api/v4/secrets?"
#define V3 "/api/v3/secrets/raw?"

static int setup(void **state)
{
	struct fix *f = fix_new(state);

	f->env.infisical_url = mem_str("https://eu.infisical.com");
	f->env.infisical_id = secret_new("m-id");
	f->env.infisical_secret = secret_new("m-S3CRET");
	f->env.infisical_project = mem_str("0000-1");
	f->env.infisical_environment = mem_str("prod");
	return 0;
}

static void forget(struct fix *f)
{
	secret_set(&f->env.pipedream_client_id, NULL);
	secret_set(&f->env.pipedream_client_secret, NULL);
	free(f->env.pipedream_project);
	f->env.pipedream_project = NULL;
}

static void run(struct fix *f, struct rule *rules, size_t n)
{
	fix_run(f, &infisical_probe, rules, n);
	assert_nowhere(&f->p, "m-S3CRET");
	assert_nowhere(&f->p, "m-id");
	assert_nowhere(&f->p, "t0ken");
	assert_nowhere(&f->p, "v-");
	assert_nowhere(&f->p, "proj_v");
}

static void all_three(void **state)
{
	struct fix *f = *state;

	assert_true(infisical_ready(&f->env));
	run(f, RULES(LOGIN, { V4, 0, 200, ALL, 0, 0, 0 }));
	assert_int_equal(f->v.n, 2);
	assert_string_equal(f->v.log[0].line, "POST https://eu.infisical.com/api/v1/auth/universal-auth/login "
			    "{\"clientId\":\"m-id\",\"clientSecret\":\"m-S3CRET\"}\n");
	assert_null(kv_get(&f->v.log[0].headers, "Authorization"));
	assert_string_equal(f->v.log[1].line, "GET https://eu.infisical.com/api/v4/secrets?projectId=0000-1&environment=prod"
			    "&secretPath=%2Fpipedream&recursive=false&expandSecretReferences=true&includeImports=true"
			    "&includePersonalOverrides=false ");
	assert_string_equal(kv_or(&f->v.log[1].headers, "Authorization", ""), "Bearer t0ken");
	assert_true(f->v.log[0].retry && f->v.log[1].retry);
	assert_false(f->v.log[0].creates || f->v.log[1].creates);
	assert_fact(&f->p, "result", "ok");
	assert_fact(&f->p, "detail", "client_id, client_secret, project_id taken from Infisical, /pipedream");
	assert_fact(&f->p, "secret.PIPEDREAM_CLIENT_SECRET", "given");
	assert_true(secret_is(f->env.pipedream_client_id, "v-id"));
	assert_true(secret_is(f->env.pipedream_client_secret, "v-sec"));
	assert_string_equal(f->env.pipedream_project, "proj_v");
	assert_int_equal(evidence_count(&f->p, "infisical", "ok"), 1);
}

/* The environment goes before the store. */
static void what_is_set_is_kept(void **state)
{
	struct fix *f = *state;

	f->env.pipedream_client_id = secret_new("mine");
	run(f, RULES(LOGIN, { V4, 0, 200, ALL, 0, 0, 0 }));
	assert_true(secret_is(f->env.pipedream_client_id, "mine"));
	assert_true(secret_is(f->env.pipedream_client_secret, "v-sec"));
	assert_fact(&f->p, "secret.PIPEDREAM_CLIENT_ID", "kept");
	assert_fact(&f->p, "detail", "client_secret, project_id taken from Infisical, /pipedream");
	run(f, RULES(LOGIN, { V4, 0, 200, LIST(""), 0, 0, 0 }));
	assert_fact(&f->p, "result", "none");
	assert_fact(&f->p, "detail", "nothing is needed from Infisical");
}

static void hidden_is_not_empty(void **state)
{
	struct fix *f = *state;

	run(f, RULES(LOGIN, { V4, 0, 200, LIST(HIDDEN("client_id") "," SECRET("client_secret", "")), 0, 0, 0 }));
	assert_fact(&f->p, "result", "none");
	assert_fact(&f->p, "secret.PIPEDREAM_CLIENT_ID", "hidden");
	assert_fact(&f->p, "secret.PIPEDREAM_CLIENT_SECRET", "empty");
	assert_fact(&f->p, "secret.PIPEDREAM_PROJECT_ID", "absent");
	assert_fact(&f->p, "detail", "Infisical, /pipedream; the value of client_id is hidden from this identity; "
		    "client_secret is empty; project_id is not there");
	assert_null(f->env.pipedream_client_id);
	assert_null(f->env.pipedream_client_secret);
	assert_null(f->env.pipedream_project);
	run(f, RULES(LOGIN, { V4, 0, 200, LIST(HIDDEN("client_id") "," SECRET("client_secret", "v-sec")), 0, 0, 0 }));
	assert_fact(&f->p, "result", "ok");
	assert_fact(&f->p, "detail", "client_secret taken from Infisical, /pipedream; "
		    "the value of client_id is hidden from this identity; project_id is not there");
}

/* Keys are what they are, letter by letter; the long names count where the bare ones are not. */
static void names(void **state)
{
	struct fix *f = *state;

	run(f, RULES(LOGIN, { V4, 0, 200, LIST(SECRET("PIPEDREAM_CLIENT_ID", "v-long") "," SECRET("client_id", "v-bare") ","
		SECRET("PIPEDREAM_CLIENT_ID", "v-long") "," SECRET("Client_Secret", "v-no") ","
		SECRET("PIPEDREAM_PROJECT_ID", "proj_v")), 0, 0, 0 }));
	assert_true(secret_is(f->env.pipedream_client_id, "v-bare"));
	assert_null(f->env.pipedream_client_secret);
	assert_string_equal(f->env.pipedream_project, "proj_v");
}

static void imports_and_personal_ones(void **state)
{
	struct fix *f = *state;

	run(f, RULES(LOGIN, { V4, 0, 200, "{\"secrets\":[" SECRET("client_id", "v-here") ","
		"{\"secretKey\":\"client_secret\",\"secretValue\":\"v-personal\",\"type\":\"personal\"}],"
		"\"imports\":[{\"secretPath\":\"/a\",\"secrets\":[" SECRET("client_id", "v-a") "," SECRET("client_secret", "v-a") "]},"
		"{\"secretPath\":\"/b\",\"secrets\":[" SECRET("client_secret", "v-b") "]}]}", 0, 0, 0 }));
	assert_true(secret_is(f->env.pipedream_client_id, "v-here"));
	assert_true(secret_is(f->env.pipedream_client_secret, "v-b"));
}

static void an_old_installation(void **state)
{
	struct fix *f = *state;

	run(f, RULES(LOGIN, { V4, 0, 404, "{\"message\":\"Route GET:/api/v4/secrets?projectId=1 not found\",\"error\":\"Not Found\",\"statusCode\":404}", 0, 0, 0 },
		     { V3, 0, 200, ALL, 0, 0, 0 }));
	assert_int_equal(f->v.n, 3);
	assert_string_equal(f->v.log[2].line, "GET https://eu.infisical.com/api/v3/secrets/raw?workspaceId=0000-1&environment=prod"
			    "&secretPath=%2Fpipedream&recursive=false&expandSecretReferences=true&include_imports=true ");
	assert_fact(&f->p, "result", "ok");
	/* neither: that ends */
	forget(f);
	run(f, RULES(LOGIN, { "/api/v", 0, 404, "{\"message\":\"Route GET:/x not found\"}", 0, 0, 0 }));
	assert_int_equal(f->v.n, 3);
	assert_fact(&f->p, "result", "unknown");
}

static void other_addresses(void **state)
{
	struct fix *f = *state;

	free(f->env.infisical_url);
	f->env.infisical_url = mem_str("https://secrets.example.com/x/api/");
	kv_add(&f->in, "path", "/team a/pd");
	run(f, RULES(LOGIN, { V4, "secretPath=%2Fteam%20a%2Fpd&", 200, ALL, 0, 0, 0 }));
	assert_int_equal(vendor_asked(&f->v, "https://secrets.example.com/x/api/v"), 2);
	assert_fact(&f->p, "result", "ok");
}

static void refusals(void **state)
{
	static const struct {
		int login, list;
		const char *login_body, *list_body, *detail;
	} bad[] = {
		{ 401, 0, "{\"message\":\"Invalid credentials\"}", "",
		  "unknown: Infisical refuses the machine identity (401); is INFISICAL_DOMAIN the right region?" },
		{ 403, 0, "{}", "", "unknown: Infisical refuses the machine identity (403); is INFISICAL_DOMAIN the right region?" },
		{ 404, 0, "{\"message\":\"x\"}", "", "unknown: Infisical has no such project, environment or folder (/pipedream)" },
		{ 422, 0, "{\"error\":[{\"code\":1}]}", "", "unknown: Infisical could not be asked: 422 from eu.infisical.com, not the answer that was asked for" },
		{ 429, 0, "{}", "", "unknown: Infisical could not be asked: 429 from eu.infisical.com, asked too often" },
		{ 200, 0, "{}", "", "unknown: Infisical could not be asked: the answer has no token in it" },
		{ 200, 0, "{\"accessToken\":\"a b\"}", "", "unknown: Infisical could not be asked: the answer has no token in it" },
		{ 200, 0, "{\"accessToken\":\"a\\r\\nx: y\"}", "", "unknown: Infisical could not be asked: the answer has no token in it" },
		{ 200, 0, "<html>", "", "unknown: Infisical could not be asked: the answer of eu.infisical.com is not JSON" },
		{ -REPLY_TLS, 0, "", "", "unknown: Infisical could not be asked: it failed" },
		{ 200, 401, "{\"accessToken\":\"t0ken\"}", "{}", "unknown: Infisical does not let this identity read /pipedream (401)" },
		{ 200, 403, "{\"accessToken\":\"t0ken\"}", "{}", "unknown: Infisical does not let this identity read /pipedream (403)" },
		{ 200, 404, "{\"accessToken\":\"t0ken\"}", "{\"message\":\"Folder with path '/pipedream' not found\"}",
		  "unknown: Infisical has no such project, environment or folder (/pipedream)" },
		{ 200, 500, "{\"accessToken\":\"t0ken\"}", "{}", "unknown: Infisical could not be asked: 500 from eu.infisical.com, the service has a fault" },
		{ 200, 200, "{\"accessToken\":\"t0ken\"}", "{\"secrets\":{}}", "unknown: Infisical could not be asked: the answer has no list of secrets in it" },
		{ 200, 200, "{\"accessToken\":\"t0ken\"}", "[", "unknown: Infisical could not be asked: the answer of eu.infisical.com is not JSON" },
		{ 200, -REPLY_TIMEOUT, "{\"accessToken\":\"t0ken\"}", "", "unknown: Infisical could not be asked: it failed" },
	};
	struct fix *f = *state;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		run(f, RULES({ "POST", 0, bad[i].login, bad[i].login_body, 0, 0, 0 },
			     { "GET", 0, bad[i].list, bad[i].list_body, 0, 0, 0 }));
		assert_fact(&f->p, "result", "unknown");
		assert_fact(&f->p, "detail", bad[i].detail);
		assert_null(f->env.pipedream_client_id);
	}
}

static void odd_rows(void **state)
{
	struct fix *f = *state;

	run(f, RULES(LOGIN, { V4, 0, 200, "{\"secrets\":[7,null,{},{\"secretKey\":5},{\"secretKey\":\"client_id\"},"
		"{\"secretKey\":\"client_secret\",\"secretValue\":9}],\"imports\":[1,{\"secrets\":3}]}", 0, 0, 0 }));
	assert_fact(&f->p, "result", "none");
	assert_fact(&f->p, "secret.PIPEDREAM_CLIENT_ID", "empty");
	assert_fact(&f->p, "secret.PIPEDREAM_CLIENT_SECRET", "empty");
}

static void not_set_up(void **state)
{
	struct fix *f = *state;

	secret_set(&f->env.infisical_secret, NULL);
	f->env.infisical_environment[0] = '\0';
	assert_false(infisical_ready(&f->env));
	run(f, NULL, 0);
	assert_int_equal(f->v.n, 0);
	assert_fact(&f->p, "detail", "unknown: INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET, INFISICAL_ENVIRONMENT are not set");
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, fix_free)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(all_three), T(what_is_set_is_kept), T(hidden_is_not_empty), T(names), T(imports_and_personal_ones),
		T(an_old_installation), T(other_addresses), T(refusals), T(odd_rows), T(not_set_up),
	};

	return cmocka_run_group_tests_name("infisical", tests, NULL, NULL);
}
