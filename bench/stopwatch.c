/* SPDX-License-Identifier: MIT */
/* stopwatch: the wall time of commands, in turns, each with its median: a shell would measure its own forks. */
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/*
 * stopwatch ROUNDS LOG FILE: FILE has a case a line, NAME<tab>PATH<tab>PROGRAM<tab>ARGUMENT…; every round runs each once, so
 * that what disturbs the machine disturbs all alike. A PROGRAM of "|" is none: the next word is, and what it writes is read
 * through a pipe (some stop early where it goes to /dev/null). LOG is the sandbox's: its lines are the requests of a run.
 * Prints NAME<tab>PATH<tab>median<tab>least<tab>most<tab>requests<tab>ratio a line, in milliseconds; the ratio is the median
 * over the rounds of the first case's time by this one's.
 */
extern char **environ;

struct one {
	char *name, *path, *argv[24];
	double *ms, *ratio;
	size_t asked;
};

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static size_t lines_of(const char *log)
{
	FILE *f = fopen(log, "r");
	size_t n = 0;
	int c;

	while (f && (c = getc(f)) != EOF)
		n += c == '\n';
	if (f)
		(void)fclose(f);
	return n;
}

static double run(char **argv)
{
	posix_spawn_file_actions_t to;
	int status, ends[2] = { -1, -1 };
	double begun, ended;
	char chunk[65536];
	pid_t pid;

	posix_spawn_file_actions_init(&to);
	posix_spawn_file_actions_addopen(&to, 0, "/dev/null", O_RDONLY, 0);
	if (strcmp(argv[0], "|") != 0) {
		posix_spawn_file_actions_addopen(&to, 1, "/dev/null", O_WRONLY, 0);
	} else if (argv++, pipe2(ends, O_CLOEXEC)) {
		perror("stopwatch");
		exit(1);
	} else {
		posix_spawn_file_actions_adddup2(&to, ends[1], 1);
	}
	posix_spawn_file_actions_addopen(&to, 2, "/dev/null", O_WRONLY, 0);
	begun = now_ms();
	if (posix_spawnp(&pid, argv[0], &to, NULL, argv, environ)) {
		fprintf(stderr, "stopwatch: %s cannot be run\n", argv[0]);
		exit(1);
	}
	if (ends[1] >= 0) {
		(void)close(ends[1]);
		while (read(ends[0], chunk, sizeof(chunk)) > 0)
			;
		(void)close(ends[0]);
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	ended = now_ms();
	posix_spawn_file_actions_destroy(&to);
	if (!WIFEXITED(status) || WEXITSTATUS(status)) {
		fprintf(stderr, "stopwatch: %s %s: exit %d\n", argv[0], argv[1] ? argv[1] : "",
			WIFEXITED(status) ? WEXITSTATUS(status) : 128);
		exit(1);
	}
	return ended - begun;
}

static int by_size(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static size_t read_cases(const char *path, struct one *v, size_t most, size_t rounds)
{
	FILE *f = fopen(path, "r");
	char *line = NULL, *field;
	size_t n = 0, size = 0, i;

	while (f && n < most && getline(&line, &size, f) > 0) {
		char *rest = mem_str(line); /* lives as long as the program */

		rest[strcspn(rest, "\n")] = '\0';
		v[n].name = strsep(&rest, "\t");
		v[n].path = strsep(&rest, "\t");
		for (i = 0; i < 23 && (field = strsep(&rest, "\t")); i++)
			v[n].argv[i] = field;
		v[n].ms = mem_alloc(rounds * sizeof(double));
		v[n].ratio = mem_alloc(rounds * sizeof(double));
		if (i)
			n++;
	}
	free(line);
	if (f)
		(void)fclose(f);
	return n;
}

int main(int argc, char **argv)
{
	size_t rounds = argc == 4 ? strtoul(argv[1], NULL, 10) : 0, n, i, r;
	struct one v[32] = { 0 };
	const struct timespec blink = { 0, 20000000 };

	if (!rounds) {
		fprintf(stderr, "usage: stopwatch ROUNDS LOG FILE\n");
		return 2;
	}
	n = read_cases(argv[3], v, 32, rounds);
	for (r = 0; r < rounds; r++)
		for (i = 0; i < n; i++) {
			size_t before = lines_of(argv[2]);

			v[i].ms[r] = run(v[i].argv);
			nanosleep(&blink, NULL); /* a request is logged when it is answered */
			v[i].asked = lines_of(argv[2]) - before;
		}
	for (i = 0; i < n; i++)
		for (r = 0; r < rounds; r++)
			v[i].ratio[r] = v[0].ms[r] / v[i].ms[r];
	for (i = 0; i < n; i++) {
		qsort(v[i].ms, rounds, sizeof(double), by_size);
		qsort(v[i].ratio, rounds, sizeof(double), by_size);
		printf("%s\t%s\t%.2f\t%.2f\t%.2f\t%zu\t%.3f\n", v[i].name, v[i].path, v[i].ms[rounds / 2], v[i].ms[0],
		       v[i].ms[rounds - 1], v[i].asked, v[i].ratio[rounds / 2]);
	}
	return 0;
}
