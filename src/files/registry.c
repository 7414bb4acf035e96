/* SPDX-License-Identifier: MIT */
/* registry: reading the routing table. */
#include "files/registry.h"

#include "base/map.h"
#include "base/mem.h"
#include "files/registry_table.h"

#include <stdlib.h>
#include <string.h>

struct registry {
	struct registry_row *row;
	size_t n;
	char **tenant;
	size_t tenants;
	struct map by_slug; /* the first row of each */
};

static void index_rows(struct registry *reg)
{
	size_t i;

	map_room(&reg->by_slug, reg->n);
	for (i = 0; i < reg->n; i++)
		(void)map_put(&reg->by_slug, reg->row[i].slug, i);
}

static char *cell_new(const struct registry_table *t, const struct md_line *l, const char *s,
		      size_t col)
{
	const struct md_cell *c;

	if (col >= l->n)
		return mem_str("");
	c = &t->md.cell[l->first + col];
	return mdcell_text_new(s + c->at, c->end - c->at, NULL);
}

/* "aws (Bedrock / SES)" is the toolkit aws; the word may be in backticks by itself. */
static char *slug_new(const struct registry_table *t, const struct md_line *l, const char *s)
{
	char *cell = cell_new(t, l, s, t->col[REG_SLUG]), *slug;

	cell[strcspn(cell, " ")] = '\0';
	slug = mdcell_norm_new(cell);
	free(cell);
	return slug;
}

void registry_row_read(struct registry_row *row, const struct registry_table *t,
		       const struct md_line *l, const char *s)
{
	size_t i;

	memset(row, 0, sizeof(*row));
	row->slug = slug_new(t, l, s);
	row->vendor = cell_new(t, l, s, t->col[REG_VENDOR]);
	row->tool_prefix = cell_new(t, l, s, t->col[REG_PREFIX]);
	row->status = cell_new(t, l, s, t->col[REG_STATUS]);
	row->notes = cell_new(t, l, s, t->col[REG_NOTES]);
	row->line = l->number;
	row->lacks = t->md.line[0].n > l->n ? t->md.line[0].n - l->n : 0;
	for (i = 0; i < t->tenants; i++) {
		char *server = cell_new(t, l, s, t->tenant[i].col);

		if (*server)
			kv_add(&row->servers, t->tenant[i].tenant, server);
		free(server);
	}
}

struct registry *registry_parse(const char *s, size_t n, const char *name, struct err *e)
{
	struct registry_table t = {0};
	struct registry *reg = NULL;
	size_t i;

	if (registry_table_read(&t, s, n, name, e))
		goto out;
	reg = mem_alloc(sizeof(*reg));
	reg->n = t.md.n - 2;
	reg->row = mem_alloc(reg->n * sizeof(*reg->row));
	for (i = 0; i < reg->n; i++)
		registry_row_read(&reg->row[i], &t, &t.md.line[i + 2], s);
	reg->tenants = t.tenants;
	reg->tenant = mem_alloc(t.tenants * sizeof(*reg->tenant));
	for (i = 0; i < t.tenants; i++)
		reg->tenant[i] = mem_str(t.tenant[i].tenant);
	index_rows(reg);
out:
	registry_table_free(&t);
	return reg;
}

void registry_row_free(struct registry_row *row)
{
	free(row->slug);
	free(row->vendor);
	free(row->tool_prefix);
	free(row->status);
	free(row->notes);
	kv_free(&row->servers);
	memset(row, 0, sizeof(*row));
}

void registry_free(struct registry *reg)
{
	size_t i;

	if (!reg)
		return;
	for (i = 0; i < reg->n; i++)
		registry_row_free(&reg->row[i]);
	for (i = 0; i < reg->tenants; i++)
		free(reg->tenant[i]);
	free(reg->row);
	free(reg->tenant);
	map_free(&reg->by_slug);
	free(reg);
}

size_t registry_count(const struct registry *reg)
{
	return reg->n;
}

const struct registry_row *registry_at(const struct registry *reg, size_t i)
{
	return i < reg->n ? &reg->row[i] : NULL;
}

const struct registry_row *registry_find(const struct registry *reg, const char *slug)
{
	size_t k = map_get(&reg->by_slug, slug);

	return k == MAP_NONE ? NULL : &reg->row[k];
}

size_t registry_tenants(const struct registry *reg)
{
	return reg->tenants;
}

const char *registry_tenant(const struct registry *reg, size_t i)
{
	return i < reg->tenants ? reg->tenant[i] : NULL;
}
