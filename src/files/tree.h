/* SPDX-License-Identifier: MIT */
/* tree: a small ordered value (text, truth, map, list of texts) to be written in a file's own syntax and style. */
#ifndef TOOLGAP_FILES_TREE_H
#define TOOLGAP_FILES_TREE_H

enum tree_kind { TREE_TEXT, TREE_BOOL, TREE_MAP, TREE_LIST };

struct tree {
	enum tree_kind kind;
	char *key;           /* inside a map */
	char *text;          /* TREE_TEXT */
	int truth;           /* TREE_BOOL */
	struct tree *child;  /* first; of a map or a list */
	struct tree *next;
};

struct tree *tree_map_new(const char *key);
struct tree *tree_add(struct tree *map, const char *key, const char *text); /* returns the new node */
struct tree *tree_add_bool(struct tree *map, const char *key, int truth);
struct tree *tree_add_map(struct tree *map, const char *key);
struct tree *tree_add_list(struct tree *map, const char *key);
void tree_put(struct tree *map, struct tree *t); /* at the end, as it is; takes it */
struct tree *tree_copy_new(const struct tree *t); /* without what follows it */
const struct tree *tree_get(const struct tree *map, const char *key);
int tree_same(const struct tree *a, const struct tree *b); /* equal, members in any order: 1 or 0 */
void tree_free(struct tree *t);

#endif
