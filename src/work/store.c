/* SPDX-License-Identifier: MIT */
/* store: where the journal, the lock and the undo records of one workspace lie. */
#include "work/store.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "work/disk.h"
#include "work/workspace.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HASH_DIGITS 16

static char *at(const struct store *s, const char *name)
{
	return mem_fmt("%s/%s", s->dir, name);
}

/* Fills the message from errno. */
static int failed(struct err *e, const char *path)
{
	int bad = errno;
	char *shown = disk_shown(path);

	err_set(e, E_FAIL, _("Cannot use %s: %s. Put that right and run again."), shown,
		strerror(bad));
	free(shown);
	return -1;
}

static char *home_new(void)
{
	const char *s = getenv("HOME");
	const struct passwd *who;

	if (!s || *s != '/') {
		who = getpwuid(getuid());
		s = who ? who->pw_dir : NULL;
	}
	return s ? mem_got(realpath(s, NULL)) : NULL;
}

int store_where(struct store *s, const char *workspace, struct err *e)
{
	char hash[SHA256_HEX];

	memset(s, 0, sizeof(*s));
	s->fd = -1;
	s->workspace = mem_got(realpath(workspace, NULL));
	if (!s->workspace)
		return failed(e, workspace);
	s->home = home_new();
	s->state = workspace_xdg_new("state");
	sha256_hex(s->workspace, strlen(s->workspace), hash);
	s->dir = mem_fmt("%s/work/%.*s", s->state, HASH_DIGITS, hash);
	return 0;
}

int store_there(const struct store *s)
{
	char *undo = at(s, "undo");
	int there = access(undo, F_OK) == 0;

	free(undo);
	return there;
}

/* Ours, and closed to everybody else. */
static int private(const char *dir, int fd, struct err *e)
{
	struct stat st;
	char *shown;

	if (fstat(fd, &st))
		return failed(e, dir);
	if (st.st_uid == geteuid() && !(st.st_mode & 077))
		return 0;
	shown = disk_shown(dir);
	err_set(e, E_FAIL,
		_("The folder %s must belong to you and be closed to others, since what lies in it "
		  "decides about your files. No file was changed. Look who uses it, then: chmod "
		  "700 on it."),
		shown);
	free(shown);
	return -1;
}

static int open_private(const char *dir, int flags, struct err *e)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC | flags);

	if (fd < 0)
		return failed(e, dir);
	if (!private(dir, fd, e))
		return fd;
	close(fd);
	return -1;
}

int store_open(struct store *s, struct err *e)
{
	char *undo = at(s, "undo");
	int top = -1, rc = -1;

	if (disk_mkdirs(s->state, 1, e))
		goto out;
	top = open_private(s->state, 0, e);
	if (top < 0 || disk_mkdirs(undo, 1, e))
		goto out;
	s->fd = open_private(s->dir, O_NOFOLLOW, e);
	rc = s->fd < 0 ? -1 : 0;
out:
	if (top >= 0)
		close(top);
	free(undo);
	return rc;
}

void store_close(struct store *s)
{
	free(s->workspace);
	free(s->home);
	free(s->state);
	free(s->dir);
	if (s->fd >= 0)
		close(s->fd);
	memset(s, 0, sizeof(*s));
	s->fd = -1;
}

const char *store_root(const struct store *s, const char *real)
{
	if (disk_inside(real, s->workspace))
		return s->workspace;
	if (s->home && disk_inside(real, s->home))
		return s->home;
	return disk_allowed(real);
}

/* A journal that was being written when the power went: ".journal" DISK_MARK … */
static int is_attempt(const char *name)
{
	static const char start[] = ".journal" DISK_MARK;

	return !strncmp(name, start, sizeof(start) - 1);
}

int store_pending(const struct store *s)
{
	DIR *d = mem_got(opendir(s->dir));
	const struct dirent *one;
	int found = 0;

	if (!d) /* what cannot be looked into may hold one: whoever goes on meets the reason */
		return errno != ENOENT && errno != ENOTDIR;

	while (!found && (one = readdir(d)))
		found = !strcmp(one->d_name, "journal") || !strcmp(one->d_name, "done") ||
			is_attempt(one->d_name);
	closedir(d);
	return found;
}

/* Whoever can write a journal can have files replaced: so nobody else may have been able to. */
static int trusted(const struct store *s, const char *name, int *found, struct err *e)
{
	char *path = at(s, name), *shown;
	struct stat st;
	int rc = 0;

	*found = !fstatat(s->fd, name, &st, AT_SYMLINK_NOFOLLOW);
	if (!*found) {
		rc = errno == ENOENT ? 0 : failed(e, path);
	} else if (!S_ISREG(st.st_mode) || st.st_uid != geteuid() || (st.st_mode & 077) ||
		   st.st_nlink != 1) {
		shown = disk_shown(path);
		rc = err_set(e, E_FAIL,
			     _("%s is not a file that belongs to you alone, so it may not decide "
			       "about your files. No file was changed because of it. Look at it, "
			       "then move it out of the way."),
			     shown);
		free(shown);
	}
	free(path);
	return rc;
}

static int outside(const char *path, const char *journal, struct err *e)
{
	char *shown = disk_shown(path), *where = disk_shown(journal);

	err_set(e, E_FAIL,
		_("%s speaks of %s, outside of this workspace and of your home folder. No file was "
		  "changed because of it. Look at it, then move it out of the way."),
		where, shown);
	free(shown);
	free(where);
	return -1;
}

static int allowed(const struct store *s, const struct journal *j, const char *name, struct err *e)
{
	const char *bad = strcmp(j->workspace, s->workspace) ? j->workspace : NULL;
	size_t i;

	for (i = 0; !bad && i < j->n; i++)
		bad = store_root(s, j->v[i].path) ? NULL : j->v[i].path;
	for (i = 0; !bad && i < j->made_n; i++)
		bad = store_root(s, j->made[i]) ? NULL : j->made[i];
	for (i = 0; !bad && i < j->drop_n; i++)
		bad = store_root(s, j->drop[i]) ? NULL : j->drop[i];
	return bad ? outside(bad, name, e) : 0;
}

int store_read(const struct store *s, const char *name, struct journal *j, int *found,
	       struct err *e)
{
	char *path = at(s, name);
	struct buf b = BUF_INIT;
	int rc;

	memset(j, 0, sizeof(*j));
	rc = trusted(s, name, found, e);
	if (!rc && *found)
		rc = disk_slurp(path, &b, JOURNAL_MAX + 4096, e) ||
				     journal_decode(j, buf_str(&b), b.len, path, e) ||
				     allowed(s, j, path, e) ?
			     -1 :
			     0;
	if (rc)
		journal_free(j);
	buf_free(&b);
	free(path);
	return rc;
}

int store_write(const struct store *s, const struct journal *j, struct err *e)
{
	char *path = at(s, "journal");
	struct buf b = BUF_INIT;
	struct journal back = { 0 };
	int rc;

	journal_encode(j, &b);
	/* one that recovery could not read must never be relied on; "ready" has nothing else in it than "staging" had */
	rc = (!j->ready && (journal_decode(&back, b.p, b.len, path, e) || allowed(s, &back, path, e))) ||
			     disk_put(path, b.p, b.len, e) ?
		     -1 :
		     0;
	journal_free(&back);
	buf_free(&b);
	free(path);
	return rc;
}

int store_commit(const struct store *s, struct err *e)
{
	char *path = at(s, "journal");
	int rc = 0;

	if (disk_move(s->fd, "journal", s->fd, "done")) {
		rc = failed(e, path);
	} else if (disk_sync_dir(s->fd)) {
		rc = failed(e, path);
		/* Which of the names is on the disk nobody knows; going back needs to be sure of
		 * "journal". */
		if (disk_move(s->fd, "done", s->fd, "journal") || disk_sync_dir(s->fd))
			rc = -2;
	}
	free(path);
	return rc;
}

int store_forget(const struct store *s, struct err *e)
{
	int fd = openat(s->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), bad = 0;
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *one;

	if (!d) {
		failed(e, s->dir);
		if (fd >= 0)
			close(fd);
		return -1;
	}
	while ((one = readdir(d)))
		if (is_attempt(one->d_name) && disk_unlink(s->fd, one->d_name))
			bad = errno;
	closedir(d);
	if (!bad && !disk_unlink(s->fd, "journal") && !disk_sync_dir(s->fd))
		return 0;
	if (bad)
		errno = bad;
	return failed(e, s->dir);
}

/* from → to, both in the store, then undo/ and the store itself to the disk. */
static int move(const struct store *s, const char *from, const char *to, struct err *e)
{
	int undo = openat(s->fd, "undo", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), rc = -1;

	if (undo >= 0 && !disk_move(s->fd, from, s->fd, to) && !disk_sync_dir(undo) &&
	    !disk_sync_dir(s->fd))
		rc = 0;
	else
		failed(e, s->dir);
	if (undo >= 0)
		close(undo);
	return rc;
}

int store_rest(const struct store *s, const struct journal *j, struct err *e)
{
	char *name = store_name_new(j->seq, j->session, 0), *undone = store_name_new(j->seq, j->session, 1);
	int rc = 0;

	if (j->undo && disk_unlink(s->fd, name))
		rc = failed(e, s->dir);
	if (!rc)
		rc = move(s, "done", j->undo ? undone : name, e);
	free(name);
	free(undone);
	return rc;
}

int store_undone(const struct store *s, unsigned seq, const char *session, struct err *e)
{
	char *name = store_name_new(seq, session, 0), *undone = store_name_new(seq, session, 1);
	int rc = move(s, name, undone, e);

	free(name);
	free(undone);
	return rc;
}

int store_keep(const struct store *s, const struct journal *j, const struct journal_file *f,
	       char **where, struct err *e)
{
	char *dir = at(s, "kept");
	int rc;

	*where = mem_fmt("%s/%0*u.%s.%zu", dir, STORE_DIGITS, j->seq, j->session,
			 (size_t)(f - j->v) + 1);
	rc = disk_mkdirs(dir, 1, e) || disk_put(*where, f->before, f->before_n, e) ? -1 : 0;
	if (rc) {
		free(*where);
		*where = NULL;
	}
	free(dir);
	return rc;
}
