/* SPDX-License-Identifier: MIT */
/* fuzzy: how well a name fits what somebody typed: letters in their order, and slips of the finger. */
#ifndef TOOLGAP_BASE_FUZZY_H
#define TOOLGAP_BASE_FUZZY_H

#include <stddef.h>
#include <stdint.h>

/*
 * Folding, as everywhere for names: ASCII letters in lower case, digits, and every byte beyond ASCII;
 * all else is dropped. Longer names than FUZZY_MAX − 1 bytes are cut.
 */
#define FUZZY_MAX 128
size_t fuzzy_fold(const char *s, char out[FUZZY_MAX]); /* how many bytes */
int fuzzy_is_letter(char c);                           /* is it kept? 1 or 0 */

/*
 * Do the letters of `typed` stand in `name` in this order, and how well? 0: no, else 1 to 100; 100 is
 * the whole name, from its first letter to its last. Each letter of `typed` earns
 *   16  as the first letter of the name
 *   14  as the first letter of a word (behind anything that is no letter, or upper case behind lower case)
 *   12  right behind the letter before it
 *    4  anywhere else
 * each letter skipped between two of them costs 1, each skipped before the first and behind the last a
 * half; of all ways to place the letters the best one counts. The score is that sum against what a name of
 * just the letters typed would have (16, and 12 for each further letter).
 */
int fuzzy_score(const char *typed, const char *name);

/* The same for many names: what was typed is read once. */
struct fuzzy_want {
	char letter[FUZZY_MAX];
	size_t n;
};
void fuzzy_want(struct fuzzy_want *w, const char *typed);
int fuzzy_fit(const struct fuzzy_want *w, const char *name);

/* How many slips (letter left out, put in, mistaken, two exchanged) a name of n letters may hold and still be meant. */
size_t fuzzy_slips(size_t n);

/*
 * Sieves for many names: bits of letters and of pairs of letters. What is looked for can only be there when its
 * bits are a part of the other's. `fuzzy_apart` is a lower bound of the slips between two folded names.
 */
#define FUZZY_WORDS 4
struct fuzzy_pairs {
	uint64_t bit[FUZZY_WORDS];
};
uint64_t fuzzy_letters(const char *folded);
void fuzzy_pairs_add(struct fuzzy_pairs *p, const char *s, size_t n); /* pairs of neighbours in s, folded one by one */
int fuzzy_pairs_in(const struct fuzzy_pairs *part, const struct fuzzy_pairs *whole);
size_t fuzzy_apart(uint64_t a, uint64_t b);

#endif
