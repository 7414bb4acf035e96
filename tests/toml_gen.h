/* SPDX-License-Identifier: MIT */
/* toml_gen: TOML files by the thousand, with servers in every form that TOML has, from a fixed seed. */
#ifndef TOOLGAP_TESTS_TOML_GEN_H
#define TOOLGAP_TESTS_TOML_GEN_H

#include "base/buf.h"
#include "draw.h"

#include <stdint.h>
#include <stdio.h>

/* Generated documents: xorshift with a fixed seed, valid by construction. */
static uint64_t seed = 20261121;
static int toml_1_0; /* nothing that only TOML 1.1 has: for a peer that reads the older one */

static inline size_t pick(size_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (size_t)(seed >> 33) % n;
}

#define ANY(list) list[pick(sizeof(list) / sizeof(list[0]))]

static inline void make_value(struct buf *b)
{
	static const char *const values[] = {
		"1",
		"-2.5e3",
		"true",
		"\"text\"",
		"'lit'",
		"'''\n[mcp_servers.s1]\nurl = 1\n'''",
		"\"\"\"\\\n  a\"\"\"",
		"[1, [2], # ]\n 'x',\n]",
		"{ a = 1, b.c = { } }",
		"1979-05-27 07:32:00",
		"[]",
		"{}",
		"\"[mcp_servers.s2]\"",
		"{\n  a = 1, # }\n  # c ,\n  b = \"\\e\\x41\",\n}", /* the one of 1.1 is the last */
	};

	buf_adds(b, values[pick(sizeof(values) / sizeof(values[0]) - (toml_1_0 ? 1 : 0))]);
}

static inline void make_noise(struct buf *b)
{
	static const char *const noise[] = { "",     "",       "", "\n", "# [mcp_servers.s1]\n",
					     "\n\n", "  # c\n" };

	buf_adds(b, ANY(noise));
}

static inline void make_lines(struct buf *b, const char *way)
{
	static const char *const keys[] = { "url", "\"a b\"", "n" };
	static const char *const tails[] = { "\n", "\n", " # c\n", "\t\n" };
	static const char *const indents[] = { "", "", "  ", "\t" };
	size_t i;

	for (i = pick(4); i < 3; i++) {
		buf_addf(b, "%s%s%s = ", ANY(indents), way, keys[i]);
		make_value(b);
		buf_adds(b, ANY(tails));
		make_noise(b);
	}
}

/* One server in one of the forms that TOML has; `form` picks where it may stand. */
static inline void make_server(struct buf *b, const char *name, int top)
{
	char way[80];

	if (top && pick(2)) {
		snprintf(way, sizeof(way), "mcp_servers.%s.", name);
		make_lines(b, way);
		return;
	}
	if (top)
		return;
	if (pick(4)) {
		buf_addf(b, "[mcp_servers.%s]%s\n", name, pick(2) ? "" : " # head");
		make_lines(b, "");
	}
	make_noise(b);
	if (pick(3) == 0) {
		buf_addf(b, "[mcp_servers.%s.http_headers]\n", name);
		make_lines(b, "");
	}
	if (pick(5) == 0)
		buf_addf(b, "[[mcp_servers.%s.many]]\nx = 1\n[[mcp_servers.%s.many]]\n", name,
			 name);
}

static inline void make_document(struct buf *b)
{
	static const char *const names[] = { "s1", "\"s 2\"", "'s.3'", "s4" };
	size_t i;
	int top = pick(4) == 0, flat = !top && pick(4) == 0;

	if (pick(10) == 0)
		buf_adds(b, "\xef\xbb\xbf");
	make_noise(b);
	make_lines(b, "top.");
	if (flat) {
		buf_adds(b, "mcp_servers = {");
		int tall = !toml_1_0 && pick(3) == 0;

		for (i = pick(5); i < 4; i++) {
			buf_addf(b, "%s%s%s = ", tall ? "\n\t" : " ", names[i], pick(2) ? "" : ".url");
			buf_adds(b, "{ a = '''\n[z]''' }");
			buf_adds(b, i < 3 || (!toml_1_0 && pick(4) == 0) ? "," : "");
			buf_adds(b, tall && pick(3) == 0 ? " # c, }" : "");
		}
		buf_adds(b, tall ? "\n" : "");
		buf_adds(b, pick(2) ? "}\n" : " } # c\n");
	}
	for (i = 0; i < 4 && !flat; i++)
		make_server(b, names[i], top);
	if (!flat && !top && pick(3) == 0)
		buf_adds(b, "[mcp_servers]\nnumber = 5\ns5.url = 'x'\n");
	make_noise(b);
	buf_addf(b, "[z]\na = 1\n");
	make_noise(b);
	if (pick(3) == 0) {
		buf_adds(b, "[[y]]\n[y.mcp_servers.s1]\nurl = 1\n[[y]]\n");
		make_lines(b, "");
	}
	while (pick(5) == 0 && b->len && b->p[b->len - 1] == '\n')
		b->p[--b->len] = '\0';
}

static inline void make_crlf(struct buf *b)
{
	struct buf out = BUF_INIT;
	size_t i;

	for (i = 0; i < b->len; i++) {
		if (b->p[i] == '\n')
			buf_addc(&out, '\r');
		buf_addc(&out, b->p[i]);
	}
	buf_free(b);
	*b = out;
}

#endif
