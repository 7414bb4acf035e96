/* SPDX-License-Identifier: MIT */
/* store_records: the undo records of a workspace: which there are, and how they go. */
#include "work/store.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "work/disk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define UNDONE ".undone"

char *store_name_new(unsigned seq, const char *session, int undone)
{
	return mem_fmt("undo/%0*u.%s%s", STORE_DIGITS, seq, session, undone ? UNDONE : "");
}

/* "000012.ID" or "000012.ID.undone"; 0: not one of ours. */
static int parse(const char *name, struct store_record *r)
{
	size_t n = strspn(name, "0123456789"), len;
	const char *tail;

	if (n != STORE_DIGITS || name[n] != '.')
		return 0;
	len = strcspn(name + n + 1, ".");
	tail = name + n + 1 + len;
	if (len >= JOURNAL_SESSION || (*tail && strcmp(tail, UNDONE) != 0))
		return 0;
	memcpy(r->session, name + n + 1, len);
	r->session[len] = '\0';
	r->undone = *tail != '\0';
	r->seq = (unsigned)strtoul(name, NULL, 10);
	return r->seq && journal_session_ok(r->session);
}

static int newer(const void *a, const void *b)
{
	const struct store_record *x = a, *y = b;

	return x->seq != y->seq ? (x->seq < y->seq ? 1 : -1) : strcmp(y->session, x->session);
}

int store_records(const struct store *s, struct store_record **out, size_t *n, struct err *e)
{
	char *path = mem_fmt("%s/undo", s->dir);
	DIR *d = mem_got(opendir(path));
	int bad = !d && errno != ENOENT && errno != ENOTDIR ? errno : 0; /* a file in its place is no folder, either */
	const struct dirent *one;
	size_t cap = 0;

	*out = NULL;
	*n = 0;
	while (d) {
		struct store_record r;

		errno = 0;
		one = readdir(d);
		if (!one)
			break;
		if (!parse(one->d_name, &r))
			continue;
		MEM_GROW(*out, *n, cap);
		(*out)[(*n)++] = r;
	}
	if (d) {
		bad = errno;
		closedir(d);
	}
	if (bad) {
		char *shown = disk_shown(path);

		err_set(e, E_FAIL, _("The undo records in %s cannot be read: %s. No file was changed; put that right and run again."),
			shown, strerror(bad));
		free(shown);
		free(*out);
		*out = NULL;
		*n = 0;
	} else if (*n) {
		qsort(*out, *n, sizeof(**out), newer);
	}
	free(path);
	return bad ? -1 : 0;
}

int store_newest(const struct store *s, const char *session, unsigned *seq, char found[JOURNAL_SESSION], struct err *e)
{
	struct store_record *all;
	size_t n, i;

	*seq = 0;
	found[0] = '\0';
	if (store_records(s, &all, &n, e))
		return -1;
	for (i = 0; !*seq && i < n; i++)
		if (!all[i].undone && (!session || !strcmp(session, all[i].session))) {
			*seq = all[i].seq;
			memcpy(found, all[i].session, JOURNAL_SESSION);
		}
	free(all);
	return 0;
}

int store_next(const struct store *s, unsigned *seq, struct err *e)
{
	struct store_record *all;
	size_t n;

	if (store_records(s, &all, &n, e))
		return -1;
	*seq = n ? all[0].seq + 1 : 1;
	free(all);
	return 0;
}

/* Those of the session, or all from number `from` on in the list. */
static int remove_some(const struct store *s, const char *session, size_t from, size_t *gone, struct err *e)
{
	struct store_record *all;
	size_t n, i;
	int dir, bad = 0;

	*gone = 0;
	if (store_records(s, &all, &n, e))
		return -1;
	for (i = from; !bad && i < n; i++) {
		char *name;

		if (session && strcmp(session, all[i].session) != 0)
			continue;
		name = store_name_new(all[i].seq, all[i].session, all[i].undone);
		if (disk_unlink(s->fd, name))
			bad = errno;
		else
			++*gone;
		free(name);
	}
	free(all);
	if (*gone && !bad) {
		dir = openat(s->fd, "undo", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (dir < 0 || disk_sync_dir(dir))
			bad = errno;
		if (dir >= 0)
			close(dir);
	}
	if (bad) {
		char *shown = disk_shown(s->dir);

		err_set(e, E_FAIL, _("An undo record in %s/undo cannot be removed: %s. No file of yours was changed; put that right and run again."),
			shown, strerror(bad));
		free(shown);
	}
	return bad ? -1 : 0;
}

int store_drop(const struct store *s, const char *session, size_t *n, struct err *e)
{
	return remove_some(s, session, 0, n, e);
}

int store_prune(const struct store *s, size_t *n, struct err *e)
{
	return remove_some(s, NULL, STORE_KEEP, n, e);
}
