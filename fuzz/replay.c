/* SPDX-License-Identifier: MIT */
/* replay: every target over its corpus, without a fuzzer: for 'make check'. Prints TAP, a test a target. */
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* The input ends where its page does, and nobody may read the next one: one byte too far ends the program. */
static void run_at_edge(const struct fuzz *t, const char *s, size_t n)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), room = (n / page + 1) * page;
	char *p = mmap(NULL, room + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED || mprotect(p + room, page, PROT_NONE))
		abort();
	memcpy(p + room - n, s, n);
	t->run(p + room - n, n);
	munmap(p, room + page);
}

static size_t replay_file(const struct fuzz *t, const char *path)
{
	FILE *f = fopen(path, "rb");
	char *s = NULL;
	size_t n = 0, cap = 0, got;

	if (!f)
		return 0;
	do {
		char *more = realloc(s, cap += 65536);

		if (!more)
			abort();
		s = more;
		got = fread(s + n, 1, cap - n, f);
		n += got;
	} while (got);
	fclose(f);
	run_at_edge(t, s, n);
	free(s);
	return 1;
}

static size_t replay_folder(const struct fuzz *t, const char *folder)
{
	DIR *d = opendir(folder);
	struct dirent *de;
	char path[4096];
	size_t n = 0;

	while (d && (de = readdir(d))) {
		if (de->d_name[0] == '.')
			continue;
		(void)snprintf(path, sizeof(path), "%s/%s", folder, de->d_name);
		n += replay_file(t, path);
	}
	if (d)
		closedir(d);
	return n;
}

/* replay: all; replay TARGET FILE|FOLDER…: those. */
int main(int argc, char **argv)
{
	const char *src = getenv("srcdir");
	char folder[4096];
	size_t i, n;
	int bad = 0;

	fuzz_begin();
	if (argc > 1) {
		const struct fuzz *t = fuzz_find(argv[1]);

		if (!t) {
			fprintf(stderr, "replay: there is no target '%s'\n", argv[1]);
			return 2;
		}
		for (i = 2, n = 0; i < (size_t)argc; i++)
			n += replay_folder(t, argv[i]) + (opendir(argv[i]) ? 0 : replay_file(t, argv[i]));
		printf("%zu inputs\n", n);
		return n ? 0 : 1;
	}
	printf("1..%zu\n", n_fuzz_targets);
	for (i = 0; i < n_fuzz_targets; i++) {
		(void)snprintf(folder, sizeof(folder), "%s/fuzz/corpus/%s", src ? src : ".", fuzz_targets[i].name);
		fflush(stdout);
		n = replay_folder(&fuzz_targets[i], folder);
		printf("%s %zu - %s: %zu inputs\n", n ? "ok" : "not ok", i + 1, fuzz_targets[i].name, n);
		bad |= !n;
	}
	return bad;
}
