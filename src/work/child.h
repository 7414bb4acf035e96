/* SPDX-License-Identifier: MIT */
/* child: one run of another program: started without a shell, read while it runs, never longer than it may. */
#ifndef TOOLGAP_WORK_CHILD_H
#define TOOLGAP_WORK_CHILD_H

#include "base/buf.h"
#include "base/kv.h"
#include "vendors/http.h"

#include <stdint.h>
#include <sys/types.h>

/*
 * The program is found on PATH and gets its words as they are. Standard input is empty, and it has a session of its
 * own: neither it nor a child of its can reach for our terminal (a prompt fails at once, instead of waiting behind a
 * screen that is ours). Its environment is ours without the credentials of toolgap and without `without`, with `with`
 * on top. Both outputs are kept, 1 MiB of each at most.
 *
 * Stays where it is while it runs. Zeroed memory is one that does not run.
 */
struct child {
	pid_t pid;          /* 0: none, or over */
	int fd[2];          /* standard output and error; -1 once closed */
	struct buf text[2]; /* as they came: not guarded yet */
	int64_t until;      /* clock_ms() */
	int code;           /* exit code; 128 + N where signal N ended it; -1: it was ended by us */
	int late;           /* because its time was over */
	void (*line)(void *arg, const char *line); /* as in child_how */
	void *arg;
};

struct child_how {
	const char *dir;
	const struct kv *with;            /* or NULL */
	const char *const *without;       /* names, NULL behind the last; or NULL */
	int timeout_ms;
	/* where set: each line of either output as it comes, guarded, instead of being kept in text */
	void (*line)(void *arg, const char *line);
	void *arg;
};

/* Our environment without the credentials of toolgap, for who starts a program by himself; to be freed, its strings are not. */
char **child_environment_new(void);

/* On PATH, and to be executed: 1 or 0. */
int child_found(const char *program);

/* 0, or an errno: then it does not run. child_free in both cases. */
int child_start(struct child *c, char *const *argv, const struct child_how *how);
/* Take what there is to be read; 1 when it is over. Never waits. One that is late is ended. */
int child_over(struct child *c);
/* Until it is over, or `stop` (-1: none) became readable: then it is ended. */
void child_wait(struct child *c, struct http *http, int stop);
/* End it and all of its children: asked first, so that it can tidy up, then by force. */
void child_stop(struct child *c);
void child_free(struct child *c); /* stops it, too */

/* What it said, line by line through the guard, without colours; standard output first. */
void child_said(const struct child *c, struct buf *out);

#endif
