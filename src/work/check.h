/* SPDX-License-Identifier: MIT */
/* check: the drift check: registry, client files and capability files agree, or where they do not. */
#ifndef TOOLGAP_WORK_CHECK_H
#define TOOLGAP_WORK_CHECK_H

#include "base/err.h"
#include "base/kv.h"
#include "base/map.h"
#include "files/registry.h"
#include "work/workspace.h"

#include <stddef.h>

/*
 * Rules: 1 every composio-… or pipedream-… server of .mcp.json is named by a row; 2 every server named in a row is in
 * .mcp.json, unless the row is WONT-FIX or PENDING-NATIVE; 3 every capability file belongs to a row; 4 the other
 * clients' files carry the same servers, each in its client's own form (all pipedream-… and native-… servers, and of another vendor
 * all or none: a file that toolgap made for one toolkit is no drift); 5 no client file holds a literal secret;
 * 6 no PENDING-NATIVE row is past its date; 7 rows are whole: slugs once, known vendor and status, no cell short, and
 * no server of another tenant in a tenant's column.
 *
 * Files of rules 4 and 5: the usual file of every client of the workspace's list; every other project file, and the
 * personal ones, once they name a server of ours. A file that is not there is a finding only where toolgap.yaml (or
 * `clients`) names its client. Of personal files nothing counts but the servers of this workspace.
 *
 * An id is "KIND:SUBJECT" of names, never of lines, so that it stays the same while other things are edited.
 */
struct check_kind {
	const char *name;
	int rule;             /* 0: of none, a file cannot be read */
	const char *severity; /* "error" "warning" */
	const char *says;     /* N_(): what such a finding means */
};

extern const struct check_kind check_kinds[];
extern const size_t n_check_kinds;

struct finding {
	const struct check_kind *kind;
	char *id;
	char *file; /* as shown */
	size_t line;
	char *message, *fix;
	/* What `--fix` does of itself (work/fix.h): put the entry `server` (NULL: all) of `from` into `file`. */
	int fixable;
	const struct client *client, *from_client; /* of file, of from; borrowed from the workspace */
	char *server, *from;
};

struct findings {
	struct finding *v;
	size_t n, cap;
	size_t rows, servers;
	struct kv notes; /* client id → a sentence: what is no drift, and worth knowing */
};

struct check_how {
	const struct kv *clients; /* ids; empty or NULL: the workspace's list */
	const char *scope;        /* "project", "user", or NULL: both */
	const struct kv *known;   /* credentials of this run that must stand nowhere, or NULL */
};

/*
 * A file that cannot be read or parsed is a finding (kind "unreadable"), and what would need it is not judged: unknown is never
 * absent. −1 when there is nothing to check by: an unknown client in `how`, a folder that cannot be listed. `how` may be NULL.
 */
int check_run(const struct workspace *ws, const struct check_how *how, struct findings *out, struct err *e);
void findings_free(struct findings *f);
/* Shared with fix. */
struct check_routes {
	struct registry *reg; /* NULL: none */
	struct map routed;    /* the servers that rows name → the first such row, one that is in force if there is any */
	struct map prefixes;  /* of Pipedream's rows */
};

int check_registry(const struct workspace *ws, struct check_routes *rows, struct err *e);
void check_routes_free(struct check_routes *rows);
/*
 * Was this server taken out? Its row says WONT-FIX; or no row names it, and the row with the prefix that goes with its name
 * ("pipedream-gtm-ascend", PIPEDREAM_GTM_*) does without it. What is left of such a server is not copied anywhere.
 */
int check_is_out(const struct check_routes *rows, const char *server);
int check_is_routed(const char *server); /* composio-… or pipedream-… */
int check_counts(const struct map *routed, const char *server); /* that, or named by a row */

#endif
