/* SPDX-License-Identifier: MIT */
/* tty: plain writes and terminal modes that work in a signal handler, and the handlers. */
#include "ui/tty.h"

#include "base/mem.h"
#include "ui/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static struct {
	char p[512];
	size_t n;
} texts[TTY_TEXTS];
static struct termios before, ours;
static int have_before, have_ours;
static volatile sig_atomic_t shown; /* our modes are on */
static volatile sig_atomic_t opening; /* they are being switched on: how far is not known */
static volatile sig_atomic_t anew;  /* to be repainted */

void tty_add(enum tty_text t, char c)
{
	if (texts[t].n < sizeof(texts[t].p))
		texts[t].p[texts[t].n++] = c;
}

void tty_write(const char *s, size_t n)
{
	while (n) {
		ssize_t k = write(STDOUT_FILENO, s, n);

		if (k < 0 && errno != EINTR)
			return;
		if (k > 0) {
			s += k;
			n -= (size_t)k;
		}
	}
}

static void put(enum tty_text t)
{
	tty_write(texts[t].p, texts[t].n);
}

static void set_modes(const struct termios *t)
{
	while (tcsetattr(STDIN_FILENO, TCSANOW, t) && errno == EINTR)
		;
}

/* Ctrl-C drops what was typed ahead, as it does where NOFLSH is off: the shell is not to have it. */
static void forget_typed(void)
{
	if (signals_seen())
		(void)tcflush(STDIN_FILENO, TCIFLUSH);
}

/* The last resort: no curses, no allocation; also for want of memory and a second Ctrl-C. */
static void leave_plainly(void)
{
	int kept = errno;

	if (shown || opening) {
		shown = opening = 0;
		put(TTY_LEAVE);
		forget_typed();
		if (have_before)
			set_modes(&before);
	}
	errno = kept;
}

/* ---- signals that concern the terminal */

static const int fatal[] = { SIGSEGV, SIGABRT, SIGBUS, SIGFPE };
static struct sigaction fatal_before[sizeof(fatal) / sizeof(*fatal)], stop_before, go_before;
static char spare_stack[65536];

static void on_fatal(int sig)
{
	size_t i;

	leave_plainly();
	for (i = 0; i < sizeof(fatal) / sizeof(*fatal); i++)
		if (fatal[i] == sig)
			sigaction(sig, &fatal_before[i], NULL);
	raise(sig);
}

/* Our modes again. In the background setting them stops us once more, until we are in front. */
static void come_back(void)
{
	opening = 1;
	if (have_ours)
		set_modes(&ours);
	put(TTY_ENTER);
	shown = 1;
	opening = 0;
	anew = 1;
	signals_wake();
}

/* Where nobody could continue us the signal does not stop: then this is as if they had. */
static void on_stop(int sig)
{
	struct sigaction dfl = { .sa_handler = SIG_DFL }, mine;
	int kept = errno, was = shown;
	sigset_t set;

	if (was) {
		shown = 0; /* on_go has nothing to do for us */
		put(TTY_LEAVE);
		/* where a parent stopped first the terminal is the shell's already: no second
		   stop for that */
		sigemptyset(&set);
		sigaddset(&set, SIGTTOU);
		sigprocmask(SIG_BLOCK, &set, NULL);
		if (have_before)
			set_modes(&before);
		sigprocmask(SIG_UNBLOCK, &set, NULL);
	}
	sigaction(sig, &dfl, &mine);
	raise(sig);
	sigemptyset(&set);
	sigaddset(&set, sig);
	sigprocmask(SIG_UNBLOCK, &set, NULL); /* here we stop, and here we go on */
	sigaction(sig, &mine, NULL);
	if (was)
		come_back();
	errno = kept;
}

/* After a stop that could not be caught, and whatever the shell did meanwhile. */
static void on_go(int sig)
{
	int kept = errno;

	(void)sig;
	if (shown)
		come_back();
	errno = kept;
}

static void handlers_on(void)
{
	struct sigaction sa = { .sa_handler = on_fatal, .sa_flags = SA_ONSTACK | SA_NODEFER };
	stack_t stack = { .ss_sp = spare_stack, .ss_size = sizeof(spare_stack) };
	size_t i;

	sigaltstack(&stack, NULL);
	sigemptyset(&sa.sa_mask);
	for (i = 0; i < sizeof(fatal) / sizeof(*fatal); i++)
		sigaction(fatal[i], &sa, &fatal_before[i]);
	sa.sa_flags = 0;
	sa.sa_handler = on_go;
	sigaction(SIGCONT, &sa, &go_before);
	sa.sa_handler = on_stop; /* before newterm, which then leaves this one alone */
	sigaction(SIGTSTP, NULL, &stop_before);
	if (stop_before.sa_handler != SIG_IGN)
		sigaction(SIGTSTP, &sa, NULL);
	mem_on_oom = leave_plainly;
	signals_last_words = leave_plainly;
}

static void handlers_off(void)
{
	size_t i;

	mem_on_oom = NULL;
	signals_last_words = NULL;
	for (i = 0; i < sizeof(fatal) / sizeof(*fatal); i++)
		sigaction(fatal[i], &fatal_before[i], NULL);
	sigaction(SIGTSTP, &stop_before, NULL);
	sigaction(SIGCONT, &go_before, NULL);
}

/* ---- */

void tty_open(void)
{
	memset(texts, 0, sizeof(texts));
	have_before = !tcgetattr(STDIN_FILENO, &before);
	have_ours = 0;
	shown = anew = 0;
	handlers_on();
	opening = 1;
}

void tty_coming(void)
{
	opening = 1;
}

void tty_ours(void)
{
	have_ours = !tcgetattr(STDIN_FILENO, &ours);
	if (have_ours) {
		ours.c_lflag |= NOFLSH; /* Ctrl-C and Ctrl-Z drop nothing of what is being drawn or put right */
		set_modes(&ours);
	}
	put(TTY_PASTE_ON);
	shown = 1;
	opening = 0;
}

void tty_theirs(void)
{
	put(TTY_PASTE_OFF);
	shown = 0; /* last: until then a signal puts right whatever is not yet */
}

int tty_shown(void)
{
	return shown;
}

void tty_repaint(void)
{
	anew = 1;
}

int tty_take_repaint(void)
{
	int was = anew;

	anew = 0;
	return was;
}

void tty_close(void)
{
	shown = opening = 0;
	forget_typed();
	if (have_before)
		set_modes(&before);
	handlers_off();
}
