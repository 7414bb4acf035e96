/* SPDX-License-Identifier: MIT */
/* jsonc_gen: JSON and JSONC files by the thousand, in every style and in none, from a seed. */
#ifndef TOOLGAP_TESTS_JSONC_GEN_H
#define TOOLGAP_TESTS_JSONC_GEN_H

#include "base/buf.h"
#include "draw.h"

#include <stdint.h>

struct gen {
	uint64_t r;
	const char *eol, *unit, *colon;
	const char *root; /* the member that may be there, an object */
	int messy, comments, commas; /* anything anywhere; comments at all; trailing commas */
	struct buf out;
};

static inline unsigned rnd(struct gen *g, unsigned n)
{
	g->r ^= g->r << 13;
	g->r ^= g->r >> 7;
	g->r ^= g->r << 17;
	return (unsigned)(g->r >> 33) % n;
}

static inline void gen_comment(struct gen *g)
{
	static const char *const blocks[] = {"/* x */", "/**/", "/*/ \" { */", "/* , } \n ** */",
					     "/* \xc3\xa9 // */"};
	static const char *const lines[] = {"// x", "//", "// \" , } /* ", "///* \xe2\x82\xac"};

	if (rnd(g, 2)) {
		buf_adds(&g->out, blocks[rnd(g, 5)]);
		return;
	}
	buf_adds(&g->out, lines[rnd(g, 4)]);
	buf_adds(&g->out, g->eol);
}

static inline void gen_trivia(struct gen *g)
{
	static const char *const blank[] = {"", "", " ", "  ", "\t", " \t"};
	unsigned k = rnd(g, 3);

	while (k--) {
		buf_adds(&g->out, blank[rnd(g, 6)]);
		if (!rnd(g, 3))
			buf_adds(&g->out, g->eol);
		if (g->comments && !rnd(g, 4))
			gen_comment(g);
	}
}

static inline void gen_indent(struct gen *g, unsigned depth)
{
	buf_adds(&g->out, g->eol);
	while (depth--)
		buf_adds(&g->out, g->unit);
}

static inline void gen_scalar(struct gen *g)
{
	static const char *const v[] = {"1",
					"-0.5e9",
					"true",
					"null",
					"\"\"",
					"\"a, } ] // /* \\\" \"",
					"\"\\ud800\\u00e9\"",
					"9007199254740993",
					"\"https://h/x\"",
					"\"\xf0\x9f\x98\x80\"",
					"[]",
					"[1, {\"a\": 2}]",
					"{}",
					"{ }"};

	buf_adds(&g->out, v[rnd(g, sizeof(v) / sizeof(v[0]))]);
}

/* What stands between a key and the text in front of it, or in front of the closing bracket. */
static inline void gen_gap(struct gen *g, unsigned depth, int tall, int first)
{
	if (g->messy)
		gen_trivia(g);
	else if (tall)
		gen_indent(g, depth);
	else if (!first)
		buf_addc(&g->out, ' ');
}

/* `special`: one member is the root. */
static inline void gen_object(struct gen *g, unsigned depth, int tall, unsigned count, int special)
{
	unsigned i, at = special && count ? rnd(g, count) : count;
	int tall_too;

	buf_addc(&g->out, '{');
	for (i = 0; i < count; i++) {
		if (g->comments && tall && !g->messy && !rnd(g, 8)) {
			gen_indent(g, depth + 1);
			buf_adds(&g->out, "// above");
		}
		gen_gap(g, depth + 1, tall, !i);
		if (i == at)
			buf_addf(&g->out, "\"%s\"", g->root);
		else
			buf_addf(&g->out, "\"k%u\"", i);
		if (g->messy)
			gen_trivia(g);
		buf_adds(&g->out, g->colon);
		if (g->messy)
			gen_trivia(g);
		if (i == at || (depth < 3 && !rnd(g, 3))) {
			tall_too = tall && rnd(g, 4);
			gen_object(g, depth + 1, tall_too, rnd(g, 4), 0);
		} else {
			gen_scalar(g);
		}
		if (g->messy && rnd(g, 2))
			gen_trivia(g);
		if (i + 1 < count || (g->commas && (!g->messy || rnd(g, 2))))
			buf_addc(&g->out, ',');
		if (g->comments && tall && !g->messy && !rnd(g, 6))
			buf_adds(&g->out, rnd(g, 2) ? " // note" : " /* note */");
	}
	if (count || g->messy) /* an empty one is {} here; its other forms are in test_set_styles */
		gen_gap(g, depth, tall, 1);
	buf_addc(&g->out, '}');
}

/* With `strict` a file that allows neither comments nor trailing commas. */
static inline void gen_document(struct gen *g, int strict)
{
	static const char *const eols[] = {"\n", "\n", "\r\n", "\r"};
	static const char *const units[] = {"  ", "\t", "    ", "   ", " \t"};
	static const char *const colons[] = {": ", ": ", ":", " : ", ":\t"};
	unsigned count;
	int tall;

	g->eol = eols[rnd(g, 4)];
	g->unit = units[rnd(g, 5)];
	g->colon = colons[rnd(g, 5)];
	g->messy = !rnd(g, 3);
	g->comments = rnd(g, 2) != 0 && !strict;
	g->commas = !rnd(g, 3) && !strict;
	buf_reset(&g->out);
	if (!rnd(g, 5))
		buf_adds(&g->out, "\xef\xbb\xbf");
	if (g->comments && !rnd(g, 3))
		gen_trivia(g);
	tall = rnd(g, 5) != 0;
	count = rnd(g, 5);
	gen_object(g, 0, tall, count, rnd(g, 4) != 0);
	if (rnd(g, 3))
		buf_adds(&g->out, g->eol);
	if (g->comments && !rnd(g, 4))
		gen_comment(g);
}

#endif
