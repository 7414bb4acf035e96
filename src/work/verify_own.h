/* SPDX-License-Identifier: MIT */
/* verify_own: what verify.c hands to the judges of verify_judge.c. */
#ifndef TOOLGAP_WORK_VERIFY_OWN_H
#define TOOLGAP_WORK_VERIFY_OWN_H

#include "work/disk.h"
#include "work/verify.h"
#include "work/verify_run.h"

/* One client being asked. */
struct asking {
	const struct workspace *ws;
	const struct client *cl;
	const char *file; /* as shown */
	const struct disk_file *disk;
	const struct client_servers *servers; /* of the file */
	struct http *http;
	int stop;
	struct verdict *v;
	struct err *e;
};

/* verify_ask.c: a sentence for the verdict, which takes it over; a note is kept once. */
void verify_problem(const struct asking *q, char *sentence);
void verify_note(const struct asking *q, char *sentence);
/* Words are split at blanks. -1: not started, or not ended in time: v->why or *e says so. */
int verify_ask_with(const struct asking *q, const char *words, const char *dir, const struct kv *more, struct ran *r);
int verify_ask(const struct asking *q, const char *words, struct ran *r); /* in the workspace */
char *verify_quoted(char *line); /* instead of the line: fit to be shown */
/* It ended, and nothing follows for the file: v->why says how it ended. Returns -1. */
int verify_silent(const struct asking *q, const char *words, const struct ran *r);
/* It ended badly and names this file: a problem, in its words; 1. Else 0. An absolute path is a copy of the file. */
int verify_refused(const struct asking *q, const struct ran *r, const char *file);

/* A remote server whose name could be ours; all others are not asked about. */
int verify_asks(const struct client_server *s);

struct judge {
	const char *client, *program;
	int (*ask)(const struct asking *q); /* -1: v->why says so, or *e */
};

/* NULL where there is no such judge. */
const struct judge *verify_judge(const char *client);

#endif
