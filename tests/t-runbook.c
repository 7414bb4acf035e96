/* SPDX-License-Identifier: MIT */
/* t-runbook: the tree as data: what loads, what is refused and where, and how it is drawn. */
#include "fold_help.h"

#include "runbook/runbook.h"

#define HEAD "runbook: toolgap.runbook/1\nstart: one\nsteps:\n" /* three lines */
#define END "  - {id: end, kind: end, text: [over]}\n"

static struct runbook *parse(const char *yaml, struct err *e)
{
	return runbook_parse(yaml, strlen(yaml), "r.yaml", e);
}

static struct runbook *good(const char *yaml)
{
	struct err e = ERR_INIT;
	struct runbook *rb = parse(yaml, &e);

	if (!rb)
		fail_msg("%s", e.msg);
	return rb;
}

static void bad(const char *yaml, const char *where, const char *word)
{
	struct err e = ERR_INIT;
	struct runbook *rb = parse(yaml, &e);

	if (rb)
		fail_msg("taken: %s", yaml);
	assert_int_equal(e.code, E_FAIL);
	if (strncmp(e.msg, where, strlen(where)) || !strstr(e.msg, word))
		fail_msg("neither '%s' nor '%s': %s", where, word, e.msg);
}

static void loads(void **state)
{
	struct runbook *rb = good("runbook: toolgap.runbook/1\ntitle: T\nrevision: R\nstart: one\nsteps:\n"
				  "  - {id: one, kind: ask, prompt: P, check: short, fact: f, optional: yes, next: two}\n"
				  "  - id: two\n    kind: choose\n    prompt: '{one}'\n    rail: Two\n    verdict: known\n"
				  "    path: D\n    usual: b\n    options:\n"
				  "      - {id: a, label: A, hint: H, next: end}\n"
				  "      - {id: b, label: B, next: bad}\n" END
				  "  - {id: bad, kind: end, exit: undecided, text: [a, b]}\n");

	(void)state;
	assert_string_equal(rb->title, "T");
	assert_string_equal(rb->revision, "R");
	assert_int_equal(rb->n, 4);
	assert_int_equal(rb->start, 0);
	assert_int_equal(rb->steps[0].optional, 1);
	assert_int_equal(rb->steps[0].to, 1);
	assert_string_equal(rb->steps[1].path, "D");
	assert_int_equal(rb->steps[1].n_options, 2);
	assert_string_equal(rb->steps[1].options[0].hint, "H");
	assert_int_equal(rb->steps[2].exit_code, E_OK);
	assert_int_equal(rb->steps[3].exit_code, E_UNDECIDED);
	assert_int_equal(rb->steps[3].text.n, 2);
	assert_int_equal(runbook_step(rb, "bad"), 3);
	assert_int_equal(runbook_step(rb, "nowhere"), STEP_NONE);
	assert_int_equal(runbook_way(&rb->steps[1], "b"), 3);
	assert_int_equal(runbook_way(&rb->steps[1], "c"), STEP_NONE);
	assert_int_equal(runbook_way(&rb->steps[1], NULL), STEP_NONE);
	assert_int_equal(runbook_way(&rb->steps[0], "anything"), 1);
	runbook_free(rb);
	runbook_free(NULL);
}

static void the_star_catches_the_rest(void **state)
{
	struct runbook *rb = good(HEAD "  - {id: one, kind: branch, fact: f, on: {a: two, '*': end}}\n"
				       "  - {id: two, kind: say, text: [x], next: end}\n" END);

	(void)state;
	assert_int_equal(runbook_way(&rb->steps[0], "a"), 1);
	assert_int_equal(runbook_way(&rb->steps[0], "b"), 2);
	assert_int_equal(runbook_way(&rb->steps[0], "*"), 2);
	runbook_free(rb);
}

static void not_a_runbook(void **state)
{
	(void)state;
	bad("", "r.yaml:1:1:", "toolgap.runbook/1");
	bad("runbook: toolgap.runbook/2\n", "r.yaml:1:1:", "toolgap.runbook/1");
	bad("- a\n", "r.yaml:1:1:", "toolgap.runbook/1");
	bad("runbook: toolgap.runbook/1\nstart: one\n", "r.yaml:1:1:", "list of steps");
	bad("runbook: toolgap.runbook/1\nstart: one\nsteps: []\n", "r.yaml:1:1:", "list of steps");
	bad("runbook: toolgap.runbook/1\nstart: one\nsteps: {a: b}\n", "r.yaml:1:1:", "list of steps");
	bad("runbook: toolgap.runbook/1\nstart: two\nsteps:\n" END, "r.yaml:1:1:", "start");
	bad("runbook: toolgap.runbook/1\nsteps:\n" END, "r.yaml:1:1:", "start");
	bad(HEAD "  - [\n", "r.yaml:", "");
	bad(HEAD "  - &a {id: one}\n  - *a\n", "r.yaml:4:", "");
	bad(HEAD "  - {id: one, id: two}\n", "r.yaml:4:", "");
}

static void bad_steps(void **state)
{
	(void)state;
	bad(HEAD "  - one\n", "r.yaml:4:5:", "must be a map");
	bad(HEAD "  - {kind: end, text: [x]}\n", "r.yaml:4:5:", "id");
	bad(HEAD "  - {id: one, text: [x]}\n", "r.yaml:4:5:", "kind");
	bad(HEAD "  - {id: 'One two', kind: end, text: [x]}\n", "r.yaml:4:5:", "id");
	bad(HEAD "  - {id: [one], kind: end, text: [x]}\n", "r.yaml:4:5:", "id");
	bad(HEAD "  - {id: one, kind: dance, text: [x]}\n", "r.yaml:4:5:", "'dance'");
	bad(HEAD "  - id: one\n    kind: end\n    texts: [x]\n", "r.yaml:6:5:", "'texts'");
	bad(HEAD "  - id: one\n    kind: end\n    \"te\\eks\": [x]\n", "r.yaml:6:5:", "'te\\x1bks'");
	bad(HEAD "  - {id: one, kind: end, exit: well, text: [x]}\n", "r.yaml:4:5:", "exit");
	bad(HEAD END END, "r.yaml:5:1:", "second step");
}

static void fields_that_a_kind_needs(void **state)
{
	(void)state;
	bad(HEAD "  - {id: one, kind: ask, check: short, next: end}\n" END, "r.yaml:4:1:", "'prompt'");
	bad(HEAD "  - {id: one, kind: ask, prompt: [x], check: short, next: end}\n" END, "r.yaml:4:1:",
	    "'prompt'");
	bad(HEAD "  - {id: one, kind: ask, prompt: P, next: end}\n" END, "r.yaml:4:1:", "'check'");
	bad(HEAD "  - {id: one, kind: ask, prompt: P, check: none, next: end}\n" END, "r.yaml:4:1:",
	    "'check' none; it is one of: provider, tenants, short, oauth-app");
	bad(HEAD "  - {id: one, kind: ask, prompt: P, check: short}\n" END, "r.yaml:4:1:", "'next'");
	bad(HEAD "  - {id: one, kind: choose, prompt: P}\n" END, "r.yaml:4:1:", "'on'");
	bad(HEAD "  - {id: one, kind: probe, on: {a: end}}\n" END, "r.yaml:4:1:", "'probe'");
	bad(HEAD "  - {id: one, kind: branch, on: {a: end}}\n" END, "r.yaml:4:1:", "'fact'");
	bad(HEAD "  - {id: one, kind: say, next: end}\n" END, "r.yaml:4:1:", "'text'");
	bad(HEAD "  - {id: one, kind: end}\n", "r.yaml:4:1:", "'text'");
	bad(HEAD "  - {id: one, kind: end, text: x}\n", "r.yaml:4:26:", "'text' of step 'one' must be a list");
	bad(HEAD "  - {id: one, kind: end, text: [[x]]}\n", "r.yaml:4:26:", "must be a list of plain");
	bad(HEAD "  - {id: one, kind: probe, probe: p, gives: x, on: {a: end}}\n" END, "r.yaml:4:", "'gives'");
	bad(HEAD "  - {id: one, kind: confirm, prompt: P, on: {'yes': end}}\n" END, "r.yaml:4:1:", "'no'");
	bad(HEAD "  - {id: one, kind: connect, prompt: P, on: {connected: end}}\n" END, "r.yaml:4:1:",
	    "'pending'");
	bad(HEAD "  - {id: one, kind: connect, prompt: P, options: [{id: pending, label: L}], on: {connected: end}}\n" END,
	    "r.yaml:4:1:", "'pending'");
	bad(HEAD "  - {id: one, kind: plan, on: {changes: end, none: end}}\n" END, "r.yaml:4:1:",
	    "'refused'");
}

static void options_and_ways(void **state)
{
	(void)state;
	bad(HEAD "  - id: one\n    kind: choose\n    prompt: P\n    options:\n      - {label: L, next: end}\n" END,
	    "r.yaml:8:9:", "needs an id");
	bad(HEAD "  - id: one\n    kind: choose\n    prompt: P\n    options:\n      - end\n" END,
	    "r.yaml:8:9:", "needs an id");
	bad(HEAD "  - id: one\n    kind: choose\n    prompt: P\n    options:\n      - {id: a, next: end, lable: L}\n" END,
	    "r.yaml:8:", "'lable'");
	bad(HEAD "  - {id: one, kind: choose, prompt: P, options: [{id: a}, {id: b, next: end}]}\n" END,
	    "r.yaml:4:1:", "option 'a'");
	bad(HEAD "  - {id: one, kind: choose, prompt: P, options: [{each: f.c}, {id: b, next: end}]}\n" END,
	    "r.yaml:4:1:", "option 'f.c'");
	bad(HEAD "  - id: one\n    kind: branch\n    fact: f\n    on:\n      a: [end]\n" END, "r.yaml:8:7:",
	    "'a' must lead");
	bad(HEAD "  - id: one\n    kind: branch\n    fact: f\n    on: [end]\n" END, "r.yaml:7:", "must lead");
	bad(HEAD "  - {id: one, kind: branch, fact: f, on: {a: nowhere}}\n" END, "r.yaml:4:1:",
	    "'nowhere', which does not exist");
	bad(HEAD "  - {id: one, kind: say, text: [x], next: nowhere}\n" END, "r.yaml:4:1:", "'nowhere'");
	bad(HEAD "  - {id: one, kind: branch, fact: f, usual: b, on: {a: end}}\n" END, "r.yaml:4:1:",
	    "usual way 'b'");
}

static void reachable_and_ending(void **state)
{
	(void)state;
	bad(HEAD "  - {id: one, kind: say, text: [x], next: end}\n"
		 "  - {id: lost, kind: say, text: [x], next: end}\n" END,
	    "r.yaml:5:1:", "no way leads to step 'lost'");
	bad(HEAD "  - {id: one, kind: say, text: [x], next: two}\n"
		 "  - {id: two, kind: say, text: [x], next: one}\n",
	    "r.yaml:4:1:", "from step 'one' no end");
	bad(HEAD "  - {id: one, kind: choose, prompt: P, options: [{id: a, next: end}, {id: b, next: two}]}\n"
		 "  - {id: two, kind: say, text: [x], next: two}\n" END,
	    "r.yaml:5:1:", "from step 'two' no end");
}

static void names_in_braces(void **state)
{
	struct runbook *rb;

	(void)state;
	bad(HEAD "  - {id: one, kind: say, text: ['{two}'], next: end}\n" END, "r.yaml:4:1:", "{two}");
	bad(HEAD "  - {id: one, kind: ask, prompt: 'Not {one}', check: short, next: end}\n" END,
	    "r.yaml:4:1:", "{one}");
	/* answered on one way only */
	bad(HEAD "  - {id: one, kind: choose, prompt: P, options: [{id: a, next: two}, {id: b, next: three}]}\n"
		 "  - {id: two, kind: ask, prompt: P, check: short, next: three}\n"
		 "  - {id: three, kind: say, text: ['{one} {two}'], next: end}\n" END,
	    "r.yaml:6:1:", "{two}");
	/* a probe gives what it says it gives, and result and detail */
	bad(HEAD "  - {id: one, kind: probe, probe: p, gives: [x], on: {a: two}}\n"
		 "  - {id: two, kind: say, text: ['{p.x} {p.result} {p.detail} {p.y}'], next: end}\n" END,
	    "r.yaml:5:1:", "{p.y}");
	bad(HEAD "  - {id: one, kind: probe, probe: p, on: {a: end}}\n"
		 "  - {id: end, kind: end, text: [a, '{px.result}']}\n",
	    "r.yaml:5:1:", "{px.result}");
	/* with a star it may be many, or none; without a name it is none */
	runbook_free(good(HEAD "  - {id: one, kind: say, text: ['{p.x*}', '{*}', '{}'], next: end}\n" END));
	/* a note is read when its step is passed */
	bad(HEAD "  - {id: one, kind: say, note: '{late}', text: [x], next: late}\n"
		 "  - {id: late, kind: ask, prompt: P, check: short, next: end}\n" END,
	    "r.yaml:4:1:", "{late}");
	rb = good(HEAD "  - {id: one, kind: ask, note: 'it is {one}', prompt: 'P }{', check: short, next: two}\n"
		       "  - {id: two, kind: probe, probe: p, gives: [x], on: {a: end, unknown: bad}}\n"
		       "  - {id: end, kind: end, text: ['{one} {p.x} {p.detail} {open']}\n"
		       "  - {id: bad, kind: end, text: ['{one}']}\n");
	runbook_free(rb);
}

/* What no runbook may bend, a workspace's own included. */
static void laws(void **state)
{
	(void)state;
	bad(HEAD "  - {id: one, kind: probe, probe: p, on: {absent: end, unknown: end}}\n" END, "r.yaml:4:1:",
	    "unknown is never absent");
	bad(HEAD "  - {id: one, kind: probe, probe: p, on: {absent: end, '*': end}}\n" END, "r.yaml:4:1:",
	    "unknown is never absent");
	bad(HEAD "  - {id: one, kind: probe, probe: link, on: {ok: end}}\n" END, "r.yaml:4:1:", "'link'");
	bad(HEAD "  - {id: one, kind: plan, on: {changes: apply, none: end, refused: end}}\n"
		 "  - {id: apply, kind: apply, on: {applied: end, failed: end}}\n" END,
	    "r.yaml:4:1:", "'apply'");
	bad(HEAD "  - {id: one, kind: confirm, prompt: P, on: {'yes': apply, 'no': end}}\n"
		 "  - {id: apply, kind: apply, on: {applied: end, failed: end}}\n" END,
	    "r.yaml:4:1:", "check: danger");
	bad(HEAD "  - {id: one, kind: confirm, check: danger, prompt: P, on: {'yes': end, 'no': apply}}\n"
		 "  - {id: apply, kind: apply, on: {applied: end, failed: end}}\n" END,
	    "r.yaml:4:1:", "check: danger");
	bad(HEAD "  - {id: one, kind: say, text: [x], next: two}\n"
		 "  - {id: two, kind: probe, probe: commit, on: {done: end}}\n" END,
	    "r.yaml:4:1:", "check: creates");
	bad(HEAD "  - {id: one, kind: confirm, prompt: P, on: {'yes': two, 'no': end}}\n"
		 "  - {id: two, kind: probe, probe: file-issue, on: {done: end}}\n" END,
	    "r.yaml:4:1:", "check: creates");
	bad(HEAD "  - {id: one, kind: confirm, check: creates, prompt: P, on: {'yes': end, 'no': two}}\n"
		 "  - {id: two, kind: probe, probe: embed, on: {done: end}}\n" END,
	    "r.yaml:4:1:", "check: creates");
	bad(HEAD "  - {id: one, kind: confirm, check: creates, prompt: P, on: {'yes': two, 'no': end}}\n"
		 "  - {id: two, kind: probe, probe: commit, on: {done: end, odd: three}}\n"
		 "  - {id: three, kind: probe, probe: commit, on: {done: end}}\n" END,
	    "r.yaml:5:1:", "'three'"); /* not once more by itself */
	bad(HEAD "  - {id: one, kind: confirm, check: creates, prompt: P, on: {'yes': apply, 'no': end}}\n"
		 "  - {id: apply, kind: apply, on: {applied: end, failed: end}}\n" END,
	    "r.yaml:4:1:", "check: danger");
	runbook_free(good(HEAD
			  "  - {id: one, kind: confirm, check: creates, prompt: P, on: {'yes': two, 'no': end}}\n"
			  "  - {id: two, kind: probe, probe: commit, on: {done: end}}\n" END));
	runbook_free(good(HEAD
			  "  - {id: one, kind: confirm, check: danger, prompt: P, on: {'yes': apply, 'no': end}}\n"
			  "  - {id: apply, kind: apply, on: {applied: end, failed: end}}\n" END));
}

static void texts_are_guarded(void **state)
{
	struct runbook *rb = good(HEAD "  - {id: one, kind: say, prompt: \"a\\eb\", text: [\"x\\u0007y\"], next: end}\n" END);

	(void)state;
	assert_null(strchr(rb->steps[0].prompt, '\x1b'));
	assert_null(strchr(rb->steps[0].text.v[0].value, '\a'));
	runbook_free(rb);
}

static void drawing(void **state)
{
	struct runbook *rb = good(HEAD
		"  - {id: one, kind: choose, prompt: P, rail: One, options: [{id: a, next: two}, {id: b, next: end}]}\n"
		"  - {id: two, kind: branch, fact: f, on: {x: one, '*': end}}\n"
		"  - {id: end, kind: end, path: D, text: [x]}\n");
	static const size_t way[] = { 0, 1 };
	struct buf b = BUF_INIT;

	(void)state;
	runbook_draw(rb, NULL, 0, &b);
	assert_string_equal(buf_str(&b), "· one  (One)\n"
					 "·   a → two\n"
					 "·     x → one (above)\n"
					 "·     * → end  [D]\n"
					 "·   b → end  [D]\n");
	buf_reset(&b);
	runbook_draw(rb, way, 2, &b);
	assert_int_equal(strncmp(buf_str(&b), "✓ one", strlen("✓ one")), 0);
	assert_non_null(strstr(buf_str(&b), "›   a → two"));
	assert_non_null(strstr(buf_str(&b), "·     x → one (above)")); /* that way was not gone */
	buf_free(&b);
	runbook_free(rb);
}

static void count_text(void *arg, const char *s)
{
	struct kv *k = arg;

	assert_true(strlen(s) > 0);
	kv_add(k, s, "");
}

static void the_data_that_ships(void **state)
{
	struct buf b = BUF_INIT;
	struct kv texts = KV_INIT;
	struct runbook *rb;
	size_t i;

	(void)state;
	data_file("runbook.yaml", &b);
	rb = good(buf_str(&b));
	assert_string_equal(rb->steps[rb->start].id, "provider");
	buf_reset(&b);
	runbook_draw(rb, NULL, 0, &b);
	for (i = 0; i < rb->n; i++)
		if (!strstr(buf_str(&b), rb->steps[i].id))
			fail_msg("%s is not drawn", rb->steps[i].id);
	runbook_strings(rb, count_text, &texts);
	assert_true(kv_count(&texts, "Which provider do your agents need?") > 0);
	assert_true(kv_count(&texts, "Unknown is never absent.") > 0);
	assert_true(kv_count(&texts, "None of these") > 0);
	assert_true(kv_count(&texts, "Nothing was written.") > 0);
	kv_free(&texts);
	buf_free(&b);
	runbook_free(rb);
}

/* Any prefix of the data is refused or sound; nothing crashes and nothing leaks. */
static void cut_anywhere(void **state)
{
	struct buf b = BUF_INIT;
	size_t n;

	(void)state;
	data_file("runbook.yaml", &b);
	for (n = 0; n < b.len; n += 97) {
		struct err e = ERR_INIT;
		struct runbook *rb = runbook_parse(b.p, n, "r.yaml", &e);

		if (!rb)
			assert_int_equal(strncmp(e.msg, "r.yaml:", 7), 0);
		runbook_free(rb);
	}
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(loads),
		cmocka_unit_test(the_star_catches_the_rest),
		cmocka_unit_test(not_a_runbook),
		cmocka_unit_test(bad_steps),
		cmocka_unit_test(fields_that_a_kind_needs),
		cmocka_unit_test(options_and_ways),
		cmocka_unit_test(reachable_and_ending),
		cmocka_unit_test(names_in_braces),
		cmocka_unit_test(laws),
		cmocka_unit_test(texts_are_guarded),
		cmocka_unit_test(drawing),
		cmocka_unit_test(the_data_that_ships),
		cmocka_unit_test(cut_anywhere),
	};

	return cmocka_run_group_tests_name("runbook", tests, NULL, NULL);
}
