/* SPDX-License-Identifier: MIT */
/* t-check-rows: rules 6 and 7, registries that cannot be read, and one like the seed's. */
#include "check_help.h"

#define R "docs/composio/toolkit-registry.md"
#define ROW(slug, vendor, a, k, status, notes) "| " slug " | " vendor " | " a " | " k " | X_* | " status " | " notes " |\n"

static int begin(void **state)
{
	if (begin_plan(state))
		return -1;
	drop("work/.codex/config.toml");
	put("work/.mcp.json", "{}\n");
	return 0;
}

static void rows(const char *text, const char *want)
{
	char *all = mem_fmt("%s%s", TABLE, text);

	put(REG_FILE, all);
	free(all);
	finds(want);
}

/* TOOLGAP_NOW is 2026-11-21. */
static void waiting_rows(void **state)
{
	struct findings f;

	(void)state;
	rows(ROW("a", "COMPOSIO", "—", "—", "PENDING-NATIVE", "since 2026-11-07: https://x.example/1.")
	     ROW("b", "COMPOSIO", "—", "—", "PENDING-NATIVE", "PENDING-NATIVE since 2026-11-06.")
	     ROW("c", "COMPOSIO", "—", "—", "PENDING-NATIVE", "Asked 2026-01-01, due 2026-11-21.")
	     ROW("d", "COMPOSIO", "—", "—", "PENDING-NATIVE", "Asked 2026-11-20, due 2026-11-20 (https://x.example/4).")
	     ROW("e", "COMPOSIO", "—", "—", "PENDING-NATIVE", "Some day.")
	     ROW("f", "COMPOSIO", "—", "—", "LIVE", "since 2020-01-01"),
	     R ":4 overdue:b\n" R ":6 overdue:d\n" R ":7 undated:e\n");
	look_how(&f, NULL);
	assert_string_equal(f.v[0].kind->severity, "warning");
	assert_int_equal(f.v[0].kind->rule, 6);
	assert_non_null(strstr(f.v[0].message, "2026-11-20, 1 day ago"));
	assert_non_null(strstr(f.v[1].fix, "https://x.example/4)"));
	findings_free(&f);
}

static void words(void **state)
{
	(void)state;
	rows(ROW("a", "COMPOSIO", "—", "—", "LIVE", "") ROW("b", "composio", "—", "—", "Live", "")
	     ROW("c", "—", "—", "—", "—", "") ROW("d", "NATIVE_MCP", "—", "—", "WONT-FIX", "")
	     ROW("e", "V5_CALL_API", "—", "—", "PENDING", "") ROW("f", "CF_WORKER", "—", "—", "LIVE", ""),
	     R ":4 unknown-vendor:b\n" R ":4 unknown-status:b\n" R ":5 unknown-vendor:c\n" R ":5 unknown-status:c\n");
}

static void same_slugs(void **state)
{
	(void)state;
	rows(ROW("a", "COMPOSIO", "—", "—", "LIVE", "") ROW("`b`", "COMPOSIO", "—", "—", "LIVE", "")
	     ROW("a", "COMPOSIO", "—", "—", "LIVE", "") ROW("b (again)", "COMPOSIO", "—", "—", "LIVE", "")
	     ROW("a", "COMPOSIO", "—", "—", "LIVE", "") ROW("—", "COMPOSIO", "—", "—", "LIVE", "")
	     ROW("", "COMPOSIO", "—", "—", "LIVE", ""),
	     R ":5 duplicate-slug:a\n" R ":6 duplicate-slug:b\n" R ":7 duplicate-slug:a:2\n" R ":8 no-slug:row\n" R ":9 no-slug:row:2\n");
}

static void short_rows(void **state)
{
	(void)state;
	rows("| a | COMPOSIO | — | — | A_* | LIVE |\n| b | COMPOSIO | B_* | LIVE |\n",
	     R ":4 missing-server:b:ascend\n" R ":4 missing-server:b:kahuna\n" R ":3 short-row:a\n" R ":4 short-row:b\n"
	     R ":4 unknown-status:b\n");
}

static void whose_server(void **state)
{
	(void)state;
	put("work/toolgap.yaml", "tenants: [ascend, kahuna, us-east, east]\n");
	put("work/.mcp.json",
	    SERVERS(GTM("pipedream-a-ascend", "ascend", BEARER) ",\n" GTM("pipedream-b-kahuna", "kahuna", BEARER) ",\n"
		    GTM("pipedream-c-ascend", "kahuna", BEARER) ",\n" GTM("pipedream-d-shared", "kahuna", BEARER) ",\n"
		    GTM("pipedream-e-kahuna", "${WHO}", BEARER) ",\n    \"composio-main\": {\"type\": \"http\", \"url\": \"https://c.example/\"},\n"
		    "    \"composio-kahuna\": {\"type\": \"http\", \"url\": \"https://c.example/\"},\n"
		    "    \"pipedream-f-us-east\": {\"type\": \"http\", \"url\": \"https://c.example/\"},\n"
		    "    \"pipedream-g-shared\": {\"type\": \"http\", \"url\": \"https://c.example/\"},\n"
		    "    \"ascend-gateway\": {\"type\": \"http\", \"url\": \"https://c.example/\"}\n"));
	rows(ROW("a", "PIPEDREAM", "pipedream-a-ascend", "pipedream-a-ascend", "LIVE", "")
	     ROW("b", "PIPEDREAM", "pipedream-b-kahuna", "pipedream-b-kahuna", "LIVE", "")
	     ROW("c", "PIPEDREAM", "pipedream-c-ascend", "—", "LIVE", "")
	     ROW("d", "PIPEDREAM", "pipedream-d-shared", "pipedream-d-shared", "LIVE", "")
	     ROW("e", "PIPEDREAM", "pipedream-e-kahuna", "pipedream-e-kahuna", "LIVE", "")
	     ROW("f", "COMPOSIO", "composio-main", "composio-main", "LIVE", "")
	     ROW("g", "COMPOSIO", "composio-kahuna", "composio-kahuna", "LIVE", "")
	     ROW("h", "PIPEDREAM", "pipedream-f-us-east", "pipedream-g-shared", "LIVE", "")
	     ROW("i", "V5_CALL_API", "ascend-gateway", "ascend-gateway", "LIVE", ""),
	     R ":3 wrong-tenant:a:kahuna\n" R ":4 wrong-tenant:b:ascend\n" R ":5 wrong-tenant:c:ascend\n" R ":6 wrong-tenant:d:ascend\n"
	     R ":7 wrong-tenant:e:ascend\n" R ":9 wrong-tenant:g:ascend\n" R ":10 wrong-tenant:h:ascend\n" R ":10 wrong-tenant:h:kahuna\n");
}

static void refused(const char *text, const char *begin_of, const char *word)
{
	struct findings f;
	char *got;

	put(REG_FILE, text);
	look_how(&f, NULL);
	assert_int_equal(f.n, 1); /* who is in it nobody knows, so nothing is held against anybody */
	assert_string_equal(f.v[0].kind->name, "unreadable");
	got = mem_fmt("%s:%zu:", f.v[0].file, f.v[0].line);
	if (strncmp(got, begin_of, strlen(got)) || !strstr(f.v[0].message, word))
		fail_msg("%s %s", got, f.v[0].message);
	free(got);
	findings_free(&f);
	refused_plan(FACTS, E_FAIL, begin_of); /* and no plan is made on it */
}

static void registries_nobody_can_read(void **state)
{
	(void)state;
	refused(TABLE ROW("a", "COMPOSIO", "—", "—", "LIVE", "") "\nand\n\n" TABLE ROW("b", "COMPOSIO", "—", "—", "LIVE", ""),
		R ":7:1: ", "first one at line 1");
	refused("| toolkit_slug | vendor | mcp_server (a) | mcp_server (a) | tool_prefix | status | notes |\n|-|-|-|-|-|-|-|\n",
		R ":1:", "twice");
	refused(TABLE "| a | COMPOSIO | x | y | X_* | LIVE | n | too much |\n", R ":3:", "more cells");
	/* other tables may name slugs, and one in a code fence is an example */
	rows(ROW("a", "COMPOSIO", "—", "—", "LIVE", "") "\n| toolkit_slug | wanted by |\n|---|---|\n| z | x |\n\n```\n" TABLE "```\n", "");
}

/* The seed's own table: rows without the outer pipe, words behind a slug, gateways that several tenants share. */
static void like_the_seed(void **state)
{
	(void)state;
	put(REG_FILE,
	    "SaaS Toolkit Routing Registry\nRegistry\n| toolkit_slug | vendor | mcp_server (ascend) | mcp_server (kahuna) | tool_prefix | status | notes |\n"
	    "|---|---|---|---|---|---|---|\n"
	    "hubspot | COMPOSIO | composio-ascend | composio-kahuna | HUBSPOT_* | LIVE | Tenant routing via user_id={slug}. |\n"
	    "googletagmanager | PIPEDREAM | pipedream-gtm-ascend | pipedream-gtm-kahuna | PIPEDREAM_GTM_* | LIVE | Both tenants. Index: docs/tools/pipedream-googletagmanager/capability_registry.yaml. |\n"
	    "gong | COMPOSIO | — | composio-kahuna | GONG_* | LIVE | Basic Auth. |\n"
	    "aws (Bedrock / SES / Textract) | V5_CALL_API | ascend-gateway | ascend-gateway | aws_* | LIVE | Frozen. |\n"
	    "anthropic | V5_CALL_API | ascend-gateway | ascend-gateway | claude / llm_invoke | LIVE | |\n"
	    "Status values\n| status | meaning |\n|---|---|\nLIVE | Connected. |\n"
	    "Vendor values\n| vendor | meaning | when to choose |\n|---|---|---|\nCOMPOSIO | Native | First |\n"
	    "| Toolkit | Registry row says | Call shape |\n|---|---|---|\nhubspot | COMPOSIO, composio-kahuna | x |\n");
	put("work/docs/tools/pipedream-googletagmanager/capability_registry.yaml", "toolkit_slug: googletagmanager\n");
	put("work/.mcp.json",
	    SERVERS("    \"composio-ascend\": {\"type\": \"http\", \"url\": \"https://c.example/a\"},\n"
		    "    \"composio-kahuna\": {\"type\": \"http\", \"url\": \"https://c.example/k\"},\n"
		    "    \"ascend-gateway\": {\"command\": \"npx\"},\n" GTM("pipedream-gtm-ascend", "ascend", BEARER) ",\n"
		    GTM("pipedream-gtm-kahuna", "kahuna", BEARER) "\n"));
	finds("");
	put("work/.mcp.json",
	    SERVERS("    \"composio-kahuna\": {\"type\": \"http\", \"url\": \"https://c.example/k\"},\n" GTM("pipedream-gtm-ascend", "ascend", BEARER) ",\n"
		    GTM("pipedream-ga-ascend", "ascend", BEARER) ",\n" GTM("pipedream-gtm-kahuna", "kahuna", BEARER) "\n"));
	finds(".mcp.json:8 unrouted-server:pipedream-ga-ascend\n" R ":5 missing-server:hubspot:ascend\n"
	      R ":8 missing-server:aws:ascend\n" R ":8 missing-server:aws:kahuna\n" R ":9 missing-server:anthropic:ascend\n"
	      R ":9 missing-server:anthropic:kahuna\n");
}

#define T(f) cmocka_unit_test_setup_teardown(f, begin, end_plan)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(waiting_rows), T(words), T(same_slugs), T(short_rows), T(whose_server), T(registries_nobody_can_read), T(like_the_seed),
	};

	return cmocka_run_group_tests_name("check-rows", tests, NULL, NULL);
}
