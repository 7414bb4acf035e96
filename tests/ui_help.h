/* SPDX-License-Identifier: MIT */
/* ui_help: what the tests of the screens share: walks over the runbook that ships, a plan,
   screens made of them. */
#ifndef TOOLGAP_TESTS_UI_HELP_H
#define TOOLGAP_TESTS_UI_HELP_H

/* clang-format off: cmocka.h needs these in front of it */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include "base/clock.h"
#include "base/mem.h"
#include "runbook/wizard.h"
#include "ui/layout.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct runbook *book; /* data/runbook.yaml */

/* A file of data/ or tests/, from the top of the sources, from tests/, or from a build folder. */
static inline char *source_path(const char *folder, const char *name)
{
	const char *data = getenv("TOOLGAP_DATADIR"), *src = getenv("srcdir");
	char *at[] = { data && !strcmp(folder, "data") ? mem_str(data) : mem_str(folder),
		       mem_fmt("%s/%s", src ? src : ".", folder),
		       mem_fmt("%s/../%s", src ? src : ".", folder) };
	char *found = NULL, *path;
	FILE *f;
	size_t i;

	for (i = 0; i < 3; i++) {
		path = mem_fmt("%s/%s", at[i], name);
		f = found ? NULL : fopen(path, "rb");
		if (f) {
			fclose(f);
			found = path;
		} else {
			free(path);
		}
		free(at[i]);
	}
	return found;
}

static inline int read_all(const char *path, struct buf *b)
{
	char part[4096];
	size_t n;
	FILE *f = path ? fopen(path, "rb") : NULL;

	if (!f)
		return -1;
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buf_add(b, part, n);
	fclose(f);
	return 0;
}

static inline int load_book(void **state)
{
	struct err e = ERR_INIT;
	struct buf b = BUF_INIT;
	char *path = source_path("data", "runbook.yaml");

	(void)state;
	if (!setlocale(LC_ALL, "C.UTF-8") && !setlocale(LC_ALL, "C.utf8"))
		fputs("no UTF-8 locale\n", stderr);
	if (!read_all(path, &b))
		book = runbook_parse(buf_str(&b), b.len, "runbook.yaml", &e);
	if (!book)
		fprintf(stderr, "data/runbook.yaml: %s\n", e.code ? e.msg : "not found from here");
	buf_free(&b);
	free(path);
	return book ? 0 : -1;
}

static inline int free_book(void **state)
{
	(void)state;
	runbook_free(book);
	book = NULL;
	return 0;
}

/* ---- a walk: "step=answer", or "!probe" and facts "|key=value" */

static inline void take_facts(struct wizard *w, const char *line)
{
	struct err e = ERR_INIT;
	struct kv facts = KV_INIT;
	char *all = mem_str(line), *save = NULL, *part, *probe;

	probe = strtok_r(all, "|", &save);
	while ((part = strtok_r(NULL, "|", &save))) {
		char *eq = strchr(part, '=');

		*eq = '\0';
		kv_add(&facts, part, eq + 1);
	}
	if (wizard_facts(w, probe, &facts, &e))
		fail_msg("%s: %s", line, e.msg);
	kv_free(&facts);
	free(all);
}

static inline void take_answer(struct wizard *w, const char *line)
{
	struct err e = ERR_INIT;
	const char *eq = strchr(line, '=');
	char *step = mem_strn(line, (size_t)(eq - line));

	if (wizard_answer(w, step, eq + 1, &e))
		fail_msg("%s: %s", line, e.msg);
	free(step);
}

static inline struct wizard *walk(int dry, const char *const *lines)
{
	struct kv seed = KV_INIT;
	struct wizard *w;

	kv_add(&seed, "workspace.tenants", "ascend, kahuna");
	w = wizard_new(book, dry, &seed);
	kv_free(&seed);
	for (; *lines; lines++) {
		if (**lines == '!')
			take_facts(w, *lines + 1);
		else
			take_answer(w, *lines);
	}
	return w;
}

#define ASKED "provider=Google Tag Manager", "tenants=ascend, kahuna"
#define NO_CASE                                                                                  \
	"!registry|result=absent|detail=no earlier case · 21 rows|ms=1|short=gtm|"                \
	"toolkit_slug=google_tag_manager"
#define NOT_NATIVE                                                                               \
	"!composio|result=absent|detail=not in the catalog · 5 spellings, 1,642 toolkits|ms=214|" \
	"evidence=composio\tabsent\t200\t214\t2026-11-21T10:00:00Z\t"                              \
	"https://backend.composio.dev/api/v3/toolkits?search=google%20tag%20manager\tno toolkit"
#define FOUND                                                                                    \
	"!pipedream|result=found|detail=google_tag_manager · OAuth · 5 actions|ms=388|"           \
	"app_slug=google_tag_manager|app_name=Google Tag Manager|auth_type=oauth"
#define TO_PATH ASKED, NO_CASE, NOT_NATIVE, FOUND
#define TO_BOARD TO_PATH, "path=D", "short=gtm", "oauth=managed"
#define TO_PREVIEW                                                                               \
	TO_BOARD, "!accounts|result=ok|tenant.ascend=connected|tenant.kahuna=connected|ms=120",  \
		"!tools|result=listed|detail=5 tools|ms=640",                                            \
		"!usage|result=ok|detail=3,120 credits since 2026-11-01|credits=3120|ms=641", "!plan|result=changes|slug=google_tag_manager|vendor=PIPEDREAM|detail=5 files"

/* ---- a plan */

static inline void add_file(struct plan *p, const char *path, const char *kind, int exists,
			    const char *diff, size_t added, size_t removed)
{
	struct plan_file *f = mem_alloc(sizeof(*f));

	f->path = mem_str(path);
	f->kind = kind;
	f->disk.dir = -1;
	f->disk.exists = exists;
	f->diff = mem_str(diff);
	f->added = added;
	f->removed = removed;
	edit_init(&f->edit, "", 0);
	if (*diff)
		splices_add(&f->edit.done, 0, 0, "x", 1);
	MEM_GROW(p->files, p->n, p->cap);
	p->files[p->n++] = f;
}

#define SERVER_DIFF                                                                              \
	"--- a/.mcp.json\n+++ b/.mcp.json\n@@ -12,6 +12,17 @@\n \t\"composio-ascend\": {\n "         \
	"\t\t\"type\": \"http\"\n \t},\n+\t\"pipedream-gtm-ascend\": {\n+\t\t\"type\": \"http\",\n"  \
	"+\t\t\"url\": \"https://remote.mcp.pipedream.net/v3\",\n+\t\t\"headers\": {\n"              \
	"+\t\t\t\"Authorization\": \"Bearer ${PIPEDREAM_BEARER}\",\n"                               \
	"+\t\t\t\"x-pd-external-user-id\": \"ascend\",\n+\t\t\t\"x-pd-app-slug\": "                 \
	"\"google_tag_manager\"\n+\t\t}\n+\t},\n-\t\"old\": {},\n \t\"slack\": {}\n }\n"

static inline void make_plan(struct plan *p, int warn)
{
	memset(p, 0, sizeof(*p));
	p->provider = mem_str("Google Tag Manager");
	if (warn) {
		plan_warn(p, "codex", "Codex keeps its servers in your home folder; the entry there is the same for every workspace.");
		plan_warn(p, "branch", "The workspace has changes that are not committed.");
	}
	add_file(p, ".mcp.json", "mcp-entry", 1, SERVER_DIFF, 9, 1);
	add_file(p, ".cursor/mcp.json", "mcp-entry", 1,
		 "--- a/.cursor/mcp.json\n+++ b/.cursor/mcp.json\n@@ -1 +1,2 @@\n+one\n two\n", 1, 0);
	add_file(p, "~/.codeium/windsurf/mcp_config.json", "mcp-entry", 1, "", 0, 0);
	add_file(p, "docs/composio/toolkit-registry.md", "registry", 1,
		 "--- a/docs/composio/toolkit-registry.md\n+++ b/docs/composio/toolkit-registry.md\n"
		 "@@ -31,3 +31,4 @@\n | google_sheets | COMPOSIO | LIVE | LIVE |\n"
		 "+| google_tag_manager | PIPEDREAM | LIVE | LIVE | pipedream-gtm-TENANT | 2026-11-21 | 広告 タグ |\n"
		 " | hubspot | COMPOSIO | LIVE | LIVE |\n",
		 1, 0);
	add_file(p, "docs/composio/capabilities/google_tag_manager.jsonc", "capability", 0,
		 "--- /dev/null\n+++ b/docs/composio/capabilities/google_tag_manager.jsonc\n"
		 "@@ -0,0 +1,2 @@\n+{\n+}\n\\ No newline at end of file\n",
		 2, 0);
}

/* ---- a screen and what belongs to it */

struct stage {
	struct wizard *w;
	struct view v;
	struct plan plan;
	struct screen s;
	struct ui_state u;
};

static inline void stage_show(struct stage *st, const char *busy, long ms)
{
	view_free(&st->v);
	wizard_view(st->w, busy, ms, &st->v);
	st->s.view = &st->v;
	st->s.wizard = st->w;
	ui_state_follow(&st->u, &st->s);
}

static inline void stage_set(struct stage *st, int dry, const char *const *lines)
{
	memset(st, 0, sizeof(*st));
	ui_state_init(&st->u);
	st->s.session = "";
	st->w = walk(dry, lines);
	stage_show(st, NULL, -1);
}

#define STAGE(st, dry, ...)                                                                      \
	do {                                                                                     \
		static const char *const lines_[] = { __VA_ARGS__, NULL };                       \
		stage_set(st, dry, lines_);                                                      \
	} while (0)

/* Every fate a tenant can have, on a rollout's own board: for one that stands at the step connect. */
static inline void stage_fates(struct stage *st)
{
	static const struct view_tenant fates[] = {
		{ .name = "ascend", .state = "connected", .account = "apn_JjhBPDA", .tools = "5", .files = "live" },
		{ .name = "kahuna", .state = "none", .link = "https://pipedream.com/_static/connect.html?token=ctok_1&connectLink=true",
		  .until = "2026-11-21T14:00:00Z", .made = "2026-11-21T10:00:18Z" },
		{ .name = "northwind", .state = "none", .link = "", .until = "2026-11-21T09:59:00Z", .made = "2026-11-21T06:00:00Z" },
		{ .name = "initech", .state = "connected", .account = "apn_AVhav9D", .held = HELD_SHARED, .other = "ascend", .login = "ops@x.example" },
		{ .name = "globex", .state = "connected", .account = "apn_AVhav9E", .held = HELD_CHOICE },
		{ .name = "hooli", .state = "dead", .error = "Access was withdrawn at the provider" },
		{ .name = "umbrella", .state = "unhealthy" },
		{ .name = "stark", .state = "unknown" },
		{ .name = "wayne", .state = "connected", .account = "apn_w" },
		{ .name = "acme", .state = "none", .link = "", .until = "2026-11-21T14:00:00Z", .made = "2026-11-21T06:00:00Z" },
	};
	struct view *v = &st->v;
	size_t i;

	v->rollout = 1;
	v->skew = 0;
	free(v->environment);
	v->environment = mem_str("production");
	v->live = 1;
	while (v->n_tenant)
		free(v->tenant[--v->n_tenant].name), free(v->tenant[v->n_tenant].state);
	v->tenant = mem_array(v->tenant, sizeof(fates) / sizeof(*fates), sizeof(*v->tenant));
	for (i = 0; i < sizeof(fates) / sizeof(*fates); i++) {
		struct view_tenant *t = &v->tenant[v->n_tenant++], copy = fates[i];
		char **const text[] = { &copy.name, &copy.state, &copy.account, &copy.link, &copy.until, &copy.made,
					&copy.tools, &copy.files, &copy.error, &copy.other, &copy.login };
		size_t k;

		for (k = 0; k < sizeof(text) / sizeof(*text); k++)
			*text[k] = *text[k] ? mem_str(*text[k]) : NULL;
		*t = copy;
	}
	st->u.tenant = 1;
}

/* What was made then is that long ago, whenever a test runs. 0, or -1. */
static inline int stage_clock(void)
{
	setenv("TOOLGAP_NOW", "2026-11-21T10:02:00Z", 1);
	return clock_init();
}

static inline void stage_plan(struct stage *st, int warn)
{
	make_plan(&st->plan, warn);
	st->s.plan = &st->plan;
	ui_state_follow(&st->u, &st->s);
}

static inline void stage_free(struct stage *st)
{
	view_free(&st->v);
	wizard_free(st->w);
	plan_free(&st->plan);
	ui_state_free(&st->u);
	memset(st, 0, sizeof(*st));
}

#endif
