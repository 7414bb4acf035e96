/* SPDX-License-Identifier: MIT */
/* jsonc_lex: the words of JSON and JSONC (blanks, comments, texts, numbers), for jsonc.c. */
#ifndef TOOLGAP_FILES_JSONC_LEX_H
#define TOOLGAP_FILES_JSONC_LEX_H

#include "base/err.h"

#include <stddef.h>

/* Memory that is freed as a whole; what lex_grab returns is not zeroed. */
struct lex_block;

struct lex {
	const char *s, *name;
	size_t n, i, line; /* all bytes, the next one, its line from 1 */
	int strict;	   /* no comments */
	struct lex_block *blocks;
	struct err *e;
	const char *const *path; /* only what leads to it, and it, is built; or NULL */
	size_t path_n;
	int known; /* with a path: the bytes were read in full before */
};

#define LEX_DEPTH 64
#define LEX_FEW 8 /* members up to which looking at each is quicker than an index */


void *lex_grab(struct lex *x, size_t n);
void lex_free(struct lex_block *blocks);

/* "NAME:LINE:COLUMN: WHAT. …" in x->e for the byte at `at`; returns -1. */
int lex_fail(const struct lex *x, size_t at, const char *what);

/* The next byte, NUL at the end. */
static inline char lex_peek(const struct lex *x)
{
	return x->i < x->n ? x->s[x->i] : '\0';
}

int lex_skip(struct lex *x);	    /* over blanks and comments */
/* The text in quotes that begins here, decoded, with its length; or NULL. */
char *lex_string(struct lex *x, size_t *len);
/* Over an object or a list that begins here, in bytes that were read in full before: its end is found, no more. */
int lex_pass(struct lex *x);
/*
 * The same in bytes that nobody has read: 1 where all is well with the value, which has nothing unusual in it either (a letter
 * beyond ASCII, an escape, a fraction, more than LEX_FEW names); else 0 and nothing has moved, and the reader has to judge.
 */
int lex_pass_checked(struct lex *x, int depth);
size_t lex_plain(const struct lex *x, size_t i); /* the first byte from there that is no plain ASCII of a text, or the end */
char *lex_number(struct lex *x);    /* the number that begins here, as written, or NULL */

#endif
