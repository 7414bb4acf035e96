/* SPDX-License-Identifier: MIT */
/* bench-tui: how fast the full screen is, seen from the other end of its terminal. */
/*
 * How long the full screen takes from a key to the last byte of what it shows, how soon a program shows
 * its first frame, how soon it says a word of a question to the network, and how often it wakes when nothing happens.
 *
 *   bench-tui keys KEYS PROGRAM ARGUMENT…         "p50 p99 max p99cpu" in ms; letters, deletions and arrows in a list below a
 *                                                 field; p99cpu: of what the program itself computed, which other programs on
 *                                                 the machine do not change
 *   bench-tui first RUNS TEXT PROGRAM ARGUMENT…   median ms from the start to the frame that holds TEXT
 *   bench-tui idle SECONDS PROGRAM ARGUMENT…      wake-ups in that time
 *   bench-tui word KEYS TEXT PROGRAM ARGUMENT…    types KEYS; ms from the last one until TEXT stands there, then ms from Esc
 *                                                 until it is gone again
 */
#include "pty.h"

#define QUIET_MS 12
#define FIRST_MS 200 /* for the first byte, on a machine that is busy */

static int by_size(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* ms until the last byte that follows; nothing for QUIET_MS is the end. */
static double settled(struct pty *p, double from)
{
	double last = from;

	if (pty_read(p, FIRST_MS, NULL, 0) > 0)
		last = pty_now();
	while (pty_read(p, QUIET_MS, NULL, 0) > 0)
		last = pty_now();
	return last - from;
}

/* Until the text was written; what was written is kept, since a frame may come in parts. */
static double until(struct pty *p, const char *text, double from, double most)
{
	static char all[1 << 20];
	size_t n = 0;

	while (pty_now() - from < most && n + 8192 < sizeof(all)) {
		long k = pty_read(p, 1, all + n, sizeof(all) - n - 1);

		if (k < 0)
			return -1;
		n += (size_t)k;
		all[n] = '\0';
		if (memmem(all, n, text, strlen(text)))
			return pty_now() - from;
	}
	return -1;
}

static void end(struct pty *p)
{
	kill(p->pid, SIGTERM);
	(void)pty_ended(p, 5000);
	pty_close(p);
}

/* ms that the program has computed so far, as the system counts them; 0 where it does not. */
static double computed(pid_t pid)
{
	char path[64];
	unsigned long long ns = 0;
	FILE *f;

	(void)snprintf(path, sizeof(path), "/proc/%d/schedstat", (int)pid);
	f = fopen(path, "r");
	if (f && fscanf(f, "%llu", &ns) != 1)
		ns = 0;
	if (f)
		fclose(f);
	return (double)ns / 1e6;
}

static int keys(int argc, char **argv)
{
	/* a word grows, shrinks, is walked over, and goes: each step changes the screen */
	static const char *const round[] = { "g", "o", "o", "\033OB", "\033OB", "\033OA", "\033OA", "\177", "t", "a", "g",
					     "\033OB", "\033OA", "\177", "\177", "\177", "\177", "\177" };
	int n = argc > 3 ? atoi(argv[2]) : 0, i;
	double *all = malloc(sizeof(*all) * (size_t)(n + 1)), *cpu = malloc(sizeof(*cpu) * (size_t)(n + 1));
	struct pty p;

	if (n < 100 || !all || !cpu)
		return 2;
	pty_start(&p, argv + 3, 80, 24);
	if (until(&p, "Which provider", pty_now(), 10000) < 0)
		return fputs("the first question did not come\n", stderr), 1;
	(void)settled(&p, pty_now());
	pty_sleep(300);
	for (i = 0; i < n; i++) {
		const char *s = round[(size_t)i % (sizeof(round) / sizeof(*round))];
		double had = computed(p.pid), from = pty_now();
		unsigned long before = p.bytes;

		pty_type(&p, s, strlen(s));
		all[i] = settled(&p, from);
		cpu[i] = computed(p.pid) - had;
		if (p.bytes == before)
			return fprintf(stderr, "key %d showed nothing\n", i), 1;
	}
	end(&p);
	qsort(all, (size_t)n, sizeof(*all), by_size);
	qsort(cpu, (size_t)n, sizeof(*cpu), by_size);
	printf("%.2f %.2f %.2f %.2f\n", all[n / 2], all[n * 99 / 100], all[n - 1], cpu[n * 99 / 100]);
	free(all);
	free(cpu);
	return 0;
}

static int first(int argc, char **argv)
{
	int n = argc > 4 ? atoi(argv[2]) : 0, i;
	double *all = malloc(sizeof(*all) * (size_t)(n + 1));

	if (n < 1 || !all)
		return 2;
	for (i = 0; i < n; i++) {
		struct pty p;
		double from = pty_now();

		pty_start(&p, argv + 4, 80, 24);
		all[i] = until(&p, argv[3], from, 10000);
		if (all[i] < 0)
			return fprintf(stderr, "'%s' was not shown\n", argv[3]), 1;
		end(&p);
	}
	qsort(all, (size_t)n, sizeof(*all), by_size);
	printf("%.2f\n", all[n / 2]);
	free(all);
	return 0;
}

/* Voluntary and other switches of the process, as the system counts them. */
static long switches(pid_t pid)
{
	char path[64], line[200];
	long all = 0, one;
	FILE *f;

	(void)snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	f = fopen(path, "r");
	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "voluntary_ctxt_switches: %ld", &one) == 1)
			all += one;
	if (f)
		fclose(f);
	return f ? all : -1;
}

static int idle(int argc, char **argv)
{
	double seconds = argc > 3 ? atof(argv[2]) : 0;
	struct pty p;
	long before, after;

	if (seconds <= 0)
		return 2;
	pty_start(&p, argv + 3, 80, 24);
	if (until(&p, "Which provider", pty_now(), 10000) < 0)
		return 1;
	(void)settled(&p, pty_now());
	pty_sleep(500);
	before = switches(p.pid);
	pty_sleep(seconds * 1e3);
	after = switches(p.pid);
	end(&p);
	if (before < 0 || after < 0)
		return fputs("the system does not count wake-ups\n", stderr), 1;
	printf("%ld\n", after - before);
	return 0;
}

static int word(int argc, char **argv)
{
	struct pty p;
	double from, said, gone;

	if (argc < 5)
		return 2;
	pty_start(&p, argv + 4, 80, 24);
	if (until(&p, "For which tenants", pty_now(), 10000) < 0)
		return 1;
	(void)settled(&p, pty_now());
	from = pty_now();
	pty_type(&p, argv[2], strlen(argv[2]));
	said = until(&p, argv[3], from, 10000);
	pty_sleep(300);
	(void)settled(&p, pty_now());
	from = pty_now();
	pty_type(&p, "\033", 1);
	gone = until(&p, "For which tenants", from, 10000);
	end(&p);
	if (said < 0 || gone < 0)
		return fprintf(stderr, "said %.1f gone %.1f\n", said, gone), 1;
	printf("%.2f %.2f\n", said, gone);
	return 0;
}

int main(int argc, char **argv)
{
	signal(SIGPIPE, SIG_IGN);
	if (argc > 1 && !strcmp(argv[1], "keys"))
		return keys(argc, argv);
	if (argc > 1 && !strcmp(argv[1], "first"))
		return first(argc, argv);
	if (argc > 1 && !strcmp(argv[1], "idle"))
		return idle(argc, argv);
	if (argc > 1 && !strcmp(argv[1], "word"))
		return word(argc, argv);
	return 2;
}
