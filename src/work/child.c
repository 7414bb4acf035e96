/* SPDX-License-Identifier: MIT */
/* child: one run of another program: start, read, end. */
#include "work/child.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"
#include "work/env.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TEXT_BYTES (1u << 20)
#define LOOK_MS    20   /* how often one is looked at that says nothing */
#define GRACE_MS   2000 /* to tidy up in, after it was asked to end */

extern char **environ;

int child_found(const char *program)
{
	const char *path = getenv("PATH");
	int found = 0;

	while (path && *path && !found) {
		size_t n = strcspn(path, ":");
		char *at = mem_fmt("%.*s/%s", (int)n, path, program);

		found = n && access(at, X_OK) == 0;
		free(at);
		path += n;
		path += *path == ':';
	}
	return found;
}

static int listed(const char *const *names, const char *name)
{
	for (; names && *names; names++)
		if (!strcmp(*names, name))
			return 1;
	return 0;
}

/* A NULL-terminated list; the first *own of it are heap strings, the rest is borrowed. */
static char **environment(const struct child_how *how, size_t *own)
{
	size_t n = 0, k = 0, i;
	char **all;

	while (environ[n])
		n++;
	*own = how->with ? how->with->n : 0;
	all = mem_alloc((n + *own + 1) * sizeof(*all));
	for (i = 0; i < *own; i++)
		all[k++] = mem_fmt("%s=%s", how->with->v[i].key, how->with->v[i].value);
	for (i = 0; i < n; i++) {
		char *name = mem_strn(environ[i], strcspn(environ[i], "="));

		/* others may start other servers and hooks in turn: none of them gets our keys */
		if (!(how->with && kv_get(how->with, name)) && !env_is_credential(name) &&
		    !listed(how->without, name))
			all[k++] = environ[i];
		free(name);
	}
	return all;
}

char **child_environment_new(void)
{
	const struct child_how how = { .dir = NULL };
	size_t own;

	return environment(&how, &own);
}

static int spawn(struct child *c, char *const *argv, const struct child_how *how, const int out[2],
		 const int err[2])
{
	posix_spawn_file_actions_t fa;
	posix_spawnattr_t at;
	sigset_t set;
	size_t own, i;
	char **env = environment(how, &own);
	int rc;

	posix_spawn_file_actions_init(&fa);
	posix_spawn_file_actions_addopen(&fa, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&fa, out[1], STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&fa, err[1], STDERR_FILENO);
	posix_spawn_file_actions_addchdir_np(&fa, how->dir);
	posix_spawnattr_init(&at);
	sigemptyset(&set);
	posix_spawnattr_setsigmask(&at, &set);
	sigaddset(&set, SIGPIPE);
	posix_spawnattr_setsigdefault(&at, &set);
	posix_spawnattr_setflags(&at, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
	rc = posix_spawnp(&c->pid, argv[0], &fa, &at, argv, env);
	posix_spawnattr_destroy(&at);
	posix_spawn_file_actions_destroy(&fa);
	for (i = 0; i < own; i++)
		free(env[i]);
	free(env);
	return rc;
}

int child_start(struct child *c, char *const *argv, const struct child_how *how)
{
	int out[2] = { -1, -1 }, err[2] = { -1, -1 }, rc;

	memset(c, 0, sizeof(*c));
	c->until = clock_ms() + how->timeout_ms;
	c->line = how->line;
	c->arg = how->arg;
	if (pipe2(out, O_CLOEXEC | O_NONBLOCK) || pipe2(err, O_CLOEXEC | O_NONBLOCK)) {
		rc = errno;
	} else {
		/* its ends wait for us, as usual */
		(void)fcntl(out[1], F_SETFL, 0);
		(void)fcntl(err[1], F_SETFL, 0);
		rc = spawn(c, argv, how, out, err);
	}
	if (out[1] >= 0)
		close(out[1]);
	if (err[1] >= 0)
		close(err[1]);
	c->fd[0] = out[0];
	c->fd[1] = err[0];
	if (rc)
		c->pid = 0;
	return rc;
}

/* Colours and cursor movements away; the rest of each line through the guard. */
static void clean(const struct buf *raw, struct buf *out)
{
	struct buf line = BUF_INIT;
	size_t i;

	for (i = 0; i < raw->len; i++) {
		char ch = raw->p[i];

		if (ch == '\033' && i + 1 < raw->len && raw->p[i + 1] == '[') {
			for (i += 2; i < raw->len && (raw->p[i] < '@' || raw->p[i] > '~'); i++)
				;
		} else if (ch == '\n') {
			text_safe(out, buf_str(&line), line.len, TEXT_MAX);
			buf_addc(out, '\n');
			buf_reset(&line);
		} else if (ch != '\r' && ch != '\033') {
			buf_addc(&line, ch);
		}
	}
	if (line.len) {
		text_safe(out, buf_str(&line), line.len, TEXT_MAX);
		buf_addc(out, '\n');
	}
	buf_free(&line);
}

/* Whole lines to the one who wants them as they come; at the end also what has no line feed. */
static void pass_on(struct child *c, int i)
{
	struct buf *raw = &c->text[i], safe = BUF_INIT, part = BUF_INIT;
	const char *last = raw->len ? memrchr(raw->p, '\n', raw->len) : NULL;
	size_t n = c->fd[i] < 0 || raw->len >= TEXT_BYTES / 2 ? raw->len : last ? (size_t)(last - raw->p) + 1 : 0, at, len;

	if (!c->line || !n)
		return;
	buf_add(&part, raw->p, n);
	clean(&part, &safe);
	for (at = 0; at < safe.len; at += len + 1) {
		len = strcspn(safe.p + at, "\n");
		safe.p[at + len] = '\0';
		c->line(c->arg, safe.p + at);
	}
	memmove(raw->p, raw->p + n, raw->len - n);
	raw->len -= n;
	raw->p[raw->len] = '\0';
	buf_free(&part);
	buf_free(&safe);
}

static void close_one(struct child *c, int i)
{
	if (c->fd[i] >= 0)
		close(c->fd[i]);
	c->fd[i] = -1;
}

/* All that is there to be read now. */
static void take(struct child *c, int i)
{
	char part[8192];

	while (c->fd[i] >= 0) {
		ssize_t n = read(c->fd[i], part, sizeof(part));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			break;
		if (n <= 0)
			close_one(c, i);
		else if (c->text[i].len < TEXT_BYTES)
			buf_add(&c->text[i], part, (size_t)n);
		pass_on(c, i);
	}
}

/* It has ended: what it left in the pipes is the last. A child of its that goes on in the background is not waited for. */
static void ended(struct child *c, int code)
{
	int i;

	c->pid = 0;
	c->code = code;
	for (i = 0; i < 2; i++) {
		take(c, i);
		close_one(c, i);
		pass_on(c, i); /* a last line without its end */
	}
}

static int reaped(struct child *c)
{
	int status;
	pid_t got = waitpid(c->pid, &status, WNOHANG);

	if (got == 0 || (got < 0 && errno == EINTR))
		return 0;
	ended(c, got < 0 ? -1 : WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
	return 1;
}

int child_over(struct child *c)
{
	if (!c->pid)
		return 1;
	take(c, 0);
	take(c, 1);
	if (reaped(c))
		return 1;
	if (clock_ms() < c->until)
		return 0;
	c->late = 1;
	child_stop(c);
	return 1;
}

void child_wait(struct child *c, struct http *http, int stop)
{
	int64_t nap = 1;

	while (!child_over(c)) {
		struct pollfd p[3];
		unsigned n = 0, i;
		int64_t left = c->until - clock_ms();

		for (i = 0; i < 2; i++)
			if (c->fd[i] >= 0)
				p[n++] = (struct pollfd){ c->fd[i], POLLIN, 0 };
		/* one whose outputs are closed is about to end; one that left them to another is looked at now and then */
		if (!n && left > nap)
			left = nap;
		else if (left > 5 * LOOK_MS)
			left = 5 * LOOK_MS;
		if (!n && nap < LOOK_MS)
			nap *= 2;
		if (stop >= 0)
			p[n++] = (struct pollfd){ stop, POLLIN, 0 };
		(void)http_wait(http, p, n, left > 0 ? (int)left : 0);
		if (stop >= 0 && p[n - 1].revents)
			child_stop(c);
	}
}

void child_stop(struct child *c)
{
	const struct timespec nap = { 0, LOOK_MS * 1000000L };
	int64_t until = clock_ms() + GRACE_MS;
	pid_t group = c->pid;

	if (!c->pid)
		return;
	(void)kill(-group, SIGTERM);
	while (!reaped(c) && clock_ms() < until) {
		take(c, 0);
		take(c, 1);
		(void)nanosleep(&nap, NULL);
	}
	(void)kill(-group, SIGKILL);
	if (c->pid) {
		while (waitpid(c->pid, NULL, 0) < 0 && errno == EINTR)
			;
		ended(c, -1);
	}
	c->code = -1;
}

void child_free(struct child *c)
{
	child_stop(c);
	close_one(c, 0);
	close_one(c, 1);
	buf_free(&c->text[0]);
	buf_free(&c->text[1]);
}

void child_said(const struct child *c, struct buf *out)
{
	clean(&c->text[0], out);
	clean(&c->text[1], out);
}
