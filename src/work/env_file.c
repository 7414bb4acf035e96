/* SPDX-License-Identifier: MIT */
/* env_file: credentials.env, where a program without toolgap's environment can run toolgap all the same. */
#include "work/env.h"

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "files/dotenv.h"
#include "work/disk.h"
#include "work/workspace.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FILE_MAX 65536

static char *path_new(int bare)
{
	const char *home = getenv("HOME");
	char *dir, *path;

	if (bare && home && *home == '/')
		return mem_fmt("%s/.config/toolgap/" ENV_FILE_NAME, home);
	dir = workspace_xdg_new("config");
	path = mem_fmt("%s/" ENV_FILE_NAME, dir);
	free(dir);
	return path;
}

static int not_ours(const char *path, struct err *e)
{
	char *shown = disk_shown(path);

	err_set(e, E_CREDS,
		_("%s must be a plain file of yours, closed to everybody else (chmod 600), before credentials are taken from it. Nothing was asked or changed."),
		shown);
	free(shown);
	return -1;
}

int env_file(struct kv *out, int bare, struct err *e)
{
	char *path = path_new(bare);
	struct buf b = BUF_INIT;
	int rc = 0;

	/* a home that is no folder (/dev/null) has no such file either */
	if (!access(path, F_OK) || (errno != ENOENT && errno != ENOTDIR))
		rc = disk_slurp_own(path, &b, FILE_MAX, NULL) ? not_ours(path, e) :
							dotenv_parse(buf_str(&b), b.len, path, out, e);
	if (b.p)
		explicit_bzero(b.p, b.cap);
	buf_free(&b);
	free(path);
	return rc;
}
