/* SPDX-License-Identifier: MIT */
/* crash-look: the calls by which a program looks at the disk, each failed once. Part of crash-shim.c. */
#include <sys/random.h>

ssize_t __read_chk(int fd, void *p, size_t n, size_t room);
ssize_t __readlink_chk(const char *path, char *to, size_t n, size_t room);
char *__realpath_chk(const char *path, char *out, size_t room);

/* 1: this look is the one that fails; errno says why. */
static int blind(void)
{
	if (!armed || !looking)
		return 0;
	count++;
	if (count != target && !(lasting && target > 0 && count > target))
		return 0;
	errno = fail;
	return 1;
}

ssize_t read(int fd, void *p, size_t n)
{
	return blind() ? -1 : REAL(ssize_t, "read", int, void *, size_t)(fd, p, n);
}

ssize_t __read_chk(int fd, void *p, size_t n, size_t room)
{
	(void)room;
	return read(fd, p, n);
}

int fstat64(int fd, struct stat64 *st)
{
	return blind() ? -1 : REAL(int, "fstat64", int, struct stat64 *)(fd, st);
}

int stat64(const char *path, struct stat64 *st)
{
	return blind() ? -1 : REAL(int, "stat64", const char *, struct stat64 *)(path, st);
}

int lstat64(const char *path, struct stat64 *st)
{
	return blind() ? -1 : REAL(int, "lstat64", const char *, struct stat64 *)(path, st);
}

int fstatat64(int dir, const char *path, struct stat64 *st, int flags)
{
	return blind() ? -1
		       : REAL(int, "fstatat64", int, const char *, struct stat64 *, int)(dir, path, st, flags);
}

ssize_t readlink(const char *path, char *to, size_t n)
{
	return blind() ? -1 : REAL(ssize_t, "readlink", const char *, char *, size_t)(path, to, n);
}

ssize_t __readlink_chk(const char *path, char *to, size_t n, size_t room)
{
	(void)room;
	return readlink(path, to, n);
}

char *realpath(const char *path, char *out)
{
	return blind() ? NULL : REAL(char *, "realpath", const char *, char *)(path, out);
}

char *__realpath_chk(const char *path, char *out, size_t room)
{
	(void)room;
	return realpath(path, out);
}

DIR *opendir(const char *path)
{
	return blind() ? NULL : REAL(DIR *, "opendir", const char *)(path);
}

DIR *fdopendir(int fd)
{
	return blind() ? NULL : REAL(DIR *, "fdopendir", int)(fd);
}

/* errno is left alone where the folder simply ends */
struct dirent64 *readdir64(DIR *d)
{
	return blind() ? NULL : REAL(struct dirent64 *, "readdir64", DIR *)(d);
}

int access(const char *path, int how)
{
	return blind() ? -1 : REAL(int, "access", const char *, int)(path, how);
}

ssize_t fgetxattr(int fd, const char *name, void *value, size_t n)
{
	return blind() ? -1
		       : REAL(ssize_t, "fgetxattr", int, const char *, void *, size_t)(fd, name, value, n);
}

ssize_t flistxattr(int fd, char *list, size_t n)
{
	return blind() ? -1 : REAL(ssize_t, "flistxattr", int, char *, size_t)(fd, list, n);
}

ssize_t getrandom(void *p, size_t n, unsigned flags)
{
	return blind() ? -1 : REAL(ssize_t, "getrandom", void *, size_t, unsigned)(p, n, flags);
}
