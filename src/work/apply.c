/* SPDX-License-Identifier: MIT */
/* apply: N ordinary files change together or not at all. */
#include "work/apply.h"

#include "base/mem.h"
#include "work/job.h"
#include "work/lock.h"
#include "work/rollback.h"
#include "work/store.h"

#include <stdlib.h>
#include <string.h>

void changes_add(struct changes *c, const char *path, const char *root, const char *before_hash,
		 const char *after, size_t after_n, int keep_private)
{
	struct change *one;

	MEM_GROW(c->v, c->n, c->cap);
	one = &c->v[c->n++];
	memset(one, 0, sizeof(*one));
	one->path = mem_str(path);
	one->root = mem_str(root);
	one->existed = before_hash != NULL;
	if (before_hash) {
		size_t n = strnlen(before_hash, SHA256_HEX - 1);

		memcpy(one->before_hash, before_hash, n);
	}
	one->exists = after != NULL;
	one->after = mem_strn(after ? after : "", after ? after_n : 0);
	one->after_n = after ? after_n : 0;
	one->keep_private = keep_private;
}

void changes_free(struct changes *c)
{
	for (size_t i = 0; i < c->n; i++) {
		free(c->v[i].path);
		free(c->v[i].root);
		free(c->v[i].after);
	}
	free(c->v);
	memset(c, 0, sizeof(*c));
}

void apply_result_free(struct apply_result *r)
{
	buf_free(&r->said);
	memset(r, 0, sizeof(*r));
}

int apply_run(const char *workspace, const char *session, const struct changes *c,
	      struct apply_result *r, struct err *e)
{
	struct job job = { .workspace = workspace, .session = session, .c = c };

	memset(r, 0, sizeof(*r));
	return job_run(&job, r, e);
}

int apply_pending(const char *workspace)
{
	struct store s;
	int pending = !store_where(&s, workspace, NULL) && store_pending(&s);

	store_close(&s);
	return pending;
}

int apply_recover(const char *workspace, int *found, struct buf *said, struct err *e)
{
	struct lock lock = LOCK_INIT;
	struct store s;
	char *path;
	int rc = -1;

	*found = 0;
	if (store_where(&s, workspace, e) || !store_pending(&s)) {
		rc = s.workspace ? 0 : -1;
		store_close(&s);
		return rc;
	}
	path = mem_fmt("%s/lock", s.dir);
	if (!store_open(&s, e) && !lock_take(&lock, path, NULL, e))
		rc = rollback_recover(&s, found, said, e);
	lock_drop(&lock);
	free(path);
	store_close(&s);
	return rc;
}
