/* SPDX-License-Identifier: MIT */
/* secret_looks: characters, and whether a text is random enough to be a secret: for secret_shape.c and secret_token.c. */
#ifndef TOOLGAP_FILES_SECRET_LOOKS_H
#define TOOLGAP_FILES_SECRET_LOOKS_H

#include <stddef.h>
#include <string.h>

#define LOOK_AT 256 /* bytes of one value: enough to judge it, and the scan stays linear */

struct looks {
	size_t digits, upper, lower, different;
};

struct looks secret_look(const char *s, size_t n);
int secret_holds(const char *s, size_t n, const char *word); /* in any case */
int secret_is_placeholder(const char *s, size_t n);          /* "YOUR-Key-Here", "xxxxxxxx": written for a person to replace */
/*
 * Letters and digits mixed, or both cases. A word, a NAME or a row of x is not random; neither is a
 * capital at the start of one. With many digits a placeholder's word is no excuse.
 */
int secret_is_random(const char *s, size_t n);

static inline size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static inline int is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline int is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static inline int is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static inline int is_word(char c)
{
	return is_digit(c) || is_upper(c) || is_lower(c) || c == '_';
}

/* What keys are made of behind their prefix. */
static inline int is_body(char c)
{
	return is_word(c) || c == '-';
}

/* And what a bearer or password may hold besides: the base64 alphabets, dots. */
static inline int is_opaque(char c)
{
	return is_body(c) || (c && strchr("+/=.~", c));
}

#endif
