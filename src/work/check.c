/* SPDX-License-Identifier: MIT */
/* check: the drift check: what it reads, and what a finding is. */
#include "base/i18n.h"
#include "base/mem.h"
#include "work/check_own.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIST_CLIENT "claude-code" /* its project file is the list that the drift check reads */

const struct check_kind check_kinds[] = {
	[UNROUTED_SERVER] = { "unrouted-server", 1, "error", N_("A server of .mcp.json is named by no row of the registry.") },
	[MISSING_SERVER] = { "missing-server", 2, "error", N_("A row of the registry names a server that .mcp.json does not have.") },
	[ORPHAN_CAPABILITY] = { "orphan-capability", 3, "error", N_("A capability file belongs to no row of the registry.") },
	[MISSING_FILE] = { "missing-file", 4, "warning", N_("A client of the workspace's list has no file.") },
	[MISSING_ENTRY] = { "missing-entry", 4, "error", N_("A client's file lacks a server that .mcp.json has.") },
	[EXTRA_ENTRY] = { "extra-entry", 4, "warning", N_("A client's file has a routed server that .mcp.json does not have.") },
	[OTHER_KIND] = { "other-kind", 4, "error", N_("A server is a program in one client's file and an address in another's.") },
	[OTHER_ADDRESS] = { "other-address", 4, "error", N_("A server has no usable address, or another one than in .mcp.json.") },
	[OTHER_TENANT] = { "other-tenant", 4, "error", N_("A server acts for another tenant than in .mcp.json.") },
	[OTHER_APP] = { "other-app", 4, "error", N_("A server is for another app than in .mcp.json.") },
	[OTHER_HEADER] = { "other-header", 4, "error", N_("A server's headers are not those of .mcp.json.") },
	[FOREIGN_MEMBER] = { "foreign-member", 4, "error", N_("An entry has a member of another client's form.") },
	[LACKING_MEMBER] = { "lacking-member", 4, "error", N_("An entry lacks a member that its client needs.") },
	[FOREIGN_VARIABLE] = { "foreign-variable", 4, "error", N_("An entry names a variable in a syntax that its client does not replace.") },
	[LITERAL_SECRET] = { "literal-secret", 5, "error", N_("A client's file holds a literal secret.") },
	[OVERDUE] = { "overdue", 6, "warning", N_("A PENDING-NATIVE row is past its date.") },
	[UNDATED] = { "undated", 6, "warning", N_("A PENDING-NATIVE row has no date.") },
	[DUPLICATE_SLUG] = { "duplicate-slug", 7, "error", N_("Two rows of the registry have the same slug.") },
	[NO_SLUG] = { "no-slug", 7, "error", N_("A row of the registry has no slug.") },
	[UNKNOWN_VENDOR] = { "unknown-vendor", 7, "error", N_("A row's vendor is none of those that sessions know.") },
	[UNKNOWN_STATUS] = { "unknown-status", 7, "error", N_("A row's status is none of those that sessions know.") },
	[WRONG_TENANT] = { "wrong-tenant", 7, "error", N_("A tenant's column names a server of another tenant.") },
	[UNREADABLE] = { "unreadable", 0, "error", N_("A file cannot be read, so nothing in it was checked.") },
	[SHORT_ROW] = { "short-row", 7, "error", N_("A row has fewer cells than the header of its table.") },
};

const size_t n_check_kinds = KINDS;

struct finding *check_add(struct check *c, enum check_what kind, const char *file, size_t line, const char *subject, ...)
{
	struct findings *f = c->f;
	struct finding *x;
	char text[512];
	va_list ap;

	va_start(ap, subject);
	(void)vsnprintf(text, sizeof(text), subject, ap);
	va_end(ap);
	MEM_GROW(f->v, f->n, f->cap);
	x = &f->v[f->n++];
	memset(x, 0, sizeof(*x));
	x->kind = &check_kinds[kind];
	x->file = mem_str(file);
	x->line = line;
	x->id = mem_fmt("%s:%s", x->kind->name, text);
	return x;
}

void check_unreadable(struct check *c, const char *file, const struct err *why)
{
	size_t n = strlen(file), line = 0, col = 0;
	const char *rest = why->msg;
	struct finding *x;
	char *stop;

	if (!strncmp(rest, file, n) && rest[n] == ':' && (line = strtoul(rest + n + 1, &stop, 10)) > 0 && *stop == ':') {
		rest = stop + 1;
		col = strtoul(rest, &stop, 10);
		rest = col && *stop == ':' ? stop + 1 : rest;
		rest += strspn(rest, " ");
	}
	x = check_add(c, UNREADABLE, file, line ? line : 1, "%s", file);
	x->message = col ? mem_fmt(_("This file cannot be read beyond column %zu, so nothing in it was checked: %s%s"), col,
				   rest, i18n_stop(rest)) :
			   mem_fmt(_("This file cannot be read, so nothing in it was checked: %s%s"), rest, i18n_stop(rest));
	x->fix = mem_str(_("Correct it there, then run toolgap check again: what it should agree with was not judged either."));
}

void findings_free(struct findings *f)
{
	size_t i;

	for (i = 0; i < f->n; i++) {
		free(f->v[i].id);
		free(f->v[i].file);
		free(f->v[i].message);
		free(f->v[i].fix);
		free(f->v[i].server);
		free(f->v[i].from);
	}
	free(f->v);
	kv_free(&f->notes);
	memset(f, 0, sizeof(*f));
}

/* The second finding of the same kind and subject is its ":2". */
static void make_unique(struct findings *f)
{
	struct map ids = MAP_INIT;
	size_t *times = mem_alloc(f->n * sizeof(*times)), i, first;
	char **was = mem_alloc(f->n * sizeof(*was));

	map_room(&ids, f->n);
	for (i = 0; i < f->n; i++) {
		first = map_put(&ids, f->v[i].id, i);
		if (!times[first]++)
			continue;
		was[i] = f->v[i].id; /* not in the map: the first one's is */
		f->v[i].id = mem_fmt("%s:%zu", was[i], times[first]);
	}
	for (i = 0; i < f->n; i++)
		free(was[i]);
	free(was);
	free(times);
	map_free(&ids);
}

int check_is_routed(const char *server)
{
	return !strncmp(server, "composio-", 9) || !strncmp(server, "pipedream-", 10);
}

int check_counts(const struct map *routed, const char *server)
{
	return check_is_routed(server) || map_get(routed, server) != MAP_NONE;
}

/* ---- The files */

static int chosen(const struct check *c, const struct client *cl)
{
	const struct kv *ids = c->how->clients && c->how->clients->n ? c->how->clients : &c->ws->client_ids;

	return kv_get(ids, cl->id) != NULL;
}

static int mentions(const struct disk_file *f)
{
	return memmem(f->bytes, f->n, "composio-", 9) || memmem(f->bytes, f->n, "pipedream-", 10);
}

static void keep_file(struct check *c, const struct check_file *x)
{
	MEM_GROW(c->file, c->n, c->cap);
	c->file[c->n++] = *x;
}

/* `must`: the file counts whatever is in it. */
static void open_file(struct check *c, const struct client *cl, const char *path, int must)
{
	struct check_file x = { .cl = cl, .path = path, .personal = workspace_is_outside(path) };
	char *abs = workspace_path_new(c->ws, path);
	struct err why = ERR_INIT;
	int rc = disk_peek(&x.disk, abs, workspace_fence(c->ws, path), &why);

	free(abs);
	if (rc && !must)
		return;
	x.listed = must && chosen(c, cl);
	if (!rc && x.disk.exists && (must || mentions(&x.disk))) {
		x.look = client_look_new(cl, x.disk.bytes, x.disk.n, path, &why);
		rc = !x.look;
	} else if (!rc && c->n) { /* the list is there even when it is not */
		disk_file_free(&x.disk);
		return;
	}
	x.bad = rc != 0;
	if (x.bad)
		check_unreadable(c, path, &why);
	keep_file(c, &x);
}

static int wanted(const struct check *c, const char *scope)
{
	return !c->how->scope || !strcmp(c->how->scope, scope);
}

static void open_client(struct check *c, const struct client *cl)
{
	int listed = chosen(c, cl), picky = c->how->clients && c->how->clients->n;
	const char *usual = c->how->scope && !strcmp(c->how->scope, "user") ? cl->user : client_file(cl);
	size_t before = c->n;
	struct finding *x;

	if (cl->cannot || (picky && !listed))
		return;
	if (cl->project && wanted(c, "project") && strcmp(cl->project, c->file[0].path) != 0)
		open_file(c, cl, cl->project, listed && cl->project == usual);
	if (cl->user && wanted(c, "user"))
		open_file(c, cl, cl->user, listed && cl->user == usual);
	if (listed && c->n == before + 1)
		c->file[before].listed = 1; /* the only one that it has */
	if (!listed || c->n > before || !usual || !(picky || c->ws->clients_named) ||
	    !wanted(c, usual == cl->project ? "project" : "user") || !strcmp(usual, c->file[0].path))
		return;
	x = check_add(c, MISSING_FILE, usual, 1, "%s", cl->id);
	x->message = mem_fmt(_("%s is in the workspace's list of clients, and %s is not there."), cl->name, usual);
	x->client = cl;
	x->from = mem_str(c->file[0].path);
	x->from_client = c->file[0].cl;
	x->fixable = c->file[0].look && !c->reg_bad && (usual == cl->project || !cl->user_cannot);
	x->fix = mem_str(x->fixable ? _("toolgap check --fix makes it, with the servers of .mcp.json; or take the client out of the list.") :
				      _("Make it with toolgap plan, or take the client out of the list."));
}

int check_open(struct check *c, struct err *e)
{
	const struct client *list = clients_find(c->ws->clients, LIST_CLIENT);
	size_t i;

	for (i = 0; c->how->clients && i < c->how->clients->n; i++)
		if (!clients_find(c->ws->clients, c->how->clients->v[i].key))
			return err_set(e, E_USAGE,
				       _("toolgap knows no client '%s'. `toolgap clients list` shows those it knows."),
				       c->how->clients->v[i].key);
	if (!list || !list->project)
		return err_set(e, E_FAIL, _("clients.yaml has no '%s', whose file is the list of servers."),
			       LIST_CLIENT);
	open_file(c, list, list->project, 1);
	for (i = 0; i < clients_count(c->ws->clients); i++)
		open_client(c, clients_at(c->ws->clients, i));
	return 0;
}

static int is_out(const struct registry_row *row)
{
	return !strcmp(row->status, "WONT-FIX") || !strcmp(row->vendor, "WONT-FIX");
}

int check_is_out(const struct check_routes *rows, const char *server)
{
	size_t at = map_get(&rows->routed, server), n;
	int out = 0;

	if (at != MAP_NONE)
		return is_out(registry_at(rows->reg, at));
	if (strncmp(server, "pipedream-", 10) != 0)
		return 0;
	/* where the short name ends and the tenant begins is not to be seen: each may have a "-" */
	for (n = strlen(server); n-- > 11 && !out;) {
		struct buf prefix = BUF_INIT;
		const char *c;

		if (server[n] != '-')
			continue;
		for (c = server; c < server + n; c++)
			buf_addc(&prefix, *c == '-' ? '_' : (char)toupper((unsigned char)*c));
		buf_adds(&prefix, "_*");
		out = map_get(&rows->prefixes, buf_str(&prefix)) != MAP_NONE;
		buf_free(&prefix);
	}
	return out;
}

void check_routes_free(struct check_routes *rows)
{
	map_free(&rows->routed);
	map_free(&rows->prefixes);
	registry_free(rows->reg);
	rows->reg = NULL;
}

int check_registry(const struct workspace *ws, struct check_routes *rows, struct err *e)
{
	char *path = workspace_path_new(ws, ws->registry);
	struct disk_file file;
	size_t i, k;
	int rc = disk_peek(&file, path, ws->root, e), out;

	free(path);
	if (rc)
		return -1;
	if (file.exists) {
		rows->reg = registry_parse(file.bytes, file.n, ws->registry, e);
		rc = rows->reg ? 0 : -1;
	}
	disk_file_free(&file);
	if (rows->reg) {
		map_room(&rows->routed, registry_count(rows->reg));
		map_room(&rows->prefixes, registry_count(rows->reg));
	}
	for (out = 0; rows->reg && out < 2; out++)
		for (i = 0; i < registry_count(rows->reg); i++) {
			const struct registry_row *row = registry_at(rows->reg, i);

			for (k = 0; is_out(row) == out && k < row->servers.n; k++)
				(void)map_put(&rows->routed, row->servers.v[k].value, i);
			if (!out && !strncmp(row->tool_prefix, "PIPEDREAM_", 10))
				(void)map_put(&rows->prefixes, row->tool_prefix, i);
		}
	return rc;
}

/* Who is a tenant: of the table, and of the workspace. */
static void list_tenants(struct check *c)
{
	size_t i;

	for (i = 0; c->rows.reg && i < registry_tenants(c->rows.reg); i++)
		(void)map_put(&c->tenants, registry_tenant(c->rows.reg, i), i);
	for (i = 0; i < c->ws->tenants.n; i++)
		(void)map_put(&c->tenants, c->ws->tenants.v[i].key, i);
}

int check_run(const struct workspace *ws, const struct check_how *how, struct findings *out, struct err *e)
{
	static const struct check_how all;
	struct check c = { .ws = ws, .how = how ? how : &all, .f = out };
	struct err why = ERR_INIT;
	size_t i;
	int rc = -1;

	memset(out, 0, sizeof(*out));
	c.reg_bad = check_registry(ws, &c.rows, &why) != 0;
	if (c.reg_bad)
		check_unreadable(&c, ws->registry, &why);
	if (check_open(&c, e))
		goto out;
	list_tenants(&c);
	out->servers = c.file && c.file[0].look ? client_look_count(c.file[0].look) : 0;
	out->rows = c.rows.reg ? registry_count(c.rows.reg) : 0;
	check_servers(&c);
	if (check_tools(&c, e))
		goto out;
	check_clients(&c);
	check_secrets(&c);
	check_rows(&c);
	make_unique(out);
	rc = 0;
out:
	for (i = 0; i < c.n; i++) {
		client_look_free(c.file[i].look);
		disk_file_free(&c.file[i].disk);
	}
	free(c.file);
	claim_free(&c.claim);
	claim_free(&c.other);
	check_routes_free(&c.rows);
	map_free(&c.tenants);
	if (rc)
		findings_free(out);
	return rc;
}
