/* SPDX-License-Identifier: MIT */
/* t-languages: every kind of screen in each language at four sizes, against its picture in tests/screens/LANGUAGE. */
#include "base/i18n.h"
#include "ui_help.h"

#include <sys/stat.h>

static const char *const languages[] = { "de", "es", "ja" };
static const struct {
	int cols, rows;
} sizes[] = { { 120, 40 }, { 80, 24 }, { 60, 16 }, { 40, 10 } };

#define N(a) (sizeof(a) / sizeof(*(a)))

/* ---- the screens */

static void with_link(struct stage *st)
{
	st->u.tenant = 1;
}

static void with_plan(struct stage *st)
{
	stage_plan(st, 1);
}

static void with_file(struct stage *st)
{
	stage_plan(st, 0);
	st->u.focus = 0;
}

static void armed(struct stage *st)
{
	stage_plan(st, 1);
	st->u.armed = 1;
}

static void waiting(struct stage *st)
{
	stage_show(st, "google tag manager · 3", 1200);
}

static void secret(struct stage *st)
{
	free(st->v.question);
	free(st->v.help);
	st->v.kind = VIEW_ASK;
	st->v.secret = 1;
	st->v.question = mem_fmt(_("What is the value of %s?"), "COMPOSIO_API_KEY");
	st->v.help = mem_str(_("It is not shown and never written; it is kept in memory for this walk and goes to its vendor only."));
	ui_state_follow(&st->u, &st->s);
}

static void why(struct stage *st)
{
	st->u.overlay = OVERLAY_WHY;
}

static void map(struct stage *st)
{
	st->u.overlay = OVERLAY_MAP;
}

static void help(struct stage *st)
{
	st->u.overlay = OVERLAY_HELP;
}

static void plan_help(struct stage *st)
{
	stage_plan(st, 1);
	st->u.overlay = OVERLAY_HELP;
}

/* What is typed into a filter, or after a search in a list of keys. */
static void type(struct stage *st, struct buf *at, const char *text)
{
	buf_adds(at, text);
	ui_state_follow(&st->u, &st->s);
}

static void find(struct stage *st)
{
	st->u.pick.typing = 1;
	type(st, &st->u.pick.text, "kah");
}

static void filter(struct stage *st)
{
	st->u.pick.typing = 1;
	type(st, &st->u.pick.text, "c");
}

static void filter_none(struct stage *st)
{
	st->u.pick.typing = 1;
	type(st, &st->u.pick.text, "zzz");
}

static void code(struct stage *st)
{
	with_link(st);
	st->u.overlay = OVERLAY_CODE;
}

static void help_find(struct stage *st)
{
	st->u.overlay = OVERLAY_HELP;
	st->u.search.typing = 1;
	type(st, &st->u.search.text, "w");
}

static void help_none(struct stage *st)
{
	st->u.overlay = OVERLAY_HELP;
	type(st, &st->u.search.text, "zzzz");
}

/* Gone back to the tenants, of whom there is now one: what rested on both wants a second look. */
static void gone_back(struct stage *st)
{
	while (strcmp(wizard_step(st->w)->id, "tenants") != 0)
		assert_int_equal(wizard_back(st->w), 1);
	stage_show(st, NULL, -1);
}

static void recheck(struct stage *st)
{
	static const char *const facts[] = {
		"registry|result=absent|detail=no earlier case · 21 rows|ms=1|short=gtm2|toolkit_slug=google_tag_manager", &NOT_NATIVE[1],
		&FOUND[1],
	};
	size_t i;

	gone_back(st);
	take_answer(st->w, "tenants=ascend");
	for (i = 0; i < N(facts); i++)
		take_facts(st->w, facts[i]);
	take_answer(st->w, "path=D");
	stage_show(st, NULL, -1);
}

static void apps(struct stage *st)
{
	static struct app some[] = { { "Google Tag Manager", "google_tag_manager", 2, ~0ULL }, { "Slack", "slack", 1, ~0ULL } };
	static const struct apps all = { some, N(some) };

	st->s.apps = &all;
	type(st, &st->u.input, "gtm");
	st->u.cursor = 3;
}

static void apps_none(struct stage *st)
{
	apps(st);
	type(st, &st->u.input, "xyz");
}

#define ABSENT ASKED, NO_CASE, NOT_NATIVE, "!pipedream|result=absent|detail=0|ms=9"
#define APPLIED                                                                                  \
	TO_PREVIEW, "confirm=yes", "!apply|result=applied|detail=4|commit=ready|message=docs(routing): record x|" \
		"paths=.mcp.json, .cursor/mcp.json|left=.vscode/mcp.json"
#define LINKED                                                                                   \
	TO_BOARD, "!accounts|result=ok|tenant.ascend=connected|account.ascend=apn_JjhBPDA|tenant.kahuna=none|ms=120", \
		"connect=wait",                                                                          \
		"!link|result=ok|link.kahuna=https://pipedream.com/_static/connect.html?token=ctok_0123456789abcdef0123456789&connectLink=true&app=google_tag_manager|link_until.kahuna=2026-11-21T14:00:00Z"

static const struct scene {
	const char *name;
	int dry;
	const char *lines[16];
	void (*more)(struct stage *st);
} scenes[] = {
	{ "provider", 0, { NULL }, NULL },
	{ "tenants", 1, { "provider=Google Tag Manager", NULL }, NULL },
	{ "known", 0, { ASKED, "!registry|result=known|detail=1|row=PIPEDREAM, LIVE|ms=1", NULL }, NULL },
	{ "new-registry", 0, { ASKED, "!registry|result=none|detail=0|ms=1", NULL }, NULL },
	{ "busy", 1, { ASKED, NO_CASE, NULL }, waiting },
	{ "offer", 0, { ASKED, NO_CASE, "!composio|result=not-connected|detail=0/2|toolkit_slug=gtm|ms=9", NULL }, NULL },
	{ "candidates", 0,
	  { ASKED, NO_CASE,
	    "!composio|result=candidate|detail=2|ms=90|candidate=mixpanel\tMixpanel\t…|candidate=googleads\tGoogle 広告\t…", NULL }, NULL },
	{ "unknown", 0, { ASKED, NO_CASE, "!composio|result=unknown|detail=401|copy=2026-11-20|ms=90", NULL }, NULL },
	{ "third-party", 0,
	  { ABSENT, "!native|result=third-party|detail=io.github.x|server=io.github.x/gtm\tGTM\tx|ms=9", NULL }, NULL },
	{ "wait", 0, { ABSENT, "!native|result=absent|detail=0|ms=9", NULL }, NULL },
	{ "path", 0, { TO_PATH, NULL }, NULL },
	{ "short", 0, { TO_PATH, "path=D", NULL }, NULL },
	{ "oauth", 1, { TO_PATH, "path=D", "short=gtm", NULL }, NULL },
	{ "board", 0, { LINKED, NULL }, with_link },
	{ "board-dry", 1, { TO_BOARD, "!accounts|result=ok|tenant.ascend=dead|tenant.kahuna=unhealthy|ms=120", NULL }, NULL },
	{ "rollout", 0, { TO_BOARD, "!accounts|result=ok|ms=120", NULL }, stage_fates },
	{ "find", 0, { LINKED, NULL }, find },
	{ "code", 0, { LINKED, NULL }, code },
	{ "apps", 0, { NULL }, apps },
	{ "apps-none", 0, { NULL }, apps_none },
	{ "filter", 0, { TO_PATH, NULL }, filter },
	{ "filter-none", 0, { TO_PATH, NULL }, filter_none },
	{ "before", 0, { TO_PATH, "path=D", "short=tags", "oauth=managed", NULL }, gone_back },
	{ "recheck", 0, { TO_PATH, "path=D", "short=tags", "oauth=managed", NULL }, recheck },
	{ "preview", 0, { TO_PREVIEW, NULL }, with_plan },
	{ "preview-dry", 1, { TO_PREVIEW, NULL }, with_file },
	{ "preview-armed", 0, { TO_PREVIEW, NULL }, armed },
	{ "commit", 0, { APPLIED, NULL }, NULL },
	{ "end", 0, { APPLIED, "commit=no", NULL }, NULL },
	{ "secret", 0, { ASKED, NO_CASE, NULL }, secret },
	{ "why", 0, { TO_PATH, NULL }, why },
	{ "map", 0, { TO_PATH, NULL }, map },
	{ "help", 0, { TO_PATH, NULL }, help },
	{ "help-board", 0, { LINKED, NULL }, help },
	{ "help-find", 0, { TO_PATH, NULL }, help_find },
	{ "help-none", 0, { TO_PATH, NULL }, help_none },
	{ "help-plan", 0, { TO_PREVIEW, NULL }, plan_help },
};

/* ---- a language */

/* 0 where this language speaks: glibc takes LANGUAGE also where the locale is C.UTF-8. */
static int speak(const char *language)
{
	const char *locales = getenv("TOOLGAP_LOCALES");

	setenv("LANGUAGE", language, 1);
	bindtextdomain("toolgap", locales ? locales : "locale");
	bind_textdomain_codeset("toolgap", "UTF-8");
	textdomain("toolgap");
	return strcmp(_("Unknown is never absent."), "Unknown is never absent.") ? 0 : -1;
}

static void hush(void)
{
	unsetenv("LANGUAGE");
	textdomain("messages");
}

static void stage_scene(struct stage *st, const struct scene *sc)
{
	stage_set(st, sc->dry, sc->lines);
	if (sc->more)
		sc->more(st);
}

/* The picture of one screen: its frames one below the other, the largest first. */
static void draw(const struct scene *sc, struct buf *out)
{
	struct stage st;
	struct frame f;
	size_t i;

	stage_scene(&st, sc);
	for (i = 0; i < N(sizes); i++) {
		frame_init(&f, sizes[i].cols, sizes[i].rows);
		layout(&f, &st.s, &st.u);
		buf_addf(out, "== %d×%d\n", sizes[i].cols, sizes[i].rows);
		frame_text(&f, out);
		frame_free(&f);
	}
	stage_free(&st);
}

/* UPDATE_SCREENS=1 writes the pictures anew; look at the difference before keeping it. */
static void keep(const char *language, const char *name, const struct buf *got)
{
	char *folder = source_path("tests", "t-languages.c"), *path;
	FILE *out;

	*strrchr(folder, '/') = '\0';
	path = mem_fmt("%s/screens/%s", folder, language);
	(void)mkdir(path, 0777);
	free(path);
	path = mem_fmt("%s/screens/%s/%s.txt", folder, language, name);
	out = fopen(path, "wb");
	assert_non_null(out);
	fwrite(got->p, 1, got->len, out);
	fclose(out);
	free(path);
	free(folder);
}

static void test_pictures(void **state)
{
	size_t l, i, bad = 0;

	(void)state;
	for (l = 0; l < N(languages); l++) {
		char *folder = mem_fmt("tests/screens/%s", languages[l]);

		if (speak(languages[l]))
			skip();
		for (i = 0; i < N(scenes); i++) {
			struct buf got = BUF_INIT, want = BUF_INIT;
			char *file = mem_fmt("%s.txt", scenes[i].name), *path;

			draw(&scenes[i], &got);
			if (getenv("UPDATE_SCREENS"))
				keep(languages[l], scenes[i].name, &got);
			path = source_path(folder, file);
			if (read_all(path, &want) || strcmp(buf_str(&got), buf_str(&want)) != 0) {
				fprintf(stderr, "%s/%s is:\n%sand should be:\n%s", folder, file, buf_str(&got), buf_str(&want));
				bad++;
			}
			free(path);
			free(file);
			buf_free(&got);
			buf_free(&want);
		}
		free(folder);
	}
	hush();
	assert_int_equal(bad, 0);
}

/* The line of keys has room for all of them, on every screen; and the rail for its labels. */
static void test_keys_fit(void **state)
{
	static const int at[][2] = { { 80, 24 }, { 60, 16 } };
	struct stage st;
	struct frame f;
	size_t l, i, k;
	int c, cols;

	(void)state;
	for (l = 0; l < N(languages); l++) {
		if (speak(languages[l]))
			skip();
		for (i = 0; i < N(scenes) * N(at); i++) {
			const struct scene *sc = &scenes[i / N(at)];

			k = i % N(at);
			cols = at[k][0];
			stage_scene(&st, sc);
			frame_init(&f, cols, at[k][1]);
			layout(&f, &st.s, &st.u);
			for (c = 0; c < cols; c++)
				if (f.cells[(at[k][1] - 1) * cols + c].ch == L'…')
					fail_msg("%s, %s: the line of keys is cut at %d columns", languages[l], sc->name, cols);
			for (c = 3; c < 3 + cols / 3 && st.u.overlay == OVERLAY_NONE && cols == 80; c++)
				if (f.cells[2 * cols + c].ch == L'…' && f.cells[2 * cols + c + 1].ch == L' ')
					fail_msg("%s, %s: a label of the rail is cut", languages[l], sc->name);
			frame_free(&f);
			stage_free(&st);
		}
	}
	hush();
}

/* Rows of the rail are told apart by their labels, also when these are translated. */
static void test_labels_differ(void **state)
{
	size_t l, i, k;

	(void)state;
	for (l = 0; l < N(languages); l++) {
		if (speak(languages[l]))
			skip();
		for (i = 0; i < book->n; i++) {
			const char *one = book->steps[i].rail;

			for (k = 0; one && k < i; k++) {
				const char *other = book->steps[k].rail;

				if (other && strcmp(one, other) != 0 && !strcmp(_(one), _(other)))
					fail_msg("%s: %s and %s are the same word", languages[l], one, other);
			}
		}
	}
	hush();
}

/* No line begins with what closes, none ends with what opens. */
static void test_breaks(void **state)
{
	static const struct {
		const char *text;
		int cols;
		const char *first;
	} lines[] = {
		{ "広告を見る。次へ", 10, "広告を見" },
		{ "広告「タグ」を見る", 6, "広告" },
		{ "広告「タグ」を見る", 12, "広告「タグ」" },
		{ "GTM の広告、タグ", 10, "GTM の広" },
		{ "サーバー名", 6, "サー" },
		{ "one two three", 8, "one two " },
		{ "abcdefgh", 4, "abcd" },
		{ "広告", 1, "広" },
	};
	struct frame f;
	size_t i;

	(void)state;
	frame_init(&f, 80, 24);
	for (i = 0; i < N(lines); i++) {
		char *first = mem_strn(lines[i].text, frame_break(&f, lines[i].text, lines[i].cols));

		assert_string_equal(first, lines[i].first);
		free(first);
	}
	frame_free(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pictures),
		cmocka_unit_test(test_keys_fit),
		cmocka_unit_test(test_labels_differ),
		cmocka_unit_test(test_breaks),
	};

	return stage_clock() || cmocka_run_group_tests_name("languages", tests, load_book, free_book);
}
