/* SPDX-License-Identifier: MIT */
/* yaml_known: documents of ours that were read when toolgap was built, so that a start need not read them again. */
#ifndef TOOLGAP_BASE_YAML_KNOWN_H
#define TOOLGAP_BASE_YAML_KNOWN_H

#include <stddef.h>
#include <stdint.h>

/*
 * The nodes of a tree, each before what lies in it, with no pointer among them: nothing has to be put right when the program
 * is loaded. Texts are places in `texts`, each ending in a NUL; 0 is none. A document counts as known only where it is the
 * same byte for byte; any other, one of the user's above all, goes through libyaml as ever.
 */
struct yaml_node {
	uint32_t key, value, line, col, at, end;
	uint16_t below;      /* nodes that lie in it */
	unsigned char kind;  /* enum yaml_kind */
	unsigned char plain; /* as in struct yaml */
	unsigned char last;  /* nothing follows it where it lies */
};

struct yaml_known {
	const char *bytes;
	size_t n;
	const struct yaml_node *node;
	size_t nodes;
	const char *texts;
};

/* The build writes them (yaml_pack.c) into known.c; yaml_none.c has none. */
extern const struct yaml_known yaml_known[];
extern const size_t yaml_known_n;

#endif
