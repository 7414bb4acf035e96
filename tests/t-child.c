/* SPDX-License-Identifier: MIT */
/* t-child: running another program: its words, its end, its time; what it never gets. */
#include "fold_help.h"

#include "base/clock.h"
#include "work/child.h"

#include <errno.h>

/* A line for the shell, in the scratch folder. */
static int run_in(const char *dir, const char *line, const struct kv *with, int timeout_ms, struct buf *said,
		  struct child *c)
{
	static const char *const without[] = { "GONE", NULL };
	const struct child_how how = { .dir = dir, .with = with, .without = without, .timeout_ms = timeout_ms };
	char *argv[] = { mem_str("sh"), mem_str("-c"), mem_str(line), NULL };
	struct http *http = http_new(1);
	int rc = child_start(c, argv, &how);
	size_t i;

	if (!rc)
		child_wait(c, http, -1);
	buf_reset(said);
	child_said(c, said);
	http_free(http);
	for (i = 0; i < 3; i++)
		free(argv[i]);
	return rc;
}

static int run(const char *line, int timeout_ms, struct buf *said)
{
	struct child c;
	int rc = run_in(scratch, line, NULL, timeout_ms, said, &c);
	int code = c.code;

	assert_int_equal(rc, 0);
	child_free(&c);
	return code;
}

static void words_and_ends(void **state)
{
	struct buf b = BUF_INIT;
	char *pwd;

	(void)state;
	assert_int_equal(run("echo one; echo two >&2; printf three; exit 7", 20000, &b), 7);
	assert_string_equal(b.p, "one\nthree\ntwo\n"); /* standard output first */
	assert_int_equal(run("kill -KILL $$", 20000, &b), 128 + 9);
	assert_int_equal(run("pwd -P", 20000, &b), 0);
	pwd = mem_fmt("%s\n", scratch);
	assert_string_equal(b.p, pwd);
	free(pwd);
	assert_int_equal(run("printf '\\033[31mred\\033[0m \\033]0;title\\007\\r\\nx'", 20000, &b), 0);
	assert_string_equal(b.p, "red ]0;title\\x07\nx\n");
	assert_int_equal(run("yes | head -c 3000000", 20000, &b), 0); /* more is thrown away, and nobody waits for us */
	assert_in_range(b.len, 1u << 20, (1u << 20) + 8192);
	buf_free(&b);
}

static void nothing_to_ask(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	assert_int_equal(run("read x; echo \"$?\"", 20000, &b), 0);
	assert_string_equal(b.p, "1\n");
	assert_true(run("exec </dev/tty", 20000, &b) != 0);
	buf_free(&b);
}

static void environment(void **state)
{
	struct kv with = KV_INIT;
	struct buf b = BUF_INIT;
	struct child c;

	(void)state;
	setenv("COMPOSIO_API_KEY", "k-secret", 1);
	setenv("client_secret", "s-secret", 1);
	setenv("GONE", "gone", 1);
	setenv("KEPT", "kept", 1);
	kv_add(&with, "KEPT", "other");
	kv_add(&with, "NEW", "new");
	assert_int_equal(run_in(scratch, "echo $KEPT $NEW; env", &with, 20000, &b, &c), 0);
	assert_int_equal(strncmp(b.p, "other new\n", 10), 0);
	assert_null(strstr(b.p, "k-secret"));
	assert_null(strstr(b.p, "s-secret"));
	assert_null(strstr(b.p, "GONE"));
	assert_null(strstr(b.p, "KEPT=kept"));
	child_free(&c);
	kv_free(&with);
	buf_free(&b);
	unsetenv("COMPOSIO_API_KEY");
	unsetenv("client_secret");
}

static void never_longer_than_it_may(void **state)
{
	struct buf b = BUF_INIT;
	int64_t begun = clock_ms();
	struct child c;

	(void)state;
	assert_int_equal(run_in(scratch, "echo begun; sleep 60", NULL, 200, &b, &c), 0);
	assert_int_equal(c.code, -1);
	assert_int_equal(c.late, 1);
	assert_string_equal(b.p, "begun\n");
	child_free(&c);
	assert_true(clock_ms() - begun < 10000);
	/* it may tidy up; its children go with it */
	assert_int_equal(run_in(scratch, "trap 'echo tidied >tidied; exit 3' TERM; sleep 60 & wait", NULL, 500, &b, &c), 0);
	child_free(&c);
	assert_true(there("tidied"));
	assert_true(clock_ms() - begun < 20000);
	buf_free(&b);
}

/* What it leaves running in the background with its outputs does not keep us. */
static void a_background_is_not_waited_for(void **state)
{
	struct buf b = BUF_INIT;
	int64_t begun = clock_ms();

	(void)state;
	assert_int_equal(run("sleep 30 & echo done", 20000, &b), 0);
	assert_string_equal(b.p, "done\n");
	assert_true(clock_ms() - begun < 10000);
	buf_free(&b);
}

static void not_there(void **state)
{
	char name[] = "toolgap-no-such-program";
	char *const argv[] = { name, NULL };
	const struct child_how how = { .dir = "/", .timeout_ms = 1000 };
	struct child c;

	(void)state;
	assert_int_equal(child_start(&c, argv, &how), ENOENT);
	assert_int_equal(child_over(&c), 1);
	child_free(&c);
	assert_false(child_found(name));
	assert_true(child_found("sh"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_and_ends),
		cmocka_unit_test(nothing_to_ask),
		cmocka_unit_test(environment),
		cmocka_unit_test(never_longer_than_it_may),
		cmocka_unit_test(a_background_is_not_waited_for),
		cmocka_unit_test(not_there),
	};

	return cmocka_run_group_tests_name("child", tests, scratch_open, scratch_close);
}
