/* SPDX-License-Identifier: MIT */
/* finder: looks for a text in all that a workspace knows. */
#include "work/finder.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "files/aliases.h"
#include "work/disk.h"
#include "work/tools.h"

#include <stdlib.h>
#include <string.h>

#define ALIASES_MAX (256u << 10)

struct yaml *finder_aliases(const struct workspace *ws, struct err *e)
{
	char *path = mem_fmt("%s/aliases.yaml", ws->data);
	struct buf b = BUF_INIT;
	struct yaml *doc = disk_slurp(path, &b, ALIASES_MAX, e) ? NULL : aliases_parse(buf_str(&b), b.len, path, e);

	buf_free(&b);
	free(path);
	return doc;
}

/* What is read once and looked through twice at most. */
struct sources {
	struct disk_file registry;
	struct disk_file *tool;
	struct kv tools; /* their paths */
	size_t n;
	struct copies *copies;
};

static void say_broken(struct finder *f, struct err *why)
{
	if (!kv_get(&f->broken, why->msg))
		kv_add(&f->broken, why->msg, "");
	*why = (struct err)ERR_INIT;
}

static void open_sources(struct sources *src, struct finder *f, const struct workspace *ws)
{
	char *path = workspace_path_new(ws, ws->registry);
	struct err why = ERR_INIT;
	size_t i;

	f->registry = disk_peek(&src->registry, path, ws->root, &why) ? -1 : src->registry.exists;
	if (f->registry < 0)
		say_broken(f, &why);
	free(path);
	if (tools_list(ws, &src->tools, &why))
		say_broken(f, &why);
	src->tool = mem_alloc((src->tools.n + 1) * sizeof(*src->tool));
	for (i = 0; i < src->tools.n; i++) {
		path = workspace_path_new(ws, src->tools.v[i].key);
		if (disk_peek(&src->tool[i], path, ws->root, &why))
			say_broken(f, &why);
		f->files += src->tool[i].exists != 0;
		free(path);
	}
}

static void close_sources(struct sources *src)
{
	size_t i;

	for (i = 0; i < src->tools.n; i++)
		if (src->tool[i].path)
			disk_file_free(&src->tool[i]);
	free(src->tool);
	kv_free(&src->tools);
	if (src->registry.path)
		disk_file_free(&src->registry);
}

static void search(struct finder *f, const struct find_query *q, const struct sources *src, const struct workspace *ws,
		   size_t most)
{
	struct err why = ERR_INIT;
	size_t i;
	int k;

	if (src->registry.exists && find_in_registry(q, src->registry.bytes, src->registry.n, ws->registry, most, &f->finds, &why)) {
		f->registry = -1;
		say_broken(f, &why);
	}
	for (i = 0; i < src->tools.n; i++)
		if (src->tool[i].exists && find_in_capability(q, src->tool[i].bytes, src->tool[i].n, src->tools.v[i].key,
							      &f->finds, &why))
			say_broken(f, &why);
	for (k = 0; k < CATALOGS; k++) {
		const char *text = "";
		size_t n = 0;
		const struct catalog *head = copies_text(src->copies, (enum catalog_source)k, &text, &n);

		if (head && find_in_catalog(q, head, text, n, &f->finds)) {
			err_set(&why, E_FAIL, _("The copy of the %s catalog is not whole, so not all of it is known. `toolgap catalog sync` makes a new one."),
				catalog_title(head->source));
			say_broken(f, &why);
		}
	}
}

int finder_run(struct finder *f, const struct workspace *ws, struct copies *cs, const char *text, size_t most,
	       struct err *e)
{
	struct yaml *aliases = finder_aliases(ws, e);
	struct sources src = { .copies = cs };
	struct find_query q;
	int rc = -1;

	if (!aliases)
		return -1;
	if (!find_query_init(&q, text, aliases, 0, e)) {
		open_sources(&src, f, ws);
		search(f, &q, &src, ws, most);
		find_query_free(&q);
		if (finds_best(&f->finds) < FIND_NAME) {
			finds_free(&f->finds);
			f->wide = 1;
			if (!find_query_init(&q, text, aliases, 1, e)) {
				search(f, &q, &src, ws, most);
				find_query_free(&q);
			}
		}
		finds_rank(&f->finds, most);
		rc = 0;
	}
	close_sources(&src);
	yaml_free(aliases);
	return rc;
}

void finder_free(struct finder *f)
{
	finds_free(&f->finds);
	kv_free(&f->broken);
	memset(f, 0, sizeof(*f));
}
