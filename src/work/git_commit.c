/* SPDX-License-Identifier: MIT */
/* git_commit: the commit of exactly these files, and the index as it was when it does not come to be. */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "work/disk.h"
#include "work/git_own.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COMMIT_MS (10 * 60 * 1000) /* hooks may run the checks of a whole project */
#define SAID_LINES 200
#define SHORT_ID 10
#define ADDED_NAMED 10 /* files of a hook's own that are named */

struct git_commit {
	const struct workspace *ws;
	struct http *http;
	struct kv files;   /* path → SHA-256 that it was written with */
	struct kv fresh;   /* those that git did not know, and that we told it of */
	char *message, *head; /* head: before */
	struct child child;
	int running;
	int64_t begun;
	struct kv facts;
	char doing[200];
};

static void outcome(struct git_commit *c, const char *result, int code, const char *detail)
{
	kv_set(&c->facts, "result", result);
	kv_set(&c->facts, "detail", detail);
	if (code)
		kv_addf(&c->facts, "code", "%d", code);
}

static int __attribute__((format(printf, 3, 4))) refuse(struct git_commit *c, int code, const char *fmt, ...)
{
	char text[sizeof(((struct err *)0)->msg)];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	outcome(c, "refused", code, text);
	return -1;
}

/* The first file that is not as it was written, or NULL. */
static const char *changed(const struct git_commit *c)
{
	size_t i;

	for (i = 0; i < c->files.n; i++) {
		const char *path = c->files.v[i].key;
		char *full = workspace_path_new(c->ws, path);
		struct disk_file f;
		int same = !disk_read(&f, full, c->ws->root, NULL);

		if (same) {
			same = f.exists && !strcmp(f.hash, c->files.v[i].value);
			disk_file_free(&f);
		}
		free(full);
		if (!same)
			return path;
	}
	return NULL;
}

static int run(struct git_commit *c, struct words *w, struct buf *said)
{
	return git_run(c->ws, c->http, w, 0, NULL, said);
}

/* The branch has moved on meanwhile: that must not have touched these files. */
static int moved(const struct git_commit *c, const char *was)
{
	struct words w = { 0 };

	if (!strcmp(was, c->head))
		return 0;
	if (!*was || !*c->head)
		return 1;
	words_add(&w, "diff");
	words_add(&w, "--quiet");
	words_add(&w, "--no-ext-diff");
	words_add(&w, was);
	words_add(&w, c->head);
	words_paths(&w, &c->files);
	return git_run(c->ws, c->http, &w, 1, NULL, NULL) != 0;
}

/* git commits a new file by name only once it knows of it: its name alone goes into the index. */
static int introduce(struct git_commit *c, struct kv *states)
{
	struct words w = { 0 };
	struct buf said = BUF_INIT;
	size_t i;
	int rc;

	for (i = 0; i < states->n; i++)
		if (!strcmp(states->v[i].value, "??"))
			kv_add(&c->fresh, states->v[i].key, "");
	if (!c->fresh.n)
		return 0;
	words_add(&w, "add");
	words_add(&w, "--intent-to-add");
	words_paths(&w, &c->fresh);
	rc = run(c, &w, &said);
	if (rc) {
		char *line = mem_strn(buf_str(&said), strcspn(buf_str(&said), "\n"));

		refuse(c, E_FAIL, _("git did not take the new files (%s). Nothing was committed, and the files stay written."),
		       *line ? line : "?");
		free(line);
		kv_free(&c->fresh);
	}
	buf_free(&said);
	return rc ? -1 : 0;
}

/* Everything that must hold before git is let loose. 1: there is nothing left to do. */
static int ready(struct git_commit *c, const char *was)
{
	struct kv states = KV_INIT;
	const char *other = changed(c), *busy;
	size_t i, differ = 0;
	int rc;

	if (other) {
		char *shown = disk_shown(other);

		rc = refuse(c, E_CHANGED, _("%s is not as toolgap wrote it any more, so nothing was committed. Look at it, then commit by hand."),
			    shown);
		free(shown);
		return rc;
	}
	busy = git_busy(c->ws, c->http);
	if (busy)
		return refuse(c, E_FAIL, _("`git %s` is under way here, so nothing was committed. Conclude it, then commit by hand."),
			      busy);
	for (i = 0; i < c->files.n; i++)
		kv_add(&states, c->files.v[i].key, "");
	if (git_status(c->ws, c->http, &states)) {
		kv_free(&states);
		return refuse(c, E_FAIL, _("git could not say how these files stand, so nothing was committed. The files stay written."));
	}
	for (i = 0; i < states.n; i++)
		differ += *states.v[i].value != '\0';
	if (!differ) {
		outcome(c, "done", 0, _("These files are committed already."));
		rc = 1;
	} else if (moved(c, was)) {
		rc = refuse(c, E_CHANGED, _("The branch has other versions of these files than before they were written, so nothing was committed. Look at them, then commit by hand."));
	} else {
		rc = introduce(c, &states);
	}
	kv_free(&states);
	return rc;
}

static void begin(struct git_commit *c)
{
	struct words w = { 0 };
	int rc;

	words_add(&w, "commit");
	words_add(&w, "--quiet");
	words_add(&w, "--only");
	words_add(&w, "-m");
	words_add(&w, c->message);
	words_paths(&w, &c->files);
	rc = git_start(&c->child, c->ws, &w, 0, COMMIT_MS);
	words_free(&w);
	if (rc) {
		child_free(&c->child);
		refuse(c, E_FAIL, _("git cannot be started (%s). Nothing was committed, and the files stay written."),
		       strerror(rc));
		return;
	}
	c->running = 1;
}

/* What we told git of goes out of the index again. */
static void put_back(struct git_commit *c)
{
	struct words w = { 0 };
	size_t i;

	if (!c->fresh.n)
		return;
	words_add(&w, "update-index");
	words_add(&w, "--force-remove");
	words_add(&w, "--");
	for (i = 0; i < c->fresh.n; i++)
		words_add(&w, c->fresh.v[i].key);
	(void)run(c, &w, NULL);
	kv_free(&c->fresh);
}

/* The end of what was said counts: there stands why a hook refused. */
static void tell(struct git_commit *c)
{
	struct buf all = BUF_INIT;
	const char *p;
	size_t lines = 0, skip;

	child_said(&c->child, &all);
	for (p = buf_str(&all); *p; p++)
		lines += *p == '\n';
	skip = lines > SAID_LINES ? lines - SAID_LINES : 0;
	if (skip)
		kv_addf(&c->facts, "said", ngettext("… %zu line before this", "… %zu lines before this", skip), skip);
	for (p = buf_str(&all); *p;) {
		size_t n = strcspn(p, "\n");
		char *line = mem_strn(p, n);

		if (skip)
			skip--;
		else if (*line)
			kv_add(&c->facts, "said", line);
		free(line);
		p += n;
		p += *p == '\n';
	}
	buf_free(&all);
}

/* What the commit holds beside our files: only a hook can have put it there. How many files it holds in all. */
static size_t holds(struct git_commit *c, const char *head)
{
	struct kv names = KV_INIT;
	size_t i, n, added = 0;

	if (git_names(c->ws, c->http, head, &names) || !names.n) {
		kv_free(&names);
		return c->files.n;
	}
	for (i = 0; i < names.n; i++) {
		char *shown;

		if ((!*names.v[i].value && kv_get(&c->files, names.v[i].key)) || added++ >= ADDED_NAMED)
			continue;
		shown = disk_shown(names.v[i].key);
		kv_addf(&c->facts, "said", _("A hook added %s to the commit, which is not of this plan."), shown);
		free(shown);
	}
	if (added > ADDED_NAMED)
		kv_addf(&c->facts, "said", ngettext("And %zu more file.", "And %zu more files.", added - ADDED_NAMED),
			added - ADDED_NAMED);
	n = names.n;
	kv_free(&names);
	return n;
}

static void concluded(struct git_commit *c, const char *head)
{
	const char *other = changed(c);
	size_t n = holds(c, head);
	char *shown;

	kv_set(&c->facts, "id", head);
	kv_set(&c->facts, "result", "done");
	/* TRANSLATORS: how many files, the number of the commit, its message */
	kv_addf(&c->facts, "detail", ngettext("%zu file committed as %.*s: %s", "%zu files committed as %.*s: %s",
					     n),
		n, SHORT_ID, head, c->message);
	if (!other)
		return;
	shown = disk_shown(other);
	kv_addf(&c->facts, "said", _("A hook changed %s: `toolgap undo` will leave that file to you."), shown);
	free(shown);
}

/* git has ended, or was ended: what counts is where HEAD is. */
static void conclude(struct git_commit *c)
{
	char *head = git_head_new(c->ws, c->http);

	c->running = 0;
	tell(c);
	if (*head && strcmp(head, c->head) != 0) {
		concluded(c, head);
	} else {
		put_back(c);
		if (c->child.late)
			refuse(c, E_TIMEOUT, _("git and its hooks did not end within %d minutes and were ended. Nothing was committed, the index is as it was, and the files stay written."),
			       COMMIT_MS / 60000);
		else if (c->child.code < 0)
			refuse(c, E_INT, _("git was ended before it was done. Nothing was committed, the index is as it was, and the files stay written."));
		else
			refuse(c, E_FAIL, _("git did not make the commit (its exit code is %d). Nothing was committed, the index is as it was, and the files stay written."),
			       c->child.code);
	}
	free(head);
}

/* A row as of vendors/probe.h, without a request. */
static void note_evidence(struct git_commit *c)
{
	char at[CLOCK_STAMP];

	clock_stamp(clock_now(), at);
	kv_addf(&c->facts, "evidence", "commit\t%s\t0\t%lld\t%s\t\t%s",
		strcmp(kv_or(&c->facts, "result", ""), "done") ? "refused" : "ok", (long long)(clock_ms() - c->begun),
		at, kv_or(&c->facts, "detail", ""));
}

struct git_commit *git_commit_new(const struct workspace *ws, const struct kv *in, struct http *http)
{
	struct git_commit *c = mem_alloc(sizeof(*c));
	size_t i;

	c->ws = ws;
	c->http = http;
	c->begun = clock_ms();
	c->message = mem_str(kv_or(in, "message", ""));
	for (i = 0; i < in->n; i++) {
		const char *row = in->v[i].value, *tab = strchr(row, '\t');
		char *path;

		if (strcmp(in->v[i].key, "file") != 0 || !tab)
			continue;
		path = mem_strn(row, (size_t)(tab - row));
		kv_add(&c->files, path, tab + 1);
		free(path);
	}
	c->head = git_head_new(ws, http);
	if (!c->files.n || !*c->message)
		refuse(c, E_FAIL, _("There is nothing to commit. Nothing was changed."));
	else if (!ready(c, kv_or(in, "head", "")))
		begin(c);
	return c;
}

int git_commit_over(struct git_commit *c)
{
	if (c->running && child_over(&c->child))
		conclude(c);
	return !c->running;
}

const char *git_commit_doing(struct git_commit *c)
{
	struct buf said = BUF_INIT;
	char *last;

	child_said(&c->child, &said);
	while (said.len && said.p[said.len - 1] == '\n')
		said.p[--said.len] = '\0';
	last = strrchr(buf_str(&said), '\n');
	(void)snprintf(c->doing, sizeof(c->doing), "%.*s", (int)text_fit(last ? last + 1 : buf_str(&said), 60),
		       last ? last + 1 : buf_str(&said));
	buf_free(&said);
	return c->doing;
}

void git_commit_stop(struct git_commit *c)
{
	if (!c->running)
		return;
	child_stop(&c->child);
	conclude(c);
}

void git_commit_take(struct git_commit *c, struct kv *facts)
{
	note_evidence(c);
	kv_copy(facts, &c->facts);
}

void git_commit_free(struct git_commit *c)
{
	if (!c)
		return;
	git_commit_stop(c);
	child_free(&c->child);
	kv_free(&c->files);
	kv_free(&c->fresh);
	kv_free(&c->facts);
	free(c->message);
	free(c->head);
	free(c);
}
