/* SPDX-License-Identifier: MIT */
/* filter: the wizard's filter of a list, as a program: beside fzy -e and fzf --filter. */
#include "base/buf.h"
#include "base/fuzzy.h"
#include "base/mem.h"
#include "ui/pick.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

/*
 * filter QUERY <NAMES     the names that fit, best first, as fzy -e and fzf --filter print them
 * filter -k QUERY <NAMES  "median slowest" in ms over the keys of QUERY, typed one after the other and taken back again
 */
struct names {
	const char **v;
	uint64_t *letters;
	size_t n, cap;
};

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static const char *word(const void *of, size_t row, size_t k)
{
	const struct names *l = of;

	return k ? NULL : l->v[row];
}

static uint64_t letters(const void *of, size_t row)
{
	const struct names *l = of;

	return l->letters[row];
}

static void split(struct names *l, char *s, char *end)
{
	while (s < end) {
		char *nl = memchr(s, '\n', (size_t)(end - s));

		if (nl)
			*nl = '\0';
		MEM_GROW(l->v, l->n, l->cap);
		l->v[l->n++] = s;
		s = nl ? nl + 1 : end;
	}
}

static int by_size(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* What a list that is on the screen has at hand: a sieve for each name. */
static int keys(struct names *l, const char *query)
{
	struct pick_list list = { .of = l, .n = l->n, .word = word, .letters = letters, .version = 1 };
	size_t n = strlen(query), i;
	double *ms = mem_array(NULL, 2 * n + 1, sizeof(*ms));
	struct pick p = { 0 };
	char folded[FUZZY_MAX];

	l->letters = mem_array(NULL, l->n + 1, sizeof(*l->letters));
	for (i = 0; i < l->n; i++) {
		(void)fuzzy_fold(l->v[i], folded);
		l->letters[i] = fuzzy_letters(folded);
	}
	for (i = 1; i < 2 * n; i++) {
		double from = now_ms();

		buf_reset(&p.text);
		buf_add(&p.text, query, i <= n ? i : 2 * n - i);
		pick_rank(&p, &list);
		ms[i - 1] = now_ms() - from;
	}
	qsort(ms, 2 * n - 1, sizeof(*ms), by_size);
	printf("%.3f %.3f\n", ms[n - 1], ms[2 * n - 2]);
	pick_free(&p);
	free(ms);
	return 0;
}

int main(int argc, char **argv)
{
	int typed = argc == 3 && !strcmp(argv[1], "-k");
	struct names l = { NULL, NULL, 0, 0 };
	struct pick p = { 0 };
	struct buf in = BUF_INIT;
	struct stat st;
	size_t i, n;

	if (argc != 2 + typed || !*argv[1 + typed]) {
		fprintf(stderr, "usage: filter [-k] QUERY <NAMES\n");
		return 2;
	}
	if (!fstat(0, &st) && st.st_size > 0)
		buf_room(&in, (size_t)st.st_size + 1);
	do {
		buf_room(&in, 1);
		n = fread(in.p + in.len, 1, in.cap - in.len - 1, stdin); /* all of it at once where it is a file */
		in.len += n;
	} while (n);
	in.p[in.len] = '\0';
	split(&l, in.p, in.p + in.len);
	if (typed)
		return keys(&l, argv[2]);
	buf_adds(&p.text, argv[1]);
	pick_rank(&p, &(struct pick_list){ .of = &l, .n = l.n, .word = word, .version = 1 });
	for (i = 0; i < p.n; i++)
		(void)(fputs_unlocked(l.v[p.row[i]], stdout), putchar_unlocked('\n'));
	return 0; /* the system takes the memory back */
}
