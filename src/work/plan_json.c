/* SPDX-License-Identifier: MIT */
/* plan_json: a plan as a document, and back: bound to the bytes it was made from. */
#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "files/capability.h"
#include "files/registry.h"
#include "work/plan.h"
#include "work/reminder.h"
#include "work/scaffold.h"

#include <stdlib.h>
#include <string.h>

static void splices_json(struct json_out *o, const struct splices *s)
{
	size_t i;

	json_open(o, "splices", '[');
	for (i = 0; i < s->n; i++) {
		char *text = mem_strn(s->v[i].ins, s->v[i].len);

		json_open(o, NULL, '{');
		json_put_int(o, "at", (long long)s->v[i].at);
		json_put_int(o, "remove", (long long)s->v[i].del);
		json_put(o, "insert", text);
		json_close(o, '}');
		free(text);
	}
	json_close(o, ']');
}

static void file_json(struct json_out *o, const struct plan_file *f)
{
	size_t i;

	json_open(o, NULL, '{');
	json_put(o, "path", f->path);
	json_put(o, "client", f->client);
	json_put(o, "kind", f->kind);
	json_put(o, "action", plan_action_name(plan_file_action(f)));
	json_put(o, "before_sha256", f->disk.exists ? f->before : NULL);
	json_put(o, "after_sha256", f->after);
	json_put(o, "diff", f->diff);
	json_open(o, "replaces", '[');
	for (i = 0; i < f->replaces.n; i++)
		json_put(o, NULL, f->replaces.v[i].key);
	json_close(o, ']');
	splices_json(o, &f->edit.done);
	json_close(o, '}');
}

void plan_json(const struct plan *p, struct buf *out, int pretty)
{
	struct json_out o;
	size_t create, modify, same, i;

	json_out_init(&o, out, pretty);
	json_open(&o, NULL, '{');
	json_put(&o, "schema", "toolgap.plan/1");
	json_put(&o, "provider", p->provider);
	json_put(&o, "path", p->path);
	json_put(&o, "toolkit_slug", p->slug);
	json_put(&o, "vendor", p->vendor);
	json_open(&o, "tenants", '[');
	for (i = 0; i < p->tenants.n; i++)
		json_put(&o, NULL, p->tenants.v[i].key);
	json_close(&o, ']');
	json_put(&o, "workspace", p->workspace);
	json_open(&o, "files", '[');
	for (i = 0; i < p->n; i++)
		file_json(&o, p->files[i]);
	json_close(&o, ']');
	plan_count(p, &create, &modify, &same);
	json_open(&o, "summary", '{');
	json_put_int(&o, "create", (long long)create);
	json_put_int(&o, "modify", (long long)modify);
	json_put_int(&o, "unchanged", (long long)same);
	json_close(&o, '}');
	json_open(&o, "warnings", '[');
	for (i = 0; i < p->warnings.n; i++) {
		json_open(&o, NULL, '{');
		json_put(&o, "id", p->warnings.v[i].key);
		json_put(&o, "message", p->warnings.v[i].value);
		json_close(&o, '}');
	}
	json_close(&o, ']');
	plan_needs_json(p, &o);
	plan_cost_json(p, &o);
	json_put_int(&o, "secrets_found", (long long)p->secrets);
	json_close(&o, '}');
}

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

	if (cl && ((cl->project && !strcmp(path, cl->project)) ||
		   (cl->user && !cl->user_cannot && !strcmp(path, cl->user))))
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
static int check_result(const struct plan *p, const struct workspace *ws, const struct plan_file *f, struct err *e)
{
	const char *now = buf_str(&f->edit.now);
	size_t n = f->edit.now.len;

	if (f->client)
		return client_guard(clients_find(ws->clients, f->client), f->edit.old, f->edit.old_n, now, n,
				    f->path, &f->replaces, e);
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
		return scaffold_guard(p, ws, f, e);
	} else {
		struct capability c = { 0 };
		int rc = capability_parse(&c, now, n, f->path, e);

		capability_free(&c);
		return rc;
	}
}

static int load_replaces(struct plan *p, struct plan_file *f, const struct json *list,
			 const char *name, int replace, struct err *e)
{
	int rc = 0;

	json_each(it, list) {
		char *entry = json_text(it, 64);

		if (!f->client || !text_is_name(entry, 0))
			rc = err_set(e, E_FAIL,
				     _("%s: '%s' is not an entry that toolgap writes to %s. Nothing was written; make a new plan."),
				     name, entry, f->path);
		else if (!replace)
			rc = err_set(e, E_USAGE,
				     _("%s replaces the entry '%s' of %s, which is not toolgap's. Nothing was written. Look at what goes (the plan's diff shows it), then say so: toolgap apply --replace-foreign %s"),
				     name, entry, f->path, name);
		else
			plan_replaces(p, f, entry);
		free(entry);
		if (rc)
			break;
	}
	return rc;
}

static int load_file(struct plan *p, const struct workspace *ws, const struct json *j,
		     const char *name, int replace, struct err *e)
{
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
	    load_replaces(p, f, json_get(j, "replaces"), name, replace, e))
		goto out;
	sha256_hex(buf_str(&f->edit.now), f->edit.now.len, now);
	if (strcmp(now, after) != 0) {
		err_set(e, E_FAIL,
			_("%s: the plan for %s is damaged: its bytes are not those it was made with. Nothing was written; make a new plan."),
			name, path);
		goto out;
	}
	memcpy(f->after, now, sizeof(now));
	rc = check_result(p, ws, f, e);
out:
	free(path);
	free(client);
	return rc;
}

int plan_load(struct plan *p, const struct workspace *ws, const char *json, size_t n,
	      const char *name, int replace, struct err *e)
{
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
	rc = 0;
	json_each(it, json_get(doc, "files")) {
		rc = load_file(p, ws, it, name, replace, e);
		if (rc)
			goto out;
	}
	rc = plan_seal(p, &none, e);
out:
	json_free(doc);
	if (rc)
		plan_free(p);
	return rc;
}
