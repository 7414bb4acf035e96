/* SPDX-License-Identifier: MIT */
/* t-keys-list: filters, apps below a field, the keys of a link, looking for a key, the mouse; and that none of it writes. */
#include "ui_help.h"

#include "base/fuzzy.h"
#include "ui/keys.h"
#include "ui/osc.h"
#include "ui/qr.h"

#define COLS 80
#define ROWS 24

static struct act last;

static void press_key(struct stage *st, struct key k)
{
	free(last.value);
	keys_press(&st->u, &st->s, COLS, ROWS, k, &last);
}

static void press(struct stage *st, enum key_code code)
{
	press_key(st, (struct key){ .code = code });
}

static void type_(struct stage *st, const wchar_t *text)
{
	for (; *text; text++)
		press_key(st, (struct key){ .code = KEY_CHAR, .ch = *text });
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

/* ---- the filter of a question */

static void filter_chooses(void **state)
{
	struct stage st;

	(void)state;
	STAGE(&st, 0, TO_PATH);
	type_(&st, L"/qw"); /* letters are text now: nobody leaves */
	assert_int_equal(last.kind, ACT_REDRAW);
	assert_int_equal(st.u.pick.n, 0);
	press(&st, KEY_K_ENTER); /* nothing fits, so nothing is chosen */
	assert_int_equal(last.kind, ACT_REDRAW);
	assert_true(st.u.said.len > 0);
	press(&st, KEY_K_BACKSPACE);
	press(&st, KEY_K_BACKSPACE);
	type_(&st, L"dedic");
	assert_int_equal(st.u.pick.n, 1);
	press(&st, KEY_K_ENTER);
	expect_answer("C");
	stage_free(&st);
}

static void filter_moves_over_what_fits(void **state)
{
	struct stage st;

	(void)state;
	STAGE(&st, 0, TO_PATH);
	type_(&st, L"/overrul"); /* "overrules": two options */
	assert_int_equal(st.u.pick.n, 2);
	press(&st, KEY_K_DOWN);
	press(&st, KEY_K_DOWN);
	press(&st, KEY_K_DOWN);
	assert_int_equal(st.u.focus, st.u.pick.row[1]);
	press(&st, KEY_K_ESC); /* all again, and no step back */
	assert_int_equal(last.kind, ACT_REDRAW);
	assert_int_equal(st.u.pick.typing, 0);
	assert_int_equal(pick_count(&st.u.pick, 4), 4);
	press(&st, KEY_K_ESC);
	assert_int_equal(last.kind, ACT_BACK);
	stage_free(&st);
}

/* An option that the filter hides is never chosen, even when options come and go under it. */
static void hidden_is_not_chosen(void **state)
{
	struct stage st;

	(void)state;
	STAGE(&st, 0, TO_PATH);
	type_(&st, L"/dedic");
	st.u.focus = 0;
	st.u.option[0] = '\0';
	press(&st, KEY_K_ENTER);
	expect_answer("C");
	buf_adds(&st.u.pick.text, "zzz");
	st.u.pick.typing = 0;
	press(&st, KEY_K_ENTER);
	assert_int_equal(last.kind, ACT_REDRAW);
	stage_free(&st);
}

/* A confirmation has no filter; / is nothing there. */
static void no_filter_where_two_words_stand(void **state)
{
	struct stage st;

	(void)state;
	STAGE(&st, 0, ASKED, "!registry|result=none|detail=no registry|ms=1");
	type_(&st, L"/");
	assert_int_equal(st.u.pick.typing, 0);
	stage_free(&st);
}

/* ---- the preview */

static void filter_never_writes(void **state)
{
	struct stage st;

	(void)state;
	STAGE(&st, 0, TO_PREVIEW);
	stage_plan(&st, 1);
	type_(&st, L"/ay");
	assert_int_equal(last.kind, ACT_REDRAW);
	assert_int_equal(st.u.armed, 0);
	press(&st, KEY_K_ENTER);
	assert_int_equal(last.kind, ACT_REDRAW);
	press(&st, KEY_K_ESC);
	type_(&st, L"/mcp");
	press(&st, KEY_K_ENTER);
	assert_int_equal(last.kind, ACT_REDRAW);
	assert_in_range(st.u.pick.n, 3, 4);
	assert_string_equal(layout_entry_name(&st.plan, st.u.focus), ".mcp.json"); /* the best of them */
	type_(&st, L"a");
	assert_int_equal(st.u.armed, 1);
	press(&st, KEY_K_ESC); /* takes the arming away before it is the filter's */
	assert_int_equal(st.u.armed, 0);
	type_(&st, L"y");
	assert_int_equal(last.kind, ACT_REDRAW);
	type_(&st, L"a");
	press_key(&st, (struct key){ .code = KEY_K_CLICK, .row = 14, .col = 4 });
	type_(&st, L"y");
	assert_int_equal(last.kind, ACT_REDRAW);
	type_(&st, L"a/y");
	assert_int_equal(last.kind, ACT_REDRAW);
	stage_free(&st);
}

static void e_goes_to_the_name(void **state)
{
	struct stage st;

	(void)state;
	STAGE(&st, 0, TO_PREVIEW);
	stage_plan(&st, 0);
	type_(&st, L"e");
	assert_int_equal(last.kind, ACT_BACK);
	assert_string_equal(last.value, "short");
	stage_free(&st);
}

/* ---- apps below a field */

static const char *const names[][2] = {
	{ "Airtable", "airtable" }, { "Google Ads", "google_ads" }, { "Google Tag Manager", "google_tag_manager" },
	{ "Slack", "slack" },
};

static void apps_are_picked(void **state)
{
	struct app v[4];
	struct apps apps = { v, 4 };
	struct stage st;
	size_t i;

	(void)state;
	for (i = 0; i < 4; i++)
		v[i] = (struct app){ names[i][0], names[i][1], 3, ~0ULL };
	STAGE(&st, 0, NULL);
	st.s.apps = &apps;
	press(&st, KEY_K_DOWN); /* nothing is typed, so there is no list */
	assert_int_equal(st.u.at, 0);
	type_(&st, L"gtm");
	press(&st, KEY_K_ENTER); /* the field as it is, whatever the list says */
	expect_answer("gtm");
	press(&st, KEY_K_DOWN);
	press(&st, KEY_K_DOWN);
	assert_int_equal(st.u.at, 1);
	press(&st, KEY_K_ENTER);
	expect_answer("Google Tag Manager");
	press(&st, KEY_K_ESC); /* into the field again, not a question back */
	assert_int_equal(last.kind, ACT_REDRAW);
	assert_int_equal(st.u.at, 0);
	press(&st, KEY_K_DOWN);
	type_(&st, L"s"); /* goes on typing */
	assert_int_equal(st.u.at, 0);
	assert_string_equal(buf_str(&st.u.input), "gtms");
	press_key(&st, (struct key){ .code = KEY_CHAR, .ch = 0x15 });
	assert_int_equal(st.u.input.len, 0);
	type_(&st, L"oo");
	assert_int_equal(st.u.pick.n, 2);
	press(&st, KEY_K_BACKSPACE);
	type_(&st, L"g");
	assert_int_equal(st.u.pick.n, 2);
	stage_free(&st);
}

/* Going on from what was left of a shorter text finds what looking at all would. */
static const char *word(const void *of, size_t row, size_t k)
{
	return k ? NULL : ((char *const *)of)[row];
}

static uint64_t letters(const void *of, size_t row)
{
	char folded[FUZZY_MAX];

	(void)fuzzy_fold(((char *const *)of)[row], folded);
	return fuzzy_letters(folded);
}

static void narrowing_is_looking_anew(void **state)
{
	static const char abc[] = "abcde _";
	char *v[500];
	struct pick_list l = { v, 500, word, letters, 1 }, plain = { v, 500, word, NULL, 0 };
	struct pick a = { 0 }, b = { 0 };
	unsigned seed = 7;
	size_t i, k, round;

	(void)state;
	for (i = 0; i < 500; i++) {
		size_t n = 1 + (seed = seed * 1103515245u + 12345u) / 65536 % 12;

		v[i] = mem_alloc(n + 1);
		for (k = 0; k < n; k++)
			v[i][k] = abc[(seed = seed * 1103515245u + 12345u) / 65536 % 7];
	}
	for (round = 0; round < 200; round++) {
		char c = abc[(seed = seed * 1103515245u + 12345u) / 65536 % 7];

		if (round % 7 == 6)
			buf_reset(&a.text);
		else if (round % 5 == 4 && a.text.len)
			a.text.p[--a.text.len] = '\0';
		else
			buf_addc(&a.text, c);
		buf_reset(&b.text);
		buf_adds(&b.text, buf_str(&a.text));
		pick_rank(&a, &l);
		pick_rank(&b, &plain);
		assert_int_equal(pick_count(&a, 500), pick_count(&b, 500));
		for (i = 0; i < pick_count(&a, 500); i++)
			assert_int_equal(pick_row(&a, i), pick_row(&b, i));
	}
	for (i = 0; i < 500; i++)
		free(v[i]);
	pick_free(&a);
	pick_free(&b);
}

/* ---- the board */

#define LINKED                                                                                                     \
	TO_BOARD, "!accounts|result=ok|tenant.ascend=connected|account.ascend=apn_JjhBPDA|tenant.kahuna=none|ms=120", \
		"connect=wait",                                                                                    \
		"!link|result=ok|link.kahuna=https://pipedream.com/_static/connect.html?token=ctok_0123456789&app=gtm"

static void link_keys(void **state)
{
	struct stage st;
	struct frame f;

	(void)state;
	STAGE(&st, 0, LINKED);
	assert_int_equal(st.u.tenant, 1);
	type_(&st, L"y");
	assert_int_equal(st.u.want, WANT_COPY);
	st.u.want = WANT_NOTHING;
	type_(&st, L"c");
	assert_int_equal(st.u.overlay, OVERLAY_CODE);
	type_(&st, L"y"); /* over it nothing else is done */
	assert_int_equal(st.u.want, WANT_NOTHING);
	type_(&st, L"c");
	assert_int_equal(st.u.overlay, OVERLAY_CODE);
	assert_int_equal(st.u.flipped, 1); /* and it stays so for this terminal */
	press(&st, KEY_K_ESC);
	assert_int_equal(st.u.overlay, OVERLAY_NONE);
	assert_int_equal(st.u.flipped, 1);
	frame_init(&f, 80, 24);
	layout(&f, &st.s, &st.u);
	assert_non_null(f.link);
	assert_string_equal(f.link, st.v.tenant[1].link); /* all of it, however much of it is shown */
	frame_free(&f);
	type_(&st, L"/asc");
	assert_int_equal(st.u.tenant, 0);
	press(&st, KEY_K_ENTER); /* there, and nothing is chosen */
	assert_int_equal(last.kind, ACT_REDRAW);
	assert_int_equal(st.u.pick.typing, 0);
	type_(&st, L"y");
	assert_int_equal(st.u.want, WANT_NOTHING);
	assert_true(st.u.said.len > 0);
	stage_free(&st);
}

/* ---- help */

static void help_is_searched(void **state)
{
	struct stage st;
	struct buf b = BUF_INIT;

	(void)state;
	STAGE(&st, 0, TO_PATH);
	type_(&st, L"?/w");
	keys_help(&st.u, &st.s, &b);
	assert_int_equal(strncmp(buf_str(&b), "w\t", 2), 0); /* the key before all words with that letter */
	buf_reset(&b);
	press(&st, KEY_K_BACKSPACE);
	type_(&st, L"ctrl-l");
	keys_help(&st.u, &st.s, &b);
	assert_int_equal(strncmp(buf_str(&b), "^L", 2), 0);
	buf_reset(&b);
	press_key(&st, (struct key){ .code = KEY_CHAR, .ch = 0x15 });
	type_(&st, L"runbook with");
	keys_help(&st.u, &st.s, &b);
	assert_int_equal(strncmp(buf_str(&b), "m\t", 2), 0);
	buf_free(&b);
	press(&st, KEY_K_ENTER);
	assert_int_equal(st.u.overlay, OVERLAY_HELP);
	press(&st, KEY_K_ESC); /* all keys again, then away */
	assert_int_equal(st.u.overlay, OVERLAY_HELP);
	press(&st, KEY_K_ESC);
	assert_int_equal(st.u.overlay, OVERLAY_NONE);
	assert_int_equal(last.kind, ACT_REDRAW);
	stage_free(&st);
}

/* The map and the reasons are looked through, too: lines and rows with every word. */
static void overlays_are_searched(void **state)
{
	struct stage st;
	struct extent all, some;

	(void)state;
	STAGE(&st, 0, TO_PATH);
	type_(&st, L"m");
	layout_extent(&st.s, &st.u, 80, 24, &all);
	type_(&st, L"/TENANTS");
	assert_int_equal(st.u.overlay, OVERLAY_MAP);
	layout_extent(&st.s, &st.u, 80, 24, &some);
	assert_true(some.lines > 0 && some.lines < all.lines / 4);
	press(&st, KEY_K_ENTER);
	assert_int_equal(st.u.overlay, OVERLAY_MAP);
	press(&st, KEY_K_ESC);
	layout_extent(&st.s, &st.u, 80, 24, &some);
	assert_int_equal(some.lines, all.lines);
	type_(&st, L"w");
	layout_extent(&st.s, &st.u, 80, 24, &all);
	type_(&st, L"/registry");
	layout_extent(&st.s, &st.u, 80, 24, &some);
	assert_true(some.lines > 1 && some.lines < all.lines);
	type_(&st, L" nowhere to be found");
	layout_extent(&st.s, &st.u, 80, 24, &some);
	assert_int_equal(some.lines, 1);
	stage_free(&st);
}

/* ---- the mouse */

static void click_focuses(void **state)
{
	struct stage st;
	struct frame f;
	int row;

	(void)state;
	STAGE(&st, 0, TO_PATH);
	frame_init(&f, COLS, ROWS);
	layout(&f, &st.s, &st.u);
	for (row = 0; row < ROWS && frame_hit(&f, row, 3) != 3; row++)
		;
	assert_in_range(row, 1, ROWS - 1);
	frame_free(&f);
	press_key(&st, (struct key){ .code = KEY_K_CLICK, .row = row, .col = 5 });
	assert_int_equal(last.kind, ACT_REDRAW);
	assert_int_equal(st.u.focus, 2);
	press_key(&st, (struct key){ .code = KEY_K_CLICK, .row = 0, .col = 5 });
	press_key(&st, (struct key){ .code = KEY_K_CLICK, .row = 500, .col = 500 });
	assert_int_equal(st.u.focus, 2);
	stage_free(&st);
}

/* ---- bytes for the terminal */

static void osc_bytes(void **state)
{
	struct buf b = BUF_INIT;
	char *much;

	(void)state;
	assert_int_equal(osc_copy(&b, "https://x.example/?a=1", 0, 0), 0);
	assert_string_equal(buf_str(&b), "\033]52;c;aHR0cHM6Ly94LmV4YW1wbGUvP2E9MQ==\a");
	buf_reset(&b);
	assert_int_equal(osc_copy(&b, "ab", 1, 0), 0);
	assert_string_equal(buf_str(&b), "\033]52;c;YWI=\a\033Ptmux;\033\033]52;c;YWI=\a\033\\");
	buf_reset(&b);
	assert_int_equal(osc_copy(&b, "abc", 0, 1), 0);
	assert_string_equal(buf_str(&b), "\033P\033]52;c;YWJj\a\033\\");
	buf_reset(&b);
	much = mem_alloc(OSC_COPY_MAX);
	memset(much, 'x', OSC_COPY_MAX - 1);
	assert_int_equal(osc_copy(&b, much, 0, 0), -1);
	assert_int_equal(b.len, 0);
	free(much);
	osc_link_put(&b, "https://x.example/", "https://x…");
	assert_string_equal(buf_str(&b), "\033[0;1m\033]8;;https://x.example/\033\\https://x…\033]8;;\033\\\033[0m");
	buf_reset(&b);
	osc_link_put(&b, "https://x\033]0;owned\a", "x"); /* no link of ours looks so: text only */
	assert_string_equal(buf_str(&b), "\033[0;1mx\033[0m");
	buf_free(&b);
}

/* The cells give back exactly the modules, with the quiet zone around them. */
static void qr_cells(void **state)
{
	struct qr q;
	struct frame f;
	int w, h, quiet, y, x;

	(void)state;
	qr_make(&q, "https://pipedream.com/_static/connect.html?token=ctok_0123456789&app=gtm");
	assert_true(q.n >= 21 && q.n % 4 == 1);
	assert_int_equal(qr_fits(&q, 0, 10, 10, &w, &h), -1);
	assert_int_equal(w, q.n + 4);
	quiet = qr_fits(&q, 0, 200, 60, &w, &h);
	assert_int_equal(quiet, 4);
	frame_init(&f, w, h);
	qr_draw(&q, &f, 0, 0, quiet, 0);
	for (y = 0; y < q.n + 8; y++)
		for (x = 0; x < w; x++) {
			wchar_t c = f.cells[y / 2 * w + x].ch;
			int is = c == L'█' || c == (y % 2 ? L'▄' : L'▀');
			int in = y >= 4 && x >= 4 && y < q.n + 4 && x < q.n + 4;

			assert_int_equal(f.cells[y / 2 * w + x].style, STYLE_CODE);
			assert_int_equal(is, in ? q.dark[(y - 4) * q.n + x - 4] : 0);
		}
	qr_draw(&q, &f, 0, 0, quiet, 1); /* the other way round, the quiet zone, too */
	for (x = 0; x < w; x++)
		assert_int_equal(f.cells[x].ch, L'█');
	assert_int_equal(f.cells[2 * w + 4].ch, q.dark[q.n] ? L' ' : L'▄');
	assert_int_equal(q.dark[0], 1); /* a corner's mark */
	frame_free(&f);
	qr_free(&q);
	qr_make(&q, "");
	assert_int_equal(q.n, 0);
	qr_free(&q);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(filter_chooses, teardown),
		cmocka_unit_test_teardown(filter_moves_over_what_fits, teardown),
		cmocka_unit_test_teardown(hidden_is_not_chosen, teardown),
		cmocka_unit_test_teardown(no_filter_where_two_words_stand, teardown),
		cmocka_unit_test_teardown(filter_never_writes, teardown),
		cmocka_unit_test_teardown(e_goes_to_the_name, teardown),
		cmocka_unit_test_teardown(apps_are_picked, teardown),
		cmocka_unit_test(narrowing_is_looking_anew),
		cmocka_unit_test_teardown(link_keys, teardown),
		cmocka_unit_test_teardown(help_is_searched, teardown),
		cmocka_unit_test_teardown(overlays_are_searched, teardown),
		cmocka_unit_test_teardown(click_focuses, teardown),
		cmocka_unit_test(osc_bytes),
		cmocka_unit_test(qr_cells),
	};

	return cmocka_run_group_tests_name("keys-list", tests, load_book, free_book);
}
