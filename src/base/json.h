/* SPDX-License-Identifier: MIT */
/* json: reading JSON that is not ours, behind a guard, and writing JSON that is; never edits a file. */
#ifndef TOOLGAP_BASE_JSON_H
#define TOOLGAP_BASE_JSON_H

#include "base/buf.h"
#include "base/err.h"

#include <stddef.h>

/*
 * Reading. The guard in front of cJSON refuses: bytes that are not UTF-8, more than JSON_MAX bytes,
 * nesting deeper than 64, more than 400,000 values, duplicate keys in one object, U+0000 in a
 * string, raw control characters, numbers out of grammar, anything after the document. Errors say
 * line and column.
 *
 * A struct json is a node of a parsed document; the document (what json_parse returned) owns all
 * nodes. Every accessor accepts NULL and then answers "not there", so chains need no checks.
 * Member look-up is exact (case-sensitive) and linear: loop with json_each, do not look up in a loop.
 */
struct json;

#define JSON_MAX (32u << 20)

struct json *json_parse(const char *s, size_t n, struct err *e);
void json_free(struct json *doc);
void json_forget(struct json *doc); /* the same; all strings are zeroed first */

const struct json *json_get(const struct json *obj, const char *key);
const struct json *json_at(const struct json *obj, const char *dotted); /* "data.page_info.count" */
const struct json *json_first(const struct json *list_or_obj);          /* first child or NULL */
const struct json *json_next(const struct json *node);                  /* next sibling or NULL */
#define json_each(it, parent) \
	for (const struct json *it = json_first(parent); it; it = json_next(it))
const char *json_key(const struct json *node);  /* member name, or NULL; raw, pass through text_safe */
const char *json_raw(const struct json *node);  /* string value or NULL; raw, pass through text_safe */
double json_num(const struct json *node, double fallback);
int json_is_object(const struct json *node);
int json_is_list(const struct json *node);
int json_is_string(const struct json *node);
int json_is_null(const struct json *node);      /* null, or not there */
int json_bool(const struct json *node, int fallback);
size_t json_count(const struct json *node);     /* children */

/* The string through the guard of text_safe: heap string, never NULL ("" when not a string). */
char *json_text(const struct json *node, size_t max);
/* The same into a fixed field. */
void json_copy(const struct json *node, char *out, size_t size);

/*
 * Writing. A struct json_out writes a document piece by piece with commas and indent taken care
 * of; pretty is two blanks a level. Keys and strings are UTF-8 (ill-formed bytes become U+FFFD).
 */
struct json_out {
	struct buf *b;
	int pretty;
	int depth;
	int first;      /* nothing yet in the open container */
	int after_key;
};

void json_out_init(struct json_out *o, struct buf *b, int pretty);
void json_open(struct json_out *o, const char *key, char bracket); /* '{' or '['; key NULL in lists */
void json_close(struct json_out *o, char bracket);                 /* '}' or ']' */
void json_put(struct json_out *o, const char *key, const char *value); /* NULL writes null */
void json_put_int(struct json_out *o, const char *key, long long v);
void json_put_bool(struct json_out *o, const char *key, int v);
void json_put_raw(struct json_out *o, const char *key, const char *json); /* a value that is JSON already, as it stands */
void json_quote(struct buf *b, const char *s, size_t n); /* one string with its quotes */

#endif
