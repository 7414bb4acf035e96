/* SPDX-License-Identifier: MIT */
/* disk_stage: the steps of apply on a user's file: temp beside it, exchange, and back. */
#include "work/disk.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#define SWAPS 1000 /* a rival that writes faster than this many exchanges is not one we can serve  \
		    */

void disk_temp(const char *base, char temp[DISK_TEMP])
{
	static const char set[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	size_t room = DISK_TEMP - 2 - strlen(DISK_MARK) - DISK_RANDOM, n = strlen(base), i;
	unsigned char dice[DISK_RANDOM];

	if (getrandom(dice, sizeof(dice), 0) != (ssize_t)sizeof(dice)) {
		/* good enough: O_EXCL guards the name, and no link is followed */
		unsigned long long mix = (unsigned long long)clock_ms() * 2654435761u ^
					 (unsigned long long)getpid() << 20;

		for (i = 0; i < sizeof(dice); i++, mix = mix * 6364136223846793005u + 1)
			dice[i] = (unsigned char)(mix >> 33);
	}
	if (n > room)
		n = room;
	while (n && ((unsigned char)base[n] & 0xC0) == 0x80) /* not inside of a character */
		n--;
	temp[0] = '.';
	memcpy(temp + 1, base, n);
	memcpy(temp + 1 + n, DISK_MARK, strlen(DISK_MARK));
	n += 1 + strlen(DISK_MARK);
	for (i = 0; i < DISK_RANDOM; i++)
		temp[n++] = set[dice[i] % (sizeof(set) - 1)];
	temp[n] = '\0';
}

static int failed(struct err *e, const struct disk_file *f)
{
	int bad = errno;
	char *shown = disk_shown(f->path);

	err_set(e, E_FAIL, _("Cannot write %s: %s. Put that right and run again."), shown,
		strerror(bad));
	free(shown);
	return -1;
}

static int theirs(struct err *e, const struct disk_file *f)
{
	char *shown = disk_shown(f->path);

	err_set(e, E_CHANGED,
		_("%s was changed by another program just now and was left as that program "
		  "made it. Look at it and plan again."),
		shown);
	free(shown);
	return -1;
}

/* One attribute. Those that only the system may set, or that the file system lacks, do not matter.
 */
static int copy_attr(int from, int to, const char *name)
{
	ssize_t n = fgetxattr(from, name, NULL, 0);
	char *value;
	int rc = 0;

	if (n < 0)
		return errno == ENOTSUP || errno == ENODATA ? 0 : -1;
	value = mem_array(NULL, (size_t)n + 1, 1);
	n = fgetxattr(from, name, value, (size_t)n);
	if (n < 0)
		rc = errno == ENODATA ? 0 : -1;
	else if (fsetxattr(to, name, value, (size_t)n, 0) && errno != ENOTSUP)
		rc = (errno == EPERM || errno == EACCES) && strncmp(name, "user.", 5) != 0 ? 0 : -1;
	free(value);
	return rc;
}

static int copy_attrs(int from, int to)
{
	ssize_t n = flistxattr(from, NULL, 0), at;
	char *names;
	int rc = 0;

	if (n <= 0)
		return n && errno != ENOTSUP ? -1 : 0;
	names = mem_array(NULL, (size_t)n + 1, 1);
	n = flistxattr(from, names, (size_t)n);
	if (n < 0)
		rc = -1;
	for (at = 0; !rc && at < n; at += (ssize_t)strlen(names + at) + 1)
		rc = copy_attr(from, to, names + at);
	free(names);
	return rc;
}

/* Mode, owner, ACL and attributes. */
static int dress(int fd, const struct disk_file *f, mode_t mode, struct buf *said)
{
	struct stat st;
	int old, rc, bad;

	if (fstat(fd, &st))
		return -1;
	if (f->uid != (uid_t)-1 && (st.st_uid != f->uid || st.st_gid != f->gid) &&
	    fchown(fd, f->uid, f->gid)) {
		char *shown = disk_shown(f->path);

		if (errno != EPERM) {
			free(shown);
			return -1;
		}
		mode &= 0777; /* no set-uid for somebody else */
		buf_addf(said,
			 _("%s belonged to another user and is yours now: its owner cannot be "
			   "kept.\n"),
			 shown);
		free(shown);
	}
	if (f->exists) {
		old = openat(f->dir, f->base, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
		if (old < 0)
			return -1;
		rc = copy_attrs(old, fd);
		bad = errno;
		close(old);
		errno = bad;
		if (rc)
			return -1;
	}
	return fchmod(fd, mode);
}

int disk_stage(const struct disk_file *f, const void *p, size_t n, mode_t mode, const char *temp,
	       struct buf *said, struct err *e)
{
	int fd = openat(f->dir, temp, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	int rc, bad;

	if (fd < 0)
		return failed(e, f);
	rc = disk_write(fd, p, n) || dress(fd, f, mode, said) || fsync(fd) ? -1 : 0;
	bad = errno;
	if (close(fd) && !rc) {
		rc = -1;
		bad = errno;
	}
	errno = bad;
	if (!rc)
		return 0;
	return bad == ENOENT ? theirs(e, f) : failed(e, f); /* the old file went away */
}

/* Not every file system knows the flags of renameat2. */
static int lacking(void)
{
	return errno == EINVAL || errno == ENOSYS || errno == ENOTSUP;
}

/* The target is still what was read: 1, 0, or -1 with errno. */
static int as_read(const struct disk_file *f)
{
	struct disk_seen s;

	if (disk_look(f->dir, f->base, &s))
		return -1;
	return s.exists == f->exists && !strcmp(s.hash, f->hash);
}

/* Without exchange: look, then rename at once. */
static int plain(const struct disk_file *f, const char *from, const char *to, struct err *e)
{
	int same = as_read(f);

	if (same < 0)
		return failed(e, f);
	if (!same)
		return theirs(e, f);
	return renameat(f->dir, from, f->dir, to) ? failed(e, f) : 0;
}

/*
 * Exchange, and see what came out. Is it not what was expected, it goes back; and when what comes
 * out then is not what we had put in, somebody wrote again meanwhile, and theirs goes back in turn:
 * the newest of theirs always ends in the target, and only what its own writer replaced stays out.
 */
static int exchange(const struct disk_file *f, const char *temp, const char *hash, struct err *e)
{
	char in[SHA256_HEX], held[SHA256_HEX];
	struct disk_seen s;
	int i;

	if (renameat2(f->dir, temp, f->dir, f->base, RENAME_EXCHANGE)) {
		if (errno == ENOENT)
			return theirs(e, f); /* they removed it */
		return lacking() ? plain(f, temp, f->base, e) : failed(e, f);
	}
	if (disk_look(f->dir, temp, &s))
		return failed(e, f);
	if (!strcmp(s.hash, f->hash))
		return 0;
	memcpy(in, hash, SHA256_HEX);
	for (i = 0; i < SWAPS; i++) {
		memcpy(held, s.hash, SHA256_HEX);
		if (renameat2(f->dir, temp, f->dir, f->base, RENAME_EXCHANGE)) {
			if (errno == ENOENT)
				break; /* and now they removed it: so be it */
			return failed(e, f);
		}
		if (disk_look(f->dir, temp, &s))
			return failed(e, f);
		if (!strcmp(s.hash, in))
			break;
		memcpy(in, held, SHA256_HEX);
	}
	if (i && i < SWAPS)
		(void)unlinkat(f->dir, temp, 0); /* its own writer has replaced it */
	return theirs(e, f);
}

/* A new file: never over one that came up meanwhile. */
static int bring(const struct disk_file *f, const char *temp, struct err *e)
{
	if (!renameat2(f->dir, temp, f->dir, f->base, RENAME_NOREPLACE))
		return 0;
	if (errno == EEXIST)
		return theirs(e, f);
	return lacking() ? plain(f, temp, f->base, e) : failed(e, f);
}

static int take_away(const struct disk_file *f, const char *temp, struct err *e)
{
	struct disk_seen s;

	if (renameat2(f->dir, f->base, f->dir, temp, RENAME_NOREPLACE)) {
		if (errno == ENOENT)
			return theirs(e, f);
		if (!lacking())
			return failed(e, f);
		if (plain(f, f->base, temp, e))
			return -1;
	}
	if (disk_look(f->dir, temp, &s))
		return failed(e, f);
	if (!strcmp(s.hash, f->hash))
		return 0;
	/* theirs, back it goes, unless they have made a newer one already */
	if (renameat2(f->dir, temp, f->dir, f->base, RENAME_NOREPLACE) && errno != EEXIST)
		return failed(e, f);
	return theirs(e, f);
}

int disk_commit(const struct disk_file *f, const char *temp, const char *hash, struct err *e)
{
	if (!hash)
		return take_away(f, temp, e);
	return f->exists ? exchange(f, temp, hash, e) : bring(f, temp, e);
}

int disk_save(const struct disk_file *f, const void *p, size_t n, struct err *e)
{
	char temp[DISK_TEMP], hash[SHA256_HEX];
	struct buf said = BUF_INIT;
	int rc;

	if (f->dir < 0) {
		errno = ENOENT;
		return failed(e, f);
	}
	disk_temp(f->base, temp);
	sha256_hex(p, n, hash);
	rc = disk_stage(f, p, n, f->exists ? f->mode : 0600, temp, &said, e) || disk_commit(f, temp, hash, e);
	(void)disk_unlink(f->dir, temp); /* what was staged in vain, or the old file */
	buf_free(&said);
	if (!rc && disk_sync_dir(f->dir))
		return failed(e, f);
	return rc ? -1 : 0;
}

int disk_move(int dir, const char *from, int to_dir, const char *to)
{
	return renameat(dir, from, to_dir, to);
}

int disk_unlink(int dir, const char *name)
{
	return unlinkat(dir, name, 0) && errno != ENOENT ? -1 : 0;
}

static int folder(const char *real, const char *root, int make)
{
	char *up = disk_parent(real);
	int dir = disk_open_dir(up, root), rc = 0, bad;

	free(up);
	if (dir < 0)
		return !make && errno == ENOENT ? 0 : -1;
	if (make)
		rc = mkdirat(dir, strrchr(real, '/') + 1, 0777) && errno != EEXIST;
	else
		rc = unlinkat(dir, strrchr(real, '/') + 1, AT_REMOVEDIR) && errno != ENOENT &&
		     errno != ENOTEMPTY && errno != EEXIST && errno != ENOTDIR;
	if (!rc)
		rc = disk_sync_dir(dir) != 0;
	bad = errno;
	close(dir);
	errno = bad;
	return rc ? -1 : 0;
}

int disk_mkdir(const char *real, const char *root)
{
	return folder(real, root, 1);
}

int disk_rmdir(const char *real, const char *root)
{
	return folder(real, root, 0);
}
