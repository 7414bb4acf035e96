/* SPDX-License-Identifier: MIT */
/* check: the drift check: do registry, client configs and capability files tell the same story? */
#ifndef TOOLGAP_WORK_CHECK_H
#define TOOLGAP_WORK_CHECK_H

#include "base/err.h"
#include "work/workspace.h"

#include <stddef.h>

/*
 * Rules of the seed: (1) every composio-* and pipedream-* server of .mcp.json has a row that names it;
 * (2) every server that a row names exists in .mcp.json, unless the row is WONT-FIX or PENDING-NATIVE; (3) every
 * TOOLS/X/capability_registry.yaml matches a row by toolkit_slug. Reads only.
 */
struct finding {
	int rule;
	char *id;        /* stable: "unrouted-server:pipedream-gtm-ascend" */
	const char *severity; /* "error" "warning" */
	char *file;      /* as shown */
	size_t line;     /* 0: of the whole file */
	char *message, *fix;
};

struct findings {
	struct finding *v;
	size_t n, cap;
	size_t rows, servers;
};

/* −1 when a file cannot be read or parsed: that is no finding but a reason to stop (file, line, column in the message). */
int check_run(const struct workspace *ws, struct findings *out, struct err *e);
void findings_free(struct findings *f);

#endif
