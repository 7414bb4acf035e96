/* SPDX-License-Identifier: MIT */
/* verify_run: one run of another program, and a scratch folder for it. */
#include "work/verify_run.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "work/env.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define TEXT_BYTES (1u << 20)
#define REAP_MS 20

extern char **environ;

int run_found(const char *program)
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

/* Ours with `more` in front: the first of a name is the one that counts. */
static char **environment(const struct kv *more)
{
	size_t n = 0, i, k = 0;
	char **all;

	while (environ[n])
		n++;
	all = mem_alloc((n + more->n + 1) * sizeof(*all));
	for (i = 0; i < more->n; i++)
		all[k++] = mem_fmt("%s=%s", more->v[i].key, more->v[i].value);
	for (i = 0; i < n; i++) {
		char *name = mem_strn(environ[i], strcspn(environ[i], "="));

		/* a client may start the user's other servers: they get the bearer they need, not our keys */
		if (!kv_get(more, name) && !env_is_credential(name))
			all[k++] = environ[i];
		free(name);
	}
	return all;
}

static int start(char *const *argv, const char *dir, const struct kv *env, const int out[2],
		 const int err[2], pid_t *pid)
{
	posix_spawn_file_actions_t fa;
	posix_spawnattr_t at;
	sigset_t usual;
	char **all = environment(env);
	size_t i;
	int rc;

	posix_spawn_file_actions_init(&fa);
	posix_spawn_file_actions_addopen(&fa, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&fa, out[1], STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&fa, err[1], STDERR_FILENO);
	posix_spawn_file_actions_addchdir_np(&fa, dir);
	posix_spawnattr_init(&at);
	sigemptyset(&usual);
	sigaddset(&usual, SIGPIPE);
	posix_spawnattr_setsigdefault(&at, &usual);
	posix_spawnattr_setpgroup(&at, 0); /* so that all of its children can be ended, too */
	posix_spawnattr_setflags(&at, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
	rc = posix_spawnp(pid, argv[0], &fa, &at, argv, all);
	posix_spawnattr_destroy(&at);
	posix_spawn_file_actions_destroy(&fa);
	for (i = 0; i < env->n; i++)
		free(all[i]);
	free(all);
	return rc;
}

/* What is there to be read; 1 while more may come. */
static int take(int fd, struct buf *b)
{
	char part[8192];
	ssize_t n = read(fd, part, sizeof(part));

	if (n < 0)
		return errno == EAGAIN || errno == EINTR;
	if (n > 0 && b->len < TEXT_BYTES)
		buf_add(b, part, (size_t)n);
	return n > 0;
}

/* Line by line through the guard, colours and cursor movements away. */
static void clean(const struct buf *raw, struct buf *out)
{
	const char *s = buf_str(raw);
	struct buf line = BUF_INIT;

	for (; *s; s++) {
		if (*s == '\033' && s[1] == '[') {
			for (s += 2; *s && (*s < '@' || *s > '~'); s++)
				;
			if (!*s)
				break;
		} else if (*s == '\n') {
			text_safe(out, buf_str(&line), line.len, TEXT_MAX);
			buf_addc(out, '\n');
			buf_reset(&line);
		} else if (*s != '\r' && *s != '\033') {
			buf_addc(&line, *s);
		}
	}
	if (line.len) {
		text_safe(out, buf_str(&line), line.len, TEXT_MAX);
		buf_addc(out, '\n');
	}
	buf_free(&line);
}

/* Whole lines to the one who wants them as they come; at the end also what has no line feed. */
static void pass_on(struct buf *raw, int all, const struct ran *r)
{
	char *last = raw->len ? memrchr(raw->p, '\n', raw->len) : NULL;
	size_t n = all || raw->len >= TEXT_BYTES / 2 ? raw->len : last ? (size_t)(last - raw->p) + 1 : 0, at, len;
	struct buf part = BUF_INIT, safe = BUF_INIT;

	if (!n)
		return;
	buf_add(&part, raw->p, n);
	clean(&part, &safe);
	for (at = 0; at < safe.len; at += len + 1) {
		len = strcspn(safe.p + at, "\n");
		safe.p[at + len] = '\0';
		r->line(r->arg, safe.p + at);
	}
	memmove(raw->p, raw->p + n, raw->len - n);
	raw->len -= n;
	raw->p[raw->len] = '\0';
	buf_free(&part);
	buf_free(&safe);
}

/* Read both until they are closed; 0, or -1 when the time is over or somebody wants us to stop. */
static int listen_to(struct http *http, int stop, int64_t until, int fd[2], struct buf text[2], const struct ran *r)
{
	int i;

	while (fd[0] >= 0 || fd[1] >= 0) {
		struct pollfd p[3] = { { fd[0], POLLIN, 0 }, { fd[1], POLLIN, 0 }, { stop, POLLIN, 0 } };
		int64_t left = until - clock_ms();

		if (left <= 0)
			return -1;
		(void)http_wait(http, p, stop >= 0 ? 3 : 2, (int)left);
		if (stop >= 0 && p[2].revents)
			return -1;
		for (i = 0; i < 2; i++) {
			if (fd[i] >= 0 && p[i].revents && !take(fd[i], &text[i])) {
				close(fd[i]);
				fd[i] = -1;
			}
			if (r->line)
				pass_on(&text[i], fd[i] < 0, r);
		}
	}
	return 0;
}

/* Its end; what does not end is ended. */
static int reap(pid_t pid, struct http *http, int64_t until)
{
	int status;

	for (;;) {
		pid_t got = waitpid(pid, &status, WNOHANG);

		if (got == pid)
			return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
		if (got < 0 && errno != EINTR)
			return -1;
		if (clock_ms() >= until) {
			kill(-pid, SIGKILL);
			(void)waitpid(pid, &status, 0);
			return -1;
		}
		(void)http_wait(http, NULL, 0, REAP_MS);
	}
}

int run_program(char *const *argv, const char *dir, const struct kv *env, struct http *http,
		int stop, int timeout_ms, struct ran *r, struct err *e)
{
	struct buf text[2] = { BUF_INIT, BUF_INIT };
	int out[2] = { -1, -1 }, err[2] = { -1, -1 }, fd[2], rc;
	int64_t until = clock_ms() + timeout_ms;
	pid_t pid;

	if (pipe2(out, O_CLOEXEC | O_NONBLOCK) || pipe2(err, O_CLOEXEC | O_NONBLOCK))
		rc = errno;
	else {
		/* theirs wait for us, as usual */
		(void)fcntl(out[1], F_SETFL, 0);
		(void)fcntl(err[1], F_SETFL, 0);
		rc = start(argv, dir, env, out, err, &pid);
	}
	close(out[1]);
	close(err[1]);
	fd[0] = out[0];
	fd[1] = err[0];
	if (!rc) {
		if (listen_to(http, stop, until, fd, text, r))
			until = 0;
		r->code = reap(pid, http, until);
		clean(&text[0], &r->text);
		clean(&text[1], &r->text);
	}
	close(fd[0]);
	close(fd[1]);
	buf_free(&text[0]);
	buf_free(&text[1]);
	if (rc)
		return err_set(e, E_FAIL, _("'%s' cannot be started: %s. No file was changed."), argv[0],
			       strerror(rc));
	return 0;
}

void ran_free(struct ran *r)
{
	buf_free(&r->text);
	r->code = 0;
}

char *ran_line_new(const struct ran *r, const char *head, int anywhere)
{
	const char *s = buf_str(&r->text);
	char *found = NULL;

	while (*s && !found) {
		size_t n = strcspn(s, "\n");
		char *line = mem_strn(s, n), *at = line + strspn(line, " \t");

		if (anywhere ? strstr(at, head) != NULL : !strncmp(at, head, strlen(head)))
			found = mem_str(at);
		free(line);
		s += n;
		s += *s == '\n';
	}
	return found;
}

char *scratch_new(struct err *e)
{
	const char *tmp = getenv("TMPDIR");
	char *dir = mem_fmt("%s/toolgap-verify-XXXXXX", tmp && *tmp == '/' ? tmp : "/tmp");

	if (mkdtemp(dir))
		return dir;
	err_set(e, E_FAIL, _("No temporary folder can be made: %s. No file was changed."), strerror(errno));
	free(dir);
	return NULL;
}

static int drop(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)at;
	return kind == FTW_DP ? rmdir(path) : unlink(path);
}

void scratch_free(char *dir)
{
	if (dir)
		(void)nftw(dir, drop, 16, FTW_DEPTH | FTW_PHYS);
	free(dir);
}
