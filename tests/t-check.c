/* SPDX-License-Identifier: MIT */
/* t-check: the drift check: the three rules, what a finding says, and files that cannot be read. */
#include "check_help.h"

#define ONE(name) "    \"" name "\": { \"type\": \"http\", \"url\": \"https://mcp.example.com/x\" }"
#define CAP_FILE(dir) "work/docs/tools/" dir "/capability_registry.yaml"

static void run(struct findings *f)
{
	struct err e = ERR_INIT;

	if (check_run(&ws, NULL, f, &e))
		fail_msg("%s", e.msg);
}

/* Without Codex's file, which is there in the workspace of these tests: rule 4 is not their business. */
static void alone(void)
{
	char *path = mem_fmt("%s/work/.codex/config.toml", scratch);

	assert_int_equal(unlink(path), 0);
	free(path);
}

/* The finding at i says this, and has a message and a fix. */
static void is(const struct findings *f, size_t i, int rule, const char *id, const char *file, size_t line)
{
	const struct finding *x;

	assert_true(i < f->n);
	x = &f->v[i];
	if (x->kind->rule != rule || strcmp(x->id, id) || strcmp(x->file, file) || x->line != line)
		fail_msg("%d %s %s:%zu", x->kind->rule, x->id, x->file, x->line);
	assert_string_equal(x->kind->severity, "error");
	assert_true(strlen(x->message) > 10 && strlen(x->fix) > 10);
	assert_null(strpbrk(x->message, "\x1b\n"));
}

static void no_drift(void **state)
{
	struct findings f;

	(void)state;
	run(&f);
	assert_int_equal(f.n, 0);
	assert_int_equal(f.rows, 1);
	assert_int_equal(f.servers, 1);
	findings_free(&f);
	findings_free(&f); /* harmless */
}

static void a_plan_applied_leaves_no_drift(void **state)
{
	struct findings f;
	struct plan p;

	(void)state;
	compose(&p, FACTS);
	apply_it(&p);
	plan_free(&p);
	run(&f);
	assert_int_equal(f.n, 0);
	assert_int_equal(f.rows, 2);
	assert_int_equal(f.servers, 3);
	findings_free(&f);
}

static void servers_without_a_row(void **state)
{
	struct findings f;

	(void)state;
	alone();
	put("work/.mcp.json", SERVERS(ONE("composio-ascend") ",\n" ONE("pipedream-gtm-ascend") ",\n" ONE("github")
				      ",\n" ONE("composio-kahuna") ",\n" ONE("mycomposio-x") "\n"));
	run(&f);
	assert_int_equal(f.n, 2);
	is(&f, 0, 1, "unrouted-server:pipedream-gtm-ascend", ".mcp.json", 4);
	is(&f, 1, 1, "unrouted-server:composio-kahuna", ".mcp.json", 6);
	assert_int_equal(f.servers, 5);
	findings_free(&f);
}

static void rows_without_a_server(void **state)
{
	struct findings f;

	(void)state;
	alone();
	put(REG_FILE, TABLE "| a | COMPOSIO | composio-ascend | composio-kahuna | A_* | LIVE | |\n"
			    "| b | PIPEDREAM | — | pipedream-b-kahuna | B_* | PENDING | |\n"
			    "| c | PIPEDREAM | pipedream-c-ascend | — | C_* | WONT-FIX | |\n"
			    "| d | COMPOSIO | pipedream-d-ascend | — | D_* | PENDING-NATIVE | since 2026-11-20 |\n"
			    "| e | V5_CALL_API | ascend-gateway | — | e | LIVE | |\n");
	run(&f);
	assert_int_equal(f.n, 3);
	is(&f, 0, 2, "missing-server:a:kahuna", "docs/composio/toolkit-registry.md", 3);
	is(&f, 1, 2, "missing-server:b:kahuna", "docs/composio/toolkit-registry.md", 4);
	is(&f, 2, 2, "missing-server:e:ascend", "docs/composio/toolkit-registry.md", 7);
	assert_int_equal(f.rows, 5);
	findings_free(&f);
}

/* A row that is set aside still names its server: rule 1 asks for a row, not for a status. */
static void a_row_set_aside_still_names(void **state)
{
	struct findings f;

	(void)state;
	alone();
	put("work/.mcp.json", SERVERS(ONE("pipedream-c-ascend") "\n"));
	put(REG_FILE, TABLE "| c | PIPEDREAM | pipedream-c-ascend | — | C_* | WONT-FIX | |\n");
	run(&f);
	assert_int_equal(f.n, 0);
	findings_free(&f);
}

static void capability_files(void **state)
{
	struct findings f;

	(void)state;
	put(CAP_FILE("composio-hubspot"), "toolkit_slug: hubspot\n");
	put(CAP_FILE("pipedream-lost"), "toolkit_slug: \"lost\"\ncapabilities: []\n");
	put(CAP_FILE("pipedream-nameless"), "capabilities: []\n");
	put("work/docs/tools/empty/README.md", "x");
	put("work/docs/tools/manual.md", "x");
	put("work/docs/tools/.hidden/capability_registry.yaml", "toolkit_slug: no\n");
	run(&f);
	assert_int_equal(f.n, 2);
	is(&f, 0, 3, "orphan-capability:pipedream-lost", "docs/tools/pipedream-lost/capability_registry.yaml", 1);
	assert_non_null(strstr(f.v[0].message, "'lost'"));
	is(&f, 1, 3, "orphan-capability:pipedream-nameless",
	   "docs/tools/pipedream-nameless/capability_registry.yaml", 1);
	findings_free(&f);
}

static void hostile_names_are_shown_safely(void **state)
{
	struct findings f;

	(void)state;
	put("work/docs/tools/a\x1b[2J/capability_registry.yaml", "toolkit_slug: \"x\\e[2J\"\n");
	run(&f);
	assert_int_equal(f.n, 1);
	is(&f, 0, 3, "orphan-capability:a\\x1b[2J", "docs/tools/a\\x1b[2J/capability_registry.yaml", 1);
	findings_free(&f);
}

static void nothing_there_yet(void **state)
{
	struct findings f;
	char *path = mem_fmt("%s/" REG_FILE, scratch);

	(void)state;
	assert_int_equal(unlink(path), 0);
	run(&f);
	assert_int_equal(f.n, 1);
	is(&f, 0, 1, "unrouted-server:composio-ascend", ".mcp.json", 3);
	assert_int_equal(f.rows, 0);
	findings_free(&f);
	free(path);
	put("work/.mcp.json", "{}\n");
	run(&f);
	assert_int_equal(f.n, 0);
	findings_free(&f);
}

/* A file that nobody can read is told with its line, and silences nothing but what would need it. */
static void broken_files_are_findings(void **state)
{
	static const char broken[] = "{\n  \"mcpServers\": {\n    \"a\": }\n}\n";

	(void)state;
	put("work/.mcp.json", broken); /* is hubspot's server missing? nobody knows */
	finds(".mcp.json:3 unreadable:.mcp.json\n");
	put("work/.mcp.json", SERVERS("    \"composio-ascend\": {\"type\": \"http\", \"url\": \"https://m.example/a\"},\n"
				      "    \"composio-lost\": {\"type\": \"http\", \"url\": \"https://m.example/b\"}\n"));
	put("work/.cursor/mcp.json", broken);
	put(CAP_FILE("pipedream-x"), "toolkit_slug: a\ntoolkit_slug: b\n");
	put(CAP_FILE("pipedream-y"), "\xff\xfe");
	put(CAP_FILE("pipedream-z"), "toolkit_slug: lost\n");
	finds(".cursor/mcp.json:3 unreadable:.cursor/mcp.json\n"
	      ".mcp.json:4 unrouted-server:composio-lost\n"
	      "docs/tools/pipedream-x/capability_registry.yaml:2 unreadable:docs/tools/pipedream-x/capability_registry.yaml\n"
	      "docs/tools/pipedream-y/capability_registry.yaml:1 unreadable:docs/tools/pipedream-y/capability_registry.yaml\n"
	      "docs/tools/pipedream-z/capability_registry.yaml:1 orphan-capability:pipedream-z\n");
	put(REG_FILE, "# nothing\n"); /* who has a row? nobody knows */
	finds("docs/composio/toolkit-registry.md:1 unreadable:docs/composio/toolkit-registry.md\n"
	      ".cursor/mcp.json:3 unreadable:.cursor/mcp.json\n"
	      "docs/tools/pipedream-x/capability_registry.yaml:2 unreadable:docs/tools/pipedream-x/capability_registry.yaml\n"
	      "docs/tools/pipedream-y/capability_registry.yaml:1 unreadable:docs/tools/pipedream-y/capability_registry.yaml\n");
	put(REG_FILE, TABLE "| a | b | c | d | e | f | g | h |\n");
	put("work/.cursor/mcp.json", "{ \"mcpServers\": {\n \"x\": \"Bearer sk_live_51Mabcdefghijklmnopqrstuv\"\n");
	finds("docs/composio/toolkit-registry.md:3 unreadable:docs/composio/toolkit-registry.md\n"
	      ".cursor/mcp.json:3 unreadable:.cursor/mcp.json\n"
	      "docs/tools/pipedream-x/capability_registry.yaml:2 unreadable:docs/tools/pipedream-x/capability_registry.yaml\n"
	      "docs/tools/pipedream-y/capability_registry.yaml:1 unreadable:docs/tools/pipedream-y/capability_registry.yaml\n"
	      ".cursor/mcp.json:2 literal-secret:cursor\n"); /* a secret is one wherever it stands */
}

#define T(f) cmocka_unit_test_setup_teardown(f, begin_plan, end_plan)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(no_drift),
		T(a_plan_applied_leaves_no_drift),
		T(servers_without_a_row),
		T(rows_without_a_server),
		T(a_row_set_aside_still_names),
		T(capability_files),
		T(hostile_names_are_shown_safely),
		T(nothing_there_yet),
		T(broken_files_are_findings),
	};

	return cmocka_run_group_tests_name("check", tests, NULL, NULL);
}
