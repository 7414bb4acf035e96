/* SPDX-License-Identifier: MIT */
/* jsonc_pass: over a value that nobody looks into, without building it, and yet reading every word of it. */
#include "files/jsonc_lex.h"

#include <string.h>

struct name {
	size_t at, n; /* without its quotes */
};

static int pass(struct lex *x, int depth);

static int text(struct lex *x, struct name *at)
{
	size_t from = x->i + 1, end;

	if (lex_peek(x) != '"')
		return 0;
	end = lex_plain(x, from);
	if (end >= x->n || x->s[end] != '"')
		return 0; /* an escape, a letter beyond ASCII, or no end */
	*at = (struct name){ from, end - from };
	x->i = end + 1;
	return 1;
}

/* A whole number; one with a fraction or an exponent is left to the reader. */
static int number(struct lex *x)
{
	size_t from = x->i + (lex_peek(x) == '-'), i = from;

	while (i < x->n && x->s[i] >= '0' && x->s[i] <= '9')
		i++;
	if (i == from || (x->s[from] == '0' && i > from + 1) || (i < x->n && strchr(".eE", x->s[i])))
		return 0;
	x->i = i;
	return 1;
}

static int word(struct lex *x)
{
	static const char *const words[] = { "true", "false", "null" };
	size_t i, n;

	for (i = 0; i < 3; i++) {
		n = strlen(words[i]);
		if (x->n - x->i < n || memcmp(x->s + x->i, words[i], n) != 0)
			continue;
		x->i += n;
		return 1;
	}
	return 0;
}

static int name(struct lex *x, struct name *names, size_t n)
{
	size_t i;

	if (n == LEX_FEW || !text(x, &names[n]))
		return 0;
	for (i = 0; i < n; i++)
		if (names[i].n == names[n].n && !memcmp(x->s + names[i].at, x->s + names[n].at, names[n].n))
			return 0;
	if (lex_skip(x) || lex_peek(x) != ':')
		return 0;
	x->i++;
	return !lex_skip(x);
}

static int container(struct lex *x, int depth)
{
	char close = x->s[x->i] == '{' ? '}' : ']';
	struct name names[LEX_FEW];
	size_t n = 0;
	int comma = 0;

	if (depth > LEX_DEPTH)
		return 0;
	for (x->i++;; n++) {
		if (lex_skip(x))
			return 0;
		if (lex_peek(x) == close)
			break;
		if ((n && !comma) || (close == '}' && !name(x, names, n)) || !pass(x, depth) || lex_skip(x))
			return 0;
		comma = lex_peek(x) == ',';
		x->i += comma != 0;
	}
	x->i++;
	return !(comma && x->strict);
}

static int pass(struct lex *x, int depth)
{
	char c = lex_peek(x);
	struct name unused;

	if (c == '{' || c == '[')
		return container(x, depth + 1);
	if (c == '"')
		return text(x, &unused);
	return c == '-' || (c >= '0' && c <= '9') ? number(x) : word(x);
}

int lex_pass_checked(struct lex *x, int depth)
{
	size_t at = x->i, line = x->line;
	struct err *e = x->e;
	int passed;

	x->e = NULL; /* what is wrong is said by the reader, which comes next */
	passed = pass(x, depth);
	x->e = e;
	if (!passed) {
		x->i = at;
		x->line = line;
	}
	return passed;
}
