/* SPDX-License-Identifier: MIT */
/* answers: answers given in advance, from flags and from an answers file; each serves once, in order. */
#ifndef TOOLGAP_RUNBOOK_ANSWERS_H
#define TOOLGAP_RUNBOOK_ANSWERS_H

#include "base/err.h"
#include "base/kv.h"

#include <stddef.h>

struct runbook;

/*
 * An answers file is one "step: value" a line; "#" starts a comment at the beginning of a line; blank lines do not count; the
 * same text that --record writes. Several lines for one step serve several visits, in order. A step that `rb` (NULL:
 * any will do) does not have is a slip: E_USAGE with the nearest one.
 */
int answers_parse(struct kv *out, const char *s, size_t n, const char *name, const struct runbook *rb,
		  struct err *e);

/* Take the first answer for that step out of the list: heap string, or NULL when there is none. */
char *answers_take(struct kv *list, const char *step);

#endif
