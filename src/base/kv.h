/* SPDX-License-Identifier: MIT */
/* kv: an ordered list of key and value strings; a key may stand more than once. */
#ifndef TOOLGAP_BASE_KV_H
#define TOOLGAP_BASE_KV_H

#include <stddef.h>

/* Copies what it keeps. Values read are borrowed until the next change of the list. */
struct kv_pair {
	char *key, *value;
};

struct kv {
	struct kv_pair *v;
	size_t n, cap;
};

#define KV_INIT { NULL, 0, 0 }

void kv_add(struct kv *k, const char *key, const char *value);
void kv_addf(struct kv *k, const char *key, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void kv_set(struct kv *k, const char *key, const char *value); /* replaces all of that key */
void kv_del(struct kv *k, const char *key);
const char *kv_get(const struct kv *k, const char *key);       /* the last one, or NULL */
const char *kv_or(const struct kv *k, const char *key, const char *fallback);
size_t kv_count(const struct kv *k, const char *key);
/* All values of that key with `by` between them; heap string, NULL when there is none. */
char *kv_join_new(const struct kv *k, const char *key, const char *by);
void kv_copy(struct kv *to, const struct kv *from);            /* appends */
void kv_free(struct kv *k);                                    /* reusable empty list after */

#endif
