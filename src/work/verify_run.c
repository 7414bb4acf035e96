/* SPDX-License-Identifier: MIT */
/* verify_run: one run of another program, and a scratch folder for it. */
#include "work/verify_run.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "work/child.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int run_program(char *const *argv, const char *dir, const struct kv *env, struct http *http,
		int stop, int timeout_ms, struct ran *r, struct err *e)
{
	const struct child_how how = { .dir = dir, .with = env, .timeout_ms = timeout_ms, .line = r->line, .arg = r->arg };
	struct child c;
	int rc = child_start(&c, argv, &how);

	if (!rc) {
		child_wait(&c, http, stop);
		r->code = c.code;
		child_said(&c, &r->text);
	}
	child_free(&c);
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
