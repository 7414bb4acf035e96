/* SPDX-License-Identifier: MIT */
/* columns: are these tenants columns of the registry? */
#include "work/columns.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"
#include "files/registry.h"
#include "work/disk.h"

#include <stdlib.h>
#include <string.h>

#define NEAR 2 /* letters off: it may be a slip of the finger */
#define NAMED 10

/* "store1" and "store2" are no slip of the finger. */
static int counts_on(const char *a, const char *b)
{
	static const char digits[] = "0123456789";

	for (;;) {
		a += strspn(a, digits);
		b += strspn(b, digits);
		if (!*a || *a != *b)
			return *a == *b;
		a++;
		b++;
	}
}

/* A tenant that comes near: of the registry, or of the settings. */
static const char *near(const struct workspace *ws, const struct registry *reg, const char *tenant)
{
	const char *best = NULL;
	size_t most = NEAR + 1, i, d;

	for (i = 0; i < registry_tenants(reg); i++) {
		d = text_distance(tenant, registry_tenant(reg, i), most);
		if (d < most && !counts_on(tenant, registry_tenant(reg, i))) {
			most = d;
			best = registry_tenant(reg, i);
		}
	}
	for (i = 0; i < ws->tenants.n; i++) {
		d = text_distance(tenant, ws->tenants.v[i].key, most);
		if ((!d || !counts_on(tenant, ws->tenants.v[i].key)) && d < most) {
			most = d;
			best = ws->tenants.v[i].key;
		}
	}
	return best;
}

static void tell(const struct workspace *ws, const struct registry *reg, const struct kv *fresh, struct kv *facts)
{
	struct buf b = BUF_INIT;
	size_t i, slips = 0, named = 0;

	buf_addf(&b, ngettext("The registry has no column for %zu tenant:", "The registry has no column for %zu tenants:", fresh->n),
		 fresh->n);
	for (i = 0; i < fresh->n; i++) {
		const char *name = fresh->v[i].key, *meant = near(ws, reg, name);
		int slip = meant && strcmp(meant, name) != 0;

		slips += (size_t)slip;
		if (named == NAMED)
			continue;
		if (i >= NAMED - 1 && !slip && i + 1 < fresh->n)
			continue; /* the last place is for one that has to be looked at */
		buf_addf(&b, "%s %s", named++ ? "," : "", name);
		if (slip)
			buf_addf(&b, _(" (did you mean %s?)"), meant);
		else if (ws->tenants.n && !kv_get(&ws->tenants, name))
			buf_adds(&b, _(" (not among the tenants of toolgap.yaml either)"));
	}
	if (named < fresh->n)
		buf_addf(&b, " …");
	buf_adds(&b, i18n_stop(buf_str(&b)));
	buf_adds(&b, fresh->n == 1 ? _(" Shall it get one?") : _(" Shall each get one?"));
	kv_set(facts, "question", buf_str(&b));
	if (slips)
		kv_set(facts, "result", "near");
	kv_addf(facts, "detail", ngettext("%zu new column", "%zu new columns", fresh->n), fresh->n);
	buf_free(&b);
}

static void look(const struct workspace *ws, const struct registry *reg, const struct kv *in, struct kv *facts)
{
	struct map columns = MAP_INIT;
	struct kv fresh = KV_INIT;
	size_t i, asked = 0;

	for (i = 0; i < registry_tenants(reg); i++)
		(void)map_put(&columns, registry_tenant(reg, i), i);
	for (i = 0; i < in->n; i++) {
		if (strcmp(in->v[i].key, "tenant") != 0)
			continue;
		asked++;
		if (map_get(&columns, in->v[i].value) == MAP_NONE)
			kv_add(&fresh, in->v[i].value, "");
	}
	kv_set(facts, "result", fresh.n ? "new" : "known");
	if (fresh.n)
		tell(ws, reg, &fresh, facts);
	else
		kv_addf(facts, "detail", ngettext("%zu column", "%zu columns", asked), asked);
	for (i = 0; i < fresh.n; i++)
		kv_add(facts, "new", fresh.v[i].key);
	kv_free(&fresh);
	map_free(&columns);
}

int columns_look(const struct workspace *ws, const struct kv *in, struct kv *facts, struct err *e)
{
	char *path = workspace_path_new(ws, ws->registry);
	struct err why = ERR_INIT;
	struct registry *reg = NULL;
	struct disk_file f;

	(void)e;
	if (disk_read(&f, path, ws->root, &why)) {
		free(path);
		kv_set(facts, "result", "unknown");
		kv_set(facts, "detail", why.msg);
		return 0;
	}
	if (f.exists)
		reg = registry_parse(f.bytes, f.n, ws->registry, &why);
	if (reg) {
		look(ws, reg, in, facts);
	} else {
		kv_set(facts, "result", f.exists ? "unknown" : "known"); /* a new one gets a column for each */
		kv_set(facts, "detail", f.exists ? why.msg : "");
	}
	registry_free(reg);
	disk_file_free(&f);
	free(path);
	return 0;
}
