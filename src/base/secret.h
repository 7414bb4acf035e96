/* SPDX-License-Identifier: MIT */
/* secret: bytes that must never be shown: a type that no printf takes, and memory that no dump holds. */
#ifndef TOOLGAP_BASE_SECRET_H
#define TOOLGAP_BASE_SECRET_H

#include <stddef.h>

/*
 * A struct secret has no body outside secret.c and is no string, so "%s", kv_add, buf_adds and
 * err_set refuse it when they are compiled (-Wformat, incompatible pointer). Its bytes stand on
 * pages of their own: locked where the system allows it (not swapped), left out of core dumps, and
 * zeroed before they are given back.
 *
 * NULL is "not set" and accepted everywhere; there is no empty secret. A program that ends for
 * want of memory leaves them to the system.
 *
 * secret_bytes() is the one way to the bytes. tests/secret.sh holds the list of files that may use
 * it: probe (a header or a body of a call), env (what is compared in the scan of files) and the commands that hand the
 * bearer out because they were asked to. Whoever
 * copies the bytes zeroes the copy.
 */
struct secret;

struct secret *secret_new(const char *s);       /* a copy; NULL for NULL and for "" */
void secret_free(struct secret *s);             /* zeroed first */
void secret_set(struct secret **at, const char *s); /* the old one goes, a copy of s comes */

size_t secret_len(const struct secret *s);      /* 0 for NULL */
int secret_starts(const struct secret *s, const char *prefix);
/* 1 when it is exactly that text; takes as long for any text of the same length. */
int secret_is(const struct secret *s, const char *text);

const char *secret_bytes(const struct secret *s); /* "" for NULL; borrowed until it is freed */

#endif
