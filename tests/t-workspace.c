/* SPDX-License-Identifier: MIT */
/* t-workspace: which folder is meant, what its settings may say, and what the registry knows of a provider. */
#include "plan_help.h"

#include "work/lookup.h"

static int begin_dir(void **state)
{
	if (scratch_open(state))
		return -1;
	clean_env();
	return 0;
}

static void root_is(const char *dir, const char *want)
{
	struct workspace w;
	struct err e = ERR_INIT;
	char *path = mem_fmt("%s/%s", scratch, dir), *root = mem_fmt("%s/%s", scratch, want);

	if (workspace_open(&w, path, &e))
		fail_msg("%s", e.msg);
	assert_string_equal(w.root, root);
	workspace_close(&w);
	free(path);
	free(root);
}

static void the_nearest_folder(void **state)
{
	struct workspace w;
	struct err e = ERR_INIT;

	(void)state;
	put("work/a/b/c/x", "");
	root_is("work/a/b/c", "work/a/b/c"); /* no mark at all: the folder itself */
	put("work/.git/HEAD", "");
	root_is("work/a/b/c", "work");
	put("work/a/b/.mcp.json", "{}");
	root_is("work/a/b/c", "work/a/b");
	put("work/a/b/c/.git/HEAD", "");
	root_is("work/a/b/c", "work/a/b"); /* .mcp.json counts more than .git */
	put("work/a/toolgap.yaml", "");
	root_is("work/a/b/c", "work/a");
	put("home/.mcp.json", "{}");
	put("home/p/x", "");
	root_is("home/p", "home/p"); /* a stray file at home does not make home the workspace */
	root_is("home", "home");
	assert_int_equal(workspace_open(&w, "/no/such/fold\x1b er", &e), -1);
	assert_int_equal(e.code, E_USAGE);
	assert_null(strchr(e.msg, '\x1b'));
}

static void settings_are_taken(void **state)
{
	char *path;

	(void)state;
	put("config/toolgap/toolgap.yaml", "tenants: [user]\noauth_app: oa_user\ntools: user/tools\n");
	put("work/toolgap.yaml", "tenants: [ascend, kahuna, ascend]\nclients: [codex, cursor]\nregistry: reg.md\n");
	open_ws();
	assert_int_equal(ws.tenants.n, 2);
	assert_string_equal(ws.tenants.v[1].key, "kahuna");
	assert_int_equal(ws.client_ids.n, 2);
	assert_string_equal(ws.client_ids.v[0].key, "codex");
	assert_string_equal(ws.registry, "reg.md");
	assert_string_equal(ws.tools, "user/tools");
	assert_string_equal(ws.oauth_app, "oa_user");
	path = workspace_path_new(&ws, "~/x/y");
	assert_true(!strncmp(path, ws.home, strlen(ws.home)) && !strcmp(path + strlen(ws.home), "/x/y"));
	assert_ptr_equal(workspace_fence(&ws, "~/x"), ws.home);
	assert_ptr_equal(workspace_fence(&ws, "x"), ws.root);
	free(path);
	workspace_close(&ws);
}

static void refused_settings(const char *text, const char *word)
{
	struct workspace w;
	struct err e = ERR_INIT;
	char *dir = mem_fmt("%s/work", scratch);

	put("work/toolgap.yaml", text);
	if (!workspace_open(&w, dir, &e))
		fail_msg("taken: %s", text);
	if (!strstr(e.msg, word) || (*word == ':' && !strstr(e.msg, "toolgap.yaml:")))
		fail_msg("not '%s': %s", word, e.msg);
	assert_null(w.root);
	free(dir);
}

static void settings_stay_inside(void **state)
{
	static const char *const paths[] = { "/etc/x.md", "../x.md",  "a/../../x.md", "~/x.md", "'~'",
					     "'a\\b'",	  ".git/hooks/pre-commit", "sub/.git/config", "''", "[a]" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		char *registry = mem_fmt("x: y\nregistry: %s\n", paths[i]);
		char *tools = mem_fmt("tools: %s\n", paths[i]), *book = mem_fmt("runbook: %s\n", paths[i]);

		refused_settings(registry, ":2:1:");
		refused_settings(tools, ":1:1:");
		refused_settings(book, ":1:1:");
		free(registry);
		free(tools);
		free(book);
	}
}

static void refused_lists(void **state)
{
	(void)state;
	refused_settings("tenants: ascend, kahuna\n", "must be a list");
	refused_settings("tenants: [ascend, Kahuna]\n", ":1:");
	refused_settings("tenants: [[a]]\n", ":1:");
	refused_settings("clients: [cursor, emacs]\n", "'emacs'");
	refused_settings("clients: cursor\n", "must be a list");
	refused_settings("tenants: [a\n", "toolgap.yaml:");
	refused_settings("runbook: no-such.yaml\n", "no-such.yaml");
	put("work/own.yaml", "runbook: toolgap.runbook/1\nstart: x\nsteps:\n  - {id: x, kind: jump}\n");
	refused_settings("runbook: own.yaml\n", "own.yaml:4:5:");
}

/* ---- what the registry knows */

#define TABLE                                                                                       \
	"| toolkit_slug | vendor | mcp_server (ascend) | mcp_server (kahuna) | tool_prefix | status | notes |\n" \
	"|---|---|---|---|---|---|---|\n"

static struct kv asked(const char *provider)
{
	struct kv in = KV_INIT, facts = KV_INIT;
	struct err e = ERR_INIT;

	kv_add(&in, "provider", provider);
	if (lookup_registry(&ws, &in, &facts, &e))
		fail_msg("%s", e.msg);
	assert_int_equal(kv_count(&facts, "result"), 1);
	assert_int_equal(kv_count(&facts, "evidence"), 1);
	kv_free(&in);
	return facts;
}

static void known(const char *provider, const char *slug, const char *brief)
{
	struct kv f = asked(provider);

	if (strcmp(kv_get(&f, "result"), "known") || strcmp(kv_get(&f, "toolkit_slug"), slug) ||
	    strcmp(kv_get(&f, "short"), brief))
		fail_msg("%s: %s %s %s", provider, kv_get(&f, "result"), kv_get(&f, "toolkit_slug"),
			 kv_get(&f, "short"));
	kv_free(&f);
}

static void the_registry_answers(void **state)
{
	struct kv f;

	(void)state;
	open_ws();
	f = asked("GTM");
	assert_string_equal(kv_get(&f, "result"), "none");
	kv_free(&f);
	put("work/docs/composio/toolkit-registry.md",
	    TABLE "| hubspot | COMPOSIO | composio-ascend | — | HUBSPOT_* | LIVE | |\n"
		  "| `googletagmanager` | PIPEDREAM | — | pipedream-tag-kahuna | PIPEDREAM_TAG_* | PENDING | |\n"
		  "| acme_widgets | PIPEDREAM | pipedream-aw-x-ascend | — | P_* | LIVE | |\n");
	known("Google Tag Manager", "googletagmanager", "tag"); /* the short name of the row is kept */
	known("gtm", "googletagmanager", "tag");
	known("google_tag_manager", "googletagmanager", "tag");
	known("TAG", "googletagmanager", "tag");
	known("Hub Spot", "hubspot", "hubspot");
	known("Acme Widgets", "acme_widgets", "aw-x");
	f = asked("Hub");
	assert_string_equal(kv_get(&f, "result"), "absent");
	assert_string_equal(kv_get(&f, "toolkit_slug"), "hub");
	assert_null(kv_get(&f, "row"));
	kv_free(&f);
	f = asked("gtm");
	assert_string_equal(kv_get(&f, "row"), "googletagmanager · PIPEDREAM · PENDING · kahuna: pipedream-tag-kahuna");
	assert_string_equal(kv_get(&f, "vendor"), "PIPEDREAM");
	kv_free(&f);
	put("work/docs/composio/toolkit-registry.md", "# no table\n");
	f = asked("gtm");
	assert_string_equal(kv_get(&f, "result"), "broken"); /* and not "absent" */
	assert_non_null(strstr(kv_get(&f, "detail"), "toolkit-registry.md"));
	kv_free(&f);
	workspace_close(&ws);
}

static void short_names_of_servers(void **state)
{
	static const char *const none[][2] = { { "composio-ascend", "ascend" },
					       { "pipedream-gtm-ascend", "kahuna" },
					       { "pipedream-ascend", "ascend" },
					       { "pipedream--ascend", "ascend" },
					       { "pipedream-gtmascend", "ascend" },
					       { "", "" } };
	size_t i;
	char *s;

	(void)state;
	s = lookup_short_new("pipedream-gtm-acme-co", "acme-co");
	assert_string_equal(s, "gtm");
	free(s);
	s = lookup_short_new("pipedream-a-b-c", "c");
	assert_string_equal(s, "a-b");
	free(s);
	for (i = 0; i < sizeof(none) / sizeof(*none); i++)
		assert_null(lookup_short_new(none[i][0], none[i][1]));
}

#define T(f) cmocka_unit_test_setup_teardown(f, begin_dir, scratch_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(the_nearest_folder),
		T(settings_are_taken),
		T(settings_stay_inside),
		T(refused_lists),
		T(the_registry_answers),
		cmocka_unit_test(short_names_of_servers),
	};

	return cmocka_run_group_tests_name("workspace", tests, NULL, NULL);
}
