/* SPDX-License-Identifier: MIT */
/* session: one walk on disk. */
#include "work/session.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "runbook/evidence.h"
#include "runbook/journal_text.h"
#include "work/disk.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#define STALE_S 600

static void name(struct session *s, const char *id)
{
	(void)snprintf(s->id, sizeof(s->id), "%s", id);
	s->dir = session_folder_new(id);
	s->file = mem_fmt("%s/events.jsonl", s->dir);
}

/* The time, for people and for sorting; and random digits, for two that start in the same second. */
void session_new(struct session *s)
{
	char at[CLOCK_STAMP], id[SESSION_ID];
	unsigned char r[4] = { 0 };
	size_t i, n = 0;

	memset(s, 0, sizeof(*s));
	clock_stamp(clock_now(), at);
	for (i = 0; at[i] && n < 20; i++)
		if (!strchr("-:", at[i]))
			id[n++] = at[i];
	if (getrandom(r, sizeof(r), 0) != (ssize_t)sizeof(r))
		memcpy(r, &(unsigned){ (unsigned)clock_ms() }, sizeof(r));
	(void)snprintf(id + n, sizeof(id) - n, "-%02x%02x%02x%02x", r[0], r[1], r[2], r[3]);
	name(s, id);
}

void session_free(struct session *s)
{
	if (s->held)
		lock_drop(&s->lock);
	free(s->dir);
	free(s->file);
	session_head_free(&s->head);
	memset(s, 0, sizeof(*s));
}

/* One process at a time; what a kill left of an earlier one goes. */
static int hold(struct session *s, struct err *e)
{
	char *path = mem_fmt("%s/lock", s->dir);
	int rc = lock_take_walk(&s->lock, path, s->id, e);

	free(path);
	s->held = !rc;
	if (!rc)
		(void)disk_tidy(s->dir);
	return rc;
}

static int begin(struct session *s, const char *workspace, struct buf *b, struct err *e)
{
	const struct passwd *who = getpwuid(geteuid());
	char at[CLOCK_STAMP];

	if (disk_mkdirs(s->dir, 1, e) || hold(s, e))
		return -1;
	clock_stamp(clock_now(), at);
	free(s->head.workspace);
	free(s->head.started);
	free(s->head.user);
	s->head.workspace = mem_str(workspace);
	s->head.started = mem_str(at);
	s->head.user = who ? text_safe_new(who->pw_name, 64) : NULL;
	session_head_write(&s->head, b);
	return 0;
}

int session_follow(struct session *s, const struct wizard *w, const char *workspace, struct err *e)
{
	struct buf b = BUF_INIT;
	size_t n = wizard_events(w), i;
	int rc;

	if (!*s->id || n <= s->written)
		return 0;
	if (!s->begun && begin(s, workspace, &b, e)) {
		buf_free(&b);
		return -1;
	}
	for (i = s->written; i < n; i++)
		event_line(wizard_event(w, i), &b);
	rc = disk_append(s->file, buf_str(&b), b.len, e);
	buf_free(&b);
	if (!rc) {
		s->written = n;
		s->begun = 1;
	}
	return rc;
}

int session_back(struct session *s, const struct wizard *w, struct err *e)
{
	struct buf b = BUF_INIT;
	int rc;

	if (!*s->id || !s->begun)
		return 0;
	event_line_back(&b);
	rc = disk_append(s->file, buf_str(&b), b.len, e);
	buf_free(&b);
	s->written = wizard_events(w);
	return rc;
}

/* Drop what that probe answered, in the wizard and in the text of the journal. */
static int owe_again(struct wizard *w, const char *probe, struct buf *text)
{
	if (!wizard_rewind(w, probe))
		return 0;
	event_line_rewind(probe, text);
	return 1;
}

/* How a session is looked for, and what is kept of it. */
struct search {
	const char *workspace, *id, *story; /* story NULL: the workspace's runbook */
	int links;
};

/* What was found out so long ago that it has to be looked up again before anything is built on it. */
static int is_old(const struct wizard *w)
{
	const char *row = wizard_fact(w, "accounts.evidence");
	struct evidence ev;
	time_t at = 0;
	int old;

	evidence_parse(row ? row : "", &ev);
	old = clock_parse(ev.at, &at) || at + STALE_S < clock_now();
	evidence_free(&ev);
	return old;
}

/*
 * Go on writing where the file ends. A torn last line is cut off; what was planned is planned again, because
 * the files may have changed since; links are made again, because the journal does not hold them.
 */
static int reopen(struct session *s, struct wizard *w, const struct search *by, struct buf *text, int torn,
		  struct err *e)
{
	int rewound = 0, rc = 0;

	while (torn && text->len && text->p[text->len - 1] != '\n')
		text->len--;
	if (wizard_fact(w, "plan.result") && !wizard_fact(w, "apply.result"))
		rewound = owe_again(w, "plan", text);
	else if (!strcmp(wizard_step(w)->kind_name, "connect") && !by->links)
		while (owe_again(w, "link", text))
			rewound = 1;
	/* at the board itself it is looked again in any case, and what was decided there stays decided */
	if (by->story && wizard_fact(w, "accounts.result") && !wizard_over(w) && is_old(w) &&
	    strcmp(wizard_step(w)->kind_name, "connect") != 0)
		rewound |= owe_again(w, "accounts", text);
	if (torn || rewound)
		rc = disk_put(s->file, buf_str(text), text->len, e);
	s->written = wizard_events(w);
	s->begun = 1;
	return rc;
}

/*
 * Replay this one. 1: it is the one, or is broken (*rc says which); 0: it is not, and the wizard is fresh again. What the
 * walk was begun with stands from the start again, where it was not said anew.
 */
static int replay(struct session *s, struct wizard *w, const struct search *by, struct buf *b, int *torn, int *rc,
		  struct err *e)
{
	size_t at = 0;
	int mine = 0, auth = 0, scope = 0, named = by->id != NULL;

	session_head_free(&s->head);
	if (disk_slurp_own(s->file, b, SESSION_BYTES, named ? e : NULL)) {
		*rc = -1;
		mine = named && access(s->file, F_OK) == 0; /* asked for by name: the reason is said */
	} else if (!session_head_read(&s->head, buf_str(b), b->len, &at) && !strcmp(s->head.workspace, by->workspace) &&
		   !strcmp(s->head.story ? s->head.story : "", by->story ? by->story : "")) {
		auth = s->head.auth && wizard_seed(w, "workspace.auth", s->head.auth);
		scope = s->head.scope && wizard_seed(w, "workspace.scope", s->head.scope);
		*rc = events_replay(w, b->p + at, b->len - at, s->file, torn, e);
		mine = *rc || named || !wizard_over(w);
	}
	if (!mine)
		wizard_restart(w);
	if (!mine && auth)
		(void)wizard_seed(w, "workspace.auth", NULL);
	if (!mine && scope)
		(void)wizard_seed(w, "workspace.scope", NULL);
	return mine;
}

/* As replay; the one that is found is locked, read once more, since its owner may have gone on until then, and open. */
static int try_one(struct session *s, struct wizard *w, const struct search *by, const char *id, int *rc,
		   struct err *e)
{
	struct buf b = BUF_INIT;
	int torn = 0, mine;

	name(s, id);
	mine = replay(s, w, by, &b, &torn, rc, e);
	if (mine && !*rc) {
		wizard_restart(w);
		buf_reset(&b);
		*rc = hold(s, e);
		if (!*rc)
			mine = replay(s, w, by, &b, &torn, rc, e);
		if (mine && !*rc)
			*rc = reopen(s, w, by, &b, torn, e);
	}
	buf_free(&b);
	if (!mine)
		session_free(s);
	return mine;
}

static int search(struct session *s, struct wizard *w, const struct search *by, int *rc, struct err *e)
{
	struct session_found *all;
	size_t n, i;
	int found = 0;

	memset(s, 0, sizeof(*s));
	if (session_all(&all, &n, e)) {
		*rc = -1;
		return 1;
	}
	for (i = 0; !found && i < n; i++)
		if (!by->id || !strcmp(all[i].id, by->id))
			found = try_one(s, w, by, all[i].id, rc, e);
	session_all_free(all, n);
	return found;
}

int session_again(struct session *s, struct wizard *w, const char *workspace, const char *id, const char *story,
		  int links, struct err *e)
{
	const struct search by = { workspace, id, story, links };
	int rc = -1;

	return search(s, w, &by, &rc, e) ? rc : 1;
}

int session_resume(struct session *s, struct wizard *w, const char *workspace, const char *id,
		   struct err *e)
{
	const struct search by = { workspace, id, NULL, 0 };
	int rc = -1;

	if (search(s, w, &by, &rc, e))
		return rc;
	if (id) {
		char *shown = text_safe_new(id, 80);

		err_set(e, E_USAGE, _("There is no session '%s' of this workspace to resume. `toolgap sessions` lists them."), shown);
		free(shown);
		return -1;
	}
	return err_set(e, E_USAGE, _("There is no unfinished session of this workspace to resume."));
}
