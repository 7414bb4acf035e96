/* SPDX-License-Identifier: MIT */
/* registry_table: the registry's table with its columns known by name. */
#include "files/registry_table.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/seek.h"
#include "base/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define NO_COLUMN SIZE_MAX
#define MAX_COLUMNS 256

const char *const registry_field_name[REG_FIELDS] = {
	[REG_SLUG] = "toolkit_slug", [REG_VENDOR] = "vendor", [REG_PREFIX] = "tool_prefix",
	[REG_STATUS] = "status",     [REG_NOTES] = "notes",
};

/* What is read, for messages. */
struct source {
	const char *s, *name;
	struct err *e;
};

static int refuse(const struct source *in, const struct md_line *l, size_t at, const char *why)
{
	return err_set(in->e, E_FAIL, "%s:%zu:%zu: %s", in->name, l->number,
		       mdtable_column(in->s, l->at, at), why);
}

/* "mcp_server (TENANT)" gives TENANT as a heap string, anything else NULL. */
static char *tenant_new(const char *header)
{
	static const char word[] = "mcp_server";
	size_t k = strlen(word), n = strlen(header);
	char *inside, *out;

	if (n < k + 3 || strncasecmp(header, word, k) || header[n - 1] != ')')
		return NULL;
	k += strspn(header + k, " ");
	if (header[k] != '(')
		return NULL;
	inside = mem_strn(header + k + 1, n - k - 2);
	out = mdcell_norm_new(inside);
	free(inside);
	if (!*out) {
		free(out);
		out = NULL;
	}
	return out;
}

static int by_name(const void *va, const void *vb)
{
	const struct registry_column *a = *(const struct registry_column *const *)va;
	const struct registry_column *b = *(const struct registry_column *const *)vb;
	int c = strcmp(a->tenant, b->tenant);

	return c ? c : a->col < b->col ? -1 : 1;
}

/* Sorted for look-ups. Returns the second one where a tenant stands twice, or NULL. */
static const struct registry_column *sort_tenants(struct registry_table *t)
{
	size_t i;

	t->by_name = mem_alloc(t->tenants * sizeof(const struct registry_column *));
	for (i = 0; i < t->tenants; i++)
		t->by_name[i] = &t->tenant[i];
	qsort(t->by_name, t->tenants, sizeof(const struct registry_column *), by_name);
	for (i = 1; i < t->tenants; i++)
		if (!strcmp(t->by_name[i - 1]->tenant, t->by_name[i]->tenant))
			return t->by_name[i];
	return NULL;
}

static int to_tenant(const void *key, const void *v)
{
	return strcmp(key, (*(const struct registry_column *const *)v)->tenant);
}

const struct registry_column *registry_table_tenant(const struct registry_table *t,
						    const char *tenant)
{
	const struct registry_column *const *at = bsearch(
		tenant, t->by_name, t->tenants, sizeof(const struct registry_column *), to_tenant);

	return at ? *at : NULL;
}

/* One header cell. -1 when a column of that name has been there before. */
static int take_column(struct registry_table *t, const char *header, size_t col)
{
	char *tenant = tenant_new(header);
	size_t f;

	if (tenant) {
		MEM_GROW(t->tenant, t->tenants, t->cap);
		t->tenant[t->tenants].tenant = tenant;
		t->tenant[t->tenants++].col = col;
		return 0;
	}
	for (f = 0; f < REG_FIELDS; f++) {
		if (!text_ieq(header, registry_field_name[f]))
			continue;
		if (t->col[f] != NO_COLUMN)
			return -1;
		t->col[f] = col;
	}
	return 0;
}

static int take_header(struct registry_table *t, const struct source *in)
{
	const char *twice_is = _("this column stands twice; rename or remove one of the two");
	const struct md_line *h = &t->md.line[0];
	const struct registry_column *twin;
	size_t i, f;

	for (f = 0; f < REG_FIELDS; f++)
		t->col[f] = NO_COLUMN;
	if (h->n > MAX_COLUMNS)
		return refuse(in, h, h->at, _("the table has too many columns"));
	for (i = 0; i < h->n; i++) {
		const struct md_cell *c = &t->md.cell[h->first + i];
		char *text = mdcell_text_new(in->s + c->at, c->end - c->at, NULL);
		int twice = take_column(t, text, i);

		free(text);
		if (twice)
			return refuse(in, h, c->at, twice_is);
	}
	for (f = 0; f < REG_FIELDS; f++)
		if (t->col[f] == NO_COLUMN)
			return err_set(
				in->e, E_FAIL,
				_("%s:%zu:1: the table has no column '%s'; add it to the header"),
				in->name, h->number, registry_field_name[f]);
	if (!t->tenants)
		return refuse(in, h, h->at,
			      _("the table has no tenant; add a column 'mcp_server (TENANT)'"));
	twin = sort_tenants(t);
	if (twin)
		return refuse(in, h, t->md.cell[h->first + twin->col].at, twice_is);
	return 0;
}

static int check_rows(const struct registry_table *t, const struct source *in)
{
	size_t i, k, most = t->md.line[0].n;

	for (i = 2; i < t->md.n; i++) {
		const struct md_line *l = &t->md.line[i];
		const struct md_cell *c = t->md.cell + l->first;

		if (l->n > most)
			return refuse(
				in, l, c[most].at,
				_("this row has more cells than the header; write a pipe inside "
				  "of a cell as \\|"));
		for (k = 0; k < l->n; k++)
			if (c[k].end - c[k].at > MDCELL_MAX)
				return refuse(in, l, c[k].at, _("this cell is too long"));
	}
	return 0;
}

static int check_utf8(const struct source *in, size_t n)
{
	size_t at = text_utf8(in->s, n), line = 1, from = 0, i;

	if (at == n)
		return 0;
	for (i = 0; i < at; i++)
		if (in->s[i] == '\n') {
			line++;
			from = i + 1;
		}
	return err_set(in->e, E_FAIL, _("%s:%zu:%zu: a byte is not UTF-8; save the file as UTF-8"), in->name, line,
		       mdtable_column(in->s, from, at));
}

int registry_table_begin(struct registry_table *t, struct md_walk *w, const char *name,
			 struct err *e)
{
	const struct source in = {.s = w->s, .name = name, .e = e};

	if (!mdtable_begin(&t->md, w, registry_field_name[REG_SLUG]))
		return err_set(
			e, E_FAIL,
			_("%s:1:1: there is no table with a column 'toolkit_slug' in this file"),
			name);
	return take_header(t, &in);
}

int registry_table_alone(const struct registry_table *t, struct md_walk *w, const char *name,
			 struct err *e)
{
	const char *slug = registry_field_name[REG_SLUG];
	struct mdtable other = MDTABLE_INIT;
	struct needle nd;
	int rc = 0;

	needle_init(&nd, slug, strlen(slug));
	while (!rc && needle_find(&nd, w->s + w->next, w->s + w->n) && mdtable_begin(&other, w, slug))
		if (mdtable_has(&other, w->s, registry_field_name[REG_VENDOR]))
			rc = err_set(e, E_FAIL,
				     _("%s:%zu:1: a second table with 'toolkit_slug' and 'vendor' begins "
				       "here, and the first one at line %zu; which of the two counts "
				       "cannot be told; make them one table, or rename a column of the other"),
				     name, other.line[0].number, t->md.line[0].number);
	mdtable_free(&other);
	return rc;
}

int registry_table_read(struct registry_table *t, const char *s, size_t n, const char *name,
			struct err *e)
{
	const struct source in = {.s = s, .name = name, .e = e};
	struct md_walk w;

	md_walk_init(&w, s, n);
	if (check_utf8(&in, n) || registry_table_begin(t, &w, name, e))
		return -1;
	while (mdtable_row(&w))
		mdtable_split(&t->md, &w);
	return check_rows(t, &in) || registry_table_alone(t, &w, name, e) ? -1 : 0;
}

void registry_table_free(struct registry_table *t)
{
	size_t i;

	for (i = 0; i < t->tenants; i++)
		free(t->tenant[i].tenant);
	free(t->tenant);
	free(t->by_name);
	mdtable_free(&t->md);
	memset(t, 0, sizeof(*t));
}
