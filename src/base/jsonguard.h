/* SPDX-License-Identifier: MIT */
/* jsonguard: what a JSON text must be before a parser that is not ours may see it. */
#ifndef TOOLGAP_BASE_JSONGUARD_H
#define TOOLGAP_BASE_JSONGUARD_H

#include "base/err.h"

#include <stddef.h>

#define JSON_DEPTH 64
#define JSON_VALUES 400000
#define JSON_NUMBER 60 /* characters; some cJSON stop at 63 */

/*
 * RFC 8259 to the letter, and beyond it: at most JSON_MAX bytes, JSON_DEPTH levels, JSON_VALUES
 * values and JSON_NUMBER characters in a number; no byte order mark, no U+0000, no half surrogate
 * pair, no key twice in one object ("a" and "\u0061" are the same key). One pass, and one sort of
 * the keys of each object: no input makes it slow. 0, or -1 with line and column (in characters,
 * from 1) in the message.
 */
int jsonguard_check(const char *s, size_t n, struct err *e);

#endif
