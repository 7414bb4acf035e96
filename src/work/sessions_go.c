/* SPDX-License-Identifier: MIT */
/* sessions_go: how sessions go: one that a person drops, and those that are too many. */
#include "work/sessions.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "work/disk.h"
#include "work/draft.h"
#include "work/lock.h"
#include "work/store.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LOOKS 20
#define FRESH_S 60 /* a folder so young may be one that is being made */

/* Journal, draft, lock and leftovers, under its lock; then the folder. What is not ours keeps the folder there. */
static int folder_go(const char *dir, struct err *e)
{
	char *events = mem_fmt("%s/events.jsonl", dir), *lock = mem_fmt("%s/lock", dir), *shown;
	int rc = disk_remove(events, e) || draft_drop(dir, e) ? -1 : 0;

	(void)disk_tidy(dir);
	if (!rc)
		rc = disk_remove(lock, e);
	if (!rc && rmdir(dir) && errno != ENOENT && errno != ENOTEMPTY && errno != EEXIST) {
		shown = disk_shown(dir);
		rc = err_set(e, E_FAIL, _("Cannot remove the folder %s: %s. Remove it by hand."), shown, strerror(errno));
		free(shown);
	}
	free(events);
	free(lock);
	return rc;
}

/* Its undo records, under the lock of its workspace; where an apply was cut off there, nothing of it goes. */
static int records_go(const char *workspace, const char *id, struct err *e)
{
	struct lock lock = LOCK_INIT;
	struct store s;
	char *path = NULL;
	size_t n;
	int rc = 0;

	if (access(workspace, F_OK) || store_where(&s, workspace, NULL))
		return 0; /* the workspace is gone, and nothing can be put back there */
	if (store_there(&s)) {
		path = mem_fmt("%s/lock", s.dir);
		rc = store_open(&s, e) || lock_take(&lock, path, id, e) ? -1 : 0;
		if (!rc && store_pending(&s))
			rc = err_set(e, E_LOCKED,
				     _("A write in %s was cut off, and what this session holds may be needed to put it right. Nothing was dropped; run `toolgap check` there first."),
				     workspace);
		if (!rc)
			rc = store_drop(&s, id, &n, e);
		lock_drop(&lock);
	}
	free(path);
	store_close(&s);
	return rc;
}

int session_drop(const struct session_case *c, struct err *e)
{
	char *dir = session_folder_new(c->row.id), *path = mem_fmt("%s/lock", dir);
	struct lock lock = LOCK_INIT;
	int rc = c->row.walk ? lock_take_walk(&lock, path, c->row.id, e) : 0;

	if (!rc && c->head.workspace)
		rc = records_go(c->head.workspace, c->row.id, e);
	if (!rc && c->row.walk)
		rc = folder_go(dir, e);
	lock_drop(&lock);
	free(path);
	free(dir);
	return rc;
}

/* A folder without a journal: what a kill left between the two. */
static int is_husk(const char *dir)
{
	char *events = mem_fmt("%s/events.jsonl", dir);
	struct stat st;
	int husk = access(events, F_OK) && errno == ENOENT && !lstat(dir, &st) && S_ISDIR(st.st_mode) &&
		   st.st_mtim.tv_sec + FRESH_S < time(NULL);

	free(events);
	return husk;
}

/* Has it ended, and is there nothing of it that could be undone? */
static int is_over(const struct workspace *ws, const char *id)
{
	struct session_case c;
	int over = !session_case_open(&c, ws, id, NULL) && c.row.state != SESSION_OPEN && c.row.state != SESSION_UNKNOWN &&
		   !c.row.undoable && !c.row.resumable;

	session_case_free(&c);
	return over;
}

void sessions_tidy(const struct workspace *ws)
{
	struct session_found *found;
	size_t n, old, from, i;

	if (session_all(&found, &n, NULL))
		return;
	old = n > SESSIONS_KEEP ? n - SESSIONS_KEEP : 0;
	/* some of the old ones a run, from anywhere on: those that stay must not be replayed each time */
	from = old > LOOKS ? (size_t)clock_ms() % old : 0;
	for (i = 0; i < n; i++) {
		char *dir = session_folder_new(found[i].id), *path = mem_fmt("%s/lock", dir);
		struct lock lock = LOCK_INIT;
		int husk = is_husk(dir);
		int many = i >= SESSIONS_KEEP && (i - SESSIONS_KEEP + old - from) % old < LOOKS && is_over(ws, found[i].id);

		if ((husk || many || disk_has_temp(dir)) && !lock_take_walk(&lock, path, found[i].id, NULL)) {
			if (husk || many)
				(void)folder_go(dir, NULL);
			else
				(void)disk_tidy(dir);
			lock_drop(&lock);
		}
		free(dir);
		free(path);
	}
	session_all_free(found, n);
}
