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

#endif
