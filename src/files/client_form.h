/* SPDX-License-Identifier: MIT */
/* client_form: an entry as the tree that one client wants, and what of it is ours; for client_*.c alone. */
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

/*
 * Ours is what leads where this entry leads, for no other app and tenant, and starts no program.
 * client_goal_new: what such an entry `have` is to become: all that is wanted, and all of the user's own that can
 * stand beside it. `told` gets what a person should know (see client_put_told).
 */
int client_marked(const struct tree *entry); /* does it bear both headers? */
int client_ours(const struct client *cl, const struct tree *have, const struct entry *en);
int client_own_helper(const struct entry *en, const struct tree *helper); /* a command that toolgap wrote? */
struct tree *client_goal_new(const struct client *cl, const struct entry *en,
			     const struct tree *have, const struct tree *want, struct kv *told);

/* Where clients, in any version and of any vendor, keep an address. */
#define CLIENT_URL_FIELDS 3
extern const char *const client_url_fields[CLIENT_URL_FIELDS];

/* A header's text in any of the entry's maps, or NULL. Names of headers know no case. */
const char *client_header(const struct tree *entry, const char *name);
const char *client_url_of(const struct client *cl, const struct tree *entry); /* the first there is, or NULL */
#define CLIENT_URLS (CLIENT_URL_FIELDS + 1)
/* The address in field i < CLIENT_URLS of those that clients keep one in, or NULL; 0 is this client's. */
const char *client_url(const struct client *cl, const struct tree *entry, size_t i);
/* The entry of that name as it stands in the file, NULL where there is none. */
int client_stands(const struct client *cl, struct edit *ed, const char *name, const char *server,
		struct tree **entry, struct err *e);
int client_is_strict(const struct client *cl);
int client_is_headers(const char *member); /* does its name speak of headers, whether a client reads it or not? */
/* Where the client's files are here, from what its description says; see clients_parse. NULL: as described. */
struct client_paths {
	const char *project, *user; /* as described for this platform; or NULL */
	const struct kv *project_over, *user_over;
};
void client_settle(struct client *cl, const struct client_paths *said, const struct client_place *place);
int client_is_blank(const char *s, size_t n);
int client_is_address(const char *url); /* https, or http on loopback; no user info: 1 or 0 */

#endif
