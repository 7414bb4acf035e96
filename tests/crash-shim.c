/* SPDX-License-Identifier: MIT */
/* crash-shim: preloaded, kills or fails a program at its n-th call that changes the disk. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/xattr.h>
#include <unistd.h>

/*
 * CRASH_AT=N      the call; calls count from crash_arm() on (the driver calls it when it is linked
 * in) CRASH_MODE      before | after | half (a write only gets its first half through) | an errno
 * by name | TERM (that signal, after the call) | rename | write | unlink: a rival, after the call,
 * does that to the file CRASH_PATH; "write" through a descriptor it has had open all the time
 * CRASH_THEN=kill dies after the call that follows the rival's
 * CRASH_NOTE=F    made when the rival has done it
 * CRASH_SHORT=1   no write takes more than 700 bytes
 * CRASH_LASTING=1 the error comes at call N and at every later one
 * CRASH_COUNT=F   at exit a line for each call goes to the file F: "write" or "other"
 * CRASH_NOSYS=1   a system without openat2 and without the flags of renameat2
 * CRASH_LOSE=1    negative control: a journal is said to be saved and is not
 *
 * Counted: open with O_CREAT, write, fsync, fdatasync, rename*, unlink*, rmdir, mkdir*, fchmod,
 * fchown, fsetxattr, ftruncate, and close of what was opened with O_CREAT. Standard output and
 * error are not.
 */
#define FDS   4096
#define CALLS 4096

void crash_arm(void);

static long target = -1, count;
static int armed, kill_before, kill_after, half, lasting, fail, nosys, lose, term, shorter,
	then_kill;
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
		    { "EINTR", EINTR } };
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (!strcmp(all[i].name, name))
			return all[i].value;
	fprintf(stderr, "crash-shim: no mode %s\n", name);
	_exit(99);
}

static int flag(const char *name)
{
	return getenv(name) != NULL;
}

__attribute__((constructor)) static void start(void)
{
	const char *at = getenv("CRASH_AT"), *mode = getenv("CRASH_MODE");

	nosys = flag("CRASH_NOSYS");
	lose = flag("CRASH_LOSE");
	lasting = flag("CRASH_LASTING");
	shorter = flag("CRASH_SHORT");
	then_kill = flag("CRASH_THEN");
	rival_path = getenv("CRASH_PATH");
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
		term = 1;
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
	static int told;

	if (!told++ && atexit(disarm))
		_exit(94);
	count = 0;
	armed = 1;
	if (rival && rival_path && !strcmp(rival, "write"))
		rival_fd = (int)syscall(SYS_openat, AT_FDCWD, rival_path, O_WRONLY);
}

__attribute__((destructor)) static void stop(void)
{
	const char *path = getenv("CRASH_COUNT");
	long fd, i;

	if (!path)
		return;
	fd = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
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
	if (!armed)
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

static long raw_create(const char *path)
{
	return syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
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
		(void)raise(SIGTERM);
	if (is_it && rival)
		play_rival();
	if (then_kill && armed && count == target + 1)
		die();
	errno = keep;
}

/* The body of a wrapper: fail, or do it and perhaps die. */
#define STEP(type, call)                                                                           \
	do {                                                                                       \
		int is_it = hit();                                                                 \
		type result;                                                                       \
                                                                                                   \
		if (is_it && fail) {                                                               \
			errno = fail;                                                              \
			return -1;                                                                 \
		}                                                                                  \
		result = (call);                                                                   \
		after(is_it);                                                                      \
		return result;                                                                     \
	} while (0)

#define REAL(ret, name, ...) ((ret(*)(__VA_ARGS__))real(name))

static int opened(int fd)
{
	if (fd >= 0 && fd < FDS)
		made[fd] = 1;
	return fd;
}

static int do_open(int dir, const char *path, int flags, mode_t mode)
{
	if (!(flags & O_CREAT))
		return REAL(int, "openat", int, const char *, int, ...)(dir, path, flags, mode);
	STEP(int, opened(REAL(int, "openat", int, const char *, int, ...)(dir, path, flags, mode)));
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
	STEP(ssize_t, REAL(ssize_t, "write", int, const void *, size_t)(fd, p, part(n)));
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
	after(is_it);
	return rc;
}

int fsync(int fd)
{
	STEP(int, REAL(int, "fsync", int)(fd));
}

int fdatasync(int fd)
{
	STEP(int, REAL(int, "fdatasync", int)(fd));
}

int rename(const char *from, const char *to)
{
	STEP(int, REAL(int, "rename", const char *, const char *)(from, to));
}

int renameat(int dir, const char *from, int to_dir, const char *to)
{
	if (lose && !strcmp(to, "journal"))
		return REAL(int, "unlinkat", int, const char *, int)(dir, from, 0);
	if (lose && !strcmp(from, "journal"))
		return 0;
	STEP(int,
	     REAL(int, "renameat", int, const char *, int, const char *)(dir, from, to_dir, to));
}

int renameat2(int dir, const char *from, int to_dir, const char *to, unsigned flags)
{
	if (nosys && flags) {
		errno = EINVAL;
		return -1;
	}
	STEP(int, REAL(int, "renameat2", int, const char *, int, const char *,
		       unsigned)(dir, from, to_dir, to, flags));
}

int unlink(const char *path)
{
	STEP(int, REAL(int, "unlink", const char *)(path));
}

int unlinkat(int dir, const char *path, int flags)
{
	STEP(int, REAL(int, "unlinkat", int, const char *, int)(dir, path, flags));
}

int rmdir(const char *path)
{
	STEP(int, REAL(int, "rmdir", const char *)(path));
}

int mkdir(const char *path, mode_t mode)
{
	STEP(int, REAL(int, "mkdir", const char *, mode_t)(path, mode));
}

int mkdirat(int dir, const char *path, mode_t mode)
{
	STEP(int, REAL(int, "mkdirat", int, const char *, mode_t)(dir, path, mode));
}

int fchmod(int fd, mode_t mode)
{
	STEP(int, REAL(int, "fchmod", int, mode_t)(fd, mode));
}

int fchown(int fd, uid_t uid, gid_t gid)
{
	STEP(int, REAL(int, "fchown", int, uid_t, gid_t)(fd, uid, gid));
}

int fsetxattr(int fd, const char *name, const void *value, size_t n, int flags)
{
	STEP(int, REAL(int, "fsetxattr", int, const char *, const void *, size_t,
		       int)(fd, name, value, n, flags));
}

int ftruncate(int fd, off_t n)
{
	STEP(int, REAL(int, "ftruncate", int, off_t)(fd, n));
}

int ftruncate64(int fd, off64_t n)
{
	STEP(int, REAL(int, "ftruncate64", int, off64_t)(fd, n));
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
	return REAL(long, "syscall", long, ...)(what, a[0], a[1], a[2], a[3], a[4], a[5]);
}
