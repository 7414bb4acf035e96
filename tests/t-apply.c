/* SPDX-License-Identifier: MIT */
/* t-apply: files change together or not at all; refusals come before anything is touched. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/mem.h"
#include "work/apply.h"
#include "work/disk.h"
#include "work/journal.h"
#include "work/lock.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

/* In front of libc's: the reason with which no folder can be looked at, or 0. */
static int unseen;

int access(const char *path, int how)
{
	if (!unseen)
		return faccessat(AT_FDCWD, path, how, 0);
	errno = unseen;
	return -1;
}

/* The same for opening a folder to list it. */
static int unlisted;

DIR *opendir(const char *path)
{
	int fd = unlisted ? -1 : open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (unlisted)
		errno = unlisted;
	return fd < 0 ? NULL : fdopendir(fd);
}

static char top[200]; /* of one test */
static char path_[4][400];

/* A path below the folder of the test; good for four calls. */
static const char *in(const char *name)
{
	static unsigned turn;
	char *p = path_[turn++ % 4];

	(void)snprintf(p, sizeof(path_[0]), "%s/%s", top, name);
	return p;
}

static void put_mode(const char *name, const char *s, size_t n, mode_t mode)
{
	int fd = open(in(name), O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, s, n), (ssize_t)n);
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
}

static void put(const char *name, const char *s)
{
	put_mode(name, s, strlen(s), 0644);
}

static int there(const char *name)
{
	struct stat st;

	return !lstat(in(name), &st);
}

static mode_t mode_of(const char *name)
{
	struct stat st;

	assert_int_equal(lstat(in(name), &st), 0);
	return st.st_mode & 07777;
}

static void holds(const char *name, const char *want)
{
	struct err e = ERR_INIT;
	struct buf b = BUF_INIT;

	if (disk_slurp(in(name), &b, 1 << 20, &e))
		fail_msg("%s", e.msg);
	assert_string_equal(buf_str(&b), want);
	buf_free(&b);
}

static int wipe_one(const char *path, const struct stat *st, int type, struct FTW *where)
{
	(void)st;
	(void)type;
	(void)where;
	return remove(path);
}

static size_t temps;
static int count_temp(const char *path, const struct stat *st, int type, struct FTW *where)
{
	(void)st;
	(void)type;
	if (strstr(path + where->base, DISK_MARK))
		temps++;
	return 0;
}

static void no_temps(void)
{
	temps = 0;
	(void)nftw(top, count_temp, 20, FTW_PHYS);
	assert_int_equal(temps, 0);
}

static size_t open_fds(void)
{
	DIR *d = opendir("/proc/self/fd");
	size_t n = 0;

	while (d && readdir(d))
		n++;
	if (d)
		closedir(d);
	return n;
}

static size_t fds;

static int start(void **state)
{
	const char *tmp = getenv("TMPDIR");

	(void)state;
	(void)snprintf(top, sizeof(top), "%s/toolgap-apply-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	if (!mkdtemp(top))
		return -1;
	fds = open_fds();
	umask(022);
	setenv("HOME", in("home"), 1);
	setenv("XDG_STATE_HOME", in("state"), 1);
	return mkdir(in("ws"), 0755) || mkdir(in("home"), 0755) || mkdir(in("out"), 0755);
}

static int stop(void **state)
{
	(void)state;
	if (open_fds() != fds) {
		fprintf(stderr, "a file was left open\n");
		return -1;
	}
	return nftw(top, wipe_one, 20, FTW_DEPTH | FTW_PHYS);
}

/* A change set, and what became of it. */

static struct changes set;
static struct apply_result res;
static struct err err;

static void want_hash(const char *name, const char *hash, const char *after)
{
	changes_add(&set, in(name), in(!strncmp(name, "home/", 5) ? "home" : "ws"), hash, after,
		    after ? strlen(after) : 0, 0);
}

static void want(const char *name, const char *before, const char *after)
{
	char hash[SHA256_HEX];

	if (before)
		sha256_hex(before, strlen(before), hash);
	want_hash(name, before ? hash : NULL, after);
}

static int run(const char *session)
{
	struct err clean = ERR_INIT;
	int rc;

	err = clean;
	apply_result_free(&res);
	rc = apply_run(in("ws"), session, &set, &res, &err);
	changes_free(&set);
	if (rc) {
		assert_true(err.code != E_OK && err.msg[0]);
		assert_string_equal(res.session, "");
	} else {
		assert_int_equal(err.code, E_OK);
	}
	return rc ? (int)err.code : 0;
}

static int undo(const char *session, int dry)
{
	struct err clean = ERR_INIT;
	int rc;

	err = clean;
	apply_result_free(&res);
	rc = apply_undo(in("ws"), session, dry, &res, &err);
	return rc ? (int)err.code : 0;
}

static int recover(int *found)
{
	struct err clean = ERR_INIT;
	int rc;

	err = clean;
	apply_result_free(&res);
	rc = apply_recover(in("ws"), found, &res.said, &err);
	return rc ? (int)err.code : 0;
}

static void says(const char *part)
{
	if (!strstr(err.msg, part))
		fail_msg("\"%s\" is not in: %s", part, err.msg);
}

static const char *store(void)
{
	static char name[64];
	char hash[SHA256_HEX], *ws = realpath(in("ws"), NULL);

	sha256_hex(ws, strlen(ws), hash);
	free(ws);
	(void)snprintf(name, sizeof(name), "state/toolgap/work/%.16s", hash);
	return name;
}

static const char *stored(const char *what)
{
	static char name[200];

	(void)snprintf(name, sizeof(name), "%s/%s", store(), what);
	return name;
}

/* disk */

static void read_cases(void **state)
{
	struct disk_file f;
	struct err e = ERR_INIT;

	(void)state;
	put_mode("ws/bom", "\xef\xbb\xbf{}\r\n\0x", 8, 0640);
	assert_int_equal(disk_read(&f, in("ws/bom"), in("ws"), &e), 0);
	assert_int_equal(f.exists, 1);
	assert_int_equal(f.n, 8);
	assert_memory_equal(f.bytes, "\xef\xbb\xbf{}\r\n\0x", 8);
	assert_int_equal(f.mode, 0640);
	assert_string_equal(f.base, "bom");
	disk_file_free(&f);

	assert_int_equal(disk_read(&f, in("ws/absent"), in("ws"), &e), 0);
	assert_int_equal(f.exists, 0);
	assert_string_equal(f.hash, "");
	assert_string_equal(f.bytes, "");
	assert_true(f.dir >= 0);
	disk_file_free(&f);

	assert_int_equal(disk_read(&f, in("ws/no//such/./folder/x"), in("ws"), &e), 0);
	assert_int_equal(f.exists, 0);
	assert_int_equal(f.dir, -1);
	assert_non_null(strstr(f.real, "/ws/no/such/folder/x"));
	disk_file_free(&f);
	assert_false(there("ws/no"));

	assert_int_equal(symlink("bom", in("ws/one")), 0);
	assert_int_equal(symlink("one", in("ws/two")), 0);
	assert_int_equal(disk_read(&f, in("ws/two"), in("ws"), &e), 0);
	assert_int_equal(f.exists, 1);
	assert_string_equal(f.base, "bom");
	disk_file_free(&f);

	assert_int_equal(symlink("not-yet", in("ws/dangling")), 0);
	assert_int_equal(disk_read(&f, in("ws/dangling"), in("ws"), &e), 0);
	assert_int_equal(f.exists, 0);
	assert_string_equal(f.base, "not-yet");
	disk_file_free(&f);
	assert_int_equal(e.code, E_OK);
}

static void read_refusals(void **state)
{
	static const struct {
		const char *name, *says;
	} rows[] = {
		{ "ws/loop", "circle" },
		{ "ws/into-missing", "does not exist" },
		{ "ws/through-missing/x", "does not exist" },
		{ "ws/leaves", "outside" },
		{ "ws/leaves-not-yet", "outside" },
		{ "ws/folder-leaves/x", "outside" },
		{ "ws/../out/file", "outside" },
		{ "ws/no/../x", "\"..\"" },
		{ "ws/folder", "ordinary" },
		{ "ws/fifo", "ordinary" },
		{ "ws/hard", "hard link" },
		{ "ws/large", "too large" },
		{ "ws/file/x", "Not a directory" },
	};
	struct disk_file f;
	size_t i;

	(void)state;
	put("ws/file", "x");
	put("out/file", "x");
	assert_int_equal(symlink("loop", in("ws/loop")), 0);
	assert_int_equal(symlink("none/x", in("ws/into-missing")), 0);
	assert_int_equal(symlink("none", in("ws/through-missing")), 0);
	assert_int_equal(symlink("../out/file", in("ws/leaves")), 0);
	assert_int_equal(symlink("../out/new", in("ws/leaves-not-yet")), 0);
	assert_int_equal(symlink("../out", in("ws/folder-leaves")), 0);
	assert_int_equal(mkdir(in("ws/folder"), 0755), 0);
	assert_int_equal(mkfifo(in("ws/fifo"), 0644), 0);
	put("ws/hard", "x");
	assert_int_equal(link(in("ws/hard"), in("ws/hard2")), 0);
	put("ws/large", "x");
	assert_int_equal(truncate(in("ws/large"), (off_t)DISK_MAX + 1), 0);
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct err clean = ERR_INIT;

		err = clean;
		assert_int_equal(disk_read(&f, in(rows[i].name), in("ws"), &err), -1);
		assert_int_equal(err.code, E_FAIL);
		assert_null(f.path);
		says(rows[i].says);
	}
}

static void own_files(void **state)
{
	struct err e = ERR_INIT;
	struct buf b = BUF_INIT;

	(void)state;
	assert_int_equal(disk_mkdirs(in("own/a/b"), 1, &e), 0);
	assert_int_equal(disk_mkdirs(in("own/a/b"), 1, &e), 0);
	assert_int_equal(mode_of("own"), 0700);
	assert_int_equal(mode_of("own/a/b"), 0700);
	assert_int_equal(disk_mkdirs(in("pub/c/"), 0, &e), 0);
	assert_int_equal(mode_of("pub/c"), 0755);
	assert_int_equal(disk_put(in("own/f"), "one", 3, &e), 0);
	assert_int_equal(disk_put(in("own/f"), "two", 3, &e), 0);
	assert_int_equal(mode_of("own/f"), 0600);
	holds("own/f", "two");
	assert_int_equal(disk_append(in("own/log"), "a\n", 2, &e), 0);
	assert_int_equal(disk_append(in("own/log"), "b\n", 2, &e), 0);
	assert_int_equal(mode_of("own/log"), 0600);
	holds("own/log", "a\nb\n");
	assert_int_equal(disk_remove(in("own/f"), &e), 0);
	assert_int_equal(disk_remove(in("own/f"), &e), 0);
	assert_false(there("own/f"));
	assert_int_equal(e.code, E_OK);
	buf_adds(&b, "kept");
	assert_int_equal(disk_slurp(in("own/log"), &b, 3, &e), -1);
	assert_string_equal(buf_str(&b), "kept");
	assert_int_equal(disk_slurp(in("own/log"), &b, 4, &e), 0);
	assert_string_equal(buf_str(&b), "kepta\nb\n");
	assert_int_equal(disk_slurp(in("own"), &b, 4, &e), -1);
	assert_int_equal(disk_slurp(in("own/none"), &b, 4, &e), -1);
	assert_int_equal(disk_mkdirs(in("own/log"), 1, &e), -1);
	assert_int_equal(disk_mkdirs(in("own/log/x"), 1, &e), -1);
	assert_int_equal(disk_put(in("none/f"), "x", 1, &e), -1);
	assert_int_equal(disk_append(in("none/f"), "x", 1, &e), -1);
	assert_int_equal(symlink("log", in("own/link")), 0);
	assert_int_equal(disk_append(in("own/link"), "x", 1, &e), -1);
	buf_free(&b);
	no_temps();
}

static void temp_names(void **state)
{
	char one[DISK_TEMP], two[DISK_TEMP];

	(void)state;
	disk_temp(".mcp.json", one);
	disk_temp(".mcp.json", two);
	assert_memory_equal(one, "..mcp.json.tg-", 14);
	assert_int_equal(strlen(one), 14 + DISK_RANDOM);
	assert_string_not_equal(one, two);
	disk_temp("a-very-long-name-that-goes-on-and-on-until-it-has-no-end-any-more.json", one);
	assert_true(strlen(one) < DISK_TEMP);
	/* a character of three bytes at the cut stays whole or goes */
	disk_temp("0123456789012345678901234567890123456789012345\xe2\x82\xac\xe2\x82\xac", one);
	assert_null(strchr(one, '\xe2'));
}

/* apply */

static void apply_and_undo(void **state)
{
	struct err e = ERR_INIT;
	struct stat before, after;

	(void)state;
	put_mode("ws/a", "old a\r\n", 7, 0640);
	put("ws/gone", "to go");
	assert_int_equal(chmod(in("ws/gone"), 0604), 0);
	put("ws/same", "same");
	assert_int_equal(symlink("a", in("ws/link")), 0);
	assert_int_equal(stat(in("ws/same"), &before), 0);
	want("ws/link", "old a\r\n", "new a");
	want("ws/d/e/new", NULL, "created");
	want("home/.conf/x", NULL, "created too");
	want("ws/gone", "to go", NULL);
	want("ws/same", "something else", "same");
	assert_int_equal(run("s-1"), 0);
	assert_int_equal(res.written, 1);
	assert_int_equal(res.created, 2);
	assert_int_equal(res.removed, 1);
	assert_int_equal(res.same, 1);
	assert_int_equal(res.recovered, 0);
	assert_string_equal(res.session, "s-1");
	assert_string_equal(buf_str(&res.said), "");
	holds("ws/a", "new a");
	assert_int_equal(mode_of("ws/a"), 0640);
	assert_int_equal(lstat(in("ws/link"), &after), 0);
	assert_true(S_ISLNK(after.st_mode));
	holds("ws/d/e/new", "created");
	assert_int_equal(mode_of("ws/d/e/new"), 0644);
	holds("home/.conf/x", "created too");
	assert_false(there("ws/gone"));
	assert_int_equal(stat(in("ws/same"), &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
	assert_memory_equal(&before.st_mtim, &after.st_mtim, sizeof(before.st_mtim));
	no_temps();
	assert_false(there(stored("journal")));
	assert_false(there(stored("done")));
	assert_true(there(stored("undo/000001.s-1")));
	assert_int_equal(mode_of(stored("undo/000001.s-1")), 0600);
	assert_int_equal(mode_of(store()), 0700);
	assert_int_equal(mode_of("state/toolgap"), 0700);

	assert_int_equal(undo(NULL, 1), 0); /* dry */
	assert_int_equal(res.written, 1);
	assert_int_equal(res.created, 1);
	assert_int_equal(res.removed, 2);
	assert_non_null(strstr(buf_str(&res.said), "d/e/new would be removed"));
	holds("ws/a", "new a");

	assert_int_equal(undo(NULL, 0), 0);
	assert_string_equal(res.session, "s-1");
	holds("ws/a", "old a\r\n");
	assert_int_equal(mode_of("ws/a"), 0640);
	holds("ws/gone", "to go");
	assert_int_equal(mode_of("ws/gone"), 0604);
	assert_false(there("ws/d"));
	assert_false(there("home/.conf"));
	assert_true(there(stored("undo/000001.s-1.undone")));
	assert_false(there(stored("undo/000001.s-1")));
	no_temps();
	assert_int_equal(undo(NULL, 0), E_FAIL);
	says("nothing to undo");
	assert_int_equal(undo("s-1", 0), E_FAIL);
	assert_int_equal(e.code, E_OK);
}

static void nothing_to_do(void **state)
{
	struct stat before, after;
	int found = 7;

	(void)state;
	put("ws/a", "text");
	assert_int_equal(stat(in("ws/a"), &before), 0);
	want("ws/a", "old", "text");
	want("ws/none", "old", NULL);
	assert_int_equal(run("s"), 0);
	assert_int_equal(res.same, 2);
	assert_string_equal(res.session, "");
	assert_int_equal(stat(in("ws/a"), &after), 0);
	assert_memory_equal(&before.st_mtim, &after.st_mtim, sizeof(before.st_mtim));
	assert_int_equal(run("s"), 0); /* an empty set */
	assert_int_equal(recover(&found), 0);
	assert_int_equal(found, 0);
	assert_int_equal(undo(NULL, 0), E_FAIL);
	assert_int_equal(undo("x", 1), E_FAIL);
	assert_false(there("state")); /* nothing was made for all that */
}

static void modes(void **state)
{
	(void)state;
	umask(027);
	want("ws/d/new", NULL, "x");
	changes_add(&set, in("ws/private"), in("ws"), NULL, "x", 1, 1);
	put_mode("ws/old", "old", 3, 0600);
	want("ws/old", "old", "new");
	assert_int_equal(run("s"), 0);
	assert_int_equal(mode_of("ws/d"), 0750);
	assert_int_equal(mode_of("ws/d/new"), 0640);
	assert_int_equal(mode_of("ws/private"), 0600);
	assert_int_equal(mode_of("ws/old"), 0600);
	umask(022);
}

static void attributes(void **state)
{
	char value[8] = "";

	(void)state;
	put("ws/a", "old");
	if (setxattr(in("ws/a"), "user.note", "mine", 4, 0))
		skip(); /* not on every file system */
	want("ws/a", "old", "new");
	assert_int_equal(run("s"), 0);
	assert_int_equal(getxattr(in("ws/a"), "user.note", value, sizeof(value)), 4);
	assert_string_equal(value, "mine");
	assert_int_equal(undo(NULL, 0), 0);
	assert_int_equal(getxattr(in("ws/a"), "user.note", value, sizeof(value)), 4);
}

static void changed_since(void **state)
{
	(void)state;
	put("ws/a", "their a");
	put("ws/b", "old b");
	put("ws/c", "came up");
	want("ws/b", "old b", "new b");
	want("ws/a", "old a", "new a");
	want("ws/c", NULL, "new c");
	want("ws/none", "old", "new");
	assert_int_equal(run("s"), E_CHANGED);
	says("ws/a");
	says("ws/c");
	says("ws/none");
	assert_null(strstr(err.msg, "ws/b"));
	holds("ws/a", "their a");
	holds("ws/b", "old b");
	assert_int_equal(res.written, 0);
	assert_false(there("state"));
}

static void refusals(void **state)
{
	static const struct {
		const char *name, *before, *says;
	} rows[] = {
		{ "ws/read-only", "x", "read-only" }, { "ws/hard", "x", "hard link" },
		{ "ws/folder", "x", "ordinary" },     { "ws/leaves", "x", "outside" },
		{ "ws/open/x", "x", "everybody" },    { "ws/open/new", NULL, "everybody" },
	};
	size_t i;

	(void)state;
	put_mode("ws/read-only", "x", 1, 0444);
	put("ws/hard", "x");
	assert_int_equal(link(in("ws/hard"), in("ws/hard2")), 0);
	assert_int_equal(mkdir(in("ws/folder"), 0755), 0);
	put("out/file", "x");
	assert_int_equal(symlink("../out/file", in("ws/leaves")), 0);
	assert_int_equal(mkdir(in("ws/open"), 0755), 0);
	put("ws/open/x", "x");
	assert_int_equal(chmod(in("ws/open"), 0777), 0);
	put("ws/good", "old");
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		want("ws/good", "old", "new");
		want(rows[i].name, rows[i].before, "y");
		assert_int_equal(run("s"), E_FAIL);
		says(rows[i].says);
		holds("ws/good", "old");
	}
	put("out/file", "x");
	changes_add(&set, in("out/new"), in("out"), NULL, "y", 1, 0);
	assert_int_equal(run("s"), E_FAIL);
	says("neither");
	want("ws/good", "old", "new");
	assert_int_equal(symlink("good", in("ws/alias")), 0);
	want("ws/alias", "old", "other");
	assert_int_equal(run("s"), E_FAIL);
	says("twice");
	want("ws/good", "old", "new");
	assert_int_equal(run("../s"), E_USAGE);
	want("ws/good", "old", "new");
	assert_int_equal(run(""), E_USAGE);
	holds("ws/good", "old");
	assert_false(there("out/new"));
	no_temps();
}

/* A folder that cannot be looked at is neither missing nor ours to remove. */
static void folder_unseen(void **state)
{
	(void)state;
	assert_int_equal(mkdir(in("ws/empty"), 0755), 0);
	want("ws/empty/new/x", NULL, "x");
	unseen = EACCES;
	assert_int_equal(run("unseen"), E_FAIL);
	unseen = 0;
	says(strerror(EACCES));
	assert_true(there("ws/empty"));
	assert_false(there("ws/empty/new"));
	no_temps();
	want("ws/empty/new/x", NULL, "x");
	unseen = ENOENT; /* all the way up: the folders of the new file are made, the workspace is none of them */
	assert_int_equal(run("gone"), 0);
	unseen = 0;
	holds("ws/empty/new/x", "x");
}

static void locked(void **state)
{
	struct lock lock = LOCK_INIT;
	struct err e = ERR_INIT;
	char pid[32];
	int found;

	(void)state;
	put("ws/a", "old");
	want("ws/a", "old", "new");
	assert_int_equal(run("s-1"), 0);
	assert_int_equal(lock_take(&lock, in(stored("lock")), "s-2", &e), 0);
	want("ws/a", "new", "newer");
	assert_int_equal(run("s-3"), E_LOCKED);
	(void)snprintf(pid, sizeof(pid), "process %ld", (long)getpid());
	says(pid);
	assert_int_equal(undo(NULL, 0), E_LOCKED);
	put(stored("journal"), "x"); /* something is under way */
	assert_int_equal(recover(&found), E_LOCKED);
	assert_int_equal(undo(NULL, 1), E_LOCKED);
	assert_int_equal(unlink(in(stored("journal"))), 0);
	holds("ws/a", "new");
	lock_drop(&lock);
	want("ws/a", "new", "newer");
	assert_int_equal(run("s-3"), 0);
	holds("ws/a", "newer");
	/* what the file says is shown safely, and decides nothing */
	put(stored("lock"), "pid \x1b[31m\nhost\n");
	want("ws/a", "newer", "newest");
	assert_int_equal(run("s-4"), 0);
}

static void undo_order(void **state)
{
	(void)state;
	put("ws/a", "0");
	want("ws/a", "0", "1");
	assert_int_equal(run("one"), 0);
	want("ws/a", "1", "2");
	assert_int_equal(run("two"), 0);
	want("ws/a", "2", "3");
	assert_int_equal(run("one"), 0); /* the same session once more */
	assert_int_equal(undo("two", 0), E_CHANGED);
	says("ws/a");
	holds("ws/a", "3");
	assert_int_equal(undo("one", 0), 0);
	holds("ws/a", "2");
	assert_int_equal(undo(NULL, 0), 0);
	assert_string_equal(res.session, "two");
	holds("ws/a", "1");
	assert_int_equal(undo("one", 0), 0);
	holds("ws/a", "0");
	assert_int_equal(undo(NULL, 0), E_FAIL);
	want("ws/a", "0", "1");
	assert_int_equal(run("one"), 0); /* and numbers are not used again */
	assert_true(there(stored("undo/000004.one")));
	put("ws/a", "0"); /* put back by hand */
	assert_int_equal(undo(NULL, 0), 0);
	assert_int_equal(res.same, 1);
	assert_string_equal(res.session, "");
	assert_int_equal(undo(NULL, 0), E_FAIL);
}

static void undo_keeps_their_files(void **state)
{
	(void)state;
	want("ws/d/mine", NULL, "x");
	want("ws/e/mine", NULL, "x");
	assert_int_equal(run("s"), 0);
	put("ws/d/theirs", "y");
	assert_int_equal(undo(NULL, 0), 0);
	assert_false(there("ws/d/mine"));
	holds("ws/d/theirs", "y");
	assert_false(there("ws/e"));
}

static void undo_refused(void **state)
{
	(void)state;
	put("ws/a", "old");
	want("ws/a", "old", "new");
	want("ws/b", NULL, "new");
	assert_int_equal(run("s"), 0);
	put("ws/a", "edited");
	assert_int_equal(undo(NULL, 0), E_CHANGED);
	says("ws/a");
	assert_null(strstr(err.msg, "ws/b"));
	holds("ws/a", "edited");
	holds("ws/b", "new");
	assert_int_equal(undo(NULL, 1), E_CHANGED);
}

/* recovery of journals that somebody else may have made */

static struct journal_file *entry(struct journal *j, const char *name, const char *before,
				  const char *after)
{
	struct journal_file *f = journal_add(j);
	char *ws = realpath(top, NULL);

	f->path = mem_fmt("%s/%s", ws, name);
	f->temp = mem_fmt(".x%zu.tg-0123456789ab", j->n);
	f->existed = before != NULL;
	f->exists = after != NULL;
	f->before = mem_str(before ? before : "");
	f->before_n = strlen(f->before);
	if (before)
		sha256_hex(before, f->before_n, f->before_hash);
	if (after)
		sha256_hex(after, strlen(after), f->after_hash);
	f->mode = 0640;
	f->uid = getuid();
	f->gid = getgid();
	free(ws);
	return f;
}

static void plant(struct journal *j, int ready, const char *name, mode_t mode)
{
	struct buf b = BUF_INIT;

	/* a run makes the folders as they must be */
	want("ws/first", NULL, "x");
	assert_int_equal(run("first"), 0);
	if (!j->workspace)
		j->workspace = realpath(in("ws"), NULL);
	j->ready = ready;
	j->seq = 9;
	memcpy(j->session, "dead", 5);
	journal_encode(j, &b);
	put_mode(stored(name), b.p, b.len, mode);
	buf_free(&b);
	journal_free(j);
}

static void recover_staging(void **state)
{
	struct journal j = { 0 };
	char *ws = realpath(in("ws"), NULL);
	int found;

	(void)state;
	put("ws/a", "theirs, since");
	put("ws/.x1.tg-0123456789ab", "half of wh");
	entry(&j, "ws/a", "old", "new");
	entry(&j, "ws/none/b", NULL, "new"); /* its folder was not made yet */
	j.made = mem_array(NULL, 1, sizeof(*j.made));
	j.made[0] = mem_fmt("%s/none", ws);
	j.made_n = 1;
	free(ws);
	plant(&j, 0, "journal", 0600);
	put(stored(".journal.tg-torn"), "toolgap-jour");
	assert_int_equal(recover(&found), 0);
	assert_int_equal(found, 1);
	assert_non_null(strstr(buf_str(&res.said), "dead"));
	holds("ws/a", "theirs, since");
	no_temps();
	assert_false(there(stored("journal")));
	assert_int_equal(recover(&found), 0);
	assert_int_equal(found, 0);
}

#define ENDED 42

static void on_oom(void)
{
	_exit(ENDED);
}

/* What an interrupted write left is found also where its folder cannot be listed: unknown is never absent. */
static void recover_unlisted(void **state)
{
	struct journal j = { 0 };
	int found = 0, status;
	pid_t pid;

	(void)state;
	put("ws/a", "new");
	put("ws/.x1.tg-0123456789ab", "old");
	entry(&j, "ws/a", "old", "new");
	plant(&j, 1, "journal", 0600);
	pid = fork(); /* it ends there, and gives nothing back */
	if (!pid) {
		mem_on_oom = on_oom;
		unlisted = ENOMEM;
		(void)recover(&found);
		_exit(1); /* it went on without memory */
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == ENDED);
	unlisted = EMFILE;
	assert_int_equal(recover(&found), 0);
	unlisted = 0;
	assert_int_equal(found, 1);
	holds("ws/a", "old");
}

static void recover_ready(void **state)
{
	struct journal j = { 0 };
	int found;

	(void)state;
	put("ws/a", "new a"); /* exchanged */
	put("ws/.x1.tg-0123456789ab", "old a");
	put("ws/b", "new b"); /* exchanged, the temp lost: from the image */
	put("ws/c", "old c"); /* not yet exchanged */
	put("ws/.x3.tg-0123456789ab", "new c");
	put("ws/d", "theirs"); /* exchanged, then written by somebody else */
	put("ws/.x4.tg-0123456789ab", "old d");
	put("ws/e", "theirs"); /* written by somebody else before it was exchanged */
	put("ws/.x5.tg-0123456789ab", "new e");
	put("ws/f", "new f");			/* created */
	put("ws/.x7.tg-0123456789ab", "old g"); /* removed */
	put("ws/h", "new h"); /* exchanged with what somebody else had just written */
	put("ws/.x8.tg-0123456789ab", "theirs h");
	put("ws/i", "old i"); /* a temp that is not ours any more */
	put("ws/.x9.tg-0123456789ab", "what is this");
	entry(&j, "ws/a", "old a", "new a");
	entry(&j, "ws/b", "old b", "new b");
	entry(&j, "ws/c", "old c", "new c");
	entry(&j, "ws/d", "old d", "new d");
	entry(&j, "ws/e", "old e", "new e");
	entry(&j, "ws/f", NULL, "new f");
	entry(&j, "ws/g", "old g", NULL);
	entry(&j, "ws/h", "old h", "new h");
	entry(&j, "ws/i", "old i", "new i");
	plant(&j, 1, "journal", 0600);
	assert_int_equal(recover(&found), 0);
	assert_int_equal(found, 1);
	holds("ws/a", "old a");
	holds("ws/b", "old b");
	assert_int_equal(mode_of("ws/b"), 0640);
	holds("ws/c", "old c");
	holds("ws/d", "theirs");
	holds(stored("kept/000009.dead.4"), "old d");
	assert_non_null(strstr(buf_str(&res.said), "kept/000009.dead.4"));
	holds("ws/e", "theirs");
	assert_false(there(stored("kept/000009.dead.5")));
	assert_false(there("ws/f"));
	holds("ws/g", "old g");
	holds("ws/h", "theirs h");
	holds("ws/i", "old i");
	holds("ws/.x9.tg-0123456789ab", "what is this");
	assert_non_null(strstr(buf_str(&res.said), ".x9.tg-0123456789ab"));
	assert_false(there("ws/.x1.tg-0123456789ab"));
	assert_false(there("ws/.x3.tg-0123456789ab"));
	assert_false(there("ws/.x4.tg-0123456789ab"));
	assert_false(there("ws/.x5.tg-0123456789ab"));
	assert_false(there("ws/.x8.tg-0123456789ab"));
	assert_false(there(stored("journal")));
}

static void recover_done(void **state)
{
	struct journal j = { 0 };

	(void)state;
	put("ws/a", "new a");
	put("ws/.x1.tg-0123456789ab", "old a");
	entry(&j, "ws/a", "old a", "new a");
	plant(&j, 1, "done", 0600);
	want("ws/a", "new a", "newer");
	assert_int_equal(run("next"), 0); /* an apply looks after that first */
	assert_int_equal(res.recovered, 1);
	assert_true(there(stored("undo/000009.dead")));
	assert_true(there(stored("undo/000010.next")));
	no_temps();
	assert_int_equal(undo(NULL, 0), 0);
	assert_int_equal(undo(NULL, 0), 0);
	holds("ws/a", "old a");
}

static void recover_refused(void **state)
{
	static const struct {
		const char *what, *says;
	} rows[] = {
		{ "mode", "belongs to you alone" },
		{ "link", "belongs to you alone" },
		{ "outside", "outside of this workspace" },
		{ "folder outside", "outside of this workspace" },
		{ "other workspace", "outside of this workspace" },
		{ "damaged", "damaged" },
		{ "state open", "chmod 700" },
	};
	size_t i;
	int found;

	(void)state;
	put("out/victim", "new");
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct journal j = { 0 };
		const char *what = rows[i].what;

		put("ws/a", "new");
		entry(&j, !strcmp(what, "outside") ? "out/victim" : "ws/a", "old", "new");
		if (!strcmp(what, "folder outside")) {
			j.made = mem_array(NULL, 1, sizeof(*j.made));
			j.made[0] = realpath(in("out"), NULL);
			j.made_n = 1;
		}
		if (!strcmp(what, "other workspace"))
			j.workspace = realpath(in("out"), NULL);
		plant(&j, 1, "journal", !strcmp(what, "mode") ? 0644 : 0600);
		if (!strcmp(what, "link")) {
			assert_int_equal(rename(in(stored("journal")), in("out/journal")), 0);
			assert_int_equal(symlink(in("out/journal"), in(stored("journal"))), 0);
		}
		if (!strcmp(what, "damaged"))
			assert_int_equal(truncate(in(stored("journal")), 100), 0);
		if (!strcmp(what, "state open"))
			assert_int_equal(chmod(in("state/toolgap"), 0770), 0);
		assert_int_equal(recover(&found), E_FAIL);
		says(rows[i].says);
		want("ws/a", "new", "newer");
		assert_int_equal(run("s"), E_FAIL); /* and nothing is written on top of it */
		holds("ws/a", "new");
		holds("out/victim", "new");
		assert_true(there(stored("journal")));
		assert_int_equal(chmod(in("state/toolgap"), 0700), 0);
		assert_int_equal(unlink(in(stored("journal"))), 0);
	}
}

static void undo_record_refused(void **state)
{
	struct journal j = { 0 };

	(void)state;
	put("out/victim", "new");
	entry(&j, "out/victim", "old", "new");
	plant(&j, 1, "undo/000009.dead", 0600);
	assert_int_equal(undo(NULL, 0), E_FAIL);
	holds("out/victim", "new");
	assert_int_equal(rename(in(stored("undo/000009.dead")), in("out/x")), 0);
	assert_int_equal(undo(NULL, 0), 0);
	assert_string_equal(res.session, "first");
}

#define T(f) cmocka_unit_test_setup_teardown(f, start, stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(read_cases),
		T(read_refusals),
		T(own_files),
		T(temp_names),
		T(apply_and_undo),
		T(nothing_to_do),
		T(modes),
		T(attributes),
		T(changed_since),
		T(refusals),
		T(folder_unseen),
		T(locked),
		T(undo_order),
		T(undo_keeps_their_files),
		T(undo_refused),
		T(recover_staging),
		T(recover_unlisted),
		T(recover_ready),
		T(recover_done),
		T(recover_refused),
		T(undo_record_refused),
	};
	int rc = cmocka_run_group_tests_name("apply", tests, NULL, NULL);

	apply_result_free(&res);
	changes_free(&set);
	return rc;
}
