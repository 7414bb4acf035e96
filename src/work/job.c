/* SPDX-License-Identifier: MIT */
/* job: lock, recover, compare, and make the journal of what is to be written. */
#include "work/job.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "work/commit.h"
#include "work/disk.h"
#include "work/lock.h"
#include "work/rollback.h"
#include "work/store.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAMED 5 /* so many files are named in one message */

static void forget_rows(struct run *x)
{
	while (x->n)
		disk_file_free(&x->v[--x->n].f);
	buf_reset(&x->changed);
	x->changed_n = 0;
	x->r->written = x->r->created = x->r->removed = x->r->same = 0;
}

static int refuse(struct err *e, const char *path, const char *why)
{
	char *shown = disk_shown(path);

	err_set(e, E_FAIL, _("%s %s. No file was changed. Put that right or leave this file out."),
		shown, why);
	free(shown);
	return -1;
}

/* What we would not touch although it could be done. */
int apply_fits(const struct disk_file *f, struct err *e)
{
	struct stat st;

	if (f->exists && !(f->mode & 0222))
		return refuse(e, f->path, _("is read-only"));
	if (f->dir >= 0 && !fstat(f->dir, &st) && (st.st_mode & S_IWOTH) && !(st.st_mode & S_ISVTX))
		return refuse(e, f->path, _("is in a folder where everybody may replace files"));
	return 0;
}

static int fit(const struct run *x, const struct disk_file *f, struct err *e)
{
	if (!store_root(&x->s, f->real))
		return refuse(e, f->real,
			      _("is neither in this workspace nor in your home folder"));
	return apply_fits(f, e);
}

static mode_t new_mode(const struct job *job, size_t i)
{
	mode_t mask;

	if (job->c->v[i].keep_private)
		return 0600;
	mask = umask(077);
	umask(mask);
	return 0666 & ~mask;
}

static int load_one(struct run *x, size_t i, struct err *e)
{
	const struct change *c = &x->job->c->v[i];
	struct row row = { .c = c };

	if (disk_read(&row.f, c->path, c->root, e))
		return -1;
	if (c->exists ? row.f.exists && row.f.n == c->after_n &&
				!memcmp(row.f.bytes, c->after, c->after_n) :
			!row.f.exists) {
		x->r->same++;
		disk_file_free(&row.f);
		return 0;
	}
	if (row.f.exists != c->existed || strcmp(row.f.hash, c->before_hash) != 0) {
		char *shown = disk_shown(c->path);

		if (x->changed_n++ < NAMED)
			buf_addf(&x->changed, "%s%s", x->changed_n > 1 ? ", " : "", shown);
		free(shown);
		disk_file_free(&row.f);
		return 0;
	}
	if (fit(x, &row.f, e)) {
		disk_file_free(&row.f);
		return -1;
	}
	row.mode = row.f.exists ? row.f.mode : new_mode(x->job, i);
	if (!row.f.exists && x->job->was && x->job->was[i].existed) {
		row.mode = x->job->was[i].mode;
		row.f.uid = x->job->was[i].uid;
		row.f.gid = x->job->was[i].gid;
	}
	if (!c->exists)
		x->r->removed++;
	else if (c->existed)
		x->r->written++;
	else
		x->r->created++;
	MEM_GROW(x->v, x->n, x->cap);
	x->v[x->n++] = row;
	return 0;
}

/* Read all, and see that each is as the plan saw it. */
static int load(struct run *x, struct err *e)
{
	size_t i;

	forget_rows(x);
	for (i = 0; i < x->job->c->n; i++)
		if (load_one(x, i, e))
			return -1;
	if (!x->changed_n)
		return 0;
	if (x->changed_n > NAMED)
		buf_addf(&x->changed,
			 ngettext(" and %zu more", " and %zu more", x->changed_n - NAMED),
			 x->changed_n - NAMED);
	if (x->job->undoes)
		return err_set(e, E_CHANGED,
			       _("Not as that run left it: %s. No file was changed. Take your own "
				 "changes out of it and run again, or edit it by hand."),
			       buf_str(&x->changed));
	return err_set(e, E_CHANGED,
		       _("Changed since the plan was made: %s. No file was changed. "
			 "Look at it and plan again."),
		       buf_str(&x->changed));
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* A folder that nobody may look at is not one that is missing: it would be removed when the run is taken back. */
static int unseen(struct err *e, const char *dir)
{
	int bad = errno;
	char *shown = disk_shown(dir);

	err_set(e, E_FAIL, _("Cannot look at the folder %s: %s. No file was changed. Put that right and run again."), shown,
		strerror(bad));
	free(shown);
	return -1;
}

/* The folders that are missing for the new files, below where we may write: sorted, so that parents come first, and
 * each once. */
static int missing_folders(struct run *x, struct err *e)
{
	struct journal *j = &x->j;
	size_t i, cap = 0, kept = 0;
	int rc = 0;

	for (i = 0; !rc && i < x->n; i++) {
		char *dir = disk_parent(x->v[i].f.real);

		while (x->v[i].f.dir < 0 && store_root(&x->s, dir) && access(dir, F_OK)) {
			char *up = disk_parent(dir);

			if (errno != ENOENT) {
				rc = unseen(e, dir);
				free(up);
				break;
			}
			MEM_GROW(j->made, j->made_n, cap);
			j->made[j->made_n++] = dir;
			dir = up;
		}
		free(dir);
	}
	if (j->made_n)
		qsort(j->made, j->made_n, sizeof(*j->made), by_text);
	for (i = 0; i < j->made_n; i++) {
		if (kept && !strcmp(j->made[kept - 1], j->made[i]))
			free(j->made[i]);
		else
			j->made[kept++] = j->made[i];
	}
	j->made_n = kept;
	return rc;
}

static void describe(struct run *x, const struct row *row)
{
	struct journal_file *f = journal_add(&x->j);
	char temp[DISK_TEMP];

	disk_temp(row->f.base, temp);
	f->path = mem_str(row->f.real);
	f->temp = mem_str(temp);
	f->existed = row->f.exists;
	f->exists = row->c->exists;
	memcpy(f->before_hash, row->f.hash, SHA256_HEX);
	if (f->exists && *row->c->after_hash)
		memcpy(f->after_hash, row->c->after_hash, SHA256_HEX);
	else if (f->exists)
		sha256_hex(row->c->after, row->c->after_n, f->after_hash);
	f->before = mem_strn(row->f.bytes, row->f.n);
	f->before_n = row->f.n;
	f->mode = row->f.mode;
	f->uid = row->f.uid;
	f->gid = row->f.gid;
}

static int build(struct run *x, struct err *e)
{
	struct journal *j = &x->j;
	const char *twice;
	size_t total = 0, i;

	j->undo = x->job->undoes != 0;
	j->seq = x->job->undoes;
	if (!j->undo && store_next(&x->s, &j->seq, e))
		return -1;
	memcpy(j->session, x->job->session, strlen(x->job->session) + 1);
	j->workspace = mem_str(x->s.workspace);
	for (i = 0; i < x->n; i++)
		total += x->v[i].f.n + 2 * 4096;
	if (x->n > JOURNAL_ROWS || total > JOURNAL_MAX)
		return err_set(e, E_FAIL,
			       _("That is more than one run can keep safe: %zu files. No file was "
				 "changed. Plan it in parts."),
			       x->n);
	for (i = 0; i < x->n; i++)
		describe(x, &x->v[i]);
	twice = journal_twice(j);
	if (twice)
		return refuse(e, twice, _("stands twice in the plan, perhaps by way of a link"));
	if (missing_folders(x, e))
		return -1;
	if (x->job->drop_n)
		j->drop = mem_array(NULL, x->job->drop_n, sizeof(*j->drop));
	for (; j->drop_n < x->job->drop_n; j->drop_n++)
		j->drop[j->drop_n] = mem_str(x->job->drop[j->drop_n]);
	return 0;
}

static void foresee(struct run *x)
{
	for (size_t i = 0; i < x->n; i++) {
		char *shown = disk_shown(x->v[i].f.path);

		buf_addf(&x->r->said,
			 x->v[i].c->exists ? _("%s would be written\n") :
					     _("%s would be removed\n"),
			 shown);
		free(shown);
	}
}

static int locked(struct run *x, struct lock *lock, struct err *e)
{
	char *path = mem_fmt("%s/lock", x->s.dir), *kept = mem_fmt("%s/kept", x->s.dir);
	int rc = lock_take(lock, path, x->job->session, e);
	size_t gone;

	if (!rc)
		(void)disk_tidy(kept); /* what a kill left of one that was being saved */
	free(path);
	free(kept);
	if (rc || rollback_recover(&x->s, &x->r->recovered, &x->r->said, e) || load(x, e))
		return -1;
	if (!x->n)
		return 0;
	if (build(x, e) || commit_run(x, e))
		return -1;
	memcpy(x->r->session, x->job->session, strlen(x->job->session) + 1);
	(void)store_prune(&x->s, &gone, NULL); /* records too many are a matter of room only */
	return 0;
}

/* A first look without lock and without making anything: mostly it shows all there is to say. */
static int look(struct run *x, int *over, struct err *e)
{
	int pending = store_pending(&x->s);

	*over = 0;
	if (pending && x->job->dry_run)
		return err_set(e, E_LOCKED,
			       _("Another run is writing in this workspace, or one was cut off. "
				 "No file was changed. Run again in a moment."));
	if (pending)
		return 0;
	if (load(x, e))
		return -1;
	if (x->job->dry_run)
		foresee(x);
	*over = x->job->dry_run || !x->n;
	return 0;
}

int job_run(const struct job *job, struct apply_result *r, struct err *e)
{
	struct run x = { .job = job, .r = r };
	struct lock lock = LOCK_INIT;
	int rc = -1, over;
	size_t same;

	if (!journal_session_ok(job->session))
		return err_set(e, E_USAGE,
			       _("A session is named with letters, digits and '-' only. "
				 "No file was changed."));
	if (!store_where(&x.s, job->workspace, e) && !look(&x, &over, e))
		rc = over ? 0 : store_open(&x.s, e) || locked(&x, &lock, e) ? -1 : 0;
	lock_drop(&lock);
	same = r->same;
	if (rc) { /* what was counted did not come to be */
		r->written = r->created = r->removed = 0;
		same = 0;
	}
	while (x.n)
		disk_file_free(&x.v[--x.n].f);
	r->same = same;
	free(x.v);
	buf_free(&x.changed);
	journal_free(&x.j);
	store_close(&x.s);
	return rc;
}
