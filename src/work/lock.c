/* SPDX-License-Identifier: MIT */
/* lock: one writer a workspace. */
#include "work/lock.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "work/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define OWNER_MAX 1024

static void sign(int fd, const char *session)
{
	const struct passwd *who = getpwuid(geteuid());
	char host[256] = "", since[CLOCK_STAMP];
	struct buf b = BUF_INIT;

	(void)gethostname(host, sizeof(host) - 1);
	clock_stamp(clock_now(), since);
	buf_addf(&b, "pid %ld\nhost %s\nuser %s\nsince %s\nsession %s\n", (long)getpid(), host,
		 who ? who->pw_name : "?", since, session ? session : "-");
	/* Should this fail, the lock is ours all the same; only the message of a rival is poorer.
	 */
	if (!ftruncate(fd, 0) && disk_write(fd, b.p, b.len))
		(void)!ftruncate(fd, 0);
	buf_free(&b);
}

/* The value of one line, safe to show; "?" when it is not there. */
static char *field(const char *text, const char *key)
{
	size_t n = strlen(key);

	while (text) {
		if (!strncmp(text, key, n) && text[n] == ' ') {
			char *line = mem_strn(text + n + 1, strcspn(text + n + 1, "\n"));
			char *safe = text_safe_new(line, 80);

			free(line);
			return safe;
		}
		text = strchr(text, '\n');
		if (text)
			text++;
	}
	return mem_str("?");
}

static char *who_new(const char *text)
{
	char *pid = field(text, "pid"), *host = field(text, "host"), *user = field(text, "user"), *since = field(text, "since");
	/* TRANSLATORS: process number, user, machine, time stamp */
	char *who = mem_fmt(_("process %s of %s on %s, since %s"), pid, user, host, since);

	free(pid);
	free(host);
	free(user);
	free(since);
	return who;
}

static int taken(int fd, int walk, const char *session, struct err *e)
{
	char text[OWNER_MAX + 1], *who;
	ssize_t n = pread(fd, text, OWNER_MAX, 0);

	text[n > 0 ? n : 0] = '\0';
	who = who_new(text);
	if (walk)
		err_set(e, E_LOCKED,
			_("The walk %s is open elsewhere: %s. Nothing was changed. Go on there, or end it there first; `toolgap sessions` lists the others."),
			session, who);
	else
		err_set(e, E_LOCKED,
			_("Another run is writing in this workspace: %s. "
			  "No file was changed. Wait for it to end, then run again."),
			who);
	free(who);
	return -1;
}

enum lock_state lock_owner(const char *path, char **who)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	char text[OWNER_MAX + 1], here[256] = "", *pid, *host;
	ssize_t n = fd < 0 ? 0 : read(fd, text, OWNER_MAX);
	long number;
	int gone;

	*who = NULL;
	if (fd >= 0)
		close(fd);
	if (n <= 0)
		return LOCK_FREE;
	text[n] = '\0';
	*who = who_new(text);
	pid = field(text, "pid");
	host = field(text, "host");
	number = strtol(pid, NULL, 10);
	(void)gethostname(here, sizeof(here) - 1);
	/* of another machine nobody here can tell */
	gone = !strcmp(host, here) && (number <= 0 || number > INT_MAX || (kill((pid_t)number, 0) && errno == ESRCH));
	free(pid);
	free(host);
	return gone ? LOCK_LEFT : LOCK_HELD;
}

static int take(struct lock *l, const char *path, const char *session, int walk, struct err *e)
{
	int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600), rc, bad;
	char *shown;

	l->fd = -1;
	if (fd >= 0) {
		do {
			rc = flock(fd, LOCK_EX | LOCK_NB);
		} while (rc && errno == EINTR);
		if (!rc) {
			sign(fd, session);
			l->fd = fd;
			return 0;
		}
		bad = errno;
		if (bad == EWOULDBLOCK) {
			taken(fd, walk, session, e);
			close(fd);
			return -1;
		}
		close(fd);
		errno = bad;
	}
	bad = errno;
	shown = disk_shown(path);
	err_set(e, E_FAIL,
		_("Cannot lock %s: %s. No file was changed. Put that right and run again."), shown,
		strerror(bad));
	free(shown);
	return -1;
}

int lock_take(struct lock *l, const char *path, const char *session, struct err *e)
{
	return take(l, path, session, 0, e);
}

int lock_take_walk(struct lock *l, const char *path, const char *session, struct err *e)
{
	return take(l, path, session, 1, e);
}

void lock_drop(struct lock *l)
{
	if (l->fd < 0)
		return;
	(void)!ftruncate(l->fd, 0); /* an old name in a free lock would only mislead */
	close(l->fd);
	l->fd = -1;
}
