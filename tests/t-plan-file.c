/* SPDX-License-Identifier: MIT */
/* t-plan-file: a plan as a document: it comes back as it was, and one that was tampered with is refused. */
#include "plan_help.h"

#include "base/json.h"

/* What the person who applies says: nothing, or that what is not toolgap's may go. */
static const struct plan_word silent = { .env = &env }, replaces = { .env = &env, .replace = 1 };

/* The document of the plan by Path D; heap string. */
static char *document(int pretty)
{
	struct buf b = BUF_INIT;
	struct plan p;

	compose(&p, FACTS);
	plan_json(&p, &b, pretty);
	plan_free(&p);
	return buf_detach(&b);
}

static char *changed(const char *doc, const char *what, const char *with)
{
	const char *at = strstr(doc, what);

	if (!at)
		fail_msg("'%s' is not in the plan", what);
	return mem_fmt("%.*s%s%s", (int)(at - doc), doc, with, at + strlen(what));
}

static void no(const char *doc, int code, const char *word)
{
	struct err e = ERR_INIT;
	struct plan p;

	if (!plan_load(&p, &ws, doc, strlen(doc), "p.json", &silent, &e))
		fail_msg("taken, though '%s'", word);
	if ((int)e.code != code || !strstr(e.msg, word) || strchr(e.msg, '\x1b'))
		fail_msg("neither %d nor '%s': %d, %s", code, word, e.code, e.msg);
	assert_int_equal(p.n, 0);
}

static void no_when(const char *what, const char *with, int code, const char *word)
{
	char *doc = document(0), *bad = changed(doc, what, with);

	no(bad, code, word);
	free(doc);
	free(bad);
}

static void fields(void **state)
{
	char *text = document(1);
	struct json *doc = json_parse(text, strlen(text), NULL);
	const struct json *first = json_first(json_get(doc, "files"));

	(void)state;
	assert_non_null(doc);
	assert_string_equal(json_raw(json_get(doc, "schema")), "toolgap.plan/1");
	assert_string_equal(json_raw(json_get(doc, "provider")), "Google Tag Manager");
	assert_string_equal(json_raw(json_get(doc, "path")), "D");
	assert_int_equal(json_count(json_get(doc, "tenants")), 2);
	assert_string_equal(json_raw(json_get(doc, "workspace")), ws.root);
	assert_int_equal(json_count(json_get(doc, "files")), 7);
	assert_string_equal(json_raw(json_get(first, "path")), ".mcp.json");
	assert_string_equal(json_raw(json_get(first, "client")), "claude-code");
	assert_string_equal(json_raw(json_get(first, "kind")), "mcp-entry");
	assert_string_equal(json_raw(json_get(first, "action")), "modify");
	assert_int_equal(strlen(json_raw(json_get(first, "before_sha256"))), 64);
	assert_int_equal(strlen(json_raw(json_get(first, "after_sha256"))), 64);
	assert_int_equal(strncmp(json_raw(json_get(first, "diff")), "--- a/.mcp.json\n", 16), 0);
	assert_true(json_is_null(json_get(json_next(first), "before_sha256")));
	assert_int_equal((int)json_num(json_at(doc, "summary.create"), -1), 4);
	assert_int_equal((int)json_num(json_at(doc, "summary.modify"), -1), 3);
	assert_int_equal((int)json_num(json_at(doc, "summary.unchanged"), -1), 0);
	assert_string_equal(json_raw(json_get(json_first(json_get(doc, "warnings")), "id")), "tool-names-alike");
	assert_string_equal(json_raw(json_get(json_next(json_first(json_get(doc, "warnings"))), "id")), "pending");
	assert_int_equal((int)json_num(json_get(doc, "secrets_found"), -1), 0);
	json_free(doc);
	free(text);
}

/* The same input gives the same bytes; the document loads to the same plan; applying it is applying the plan. */
static void round_trip(void **state)
{
	char *doc = document(1), *same = document(1);
	struct buf b = BUF_INIT;
	struct err e = ERR_INIT;
	struct plan p, direct;
	size_t i, create, modify, unchanged;

	(void)state;
	assert_string_equal(doc, same);
	if (plan_load(&p, &ws, doc, strlen(doc), "p.json", &silent, &e))
		fail_msg("%s", e.msg);
	compose(&direct, FACTS);
	assert_int_equal(p.n, direct.n);
	for (i = 0; i < p.n; i++) {
		assert_string_equal(p.files[i]->path, direct.files[i]->path);
		assert_string_equal(p.files[i]->kind, direct.files[i]->kind);
		assert_string_equal(p.files[i]->after, direct.files[i]->after);
		assert_string_equal(p.files[i]->diff, direct.files[i]->diff);
		assert_string_equal(buf_str(&p.files[i]->edit.now), buf_str(&direct.files[i]->edit.now));
		assert_int_equal(p.files[i]->keep_private, direct.files[i]->keep_private);
	}
	kv_copy(&p.warnings, &direct.warnings);
	p.needs = direct.needs;
	p.n_needs = direct.n_needs;
	direct.needs = NULL;
	direct.n_needs = 0;
	plan_json(&p, &b, 1);
	assert_string_equal(buf_str(&b), doc);
	apply_it(&p);
	plan_free(&direct);
	plan_free(&p);
	compose(&p, FACTS);
	plan_count(&p, &create, &modify, &unchanged);
	assert_int_equal(unchanged, 7);
	plan_free(&p);
	/* loaded again: it is applied already, and there is nothing to do */
	if (plan_load(&p, &ws, doc, strlen(doc), "p.json", &silent, &e))
		fail_msg("%s", e.msg);
	plan_count(&p, &create, &modify, &unchanged);
	assert_int_equal(create + modify, 0);
	assert_int_equal(unchanged, 7);
	plan_free(&p);
	buf_free(&b);
	free(doc);
	free(same);
}

static void not_a_plan(void **state)
{
	(void)state;
	no("", E_FAIL, "p.json");
	no("{", E_FAIL, "p.json");
	no("{}", E_FAIL, "is not a plan");
	no("[]", E_FAIL, "is not a plan");
	no("{\"schema\":\"toolgap.plan/2\"}", E_FAIL, "is not a plan");
	no("{\"schema\":\"toolgap.plan/1\"}", E_FAIL, "was made for");
	no("{\"schema\":\"toolgap.plan/1\",\"workspace\":\"/\\u001b[2J\"}", E_FAIL, "was made for");
	no_when(ws.root, "/somewhere/else", E_FAIL, "'/somewhere/else'");
}

static void other_files(void **state)
{
	static const char *const paths[] = {
		".git/hooks/pre-commit",
		".git/config",
		"../work/.mcp.json",
		"./.mcp.json",
		"/etc/passwd",
		"~/.bashrc",
		"~/.ssh/authorized_keys",
		".mcp.json/",
		"toolgap.yaml",
		"docs/composio/other.md",
		"docs/tools/capability_registry.yaml",
		"docs/tools//capability_registry.yaml",
		"docs/tools/../../.git/capability_registry.yaml",
		"docs/tools/a/b/capability_registry.yaml",
		"docs/tools/A/capability_registry.yaml",
		"docs/tools/a\\u0000/capability_registry.yaml",
		"docs/tools/\\u001b[2J/capability_registry.yaml",
		"docs/toolsx/pipedream-a/capability_registry.yaml",
		"",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		char *path = mem_fmt("\"path\":\"%s\",\"client\":null,\"kind\":\"registry\"", paths[i]);
		char *client = mem_fmt("\"path\":\"%s\",\"client\":\"claude-code\"", paths[i]);

		no_when("\"path\":\"docs/composio/toolkit-registry.md\",\"client\":null,\"kind\":\"registry\"", path,
			E_FAIL, strstr(paths[i], "u0000") ? "p.json" : "is not a file that toolgap writes");
		no_when("\"path\":\".mcp.json\",\"client\":\"claude-code\"", client, E_FAIL,
			strstr(paths[i], "u0000") ? "p.json" : "is not a file that toolgap writes");
		free(path);
		free(client);
	}
	/* another client's file, or none that there is */
	no_when("\"client\":\"cursor\"", "\"client\":\"vscode\"", E_FAIL, "is not a file");
	no_when("\"client\":\"cursor\"", "\"client\":\"nobody\"", E_FAIL, "is not a file");
	no_when("\"client\":\"cursor\"", "\"client\":null", E_FAIL, "is not a file");
}

static void one_file_twice(void **state)
{
	(void)state;
	no_when("\"path\":\".cursor/mcp.json\",\"client\":\"cursor\"", "\"path\":\".mcp.json\",\"client\":\"claude-code\"",
		E_FAIL, "twice");
}

static void a_target_that_changed(void **state)
{
	char *doc = document(0);

	(void)state;
	put("work/.codex/config.toml", CODEX "# a word more\n");
	no(doc, E_CHANGED, ".codex/config.toml has changed");
	put("work/.codex/config.toml", CODEX);
	put("work/.cursor/mcp.json", "{}\n"); /* it did not exist */
	no(doc, E_CHANGED, ".cursor/mcp.json has changed");
	free(doc);
}

static void a_target_that_went(void **state)
{
	char *doc = document(0), *path = mem_fmt("%s/work/.codex/config.toml", scratch);

	(void)state;
	assert_int_equal(unlink(path), 0);
	no(doc, E_CHANGED, ".codex/config.toml has changed");
	free(path);
	free(doc);
}

static void damaged(void **state)
{
	(void)state;
	no_when("\"insert\":\"", "\"insert\":\"x", E_FAIL, "damaged");
	no_when("\"after_sha256\":\"", "\"after_sha256\":\"0", E_FAIL, "damaged");
	no_when("\"after_sha256\":\"", "\"after_sha256\":null,\"x\":\"", E_FAIL, "is not a file");
	no_when("\"at\":", "\"at\":9", E_FAIL, "p.json");
	no_when("\"at\":", "\"at\":-1,\"x\":", E_FAIL, "does not fit");
	no_when("\"at\":", "\"at\":1e300,\"x\":", E_FAIL, "does not fit");
	no_when("\"at\":", "\"at\":\"0\",\"x\":", E_FAIL, "does not fit");
	no_when("\"remove\":", "\"remove\":99999", E_FAIL, "does not fit");
	no_when("\"remove\":", "\"remove\":-1,\"x\":", E_FAIL, "does not fit");
	no_when("\"insert\":\"", "\"insert\":null,\"x\":\"", E_FAIL, "does not fit");
	no_when("\"splices\":", "\"splices\":[],\"x\":", E_FAIL, "damaged");
}

/* Whoever writes the hashes anew has still to do with the scan for secrets. */
static void a_secret_slipped_in(void **state)
{
	static const char secret[] = "# ghp_0123456789abcdefghijABCDEFGHIJ012345\n";
	char after[SHA256_HEX], before[SHA256_HEX], *doc;

	(void)state;
	sha256_hex(CODEX, strlen(CODEX), before);
	{
		char *now = mem_fmt(CODEX "%s", secret);

		sha256_hex(now, strlen(now), after);
		free(now);
	}
	doc = mem_fmt("{\"schema\":\"toolgap.plan/1\",\"workspace\":\"%s\",\"files\":[{\"path\":\".codex/config.toml\","
		      "\"client\":\"codex\",\"before_sha256\":\"%s\",\"after_sha256\":\"%s\",\"splices\":"
		      "[{\"at\":%zu,\"remove\":0,\"insert\":\"# ghp_0123456789abcdefghijABCDEFGHIJ012345\\n\"}]}]}",
		      ws.root, before, after, strlen(CODEX));
	no(doc, E_FAIL, "more than toolgap's own entries");
	free(doc);
}

/* One splice over the whole of .mcp.json, with the right hashes: what a hostile plan looks like. */
static char *hostile_saying(const char *now, const char *names)
{
	char after[SHA256_HEX], before[SHA256_HEX], *old = text_at("work/.mcp.json"), *doc;
	struct buf quoted = BUF_INIT;

	sha256_hex(old, strlen(old), before);
	sha256_hex(now, strlen(now), after);
	json_quote(&quoted, now, strlen(now));
	doc = mem_fmt("{\"schema\":\"toolgap.plan/1\",\"workspace\":\"%s\",\"files\":[{\"path\":\".mcp.json\","
		      "\"client\":\"claude-code\",\"before_sha256\":\"%s\",\"after_sha256\":\"%s\",\"replaces\":[%s],"
		      "\"splices\":[{\"at\":0,\"remove\":%zu,\"insert\":%s}]}]}",
		      ws.root, before, after, names, strlen(old), quoted.p);
	buf_free(&quoted);
	free(old);
	return doc;
}

static char *hostile(const char *now)
{
	return hostile_saying(now, "");
}

/* A plan's bytes are looked at as closely as its paths. */
static void what_toolgap_would_not_write(void **state)
{
	static const char *const bad[][2] = {
		{ "not json at all \x1b[2J", ".mcp.json:1:1" },
		{ "{}", "more than toolgap's own entries" },
		{ "{\"mcpServers\":{\"keep\":{\"command\":\"sh\"}}}", "more than toolgap's own entries" },
		{ "{\"mcpServers\":{\"pipedream-x-y\":{\"command\":\"sh\",\"args\":[\"-c\",\"x\"]}}}",
		  "more than toolgap's own entries" },
		{ "{\"mcpServers\":{\"pipedream-x-y\":{\"type\":\"http\",\"url\":\"http://evil.example/\"}}}",
		  "more than toolgap's own entries" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		char *doc = hostile(bad[i][0]);

		no(doc, E_FAIL, bad[i][1]);
		free(doc);
	}
}

/* ---- entries in the way that are not ours */

static void no_with(const char *doc, int code, const char *word)
{
	struct err e = ERR_INIT;
	struct plan p;

	if (!plan_load(&p, &ws, doc, strlen(doc), "p.json", &replaces, &e))
		fail_msg("taken, though '%s'", word);
	if ((int)e.code != code || !strstr(e.msg, word))
		fail_msg("neither %d nor '%s': %d, %s", code, word, e.code, e.msg);
}

/* `mine` stands in the file; a plan makes `now` of it. */
#define OWN(name, body) "{\"mcpServers\":{\"keep\":{\"url\":\"https://k.example/\"},\"" name "\":" body "}}\n"
#define EVIL "{\"type\":\"http\",\"url\":\"https://evil.example/\"}"

static void a_plan_that_does_not_say_so(void **state)
{
	static const char *const mine[] = {
		OWN("pipedream-own", "{\"url\":\"https://mine.example/\"}"),
		OWN("pipedream-own", "{\"command\":\"npx\"}"),
		OWN("pipedream-own", "{\"url\":\"https://evil.example/\",\"headers\":{\"x-pd-app-slug\":\"slack\"}}"),
		OWN("pipedream-own", "null"),
	};
	static const char evil[] = OWN("pipedream-own", "{\"url\":\"https://evil.example/\",\"headers\":{\"x-pd-app-slug\":\"gmail\"}}");
	static const char gone[] = "{\"mcpServers\":{\"keep\":{\"url\":\"https://k.example/\"}}}\n";
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(mine) / sizeof(*mine); i++) {
		char *doc, *none;

		put("work/.mcp.json", mine[i]);
		doc = hostile(evil);
		none = hostile(gone);
		no_with(doc, E_FAIL, "not a remote server of toolgap's form");
		no_with(none, E_FAIL, "not toolgap's");
		free(doc);
		free(none);
		doc = hostile_saying(evil, "\"pipedream-own\"");
		no(doc, E_USAGE, "apply --replace-foreign p.json");
		free(doc);
		none = hostile_saying(gone, "\"pipedream-own\"");
		no_with(none, E_FAIL, "none of toolgap's in its place");
		free(none);
	}
	/* nor does the word open anything else */
	put("work/.mcp.json", mine[0]);
	{
		char *other = hostile_saying(OWN("pipedream-own", EVIL), "\"pipedream-other\"");
		char *keep = hostile_saying("{\"mcpServers\":{\"keep\":" EVIL "}}\n", "\"keep\"");
		char *command = hostile_saying(OWN("pipedream-own", "{\"command\":\"sh\"}"), "\"pipedream-own\"");

		no_with(other, E_FAIL, "none of toolgap's in its place");
		no_with(keep, E_FAIL, "'keep' is not an entry that toolgap writes");
		no_with(command, E_FAIL, "not a remote server");
		free(other);
		free(keep);
		free(command);
	}
}

/* What stood there, in each form; after the apply it is as if toolgap had found nothing there. */
static void replaced_by_a_plan(void **state)
{
	static const char codex[] = "# ours\nmodel = \"m\"\n\n[mcp_servers.pipedream-gtm-ascend] # theirs\n# why\ncommand = 'npx'\n"
				    "args = [ 'a', # one\n 'b' ]\n\n[z] # five\n\n[mcp_servers.pipedream-gtm-ascend.env]\nA = '1'\n";
	static const char mcp[] = "{\n  \"mcpServers\": {\n    \"pipedream-gtm-ascend\": {\n      \"command\": \"npx\",\n"
				  "      \"args\": [\"a\"]\n    },\n    \"composio-ascend\": {}\n  }\n}\n";
	struct buf b = BUF_INIT;
	struct err e = ERR_INIT;
	struct plan p;
	size_t i;
	char *now;

	(void)state;
	put("work/.mcp.json", mcp);
	put("work/.codex/config.toml", codex);
	compose(&p, FACTS "replace-foreign=replace\n");
	plan_json(&p, &b, 0);
	plan_free(&p);
	no(b.p, E_USAGE, "'pipedream-gtm-ascend' of .mcp.json, which is not toolgap's");
	if (plan_load(&p, &ws, b.p, b.len, "p.json", &replaces, &e))
		fail_msg("%s", e.msg);
	assert_int_equal(p.warnings.n, 2);
	assert_non_null(strstr(p.warnings.v[0].value, ".mcp.json: the entry 'pipedream-gtm-ascend'"));
	apply_it(&p);
	plan_free(&p);
	now = text_at("work/.mcp.json");
	assert_null(strstr(now, "npx"));
	assert_non_null(strstr(now, "\"composio-ascend\": {}"));
	free(now);
	now = text_at("work/.codex/config.toml");
	assert_null(strstr(now, "npx"));
	assert_non_null(strstr(now, "[z] # five"));
	free(now);
	/* and applied already it asks for no word */
	if (plan_load(&p, &ws, b.p, b.len, "p.json", &silent, &e))
		fail_msg("%s", e.msg);
	for (i = 0; i < p.n; i++)
		assert_int_equal(plan_file_action(p.files[i]), PLAN_NONE);
	plan_free(&p);
	buf_free(&b);
}

static void nothing_to_do(void **state)
{
	char *doc = mem_fmt("{\"schema\":\"toolgap.plan/1\",\"workspace\":\"%s\"}", ws.root);
	struct err e = ERR_INIT;
	struct plan p;

	(void)state;
	assert_int_equal(plan_load(&p, &ws, doc, strlen(doc), "p.json", &silent, &e), 0);
	assert_int_equal(p.n, 0);
	plan_free(&p);
	free(doc);
}

#define T(f) cmocka_unit_test_setup_teardown(f, begin_plan, end_plan)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(fields),
		T(round_trip),
		T(not_a_plan),
		T(other_files),
		T(one_file_twice),
		T(a_target_that_changed),
		T(a_target_that_went),
		T(damaged),
		T(a_secret_slipped_in),
		T(what_toolgap_would_not_write),
		T(a_plan_that_does_not_say_so),
		T(replaced_by_a_plan),
		T(nothing_to_do),
	};

	return cmocka_run_group_tests_name("plan-file", tests, NULL, NULL);
}
