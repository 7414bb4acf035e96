/* SPDX-License-Identifier: MIT */
/* entries: one server entry a tenant into every client's file. */
#include "work/entries.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "files/clients.h"
#include "files/registry.h"

#include <stdlib.h>
#include <string.h>

/* The longest tool name of the live list, for the clients' limits. */
static size_t longest_tool(const struct kv *facts)
{
	size_t i, longest = 0;

	for (i = 0; i < facts->n; i++) {
		size_t n = strcspn(facts->v[i].value, "\t");

		if (!strcmp(facts->v[i].key, "tools.tool") && n > longest)
			longest = n;
	}
	return longest;
}

/* The servers that the row of before names, tenant by tenant: what they are called now may be another name. */
static int read_earlier(const struct entries *how, struct kv *out, struct err *e)
{
	const char *file = how->ws->registry;
	char *path = workspace_path_new(how->ws, file);
	const struct registry_row *row;
	struct registry *reg = NULL;
	struct disk_file f;
	int rc = disk_read(&f, path, workspace_fence(how->ws, file), e);

	free(path);
	if (rc)
		return -1;
	if (f.n) {
		reg = registry_parse(f.bytes, f.n, file, e);
		rc = reg ? 0 : -1;
		row = reg ? registry_find(reg, how->slug) : NULL;
		if (row)
			kv_copy(out, &row->servers);
	}
	registry_free(reg);
	disk_file_free(&f);
	return rc;
}

static int replaces(const struct entries *how)
{
	return !strcmp(kv_or(how->facts, "replace-foreign", ""), "replace");
}

/* An entry of ours under the short name of before gets the name of now, in its place. */
static int rename_entry(struct plan *p, const struct entries *how, const struct client *cl,
			struct plan_file *f, const struct entry *en, const char *from, struct err *e)
{
	enum client_put what;

	if (!from || !strcmp(from, en->name) || strncmp(from, how->prefix, strlen(how->prefix)) != 0)
		return 0;
	if (client_rename(cl, &f->edit, f->path, from, en, &what, e))
		return -1;
	/* where nobody has let that one go, put_entry says that it is in the way */
	if (what == CLIENT_TAKEN && replaces(how)) {
		plan_replaces(p, f, en->name);
		if (client_remove(cl, &f->edit, f->path, en->name, e) ||
		    client_rename(cl, &f->edit, f->path, from, en, &what, e))
			return -1;
	}
	if (what == CLIENT_CHANGED)
		plan_warn(p, "renamed", _("%s: the entry '%s' is called '%s' from now on."), f->path, from,
			  en->name);
	else if (what == CLIENT_FOREIGN)
		plan_warn(p, "not-renamed",
			  _("%s: the entry '%s' that the row names cannot be told to be toolgap's, so it keeps its name."),
			  f->path, from);
	return 0;
}

static void warn_limit(struct plan *p, const struct client *cl, const char *server, size_t longest)
{
	size_t n = client_tool_length(cl, strlen(server), longest);

	if (cl->tool_limit && n > cl->tool_limit)
		plan_warn(p, "tool-name-limit",
			  /* TRANSLATORS: client, number, clause of the client, server, its length, length, sum */
			  _("%s takes %zu characters for a tool's name and %s: '%s' (%zu) and the longest tool (%zu) make %zu. A shorter --short helps."),
			  cl->name, cl->tool_limit, cl->tool_over, server, strlen(server), longest, n);
}

/*
 * What a client makes of its servers' names in the names of their tools: too long, or so short that two servers are not
 * told apart, of which one acts for another tenant than the other.
 */
static void warn_names(struct plan *p, const struct entries *how, const struct client *cl)
{
	struct kv names = KV_INIT;
	size_t k, longest = 0, alike = 0;

	for (k = 0; k < p->tenants.n; k++) {
		struct entry *en = how->make(how->arg, p->tenants.v[k].key);

		kv_add(&names, en->name, "");
		entry_free(en);
		if (strlen(names.v[k].key) > strlen(names.v[longest].key))
			longest = k;
		if (!alike && k && cl->tool_server && !strncmp(names.v[0].key, names.v[k].key, cl->tool_server))
			alike = k;
	}
	if (names.n)
		warn_limit(p, cl, names.v[longest].key, longest_tool(how->facts));
	if (alike)
		plan_warn(p, "tool-names-alike",
			  _("%s keeps %zu characters of a server's name in its tools' names: those of '%s' and '%s' differ by a number only."),
			  cl->name, cl->tool_server, names.v[0].key, names.v[alike].key);
	kv_free(&names);
}

/* It goes when a person has said so, else it is named and stays. */
static int meet_foreign(struct plan *p, const struct entries *how, const struct client *cl,
			struct plan_file *f, const struct entry *en, struct err *e)
{
	if (!replaces(how)) {
		kv_addf(&p->foreign, f->path,
			_("%s has an entry '%s' that is not toolgap's: it leads elsewhere."), f->path,
			en->name);
		return 0;
	}
	plan_replaces(p, f, en->name);
	return client_replace(cl, &f->edit, f->path, en, e);
}

/* "env", "helper", or NULL: nobody says, so an entry that is there keeps the way that it has. */
static const char *auth(const struct entries *how)
{
	return kv_get(how->facts, "workspace.auth");
}

/* The workspace's own commands count as ours too: toolgap wrote them. */
static int name_helper(struct plan *p, const struct entries *how, const struct client *cl, struct plan_file *f,
		       struct entry *en, struct err *e)
{
	const struct workspace *ws = how->ws;
	const char *command = workspace_helper(ws, f->path);
	char *stands = NULL;

	if (!how->helper)
		return 0;
	command = command ? command : how->helper;
	entry_own_helper(en, how->helper);
	if (ws->helper)
		entry_own_helper(en, ws->helper);
	if (ws->helper_here)
		entry_own_helper(en, ws->helper_here);
	if (!auth(how)) {
		if (client_helper(cl, &f->edit, f->path, en, &stands, e))
			return -1;
		if (stands)
			entry_helper_set(en, stands);
		free(stands);
	} else if (!strcmp(auth(how), "helper")) {
		entry_helper_set(en, command);
		if (cl->helper_field && ws->helper_here && strcmp(command, ws->helper_here) != 0)
			plan_warn(p, "helper-here",
				  _("%s: the helper that this workspace's toolgap.yaml names counts for files inside of the workspace only, so `%s` is written here. Name it in your own toolgap.yaml (~/.config/toolgap) if you want it for all projects."),
				  f->path, command);
	}
	return 0;
}

/* What of the user's own in an entry of ours could not stay, or stays in the way. */
static void warn_own(struct plan *p, const struct client *cl, const struct plan_file *f,
		     const struct entry *en, const struct kv *told)
{
	size_t i;

	for (i = 0; i < told->n; i++) {
		if (!strcmp(told->v[i].value, CLIENT_GOES))
			plan_warn(p, "own-goes",
				  _("%s: '%s' of the entry '%s' is not toolgap's and cannot stay beside what toolgap writes there, so it goes. `toolgap undo` brings it back."),
				  f->path, told->v[i].key, en->name);
		else
			plan_warn(p, "own-helper",
				  _("%s: the entry '%s' has a '%s' of your own, which stays: %s may take its headers in place of those that toolgap writes."),
				  f->path, en->name, told->v[i].key, cl->name);
	}
}

static int put_entry(struct plan *p, const struct entries *how, const struct client *cl,
		     const char *tenant, const char *from, struct err *e)
{
	const char *path = client_file_in(cl, kv_get(how->facts, "workspace.scope"), e);
	struct plan_file *f;
	struct entry *en;
	struct kv told = KV_INIT;
	enum client_put what;
	int rc = -1;

	if (!path)
		return -1;
	f = plan_open(p, how->ws, path, "mcp-entry", cl->id, e);
	if (!f)
		return plan_without(cl, e);
	en = how->make(how->arg, tenant);
	if (!rename_entry(p, how, cl, f, en, from, e) && !name_helper(p, how, cl, f, en, e) &&
	    !client_put_told(cl, &f->edit, f->path, en, &what, &told, e) &&
	    (what != CLIENT_FOREIGN || !meet_foreign(p, how, cl, f, en, e))) {
		warn_own(p, cl, f, en, &told);
		plan_need(p, cl, en, en->helper && strcmp(en->helper, how->helper) != 0);
		rc = 0;
	}
	kv_free(&told);
	entry_free(en);
	return rc ? plan_without(cl, e) : 0;
}

/* The short name in PREFIX SHORT "-" TENANT; heap string, NULL where the name is made in another way. */
static char *short_new(const char *server, const char *prefix, const char *tenant)
{
	size_t n = strlen(server), head = strlen(prefix), k = strlen(tenant);

	if (strncmp(server, prefix, head) != 0 || n < head + k + 2 || server[n - k - 1] != '-' ||
	    strcmp(server + n - k, tenant) != 0)
		return NULL;
	return mem_strn(server + head, n - k - 1 - head);
}

/* A row has one short name, which its prefix and the ids of its capabilities bear: all its tenants, or none. */
static int one_short(const struct plan *p, const struct entries *how, const struct kv *earlier, struct err *e)
{
	size_t i;
	int rc = 0;

	for (i = 0; i < earlier->n && !rc; i++) {
		const char *tenant = earlier->v[i].key, *server = earlier->v[i].value;
		char *was = kv_get(&p->tenants, tenant) ? NULL : short_new(server, how->prefix, tenant);
		struct entry *en = was ? how->make(how->arg, tenant) : NULL;

		if (en && strcmp(en->name, server) != 0)
			rc = err_set(e, E_USAGE,
				     _("The row '%s' sends %s to '%s', and this would make the short name another one for the tenants named only. Nothing was written; say --short %s to keep the name, or name %s too (--tenant), so that all of them are renamed."),
				     how->slug, tenant, server, was, tenant);
		entry_free(en);
		free(was);
	}
	return rc;
}

int entries_put(struct plan *p, const struct entries *how, struct err *e)
{
	struct kv earlier = KV_INIT;
	size_t i, k;
	int rc = read_earlier(how, &earlier, e) || one_short(p, how, &earlier, e) ? -1 : 0;

	for (i = 0; i < how->clients->n && !rc; i++) {
		const struct client *cl = clients_find(how->ws->clients, how->clients->v[i].key);

		if (!cl) {
			rc = err_set(e, E_USAGE,
				     _("toolgap knows no client '%s'. `toolgap clients list` shows those it knows."),
				     how->clients->v[i].key);
			break;
		}
		for (k = 0; k < p->tenants.n && !rc; k++)
			rc = put_entry(p, how, cl, p->tenants.v[k].key,
				       kv_get(&earlier, p->tenants.v[k].key), e);
		if (!rc)
			warn_names(p, how, cl);
	}
	kv_free(&earlier);
	return rc;
}
