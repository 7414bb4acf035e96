/* SPDX-License-Identifier: MIT */
/* undo: an apply with the images swapped. */
#include "work/apply.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "work/job.h"
#include "work/store.h"

#include <stdlib.h>
#include <string.h>

static int nothing(const char *session, struct err *e)
{
	char *shown;

	if (!session)
		return err_set(e, E_FAIL,
			       _("There is nothing to undo in this workspace. No file was "
				 "changed."));
	shown = text_safe_new(session, 80);
	err_set(e, E_FAIL,
		_("There is nothing to undo of a session %s in this workspace. No file was "
		  "changed. `toolgap undo` without a name takes back the latest apply."),
		shown);
	free(shown);
	return -1;
}

/* The record, in an open store: of the session, or the newest. */
static int fetch(const struct store *s, const char *session, struct journal *j, struct err *e)
{
	char id[JOURNAL_SESSION], *name;
	unsigned seq;
	int found = 0, rc;

	if (store_newest(s, session, &seq, id, e))
		return -1;
	if (!seq)
		return nothing(session, e);
	name = mem_fmt("undo/%06u.%s", seq, id);
	rc = store_read(s, name, j, &found, e);
	free(name);
	if (!rc && (!found || j->undo || j->seq != seq || strcmp(j->session, id) != 0)) {
		journal_free(j);
		rc = nothing(id, e);
	}
	return rc;
}

static int swap(const struct store *s, const struct journal *j, int dry_run, struct apply_result *r,
		struct err *e)
{
	struct changes c = { 0 };
	struct job job = { .workspace = s->workspace,
			   .session = j->session,
			   .c = &c,
			   .was = j->v,
			   .undoes = j->seq,
			   .drop = j->made,
			   .drop_n = j->made_n,
			   .dry_run = dry_run };
	size_t i;
	int rc;

	for (i = 0; i < j->n; i++) {
		const struct journal_file *f = &j->v[i];

		changes_add(&c, f->path, store_root(s, f->path), f->exists ? f->after_hash : NULL,
			    f->existed ? f->before : NULL, f->before_n, 0);
	}
	rc = job_run(&job, r, e);
	if (!rc && !dry_run && !r->session[0]) /* somebody had put all of it back by hand */
		rc = store_undone(s, j->seq, j->session, e);
	changes_free(&c);
	return rc;
}

int apply_undo(const char *workspace, const char *session, int dry_run, struct apply_result *r,
	       struct err *e)
{
	struct journal j = { 0 };
	struct store s;
	int rc = -1, found = 0;

	memset(r, 0, sizeof(*r));
	/* first, since it decides which record is the newest */
	if (!dry_run && apply_recover(workspace, &found, &r->said, e))
		return -1;
	if (store_where(&s, workspace, e))
		return -1;
	if (!store_there(&s))
		rc = nothing(session, e);
	else if (!store_open(&s, e) && !fetch(&s, session, &j, e))
		rc = swap(&s, &j, dry_run, r, e);
	if (found)
		r->recovered = 1;
	journal_free(&j);
	store_close(&s);
	return rc;
}
