/* SPDX-License-Identifier: MIT */
/* t-layout: every screen at three sizes against its picture in tests/screens, and what must hold
   at any size. */
#include "base/clock.h"
#include "ui_help.h"

#include "ui/keys.h"

/* UPDATE_SCREENS=1 writes the pictures anew; look at the difference before keeping it. */
static void picture(const char *name, const struct stage *st, int cols, int rows)
{
	struct frame f;
	struct buf got = BUF_INIT, want = BUF_INIT;
	char *file = mem_fmt("%s-%dx%d.txt", name, cols, rows), *path, *folder, *end;
	FILE *out;

	frame_init(&f, cols, rows);
	layout(&f, &st->s, &st->u);
	assert_in_range(f.cur_row, 0, rows - 1);
	assert_in_range(f.cur_col, 0, cols - 1);
	frame_text(&f, &got);
	buf_addf(&got, "cursor %d,%d%s\n", f.cur_row, f.cur_col, f.cur_visible ? " shown" : "");
	path = source_path("tests/screens", file);
	if (!path)
		path = source_path("screens", file);
	if (getenv("UPDATE_SCREENS")) {
		folder = source_path("tests", "t-layout.c");
		end = strrchr(folder, '/');
		*end = '\0';
		free(path);
		path = mem_fmt("%s/screens/%s", folder, file);
		free(folder);
		out = fopen(path, "wb");
		assert_non_null(out);
		fwrite(got.p, 1, got.len, out);
		fclose(out);
	}
	if (read_all(path, &want))
		fail_msg("there is no picture %s", file);
	if (strcmp(buf_str(&got), buf_str(&want)) != 0) {
		fprintf(stderr, "%s is:\n%sand should be:\n%s", file, buf_str(&got),
			buf_str(&want));
		fail_msg("%s differs", file);
	}
	free(path);
	free(file);
	buf_free(&got);
	buf_free(&want);
	frame_free(&f);
}

static void pictures(const char *name, const struct stage *st)
{
	picture(name, st, 60, 16);
	picture(name, st, 80, 24);
	picture(name, st, 120, 40);
	picture(name, st, 200, 60);
}

static void any_size(const struct stage *st);

static void test_ask(void **state)
{
	struct stage st;

	(void)state;
	STAGE(&st, 0, NULL);
	pictures("provider", &st);
	picture("small", &st, 40, 10);
	stage_free(&st);
	STAGE(&st, 1, "provider=Google Tag Manager");
	st.s.error = "'Ascend!' is not allowed: names start with a-z or 0-9, then a-z 0-9 _ -, at most 63 characters.";
	pictures("tenants-refused", &st);
	picture("small-dry", &st, 40, 10);
	stage_free(&st);
}

static void test_long_field(void **state)
{
	struct stage st;

	(void)state;
	STAGE(&st, 0, NULL);
	buf_adds(&st.u.input, "a name that is much longer than the field can ever show at once, 広告 タグ マネージャー");
	st.u.cursor = st.u.input.len;
	pictures("field-end", &st);
	st.u.cursor = 10;
	pictures("field-begin", &st);
	stage_free(&st);
}

/* Thousands of apps below a field: what fits what is typed, best first. */
static void test_apps(void **state)
{
	static const char *const some[][2] = {
		{ "Airtable", "airtable" }, { "Google Ads", "google_ads" }, { "Google Analytics", "google_analytics" },
		{ "Google Drive", "google_drive" }, { "Google Sheets", "google_sheets" },
		{ "Google Tag Manager", "google_tag_manager" }, { "Slack", "slack" },
		{ "広告 タグ マネージャー and a name that has no end", "koukoku_tagu_with_a_slug_that_has_no_end_either" },
	};
	struct app v[8];
	struct apps apps = { v, 8 };
	struct stage st;
	size_t i;

	(void)state;
	for (i = 0; i < 8; i++)
		v[i] = (struct app){ some[i][0], some[i][1], 1 + (unsigned)i % 3, ~0ULL };
	STAGE(&st, 0, NULL);
	st.s.apps = &apps;
	buf_adds(&st.u.input, "gtm");
	st.u.cursor = 3;
	ui_state_follow(&st.u, &st.s);
	pictures("apps", &st);
	buf_reset(&st.u.input);
	buf_adds(&st.u.input, "a");
	ui_state_follow(&st.u, &st.s);
	st.u.at = 7;
	pictures("apps-picked", &st);
	any_size(&st);
	buf_adds(&st.u.input, "xyz");
	ui_state_follow(&st.u, &st.s);
	pictures("apps-none", &st);
	stage_free(&st);
}

static void test_filter(void **state)
{
	struct stage st;

	(void)state;
	STAGE(&st, 0, TO_PATH);
	st.u.pick.typing = 1;
	pictures("filter", &st);
	buf_adds(&st.u.pick.text, "work");
	ui_state_follow(&st.u, &st.s);
	pictures("filter-typed", &st);
	any_size(&st);
	buf_adds(&st.u.pick.text, "zzz");
	ui_state_follow(&st.u, &st.s);
	pictures("filter-none", &st);
	stage_free(&st);
	STAGE(&st, 0, TO_PREVIEW);
	stage_plan(&st, 1);
	st.u.pick.typing = 1;
	buf_adds(&st.u.pick.text, "mcp");
	ui_state_follow(&st.u, &st.s);
	pictures("filter-preview", &st);
	any_size(&st);
	stage_free(&st);
}

/* A list that is far longer than any screen is drawn around the focus. */
static void test_long_list(void **state)
{
	struct stage st;
	struct view *v = &st.v;
	size_t i;

	(void)state;
	STAGE(&st, 0, TO_PATH);
	for (i = 0; i < 10000; i++) {
		v->options = mem_array(v->options, v->n_options + 1, sizeof(*v->options));
		v->options[v->n_options++] = (struct view_option){ mem_fmt("o%zu", i), mem_fmt("Option %zu", i),
								   mem_str("hint"), NULL };
	}
	st.u.focus = 7000;
	st.u.option[0] = '\0';
	ui_state_follow(&st.u, &st.s);
	pictures("long-list", &st);
	stage_free(&st);
}

/* What was answered before a Back stays in sight, and what rested on something else now says so. */
static void test_recheck(void **state)
{
	struct stage st;

	(void)state;
	STAGE(&st, 0, TO_PATH, "path=D", "short=tags", "oauth=managed");
	while (strcmp(wizard_step(st.w)->id, "tenants") != 0)
		assert_int_equal(wizard_back(st.w), 1);
	stage_show(&st, NULL, -1);
	pictures("before", &st);
	take_answer(st.w, "tenants=ascend");
	take_facts(st.w, "registry|result=absent|detail=no earlier case · 21 rows|ms=1|short=gtm2|toolkit_slug=google_tag_manager");
	take_facts(st.w, &NOT_NATIVE[1]);
	take_facts(st.w, &FOUND[1]);
	assert_string_equal(wizard_holds(st.w), "D");
	take_answer(st.w, "path=D");
	stage_show(&st, NULL, -1);
	pictures("recheck", &st);
	stage_free(&st);
}

static void test_busy(void **state)
{
	struct stage st;

	(void)state;
	STAGE(&st, 1, ASKED, NO_CASE);
	stage_show(&st, "asking · \"google tag manager\" · 3 of 5 spellings", 1200);
	pictures("busy", &st);
	stage_free(&st);
}

static void test_choose(void **state)
{
	struct stage st;

	(void)state;
	STAGE(&st, 1, TO_PATH, "path=D", "short=gtm");
	pictures("oauth", &st);
	st.u.ascii = 1;
	pictures("oauth-ascii", &st);
	stage_free(&st);
	STAGE(&st, 0, ASKED, NO_CASE,
	      "!composio|result=unknown|detail=unknown: 401 from backend.composio.dev, key refused|ms=90");
	pictures("unknown", &st);
	stage_free(&st);
	STAGE(&st, 0, "provider=広告 Ads マネージャー", "tenants=ascend", NO_CASE,
	      "!composio|result=candidate|detail=2 mention it|ms=90|"
	      "candidate=googleads\tGoogle 広告\tits description mentions 広告 Ads マネージャー, among many other things that it can do|"
	      "candidate=x_ads\tA name of a toolkit that is so long that nothing fits beside it\tshort");
	pictures("candidates", &st);
	stage_free(&st);
}

static void test_board(void **state)
{
	struct stage st;

	(void)state;
	STAGE(&st, 0, TO_BOARD,
	      "!accounts|result=ok|tenant.ascend=connected|account.ascend=apn_JjhBPDA|tenant.kahuna=none|ms=120",
	      "connect=wait",
	      "!link|result=ok|link.kahuna=https://pipedream.com/_static/connect.html?token=ctok_0123456789abcdef0123456789&connectLink=true&app=google_tag_manager|link_until.kahuna=2026-11-21T14:00:00Z|link_at.kahuna=2026-11-21T10:00:18Z");
	pictures("board", &st);
	st.u.overlay = OVERLAY_CODE;
	pictures("code", &st);
	st.u.ascii = 1;
	picture("code-ascii", &st, 200, 60);
	st.u.overlay = OVERLAY_NONE;
	st.u.ascii = 0;
	st.u.pick.typing = 1;
	buf_adds(&st.u.pick.text, "kah");
	ui_state_follow(&st.u, &st.s);
	pictures("board-find", &st);
	stage_free(&st);
	STAGE(&st, 1, TO_BOARD, "!accounts|result=ok|tenant.ascend=dead|tenant.kahuna=unhealthy|ms=120");
	pictures("board-dry", &st);
	stage_free(&st);
}

/* Every fate a tenant can have, on a rollout's own board. */
static void test_rollout_board(void **state)
{
	struct stage st;

	(void)state;
	STAGE(&st, 0, TO_BOARD, "!accounts|result=ok|ms=120");
	stage_fates(&st);
	st.u.tenant = 1;
	picture("rollout", &st, 80, 24);
	picture("rollout", &st, 100, 30);
	st.u.tenant = 5;
	st.v.skew = 7200;
	picture("rollout-skew", &st, 80, 24);
	stage_free(&st);
}

static void test_many_tenants(void **state)
{
	struct stage st;
	struct view *v = &st.v;
	size_t i;

	(void)state;
	STAGE(&st, 0, TO_BOARD, "!accounts|result=unknown|detail=api.pipedream.com did not answer in time");
	for (i = 0; i < 40; i++) {
		v->tenant = mem_array(v->tenant, v->n_tenant + 1, sizeof(*v->tenant));
		memset(&v->tenant[v->n_tenant], 0, sizeof(*v->tenant));
		v->tenant[v->n_tenant].name = mem_fmt("tenant-number-%zu", i);
		v->tenant[v->n_tenant++].state = mem_str("unknown");
	}
	st.u.tenant = 30;
	pictures("board-many", &st);
	stage_free(&st);
}

static void test_preview(void **state)
{
	struct stage st;

	(void)state;
	STAGE(&st, 0, TO_PREVIEW);
	stage_plan(&st, 1);
	pictures("preview", &st);
	st.u.focus = 1;
	pictures("preview-file", &st);
	st.u.armed = 1;
	pictures("preview-armed", &st);
	st.u.armed = 0;
	st.u.focus = 4;
	pictures("preview-create", &st);
	st.u.focus = 3;
	pictures("preview-same", &st);
	stage_free(&st);
	STAGE(&st, 1, TO_PREVIEW);
	stage_plan(&st, 0);
	st.u.armed = 1;
	pictures("preview-dry", &st);
	stage_free(&st);
}

/* What the vendor costs stands with the summary, and in the warnings from a threshold on. */
static void test_cost(void **state)
{
	struct workspace ws = { .cost = COST_RATES };
	struct kv facts = KV_INIT;
	struct stage st;

	(void)state;
	setenv("TOOLGAP_NOW", "2026-11-21T10:00:00Z", 1);
	assert_int_equal(clock_init(), 0);
	kv_add(&facts, "usage.result", "ok");
	kv_add(&facts, "usage.credits", "3120");
	STAGE(&st, 0, TO_PREVIEW);
	stage_plan(&st, 0);
	plan_cost_add(&st.plan, &ws, &facts);
	st.u.focus = 1;
	pictures("preview-cost", &st);
	kv_set(&facts, "usage.credits", "9120");
	plan_cost_add(&st.plan, &ws, &facts);
	st.u.focus = 0;
	pictures("preview-cost-much", &st);
	stage_free(&st);
	kv_free(&facts);
	unsetenv("TOOLGAP_NOW");
	assert_int_equal(clock_init(), 0);
}

static void test_confirm(void **state)
{
	struct stage st;

	(void)state;
	STAGE(&st, 0, ASKED, "!registry|result=none|detail=no registry|ms=1");
	pictures("confirm", &st);
	stage_free(&st);
}

#define MESSAGE "message=docs(routing): record google_tag_manager routing (vendor=PIPEDREAM)|"

static void test_end(void **state)
{
	struct stage st;

	(void)state;
	STAGE(&st, 0, TO_PREVIEW, "confirm=yes", "!apply|result=applied|detail=4 files written, all or none.|commit=no|" MESSAGE
	      "not_offered=No commit is offered: .mcp.json had changes that were not committed, and a commit would take them along.|"
	      "next=Next: toolgap check; then commit the files:|next=  git add -- .mcp.json docs/composio/toolkit-registry.md|"
	      "next=  git commit -m 'docs(routing): record google_tag_manager routing (vendor=PIPEDREAM)'");
	pictures("end", &st);
	stage_free(&st);
	STAGE(&st, 0, TO_PREVIEW, "confirm=yes",
	      "!apply|result=failed|code=9|detail=The disk is full; every file is as it was before.");
	pictures("end-failed", &st);
	stage_free(&st);
}

#define READY                                                                                    \
	TO_PREVIEW, "confirm=yes", "!apply|result=applied|detail=4 files written, all or none.|commit=ready|" MESSAGE    \
		"paths=.mcp.json, .cursor/mcp.json, docs/composio/toolkit-registry.md, docs/tools/pipedream-google_tag_manager/capability_registry.yaml|" \
		"left=~/.codeium/windsurf/mcp_config.json (in your home folder)|left=.vscode/mcp.json (ignored by git)"

static void test_commit(void **state)
{
	struct stage st;

	(void)state;
	STAGE(&st, 0, READY);
	pictures("commit", &st);
	st.u.scroll = 99; /* what stands there is read from its beginning to its end, with the options in sight */
	picture("commit-scrolled", &st, 60, 16);
	stage_free(&st);
	STAGE(&st, 0, READY, "commit=yes");
	stage_show(&st, "git commit · check 25: rows of the registry", 4100);
	pictures("commit-busy", &st);
	stage_free(&st);
	STAGE(&st, 0, READY, "commit=yes",
	      "!commit|result=refused|code=1|detail=git did not make the commit (its exit code is 1). Nothing was committed, the index is as it was, and the files stay written.|"
	      "said=check 25: there is no row for pipedream-gtm-kahuna|said=a line of a hook that is much longer than any screen is wide, 広告 タグ マネージャー, and has no end in sight|ms=4200");
	pictures("commit-refused", &st);
	stage_free(&st);
}

static void test_overlays(void **state)
{
	struct stage st;

	(void)state;
	STAGE(&st, 0, TO_PATH);
	st.u.overlay = OVERLAY_WHY;
	pictures("why", &st);
	st.u.overlay = OVERLAY_MAP;
	pictures("map", &st);
	st.u.scroll = 20;
	pictures("map-scrolled", &st);
	st.u.overlay = OVERLAY_HELP;
	st.u.scroll = 0;
	pictures("help", &st);
	buf_adds(&st.u.search.text, "w");
	st.u.search.typing = 1;
	pictures("help-key", &st);
	buf_reset(&st.u.search.text);
	buf_adds(&st.u.search.text, "runbook");
	st.u.search.typing = 0;
	pictures("help-word", &st);
	buf_adds(&st.u.search.text, "zzz");
	picture("help-none", &st, 80, 24);
	stage_free(&st);
}

static void test_secret(void **state)
{
	struct stage st;

	(void)state;
	STAGE(&st, 1, ASKED, NO_CASE);
	st.v.kind = VIEW_ASK;
	st.v.secret = 1;
	free(st.v.question);
	st.v.question = mem_str("What is the value of COMPOSIO_API_KEY?");
	ui_state_follow(&st.u, &st.s);
	buf_adds(&st.u.input, "must never be seen");
	st.u.cursor = 4;
	pictures("secret", &st);
	stage_free(&st);
}

static void test_said(void **state)
{
	struct stage st;

	(void)state;
	STAGE(&st, 0, TO_PATH);
	buf_adds(&st.u.said, "What the front end has to say about the last key stands right above the keys, wrapped.");
	pictures("said", &st);
	stage_free(&st);
}

/* ---- at any size: the same cells whatever was in the frame, the focus in sight */

static void any_size(const struct stage *st)
{
	static const int cols[] = { 1, 2, 3, 5, 10, 39, 59, 60, 61, 79, 80, 81, 133, 200 };
	static const int rows[] = { 1, 2, 3, 4, 5, 15, 16, 17, 23, 24, 25, 60 };
	struct frame f;
	struct buf once = BUF_INIT, twice = BUF_INIT;
	size_t c, r;
	int i;

	for (c = 0; c < sizeof(cols) / sizeof(*cols); c++) {
		for (r = 0; r < sizeof(rows) / sizeof(*rows); r++) {
			frame_init(&f, cols[c], rows[r]);
			layout(&f, &st->s, &st->u);
			assert_in_range(f.cur_row, 0, rows[r] - 1);
			assert_in_range(f.cur_col, 0, cols[c] - 1);
			frame_text(&f, &once);
			for (i = 0; i < cols[c] * rows[r]; i++)
				f.cells[i].ch = L'#';
			layout(&f, &st->s, &st->u);
			frame_text(&f, &twice);
			assert_string_equal(buf_str(&once), buf_str(&twice));
			if (cols[c] >= 60 && rows[r] >= 16 && st->v.dry_run)
				assert_non_null(strstr(buf_str(&once), "dry run"));
			buf_reset(&once);
			buf_reset(&twice);
			frame_free(&f);
		}
	}
	buf_free(&once);
	buf_free(&twice);
}

static void test_any_size(void **state)
{
	struct stage st;
	int o;

	(void)state;
	STAGE(&st, 1, TO_PREVIEW);
	any_size(&st); /* no plan yet */
	stage_plan(&st, 1);
	any_size(&st);
	st.u.focus = 1;
	st.u.scroll = 5000;
	any_size(&st);
	for (o = OVERLAY_WHY; o <= OVERLAY_HELP; o++) {
		st.u.overlay = (enum overlay)o;
		any_size(&st);
	}
	stage_free(&st);
	STAGE(&st, 1, TO_BOARD, "!accounts|result=ok|tenant.ascend=dead|tenant.kahuna=x|ms=120");
	any_size(&st);
	stage_free(&st);
	STAGE(&st, 1, NULL);
	buf_adds(&st.u.input, "広告 タグ マネージャー 広告 タグ マネージャー 広告 タグ マネージャー e\u0301");
	st.u.cursor = st.u.input.len;
	any_size(&st);
	stage_free(&st);
}

/* The focused one of many options is always on the screen, and has the cursor. */
static void test_focus_in_sight(void **state)
{
	struct stage st;
	struct frame f;
	struct view *v = &st.v;
	size_t i;

	(void)state;
	STAGE(&st, 0, TO_PATH);
	for (i = 0; i < 60; i++) {
		v->options = mem_array(v->options, v->n_options + 1, sizeof(*v->options));
		v->options[v->n_options++] = (struct view_option){ mem_fmt("o%zu", i),
								   mem_fmt("Option %zu", i),
								   mem_str("hint"), NULL };
	}
	frame_init(&f, 60, 16);
	for (i = 0; i < v->n_options; i++) {
		st.u.focus = i;
		layout(&f, &st.s, &st.u);
		assert_int_equal(f.cells[f.cur_row * 60 + f.cur_col].ch, L'›');
		assert_int_equal(f.cells[f.cur_row * 60 + 3].style, STYLE_FOCUS);
	}
	frame_free(&f);
	stage_free(&st);
}

/* What a file holds cannot draw on the screen, and added lines are told by more than colour. */
static void test_hostile_diff(void **state)
{
	struct stage st;
	struct frame f;
	int i, add = 0;

	(void)state;
	STAGE(&st, 0, TO_PREVIEW);
	memset(&st.plan, 0, sizeof(st.plan));
	add_file(&st.plan, "x", "registry", 1,
		 "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-\x1b]0;owned\a\xff\r\n+\u202egnp.exe\x1b[31m\n", 1, 1);
	st.s.plan = &st.plan;
	frame_init(&f, 100, 30);
	layout(&f, &st.s, &st.u);
	for (i = 0; i < f.cols * f.rows; i++) {
		wchar_t c = f.cells[i].ch;

		assert_true(c == 0 || (c >= 0x20 && c != 0x7F && (c < 0x80 || c > 0x9F)));
		assert_true(c != 0x202E && f.cells[i].comb[0] != 0x202E);
		if (f.cells[i].style == STYLE_ADD && i % f.cols > 20 && !add++)
			assert_int_equal(c, L'+');
	}
	assert_true(add > 0);
	frame_free(&f);
	stage_free(&st);
}

static void test_extent(void **state)
{
	struct stage st;
	struct extent ex;

	(void)state;
	STAGE(&st, 0, TO_PATH);
	st.u.overlay = OVERLAY_MAP;
	layout_extent(&st.s, &st.u, 80, 24, &ex);
	assert_int_equal(ex.shown, 19);
	assert_true(ex.lines > 19);
	st.u.overlay = OVERLAY_NONE;
	layout_extent(&st.s, &st.u, 80, 24, &ex);
	assert_true(ex.lines <= ex.shown);
	layout_extent(&st.s, &st.u, 20, 5, &ex);
	assert_int_equal(ex.lines, 0);
	stage_free(&st);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ask),	     cmocka_unit_test(test_apps),
		cmocka_unit_test(test_filter),	     cmocka_unit_test(test_long_list),
		cmocka_unit_test(test_recheck),	     cmocka_unit_test(test_long_field),
		cmocka_unit_test(test_busy),	     cmocka_unit_test(test_choose),
		cmocka_unit_test(test_board),	     cmocka_unit_test(test_many_tenants),
		cmocka_unit_test(test_rollout_board),
		cmocka_unit_test(test_preview),	     cmocka_unit_test(test_confirm),
		cmocka_unit_test(test_commit),	     cmocka_unit_test(test_cost),
		cmocka_unit_test(test_end),	     cmocka_unit_test(test_overlays),
		cmocka_unit_test(test_secret),	     cmocka_unit_test(test_said),
		cmocka_unit_test(test_any_size),     cmocka_unit_test(test_focus_in_sight),
		cmocka_unit_test(test_hostile_diff), cmocka_unit_test(test_extent),
	};

	return stage_clock() || cmocka_run_group_tests_name("layout", tests, load_book, free_book);
}
