/* SPDX-License-Identifier: MIT */
/* toml_node: what the TOML reader hands to the TOML editor: nodes, and the spans of the lines that
 * made them. */
#ifndef TOOLGAP_FILES_TOML_NODE_H
#define TOOLGAP_FILES_TOML_NODE_H

#include "base/buf.h"
#include "base/err.h"
#include "files/toml.h"
#include "files/tree.h"

#include <stddef.h>
#include <stdint.h>

/*
 * For toml*.c and their tests only. Offsets are bytes of the parsed input, which must outlive what
 * reads them. The document itself has depth 0, a table "mcp_servers" 1, a server below it 2.
 */
#define TOML_DEPTH 64 /* nesting of tables, arrays and dotted keys together */
#define TOML_BYTES (32u << 20)
#define TOML_NODES 2000000u

enum toml_kind {
	TOML_TABLE,
	TOML_TABLES,
	TOML_ARRAY,
	TOML_TEXT,
	TOML_TRUE,
	TOML_FALSE,
	TOML_OTHER
};

/* How a table came to be; it decides what may be added to it. */
enum toml_how {
	TOML_IMPLICIT, /* named on the way by [a.b] */
	TOML_HEADER,   /* [a] or an element of [[a]] */
	TOML_DOTTED,   /* a.b = 1 */
	TOML_INLINE    /* { … }, closed for ever */
};

struct toml_node {
	enum toml_kind kind;
	enum toml_how how;
	unsigned depth;
	const char *key;     /* decoded; NULL for elements of arrays */
	const char *text;    /* decoded text, or a number or date as it is written */
	size_t at, end;	     /* the value, 0,0 for tables that are not inline */
	size_t key_at, line; /* where its name first stands */
	size_t count;	     /* children */
	struct toml_node *parent, *child, *last, *next;
	struct toml_node **tables; /* depth 1: the children that are tables */
	size_t tables_n;
	int fate; /* for toml_edit.c: what becomes of it, and the value it is to get */
	const struct tree *want;
};

/*
 * A statement: a header line or a key/value line, from the start of its line to behind its line
 * end. A member of an inline table at depth 1 is described the same way, from its key to behind its
 * value.
 */
struct toml_stmt {
	size_t from, at, end; /* start of the line, first byte behind the indent, end */
	size_t name_end;      /* key = value: end of the part that names `owner`; 0: named above */
	struct toml_node *node;	       /* what it defines */
	const struct toml_node *owner; /* the node of depth 2 that this belongs to, or NULL */
	int header;		       /* [a] or [[a]] */
};

struct toml_stmts {
	struct toml_stmt *v;
	size_t n, cap;
};

const struct toml_node *toml_root(const struct toml *doc);
const struct toml_node *toml_find(const struct toml *doc, const struct toml_node *table,
				  const char *key); /* constant time; NULL accepted and returned */
const struct toml_stmts *toml_lines(const struct toml *doc);
const struct toml_stmts *toml_members(const struct toml *doc);

/* Building (toml.c alone). Nodes and texts live as long as the document. */
struct toml *toml_doc_new(struct toml_node **root);
const char *toml_take(struct toml *doc, const char *s, size_t n); /* a copy */
struct toml_node *toml_node_at(const struct toml *doc, const struct toml_node *table,
			       const char *key);
struct toml_node *toml_node_add(struct toml *doc, struct toml_node *parent,
				const char *key); /* key borrowed for ever; NULL: too many */
void toml_note(struct toml *doc, int member, const struct toml_stmt *st, struct toml_node *nd);
void toml_index(struct toml *doc); /* when all is read */

/*
 * Comparing and writing (toml_write.c). A tree keeps numbers and dates as their text, so a text of
 * a tree is the same as a number that is written just so. toml_put_value writes a value on one
 * line; `nd` (or NULL) is what stands there so far in the bytes `s`: whatever is the same inside of
 * it is copied as it is written, so that a number stays a number.
 */
int toml_same(const struct toml *doc, const struct tree *t, const struct toml_node *nd);
int toml_same_nodes(const struct toml_node *a, const struct toml *db, const struct toml_node *b);
int toml_same_others(const struct toml *da, const struct toml *db, const char *root,
		     const char *name); /* all but root.name; root is a table where it is there */
void toml_put_key(struct buf *b, const char *key);
void toml_put_value(struct buf *b, const struct tree *t, const struct toml *doc, const char *s,
		    const struct toml_node *nd);

/*
 * Scalars (toml_value.c). The scan stands at the first byte of the value and is left behind the
 * last.
 */
struct toml_scan {
	const char *s;
	size_t n, i;
	size_t base; /* 3 behind a byte order mark, else 0 */
	size_t line;
	const char *name;
	struct buf text; /* the last string, decoded */
	struct err *e;
};

void toml_place(const struct toml_scan *sc, size_t at, size_t *line, size_t *col);
int toml_refuse(const struct toml_scan *sc, size_t at, const char *why); /* -1 */
int toml_check_bytes(const struct toml_scan *sc);			 /* UTF-8, no controls */
int toml_scan_string(struct toml_scan *sc, int one_line);		 /* into sc->text */
int toml_scan_word(struct toml_scan *sc, enum toml_kind *kind);		 /* truth, number, date */

#endif
