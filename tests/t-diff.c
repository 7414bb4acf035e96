/* SPDX-License-Identifier: MIT */
/* t-diff: the unified diff against literals, and against patch(1) where there is one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "files/diff.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static uint64_t seed = 0xda942042e4dd58b5u;

static size_t rnd(size_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (size_t)(seed >> 33) % n;
}

/* The diff of `old` after the edits (at, del, ins), which speak of the old bytes. */
static void shows(const char *old, const struct splice *edits, size_t n, size_t context,
		  const char *want)
{
	struct splices s = SPLICES_INIT;
	struct buf out = BUF_INIT;
	size_t i;

	for (i = 0; i < n; i++)
		splices_add(&s, edits[i].at, edits[i].del, edits[i].ins, strlen(edits[i].ins));
	diff_unified(&out, "f", 1, old, strlen(old), &s, context, NULL, NULL);
	assert_string_equal(buf_str(&out), want);
	splices_free(&s);
	buf_free(&out);
}

#define INS(at, text)                                                                              \
	{                                                                                          \
		(at), 0, 0, (char *)(text)                                                         \
	}
#define REP(at, del, text)                                                                         \
	{                                                                                          \
		(at), (del), 0, (char *)(text)                                                     \
	}
#define HEAD "--- a/f\n+++ b/f\n"

static void test_literals(void **state)
{
	static const char ten[] = "1\n2\n3\n4\n5\n6\n7\n8\n9\n0\n";
	const struct splice middle[] = {REP(8, 1, "x")}, start[] = {INS(0, "n\n")},
			    end[] = {INS(20, "n\n")};
	const struct splice none[] = {REP(8, 1, "5")}, gone[] = {REP(8, 2, "")},
			    all[] = {REP(0, 20, "")};
	const struct splice two_far[] = {REP(0, 1, "x"), REP(18, 1, "y")};
	const struct splice two_near[] = {REP(2, 1, "x"), REP(10, 1, "y")};
	const struct splice adjacent[] = {REP(6, 1, "x"), REP(8, 1, "y")};
	const struct splice next_line[] = {INS(8, "n\n"), REP(10, 1, "y")};
	const struct splice same_line[] = {INS(0, "<"), INS(1, ">")};
	const struct splice widened[] = {INS(9, ",\nn")};
	const struct splice inner[] = {REP(4, 8, "3\n4\nx\n6\n")};

	(void)state;
	shows(ten, none, 1, 3, "");
	shows(ten, none, 0, 3, "");
	shows(ten, middle, 1, 3, HEAD "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n");
	shows(ten, middle, 1, 0, HEAD "@@ -5 +5 @@\n-5\n+x\n");
	shows(ten, inner, 1, 1, HEAD "@@ -4,3 +4,3 @@\n 4\n-5\n+x\n 6\n");
	shows(ten, start, 1, 1, HEAD "@@ -1 +1,2 @@\n+n\n 1\n");
	shows(ten, start, 1, 0, HEAD "@@ -0,0 +1 @@\n+n\n");
	shows(ten, end, 1, 1, HEAD "@@ -10 +10,2 @@\n 0\n+n\n");
	shows(ten, gone, 1, 1, HEAD "@@ -4,3 +4,2 @@\n 4\n-5\n 6\n");
	shows(ten, gone, 1, 0, HEAD "@@ -5 +4,0 @@\n-5\n");
	shows(ten, all, 1, 3, HEAD "@@ -1,10 +0,0 @@\n-1\n-2\n-3\n-4\n-5\n-6\n-7\n-8\n-9\n-0\n");
	shows(ten, two_far, 2, 3,
	      HEAD "@@ -1,4 +1,4 @@\n-1\n+x\n 2\n 3\n 4\n@@ -7,4 +7,4 @@\n 7\n 8\n 9\n-0\n+y\n");
	shows(ten, two_far, 2, 4,
	      HEAD "@@ -1,10 +1,10 @@\n-1\n+x\n 2\n 3\n 4\n 5\n 6\n 7\n 8\n 9\n-0\n+y\n");
	shows(ten, two_near, 2, 1,
	      HEAD "@@ -1,3 +1,3 @@\n 1\n-2\n+x\n 3\n@@ -5,3 +5,3 @@\n 5\n-6\n+y\n 7\n");
	shows(ten, next_line, 2, 1, HEAD "@@ -4,4 +4,5 @@\n 4\n+n\n 5\n-6\n+y\n 7\n");
	shows(ten, adjacent, 2, 0, HEAD "@@ -4,2 +4,2 @@\n-4\n-5\n+x\n+y\n");
	shows(ten, same_line, 2, 0, HEAD "@@ -1 +1 @@\n-1\n+<1>\n");
	shows(ten, widened, 1, 1, HEAD "@@ -4,3 +4,4 @@\n 4\n-5\n+5,\n+n\n 6\n");
}

static void test_no_final_newline(void **state)
{
	const struct splice a[] = {INS(3, "\n")}, b[] = {INS(3, "\nc")}, c[] = {REP(0, 1, "x")};
	const struct splice d[] = {REP(3, 1, "")};

	(void)state;
	shows("a\nb", a, 1, 3, HEAD "@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n");
	shows("a\nb", b, 1, 3,
	      HEAD "@@ -1,2 +1,3 @@\n a\n-b\n\\ No newline at end of file\n+b\n+c\n\\ No newline "
		   "at end of file\n");
	shows("a\nb", c, 1, 3, HEAD "@@ -1,2 +1,2 @@\n-a\n+x\n b\n\\ No newline at end of file\n");
	shows("a\nb\n", d, 1, 3,
	      HEAD "@@ -1,2 +1,2 @@\n a\n-b\n+b\n\\ No newline at end of file\n");
}

static void test_names_and_counts(void **state)
{
	struct splices s = SPLICES_INIT;
	struct buf out = BUF_INIT;
	size_t added = 9, removed = 9;

	(void)state;
	diff_unified(&out, "a b", 0, "", 0, &s, 3, &added, &removed);
	assert_int_equal(out.len, 0);
	assert_int_equal(added + removed, 0);
	splices_add(&s, 0, 0, "x\ny\n", 4);
	diff_unified(&out, "a b", 0, "", 0, &s, 3, &added, &removed);
	assert_string_equal(out.p, "--- /dev/null\n+++ b/a b\t\n@@ -0,0 +1,2 @@\n+x\n+y\n");
	assert_int_equal(added, 2);
	assert_int_equal(removed, 0);
	buf_reset(&out);
	diff_unified(&out, "a\n\"\x1b", 1, "", 0, &s, 3, NULL, NULL);
	assert_string_equal(
		out.p,
		"--- \"a/a\\012\\\"\\033\"\n+++ \"b/a\\012\\\"\\033\"\n@@ -0,0 +1,2 @@\n+x\n+y\n");
	splices_free(&s);
	buf_free(&out);
}

/* ---- against patch(1) ---- */

static void write_file(const char *path, const char *s, size_t n)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(s, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

static void assert_file(const char *path, const char *s, size_t n)
{
	char *got = mem_alloc(n + 2);
	FILE *f = fopen(path, "r");

	assert_non_null(f);
	assert_int_equal(fread(got, 1, n + 2, f), n);
	assert_memory_equal(got, s, n);
	fclose(f);
	free(got);
}

/* Run patch in `dir`; its exit code, 127 when there is none. */
static int run_patch(const char *dir, const char *diff, const char *reverse)
{
	int status, null;
	pid_t pid = fork();

	if (!pid) {
		null = open("/dev/null", O_RDWR);
		if (chdir(dir) || dup2(null, 0) < 0 || dup2(null, 1) < 0 || dup2(null, 2) < 0)
			_exit(126);
		execlp("patch", "patch", "-p1", "-F0", "-f", "-s", "-i", diff, reverse,
		       (char *)NULL);
		_exit(127);
	}
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 125;
}

static void random_lines(struct buf *b, size_t lines)
{
	static const char *const text[] = {"a",		"b",  "",   "{",    "}",
					   "long line", "-x", "+y", "\\ z", "@@"};

	while (lines--) {
		buf_adds(b, text[rnd(10)]);
		if (lines || rnd(4))
			buf_addc(b, '\n');
	}
}

static void random_splices(struct splices *s, size_t n)
{
	struct buf ins = BUF_INIT;
	size_t at = 0, skip, del, k;

	for (k = 0; k < 4; k++) {
		skip = rnd(n - at + 1);
		at += skip / (1 + rnd(3));
		del = rnd(n - at + 1) % 12;
		buf_reset(&ins);
		random_lines(&ins, rnd(4));
		splices_add(s, at, del, buf_str(&ins), ins.len);
		at += del;
	}
	buf_free(&ins);
}

static void test_against_patch(void **state)
{
	char dir[4096], file[4200], diff[4200];
	const char *tmp = getenv("TMPDIR");
	struct err e = ERR_INIT;
	int round, rc;

	(void)state;
	snprintf(dir, sizeof(dir), "%s/t-diff-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	assert_non_null(mkdtemp(dir));
	snprintf(file, sizeof(file), "%s/f x", dir);
	snprintf(diff, sizeof(diff), "%s/d", dir);
	if (run_patch(dir, "/dev/null", "-R") == 127) {
		rmdir(dir);
		skip();
	}
	for (round = 0; round < 150; round++) {
		struct buf old = BUF_INIT, new = BUF_INIT, out = BUF_INIT;
		struct splices s = SPLICES_INIT;

		random_lines(&old, 1 + rnd(30));
		random_splices(&s, old.len);
		assert_int_equal(splices_apply(&s, old.p, old.len, &new, &e), 0);
		diff_unified(&out, "f x", 1, old.p, old.len, &s, 1 + rnd(3), NULL, NULL);
		if (old.len && new.len && out.len) {
			write_file(file, old.p, old.len);
			write_file(diff, out.p, out.len);
			rc = run_patch(dir, diff, "--no-backup-if-mismatch");
			if (rc)
				print_error("%s\n--- of\n%s\n", out.p, old.p);
			assert_int_equal(rc, 0);
			assert_file(file, new.p, new.len);
			assert_int_equal(run_patch(dir, diff, "-R"), 0);
			assert_file(file, old.p, old.len);
		} else if (!out.len) {
			assert_true(old.len == new.len &&
				    !memcmp(buf_str(&old), buf_str(&new), old.len));
		}
		splices_free(&s);
		buf_free(&old);
		buf_free(&new);
		buf_free(&out);
	}
	unlink(file);
	unlink(diff);
	assert_int_equal(rmdir(dir), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_literals),
		cmocka_unit_test(test_no_final_newline),
		cmocka_unit_test(test_names_and_counts),
		cmocka_unit_test(test_against_patch),
	};

	return cmocka_run_group_tests_name("diff", tests, NULL, NULL);
}
