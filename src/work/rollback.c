/* SPDX-License-Identifier: MIT */
/* rollback: from a journal back to how the files were, or on to the clean end. */
#include "work/rollback.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "work/disk.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int failed(struct err *e, const char *path)
{
	int bad = errno;
	char *shown = disk_shown(path);

	err_set(e, E_FAIL,
		_("Cannot put %s back: %s. Put that right; the next run here tries again."), shown,
		strerror(bad));
	free(shown);
	return -1;
}

static void left(struct buf *said, const struct journal_file *one, const char *kept)
{
	char *shown = disk_shown(one->path), *where = kept ? disk_shown(kept) : NULL;

	if (where)
		buf_addf(said,
			 _("%s was changed by another program meanwhile and was left as that "
			   "program wrote it. Its text before the interrupted run is in %s.\n"),
			 shown, where);
	else
		buf_addf(said,
			 _("%s was changed by another program meanwhile and was left as that "
			   "program wrote it.\n"),
			 shown);
	free(shown);
	free(where);
}

static void kept_temp(struct buf *said, const struct journal_file *one)
{
	char *up = disk_parent(one->path), *temp = mem_fmt("%s/%s", up, one->temp);
	char *shown = disk_shown(one->path), *where = disk_shown(temp);

	buf_addf(said,
		 _("Another program was writing %s at the same moment; what it wrote is in %s. "
		   "Compare the two, then remove that file.\n"),
		 shown, where);
	free(up);
	free(temp);
	free(shown);
	free(where);
}

static int holds(const struct disk_seen *s, int exists, const char *hash)
{
	return s->exists == exists && (!exists || !strcmp(s->hash, hash));
}

static int open_parent(const struct store *s, const char *path)
{
	char *up = disk_parent(path);
	const char *root = store_root(s, path);
	int dir = -1;

	errno = EXDEV;
	if (root)
		dir = disk_open_dir(up, root);
	free(up);
	return dir;
}

/* The name under which a before-image is staged again: never the temp itself, so that a
   half-written image is not taken for what came out of the target. */
static void other_temp(const char *temp, char again[DISK_TEMP])
{
	size_t n = strlen(temp);

	memcpy(again, temp, n + 1);
	again[n - 1] = temp[n - 1] == '0' ? '1' : '0';
}

static int from_image(const struct disk_file *f, const struct journal_file *one, struct buf *said,
		      struct err *e)
{
	char again[DISK_TEMP];

	other_temp(one->temp, again);
	if (disk_unlink(f->dir, again))
		return failed(e, one->path);
	if (disk_stage(f, one->before, one->before_n, one->mode, again, said, e) ||
	    disk_commit(f, again, one->before_hash, e)) {
		(void)disk_unlink(f->dir, again);
		return -1;
	}
	return disk_unlink(f->dir, again) ? failed(e, one->path) : 0;
}

/* The target is as the apply made it. */
static int restore(const struct disk_file *f, const struct journal_file *one,
		   const struct disk_seen *temp, struct buf *said, struct err *e)
{
	if (temp->exists)
		return disk_commit(f, one->temp, temp->hash, e);
	if (one->existed)
		return from_image(f, one, said, e);
	return disk_commit(f, one->temp, NULL, e);
}

static int drop_temp(int dir, const struct journal_file *one, struct buf *said)
{
	struct disk_seen s;

	if (disk_look(dir, one->temp, &s))
		return -1;
	if (!s.exists)
		return 0;
	if ((one->exists && holds(&s, 1, one->after_hash)) ||
	    (one->existed && holds(&s, 1, one->before_hash)))
		return disk_unlink(dir, one->temp);
	kept_temp(said, one);
	return 0;
}

/* Somebody else's text is in the target. Ours from before must not be lost with the temp. */
static int leave(const struct store *s, const struct journal *j, const struct journal_file *one,
		 int staged, struct buf *said, struct err *e)
{
	char *where = NULL;

	if (one->existed && !staged && store_keep(s, j, one, &where, e))
		return -1;
	left(said, one, where);
	free(where);
	return 0;
}

static int put_back(const struct store *s, const struct journal *j, const struct journal_file *one,
		    int dir, struct buf *said, struct err *e)
{
	struct disk_file f = { .path = one->path,
			       .real = one->path,
			       .dir = dir,
			       .uid = one->existed ? one->uid : (uid_t)-1,
			       .gid = one->gid };
	struct disk_seen target, temp;
	struct err why = ERR_INIT;
	int staged, rc = 0;

	f.base = strrchr(one->path, '/') + 1;
	if (disk_look(dir, f.base, &target) || disk_look(dir, one->temp, &temp))
		return failed(e, one->path);
	f.exists = target.exists;
	memcpy(f.hash, target.hash, sizeof(f.hash));
	/* never put in, or out again already */
	staged = one->exists && holds(&temp, 1, one->after_hash);
	if (!staged && holds(&target, one->exists, one->after_hash)) {
		rc = restore(&f, one, &temp, said, &why);
		if (rc && why.code == E_CHANGED)
			rc = leave(s, j, one, 0, said, e);
		else if (rc)
			*e = why;
	} else if (!holds(&target, one->existed, one->before_hash)) {
		rc = leave(s, j, one, staged, said, e);
	}
	if (!rc && drop_temp(dir, one, said))
		rc = failed(e, one->path);
	return rc;
}

static int back(const struct store *s, const struct journal *j, const struct journal_file *one,
		struct buf *said, struct err *e)
{
	char again[DISK_TEMP];
	int dir = open_parent(s, one->path), rc = 0;

	if (dir < 0) {
		if (errno != ENOENT)
			return failed(e, one->path);
		/* its folder is not there (yet, or any more) */
		return j->ready && one->existed ? leave(s, j, one, 0, said, e) : 0;
	}
	if (j->ready)
		rc = put_back(s, j, one, dir, said, e);
	else if (disk_unlink(dir, one->temp))
		rc = failed(e, one->path);
	other_temp(one->temp, again);
	if (!rc && (disk_unlink(dir, again) || disk_sync_dir(dir)))
		rc = failed(e, one->path);
	close(dir);
	return rc;
}

/* Folders of ours that are empty now, the innermost first. */
static int remove_folders(const struct store *s, char *const *v, size_t n, struct err *e)
{
	int rc = 0;

	while (n--)
		if (disk_rmdir(v[n], store_root(s, v[n])))
			rc = failed(e, v[n]);
	return rc;
}

int rollback_run(const struct store *s, const struct journal *j, struct buf *said, struct err *e)
{
	struct err first = ERR_INIT, why = ERR_INIT;
	size_t i;

	for (i = 0; i < j->n; i++)
		if (back(s, j, &j->v[i], said, &why) && !first.code)
			first = why;
	if (remove_folders(s, j->made, j->made_n, &why) && !first.code)
		first = why;
	if (first.code) {
		*e = first;
		return -1;
	}
	return store_forget(s, e);
}

int rollback_finish(const struct store *s, const struct journal *j, struct buf *said, struct err *e)
{
	size_t i;
	int rc = 0;

	for (i = 0; i < j->n; i++) {
		int dir = open_parent(s, j->v[i].path);

		if (dir < 0 && errno == ENOENT)
			continue;
		if (dir < 0 || drop_temp(dir, &j->v[i], said) || disk_sync_dir(dir))
			rc = failed(e, j->v[i].path);
		if (dir >= 0)
			close(dir);
	}
	if (remove_folders(s, j->drop, j->drop_n, e))
		rc = -1;
	return rc ? -1 : store_rest(s, j, e);
}

int rollback_recover(const struct store *s, int *found, struct buf *said, struct err *e)
{
	struct journal j;
	int there, rc;

	*found = 0;
	if (store_read(s, "done", &j, &there, e))
		return -1;
	if (there) {
		*found = 1;
		rc = rollback_finish(s, &j, said, e);
		if (!rc)
			buf_addf(said,
				 _("The run %s had written all its files but was cut off before it "
				   "could tidy up; that is done now.\n"),
				 j.session);
		journal_free(&j);
		if (rc)
			return -1;
	}
	if (store_read(s, "journal", &j, &there, e))
		return -1;
	if (!there)
		return store_forget(s, e); /* a torn attempt, perhaps */
	*found = 1;
	rc = rollback_run(s, &j, said, e);
	if (!rc)
		buf_addf(said,
			 _("The run %s was cut off; the files it had begun to change are as they "
			   "were before it.\n"),
			 j.session);
	journal_free(&j);
	return rc;
}
