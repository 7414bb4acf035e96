/* SPDX-License-Identifier: MIT */
/* plan_help: a workspace of five clients and a registry, and the literal facts of a walk by Path D. */
#ifndef TOOLGAP_TESTS_PLAN_HELP_H
#define TOOLGAP_TESTS_PLAN_HELP_H

#include "fold_help.h"

#include "base/clock.h"
#include "work/env.h"
#include "work/plan.h"

#define MCP_JSON                                                                                    \
	"{\n  \"mcpServers\": {\n    \"composio-ascend\": {\n      \"type\": \"http\",\n"           \
	"      \"url\": \"https://mcp.example.com/a\"\n    }\n  }\n}\n"
#define CODEX "# ours\nmodel = \"m\"\n"
#define REGISTRY                                                                                    \
	"# R\n\n| toolkit_slug | vendor | mcp_server (ascend) | tool_prefix | status | notes |\n"   \
	"|---|---|---|---|---|---|\n| hubspot | COMPOSIO | composio-ascend | HUBSPOT_* | LIVE | x |\n\nafter\n"

#define FACTS                                                                                       \
	"provider=Google Tag Manager\ntenants=ascend, kahuna\ntenant=ascend\ntenant=kahuna\nway.path=D\nshort=gtm\n" \
	"oauth=managed\nregistry.toolkit_slug=googletagmanager\nregistry.own_client=managed\n"      \
	"pipedream.app_slug=google_tag_manager\ncomposio.result=absent\naccounts.result=ok\naccounts.tenant.kahuna=none\n"               \
	"accounts.tenant.ascend=connected\naccounts.account.ascend=apn_A1\ntools.mcp.ascend=2\n"    \
	"tools.tool=google_tag_manager-list-tags~List tags\n"                                       \
	"tools.tool=google_tag_manager-create-tag~Create a tag\n"
#define KAHUNA_CAME                                                                                 \
	"accounts.tenant.kahuna=connected\naccounts.account.kahuna=apn_K1\ntools.mcp.kahuna=2\n"

static struct workspace ws;
static struct vendor_env env;

/* Nothing of the caller's environment reaches the plan. */
static inline void clean_env(void)
{
	static const char *const names[] = {
		"COMPOSIO_API_KEY", "COMPOSIO_BASE_URL", "PIPEDREAM_CLIENT_ID", "PIPEDREAM_CLIENT_SECRET",
		"PIPEDREAM_PROJECT_ID", "PIPEDREAM_PROJECT_ENVIRONMENT", "PIPEDREAM_BASE_URL",
		"PIPEDREAM_MCP_URL", "client_id", "client_secret", "project_id",
		"INFISICAL_UNIVERSAL_AUTH_CLIENT_ID", "INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET",
		"INFISICAL_PROJECT_ID", "INFISICAL_ENVIRONMENT"
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		unsetenv(names[i]);
	setenv("TOOLGAP_NOW", "2026-11-21T10:00:00Z", 1);
	assert_int_equal(clock_init(), 0);
}

static inline void open_ws(void)
{
	struct err e = ERR_INIT;
	char *dir = mem_fmt("%s/work", scratch);

	if (workspace_open(&ws, dir, &e))
		fail_msg("%s", e.msg);
	free(dir);
}

static inline int begin_plan(void **state)
{
	struct err e = ERR_INIT;

	if (scratch_open(state))
		return -1;
	clean_env();
	put("work/.mcp.json", MCP_JSON);
	put("work/.codex/config.toml", CODEX);
	put("work/docs/composio/toolkit-registry.md", REGISTRY);
	open_ws();
	return env_load(&env, &e);
}

static inline int end_plan(void **state)
{
	workspace_close(&ws);
	env_free(&env);
	return scratch_close(state);
}

static inline void compose(struct plan *p, const char *facts)
{
	struct kv f = facts_new(facts), none = KV_INIT;
	struct err e = ERR_INIT;

	if (plan_compose(p, &ws, &f, &none, &env, &e))
		fail_msg("%s", e.msg);
	kv_free(&f);
}

static inline void refused_plan(const char *facts, int code, const char *word)
{
	struct kv f = facts_new(facts), none = KV_INIT;
	struct err e = ERR_INIT;
	struct plan p;

	assert_int_equal(plan_compose(&p, &ws, &f, &none, &env, &e), -1);
	if ((int)e.code != code || !strstr(e.msg, word))
		fail_msg("neither %d nor '%s': %d, %s", code, word, e.code, e.msg);
	assert_int_equal(p.n, 0);
	kv_free(&f);
}

static inline const struct plan_file *file_of(const struct plan *p, const char *path)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		if (!strcmp(p->files[i]->path, path))
			return p->files[i];
	fail_msg("the plan has no file '%s'", path);
	return NULL;
}

static inline void apply_it(const struct plan *p)
{
	struct changes c = { 0 };
	struct apply_result r;
	struct err e = ERR_INIT;

	memset(&r, 0, sizeof(r));
	plan_changes(p, &ws, &c);
	if (apply_run(ws.root, "t-plan", &c, &r, &e))
		fail_msg("%s", e.msg);
	apply_result_free(&r);
	changes_free(&c);
}

#endif
