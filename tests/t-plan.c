/* SPDX-License-Identifier: MIT */
/* t-plan: Path D composed: each client's exact form, the row, the capability file; twice is once; what is refused. */
#include "plan_help.h"

#include <sys/stat.h>

#define URL "https://remote.mcp.pipedream.net/v3"
/* An entry of a client that takes JSON: what stands before the address, the address's field, a variable. */
#define HEADERS(open, tenant)                                                                       \
	"      \"headers\": {\n        \"Authorization\": \"Bearer " open "PIPEDREAM_OAUTH_BEARER}\",\n"     \
	"        \"x-pd-project-id\": \"" open "PIPEDREAM_PROJECT_ID}\",\n"                         \
	"        \"x-pd-environment\": \"production\",\n        \"x-pd-external-user-id\": \"" tenant "\",\n" \
	"        \"x-pd-app-slug\": \"google_tag_manager\"\n      }\n    }"
#define ENTRY(tenant, fixed, field, open)                                                           \
	"    \"pipedream-gtm-" tenant "\": {\n" fixed "      \"" field "\": \"" URL "\",\n" HEADERS(open, tenant)
#define TYPE "      \"type\": \"http\",\n"

static void becomes(const struct plan *p, const char *path, const char *client, const char *kind,
		    enum plan_action action, const char *want)
{
	const struct plan_file *f = file_of(p, path);

	assert_string_equal(buf_str(&f->edit.now), want);
	assert_int_equal(plan_file_action(f), action);
	assert_string_equal(f->kind, kind);
	if (client)
		assert_string_equal(f->client, client);
	else
		assert_null(f->client);
}

static void exact_forms(void **state)
{
	struct plan p;

	(void)state;
	compose(&p, FACTS);
	assert_int_equal(p.n, 7);
	assert_string_equal(p.path, "D");
	assert_string_equal(p.provider, "Google Tag Manager");
	assert_int_equal(p.tenants.n, 2);
	becomes(&p, ".mcp.json", "claude-code", "mcp-entry", PLAN_MODIFY,
		"{\n  \"mcpServers\": {\n    \"composio-ascend\": {\n      \"type\": \"http\",\n"
		"      \"url\": \"https://mcp.example.com/a\"\n    },\n" ENTRY("ascend", TYPE, "url", "${") ",\n"
		ENTRY("kahuna", TYPE, "url", "${") "\n  }\n}\n");
	becomes(&p, ".cursor/mcp.json", "cursor", "mcp-entry", PLAN_CREATE,
		"{\n  \"mcpServers\": {\n" ENTRY("ascend", "", "url", "${env:") ",\n"
		ENTRY("kahuna", "", "url", "${env:") "\n  }\n}\n");
	becomes(&p, "~/.codeium/windsurf/mcp_config.json", "windsurf", "mcp-entry", PLAN_CREATE,
		"{\n  \"mcpServers\": {\n" ENTRY("ascend", "", "serverUrl", "${env:") ",\n"
		ENTRY("kahuna", "", "serverUrl", "${env:") "\n  }\n}\n");
	becomes(&p, ".vscode/mcp.json", "vscode", "mcp-entry", PLAN_CREATE,
		"{\n  \"servers\": {\n" ENTRY("ascend", TYPE, "url", "${env:") ",\n"
		ENTRY("kahuna", TYPE, "url", "${env:") "\n  }\n}\n");
	becomes(&p, ".codex/config.toml", "codex", "mcp-entry", PLAN_MODIFY,
		CODEX "\n[mcp_servers.pipedream-gtm-ascend]\nurl = \"" URL "\"\n"
		"bearer_token_env_var = \"PIPEDREAM_OAUTH_BEARER\"\n"
		"http_headers = { x-pd-environment = \"production\", x-pd-external-user-id = \"ascend\", x-pd-app-slug = \"google_tag_manager\" }\n"
		"env_http_headers = { x-pd-project-id = \"PIPEDREAM_PROJECT_ID\" }\n"
		"\n[mcp_servers.pipedream-gtm-kahuna]\nurl = \"" URL "\"\n"
		"bearer_token_env_var = \"PIPEDREAM_OAUTH_BEARER\"\n"
		"http_headers = { x-pd-environment = \"production\", x-pd-external-user-id = \"kahuna\", x-pd-app-slug = \"google_tag_manager\" }\n"
		"env_http_headers = { x-pd-project-id = \"PIPEDREAM_PROJECT_ID\" }\n");
	plan_free(&p);
	plan_free(&p); /* harmless */
}

static void row_and_capabilities(void **state)
{
	struct plan p;

	(void)state;
	compose(&p, FACTS);
	becomes(&p, "docs/composio/toolkit-registry.md", NULL, "registry", PLAN_MODIFY,
		"# R\n\n| toolkit_slug | vendor | mcp_server (ascend) | mcp_server (kahuna) | tool_prefix | status | notes |\n"
		"|---|---|---|---|---|---|---|\n"
		"| hubspot | COMPOSIO | composio-ascend | — | HUBSPOT_* | LIVE | x |\n"
		"| googletagmanager | PIPEDREAM | pipedream-gtm-ascend | pipedream-gtm-kahuna | PIPEDREAM_GTM_* | PENDING | "
		"Path D per ADR-061. Composio, asked for \"Google Tag Manager\": not in the catalog. Pipedream was not asked. "
		"Capability index: docs/tools/pipedream-googletagmanager/capability_registry.yaml. "
		"ascend connect verified 2026-11-21 (apn_A1). kahuna not connected yet. |\n\nafter\n");
	becomes(&p, "docs/tools/pipedream-googletagmanager/capability_registry.yaml", NULL, "capability",
		PLAN_CREATE,
		"toolkit_slug: \"googletagmanager\"\nvendor: \"PIPEDREAM\"\napp_slug: \"google_tag_manager\"\n"
		"tool_prefix: \"PIPEDREAM_GTM_*\"\n"
		"servers: {ascend: \"pipedream-gtm-ascend\", kahuna: \"pipedream-gtm-kahuna\"}\ncapabilities:\n"
		"  - id: \"gtm_list_tags\"\n    tool: \"google_tag_manager-list-tags\"\n    description: \"List tags\"\n"
		"  - id: \"gtm_create_tag\"\n    tool: \"google_tag_manager-create-tag\"\n    description: \"Create a tag\"\n");
	assert_int_equal(kv_count(&p.warnings, "pending"), 1);
	assert_non_null(strstr(kv_get(&p.warnings, "pending"), "kahuna"));
	plan_free(&p);
}

/* Composing writes nothing: not a file, not a folder, not a touch of the state. */
static void nothing_is_written(void **state)
{
	struct plan p;
	char *text;

	(void)state;
	compose(&p, FACTS);
	plan_free(&p);
	assert_false(there("work/.cursor"));
	assert_false(there("work/.vscode"));
	assert_false(there("work/docs/tools"));
	assert_false(there("home/.codeium"));
	assert_false(there("state/toolgap"));
	text = text_at("work/.mcp.json");
	assert_string_equal(text, MCP_JSON);
	free(text);
}

static void counts_and_summary(void **state)
{
	struct buf b = BUF_INIT;
	size_t create, modify, same;
	struct plan p;

	(void)state;
	compose(&p, FACTS);
	plan_count(&p, &create, &modify, &same);
	assert_int_equal(create, 4);
	assert_int_equal(modify, 3);
	assert_int_equal(same, 0);
	plan_summary(&p, &b);
	assert_int_equal(strncmp(b.p, "3 to change, 4 to create, 0 unchanged · 0 secrets in 7 files · ", 63), 0);
	assert_int_equal(strncmp(file_of(&p, ".cursor/mcp.json")->diff, "--- /dev/null\n+++ b/.cursor/mcp.json\n", 37),
			 0);
	assert_int_equal(file_of(&p, ".codex/config.toml")->added, 12);
	assert_int_equal(file_of(&p, ".codex/config.toml")->removed, 0);
	buf_free(&b);
	plan_free(&p);
}

static void twice_is_once(void **state)
{
	struct buf b = BUF_INIT;
	size_t create, modify, same, i;
	struct plan p;
	char *text, *again;

	(void)state;
	compose(&p, FACTS);
	apply_it(&p);
	plan_free(&p);
	compose(&p, FACTS);
	plan_count(&p, &create, &modify, &same);
	for (i = 0; i < p.n; i++)
		if (plan_file_action(p.files[i]) != PLAN_NONE)
			fail_msg("%s: %s", p.files[i]->path, p.files[i]->diff);
	assert_int_equal(create + modify, 0);
	assert_int_equal(same, 7);
	plan_summary(&p, &b);
	assert_int_equal(strncmp(b.p, "0 to change, 0 to create, 7 unchanged", 37), 0);
	buf_free(&b);
	plan_free(&p);
	/* the second tenant comes: the row alone changes, in one place each */
	text = text_at("work/docs/composio/toolkit-registry.md");
	compose(&p, FACTS KAHUNA_CAME);
	plan_count(&p, &create, &modify, &same);
	assert_int_equal(create, 0);
	assert_int_equal(modify, 1);
	again = mem_str(buf_str(&file_of(&p, "docs/composio/toolkit-registry.md")->edit.now));
	assert_non_null(strstr(again, "| LIVE | Path D per ADR-061."));
	assert_non_null(strstr(again, "kahuna connect verified 2026-11-21 (apn_K1). |"));
	assert_null(strstr(again, "not connected yet"));
	apply_it(&p);
	plan_free(&p);
	compose(&p, FACTS KAHUNA_CAME);
	plan_count(&p, &create, &modify, &same);
	assert_int_equal(same, 7);
	/* all that is left to say is about VS Code's 13 characters */
	assert_int_equal(p.warnings.n, 1);
	assert_non_null(strstr(kv_get(&p.warnings, "tool-names-alike"), "VS Code keeps 13 characters"));
	plan_free(&p);
	free(text);
	free(again);
}

static void own_client_adds_its_header(void **state)
{
	struct plan p;

	(void)state;
	compose(&p, FACTS "oauth=own\noauth-app=oa_Ab1\n");
	assert_non_null(strstr(buf_str(&file_of(&p, ".mcp.json")->edit.now), "\"x-pd-oauth-app-id\": \"oa_Ab1\""));
	assert_non_null(strstr(buf_str(&file_of(&p, ".codex/config.toml")->edit.now), "x-pd-oauth-app-id = \"oa_Ab1\""));
	assert_int_equal(kv_count(&p.warnings, "managed-client"), 0);
	plan_free(&p);
	compose(&p, FACTS "registry.own_client=own\n");
	assert_int_equal(kv_count(&p.warnings, "managed-client"), 1);
	assert_null(strstr(buf_str(&file_of(&p, ".mcp.json")->edit.now), "oauth-app-id"));
	plan_free(&p);
}

static void chosen_clients_only(void **state)
{
	struct kv f = facts_new(FACTS), ids = KV_INIT;
	struct err e = ERR_INIT;
	struct plan p;

	(void)state;
	kv_add(&ids, "gemini-cli", "");
	assert_int_equal(plan_compose(&p, &ws, &f, &ids, &env, &e), 0);
	assert_int_equal(p.n, 3);
	assert_non_null(strstr(buf_str(&file_of(&p, ".gemini/settings.json")->edit.now), "\"httpUrl\""));
	plan_free(&p);
	kv_add(&ids, "no-such-client", "");
	assert_int_equal(plan_compose(&p, &ws, &f, &ids, &env, &e), -1);
	assert_int_equal(e.code, E_USAGE);
	kv_free(&ids);
	kv_add(&ids, "zed", ""); /* replaces no variable: an entry that needs one cannot work */
	assert_int_equal(plan_compose(&p, &ws, &f, &ids, &env, &e), -1);
	assert_non_null(strstr(e.msg, "Zed"));
	kv_free(&ids);
	kv_free(&f);
}

static void no_tools_no_capability_file(void **state)
{
	struct plan p;

	(void)state;
	compose(&p, "provider=X\ntenant=ascend\nway.path=D\nshort=x\nregistry.toolkit_slug=x\npipedream.app_slug=x\n");
	assert_int_equal(p.n, 6);
	assert_int_equal(kv_count(&p.warnings, "no-tools"), 1);
	assert_non_null(strstr(kv_get(&p.warnings, "no-tools"), "Nobody knows yet"));
	assert_non_null(strstr(buf_str(&file_of(&p, "docs/composio/toolkit-registry.md")->edit.now), "| PENDING |"));
	plan_free(&p);
	compose(&p, "provider=X\ntenant=ascend\nway.path=D\nshort=x\nregistry.toolkit_slug=x\npipedream.app_slug=x\n"
		    "tools.result=listed\ntools.mcp.ascend=0\n");
	assert_non_null(strstr(kv_get(&p.warnings, "no-tools"), "listed no tools"));
	plan_free(&p);
}

static void long_names_are_warned_of(void **state)
{
	struct plan p;

	(void)state;
	compose(&p, FACTS "tools.tool=google_tag_manager-create-a-very-long-name-of-a-tool~x\n");
	assert_int_equal(kv_count(&p.warnings, "tool-name-limit"), 3); /* Claude Code, Cursor, Codex */
	assert_non_null(strstr(kv_get(&p.warnings, "tool-name-limit"), " characters for a tool's name and "));
	plan_free(&p);
}

static void names_that_are_none(void **state)
{
	(void)state;
	refused_plan(FACTS "short=G TM\n", E_FAIL, "not an allowed name");
	refused_plan(FACTS "registry.toolkit_slug=../x\n", E_FAIL, "not an allowed name");
	refused_plan(FACTS "registry.toolkit_slug=\n", E_FAIL, "not an allowed name");
	refused_plan(FACTS "pipedream.app_slug=a/b\n", E_FAIL, "not an allowed name");
	refused_plan(FACTS "short=aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeff\n", E_USAGE, "--short");
	refused_plan(FACTS "way.path=X\n", E_FAIL, "'X'");
	refused_plan("", E_FAIL, "''");
}

static void a_foreign_entry_is_left_alone(void **state)
{
	struct plan p;

	(void)state;
	put("work/.cursor/mcp.json", "{\"mcpServers\": {\"pipedream-gtm-kahuna\": {\"url\": \"https://other.example/mcp\"}}}\n");
	compose(&p, FACTS);
	assert_int_equal(p.foreign.n, 1);
	assert_string_equal(p.foreign.v[0].key, ".cursor/mcp.json");
	assert_non_null(strstr(p.foreign.v[0].value, "'pipedream-gtm-kahuna' that is not toolgap's"));
	assert_non_null(strstr(buf_str(&file_of(&p, ".cursor/mcp.json")->edit.now), "https://other.example/mcp"));
	plan_free(&p);
	/* a person has said so: it alone goes, and that is said */
	compose(&p, FACTS "replace-foreign=replace\n");
	assert_int_equal(p.foreign.n, 0);
	assert_int_equal(kv_count(&p.warnings, "replaced"), 1);
	assert_null(strstr(buf_str(&file_of(&p, ".cursor/mcp.json")->edit.now), "other.example"));
	plan_free(&p);
	/* no other word does it */
	compose(&p, FACTS "replace-foreign=leave\n");
	assert_int_equal(p.foreign.n, 1);
	plan_free(&p);
}

/* The row names another short name: what is ours is renamed where it stands, what is not keeps its name. */
static void a_new_short_name_renames(void **state)
{
	static const char row[] = "# R\n\n| toolkit_slug | vendor | mcp_server (ascend) | mcp_server (kahuna) | tool_prefix | status | notes |\n"
				  "|---|---|---|---|---|---|---|\n| googletagmanager | PIPEDREAM | pipedream-tagm-ascend | pipedream-tagm-kahuna | PIPEDREAM_TAGM_* | LIVE | x |\n";
	static const char had[] = "{\n\t\"servers\": { // mine\n\t\t/* why */ \"pipedream-tagm-ascend\" : {\"url\": \"" URL "\", \"dev\": {}}, // so\n"
				  "\t\t\"pipedream-tagm-kahuna\": {\"url\": \"https://other.example/\"},\n\t}\n}\n";
	const struct plan_file *f;
	struct plan p;

	(void)state;
	put("work/docs/composio/toolkit-registry.md", row);
	put("work/.vscode/mcp.json", had);
	put("work/.codex/config.toml", "[mcp_servers]\n# a\n'pipedream-tagm-ascend'.url = \"" URL "\" # b\n"
				       "\"pipedream-tagm-ascend\" . enabled = true\n\n[ mcp_servers . pipedream-tagm-kahuna ] # c\n"
				       "url = \"" URL "\"\n[mcp_servers.pipedream-tagm-kahuna.env_http_headers]\nx = \"Y\"\n");
	put("work/docs/tools/pipedream-googletagmanager/capability_registry.yaml",
	    "# mine\ntoolkit_slug: googletagmanager\ntool_prefix: PIPEDREAM_TAGM_*\nservers: {ascend: pipedream-tagm-ascend}\n"
	    "capabilities:\n  - id: tagm_list_tags # one\n    tool: google_tag_manager-list-tags\n    description: \"List tags\"\n"
	    "    owner: me\n  - {id: 'tagm_gone', tool: google_tag_manager-gone, description: x}\n"
	    "  - id: \"tagm_create_tag\"\n    tool: google_tag_manager-create-tag\n    description: \"Create a tag\"\n");
	compose(&p, FACTS);
	f = file_of(&p, "docs/tools/pipedream-googletagmanager/capability_registry.yaml");
	assert_string_equal(buf_str(&f->edit.now),
	    "# mine\nvendor: \"PIPEDREAM\"\napp_slug: \"google_tag_manager\"\ntoolkit_slug: googletagmanager\ntool_prefix: \"PIPEDREAM_GTM_*\"\n"
	    "servers: {ascend: \"pipedream-gtm-ascend\", kahuna: \"pipedream-gtm-kahuna\"}\n"
	    "capabilities:\n  - id: gtm_list_tags # one\n    tool: google_tag_manager-list-tags\n    description: \"List tags\"\n"
	    "    owner: me\n  - {id: 'tagm_gone', tool: google_tag_manager-gone, description: x}\n"
	    "  - id: \"gtm_create_tag\"\n    tool: google_tag_manager-create-tag\n    description: \"Create a tag\"\n");
	assert_non_null(strstr(kv_get(&p.warnings, "renamed-ids"), "the ids of 2 entries begin with 'gtm'"));
	f = file_of(&p, ".vscode/mcp.json");
	assert_non_null(strstr(buf_str(&f->edit.now), "{ // mine\n\t\t/* why */ \"pipedream-gtm-ascend\" : {"));
	assert_non_null(strstr(buf_str(&f->edit.now), "\"dev\": {}"));
	assert_null(strstr(buf_str(&f->edit.now), "tagm-ascend"));
	assert_non_null(strstr(buf_str(&f->edit.now), "\"pipedream-tagm-kahuna\": {\"url\": \"https://other.example/\"},"));
	f = file_of(&p, ".codex/config.toml");
	assert_non_null(strstr(buf_str(&f->edit.now), "# a\npipedream-gtm-ascend.url = "));
	assert_non_null(strstr(buf_str(&f->edit.now), "pipedream-gtm-ascend . enabled = true\n"));
	assert_non_null(strstr(buf_str(&f->edit.now), "[ mcp_servers . pipedream-gtm-kahuna ] # c\n"));
	assert_null(strstr(buf_str(&f->edit.now), "tagm"));
	assert_int_equal(kv_count(&p.warnings, "renamed"), 3);
	assert_int_equal(kv_count(&p.warnings, "not-renamed"), 1);
	apply_it(&p);
	plan_free(&p);
	compose(&p, FACTS);
	assert_int_equal(kv_count(&p.warnings, "renamed"), 0);
	plan_free(&p);
}

static const struct plan_need *need_of(const struct plan *p, const char *client)
{
	size_t i;

	for (i = 0; i < p->n_needs; i++)
		if (!strcmp(p->needs[i].client, client))
			return &p->needs[i];
	fail_msg("nobody says what %s needs", client);
	return NULL;
}

static void variables_are_told(void **state)
{
	const struct plan_need *n;
	struct kv lines = KV_INIT;
	struct buf b = BUF_INIT;
	struct plan p;
	size_t i;

	(void)state;
	unsetenv("PIPEDREAM_OAUTH_BEARER");
	setenv("PIPEDREAM_PROJECT_ID", "proj_never_shown", 1);
	compose(&p, FACTS);
	assert_int_equal(p.n_needs, 5);
	n = need_of(&p, "codex");
	assert_null(n->helper);
	assert_int_equal(n->vars.n, 2);
	assert_string_equal(kv_get(&n->vars, "PIPEDREAM_OAUTH_BEARER"), "elsewhere");
	assert_string_equal(kv_get(&n->vars, "PIPEDREAM_PROJECT_ID"), "environment");
	plan_json(&p, &b, 1);
	plan_needs_text(&p, &lines);
	plan_needs_next(&p, &lines);
	for (i = 0; i < lines.n; i++)
		buf_addf(&b, "%s\n", lines.v[i].value);
	assert_non_null(strstr(b.p, "Claude Code needs PIPEDREAM_OAUTH_BEARER (not set), PIPEDREAM_PROJECT_ID (set).\n"));
	assert_non_null(strstr(b.p, "export PIPEDREAM_OAUTH_BEARER=\"$(toolgap bearer)\"\n"));
	assert_null(strstr(b.p, "export PIPEDREAM_PROJECT_ID"));
	assert_null(strstr(b.p, "proj_never_shown"));
	plan_free(&p);
	kv_free(&lines);
	buf_free(&b);
	unsetenv("PIPEDREAM_PROJECT_ID");
}

static void needs(const struct plan *p, const char *client, const char *name, const char *from)
{
	const char *is = kv_get(&need_of(p, client)->vars, name);

	if (!is != !from || (is && strcmp(is, from) != 0))
		fail_msg("%s: %s is '%s', not '%s'", client, name, is ? is : "-", from ? from : "-");
}

static char *told_new(const struct plan *p)
{
	struct kv lines = KV_INIT;
	struct buf b = BUF_INIT;
	size_t i;

	plan_needs_text(p, &lines);
	plan_needs_next(p, &lines);
	for (i = 0; i < lines.n; i++)
		buf_addf(&b, "%s\n", lines.v[i].value);
	kv_free(&lines);
	return buf_detach(&b);
}

static void close_to_others(const char *file)
{
	char *path = mem_fmt("%s/%s", scratch, file);

	assert_int_equal(chmod(path, 0600), 0);
	free(path);
}

/* What a helper finds: in its client's environment, in credentials.env, or by way of Infisical. */
static void a_helper_and_its_credentials(void **state)
{
	struct err e = ERR_INIT;
	struct plan p;
	char *told;

	(void)state;
	unsetenv("XDG_CONFIG_HOME");
	put("home/.config/toolgap/credentials.env",
	    "# mine\nexport PIPEDREAM_CLIENT_ID='canary-id'\nclient_secret=canary-secret\r\n");
	compose(&p, FACTS "workspace.auth=helper\n"); /* as the umask has it: not for others to read */
	needs(&p, "codex", "PIPEDREAM_CLIENT_ID", "");
	plan_free(&p);
	close_to_others("home/.config/toolgap/credentials.env");
	setenv("PIPEDREAM_PROJECT_ID", "proj_x", 1);
	compose(&p, FACTS "workspace.auth=helper\n");
	needs(&p, "claude-code", "PIPEDREAM_CLIENT_ID", "file");
	needs(&p, "claude-code", "PIPEDREAM_PROJECT_ID", "environment");
	needs(&p, "codex", "PIPEDREAM_CLIENT_SECRET", "file");
	needs(&p, "codex", "PIPEDREAM_PROJECT_ID", "withheld");
	/* a client that expands a variable itself does not read that file */
	needs(&p, "cursor", "PIPEDREAM_PROJECT_ID", "environment");
	told = told_new(&p);
	assert_non_null(strstr(told, "PIPEDREAM_CLIENT_SECRET (in credentials.env), PIPEDREAM_PROJECT_ID (set here, but not handed on).\n"));
	assert_non_null(strstr(told, "Codex CLI hands on hardly any variable; put these into ~/.config/toolgap/credentials.env (chmod 600):\n  PIPEDREAM_PROJECT_ID=…\n"));
	assert_null(strstr(told, "canary"));
	assert_null(strstr(told, "export PIPEDREAM_CLIENT"));
	free(told);
	plan_free(&p);
	/* toolgap itself reads it, too */
	env_free(&env);
	assert_int_equal(env_load(&env, &e), 0);
	assert_true(secret_is(env.pipedream_client_id, "canary-id"));
	assert_true(secret_is(env.pipedream_client_secret, "canary-secret"));
	/* another folder of settings is not known to a helper that gets no variable */
	setenv("XDG_CONFIG_HOME", "/nowhere", 1);
	compose(&p, FACTS "workspace.auth=helper\n");
	needs(&p, "claude-code", "PIPEDREAM_CLIENT_ID", "");
	needs(&p, "codex", "PIPEDREAM_CLIENT_ID", "file");
	plan_free(&p);
	unsetenv("XDG_CONFIG_HOME");
	put("home/.config/toolgap/credentials.env",
	    "INFISICAL_UNIVERSAL_AUTH_CLIENT_ID=a\nINFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET=b\nINFISICAL_PROJECT_ID=c\nINFISICAL_ENVIRONMENT=d\n");
	close_to_others("home/.config/toolgap/credentials.env");
	compose(&p, FACTS "workspace.auth=helper\n");
	needs(&p, "codex", "PIPEDREAM_CLIENT_ID", "infisical");
	needs(&p, "codex", "PIPEDREAM_PROJECT_ID", "infisical");
	needs(&p, "claude-code", "PIPEDREAM_PROJECT_ID", "environment");
	assert_int_equal(kv_count(&p.warnings, "helper-environment"), 0);
	plan_free(&p);
	unsetenv("PIPEDREAM_PROJECT_ID");
}

/* {"exp":N}: when that is over, "(set)" would be a promise that nobody can keep. */
static void a_token_that_is_over(void **state)
{
	static const char *const rows[][2] = {
		{ "eyJhbGciOiJFZERTQSJ9.eyJleHAiOjEwMDB9.x", "(set, but its time is over)" },
		{ "Bearer eyJhbGciOiJFZERTQSJ9.eyJleHAiOjEwMDB9.x", "(set, but its time is over)" },
		{ "eyJhbGciOiJFZERTQSJ9.eyJleHAiOjk5OTk5OTk5OTk5fQ.x", "(set)" },
		/* {"a":{"exp":1},"b":"\"exp\":1"}: not the token's own */
		{ "e.eyJhIjp7ImV4cCI6MX0sImIiOiJcImV4cFwiOjEifQ.x", "(set)" },
		{ "no token", "(set)" }, { "a.b.c", "(set)" }, { "a..c", "(set)" }, { "a.!!.c", "(set)" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct plan p;
		char *told, *want = mem_fmt("Cursor needs PIPEDREAM_OAUTH_BEARER %s", rows[i][1]);

		setenv("PIPEDREAM_OAUTH_BEARER", rows[i][0], 1);
		compose(&p, FACTS);
		told = told_new(&p);
		if (!strstr(told, want))
			fail_msg("%s: %s", rows[i][0], told);
		assert_int_equal(strstr(told, "export PIPEDREAM_OAUTH_BEARER=") != NULL, i < 2);
		free(told);
		free(want);
		plan_free(&p);
	}
	unsetenv("PIPEDREAM_OAUTH_BEARER");
}

static void a_helper_stands_in(void **state)
{
	struct plan p;

	(void)state;
	setenv("client_id", "x", 1);
	compose(&p, FACTS "workspace.auth=helper\n");
	assert_string_equal(need_of(&p, "codex")->helper, "toolgap headers");
	assert_string_equal(need_of(&p, "claude-code")->helper, "toolgap headers");
	assert_null(need_of(&p, "cursor")->helper);
	needs(&p, "claude-code", "PIPEDREAM_CLIENT_ID", "environment");
	needs(&p, "claude-code", "PIPEDREAM_CLIENT_SECRET", "");
	needs(&p, "codex", "PIPEDREAM_CLIENT_ID", "withheld");
	needs(&p, "codex", "PIPEDREAM_CLIENT_SECRET", "");
	needs(&p, "codex", "PIPEDREAM_OAUTH_BEARER", NULL);
	needs(&p, "cursor", "PIPEDREAM_OAUTH_BEARER", "");
	assert_int_equal(plan_needs_unset(&p), 4);
	assert_non_null(strstr(buf_str(&file_of(&p, ".mcp.json")->edit.now), "\"headersHelper\": \"toolgap headers\""));
	assert_null(strstr(buf_str(&file_of(&p, ".mcp.json")->edit.now), "Authorization"));
	assert_non_null(strstr(buf_str(&file_of(&p, ".codex/config.toml")->edit.now), "http_headers_helper = \"toolgap headers\"\n"));
	assert_null(strstr(buf_str(&file_of(&p, ".codex/config.toml")->edit.now), "env_http_headers"));
	assert_int_equal(kv_count(&p.warnings, "helper-environment"), 1);
	assert_non_null(strstr(kv_get(&p.warnings, "helper-environment"), "Codex CLI hands a helper hardly any variable, so `toolgap headers` does not find PIPEDREAM_CLIENT_ID, PIPEDREAM_CLIENT_SECRET, PIPEDREAM_PROJECT_ID there."));
	assert_non_null(strstr(buf_str(&file_of(&p, ".cursor/mcp.json")->edit.now), "${env:PIPEDREAM_OAUTH_BEARER}"));
	apply_it(&p);
	plan_free(&p);
	/* nobody says which way: what stands stays, and nothing changes */
	compose(&p, FACTS);
	assert_int_equal(plan_file_action(file_of(&p, ".mcp.json")), PLAN_NONE);
	assert_int_equal(plan_file_action(file_of(&p, ".codex/config.toml")), PLAN_NONE);
	assert_string_equal(need_of(&p, "codex")->helper, "toolgap headers");
	assert_false(need_of(&p, "codex")->own);
	plan_free(&p);
	/* and back: the helper goes, the references come */
	compose(&p, FACTS "workspace.auth=env\n");
	assert_null(strstr(buf_str(&file_of(&p, ".mcp.json")->edit.now), "headersHelper"));
	assert_non_null(strstr(buf_str(&file_of(&p, ".mcp.json")->edit.now), "${PIPEDREAM_OAUTH_BEARER}"));
	assert_null(strstr(buf_str(&file_of(&p, ".codex/config.toml")->edit.now), "helper"));
	plan_free(&p);
	unsetenv("client_id");
}

static void a_helper_of_the_workspaces_own(void **state)
{
	struct plan p;
	char *told;

	(void)state;
	workspace_close(&ws);
	put("work/toolgap.yaml", "helper: infisical run --path=/pipedream -- toolgap headers\n");
	open_ws();
	compose(&p, FACTS "workspace.auth=helper\n");
	assert_int_equal(kv_count(&p.warnings, "helper-environment"), 0);
	assert_int_equal(need_of(&p, "codex")->vars.n, 0);
	told = told_new(&p);
	assert_non_null(strstr(told, "Codex CLI runs `infisical run --path=/pipedream -- toolgap headers`, which brings what it needs.\nCodex runs it each time"));
	assert_non_null(strstr(told, "These run `infisical run --path=/pipedream -- toolgap headers`, so it must be found on their PATH: Claude Code, Codex CLI\n"));
	assert_null(strstr(told, "PIPEDREAM_CLIENT"));
	free(told);
	assert_non_null(strstr(buf_str(&file_of(&p, ".codex/config.toml")->edit.now),
			       "http_headers_helper = \"infisical run --path=/pipedream -- toolgap headers\"\n"));
	plan_free(&p);
	workspace_close(&ws);
	put("work/toolgap.yaml", "helper: toolgap $(id)\n");
	open_ws();
	refused_plan(FACTS "workspace.auth=helper\n", E_FAIL, "not a plain command");
}

static void the_scope_chooses_the_file(void **state)
{
	struct kv f = facts_new(FACTS "workspace.scope=user\n"), ids = KV_INIT;
	struct err e = ERR_INIT;
	struct plan p;

	(void)state;
	kv_add(&ids, "cursor", "");
	kv_add(&ids, "codex", "");
	assert_int_equal(plan_compose(&p, &ws, &f, &ids, &env, &e), 0);
	assert_true(file_of(&p, "~/.cursor/mcp.json")->keep_private);
	assert_true(file_of(&p, "~/.codex/config.toml")->keep_private);
	plan_free(&p);
	kv_add(&ids, "claude-code", "");
	assert_int_equal(plan_compose(&p, &ws, &f, &ids, &env, &e), -1);
	assert_int_equal(e.code, E_USAGE);
	assert_non_null(strstr(e.msg, "~/.claude.json is not written"));
	kv_free(&ids);
	kv_add(&ids, "roo", "");
	assert_int_equal(plan_compose(&p, &ws, &f, &ids, &env, &e), -1);
	assert_non_null(strstr(e.msg, "Roo Code has no file of the scope 'user'"));
	kv_free(&ids);
	kv_add(&ids, "goose", "");
	assert_int_equal(plan_compose(&p, &ws, &f, &ids, &env, &e), -1);
	assert_non_null(strstr(e.msg, "Goose cannot be written: "));
	kv_free(&ids);
	kv_free(&f);
}

static void broken_targets(void **state)
{
	(void)state;
	put("work/.vscode/mcp.json", "{\n  // fine\n  \"servers\": [1}\n");
	refused_plan(FACTS, E_FAIL, ".vscode/mcp.json:3");
	put("work/.vscode/mcp.json", "{}\n");
	put("work/docs/composio/toolkit-registry.md", "# no table\n");
	refused_plan(FACTS, E_FAIL, "docs/composio/toolkit-registry.md");
	put("work/docs/composio/toolkit-registry.md", REGISTRY);
	put("work/docs/tools/pipedream-googletagmanager/capability_registry.yaml", "capabilities: [\n");
	refused_plan(FACTS, E_FAIL, "capability_registry.yaml");
}

/* A link that leads out of the workspace is no way to a file outside of it. */
static void links_do_not_lead_out(void **state)
{
	char *link = mem_fmt("%s/work/.cursor", scratch), *to = mem_fmt("%s/home", scratch);

	(void)state;
	assert_int_equal(symlink(to, link), 0);
	refused_plan(FACTS, E_FAIL, ".cursor/mcp.json");
	free(link);
	free(to);
}

/* The run's own credentials and what looks like one: nothing of the sort is ever planned. */
static void no_secret_is_planned(void **state)
{
	struct kv known = KV_INIT;

	(void)state;
	refused_plan(FACTS "tools.tool=google_tag_manager-y~use ghp_0123456789abcdefghijABCDEFGHIJ012345\n", E_FAIL,
		     "secret");
	assert_int_equal(env_give(&env, "PIPEDREAM_CLIENT_SECRET", "correct-horse-battery"), 1);
	refused_plan(FACTS "tools.tool=google_tag_manager-x~say correct-horse-battery\n", E_FAIL,
		     "capability_registry.yaml:");
	assert_int_equal(env_give(&env, "NO_SUCH_NAME", "x"), 0);
	env_known(&env, &known);
	assert_string_equal(kv_get(&known, "PIPEDREAM_CLIENT_SECRET"), "correct-horse-battery");
	env_forget(&known);
	assert_int_equal(known.n, 0);
}

static void the_address_is_the_environments(void **state)
{
	struct err e = ERR_INIT;
	struct plan p;

	(void)state;
	env_free(&env);
	setenv("PIPEDREAM_MCP_URL", "http://127.0.0.1:4010/mcp", 1);
	setenv("PIPEDREAM_PROJECT_ENVIRONMENT", "development", 1);
	assert_int_equal(env_load(&env, &e), 0);
	compose(&p, FACTS);
	assert_non_null(strstr(buf_str(&file_of(&p, ".mcp.json")->edit.now), "\"url\": \"http://127.0.0.1:4010/mcp\""));
	assert_non_null(strstr(buf_str(&file_of(&p, ".mcp.json")->edit.now), "\"x-pd-environment\": \"development\""));
	plan_free(&p);
	env_free(&env);
	setenv("PIPEDREAM_MCP_URL", "http://mcp.example.com/", 1);
	assert_int_equal(env_load(&env, &e), -1);
	assert_int_equal(e.code, E_USAGE);
	setenv("PIPEDREAM_MCP_URL", "", 1);
	setenv("PIPEDREAM_PROJECT_ENVIRONMENT", "staging", 1);
	assert_int_equal(env_load(&env, &e), -1);
}

#define T(f) cmocka_unit_test_setup_teardown(f, begin_plan, end_plan)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(exact_forms),
		T(row_and_capabilities),
		T(nothing_is_written),
		T(counts_and_summary),
		T(twice_is_once),
		T(own_client_adds_its_header),
		T(chosen_clients_only),
		T(no_tools_no_capability_file),
		T(long_names_are_warned_of),
		T(names_that_are_none),
		T(a_foreign_entry_is_left_alone),
		T(a_new_short_name_renames),
		T(variables_are_told),
		T(a_token_that_is_over),
		T(a_helper_stands_in),
		T(a_helper_and_its_credentials),
		T(a_helper_of_the_workspaces_own),
		T(the_scope_chooses_the_file),
		T(broken_targets),
		T(links_do_not_lead_out),
		T(no_secret_is_planned),
		T(the_address_is_the_environments),
	};

	return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
