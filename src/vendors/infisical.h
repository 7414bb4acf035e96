/* SPDX-License-Identifier: MIT */
/* infisical: the Pipedream credentials from a secret store, straight into memory. (Infisical API, v4 and v3) */
#ifndef TOOLGAP_VENDORS_INFISICAL_H
#define TOOLGAP_VENDORS_INFISICAL_H

#include "vendors/probe.h"

/*
 * Facts from Infisical's documents (endpoints/universal-auth/login, endpoints/secrets/list) and from
 * its command line client (Infisical/cli, packages/api, August 2026).
 *
 * In: path, the folder; "/pipedream" when there is none
 * Asks POST /api/v1/auth/universal-auth/login {clientId, clientSecret}, then GET /api/v4/secrets
 * (projectId, environment, secretPath, imports included, references expanded, personal overrides
 * left out); where that route does not exist (404 "Route … not found": an old installation) GET
 * /api/v3/secrets/raw with the names of its time. INFISICAL_DOMAIN may end in /api.
 *
 * Keys are taken as `infisical run` injects them, letter by letter: client_id, client_secret, project_id; where
 * one is not there, PIPEDREAM_CLIENT_ID and so on. What stands in the folder itself goes before what
 * it imports, and the last import before the others. A credential that the environment gave already
 * is kept. Values go into the environment of the probe and nowhere else: no fact, no evidence, no
 * message holds one; the replies are zeroed.
 *
 * Facts: result ok (at least one was taken) | none (nothing to be taken) | unknown
 *        secret.PIPEDREAM_CLIENT_ID (and so on) given|kept|empty|hidden|absent
 *          hidden: the identity may see the key and not the value, which is not the same as empty
 *        unreached yes, when it could not be asked or gave no answer that counts
 *        missing* when a variable of INFISICAL_* is not set · detail · evidence*
 */
extern const struct probe_ops infisical_probe;

/* All variables are there, so that it can be asked. */
int infisical_ready(const struct vendor_env *env);

#endif
