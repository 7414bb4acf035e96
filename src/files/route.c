/* SPDX-License-Identifier: MIT */
/* route: which server answers for a toolkit and a tenant, and how it is called. */
#include "files/route.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "files/find.h"
#include "files/mdtable.h"
#include "files/pending.h"

#include <libintl.h>
#include <stdlib.h>
#include <string.h>

/* ---- which row */

static struct find_fit fit_of(const struct find_query *q, const struct registry_row *row)
{
	const char *slug = row->slug;
	struct find_fit fit = find_fit(q, &slug, 1, NULL);
	size_t i;

	for (i = 0; i < row->servers.n && fit.grade < FIND_EXACT; i++)
		if (find_short(q, row->servers.v[i].value))
			fit = (struct find_fit){ FIND_EXACT, FIND_BY_SHORT };
	return fit;
}

/* Two rows of one slug that say the same of a tenant are no question. */
static int says_same(const struct registry_row *a, const struct registry_row *b, const char *tenant)
{
	return !strcmp(a->slug, b->slug) && !strcmp(a->vendor, b->vendor) && !strcmp(a->status, b->status) &&
	       !strcmp(kv_or(&a->servers, tenant, ""), kv_or(&b->servers, tenant, ""));
}

static void add_near(struct route *r, const struct registry_row *row, const char *tenant)
{
	size_t i;

	for (i = 0; i < r->n_near; i++)
		if (says_same(r->near[i], row, tenant))
			return;
	if (r->n_near < ROUTE_NEAR)
		r->near[r->n_near++] = row;
	else
		r->more = 1;
}

/*
 * The rows of the best grade; of EXACT only those with the best score, for a slug comes before an alias. Sets *fit to
 * theirs.
 */
static void best_rows(struct route *r, const struct find_query *q, const struct registry *reg, const char *tenant,
		      struct find_fit *fit)
{
	size_t i;

	*fit = (struct find_fit){ FIND_NONE, 0 };
	for (i = 0; i < registry_count(reg); i++) {
		const struct registry_row *row = registry_at(reg, i);
		struct find_fit now = fit_of(q, row);

		if (now.grade == FIND_NONE || now.grade < fit->grade)
			continue;
		if (now.grade > fit->grade || (now.grade == FIND_EXACT && now.score > fit->score)) {
			*fit = now;
			r->n_near = 0;
			r->more = 0;
		}
		if (now.grade != FIND_EXACT || now.score == fit->score)
			add_near(r, row, tenant);
	}
}

static void take(struct route *r, const char *tenant, struct find_fit fit)
{
	if (fit.grade <= FIND_LETTERS || !r->n_near) {
		r->gap = ROUTE_NO_ROW;
		return;
	}
	if (r->n_near > 1) {
		r->gap = ROUTE_UNCLEAR;
		return;
	}
	r->row = r->near[0];
	r->n_near = 0;
	r->server = kv_get(&r->row->servers, tenant);
	r->by = fit.grade == FIND_TYPO	 ? ROUTE_BY_SLIP
		: fit.grade == FIND_NAME ? ROUTE_BY_WORD
		: fit.score == 100	 ? ROUTE_BY_NAME
					 : ROUTE_BY_ALIAS;
	if (!*r->row->vendor || !*r->row->status)
		r->gap = ROUTE_INCOMPLETE;
	else if (!strcmp(r->row->status, "PENDING-NATIVE"))
		r->gap = ROUTE_NATIVE;
	else if (!strcmp(r->row->status, "WONT-FIX"))
		r->gap = ROUTE_WONT;
	else if (!r->server)
		r->gap = ROUTE_NO_SERVER;
}

int route_find(struct route *r, const struct registry *reg, const struct yaml *aliases, const char *tenant,
	       const char *asked, struct err *e)
{
	struct find_fit fit = { FIND_NONE, 0 };
	struct find_query q;
	int wide;

	memset(r, 0, sizeof(*r));
	for (wide = 0; wide < 2 && fit.grade < FIND_NAME; wide++) {
		if (find_query_init(&q, asked, aliases, wide, e))
			return -1;
		best_rows(r, &q, reg, tenant, &fit);
		free(r->asked);
		r->asked = mem_str(q.text);
		find_query_free(&q);
	}
	take(r, tenant, fit);
	return 0;
}

void route_free(struct route *r)
{
	free(r->asked);
	memset(r, 0, sizeof(*r));
}

/* ---- the call */

const char *route_argument(const struct registry_row *row)
{
	if (!strcmp(row->vendor, "COMPOSIO"))
		return "user_id";
	return strcmp(row->vendor, "PIPEDREAM") ? NULL : "external_user_id";
}

char *route_call_new(const struct route *r)
{
	return mem_fmt("mcp__%s__*", r->server);
}

/* Can it stand for the names of tools, "HUBSPOT_*"? Cells also say "claude / llm_invoke". */
static int is_prefix(const char *s)
{
	return *s && !s[strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_*-")];
}

/* The shape of a call as the registry's own example writes it: Composio's servers hold many toolkits and take the tenant
   with each call; a server of Pipedream holds one, and the tenant goes along with it. */
static void shape(const struct route *r, const char *tenant, struct buf *b)
{
	const char *argument = route_argument(r->row), *prefix = r->row->tool_prefix;
	int pipedream = !strcmp(r->row->vendor, "PIPEDREAM");

	buf_addf(b, "mcp__%s__%s", r->server, !pipedream && is_prefix(prefix) ? prefix : "*");
	if (argument && !pipedream)
		buf_addf(b, "({ %s: \"%s\", ... })", argument, tenant);
	if (r->tools)
		buf_addf(b, ngettext(" — %zu tool", " — %zu tools", r->tools), r->tools);
	if (argument && pipedream)
		buf_addf(b, "%s%s=%s", r->tools ? ", " : " — ", argument, tenant);
}

static void add_cell(struct buf *out, const struct buf *b)
{
	mdcell_write(out, buf_str(b), 0);
	buf_adds(out, " |");
}

static void table_row(const struct route *r, const char *tenant, struct buf *out)
{
	struct buf b = BUF_INIT;

	buf_adds(&b, r->row->slug);
	buf_adds(out, "| ");
	add_cell(out, &b);
	buf_reset(&b);
	buf_addf(&b, "%s, %s", r->row->vendor, r->server);
	if (strcmp(r->row->status, "LIVE") != 0)
		buf_addf(&b, ", %s", r->row->status);
	buf_addc(out, ' ');
	add_cell(out, &b);
	buf_reset(&b);
	shape(r, tenant, &b);
	buf_addc(out, ' ');
	add_cell(out, &b);
	buf_addc(out, '\n');
	buf_free(&b);
}

void route_table(const struct route *v, size_t n, const char *tenant, struct buf *out)
{
	size_t i, rows = 0;

	for (i = 0; i < n; i++) {
		if (v[i].gap != ROUTE_CALL)
			continue;
		if (!rows++)
			/* TRANSLATORS: the head of a Markdown table; keep the pipes */
			buf_addf(out, "%s\n|---|---|---|\n", _("| Toolkit | Registry row says | Call shape |"));
		table_row(&v[i], tenant, out);
	}
}

/* ---- the gaps */

const char *route_gap_word(enum route_gap gap)
{
	static const char *const word[] = { "call",	      "no-row",	  "unclear",	"no-server",
					    "pending-native", "wont-fix", "incomplete" };

	return word[gap];
}

static void names_of(const struct route *r, struct buf *b)
{
	size_t i;

	for (i = 0; i < r->n_near; i++) {
		buf_addf(b, "%s%s", i ? ", " : "", r->near[i]->slug);
		if (r->gap == ROUTE_UNCLEAR) /* one slug may have two rows */
			buf_addf(b, _(" (line %zu)"), r->near[i]->line);
	}
	if (r->more)
		buf_adds(b, ", …");
}

static char *waits_new(const struct route *r, const char *file)
{
	char since[PENDING_DATE], due[PENDING_DATE], *link = NULL, *out;

	if (pending_dates(r->row->notes, since, due, &link))
		out = mem_fmt(_("%s:%zu: no vendor has it yet (PENDING-NATIVE). %s"), file, r->row->line, link ? link : "");
	else
		/* TRANSLATORS: file, line, two dates, an address or nothing */
		out = mem_fmt(_("%s:%zu: no vendor has it yet; requested %s, to be looked at again on %s. %s"), file,
			      r->row->line, since, due, link ? link : "");
	out[strlen(out) - (out[strlen(out) - 1] == ' ')] = '\0';
	free(link);
	return out;
}

static char *no_server_new(const struct route *r, const char *tenant, const char *file)
{
	struct buf who = BUF_INIT;
	char *out;
	size_t i;

	for (i = 0; i < r->row->servers.n; i++)
		buf_addf(&who, "%s%s", i ? ", " : "", r->row->servers.v[i].key);
	if (who.len)
		/* TRANSLATORS: file, line, tenant, tenants, toolkit, tenant */
		out = mem_fmt(_("%s:%zu: the row has no server for %s, only for %s. toolgap plan %s --tenant %s shows what would connect it."),
			      file, r->row->line, tenant, who.p, r->row->slug, tenant);
	else
		out = mem_fmt(_("%s:%zu: the row has no server for any tenant."), file, r->row->line);
	buf_free(&who);
	return out;
}

char *route_gap_new(const struct route *r, const char *tenant, const char *file)
{
	struct buf near = BUF_INIT;
	char *out = NULL;

	names_of(r, &near);
	if (r->gap == ROUTE_NO_ROW && r->n_near)
		out = mem_fmt(_("The registry has no row for it. Names near it: %s."), buf_str(&near));
	else if (r->gap == ROUTE_NO_ROW)
		out = mem_fmt(_("The registry has no row for it. toolgap triage \"%s\" says which way to go."), r->asked);
	else if (r->gap == ROUTE_UNCLEAR)
		out = mem_fmt(_("It could be each of these, so say which: %s."), buf_str(&near));
	else if (r->gap == ROUTE_NO_SERVER)
		out = no_server_new(r, tenant, file);
	else if (r->gap == ROUTE_NATIVE)
		out = waits_new(r, file);
	else if (r->gap == ROUTE_WONT)
		out = mem_fmt(_("%s:%zu: it was looked into and decided against (WONT-FIX)."), file, r->row->line);
	else if (r->gap == ROUTE_INCOMPLETE)
		out = mem_fmt(_("%s:%zu: the row lacks its vendor or its status, so it cannot be trusted with a call. Complete the row."),
			      file, r->row->line);
	buf_free(&near);
	return out ? out : mem_str("");
}
