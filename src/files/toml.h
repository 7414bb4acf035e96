/* SPDX-License-Identifier: MIT */
/* toml: reading TOML tables with spans, and adding, replacing or removing one table without touching any other byte. */
#ifndef TOOLGAP_FILES_TOML_H
#define TOOLGAP_FILES_TOML_H

#include "base/err.h"
#include "files/splice.h"
#include "files/tree.h"

#include <stddef.h>

/*
 * The reader knows all of TOML 1.1, as Codex does, well enough to find spans and refuse what is not TOML: comments,
 * bare, quoted and dotted keys, inline tables (over several lines, with a comma behind the last member), arrays, arrays of
 * tables, all four string kinds, numbers and dates (kept as text), CRLF, BOM. Redefined keys and tables are refused. Messages start with
 * NAME:LINE:COLUMN.
 */
struct toml; /* a document; owns what it returns */

struct toml *toml_parse(const char *s, size_t n, const char *name, struct err *e);
void toml_free(struct toml *doc);

/* The names of the tables directly below `root` ("mcp_servers"), however they are written. */
size_t toml_count(const struct toml *doc, const char *root);
const char *toml_name(const struct toml *doc, const char *root, size_t i);
size_t toml_line(const struct toml *doc, const char *root, size_t i); /* where it first stands */
/* What stands there, a table or not, as a tree (NULL: nothing): texts, truths, maps, lists; other values as text. */
struct tree *toml_tree_new(const struct toml *doc, const char *root, const char *name);

/*
 * Set table root.name. New: "[root.name]" (name quoted only where it must be) with one key a line
 * and maps as inline tables, appended at the end of the file after one empty line, with the file's
 * line ends; if `root` exists as an inline table ("mcp_servers = { … }") the entry goes inside of it;
 * if the existing tables of root are written with dotted keys, a [root.name] table is still used where
 * TOML allows it. An existing table of that name is replaced where it stands (with its sub-tables, wherever
 * they are; comments inside its span go with it, comments in front of it stay). toml_unset removes it, so
 * that set + unset gives back the same bytes. Both verify their own work as jsonc does.
 */
int toml_set(struct edit *ed, const char *file, const char *root, const char *name,
	     const struct tree *value, struct err *e);
/* The same where what stands there may be no table ("root.name = 1", "[[root.name]]"): nothing of that one is kept. */
int toml_replace(struct edit *ed, const char *file, const char *root, const char *name,
		 const struct tree *value, struct err *e);
int toml_unset(struct edit *ed, const char *file, const char *root, const char *name,
	       struct err *e);
/* Table root.from gets the name `to` in every line that names it; nothing else changes. It must be there. */
int toml_rename(struct edit *ed, const char *file, const char *root, const char *from,
		const char *to, struct err *e);

#endif
