/* SPDX-License-Identifier: MIT */
/* check_own: what the rules of check share; for check*.c alone. */
#ifndef TOOLGAP_WORK_CHECK_OWN_H
#define TOOLGAP_WORK_CHECK_OWN_H

#include "base/map.h"
#include "files/client_claim.h"
#include "files/registry.h"
#include "work/check.h"
#include "work/disk.h"

enum check_what {
	UNROUTED_SERVER, MISSING_SERVER, ORPHAN_CAPABILITY, MISSING_FILE, MISSING_ENTRY, EXTRA_ENTRY, OTHER_KIND,
	OTHER_ADDRESS, OTHER_TENANT, OTHER_APP, OTHER_HEADER, FOREIGN_MEMBER, LACKING_MEMBER, FOREIGN_VARIABLE,
	LITERAL_SECRET, OVERDUE, UNDATED, DUPLICATE_SLUG, NO_SLUG, UNKNOWN_VENDOR, UNKNOWN_STATUS, WRONG_TENANT,
	SHORT_ROW, UNREADABLE, KINDS
};

/* A client's file that counts. The first one is the list, .mcp.json, there or not. */
struct check_file {
	const struct client *cl;
	const char *path;        /* as shown */
	int listed;              /* its client is one of the list, and this is its usual file */
	int personal;
	struct disk_file disk;
	struct client_look *look; /* NULL: no such file, or none that can be read */
	int bad;                 /* the latter: what it holds is unknown, and never absent */
};

struct check {
	const struct workspace *ws;
	const struct check_how *how;
	struct findings *f;
	struct check_routes rows; /* reg NULL: no registry, or none that can be read */
	int reg_bad;              /* the latter */
	struct map tenants;   /* of the table and of the workspace */
	struct check_file *file;
	size_t n, cap;
	struct claim claim, other; /* to read into */
};

/* `subject` in words of the id; "KIND:" goes in front. The caller fills message and fix. */
struct finding *check_add(struct check *c, enum check_what kind, const char *file, size_t line, const char *subject, ...)
	__attribute__((format(printf, 5, 6)));

/* A file that cannot be read, or parsed: `why` says so, with "FILE:LINE:COLUMN: " in front where it has a place. */
void check_unreadable(struct check *c, const char *file, const struct err *why);

/* The file of this client and scope, opened; see check.h for which count. */
int check_open(struct check *c, struct err *e);

void check_servers(struct check *c);               /* rules 1 and 2 */
int check_tools(struct check *c, struct err *e);   /* rule 3 */
void check_clients(struct check *c);               /* rule 4 */
void check_secrets(struct check *c);               /* rule 5 */
void check_rows(struct check *c);                  /* rules 6 and 7 */

#endif
