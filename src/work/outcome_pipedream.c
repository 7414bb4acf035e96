/* SPDX-License-Identifier: MIT */
/* outcome_pipedream: what Path D, Pipedream Connect, leaves behind: entries, the row, the capability file. */
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "files/capability.h"
#include "files/client_own.h"
#include "files/registry.h"
#include "work/entries.h"
#include "work/env.h"
#include "work/notes.h"
#include "work/outcome.h"

#include <ctype.h>
#include <libintl.h>
#include <stdlib.h>
#include <string.h>

#define NAME_MAX_LEN 63

/* What Path D works from, read out of the facts once. */
struct gap {
	const struct workspace *ws;
	const struct kv *facts;
	const struct vendor_env *env;
	const char *slug, *app, *brief, *oauth_app;
	char *prefix; /* PIPEDREAM_GTM_* */
	char *was;    /* the short name of before, where it was another; or NULL */
};

/* The short name in a server's name "pipedream-SHORT-TENANT"; heap string, NULL where it is another kind of name. */
static char *short_of(const char *server, const char *tenant)
{
	static const char start[] = OWN_PIPEDREAM;
	size_t n = strlen(server), k = strlen(tenant), head = sizeof(start) - 1;

	if (strncmp(server, start, head) != 0 || n < head + k + 2 || server[n - k - 1] != '-' ||
	    strcmp(server + n - k, tenant) != 0)
		return NULL;
	return mem_strn(server + head, n - k - 1 - head);
}

static void find_earlier(struct gap *g, const struct registry_row *old)
{
	size_t i;

	for (i = 0; old && i < old->servers.n && !g->was; i++) {
		g->was = short_of(old->servers.v[i].value, old->servers.v[i].key);
		if (g->was && !strcmp(g->was, g->brief)) {
			free(g->was);
			g->was = NULL;
		}
	}
}

static char *server_new(const struct gap *g, const char *tenant)
{
	return mem_fmt(OWN_PIPEDREAM "%s-%s", g->brief, tenant);
}

static struct entry *entry_for(const void *arg, const char *tenant)
{
	const struct gap *g = arg;
	char *name = server_new(g, tenant), *pin = mem_fmt("board.pin.%s", tenant);
	/* one of several accounts, chosen by a person; else what stands there stays */
	struct entry *en = own_pipedream_new(name, env_mcp_url(g->env), g->env->pipedream_environment, tenant, g->app,
					     g->oauth_app, kv_get(g->facts, pin));

	free(pin);
	free(name);
	return en;
}

static char *story_new(const struct gap *g)
{
	struct buf out = BUF_INIT;

	buf_adds(&out, "Path D per ADR-061. ");
	notes_composio(g->facts, &out);
	buf_addc(&out, ' ');
	notes_pipedream(g->facts, &out);
	if (!strcmp(kv_or(g->facts, "oauth", ""), "own"))
		buf_addf(&out, " OAuth client %s.", kv_or(g->facts, "oauth-app", ""));
	if (kv_count(g->facts, "tools.tool"))
		buf_addf(&out, " Capability index: %s/pipedream-%s/capability_registry.yaml.", g->ws->tools,
			 g->slug);
	return buf_detach(&out);
}

static int put_row(struct plan *p, struct gap *g, struct err *e)
{
	struct registry *reg;
	struct plan_file *f = outcome_registry(p, g->ws, &reg, e);
	struct registry_row row = { 0 };
	const struct registry_row *old;
	char *story;
	size_t k;
	int rc;

	if (!f)
		return -1;
	story = story_new(g);
	old = reg ? registry_find(reg, g->slug) : NULL;
	find_earlier(g, old);
	row.slug = mem_str(g->slug);
	row.vendor = mem_str(p->vendor);
	row.tool_prefix = mem_str(g->prefix);
	for (k = 0; k < p->tenants.n; k++) {
		char *server = server_new(g, p->tenants.v[k].key);

		kv_add(&row.servers, p->tenants.v[k].key, server);
		free(server);
	}
	row.status = mem_str(notes_status(g->facts, old));
	row.notes = notes_new(g->facts, story, old && outcome_turns(old, p->vendor), old);
	rc = registry_put(&f->edit, f->path, &row, e);
	registry_row_free(&row);
	registry_free(reg);
	free(story);
	return rc;
}

/* The name of a tool in the live list's fact; heap string. */
static char *tool_of(const char *row)
{
	return mem_strn(row, strcspn(row, "\t"));
}

/* Entries under the short name of before get the ids of now, so that none stands there twice. */
static int rename_ids(struct plan *p, const struct gap *g, struct plan_file *f, struct err *e)
{
	struct kv ids = KV_INIT;
	size_t i, changed = 0;
	int rc;

	for (i = 0; i < g->facts->n; i++) {
		struct buf from = BUF_INIT, to = BUF_INIT;
		char *tool;

		if (strcmp(g->facts->v[i].key, "tools.tool") != 0)
			continue;
		tool = tool_of(g->facts->v[i].value);
		capability_id(&from, g->app, g->was, tool);
		capability_id(&to, g->app, g->brief, tool);
		kv_add(&ids, buf_str(&from), buf_str(&to));
		buf_free(&from);
		buf_free(&to);
		free(tool);
	}
	rc = capability_rename(&f->edit, f->path, &ids, &changed, e);
	if (!rc && changed)
		plan_warn(p, "renamed-ids",
			  ngettext("%s: the id of %zu entry begins with '%s' from now on, not with '%s'. An id of a tool that the server no longer lists stays as it is.",
				   "%s: the ids of %zu entries begin with '%s' from now on, not with '%s'. Ids of tools that the server no longer lists stay as they are.",
				   changed),
			  f->path, changed, g->brief, g->was);
	kv_free(&ids);
	return rc;
}

/* That there are none is known only where a list was read. */
static void warn_no_tools(struct plan *p, const struct gap *g)
{
	if (!strcmp(kv_or(g->facts, "tools.result", ""), "listed"))
		plan_warn(p, "no-tools", "%s", _("The remote server listed no tools, so no capability file is planned."));
	else
		plan_warn(p, "no-tools", "%s", _("Nobody knows yet which tools the remote server has, so no capability file is planned."));
	if (g->was)
		plan_warn(p, "no-tools", "%s",
			  _("A capability file that is there keeps the ids and the servers of the short name of before."));
}

static int put_capability(struct plan *p, const struct gap *g, struct err *e)
{
	struct capability c = { 0 };
	struct plan_file *f;
	char *path;
	size_t i;
	int rc;

	if (!kv_count(g->facts, "tools.tool")) {
		warn_no_tools(p, g);
		return 0;
	}
	path = outcome_capability_new(g->ws, g->slug);
	f = plan_open(p, g->ws, path, "capability", NULL, e);
	free(path);
	if (!f || (g->was && f->edit.now.len && rename_ids(p, g, f, e)))
		return -1;
	c.toolkit_slug = mem_str(g->slug);
	c.vendor = mem_str(p->vendor);
	c.app_slug = mem_str(g->app);
	c.tool_prefix = mem_str(g->prefix);
	for (i = 0; i < p->tenants.n; i++) {
		char *server = server_new(g, p->tenants.v[i].key);

		kv_add(&c.servers, p->tenants.v[i].key, server);
		free(server);
	}
	for (i = 0; i < g->facts->n; i++) {
		const char *row = g->facts->v[i].value;
		struct buf id = BUF_INIT;
		char *tool;

		if (strcmp(g->facts->v[i].key, "tools.tool") != 0)
			continue;
		tool = tool_of(row);
		capability_id(&id, g->app, g->brief, tool);
		capability_add(&c, buf_str(&id), tool, strchr(row, '\t') ? strchr(row, '\t') + 1 : "");
		buf_free(&id);
		free(tool);
	}
	rc = capability_put(&f->edit, f->path, &c, e);
	capability_free(&c);
	if (!rc) {
		char *next = mem_fmt(_("Next: `toolgap embed %s` puts its capabilities into the vector index."), g->slug);

		kv_add(&p->next, "", next);
		free(next);
	}
	return rc;
}

/* A mention in a description is not coverage, but a person should look before the gap is called one. */
static void warn_candidates(struct plan *p, const struct gap *g)
{
	size_t i;

	for (i = 0; i < g->facts->n; i++)
		if (!strcmp(g->facts->v[i].key, "composio.candidate"))
			plan_warn(p, "composio-candidate",
				  _("Composio's toolkit %.*s mentions it and was not taken; look whether it covers what you need."),
				  (int)strcspn(g->facts->v[i].value, "\t"), g->facts->v[i].value);
}

/* Say which of three things is true: not connected, not to be asked, connected but not listed. */
static void warn_pending(struct plan *p, const struct gap *g)
{
	int asked = !strcmp(kv_or(g->facts, "accounts.result", ""), "ok");
	size_t k;

	for (k = 0; k < p->tenants.n; k++) {
		const char *tenant = p->tenants.v[k].key;
		char *key = mem_fmt("accounts.tenant.%s", tenant);
		const char *state = kv_or(g->facts, key, "unknown");

		free(key);
		if (notes_verified(g->facts, tenant))
			continue;
		if (notes_held(g->facts, tenant)) {
			plan_warn(p, "held",
				  _("%s is connected, and it waits for your word (which of several accounts, or what it shares with another tenant), so it is not called LIVE."),
				  tenant);
			continue;
		}
		if (!asked || !strcmp(state, "unknown"))
			plan_warn(p, "connection-unknown",
				  _("Whether %s is connected could not be asked (%s); nothing is called LIVE that was not verified."),
				  tenant, kv_or(g->facts, "accounts.detail", "?"));
		else if (!strcmp(state, "connected"))
			plan_warn(p, "tools-unknown",
				  _("%s is connected, but the remote server did not list its tools; nothing is called LIVE that was not verified."),
				  tenant);
		else
			plan_warn(p, "pending",
				  _("%s has not connected yet: its entries and its cell are written, and it is not called LIVE."),
				  tenant);
	}
}

static int check_names(struct plan *p, const struct gap *g, struct err *e)
{
	size_t k;

	if (!text_is_name(g->slug, 1) || !text_is_name(g->app, 1) || !text_is_name(g->brief, 0))
		return err_set(e, E_FAIL,
			       _("'%s', '%s' or '%s' is not an allowed name (a-z 0-9 _ -, at most 63 characters). Nothing was written."),
			       g->slug, g->app, g->brief);
	for (k = 0; k < p->tenants.n; k++) {
		char *server = server_new(g, p->tenants.v[k].key);
		size_t n = strlen(server);

		free(server);
		if (n > NAME_MAX_LEN)
			return err_set(e, E_USAGE,
				       _("The server name for '%s' would have %zu characters; %d is the most. Choose a shorter --short."),
				       p->tenants.v[k].key, n, NAME_MAX_LEN);
	}
	return 0;
}

static int put_entries(struct plan *p, const struct gap *g, const struct kv *clients, struct err *e)
{
	const struct entries entries = { g->ws, g->facts, clients, g->slug, OWN_PIPEDREAM,
					 OWN_HELPER, entry_for, g };

	return entries_put(p, &entries, e);
}

int outcome_pipedream(struct plan *p, const struct outcome *o, struct err *e)
{
	const struct kv *facts = o->facts;
	struct gap g = {
		.ws = o->ws,
		.facts = facts,
		.env = o->env,
		.app = kv_or(facts, "pipedream.app_slug", ""),
		.brief = kv_or(facts, "short", ""),
	};
	struct buf up = BUF_INIT;
	const char *c;
	int rc;

	free(p->slug);
	g.slug = p->slug = outcome_slug_new(facts);
	p->vendor = "PIPEDREAM";

	if (!strcmp(kv_or(facts, "oauth", ""), "own"))
		g.oauth_app = kv_get(facts, "oauth-app");
	else if (!strcmp(kv_or(facts, "registry.own_client", ""), "own") && kv_get(facts, "oauth"))
		plan_warn(p, "managed-client",
			  _("The consent screen will name Pipedream. This provider asks for sensitive scopes, so your own OAuth client (--oauth-app oa_…) is proposed."));
	for (c = g.brief; *c; c++)
		buf_addc(&up, *c == '-' ? '_' : (char)toupper((unsigned char)*c));
	g.prefix = mem_fmt("PIPEDREAM_%s_*", buf_str(&up));
	rc = check_names(p, &g, e) || put_entries(p, &g, o->clients, e) || put_row(p, &g, e) ||
	     put_capability(p, &g, e);
	if (!rc) {
		warn_candidates(p, &g);
		warn_pending(p, &g);
	}
	free(g.prefix);
	free(g.was);
	buf_free(&up);
	return rc ? -1 : 0;
}
