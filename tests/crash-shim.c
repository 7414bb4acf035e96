/* SPDX-License-Identifier: MIT */
/* crash-shim: preloaded, kills or fails a program at its n-th call that changes the disk. */
#include "crash-trace.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/xattr.h>
#include <unistd.h>

/*
 * CRASH_AT=N      the call; calls count from crash_arm() on (the driver calls it when it is linked
 * in) CRASH_MODE      before | after | half (a write only gets its first half through) | an errno
 * by name | TERM, INT, HUP, QUIT (that signal, after the call) | rename | write | unlink: a rival, after the call,
 * does that to the file CRASH_PATH; "write" through a descriptor it has had open all the time
 * CRASH_THEN=kill dies after the call that follows the rival's
 * CRASH_NOTE=F    made when the rival has done it
 * CRASH_SHORT=1   no write takes more than 700 bytes
 * CRASH_LASTING=1 the error comes at call N and at every later one
 * CRASH_COUNT=F   at exit a line for each call goes to the file F: "write" or "other"
 * CRASH_LOOK=1    counted are the calls that look, not those that change: open, read, stat and their like
 * CRASH_NOSYS=1   a system without openat2 and without the flags of renameat2
 * CRASH_ARM=NAME  calls count from the start of a program that is called so (never of its children)
 * CRASH_TRACE=F   what changes goes to the file F, in the form that prove/power.py reads: a line "call NAME RESULT" for
 *                 each counted call, in front of it what it did, with the numbers of the inodes
 * CRASH_SLOW=US   waits so long in front of every rename, so that a rival finds the door open
 * Negative controls, each a program that is broken in one way:
 * CRASH_LOSE=1    a journal is said to be saved and is not
 * CRASH_NOFSYNC=1 nothing is ever saved: fsync and fdatasync do nothing
 * CRASH_NOLOCK=1  every lock is had by everybody
 * CRASH_DEAF=1    what a call failed with is not heard: it counts as done
 *
 * Counted: open with O_CREAT, write, fsync, fdatasync, rename*, unlink*, rmdir, mkdir*, fchmod,
 * fchown, fsetxattr, ftruncate, and close of what was opened with O_CREAT. Standard output and
 * error are not.
 */
#define FDS   4096
#define CALLS 4096

void crash_arm(void);

static long target = -1, count;
static int armed, begun, kill_before, kill_after, half, lasting, fail, nosys, lose, term, shorter,
	then_kill, nofsync, nolock, deaf, looking;
static unsigned slow;
static const char *rival, *rival_path;
static int rival_fd = -1;
static char made[FDS], writes[CALLS];

static int number(const char *name)
{
	static const struct {
		const char *name;
		int value;
	} all[] = { { "ENOSPC", ENOSPC }, { "EIO", EIO },     { "EDQUOT", EDQUOT },
		    { "EACCES", EACCES }, { "EROFS", EROFS }, { "EMFILE", EMFILE },
		    { "EINTR", EINTR },	  { "EPERM", EPERM } };
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (!strcmp(all[i].name, name))
			return all[i].value;
	fprintf(stderr, "crash-shim: no mode %s\n", name);
	_exit(99);
}

static long raw_create(const char *path)
{
	return syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
}

static int flag(const char *name)
{
	return getenv(name) != NULL;
}

static void begin(const char *at, const char *mode);

__attribute__((constructor)) static void start(void)
{
	const char *at = getenv("CRASH_AT"), *mode = getenv("CRASH_MODE"), *arm = getenv("CRASH_ARM");

	if (arm && strcmp(arm, program_invocation_short_name) != 0)
		return; /* a child of the program that is meant */
	nosys = flag("CRASH_NOSYS");
	lose = flag("CRASH_LOSE");
	lasting = flag("CRASH_LASTING");
	shorter = flag("CRASH_SHORT");
	then_kill = flag("CRASH_THEN");
	rival_path = getenv("CRASH_PATH");
	nofsync = flag("CRASH_NOFSYNC");
	nolock = flag("CRASH_NOLOCK");
	deaf = flag("CRASH_DEAF");
	looking = flag("CRASH_LOOK");
	slow = getenv("CRASH_SLOW") ? (unsigned)atoi(getenv("CRASH_SLOW")) : 0;
	begin(at, mode);
	if (arm)
		crash_arm();
}

static void begin(const char *at, const char *mode)
{
	if (!at || !mode)
		return;
	target = atol(at);
	if (!strcmp(mode, "before"))
		kill_before = 1;
	else if (!strcmp(mode, "after"))
		kill_after = 1;
	else if (!strcmp(mode, "half"))
		half = kill_after = 1;
	else if (!strcmp(mode, "TERM"))
		term = SIGTERM;
	else if (!strcmp(mode, "INT"))
		term = SIGINT;
	else if (!strcmp(mode, "HUP"))
		term = SIGHUP;
	else if (!strcmp(mode, "QUIT"))
		term = SIGQUIT;
	else if (!strcmp(mode, "rename") || !strcmp(mode, "write") || !strcmp(mode, "unlink"))
		rival = mode;
	else
		fail = number(mode);
}

/* What a program does after its last line is none of its calls: one that counts its lines writes then. */
static void disarm(void)
{
	armed = 0;
}

void crash_arm(void)
{
	const char *path = getenv("CRASH_TRACE");

	if (!begun++ && atexit(disarm))
		_exit(94);
	count = 0;
	armed = 1;
	if (path)
		trace = (int)raw_create(path);
	if (rival && rival_path && !strcmp(rival, "write"))
		rival_fd = (int)syscall(SYS_openat, AT_FDCWD, rival_path, O_WRONLY);
}

__attribute__((destructor)) static void stop(void)
{
	const char *path = getenv("CRASH_COUNT");
	long fd, i;

	if (!path || !begun)
		return;
	fd = raw_create(path);
	if (fd < 0)
		return;
	for (i = 1; i <= count && i < CALLS; i++)
		(void)syscall(SYS_write, (int)fd, writes[i] ? "write\n" : "other\n", 6L);
	(void)syscall(SYS_close, (int)fd);
}

static void die(void)
{
	(void)kill(getpid(), SIGKILL);
	for (;;)
		(void)pause();
}

/* 1: this call is the one. Does not return when it is to die before it. */
static int hit(void)
{
	if (!armed || looking)
		return 0;
	count++;
	if (count != target && !(lasting && target > 0 && count > target))
		return 0;
	if (kill_before)
		die();
	return 1;
}

static void *real(const char *name)
{
	void *p = dlsym(RTLD_NEXT, name);

	if (!p)
		_exit(98);
	return p;
}

static void raw_write(int fd, const char *text)
{
	if (syscall(SYS_ftruncate, fd, 0L) || syscall(SYS_write, fd, text, strlen(text)) < 0)
		_exit(95);
}

static void play_rival(void)
{
	static const char text[] = "rival\n";
	const char *note = getenv("CRASH_NOTE");
	char temp[4096];
	struct stat st;
	long fd = -1;

	if (!strcmp(rival, "unlink")) {
		(void)syscall(SYS_unlinkat, AT_FDCWD, rival_path, 0);
	} else if (!strcmp(rival, "rename")) {
		(void)snprintf(temp, sizeof(temp), "%s.rival", rival_path);
		fd = raw_create(temp);
		raw_write((int)fd, text);
		(void)syscall(SYS_close, (int)fd);
		(void)syscall(SYS_renameat2, AT_FDCWD, temp, AT_FDCWD, rival_path, 0);
	} else {
		/* once its file has no name any more, what it writes is lost whatever we do */
		if (rival_fd < 0 || fstat(rival_fd, &st) || !st.st_nlink)
			return;
		raw_write(rival_fd, text);
	}
	fd = note ? raw_create(note) : -1;
	if (fd >= 0)
		(void)syscall(SYS_close, (int)fd);
}

static void after(int is_it)
{
	int keep = errno;

	if (is_it && kill_after)
		die();
	if (is_it && term)
		(void)raise(term);
	if (is_it && rival)
		play_rival();
	if (then_kill && armed && count == target + 1)
		die();
	errno = keep;
}

/* What a deaf program takes the answer of a call for. */
static long heard(long result, long done)
{
	return deaf && result < 0 ? done : result;
}

/* The body of a wrapper: fail, or do it, tell of it, and perhaps die. `done` is the answer of a call that went well. */
#define STEP(type, name, call, note, done)                                                         \
	do {                                                                                       \
		int is_it = hit(), bad;                                                            \
		type result;                                                                       \
                                                                                                   \
		if (is_it && fail) {                                                               \
			told("call\t%s\t-1\n", name);                                             \
			errno = fail;                                                              \
			return (type)heard(-1, (long)(done));                                      \
		}                                                                                  \
		result = (call);                                                                   \
		bad = errno;                                                                       \
		if (trace >= 0) {                                                                  \
			if (result >= 0)                                                           \
				note;                                                              \
			told("call\t%s\t%ld\n", name, (long)result);                              \
		}                                                                                  \
		errno = bad;                                                                       \
		after(is_it);                                                                      \
		return (type)heard((long)result, (long)(done));                                    \
	} while (0)

#define REAL(ret, name, ...) ((ret(*)(__VA_ARGS__))real(name))

static int opened(int fd)
{
	if (fd >= 0 && fd < FDS)
		made[fd] = 1;
	return fd;
}

#include "crash-look.h"

static int do_open(int dir, const char *path, int flags, mode_t mode)
{
	int there;

	if (!(flags & O_CREAT))
		return blind() ? -1 : REAL(int, "openat", int, const char *, int, ...)(dir, path, flags, mode);
	there = is_there(dir, path);
	STEP(int, "openat",
	     opened(REAL(int, "openat", int, const char *, int, ...)(dir, path, flags, mode)),
	     { if (!there) told_entry("create", dir, path, result); else if (flags & O_TRUNC) told("size\t%llu\t0\n", inode_of(result)); }, -1);
}

#define MODE(flags, mode)                                                                          \
	do {                                                                                       \
		va_list ap;                                                                        \
                                                                                                   \
		va_start(ap, flags);                                                               \
		(mode) = (flags)&O_CREAT ? va_arg(ap, mode_t) : 0;                                 \
		va_end(ap);                                                                        \
	} while (0)

int open(const char *path, int flags, ...)
{
	mode_t mode;

	MODE(flags, mode);
	return do_open(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
	mode_t mode;

	MODE(flags, mode);
	return do_open(AT_FDCWD, path, flags, mode);
}

int openat(int dir, const char *path, int flags, ...)
{
	mode_t mode;

	MODE(flags, mode);
	return do_open(dir, path, flags, mode);
}

int openat64(int dir, const char *path, int flags, ...)
{
	mode_t mode;

	MODE(flags, mode);
	return do_open(dir, path, flags, mode);
}

static size_t part(size_t n)
{
	if (shorter && armed && n > 700)
		n = 700;
	return half && count == target ? n / 2 : n;
}

ssize_t write(int fd, const void *p, size_t n)
{
	if (fd == STDOUT_FILENO || fd == STDERR_FILENO)
		return REAL(ssize_t, "write", int, const void *, size_t)(fd, p, n);
	if (armed && count + 1 < CALLS)
		writes[count + 1] = 1;
	STEP(ssize_t, "write", REAL(ssize_t, "write", int, const void *, size_t)(fd, p, part(n)),
	     told_data(fd, p, result), n);
}

int close(int fd)
{
	int ours = fd >= 0 && fd < FDS && made[fd], is_it, rc;

	if (!ours)
		return REAL(int, "close", int)(fd);
	made[fd] = 0;
	is_it = hit();
	rc = REAL(int, "close", int)(fd); /* gone also when it says that it failed */
	if (is_it && fail) {
		errno = fail;
		rc = -1;
	}
	told("call\tclose\t%d\n", rc);
	after(is_it);
	return (int)heard(rc, 0);
}

int fsync(int fd)
{
	if (nofsync)
		return 0;
	STEP(int, "fsync", REAL(int, "fsync", int)(fd), told("sync\t%llu\n", inode_of(fd)), 0);
}

int fdatasync(int fd)
{
	if (nofsync)
		return 0;
	STEP(int, "fdatasync", REAL(int, "fdatasync", int)(fd), told("sync\t%llu\n", inode_of(fd)), 0);
}

int flock(int fd, int how)
{
	return nolock ? 0 : REAL(int, "flock", int, int)(fd, how);
}

static void brake(void)
{
	if (armed && slow)
		(void)usleep(slow);
}

int rename(const char *from, const char *to)
{
	brake();
	STEP(int, "rename", REAL(int, "rename", const char *, const char *)(from, to),
	     told_rename(AT_FDCWD, from, AT_FDCWD, to, 0), 0);
}

int renameat(int dir, const char *from, int to_dir, const char *to)
{
	brake();
	if (lose && !strcmp(to, "journal"))
		return REAL(int, "unlinkat", int, const char *, int)(dir, from, 0);
	if (lose && !strcmp(from, "journal"))
		return 0;
	STEP(int, "renameat",
	     REAL(int, "renameat", int, const char *, int, const char *)(dir, from, to_dir, to),
	     told_rename(dir, from, to_dir, to, 0), 0);
}

int renameat2(int dir, const char *from, int to_dir, const char *to, unsigned flags)
{
	if (nosys && flags) {
		errno = EINVAL;
		return -1;
	}
	brake();
	STEP(int, "renameat2",
	     REAL(int, "renameat2", int, const char *, int, const char *, unsigned)(dir, from, to_dir,
										    to, flags),
	     told_rename(dir, from, to_dir, to, flags), 0);
}

int unlink(const char *path)
{
	STEP(int, "unlink", REAL(int, "unlink", const char *)(path), told_unlink(AT_FDCWD, path), 0);
}

int unlinkat(int dir, const char *path, int flags)
{
	STEP(int, "unlinkat", REAL(int, "unlinkat", int, const char *, int)(dir, path, flags),
	     told_unlink(dir, path), 0);
}

int rmdir(const char *path)
{
	STEP(int, "rmdir", REAL(int, "rmdir", const char *)(path), told_unlink(AT_FDCWD, path), 0);
}

int mkdir(const char *path, mode_t mode)
{
	STEP(int, "mkdir", REAL(int, "mkdir", const char *, mode_t)(path, mode),
	     told_entry("mkdir", AT_FDCWD, path, -1), 0);
}

int mkdirat(int dir, const char *path, mode_t mode)
{
	STEP(int, "mkdirat", REAL(int, "mkdirat", int, const char *, mode_t)(dir, path, mode),
	     told_entry("mkdir", dir, path, -1), 0);
}

int fchmod(int fd, mode_t mode)
{
	STEP(int, "fchmod", REAL(int, "fchmod", int, mode_t)(fd, mode),
	     told("mode\t%llu\t%o\n", inode_of(fd), (unsigned)mode & 07777), 0);
}

int fchown(int fd, uid_t uid, gid_t gid)
{
	STEP(int, "fchown", REAL(int, "fchown", int, uid_t, gid_t)(fd, uid, gid), (void)0, 0);
}

int fsetxattr(int fd, const char *name, const void *value, size_t n, int flags)
{
	STEP(int, "fsetxattr",
	     REAL(int, "fsetxattr", int, const char *, const void *, size_t, int)(fd, name, value, n, flags),
	     (void)0, 0);
}

int ftruncate(int fd, off_t n)
{
	STEP(int, "ftruncate", REAL(int, "ftruncate", int, off_t)(fd, n),
	     told("size\t%llu\t%lld\n", inode_of(fd), (long long)n), 0);
}

int ftruncate64(int fd, off64_t n)
{
	STEP(int, "ftruncate", REAL(int, "ftruncate64", int, off64_t)(fd, n),
	     told("size\t%llu\t%lld\n", inode_of(fd), (long long)n), 0);
}

long syscall(long what, ...)
{
	long a[6];
	va_list ap;
	size_t i;

	va_start(ap, what);
	for (i = 0; i < 6; i++)
		a[i] = va_arg(ap, long);
	va_end(ap);
	if (nosys && what == SYS_openat2) {
		errno = ENOSYS;
		return -1;
	}
	if (what == SYS_openat2 && blind())
		return -1;
	return REAL(long, "syscall", long, ...)(what, a[0], a[1], a[2], a[3], a[4], a[5]);
}
