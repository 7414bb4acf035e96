/* SPDX-License-Identifier: MIT */
/* verify_run: one run of another program: its words to us, its end, never longer than it may; and a scratch folder. */
#ifndef TOOLGAP_WORK_VERIFY_RUN_H
#define TOOLGAP_WORK_VERIFY_RUN_H

#include "base/buf.h"
#include "base/err.h"
#include "base/kv.h"
#include "vendors/http.h"

#include <stddef.h>

/*
 * As work/child.h says, with `env` on top of the environment. Both outputs are kept without colours, each line through
 * the guard.
 */
struct ran {
	int code;	 /* exit code; 128 + N where signal N ended it; -1: it took too long and was ended */
	struct buf text; /* standard output, then standard error */
	/* Where set: each line of either output as it comes, guarded, instead of being kept in text. */
	void (*line)(void *arg, const char *line);
	void *arg;
};

#define RAN_INIT { 0, BUF_INIT, NULL, NULL }

/* -1 where it cannot be started, or where `stop` became readable. Free the result also then. */
int run_program(char *const *argv, const char *dir, const struct kv *env, struct http *http,
		int stop, int timeout_ms, struct ran *r, struct err *e);
void ran_free(struct ran *r);
/* The line that begins with `head`, or holds it anywhere; without what stands around it. NULL: none. Heap string. */
char *ran_line_new(const struct ran *r, const char *head, int anywhere);

/* A new folder for ourselves (0700) below $TMPDIR, heap string; and away with it and all that is in it. */
char *scratch_new(struct err *e);
void scratch_free(char *dir);

#endif
