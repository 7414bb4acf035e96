/* SPDX-License-Identifier: MIT */
/* secrets: is there a literal secret in these bytes? */
#include "files/secrets.h"

#include "base/mem.h"
#include "files/secret_shape.h"

#include <stdlib.h>
#include <string.h>

#define KNOWN_MIN 8
#define REACH ((size_t)64 << 10) /* longer than any one secret, with the name in front of it */

struct scan {
	const char *s;
	size_t n;
	struct secret_hit *v;
	size_t hits, cap;
};

static void add(struct scan *sc, struct secret_hit hit)
{
	if (hit.end <= hit.at)
		return;
	MEM_GROW(sc->v, sc->hits, sc->cap);
	sc->v[sc->hits++] = hit;
}

static void scan_known(struct scan *sc, const struct kv *known)
{
	size_t i, len, at;
	const char *p;

	for (i = 0; known && i < known->n; i++) {
		len = strlen(known->v[i].value);
		for (at = 0; len >= KNOWN_MIN && at < sc->n; at += len) {
			p = memmem(sc->s + at, sc->n - at, known->v[i].value, len);
			if (!p)
				break;
			at = (size_t)(p - sc->s);
			add(sc, (struct secret_hit){at, at + len});
		}
	}
}

/* What the nets below are asked at; every byte of the largest files passes here. */
enum { PLAIN, WORD, DASH, SIGN };

static const unsigned char class_of[256] = {
	['0'] = WORD, ['1'] = WORD, ['2'] = WORD, ['3'] = WORD, ['4'] = WORD, ['5'] = WORD, ['6'] = WORD, ['7'] = WORD,
	['8'] = WORD, ['9'] = WORD, ['A'] = WORD, ['B'] = WORD, ['C'] = WORD, ['D'] = WORD, ['E'] = WORD, ['F'] = WORD,
	['G'] = WORD, ['H'] = WORD, ['I'] = WORD, ['J'] = WORD, ['K'] = WORD, ['L'] = WORD, ['M'] = WORD, ['N'] = WORD,
	['O'] = WORD, ['P'] = WORD, ['Q'] = WORD, ['R'] = WORD, ['S'] = WORD, ['T'] = WORD, ['U'] = WORD, ['V'] = WORD,
	['W'] = WORD, ['X'] = WORD, ['Y'] = WORD, ['Z'] = WORD, ['a'] = WORD, ['b'] = WORD, ['c'] = WORD, ['d'] = WORD,
	['e'] = WORD, ['f'] = WORD, ['g'] = WORD, ['h'] = WORD, ['i'] = WORD, ['j'] = WORD, ['k'] = WORD, ['l'] = WORD,
	['m'] = WORD, ['n'] = WORD, ['o'] = WORD, ['p'] = WORD, ['q'] = WORD, ['r'] = WORD, ['s'] = WORD, ['t'] = WORD,
	['u'] = WORD, ['v'] = WORD, ['w'] = WORD, ['x'] = WORD, ['y'] = WORD, ['z'] = WORD, ['_'] = WORD,
	['-'] = DASH, [':'] = SIGN, ['='] = SIGN,
};

static unsigned char class_at(const struct scan *sc, size_t i)
{
	return class_of[(unsigned char)sc->s[i]];
}

static void scan_shapes(struct scan *sc, size_t from, size_t to)
{
	size_t i = from;

	/* the rest of a word that began before */
	while (i && i < to && class_at(sc, i - 1) == WORD && class_at(sc, i) == WORD)
		i++;
	for (; i < to; i++) {
		switch (class_at(sc, i)) {
		case WORD:
			if (secret_begins(sc->s, sc->n, i)) {
				add(sc, secret_token(sc->s, sc->n, i));
				add(sc, secret_scheme(sc->s, sc->n, i));
			}
			while (i + 1 < to && class_at(sc, i + 1) == WORD)
				i++;
			break;
		case DASH: /* behind a word it begins nothing, which the net knows */
			add(sc, secret_token(sc->s, sc->n, i));
			break;
		case SIGN:
			add(sc, secret_field(sc->s, sc->n, i));
			add(sc, secret_userinfo(sc->s, sc->n, i));
			break;
		default:
			break;
		}
	}
}

/* Where a secret that the splices have a part in may begin: in them, or not far in front. */
static void scan_near(struct scan *sc, const struct splices *s)
{
	size_t shift = 0, done = 0, k, from, to;

	for (k = 0; k < s->n; k++) {
		from = s->v[k].at + shift;
		to = from + s->v[k].len + 1;
		from = from > REACH ? from - REACH : 0;
		from = from > done ? from : done;
		done = to < sc->n ? to : sc->n;
		scan_shapes(sc, from, done);
		shift += s->v[k].len - s->v[k].del;
	}
}

static int by_place(const void *va, const void *vb)
{
	const struct secret_hit *a = va, *b = vb;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return a->end < b->end ? -1 : a->end > b->end;
}

/* One secret that several nets caught is one hit. */
static void merge(struct scan *sc)
{
	size_t i, to = 0;

	if (sc->hits)
		qsort(sc->v, sc->hits, sizeof(*sc->v), by_place);
	for (i = 0; i < sc->hits; i++) {
		if (to && sc->v[i].at < sc->v[to - 1].end) {
			if (sc->v[to - 1].end < sc->v[i].end)
				sc->v[to - 1].end = sc->v[i].end;
		} else {
			sc->v[to++] = sc->v[i];
		}
	}
	sc->hits = to;
}

/* Keep the hits that the splices had a part in. Both lists are in order. */
static void only_inserted(struct scan *sc, const struct splices *s)
{
	size_t shift = 0, k = 0, i, to = 0, from = 0, end = 0;

	for (i = 0; i < sc->hits; i++) {
		/* The first insertion, in the new bytes, that does not end in front of the hit. */
		for (; k < s->n; k++) {
			from = s->v[k].at + shift;
			end = from + s->v[k].len;
			if (end > sc->v[i].at)
				break;
			shift += s->v[k].len - s->v[k].del;
		}
		if (k < s->n && from < sc->v[i].end)
			sc->v[to++] = sc->v[i];
	}
	sc->hits = to;
}

static size_t line_of(const char *s, size_t at)
{
	size_t line = 1, i;

	for (i = 0; i < at; i++)
		line += s[i] == '\n';
	return line;
}

size_t secrets_scan(const char *text, size_t n, const struct splices *s, const struct kv *known,
		    size_t *line)
{
	struct scan sc = {.s = text, .n = n};

	scan_known(&sc, known);
	if (s)
		scan_near(&sc, s);
	else
		scan_shapes(&sc, 0, n);
	merge(&sc);
	if (s)
		only_inserted(&sc, s);
	if (line && sc.hits)
		*line = line_of(text, sc.v[0].at);
	free(sc.v);
	return sc.hits;
}

void secrets_find(const char *text, size_t n, const struct kv *known, struct secret_places *out)
{
	struct scan sc = {.s = text, .n = n};
	size_t i, at = 0, line = 1;

	scan_known(&sc, known);
	scan_shapes(&sc, 0, n);
	merge(&sc);
	for (i = 0; i < sc.hits; i++) {
		line += line_of(text + at, sc.v[i].at - at) - 1;
		at = sc.v[i].at;
		MEM_GROW(out->v, out->n, out->cap);
		out->v[out->n++] = (struct secret_place){ at, line };
	}
	free(sc.v);
}

void secrets_mask(struct buf *out, const char *text, size_t n, const struct kv *known)
{
	struct scan sc = {.s = text, .n = n};
	size_t i, at = 0;

	scan_known(&sc, known);
	scan_shapes(&sc, 0, n);
	merge(&sc);
	for (i = 0; i < sc.hits; i++) {
		buf_add(out, text + at, sc.v[i].at - at);
		buf_adds(out, "[hidden]");
		at = sc.v[i].end;
	}
	buf_add(out, text + at, n - at);
	free(sc.v);
}
