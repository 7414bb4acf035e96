/* SPDX-License-Identifier: MIT */
/* workspace_own: what the parts of the workspace share. */
#ifndef TOOLGAP_WORK_WORKSPACE_OWN_H
#define TOOLGAP_WORK_WORKSPACE_OWN_H

#include "work/workspace.h"

/*
 * Take what toolgap.yaml at `path` says into *ws; a file that is not there says nothing. `fence`: what a cloned repository
 * says must be a file of it, not a link to somewhere or a pipe; NULL: it is the person's own.
 */
int workspace_settings(struct workspace *ws, const char *path, const char *fence, struct err *e);

#endif
