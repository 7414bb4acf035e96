/* SPDX-License-Identifier: MIT */
/* crash-trace: what crash-shim.so saw change, written down so that prove/power.py can have the power go at any moment. */
#ifndef TOOLGAP_TESTS_CRASH_TRACE_H
#define TOOLGAP_TESTS_CRASH_TRACE_H

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * Lines of fields with tabs between; a folder and a file are the numbers of their inodes.
 *   create DIR INODE MODE NAME    mkdir DIR INODE MODE NAME    unlink DIR NAME (of a folder, too)
 *   rename DIR NAME DIR NAME FLAGS
 *   data INODE AT LENGTH, and then so many bytes and a line end
 *   size INODE LENGTH             mode INODE MODE              sync INODE
 *   call NAME RESULT              the call that did what stands since the last such line; a failed one has done nothing
 */
static int trace = -1;

__attribute__((format(printf, 1, 2))) static void told(const char *form, ...)
{
	char line[8192];
	va_list ap;
	int n;

	if (trace < 0)
		return;
	va_start(ap, form);
	n = vsnprintf(line, sizeof(line), form, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= sizeof(line) || syscall(SYS_write, trace, line, (size_t)n) != n)
		_exit(94);
}

static unsigned long long inode_of(int fd)
{
	struct stat st;

	return fstat(fd, &st) ? 0 : (unsigned long long)st.st_ino;
}

/* The folder that the last name of a path is in; *name is that. */
static unsigned long long folder_of(int dir, const char *path, const char **name)
{
	const char *last = strrchr(path, '/');
	char up[4096];
	struct stat st;

	*name = last ? last + 1 : path;
	(void)snprintf(up, sizeof(up), "%.*s", last ? (int)(last - path) + 1 : 1, last ? path : ".");
	return fstatat(dir, up, &st, 0) ? 0 : (unsigned long long)st.st_ino;
}

static int is_there(int dir, const char *path)
{
	struct stat st;
	int keep = errno, there = trace >= 0 && !fstatat(dir, path, &st, AT_SYMLINK_NOFOLLOW);

	errno = keep;
	return there;
}

static void told_entry(const char *what, int dir, const char *path, int fd)
{
	const char *name;
	unsigned long long up = folder_of(dir, path, &name);
	struct stat st;

	if (trace >= 0 && !(fd >= 0 ? fstat(fd, &st) : fstatat(dir, path, &st, AT_SYMLINK_NOFOLLOW)))
		told("%s\t%llu\t%llu\t%o\t%s\n", what, up, (unsigned long long)st.st_ino, (unsigned)st.st_mode & 07777, name);
}

static void told_unlink(int dir, const char *path)
{
	const char *name;
	unsigned long long up = folder_of(dir, path, &name);

	told("unlink\t%llu\t%s\n", up, name);
}

static void told_rename(int dir, const char *from, int to_dir, const char *to, unsigned flags)
{
	const char *a, *b;
	unsigned long long up = folder_of(dir, from, &a), to_up = folder_of(to_dir, to, &b);

	told("rename\t%llu\t%s\t%llu\t%s\t%u\n", up, a, to_up, b, flags);
}

static void told_data(int fd, const char *p, ssize_t n)
{
	long long at = (long long)lseek(fd, 0, SEEK_CUR) - n;

	if (trace < 0 || at < 0)
		return; /* a pipe is no disk */
	told("data\t%llu\t%lld\t%zd\n", inode_of(fd), at, n);
	if (syscall(SYS_write, trace, p, (size_t)n) != n)
		_exit(94);
	told("\n");
}

#endif
