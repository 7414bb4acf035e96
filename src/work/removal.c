/* SPDX-License-Identifier: MIT */
/* removal: the plan that takes a toolkit out again. */
#include "work/removal.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "files/capability.h"
#include "files/clients.h"
#include "files/registry.h"
#include "work/env.h"
#include "work/outcome.h"

#include <stdlib.h>
#include <string.h>

#define VENDOR "PIPEDREAM"

/* The row's servers that go: tenant → server. */
struct job {
	const struct removal *what;
	struct plan *p;
	const struct registry *reg;
	const struct registry_row *row;
	struct kv going;
	struct kv needed; /* tenants whose server another row names too → that row */
};

/* ---- which */

static int no_row(const struct removal *what, const struct registry *reg, struct err *e)
{
	const char *near = NULL;
	char *shown = text_safe_new(what->toolkit, 80);
	size_t best = 4, i;

	for (i = 0; i < registry_count(reg); i++) {
		const char *slug = registry_at(reg, i)->slug;
		size_t d = text_distance(what->toolkit, slug, best);

		if (d < best) {
			best = d;
			near = slug;
		}
	}
	if (near)
		err_set(e, E_FAIL, _("%s has no row '%s'; did you mean '%s'? Nothing was changed."),
			what->ws->registry, shown, near);
	else
		err_set(e, E_FAIL,
			_("%s has no row '%s', so toolgap knows of no servers of it. Nothing was changed; name the toolkit as the row does."),
			what->ws->registry, shown);
	free(shown);
	return -1;
}

static int find_row(struct job *j, struct err *e)
{
	const struct removal *what = j->what;
	struct buf norm = BUF_INIT;

	j->row = registry_find(j->reg, what->toolkit);
	text_norm(&norm, what->toolkit); /* "Google Tag Manager" */
	if (!j->row)
		j->row = registry_find(j->reg, buf_str(&norm));
	buf_free(&norm);
	if (!j->row)
		return no_row(what, j->reg, e);
	if (!strcmp(j->row->vendor, "NATIVE_MCP"))
		return err_set(e, E_FAIL,
			       _("The row '%s' is about a server of the provider's own, and does not say where its entries lead: toolgap cannot tell them from yours. Nothing was changed; take them out by hand."),
			       j->row->slug);
	if (strcmp(j->row->vendor, VENDOR) != 0)
		return err_set(e, E_FAIL,
			       _("The row '%s' has the vendor %s: its servers are not toolgap's, and may serve other toolkits. Nothing was changed; take them out by hand."),
			       j->row->slug, j->row->vendor);
	return 0;
}

/* Does another row send this tenant to the same server? Then it goes on being needed. */
static const char *shared(const struct job *j, const char *tenant, const char *server)
{
	size_t i;

	for (i = 0; i < registry_count(j->reg); i++) {
		const struct registry_row *row = registry_at(j->reg, i);
		const char *other = row == j->row ? NULL : kv_get(&row->servers, tenant);

		if (other && !strcmp(other, server))
			return row->slug;
	}
	return NULL;
}

static int is_column(const struct registry *reg, const char *tenant)
{
	size_t i;

	for (i = 0; i < registry_tenants(reg); i++)
		if (!strcmp(registry_tenant(reg, i), tenant))
			return 1;
	return 0;
}

static int choose(struct job *j, const char *tenant, struct err *e)
{
	const char *server = kv_get(&j->row->servers, tenant);

	if (!server && !is_column(j->reg, tenant)) {
		char *shown = text_safe_new(tenant, 80);

		err_set(e, E_USAGE, _("%s has no tenant '%s'. Nothing was changed."), j->what->ws->registry, shown);
		free(shown);
		return -1;
	}
	if (server) {
		const char *other = shared(j, tenant, server);

		if (other)
			kv_add(&j->needed, tenant, other);
		kv_add(&j->going, tenant, server);
		kv_add(&j->p->tenants, tenant, "");
	} else {
		plan_warn(j->p, "no-server", _("The row '%s' has no server for %s."), j->row->slug, tenant);
	}
	return 0;
}

static int choose_all(struct job *j, struct err *e)
{
	const struct kv *asked = j->what->tenants->n ? j->what->tenants : &j->row->servers;
	size_t i;

	for (i = 0; i < asked->n; i++)
		if (choose(j, asked->v[i].key, e))
			return -1;
	if (!asked->n)
		plan_warn(j->p, "no-server", _("The row '%s' names no server, so there is nothing to take out."),
			  j->row->slug);
	return 0;
}

/* ---- the entries */

/* A name that stands nowhere in the bytes, and no escape that could spell it: then nothing has to be read. */
static int may_hold(const struct disk_file *f, const char *server)
{
	return memmem(f->bytes, f->n, server, strlen(server)) || memmem(f->bytes, f->n, "\\u", 2) ||
	       memmem(f->bytes, f->n, "\\U", 2);
}

/* With either address: entries stay ours when PIPEDREAM_MCP_URL is set or not set any more. */
static int take(const struct job *j, const struct client *cl, struct edit *ed, const char *path,
		const char *tenant, const char *server, enum client_put *done, struct err *e)
{
	const char *const urls[] = { env_mcp_url(j->what->env), env_mcp_public() };
	int rc = 0;
	size_t i;

	*done = CLIENT_FOREIGN;
	for (i = 0; !rc && *done == CLIENT_FOREIGN && i < 2; i++) {
		struct entry *en = entry_new(server, urls[i]);

		entry_header_add(en, "x-pd-external-user-id", tenant, NULL);
		rc = client_take(cl, ed, path, en, done, e);
		entry_free(en);
	}
	return rc;
}

/* One file: it comes into the plan only when there is something to take out. */
static int one_file(struct job *j, const struct client *cl, const char *path, int writable, struct err *e)
{
	const struct workspace *ws = j->what->ws;
	char *abs = workspace_path_new(ws, path);
	struct disk_file f;
	struct plan_file *pf = NULL;
	struct edit look;
	size_t i;
	int rc = disk_read(&f, abs, workspace_fence(ws, path), e);

	free(abs);
	if (rc)
		return plan_without(cl, e);
	edit_init(&look, f.bytes, f.n);
	for (i = 0; !rc && i < j->going.n; i++) {
		const char *tenant = j->going.v[i].key, *server = j->going.v[i].value;
		const char *other = kv_get(&j->needed, tenant);
		enum client_put done = CLIENT_SAME;

		if (!may_hold(&f, server))
			continue;
		rc = take(j, cl, &look, path, tenant, server, &done, e);
		if (rc || done == CLIENT_SAME)
			continue;
		if (done == CLIENT_FOREIGN)
			plan_warn(j->p, "not-ours",
				  _("%s: the entry '%s' is not as toolgap writes it, so it stays. Take it out by hand if it is to go."),
				  path, server);
		else if (other)
			plan_warn(j->p, "shared", _("%s: the entry '%s' stays, since the row '%s' names it too."),
				  path, server, other);
		else if (!writable)
			plan_warn(j->p, "by-hand",
				  _("%s has the entry '%s' too, and toolgap does not write this file: %s. Take it out by hand."),
				  path, server, cl->user_cannot);
		if (done == CLIENT_FOREIGN || other || !writable)
			continue;
		pf = plan_open(j->p, ws, path, "mcp-entry", cl->id, e);
		rc = pf ? take(j, cl, &pf->edit, path, tenant, server, &done, e) : -1;
	}
	edit_free(&look);
	disk_file_free(&f);
	return rc ? plan_without(cl, e) : 0;
}

/* All that the client reads, not only the one that is written: an entry there would go on working. */
static int one_client(struct job *j, const struct client *cl, struct err *e)
{
	const char *scope = j->what->scope;
	size_t i;

	for (i = 0; i < cl->projects.n && (!scope || !strcmp(scope, "project")); i++)
		if (one_file(j, cl, cl->projects.v[i].key, 1, e))
			return -1;
	for (i = 0; i < cl->users.n && (!scope || !strcmp(scope, "user")); i++)
		if (one_file(j, cl, cl->users.v[i].key, !cl->user_cannot, e))
			return -1;
	return 0;
}

static int entries(struct job *j, struct err *e)
{
	const struct removal *what = j->what;
	const struct clients *all = what->ws->clients;
	size_t i;

	for (i = 0; i < what->clients->n; i++) {
		const struct client *cl = clients_find(all, what->clients->v[i].key);

		if (!cl)
			return err_set(e, E_USAGE,
				       _("toolgap knows no client '%s'. `toolgap clients list` shows those it knows."),
				       what->clients->v[i].key);
		if (!client_file_in(cl, what->scope, e) || one_client(j, cl, e))
			return -1;
	}
	for (i = 0; !what->clients->n && i < clients_count(all); i++)
		if (!clients_at(all, i)->cannot && one_client(j, clients_at(all, i), e))
			return -1;
	return 0;
}

/* ---- the records */

/* Notes are data: English, whatever the locale. */
static char *notes_without(const struct registry_row *row, const struct kv *going)
{
	struct buf b = BUF_INIT;
	char date[CLOCK_STAMP];
	size_t i;

	clock_date(clock_now(), date);
	if (row->notes && *row->notes)
		buf_addf(&b, "%s ", row->notes);
	buf_addf(&b, "Taken out %s: ", date);
	for (i = 0; i < going->n; i++)
		buf_addf(&b, "%s%s", i ? ", " : "", going->v[i].key);
	buf_addc(&b, '.');
	return buf_detach(&b);
}

static int put_row(struct job *j, struct plan_file *f, struct err *e)
{
	struct registry_row row = { 0 };
	size_t i;
	int rc;

	row.slug = mem_str(j->row->slug);
	for (i = 0; i < j->going.n; i++)
		kv_add(&row.servers, j->going.v[i].key, "");
	if (j->going.n == j->row->servers.n)
		row.status = mem_str("WONT-FIX");
	row.notes = notes_without(j->row, &j->going);
	rc = registry_put(&f->edit, f->path, &row, e);
	registry_row_free(&row);
	return rc;
}

static int put_capability(struct job *j, struct err *e)
{
	const struct workspace *ws = j->what->ws;
	char *path = outcome_capability_new(ws, j->row->slug), *abs = workspace_path_new(ws, path);
	struct capability had = { 0 }, want = { 0 };
	struct plan_file *f = NULL;
	struct disk_file d;
	size_t i;
	int rc = disk_read(&d, abs, workspace_fence(ws, path), e);

	if (!rc) {
		rc = d.n ? capability_parse(&had, d.bytes, d.n, path, e) : 0;
		disk_file_free(&d);
	}
	for (i = 0; !rc && i < j->going.n; i++)
		if (*kv_or(&had.servers, j->going.v[i].key, ""))
			kv_add(&want.servers, j->going.v[i].key, "");
	if (!rc && want.servers.n) {
		f = plan_open(j->p, ws, path, "capability", NULL, e);
		rc = f ? capability_put(&f->edit, f->path, &want, e) : -1;
	}
	capability_free(&had);
	capability_free(&want);
	free(path);
	free(abs);
	return rc;
}

static int records(struct job *j, struct plan_file *reg, struct err *e)
{
	if (!j->going.n)
		return 0;
	if (j->what->clients->n || j->what->scope) {
		plan_warn(j->p, "records-stay",
			  _("Only some clients or one scope were named, so the registry's row and the capability file stay as they are."));
		return 0;
	}
	plan_warn(j->p, "accounts-stay",
		  _("What the tenants connected at Pipedream stays connected there; end it in Pipedream's project if it is to end."));
	return put_row(j, reg, e) || put_capability(j, e) ? -1 : 0;
}

int removal_compose(struct plan *p, const struct removal *what, struct err *e)
{
	struct kv none = KV_INIT, known = KV_INIT;
	struct job j = { .what = what, .p = p };
	struct registry *reg = NULL;
	struct plan_file *f;
	int rc = -1;

	plan_empty(p, what->ws, &none, NULL);
	f = plan_open(p, what->ws, what->ws->registry, "registry", NULL, e);
	if (!f)
		goto out;
	if (!f->disk.exists) {
		err_set(e, E_FAIL,
			_("There is no registry %s, so toolgap knows of no servers to take out. Nothing was changed."),
			f->path);
		goto out;
	}
	reg = registry_parse(buf_str(&f->edit.now), f->edit.now.len, f->path, e);
	j.reg = reg;
	if (!reg || find_row(&j, e))
		goto out;
	free(p->provider);
	p->provider = mem_str(j.row->slug);
	p->slug = mem_str(j.row->slug);
	p->vendor = VENDOR;
	if (choose_all(&j, e) || entries(&j, e) || records(&j, f, e))
		goto out;
	env_known(what->env, &known);
	rc = plan_seal(p, &known, e);
	env_forget(&known);
out:
	registry_free(reg);
	kv_free(&j.going);
	kv_free(&j.needed);
	if (rc)
		plan_free(p);
	return rc;
}
