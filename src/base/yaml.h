/* SPDX-License-Identifier: MIT */
/* yaml: a small tree from YAML events; refuses what a config file of ours never needs. */
#ifndef TOOLGAP_BASE_YAML_H
#define TOOLGAP_BASE_YAML_H

#include "base/err.h"

#include <stddef.h>

/*
 * Refused, with file name, line and column: aliases, anchors, tags, duplicate keys, keys that are
 * not scalars, depth over 32, more than YAML_MAX bytes, more than one document, not UTF-8.
 * The tree is owned by what yaml_parse returned. Accessors accept NULL. Scalars are raw bytes as
 * written by a person: pass them through text_safe before they reach a screen or another file.
 */
#define YAML_MAX (256u << 10)

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP };

struct yaml {
	enum yaml_kind kind;
	char *key;          /* inside a map, else NULL */
	char *value;        /* scalar, else NULL */
	int plain;          /* the scalar stood without quotes */
	size_t line, col;   /* of this node (of its key in a map), from 1 */
	size_t at, end;     /* byte span [at, end) of the value in the input */
	struct yaml *child; /* first */
	struct yaml *next;
	int whole;          /* of the first node: the tree is one piece of memory, its texts are the program's own */
};

/* `name` is the file name for messages. An empty document is an empty map. */
struct yaml *yaml_parse(const char *s, size_t n, const char *name, struct err *e);
/* libyaml exports a yaml_free of its own, which ours would take the place of at run time. */
#define yaml_free yaml_tree_free
void yaml_free(struct yaml *doc);

const struct yaml *yaml_get(const struct yaml *map, const char *key);
const char *yaml_str(const struct yaml *map, const char *key);  /* scalar member or NULL; ~ and null give NULL */
const char *yaml_text(const struct yaml *y); /* the same of the member itself */
const char *yaml_or(const struct yaml *map, const char *key, const char *fallback);
int yaml_bool(const struct yaml *map, const char *key, int fallback); /* true|yes|on / false|no|off */
size_t yaml_count(const struct yaml *node);
#define yaml_each(it, parent) \
	for (const struct yaml *it = (parent) ? (parent)->child : NULL; it; it = it->next)

#endif
