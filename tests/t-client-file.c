/* SPDX-License-Identifier: MIT */
/* t-client-file: each client's own form of an entry, byte for byte, new and beside others. */
#include "clients_help.h"

/* Add to `old` gives `now`, put again is "same", and remove gives `old` back. */
static void there_and_back(const char *id, const char *old, const char *now)
{
	struct edit ed;
	struct err e = ERR_INIT;

	put(id, old, CLIENT_ADDED, now);
	put(id, now, CLIENT_SAME, now);
	edit_init(&ed, now, strlen(now));
	if (client_remove(the(id), &ed, "FILE", SERVER, &e))
		fail_msg("%s: %s", id, e.msg);
	assert_string_equal(buf_str(&ed.now), old);
	edit_free(&ed);
}

/* The headers of one entry as JSON, `v` in front of a variable's name, "}" behind; indent `i`. */
/* clang-format off: one line a line */
#define HEADERS(i, v)                                                          \
	i "  \"Authorization\": \"Bearer " v "PIPEDREAM_OAUTH_BEARER}\",\n"    \
	i "  \"x-pd-project-id\": \"" v "PIPEDREAM_PROJECT_ID}\",\n"           \
	i "  \"x-pd-environment\": \"production\",\n"                          \
	i "  \"x-pd-external-user-id\": \"ascend\",\n"                         \
	i "  \"x-pd-app-slug\": \"google_tag_manager\"\n"

#define NEW_JSON(root, fields, v)                                              \
	"{\n"                                                                  \
	"  \"" root "\": {\n"                                                  \
	"    \"" SERVER "\": {\n"                                              \
	fields                                                                 \
	"      \"headers\": {\n"                                               \
	HEADERS("      ", v)                                                   \
	"      }\n"                                                            \
	"    }\n"                                                              \
	"  }\n"                                                                \
	"}\n"
/* clang-format on */

#define TYPE_HTTP "      \"type\": \"http\",\n"
#define PLAIN_URL "      \"url\": \"" URL "\",\n"

#define CODEX_TABLE "[mcp_servers." SERVER "]\nurl = \"" URL "\"\n" CODEX_REST
#define CODEX_REST                                                                                 \
	"bearer_token_env_var = \"PIPEDREAM_OAUTH_BEARER\"\n"                                      \
	"http_headers = { x-pd-environment = \"production\", x-pd-external-user-id = "             \
	"\"ascend\", x-pd-app-slug = \"google_tag_manager\" }\n"                                   \
	"env_http_headers = { x-pd-project-id = \"PIPEDREAM_PROJECT_ID\" }\n"

static void new_files(void **state)
{
	(void)state;
	put("claude-code", "", CLIENT_ADDED, NEW_JSON("mcpServers", TYPE_HTTP PLAIN_URL, "${"));
	put("cursor", "", CLIENT_ADDED, NEW_JSON("mcpServers", PLAIN_URL, "${env:"));
	put("windsurf", " \n", CLIENT_ADDED,
	    NEW_JSON("mcpServers", "      \"serverUrl\": \"" URL "\",\n", "${env:"));
	put("vscode", "", CLIENT_ADDED, NEW_JSON("servers", TYPE_HTTP PLAIN_URL, "${env:"));
	put("codex", "", CLIENT_ADDED, CODEX_TABLE);
	put("gemini-cli", "", CLIENT_ADDED,
	    NEW_JSON("mcpServers", "      \"httpUrl\": \"" URL "\",\n", "${"));
	put("devin", "", CLIENT_ADDED, NEW_JSON("mcpServers", PLAIN_URL, "${env:"));
	put("opencode", "", CLIENT_ADDED,
	    NEW_JSON("mcp", "      \"type\": \"remote\",\n      \"enabled\": true,\n" PLAIN_URL,
		     "{env:"));
	put("roo", "", CLIENT_ADDED,
	    NEW_JSON("mcpServers", "      \"type\": \"streamable-http\",\n" PLAIN_URL, "${env:"));
}

static void claude_beside_others(void **state)
{
	(void)state;
	there_and_back(
		"claude-code",
		"{\n"
		"\t\"mcpServers\": {\n"
		"\t\t\"composio-ascend\": {\"type\": \"http\", \"url\": \"https://a.example/\"}\n"
		"\t},\n"
		"\t\"other\" : [1, 2.50]\n"
		"}",
		"{\n"
		"\t\"mcpServers\": {\n"
		"\t\t\"composio-ascend\": {\"type\": \"http\", \"url\": \"https://a.example/\"},\n"
		"\t\t\"" SERVER "\": {\"type\": \"http\", \"url\": \"" URL "\", "
		"\"headers\": {\"Authorization\": \"Bearer ${PIPEDREAM_OAUTH_BEARER}\", "
		"\"x-pd-project-id\": \"${PIPEDREAM_PROJECT_ID}\", "
		"\"x-pd-environment\": \"production\", \"x-pd-external-user-id\": \"ascend\", "
		"\"x-pd-app-slug\": \"google_tag_manager\"}}\n"
		"\t},\n"
		"\t\"other\" : [1, 2.50]\n"
		"}");
}

static void strict_beside_others(void **state)
{
	(void)state;
	there_and_back("cursor",
		       "{\n"
		       "  \"mcpServers\": {\n"
		       "    \"keep\": {\n"
		       "      \"command\": \"npx\"\n"
		       "    }\n"
		       "  }\n"
		       "}\n",
		       "{\n"
		       "  \"mcpServers\": {\n"
		       "    \"keep\": {\n"
		       "      \"command\": \"npx\"\n"
		       "    },\n"
		       "    \"" SERVER "\": {\n"
		       "      \"url\": \"" URL "\",\n"
		       "      \"headers\": {\n" HEADERS("      ", "${env:") "      }\n"
									    "    }\n"
									    "  }\n"
									    "}\n");
	there_and_back("windsurf",
		       "{\n"
		       "  \"mcpServers\": {\n"
		       "    \"keep\": {\n"
		       "      \"serverUrl\": \"https://b.example/\"\n"
		       "    }\n"
		       "  }\n"
		       "}\n",
		       "{\n"
		       "  \"mcpServers\": {\n"
		       "    \"keep\": {\n"
		       "      \"serverUrl\": \"https://b.example/\"\n"
		       "    },\n"
		       "    \"" SERVER "\": {\n"
		       "      \"serverUrl\": \"" URL "\",\n"
		       "      \"headers\": {\n" HEADERS("      ", "${env:") "      }\n"
									    "    }\n"
									    "  }\n"
									    "}\n");
}

static void vscode_beside_comments(void **state)
{
	(void)state;
	there_and_back(
		"vscode",
		"// ours\n"
		"{\n"
		"  /* inputs first */\n"
		"  \"inputs\": [],\n"
		"  \"servers\": {\n"
		"    // stays\n"
		"    \"keep\": {\n"
		"      \"type\": \"http\", // why\n"
		"      \"url\": \"https://c.example/\"\n"
		"    }, // here\n"
		"  },\n"
		"}\n",
		"// ours\n"
		"{\n"
		"  /* inputs first */\n"
		"  \"inputs\": [],\n"
		"  \"servers\": {\n"
		"    // stays\n"
		"    \"keep\": {\n"
		"      \"type\": \"http\", // why\n"
		"      \"url\": \"https://c.example/\"\n"
		"    }, // here\n"
		"    \"" SERVER "\": {\n"
		"      \"type\": \"http\",\n"
		"      \"url\": \"" URL "\",\n"
		"      \"headers\": {\n" HEADERS("      ", "${env:") "      }\n"
								     "    },\n"
								     "  },\n"
								     "}\n");
}

static void codex_beside_comments(void **state)
{
	static const char old[] = "# mine\n"
				  "model = \"x\" # stays\n"
				  "\n"
				  "[mcp_servers.keep] # stays too\n"
				  "command = 'npx'\n";

	(void)state;
	there_and_back("codex", old,
		       "# mine\n"
		       "model = \"x\" # stays\n"
		       "\n"
		       "[mcp_servers.keep] # stays too\n"
		       "command = 'npx'\n"
		       "\n" CODEX_TABLE);
}

/* Several tenants in one edit, one of them twice; what is taken out leaves no splice behind. */
static void two_tenants_in_one_edit(void **state)
{
	static const char *const ids[] = { "vscode", "codex" };
	static const char *const olds[] = { "{\n\t// one\n\t\"servers\": {\n\t},\n}\n",
					    "# one\r\na = 1\r\n" };
	struct entry *en = pipedream("google_tag_manager");
	struct entry *other = entry_new("pipedream-gtm-kahuna", URL);
	enum client_put what = CLIENT_FOREIGN;
	struct err e = ERR_INIT;
	struct edit ed;
	size_t i;

	(void)state;
	entry_header_add(other, "x-pd-external-user-id", "kahuna", NULL);
	for (i = 0; i < 2; i++) {
		const struct client *cl = the(ids[i]);

		edit_init(&ed, olds[i], strlen(olds[i]));
		assert_int_equal(client_put(cl, &ed, "F", en, &what, &e), 0);
		assert_int_equal(what, CLIENT_ADDED);
		assert_int_equal(client_put(cl, &ed, "F", other, &what, &e), 0);
		assert_int_equal(what, CLIENT_ADDED);
		entry_helper_set(en, i ? "toolgap headers" : NULL);
		assert_int_equal(client_put(cl, &ed, "F", en, &what, &e), 0);
		assert_int_equal(what, i ? CLIENT_CHANGED : CLIENT_SAME);
		assert_int_equal(client_remove(cl, &ed, "F", en->name, &e), 0);
		assert_non_null(strstr(buf_str(&ed.now), "kahuna"));
		assert_null(strstr(buf_str(&ed.now), "ascend"));
		assert_int_equal(client_remove(cl, &ed, "F", other->name, &e), 0);
		assert_string_equal(buf_str(&ed.now), olds[i]);
		assert_int_equal(ed.done.n, 0);
		edit_free(&ed);
	}
	entry_free(en);
	entry_free(other);
}

static void helper_where_there_is_one(void **state)
{
	struct entry *en = pipedream("google_tag_manager");

	(void)state;
	entry_helper_set(en, "toolgap headers");
	put_entry("claude-code", "", en, CLIENT_ADDED,
		  "{\n"
		  "  \"mcpServers\": {\n"
		  "    \"" SERVER "\": {\n"
		  "      \"type\": \"http\",\n"
		  "      \"url\": \"" URL "\",\n"
		  "      \"headers\": {\n"
		  "        \"x-pd-environment\": \"production\",\n"
		  "        \"x-pd-external-user-id\": \"ascend\",\n"
		  "        \"x-pd-app-slug\": \"google_tag_manager\"\n"
		  "      },\n"
		  "      \"headersHelper\": \"toolgap headers\"\n"
		  "    }\n"
		  "  }\n"
		  "}\n");
	put_entry("codex", "", en, CLIENT_ADDED,
		  "[mcp_servers." SERVER "]\n"
		  "url = \"" URL "\"\n"
		  "http_headers = { x-pd-environment = \"production\", x-pd-external-user-id = "
		  "\"ascend\", x-pd-app-slug = \"google_tag_manager\" }\n"
		  "http_headers_helper = \"toolgap headers\"\n");
	/* From variables to the helper and back, and nothing of the other form is left. */
	put_entry("codex", CODEX_TABLE, en, CLIENT_CHANGED,
		  "[mcp_servers." SERVER "]\n"
		  "url = \"" URL "\"\n"
		  "http_headers = { x-pd-environment = \"production\", x-pd-external-user-id = "
		  "\"ascend\", x-pd-app-slug = \"google_tag_manager\" }\n"
		  "http_headers_helper = \"toolgap headers\"\n");
	put("claude-code",
	    "{\"mcpServers\": {\"" SERVER "\": {\"type\": \"http\", \"url\": \"" URL "\", "
	    "\"headers\": {\"x-pd-environment\": \"production\", \"x-pd-external-user-id\": "
	    "\"ascend\", "
	    "\"x-pd-app-slug\": \"google_tag_manager\", "
	    "\"Authorization\": \"Bearer ${PIPEDREAM_OAUTH_BEARER}\", "
	    "\"x-pd-project-id\": \"${PIPEDREAM_PROJECT_ID}\"}, \"headersHelper\": \"env A=b toolgap headers\"}}}",
	    CLIENT_CHANGED,
	    "{\"mcpServers\": {\"" SERVER "\": {\"type\": \"http\", \"url\": \"" URL "\", "
	    "\"headers\": {\"x-pd-environment\": \"production\", \"x-pd-external-user-id\": "
	    "\"ascend\", "
	    "\"x-pd-app-slug\": \"google_tag_manager\", "
	    "\"Authorization\": \"Bearer ${PIPEDREAM_OAUTH_BEARER}\", "
	    "\"x-pd-project-id\": \"${PIPEDREAM_PROJECT_ID}\"}}}}");
	put_entry("cursor", "", en, CLIENT_ADDED, NEW_JSON("mcpServers", PLAIN_URL, "${env:"));
	entry_free(en);
}

/* ---- What stands there already ---- */

static void same_whatever_the_form(void **state)
{
	(void)state;
	put("vscode",
	    "{ // one\n\"servers\":{\"" SERVER
	    "\":{\"headers\":{\"x-pd-app-slug\":\"google_tag_manager\","
	    "\"x-pd-environment\":\"producti\\u006fn\",/* two "
	    "*/\"x-pd-external-user-id\":\"ascend\",\n"
	    "\"Authorization\":\"Bearer ${env:PIPEDREAM_OAUTH_BEARER}\",\n"
	    "\"x-pd-project-id\":\"${env:PIPEDREAM_PROJECT_ID}\"},\"url\":\"" URL "\","
	    "\"type\":\"http\",\"dev\":{\"watch\":\"x\"}}}}",
	    CLIENT_SAME, NULL);
	put("codex",
	    "[mcp_servers.\"" SERVER "\"]\n"
	    "startup_timeout_sec = 30\n"
	    "bearer_token_env_var = 'PIPEDREAM_OAUTH_BEARER' # theirs\n"
	    "url = '" URL "'\n"
	    "[mcp_servers." SERVER ".http_headers]\n"
	    "x-pd-app-slug = \"google_tag_manager\"\n"
	    "\"x-pd-environment\" = \"production\"\n"
	    "x-pd-external-user-id = \"ascend\"\n"
	    "[mcp_servers." SERVER ".env_http_headers]\n"
	    "x-pd-project-id = \"PIPEDREAM_PROJECT_ID\"\n",
	    CLIENT_SAME, NULL);
}

static void ours_is_brought_up_to_date(void **state)
{
	(void)state;
	/* The entry of the runbook as it was, without a type: Claude Code would skip it. */
	put("claude-code",
	    "{\n"
	    "  \"mcpServers\": {\n"
	    "    \"" SERVER "\": {\n"
	    "      \"url\": \"" URL "\",\n"
	    "      \"timeout\": 60000,\n"
	    "      \"headers\": {\n" HEADERS("      ", "${") "      }\n"
							     "    }\n"
							     "  }\n"
							     "}\n",
	    CLIENT_CHANGED,
	    "{\n"
	    "  \"mcpServers\": {\n"
	    "    \"" SERVER "\": {\n"
	    "      \"url\": \"" URL "\",\n"
	    "      \"timeout\": 60000,\n"
	    "      \"headers\": {\n" HEADERS("      ", "${") "      },\n"
							     "      \"type\": \"http\"\n"
							     "    }\n"
							     "  }\n"
							     "}\n");
	/* Another client's variables; a header and a comment of the user's own, which stay. */
	put("vscode",
	    "{\n"
	    "  \"servers\": {\n"
	    "    \"" SERVER "\": {\n"
	    "      // why\n"
	    "      \"type\": \"http\",\n"
	    "      \"url\": \"" URL "\",\n"
	    "      \"headers\": {\n"
	    "        // the operator's note\n"
	    "        \"x-old\": \"1\",\n" HEADERS("      ", "${") "      }\n"
								  "    }\n"
								  "  }\n"
								  "}\n",
	    CLIENT_CHANGED,
	    "{\n"
	    "  \"servers\": {\n"
	    "    \"" SERVER "\": {\n"
	    "      // why\n"
	    "      \"type\": \"http\",\n"
	    "      \"url\": \"" URL "\",\n"
	    "      \"headers\": {\n"
	    "        // the operator's note\n"
	    "        \"x-old\": \"1\",\n" HEADERS("      ", "${env:") "      }\n"
									   "    }\n"
									   "  }\n"
									   "}\n");
	/* A number is no text: Claude Code would skip the entry. */
	put("claude-code",
	    "{\"mcpServers\": {\"" SERVER "\": {\"type\": \"http\", \"url\": \"" URL "\", "
	    "\"headers\": {\"Authorization\": \"Bearer ${PIPEDREAM_OAUTH_BEARER}\", "
	    "\"x-pd-project-id\": \"${PIPEDREAM_PROJECT_ID}\", "
	    "\"x-pd-environment\": 7, \"x-pd-external-user-id\": \"ascend\", "
	    "\"x-pd-app-slug\": \"google_tag_manager\"}}}}",
	    CLIENT_CHANGED,
	    "{\"mcpServers\": {\"" SERVER "\": {\"type\": \"http\", \"url\": \"" URL "\", "
	    "\"headers\": {\"Authorization\": \"Bearer ${PIPEDREAM_OAUTH_BEARER}\", "
	    "\"x-pd-project-id\": \"${PIPEDREAM_PROJECT_ID}\", "
	    "\"x-pd-environment\": \"production\", \"x-pd-external-user-id\": \"ascend\", "
	    "\"x-pd-app-slug\": \"google_tag_manager\"}}}}");
}

static void codex_is_brought_up_to_date(void **state)
{
	(void)state;
	/* What other tools write: headers that Codex never sends. The user's own fields stay. */
	put("codex",
	    "a = 1 # one\n\n"
	    "# two\n"
	    "[mcp_servers." SERVER "]\n"
	    "type = \"http\"\n"
	    "url = \"" URL "\"\n"
	    "startup_timeout_sec = 30 # slow\n"
	    "enabled = false\n"
	    "enabled_tools = [\"x\"]\n"
	    "headers = { Authorization = \"x\", x-pd-app-slug = \"google_tag_manager\" }\n"
	    "\n"
	    "[b] # three\n",
	    CLIENT_CHANGED,
	    "a = 1 # one\n\n"
	    "# two\n"
	    "[mcp_servers." SERVER "]\n"
	    "url = \"" URL "\"\n"
	    "startup_timeout_sec = 30 # slow\n"
	    "enabled = false\n"
	    "enabled_tools = [\"x\"]\n" CODEX_REST "\n"
	    "[b] # three\n");
}

static void another_one_is_left_alone(void **state)
{
	(void)state;
	put("claude-code",
	    "{\"mcpServers\": {\"" SERVER
	    "\": {\"type\": \"http\", \"url\": \"https://x.example/\"}}}",
	    CLIENT_FOREIGN, NULL);
	put("claude-code", "{\"mcpServers\": {\"" SERVER "\": {\"command\": \"npx\"}}}",
	    CLIENT_FOREIGN, NULL);
	put("claude-code", "{\"mcpServers\": {\"" SERVER "\": null}}", CLIENT_FOREIGN, NULL);
	put("claude-code",
	    "{\"mcpServers\": {\"" SERVER "\": {\"url\": \"https://x.example/\", "
	    "\"headers\": {\"x-pd-app-slug\": \"hubspot\"}}}}",
	    CLIENT_FOREIGN, NULL);
	put("codex", "[mcp_servers." SERVER "]\ncommand = \"npx\"\n", CLIENT_FOREIGN, NULL);
	put("codex", "mcp_servers." SERVER " = 1\n", CLIENT_FOREIGN, NULL);
	put("codex", "[[mcp_servers." SERVER "]]\nx = 1\n", CLIENT_FOREIGN, NULL);
	/* The same app behind a gateway of the user's own; our address for another app, or another tenant. */
	put("cursor",
	    "{\"mcpServers\": {\"" SERVER "\": {\"serverUrl\": \"https://x.example/\", "
	    "\"http_headers\": {\"X-PD-App-Slug\": \"google_tag_manager\"}}}}",
	    CLIENT_FOREIGN, NULL);
	put("cursor",
	    "{\"mcpServers\": {\"" SERVER "\": {\"url\": \"" URL "\", \"headers\": {\"X-PD-App-Slug\": \"slack\"}}}}",
	    CLIENT_FOREIGN, NULL);
	put("cursor",
	    "{\"mcpServers\": {\"" SERVER "\": {\"url\": \"" URL "\", \"headers\": {\"x-pd-external-user-id\": \"kahuna\"}}}}",
	    CLIENT_FOREIGN, NULL);
	/* What starts a program is never taken for ours. */
	put("cursor",
	    "{\"mcpServers\": {\"" SERVER "\": {\"command\": \"npx\", \"args\": [\"a\"], \"url\": \"" URL
	    "\", \"headers\": {}}}}",
	    CLIENT_FOREIGN, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(new_files),
		cmocka_unit_test(claude_beside_others),
		cmocka_unit_test(strict_beside_others),
		cmocka_unit_test(vscode_beside_comments),
		cmocka_unit_test(codex_beside_comments),
		cmocka_unit_test(two_tenants_in_one_edit),
		cmocka_unit_test(helper_where_there_is_one),
		cmocka_unit_test(same_whatever_the_form),
		cmocka_unit_test(ours_is_brought_up_to_date),
		cmocka_unit_test(codex_is_brought_up_to_date),
		cmocka_unit_test(another_one_is_left_alone),
	};

	return cmocka_run_group_tests_name("client-file", tests, load, unload);
}
