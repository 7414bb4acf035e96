/* SPDX-License-Identifier: MIT */
/* git_look: can the files of a plan be committed by themselves, and if not, why not? */
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "work/disk.h"
#include "work/git_own.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What is found out, file by file. */
struct look {
	const struct workspace *ws;
	struct http *http;
	struct kv *facts;
	struct kv files;   /* path from the workspace → how it stands */
	struct kv hashes;  /* the same → SHA-256 */
	size_t left;
	int repo;          /* there is one, and we stand in its working tree */
};

static void leave(struct look *l, const char *path, const char *why)
{
	char *shown = disk_shown(path);

	kv_addf(l->facts, "left", "%s (%s)", shown, why);
	free(shown);
	l->left++;
}

/* The files of the plan by where their bytes really are: links are followed by who writes, and not by git. */
static void gather(struct look *l, const struct plan *p)
{
	size_t n = strlen(l->ws->root), i;

	for (i = 0; i < p->n; i++) {
		const struct plan_file *f = p->files[i];
		const char *real = f->disk.real;

		if (plan_file_action(f) == PLAN_NONE)
			continue;
		if (!strncmp(f->path, "~/", 2)) {
			leave(l, f->path, _("in your home folder"));
		} else if (!real || strncmp(real, l->ws->root, n) != 0 || real[n] != '/') {
			leave(l, f->path, _("outside of this workspace"));
		} else {
			kv_add(&l->files, real + n + 1, "");
			kv_add(&l->hashes, real + n + 1, f->after);
		}
	}
}

/* A folder on the way that has a .git of its own: a submodule, or a repository within. */
static int in_another(const struct look *l, const char *path)
{
	const char *slash = path;
	int found = 0;

	while (!found && (slash = strchr(slash, '/'))) {
		char *mark = mem_fmt("%s/%.*s/.git", l->ws->root, (int)(slash - path), path);

		found = !access(mark, F_OK);
		free(mark);
		slash++;
	}
	return found;
}

static int ignored(const struct look *l, const char *path)
{
	struct words w = { 0 };
	char *word = mem_fmt("./%s", path); /* ":" and "-" at its begin mean nothing so */

	words_add(&w, "check-ignore");
	words_add(&w, "--quiet");
	words_add(&w, "--");
	words_add(&w, word);
	free(word);
	return git_run(l->ws, l->http, &w, 1, NULL, NULL) == 0;
}

static void drop_those_left(struct look *l)
{
	struct kv all = KV_INIT;
	size_t i;

	kv_copy(&all, &l->files);
	for (i = 0; i < all.n; i++) {
		const char *path = all.v[i].key;
		const char *why = in_another(l, path) ? _("in a repository of its own") :
				  ignored(l, path)    ? _("ignored by git") :
							NULL;

		if (!why)
			continue;
		leave(l, path, why);
		kv_del(&l->files, path);
	}
	kv_free(&all);
}

/* ---- why not */

static int no(struct look *l, const char *why)
{
	kv_add(l->facts, "not_offered", why);
	return -1;
}

static int __attribute__((format(printf, 2, 3))) nof(struct look *l, const char *fmt, ...)
{
	char text[sizeof(((struct err *)0)->msg)];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return no(l, text);
}

/* A repository that we stand in the working tree of? */
static int repository(struct look *l)
{
	struct words w = { 0 };
	struct buf out = BUF_INIT, said = BUF_INIT;
	int code, rc = 0;

	if (!child_found("git"))
		return no(l, _("git is not installed here, so no commit is offered."));
	words_add(&w, "rev-parse");
	words_add(&w, "--is-inside-work-tree");
	code = git_run(l->ws, l->http, &w, 1, &out, &said);
	if (code && strstr(buf_str(&said), "not a git repository")) {
		rc = no(l, _("This workspace lies in no git repository, so no commit is offered."));
	} else if (code) {
		char *line = mem_strn(buf_str(&said), strcspn(buf_str(&said), "\n"));

		rc = nof(l, _("git cannot work with the repository here, so no commit is offered (%s)."),
			 *line ? line : "?");
		free(line);
	} else if (strncmp(buf_str(&out), "true", 4) != 0) {
		rc = no(l, _("The git repository here has no working tree, so no commit is offered."));
	}
	buf_free(&out);
	buf_free(&said);
	return rc;
}

/* All paths whose state says so, with commas between; heap string, NULL when there is none. */
static char *those(const struct look *l, int unknown)
{
	struct buf b = BUF_INIT;
	size_t i;

	for (i = 0; i < l->files.n; i++) {
		const char *state = l->files.v[i].value;
		char *shown;

		if (!*state || (strcmp(state, "??") == 0) != unknown)
			continue;
		shown = disk_shown(l->files.v[i].key);
		buf_addf(&b, "%s%s", b.len ? ", " : "", shown);
		free(shown);
	}
	return b.len ? buf_detach(&b) : NULL;
}

/* What a person has in them that is not committed would go along, under our message. */
static int dirty(struct look *l)
{
	char *changed = those(l, 0), *unknown = those(l, 1);
	int rc = 0;

	if (changed)
		rc = nof(l, _("No commit is offered: %s had changes that were not committed, and a commit would take them along."),
			 changed);
	if (unknown)
		rc = nof(l, _("No commit is offered: git did not know %s before, and a commit would take all of it along."),
			 unknown);
	free(changed);
	free(unknown);
	return rc;
}

static int look(struct look *l)
{
	const char *busy;

	if (repository(l))
		return -1;
	l->repo = 1;
	drop_those_left(l);
	if (!l->files.n && l->left)
		return no(l, _("Each of these files lies outside of the git repository or is ignored by it, so there is nothing to commit."));
	if (!l->files.n)
		return no(l, _("No file changes, so there is nothing to commit."));
	busy = git_busy(l->ws, l->http);
	if (busy)
		return nof(l, _("`git %s` is under way here, so no commit is offered; conclude it first."), busy);
	if (git_status(l->ws, l->http, &l->files))
		return no(l, _("git could not say how these files stand, so no commit is offered."));
	return dirty(l);
}

/* ---- by hand */

static void command(const struct look *l, const struct buf *b)
{
	kv_add(l->facts, "by_hand", buf_str(b));
	kv_addf(l->facts, "next", "  %s", buf_str(b));
}

static void by_hand(const struct look *l, const char *message)
{
	struct buf b = BUF_INIT;
	size_t i;

	if (!message || (l->repo && !l->files.n)) {
		kv_add(l->facts, "next", _("Next: toolgap check"));
		return;
	}
	if (!l->repo) {
		kv_add(l->facts, "next", _("Next: toolgap check; then record the files where you keep them, with the message"));
		kv_addf(l->facts, "next", "  %s", message);
		return;
	}
	kv_add(l->facts, "next", _("Next: toolgap check; then commit the files:"));
	buf_adds(&b, "git add --");
	for (i = 0; i < l->files.n; i++) {
		buf_addc(&b, ' ');
		text_shell(&b, l->files.v[i].key);
	}
	command(l, &b);
	buf_reset(&b);
	buf_adds(&b, "git commit -m ");
	text_shell(&b, message);
	command(l, &b);
	buf_free(&b);
}

void git_look(const struct workspace *ws, const struct plan *p, struct http *http, struct kv *facts)
{
	struct look l = { .ws = ws, .http = http, .facts = facts };
	char *message = p->slug && p->vendor ? git_message_new(p->slug, p->vendor) : NULL, *head, *all;
	size_t i;
	int rc;

	gather(&l, p);
	rc = message ? look(&l) : no(&l, _("These files belong to no row of the registry, so no commit is offered."));
	kv_add(facts, "commit", rc ? "no" : "ready");
	if (message)
		kv_add(facts, "message", message);
	by_hand(&l, message);
	for (i = 0; !rc && i < l.files.n; i++) {
		const char *path = l.files.v[i].key;
		char *shown = disk_shown(path);

		kv_addf(facts, "file", "%s\t%s", path, kv_or(&l.hashes, path, ""));
		kv_add(facts, "path", shown);
		free(shown);
	}
	all = kv_join_new(facts, "path", ", ");
	if (all)
		kv_add(facts, "paths", all);
	free(all);
	head = rc ? mem_str("") : git_head_new(ws, http);
	if (*head)
		kv_add(facts, "head", head);
	free(head);
	free(message);
	kv_free(&l.files);
	kv_free(&l.hashes);
}
