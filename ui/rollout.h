/* SPDX-License-Identifier: MIT */
/* rollout: what the loop does for a rollout and for no other walk. */
#ifndef TOOLGAP_UI_ROLLOUT_H
#define TOOLGAP_UI_ROLLOUT_H

#include "ui/run.h"

/* A session was taken up again: who has come meanwhile? */
void rollout_resumed(struct run *r);
/* What flags, or the absence of a person, answer at the board now: heap string or NULL; *by as in an event. */
char *rollout_answer_new(struct run *r, const char **by);
/* Facts of the registry: an account that was named by --account takes the place of the one that the entries name. */
void rollout_registry(const struct run *r, struct kv *facts);
/* A look was asked for that is not there yet: what went wrong before it is not the last word. */
int rollout_looks_again(const struct run *r);
/* A vendor cannot be asked now: *e says so, and what is written all the same. */
void rollout_undecided(struct run *r, const char *why);
/* Nobody is there, and the tenants were waited for as long as was said. */
int rollout_patience_over(const struct run *r);
/* *e: who is waited for, or whose account wants a word. */
void rollout_waits(struct run *r);
/* A message a tenant into the folder; only what is new. −1 with the reason in the run. */
int rollout_messages(struct run *r, const struct view *v);
/* The document "toolgap.rollout/1". */
void rollout_json(const struct wizard *w, const char *session, int code, struct buf *out);

#endif
