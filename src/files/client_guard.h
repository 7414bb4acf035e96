/* SPDX-License-Identifier: MIT */
/* client_guard: for plans that come from a file: is the difference one that toolgap would make itself? */
#ifndef TOOLGAP_FILES_CLIENT_GUARD_H
#define TOOLGAP_FILES_CLIENT_GUARD_H

#include "base/kv.h"
#include "files/clients.h"

#include <stddef.h>

/* What this machine and this workspace know, whatever the plan says of itself. Borrowed. */
struct guard_rules {
	const char *mcp[2];          /* the addresses of Pipedream's server; the second may be NULL */
	const char *worker_variable; /* what the worker of the plan's row is called with, or NULL */
	struct kv helpers;           /* keys: the commands that this person's entries may name */
	struct kv servers;           /* server → tenant, as the registry on disk has them */
	struct kv tenants;           /* keys: its columns */
};

void guard_rules_free(struct guard_rules *r);

/*
 * E_FAIL unless `now` parses and all that differs are entries of toolgap's names, each to the last member what toolgap
 * would make of what stood there:
 *   added: exactly its own form. For "pipedream-" that is one of the addresses above and our headers with our variables;
 *   for "native-" and "worker-" an address, headers that are plain text or name the variable of our rule; a helper only of
 *   those above. Or the entry of another name that the registry knows, which is gone in return, with all of its own kept;
 *   changed: what stood there was ours (client_put), and it is what client_put makes of it: the user's own is kept;
 *   gone: the registry knows it, and it is ours (client_take).
 * A name that is a key of `may` is replaced, whatever stood there, by exactly our form. All else: client_rest.h.
 * `hosts` gets where the entries that differ lead: HOST or HOST:PORT → "ours", or "" for an address that only the plan knows.
 */
int client_guard(const struct client *cl, const char *old, size_t n, const char *now, size_t m, const char *name,
		 const struct kv *may, const struct guard_rules *rules, struct kv *hosts, struct err *e);

#endif
