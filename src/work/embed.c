/* SPDX-License-Identifier: MIT */
/* embed: gathering capability entries for the vector index. */
#include "work/embed.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "files/secrets.h"
#include "work/disk.h"
#include "work/env.h"
#include "work/tools.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

void embed_free(struct embed_set *set)
{
	size_t i;

	for (i = 0; i < set->n; i++) {
		free(set->files[i].path);
		free(set->files[i].slug);
	}
	free(set->files);
	embedding_free(&set->all);
	memset(set, 0, sizeof(*set));
}

/* "PIPEDREAM" of "pipedream-googletagmanager", for a file that names no vendor; NULL: no hyphen. Heap string. */
static char *vendor_new(const char *folder)
{
	size_t n = strcspn(folder, "-"), i;
	char *vendor = folder[n] && n ? mem_strn(folder, n) : NULL;

	for (i = 0; vendor && i < n; i++)
		vendor[i] = (char)toupper((unsigned char)vendor[i]);
	return vendor;
}

/* What follows the vendor in a folder's name. */
static const char *behind(const char *folder)
{
	const char *hyphen = strchr(folder, '-');

	return hyphen ? hyphen + 1 : folder;
}

static void forget_last(struct embed_set *set, size_t first)
{
	while (set->all.n > first) {
		struct embedding *en = &set->all.v[--set->all.n];

		free(en->id);
		free(en->text);
		free(en->metadata);
	}
}

/* It leaves this machine: a key that stands in it does not. */
static int no_secret(const struct disk_file *f, const char *shown, const struct kv *known, struct err *e)
{
	size_t line = 0;

	if (!secrets_scan(f->bytes, f->n, NULL, known, &line))
		return 0;
	return err_set(e, E_FAIL, _("%s:%zu: this looks like a literal secret. Nothing was sent; take it out of the file."),
		       shown, line);
}

/* One file, which counts when nothing was named, or it was; `met` collects those named that it answers. */
static int take(struct embed_set *set, const struct workspace *ws, const char *path, const char *folder,
		const struct kv *slugs, const struct kv *known, struct kv *met, struct err *e)
{
	char *full = workspace_path_new(ws, path), *vendor = vendor_new(folder), *shown = text_safe_new(path, 1000);
	int named = kv_get(slugs, behind(folder)) != NULL || kv_get(slugs, folder) != NULL, rc = -1;
	size_t first = set->all.n, i;
	struct disk_file f;
	struct err why = ERR_INIT;

	if (disk_read(&f, full, ws->root, e))
		goto out;
	rc = 0;
	if (f.exists && (embedding_read(&set->all, f.bytes, f.n, shown, vendor, &why) ||
			 no_secret(&f, shown, known, &why))) {
		forget_last(set, first);
		if (!slugs->n || named) { /* another file's fault is no reason not to send this one */
			*e = why;
			rc = -1;
		}
	} else if (f.exists) {
		const char *slug = set->all.slug;

		if (slugs->n && !named && !kv_get(slugs, slug)) {
			forget_last(set, first);
		} else {
			kv_set(met, slug, "");
			kv_set(met, folder, "");
			kv_set(met, behind(folder), "");
			MEM_GROW(set->files, set->n, set->cap);
			set->files[set->n++] = (struct embed_file){ mem_str(shown), mem_str(slug), set->all.n - first };
			for (i = first; i < set->all.n; i++)
				set->cut += (size_t)set->all.v[i].cut;
		}
	}
	disk_file_free(&f);
out:
	free(shown);
	free(vendor);
	free(full);
	return rc;
}

static int unmet(const struct kv *slugs, const struct kv *met, const struct workspace *ws, struct err *e)
{
	size_t i;

	for (i = 0; i < slugs->n; i++)
		if (!kv_get(met, slugs->v[i].key)) {
			char *shown = text_safe_new(slugs->v[i].key, 80);

			err_set(e, E_FAIL,
				_("No capability file below %s is about '%s'. Nothing was sent; toolgap embed without a name takes all of them."),
				ws->tools, shown);
			free(shown);
			return -1;
		}
	return 0;
}

int embed_gather(struct embed_set *set, const struct workspace *ws, const struct kv *slugs,
		 const struct vendor_env *env, struct err *e)
{
	struct kv files = KV_INIT, met = KV_INIT, known = KV_INIT;
	size_t i;
	int rc;

	memset(set, 0, sizeof(*set));
	env_known(env, &known);
	rc = tools_list(ws, &files, e);
	for (i = 0; i < files.n && !rc; i++)
		rc = take(set, ws, files.v[i].key, files.v[i].value, slugs, &known, &met, e);
	if (!rc)
		rc = unmet(slugs, &met, ws, e);
	if (!rc)
		rc = embedding_twice(&set->all, 0, ws->tools, e);
	env_forget(&known);
	kv_free(&files);
	kv_free(&met);
	if (rc)
		embed_free(set);
	return rc;
}

void embed_input(const struct embed_set *set, const struct workspace *ws, int dry_run, struct kv *in)
{
	size_t i;

	kv_copy(in, &ws->vectors);
	if (dry_run)
		kv_add(in, "dry_run", "yes");
	for (i = 0; i < set->all.n; i++) {
		kv_add(in, "id", set->all.v[i].id);
		kv_add(in, "text", set->all.v[i].text);
		kv_add(in, "metadata", set->all.v[i].metadata);
	}
}

void embed_json(const struct embed_set *set, int whole, struct json_out *o)
{
	size_t i;

	json_open(o, "files", '[');
	for (i = 0; i < set->n; i++) {
		json_open(o, NULL, '{');
		json_put(o, "path", set->files[i].path);
		json_put(o, "toolkit_slug", set->files[i].slug);
		json_put_int(o, "entries", (long long)set->files[i].n);
		json_close(o, '}');
	}
	json_close(o, ']');
	json_open(o, "entries", '[');
	for (i = 0; i < set->all.n; i++) {
		json_open(o, NULL, '{');
		json_put(o, "id", set->all.v[i].id);
		if (whole) {
			json_put(o, "text", set->all.v[i].text);
			json_put_raw(o, "metadata", set->all.v[i].metadata);
		}
		json_close(o, '}');
	}
	json_close(o, ']');
}
