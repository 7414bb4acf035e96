/* SPDX-License-Identifier: MIT */
/* check_help: findings of the tests' workspace, as words to compare. */
#ifndef TOOLGAP_TESTS_CHECK_HELP_H
#define TOOLGAP_TESTS_CHECK_HELP_H

#include "plan_help.h"

#include "work/check.h"
#include "work/fix.h"

#define REG_FILE "work/docs/composio/toolkit-registry.md"
#define TABLE                                                                                       \
	"| toolkit_slug | vendor | mcp_server (ascend) | mcp_server (kahuna) | tool_prefix | status | notes |\n" \
	"|---|---|---|---|---|---|---|\n"
#define SERVERS(list) "{\n  \"mcpServers\": {\n" list "  }\n}\n"
#define URL "https://remote.mcp.pipedream.net/v3"

/* An entry of .mcp.json as toolgap writes it, on four lines. */
#define GTM(name, user, bearer)                                                                     \
	"    \"" name "\": {\n      \"type\": \"http\", \"url\": \"" URL "\",\n"                        \
	"      \"headers\": {\"Authorization\": \"" bearer "\", \"x-pd-external-user-id\": \"" user "\", \"x-pd-app-slug\": \"google_tag_manager\"}\n    }"
#define BEARER "Bearer ${PIPEDREAM_OAUTH_BEARER}"

static inline void drop(const char *name)
{
	char *path = mem_fmt("%s/%s", scratch, name);

	assert_int_equal(unlink(path), 0);
	free(path);
}

static inline void look_how(struct findings *f, const struct check_how *how)
{
	struct err e = ERR_INIT;
	size_t i;

	workspace_close(&ws);
	open_ws(); /* toolgap.yaml may be another one */
	if (check_run(&ws, how, f, &e))
		fail_msg("%s", e.msg);
	for (i = 0; i < f->n; i++) {
		const struct finding *x = &f->v[i];

		assert_true(strlen(x->message) > 10 && strlen(x->fix) > 10);
		assert_null(strpbrk(x->message, "\x1b\n"));
		assert_true(x->line > 0 && *x->file);
		assert_true(!x->fixable || (x->client && x->from));
	}
}

/* "FILE:LINE ID", and "!" behind it where --fix does it, a line each, in order. */
static inline char *told(const struct findings *f)
{
	struct buf b = BUF_INIT;
	size_t i;

	buf_adds(&b, "");
	for (i = 0; i < f->n; i++)
		buf_addf(&b, "%s:%zu %s%s\n", f->v[i].file, f->v[i].line, f->v[i].id, f->v[i].fixable ? " !" : "");
	return buf_detach(&b);
}

static inline void finds_how(const struct check_how *how, const char *want)
{
	struct findings f;
	char *got;

	look_how(&f, how);
	got = told(&f);
	if (strcmp(got, want))
		fail_msg("found:\n%sand not:\n%s", got, want);
	free(got);
	findings_free(&f);
}

static inline void finds(const char *want)
{
	finds_how(NULL, want);
}

/* Everything that can be put right is: the plan is applied. How many files it changed. */
static inline size_t fixed(void)
{
	struct findings f;
	struct plan p;
	struct err e = ERR_INIT;
	size_t create, modify, same;

	look_how(&f, NULL);
	if (fix_compose(&p, &ws, &f, NULL, &e))
		fail_msg("%s", e.msg);
	plan_count(&p, &create, &modify, &same);
	assert_int_equal(p.secrets, 0);
	apply_it(&p);
	plan_free(&p);
	findings_free(&f);
	return create + modify;
}

#endif
