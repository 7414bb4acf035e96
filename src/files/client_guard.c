/* SPDX-License-Identifier: MIT */
/* client_guard: is the difference between two versions of a client's file one that toolgap would make? */
#include "files/client_guard.h"

#include "base/i18n.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"
#include "files/client_claim.h"
#include "files/client_form.h"
#include "files/client_own.h"
#include "files/client_rest.h"

#include <stdlib.h>
#include <string.h>

struct guard {
	const struct client *cl;
	const struct guard_rules *rules;
	const struct kv *may;
	const char *name; /* the file */
	struct touched all;
	struct map servers; /* of the rules */
	struct map gone;    /* "PREFIX URL TENANT APP" → touched: what may have another name now */
	char **key;
	size_t keys, cap;
	char *used; /* per touched: it has another name now */
	struct kv *hosts;
	struct err *e;
};

void guard_rules_free(struct guard_rules *r)
{
	kv_free(&r->helpers);
	kv_free(&r->servers);
	kv_free(&r->tenants);
}

/* The tenant that the registry on disk has for this server, or NULL. */
static const char *tenant_of(const struct guard *g, const char *server)
{
	size_t at = map_get(&g->servers, server);

	return at == MAP_NONE ? NULL : g->rules->servers.v[at].value;
}

static int is_mcp(const struct guard_rules *r, const char *url)
{
	return url && ((r->mcp[0] && !strcmp(url, r->mcp[0])) || (r->mcp[1] && !strcmp(url, r->mcp[1])));
}

static int ends_in(const char *server, const char *tenant)
{
	size_t n = strlen(server), k = strlen(tenant), p = strlen(own_prefix(server));

	return n > p + k + 1 && server[n - k - 1] == '-' && !strcmp(server + n - k, tenant);
}

/* ---- what toolgap would write under this name, from what it says */

static int is_id(const char *s, const char *prefix)
{
	size_t n = strlen(prefix);

	return !strncmp(s, prefix, n) && strlen(s) > n && strlen(s) < 72 &&
	       !s[n + strspn(s + n, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")];
}

static struct entry *pipedream(const struct guard *g, const char *server, const struct tree *now)
{
	const char *url = client_url(g->cl, now, 0), *tenant = client_header(now, CLIENT_USER);
	const char *app = client_header(now, CLIENT_APP_SLUG), *oauth = client_header(now, "x-pd-oauth-app-id");
	const char *environment = client_header(now, "x-pd-environment"), *account = client_header(now, "x-pd-account-id");

	if (!is_mcp(g->rules, url) || !tenant || !app || !environment || !text_is_name(tenant, 1) || !text_is_name(app, 1) ||
	    !ends_in(server, tenant) || (oauth && !is_id(oauth, "oa_")) || (account && !is_id(account, "apn_")) ||
	    (strcmp(environment, "production") != 0 && strcmp(environment, "development") != 0))
		return NULL;
	return own_pipedream_new(server, url, environment, tenant, app, oauth, account);
}

static struct entry *worker(const struct guard *g, const char *server, const struct tree *now)
{
	const char *url = client_url(g->cl, now, 0), *tenant = client_header(now, CLIENT_TENANT);

	if (!url || !tenant || !g->rules->worker_variable || !text_is_name(tenant, 1) || !ends_in(server, tenant))
		return NULL;
	return own_worker_new(server, url, g->rules->worker_variable, tenant);
}

/* A header that stood there just so is the user's own, unless its variable is ours. */
static int is_kept(const struct tree *was, const struct claim_header *h)
{
	const struct tree *map = was ? tree_get(was, h->member) : NULL;
	const struct tree *t = map && map->kind == TREE_MAP ? tree_get(map, h->name) : map;

	return t && t->kind == TREE_TEXT && !strcmp(t->text, h->value);
}

static void native_header(struct entry *en, const char *server, const struct tree *was, const struct claim_header *h)
{
	struct buf text = BUF_INIT, var = BUF_INIT;
	char *rule = own_variable_new(server, h->name);

	if (claim_header_split(h, &text, &var) &&
	    (var.len ? !strcmp(buf_str(&var), rule) : !is_kept(was, h)))
		entry_header_add(en, h->name, buf_str(&text), var.len ? rule : NULL);
	free(rule);
	buf_free(&text);
	buf_free(&var);
}

static struct entry *native(const struct guard *g, const char *server, const struct tree *was, const struct tree *now)
{
	const char *url = client_url(g->cl, now, 0);
	struct entry *en = url ? entry_new(server, url) : NULL;
	struct claim c = { 0 };
	size_t i;

	claim_read_tree(&c, g->cl, now);
	for (i = 0; en && i < c.n; i++)
		native_header(en, server, was, &c.headers[i]);
	claim_free(&c);
	return en;
}

static struct entry *wanted_new(const struct guard *g, const char *server, const struct tree *was, const struct tree *now)
{
	const char *prefix = own_prefix(server);
	const struct tree *helper = g->cl->helper_field ? tree_get(now, g->cl->helper_field) : NULL;
	struct entry *en = !strcmp(prefix, OWN_PIPEDREAM) ? pipedream(g, server, now)
			   : !strcmp(prefix, OWN_WORKER) ? worker(g, server, now)
							 : native(g, server, was, now);
	size_t i;

	if (!en || strcmp(prefix, OWN_PIPEDREAM) != 0)
		return en;
	for (i = 0; i < g->rules->helpers.n; i++) {
		const char *own = g->rules->helpers.v[i].key;

		entry_own_helper(en, own);
		if (helper && helper->kind == TREE_TEXT && !strcmp(helper->text, own))
			entry_helper_set(en, own);
	}
	return en;
}

/* ---- is it that? */

/* The first member in which the two differ; 1 when there is one. */
static int odd(struct buf *path, const struct tree *goal, const struct tree *now)
{
	const struct tree *t, *other;
	size_t n = path->len;

	for (t = now->child; t; t = t->next) {
		other = tree_get(goal, t->key);
		if (tree_same(t, other))
			continue;
		buf_addf(path, "%s%s", n ? "." : "", t->key);
		if (other && t->kind == TREE_MAP && other->kind == TREE_MAP)
			(void)odd(path, other, t);
		return 1;
	}
	for (t = goal->child; t; t = t->next) {
		if (tree_get(now, t->key))
			continue;
		buf_addf(path, "%s%s", n ? "." : "", t->key);
		return 1;
	}
	return 0;
}

static int not_our_form(const struct guard *g, const char *server, const struct tree *goal, const struct tree *now)
{
	struct buf path = BUF_INIT;
	char *safe, *shown = text_safe_new(server, 80);

	if (goal && now->kind == TREE_MAP && odd(&path, goal, now)) {
		safe = text_safe_new(buf_str(&path), 120);
		err_set(g->e, E_FAIL,
			_("%s: the plan's entry '%s' is not a remote server of toolgap's form: its '%s' is not what toolgap would write there. Nothing was written; do not trust this plan, and make a new one."),
			g->name, shown, safe);
		free(safe);
	} else {
		err_set(g->e, E_FAIL,
			_("%s: the plan's entry '%s' is not a remote server of toolgap's form: its address, its tenant or its app is not one that toolgap would write there. Nothing was written; do not trust this plan, and make a new one."),
			g->name, shown);
	}
	free(shown);
	buf_free(&path);
	return -1;
}

static int not_ours(const struct guard *g, const char *server)
{
	char *shown = text_safe_new(server, 80);

	err_set(g->e, E_FAIL,
		_("%s: the plan changes the entry '%s', which is not toolgap's, and does not say so. Nothing was written; make a new plan."),
		g->name, shown);
	free(shown);
	return -1;
}

/* `was` NULL: exactly our form; else that with what of the user's own stands there. */
static int is_goal(const struct guard *g, const struct entry *en, const struct tree *was, const struct tree *now)
{
	struct tree *want = client_form_new(g->cl, en, g->e), *goal;
	struct kv told = KV_INIT;
	int rc;

	if (!want)
		return -1;
	goal = was ? client_goal_new(g->cl, en, was, want, &told) : tree_copy_new(want);
	rc = now->kind == TREE_MAP && tree_same(goal, now) ? 0 : not_our_form(g, en->name, goal, now);
	kv_free(&told);
	tree_free(goal);
	tree_free(want);
	return rc;
}

static void note_host(const struct guard *g, const struct entry *en)
{
	const char *s = strstr(en->url, "://");
	char *host = mem_strn(s + 3, strcspn(s + 3, "/?#"));
	const char *known = kv_get(g->hosts, host);
	int ours = is_mcp(g->rules, en->url) ||
		   (!strcmp(own_prefix(en->name), OWN_WORKER) && !strcmp(en->url, OWN_WORKER_LOCAL));

	if (!known || (*known && !ours))
		kv_set(g->hosts, host, ours ? "ours" : "");
	free(host);
}

/* ---- entries that have another name now */

static char *key_new(const char *prefix, const char *url, const char *tenant, const char *app)
{
	return mem_fmt("%s %s %s %s", prefix, url, tenant, app);
}

static void list_gone(struct guard *g)
{
	size_t i;

	for (i = 0; i < g->all.n; i++) {
		const struct touched_entry *t = &g->all.v[i];
		const char *tenant = t->was && !t->now ? tenant_of(g, t->name) : NULL;
		const char *url = tenant ? client_url_of(g->cl, t->was) : NULL, *app;

		if (!url)
			continue;
		app = client_header(t->was, CLIENT_APP_SLUG);
		MEM_GROW(g->key, g->keys, g->cap);
		g->key[g->keys] = key_new(own_prefix(t->name), url, tenant, app ? app : "");
		(void)map_put(&g->gone, g->key[g->keys++], i);
	}
}

static size_t gone_at(const struct guard *g, const struct entry *en, const char *url, const char *tenant, const char *app)
{
	char *key = url ? key_new(own_prefix(en->name), url, tenant, app) : NULL;
	size_t at = key ? map_get(&g->gone, key) : MAP_NONE;

	free(key);
	return at == MAP_NONE || g->used[at] ? MAP_NONE : at;
}

/* What of those that are gone is now called as the entry is; its tenant is the end of both names. */
static size_t source_of(const struct guard *g, const struct entry *en, const struct tree *now)
{
	const char *app = client_header(now, CLIENT_APP_SLUG);
	size_t at = MAP_NONE, i, k;

	for (i = 0; g->keys && at == MAP_NONE && i < g->rules->tenants.n; i++) {
		const char *tenant = g->rules->tenants.v[i].key;

		for (k = 0; ends_in(en->name, tenant) && at == MAP_NONE && k < 4; k++)
			at = gone_at(g, en, k & 1 ? en->earlier : en->url, tenant, k & 2 || !app ? "" : app);
	}
	return at != MAP_NONE && client_ours(g->cl, g->all.v[at].was, en) ? at : MAP_NONE;
}

/* ---- one entry after the other */

static int judge_now(struct guard *g, const struct touched_entry *t)
{
	int replaced = kv_get(g->may, t->name) != NULL, rc;
	const struct tree *was = replaced ? NULL : t->was;
	struct entry *en = wanted_new(g, t->name, was, t->now);
	size_t from = MAP_NONE;

	if (!en)
		return not_our_form(g, t->name, NULL, t->now);
	if (!replaced && !was) {
		from = source_of(g, en, t->now);
		if (from != MAP_NONE)
			was = g->all.v[from].was;
	}
	if (from != MAP_NONE) {
		/* a native server's headers are told from the user's own by what stood there */
		entry_free(en);
		en = wanted_new(g, t->name, was, t->now);
		g->used[from] = 1;
	}
	rc = was && !client_ours(g->cl, was, en) ? not_ours(g, t->name) : is_goal(g, en, was, t->now);
	if (!rc)
		note_host(g, en);
	entry_free(en);
	return rc;
}

/* As client_take has it, of a server that the registry knows. */
static int judge_gone(const struct guard *g, const struct touched_entry *t)
{
	const char *tenant = tenant_of(g, t->name);
	size_t i;
	int ours = 0;

	for (i = 0; i < 2 && tenant && !ours; i++) {
		struct entry *en = g->rules->mcp[i] ? entry_new(t->name, g->rules->mcp[i]) : NULL;

		if (!en)
			continue;
		entry_header_add(en, CLIENT_USER, tenant, NULL);
		ours = !strcmp(own_prefix(t->name), OWN_PIPEDREAM) && client_ours(g->cl, t->was, en) && client_marked(t->was);
		entry_free(en);
	}
	return ours ? 0 : not_ours(g, t->name);
}

static int judge_all(struct guard *g)
{
	size_t i;
	int rc = 0;

	list_gone(g);
	for (i = 0; !rc && i < g->all.n; i++)
		if (g->all.v[i].now)
			rc = judge_now(g, &g->all.v[i]);
	for (i = 0; !rc && i < g->all.n; i++)
		if (!g->all.v[i].now && !g->used[i])
			rc = judge_gone(g, &g->all.v[i]);
	return rc;
}

/* What a person lets go is of our names, and ours stands in its place. */
static int may_ok(const struct guard *g)
{
	struct map there = MAP_INIT;
	size_t i;
	int rc = 0;

	for (i = 0; i < g->all.n; i++)
		if (g->all.v[i].now)
			(void)map_put(&there, g->all.v[i].name, i);
	for (i = 0; !rc && i < g->may->n; i++)
		if (map_get(&there, g->may->v[i].key) == MAP_NONE)
			rc = err_set(g->e, E_FAIL,
				     _("%s: the plan says that it replaces the entry '%s', and puts none of toolgap's in its place. Nothing was written; make a new plan."),
				     g->name, g->may->v[i].key);
	map_free(&there);
	return rc;
}

int client_guard(const struct client *cl, const char *old, size_t n, const char *now, size_t m, const char *name,
		 const struct kv *may, const struct guard_rules *rules, struct kv *hosts, struct err *e)
{
	struct guard g = { .cl = cl, .rules = rules, .may = may, .name = name, .hosts = hosts, .e = e };
	size_t i;
	int rc;

	if (client_rest(cl, old, n, now, m, name, &g.all, e))
		return -1;
	g.used = mem_alloc(g.all.n + 1);
	for (i = 0; i < rules->servers.n; i++)
		(void)map_put(&g.servers, rules->servers.v[i].key, i);
	rc = may_ok(&g) || judge_all(&g) ? -1 : 0;
	for (i = 0; i < g.keys; i++)
		free(g.key[i]);
	free(g.key);
	free(g.used);
	map_free(&g.servers);
	map_free(&g.gone);
	touched_free(&g.all);
	return rc;
}
