/* SPDX-License-Identifier: MIT */
/* look: the questions that a probe asks, each with its pages, and how a probe ends as unknown. */
#ifndef TOOLGAP_VENDORS_LOOK_H
#define TOOLGAP_VENDORS_LOOK_H

#include "vendors/match.h"
#include "vendors/near.h"
#include "vendors/probe.h"

/*
 * What to ask. Spellings: try* (the provider when there is none) of `min` characters or more, each
 * once; with `joints` also with "_" for blanks and blanks for "_". Slugs: accepted and slug*, or
 * made from the provider when there is none; with `under` a hyphen becomes an underscore.
 */
void look_spellings(const struct kv *in, size_t min, int joints, struct kv *out);
void look_slugs(const struct kv *in, int under, struct kv *out);

/*
 * Questions. A look is one question with all its pages; its number travels as the tag of its calls.
 * It is good only when every page was a good answer; a bad one says why in one translated clause.
 */
struct json;

#define LOOK_TAG 10000
#define LOOK_PAGES 50

struct look {
	int kind;   /* the vendor's own */
	char *text; /* slug, spelling, tenant … */
	enum { LOOK_OPEN, LOOK_GOOD, LOOK_BAD } state;
	enum match_kind said; /* the best hit of all pages */
	size_t pages, seen;   /* items */
	char **cursor;	      /* those followed */
	int odd;	      /* an item could not be read */
	int mark;	      /* the vendor's own */
	size_t most;	      /* pages that are followed; 0: LOOK_PAGES */
	char why[256];
};

struct looks {
	struct look *v;
	size_t n, cap;
};

size_t looks_add(struct looks *ls, int kind, const char *text);
struct look *looks_of(struct looks *ls, const struct call *c); /* NULL: the tag is none of ours */
void looks_free(struct looks *ls);
void look_bad(struct look *l, const char *why);
/*
 * An entry of a vendor's catalog is in: is it the provider's, or near it? Raw strings are fine; the look is odd when there is
 * no proper slug. Returns the kept hit of an equal one (vendors/match.h), else NULL.
 */
struct match_hit *look_entry(struct look *l, struct match *m, struct near *near, enum match_how how, const char *slug,
			     const char *name, const char *about);
/*
 * A page of `items` is in, `total` (< 0: not said) are to be had, and `cursor` (NULL or "": none)
 * leads on. 1: ask for the next page. 0: that was the last; the look is good now, or bad when it
 * ended early, went in circles, had an unreadable item or more than LOOK_PAGES pages.
 */
int look_page(struct look *l, const char *cursor, size_t items, double total);
/*
 * 1 when the vendor says that the one thing asked for does not exist: 404, or a 400 that says so, with an error in the
 * vendor's own shape: a JSON object whose `error` is an object with a message, or a text. A page of anybody else says nothing.
 */
int look_not_found(const struct reply *r);
/* Why another 404 to such a question is no answer; NULL: the reply is none. */
const char *look_strange_404(const struct reply *r);
/*
 * Nothing fits: why that proves nothing, or NULL when the catalog has shown that it holds something. `size` is what it says of
 * itself (< 0: nothing), and the look `kind` asked for that.
 */
const char *look_bare(const struct looks *ls, int kind, long size);
/* What a catalog says of its size by a page of one: -1 when that is not said, or an entry is promised and not there. */
long look_total(const struct json *items, double total);

/* Conclude a probe: result unknown, the reason in `why`, and in `detail` behind "unknown: ". */
void look_unknown(struct probe *p, const char *why);
/* The reason alone of such a detail, for a sentence that says "unknown" already. */
const char *look_reason(const char *detail);
/* The same for want of credentials: name the variables (comma list) one by one in `missing`. */
void look_missing(struct probe *p, const char *variables);

/* Append a base URL without the slashes at its end. */
void look_base(struct buf *url, const char *base);
/* 1,642 */
void look_number(char out[32], size_t n);

/* "found", "candidate", "absent" or "unknown": the evidence of one question. */
const char *look_said(const struct look *l);

#endif
