/* SPDX-License-Identifier: MIT */
/* session_file: where the sessions lie, which there are, and the head line of each. */
#ifndef TOOLGAP_WORK_SESSION_FILE_H
#define TOOLGAP_WORK_SESSION_FILE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/kv.h"

#include <stddef.h>
#include <time.h>

/*
 * STATE/sessions/ID/: events.jsonl (head line, then the events) and lock. What the walk was begun with stands in the head,
 * so that it is resumed with the same: the clients, and how they get the bearer. All of it is text of ours that somebody
 * may have edited: guarded where it is read.
 */
#define SESSION_ID 64
#define SESSION_STAMP 16 /* "20261121T100000Z", the beginning of an id */
#define SESSION_BYTES (16u << 20)
#define STORY_MAX 1024

struct session_head {
	char *workspace, *started, *user, *auth, *scope; /* auth and scope may be NULL */
	char *story;                                     /* a rollout: of what, for whom, how; NULL: a walk of the wizard */
	struct kv clients;                               /* keys; none: those of the workspace */
};

int session_id_ok(const char *id);
char *session_folder_new(const char *id); /* NULL: the one that holds them all */
/* "2026-11-21T10:00:00Z" from the beginning of an id; "" when it has none. */
void session_started(const char *id, char out[24]);

struct session_found {
	char *id;
	struct timespec at; /* last written */
};
/* The latest first, by the second they began in, then by when they were written. */
int session_all(struct session_found **out, size_t *n, struct err *e); /* none is no error; E_FAIL: they cannot be read */
void session_all_free(struct session_found *v, size_t n);

void session_head_write(const struct session_head *h, struct buf *out);
/* The first line; the rest begins at *at. −1 when it is no head of ours: *h is then empty. */
int session_head_read(struct session_head *h, const char *s, size_t n, size_t *at);
void session_head_free(struct session_head *h);

#endif
