/* SPDX-License-Identifier: MIT */
/* frames: how soon programs show their first frame, in turns, and how much memory each of them then holds. */
#include "../tests/pty.h"

/*
 * frames ROUNDS FILE: FILE has a case a line, NAME<tab>TEXT<tab>PROGRAM<tab>ARGUMENT… (PROGRAM by its path); each runs in a
 * terminal of its own, 80 by 24. Prints NAME<tab>ms<tab>least<tab>most<tab>computed<tab>KiB<tab>ratio a line: from the start
 * until TEXT was written (median, least, most), what the program itself had computed by then (median, in ms, as the system
 * counts it), its resident memory a quarter of a second later (least), and the median of the first case's time by this one's.
 */
#define CASES 8
#define SETTLED_MS 250

struct shown {
	char *name, *text, *argv[24];
	double *ms, *cpu, *ratio;
	long kib;
};

static int by_size(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* The number behind `label` in a file of /proc. */
static double number_in(pid_t pid, const char *file, const char *label)
{
	char path[64], line[256];
	double v = 0;
	FILE *f;

	(void)snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, file);
	f = fopen(path, "r");
	while (f && fgets(line, sizeof(line), f))
		if (!strncmp(line, label, strlen(label))) {
			v = strtod(line + strlen(label), NULL);
			break;
		}
	if (f)
		(void)fclose(f);
	return v;
}

static int show(struct shown *c, size_t round)
{
	static char all[1 << 20];
	double from = pty_now(), took = -1;
	struct pty p;
	size_t n = 0;
	long kib;

	pty_start(&p, c->argv, 80, 24);
	while (took < 0 && pty_now() - from < 10000 && n + 8192 < sizeof(all)) {
		long k = pty_read(&p, 1, all + n, sizeof(all) - n - 1);

		if (k < 0)
			break;
		n += (size_t)k;
		all[n] = '\0';
		if (memmem(all, n, c->text, strlen(c->text)))
			took = pty_now() - from;
	}
	c->ms[round] = took;
	c->cpu[round] = number_in(p.pid, "schedstat", "") / 1e6;
	pty_sleep(SETTLED_MS);
	(void)pty_read(&p, 0, NULL, 0);
	kib = (long)number_in(p.pid, "status", "VmRSS:");
	if (kib && (!c->kib || kib < c->kib))
		c->kib = kib;
	kill(p.pid, SIGTERM);
	(void)pty_ended(&p, 1000);
	pty_close(&p);
	return took < 0 ? -1 : 0;
}

static size_t read_cases(const char *path, struct shown *v, size_t rounds)
{
	FILE *f = fopen(path, "r");
	char *line = NULL, *field;
	size_t n = 0, size = 0, i;

	while (f && n < CASES && getline(&line, &size, f) > 0) {
		char *rest = strdup(line); /* lives as long as the program */

		if (!rest)
			break;
		rest[strcspn(rest, "\n")] = '\0';
		v[n].name = strsep(&rest, "\t");
		v[n].text = strsep(&rest, "\t");
		for (i = 0; i < 23 && (field = strsep(&rest, "\t")); i++)
			v[n].argv[i] = field;
		v[n].ms = calloc(rounds, sizeof(double));
		v[n].cpu = calloc(rounds, sizeof(double));
		v[n].ratio = calloc(rounds, sizeof(double));
		if (i && v[n].ms && v[n].cpu && v[n].ratio)
			n++;
	}
	free(line);
	if (f)
		(void)fclose(f);
	return n;
}

int main(int argc, char **argv)
{
	size_t rounds = argc == 3 ? strtoul(argv[1], NULL, 10) : 0, n, i, r;
	struct shown v[CASES] = { 0 };

	if (!rounds) {
		fprintf(stderr, "usage: frames ROUNDS FILE\n");
		return 2;
	}
	n = read_cases(argv[2], v, rounds);
	for (r = 0; r < rounds; r++)
		for (i = 0; i < n; i++)
			if (show(&v[i], r)) {
				fprintf(stderr, "frames: %s did not show '%s'\n", v[i].argv[0], v[i].text);
				return 1;
			}
	for (i = 0; i < n; i++)
		for (r = 0; r < rounds; r++)
			v[i].ratio[r] = v[0].ms[r] / v[i].ms[r];
	for (i = 0; i < n; i++) {
		qsort(v[i].ms, rounds, sizeof(double), by_size);
		qsort(v[i].cpu, rounds, sizeof(double), by_size);
		qsort(v[i].ratio, rounds, sizeof(double), by_size);
		printf("%s\t%.2f\t%.2f\t%.2f\t%.2f\t%ld\t%.3f\n", v[i].name, v[i].ms[rounds / 2], v[i].ms[0],
		       v[i].ms[rounds - 1], v[i].cpu[rounds / 2], v[i].kib, v[i].ratio[rounds / 2]);
	}
	return 0;
}
