/* SPDX-License-Identifier: MIT */
/* client_rest: two versions of a client's file: which entries of toolgap's names differ, and whether all else is the same. */
#ifndef TOOLGAP_FILES_CLIENT_REST_H
#define TOOLGAP_FILES_CLIENT_REST_H

#include "files/clients.h"
#include "files/tree.h"

#include <stddef.h>

/* An entry whose bytes differ; a tree is NULL where there is none of that name. */
struct touched_entry {
	char *name;
	struct tree *was, *now;
};

struct touched {
	struct touched_entry *v;
	size_t n, cap;
};

/*
 * What toolgap's names (client_own.h) are called there and say other bytes than before, in the order of the old file, new
 * ones at the end. All that is not theirs must be the same: values byte for byte and in their order, comments, and blanks
 * where no such entry stood or stands. Beside one of them blanks and commas may differ; a comment between two lines of
 * one of them may go with it. E_FAIL, and nothing to free, where it is not so, or a version cannot be read. Each is read
 * once, whatever number of entries.
 */
int client_rest(const struct client *cl, const char *old, size_t n, const char *now, size_t m, const char *name,
		struct touched *out, struct err *e);
void touched_free(struct touched *t);

/* ---- for client_rest*.c alone */

struct rest_side {
	const char *s;
	size_t n;
};

/* What stands between two values that both versions have: with a statement or member of ours in it, or none. */
struct rest_comment {
	const char *s;
	size_t n;
	int loose; /* it may go: it stands inside of an entry that differs */
};

struct rest_gap {
	struct rest_comment *v;
	size_t n, cap;
	size_t from, to;
	int ours;
};

/* The comments of [from, to) into the gap: `//` and `/ *` of JSONC, or `#`. */
typedef void rest_scan(struct rest_gap *g, const char *s, size_t from, size_t to, int loose);
rest_scan rest_scan_json, rest_scan_toml;
void rest_comment(struct rest_gap *g, const char *s, size_t n, int loose);
void rest_gap_open(struct rest_gap *g, size_t from); /* empties it */
void rest_gap_free(struct rest_gap *g);
int rest_gaps_same(const struct rest_side *a, const struct rest_gap *x, const struct rest_side *b, const struct rest_gap *y);
int rest_bytes(const struct rest_side *a, size_t from, size_t to, const struct rest_side *b, size_t at, size_t end);

struct tree;
void touched_add(struct touched *t, const char *name, struct tree *was, struct tree *now); /* takes the trees */

/* 1: all else is the same; 0: it is not; -1 with *e. */
int client_rest_toml(const struct client *cl, const struct rest_side *a, const struct rest_side *b, const char *name,
		     struct touched *out, struct err *e);

#endif
