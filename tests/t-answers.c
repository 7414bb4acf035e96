/* SPDX-License-Identifier: MIT */
/* t-answers: an answers file: what is read, what is refused, and how answers are used up. */
#include "fold_help.h"

#include "runbook/answers.h"
#include "runbook/runbook.h"

static void reads(const char *text, size_t n, struct kv *out)
{
	struct err e = ERR_INIT;

	if (answers_parse(out, text, n, "a.txt", NULL, &e))
		fail_msg("%s", e.msg);
}

static void lines(void **state)
{
	struct kv k = KV_INIT;
	static const char text[] = "# a walk\n\nprovider: Google Tag Manager\r\n"
				   "  tenants:ascend, kahuna  \t\n"
				   "\t # indented comment\n"
				   "short:\n"
				   "oauth-app: oa_1: #2\n"
				   "confirm: yes";

	(void)state;
	reads(text, sizeof(text) - 1, &k);
	assert_int_equal(k.n, 5);
	assert_string_equal(kv_get(&k, "provider"), "Google Tag Manager");
	assert_string_equal(kv_get(&k, "tenants"), "ascend, kahuna");
	assert_string_equal(kv_get(&k, "short"), "");
	assert_string_equal(kv_get(&k, "oauth-app"), "oa_1: #2");
	assert_string_equal(kv_get(&k, "confirm"), "yes");
	kv_free(&k);
	reads("", 0, &k);
	reads("\n\n", 2, &k);
	assert_int_equal(k.n, 0);
}

static void no(const char *text, size_t n, const char *where)
{
	struct kv k = KV_INIT;
	struct err e = ERR_INIT;

	assert_int_equal(answers_parse(&k, text, n, "a.txt", NULL, &e), -1);
	assert_int_equal(e.code, E_USAGE);
	if (strncmp(e.msg, where, strlen(where)) != 0)
		fail_msg("not at %s: %s", where, e.msg);
	kv_free(&k);
}

#define NO(text, where) no(text, sizeof(text) - 1, where)

static void refused(void **state)
{
	char longest[5000];

	(void)state;
	NO("provider\n", "a.txt:1:");
	NO("a: b\n\n: x\n", "a.txt:3:");
	NO("a: b\nA: b\n", "a.txt:2:");
	NO("a : b\n", "a.txt:1:");
	NO("a b: c\n", "a.txt:1:");
	NO("a\x1b: c\n", "a.txt:1:");
	NO("a: \xff\n", "a.txt:1:");
	NO("a: b\0c\n", "a.txt:1:");
	NO("a\0: b\n", "a.txt:1:");
	NO("#\0\na: b\n", "a.txt:1:");
	NO("\xef\xbb\xbf" "a: b\n", "a.txt:1:");
	NO("../x: b\n", "a.txt:1:");
	memset(longest, 'x', sizeof(longest));
	memcpy(longest, "a: ", 3);
	no(longest, sizeof(longest), "a.txt:1:");
}

static void used_up_in_order(void **state)
{
	struct kv k = KV_INIT;
	char *s;

	(void)state;
	reads("r: retry\nx: 1\nr: overrule\n", 26, &k);
	assert_null(answers_take(&k, "y"));
	s = answers_take(&k, "r");
	assert_string_equal(s, "retry");
	free(s);
	s = answers_take(&k, "r");
	assert_string_equal(s, "overrule");
	free(s);
	assert_null(answers_take(&k, "r"));
	assert_int_equal(k.n, 1);
	s = answers_take(&k, "x");
	assert_string_equal(s, "1");
	free(s);
	assert_int_equal(k.n, 0);
	kv_free(&k);
}

static void steps_of_the_runbook(void **state)
{
	static const char book[] = "runbook: toolgap.runbook/1\nstart: short\nsteps:\n"
				   "  - {id: short, kind: ask, prompt: P, check: short, next: end}\n"
				   "  - {id: end, kind: end, text: [x]}\n";
	struct err e = ERR_INIT;
	struct runbook *rb = runbook_parse(book, sizeof(book) - 1, "rb", &e);
	struct kv k = KV_INIT;

	(void)state;
	assert_non_null(rb);
	assert_int_equal(answers_parse(&k, "short: x\n", 9, "a.txt", rb, &e), 0);
	assert_int_equal(answers_parse(&k, "\nshrt: x\n", 9, "a.txt", rb, &e), -1);
	assert_int_equal(e.code, E_USAGE);
	assert_non_null(strstr(e.msg, "a.txt:2:1: the runbook has no step 'shrt'; did you mean 'short'?"));
	assert_int_equal(answers_parse(&k, "weather: x\n", 11, "a.txt", rb, &e), -1);
	assert_non_null(strstr(e.msg, "toolgap runbook show"));
	kv_free(&k);
	runbook_free(rb);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines),
		cmocka_unit_test(refused),
		cmocka_unit_test(used_up_in_order),
		cmocka_unit_test(steps_of_the_runbook),
	};

	return cmocka_run_group_tests_name("answers", tests, NULL, NULL);
}
