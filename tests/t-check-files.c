/* SPDX-License-Identifier: MIT */
/* t-check-files: rules 4 and 5, and what --fix makes of them. */
#include "check_help.h"

#define ROWS TABLE "| googletagmanager | PIPEDREAM | pipedream-gtm-ascend | — | PIPEDREAM_GTM_* | LIVE | |\n"
#define MCP SERVERS(GTM("pipedream-gtm-ascend", "ascend", BEARER) "\n")
#define IN_CURSOR(url, bearer, user, more)                                                          \
	SERVERS("    \"pipedream-gtm-ascend\": {\"" url "\": \"" URL "\"" more ", \"headers\": {\"Authorization\": \"" bearer \
		"\", \"x-pd-external-user-id\": \"" user "\", \"x-pd-app-slug\": \"google_tag_manager\"}}\n")
#define OURS "Bearer ${env:PIPEDREAM_OAUTH_BEARER}"
#define SECRET "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N"

static int begin(void **state)
{
	if (begin_plan(state))
		return -1;
	drop("work/.codex/config.toml");
	put("work/.mcp.json", MCP);
	put(REG_FILE, ROWS);
	return 0;
}

static void is_text(const char *name, const char *want)
{
	char *got = text_at(name);

	assert_string_equal(got, want);
	free(got);
}

static void absent_files(void **state)
{
	struct kv picked = KV_INIT;
	struct check_how how = { &picked, NULL, NULL };

	(void)state;
	finds("");
	put("work/toolgap.yaml", "clients: [claude-code, cursor, windsurf]\n");
	finds(".cursor/mcp.json:1 missing-file:cursor !\n"
	      "~/.codeium/windsurf/mcp_config.json:1 missing-file:windsurf !\n");
	how.scope = "project";
	finds_how(&how, ".cursor/mcp.json:1 missing-file:cursor !\n");
	how.scope = NULL;
	kv_add(&picked, "vscode", "");
	finds_how(&how, ".vscode/mcp.json:1 missing-file:vscode !\n");
	kv_free(&picked);
	assert_int_equal(fixed(), 2);
	finds("");
	is_text("work/.cursor/mcp.json", "{\n  \"mcpServers\": {\n    \"pipedream-gtm-ascend\": {\n      \"url\": \"" URL "\",\n"
					  "      \"headers\": {\n        \"Authorization\": \"" OURS "\",\n"
					  "        \"x-pd-external-user-id\": \"ascend\",\n"
					  "        \"x-pd-app-slug\": \"google_tag_manager\"\n      }\n    }\n  }\n}\n");
	assert_int_equal(fixed(), 0);
}

static void missing_entries(void **state)
{
	(void)state;
	put("work/.cursor/mcp.json", "{\n\t\"mcpServers\": {\n\t\t\"own\": {\"command\": \"npx\"}\n\t}\n}\n");
	put("work/.codex/config.toml", "# mine\nmodel = \"m\"\n");
	put("work/.vscode/mcp.json", "{\n  // keep\n  \"servers\": {}\n}\n");
	finds(".cursor/mcp.json:2 missing-entry:cursor:pipedream-gtm-ascend !\n"
	      ".vscode/mcp.json:3 missing-entry:vscode:pipedream-gtm-ascend !\n"
	      ".codex/config.toml:1 missing-entry:codex:pipedream-gtm-ascend !\n");
	assert_int_equal(fixed(), 3);
	finds("");
	is_text("work/.codex/config.toml", "# mine\nmodel = \"m\"\n\n[mcp_servers.pipedream-gtm-ascend]\nurl = \"" URL "\"\n"
					   "bearer_token_env_var = \"PIPEDREAM_OAUTH_BEARER\"\n"
					   "http_headers = { x-pd-external-user-id = \"ascend\", x-pd-app-slug = \"google_tag_manager\" }\n");
}

/* Found in whatever way it is wrong, put right, and the rest of the entry and of the file is as it was. */
static void wrong_forms(void **state)
{
	(void)state;
	put("work/.cursor/mcp.json", IN_CURSOR("url", OURS, "ascend", ""));
	finds("");
	put("work/.cursor/mcp.json", IN_CURSOR("serverUrl", BEARER, "ascend", ", \"timeout\": 5"));
	finds(".cursor/mcp.json:3 foreign-member:cursor:pipedream-gtm-ascend !\n"
	      ".cursor/mcp.json:3 lacking-member:cursor:pipedream-gtm-ascend !\n"
	      ".cursor/mcp.json:3 foreign-variable:cursor:pipedream-gtm-ascend !\n");
	assert_int_equal(fixed(), 1);
	finds("");
	is_text("work/.cursor/mcp.json",
		SERVERS("    \"pipedream-gtm-ascend\": {\"timeout\": 5, \"headers\": {\"Authorization\": \"" OURS
			"\", \"x-pd-external-user-id\": \"ascend\", \"x-pd-app-slug\": \"google_tag_manager\"}, \"url\": \"" URL "\"}\n"));
	/* the list's own form: without a type Claude Code skips it */
	put("work/.mcp.json", IN_CURSOR("url", BEARER, "ascend", ""));
	finds(".mcp.json:3 lacking-member:claude-code:pipedream-gtm-ascend !\n");
	assert_int_equal(fixed(), 1);
	finds("");
}

/* Another address, tenant, app or a program: found, and left to a person, byte for byte. */
static void not_ours(void **state)
{
	static const char *const others[][2] = {
		{ IN_CURSOR("url", OURS, "kahuna", ""), ".cursor/mcp.json:3 other-tenant:cursor:pipedream-gtm-ascend\n" },
		{ SERVERS("    \"pipedream-gtm-ascend\": {\"command\": \"npx\"}\n"),
		  ".cursor/mcp.json:3 other-kind:cursor:pipedream-gtm-ascend\n" },
		{ SERVERS("    \"pipedream-gtm-ascend\": {\"url\": \"https://gateway.example/\", \"headers\": {\"Authorization\": \"" OURS
			  "\", \"x-pd-external-user-id\": \"ascend\", \"x-pd-app-slug\": \"google_tag_manager\"}}\n"),
		  ".cursor/mcp.json:3 other-address:cursor:pipedream-gtm-ascend\n" },
		{ SERVERS("    \"pipedream-gtm-ascend\": {\"url\": \"" URL "\", \"headers\": {\"Authorization\": \"" OURS
			  "\", \"x-pd-external-user-id\": \"ascend\", \"x-pd-app-slug\": \"gmail\"}}\n"),
		  ".cursor/mcp.json:3 other-app:cursor:pipedream-gtm-ascend\n" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < 4; i++) {
		put("work/.cursor/mcp.json", others[i][0]);
		finds(others[i][1]);
		assert_int_equal(fixed(), 0);
		is_text("work/.cursor/mcp.json", others[i][0]);
	}
}

static void extra_entries(void **state)
{
	(void)state;
	put("work/.cursor/mcp.json", SERVERS(GTM("pipedream-gtm-ascend", "ascend", OURS) ",\n"
					     "    \"pipedream-x-ascend\": {\"url\": \"" URL "\"},\n    \"own\": {\"url\": \"" URL "\"}\n"));
	finds(".cursor/mcp.json:7 extra-entry:cursor:pipedream-x-ascend\n");
	/* in a personal file it may be another workspace's */
	put("home/.codeium/windsurf/mcp_config.json",
	    SERVERS("    \"pipedream-gtm-ascend\": {\"serverUrl\": \"" URL "\", \"headers\": {\"Authorization\": \"" OURS
		    "\", \"x-pd-external-user-id\": \"ascend\", \"x-pd-app-slug\": \"google_tag_manager\"}},\n"
		    "    \"pipedream-y-ascend\": {\"url\": \"http://x\"}\n"));
	finds(".cursor/mcp.json:7 extra-entry:cursor:pipedream-x-ascend\n");
}

/* What a helper brings to Claude Code stands in headers where a client has no helper. */
static void helpers(void **state)
{
	char *text;

	(void)state;
	put("work/.mcp.json", SERVERS("    \"pipedream-gtm-ascend\": {\"type\": \"http\", \"url\": \"" URL "\", \"headersHelper\": \"toolgap headers\",\n"
				      "      \"headers\": {\"x-pd-external-user-id\": \"ascend\", \"x-pd-app-slug\": \"google_tag_manager\"}}\n"));
	put("work/.cursor/mcp.json", "{}\n");
	put("work/.codex/config.toml", "");
	assert_int_equal(fixed(), 2);
	finds("");
	text = text_at("work/.cursor/mcp.json");
	assert_non_null(strstr(text, "\"Authorization\": \"" OURS "\""));
	assert_non_null(strstr(text, "\"x-pd-project-id\": \"${env:PIPEDREAM_PROJECT_ID}\""));
	free(text);
	text = text_at("work/.codex/config.toml");
	assert_non_null(strstr(text, "http_headers_helper = \"toolgap headers\""));
	assert_null(strstr(text, "bearer_token_env_var"));
	free(text);
	/* of another vendor nobody knows what it brings */
	put(REG_FILE, TABLE "| x | NATIVE_MCP | native-x-ascend | — | X_* | LIVE | |\n");
	put("work/.mcp.json", SERVERS("    \"native-x-ascend\": {\"type\": \"http\", \"url\": \"https://x.example/\", \"headersHelper\": \"x\"}\n"));
	drop("work/.codex/config.toml");
	put("work/.cursor/mcp.json", "{}\n");
	finds(".cursor/mcp.json:1 missing-entry:cursor:native-x-ascend\n");
}

/* A row names it and only Cursor has it: it goes into the list. */
static void copied_into_the_list(void **state)
{
	(void)state;
	put("work/.cursor/mcp.json", IN_CURSOR("url", OURS, "ascend", ""));
	put("work/.mcp.json", "{}\n");
	finds("docs/composio/toolkit-registry.md:3 missing-server:googletagmanager:ascend !\n");
	assert_int_equal(fixed(), 1);
	finds("");
	drop("work/.mcp.json");
	finds("docs/composio/toolkit-registry.md:3 missing-server:googletagmanager:ascend !\n");
	assert_int_equal(fixed(), 1);
	finds("");
}

/* Clients that nobody listed count once they name a server of ours; those that cannot say it are left out. */
static void other_clients(void **state)
{
	(void)state;
	put("work/opencode.json", "{ \"mcp\": [ }");
	finds("");
	put("work/opencode.json", "{\n  \"mcp\": {\n    \"pipedream-gtm-ascend\": {\"type\": \"remote\", \"enabled\": true, \"url\": \"" URL "\"}\n  }\n}\n");
	finds("opencode.json:3 other-tenant:opencode:pipedream-gtm-ascend\n"
	      "opencode.json:3 other-app:opencode:pipedream-gtm-ascend\n"
	      "opencode.json:3 other-header:opencode:pipedream-gtm-ascend\n");
	drop("work/opencode.json");
	put("work/toolgap.yaml", "clients: [claude-code, zed]\n");
	put("work/.zed/settings.json", "{ \"context_servers\": {} }\n");
	finds("");
	/* a personal file that cannot be read is nobody's business here, as long as it does not name one of ours */
	put("home/.claude.json", "not JSON");
	finds("");
}

/* Files of both scopes are one client's. */
static void both_scopes(void **state)
{
	(void)state;
	put("home/.cursor/mcp.json", IN_CURSOR("url", OURS, "ascend", ""));
	put("work/.cursor/mcp.json", "{}\n");
	finds("");
	drop("work/.cursor/mcp.json");
	put("home/.cursor/mcp.json", IN_CURSOR("url", BEARER, "ascend", ""));
	finds("~/.cursor/mcp.json:3 foreign-variable:cursor:pipedream-gtm-ascend !\n");
	assert_int_equal(fixed(), 1);
	finds("");
}

/* All or none of Composio's: none is told, and is no drift. */
static void other_vendors(void **state)
{
	struct findings f;

	(void)state;
	put(REG_FILE, TABLE "| hubspot | COMPOSIO | composio-ascend | composio-kahuna | H_* | LIVE | |\n");
	put("work/.mcp.json", SERVERS("    \"composio-ascend\": {\"type\": \"http\", \"url\": \"https://c.example/a\"},\n"
				      "    \"composio-kahuna\": {\"type\": \"http\", \"url\": \"https://c.example/k\"}\n"));
	put("work/.cursor/mcp.json", "{}\n");
	look_how(&f, NULL);
	assert_int_equal(f.n, 0);
	assert_int_equal(f.notes.n, 1);
	assert_non_null(strstr(f.notes.v[0].value, "Cursor"));
	findings_free(&f);
	put("work/.cursor/mcp.json", SERVERS("    \"composio-ascend\": {\"url\": \"https://c.example/a\"}\n"));
	finds(".cursor/mcp.json:2 missing-entry:cursor:composio-kahuna !\n");
	assert_int_equal(fixed(), 1);
	finds("");
}

static void secrets(void **state)
{
	struct kv known = KV_INIT;
	const struct check_how how = { NULL, NULL, &known };
	char *text;

	(void)state;
	/* in the list itself, and in a client's file: the variable is known */
	put("work/.mcp.json", SERVERS(GTM("pipedream-gtm-ascend", "ascend", SECRET) "\n"));
	put("work/.cursor/mcp.json", IN_CURSOR("url", SECRET, "ascend", ""));
	finds(".mcp.json:5 literal-secret:claude-code:pipedream-gtm-ascend !\n"
	      ".cursor/mcp.json:3 literal-secret:cursor:pipedream-gtm-ascend !\n");
	assert_int_equal(fixed(), 2);
	finds("");
	is_text("work/.mcp.json", MCP);
	is_text("work/.cursor/mcp.json", IN_CURSOR("url", OURS, "ascend", ""));
	/* Cursor is right already: one finding, and it is the list's */
	put("work/.mcp.json", SERVERS(GTM("pipedream-gtm-ascend", "ascend", SECRET) "\n"));
	finds(".mcp.json:5 literal-secret:claude-code:pipedream-gtm-ascend !\n");
	put("work/.mcp.json", MCP);
	/* of the user's own: told, never touched; the second one has an id of its own */
	put("work/.cursor/mcp.json",
	    SERVERS("    \"own\": {\"url\": \"https://x.example/\", \"headers\": {\"x-api-key\": \"8f14e45fceea167a5a36dedd4bea2543\",\n"
		    "      \"api-token\": \"c9f0f895fb98ab9159f51fd0297e236d\"}},\n" GTM("pipedream-gtm-ascend", "ascend", OURS) "\n"));
	finds(".cursor/mcp.json:3 literal-secret:cursor:own\n.cursor/mcp.json:4 literal-secret:cursor:own:2\n");
	assert_int_equal(fixed(), 0);
	/* a personal file's own servers are a person's own; ours in it are ours */
	drop("work/.cursor/mcp.json");
	put("home/.codeium/windsurf/mcp_config.json",
	    SERVERS("    \"own\": {\"headers\": {\"x-api-key\": \"8f14e45fceea167a5a36dedd4bea2543\"}},\n"
		    "    \"pipedream-gtm-ascend\": {\"serverUrl\": \"" URL "\", \"headers\": {\"Authorization\": \"" SECRET
		    "\", \"x-pd-external-user-id\": \"ascend\", \"x-pd-app-slug\": \"google_tag_manager\"}}\n"));
	finds("~/.codeium/windsurf/mcp_config.json:4 other-header:windsurf:pipedream-gtm-ascend !\n"
	      "~/.codeium/windsurf/mcp_config.json:4 literal-secret:windsurf:pipedream-gtm-ascend !\n");
	assert_int_equal(fixed(), 1);
	text = text_at("home/.codeium/windsurf/mcp_config.json");
	assert_null(strstr(text, "eyJ"));
	assert_non_null(strstr(text, "8f14e45fceea167a5a36dedd4bea2543"));
	free(text);
	finds("");
	/* this run's own credential, whatever it looks like */
	put("work/.vscode/mcp.json", "{\n  // hunter-hunter\n  \"servers\": {}\n}\n");
	kv_add(&known, "COMPOSIO_API_KEY", "hunter-hunter");
	finds_how(&how, ".vscode/mcp.json:3 missing-entry:vscode:pipedream-gtm-ascend !\n.vscode/mcp.json:2 literal-secret:vscode\n");
	kv_free(&known);
}

/* A value that nobody knows the variable of is not copied either. */
static void unknown_secret_is_not_copied(void **state)
{
	char *text;

	(void)state;
	put(REG_FILE, TABLE "| x | NATIVE_MCP | x-mcp | — | X_* | LIVE | |\n");
	put("work/.mcp.json", SERVERS("    \"pipedream-x-ascend\": {\"type\": \"http\", \"url\": \"https://x.example/\",\n"
				      "      \"headers\": {\"x-api-key\": \"8f14e45fceea167a5a36dedd4bea2543\"}},\n"
				      "    \"x-mcp\": {\"type\": \"http\", \"url\": \"https://x.example/\"}\n"));
	put("work/.cursor/mcp.json", "{}\n");
	finds(".mcp.json:3 unrouted-server:pipedream-x-ascend\n"
	      ".cursor/mcp.json:1 missing-entry:cursor:pipedream-x-ascend\n"
	      ".mcp.json:4 literal-secret:claude-code:pipedream-x-ascend\n");
	assert_int_equal(fixed(), 0);
	text = text_at("work/.cursor/mcp.json");
	assert_string_equal(text, "{}\n");
	free(text);
}

/* Ids are made of names: what moves lines about moves no id. */
static void ids_stay(void **state)
{
	static const char *const lead[] = { "", "\n\n\n", "   \n" };
	size_t i;

	(void)state;
	for (i = 0; i < 3; i++) {
		struct findings f;
		char *text = mem_fmt("%s%s", lead[i], IN_CURSOR("serverUrl", BEARER, "ascend", ""));

		put("work/.cursor/mcp.json", text);
		free(text);
		look_how(&f, NULL);
		assert_int_equal(f.n, 3);
		assert_string_equal(f.v[0].id, "foreign-member:cursor:pipedream-gtm-ascend");
		assert_string_equal(f.v[2].id, "foreign-variable:cursor:pipedream-gtm-ascend");
		findings_free(&f);
	}
}

#define T(f) cmocka_unit_test_setup_teardown(f, begin, end_plan)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(absent_files),	 T(missing_entries), T(wrong_forms),   T(not_ours),
		T(extra_entries),	 T(copied_into_the_list), T(other_clients), T(helpers), T(both_scopes),
		T(other_vendors),	 T(secrets),	     T(unknown_secret_is_not_copied), T(ids_stay),
	};

	return cmocka_run_group_tests_name("check-files", tests, NULL, NULL);
}
