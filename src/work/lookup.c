/* SPDX-License-Identifier: MIT */
/* lookup: has a previous session resolved this provider? */
#include "work/lookup.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "files/client_own.h"
#include "files/registry.h"
#include "work/disk.h"
#include "work/names.h"
#include "work/notes.h"
#include "work/outcome.h"
#include "work/pins.h"
#include "work/reminder.h"

#include <libintl.h>
#include <stdlib.h>
#include <string.h>

char *lookup_short_new(const char *server, const char *tenant)
{
	static const char *const vendors[] = { "pipedream-", OWN_WORKER };
	size_t n = strlen(server), t = strlen(tenant), i;

	for (i = 0; i < sizeof(vendors) / sizeof(*vendors); i++) {
		size_t v = strlen(vendors[i]);

		if (n >= v + t + 2 && !strncmp(server, vendors[i], v) && !strcmp(server + n - t, tenant) &&
		    server[n - t - 1] == '-')
			return mem_strn(server + v, n - v - t - 1);
	}
	return NULL;
}

static char *row_short(const struct registry_row *row)
{
	size_t i;
	char *s = NULL;

	for (i = 0; !s && i < row->servers.n; i++)
		s = lookup_short_new(row->servers.v[i].value, row->servers.v[i].key);
	return s;
}

/* By slug, by any spelling, or by the short name that its servers carry. */
static int row_is(const struct registry_row *row, const struct kv *facts, const char *provider)
{
	char *brief;
	size_t i;
	int is = 0;

	for (i = 0; i < facts->n && !is; i++)
		if (!strcmp(facts->v[i].key, "slug") || !strcmp(facts->v[i].key, "toolkit_slug"))
			is = text_norm_eq(row->slug, facts->v[i].value);
	if (!is && text_norm_eq(row->slug, provider))
		is = 1;
	brief = is ? NULL : row_short(row);
	if (brief && text_norm_eq(brief, provider))
		is = 1;
	free(brief);
	return is;
}

static void tell_waiting(const struct registry_row *row, struct kv *facts, struct buf *out)
{
	struct waiting w;

	waiting_read(&w, row->notes);
	if (*w.due)
		/* TRANSLATORS: a date */
		buf_addf(out, _(" · due %s"), w.due);
	kv_set(facts, "waiting", w.due);
	if (*w.link)
		kv_set(facts, "link", w.link);
	waiting_free(&w);
}

/* Who has a server in the row, and which account it is pinned to: what a rollout to one more tenant stands beside. */
static void tell_servers(const struct workspace *ws, const struct registry_row *row, struct kv *facts)
{
	size_t i;

	for (i = 0; i < row->servers.n; i++) {
		char *key = mem_fmt("beside.%s", row->servers.v[i].key);

		kv_add(facts, key, row->servers.v[i].value);
		free(key);
	}
	pins_tell(ws, row, facts);
}

static void tell_row(const struct workspace *ws, const struct registry_row *row, struct kv *facts)
{
	struct buf b = BUF_INIT;
	char *brief = row_short(row);
	size_t i;

	buf_addf(&b, "%s · %s · %s", row->slug, row->vendor, row->status);
	for (i = 0; i < row->servers.n; i++)
		buf_addf(&b, " · %s: %s", row->servers.v[i].key, row->servers.v[i].value);
	for (i = 0; i < row->servers.n; i++) {
		char *key = mem_fmt("accepted.%s", row->servers.v[i].key);

		if (notes_accepted(row->notes, row->servers.v[i].key))
			kv_add(facts, key, "yes");
		free(key);
	}
	if (!strcmp(row->vendor, "PIPEDREAM"))
		tell_servers(ws, row, facts);
	if (waiting_row(row))
		tell_waiting(row, facts, &b);
	kv_set(facts, "row", buf_str(&b));
	kv_set(facts, "vendor", row->vendor);
	kv_set(facts, "toolkit_slug", row->slug);
	if (brief)
		kv_set(facts, "short", brief);
	kv_set(facts, "result", "known");
	kv_addf(facts, "detail", _("known · %s, %s · line %zu"), row->vendor, row->status, row->line);
	free(brief);
	buf_free(&b);
}

static void note_evidence(const struct workspace *ws, const char *result, struct kv *facts)
{
	char at[CLOCK_STAMP];

	clock_stamp(clock_now(), at);
	kv_addf(facts, "evidence", "registry\t%s\t0\t0\t%s\t%s\t%s", result, at, ws->registry,
		kv_or(facts, "detail", ""));
}

static void search(const struct workspace *ws, const char *path, const char *provider,
		   struct kv *facts)
{
	struct err why = ERR_INIT;
	struct disk_file f;
	struct registry *reg = NULL;
	const struct registry_row *found = NULL;
	size_t i;

	if (disk_read(&f, path, ws->root, &why)) {
		kv_set(facts, "result", "broken");
		kv_set(facts, "detail", why.msg);
		note_evidence(ws, "unknown", facts);
		return;
	}
	if (!f.exists) {
		kv_set(facts, "result", "none");
		kv_set(facts, "detail", _("no registry yet"));
		note_evidence(ws, "absent", facts);
		disk_file_free(&f);
		return;
	}
	reg = registry_parse(f.bytes, f.n, ws->registry, &why);
	if (!reg) {
		kv_set(facts, "result", "broken");
		kv_set(facts, "detail", why.msg);
		note_evidence(ws, "unknown", facts);
	} else {
		for (i = 0; !found && i < registry_count(reg); i++)
			if (row_is(registry_at(reg, i), facts, provider))
				found = registry_at(reg, i);
		if (found) {
			tell_row(ws, found, facts);
		} else {
			size_t rows = registry_count(reg);

			kv_set(facts, "result", "absent");
			kv_addf(facts, "detail", ngettext("no earlier case · %zu row",
							  "no earlier case · %zu rows", rows),
				rows);
		}
		note_evidence(ws, found ? "found" : "absent", facts);
	}
	registry_free(reg);
	disk_file_free(&f);
}

int lookup_registry(const struct workspace *ws, const struct kv *in, struct kv *facts, struct err *e)
{
	const char *provider = kv_or(in, "provider", "");
	char *aliases = mem_fmt("%s/aliases.yaml", ws->data);
	char *path = workspace_path_new(ws, ws->registry);
	struct buf b = BUF_INIT;
	int rc = -1;

	if (disk_slurp(aliases, &b, 256u << 10, e) ||
	    names_facts(provider, buf_str(&b), b.len, aliases, facts, e))
		goto out;
	search(ws, path, provider, facts);
	rc = 0;
out:
	buf_free(&b);
	free(path);
	free(aliases);
	return rc;
}
