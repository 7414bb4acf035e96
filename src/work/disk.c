/* SPDX-License-Identifier: MIT */
/* disk: reading files, with a fingerprint where they may be changed. */
#include "work/disk.h"

#include "base/i18n.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int unread(struct err *e, const char *path)
{
	int bad = errno;
	char *shown = disk_shown(path);

	err_set(e, E_FAIL,
		_("Cannot read %s: %s. It was not changed. Put that right and run again."), shown,
		strerror(bad));
	free(shown);
	return -1;
}

static int refused(struct err *e, const char *path, const char *why)
{
	char *shown = disk_shown(path);

	err_set(e, E_FAIL, _("%s %s. It was not touched. Put it right or leave this file out."),
		shown, why);
	free(shown);
	return -1;
}

/* To the end of the file, at most max bytes: 1 when there is more. */
static int read_all(int fd, struct buf *out, size_t max)
{
	const size_t least = 512, end = out->len + max; /* least: room for a read, also for the one that finds the end */
	struct stat st;
	ssize_t n;

	if (!fstat(fd, &st) && st.st_size > 0 && (size_t)st.st_size <= max)
		buf_room(out, (size_t)st.st_size + least); /* it is then not moved while it grows */
	for (;;) {
		buf_room(out, least);
		n = read(fd, out->p + out->len, out->cap - out->len - 1);
		if (n <= 0 && !(n < 0 && errno == EINTR))
			break;
		if (n > 0 && (size_t)n > end - out->len)
			return 1;
		out->len += n > 0 ? (size_t)n : 0;
	}
	out->p[out->len] = '\0';
	return (int)n;
}

int disk_look(int dir, const char *name, struct disk_seen *s)
{
	struct buf b = BUF_INIT;
	struct stat st;
	int fd, rc, bad;

	memset(s, 0, sizeof(*s));
	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW))
		return errno == ENOENT ? 0 : -1;
	s->exists = 1;
	if (!S_ISREG(st.st_mode))
		return 0;
	fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	rc = read_all(fd, &b, DISK_MAX);
	bad = errno;
	close(fd);
	if (!rc)
		sha256_hex(buf_str(&b), b.len, s->hash);
	buf_free(&b);
	errno = bad;
	return rc < 0 ? -1 : 0;
}

static int load(struct disk_file *f, int looks, struct err *e)
{
	struct buf b = BUF_INIT;
	struct stat st;
	int fd, rc;

	if (fstatat(f->dir, f->base, &st, AT_SYMLINK_NOFOLLOW))
		return errno == ENOENT ? 0 : unread(e, f->path);
	if (!S_ISREG(st.st_mode))
		return refused(e, f->path, _("is not an ordinary file"));
	fd = openat(f->dir, f->base, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return unread(e, f->path);
	if (fstat(fd, &st)) {
		rc = unread(e, f->path);
	} else if (!S_ISREG(st.st_mode)) {
		rc = refused(e, f->path, _("is not an ordinary file"));
	} else if (!looks && st.st_nlink > 1) {
		rc = refused(e, f->path,
			     _("has more than one hard link, which a change would cut"));
	} else {
		rc = read_all(fd, &b, DISK_MAX);
		if (rc)
			rc = rc < 0 ? unread(e, f->path) : refused(e, f->path, _("is too large"));
	}
	close(fd);
	if (rc) {
		buf_free(&b);
		return -1;
	}
	f->exists = 1;
	f->mode = st.st_mode & 07777;
	f->uid = st.st_uid;
	f->gid = st.st_gid;
	free(f->bytes);
	f->n = b.len;
	f->bytes = buf_detach(&b);
	if (!looks)
		sha256_hex(f->bytes, f->n, f->hash);
	return 0;
}

static int read_file(struct disk_file *f, const char *path, const char *root, int looks, struct err *e)
{
	char *top = root ? mem_got(realpath(root, NULL)) : mem_str("/"), *up = NULL;
	int rc = -1;

	memset(f, 0, sizeof(*f));
	f->dir = -1;
	f->uid = (uid_t)-1;
	f->gid = (gid_t)-1;
	f->path = mem_str(path);
	f->bytes = mem_str("");
	if (!top) {
		unread(e, root);
		goto out;
	}
	if (disk_resolve(path, &f->real, e))
		goto out;
	f->base = strrchr(f->real, '/') + 1;
	if (!disk_inside(f->real, top)) {
		if (!disk_allowed(f->real)) {
			disk_outside(path, f->real, top, e);
			goto out;
		}
		free(top);
		top = mem_str(disk_allowed(f->real));
	}
	up = disk_parent(f->real);
	f->dir = disk_open_dir(up, top);
	if (f->dir < 0)
		rc = errno == ENOENT ? 0 : unread(e, path);
	else
		rc = load(f, looks, e);
out:
	free(top);
	free(up);
	if (rc)
		disk_file_free(f);
	return rc;
}

int disk_read(struct disk_file *f, const char *path, const char *root, struct err *e)
{
	return read_file(f, path, root, 0, e);
}

int disk_peek(struct disk_file *f, const char *path, const char *root, struct err *e)
{
	return read_file(f, path, root, 1, e);
}

void disk_file_free(struct disk_file *f)
{
	free(f->path);
	free(f->real);
	free(f->bytes);
	if (f->dir >= 0)
		close(f->dir);
	memset(f, 0, sizeof(*f));
	f->dir = -1;
}

/* Read an open file and close it. */
static int slurp(int fd, const char *path, struct buf *out, size_t max, struct err *e)
{
	size_t start = out->len;
	int rc;

	rc = read_all(fd, out, max);
	if (rc < 0)
		unread(e, path);
	else if (rc)
		refused(e, path, _("is too large"));
	close(fd);
	if (rc && out->p) {
		out->len = start;
		out->p[start] = '\0';
	}
	return rc ? -1 : 0;
}

static int missing(struct err *e, const char *path)
{
	char *shown = disk_shown(path);

	err_set(e, E_FAIL, _("%s is not there. Nothing was changed; look at its name and run again."), shown);
	free(shown);
	return -1;
}

int disk_slurp_as(const char *path, int regular, struct buf *out, size_t max, struct err *e)
{
	int fd = open(path, O_RDONLY | O_NOCTTY | O_CLOEXEC | (regular ? O_NONBLOCK : 0));
	struct stat st;
	if (fd < 0)
		return errno == ENOENT ? missing(e, path) : unread(e, path);
	if (!regular || (!fstat(fd, &st) && S_ISREG(st.st_mode)))
		return slurp(fd, path, out, max, e);
	close(fd);
	return refused(e, path, _("is not an ordinary file"));
}

int disk_slurp_input(struct buf *out, size_t max, struct err *e)
{
	int fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);

	return fd < 0 ? unread(e, "stdin") : slurp(fd, "stdin", out, max, e);
}

int disk_slurp_own(const char *path, struct buf *out, size_t max, struct err *e)
{
	int fd = open(path, O_RDONLY | O_NOCTTY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat st;

	if (fd < 0)
		return unread(e, path);
	if (fstat(fd, &st) || !S_ISREG(st.st_mode) || st.st_uid != geteuid() || (st.st_mode & 077)) {
		close(fd);
		return refused(e, path, _("is not a file of yours alone"));
	}
	return slurp(fd, path, out, max, e);
}
