/* SPDX-License-Identifier: MIT */
/* check_rows: the rules of the registry's rows: 1 and 2 against .mcp.json, 6 and 7 of the rows themselves. */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "files/client_form.h"
#include "files/pending.h"
#include "work/check_own.h"
#include "work/fix.h"

#include <stdlib.h>
#include <string.h>

static const char *const vendors[] = { "COMPOSIO", "PIPEDREAM", "V5_CALL_API", "CF_WORKER", "NATIVE_MCP" };
static const char *const statuses[] = { "LIVE", "PENDING", "PENDING-NATIVE", "WONT-FIX" };

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* A row that is set aside names servers that need not be there. The seed's own check wrote WONT-FIX as a vendor. */
static int set_aside(const struct registry_row *row)
{
	return !strcmp(row->status, "WONT-FIX") || !strcmp(row->status, "PENDING-NATIVE") ||
	       !strcmp(row->vendor, "WONT-FIX");
}

/* ---- Rules 1 and 2 */

static void unrouted(struct check *c)
{
	const struct check_file *list = &c->file[0];
	size_t i;

	for (i = 0; list->look && !c->reg_bad && i < client_look_count(list->look); i++) {
		const struct client_seen *s = client_look_at(list->look, i);
		struct finding *x;

		if (!check_is_routed(s->name) || map_get(&c->rows.routed, s->name) != MAP_NONE)
			continue;
		x = check_add(c, UNROUTED_SERVER, list->path, s->line, "%s", s->name);
		x->message = mem_fmt(_("The server '%s' has no row in the registry, so no session can find it."),
				     s->name);
		x->fix = mem_fmt(_("Add a row that names it to %s (toolgap plan does), or take the server out."),
				 c->ws->registry);
	}
}

/* Another client's file that has it, fit to be copied from; or NULL. */
static const struct check_file *elsewhere(struct check *c, const char *server)
{
	size_t i, at;

	for (i = 1; i < c->n; i++) {
		struct entry *en;

		at = c->file[i].look ? client_look_find(c->file[i].look, server) : MAP_NONE;
		if (at == MAP_NONE)
			continue;
		claim_read(&c->claim, c->file[i].look, at);
		en = claim_fits(&c->claim, c->file[0].cl) ? fix_entry_new(&c->claim, server, c->file[0].cl) : NULL;
		entry_free(en);
		if (en)
			return &c->file[i];
	}
	return NULL;
}

static void missing(struct check *c, const struct registry_row *row, const struct kv_pair *cell)
{
	const char *list = c->file[0].path;
	const struct check_file *from = elsewhere(c, cell->value);
	struct finding *x = check_add(c, MISSING_SERVER, c->ws->registry, row->line, "%s:%s", row->slug, cell->key);

	x->message = mem_fmt(_("The row '%s' sends %s to the server '%s', which %s does not have."), row->slug,
			     cell->key, cell->value, list);
	if (!from) {
		x->fix = mem_str(_("Add the server (toolgap plan), or write — into the cell."));
		return;
	}
	x->fix = mem_fmt(_("toolgap check --fix copies it from %s; or write — into the cell."), from->path);
	x->fixable = 1;
	x->client = c->file[0].cl;
	x->server = mem_str(cell->value);
	x->from = mem_str(from->path);
	x->from_client = from->cl;
}

void check_servers(struct check *c)
{
	const struct client_look *look = c->file[0].look;
	size_t i, k;

	unrouted(c);
	for (i = 0; c->rows.reg && !c->file[0].bad && i < registry_count(c->rows.reg); i++) {
		const struct registry_row *row = registry_at(c->rows.reg, i);

		for (k = 0; !set_aside(row) && k < row->servers.n; k++)
			if (!look || client_look_find(look, row->servers.v[k].value) == MAP_NONE)
				missing(c, row, &row->servers.v[k]);
	}
}

/* ---- Rule 6 */

static void pending(struct check *c, const struct registry_row *row)
{
	char since[PENDING_DATE], due[PENDING_DATE], today[CLOCK_STAMP], *link = NULL;
	struct finding *x;
	long late;

	if (strcmp(row->status, "PENDING-NATIVE") != 0)
		return;
	clock_date(clock_now(), today);
	if (pending_dates(row->notes, since, due, &link)) {
		x = check_add(c, UNDATED, c->ws->registry, row->line, "%s", row->slug);
		x->message = mem_fmt(_("The row '%s' waits for its vendor, and its notes do not say since when."),
				     row->slug);
		x->fix = mem_str(_("Write 'PENDING-NATIVE since YYYY-MM-DD' and the request's link into the notes."));
	} else if ((late = pending_days(due, today)) > 0) {
		x = check_add(c, OVERDUE, c->ws->registry, row->line, "%s", row->slug);
		x->message = mem_fmt(ngettext("The row '%s' waits since %s and was to be looked at again on %s, %ld day ago.",
					      "The row '%s' waits since %s and was to be looked at again on %s, %ld days ago.",
					      (unsigned long)late),
				     row->slug, since, due, late);
		x->fix = link ? mem_fmt(_("See what has become of the request (%s), then walk again or write a new date."),
					link) :
				mem_str(_("Look whether a vendor has it by now (toolgap triage), then walk again or write a new date."));
	}
	free(link);
}

/* ---- Rule 7 */

static const char *one_of(const char *const *list, size_t n, const char *value)
{
	size_t i;

	for (i = 0; i < n && strcmp(list[i], value) != 0; i++)
		;
	return i < n ? list[i] : NULL;
}

static char *join_new(const char *const *list, size_t n)
{
	struct buf b = BUF_INIT;
	size_t i;

	for (i = 0; i < n; i++)
		buf_addf(&b, "%s%s", i ? ", " : "", list[i]);
	return buf_detach(&b);
}

static void vocabulary(struct check *c, const struct registry_row *row)
{
	struct finding *x;
	char *all;

	if (!one_of(vendors, COUNT(vendors), row->vendor)) {
		x = check_add(c, UNKNOWN_VENDOR, c->ws->registry, row->line, "%s", row->slug);
		x->message = *row->vendor ? mem_fmt(_("The row '%s' has the vendor '%s', which no session knows."), row->slug, row->vendor) :
					    mem_fmt(_("The row '%s' has no vendor."), row->slug);
		all = join_new(vendors, COUNT(vendors));
		/* TRANSLATORS: a list of words in capitals */
		x->fix = mem_fmt(_("Write one of %s."), all);
		free(all);
	}
	if (!one_of(statuses, COUNT(statuses), row->status)) {
		x = check_add(c, UNKNOWN_STATUS, c->ws->registry, row->line, "%s", row->slug);
		x->message = *row->status ? mem_fmt(_("The row '%s' has the status '%s', which no session knows."), row->slug, row->status) :
					    mem_fmt(_("The row '%s' has no status."), row->slug);
		all = join_new(statuses, COUNT(statuses));
		x->fix = mem_fmt(_("Write one of %s."), all);
		free(all);
	}
}

static void identity(struct check *c, const struct registry_row *row)
{
	const struct registry_row *first = registry_find(c->rows.reg, row->slug);
	struct finding *x;

	if (!*row->slug) {
		x = check_add(c, NO_SLUG, c->ws->registry, row->line, "row");
		x->message = mem_str(_("This row has no slug, so no session can find it."));
		x->fix = mem_str(_("Write the toolkit's slug into its first cell, or take the row out."));
	} else if (first != row) {
		x = check_add(c, DUPLICATE_SLUG, c->ws->registry, row->line, "%s", row->slug);
		x->message = mem_fmt(_("The slug '%s' stands in line %zu already; a session takes whichever it finds first."),
				     row->slug, first->line);
		x->fix = mem_str(_("Make the two rows one."));
	}
	if (row->lacks) {
		x = check_add(c, SHORT_ROW, c->ws->registry, row->line, "%s", row->slug);
		x->message = mem_fmt(ngettext("The row '%s' has %zu cell less than the header, so what stands in it may stand in the wrong column.",
					      "The row '%s' has %zu cells less than the header, so what stands in it may stand in the wrong column.",
					      row->lacks),
				     row->slug, row->lacks);
		x->fix = mem_str(_("Write the missing cells, — for none."));
	}
}

/* The longest known tenant that the name ends in, or NULL. */
static const char *named_tenant(const struct check *c, const char *server)
{
	const char *at;

	for (at = strchr(server, '-'); at; at = strchr(at + 1, '-'))
		if (map_get(&c->tenants, at + 1) != MAP_NONE)
			return at + 1;
	return NULL;
}

/*
 * Whom does the server act for? Its header says so; else its name, where that ends in a tenant. A gateway for several
 * ("ascend-gateway", "composio-main") is no tenant's.
 */
static void whose(struct check *c, const struct registry_row *row, const struct kv_pair *cell)
{
	const struct client_look *look = c->file[0].look;
	size_t at = look ? client_look_find(look, cell->value) : MAP_NONE;
	const char *user = NULL, *named = named_tenant(c, cell->value);
	int pipedream = !strncmp(cell->value, "pipedream-", 10);
	struct finding *x;
	char *shown;

	if (at != MAP_NONE && pipedream) {
		claim_read(&c->claim, look, at);
		user = claim_header(&c->claim, CLIENT_USER);
		if (user && strpbrk(user, "${"))
			user = NULL; /* a variable: only the client knows */
	}
	if (user ? !strcmp(user, cell->key) && (!named || !strcmp(named, cell->key)) :
		   named ? !strcmp(named, cell->key) : !pipedream)
		return;
	x = check_add(c, WRONG_TENANT, c->ws->registry, row->line, "%s:%s", row->slug, cell->key);
	if (user && strcmp(user, cell->key) != 0) {
		shown = text_safe_new(user, 100);
		x->message = mem_fmt(_("The row '%s' sends %s to the server '%s', which acts for '%s' (its header %s)."),
				     row->slug, cell->key, cell->value, shown, CLIENT_USER);
		free(shown);
	} else if (named) {
		x->message = mem_fmt(_("The row '%s' sends %s to the server '%s', which by its name is %s's."),
				     row->slug, cell->key, cell->value, named);
	} else {
		x->message = mem_fmt(_("The row '%s' sends %s to the server '%s', whose name ends in no tenant and whose headers name none."),
				     row->slug, cell->key, cell->value);
	}
	x->fix = mem_fmt(_("Name the server of %s in this cell, or write — where there is none."), cell->key);
}

void check_rows(struct check *c)
{
	size_t i, k;

	for (i = 0; c->rows.reg && i < registry_count(c->rows.reg); i++) {
		const struct registry_row *row = registry_at(c->rows.reg, i);

		pending(c, row);
		identity(c, row);
		vocabulary(c, row);
		for (k = 0; k < row->servers.n; k++)
			if (check_is_routed(row->servers.v[k].value) || !strncmp(row->servers.v[k].value, "native-", 7))
				whose(c, row, &row->servers.v[k]);
	}
}
