/* SPDX-License-Identifier: MIT */
/* load: a shared library opened at run time, and a table of its functions. */
#ifndef TOOLGAP_BASE_LOAD_H
#define TOOLGAP_BASE_LOAD_H

#include <stddef.h>

struct load_symbol {
	const char *name;
	void *slot; /* address of a function pointer of the right type */
};

/*
 * Open the first of `libs` (ends with NULL) that has every one of the `n` functions and fill their
 * slots. 0, or -1 with no slot changed. The library stays open until the process ends.
 */
int load_functions(const char *const *libs, const struct load_symbol *symbols, size_t n);

#endif
