/* SPDX-License-Identifier: MIT */
/* due: what waits for a native toolkit, and until when. */
#include "work/due.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "work/disk.h"

#include <stdlib.h>
#include <string.h>

static void add(struct due *d, const struct registry_row *row, const char *today)
{
	struct due_item *it;

	MEM_GROW(d->v, d->n, d->cap);
	it = &d->v[d->n++];
	memset(it, 0, sizeof(*it));
	it->slug = mem_str(row->slug);
	waiting_read(&it->w, row->notes);
	it->dated = *it->w.due != '\0';
	it->left = it->dated ? pending_days(today, it->w.due) : 0;
}

static int by_day(const void *va, const void *vb)
{
	const struct due_item *a = va, *b = vb;
	int c = strcmp(a->w.due, b->w.due);

	return c ? c : strcmp(a->slug, b->slug);
}

int due_read(const struct workspace *ws, struct due *out, struct err *e)
{
	char *path = workspace_path_new(ws, ws->registry), today[CLOCK_STAMP];
	struct registry *reg = NULL;
	struct disk_file f;
	size_t i;
	int rc = 0;

	memset(out, 0, sizeof(*out));
	clock_date(clock_now(), today);
	if (disk_read(&f, path, ws->root, e)) {
		free(path);
		return -1;
	}
	if (f.exists) {
		reg = registry_parse(f.bytes, f.n, ws->registry, e);
		rc = reg ? 0 : -1;
	}
	for (i = 0; reg && i < registry_count(reg); i++)
		if (waiting_row(registry_at(reg, i)))
			add(out, registry_at(reg, i), today);
	if (out->n)
		qsort(out->v, out->n, sizeof(*out->v), by_day);
	registry_free(reg);
	disk_file_free(&f);
	free(path);
	return rc;
}

void due_free(struct due *d)
{
	size_t i;

	for (i = 0; i < d->n; i++) {
		free(d->v[i].slug);
		free(d->v[i].said);
		waiting_free(&d->v[i].w);
	}
	free(d->v);
	memset(d, 0, sizeof(*d));
}

const char *due_now_name(enum due_now now)
{
	static const char *const names[] = { "unknown", "absent", "composio", "pipedream" };

	return names[now];
}

/* ---- asked again */

static int is_one_of(const char *what, const char *const *list)
{
	for (; *list; list++)
		if (!strcmp(what, *list))
			return 1;
	return 0;
}

void due_judge(struct due_item *it, const struct kv *facts, const char *wrong)
{
	static const char *const has[] = { "native", "not-connected", "scope-gap", "renamed", NULL };
	static const char *const lacks[] = { "absent", "candidate", "deprecated", NULL };
	const char *composio = kv_or(facts, "composio.result", ""), *pipedream = kv_or(facts, "pipedream.result", "");
	const char *why;

	free(it->said);
	it->said = NULL;
	it->now = NOW_UNKNOWN;
	if (is_one_of(composio, has)) {
		it->now = NOW_COMPOSIO;
		it->said = mem_fmt(_("Composio has %s now (%s)."), kv_or(facts, "composio.toolkit_slug", it->slug),
				   kv_or(facts, "composio.detail", ""));
	} else if (!strcmp(pipedream, "found")) {
		it->now = NOW_PIPEDREAM;
		it->said = mem_fmt(_("Pipedream has %s now (%s)."), kv_or(facts, "pipedream.app_slug", it->slug),
				   kv_or(facts, "pipedream.detail", ""));
	} else if (is_one_of(composio, lacks) && is_one_of(pipedream, lacks)) {
		it->now = NOW_ABSENT;
		it->said = !strcmp(kv_or(facts, "native.result", ""), "official")
				   ? mem_fmt(_("Absent from both catalogs; but the MCP registry has a server that may be the provider's own (%s)."),
					     kv_or(facts, "native.detail", ""))
				   : mem_str(_("Absent from both catalogs."));
	} else {
		why = !is_one_of(composio, lacks) ? kv_get(facts, "composio.detail") : kv_get(facts, "pipedream.detail");
		it->said = mem_fmt(_("Unknown (%s)."), wrong && *wrong ? wrong : why ? why : _("nobody could be asked"));
	}
}

/* ---- the calendar */

int due_calendar(const struct due *d, struct buf *out, struct err *e)
{
	struct reminder *list = mem_alloc((d->n + 1) * sizeof(*list));
	size_t i, n = 0;
	int rc;

	for (i = 0; i < d->n; i++)
		if (d->v[i].dated)
			list[n++] = waiting_reminder(&d->v[i].w, d->v[i].slug,
						     *d->v[i].w.name ? d->v[i].w.name : d->v[i].slug);
	rc = ics_write(out, list, n, clock_now(), e);
	free(list);
	return rc;
}
