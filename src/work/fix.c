/* SPDX-License-Identifier: MIT */
/* fix: what `check --fix` does of itself, as a plan like any other. */
#include "work/fix.h"

#include "base/i18n.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"
#include "files/client_form.h"
#include "files/secrets.h"

#include <stdlib.h>
#include <string.h>

#define BEARER "PIPEDREAM_OAUTH_BEARER"
#define HELPER "toolgap headers"

/* ---- One entry */

static const char *header_of(const struct entry *en, const char *name)
{
	size_t i;

	for (i = 0; i < en->n; i++)
		if (text_ieq(en->headers[i].name, name))
			return en->headers[i].text;
	return NULL;
}

static int is_pipedream(const struct entry *en)
{
	return header_of(en, CLIENT_USER) && header_of(en, CLIENT_APP_SLUG);
}

/* The variable that a literal credential of this entry stands for; NULL: nobody knows. */
static const char *variable_of(const struct entry *en, const struct entry_header *h)
{
	if (text_ieq(h->name, "Authorization") && is_pipedream(en))
		return BEARER;
	if (text_ieq(h->name, "x-api-key") && !strncmp(en->name, "composio-", 9))
		return "COMPOSIO_API_KEY";
	return NULL;
}

/* The headers that a helper brings, in front as in every entry of ours; NULL where nobody knows what it brings. */
static struct entry *without_helper(struct entry *en)
{
	struct entry *out = is_pipedream(en) ? entry_new(en->name, en->url) : NULL;
	size_t i;

	if (out) {
		entry_header_add(out, "Authorization", "Bearer ", BEARER);
		entry_header_add(out, "x-pd-project-id", "", "PIPEDREAM_PROJECT_ID");
	}
	for (i = 0; out && i < en->n; i++)
		if (!text_ieq(en->headers[i].name, "Authorization") && !text_ieq(en->headers[i].name, "x-pd-project-id"))
			entry_header_add(out, en->headers[i].name, en->headers[i].text, en->headers[i].var);
	entry_free(en);
	return out;
}

struct entry *fix_entry_new(const struct claim *c, const char *name, const struct client *to)
{
	struct entry *en = claim_entry_new(c, name);
	size_t i;

	if (en && en->helper && !to->helper_field)
		en = without_helper(en);

	for (i = 0; en && i < en->n; i++) {
		struct entry_header *h = &en->headers[i];
		const char *var;

		if (h->var || !claim_is_secret(h->name, h->text))
			continue;
		var = variable_of(en, h);
		if (!var) {
			entry_free(en);
			return NULL;
		}
		free(h->text);
		h->text = mem_str(text_ieq(h->name, "Authorization") ? "Bearer " : "");
		h->var = mem_str(var);
	}
	if (en && (secrets_scan(en->url, strlen(en->url), NULL, NULL, NULL) || !client_is_address(en->url))) {
		entry_free(en);
		en = NULL;
	}
	return en;
}

/* ---- The plan */

/* A file that entries are copied from, read once for all of them. */
struct source {
	char *path;
	struct disk_file disk;
	struct client_look *look;
};

struct fix {
	struct plan *p;
	const struct workspace *ws;
	struct source *v;
	size_t n, cap;
	struct map done; /* "FILE\nSERVER": several findings of one entry are one change */
	char **key;
	size_t keys, cap_keys, puts;
	struct claim claim;
	struct check_routes rows; /* read once, when a whole file is to be made */
};

static const struct source *open_source(struct fix *x, const struct client *cl, const char *path, struct err *e)
{
	struct source s = { 0 };
	char *abs;
	size_t i;
	int rc;

	for (i = 0; i < x->n; i++)
		if (!strcmp(x->v[i].path, path))
			return &x->v[i];
	abs = workspace_path_new(x->ws, path);
	rc = disk_peek(&s.disk, abs, workspace_fence(x->ws, path), e);
	free(abs);
	if (rc)
		return NULL;
	s.look = client_look_new(cl, s.disk.bytes, s.disk.n, path, e);
	if (!s.look) {
		disk_file_free(&s.disk);
		return NULL;
	}
	s.path = mem_str(path);
	MEM_GROW(x->v, x->n, x->cap);
	x->v[x->n] = s;
	return &x->v[x->n++];
}

/* Has this entry had its turn? */
static int again(struct fix *x, const char *file, const char *server)
{
	char *key = mem_fmt("%s\n%s", file, server);

	if (map_put(&x->done, key, x->keys) != x->keys) {
		free(key);
		return 1;
	}
	MEM_GROW(x->key, x->keys, x->cap_keys);
	x->key[x->keys++] = key;
	return 0;
}

/* toolgap's own, or the person's. */
static int is_known(const struct workspace *ws, const char *helper)
{
	return !strcmp(helper, HELPER) || (ws->helper && !strcmp(helper, ws->helper));
}

static int put(struct fix *x, const struct finding *f, const struct source *from, size_t at, struct err *e)
{
	const char *server = client_look_at(from->look, at)->name;
	struct err why = ERR_INIT;
	enum client_put what = CLIENT_SAME;
	struct plan_file *file;
	const char *path = f->kind->rule == 2 ? client_file(f->client) : f->file;
	struct entry *en;

	if (again(x, path, server) || x->puts > FIX_MOST)
		return 0;
	if (x->puts++ == FIX_MOST) {
		plan_warn(x->p, "more", _("There is more to put right than %d entries; run toolgap check --fix once more for the rest."),
			  FIX_MOST);
		return 0;
	}
	claim_read(&x->claim, from->look, at);
	en = claim_fits(&x->claim, f->client) ? fix_entry_new(&x->claim, server, f->client) : NULL;
	/* a command that a workspace names is not for the person's own files */
	if (en && en->helper && workspace_is_outside(path) && !is_known(x->ws, en->helper))
		en = without_helper(en);
	if (!en)
		return 0;
	file = plan_open(x->p, x->ws, path, "mcp-entry", f->client->id, e);
	if (!file) {
		entry_free(en);
		return -1;
	}
	if (client_put(f->client, &file->edit, path, en, &what, &why))
		plan_warn(x->p, "not-fixed", "%s", why.msg);
	else if (what == CLIENT_FOREIGN)
		plan_warn(x->p, "not-ours", _("%s: the entry '%s' is not toolgap's, so it stays as it is."), path, server);
	else
		plan_need(x->p, f->client, en, en->helper && strcmp(en->helper, HELPER) != 0);
	entry_free(en);
	return 0;
}

/* All servers of the list that this workspace routes, into a file that is not there yet. */
static int put_all(struct fix *x, const struct finding *f, const struct source *from, struct err *e)
{
	size_t i;
	int rc = x->rows.reg ? 0 : check_registry(x->ws, &x->rows, e);

	for (i = 0; i < client_look_count(from->look) && !rc; i++)
		if (check_counts(&x->rows.routed, client_look_at(from->look, i)->name) &&
		    !check_is_out(&x->rows, client_look_at(from->look, i)->name))
			rc = put(x, f, from, i, e);
	return rc;
}

static int one(struct fix *x, const struct finding *f, struct err *e)
{
	const struct source *from;
	size_t at;

	if (!f->fixable)
		return 0;
	from = open_source(x, f->from_client, f->from, e);
	if (!from)
		return -1;
	if (!f->server)
		return put_all(x, f, from, e);
	at = client_look_find(from->look, f->server);
	return at == MAP_NONE ? 0 : put(x, f, from, at, e);
}

int fix_compose(struct plan *p, const struct workspace *ws, const struct findings *f, const struct kv *known,
		struct err *e)
{
	struct fix x = { .p = p, .ws = ws };
	struct kv none = KV_INIT;
	size_t i;
	int rc = 0;

	plan_empty(p, ws, &none, NULL);
	for (i = 0; i < f->n && !rc; i++)
		rc = one(&x, &f->v[i], e);
	if (!rc)
		rc = plan_seal(p, known, e);
	for (i = 0; i < x.n; i++) {
		client_look_free(x.v[i].look);
		disk_file_free(&x.v[i].disk);
		free(x.v[i].path);
	}
	for (i = 0; i < x.keys; i++)
		free(x.key[i]);
	free(x.key);
	free(x.v);
	map_free(&x.done);
	check_routes_free(&x.rows);
	claim_free(&x.claim);
	if (rc)
		plan_free(p);
	return rc;
}
