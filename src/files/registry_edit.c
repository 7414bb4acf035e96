/* SPDX-License-Identifier: MIT */
/* registry_edit: changing one row of the routing table, every other byte stays. */
#include "files/registry.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "files/registry_table.h"

#include <stdlib.h>
#include <string.h>

/* A registry that does not exist yet. "%" stands for the tenants' columns. */
static const char top[] =
	"# SaaS toolkit routing registry\n"
	"\n"
	"Which MCP server answers for which SaaS toolkit, one column per tenant. Look here before\n"
	"calling a provider, and before adding one.\n"
	"\n"
	"## Registry\n"
	"\n";
static const char legend[] =
	"\n"
	"## Status values\n"
	"\n"
	"| status | meaning |\n"
	"|---|---|\n"
	"| `LIVE` | Connected and checked from end to end; safe to call. |\n"
	"| `PENDING` | Begun, but a connection or a deployment is still missing. |\n"
	"| `PENDING-NATIVE` | No vendor has it; requested, and waiting for an answer. |\n"
	"| `WONT-FIX` | Looked into and decided against. |\n"
	"\n"
	"## Vendor values\n"
	"\n"
	"| vendor | meaning | when |\n"
	"|---|---|---|\n"
	"| `COMPOSIO` | A toolkit of Composio's own catalog | Always the first choice |\n"
	"| `PIPEDREAM` | Pipedream Connect | Composio does not have the toolkit |\n"
	"| `V5_CALL_API` | A direct call through the platform's own worker | No catalog has it and "
	"a "
	"single call is enough |\n"
	"| `CF_WORKER` | A worker built for this one provider | Neither catalog has it and it "
	"cannot "
	"wait; needs an ADR |\n"
	"| `NATIVE_MCP` | The provider's own MCP server | The provider runs one that we trust |\n";

static void adopt(struct edit *ed, const struct splices *sp)
{
	size_t i;

	for (i = sp->n; i-- > 0;) /* from behind, so that the offsets hold */
		edit_do(ed, sp->v[i].at, sp->v[i].del, sp->v[i].ins, sp->v[i].len);
}

/* Both go into file and server names elsewhere; what is not one has no business in a table. */
static int check_names(const char *name, const struct registry_row *row, struct err *e)
{
	const char *bad = NULL;
	char *shown;
	size_t i;

	if (!row->slug || !text_is_name(row->slug, 1))
		bad = row->slug ? row->slug : "";
	for (i = 0; i < row->servers.n && !bad; i++)
		if (!text_is_name(row->servers.v[i].key, 0))
			bad = row->servers.v[i].key;
	if (!bad)
		return 0;
	shown = text_safe_new(bad, 80);
	err_set(e, E_FAIL,
		_("\"%s\" cannot be written to %s: a toolkit slug or tenant is made of the letters "
		  "a-z, "
		  "digits, _ and -. The file was not changed."),
		shown, name);
	free(shown);
	return -1;
}

static int begin_file(struct edit *ed, const char *name, const struct registry_row *row,
		      struct err *e)
{
	struct buf b = BUF_INIT;
	struct kv seen = KV_INIT;
	size_t i;

	if (!row->servers.n)
		return err_set(
			e, E_FAIL,
			_("%s cannot be begun without a tenant; name one. Nothing was changed."),
			name);
	for (i = 0; i < row->servers.n; i++)
		kv_set(&seen, row->servers.v[i].key, "");
	buf_adds(&b, top);
	buf_adds(&b, "| toolkit_slug | vendor |");
	for (i = 0; i < seen.n; i++)
		buf_addf(&b, " mcp_server (%s) |", seen.v[i].key);
	buf_adds(&b, " tool_prefix | status | notes |\n|");
	for (i = 0; i < seen.n + 5; i++)
		buf_adds(&b, "---|");
	buf_addc(&b, '\n');
	buf_adds(&b, legend);
	edit_do(ed, 0, 0, b.p, b.len);
	buf_free(&b);
	kv_free(&seen);
	return 0;
}

/* One of the two changes, in the bytes so far. */
static int change(struct edit *ed, const char *name, const struct registry_row *row, int columns,
		  struct err *e)
{
	const char *s = buf_str(&ed->now);
	struct registry_table t = {0};
	struct splices sp = SPLICES_INIT;
	const struct registry_row *at;
	struct registry *reg = NULL;
	int rc = -1;

	if (registry_table_read(&t, s, ed->now.len, name, e))
		goto out;
	if (columns) {
		registry_table_widen(&sp, &t, s, row);
	} else {
		reg = registry_parse(s, ed->now.len, name, e);
		if (!reg)
			goto out;
		at = registry_find(reg, row->slug);
		registry_table_put(&sp, &t, s, at ? (size_t)(at - registry_at(reg, 0)) + 2 : 0,
				   row);
	}
	adopt(ed, &sp);
	rc = 0;
out:
	splices_free(&sp);
	registry_free(reg);
	registry_table_free(&t);
	return rc;
}

/* --- the proof --- */

static int same(const char *want, const char *have)
{
	char *normal = mdcell_norm_new(want);
	int eq = !strcmp(normal, have);

	free(normal);
	return eq;
}

static int same_row(const struct registry_row *a, const struct registry_row *b)
{
	size_t i;

	if (strcmp(a->slug, b->slug) || strcmp(a->vendor, b->vendor) ||
	    strcmp(a->tool_prefix, b->tool_prefix) || strcmp(a->status, b->status) ||
	    strcmp(a->notes, b->notes) || a->servers.n != b->servers.n)
		return 0;
	for (i = 0; i < a->servers.n; i++)
		if (strcmp(a->servers.v[i].key, b->servers.v[i].key) ||
		    strcmp(a->servers.v[i].value, b->servers.v[i].value))
			return 0;
	return 1;
}

/*
 * Does the row say what was asked for, and what it said before where nothing was asked? One row,
 * and its servers are columns of a table: a few, so the look-ups in here may be linear.
 */
static int row_is(const struct registry_row *have, const struct registry_row *want,
		  const struct registry_row *before)
{
	const char *const got[] = {have->vendor, have->tool_prefix, have->status, have->notes};
	const char *const ask[] = {want->vendor, want->tool_prefix, want->status, want->notes};
	const char *old[] = {"", "", "", ""};
	struct kv servers = KV_INIT;
	size_t i;
	int ok = 1;

	if (before) {
		old[0] = before->vendor;
		old[1] = before->tool_prefix;
		old[2] = before->status;
		old[3] = before->notes;
		kv_copy(&servers, &before->servers);
	}
	for (i = 0; i < 4; i++)
		ok &= same(ask[i] ? ask[i] : old[i], got[i]);
	for (i = 0; i < want->servers.n; i++)
		kv_set(&servers, want->servers.v[i].key, want->servers.v[i].value);
	for (i = 0; i < servers.n; i++)
		ok &= same(servers.v[i].value, kv_or(&have->servers, servers.v[i].key, ""));
	for (i = 0; i < have->servers.n; i++)
		ok &= kv_get(&servers, have->servers.v[i].key) != NULL;
	kv_free(&servers);
	return ok;
}

static int proven(const struct registry *was, const struct registry *is,
		  const struct registry_row *row)
{
	const struct registry_row *before = was ? registry_find(was, row->slug) : NULL;
	const struct registry_row *now = registry_find(is, row->slug);
	size_t n = was ? registry_count(was) : 0, i;

	if (registry_count(is) != n + (before ? 0 : 1) || !now || !row_is(now, row, before))
		return 0;
	if (now->line != (before ? before->line : now->line))
		return 0;
	for (i = 0; i < n; i++)
		if (registry_at(was, i) != before &&
		    !same_row(registry_at(was, i), registry_at(is, i)))
			return 0;
	return 1;
}

static int prove(const struct edit *before, const struct edit *after, const char *name,
		 const struct registry_row *row, struct err *e)
{
	struct registry *was = NULL, *is = NULL;
	int rc = -1;

	if (before->now.len) {
		was = registry_parse(buf_str(&before->now), before->now.len, name, e);
		if (!was)
			goto out;
	}
	is = registry_parse(buf_str(&after->now), after->now.len, name, e);
	if (is && proven(was, is, row))
		rc = 0;
	else
		err_set(e, E_FAIL,
			_("%s: the row of '%s' does not read back as it was meant, so it is not "
			  "written. Please change it by hand."),
			name, row->slug);
out:
	registry_free(was);
	registry_free(is);
	return rc;
}

int registry_put(struct edit *ed, const char *name, const struct registry_row *row, struct err *e)
{
	struct edit tmp;
	int rc;

	if (check_names(name, row, e))
		return -1;
	edit_init(&tmp, buf_str(&ed->now), ed->now.len);
	rc = (!tmp.now.len && begin_file(&tmp, name, row, e)) || change(&tmp, name, row, 1, e) ||
	     change(&tmp, name, row, 0, e) || prove(ed, &tmp, name, row, e);
	if (!rc)
		adopt(ed, &tmp.done);
	edit_free(&tmp);
	return rc ? -1 : 0;
}
