/* SPDX-License-Identifier: MIT */
/* tools: the capability files of a workspace. */
#ifndef TOOLGAP_WORK_TOOLS_H
#define TOOLGAP_WORK_TOOLS_H

#include "base/err.h"
#include "base/kv.h"
#include "work/workspace.h"

/*
 * Every folder below the workspace's `tools` that holds a capability_registry.yaml, by name: the path as shown (relative
 * to the root) with the folder's own name ("pipedream-googletagmanager") as value. No `tools` folder is none of them.
 */
int tools_list(const struct workspace *ws, struct kv *files, struct err *e);

#endif
