/* SPDX-License-Identifier: MIT */
/* plan_load: a plan from a document, which may be anybody's: held against the files, and against what toolgap would write. */
#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "files/capability.h"
#include "files/client_guard.h"
#include "files/client_own.h"
#include "files/registry.h"
#include "work/env.h"
#include "work/plan.h"
#include "work/reminder.h"
#include "work/scaffold.h"

#include <stdlib.h>
#include <string.h>

/* A load under way. `word`: what the person who applies it says. */
struct load {
	struct plan *p;
	const struct workspace *ws;
	const struct plan_word *word;
	const char *name; /* of the document */
	struct guard_rules rules;
	struct kv values; /* of the worker of its row */
};

/* ---- what is known here, whatever the document says */

static int read_registry(struct load *l, struct err *e)
{
	const char *file = l->ws->registry;
	char *path = workspace_path_new(l->ws, file);
	struct registry *reg = NULL;
	struct disk_file f;
	size_t i, k;
	int rc = disk_peek(&f, path, workspace_fence(l->ws, file), e);

	free(path);
	if (rc)
		return -1;
	if (f.n) {
		reg = registry_parse(f.bytes, f.n, file, e);
		rc = reg ? 0 : -1;
	}
	for (i = 0; reg && i < registry_tenants(reg); i++)
		kv_add(&l->rules.tenants, registry_tenant(reg, i), "");
	for (i = 0; reg && i < registry_count(reg); i++) {
		const struct registry_row *row = registry_at(reg, i);

		for (k = 0; k < row->servers.n; k++)
			kv_add(&l->rules.servers, row->servers.v[k].value, row->servers.v[k].key);
	}
	registry_free(reg);
	disk_file_free(&f);
	return rc;
}

static int know(struct load *l, struct err *e)
{
	struct err unused = ERR_INIT;

	l->rules.mcp[0] = env_mcp_url(l->word->env);
	l->rules.mcp[1] = env_mcp_public();
	kv_add(&l->rules.helpers, OWN_HELPER, "");
	if (l->ws->helper)
		kv_add(&l->rules.helpers, l->ws->helper, "");
	if (l->p->slug && !scaffold_values(&l->values, "", l->p->slug, &l->p->tenants, &unused))
		l->rules.worker_variable = kv_get(&l->values, "variable");
	return read_registry(l, e);
}

/* At the workspace's own domain of workers, which its settings name. */
static int is_own_domain(const struct workspace *ws, const char *host)
{
	size_t n = strlen(host), k = ws->worker_domain ? strlen(ws->worker_domain) : 0;

	return k && n > k + 1 && host[n - k - 1] == '.' && text_ieq(host + n - k, ws->worker_domain);
}

/*
 * Where an entry leads, there goes what the client sends with it. An address that only the plan knows is one that a
 * person has to know, too.
 */
static int hosts_ok(const struct load *l, struct err *e)
{
	const struct kv *hosts = &l->p->hosts;
	struct buf b = BUF_INIT, options = BUF_INIT;
	size_t i;
	int rc = 0;

	for (i = 0; i < hosts->n; i++) {
		const char *host = hosts->v[i].key;

		if (*hosts->v[i].value || is_own_domain(l->ws, host) || (l->word->trust && kv_get(l->word->trust, host)))
			continue;
		buf_addf(&b, "%s%s", b.len ? ", " : "", host);
		buf_adds(&options, " --trust-host ");
		text_shell(&options, host);
	}
	if (b.len)
		rc = err_set(e, E_USAGE,
			     _("%s has entries that lead to %s. Nothing but the plan says that this is right, and a client sends its credentials there. Nothing was written. If you know the address, say so: toolgap apply%s %s"),
			     l->name, buf_str(&b), buf_str(&options), l->name);
	buf_free(&b);
	buf_free(&options);
	return rc;
}

/* ---- file by file */

/*
 * A plan file is input: it may only name files that toolgap itself would write in this workspace, of the
 * kind that it says.
 */
static const char *target_kind(const struct workspace *ws, const char *path, const char *client)
{
	static const char file[] = "/capability_registry.yaml";
	size_t n = strlen(ws->tools), k = strlen(path), i;
	const struct client *cl = client ? clients_find(ws->clients, client) : NULL;
	char *slug;

	if (cl && client_may_write(cl, path))
		return "mcp-entry";
	if (cl)
		return NULL;
	if (!strcmp(path, ws->registry))
		return "registry";
	slug = reminder_slug_new(ws, path);
	free(slug);
	if (slug)
		return "reminder";
	if (scaffold_kind(ws, path))
		return scaffold_kind(ws, path);
	if (k <= n + 1 + sizeof(file) || strncmp(path, ws->tools, n) != 0 || path[n] != '/' ||
	    strcmp(path + k - (sizeof(file) - 1), file) != 0)
		return NULL;
	for (i = n + 1; i < k - (sizeof(file) - 1); i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789_-", path[i]))
			return NULL;
	return "capability";
}

/* Both go into a commit message: a name, and one of the vendors there are; else the plan has none. */
static void load_case(struct plan *p, const struct json *doc)
{
	const char *slug = json_raw(json_get(doc, "toolkit_slug")), *vendor = json_raw(json_get(doc, "vendor"));

	if (slug && text_is_name(slug, 1))
		p->slug = mem_str(slug);
	p->vendor = vendor ? plan_vendor(vendor) : NULL;
}

static int load_splices(struct plan_file *f, const struct json *list, const char *name,
			struct err *e)
{
	struct splices s = SPLICES_INIT;
	struct buf now = BUF_INIT;
	size_t last = 0, i;
	int rc = -1;

	json_each(it, list) {
		double at = json_num(json_get(it, "at"), -1), del = json_num(json_get(it, "remove"), -1);
		const char *ins = json_raw(json_get(it, "insert"));

		if (!(at >= (double)last) || !(del >= 0) || at + del > (double)f->edit.old_n || !ins) {
			err_set(e, E_FAIL,
				_("%s: the plan for %s does not fit the file. Nothing was written; make a new plan."),
				name, f->path);
			goto out;
		}
		last = (size_t)at + (size_t)del;
		splices_add(&s, (size_t)at, (size_t)del, ins, strlen(ins));
	}
	if (splices_apply(&s, f->edit.old, f->edit.old_n, &now, e))
		goto out;
	for (i = s.n; i-- > 0;) /* from the end, so that offsets of the old bytes still hold */
		edit_do(&f->edit, s.v[i].at, s.v[i].del, s.v[i].ins, s.v[i].len);
	rc = 0;
out:
	buf_free(&now);
	splices_free(&s);
	return rc;
}

/*
 * The hash in a plan proves nothing to somebody who wrote the plan. What the file would become is looked at
 * as closely as what toolgap composes itself: it parses, and nothing but toolgap's own entries differs.
 */
static int check_result(struct load *l, const struct plan_file *f, struct err *e)
{
	const struct workspace *ws = l->ws;
	const char *now = buf_str(&f->edit.now);
	size_t n = f->edit.now.len;

	if (f->client) {
		/* the workspace's own helper counts for files inside of it only */
		if (ws->helper_here)
			kv_del(&l->rules.helpers, ws->helper_here);
		kv_set(&l->rules.helpers, OWN_HELPER, "");
		if (ws->helper)
			kv_set(&l->rules.helpers, ws->helper, "");
		if (workspace_helper(ws, f->path))
			kv_set(&l->rules.helpers, workspace_helper(ws, f->path), "");
		return client_guard(clients_find(ws->clients, f->client), f->edit.old, f->edit.old_n, now, n,
				    f->path, &f->replaces, &l->rules, &l->p->hosts, e);
	}
	if (!strcmp(f->kind, "registry")) {
		struct registry *reg = registry_parse(now, n, f->path, e);

		registry_free(reg);
		return reg ? 0 : -1;
	} else if (!strcmp(f->kind, "reminder")) {
		char *slug = reminder_slug_new(ws, f->path);
		int rc = ics_check(now, n, slug, f->path, e);

		free(slug);
		return rc;
	} else if (strcmp(f->kind, "capability") != 0) {
		return scaffold_guard(l->p, ws, f, e);
	} else {
		struct capability c = { 0 };
		int rc = capability_parse(&c, now, n, f->path, e);

		capability_free(&c);
		return rc;
	}
}

static int load_replaces(struct load *l, struct plan_file *f, const struct json *list, struct err *e)
{
	const char *name = l->name;
	int rc = 0;

	json_each(it, list) {
		char *entry = json_text(it, 64);

		if (!f->client || !text_is_name(entry, 0) || !own_prefix(entry))
			rc = err_set(e, E_FAIL,
				     _("%s: '%s' is not an entry that toolgap writes to %s. Nothing was written; make a new plan."),
				     name, entry, f->path);
		else if (!l->word->replace)
			rc = err_set(e, E_USAGE,
				     _("%s replaces the entry '%s' of %s, which is not toolgap's. Nothing was written. Look at what goes (the plan's diff shows it), then say so: toolgap apply --replace-foreign %s"),
				     name, entry, f->path, name);
		else
			plan_replaces(l->p, f, entry);
		free(entry);
		if (rc)
			break;
	}
	return rc;
}

static int load_file(struct load *l, const struct json *j, struct err *e)
{
	const struct workspace *ws = l->ws;
	struct plan *p = l->p;
	const char *name = l->name;
	char *path = json_text(json_get(j, "path"), 1000), *client = json_text(json_get(j, "client"), 64);
	const char *before = json_raw(json_get(j, "before_sha256"));
	const char *after = json_raw(json_get(j, "after_sha256"));
	const char *kind = target_kind(ws, path, *client ? client : NULL);
	char now[SHA256_HEX];
	struct plan_file *f = NULL;
	size_t before_n = p->n;
	int rc = -1;

	if (!kind || !after) {
		err_set(e, E_FAIL,
			_("%s: '%s' is not a file that toolgap writes in this workspace. Nothing was written."),
			name, path);
		goto out;
	}
	f = plan_open(p, ws, path, kind, *client ? client : NULL, e);
	if (!f)
		goto out;
	if (p->n == before_n) {
		err_set(e, E_FAIL, _("%s: '%s' stands in the plan twice. Nothing was written."), name,
			path);
		goto out;
	}
	if (f->disk.exists && !strcmp(f->before, after)) {
		rc = 0; /* applied already */
		goto out;
	}
	if (f->disk.exists != (before != NULL) || (before && strcmp(before, f->before) != 0)) {
		err_set(e, E_CHANGED,
			_("%s has changed since the plan was made. Nothing was written; look at it and make a new plan."),
			path);
		goto out;
	}
	if (load_splices(f, json_get(j, "splices"), name, e) ||
	    load_replaces(l, f, json_get(j, "replaces"), e))
		goto out;
	sha256_hex(buf_str(&f->edit.now), f->edit.now.len, now);
	if (strcmp(now, after) != 0) {
		err_set(e, E_FAIL,
			_("%s: the plan for %s is damaged: its bytes are not those it was made with. Nothing was written; make a new plan."),
			name, path);
		goto out;
	}
	memcpy(f->after, now, sizeof(now));
	rc = check_result(l, f, e);
out:
	free(path);
	free(client);
	return rc;
}

int plan_load(struct plan *p, const struct workspace *ws, const char *json, size_t n,
	      const char *name, const struct plan_word *word, struct err *e)
{
	struct load l = { .p = p, .ws = ws, .word = word, .name = name };
	struct kv none = KV_INIT;
	struct json *doc;
	const char *schema, *root;
	char *why;
	int rc = -1;

	memset(p, 0, sizeof(*p));
	doc = json_parse(json, n, e);
	if (!doc) {
		err_prefix(e, "%s", name);
		why = mem_str(e->msg);
		err_set(e, E_FAIL, _("%s: so it is not a plan. Nothing was written; `toolgap plan PROVIDER --out FILE` makes one."),
			why);
		free(why);
		return -1;
	}
	schema = json_raw(json_get(doc, "schema"));
	root = json_raw(json_get(doc, "workspace"));
	if (!schema || strcmp(schema, "toolgap.plan/1") != 0) {
		err_set(e, E_FAIL, _("%s is not a plan (schema toolgap.plan/1). Nothing was written; `toolgap plan PROVIDER --out FILE` makes one."), name);
		goto out;
	}
	if (!root || strcmp(root, ws->root) != 0) {
		char *shown = text_safe_new(root, 300);

		err_set(e, E_FAIL,
			_("%s was made for the workspace '%s', not for '%s'. Nothing was written."), name,
			shown, ws->root);
		free(shown);
		goto out;
	}
	p->workspace = mem_str(ws->root);
	p->provider = json_text(json_get(doc, "provider"), 200);
	p->path = json_text(json_get(doc, "path"), 16);
	load_case(p, doc);
	json_each(it, json_get(doc, "tenants")) {
		char *t = json_text(it, 64);

		kv_add(&p->tenants, t, "");
		free(t);
	}
	rc = know(&l, e);
	json_each(it, json_get(doc, "files"))
		rc = rc ? rc : load_file(&l, it, e);
	if (!rc)
		rc = hosts_ok(&l, e) || plan_seal(p, &none, e) ? -1 : 0;
out:
	guard_rules_free(&l.rules);
	kv_free(&l.values);
	json_free(doc);
	if (rc)
		plan_free(p);
	return rc;
}
