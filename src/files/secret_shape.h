/* SPDX-License-Identifier: MIT */
/* secret_shape: what a secret looks like, by its prefix, scheme, field or place in a URL. */
#ifndef TOOLGAP_FILES_SECRET_SHAPE_H
#define TOOLGAP_FILES_SECRET_SHAPE_H

#include <stddef.h>

/*
 * Each looks at offset i of the n bytes and answers the span [at, end) of the secret that begins
 * there, or that stands behind the separator there; at == end when there is none. Tokens and schemes begin words
 * (what is in front is no letter, digit or _), fields stand behind ":" or "=", user info behind ":".
 */
struct secret_hit {
	size_t at, end;
};

/* May a token or a scheme begin with the two bytes here? Most words do not, and need not be asked for either. */
int secret_begins(const char *s, size_t n, size_t i);
struct secret_hit secret_token(const char *s, size_t n, size_t i);    /* ghp_… */
struct secret_hit secret_scheme(const char *s, size_t n, size_t i);   /* Bearer … */
struct secret_hit secret_field(const char *s, size_t n, size_t i);    /* "x-api-key": … at : or = */
struct secret_hit secret_userinfo(const char *s, size_t n, size_t i); /* ://user:…@ */

#endif
