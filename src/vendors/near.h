/* SPDX-License-Identifier: MIT */
/* near: did you mean …? The names of a catalog that come nearest to one that is not there. */
#ifndef TOOLGAP_VENDORS_NEAR_H
#define TOOLGAP_VENDORS_NEAR_H

#include "base/fuzzy.h"
#include "base/kv.h"

#include <stddef.h>
#include <stdint.h>

/*
 * Near is a slug or name (folded) that differs from the provider's by no more slips than fuzzy_slips allows; or one
 * in which the provider's letters (four or more) stand so well that fuzzy_score gives NEAR_SCORE or more; or one that is a
 * whole word of the provider's, of four letters or more. In this order, then by slips or score, then by slug. The
 * name as it was typed is not near: it is equal, and no business of this module.
 */
#define NEAR_SCORE 75
#define NEAR_MOST 5

struct near_hit {
	char *slug, *name;
	int grade;   /* 1 slips, 2 letters, 3 a word */
	size_t far;  /* smaller is better */
};

struct near {
	char fold[FUZZY_MAX];
	size_t length, slips;
	uint64_t letters;
	struct kv words; /* keys: the provider's, folded, when it has two or more */
	struct kv not;	 /* keys: slugs that are out of the question */
	struct near_hit hit[NEAR_MOST + 1];
	size_t n;
};

/* Reads provider and accepted (that one was tried already). */
void near_init(struct near *n, const struct kv *in);
void near_free(struct near *n);
void near_not(struct near *n, const char *slug);

/* Take a name of the catalog. `slug` is one (text_is_name); name may be NULL or raw. */
void near_offer(struct near *n, const char *slug, const char *name);
/* Could near_offer take it at all? By the letters of its folded slug or name and their number. */
int near_may(const struct near *n, uint64_t letters, size_t length);

/* Add what was found to the facts, best first: near* "slug\tname\twhy"; returns how many. */
size_t near_facts(const struct near *n, struct kv *facts);
/* Take in what near_facts wrote into those facts, and the slugs of candidate* as near_not. */
void near_again(struct near *n, const struct kv *facts);

#endif
