/* SPDX-License-Identifier: MIT */
/* kv: an ordered list of key and value strings. */
#include "base/kv.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void kv_add(struct kv *k, const char *key, const char *value)
{
	MEM_GROW(k->v, k->n, k->cap);
	k->v[k->n].key = mem_str(key);
	k->v[k->n].value = mem_str(value ? value : "");
	k->n++;
}

void kv_addf(struct kv *k, const char *key, const char *fmt, ...)
{
	va_list ap;
	char *p;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	p = mem_alloc((size_t)n + 1);
	va_start(ap, fmt);
	(void)vsnprintf(p, (size_t)n + 1, fmt, ap);
	va_end(ap);
	kv_add(k, key, p);
	free(p);
}

void kv_del(struct kv *k, const char *key)
{
	size_t i, to = 0;

	for (i = 0; i < k->n; i++) {
		if (!strcmp(k->v[i].key, key)) {
			free(k->v[i].key);
			free(k->v[i].value);
		} else {
			k->v[to++] = k->v[i];
		}
	}
	k->n = to;
}

void kv_set(struct kv *k, const char *key, const char *value)
{
	char *kept_key = mem_str(key), *kept = mem_str(value ? value : "");

	kv_del(k, kept_key);
	kv_add(k, kept_key, kept);
	free(kept_key);
	free(kept);
}

const char *kv_get(const struct kv *k, const char *key)
{
	size_t i;

	for (i = k->n; i-- > 0;)
		if (!strcmp(k->v[i].key, key))
			return k->v[i].value;
	return NULL;
}

const char *kv_or(const struct kv *k, const char *key, const char *fallback)
{
	const char *v = kv_get(k, key);

	return v ? v : fallback;
}

size_t kv_count(const struct kv *k, const char *key)
{
	size_t i, n = 0;

	for (i = 0; i < k->n; i++)
		n += !strcmp(k->v[i].key, key);
	return n;
}

char *kv_join_new(const struct kv *k, const char *key, const char *by)
{
	char *all = NULL, *more;
	size_t i;

	for (i = 0; i < k->n; i++) {
		if (strcmp(k->v[i].key, key) != 0)
			continue;
		more = all ? mem_fmt("%s%s%s", all, by, k->v[i].value) : mem_str(k->v[i].value);
		free(all);
		all = more;
	}
	return all;
}

void kv_copy(struct kv *to, const struct kv *from)
{
	size_t i;

	for (i = 0; i < from->n; i++)
		kv_add(to, from->v[i].key, from->v[i].value);
}

void kv_free(struct kv *k)
{
	size_t i;

	for (i = 0; i < k->n; i++) {
		free(k->v[i].key);
		free(k->v[i].value);
	}
	free(k->v);
	k->v = NULL;
	k->n = k->cap = 0;
}
