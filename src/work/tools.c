/* SPDX-License-Identifier: MIT */
/* tools: finding the capability files. */
#include "work/tools.h"

#include "base/i18n.h"
#include "base/mem.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int not_dot(const struct dirent *de)
{
	return de->d_name[0] != '.';
}

int tools_list(const struct workspace *ws, struct kv *files, struct err *e)
{
	char *dir = workspace_path_new(ws, ws->tools);
	struct dirent **list = NULL;
	int n = scandir(dir, &list, not_dot, alphasort), i, rc = 0;

	if (n < 0 && errno != ENOENT && errno != ENOTDIR)
		rc = err_set(e, E_FAIL, _("The folder '%s' cannot be read: %s. Nothing was changed."), ws->tools,
			     strerror(errno));
	for (i = 0; i < n; i++) {
		char *path = mem_fmt("%s/%s/capability_registry.yaml", ws->tools, list[i]->d_name);
		char *full = workspace_path_new(ws, path);

		/* one that may not be looked at is there all the same: reading it says why */
		if (!access(full, F_OK) || (errno != ENOENT && errno != ENOTDIR))
			kv_add(files, path, list[i]->d_name);
		free(full);
		free(path);
		free(list[i]);
	}
	free(list);
	free(dir);
	return rc;
}
