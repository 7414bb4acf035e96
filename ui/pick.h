/* SPDX-License-Identifier: MIT */
/* pick: the rows of a list that fit what somebody types, best first. Pure. */
#ifndef TOOLGAP_UI_PICK_H
#define TOOLGAP_UI_PICK_H

#include "base/buf.h"
#include "ui/key.h"

#include <stddef.h>
#include <stdint.h>

/* A list: n rows of some words each, the better ones first. */
struct pick_list {
	const void *of;
	size_t n;
	const char *(*word)(const void *of, size_t row, size_t k); /* NULL: the row has no more */
	uint64_t (*letters)(const void *of, size_t row); /* a sieve (base/fuzzy.h) over its words; the member may be NULL */
	unsigned long version; /* another one: the list is another one; 0 is never the same twice */
};

/* Without a text the rows are as they stand; with one only those that fit, best first, and of equals the first. */
struct pick {
	struct buf text;
	int typing;            /* keys go into the text */
	uint32_t *row;
	size_t n, cap;
	struct buf ranked;     /* the text that `row` is for */
	unsigned long version; /* and the list */
};

void pick_free(struct pick *p);
void pick_clear(struct pick *p);  /* no text, no typing */
/* Bring the rows in line with the text. A text that goes on where the last one ended looks only at what was left of it. */
void pick_rank(struct pick *p, const struct pick_list *l);
int pick_on(const struct pick *p);                      /* there is a text */
size_t pick_count(const struct pick *p, size_t all);    /* rows there are, of `all` */
size_t pick_row(const struct pick *p, size_t pos);      /* the row that stands there */
size_t pick_pos(const struct pick *p, size_t row);      /* where a row stands; pick_count where it does not */
/* A key while typing: 1 when it went into the text (or closed it: Backspace in an empty one). */
int pick_edit(struct pick *p, struct key k);

#endif
