/* SPDX-License-Identifier: MIT */
/* mcp_own: what asking a remote MCP server (mcp_ask.c) and hearing it (mcp.c) share. */
#ifndef TOOLGAP_VENDORS_MCP_OWN_H
#define TOOLGAP_VENDORS_MCP_OWN_H

#include "base/map.h"
#include "vendors/look.h"
#include "vendors/mcp.h"
#include "vendors/pipedream.h"

#define MCP_STATELESS "2026-07-28" /* the first revision without a handshake */

enum phase { PHASE_HELLO, PHASE_READY, PHASE_LIST };

struct seat { /* of one tenant, beside its look of the same number */
	enum phase phase;
	int stateless;
	long id;	     /* of the request under way */
	char *session;	     /* or NULL */
	const char *account; /* to be pinned, or NULL; of the probe's input */
	char version[16];    /* agreed, or "" */
	struct kv tools;     /* name, description */
	struct map named;    /* of them: each name once */
	size_t twice;	     /* listed again, and left out */
	size_t own;	     /* of those, named after the app */
};

struct talks {
	struct pipedream_talk talk; /* first */
	struct looks looks;
	struct seat *seat;
};

/* Ask what the phase of seat `i` is about; `cursor` NULL: the first page. */
void mcp_ask(struct probe *p, size_t i, const char *cursor);

#endif
