/* SPDX-License-Identifier: MIT */
/* pty: a program in a terminal of our own: what it writes is read, and what it does to the terminal is remembered. */
#ifndef TOOLGAP_TESTS_PTY_H
#define TOOLGAP_TESTS_PTY_H

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

struct pty {
	int master, slave, told; /* told: of the program's id, then of its status */
	pid_t leader, pid;
	struct termios before;
	/* what the program last said of these modes: 1 on, 0 off */
	int alt, paste, hidden, mouse, keypad;
	char seq[64]; /* an escape sequence that is not over yet */
	size_t n;
	unsigned long bytes;
	int status, ended;
};

static inline double pty_now(void) /* ms */
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static inline void pty_sleep(double ms)
{
	struct timespec t = { (time_t)(ms / 1e3), (long)((ms - 1e3 * (double)(long)(ms / 1e3)) * 1e6) };

	nanosleep(&t, NULL);
}

static inline void pty_size(struct pty *p, int cols, int rows)
{
	struct winsize ws = { .ws_col = (unsigned short)cols, .ws_row = (unsigned short)rows };

	(void)ioctl(p->master, TIOCSWINSZ, &ws);
}

static inline void pty_die(const char *what)
{
	perror(what);
	exit(2);
}

/* In the child: the program as a child of its own. */
static inline void pty_lead(struct pty *p, char *const *argv, int tell)
{
	int status;
	pid_t pid;

	setsid();
	(void)ioctl(p->slave, TIOCSCTTY, 0);
	pid = fork();
	if (!pid) {
		dup2(p->slave, 0);
		dup2(p->slave, 1);
		dup2(p->slave, 2);
		execv(argv[0], argv);
		_exit(127);
	}
	signal(SIGINT, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
	signal(SIGTSTP, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	if (write(tell, &pid, sizeof(pid)) != sizeof(pid) || waitpid(pid, &status, 0) != pid ||
	    write(tell, &status, sizeof(status)) != sizeof(status))
		_exit(1);
	for (;;)
		pause();
}

/*
 * The program is not the one that leads the session: when that one ends the system hangs the terminal up, and what was
 * written last may be lost.
 */
static inline void pty_start(struct pty *p, char *const *argv, int cols, int rows)
{
	int tell[2];

	memset(p, 0, sizeof(*p));
	p->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (p->master < 0 || grantpt(p->master) || unlockpt(p->master))
		pty_die("posix_openpt");
	p->slave = open(ptsname(p->master), O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (p->slave < 0 || tcgetattr(p->slave, &p->before))
		pty_die("the terminal");
	pty_size(p, cols, rows);
	if (pipe2(tell, O_CLOEXEC))
		pty_die("pipe2");
	p->leader = fork();
	if (p->leader < 0)
		pty_die("fork");
	if (!p->leader)
		pty_lead(p, argv, tell[1]);
	close(tell[1]);
	p->told = tell[0];
	if (read(p->told, &p->pid, sizeof(p->pid)) != sizeof(p->pid))
		pty_die("the program's id");
	(void)fcntl(p->told, F_SETFL, O_NONBLOCK);
}

/* ESC [ ? numbers h or l */
static inline void pty_modes(struct pty *p)
{
	char *s = p->seq + 3;
	int on = p->seq[p->n - 1] == 'h';

	for (;; s++) {
		switch (strtol(s, &s, 10)) {
		case 47: case 1047: case 1049:
			p->alt = on;
			break;
		case 2004:
			p->paste = on;
			break;
		case 25:
			p->hidden = !on;
			break;
		case 1: case 66:
			p->keypad = on;
			break;
		case 1000: case 1002: case 1003: case 1006:
			p->mouse = on;
			break;
		default:
			break;
		}
		if (*s != ';')
			return;
	}
}

static inline void pty_byte(struct pty *p, char c)
{
	if (c == 0x1B)
		p->n = 0;
	else if (!p->n || p->n + 1 >= sizeof(p->seq))
		return;
	p->seq[p->n++] = c;
	p->seq[p->n] = '\0';
	if (p->n == 2 && c != '[') {
		p->n = 0;
	} else if (p->n > 2 && c >= 0x40 && c <= 0x7E) {
		if (p->seq[2] == '?' && (c == 'h' || c == 'l'))
			pty_modes(p);
		p->n = 0;
	}
}

/* All that is there now, or comes within so many ms; -1: nobody is at the other end. The bytes go to `to`, where given. */
static inline long pty_read(struct pty *p, int ms, char *to, size_t room)
{
	struct pollfd fd = { .fd = p->master, .events = POLLIN };
	char some[4096];
	long all = 0;

	while (poll(&fd, 1, ms) > 0) {
		ssize_t n = read(p->master, some, sizeof(some)), i;

		if (n <= 0)
			return all ? all : -1;
		for (i = 0; i < n; i++) {
			pty_byte(p, some[i]);
			if (to && (size_t)(all + i) < room)
				to[all + i] = some[i];
		}
		all += n;
		p->bytes += (unsigned long)n;
		ms = 0;
	}
	return all;
}

/* Typed; what the program says meanwhile is read, so that neither waits for the other. */
static inline void pty_type(struct pty *p, const char *s, size_t n)
{
	int i;

	for (i = 0; n && i < 1000; i++) {
		struct pollfd fd = { .fd = p->master, .events = POLLIN | POLLOUT };
		ssize_t k;

		if (poll(&fd, 1, 20) <= 0)
			continue;
		if (fd.revents & POLLIN)
			(void)pty_read(p, 0, NULL, 0);
		if (!(fd.revents & POLLOUT))
			continue;
		k = write(p->master, s, n < 64 ? n : 64);
		if (k <= 0)
			return;
		s += k;
		n -= (size_t)k;
	}
}

/* 1 when it has ended, then with its status; waits so long. */
static inline int pty_ended(struct pty *p, double ms)
{
	double until = pty_now() + ms;

	while (!p->ended) {
		(void)pty_read(p, 0, NULL, 0);
		if (read(p->told, &p->status, sizeof(p->status)) == sizeof(p->status)) {
			p->ended = 1;
			(void)pty_read(p, 30, NULL, 0); /* the last bytes are on their way still */
		} else if (pty_now() >= until) {
			break;
		} else {
			pty_sleep(0.5);
		}
	}
	return p->ended;
}

static inline void pty_close(struct pty *p)
{
	if (!p->ended)
		kill(p->pid, SIGKILL);
	kill(p->leader, SIGKILL);
	(void)waitpid(p->leader, NULL, 0);
	close(p->told);
	close(p->slave);
	close(p->master);
}

/* The terminal as it was: NULL, or what is not. */
static inline const char *pty_unclean(struct pty *p)
{
	struct termios now;

	if (p->alt)
		return "the alternate screen is still on";
	if (p->paste)
		return "bracketed paste is still on";
	if (p->hidden)
		return "the cursor is still hidden";
	if (p->mouse)
		return "the mouse is still reported";
	if (p->keypad)
		return "the keypad still sends application keys";
	if (tcgetattr(p->slave, &now) || now.c_iflag != p->before.c_iflag || now.c_oflag != p->before.c_oflag ||
	    now.c_cflag != p->before.c_cflag || now.c_lflag != p->before.c_lflag ||
	    memcmp(now.c_cc, p->before.c_cc, sizeof(now.c_cc)))
		return "the terminal's modes are others";
	return NULL;
}

#endif
