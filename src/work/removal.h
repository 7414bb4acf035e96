/* SPDX-License-Identifier: MIT */
/* removal: the plan that takes a toolkit out again, of all tenants or of some. */
#ifndef TOOLGAP_WORK_REMOVAL_H
#define TOOLGAP_WORK_REMOVAL_H

#include "work/plan.h"

/*
 * What goes is what the registry's row names and toolgap wrote: the entries of that toolkit's servers, in every file of
 * every client, project and user. An entry of the name that is not toolgap's stays, with a warning ("not-ours", "by-hand"). The row stays, as the
 * record of the case: the cells of these tenants become "—", and where no server is left its status is WONT-FIX. The
 * capability file stays too, with no server for these tenants.
 *
 * `tenants` (keys): empty for all of the row. `clients` (ids as keys) and `scope` (or NULL) narrow it: then only these
 * files change, and row and capability file stay as they are, with a warning. Refused with E_FAIL: no row of that slug, one
 * that is not Pipedream's, a file that cannot be read; with E_USAGE: an unknown tenant or client.
 */
struct removal {
	const struct workspace *ws;
	const struct vendor_env *env;
	const char *toolkit;
	const struct kv *tenants, *clients;
	const char *scope;
};

int removal_compose(struct plan *p, const struct removal *what, struct err *e);

#endif
