/* SPDX-License-Identifier: MIT */
/* decisions: the folder of decision records. */
#include "work/decisions.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "files/adr.h"
#include "work/disk.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define TAIL "-worker.md"
#define DIGITS 3

char *decisions_path_new(const struct workspace *ws, unsigned number, int digits, const char *slug)
{
	return mem_fmt("%s/adr-%0*u-%s" TAIL, ws->decisions, digits, number, slug);
}

unsigned decisions_path_number(const struct workspace *ws, const char *path, char **slug)
{
	size_t n = strlen(ws->decisions), k;
	const char *file = path + n + 1, *name;
	unsigned v;

	*slug = NULL;
	if (strncmp(path, ws->decisions, n) != 0 || path[n] != '/' || strncmp(file, "adr-", 4) != 0)
		return 0;
	v = adr_of_name(file, NULL);
	name = file + 4 + strspn(file + 4, "0123456789");
	k = strlen(name);
	if (!v || *name != '-' || k <= sizeof(TAIL) || strcmp(name + k - (sizeof(TAIL) - 1), TAIL) != 0)
		return 0;
	*slug = mem_strn(name + 1, k - sizeof(TAIL));
	if (text_is_name(*slug, 1))
		return v;
	free(*slug);
	*slug = NULL;
	return 0;
}

static int is_record(const struct dirent *de)
{
	size_t n = strlen(de->d_name);

	return de->d_name[0] != '.' && n > 3 && !strcasecmp(de->d_name + n - 3, ".md");
}

/* The records, sorted by name; -1 when the folder is there and cannot be read. */
static int list_new(const struct workspace *ws, struct dirent ***list, struct err *e)
{
	char *dir = workspace_path_new(ws, ws->decisions);
	int n = scandir(dir, list, is_record, alphasort);

	free(dir);
	if (n >= 0 || errno == ENOENT)
		return n < 0 ? 0 : n;
	return err_set(e, E_FAIL, _("The folder %s cannot be read: %s. Nothing was written, because no number for a decision is known to be free."),
		       ws->decisions, strerror(errno));
}

static void list_free(struct dirent **list, int n)
{
	while (n-- > 0)
		free(list[n]);
	free(list);
}

/* What this file refers to counts as taken, too: its record may lie on another branch. */
static int refers(const struct workspace *ws, const char *path, unsigned *most, struct err *e)
{
	char *abs = workspace_path_new(ws, path);
	struct disk_file f;
	unsigned v;
	int rc = disk_read(&f, abs, workspace_fence(ws, path), e);

	free(abs);
	if (rc)
		return -1;
	v = adr_referred(f.bytes, f.n);
	if (v > *most)
		*most = v;
	disk_file_free(&f);
	return 0;
}

int decisions_look(const struct workspace *ws, const char *slug, struct decisions *d, struct err *e)
{
	struct dirent **list = NULL;
	int n = list_new(ws, &list, e), i, rc = n < 0 ? -1 : 0, digits;
	unsigned most = 0;

	memset(d, 0, sizeof(*d));
	d->digits = DIGITS;
	for (i = 0; i < n && !rc; i++) {
		char *path = mem_fmt("%s/%s", ws->decisions, list[i]->d_name), *whose;
		unsigned v = adr_of_name(list[i]->d_name, &digits);

		if (v && digits > d->digits)
			d->digits = digits;
		if (v > most)
			most = v;
		v = decisions_path_number(ws, path, &whose);
		if (v && !strcmp(whose, slug)) {
			free(d->own);
			d->own = mem_str(path);
			d->own_number = v;
		}
		rc = refers(ws, path, &most, e);
		free(whose);
		free(path);
	}
	list_free(list, n);
	if (rc || refers(ws, ws->registry, &most, e)) {
		decisions_free(d);
		return -1;
	}
	d->next = most + 1;
	return 0;
}

void decisions_free(struct decisions *d)
{
	free(d->own);
	memset(d, 0, sizeof(*d));
}

int decisions_still_free(const struct workspace *ws, const char *path, struct err *e)
{
	char *slug;
	unsigned v = decisions_path_number(ws, path, &slug);
	const char *file = strrchr(path, '/');
	struct dirent **list = NULL;
	int n = list_new(ws, &list, e), i, rc = n < 0 ? -1 : 0;

	for (i = 0; i < n && !rc; i++) {
		char *shown = text_safe_new(list[i]->d_name, 200);

		if (file && strcmp(list[i]->d_name, file + 1) != 0 && adr_of_name(list[i]->d_name, NULL) == v)
			rc = err_set(e, E_CHANGED,
				     _("The number %u was free when the plan was made, and %s/%s has taken it meanwhile. Nothing was written; make a new plan, and the next free number is used."),
				     v, ws->decisions, shown);
		free(shown);
	}
	list_free(list, n);
	free(slug);
	return rc;
}
