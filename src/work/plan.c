/* SPDX-License-Identifier: MIT */
/* plan: what would change on disk, file by file, before anything does. */
#include "work/plan.h"

#include "base/i18n.h"
#include "base/map.h"
#include "base/mem.h"
#include "files/diff.h"
#include "files/secrets.h"
#include "work/decisions.h"
#include "work/env.h"
#include "work/outcome.h"

#include <libintl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DIFF_CONTEXT 3

static void file_free(struct plan_file *f)
{
	if (!f)
		return;
	free(f->path);
	free(f->client);
	free(f->diff);
	kv_free(&f->replaces);
	edit_free(&f->edit);
	disk_file_free(&f->disk);
	free(f);
}

void plan_free(struct plan *p)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		file_free(p->files[i]);
	free(p->files);
	free(p->workspace);
	free(p->provider);
	free(p->path);
	free(p->slug);
	kv_free(&p->tenants);
	kv_free(&p->warnings);
	kv_free(&p->next);
	kv_free(&p->foreign);
	kv_free(&p->hosts);
	plan_needs_free(p);
	plan_cost_free(p);
	memset(p, 0, sizeof(*p));
}

struct plan_file *plan_open(struct plan *p, const struct workspace *ws, const char *path,
			    const char *kind, const char *client, struct err *e)
{
	struct plan_file *f;
	char *abs;
	size_t i;

	for (i = 0; i < p->n; i++)
		if (!strcmp(p->files[i]->path, path)) {
			p->files[i]->after[0] = '\0'; /* whoever opens it may edit it */
			return p->files[i];
		}
	abs = workspace_path_new(ws, path);
	f = mem_alloc(sizeof(*f));
	if (disk_read(&f->disk, abs, workspace_fence(ws, path), e)) {
		free(abs);
		free(f);
		return NULL;
	}
	free(abs);
	f->path = mem_str(path);
	f->client = mem_str(client);
	f->kind = kind;
	/* people put credentials into clients' files; and what lies outside of the workspace is personal */
	f->keep_private = client || workspace_is_outside(path);
	edit_init(&f->edit, f->disk.bytes, f->disk.n);
	memcpy(f->before, f->disk.hash, sizeof(f->before));
	MEM_GROW(p->files, p->n, p->cap);
	p->files[p->n++] = f;
	return f;
}

int plan_without(const struct client *cl, struct err *e)
{
	char *why = mem_str(e->msg);

	/* TRANSLATORS: a sentence and what ends it, client */
	err_set(e, e->code, _("%s%s To go on without %s, name the other clients with --client."), why, i18n_stop(why), cl->name);
	free(why);
	return -1;
}

void plan_warn(struct plan *p, const char *id, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	kv_add(&p->warnings, id, text);
}

void plan_replaces(struct plan *p, struct plan_file *f, const char *entry)
{
	if (!kv_get(&f->replaces, entry))
		kv_add(&f->replaces, entry, "");
	plan_warn(p, "replaced", _("%s: the entry '%s' that is not toolgap's goes; nothing of it is kept."),
		  f->path, entry);
}

const char *plan_vendor(const char *name)
{
	static const char *const vendors[] = { "COMPOSIO", "PIPEDREAM", "V5_CALL_API", "CF_WORKER",
					       "NATIVE_MCP" };
	size_t i;

	for (i = 0; i < sizeof(vendors) / sizeof(*vendors); i++)
		if (!strcmp(vendors[i], name))
			return vendors[i];
	return NULL;
}

enum plan_action plan_file_action(const struct plan_file *f)
{
	if (!f->edit.done.n)
		return PLAN_NONE;
	return f->disk.exists ? PLAN_MODIFY : PLAN_CREATE;
}

const char *plan_action_name(enum plan_action a)
{
	return a == PLAN_CREATE ? "create" : a == PLAN_MODIFY ? "modify" : "none";
}

void plan_count(const struct plan *p, size_t *create, size_t *modify, size_t *same)
{
	size_t n[3] = { 0, 0, 0 }, i;

	for (i = 0; i < p->n; i++)
		n[plan_file_action(p->files[i])]++;
	*same = n[PLAN_NONE];
	*create = n[PLAN_CREATE];
	*modify = n[PLAN_MODIFY];
}

void plan_summary(const struct plan *p, struct buf *out)
{
	size_t create, modify, same, added = 0, removed = 0, i;

	plan_count(p, &create, &modify, &same);
	if (!p->n) {
		buf_adds(out, _("No file changes."));
		return;
	}
	for (i = 0; i < p->n; i++) {
		added += p->files[i]->added;
		removed += p->files[i]->removed;
	}
	/* TRANSLATORS: three counts of files */
	buf_addf(out, _("%zu to change, %zu to create, %zu unchanged"), modify, create, same);
	buf_adds(out, " · ");
	buf_addf(out, ngettext("%zu secret", "%zu secrets", p->secrets), p->secrets);
	buf_addf(out, ngettext(" in %zu file", " in %zu files", p->n), p->n);
	buf_adds(out, " · ");
	if (!create && !modify)
		buf_adds(out, _("no file changes"));
	else if (removed)
		/* TRANSLATORS: lines added and lines taken out */
		buf_addf(out, _("+%zu −%zu lines, every other byte stays"), added, removed);
	else
		buf_addf(out, ngettext("nothing outside %zu added line differs",
				       "nothing outside %zu added lines differs", added),
			 added);
}

/* What apply would refuse is said before anybody is promised anything: a file nobody may write, one file by two names. */
static int fits(const struct plan *p, struct err *e)
{
	struct map real = MAP_INIT;
	size_t i, other;
	int rc = 0;

	for (i = 0; !rc && i < p->n; i++) {
		const struct plan_file *f = p->files[i];

		if (plan_file_action(f) == PLAN_NONE)
			continue;
		other = map_put(&real, f->disk.real, i);
		if (other != i)
			rc = err_set(e, E_FAIL,
				     _("%s and %s are one and the same file, by way of a link, and each wants it in another form. No file was changed. Leave one of the two clients out: name the others with --client."),
				     p->files[other]->path, f->path);
		else
			rc = apply_fits(&f->disk, e);
	}
	map_free(&real);
	return rc;
}

int plan_seal(struct plan *p, const struct kv *known, struct err *e)
{
	size_t i;

	p->secrets = 0;
	if (fits(p, e))
		return -1;
	for (i = 0; i < p->n; i++) {
		struct plan_file *f = p->files[i];
		struct buf d = BUF_INIT, shown = BUF_INIT;
		size_t line = 0, hits;

		if (!f->after[0]) /* sealed before, and not opened since */
			sha256_hex(buf_str(&f->edit.now), f->edit.now.len, f->after);
		f->added = f->removed = 0;
		diff_unified(&d, f->path, f->disk.exists, f->edit.old, f->edit.old_n, &f->edit.done,
			     DIFF_CONTEXT, &f->added, &f->removed);
		/* the lines around a change are the user's own and may hold a key: it is not ours to repeat */
		secrets_mask(&shown, buf_str(&d), d.len, known);
		buf_free(&d);
		free(f->diff);
		f->diff = buf_detach(&shown);
		hits = secrets_scan(buf_str(&f->edit.now), f->edit.now.len, &f->edit.done, known, &line);
		p->secrets += hits;
		if (hits)
			return err_set(e, E_FAIL,
				       _("%s:%zu: what would be written here looks like a literal secret. Nothing was written; a config entry must refer to a variable instead."),
				       f->path, line);
	}
	return 0;
}

void plan_empty(struct plan *p, const struct workspace *ws, const struct kv *facts, const char *path)
{
	size_t i;

	memset(p, 0, sizeof(*p));
	p->workspace = mem_str(ws->root);
	p->provider = mem_str(kv_or(facts, "provider", ""));
	p->path = mem_str(path);
	for (i = 0; i < facts->n; i++)
		if (!strcmp(facts->v[i].key, "tenant"))
			kv_add(&p->tenants, facts->v[i].value, "");
}

int plan_compose(struct plan *p, const struct workspace *ws, const struct kv *facts,
		 const struct kv *clients, const struct vendor_env *env, struct err *e)
{
	const struct outcome o = { ws, facts, clients && clients->n ? clients : &ws->client_ids, env };
	struct kv known = KV_INIT;
	int rc;

	plan_empty(p, ws, facts, kv_or(facts, "way.path", ""));
	env_known(env, &known);
	rc = outcome_compose(p, &o, e) || plan_seal(p, &known, e);
	env_forget(&known);
	if (rc) {
		plan_free(p);
		return -1;
	}
	plan_cost_add(p, ws, facts);
	return 0;
}

int plan_current(const struct plan *p, const struct workspace *ws, struct err *e)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		if (!strcmp(p->files[i]->kind, "adr") && plan_file_action(p->files[i]) == PLAN_CREATE &&
		    decisions_still_free(ws, p->files[i]->path, e))
			return -1;
	return 0;
}

void plan_changes(const struct plan *p, const struct workspace *ws, struct changes *out)
{
	size_t i;

	for (i = 0; i < p->n; i++) {
		const struct plan_file *f = p->files[i];

		if (plan_file_action(f) == PLAN_NONE)
			continue;
		changes_add(out, f->disk.path, workspace_fence(ws, f->path),
			    f->disk.exists ? f->before : NULL, buf_str(&f->edit.now),
			    f->edit.now.len, f->keep_private);
		memcpy(out->v[out->n - 1].after_hash, f->after, SHA256_HEX);
	}
}
