/* SPDX-License-Identifier: MIT */
/* client_form: an entry as the tree that one client wants, for client_file.c alone. */
#ifndef TOOLGAP_FILES_CLIENT_FORM_H
#define TOOLGAP_FILES_CLIENT_FORM_H

#include "files/clients.h"
#include "files/tree.h"

/* The headers by which an entry of ours is known, beside its address. */
#define CLIENT_APP_SLUG "x-pd-app-slug"
#define CLIENT_USER "x-pd-external-user-id"
#define CLIENT_TENANT "x-tenant"

/* Checks the entry, then builds its form; NULL and a message where the client cannot have it. */
struct tree *client_form_new(const struct client *cl, const struct entry *en, struct err *e);

int client_is_address(const char *url); /* https, or http on loopback; no user info: 1 or 0 */

#endif
