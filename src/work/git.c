/* SPDX-License-Identifier: MIT */
/* git: running git, and what its answers mean. */
#include "work/git.h"

#include "base/mem.h"
#include "work/git_own.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LOOK_MS 20000 /* a short command; a repository on a slow network folder may take that long */

/* A hook, an alias or `git -c` of our caller has these; they would lead git to another repository or index. */
static const char *const elsewhere[] = { "GIT_DIR",	       "GIT_WORK_TREE",
					 "GIT_INDEX_FILE",     "GIT_OBJECT_DIRECTORY",
					 "GIT_COMMON_DIR",     "GIT_ALTERNATE_OBJECT_DIRECTORIES",
					 "GIT_PREFIX",	       "GIT_NAMESPACE",
					 "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS",
					 "GIT_ICASE_PATHSPECS", "GIT_LITERAL_PATHSPECS",
					 "PIPEDREAM_OAUTH_BEARER", NULL };

char *git_message_new(const char *slug, const char *vendor)
{
	return mem_fmt("docs(routing): record %s routing (vendor=%s)", slug, vendor);
}

void words_add(struct words *w, const char *word)
{
	MEM_GROW(w->v, w->n, w->cap);
	w->v[w->n++] = mem_str(word);
}

/* The magic is per path: as an option, or in the environment, hooks would inherit it. */
void words_paths(struct words *w, const struct kv *files)
{
	size_t i;

	words_add(w, "--");
	for (i = 0; i < files->n; i++) {
		char *path = mem_fmt(":(literal)%s", files->v[i].key);

		words_add(w, path);
		free(path);
	}
}

void words_free(struct words *w)
{
	while (w->n)
		free(w->v[--w->n]);
	free(w->v);
	memset(w, 0, sizeof(*w));
}

int git_start(struct child *c, const struct workspace *ws, const struct words *w, int looks, int timeout_ms)
{
	struct kv with = KV_INIT;
	const struct child_how how = { .dir = ws->root, .with = &with, .without = elsewhere, .timeout_ms = timeout_ms };
	/* what a watcher of files says is not needed for a handful of them, and it is a program that the folder names */
	static const char *const quiet[] = { "git", "-c", "core.fsmonitor=false" };
	size_t lead = looks ? 3 : 1, i;
	char **argv = mem_alloc((w->n + lead + 1) * sizeof(*argv));
	int rc;

	for (i = 0; i < lead; i++)
		argv[i] = mem_str(quiet[i]);
	for (i = 0; i < w->n; i++)
		argv[lead + i] = w->v[i];
	kv_add(&with, "GIT_TERMINAL_PROMPT", "0");
	kv_add(&with, "GIT_EDITOR", ":");
	if (looks) {
		kv_add(&with, "GIT_OPTIONAL_LOCKS", "0");
		kv_add(&with, "LC_ALL", "C");
		kv_add(&with, "LANGUAGE", "");
	}
	rc = child_start(c, argv, &how);
	for (i = 0; i < lead; i++)
		free(argv[i]);
	free(argv);
	kv_free(&with);
	return rc;
}

int git_run(const struct workspace *ws, struct http *http, struct words *w, int looks, struct buf *out,
	    struct buf *err)
{
	struct child c;
	int code = -1;

	if (!git_start(&c, ws, w, looks, LOOK_MS)) {
		child_wait(&c, http, -1);
		code = c.code;
		if (out)
			buf_add(out, buf_str(&c.text[0]), c.text[0].len);
		if (err)
			child_said(&c, err);
	}
	child_free(&c);
	words_free(w);
	return code;
}

/* One line of an answer; without the line end. Heap string. */
static char *line_new(const struct buf *b)
{
	return mem_strn(buf_str(b), strcspn(buf_str(b), "\n"));
}

char *git_head_new(const struct workspace *ws, struct http *http)
{
	struct words w = { 0 };
	struct buf b = BUF_INIT;
	char *head;

	words_add(&w, "rev-parse");
	words_add(&w, "--quiet");
	words_add(&w, "--verify");
	words_add(&w, "HEAD^{commit}");
	head = git_run(ws, http, &w, 1, &b, NULL) ? mem_str("") : line_new(&b);
	buf_free(&b);
	return head;
}

const char *git_busy(const struct workspace *ws, struct http *http)
{
	static const char *const marks[][2] = { { "MERGE_HEAD", "merge" },
						{ "CHERRY_PICK_HEAD", "cherry-pick" },
						{ "REVERT_HEAD", "revert" },
						{ "rebase-merge", "rebase" },
						{ "rebase-apply", "rebase" } };
	struct words w = { 0 };
	struct buf b = BUF_INIT;
	const char *busy = NULL;
	size_t i;

	words_add(&w, "rev-parse");
	words_add(&w, "--absolute-git-dir");
	if (!git_run(ws, http, &w, 1, &b, NULL) && b.len) {
		b.p[b.len - 1] = '\0'; /* the line end; a name may hold others */
		for (i = 0; !busy && i < sizeof(marks) / sizeof(*marks); i++) {
			char *path = mem_fmt("%s/%s", b.p, marks[i][0]);

			if (!access(path, F_OK))
				busy = marks[i][1];
			free(path);
		}
	}
	buf_free(&b);
	return busy;
}

/* "XY path", each with a NUL behind it; paths begin at the top of the repository, `prefix` is where ours do. */
static void take_rows(const struct buf *b, const char *prefix, struct kv *files)
{
	size_t at = 0, n = strlen(prefix), i;

	while (at + 3 < b->len) {
		const char *row = b->p + at, *path = row + 3;
		char state[3] = { row[0], row[1], '\0' };

		for (i = 0; !strncmp(path, prefix, n) && i < files->n; i++) {
			if (strcmp(files->v[i].key, path + n) != 0)
				continue;
			free(files->v[i].value); /* in its place: the order is the plan's */
			files->v[i].value = mem_str(state);
		}
		at += strlen(row) + 1;
	}
}

/* Where the workspace lies in its repository: "" or "apps/x/"; not 0 when git cannot say. */
static int show_prefix(const struct workspace *ws, struct http *http, struct buf *prefix)
{
	struct words w = { 0 };
	int rc;

	words_add(&w, "rev-parse");
	words_add(&w, "--show-prefix");
	rc = git_run(ws, http, &w, 1, prefix, NULL);
	if (prefix->len)
		prefix->p[--prefix->len] = '\0';
	return rc;
}

int git_names(const struct workspace *ws, struct http *http, const char *commit, struct kv *names)
{
	struct words w = { 0 };
	struct buf b = BUF_INIT, prefix = BUF_INIT;
	int rc = show_prefix(ws, http, &prefix);
	size_t at;

	words_add(&w, "diff-tree");
	words_add(&w, "-r");
	words_add(&w, "-z");
	words_add(&w, "--root");
	words_add(&w, "--no-commit-id");
	words_add(&w, "--no-renames");
	words_add(&w, "--name-only");
	words_add(&w, commit);
	if (!rc)
		rc = git_run(ws, http, &w, 1, &b, NULL);
	for (at = 0; !rc && at < b.len; at += strlen(b.p + at) + 1) {
		if (!strncmp(b.p + at, buf_str(&prefix), prefix.len))
			kv_add(names, b.p + at + prefix.len, "");
		else
			kv_add(names, b.p + at, "outside");
	}
	words_free(&w);
	buf_free(&prefix);
	buf_free(&b);
	return rc ? -1 : 0;
}

int git_status(const struct workspace *ws, struct http *http, struct kv *files)
{
	struct words w = { 0 };
	struct buf b = BUF_INIT, prefix = BUF_INIT;
	int rc = show_prefix(ws, http, &prefix);

	words_add(&w, "status");
	words_add(&w, "--porcelain=v1");
	words_add(&w, "-z");
	words_add(&w, "--no-renames");
	words_add(&w, "--untracked-files=all");
	words_paths(&w, files);
	if (!rc)
		rc = git_run(ws, http, &w, 1, &b, NULL);
	if (!rc)
		take_rows(&b, buf_str(&prefix), files);
	words_free(&w);
	buf_free(&prefix);
	buf_free(&b);
	return rc ? -1 : 0;
}
