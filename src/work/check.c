/* SPDX-License-Identifier: MIT */
/* check: the drift check. */
#include "work/check.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "files/capability.h"
#include "files/clients.h"
#include "files/registry.h"
#include "work/disk.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define LIST_CLIENT "claude-code" /* its project file is the list that the drift check reads */

/* A sorted list of names, so that a look-up in a loop stays cheap. */
struct names {
	const char **v;
	size_t n, cap;
};

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void names_add(struct names *ns, const char *name)
{
	MEM_GROW(ns->v, ns->n, ns->cap);
	ns->v[ns->n++] = name;
}

static void names_sort(struct names *ns)
{
	if (ns->n)
		qsort(ns->v, ns->n, sizeof(*ns->v), by_name);
}

static int names_has(const struct names *ns, const char *name)
{
	return ns->n && bsearch(&name, ns->v, ns->n, sizeof(*ns->v), by_name) != NULL;
}

static struct finding *add(struct findings *f, int rule, const char *file, size_t line,
			   const char *id_kind, const char *id_name)
{
	struct finding *x;

	MEM_GROW(f->v, f->n, f->cap);
	x = &f->v[f->n++];
	x->rule = rule;
	x->severity = "error";
	x->file = mem_str(file);
	x->line = line;
	x->id = mem_fmt("%s:%s", id_kind, id_name);
	x->message = x->fix = NULL;
	return x;
}

void findings_free(struct findings *f)
{
	size_t i;

	for (i = 0; i < f->n; i++) {
		free(f->v[i].id);
		free(f->v[i].file);
		free(f->v[i].message);
		free(f->v[i].fix);
	}
	free(f->v);
	memset(f, 0, sizeof(*f));
}

static int routed(const char *name)
{
	return !strncmp(name, "composio-", 9) || !strncmp(name, "pipedream-", 10);
}

/* Rule 1 */
static void unrouted_servers(const struct client_servers *servers, const struct registry *reg,
			     const char *list, const char *registry, struct findings *f)
{
	struct names rows = { NULL, 0, 0 };
	size_t i, k;

	for (i = 0; reg && i < registry_count(reg); i++) {
		const struct registry_row *row = registry_at(reg, i);

		for (k = 0; k < row->servers.n; k++)
			names_add(&rows, row->servers.v[k].value);
	}
	names_sort(&rows);
	for (i = 0; i < servers->n; i++) {
		struct finding *x;

		if (!routed(servers->v[i].name) || names_has(&rows, servers->v[i].name))
			continue;
		x = add(f, 1, list, servers->v[i].line, "unrouted-server", servers->v[i].name);
		x->message = mem_fmt(_("The server '%s' has no row in the registry, so no session can find it."),
				     servers->v[i].name);
		x->fix = mem_fmt(_("Add a row that names it to %s, or take the server out."), registry);
	}
	free(rows.v);
}

/* Rule 2 */
static void missing_servers(const struct client_servers *servers, const struct registry *reg,
			    const char *list, const char *registry, struct findings *f)
{
	struct names have = { NULL, 0, 0 };
	size_t i, k;

	for (i = 0; i < servers->n; i++)
		names_add(&have, servers->v[i].name);
	names_sort(&have);
	for (i = 0; reg && i < registry_count(reg); i++) {
		const struct registry_row *row = registry_at(reg, i);

		if (!strcmp(row->status, "WONT-FIX") || !strcmp(row->status, "PENDING-NATIVE"))
			continue;
		for (k = 0; k < row->servers.n; k++) {
			const char *server = row->servers.v[k].value;
			struct finding *x;
			char *name;

			if (names_has(&have, server))
				continue;
			name = mem_fmt("%s:%s", row->slug, row->servers.v[k].key);
			x = add(f, 2, registry, row->line, "missing-server", name);
			free(name);
			x->message = mem_fmt(_("The row '%s' sends %s to the server '%s', which %s does not have."),
					     row->slug, row->servers.v[k].key, server, list);
			x->fix = mem_fmt(_("Add the server (toolgap plan), or write — into the cell."));
		}
	}
	free(have.v);
}

/* Rule 3, one file */
static int one_capability(const struct workspace *ws, const char *dir, const struct registry *reg,
			  struct findings *f, struct err *e)
{
	char *raw = mem_fmt("%s/%s/capability_registry.yaml", ws->tools, dir);
	char *path = workspace_path_new(ws, raw);
	char *shown = text_safe_new(raw, 1000), *safe = text_safe_new(dir, 255);
	struct capability c = { 0 };
	struct disk_file file;
	int rc = -1;

	if (disk_read(&file, path, ws->root, e))
		goto out;
	if (!file.exists) {
		rc = 0;
	} else if (!capability_parse(&c, file.bytes, file.n, shown, e)) {
		if (!c.toolkit_slug || !reg || !registry_find(reg, c.toolkit_slug)) {
			struct finding *x = add(f, 3, shown, 1, "orphan-capability", safe);

			x->message = c.toolkit_slug ?
				mem_fmt(_("Its toolkit_slug '%s' has no row in the registry."), c.toolkit_slug) :
				mem_fmt(_("It has no toolkit_slug, so it belongs to no row."));
			x->fix = mem_fmt(_("Add the row to %s, or correct the toolkit_slug."), ws->registry);
		}
		rc = 0;
	}
	capability_free(&c);
	disk_file_free(&file);
out:
	free(path);
	free(raw);
	free(safe);
	free(shown);
	return rc;
}

/* Beside the folders of tools stand manuals and the like. */
static int is_folder(const char *parent, const char *name)
{
	char *path = mem_fmt("%s/%s", parent, name);
	struct stat st;
	int is = !stat(path, &st) && S_ISDIR(st.st_mode);

	free(path);
	return is;
}

static int not_dot(const struct dirent *de)
{
	return de->d_name[0] != '.';
}

static int capabilities(const struct workspace *ws, const struct registry *reg, struct findings *f,
			struct err *e)
{
	char *dir = workspace_path_new(ws, ws->tools);
	struct dirent **list = NULL;
	int n = scandir(dir, &list, not_dot, alphasort), i, rc = 0;

	if (n < 0 && errno != ENOENT && errno != ENOTDIR)
		rc = err_set(e, E_FAIL, _("The folder '%s' cannot be read: %s. Nothing was changed."),
			     ws->tools, strerror(errno));
	for (i = 0; i < n; i++) {
		if (!rc && is_folder(dir, list[i]->d_name))
			rc = one_capability(ws, list[i]->d_name, reg, f, e);
		free(list[i]);
	}
	free(list);
	free(dir);
	return rc;
}

static int read_servers(const struct workspace *ws, const struct client *cl,
			struct client_servers *out, struct err *e)
{
	char *path = workspace_path_new(ws, client_file(cl));
	struct disk_file file;
	int rc = disk_read(&file, path, workspace_fence(ws, client_file(cl)), e);

	if (!rc) {
		if (file.exists)
			rc = client_read(cl, file.bytes, file.n, client_file(cl), out, e);
		disk_file_free(&file);
	}
	free(path);
	return rc;
}

static int read_registry(const struct workspace *ws, struct registry **reg, struct err *e)
{
	char *path = workspace_path_new(ws, ws->registry);
	struct disk_file file;
	int rc = disk_read(&file, path, ws->root, e);

	*reg = NULL;
	if (!rc) {
		if (file.exists) {
			*reg = registry_parse(file.bytes, file.n, ws->registry, e);
			rc = *reg ? 0 : -1;
		}
		disk_file_free(&file);
	}
	free(path);
	return rc;
}

int check_run(const struct workspace *ws, struct findings *out, struct err *e)
{
	const struct client *cl = clients_find(ws->clients, LIST_CLIENT);
	struct client_servers servers = { 0 };
	struct registry *reg = NULL;
	int rc = -1;

	memset(out, 0, sizeof(*out));
	if (!cl)
		return err_set(e, E_FAIL, _("clients.yaml has no '%s', whose file is the list of servers."),
			       LIST_CLIENT);
	if (read_servers(ws, cl, &servers, e) || read_registry(ws, &reg, e))
		goto out;
	out->servers = servers.n;
	out->rows = reg ? registry_count(reg) : 0;
	unrouted_servers(&servers, reg, client_file(cl), ws->registry, out);
	missing_servers(&servers, reg, client_file(cl), ws->registry, out);
	rc = capabilities(ws, reg, out, e);
out:
	client_servers_free(&servers);
	registry_free(reg);
	if (rc)
		findings_free(out);
	return rc;
}
