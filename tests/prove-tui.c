/* SPDX-License-Identifier: MIT */
/* prove-tui: the full screen under random keys, sizes and signals. Prints TAP. */
/*
 *   prove-tui keys PROGRAM BOX SEEDS KEYS      random keys and sizes: no crash, no write, a clean terminal
 *   prove-tui signals PROGRAM BOX MOMENTS      each of six signals at so many random moments: a clean terminal
 *
 * BOX holds work/ (the workspace), home/ and answers.0 to answers.N, with which walks begin in the midst. `a` is never
 * followed by `y`, so no write is ever confirmed: any is a failure.
 */
#include "pty.h"

#include <ftw.h>
#include <stdint.h>
#include <sys/stat.h>

#define ANSWERS_MAX 16
#define MOMENT_MS 400 /* signals come within that time */

static uint64_t state = 1;

static unsigned rnd(unsigned n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned)(state >> 20) % n;
}

/* ---- the box: all files but those of our own state, as one number */

static uint64_t sum;
static size_t skip;

static int add(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	uint64_t h = 1469598103934665603u;
	const char *s = path + skip;
	char some[8192];
	size_t n, i;
	FILE *f;

	(void)at;
	if (strstr(path, "/home/.") && !strstr(path, "/home/.codeium"))
		return 0;
	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 1099511628211u;
	h = (h ^ (uint64_t)st->st_mode) * 1099511628211u;
	if (kind == FTW_F && (f = fopen(path, "rb"))) {
		while ((n = fread(some, 1, sizeof(some), f)) > 0)
			for (i = 0; i < n; i++)
				h = (h ^ (unsigned char)some[i]) * 1099511628211u;
		fclose(f);
	}
	sum += h * (h | 1); /* in any order */
	return 0;
}

static uint64_t sum_of(const char *box)
{
	sum = 0;
	skip = strlen(box);
	(void)nftw(box, add, 16, FTW_PHYS);
	return sum;
}

/* ---- a walk */

static const char *program, *box;
static int answers; /* how many files of them */

static void start(struct pty *p, int cols, int rows)
{
	char work[600], from[600], *argv[12];
	int n = 0;

	(void)snprintf(work, sizeof(work), "%s/work", box);
	(void)snprintf(from, sizeof(from), "%s/answers.%u", box, rnd((unsigned)answers));
	argv[n++] = (char *)(uintptr_t)program;
	argv[n++] = (char *)(uintptr_t) "wizard";
	argv[n++] = (char *)(uintptr_t) "-C";
	argv[n++] = work;
	argv[n++] = (char *)(uintptr_t) "--answers";
	argv[n++] = from;
	argv[n++] = (char *)(uintptr_t) "--ui=tui";
	if (!rnd(3))
		argv[n++] = (char *)(uintptr_t) "--mouse";
	if (!rnd(8))
		argv[n++] = (char *)(uintptr_t) "--dry-run";
	argv[n] = NULL;
	pty_start(p, argv, cols, rows);
}

/* ---- keys */

static size_t random_key(char *s)
{
	static const char *const named[] = {
		"\r", "\r", "\r", "\r", "\r", "\r", "\033", "\033", "\033[A", "\033[B", "\033OA", "\033OB", "\033[C",
		"\033[D", "\033[5~", "\033[6~", "\033[H", "\033[F", "\t", "\033[Z", "\177", "\033[3~", "\033OP",
		"\033[200~x\r\ny\033[201~", "\033[200~ay\033[201~", "\033[200~\033[2J\033]0;t\a\033[201~", "\033[<0;10;14M",
		"\033[<0;4;12m", "\033[<64;4;12M", "\033[<65;4;12M", "\033[99;99;99~", "\033[1;5A", "\033x", "\xff",
		"\xe5\xba\x83", "e\xcc\x81", "\xf0\x9f\x98\x80", "\033[",
	};
	static const char commands[] = "aaaayyyynnwwmm?/?/eeccloorrjkgG--  Google Tag Manager,ascend";
	unsigned r = rnd(100);

	if (r < 50)
		return (size_t)sprintf(s, "%s", named[rnd(sizeof(named) / sizeof(*named))]);
	if (r < 90)
		s[0] = commands[rnd(sizeof(commands) - 1)];
	else if (r < 97)
		s[0] = (char)(0x20 + rnd(0x5F));
	else
		s[0] = "\001\005\010\013\014\016\020\025\027\004\177q\020"[rnd(13)];
	s[1] = '\0';
	return 1;
}

/* Until it has been silent for so long. */
static void settle(struct pty *p, int ms)
{
	int i;

	for (i = 0; i < 40 && pty_read(p, ms, NULL, 0) > 0; i++)
		;
}

/*
 * Ctrl-C or Ctrl-Z, alone: where a terminal is in its usual modes they drop what was written and not read yet, which would be
 * ours to have lost.
 */
static int interrupt(struct pty *p, char *last)
{
	settle(p, 10);
	*last = rnd(2) ? '\003' : '\032';
	pty_type(p, last, 1);
	settle(p, 20);
	return 1;
}

/* Some keys and a size now and then. Returns how many. */
static int burst(struct pty *p, char *last)
{
	int n = 1 + (int)rnd(10), i;
	char s[64];

	if (!rnd(60))
		return interrupt(p, last);
	if (!rnd(4))
		pty_size(p, 1 + (int)rnd(200), 1 + (int)rnd(60));
	else if (!rnd(3))
		pty_size(p, 80 + (int)rnd(40), 24 + (int)rnd(16));
	for (i = 0; i < n; i++) {
		size_t k = random_key(s);

		if (*last == 'a' && s[0] == 'y')
			s[0] = 'x';
		*last = k == 1 ? s[0] : '\0';
		pty_type(p, s, k);
	}
	if (!rnd(16))
		settle(p, 40); /* let it come to where it goes */
	else
		(void)pty_read(p, (int)rnd(8), NULL, 0);
	return n;
}

static int tests, failures;

static void ok(int good, const char *name, const char *why)
{
	tests++;
	failures += !good;
	printf("%sok %d - %s%s%s\n", good ? "" : "not ", tests, name, why ? ": " : "", why ? why : "");
	fflush(stdout);
}

/* How a walk that was left to itself ended. NULL: as it may. */
static const char *bad_end(struct pty *p)
{
	static char why[100];

	if (WIFSIGNALED(p->status) && WTERMSIG(p->status) != SIGINT)
		return snprintf(why, sizeof(why), "it died of signal %d", WTERMSIG(p->status)), why;
	if (WIFEXITED(p->status) && (WEXITSTATUS(p->status) == 99 || WEXITSTATUS(p->status) == 127))
		return snprintf(why, sizeof(why), "it ended with %d", WEXITSTATUS(p->status)), why;
	return NULL;
}

static void leave(struct pty *p)
{
	if (pty_ended(p, 0))
		return;
	kill(p->pid, SIGTERM);
	(void)pty_ended(p, 20000);
}

static void one_seed(unsigned seed, long keys, uint64_t before)
{
	const char *why = NULL;
	char name[120], last = '\0', unclean[160];
	long sent = 0, walks = 0;
	struct pty p;

	state = 88172645463325252u + seed * 2654435761u;
	while (sent < keys && !why) {
		long most = 100 + (long)rnd(900), here = 0;

		start(&p, 1 + (int)rnd(200), 1 + (int)rnd(60));
		walks++;
		(void)pty_read(&p, 3000, NULL, 0);
		settle(&p, rnd(4) ? 150 : 5);
		for (last = '\0'; here < most && sent + here < keys && !pty_ended(&p, 0);)
			here += burst(&p, &last);
		sent += here;
		if (p.ended) {
			why = bad_end(&p);
		} else {
			leave(&p);
			why = !p.ended ? "SIGTERM did not end it" :
			      WIFSIGNALED(p.status) && WTERMSIG(p.status) != SIGTERM ? bad_end(&p) :
			      WIFEXITED(p.status) && WEXITSTATUS(p.status) == 99 ? bad_end(&p) : NULL;
		}
		if (!why && (why = pty_unclean(&p)) && snprintf(unclean, sizeof(unclean), "%s (status %x, last key %02x)", why,
			 (unsigned)p.status, (unsigned)(unsigned char)last) > 0)
			why = unclean;
		if (!why && sum_of(box) != before)
			why = "a file was written, and nobody had confirmed that";
		pty_close(&p);
	}
	(void)snprintf(name, sizeof(name), "seed %u: %ld keys in %ld walks", seed, sent, walks);
	ok(!why, name, why);
}

/* ---- signals */

static void one_signal(int sig, const char *called, int moments)
{
	const char *why = NULL;
	char name[120], s[64];
	int i, shown = 0;
	struct pty p;

	state = 88172645463325252u + (unsigned)sig * 2654435761u;
	for (i = 0; i < moments && !why; i++) {
		double at = pty_now() + (double)rnd(MOMENT_MS * 1000) / 1e3;

		start(&p, 80, 24);
		while (pty_now() < at && !pty_ended(&p, 0)) {
			(void)pty_read(&p, 1, NULL, 0);
			if (p.alt && !rnd(10)) {
				size_t n = random_key(s);

				if (s[0] != 'y' && s[0] != '\003')
					pty_type(&p, s, n);
			}
		}
		shown += p.alt;
		if (!p.ended) {
			kill(p.pid, sig);
			if (!pty_ended(&p, 20000))
				why = "it did not end";
			else if (!(WIFSIGNALED(p.status) && WTERMSIG(p.status) == sig) &&
				 !(WIFEXITED(p.status) && WEXITSTATUS(p.status) != 99))
				why = "it ended in another way";
		}
		if (!why)
			why = pty_unclean(&p);
		pty_close(&p);
	}
	(void)snprintf(name, sizeof(name), "SIG%s at %d moments, %d of them in the full screen", called, i, shown);
	ok(!why, name, why);
}

int main(int argc, char **argv)
{
	static const struct {
		int sig;
		const char *name;
	} sigs[] = { { SIGINT, "INT" }, { SIGTERM, "TERM" }, { SIGHUP, "HUP" }, { SIGQUIT, "QUIT" },
		     { SIGSEGV, "SEGV" }, { SIGABRT, "ABRT" } };
	char path[600];
	size_t i;

	if (argc < 5)
		return 2;
	signal(SIGPIPE, SIG_IGN);
	program = argv[2];
	box = argv[3];
	for (answers = 0; answers < ANSWERS_MAX; answers++) {
		(void)snprintf(path, sizeof(path), "%s/answers.%d", box, answers);
		if (access(path, R_OK))
			break;
	}
	if (!answers)
		return fprintf(stderr, "%s holds no answers\n", box), 2;
	if (!strcmp(argv[1], "keys") && argc == 6) {
		uint64_t before = sum_of(box);
		unsigned seeds = (unsigned)atoi(argv[4]), s;

		for (s = 1; s <= seeds; s++)
			one_seed(s, atol(argv[5]), before);
	} else if (!strcmp(argv[1], "signals")) {
		for (i = 0; i < sizeof(sigs) / sizeof(*sigs); i++)
			one_signal(sigs[i].sig, sigs[i].name, atoi(argv[4]));
	} else {
		return 2;
	}
	printf("1..%d\n", tests);
	return failures > 0;
}
