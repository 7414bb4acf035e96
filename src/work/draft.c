/* SPDX-License-Identifier: MIT */
/* draft: what stands in a field and was not answered yet. */
#include "work/draft.h"

#include "base/mem.h"
#include "base/text.h"
#include "files/secrets.h"
#include "work/disk.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define HEAD "toolgap.draft/1"
#define DRAFT_BYTES 8192 /* a field holds half of that */

static char *path_new(const char *dir)
{
	return mem_fmt("%s/draft", dir);
}

/* The line in front of the text. The journal only grows, so that its length says how far the walk was. */
static char *head_new(const struct session *s, const char *step)
{
	struct stat st;

	if (!*s->id || !s->begun || stat(s->file, &st))
		return NULL;
	return mem_fmt("%s %lld %s\n", HEAD, (long long)st.st_size, step);
}

int draft_drop(const char *dir, struct err *e)
{
	char *path = path_new(dir);
	int rc = disk_remove(path, e);

	free(path);
	return rc;
}

void draft_put(const struct session *s, const char *step, const char *text, const struct kv *known)
{
	char *head = head_new(s, step), *path;
	struct err e = ERR_INIT;
	struct buf b = BUF_INIT;

	if (!head)
		return;
	buf_addf(&b, "%s%s", head, text ? text : "");
	if (!text || b.len > DRAFT_BYTES || secrets_scan(text, strlen(text), NULL, known, NULL)) {
		(void)draft_drop(s->dir, &e);
	} else {
		path = path_new(s->dir);
		(void)disk_put(path, buf_str(&b), b.len, &e);
		free(path);
	}
	buf_free(&b);
	free(head);
}

char *draft_get_new(const struct session *s, const char *step)
{
	char *head = head_new(s, step), *path, *text = NULL;
	struct err e = ERR_INIT;
	struct buf b = BUF_INIT;
	size_t n;

	if (!head)
		return NULL;
	path = path_new(s->dir);
	n = strlen(head);
	if (!disk_slurp_own(path, &b, DRAFT_BYTES, &e) && b.len >= n && !memcmp(b.p, head, n) && !memchr(b.p, '\0', b.len))
		text = text_safe_new(buf_str(&b) + n, DRAFT_BYTES);
	buf_free(&b);
	free(path);
	free(head);
	return text;
}
