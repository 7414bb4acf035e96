/* SPDX-License-Identifier: MIT */
/* t-client-keep: what the user added to an entry of ours stays when it is brought up to date, and what cannot is told. */
#include "clients_help.h"

#define AT "{\"mcpServers\": {\"" SERVER "\": {\"type\": \"http\", \"url\": \"" URL "\", "
#define REST                                                                                    \
	"\"x-pd-environment\": \"production\", \"x-pd-external-user-id\": \"ascend\", "            \
	"\"x-pd-app-slug\": \"google_tag_manager\""
#define BEARER "\"Authorization\": \"Bearer ${PIPEDREAM_OAUTH_BEARER}\", "
#define PROJECT "\"x-pd-project-id\": \"${PIPEDREAM_PROJECT_ID}\", "

/* Put `en`; `told` as "key=what key=what", in order. */
static void tells(const char *id, const char *old, const struct entry *en, enum client_put expect,
		  const char *now, const char *told)
{
	struct edit ed;
	struct err e = ERR_INIT;
	struct kv list = KV_INIT;
	struct buf said = BUF_INIT;
	enum client_put what = CLIENT_FOREIGN;
	size_t i;

	edit_init(&ed, old, strlen(old));
	if (client_put_told(the(id), &ed, "FILE", en, &what, &list, &e))
		fail_msg("%s: %s", id, e.msg);
	assert_string_equal(buf_str(&ed.now), now);
	assert_int_equal(what, expect);
	for (i = 0; i < list.n; i++)
		buf_addf(&said, "%s%s=%s", i ? " " : "", list.v[i].key, list.v[i].value);
	assert_string_equal(buf_str(&said), told);
	/* once more: nothing to do, and nothing to tell */
	kv_free(&list);
	if (client_put_told(the(id), &ed, "FILE", en, &what, &list, &e))
		fail_msg("%s: %s", id, e.msg);
	assert_int_equal(what, CLIENT_SAME);
	assert_string_equal(buf_str(&ed.now), now);
	assert_int_equal(list.n, 0);
	kv_free(&list);
	buf_free(&said);
	edit_free(&ed);
}

static void headers_of_the_users_own(void **state)
{
	struct entry *en = pipedream("google_tag_manager");

	(void)state;
	/* Another value of ours changes beside it. */
	tells("claude-code",
	      AT "\"headers\": {" BEARER PROJECT "\"X-Trace\": \"on\", " REST ", \"x-pd-tool-mode\": \"sub-agent\"}, \"timeout\": 5}}}",
	      en, CLIENT_SAME,
	      AT "\"headers\": {" BEARER PROJECT "\"X-Trace\": \"on\", " REST ", \"x-pd-tool-mode\": \"sub-agent\"}, \"timeout\": 5}}}",
	      "");
	tells("claude-code",
	      AT "\"headers\": {\"Authorization\": \"Bearer $OLD\", " PROJECT "\"X-Trace\": \"on\", " REST "}, \"timeout\": 5}}}",
	      en, CLIENT_CHANGED,
	      AT "\"headers\": {" BEARER PROJECT "\"X-Trace\": \"on\", " REST "}, \"timeout\": 5}}}", "");
	/* A name of ours that this entry does not have now goes: the client of one's own is no longer asked for. */
	tells("claude-code", AT "\"headers\": {" BEARER PROJECT REST ", \"x-pd-oauth-app-id\": \"oa_1\"}}}}", en,
	      CLIENT_CHANGED, AT "\"headers\": {" BEARER PROJECT REST "}}}}", "");
	/* Headers know no case: the same one twice would be sent twice. */
	tells("claude-code", AT "\"headers\": {\"authorization\": \"Bearer abc\", " BEARER PROJECT REST "}}}}", en,
	      CLIENT_CHANGED, AT "\"headers\": {" BEARER PROJECT REST "}}}}", "headers.authorization=goes");
	/* Another client's field for the address: two would be one too many. */
	tells("claude-code", AT "\"serverUrl\": \"" URL "\", \"headers\": {" BEARER PROJECT REST "}}}}", en,
	      CLIENT_CHANGED, AT "\"headers\": {" BEARER PROJECT REST "}}}}", "serverUrl=goes");
	entry_free(en);
}

static void helpers(void **state)
{
	struct entry *en = pipedream("google_tag_manager");

	(void)state;
	/* Theirs stays, and ours goes, where variables are wanted. */
	tells("claude-code", AT "\"headers\": {" PROJECT REST "}, \"headersHelper\": \"/opt/mine\"}}}", en,
	      CLIENT_CHANGED,
	      AT "\"headers\": {" PROJECT REST ", \"Authorization\": \"Bearer ${PIPEDREAM_OAUTH_BEARER}\"}, \"headersHelper\": \"/opt/mine\"}}}",
	      "headersHelper=stays");
	tells("claude-code", AT "\"headers\": {" BEARER PROJECT REST "}, \"headersHelper\": \"vault run -- toolgap headers\"}}}",
	      en, CLIENT_CHANGED, AT "\"headers\": {" BEARER PROJECT REST "}}}}", "");
	/* Where ours is wanted there is one place for it. */
	entry_helper_set(en, "toolgap headers");
	tells("claude-code", AT "\"headers\": {\"X-Trace\": \"on\", " BEARER PROJECT REST "}, \"headersHelper\": \"/opt/mine\"}}}",
	      en, CLIENT_CHANGED, AT "\"headers\": {\"X-Trace\": \"on\", " REST "}, \"headersHelper\": \"toolgap headers\"}}}",
	      "headersHelper=goes");
	/* A bearer of their own would beat the helper's; what toolgap wrote itself is nothing to tell. */
	tells("claude-code", AT "\"headers\": {\"Authorization\": \"Bearer abc\", " PROJECT REST "}, \"headersHelper\": \"toolgap headers\"}}}",
	      en, CLIENT_CHANGED, AT "\"headers\": {" REST "}, \"headersHelper\": \"toolgap headers\"}}}",
	      "headers.Authorization=goes");
	entry_free(en);
}

#define TABLE "[mcp_servers." SERVER "]\n"
#define CODEX_REST "x-pd-environment = \"production\", x-pd-external-user-id = \"ascend\", x-pd-app-slug = \"google_tag_manager\""

static void codex(void **state)
{
	struct entry *en = pipedream("google_tag_manager");

	(void)state;
	tells("codex",
	      TABLE "url = '" URL "' # one\nbearer_token_env_var = 'MINE'\n# two\n"
		    "http_headers = { X-Trace = 'on', " CODEX_REST " } # three\nstartup_timeout_sec = 20\n"
		    "[mcp_servers." SERVER ".env_http_headers] # four\nX-Mine = 'MINE_TOO'\nx-pd-project-id = 'P' # five\n",
	      en, CLIENT_CHANGED,
	      TABLE "url = '" URL "' # one\nbearer_token_env_var = \"PIPEDREAM_OAUTH_BEARER\"\n# two\n"
		    "http_headers = { X-Trace = 'on', " CODEX_REST " } # three\nstartup_timeout_sec = 20\n"
		    "[mcp_servers." SERVER ".env_http_headers] # four\nX-Mine = 'MINE_TOO'\nx-pd-project-id = \"PIPEDREAM_PROJECT_ID\" # five\n",
	      "");
	/* What Codex does not know, or what would be fatal. */
	tells("codex",
	      TABLE "url = '" URL "'\nbearer_token = 'abc'\nbearer_token_env_var = 'PIPEDREAM_OAUTH_BEARER'\n"
		    "headers.X-Own = '1'\nheaders.x-pd-app-slug = 'google_tag_manager'\n"
		    "http_headers = { Authorization = 'x', " CODEX_REST " }\n"
		    "env_http_headers.x-pd-project-id = 'PIPEDREAM_PROJECT_ID'\n",
	      en, CLIENT_CHANGED,
	      TABLE "url = '" URL "'\nbearer_token_env_var = 'PIPEDREAM_OAUTH_BEARER'\n"
		    "http_headers = { " CODEX_REST " }\n"
		    "env_http_headers.x-pd-project-id = 'PIPEDREAM_PROJECT_ID'\n",
	      "http_headers.Authorization=goes bearer_token=goes headers=goes");
	/* To the helper: the user's own variable stays, ours goes. */
	entry_helper_set(en, "toolgap headers");
	tells("codex",
	      TABLE "url = '" URL "'\nbearer_token_env_var = 'PIPEDREAM_OAUTH_BEARER'\nhttp_headers = {" CODEX_REST "}\n"
		    "env_http_headers = { x-pd-project-id = 'PIPEDREAM_PROJECT_ID', X-Mine = 'MINE' } # kept\n",
	      en, CLIENT_CHANGED,
	      TABLE "url = '" URL "'\nhttp_headers = {" CODEX_REST "}\nenv_http_headers = { X-Mine = 'MINE' } # kept\n"
		    "http_headers_helper = \"toolgap headers\"\n",
	      "");
	entry_free(en);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headers_of_the_users_own),
		cmocka_unit_test(helpers),
		cmocka_unit_test(codex),
	};

	return cmocka_run_group_tests_name("client-keep", tests, load, unload);
}
