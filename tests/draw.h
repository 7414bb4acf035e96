/* SPDX-License-Identifier: MIT */
/* draw: how many files the tests make by chance, and from which seed. */
#ifndef TOOLGAP_TESTS_DRAW_H
#define TOOLGAP_TESTS_DRAW_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/*
 * Both are fixed, so that every run is the same one; TOOLGAP_TEST_FILES and TOOLGAP_TEST_SEED ask for more and for others.
 * One draw in a statement, never two in one list of arguments or of values: compilers evaluate those in an order of their
 * own, and each would test other files.
 */

static inline size_t draw_files(size_t usual)
{
	const char *s = getenv("TOOLGAP_TEST_FILES");
	size_t n = s ? (size_t)strtoul(s, NULL, 10) : 0;

	return n ? n : usual;
}

static inline uint64_t draw_seed(uint64_t usual)
{
	const char *s = getenv("TOOLGAP_TEST_SEED");
	uint64_t n = s ? strtoull(s, NULL, 10) * 0x9e3779b97f4a7c15u : 0;

	return n == usual ? usual : usual ^ n; /* xorshift stays at zero */
}

#endif
