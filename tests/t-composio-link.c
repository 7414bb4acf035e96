/* SPDX-License-Identifier: MIT */
/* t-composio-link: connect links of Composio: the auth config first, one link a tenant, nothing of it twice; from literals. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "probe_help.h"
#include "vendors/composio.h"

#define LIST(items) "{\"items\":[" items "],\"next_cursor\":null}"
#define CONFIG(id, status, used) "{\"id\":\"" id "\",\"toolkit\":{\"slug\":\"gmail\"},\"status\":\"" status "\"," \
	"\"no_of_connections\":" used ",\"credentials\":{\"client_secret\":\"CANARY\"}}"
#define LINKED(token) "{\"link_token\":\"" token "\",\"redirect_url\":\"https://connect.composio.dev/link/" token "\"," \
	"\"expires_at\":\"2026-11-21T10:10:00.000Z\",\"connected_account_id\":\"ca_" token "\"}"

static int setup(void **state)
{
	struct fix *f = fix_new(state);

	f->env.composio_url = mem_str("https://backend.composio.dev/");
	f->env.composio_key = secret_new("ak_SECRET");
	kv_add(&f->in, "toolkit_slug", "gmail");
	kv_add(&f->in, "tenant", "ascend");
	return 0;
}

static void run(struct fix *f, struct rule *rules, size_t n)
{
	fix_run(f, &composio_link, rules, n);
	assert_nowhere(&f->p, "SECRET");
	assert_nowhere(&f->p, "CANARY");
}

static void a_link_a_tenant(void **state)
{
	struct fix *f = *state;
	const struct asked *a;
	char *all;

	kv_add(&f->in, "tenant", "ka\"huna");
	run(f, RULES({ "GET", "/auth_configs?", 200, LIST(CONFIG("ac_b", "ENABLED", "3") "," CONFIG("ac_d", "DISABLED", "9") ","
			CONFIG("ac_a", "ENABLED", "3") "," CONFIG("ac_c", "ENABLED", "1")), 0, 0, 0 },
		     { "POST", "\"user_id\":\"ascend\"", 201, LINKED("lk1"), 0, 0, 0 },
		     { "POST", "\"user_id\":\"ka\\\"huna\"", 201, LINKED("lk2"), 0, 0, 0 }));
	assert_int_equal(f->v.n, 3);
	assert_string_equal(f->v.log[0].line, "GET https://backend.composio.dev/api/v3.1/auth_configs?toolkit_slug=gmail ");
	assert_true(f->v.log[0].retry);
	a = &f->v.log[1];
	assert_string_equal(a->line, "POST https://backend.composio.dev/api/v3.1/connected_accounts/link "
			    "{\"auth_config_id\":\"ac_a\",\"user_id\":\"ascend\"}\n");
	assert_true(a->creates);
	assert_false(a->retry);
	assert_string_equal(kv_or(&a->headers, "x-api-key", ""), "ak_SECRET");
	assert_fact(&f->p, "result", "ok");
	assert_fact(&f->p, "detail", "2 links made");
	assert_fact(&f->p, "auth_config", "ac_a");
	assert_fact(&f->p, "link.ascend", "https://connect.composio.dev/link/lk1");
	assert_fact(&f->p, "link_until.ascend", "2026-11-21T10:10:00Z");
	assert_fact(&f->p, "account.ascend", "ca_lk1");
	assert_fact(&f->p, "link.ka\"huna", "https://connect.composio.dev/link/lk2");
	all = kv_join_new(&f->p.facts, "evidence", "\n");
	assert_null(strstr(all, "lk1")); /* it holds a token */
	free(all);
}

static void the_one_that_was_named(void **state)
{
	struct fix *f = *state;

	kv_add(&f->in, "auth_config", "ac_c");
	run(f, RULES({ "GET", 0, 200, LIST(CONFIG("ac_b", "ENABLED", "3") "," CONFIG("ac_c", "ENABLED", "0")), 0, 0, 0 },
		     { "POST", "ac_c", 201, LINKED("lk1"), 0, 0, 0 }));
	assert_fact(&f->p, "auth_config", "ac_c");
	kv_set(&f->in, "auth_config", "ac_x");
	kv_add(&f->in, "make_config", "yes");
	run(f, RULES({ "GET", 0, 200, LIST(CONFIG("ac_b", "ENABLED", "3")), 0, 0, 0 }));
	assert_fact(&f->p, "result", "needs-config");
}

static void on_the_second_page(void **state)
{
	struct fix *f = *state;

	f->env.page = 1;
	run(f, RULES({ "GET", "cursor=c2", 200, LIST(CONFIG("ac_b", "ENABLED", "3")), 0, 0, 0 },
		     { "GET", "limit=1", 200, "{\"items\":[" CONFIG("ac_a", "ENABLED", "1") "],\"next_cursor\":\"c2\"}", 0, 0, 0 },
		     { "POST", "ac_b", 201, LINKED("lk1"), 0, 0, 0 }));
	assert_fact(&f->p, "result", "ok");
}

static void no_config(void **state)
{
	struct fix *f = *state;

	run(f, RULES({ "GET", 0, 200, LIST(CONFIG("ac_b", "DISABLED", "3")), 0, 0, 0 }));
	assert_int_equal(f->v.n, 1);
	assert_fact(&f->p, "result", "needs-config");
	assert_fact(&f->p, "detail", "gmail has no auth config to connect with: none is enabled in this project");
	kv_add(&f->in, "make_config", "yes");
	run(f, RULES({ "GET", 0, 200, LIST(""), 0, 0, 0 },
		     { "POST", "/auth_configs ", 201, "{\"toolkit\":{\"slug\":\"gmail\"},\"auth_config\":{\"id\":\"ac_new\"}}", 0, 0, 0 },
		     { "POST", "ac_new", 201, LINKED("lk1"), 0, 0, 0 }));
	assert_string_equal(f->v.log[1].line, "POST https://backend.composio.dev/api/v3.1/auth_configs "
			    "{\"toolkit\":{\"slug\":\"gmail\"},\"auth_config\":{\"type\":\"use_composio_managed_auth\"}}\n");
	assert_true(f->v.log[1].creates);
	assert_fact(&f->p, "result", "ok");
	run(f, RULES({ "GET", 0, 200, LIST(""), 0, 0, 0 },
		     { "POST", 0, 400, "{\"error\":{\"message\":\"Missing required field \\\"Client id\\\"\"}}", 0, 0, 0 }));
	assert_fact(&f->p, "result", "needs-config");
	assert_fact(&f->p, "detail", "gmail has no auth config to connect with: Missing required field \"Client id\"");
	run(f, RULES({ "GET", 0, 200, LIST(""), 0, 0, 0 }, { "POST", 0, -REPLY_FORBIDDEN, 0, 0, 0, 0 }));
	assert_fact(&f->p, "result", "unknown");
	run(f, RULES({ "GET", 0, 200, LIST(""), 0, 0, 0 }, { "POST", 0, 201, "{\"auth_config\":{\"id\":\"../x\"}}", 0, 0, 0 }));
	assert_fact(&f->p, "detail", "unknown: the answer has no auth config in it");
}

static void bad_answers(void **state)
{
	static const struct {
		int config, link;
		const char *config_body, *link_body, *detail;
	} bad[] = {
		{ 401, 0, "{}", "", "unknown: 401 from backend.composio.dev, key refused" },
		{ 200, 0, "<html>", "", "unknown: the answer of backend.composio.dev is not JSON" },
		{ 200, 0, "{}", "", "unknown: the answer has no list of auth configs in it" },
		{ 200, 0, LIST("{\"id\":\"x\"}"), "", "unknown: the list has an entry that cannot be read" },
		{ -REPLY_TIMEOUT, 0, 0, "", "unknown: it failed" },
		{ 200, 403, LIST(CONFIG("ac_a", "ENABLED", "1")), "{}", "unknown: 403 from backend.composio.dev, not allowed with this key" },
		{ 200, -REPLY_FORBIDDEN, LIST(CONFIG("ac_a", "ENABLED", "1")), 0, "unknown: it failed" },
		{ 200, 201, LIST(CONFIG("ac_a", "ENABLED", "1")), "{}", "unknown: the answer has no link in it" },
		{ 200, 201, LIST(CONFIG("ac_a", "ENABLED", "1")), "{\"redirect_url\":\"http://evil.example/\"}",
		  "unknown: the link is not a plain https address" },
		{ 200, 201, LIST(CONFIG("ac_a", "ENABLED", "1")), "{\"redirect_url\":\"https://a.example/\\u202ex\"}",
		  "unknown: the link is not a plain https address" },
		{ 200, 201, LIST(CONFIG("ac_a", "ENABLED", "1")), "{\"redirect_url\":\"javascript:alert(1)\"}",
		  "unknown: the link is not a plain https address" },
		/* into this machine, by any name */
		{ 200, 201, LIST(CONFIG("ac_a", "ENABLED", "1")), "{\"redirect_url\":\"http://127.0.0.1:22\"}",
		  "unknown: the link is not a plain https address" },
		{ 200, 201, LIST(CONFIG("ac_a", "ENABLED", "1")), "{\"redirect_url\":\"https://localhost/x\"}",
		  "unknown: the link is not a plain https address" },
		{ 200, 201, LIST(CONFIG("ac_a", "ENABLED", "1")), "{\"redirect_url\":\"https://[::1]/x\"}",
		  "unknown: the link is not a plain https address" },
		{ 200, 201, LIST(CONFIG("ac_a", "ENABLED", "1")),
		  "{\"redirect_url\":\"https://connect.composio.dev/link/x\",\"expires_at\":\"2026-11-21T10:00:00Z\"}",
		  "unknown: the link that came is expired already" },
	};
	struct fix *f = *state;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		run(f, RULES({ "GET", 0, bad[i].config, bad[i].config_body, 0, 0, 0 },
			     { "POST", 0, bad[i].link, bad[i].link_body, 0, 0, 0 }));
		assert_fact(&f->p, "result", "unknown");
		assert_fact(&f->p, "detail", bad[i].detail);
		assert_null(kv_get(&f->p.facts, "link.ascend"));
		if (bad[i].config == 401 || bad[i].link == 403)
			assert_fact(&f->p, "refused", "COMPOSIO_API_KEY");
		else
			assert_null(kv_get(&f->p.facts, "refused"));
	}
}

/* A vendor that is itself on this machine links to itself, at its own port and nowhere else here. */
static void a_vendor_on_this_machine(void **state)
{
	static const char *const links[][2] = { { "http://127.0.0.1:4000/link/x", "ok" }, { "http://127.0.0.1:22/", "unknown" },
						{ "http://localhost:4000/", "unknown" }, { "http://evil.example:4000/", "unknown" } };
	struct fix *f = *state;

	free(f->env.composio_url);
	f->env.composio_url = mem_str("http://127.0.0.1:4000/composio");
	for (size_t i = 0; i < sizeof(links) / sizeof(*links); i++) {
		char *body = mem_fmt("{\"redirect_url\":\"%s\"}", links[i][0]);

		run(f, RULES({ "GET", 0, 200, LIST(CONFIG("ac_a", "ENABLED", "1")), 0, 0, 0 }, { "POST", 0, 201, body, 0, 0, 0 }));
		assert_fact(&f->p, "result", links[i][1]);
		free(body);
	}
}

static void nothing_to_do(void **state)
{
	struct fix *f = *state;

	kv_set(&f->in, "toolkit_slug", "../x");
	run(f, NULL, 0);
	assert_fact(&f->p, "detail", "unknown: no toolkit is chosen");
	kv_set(&f->in, "toolkit_slug", "gmail");
	kv_del(&f->in, "tenant");
	run(f, NULL, 0);
	assert_fact(&f->p, "detail", "unknown: no tenant is named");
	secret_set(&f->env.composio_key, NULL);
	run(f, NULL, 0);
	assert_fact(&f->p, "missing", "COMPOSIO_API_KEY");
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, fix_free)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_link_a_tenant), T(the_one_that_was_named), T(on_the_second_page), T(no_config), T(bad_answers), T(a_vendor_on_this_machine),
		T(nothing_to_do),
	};

	(void)setenv("TOOLGAP_NOW", "2026-11-21T10:00:00Z", 1);
	assert_int_equal(clock_init(), 0);
	return cmocka_run_group_tests_name("composio-link", tests, NULL, NULL);
}
