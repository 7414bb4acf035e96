/* SPDX-License-Identifier: MIT */
/* match: does a hit in a vendor's catalog equal the provider, or is it a candidate at least? */
#ifndef TOOLGAP_VENDORS_MATCH_H
#define TOOLGAP_VENDORS_MATCH_H

#include "base/kv.h"

#include <stddef.h>

/*
 * Comparing. Names are folded: ASCII letters in lower case, digits, and every byte beyond ASCII;
 * all else is dropped. A hit is equal when its folded slug or name is that of the provider, of an
 * accepted candidate, of a slug or of a try; but a try that is only some of the provider's words
 * ("google ads" of "Google Ads Editor") widens the search and equals nothing. Other hits are
 * candidates when every word of the provider (or of a whole try of two words or more) stands in
 * slug, name or description, or when the folded slug or name contains the provider's.
 *
 * Of several equal hits the best is: the accepted one; else one that a search listed; else by
 * provider, slug*, try*, in their order; at last by slug. The order of replies does not matter.
 */
enum match_kind { MATCH_NO, MATCH_CANDIDATE, MATCH_EQUAL };
enum match_how {
	MATCH_DIRECT, /* asked for by its slug */
	MATCH_LISTED, /* in the answer to a search */
	MATCH_HIDDEN  /* in an answer that includes what is deprecated; never a candidate */
};

struct match_hit {
	char *slug, *name;  /* passed text_safe */
	int listed, hidden; /* how it was met, of all times */
	unsigned rank;	    /* smaller is better */
	struct kv more;	    /* the vendor's own; set once more when met again */
};

struct match;
struct match *match_new(const struct kv *in); /* reads provider, accepted, slug*, try* */
void match_free(struct match *m);

/*
 * Take a hit; slug is one (text_is_name), name may be NULL, about too; raw strings are fine. *hit
 * is the kept hit of an equal one (borrowed until the next offer), else NULL.
 */
enum match_kind match_offer(struct match *m, enum match_how how, const char *slug, const char *name,
			    const char *about, struct match_hit **hit);
const struct match_hit *match_best(const struct match *m); /* or NULL */
/* Add the candidates to the facts as "slug\tname\twhy", best first, 8 at most; returns how many. */
size_t match_candidates(const struct match *m, struct kv *facts);

#endif
