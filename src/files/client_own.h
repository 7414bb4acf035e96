/* SPDX-License-Identifier: MIT */
/* client_own: the entries that toolgap writes, from names alone; who composes a plan and who guards one share them. */
#ifndef TOOLGAP_FILES_CLIENT_OWN_H
#define TOOLGAP_FILES_CLIENT_OWN_H

#include "files/clients.h"

/* Servers are called PREFIX, short name, "-", tenant. */
#define OWN_PIPEDREAM "pipedream-"
#define OWN_NATIVE "native-"
#define OWN_WORKER "worker-"
#define OWN_WORKER_LOCAL "http://127.0.0.1:8787/mcp" /* where one answers that is not deployed */
#define OWN_HELPER "toolgap headers" /* found on the client's PATH, so that it works from any folder */

const char *own_prefix(const char *server); /* the one that the name begins with, or NULL */

/* `oauth_app` NULL: Pipedream's own client asks for consent. `account` NULL: the tenant's newest, or what stands there. */
struct entry *own_pipedream_new(const char *server, const char *url, const char *environment, const char *tenant,
				const char *app, const char *oauth_app, const char *account);
struct entry *own_worker_new(const char *server, const char *url, const char *variable, const char *tenant);
/* "native-northwind-ascend", "Authorization" → "NORTHWIND_ASCEND_AUTHORIZATION": each tenant has credentials of its own. */
char *own_variable_new(const char *server, const char *header);

#endif
