/* SPDX-License-Identifier: MIT */
/* box: the demo's surroundings: a running toolgap-sandbox and a throw-away workspace and home. */
#ifndef TOOLGAP_UI_BOX_H
#define TOOLGAP_UI_BOX_H

#include "base/err.h"

#include <sys/types.h>

/*
 * box_open makes DIR/work (the workspace) and DIR/home, fills them with data/demo, starts toolgap-sandbox (next to this
 * program, else on PATH), and points this process's environment at both: HOME, XDG_*, and the variables the sandbox prints. The
 * sandbox dies with this process. `dir` NULL: a new folder under $TMPDIR, removed by box_close.
 */
struct box {
	char *dir, *work, *home;
	int keep;
	pid_t sandbox;
};

int box_open(struct box *b, const char *dir, struct err *e);
void box_close(struct box *b);

#endif
