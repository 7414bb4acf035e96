/* SPDX-License-Identifier: MIT */
/* outcome_worker: what Path C, a dedicated worker, leaves behind: its decision record, its scaffold, entries and the row. */
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "files/client_own.h"
#include "files/registry.h"
#include "work/entries.h"
#include "work/notes.h"
#include "work/outcome.h"
#include "work/record.h"
#include "work/scaffold.h"

#include <stdlib.h>
#include <string.h>

#define NAME_MOST 63

/* What Path C works from, read out of the facts once. */
struct worker {
	const struct workspace *ws;
	const struct kv *facts;
	const char *brief, *url, *variable, *reason;
	char *slug, *folder;
	struct kv values;
	struct decisions decisions;
	enum scaffold_there there;
};

static char *server_new(const struct worker *w, const char *tenant)
{
	return mem_fmt(OWN_WORKER "%s-%s", w->brief, tenant);
}

static struct entry *entry_for(const void *arg, const char *tenant)
{
	const struct worker *w = arg;
	char *name = server_new(w, tenant);
	struct entry *en = own_worker_new(name, w->url, w->variable, tenant);

	free(name);
	return en;
}

static int check(struct plan *p, const struct worker *w, struct err *e)
{
	size_t k;

	if (!record_reason(w->reason))
		return err_set(e, E_USAGE,
			       _("A dedicated worker needs its reason: --reason latency, signing, residency, or absent where both catalogs lack it. Nothing was written."));
	if (w->there == SCAFFOLD_THEIRS)
		return err_set(e, E_FAIL,
			       _("%s is there already, and toolgap did not begin it. Nothing was written; move it away, or record that worker by hand."),
			       w->folder);
	for (k = 0; k < p->tenants.n; k++) {
		char *server = server_new(w, p->tenants.v[k].key);
		size_t n = strlen(server);

		free(server);
		if (n > NAME_MOST)
			return err_set(e, E_USAGE,
				       _("The server name for '%s' would have %zu characters; %d is the most. Choose a shorter --short."),
				       p->tenants.v[k].key, n, NAME_MOST);
	}
	return 0;
}

/* Pipedream has it, so Path D would have been the way. */
static int overrules(const struct worker *w)
{
	return !strcmp(kv_or(w->facts, "pipedream.result", ""), "found");
}

/* Why C, what was asked, where it is; words of people stay in front of it. NULL: they say so already. */
static char *notes_for(const struct worker *w, const struct registry_row *old)
{
	unsigned number = w->decisions.own ? w->decisions.own_number : w->decisions.next;
	struct buf b = BUF_INIT;

	if (old && old->notes && strstr(old->notes, "Path C, ADR-"))
		return NULL;
	if (old && old->notes && *old->notes)
		buf_addf(&b, "%s ", old->notes);
	buf_addf(&b, "Path C, ADR-%0*u (%s).", w->decisions.digits, number, record_reason(w->reason));
	buf_addc(&b, ' ');
	notes_asked(w->facts, " ", &b);
	if (overrules(w))
		buf_adds(&b, " The operator overruled Path D.");
	buf_addf(&b, " Worker: %s, not verified yet.", w->folder);
	return buf_detach(&b);
}

/* A worker that somebody has called LIVE stays so, unless there is a tenant that it does not know. */
static int keeps_status(const struct plan *p, const struct registry_row *old)
{
	size_t k;

	if (!old || !old->vendor || strcmp(old->vendor, p->vendor) != 0)
		return 0;
	for (k = 0; k < p->tenants.n; k++)
		if (!kv_get(&old->servers, p->tenants.v[k].key))
			return 0;
	return 1;
}

static int put_row(struct plan *p, const struct worker *w, struct err *e)
{
	struct registry *reg;
	struct plan_file *f = outcome_registry(p, w->ws, &reg, e);
	const struct registry_row *old = f && reg ? registry_find(reg, w->slug) : NULL;
	struct registry_row row = { 0 };
	size_t k;
	int rc;

	if (!f)
		return -1;
	row.slug = mem_str(w->slug);
	row.vendor = mem_str(p->vendor);
	row.tool_prefix = mem_fmt("%s_*", kv_or(&w->values, "prefix", ""));
	for (k = 0; k < p->tenants.n; k++) {
		const char *tenant = p->tenants.v[k].key, *was = old ? kv_get(&old->servers, tenant) : NULL;
		char *server = server_new(w, tenant);

		if (was && strncmp(was, OWN_WORKER, strlen(OWN_WORKER)) != 0)
			plan_warn(p, "other-server",
				  _("The row named the server '%s' for %s; its entries stay in the clients' files, and no row names it any more."),
				  was, tenant);
		kv_add(&row.servers, tenant, server);
		free(server);
	}
	row.status = keeps_status(p, old) ? NULL : mem_str("PENDING");
	row.notes = notes_for(w, old);
	rc = registry_put(&f->edit, f->path, &row, e);
	registry_row_free(&row);
	registry_free(reg);
	return rc;
}

static void tell(struct plan *p, const struct worker *w)
{
	int local = !strcmp(w->url, OWN_WORKER_LOCAL);

	if (overrules(w))
		plan_warn(p, "overruled",
			  _("Pipedream has %s, so the runbook's way is Path D; your reason (%s) overrules that, and the record says so."),
			  kv_or(w->facts, "pipedream.app_slug", "?"), record_reason(w->reason));
	if (w->there == SCAFFOLD_OURS)
		plan_warn(p, "scaffold-there",
			  _("%s is there from an earlier walk and is yours by now, so nothing in it changes. Tenants that are new go into TENANTS of its wrangler.jsonc."),
			  w->folder);
	if (local)
		plan_warn(p, "not-deployed",
			  _("The entries lead to %s, where `npm run dev` answers, because no address of a deployed worker is known (--worker-url)."),
			  w->url);
	kv_addf(&p->next, "next", _("Next: cd %s && npm install && npm run dev; its README has the checklist."),
		w->folder);
	if (local)
		kv_add(&p->next, "next",
		       _("Once it is deployed: the same walk again with --worker-url moves the entries to its address."));
}

static int compose(struct plan *p, const struct outcome *o, struct worker *w, struct err *e)
{
	const struct entries entries = { o->ws, o->facts,  o->clients, w->slug,
					 OWN_WORKER, NULL, entry_for, w };

	if (scaffold_values(&w->values, p->provider, w->slug, &p->tenants, e))
		return -1;
	w->variable = kv_or(&w->values, "variable", "");
	w->folder = scaffold_folder_new(o->ws, w->slug);
	if (scaffold_look(o->ws, w->slug, &w->there, e) || decisions_look(o->ws, w->slug, &w->decisions, e) ||
	    check(p, w, e))
		return -1;
	if (!w->decisions.own && record_put(p, o, &w->decisions, &w->values, e))
		return -1;
	if (w->there == SCAFFOLD_NONE && scaffold_put_all(p, o->ws, "worker", NULL, &w->values, e))
		return -1;
	if (entries_put(p, &entries, e) || put_row(p, w, e))
		return -1;
	tell(p, w);
	return 0;
}

int outcome_worker(struct plan *p, const struct outcome *o, struct err *e)
{
	struct worker w = {
		.ws = o->ws,
		.facts = o->facts,
		.brief = kv_or(o->facts, "worker-short", ""),
		.url = kv_or(o->facts, "worker-url", OWN_WORKER_LOCAL),
		.reason = kv_or(o->facts, "reason", ""),
		.slug = outcome_slug_new(o->facts),
	};
	int rc;

	free(p->slug);
	p->slug = mem_str(w.slug);
	p->vendor = "CF_WORKER";
	rc = compose(p, o, &w, e);
	kv_free(&w.values);
	decisions_free(&w.decisions);
	free(w.folder);
	free(w.slug);
	return rc;
}
