/* SPDX-License-Identifier: MIT */
/* session: one walk on disk. */
#include "work/session.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "runbook/evidence.h"
#include "runbook/journal_text.h"
#include "work/disk.h"
#include "work/workspace.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>
#include <sys/stat.h>

#define JOURNAL_MAX (16u << 20)
#define HEAD "toolgap.session/1"
#define STALE_S 600
#define STAMP_DIGITS 16 /* "20261121T100000Z" */

static char *sessions_new(void)
{
	char *state = workspace_xdg_new("state"), *dir = mem_fmt("%s/sessions", state);

	free(state);
	return dir;
}

static void name(struct session *s, const char *id)
{
	char *all = sessions_new();

	(void)snprintf(s->id, sizeof(s->id), "%s", id);
	s->dir = mem_fmt("%s/%s", all, id);
	s->file = mem_fmt("%s/events.jsonl", s->dir);
	free(all);
}

void session_story(struct session *s, const char *story)
{
	free(s->story);
	s->story = story ? mem_str(story) : NULL;
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
	free(s->dir);
	free(s->file);
	free(s->story);
	memset(s, 0, sizeof(*s));
}

static void head(struct buf *b, const char *workspace, const char *story)
{
	struct json_out o;
	char at[CLOCK_STAMP];

	clock_stamp(clock_now(), at);
	json_out_init(&o, b, 0);
	json_open(&o, NULL, '{');
	json_put(&o, "schema", HEAD);
	json_put(&o, "workspace", workspace);
	json_put(&o, "started", at);
	if (story)
		json_put(&o, "story", story);
	json_close(&o, '}');
}

int session_follow(struct session *s, const struct wizard *w, const char *workspace, struct err *e)
{
	struct buf b = BUF_INIT;
	size_t n = wizard_events(w), i;
	int rc;

	if (!*s->id || n <= s->written)
		return 0;
	if (!s->begun) {
		if (disk_mkdirs(s->dir, 1, e))
			return -1;
		head(&b, workspace, s->story);
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

/* How a session is looked for, and what is kept of it. */
struct search {
	const char *workspace, *id, *story;
	int links;
};

/* Is this journal of that workspace? Leaves the rest of the bytes behind the head line in *at. */
static int head_is(const struct buf *b, const struct search *by, size_t *at)
{
	const char *end = b->len ? memchr(b->p, '\n', b->len) : NULL;
	struct json *doc;
	const char *schema, *root, *of;
	int is;

	if (!end)
		return 0;
	*at = (size_t)(end - b->p) + 1;
	doc = json_parse(b->p, *at - 1, NULL);
	schema = json_raw(json_get(doc, "schema"));
	root = json_raw(json_get(doc, "workspace"));
	of = json_raw(json_get(doc, "story"));
	is = !strcmp(of ? of : "", by->story ? by->story : "") && schema && !strcmp(schema, HEAD) && root && !strcmp(root, by->workspace);
	json_free(doc);
	return is;
}

/* A session by its id, which begins with the second it started in, and when it was last written. */
struct known {
	char *id;
	struct timespec at;
};

static int later(const void *a, const void *b)
{
	const struct known *x = a, *y = b;
	int by_start = strncmp(y->id, x->id, STAMP_DIGITS);

	if (by_start)
		return by_start;
	if (x->at.tv_sec != y->at.tv_sec)
		return x->at.tv_sec < y->at.tv_sec ? 1 : -1;
	if (x->at.tv_nsec != y->at.tv_nsec)
		return x->at.tv_nsec < y->at.tv_nsec ? 1 : -1;
	return strcmp(y->id, x->id);
}

/* All sessions, the latest first; heap list that ends with a NULL id. */
static struct known *all_known(void)
{
	char *dir = sessions_new();
	struct known *all = NULL;
	size_t n = 0, cap = 0;
	DIR *d = opendir(dir);
	struct dirent *de;

	while (d && (de = readdir(d))) {
		struct known k = { NULL, { 0, 0 } };
		struct stat st;
		char *file;

		if (de->d_name[0] == '.' || strlen(de->d_name) >= SESSION_ID)
			continue;
		file = mem_fmt("%s/%s/events.jsonl", dir, de->d_name);
		if (!stat(file, &st))
			k.at = st.st_mtim;
		free(file);
		k.id = mem_str(de->d_name);
		MEM_GROW(all, n, cap);
		all[n++] = k;
	}
	if (d)
		closedir(d);
	free(dir);
	if (n)
		qsort(all, n, sizeof(*all), later);
	MEM_GROW(all, n, cap);
	all[n].id = NULL;
	return all;
}

/* Drop what that probe answered, in the wizard and in the text of the journal. */
static int owe_again(struct wizard *w, const char *probe, struct buf *text)
{
	if (!wizard_rewind(w, probe))
		return 0;
	event_line_rewind(probe, text);
	return 1;
}

/* What was found out so long ago that it has to be looked up again before anything is built on it. */
static int is_old(const struct wizard *w)
{
	struct evidence ev;
	time_t at = 0;
	int old;

	evidence_parse(wizard_fact(w, "accounts.evidence") ? wizard_fact(w, "accounts.evidence") : "", &ev);
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
	if (by->story && wizard_fact(w, "accounts.result") && !wizard_over(w) && is_old(w))
		rewound |= owe_again(w, "accounts", text);
	if (torn || rewound)
		rc = disk_put(s->file, buf_str(text), text->len, e);
	s->written = wizard_events(w);
	s->begun = 1;
	return rc;
}

/* 1: this one was resumed or is broken (*rc says which); 0: not this one, the wizard is fresh again. */
static int try_one(struct session *s, struct wizard *w, const struct search *by, const char *id, int *rc,
		   struct err *e)
{
	struct buf b = BUF_INIT;
	size_t at = 0;
	int torn = 0, mine = 0, named = by->id != NULL;

	name(s, id);
	if (disk_slurp_own(s->file, &b, JOURNAL_MAX, named ? e : NULL)) {
		*rc = -1;
		mine = named && access(s->file, F_OK) == 0; /* asked for by name: the reason is said */
	} else if (head_is(&b, by, &at)) {
		*rc = events_replay(w, b.p + at, b.len - at, s->file, &torn, e);
		mine = *rc || named || !wizard_over(w);
		if (!*rc && mine)
			*rc = reopen(s, w, by, &b, torn, e);
	}
	buf_free(&b);
	if (mine && by->story)
		session_story(s, by->story);
	if (!mine) {
		session_free(s);
		wizard_restart(w);
	}
	return mine;
}

static int search(struct session *s, struct wizard *w, const struct search *by, int *rc, struct err *e)
{
	struct known *all = all_known();
	size_t i;
	int found = 0;

	memset(s, 0, sizeof(*s));
	for (i = 0; all[i].id; i++) {
		if (!found && (!by->id || !strcmp(all[i].id, by->id)))
			found = try_one(s, w, by, all[i].id, rc, e);
		free(all[i].id);
	}
	free(all);
	return found;
}

int session_again(struct session *s, struct wizard *w, const char *workspace, const char *story, int links,
		  struct err *e)
{
	const struct search by = { workspace, NULL, story, links };
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

		err_set(e, E_USAGE, _("There is no session '%s' of this workspace to resume."), shown);
		free(shown);
		return -1;
	}
	return err_set(e, E_USAGE, _("There is no unfinished session of this workspace to resume."));
}
