/* SPDX-License-Identifier: MIT */
/* workspace: the folder toolgap works in, its settings, and where everything lies. */
#ifndef TOOLGAP_WORK_WORKSPACE_H
#define TOOLGAP_WORK_WORKSPACE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/kv.h"
#include "files/clients.h"
#include "files/cost.h"
#include "runbook/runbook.h"

#include <stddef.h>

/*
 * The root is the nearest parent (of `dir`, or of the current folder) with toolgap.yaml, else
 * .mcp.json, else .git; without any of them the folder itself. Settings come from
 * ROOT/toolgap.yaml, then $XDG_CONFIG_HOME/toolgap/toolgap.yaml, then the defaults; every key is optional:
 *   tenants: [ascend, kahuna]      clients: [claude-code, …]     runbook: FILE
 *   registry: docs/composio/toolkit-registry.md                  oauth_app: oa_…
 *   helper: infisical run --path=/pipedream -- toolgap headers   (for --auth helper; see workspace_helper)
 *   tools: docs/tools              (folder of VENDOR-SLUG/capability_registry.yaml)
 *   cost, vectors, embed           (work/settings.h)
 *   decisions: docs/decisions      workers: workers              ledger: docs/LEDGER.md
 *   snippets: docs/composio/snippets                             worker_domain: my-team.workers.dev
 * Paths in it are relative to the root and stay inside of it. Only the person's own file, not a workspace's, may hold
 *   links: [/srv/dotfiles]         folders that a client's file may be linked to (disk_allow)
 */
struct workspace {
	char *root;           /* absolute, links resolved */
	char *home;           /* absolute */
	char *data;           /* folder of clients.yaml, aliases.yaml, runbook.yaml */
	char *registry, *tools; /* relative to root */
	char *decisions, *workers, *ledger, *snippets; /* relative to root */
	char *worker_domain;  /* that a deployed Worker is a host of, or NULL */
	char *oauth_app;      /* or NULL */
	char *helper;         /* the command for --auth helper, from the person's own settings, or NULL */
	char *helper_here;    /* the same, as this workspace's toolgap.yaml has it, or NULL */
	char *runbook_file;   /* absolute */
	struct kv tenants;    /* keys */
	struct kv client_ids; /* keys; the clients written by default */
	int clients_named;    /* they stand in a toolgap.yaml */
	struct cost_rates cost;
	struct kv vectors;    /* index, model, metric, pooling, namespace, where they are said */
	struct kv embed;      /* words of the workspace's own embed command (keys); none */
	struct clients *clients;
	struct runbook *runbook;
	struct runbook **rollout; /* that of a rollout, once it was asked for */
};

int workspace_open(struct workspace *ws, const char *dir, struct err *e);
/* Only the places and the settings, for what must start fast: no clients (so their ids are not checked), no runbook. */
int workspace_place(struct workspace *ws, const char *dir, struct err *e);
void workspace_close(struct workspace *ws);

/* The runbook of a rollout, from the data folder; read when it is first asked for. NULL: *e says why. Borrowed. */
const struct runbook *workspace_rollout(const struct workspace *ws, struct err *e);

/*
 * Absolute path of a file named relative to the root, with "~/" to the home folder, or (a client's file that a variable
 * has moved) absolute already. Heap string.
 */
char *workspace_path_new(const struct workspace *ws, const char *file);
/* The folder that such a file must stay in after links: root or home. What a variable names is allowed beside it. */
const char *workspace_fence(const struct workspace *ws, const char *file);
/*
 * The command for --auth helper in an entry of that file, or NULL: toolgap's own. It is code that a client runs, so what a
 * workspace says, which may be somebody else's, counts for files inside of it, and not for the person's own.
 */
const char *workspace_helper(const struct workspace *ws, const char *file);
int workspace_is_outside(const char *file); /* is it named from home, or absolute? */

/* $XDG_STATE_HOME/toolgap and friends: "state", "config", "cache". Heap string. */
char *workspace_xdg_new(const char *which);
/* The data folder: $TOOLGAP_DATADIR, else where it was installed. Heap string. */
char *workspace_data_new(void);
/* E_FAIL when it is not there: without it no client and no runbook is known. */
int workspace_data_check(struct err *e);

#endif
