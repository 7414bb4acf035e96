/* SPDX-License-Identifier: MIT */
/* cmd_walk: one whole walk in an open house; what wizard and demo share. */
#ifndef TOOLGAP_UI_CMD_WALK_H
#define TOOLGAP_UI_CMD_WALK_H

#include "ui/cmd.h"

/*
 * `provider` is proposed when it is asked for, or NULL; `given`: answers beside those of the options, or NULL; `throw_away` as in
 * struct drive. Returns the exit code.
 */
int walk(struct house *h, const struct options *o, const char *provider, const struct kv *given, int throw_away,
	 struct err *e);

/* The same in two pieces, for a drive that is initialised and freed by the caller: what the options say of any walk, with
   answers for the steps of `rb`, and the front end; then the walk itself. */
int walk_setup(struct drive *d, const struct options *o, const struct runbook *rb, struct err *e);
int walk_run(struct drive *d, const struct options *o, struct err *e);

/* cmd_rollout.c: a rollout by the story of its session: the latest of that story, o->resume_id, or a new one. */
int rollout_go(const struct options *o, const char *story, struct err *e);

#endif
