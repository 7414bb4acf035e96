/* SPDX-License-Identifier: MIT */
/* t-disk: where a path leads, names of temps and what is left of them, and files of our own. */
#include "plan_help.h"

#include "work/disk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static char *in_scratch(const char *name)
{
	return mem_fmt("%s/%s", scratch, name);
}

static void link_to(const char *to, const char *name)
{
	char *path = in_scratch(name);

	assert_int_equal(symlink(to, path), 0);
	free(path);
}

/* `want` NULL: refused, with `word` in the message. */
static void leads(const char *path, const char *want, const char *word)
{
	char *whole = in_scratch(path), *there = want ? in_scratch(want) : NULL, *real;
	struct err e = ERR_INIT;
	int rc = disk_resolve(whole, &real, &e);

	if (rc != (want ? 0 : -1))
		fail_msg("%s: %s", path, *e.msg ? e.msg : real);
	if (want)
		assert_string_equal(real, there);
	else if (!strstr(e.msg, word))
		fail_msg("%s: %s", path, e.msg);
	free(real);
	free(whole);
	free(there);
}

static void paths(void **state)
{
	char hop[16], next[16], *real, *cwd = getcwd(NULL, 0);
	struct err e = ERR_INIT;
	int i;

	(void)state;
	put("a/file", "x");
	leads("a//./file/", "a/file", NULL);
	leads("a/../a/new", "a/new", NULL);
	leads("a/b/c/new", "a/b/c/new", NULL);
	leads("a/none/../x", NULL, "\"..\" behind");
	leads("a/none/..", NULL, "\"..\" behind");
	leads("a/file/x", NULL, "Not a directory");
	link_to("a", "dir");
	link_to("file", "a/same");
	link_to("nowhere", "a/dangling");
	link_to("no/where", "a/far");
	link_to("round", "round");
	leads("dir/same", "a/file", NULL);
	leads("dir/new/x", "a/new/x", NULL);
	leads("a/dangling", "a/nowhere", NULL); /* the file may be made there */
	leads("a/far", NULL, "leads into a folder that does not exist");
	leads("a/dangling/x", NULL, "a link on the way");
	leads("round", NULL, "circle");
	/* more links than anybody makes, none of them round: the last leads to a file that is not there */
	for (i = 0; i < 60; i++) {
		(void)snprintf(hop, sizeof(hop), "hop%d", i);
		(void)snprintf(next, sizeof(next), "hop%d", i + 1);
		link_to(next, hop);
	}
	leads("hop0", NULL, "circle");
	leads("hop45", "hop60", NULL);
	/* from where we stand, and the root of all */
	assert_int_equal(chdir(scratch), 0);
	assert_int_equal(disk_resolve("a/./file", &real, &e), 0);
	assert_true(disk_inside(real, scratch));
	free(real);
	assert_int_equal(disk_resolve("/", &real, &e), 0);
	assert_string_equal(real, "/");
	free(real);
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(disk_resolve("no-such-name-here", &real, &e), 0);
	assert_string_equal(real, "/no-such-name-here");
	free(real);
	assert_int_equal(chdir(cwd), 0);
	free(cwd);
	assert_false(disk_inside("/", "/"));
	assert_true(disk_inside("/x", "/"));
	assert_false(disk_inside("/xy/z", "/x"));
	assert_false(disk_inside("/x", "/x"));
}

static void parent_is(const char *path, const char *want)
{
	char *up = disk_parent(path);

	assert_string_equal(up, want);
	free(up);
}

static void folders(void **state)
{
	char *a = in_scratch("d/e"), *out = in_scratch("else"), *d = in_scratch("d");
	int fd;

	(void)state;
	put("d/e/x", "");
	put("else/x", "");
	link_to("e", "d/way");
	parent_is("/x", "/");
	parent_is("/x/y", "/x");
	parent_is("x", ".");
	fd = disk_open_dir(a, d);
	assert_true(fd >= 0);
	close(fd);
	fd = disk_open_dir(d, d);
	assert_true(fd >= 0);
	close(fd);
	errno = 0;
	assert_int_equal(disk_open_dir(out, d), -1);
	assert_int_equal(errno, EXDEV);
	free(a);
	a = in_scratch("d/way"); /* nobody follows a link here */
	assert_int_equal(disk_open_dir(a, d), -1);
	free(a);
	a = in_scratch("none");
	assert_int_equal(disk_open_dir(a, a), -1);
	assert_int_equal(errno, ENOENT);
	free(a);
	free(out);
	free(d);
}

/* A name that is cut is cut between two characters, and is known again. */
static void temps(void **state)
{
	char base[600], temp[DISK_TEMP], other[DISK_TEMP];
	size_t n, k;

	(void)state;
	disk_temp("mcp.json", temp);
	disk_temp("mcp.json", other);
	assert_string_not_equal(temp, other);
	assert_true(disk_is_temp(temp));
	assert_int_equal(strncmp(temp, ".mcp.json", 9), 0);
	for (n = 0; n < 4; n++) {
		memset(base, 'x', n);
		for (k = n; k < 560; k += 2)
			memcpy(base + k, "\xc3\xa9", 2);
		base[k] = '\0';
		disk_temp(base, temp);
		assert_true(disk_is_temp(temp));
		assert_true(strlen(temp) < DISK_TEMP);
		for (k = 1 + n; (unsigned char)temp[k] == 0xc3; k += 2)
			assert_int_equal((unsigned char)temp[k + 1], 0xa9);
		assert_true((unsigned char)temp[k] < 0x80);
	}
	assert_false(disk_is_temp("mcp.json"));
	assert_false(disk_is_temp(temp + 1));
	temp[strlen(temp) - 1] = '-';
	assert_false(disk_is_temp(temp));
	assert_false(disk_is_temp("."));
}

static size_t tidied(const char *name)
{
	char *dir = in_scratch(name);
	int had = disk_has_temp(dir);
	size_t n = disk_tidy(dir);

	assert_int_equal(had, n > 0);
	free(dir);
	return n;
}

/* What is ours alone goes; what only is called so stays. */
static void leftovers(void **state)
{
	char temp[DISK_TEMP], *path, *name;
	struct stat st;

	(void)state;
	put("left/events", "x");
	assert_int_equal(tidied("left"), 0);
	assert_int_equal(tidied("none"), 0);
	assert_int_equal(tidied("left/events"), 0); /* no folder */
	disk_temp("events", temp);
	name = mem_fmt("left/%s", temp);
	put(name, "half");
	assert_int_equal(tidied("left"), 1);
	assert_int_equal(tidied("left"), 0);
	link_to("events", name); /* not a file */
	assert_int_equal(tidied("left"), 0);
	path = in_scratch(name);
	assert_int_equal(lstat(path, &st), 0);
	assert_int_equal(unlink(path), 0);
	put(name, "half");
	free(path);
	path = in_scratch("left");
	assert_int_equal(chmod(path, 0777), 0); /* others may have put it there */
	assert_int_equal(tidied("left"), 0);
	assert_int_equal(chmod(path, 0700), 0);
	if (!geteuid()) {
		assert_int_equal(chown(path, 1234, 1234), 0);
		assert_int_equal(tidied("left"), 0);
		assert_int_equal(chown(path, 0, 0), 0);
		free(path);
		path = in_scratch(name);
		assert_int_equal(chown(path, 1234, 1234), 0);
		assert_int_equal(tidied("left"), 0);
		assert_int_equal(chown(path, 0, 0), 0);
	}
	assert_int_equal(tidied("left"), 1);
	free(path);
	free(name);
}

/* Files of our own state: put, append, remove, and what cannot be. */
static void own(void **state)
{
	char *path = in_scratch("own/a/f"), *dir = in_scratch("own/a"), *bad = in_scratch("own/a/f/g");
	struct buf b = BUF_INIT;
	struct err e = ERR_INIT;

	(void)state;
	assert_int_equal(disk_put(path, "x", 1, &e), -1); /* no folder yet */
	assert_int_equal(disk_mkdirs(dir, 1, &e), 0);
	assert_int_equal(disk_mkdirs(dir, 1, &e), 0);
	assert_int_equal(disk_append(path, "one\n", 4, &e), 0); /* makes it */
	assert_int_equal(disk_append(path, "two\n", 4, &e), 0);
	assert_int_equal(disk_slurp_own(path, &b, 100, &e), 0);
	assert_string_equal(buf_str(&b), "one\ntwo\n");
	assert_int_equal(disk_put(path, "new", 3, &e), 0);
	buf_reset(&b);
	assert_int_equal(disk_slurp_own(path, &b, 100, &e), 0);
	assert_string_equal(buf_str(&b), "new");
	assert_int_equal(disk_mkdirs(path, 1, &e), -1); /* a file in the way */
	assert_int_equal(disk_mkdirs(bad, 1, &e), -1);
	assert_int_equal(disk_append(bad, "x", 1, &e), -1);
	assert_int_equal(disk_put(dir, "x", 1, &e), -1); /* a folder in its place */
	assert_int_equal(chmod(path, 0644), 0);
	buf_reset(&b);
	assert_int_equal(disk_slurp_own(path, &b, 100, &e), -1); /* others may read it */
	if (!geteuid()) {
		assert_int_equal(chmod(path, 0600), 0);
		assert_int_equal(chown(path, 1234, 1234), 0);
		assert_int_equal(disk_slurp_own(path, &b, 100, &e), -1);
	}
	assert_int_equal(disk_slurp_own(dir, &b, 100, &e), -1);
	assert_int_equal(disk_remove(path, &e), 0);
	assert_int_equal(disk_remove(path, &e), 0); /* gone is gone */
	e = (struct err)ERR_INIT;
	assert_int_equal(disk_remove(dir, &e), -1); /* a folder is not for this */
	assert_non_null(strstr(e.msg, "by hand"));
	buf_free(&b);
	free(path);
	free(dir);
	free(bad);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(paths, scratch_open, scratch_close),
		cmocka_unit_test_setup_teardown(folders, scratch_open, scratch_close),
		cmocka_unit_test(temps),
		cmocka_unit_test_setup_teardown(leftovers, scratch_open, scratch_close),
		cmocka_unit_test_setup_teardown(own, scratch_open, scratch_close),
	};

	return cmocka_run_group_tests_name("disk", tests, NULL, NULL);
}
