/* SPDX-License-Identifier: MIT */
/* session_file: the folders of the sessions, and their head lines. */
#include "work/session_file.h"

#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "work/disk.h"
#include "work/journal.h"
#include "work/workspace.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define HEAD "toolgap.session/1"

int session_id_ok(const char *id)
{
	return *id != '-' && journal_session_ok(id);
}

char *session_folder_new(const char *id)
{
	char *state = workspace_xdg_new("state"), *dir = mem_fmt("%s/sessions%s%s", state, id ? "/" : "", id ? id : "");

	free(state);
	return dir;
}

void session_started(const char *id, char out[24])
{
	static const char form[] = "00000000T000000Z";
	size_t i;

	out[0] = '\0';
	for (i = 0; i < SESSION_STAMP; i++)
		if (form[i] == '0' ? id[i] < '0' || id[i] > '9' : id[i] != form[i])
			return;
	(void)snprintf(out, 24, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", id, id + 4, id + 6, id + 9, id + 11, id + 13);
}

static int later(const void *a, const void *b)
{
	const struct session_found *x = a, *y = b;
	int by_start = strncmp(y->id, x->id, SESSION_STAMP);

	if (by_start)
		return by_start;
	if (x->at.tv_sec != y->at.tv_sec)
		return x->at.tv_sec < y->at.tv_sec ? 1 : -1;
	if (x->at.tv_nsec != y->at.tv_nsec)
		return x->at.tv_nsec < y->at.tv_nsec ? 1 : -1;
	return strcmp(y->id, x->id);
}

int session_all(struct session_found **out, size_t *n, struct err *e)
{
	char *dir = session_folder_new(NULL);
	size_t cap = 0;
	DIR *d = mem_got(opendir(dir));
	int bad = !d && errno != ENOENT && errno != ENOTDIR ? errno : 0; /* a file in its place is no folder, either */
	const struct dirent *one;

	*out = NULL;
	*n = 0;
	while (d) {
		struct session_found k = { NULL, { 0, 0 } };
		struct stat st;
		char *file;

		errno = 0;
		one = readdir(d);
		if (!one)
			break;
		if (!session_id_ok(one->d_name))
			continue;
		file = mem_fmt("%s/%s/events.jsonl", dir, one->d_name);
		if (!stat(file, &st))
			k.at = st.st_mtim;
		else if (errno != ENOENT && errno != ENOTDIR)
			bad = errno;
		free(file);
		k.id = mem_str(one->d_name);
		MEM_GROW(*out, *n, cap);
		(*out)[(*n)++] = k;
	}
	if (d) {
		bad = bad ? bad : errno;
		closedir(d);
	}
	if (bad) {
		char *shown = disk_shown(dir);

		err_set(e, E_FAIL, _("The walks in %s cannot be read: %s. Nothing was changed; put that right and run again."),
			shown, strerror(bad));
		free(shown);
		session_all_free(*out, *n);
		*out = NULL;
		*n = 0;
	} else if (*n) {
		qsort(*out, *n, sizeof(**out), later);
	}
	free(dir);
	return bad ? -1 : 0;
}

void session_all_free(struct session_found *v, size_t n)
{
	while (n)
		free(v[--n].id);
	free(v);
}

void session_head_write(const struct session_head *h, struct buf *out)
{
	struct json_out o;
	size_t i;

	json_out_init(&o, out, 0);
	json_open(&o, NULL, '{');
	json_put(&o, "schema", HEAD);
	json_put(&o, "workspace", h->workspace);
	json_put(&o, "started", h->started);
	if (h->user)
		json_put(&o, "user", h->user);
	if (h->auth)
		json_put(&o, "auth", h->auth);
	if (h->scope)
		json_put(&o, "scope", h->scope);
	if (h->story)
		json_put(&o, "story", h->story);
	if (h->clients.n) {
		json_open(&o, "clients", '[');
		for (i = 0; i < h->clients.n; i++)
			json_put(&o, NULL, h->clients.v[i].key);
		json_close(&o, ']');
	}
	json_close(&o, '}');
}

static char *maybe(const struct json *doc, const char *key)
{
	const struct json *one = json_get(doc, key);

	return json_is_string(one) ? json_text(one, 64) : NULL;
}

int session_head_read(struct session_head *h, const char *s, size_t n, size_t *at)
{
	const char *end = n ? memchr(s, '\n', n) : NULL, *schema, *root;
	struct json *doc;

	memset(h, 0, sizeof(*h));
	if (!end)
		return -1;
	*at = (size_t)(end - s) + 1;
	doc = json_parse(s, *at - 1, NULL);
	schema = json_raw(json_get(doc, "schema"));
	root = json_raw(json_get(doc, "workspace"));
	if (schema && root && !strcmp(schema, HEAD) && strlen(root) < PATH_MAX) {
		h->workspace = mem_str(root); /* a path is compared, not shown, as it is */
		h->started = json_text(json_get(doc, "started"), 64);
		h->user = maybe(doc, "user");
		h->auth = maybe(doc, "auth");
		h->scope = maybe(doc, "scope");
		if (json_is_string(json_get(doc, "story")))
			h->story = json_text(json_get(doc, "story"), STORY_MAX);
		json_each(it, json_get(doc, "clients")) {
			char *one = json_text(it, 64);

			if (*one)
				kv_add(&h->clients, one, "");
			free(one);
		}
	}
	json_free(doc);
	return h->workspace ? 0 : -1;
}

void session_head_free(struct session_head *h)
{
	free(h->workspace);
	free(h->started);
	free(h->user);
	free(h->auth);
	free(h->scope);
	free(h->story);
	kv_free(&h->clients);
	memset(h, 0, sizeof(*h));
}
