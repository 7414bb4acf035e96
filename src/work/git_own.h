/* SPDX-License-Identifier: MIT */
/* git_own: what git.c (running it, looking) and git_commit.c share. */
#ifndef TOOLGAP_WORK_GIT_OWN_H
#define TOOLGAP_WORK_GIT_OWN_H

#include "base/buf.h"
#include "work/child.h"
#include "work/git.h"

/* The words of one command; strings are copied. */
struct words {
	char **v;
	size_t n, cap;
};

void words_add(struct words *w, const char *word);
void words_paths(struct words *w, const struct kv *files); /* "--", then the keys, each meant as it stands */
void words_free(struct words *w);

/* Start this command in the workspace; 0 or an errno. `looks`: it takes no locks and speaks English. */
int git_start(struct child *c, const struct workspace *ws, const struct words *w, int looks, int timeout_ms);
/* Run a short one: its exit code (-1: not started or too late) and its output, if wanted. Takes the words. */
int git_run(const struct workspace *ws, struct http *http, struct words *w, int looks, struct buf *out,
	    struct buf *err);

/* The commit that HEAD names, "" before the first one; heap string. */
char *git_head_new(const struct workspace *ws, struct http *http);
/* What is going on in the repository ("merge"), or NULL. */
const char *git_busy(const struct workspace *ws, struct http *http);

/*
 * How these files (paths from the workspace as keys) stand: into the values go two letters as of `git status`, "??" for
 * one that git does not know, "" for one without changes. -1 when git cannot say.
 */
int git_status(const struct workspace *ws, struct http *http, struct kv *files);

/*
 * The files that this commit changes, as keys: paths from the workspace; of one outside of it from the top of the repository, with
 * the value "outside". -1 when git cannot say.
 */
int git_names(const struct workspace *ws, struct http *http, const char *commit, struct kv *names);

#endif
