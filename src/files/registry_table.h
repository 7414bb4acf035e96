/* SPDX-License-Identifier: MIT */
/* registry_table: the registry's table with its columns known by name, for reader and editor. */
#ifndef TOOLGAP_FILES_REGISTRY_TABLE_H
#define TOOLGAP_FILES_REGISTRY_TABLE_H

#include "base/err.h"
#include "files/mdtable.h"
#include "files/registry.h"

#include <stddef.h>

enum registry_field { REG_SLUG, REG_VENDOR, REG_PREFIX, REG_STATUS, REG_NOTES, REG_FIELDS };

struct registry_column {
	char *tenant;
	size_t col;
};

struct registry_table {
	struct mdtable md;
	size_t col[REG_FIELDS];
	struct registry_column *tenant; /* in the table's order */
	size_t tenants, cap;
	const struct registry_column **by_name;
};

extern const char *const registry_field_name[REG_FIELDS];

/* Zero the struct first; free it in any case. Errors as registry.h says. */
int registry_table_read(struct registry_table *t, const char *s, size_t n, const char *name,
			struct err *e);
/* Only as far as the header; the rows are the walk's to bring (mdtable_row). */
int registry_table_begin(struct registry_table *t, struct md_walk *w, const char *name,
			 struct err *e);
/* The walk has come to the end of the table: E_FAIL where another one follows, for which of two routes is nobody's guess to make. */
int registry_table_alone(const struct registry_table *t, struct md_walk *w, const char *name,
			 struct err *e);
void registry_table_free(struct registry_table *t);
/* What a line of the table says; free it with registry_row_free. */
void registry_row_read(struct registry_row *row, const struct registry_table *t,
		       const struct md_line *l, const char *s);
const struct registry_column *registry_table_tenant(const struct registry_table *t,
						    const char *tenant); /* NULL: no such column */

/*
 * The two changes, as splices over the bytes `s` that `t` was read from. widen: a column for each
 * tenant of the row that has a server and no column, one splice over the table, nothing when all
 * have one. put: a splice for each cell that differs, or one new line (line 0).
 */
void registry_table_widen(struct splices *out, const struct registry_table *t, const char *s,
			  const struct registry_row *row);
void registry_table_put(struct splices *out, const struct registry_table *t, const char *s,
			size_t line, const struct registry_row *row);

#endif
