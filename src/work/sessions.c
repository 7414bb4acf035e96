/* SPDX-License-Identifier: MIT */
/* sessions: what is kept of walks and applies, as a list and one by one. */
#include "work/sessions.h"

#include "base/i18n.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"
#include "runbook/journal_text.h"
#include "work/disk.h"
#include "work/lock.h"
#include "work/store.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *session_state_name(enum session_state s)
{
	static const char *const names[] = { "open", "applied", "undone", "ended", "unknown" };

	return names[s];
}

/* ---- the undo records of each workspace that a session names, read once */

struct shelf {
	char *workspace;
	struct store_record *v;
	size_t n;
	char *why; /* they cannot be read; else NULL */
	struct map by_session; /* → index of the newest; one that is not undone is taken before one that is */
};

struct shelves {
	struct shelf **v;
	size_t n, cap;
	struct map by_workspace;
};

static void shelf_fill(struct shelf *sh)
{
	struct err e = ERR_INIT;
	struct store s;
	size_t i;

	if (store_where(&s, sh->workspace, &e)) {
		if (!access(sh->workspace, F_OK) || errno != ENOENT) /* one that is gone has nothing to undo */
			sh->why = mem_str(e.msg);
	} else if (store_records(&s, &sh->v, &sh->n, &e)) {
		sh->why = mem_str(e.msg);
	}
	store_close(&s);
	map_room(&sh->by_session, sh->n);
	for (i = 0; i < sh->n; i++)
		if (!sh->v[i].undone)
			(void)map_put(&sh->by_session, sh->v[i].session, i);
	for (i = 0; i < sh->n; i++)
		(void)map_put(&sh->by_session, sh->v[i].session, i);
}

static const struct shelf *shelf_of(struct shelves *all, const char *workspace)
{
	size_t at = map_get(&all->by_workspace, workspace);
	struct shelf *sh;

	if (at != MAP_NONE)
		return all->v[at]; /* NOLINT(clang-analyzer-core.NullDereference): the map holds what v has */
	sh = mem_alloc(sizeof(*sh));
	sh->workspace = mem_str(workspace);
	shelf_fill(sh);
	MEM_GROW(all->v, all->n, all->cap);
	all->v[all->n] = sh;
	(void)map_put(&all->by_workspace, sh->workspace, all->n);
	return all->v[all->n++];
}

static const struct store_record *record_of(const struct shelf *sh, const char *id)
{
	size_t at = map_get(&sh->by_session, id);

	return at == MAP_NONE ? NULL : &sh->v[at];
}

static void shelves_free(struct shelves *all)
{
	size_t i;

	for (i = 0; i < all->n; i++) {
		map_free(&all->v[i]->by_session);
		free(all->v[i]->v);
		free(all->v[i]->why);
		free(all->v[i]->workspace);
		free(all->v[i]);
	}
	free(all->v);
	map_free(&all->by_workspace);
}

/* ---- one row */

static char *fact_new(const struct wizard *w, const char *key)
{
	const char *value = w ? wizard_fact(w, key) : NULL;

	return mem_str(value ? value : "");
}

/* Replay its events as far as they fit; NULL and *why when its head cannot be read. */
static struct wizard *replay(const struct workspace *ws, const char *id, struct session_head *head, char **why)
{
	char *dir = session_folder_new(id), *file = mem_fmt("%s/events.jsonl", dir);
	struct kv seed = KV_INIT;
	const struct runbook *rb;
	struct wizard *w = NULL;
	struct buf b = BUF_INIT;
	struct err e = ERR_INIT;
	size_t at = 0;
	int torn;

	*why = NULL;
	memset(head, 0, sizeof(*head));
	if (disk_slurp_own(file, &b, SESSION_BYTES, &e)) {
		*why = mem_str(e.msg);
	} else if (session_head_read(head, buf_str(&b), b.len, &at)) {
		*why = mem_str(_("its journal has no head of toolgap's"));
	} else {
		if (head->auth)
			kv_add(&seed, "workspace.auth", head->auth);
		if (head->scope)
			kv_add(&seed, "workspace.scope", head->scope);
		rb = head->story ? workspace_rollout(ws, &e) : ws->runbook;
		w = rb ? wizard_new(rb, 0, &seed) : NULL;
		if (!w)
			*why = mem_str(e.msg);
		else if (events_replay(w, b.p + at, b.len - at, file, &torn, &e))
			*why = mem_str(e.msg);
	}
	kv_free(&seed);
	buf_free(&b);
	free(dir);
	free(file);
	return w;
}

static enum session_state state_of(const struct wizard *w, const char *why, const struct store_record *r)
{
	const char *how = w ? wizard_fact(w, "apply.result") : NULL;

	if (r) /* it was written, even where the walk was killed before it could note so */
		return r->undone ? SESSION_UNDONE : SESSION_APPLIED;
	if (why)
		return SESSION_UNKNOWN;
	if (how && !strcmp(how, "applied"))
		return SESSION_APPLIED;
	return wizard_over(w) ? SESSION_ENDED : SESSION_OPEN;
}

static char *owner_new(const char *id)
{
	char *dir = session_folder_new(id), *lock = mem_fmt("%s/lock", dir), *who;

	if (lock_owner(lock, &who) != LOCK_HELD) {
		free(who);
		who = NULL;
	}
	free(dir);
	free(lock);
	return who;
}

/* `w` is replayed, or NULL; takes `why`. */
static void fill(struct session_row *row, const struct workspace *ws, const char *id, const struct wizard *w,
		 const struct session_head *head, char *why, struct shelves *all)
{
	const struct shelf *sh = head->workspace ? shelf_of(all, head->workspace) : NULL;
	const struct store_record *r = sh ? record_of(sh, id) : NULL;

	memset(row, 0, sizeof(*row));
	(void)snprintf(row->id, sizeof(row->id), "%s", id);
	row->walk = 1;
	row->workspace = text_safe_new(head->workspace, TEXT_MAX);
	row->started = mem_str(head->started ? head->started : "");
	row->provider = fact_new(w, "provider");
	row->tenants = fact_new(w, "tenants");
	row->path = fact_new(w, "way.path");
	row->step = mem_str(w ? wizard_step(w)->id : "");
	row->owner = owner_new(id);
	row->here = head->workspace && !strcmp(head->workspace, ws->root);
	row->resumable = w && !why && !wizard_over(w);
	if (!why && sh && sh->why)
		why = mem_str(sh->why); /* was it written, was it undone? */
	row->state = state_of(w, why, r);
	row->undoable = r && !r->undone;
	row->why = why;
}

/* An apply without a walk: all that is known is its record. */
static void fill_record(struct session_row *row, const struct workspace *ws, const struct store_record *r)
{
	char at[24];

	memset(row, 0, sizeof(*row));
	(void)snprintf(row->id, sizeof(row->id), "%s", r->session);
	session_started(row->id, at);
	row->workspace = text_safe_new(ws->root, TEXT_MAX);
	row->started = mem_str(at);
	row->provider = mem_str("");
	row->tenants = mem_str("");
	row->path = mem_str("");
	row->step = mem_str("apply");
	row->here = 1;
	row->state = r->undone ? SESSION_UNDONE : SESSION_APPLIED;
	row->undoable = !r->undone;
}

static void row_free(struct session_row *row)
{
	free(row->workspace);
	free(row->started);
	free(row->provider);
	free(row->tenants);
	free(row->step);
	free(row->path);
	free(row->owner);
	free(row->why);
	memset(row, 0, sizeof(*row));
}

void sessions_free(struct sessions *all)
{
	while (all->n)
		row_free(&all->v[--all->n]);
	free(all->v);
	memset(all, 0, sizeof(*all));
}

/* ---- all of them */

static struct session_row *add(struct sessions *all)
{
	MEM_GROW(all->v, all->n, all->cap);
	return &all->v[all->n++];
}

static int stamped(const struct session_row *row)
{
	return strspn(row->id, "0123456789") == 8;
}

/* By the second they began in; walks are in order already, and stay in it. */
static void merge(struct sessions *all, size_t walks)
{
	struct session_row *v = mem_array(NULL, all->n + 1, sizeof(*v));
	size_t i = 0, k = walks, n = 0;

	while (i < walks || k < all->n) {
		int record = i == walks ||
			     (k < all->n && stamped(&all->v[k]) &&
			      strncmp(all->v[k].id, all->v[i].id, SESSION_STAMP) > 0);

		v[n++] = all->v[record ? k++ : i++];
	}
	free(all->v);
	all->v = v;
	all->cap = all->n + 1;
}

int sessions_list(struct sessions *all, const struct workspace *ws, struct err *e)
{
	struct shelves shelves = { NULL, 0, 0, MAP_INIT };
	struct session_found *found;
	size_t n, i, walks;
	const struct shelf *own;
	struct map have = MAP_INIT;
	int rc = 0;

	memset(all, 0, sizeof(*all));
	if (session_all(&found, &n, e))
		return -1;
	for (i = 0; i < n; i++) {
		struct session_head head;
		char *why;
		struct wizard *w = replay(ws, found[i].id, &head, &why);

		(void)map_put(&have, found[i].id, i);
		fill(add(all), ws, found[i].id, w, &head, why, &shelves);
		wizard_free(w);
		session_head_free(&head);
	}
	walks = all->n;
	own = shelf_of(&shelves, ws->root);
	if (own->why)
		rc = err_set(e, E_FAIL, "%s", own->why);
	for (i = 0; i < own->n; i++) {
		const struct store_record *r = record_of(own, own->v[i].session);

		if (map_get(&have, own->v[i].session) == MAP_NONE && r && r == &own->v[i])
			fill_record(add(all), ws, r);
	}
	merge(all, walks);
	map_free(&have);
	session_all_free(found, n);
	shelves_free(&shelves);
	if (rc)
		sessions_free(all);
	return rc;
}

/* ---- one of them */

/* What an apply did, from its undo record; an undo's record has it the other way round. */
static void files_of(const struct workspace *ws, const struct store_record *r, struct kv *files)
{
	char *name = store_name_new(r->seq, r->session, r->undone);
	struct journal j = { 0 };
	struct store s;
	int found = 0;
	size_t i;

	if (!store_where(&s, ws->root, NULL) && store_there(&s) && !store_open(&s, NULL) &&
	    !store_read(&s, name, &j, &found, NULL) && found)
		for (i = 0; i < j.n; i++) {
			const struct journal_file *f = &j.v[i];
			int before = j.undo ? f->exists : f->existed, after = j.undo ? f->existed : f->exists;
			const char *path = disk_inside(f->path, s.workspace) ? f->path + strlen(s.workspace) + 1 : f->path;
			char *shown = disk_shown(path);

			kv_add(files, !before ? "create" : after ? "modify" : "remove", shown);
			free(shown);
		}
	journal_free(&j);
	store_close(&s);
	free(name);
}

int session_case_open(struct session_case *c, const struct workspace *ws, const char *id, struct err *e)
{
	struct shelves shelves = { NULL, 0, 0, MAP_INIT };
	char *dir = session_folder_new(id), *shown, *why;
	const struct store_record *r;
	const struct shelf *own;
	int rc = 0;

	memset(c, 0, sizeof(*c));
	own = session_id_ok(id) ? shelf_of(&shelves, ws->root) : NULL;
	if (own && !access(dir, F_OK)) {
		c->wizard = replay(ws, id, &c->head, &why);
		fill(&c->row, ws, id, c->wizard, &c->head, why, &shelves);
	} else if (own && errno != ENOENT && errno != ENOTDIR) {
		int bad = errno;

		shown = disk_shown(dir);
		rc = err_set(e, E_FAIL, _("Cannot look at %s: %s. Nothing was changed; put that right and run again."), shown,
			     strerror(bad));
		free(shown);
	} else if (own && own->why) {
		rc = err_set(e, E_FAIL, "%s", own->why);
	} else if (own && (r = record_of(own, id))) {
		fill_record(&c->row, ws, r);
		c->head.workspace = mem_str(ws->root);
		files_of(ws, r, &c->files);
	} else {
		shown = text_safe_new(id, 80);
		rc = err_set(e, E_USAGE, _("There is no session '%s'. `toolgap sessions` lists them. Nothing was changed."), shown);
		free(shown);
	}
	shelves_free(&shelves);
	free(dir);
	return rc;
}

void session_case_free(struct session_case *c)
{
	row_free(&c->row);
	session_head_free(&c->head);
	wizard_free(c->wizard);
	kv_free(&c->files);
	memset(c, 0, sizeof(*c));
}

#define LEFT_AMONG 20 /* a start waits for this: no more journals are read */

int session_left(struct session_case *c, const struct workspace *ws)
{
	struct session_found *found;
	size_t n, i;
	int left = 0, last = 0;

	memset(c, 0, sizeof(*c));
	if (session_all(&found, &n, NULL))
		return 0; /* an offer less; `toolgap sessions` says why */
	for (i = 0; !last && i < n && i < LEFT_AMONG; i++) {
		if (session_case_open(c, ws, found[i].id, NULL))
			continue;
		last = c->row.here && !c->head.story; /* of older ones somebody has thought better */
		left = last && c->row.resumable && !c->row.owner && *c->row.provider;
		if (!left)
			session_case_free(c);
	}
	session_all_free(found, n);
	return left;
}
