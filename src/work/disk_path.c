/* SPDX-License-Identifier: MIT */
/* disk_path: where a path really leads, and folders opened without following a link. */
#include "work/disk.h"

#include "base/i18n.h"
#include "base/kv.h"
#include "base/mem.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define HOPS 40 /* as many links as the kernel follows */

char *disk_shown(const char *path)
{
	return text_safe_new(path, 400);
}

char *disk_parent(const char *real)
{
	const char *slash = strrchr(real, '/');

	if (!slash)
		return mem_str(".");
	return mem_strn(real, slash == real ? 1 : (size_t)(slash - real));
}

int disk_inside(const char *real, const char *root)
{
	size_t n = strlen(root);

	if (n == 1)
		return real[0] == '/' && real[1];
	return !strncmp(real, root, n) && real[n] == '/';
}

static int refuse(struct err *e, const char *path, const char *why)
{
	char *shown = disk_shown(path);

	err_set(e, E_FAIL,
		_("%s: %s. It was not touched. Name another file, or put this one right."), shown,
		why);
	free(shown);
	return -1;
}

/* Absolute, without "//", "/./" and a slash at the end. ".." stays: only the kernel knows what it
 * means. */
static char *tidy(const char *path)
{
	struct buf b = BUF_INIT;
	char *cwd = *path == '/' ? NULL : mem_got(getcwd(NULL, 0));

	if (cwd && strcmp(cwd, "/") != 0)
		buf_adds(&b, cwd);
	free(cwd);
	while (*path) {
		size_t n = strcspn(path, "/");

		if (n && !(n == 1 && *path == '.')) {
			buf_addc(&b, '/');
			buf_add(&b, path, n);
		}
		path += n + (path[n] == '/');
	}
	if (!b.len)
		buf_addc(&b, '/');
	return buf_detach(&b);
}

/* A folder that realpath could not find: 1 none, 0 it came up this very moment, -1 refused. */
static int absent(const char *path, const char *head, int linked, struct err *e)
{
	struct stat st;

	if (errno != ENOENT)
		return refuse(e, path, strerror(errno));
	if (!lstat(head, &st))
		return S_ISLNK(st.st_mode) ? refuse(e, path,
						    _("a link on the way leads to a folder that "
						      "does not exist")) :
					     0;
	return linked ? refuse(e, path, _("the link leads into a folder that does not exist")) : 1;
}

/* The file is not there: the canonical nearest folder, then the names that are missing. */
static int missing(const char *path, int linked, char **real, struct err *e)
{
	size_t cut = strlen(path);
	int rc = 1;

	while (rc >= 0) {
		char *head, *up;

		if (rc) /* one name more is missing */
			do {
				cut--;
			} while (path[cut] != '/');
		if (!strcmp(path + cut, "/..") || !strncmp(path + cut, "/../", 4))
			return refuse(e, path, _("\"..\" behind a folder that does not exist"));
		head = mem_strn(path, cut ? cut : 1);
		up = mem_got(realpath(head, NULL));
		if (up) {
			*real = mem_fmt("%s%s", strcmp(up, "/") != 0 ? up : "", path + cut);
			free(up);
			free(head);
			return 0;
		}
		rc = absent(path, head, linked, e);
		free(head);
	}
	return -1;
}

/* What the link says, seen from the folder that the link is in. */
static char *follow(const char *link)
{
	char to[PATH_MAX];
	ssize_t n = readlink(link, to, sizeof(to) - 1);
	char *up, *next, *out;

	if (n <= 0)
		return NULL;
	to[n] = '\0';
	up = disk_parent(link);
	next = *to == '/' ? mem_str(to) : mem_fmt("%s/%s", up, to);
	out = tidy(next);
	free(up);
	free(next);
	return out;
}

static struct kv links; /* keys */

void disk_allow(const char *dir)
{
	if (dir)
		kv_add(&links, dir, "");
	else
		kv_free(&links);
}

const char *disk_allowed(const char *real)
{
	size_t i;

	for (i = 0; i < links.n; i++)
		if (disk_inside(real, links.v[i].key))
			return links.v[i].key;
	return NULL;
}

int disk_resolve(const char *path, char **real, struct err *e)
{
	char *at = tidy(path);
	struct stat st;
	int rc = -1, linked = 0, hops;

	*real = NULL;
	for (hops = 0; hops < HOPS; hops++) {
		char *next;

		*real = mem_got(realpath(at, NULL));
		if (*real) {
			rc = 0;
			break;
		}
		if (errno != ENOENT) {
			refuse(e, path,
			       errno == ELOOP ? _("the links go round in a circle") :
						strerror(errno));
			break;
		}
		if (lstat(at, &st)) {
			rc = errno == ENOENT ? missing(at, linked, real, e) :
					       refuse(e, path, strerror(errno));
			break;
		}
		next = follow(at);
		if (next) {
			free(at);
			at = next;
			linked = 1;
		} /* else it came up this very moment: look again */
	}
	if (hops == HOPS)
		refuse(e, path, _("the links go round in a circle"));
	free(at);
	return rc;
}

/* One folder further; closes the one we stand in. */
static int step(int at, const char *name, int how)
{
	int next = openat(at, name, how | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	int bad = errno;

	close(at);
	errno = bad;
	return next;
}

/* For kernels without openat2: name by name, none of which may be a link. */
static int open_steps(int root, const char *rel)
{
	int at = openat(root, ".", O_PATH | O_DIRECTORY | O_CLOEXEC);

	while (at >= 0 && *rel) {
		size_t n = strcspn(rel, "/");
		char *name = mem_strn(rel, n);

		at = step(at, name, O_PATH);
		free(name);
		rel += n + (rel[n] == '/');
	}
	return at < 0 ? -1 : step(at, ".", O_RDONLY);
}

static int open_beneath(int root, const char *rel)
{
	struct open_how how = { .flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC,
				.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS |
					   RESOLVE_NO_SYMLINKS };
	long fd = syscall(SYS_openat2, root, *rel ? rel : ".", &how, sizeof(how));

	/* EPERM: a sandbox that does not know the call */
	if (fd < 0 && (errno == ENOSYS || errno == EPERM))
		return open_steps(root, rel);
	return (int)fd;
}

int disk_open_dir(const char *real, const char *root)
{
	int top, fd, bad;

	if (strcmp(real, root) != 0 && !disk_inside(real, root)) {
		errno = EXDEV;
		return -1;
	}
	top = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (top < 0)
		return -1;
	real += strlen(root);
	fd = open_beneath(top, *real == '/' ? real + 1 : real);
	bad = errno;
	close(top);
	errno = bad;
	return fd;
}

void disk_outside(const char *path, const char *real, const char *top, struct err *e)
{
	char *shown = disk_shown(path), *where = disk_shown(real), *in = disk_shown(top);
	char *up = disk_parent(real), *dir = disk_shown(up);

	err_set(e, E_FAIL,
		_("%s leads to %s, outside of %s. It was not touched. Remove the link, or allow it in your own toolgap.yaml (~/.config/toolgap), never in a workspace's: `links: [%s]`."),
		shown, where, in, dir);
	free(shown);
	free(where);
	free(in);
	free(up);
	free(dir);
}
