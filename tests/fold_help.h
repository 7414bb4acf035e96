/* SPDX-License-Identifier: MIT */
/* fold_help: what the tests of the fold and of the plan share: data, literal facts, a folder to write in. */
#ifndef TOOLGAP_TESTS_FOLD_HELP_H
#define TOOLGAP_TESTS_FOLD_HELP_H

/* clang-format off: cmocka.h needs these in front of it */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include "base/buf.h"
#include "base/kv.h"
#include "base/mem.h"
#include "runbook/wizard.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- the data that ships */

/* From the top of the sources, from tests/, or from a build folder: $srcdir is either of them. Heap string. */
static inline char *data_dir(void)
{
	const char *dir = getenv("TOOLGAP_DATADIR"), *src = getenv("srcdir");
	char *at[] = { mem_fmt("%s", dir ? dir : "data"), mem_fmt("%s", "data"),
		       mem_fmt("%s/data", src ? src : "."), mem_fmt("%s/../data", src ? src : ".") };
	char *found = NULL;
	size_t i;

	for (i = 0; i < sizeof(at) / sizeof(*at); i++) {
		char *path = mem_fmt("%s/runbook.yaml", at[i]);

		if (!found && !access(path, R_OK))
			found = realpath(at[i], NULL);
		free(path);
		free(at[i]);
	}
	if (!found)
		fputs("data/runbook.yaml is not found from here\n", stderr);
	return found;
}

static inline int slurp(const char *path, struct buf *b)
{
	char part[4096];
	size_t n;
	FILE *f = fopen(path, "rb");

	if (!f)
		return -1;
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buf_add(b, part, n);
	fclose(f);
	return 0;
}

static inline void data_file(const char *name, struct buf *b)
{
	char *dir = data_dir(), *path;

	assert_non_null(dir);
	path = mem_fmt("%s/%s", dir, name);
	assert_int_equal(slurp(path, b), 0);
	free(path);
	free(dir);
}

/* ---- facts */

/* "key=value" lines into a list; "~" stands for a tab inside of a value. */
static inline void facts_add(struct kv *facts, const char *lines)
{
	while (*lines) {
		size_t n = strcspn(lines, "\n"), k = strcspn(lines, "=");
		char *key = mem_strn(lines, k), *value = mem_strn(lines + k + 1, n - k - 1), *t;

		while ((t = strchr(value, '~')))
			*t = '\t';
		kv_add(facts, key, value);
		free(key);
		free(value);
		lines += n;
		lines += *lines == '\n';
	}
}

static inline struct kv facts_new(const char *lines)
{
	struct kv facts = KV_INIT;

	facts_add(&facts, lines);
	return facts;
}

/* Feed facts, answers; both must be taken. */
static inline void tell(struct wizard *w, const char *probe, const char *lines)
{
	struct kv facts = facts_new(lines);
	struct err e = ERR_INIT;

	if (wizard_facts(w, probe, &facts, &e))
		fail_msg("facts of %s at %s: %s", probe, wizard_step(w)->id, e.msg);
	kv_free(&facts);
}

static inline void say(struct wizard *w, const char *step, const char *value)
{
	struct err e = ERR_INIT;

	if (wizard_answer(w, step, value, &e))
		fail_msg("%s: %s at %s: %s", step, value, wizard_step(w)->id, e.msg);
}

static inline void at(const struct wizard *w, const char *step)
{
	assert_string_equal(wizard_step(w)->id, step);
}

/* ---- a folder of the test's own */

static char scratch[200];

static inline int scratch_one(const char *path, const struct stat *st, int type, struct FTW *where)
{
	(void)st;
	(void)type;
	(void)where;
	return remove(path);
}

static inline int scratch_close(void **state)
{
	(void)state;
	if (*scratch)
		nftw(scratch, scratch_one, 16, FTW_DEPTH | FTW_PHYS);
	*scratch = '\0';
	return 0;
}

/* A folder with work/ in it; home and state are beside it. */
static inline int scratch_open(void **state)
{
	const char *tmp = getenv("TMPDIR");
	static const char *const sub[][2] = { { "HOME", "home" },
					      { "XDG_STATE_HOME", "state" },
					      { "XDG_CONFIG_HOME", "config" },
					      { "XDG_CACHE_HOME", "cache" } };
	char given[180], *p;
	size_t i;

	(void)state;
	(void)snprintf(given, sizeof(given), "%s/toolgap-fold-XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp(given) || !(p = realpath(given, NULL)))
		return -1;
	(void)snprintf(scratch, sizeof(scratch), "%s", p);
	free(p);
	for (i = 0; i < 4; i++) {
		p = mem_fmt("%s/%s", scratch, sub[i][1]);
		if (mkdir(p, 0700) || setenv(sub[i][0], p, 1))
			return -1;
		free(p);
	}
	p = mem_fmt("%s/work", scratch);
	i = (size_t)mkdir(p, 0755);
	free(p);
	p = data_dir();
	if (i || !p || setenv("TOOLGAP_DATADIR", p, 1))
		return -1;
	free(p);
	return 0;
}

/* A file below the scratch folder, with its folders. */
static inline void put(const char *name, const char *text)
{
	char *path = mem_fmt("%s/%s", scratch, name), *s;
	FILE *f;

	for (s = path + strlen(scratch) + 1; (s = strchr(s, '/')); s++) {
		*s = '\0';
		assert_true(!mkdir(path, 0755) || errno == EEXIST);
		*s = '/';
	}
	f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
	assert_int_equal(fclose(f), 0);
	free(path);
}

static inline int there(const char *name)
{
	char *path = mem_fmt("%s/%s", scratch, name);
	struct stat st;
	int rc = !lstat(path, &st);

	free(path);
	return rc;
}

/* The text of a file below the scratch folder; heap string. */
static inline char *text_at(const char *name)
{
	char *path = mem_fmt("%s/%s", scratch, name);
	struct buf b = BUF_INIT;

	buf_adds(&b, "");
	assert_int_equal(slurp(path, &b), 0);
	free(path);
	return buf_detach(&b);
}

#endif
