/* SPDX-License-Identifier: MIT */
/* check_tools: rule 3: every capability file belongs to a row. */
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "files/capability.h"
#include "work/check_own.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Rule 3, one file */
static void one_capability(struct check *k, const char *dir)
{
	const struct workspace *ws = k->ws;
	char *raw = mem_fmt("%s/%s/capability_registry.yaml", ws->tools, dir);
	char *path = workspace_path_new(ws, raw);
	char *shown = text_safe_new(raw, 1000), *safe = text_safe_new(dir, 255);
	struct capability c = { 0 };
	struct disk_file file;
	struct err why = ERR_INIT;

	if (disk_peek(&file, path, ws->root, &why)) {
		check_unreadable(k, shown, &why);
		goto out;
	}
	if (file.exists && capability_parse(&c, file.bytes, file.n, shown, &why)) {
		check_unreadable(k, shown, &why);
	} else if (file.exists && !k->reg_bad) {
		if (!c.toolkit_slug || !k->rows.reg || !registry_find(k->rows.reg, c.toolkit_slug)) {
			struct finding *x = check_add(k, ORPHAN_CAPABILITY, shown, 1, "%s", safe);

			x->message = c.toolkit_slug ?
				mem_fmt(_("Its toolkit_slug '%s' has no row in the registry."), c.toolkit_slug) :
				mem_fmt(_("It has no toolkit_slug, so it belongs to no row."));
			x->fix = mem_fmt(_("Add the row to %s, or correct the toolkit_slug."), ws->registry);
		}
	}
	capability_free(&c);
	disk_file_free(&file);
out:
	free(path);
	free(raw);
	free(safe);
	free(shown);
}

/* Beside the folders of tools stand manuals and the like. */
static int is_folder(const char *parent, const char *name)
{
	char *path = mem_fmt("%s/%s", parent, name);
	struct stat st;
	int is = !stat(path, &st) && S_ISDIR(st.st_mode);

	free(path);
	return is;
}

static int not_dot(const struct dirent *de)
{
	return de->d_name[0] != '.';
}

int check_tools(struct check *k, struct err *e)
{
	const struct workspace *ws = k->ws;
	char *dir = workspace_path_new(ws, ws->tools);
	struct dirent **list = NULL;
	int n = scandir(dir, &list, not_dot, alphasort), i, rc = 0;

	if (n < 0 && errno != ENOENT && errno != ENOTDIR)
		rc = err_set(e, E_FAIL, _("The folder '%s' cannot be read: %s. Nothing was changed."),
			     ws->tools, strerror(errno));
	for (i = 0; i < n; i++) {
		if (!rc && is_folder(dir, list[i]->d_name))
			one_capability(k, list[i]->d_name);
		free(list[i]);
	}
	free(list);
	free(dir);
	return rc;
}
