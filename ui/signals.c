/* SPDX-License-Identifier: MIT */
/* signals: a flag and a pipe; everything else happens in the main loop. */
#include "ui/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <time.h>
#include <unistd.h>

#define HURRY_S 2 /* a second Ctrl-C within that time means it */

void (*volatile signals_last_words)(void);

static const int watched[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
static int wake[2] = { -1, -1 };
static volatile sig_atomic_t seen;
static volatile time_t seen_at;

static time_t now(void)
{
	struct timespec t;

	return clock_gettime(CLOCK_MONOTONIC, &t) ? 0 : t.tv_sec;
}

static void die_of(int sig)
{
	struct sigaction sa = { .sa_handler = SIG_DFL };
	sigset_t set;

	sigaction(sig, &sa, NULL);
	sigemptyset(&set);
	sigaddset(&set, sig);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	raise(sig);
}

void signals_wake(void)
{
	int kept = errno;

	if (write(wake[1], "", 1) < 0)
		errno = 0; /* the pipe is full: it is readable, which is all that counts */
	errno = kept;
}

static void on_signal(int sig)
{
	if (sig == SIGINT && seen == SIGINT && now() - seen_at <= HURRY_S) {
		if (signals_last_words)
			signals_last_words();
		die_of(sig);
	}
	if (!seen) {
		seen_at = now();
		seen = sig;
	}
	signals_wake();
}

void signals_init(void)
{
	struct sigaction sa = { .sa_handler = on_signal }, old;
	size_t i;

	if (wake[0] >= 0)
		return;
	if (pipe2(wake, O_CLOEXEC | O_NONBLOCK))
		wake[0] = wake[1] = -1; /* the flag still works */
	sigemptyset(&sa.sa_mask);
	for (i = 0; i < sizeof(watched) / sizeof(*watched); i++)
		if (!sigaction(watched[i], NULL, &old) && old.sa_handler != SIG_IGN)
			sigaction(watched[i], &sa, NULL);
}

int signals_fd(void)
{
	return wake[0];
}

int signals_seen(void)
{
	char some[64];

	while (wake[0] >= 0 && read(wake[0], some, sizeof(some)) > 0)
		;
	return seen;
}

void signals_die(void)
{
	if (seen)
		die_of(seen);
}
