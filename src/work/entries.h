/* SPDX-License-Identifier: MIT */
/* entries: one server entry a tenant into every client's file: renamed, added, brought up to date, or in the way. */
#ifndef TOOLGAP_WORK_ENTRIES_H
#define TOOLGAP_WORK_ENTRIES_H

#include "work/plan.h"

/*
 * What an outcome says of its entries. Facts that count: "workspace.scope", "workspace.auth", "replace-foreign" (see
 * plan.h) and the tools of the live list, for the clients' limits. An entry that the registry's row of before names
 * otherwise (server of the same tenant, with our `prefix`) is renamed in its place; where that would leave another tenant
 * of the row under the old short name, E_USAGE says so. Without "workspace.auth" an entry keeps the way that it has:
 * its helper, or variables.
 */
struct entries {
	const struct workspace *ws;
	const struct kv *facts, *clients; /* clients: ids as keys */
	const char *slug;                 /* of the row */
	const char *prefix;               /* of the names of ours: "pipedream-" */
	const char *helper;               /* the command for --auth helper, unless settings name one; or NULL */
	struct entry *(*make)(const void *arg, const char *tenant);
	const void *arg;
};

int entries_put(struct plan *p, const struct entries *how, struct err *e);

#endif
