/* SPDX-License-Identifier: MIT */
/* t-view: what a front end is given: rail, question, options, focus; the reasons and the map. */
#include "fold_walk.h"

static const struct view_rail *row(const struct view *v, const char *label)
{
	size_t i;

	for (i = 0; i < v->n_rail; i++)
		if (!strcmp(v->rail[i].label, label))
			return &v->rail[i];
	fail_msg("there is no row '%s' at %s", label, v->step);
	return NULL;
}

static void marked(const struct view *v, const char *label, enum mark mark, const char *text)
{
	const struct view_rail *r = row(v, label);

	if (r->mark != mark || (text && strcmp(r->text, text) != 0))
		fail_msg("%s at %s: mark %d, '%s'", label, v->step, r->mark, r->text);
}

static void the_first_screen(void **state)
{
	static const char *const rows[] = { "Registry", "Composio", "Pipedream", "Path D",
					    "Connect",	"Preview",  "Apply" };
	struct wizard *w = begin(1);
	struct view v;
	size_t i;

	(void)state;
	wizard_view(w, NULL, 0, &v);
	assert_int_equal(v.kind, VIEW_ASK);
	assert_string_equal(v.step, "provider");
	assert_string_equal(v.title, "");
	assert_string_equal(v.tenants, "");
	assert_true(v.dry_run);
	assert_false(v.can_back);
	assert_false(v.multi);
	assert_string_equal(v.value, "");
	assert_true(strlen(v.question) > 0 && strlen(v.help) > 0);
	assert_int_equal(v.n_rail, 7); /* the whole way ahead is there from the start */
	for (i = 0; i < 7; i++) {
		assert_string_equal(v.rail[i].label, rows[i]);
		assert_int_equal(v.rail[i].mark, MARK_AHEAD);
		assert_int_equal(v.rail[i].ms, -1);
		assert_null(strchr(v.rail[i].text, '{'));
	}
	marked(&v, "Preview", MARK_AHEAD, "every file as a diff");
	view_free(&v);
	view_free(&v); /* harmless */
	say(w, "provider", "GTM");
	wizard_view(w, NULL, 0, &v);
	assert_string_equal(v.title, "GTM");
	assert_true(v.multi);
	assert_true(v.can_back);
	assert_string_equal(v.value, "ascend");
	view_free(&v);
	wizard_free(w);
}

static void the_rail_on_the_way(void **state)
{
	struct wizard *w = walk(0, "composio");
	struct view v;

	(void)state;
	wizard_view(w, "asking · 3 of 5", 812, &v);
	assert_int_equal(v.kind, VIEW_BUSY);
	assert_string_equal(v.tenants, "ascend, kahuna");
	marked(&v, "Registry", MARK_DONE, "no earlier case");
	assert_int_equal(row(&v, "Registry")->ms, 2);
	marked(&v, "Composio", MARK_BUSY, "asking · 3 of 5");
	assert_int_equal(row(&v, "Composio")->ms, 812);
	marked(&v, "Pipedream", MARK_AHEAD, NULL);
	view_free(&v);
	tell(w, "composio", COMPOSIO_ABSENT);
	tell(w, "pipedream", PIPEDREAM_FOUND);
	wizard_view(w, NULL, 0, &v);
	marked(&v, "Composio", MARK_DONE, "not in the catalog");
	assert_int_equal(row(&v, "Composio")->ms, 311);
	marked(&v, "Pipedream", MARK_DONE, "google_tag_manager");
	marked(&v, "Path D", MARK_NOW, NULL);
	marked(&v, "Apply", MARK_AHEAD, NULL);
	view_free(&v);
	events(w, "path: D\nshort: gtm\noauth: managed");
	wizard_view(w, NULL, 0, &v);
	assert_non_null(strstr(row(&v, "Path D")->text, " · gtm · managed"));
	marked(&v, "Connect", MARK_BUSY, NULL);
	view_free(&v);
	tell(w, "accounts", ACCOUNTS_ONE);
	wizard_view(w, NULL, 0, &v);
	marked(&v, "Connect", MARK_NOW, NULL);
	view_free(&v);
	say(w, "connect", "wait");
	wizard_view(w, NULL, 0, &v);
	marked(&v, "Connect", MARK_NOW, NULL); /* polling is the normal state of this step */
	view_free(&v);
	wizard_free(w);
	w = walk(0, "end-done");
	wizard_view(w, NULL, 0, &v);
	for (size_t i = 0; i < v.n_rail; i++)
		assert_int_equal(v.rail[i].mark, MARK_DONE);
	assert_int_equal(v.n_rail, 7);
	view_free(&v);
	wizard_free(w);
}

static void marks_that_warn_stay(void **state)
{
	struct wizard *w = walk(0, "composio");
	struct view v;

	(void)state;
	tell(w, "composio", UNKNOWN);
	wizard_view(w, NULL, 0, &v);
	assert_string_equal(v.help, "429 from c.example, asked too often");
	view_free(&v);
	say(w, "composio-unknown", "overrule");
	wizard_view(w, NULL, 0, &v);
	marked(&v, "Composio", MARK_WARN, NULL); /* an overrule makes nobody know */
	view_free(&v);
	wizard_back(w);
	say(w, "composio-unknown", "retry");
	tell(w, "composio", COMPOSIO_ABSENT);
	wizard_view(w, NULL, 0, &v);
	marked(&v, "Composio", MARK_DONE, NULL); /* the last visit counts */
	view_free(&v);
	wizard_free(w);
	w = walk(0, "connect");
	tell(w, "accounts", UNKNOWN);
	wizard_view(w, NULL, 0, &v);
	marked(&v, "Connect", MARK_WARN, NULL);
	view_free(&v);
	wizard_free(w);
	w = walk(0, "preview");
	tell(w, "plan", "result=refused\ndetail=d");
	wizard_view(w, NULL, 0, &v);
	marked(&v, "Preview", MARK_FAIL, "3,120 credits since 2026-11-01 · d");
	view_free(&v);
	wizard_free(w);
	w = walk(0, "cost");
	tell(w, "usage", UNKNOWN);
	tell(w, "plan", "result=changes\nslug=s\nvendor=V\ndetail=7 files");
	wizard_view(w, NULL, 0, &v);
	marked(&v, "Preview", MARK_DONE, NULL); /* the way did not depend on it */
	view_free(&v);
	wizard_free(w);
	w = walk(0, "apply");
	tell(w, "apply", "result=failed\ndetail=d");
	wizard_view(w, NULL, 0, &v);
	marked(&v, "Apply", MARK_FAIL, NULL);
	view_free(&v);
	wizard_free(w);
}

static void options_and_focus(void **state)
{
	struct wizard *w = walk(0, "path");
	struct view v;
	size_t i;

	(void)state;
	wizard_view(w, NULL, 0, &v);
	assert_int_equal(v.kind, VIEW_CHOOSE);
	assert_string_equal(v.options[v.focus].id, "D");
	for (i = 0; i < v.n_options; i++) {
		assert_true(strlen(v.options[i].label) > 0 && strlen(v.options[i].hint) > 0);
		assert_null(v.options[i].off);
	}
	view_free(&v);
	events(w, "path: D\nshort: gtm");
	wizard_view(w, NULL, 0, &v);
	assert_string_equal(v.options[v.focus].id, "own"); /* Google asks for sensitive scopes */
	view_free(&v);
	wizard_free(w);
	w = walk(0, "composio");
	tell(w, "composio", "result=candidate\ncandidate=one~The One~in the description\ncandidate=two\ncandidate=three~");
	wizard_view(w, NULL, 0, &v);
	assert_int_equal(v.n_options, 4);
	assert_string_equal(v.options[0].id, "none");
	assert_int_equal(v.focus, 0); /* nothing is accepted by accident */
	assert_string_equal(v.options[1].id, "one");
	assert_string_equal(v.options[1].label, "The One");
	assert_string_equal(v.options[1].hint, "in the description");
	assert_string_equal(v.options[2].label, "two");
	assert_string_equal(v.options[2].hint, "");
	assert_string_equal(v.options[3].label, "three");
	view_free(&v);
	wizard_free(w);
}

static void the_question_before_writing(void **state)
{
	int dry;

	(void)state;
	for (dry = 0; dry < 2; dry++) {
		struct wizard *w = walk(dry, "confirm");
		struct view v;

		wizard_view(w, NULL, 0, &v);
		assert_int_equal(v.kind, VIEW_PLAN);
		assert_string_equal(v.options[0].id, "no");
		assert_int_equal(v.focus, 0);
		assert_int_equal(v.n_options, dry ? 1 : 2);
		view_free(&v);
		wizard_free(w);
	}
}

static void lines_are_filled(void **state)
{
	struct wizard *w = walk(0, "end-done");
	struct buf b = BUF_INIT;
	struct kv facts = facts_new("a=1\nb.c={a}");
	struct view v;
	size_t i;

	(void)state;
	wizard_view(w, NULL, 0, &v);
	for (i = 0; i < v.lines.n; i++)
		buf_adds(&b, v.lines.v[i].value);
	assert_non_null(strstr(buf_str(&b), "7 files written"));
	assert_non_null(strstr(buf_str(&b), "record googletagmanager routing"));
	assert_null(strchr(buf_str(&b), '{'));
	view_free(&v);
	wizard_free(w);
	buf_reset(&b);
	wizard_fill(&facts, "{a}{b.c} {x} {} {a {a", &b); /* filled once; what is not known stays */
	assert_string_equal(buf_str(&b), "1{a} {x} {} {a {a");
	buf_free(&b);
	kv_free(&facts);
}

/* "{name*}": a line for each value, none where there is none; what is in a value is not filled again. */
static void a_line_for_each_value(void **state)
{
	static const char text[] = "runbook: toolgap.runbook/1\nstart: a\nsteps:\n"
				   "  - {id: a, kind: ask, prompt: P, check: short, next: end}\n"
				   "  - id: end\n    kind: end\n"
				   "    text: ['<{f.x*}> {a}', 'none {f.none*}', '{a} {f.x*}', '{open*', '{*}']\n";
	static const char *const want[] = { "<one> gtm", "<{a}> gtm", "gtm one", "gtm {a}", "{open*" };
	struct runbook *own = runbook_parse(text, sizeof(text) - 1, "r", NULL);
	struct kv seed = facts_new("f.x=one\nf.x={a}");
	struct wizard *w;
	struct view v;
	size_t i;

	(void)state;
	assert_non_null(own);
	w = wizard_new(own, 0, &seed);
	say(w, "a", "gtm");
	wizard_view(w, NULL, 0, &v);
	assert_int_equal(v.lines.n, 5);
	for (i = 0; i < 5; i++)
		assert_string_equal(v.lines.v[i].value, want[i]);
	view_free(&v);
	wizard_free(w);
	kv_free(&seed);
	runbook_free(own);
}

static void a_question_is_filled_too(void **state)
{
	static const char text[] = "runbook: toolgap.runbook/1\nstart: a\nsteps:\n"
				   "  - {id: a, kind: ask, prompt: P, check: short, next: b}\n"
				   "  - id: b\n    kind: choose\n    prompt: 'Is it {a}?'\n    help: 'Not {a}?'\n"
				   "    options: [{id: x, next: end}, {id: '*', next: end}]\n"
				   "  - {id: end, kind: end, text: [x]}\n";
	struct runbook *own = runbook_parse(text, sizeof(text) - 1, "r", NULL);
	struct wizard *w;
	struct view v;

	(void)state;
	assert_non_null(own);
	w = wizard_new(own, 0, NULL);
	say(w, "a", "gtm");
	wizard_view(w, NULL, 0, &v);
	assert_string_equal(v.question, "Is it gtm?");
	assert_string_equal(v.help, "Not gtm?");
	assert_int_equal(v.n_options, 1); /* "*" is a way, and nothing to choose */
	assert_string_equal(v.options[0].label, "x");
	view_free(&v);
	wizard_free(w);
	runbook_free(own);
}

static void reasons_and_map(void **state)
{
	struct wizard *w = walk(0, "path");
	struct buf b = BUF_INIT;

	(void)state;
	wizard_why(w, "composio", &b);
	assert_non_null(strstr(buf_str(&b), "first choice"));
	assert_non_null(strstr(buf_str(&b), "not there: no such toolkit"));
	assert_non_null(strstr(buf_str(&b), "https://c.example/t/googletagmanager"));
	assert_non_null(strstr(buf_str(&b), "404 after 301 ms"));
	buf_reset(&b);
	wizard_why(w, "apply", &b);
	assert_true(b.len > 0);
	buf_reset(&b);
	wizard_why(w, "no-such-step", &b);
	assert_true(b.len > 0);
	buf_reset(&b);
	wizard_map(w, &b);
	assert_non_null(strstr(buf_str(&b), "✓ provider"));
	assert_non_null(strstr(buf_str(&b), "path  (Path D)"));
	assert_int_equal(strncmp(strstr(buf_str(&b), "›"), "›", strlen("›")), 0);
	assert_null(strstr(strstr(buf_str(&b), "›") + 1, "›")); /* we are at one place */
	buf_free(&b);
	wizard_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_screen),
		cmocka_unit_test(the_rail_on_the_way),
		cmocka_unit_test(marks_that_warn_stay),
		cmocka_unit_test(options_and_focus),
		cmocka_unit_test(the_question_before_writing),
		cmocka_unit_test(lines_are_filled),
		cmocka_unit_test(a_line_for_each_value),
		cmocka_unit_test(a_question_is_filled_too),
		cmocka_unit_test(reasons_and_map),
	};

	return cmocka_run_group_tests_name("view", tests, load, unload);
}
