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

/* An entry of ours under the short name of before gets the name of now, in its place. */
static int rename_entry(struct plan *p, const struct entries *how, const struct client *cl,
			struct plan_file *f, const struct entry *en, const char *from, struct err *e)
{
	enum client_put what;

	if (!from || !strcmp(from, en->name) || strncmp(from, how->prefix, strlen(how->prefix)) != 0)
		return 0;
	if (client_rename(cl, &f->edit, f->path, from, en, &what, e))
		return -1;
	if (what == CLIENT_CHANGED)
		plan_warn(p, "renamed", _("%s: the entry '%s' is called '%s' from now on."), f->path, from,
			  en->name);
	else if (what == CLIENT_FOREIGN)
		plan_warn(p, "not-renamed",
			  _("%s: the entry '%s' that the row names is not toolgap's, so it keeps its name."),
			  f->path, from);
	return 0;
}

static void warn_limit(struct plan *p, const struct client *cl, const struct entry *en, size_t longest)
{
	if (cl->tool_limit && strlen(en->name) + longest >= cl->tool_limit)
		plan_warn(p, "tool-name-limit",
			  _("%s drops tools when server name and tool name together reach %zu characters; '%s' (%zu) and the longest tool (%zu) make %zu. A shorter --short helps."),
			  cl->name, cl->tool_limit, en->name, strlen(en->name), longest,
			  strlen(en->name) + longest);
}

/* It goes when a person has said so, else it is named and stays. */
static int meet_foreign(struct plan *p, const struct entries *how, const struct client *cl,
			struct plan_file *f, const struct entry *en, struct err *e)
{
	if (strcmp(kv_or(how->facts, "replace-foreign", ""), "replace") != 0) {
		kv_addf(&p->foreign, f->path,
			_("%s has an entry '%s' that is not toolgap's: it leads elsewhere."), f->path,
			en->name);
		return 0;
	}
	plan_replaces(p, f, en->name);
	return client_replace(cl, &f->edit, f->path, en, e);
}

static int helps(const struct entries *how)
{
	return how->helper && !strcmp(kv_or(how->facts, "workspace.auth", "env"), "helper");
}

/* The person's own commands count as ours too: toolgap wrote them. */
static void name_helpers(const struct entries *how, struct entry *en)
{
	if (!how->helper)
		return;
	entry_own_helper(en, how->helper);
	if (how->ws->helper)
		entry_own_helper(en, how->ws->helper);
	if (helps(how))
		entry_helper_set(en, how->ws->helper ? how->ws->helper : how->helper);
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
	name_helpers(how, en);
	if (!rename_entry(p, how, cl, f, en, from, e) &&
	    !client_put_told(cl, &f->edit, f->path, en, &what, &told, e) &&
	    (what != CLIENT_FOREIGN || !meet_foreign(p, how, cl, f, en, e))) {
		warn_own(p, cl, f, en, &told);
		warn_limit(p, cl, en, longest_tool(how->facts));
		plan_need(p, cl, en, how->ws->helper != NULL);
		rc = 0;
	}
	kv_free(&told);
	entry_free(en);
	return rc ? plan_without(cl, e) : 0;
}

int entries_put(struct plan *p, const struct entries *how, struct err *e)
{
	struct kv earlier = KV_INIT;
	size_t i, k;
	int rc = read_earlier(how, &earlier, e);

	for (i = 0; i < how->clients->n && !rc; i++) {
		const struct client *cl = clients_find(how->ws->clients, how->clients->v[i].key);

		if (!cl)
			rc = err_set(e, E_USAGE,
				     _("toolgap knows no client '%s'. `toolgap clients list` shows those it knows."),
				     how->clients->v[i].key);
		for (k = 0; k < p->tenants.n && !rc; k++)
			rc = put_entry(p, how, cl, p->tenants.v[k].key,
				       kv_get(&earlier, p->tenants.v[k].key), e);
	}
	kv_free(&earlier);
	return rc;
}
