/* SPDX-License-Identifier: MIT */
/* jsonc: reading JSON and JSONC with spans, and changing one member without touching any other byte. */
#ifndef TOOLGAP_FILES_JSONC_H
#define TOOLGAP_FILES_JSONC_H

#include "base/err.h"
#include "files/splice.h"
#include "files/tree.h"

#include <stddef.h>
#include <stdint.h>

/*
 * The reader accepts a UTF-8 BOM, CRLF, and, unless `strict`, comments and trailing commas
 * (strict: what Claude Code refuses is refused here too). Refused in both: anything RFC 8259
 * refuses otherwise, depth over 64, invalid UTF-8, NUL (written as \u0000 too), duplicate keys in one
 * object, an empty document, 4 GiB. A lone surrogate (\ud800) is decoded to its own three bytes. The message
 * starts with NAME:LINE:COLUMN (column in characters, from 1).
 *
 * Nodes carry byte spans [at, end) in the input; a member also the span of its key. Look-up of a
 * member is constant time after the first on that object (growth stays linear with 100,000 servers).
 */
enum jsonc_kind { JSONC_OBJECT, JSONC_LIST, JSONC_TEXT, JSONC_NUMBER, JSONC_TRUE, JSONC_FALSE, JSONC_NULL };

struct jsonc_node {
	enum jsonc_kind kind;
	uint32_t at, end;         /* of the value; 32 bits, since a million nodes are read at once */
	uint32_t key_at, key_end; /* of the key with its quotes; 0,0 outside of objects */
	uint32_t line;            /* of the key, else of the value */
	uint32_t count;           /* children */
	uint32_t key_len;         /* of the decoded key */
	char *key;                /* decoded, or NULL */
	char *text;               /* decoded, for JSONC_TEXT; as written, for JSONC_NUMBER */
	struct jsonc_node *child, *next;
};

struct jsonc; /* a document; owns its nodes */

struct jsonc *jsonc_parse(const char *s, size_t n, const char *name, int strict, struct err *e);
void jsonc_free(struct jsonc *doc);
/*
 * The document that the edit's bytes so far are, read once for all that lies below path[0].path[1]; borrowed until the edit
 * changes, or is asked for another path. All of it is read and judged as jsonc_parse does, but of the maps and lists beside
 * the path most have a span and no children (the first ones have them, for the style next door).
 */
const struct jsonc *jsonc_of(struct edit *ed, const char *name, int strict, const char *const *path, size_t n,
			     struct err *e);
/*
 * The same bytes as of a document that was read in full, but for one member: only the objects that lead to it have
 * children, and it; of all others the span alone is known. For jsonc_edit.c, which compares those bytes.
 */
struct jsonc *jsonc_glance(const char *s, size_t n, const char *name, int strict,
			   const char *const *path, size_t path_n, struct err *e);
const struct jsonc_node *jsonc_root(const struct jsonc *doc);
const struct jsonc_node *jsonc_member(const struct jsonc *doc, const struct jsonc_node *object,
				      const char *key);
struct tree *jsonc_tree_new(const struct jsonc_node *node); /* texts, truths, maps, lists of texts; numbers
								and null become their text; for tree_same */
/* Does the node say what jsonc_set would write for `t`? Members in any order; a number is no text. */
int jsonc_same(const struct jsonc *doc, const struct jsonc_node *node, const struct tree *t);

/*
 * Set path[0].path[1]…path[n-1] = value in the edit's bytes so far. Missing objects on the way are
 * created; a file that does not exist or is empty (or blank) becomes a new document. An existing
 * value is replaced, key and surroundings stay. Style follows the file: indent unit (tabs, 2, 4 …),
 * one-line objects stay one-line when all their siblings are, line ends, trailing comma only where
 * the object had one, comments stay where they are; "key": value spacing as next door.
 * Insertion is at the end of the object. jsonc_unset removes a member and the one comma that goes
 * with it so that set + unset gives back the same bytes. New documents: 2 blanks, final newline.
 * "__proto__" is refused on the path. jsonc_unset leaves the objects on the way, unless this same edit
 * made them: then they go too, and an object that was empty is as it was, blanks included. Over two
 * edits the one form that is not given back is "{", line break, "}", which becomes "{}".
 * Both verify their own work: the result parses, the member reads back equal, and every other
 * member is unchanged; else -1 and the edit is left as it was. A value in the way that is not an
 * object is an error that names file and line.
 */
int jsonc_set(struct edit *ed, const char *name, int strict, const char *const *path, size_t n,
	      const struct tree *value, struct err *e);
/* The member at the end of the path gets the key `to`, where it stands; nothing else changes. It must be there. */
int jsonc_rename(struct edit *ed, const char *name, int strict, const char *const *path, size_t n,
		 const char *to, struct err *e);
int jsonc_unset(struct edit *ed, const char *name, int strict, const char *const *path, size_t n,
		struct err *e); /* not there: nothing to do, 0 */

#endif
