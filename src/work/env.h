/* SPDX-License-Identifier: MIT */
/* env: addresses and credentials from the environment; kept in memory, never written, zeroed at the end. */
#ifndef TOOLGAP_WORK_ENV_H
#define TOOLGAP_WORK_ENV_H

#include "base/err.h"
#include "base/kv.h"
#include "vendors/probe.h"

/*
 * Reads the variables of the command line contract; the bare names client_id, client_secret and
 * project_id (what `infisical run --path=/pipedream` injects) count where the long ones are not set.
 * What the environment does not set may stand in $XDG_CONFIG_HOME/toolgap/credentials.env, which toolgap
 * never writes: some clients run a helper with no variable of the user's. A file there that others
 * can open is refused (E_CREDS).
 * An address that is neither https nor http on a loopback host is refused (E_USAGE).
 */
#define ENV_FILE_NAME "credentials.env"

int env_load(struct vendor_env *env, struct err *e);
void env_free(struct vendor_env *env);

/* Credentials by name, for the secret scan: what must never be found in a file. Zero it with env_forget. */
void env_known(const struct vendor_env *env, struct kv *known);
void env_forget(struct kv *known);

/* A vendor may echo a credential in a name or an error text: such a value becomes "[redacted]". How many did. */
size_t env_redact(const struct vendor_env *env, struct kv *facts);

/* 1 for names of variables that hold a credential of toolgap's: children of ours that are not vendors do not get them. */
int env_is_credential(const char *name);

/* Give a credential that was asked for (name as in the contract). 1 when there is such a one. */
int env_give(struct vendor_env *env, const char *name, const char *value);

/* Where toolgap itself finds this variable of the contract, not empty; its bare name (client_id …) counts, too. */
enum env_from { ENV_NOWHERE, ENV_SHELL, ENV_FILE };
enum env_from env_from(const char *name);
/* The same for a toolgap that gets HOME and nothing else of its caller's environment: ENV_FILE or ENV_NOWHERE. */
enum env_from env_from_bare(const char *name);
/* Set in the environment under exactly this name, as a client would look for it. */
int env_is_set(const char *name);
int env_is_over(const char *name); /* set, and a token whose time is over */

/* What credentials.env holds; none where it is not there. `bare`: as found from HOME alone. Zero it with env_forget. */
int env_file(struct kv *out, int bare, struct err *e);

/* The public address of the remote MCP server, or what PIPEDREAM_MCP_URL says: for config entries. */
const char *env_mcp_url(const struct vendor_env *env);
const char *env_mcp_public(void); /* whatever PIPEDREAM_MCP_URL says */

#endif
