/* SPDX-License-Identifier: MIT */
/* client_claim: what a client's file says of each server, held against that client's own form and against another file. */
#ifndef TOOLGAP_FILES_CLIENT_CLAIM_H
#define TOOLGAP_FILES_CLIENT_CLAIM_H

#include "base/err.h"
#include "base/buf.h"
#include "files/clients.h"
#include "files/tree.h"

#include <stddef.h>

/*
 * A client's file, read once; the bytes must outlive it. Servers stand in the file's order. Nothing is copied of a
 * JSON file, so that 100,000 servers are a matter of milliseconds.
 */
struct client_look;

struct client_seen {
	const char *name; /* passed text_safe */
	size_t line;
	const void *node; /* of the reader */
};

struct client_look *client_look_new(const struct client *cl, const char *s, size_t n, const char *name,
				    struct err *e);
void client_look_free(struct client_look *l);
size_t client_look_count(const struct client_look *l);
const struct client_seen *client_look_at(const struct client_look *l, size_t i);
size_t client_look_find(const struct client_look *l, const char *name); /* index, or MAP_NONE; constant time */
size_t client_look_line(const struct client_look *l);                   /* of the member that holds the servers, else 1 */
/*
 * The server that this byte (on that line) belongs to, or MAP_NONE. `from` is where to begin, and where to go on for
 * the next byte behind this one: all bytes of a file together cost one walk.
 */
size_t client_look_owner(const struct client_look *l, size_t at, size_t line, size_t *from);

/*
 * A claim: one entry as it stands, in whatever member or variable syntax of whatever client; all texts are borrowed
 * from the look. A header's value is `lead` and `value`, or, with `is_var`, `lead` and the variable of that name.
 */
struct claim_header {
	const char *name, *lead, *value;
	const char *member; /* it stands in */
	int is_var;
};

struct claim_member {
	const char *key, *text; /* text NULL for what is no text */
};

struct claim {
	const struct client *cl;
	const char *url, *url_member, *helper;
	int command;
	struct claim_header *headers;
	size_t n, cap;
	struct claim_member *members;
	size_t n_members, cap_members;
};

/* Into a claim that was zeroed once and is used again and again; claim_free at the end. */
void claim_read(struct claim *c, const struct client_look *l, size_t i);
void claim_read_tree(struct claim *c, const struct client *cl, const struct tree *entry); /* the same of a tree */
void claim_free(struct claim *c);
const char *claim_header(const struct claim *c, const char *name); /* its text as it stands, without lead; or NULL */

/* What can be wrong with an entry; each kind once, with the first member or header that shows it. */
enum client_fault {
	FAULT_PROGRAM, /* one starts a program, the other has an address */
	FAULT_ADDRESS, /* leads elsewhere, or nowhere */
	FAULT_TENANT,  /* for another tenant */
	FAULT_APP,     /* for another app */
	FAULT_HEADER,  /* a header lacks, is too many or says something else */
	FAULT_MEMBER,  /* a member that belongs to another client's form */
	FAULT_LACKS,   /* a member that this client needs is not there, or says something else */
	FAULT_VARIABLE, /* a variable in a syntax that this client does not replace */
	FAULTS
};

struct client_faults {
	char *what[FAULTS]; /* safe text, "" where there is nothing to name; NULL: no such fault */
};

/* The form of its own client: only of entries with an address, a program's is its own business. */
void claim_form(const struct claim *c, struct client_faults *f);
/*
 * The first header that a server of such a name has to be sent and that this entry does not send: for "pipedream-…" the
 * five of the vendor, less what a helper brings. NULL: none lacks, or nobody knows which it needs.
 */
const char *claim_lacks(const struct claim *c, const char *server);
/*
 * The same server in another client's file. What a helper brings is not asked for in headers, and a reference of
 * the client's own kind (an input of VS Code) may stand for any variable. Where the reference holds a literal
 * credential, that is what is wrong, and not that the others do not have it too.
 */
void claim_same(const struct claim *c, const struct claim *reference, struct client_faults *f);
void client_faults_free(struct client_faults *f); /* reusable after */

int claim_is_secret(const char *header, const char *text); /* is this value a literal credential? */
int claim_fits(const struct claim *c, const struct client *cl); /* can that client say it? */
/* Text and at most one variable behind it: 1, else 0. */
int claim_header_split(const struct claim_header *h, struct buf *text, struct buf *var);
/* The entry in no client's syntax; NULL: a program, no address, or a value that is more than text and a variable. */
struct entry *claim_entry_new(const struct claim *c, const char *name);

#endif
