/* SPDX-License-Identifier: MIT */
/* disk_own: folders and files of our own state: made, replaced, added to and removed, durably. */
#include "work/disk.h"

#include "base/i18n.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int unsaved(struct err *e, const char *path)
{
	int bad = errno;
	char *shown = disk_shown(path);

	err_set(e, E_FAIL,
		_("Cannot save %s: %s. It is not half-written. Put that right and run again."),
		shown, strerror(bad));
	free(shown);
	return -1;
}

int disk_write(int fd, const void *p, size_t n)
{
	const char *s = p;

	while (n) {
		ssize_t did = write(fd, s, n);

		if (did < 0 && errno == EINTR)
			continue;
		if (did <= 0) {
			if (!did)
				errno = EIO;
			return -1;
		}
		s += did;
		n -= (size_t)did;
	}
	return 0;
}

int disk_sync_dir(int dirfd)
{
	/* EINVAL: a file system that has nothing to sync for a folder */
	return fsync(dirfd) && errno != EINVAL ? -1 : 0;
}

static int sync_path(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc, bad;

	if (fd < 0)
		return -1;
	rc = disk_sync_dir(fd);
	bad = errno;
	close(fd);
	errno = bad;
	return rc;
}

static int sync_parent(const char *path)
{
	char *up = disk_parent(path);
	int rc = sync_path(up), bad = errno;

	free(up);
	errno = bad;
	return rc;
}

int disk_mkdirs(const char *path, int private, struct err *e)
{
	char *p = mem_str(path), *at = p;
	struct stat st;
	int rc = -1;

	do {
		char keep;

		at += strspn(at, "/");
		at += strcspn(at, "/");
		keep = *at;
		*at = '\0';
		if (!mkdir(p, private ? 0700 : 0777)) {
			if (sync_parent(p))
				goto fail;
		} else if (errno != EEXIST) {
			int bad = errno;

			/* some systems say EROFS or EACCES for a folder that is there */
			if (stat(p, &st)) {
				errno = bad;
				goto fail;
			}
		}
		*at = keep;
	} while (at[strspn(at, "/")]);
	if (stat(p, &st))
		goto fail;
	if (!S_ISDIR(st.st_mode)) {
		errno = ENOTDIR;
		goto fail;
	}
	rc = 0;
fail:
	if (rc) {
		int bad = errno;
		char *shown = disk_shown(p);

		err_set(e, E_FAIL,
			_("Cannot make the folder %s: %s. Nothing was written there. "
			  "Put that right and run again."),
			shown, strerror(bad));
		free(shown);
	}
	free(p);
	return rc;
}

int disk_put(const char *path, const void *p, size_t n, struct err *e)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;
	char temp[DISK_TEMP], *up = disk_parent(path);
	int dir = open(up, O_RDONLY | O_DIRECTORY | O_CLOEXEC), fd = -1, rc = -1, bad;

	free(up);
	if (dir < 0)
		return unsaved(e, path);
	disk_temp(base, temp);
	fd = openat(dir, temp, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		goto out;
	rc = disk_write(fd, p, n) || fsync(fd) ? -1 : 0;
	bad = errno;
	if (close(fd) && !rc) {
		rc = -1;
		bad = errno;
	}
	errno = bad;
	if (!rc)
		rc = renameat(dir, temp, dir, base);
	if (rc) {
		bad = errno;
		(void)unlinkat(dir, temp, 0);
		errno = bad;
	} else {
		rc = disk_sync_dir(dir);
	}
out:
	bad = errno;
	close(dir);
	errno = bad;
	return rc ? unsaved(e, path) : 0;
}

/* A line that is there in part is worse than none. */
static int add_whole(int fd, const void *p, size_t n)
{
	struct stat st;
	ssize_t did;
	int bad;

	if (fstat(fd, &st))
		return -1;
	do {
		did = write(fd, p, n);
	} while (did < 0 && errno == EINTR);
	if (did == (ssize_t)n)
		return fdatasync(fd);
	bad = did < 0 ? errno : ENOSPC;
	if (did > 0 && ftruncate(fd, st.st_size))
		bad = errno;
	errno = bad;
	return -1;
}

int disk_append(const char *path, const void *p, size_t n, struct err *e)
{
	int flags = O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC, made = 0;
	int fd = open(path, flags), rc, bad;

	if (fd < 0 && errno == ENOENT) {
		fd = open(path, flags | O_CREAT, 0600);
		made = 1;
	}
	if (fd < 0)
		return unsaved(e, path);
	rc = add_whole(fd, p, n);
	bad = errno;
	if (close(fd) && !rc) {
		rc = -1;
		bad = errno;
	}
	errno = bad;
	if (!rc && made)
		rc = sync_parent(path);
	return rc ? unsaved(e, path) : 0;
}

int disk_remove(const char *path, struct err *e)
{
	char *shown;
	int bad;

	if (!unlink(path) && !sync_parent(path))
		return 0;
	if (errno == ENOENT)
		return 0;
	bad = errno;
	shown = disk_shown(path);
	err_set(e, E_FAIL, _("Cannot remove %s: %s. Remove it by hand."), shown, strerror(bad));
	free(shown);
	return -1;
}
