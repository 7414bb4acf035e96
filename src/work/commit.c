/* SPDX-License-Identifier: MIT */
/* commit: journal, stage, exchange; or back to how it was. */
#include "work/commit.h"

#include "base/i18n.h"
#include "work/rollback.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

static int failed(struct err *e, const char *path)
{
	int bad = errno;
	char *shown = disk_shown(path);

	err_set(e, E_FAIL, _("Cannot write %s: %s. Put that right and run again."), shown,
		strerror(bad));
	free(shown);
	return -1;
}

static int make_folders(struct run *x, struct err *e)
{
	size_t i;

	for (i = 0; i < x->j.made_n; i++)
		if (disk_mkdir(x->j.made[i], store_root(&x->s, x->j.made[i])))
			return failed(e, x->j.made[i]);
	for (i = 0; i < x->n; i++) {
		struct disk_file *f = &x->v[i].f;
		char *up;

		if (f->dir >= 0)
			continue;
		up = disk_parent(f->real);
		f->dir = disk_open_dir(up, store_root(&x->s, f->real));
		free(up);
		if (f->dir < 0)
			return failed(e, f->path);
	}
	return 0;
}

/*
 * All that can be done without touching a target. The first journal ("staging") goes to the disk
 * before the first temp and folder are made, so that whatever a dead run leaves has its name in a
 * journal; the second ("ready") only when every temp is whole, so that recovery may believe what a
 * temp holds.
 */
static int prepare(struct run *x, struct err *e)
{
	size_t i;

	if (store_write(&x->s, &x->j, e) || make_folders(x, e))
		return -1;
	for (i = 0; i < x->n; i++) {
		const struct row *row = &x->v[i];

		if (row->c->exists && disk_stage(&row->f, row->c->after, row->c->after_n, row->mode,
						 x->j.v[i].temp, &x->r->said, e))
			return -1;
	}
	x->j.ready = 1;
	if (!store_write(&x->s, &x->j, e))
		return 0;
	x->j.ready = 0;
	return -1;
}

/* What came out of the targets is still what was read: nobody writes to the old file behind our
 * back. */
static int still(const struct run *x, struct err *e)
{
	struct disk_seen s;
	size_t i;

	for (i = 0; i < x->n; i++) {
		const struct journal_file *f = &x->j.v[i];

		if (disk_look(x->v[i].f.dir, f->temp, &s))
			return failed(e, f->path);
		if (s.exists && strcmp(s.hash, f->before_hash) != 0) {
			char *shown = disk_shown(f->path);

			err_set(e, E_CHANGED,
				_("%s was changed by another program just now and was left as "
				  "that program made it. Look at it and plan again."),
				shown);
			free(shown);
			return -1;
		}
	}
	return 0;
}

static int exchange(struct run *x, struct err *e)
{
	size_t i;

	for (i = 0; i < x->n; i++)
		if (disk_commit(&x->v[i].f, x->j.v[i].temp,
				x->j.v[i].exists ? x->j.v[i].after_hash : NULL, e))
			return -1;
	for (i = 0; i < x->n; i++)
		if (disk_sync_dir(x->v[i].f.dir))
			return failed(e, x->v[i].f.path);
	return still(x, e);
}

/* e holds what went wrong; it comes out as the whole story with its exit code. */
static int back_out(struct run *x, int touched, struct err *e)
{
	struct err first = *e, why = ERR_INIT;

	if (rollback_run(&x->s, &x->j, &x->r->said, &why)) {
		if (!touched)
			return err_set(e, first.code,
				       _("%s No file was changed. What was left beside them goes "
					 "with the next run here: %s"),
				       first.msg, why.msg);
		return err_set(e, E_RECOVERED,
			       _("%s Not all files could be put back as they were: %s "
				 "The journal is kept."),
			       first.msg, why.msg);
	}
	if (!touched)
		return err_set(e, first.code, _("%s No file was changed."), first.msg);
	return err_set(e, first.code == E_CHANGED ? E_CHANGED : E_ROLLEDBACK,
		       _("%s All files of this run were put back as they were."), first.msg);
}

static int commit(struct run *x, struct err *e)
{
	struct err why = ERR_INIT;
	int rc;

	if (prepare(x, e))
		return back_out(x, 0, e);
	if (exchange(x, e))
		return back_out(x, 1, e);
	rc = store_commit(&x->s, e);
	if (rc == -1)
		return back_out(x, 1, e);
	if (rc) {
		why = *e;
		return err_set(e, E_RECOVERED,
			       _("%s All files are written, but whether that lasts is not certain. "
				 "Run again: it looks at the disk and decides."),
			       why.msg);
	}
	if (rollback_finish(&x->s, &x->j, &x->r->said, &why))
		buf_addf(&x->r->said,
			 _("All files are written; tidying up is left to the next run here: %s\n"),
			 why.msg);
	return 0;
}

/* A signal waits until the files are one or the other; that is a matter of milliseconds. */
int commit_run(struct run *x, struct err *e)
{
	sigset_t quiet, before;
	int rc;

	sigemptyset(&quiet);
	sigaddset(&quiet, SIGINT);
	sigaddset(&quiet, SIGTERM);
	sigaddset(&quiet, SIGHUP);
	sigaddset(&quiet, SIGQUIT);
	sigprocmask(SIG_BLOCK, &quiet, &before);
	rc = commit(x, e);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return rc;
}
