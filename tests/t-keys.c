/* SPDX-License-Identifier: MIT */
/* t-keys: what keys do: moving, choosing, typing, going back; what must never write; and what a
   link opens. */
#include "ui_help.h"

#include "base/kv.h"
#include "ui/browser.h"
#include "ui/keys.h"

#include <unistd.h>

#define COLS 80
#define ROWS 24

static struct act last; /* what the last key led to */

static void press_at(struct stage *st, struct key k, int cols, int rows)
{
	free(last.value);
	keys_press(&st->u, &st->s, cols, rows, k, &last);
}

static void press(struct stage *st, enum key_code code)
{
	press_at(st, (struct key){ .code = code, .ch = 0, .pasted = 0 }, COLS, ROWS);
}

static void type_(struct stage *st, const wchar_t *text)
{
	for (; *text; text++)
		press_at(st, (struct key){ .code = KEY_CHAR, .ch = *text, .pasted = 0 }, COLS, ROWS);
}

static void paste(struct stage *st, const wchar_t *text)
{
	press(st, KEY_K_PASTE_BEGIN);
	assert_int_equal(last.kind, ACT_NONE);
	for (; *text; text++)
		press_at(st, (struct key){ .code = KEY_CHAR, .ch = *text, .pasted = 1 }, COLS, ROWS);
	press(st, KEY_K_PASTE_END);
}

static void expect_answer(const char *value)
{
	assert_int_equal(last.kind, ACT_ANSWER);
	assert_string_equal(last.value, value);
}

static int teardown(void **state)
{
	(void)state;
	free(last.value);
	last.value = NULL;
	return 0;
}

/* ---- fields */

static void test_type(void **state)
{
	struct stage st;

	(void)state;
	STAGE(&st, 0, NULL);
	type_(&st, L"qwmj?q");
	assert_int_equal(last.kind, ACT_REDRAW);
	assert_string_equal(buf_str(&st.u.input), "qwmj?q");
	press(&st, KEY_K_ENTER);
	expect_answer("qwmj?q");
	stage_free(&st);
}

static void test_edit(void **state)
{
	struct stage st;

	(void)state;
	STAGE(&st, 0, "provider=Google Tag Manager");
	/* the proposal, with the cursor behind it */
	assert_string_equal(buf_str(&st.u.input), "ascend, kahuna");
	assert_int_equal(st.u.cursor, 14);
	type_(&st, L"\x17");
	assert_string_equal(buf_str(&st.u.input), "ascend, ");
	press(&st, KEY_K_BACKSPACE);
	press(&st, KEY_K_BACKSPACE);
	type_(&st, L"\x01");
	type_(&st, L"x");
	press(&st, KEY_K_RIGHT);
	press(&st, KEY_K_DELETE);
	assert_string_equal(buf_str(&st.u.input), "xacend");
	press(&st, KEY_K_END);
	press(&st, KEY_K_LEFT);
	type_(&st, L"\x0b");
	assert_string_equal(buf_str(&st.u.input), "xacen");
	type_(&st, L"\x05");
	type_(&st, L"!");
	press(&st, KEY_K_HOME);
	press(&st, KEY_K_LEFT);
	press(&st, KEY_K_BACKSPACE);
	assert_string_equal(buf_str(&st.u.input), "xacen!");
	press(&st, KEY_K_RIGHT);
	type_(&st, L"\x15");
	assert_string_equal(buf_str(&st.u.input), "acen!");
	assert_int_equal(st.u.cursor, 0);
	stage_free(&st);
}

static void test_edit_utf8(void **state)
{
	struct stage st;

	(void)state;
	STAGE(&st, 0, NULL);
	type_(&st, L"a\u5e83e\u0301z");
	assert_string_equal(buf_str(&st.u.input), "a広e\u0301z");
	press(&st, KEY_K_LEFT);
	press(&st, KEY_K_LEFT); /* over the letter and its accent at once */
	assert_int_equal(st.u.cursor, 4);
	press(&st, KEY_K_DELETE);
	assert_string_equal(buf_str(&st.u.input), "a広z");
	press(&st, KEY_K_BACKSPACE);
	assert_string_equal(buf_str(&st.u.input), "az");
	press(&st, KEY_K_RIGHT);
	press(&st, KEY_K_RIGHT);
	press(&st, KEY_K_RIGHT);
	assert_int_equal(st.u.cursor, 2);
	/* controls and what has no width of its own are no text */
	type_(&st, L"\x07\x9b");
	assert_string_equal(buf_str(&st.u.input), "az");
	stage_free(&st);
}

static void test_paste(void **state)
{
	struct stage st;
	size_t i;

	(void)state;
	STAGE(&st, 0, NULL);
	paste(&st, L"Google\nTag\x1b[2J\x15 Manager\r");
	assert_int_equal(st.u.overlay, OVERLAY_NONE);
	assert_string_equal(buf_str(&st.u.input), "Google Tag[2J Manager ");
	press(&st, KEY_K_ENTER);
	expect_answer("Google Tag[2J Manager ");
	for (i = 0; i < 9000; i++)
		paste(&st, L"\u5e83");
	assert_true(st.u.input.len <= 4096);
	stage_free(&st);
	/* where there is no field a paste does nothing at all */
	STAGE(&st, 0, TO_PREVIEW);
	stage_plan(&st, 1);
	paste(&st, L"ay\nq");
	assert_int_equal(st.u.armed, 0);
	assert_int_equal(last.kind, ACT_NONE);
	type_(&st, L"a");
	assert_int_equal(st.u.armed, 1);
	paste(&st, L"y");
	assert_int_equal(st.u.armed, 0);
	assert_int_not_equal(last.kind, ACT_ANSWER);
	stage_free(&st);
}

static void test_field_keys(void **state)
{
	struct stage st;

	(void)state;
	STAGE(&st, 0, NULL);
	press(&st, KEY_K_ESC); /* nowhere to go, nothing lost, and it says so */
	assert_int_equal(last.kind, ACT_REDRAW);
	assert_true(st.u.said.len > 0);
	type_(&st, L"x");
	assert_int_equal(st.u.said.len, 0);
	press(&st, KEY_K_F1);
	assert_int_equal(st.u.overlay, OVERLAY_HELP);
	type_(&st, L"y"); /* not into the field below */
	press(&st, KEY_K_ENTER);
	assert_int_equal(last.kind, ACT_REDRAW);
	assert_int_equal(st.u.overlay, OVERLAY_NONE);
	assert_string_equal(buf_str(&st.u.input), "x");
	stage_free(&st);
	STAGE(&st, 0, "provider=x");
	press(&st, KEY_K_ESC);
	assert_int_equal(last.kind, ACT_BACK);
	type_(&st, L"\x0c");
	assert_int_equal(st.u.want, WANT_REPAINT);
	stage_free(&st);
}

/* ---- options */

/* Who emptied a field did not mean the proposal that stood in it. */
static void test_emptied_field(void **state)
{
	struct stage st;

	(void)state;
	STAGE(&st, 0, TO_PATH, "path=D");
	assert_true(*st.s.view->value);
	type_(&st, L"\x15");
	press(&st, KEY_K_ENTER);
	assert_int_equal(last.kind, ACT_REDRAW);
	assert_non_null(strstr(buf_str(&st.u.said), st.s.view->value));
	type_(&st, L"gt");
	press(&st, KEY_K_ENTER);
	expect_answer("gt");
	stage_free(&st);
}

static void test_choose(void **state)
{
	struct stage st;

	(void)state;
	STAGE(&st, 0, TO_PATH);
	assert_int_equal(st.u.focus, 0);
	type_(&st, L"jj");
	assert_int_equal(st.u.focus, 2);
	press(&st, KEY_K_UP);
	press(&st, KEY_K_ENTER);
	expect_answer("A");
	type_(&st, L"G");
	assert_int_equal(st.u.focus, 3);
	press(&st, KEY_K_DOWN);
	assert_int_equal(st.u.focus, 3);
	type_(&st, L"\x10\x10k");
	assert_int_equal(st.u.focus, 0);
	type_(&st, L"\x0e");
	assert_int_equal(st.u.focus, 1);
	press(&st, KEY_K_PGDN);
	assert_int_equal(st.u.focus, 3);
	press(&st, KEY_K_HOME);
	press(&st, KEY_K_ENTER);
	expect_answer("D");
	press(&st, KEY_K_LEFT);
	assert_int_equal(last.kind, ACT_BACK);
	type_(&st, L"q");
	assert_int_equal(last.kind, ACT_QUIT);
	type_(&st, L"z");
	assert_int_equal(last.kind, ACT_REDRAW);
	type_(&st, L"r"); /* nothing to ask again here */
	assert_int_equal(last.kind, ACT_REDRAW);
	stage_free(&st);
	STAGE(&st, 0, ASKED, NO_CASE, "!composio|result=unknown|detail=x");
	type_(&st, L"jr");
	expect_answer("retry");
	stage_free(&st);
}

/* Help that does not fit is reached by going on down, and left again by going up. */
static void test_scroll_behind_options(void **state)
{
	struct stage st;
	struct extent ex;
	int i;

	(void)state;
	STAGE(&st, 0, TO_PATH);
	for (i = 0; i < 40; i++)
		press_at(&st, (struct key){ .code = KEY_K_DOWN, .ch = 0, .pasted = 0 }, 60, 16);
	layout_extent(&st.s, &st.u, 60, 16, &ex);
	assert_int_equal(st.u.focus, 3);
	assert_true(st.u.scroll > 0);
	assert_int_equal(st.u.scroll, ex.lines - ex.shown);
	for (i = 0; i < 40; i++)
		press_at(&st, (struct key){ .code = KEY_K_UP, .ch = 0, .pasted = 0 }, 60, 16);
	assert_int_equal(st.u.focus, 0);
	assert_int_equal(st.u.scroll, 0);
	stage_free(&st);
}

static void test_off(void **state)
{
	struct stage st;

	(void)state;
	STAGE(&st, 1, TO_BOARD, "!accounts|result=ok|tenant.ascend=none|tenant.kahuna=none");
	assert_int_equal(st.u.focus, 1); /* the wizard proposes one that can be chosen */
	press(&st, KEY_K_UP);
	press(&st, KEY_K_ENTER);
	assert_int_equal(last.kind, ACT_REDRAW);
	assert_string_equal(buf_str(&st.u.said), "a dry run makes no link");
	stage_free(&st);
}

static void test_confirm(void **state)
{
	struct stage st;

	(void)state;
	STAGE(&st, 0, ASKED, "!registry|result=none|detail=none");
	press(&st, KEY_K_ENTER);
	expect_answer("yes"); /* the usual way has the focus: it writes nothing yet */
	type_(&st, L"y");
	assert_int_equal(last.kind, ACT_REDRAW);
	press(&st, KEY_K_UP);
	press(&st, KEY_K_ENTER);
	expect_answer("no");
	stage_free(&st);
}

/* ---- overlays */

static void test_overlays(void **state)
{
	struct stage st;
	struct extent ex;

	(void)state;
	STAGE(&st, 0, TO_PATH);
	type_(&st, L"w");
	assert_int_equal(st.u.overlay, OVERLAY_WHY);
	type_(&st, L"?");
	assert_int_equal(st.u.overlay, OVERLAY_HELP);
	type_(&st, L"m");
	assert_int_equal(st.u.overlay, OVERLAY_MAP);
	layout_extent(&st.s, &st.u, COLS, ROWS, &ex);
	press(&st, KEY_K_END);
	assert_int_equal(st.u.scroll, ex.lines - ex.shown);
	press(&st, KEY_K_DOWN);
	press(&st, KEY_K_PGDN);
	assert_int_equal(st.u.scroll, ex.lines - ex.shown);
	press(&st, KEY_K_PGUP);
	assert_int_equal(st.u.scroll, ex.lines - ex.shown - ex.shown / 2);
	type_(&st, L"g");
	press(&st, KEY_K_UP);
	assert_int_equal(st.u.scroll, 0);
	type_(&st, L"q"); /* closes it; it does not leave */
	assert_int_equal(last.kind, ACT_REDRAW);
	assert_int_equal(st.u.overlay, OVERLAY_NONE);
	type_(&st, L"mm");
	assert_int_equal(st.u.overlay, OVERLAY_NONE);
	type_(&st, L"w");
	press(&st, KEY_K_ESC);
	assert_int_equal(last.kind, ACT_REDRAW);
	assert_int_equal(st.u.overlay, OVERLAY_NONE);
	assert_int_equal(st.u.focus, 0);
	stage_free(&st);
}

/* The map opens where we are, even far down. */
static void test_map_here(void **state)
{
	struct stage st;
	struct frame f;

	(void)state;
	STAGE(&st, 0, TO_PREVIEW);
	frame_init(&f, 60, 16);
	press_at(&st, (struct key){ .code = KEY_CHAR, .ch = L'm', .pasted = 0 }, 60, 16);
	assert_true(st.u.scroll > 0);
	layout(&f, &st.s, &st.u);
	assert_int_equal(f.cells[f.cur_row * 60 + 1].ch, L'›');
	frame_free(&f);
	stage_free(&st);
}

/* ---- board */

static void test_board(void **state)
{
	struct stage st;

	(void)state;
	STAGE(&st, 0, TO_BOARD, "!accounts|result=ok|tenant.ascend=connected|tenant.kahuna=none");
	assert_int_equal(st.u.tenant, 1); /* the first that is not connected */
	type_(&st, L"o");
	assert_int_equal(st.u.want, WANT_NOTHING);
	assert_true(st.u.said.len > 0);
	press(&st, KEY_K_TAB);
	assert_int_equal(st.u.tenant, 0);
	press(&st, KEY_K_BACKTAB);
	assert_int_equal(st.u.tenant, 1);
	press(&st, KEY_K_ENTER);
	expect_answer("wait");
	take_answer(st.w, "connect=wait");
	take_facts(st.w, "link|result=ok|link.kahuna=https://x.example/y");
	stage_show(&st, NULL, -1);
	/* the option that was chosen is gone: a second Enter does not take what slid into its
	   place */
	assert_string_equal(st.v.options[st.u.focus].id, "retry");
	press(&st, KEY_K_ENTER);
	expect_answer("retry");
	press(&st, KEY_K_UP);
	stage_show(&st, NULL, -1);
	assert_string_equal(st.v.options[st.u.focus].id, "pending");
	type_(&st, L"l");
	assert_int_equal(st.u.want, WANT_PLAIN);
	type_(&st, L"o");
	assert_int_equal(st.u.want, WANT_OPEN);
	stage_free(&st);
}

/* ---- preview */

static void test_preview(void **state)
{
	struct stage st;
	int i;

	(void)state;
	STAGE(&st, 0, TO_PREVIEW);
	stage_plan(&st, 1);
	for (i = 0; i < 5; i++) {
		press(&st, KEY_K_ENTER);
		assert_int_equal(last.kind, ACT_REDRAW);
		type_(&st, L"y");
		assert_int_equal(last.kind, ACT_REDRAW);
	}
	assert_true(st.u.said.len > 0);
	type_(&st, L"a");
	assert_int_equal(st.u.armed, 1);
	press(&st, KEY_K_ENTER); /* anything else leaves them */
	assert_int_equal(last.kind, ACT_REDRAW);
	assert_int_equal(st.u.armed, 0);
	type_(&st, L"yan");
	assert_int_equal(last.kind, ACT_REDRAW);
	assert_int_equal(st.u.armed, 0);
	type_(&st, L"aq");
	assert_int_equal(last.kind, ACT_REDRAW);
	type_(&st, L"a");
	press(&st, KEY_K_RESIZE); /* is no key that somebody pressed */
	assert_int_equal(st.u.armed, 1);
	type_(&st, L"y");
	expect_answer("yes");
	type_(&st, L"n");
	expect_answer("no");
	press(&st, KEY_K_ESC);
	assert_int_equal(last.kind, ACT_BACK);
	stage_free(&st);
}

static void test_preview_list(void **state)
{
	struct stage st;

	(void)state;
	STAGE(&st, 0, TO_PREVIEW);
	stage_plan(&st, 1);
	press(&st, KEY_K_DOWN);
	press(&st, KEY_K_PGDN);
	assert_int_equal(st.u.focus, 1);
	assert_true(st.u.scroll > 0);
	press(&st, KEY_K_DOWN); /* another file is shown from its beginning */
	assert_int_equal(st.u.scroll, 0);
	press(&st, KEY_K_END);
	press(&st, KEY_K_DOWN);
	assert_int_equal(st.u.focus, 5);
	press(&st, KEY_K_HOME);
	press(&st, KEY_K_UP);
	assert_int_equal(st.u.focus, 0);
	stage_free(&st);
}

static void test_preview_dry(void **state)
{
	struct stage st;

	(void)state;
	STAGE(&st, 1, TO_PREVIEW);
	stage_plan(&st, 1);
	type_(&st, L"aya");
	assert_int_equal(last.kind, ACT_REDRAW);
	assert_int_equal(st.u.armed, 1); /* only to say what it is */
	type_(&st, L"y");
	assert_int_equal(last.kind, ACT_REDRAW);
	type_(&st, L"an");
	expect_answer("no");
	stage_free(&st);
	/* and without a plan there is nothing to arm */
	STAGE(&st, 0, TO_PREVIEW);
	type_(&st, L"ay");
	assert_int_equal(last.kind, ACT_REDRAW);
	stage_free(&st);
}

/* A new step, or an answer elsewhere in between, takes the arming away. */
static void test_disarmed_by_step(void **state)
{
	struct stage st;

	(void)state;
	STAGE(&st, 0, TO_PREVIEW);
	stage_plan(&st, 0);
	type_(&st, L"a");
	assert_int_equal(wizard_back(st.w), 1);
	stage_show(&st, NULL, -1);
	assert_int_equal(st.u.armed, 0);
	stage_free(&st);
}

/* ---- the end, a running probe, a screen that is too small */

static void test_still(void **state)
{
	struct stage st;

	(void)state;
	STAGE(&st, 0, ASKED, NO_CASE);
	press(&st, KEY_K_ENTER);
	assert_int_equal(last.kind, ACT_REDRAW);
	press(&st, KEY_K_ESC);
	assert_int_equal(last.kind, ACT_BACK);
	type_(&st, L"q");
	assert_int_equal(last.kind, ACT_QUIT);
	stage_free(&st);
	STAGE(&st, 0, TO_PREVIEW, "confirm=yes", "!apply|result=applied|detail=done");
	press(&st, KEY_K_ESC); /* written is written */
	assert_int_equal(last.kind, ACT_REDRAW);
	assert_true(st.u.said.len > 0);
	press(&st, KEY_K_ENTER);
	assert_int_equal(last.kind, ACT_QUIT);
	stage_free(&st);
}

static void test_small(void **state)
{
	struct stage st;

	(void)state;
	STAGE(&st, 0, TO_PATH);
	press_at(&st, (struct key){ .code = KEY_K_ENTER, .ch = 0, .pasted = 0 }, 59, 24);
	assert_int_equal(last.kind, ACT_REDRAW);
	press_at(&st, (struct key){ .code = KEY_K_DOWN, .ch = 0, .pasted = 0 }, 80, 15);
	assert_int_equal(st.u.focus, 0);
	press_at(&st, (struct key){ .code = KEY_CHAR, .ch = L'q', .pasted = 0 }, 1, 1);
	assert_int_equal(last.kind, ACT_QUIT);
	stage_free(&st);
}

static void test_hint_and_help(void **state)
{
	struct stage st;
	struct buf b = BUF_INIT;

	(void)state;
	STAGE(&st, 0, TO_PREVIEW);
	stage_plan(&st, 0);
	keys_hint(&st.u, &st.s, 80, &b);
	assert_non_null(strstr(b.p, "a write"));
	assert_non_null(strstr(b.p, "\tq leave"));
	buf_reset(&b);
	keys_help(&st.u, &st.s, &b);
	assert_non_null(strstr(b.p, "a, then y\t"));
	buf_reset(&b);
	st.u.armed = 1;
	keys_hint(&st.u, &st.s, 80, &b);
	assert_non_null(strstr(b.p, "y write"));
	stage_free(&st);
	STAGE(&st, 1, TO_PREVIEW);
	buf_reset(&b);
	keys_hint(&st.u, &st.s, 80, &b);
	keys_help(&st.u, &st.s, &b);
	assert_null(strstr(b.p, "write these"));
	stage_free(&st);
	STAGE(&st, 0, NULL); /* nowhere to go back to: not offered */
	buf_reset(&b);
	keys_hint(&st.u, &st.s, 80, &b);
	assert_null(strstr(b.p, "Esc"));
	buf_free(&b);
	stage_free(&st);
}

/* ---- random keys over all kinds of screen at all sizes */

static uint32_t seed = 20260521;

static uint32_t rnd(uint32_t n)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % n;
}

static struct key random_key(void)
{
	static const wchar_t chars[] = L"aaayynnqwmo?ljkgGce/// \x01\x05\x0b\x0c\x0e\x10\x15\x17\x04xZ\u5e83\u0301\u00e9";
	struct key k = { .code = (enum key_code)rnd(KEY_K_CLICK + 1) };

	k.pasted = rnd(9) == 0;
	k.row = (int)rnd(30);
	k.col = (int)rnd(90);
	if (rnd(2))
		k.code = KEY_CHAR;
	if (k.code == KEY_CHAR)
		k.ch = chars[rnd(sizeof(chars) / sizeof(*chars) - 1)];
	return k;
}

static void random_screens(struct stage *all)
{
	STAGE(&all[0], 0, NULL);
	STAGE(&all[1], 1, "provider=Google Tag Manager");
	STAGE(&all[2], 0, ASKED, NO_CASE);
	STAGE(&all[3], 0, TO_PATH);
	STAGE(&all[4], 0, ASKED, "!registry|result=none|detail=none");
	STAGE(&all[5], 0, TO_BOARD, "!accounts|result=ok|tenant.ascend=none|tenant.kahuna=dead",
	      "connect=wait", "!link|result=ok|link.kahuna=https://x.example/y");
	STAGE(&all[6], 0, TO_PREVIEW);
	stage_plan(&all[6], 1);
	STAGE(&all[7], 1, TO_PREVIEW);
	stage_plan(&all[7], 0);
	STAGE(&all[8], 0, TO_PREVIEW, "confirm=yes", "!apply|result=failed|code=9|detail=full");
	STAGE(&all[9], 0, TO_PREVIEW); /* a preview whose plan is missing */
}

static void test_random(void **state)
{
	struct stage all[10];
	struct frame f;
	int i, small, armed, cols, rows, was_a, on_plan, yes = 0;
	struct stage *st;

	(void)state;
	random_screens(all);
	for (i = 0; i < 20000; i++) {
		struct key k = random_key();

		st = &all[i % 400 < 200 ? 6 + rnd(2) : rnd(10)];
		small = !rnd(4);
		cols = 1 + (int)rnd(small ? 70 : 200);
		rows = 1 + (int)rnd(small ? 20 : 60);
		on_plan = st->v.kind == VIEW_PLAN;
		armed = st->u.armed;
		press_at(st, k, cols, rows);
		was_a = st->u.armed && !armed;
		if (was_a)
			assert_true(on_plan && k.code == KEY_CHAR && k.ch == L'a' && !k.pasted);
		if (on_plan && last.kind == ACT_ANSWER && !strcmp(last.value, "yes")) {
			assert_true(armed && k.code == KEY_CHAR && k.ch == L'y' && !k.pasted);
			assert_false(st->v.dry_run);
			assert_true(cols >= LAYOUT_COLS && rows >= LAYOUT_ROWS);
			assert_true(st->s.plan != NULL);
			yes++;
		}
		if (st->u.kind == VIEW_ASK)
			assert_true(st->u.cursor <= st->u.input.len);
		st->u.want = WANT_NOTHING;
		if (i % 8)
			continue;
		frame_init(&f, cols, rows);
		layout(&f, &st->s, &st->u);
		assert_in_range(f.cur_row, 0, rows - 1);
		assert_in_range(f.cur_col, 0, cols - 1);
		frame_free(&f);
	}
	assert_true(yes > 0); /* the test can see what it looks for */
	for (i = 0; i < 10; i++)
		stage_free(&all[i]);
}

/* ---- what a link opens */

static void test_browser_words(void **state)
{
	char **v;

	(void)state;
	v = browser_argv("firefox --new-window", 20, "https://x.example/?a=$(id);b");
	assert_string_equal(v[0], "firefox");
	assert_string_equal(v[1], "--new-window");
	assert_string_equal(v[2], "https://x.example/?a=$(id);b");
	assert_null(v[3]);
	browser_free(v);
	v = browser_argv("  open -u=%s  -b rest", 16, "https://x.example/");
	assert_string_equal(v[0], "open");
	assert_string_equal(v[1], "-u=https://x.example/");
	assert_string_equal(v[2], "-b");
	assert_null(v[3]);
	browser_free(v);
	assert_null(browser_argv("   ", 3, "https://x.example/"));
	assert_null(browser_argv("", 0, "https://x.example/"));
	browser_free(NULL);
}

static void test_browser_env(void **state)
{
	char *env[] = { "HOME=/h", "COMPOSIO_API_KEY=1", "PIPEDREAM_CLIENT_ID=2",
			"PIPEDREAM_CLIENT_SECRET=3", "client_id=4", "client_secret=5",
			"GITHUB_TOKEN=6", "INFISICAL_TOKEN=7", "CLOUDFLARE_API_TOKEN=8", "COMPOSIO_API_KEYS=kept",
			"client_ids=kept", "DISPLAY=:0", NULL };
	char **v = browser_env(env);

	(void)state;
	assert_string_equal(v[0], "HOME=/h");
	assert_string_equal(v[1], "COMPOSIO_API_KEYS=kept");
	assert_string_equal(v[2], "client_ids=kept");
	assert_string_equal(v[3], "DISPLAY=:0");
	assert_null(v[4]);
	browser_free(v);
}

static void test_browser_refuses(void **state)
{
	struct err e = ERR_INIT;

	(void)state;
	unsetenv("SSH_CONNECTION");
	setenv("DISPLAY", ":0", 1);
	setenv("BROWSER", "/nonexistent/one:/nonexistent/two %s", 1);
	assert_int_equal(browser_open("file:///etc/passwd", &e), -1);
	assert_int_equal(browser_open("http://x.example/", &e), -1);
	assert_int_equal(browser_open("https://user@x.example/", &e), -1);
	assert_int_equal(browser_open("https://x.example/ y", &e), -1);
	assert_int_equal(browser_open("--help", &e), -1);
	e.msg[0] = '\0';
	assert_int_equal(browser_open("https://x.example/", &e), -1); /* no such program */
	assert_non_null(strstr(e.msg, "BROWSER"));
	setenv("BROWSER", "/nonexistent/one:true", 1);
	assert_int_equal(browser_open("https://x.example/", &e), 0);
	setenv("SSH_CONNECTION", "1", 1);
	assert_int_equal(browser_open("https://x.example/", &e), -1);
	unsetenv("SSH_CONNECTION");
	unsetenv("DISPLAY");
	unsetenv("WAYLAND_DISPLAY");
	assert_int_equal(browser_open("https://x.example/", &e), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_type, teardown),
		cmocka_unit_test_teardown(test_edit, teardown),
		cmocka_unit_test_teardown(test_edit_utf8, teardown),
		cmocka_unit_test_teardown(test_paste, teardown),
		cmocka_unit_test_teardown(test_field_keys, teardown),
		cmocka_unit_test_teardown(test_choose, teardown),
		cmocka_unit_test_teardown(test_scroll_behind_options, teardown),
		cmocka_unit_test_teardown(test_off, teardown),
		cmocka_unit_test_teardown(test_emptied_field, teardown),
		cmocka_unit_test_teardown(test_confirm, teardown),
		cmocka_unit_test_teardown(test_overlays, teardown),
		cmocka_unit_test_teardown(test_map_here, teardown),
		cmocka_unit_test_teardown(test_board, teardown),
		cmocka_unit_test_teardown(test_preview, teardown),
		cmocka_unit_test_teardown(test_preview_list, teardown),
		cmocka_unit_test_teardown(test_preview_dry, teardown),
		cmocka_unit_test_teardown(test_disarmed_by_step, teardown),
		cmocka_unit_test_teardown(test_still, teardown),
		cmocka_unit_test_teardown(test_small, teardown),
		cmocka_unit_test_teardown(test_hint_and_help, teardown),
		cmocka_unit_test_teardown(test_random, teardown),
		cmocka_unit_test(test_browser_words),
		cmocka_unit_test(test_browser_env),
		cmocka_unit_test(test_browser_refuses),
	};

	return cmocka_run_group_tests_name("keys", tests, load_book, free_book);
}
