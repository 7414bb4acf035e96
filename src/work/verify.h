/* SPDX-License-Identifier: MIT */
/* verify: what the installed clients' own programs say of the files that toolgap wrote. */
#ifndef TOOLGAP_WORK_VERIFY_H
#define TOOLGAP_WORK_VERIFY_H

#include "vendors/http.h"
#include "work/workspace.h"

#include <stddef.h>

/*
 * A client's program is asked with its own command, in the workspace, with the environment that it would have; no
 * credential is ever among its words. The answers have traps: exit code 0 for a file that was not read, silence about
 * members that were not understood, servers hidden until the folder is trusted. Each client has its own judge, which
 * reads the words as well as the code (facts: see `source` in data/clients.yaml). Codex and Copilot are asked a second
 * time with a scratch settings folder, since both say nothing of a project that is not trusted.
 */
enum verified {
	VERIFY_OK,      /* every remote server of the file was loaded as it stands there, and is in the client's form */
	VERIFY_BAD,     /* problems say what was not, and what to do */
	VERIFY_UNKNOWN  /* nobody can say: not installed, no such command, no file, no server: `why` */
};

struct verdict {
	enum verified state;
	char *why;          /* one sentence: why the program could not be asked, or not be understood; else NULL */
	int by_program;     /* for VERIFY_BAD: some of the problems are what the client's own program says */
	size_t servers;     /* remote ones in the file */
	struct kv problems; /* sentences, in the values; empty unless VERIFY_BAD. What no program says (a member that it
	                       ignores in silence) toolgap finds itself, in entries of its own names */
	struct kv notes;    /* what keeps a loaded server from being used: trust, a connection; in the values */
};

/* `scope` as for client_file_in. It ends early, as unknown, when `stop` is readable. */
void verify_client(const struct workspace *ws, const struct client *cl, const char *scope,
		   struct http *http, int stop, struct verdict *v);
void verdict_free(struct verdict *v);

#endif
