/* SPDX-License-Identifier: MIT */
/* catalog: the copy of a vendor's catalog as a file: a head, then one line per entry; bytes in, bytes out. */
#ifndef TOOLGAP_FILES_CATALOG_H
#define TOOLGAP_FILES_CATALOG_H

#include "base/buf.h"
#include "base/err.h"

#include <stddef.h>

/*
 * The file:
 *   toolgap-catalog/1
 *   source: composio                     composio | pipedream
 *   from: https://backend.composio.dev   the address that was asked
 *   read: 2026-11-20T10:00:00Z           when every page was read
 *   checked: 2026-11-21T10:00:00Z        when the vendor last said that it is so still
 *   entries: 1642
 *   etag: "…"                            of the first page, when the vendor gave one
 *   last-modified: …
 *   (an empty line)
 *   SLUG<tab>NAME<tab>AUTH<tab>FLAGS<tab>TOOLS<tab>TRIGGERS<tab>ABOUT
 * Lines are sorted by slug, each slug once. AUTH is the vendor's words with commas, "none" where no account is
 * needed; FLAGS is "d" for deprecated, else empty; a count that the vendor does not say is empty. What is unknown
 * in the head is passed over; anything else out of shape makes the whole copy unreadable: half a catalog would call absent
 * what is there.
 */
enum catalog_source { CATALOG_COMPOSIO, CATALOG_PIPEDREAM };
#define CATALOGS 2
#define CATALOG_ABOUT 160 /* bytes of a description that are kept */

struct catalog_entry {
	char *slug, *name, *auth, *about;
	long tools, triggers; /* -1: not said */
	int deprecated;
};

struct catalog {
	enum catalog_source source;
	char *from, *read, *checked, *etag, *modified; /* NULL: not said */
	struct catalog_entry *v;
	size_t n, cap;
	size_t claims; /* entries that the head of a file speaks of */
	char *bytes;   /* of a parsed one; its strings lie in them */
};

const char *catalog_name(enum catalog_source s);  /* "composio": in files, facts and JSON */
const char *catalog_title(enum catalog_source s); /* "Composio": for people */

/* `name` is the file's for messages. */
struct catalog *catalog_parse(const char *s, size_t n, const char *name, struct err *e);
/*
 * The same line by line, for a look at a few of many: the head alone (no entries), and where in the bytes the first
 * entry is; then each line, made a string, into its entry, whose strings lie in it. -1: it is none. Only what is plain
 * may be shown. Whether all of `claims` are there is the caller's to count.
 */
struct catalog *catalog_head(const char *s, size_t n, const char *name, size_t *body, struct err *e);
int catalog_entry_read(struct catalog_entry *en, char *line);
int catalog_is_plain(const char *s, size_t n);
struct catalog *catalog_new(enum catalog_source s);
void catalog_free(struct catalog *c);

/* Copies; the strings passed text_safe. The same slug again is passed over, but a `deprecated` of 0 wins. */
void catalog_add(struct catalog *c, const struct catalog_entry *en);
void catalog_sort(struct catalog *c); /* after adding; drops what stands twice */
void catalog_write(const struct catalog *c, struct buf *out);
const struct catalog_entry *catalog_find(const struct catalog *c, const char *slug); /* sorted; or NULL */

#endif
