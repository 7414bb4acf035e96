/* SPDX-License-Identifier: MIT */
/* t-dotenv: NAME=VALUE lines: what is taken, what is refused and where, and that no value is ever said. */

/* clang-format off: cmocka.h needs these in front of it */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include "files/dotenv.h"

#include <string.h>

static void takes(const char *text, const char *name, const char *value)
{
	struct kv out = KV_INIT;
	struct err e = ERR_INIT;

	if (dotenv_parse(text, strlen(text), "f", &out, &e))
		fail_msg("%s", e.msg);
	if (!value)
		assert_null(kv_get(&out, name));
	else
		assert_string_equal(kv_get(&out, name), value);
	kv_free(&out);
}

static void refuses(const char *text, size_t n, const char *where)
{
	struct kv out = KV_INIT;
	struct err e = ERR_INIT;

	assert_int_equal(dotenv_parse(text, n, "f", &out, &e), -1);
	assert_int_equal(e.code, E_FAIL);
	if (strncmp(e.msg, where, strlen(where)) != 0 || strstr(e.msg, "canary"))
		fail_msg("not at %s: %s", where, e.msg);
	kv_free(&out);
}

#define REFUSES(text, where) refuses(text, sizeof(text) - 1, where)

static void lines_are_taken(void **state)
{
	(void)state;
	takes("", "A", NULL);
	takes("A=b", "A", "b");
	takes("A=b\nB=c\n", "B", "c");
	takes("\xef\xbb\xbf" "A=b\r\nB=c\r\n", "A", "b");
	takes("# A=b\n\n \t\n", "A", NULL);
	takes("  export\tA_1=x\n", "A_1", "x");
	takes("export A=b\n", "A", "b");
	takes("exported=b\n", "exported", "b");
	takes("A= \n", "A", "");
	takes("A=\n", "A", "");
	takes("A=b\nA=c\n", "A", "c");
	takes("A='b # \"c\" $HOME \\n'  \n", "A", "b # \"c\" $HOME \\n");
	takes("A=\" b \"\n", "A", " b ");
	takes("A=b=c#d\n", "A", "b=c#d");
	takes("A=m\xc3\xbcll\n", "A", "m\xc3\xbcll");
}

static void lines_are_refused(void **state)
{
	(void)state;
	REFUSES("canary\n", "f:1:1:");
	REFUSES("A=b\n  canary b\n", "f:2:3:");
	REFUSES("1A=canary\n", "f:1:1:");
	REFUSES("export =canary\n", "f:1:8:");
	REFUSES("A='canary\n", "f:1:3:");
	REFUSES("A=\"\n", "f:1:3:");
	REFUSES("A='canary' # mine\n", "f:1:3:");
	REFUSES("A='can'ary'\n", "f:1:4:");
	REFUSES("A=canary\033[2J\n", "f:1:9:");
	REFUSES("A=canary\0b\n", "f:1:9:");
	REFUSES("\0", "f:1:1:");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_taken),
		cmocka_unit_test(lines_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
