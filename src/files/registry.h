/* SPDX-License-Identifier: MIT */
/* registry: the routing table in Markdown: read it, change one row, every other byte stays. */
#ifndef TOOLGAP_FILES_REGISTRY_H
#define TOOLGAP_FILES_REGISTRY_H

#include "base/err.h"
#include "base/kv.h"
#include "files/splice.h"

#include <stddef.h>

/*
 * The table is the first GitHub-style one whose header row holds the cell `toolkit_slug`; columns
 * are found by name, tenants are the columns "mcp_server (TENANT)". Rows with or without the outer
 * pipes; cells may stand in backticks; "\|" is a pipe inside a cell; a pipe inside backticks must
 * be escaped too (GFM). Refused with NAME:LINE:COLUMN: no such table (code E_FAIL, reg NULL), a
 * row with more cells than the header, a missing required column (toolkit_slug, vendor,
 * tool_prefix, status, notes; at least one tenant), a column that stands twice, a second such table (with
 * toolkit_slug and vendor: nobody can tell which of the two routes), not UTF-8. Fewer
 * cells than the header are empty cells. "—", "-" and empty mean none. A slug cell may hold words
 * after the slug ("aws (Bedrock / SES)"): the slug is its first word.
 */
struct registry_row {
	char *slug, *vendor, *tool_prefix, *status, *notes;
	struct kv servers;   /* tenant → server name; tenants without one are not in it */
	size_t line;         /* in the file, from 1 */
	size_t lacks;        /* cells that it has less than the header */
};

struct registry; /* owns its rows */

struct registry *registry_parse(const char *s, size_t n, const char *name, struct err *e);
void registry_free(struct registry *reg);
size_t registry_count(const struct registry *reg);
const struct registry_row *registry_at(const struct registry *reg, size_t i);
/* The first row of that slug, or NULL; constant time. */
const struct registry_row *registry_find(const struct registry *reg, const char *slug);
size_t registry_tenants(const struct registry *reg);
const char *registry_tenant(const struct registry *reg, size_t i);

/*
 * Put the row: a row of that slug has only those cells replaced that differ (tenants not in
 * row->servers keep theirs; a field that is NULL keeps what stands there; a tenant whose value is
 * empty has none); else a new row is added at the end of the table in the style of the last row
 * (outer pipes, backticks per column, padding where the table is aligned). A tenant without a
 * column gets one behind the last tenant column, "—" in the other rows: this changes every row of
 * the table and nothing outside of it. `|`, `<`, `&`-entities, line breaks, and links that are not
 * https are made harmless in values. An edit without any bytes (no file) gets a new registry:
 * title, table with a column for each tenant in row->servers, the status and vendor legends. The
 * slug and the tenants must be names (text_is_name). The result is parsed and compared; on any
 * doubt -1 and the edit is as before.
 */
int registry_put(struct edit *ed, const char *name, const struct registry_row *row, struct err *e);

void registry_row_free(struct registry_row *row); /* the contents */

#endif
