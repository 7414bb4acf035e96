/* SPDX-License-Identifier: MIT */
/* route: which server answers for a toolkit and a tenant, and how it is called. Pure. */
#ifndef TOOLGAP_FILES_ROUTE_H
#define TOOLGAP_FILES_ROUTE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/yaml.h"
#include "files/registry.h"

#include <stddef.h>

/* By what the row was taken. Whatever is not its own name or a known one is said, so that nothing is guessed silently. */
enum route_by { ROUTE_BY_NAME, ROUTE_BY_ALIAS, ROUTE_BY_WORD, ROUTE_BY_SLIP };

/* Why there is no call. */
enum route_gap {
	ROUTE_CALL,       /* there is one */
	ROUTE_NO_ROW,     /* no row of that name; `near` may hold some that come near */
	ROUTE_UNCLEAR,    /* several rows, in `near` */
	ROUTE_NO_SERVER,  /* the row has none for this tenant */
	ROUTE_NATIVE,     /* PENDING-NATIVE: nobody has it yet */
	ROUTE_WONT,       /* WONT-FIX */
	ROUTE_INCOMPLETE, /* the row lacks its vendor or its status */
};

#define ROUTE_NEAR 5

struct route {
	char *asked;
	enum route_by by;
	enum route_gap gap;
	const struct registry_row *row; /* borrowed of the registry; NULL for NO_ROW and UNCLEAR */
	const char *server;             /* borrowed of it */
	const struct registry_row *near[ROUTE_NEAR];
	size_t n_near;
	int more;                       /* and others */
	size_t tools;                   /* that its capability file lists; the caller's to fill, 0: not known */
};

/*
 * A row is taken when the text is its slug, an alias of it (data/aliases.yaml) or its short name; else when the text is a part
 * of one row's name only; else when it is a slip of the finger away from one only. -1 (E_USAGE): an empty text.
 */
int route_find(struct route *r, const struct registry *reg, const struct yaml *aliases, const char *tenant,
	       const char *asked, struct err *e);
void route_free(struct route *r);

/* "mcp__SERVER__*"; the argument that carries the tenant ("user_id"), or NULL where the vendor has none. */
char *route_call_new(const struct route *r);
const char *route_argument(const struct registry_row *row);
const char *route_gap_word(enum route_gap gap); /* "no-row": for JSON */
char *route_gap_new(const struct route *r, const char *tenant, const char *file); /* one sentence */

/* The table of those that have a call, in Markdown; nothing where none has. */
void route_table(const struct route *v, size_t n, const char *tenant, struct buf *out);

#endif
