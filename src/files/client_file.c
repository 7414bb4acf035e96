/* SPDX-License-Identifier: MIT */
/* client_file: an entry is put in a client's file, renamed there, or taken out of it. */
#include "files/client_form.h"

#include "base/mem.h"
#include "files/jsonc.h"
#include "files/jsonc_look.h"
#include "files/toml.h"

#include <stdlib.h>
#include <string.h>

/* ---- What stands there ---- */

/* The entry of a name: as a tree, and in JSON as a node too, which knows a number from a text. */
struct found {
	struct tree *tree; /* NULL: there is none */
	const struct jsonc *doc; /* the edit's: good until that changes, as the node is */
	const struct jsonc_node *node;
};

static void found_free(struct found *f)
{
	tree_free(f->tree);
}

static int find_json(const struct client *cl, struct edit *ed, const char *name,
		     const char *server, struct found *f, struct err *e)
{
	const char *const path[] = { cl->root, server };
	const struct jsonc_node *at;

	f->doc = jsonc_of(ed, name, client_is_strict(cl), path, 2, e);
	if (!f->doc)
		return -1;
	at = jsonc_root(f->doc);
	at = at && at->kind == JSONC_OBJECT ? jsonc_member(f->doc, at, cl->root) : NULL;
	at = at && at->kind == JSONC_OBJECT ? jsonc_member(f->doc, at, server) : NULL;
	f->node = at;
	f->tree = at ? jsonc_tree_new(at) : NULL;
	return 0;
}

/* What is in the way of an entry that is not there yet is found by jsonc_set and toml_set. */
static int find(const struct client *cl, struct edit *ed, const char *name,
		const char *server, struct found *f, struct err *e)
{
	struct toml *doc;

	if (client_is_blank(buf_str(&ed->now), ed->now.len))
		return 0;
	if (cl->format != CLIENT_TOML)
		return find_json(cl, ed, name, server, f, e);
	doc = toml_parse(buf_str(&ed->now), ed->now.len, name, e);
	if (!doc)
		return -1;
	f->tree = toml_tree_new(doc, cl->root, server);
	toml_free(doc);
	return 0;
}

/* ---- What is to be done ---- */

static int has(const struct found *f, const struct jsonc_node *map, const struct tree *in,
	       const struct tree *t)
{
	const struct jsonc_node *node = f->node ? jsonc_member(f->doc, map, t->key) : NULL;
	const struct tree *have = tree_get(in, t->key);

	return f->node ? node && jsonc_same(f->doc, node, t) : have && tree_same(have, t);
}

/* Does this map say what is wanted already, with nothing that has to go? `have` beside its node. */
static int stands(const struct found *f, const struct jsonc_node *node, const struct tree *have,
		  const struct tree *goal, const struct tree *want)
{
	const struct tree *t, *sub;

	for (t = have->child; t; t = t->next)
		if (!tree_get(goal, t->key))
			return 0;
	for (t = goal->child; t; t = t->next) {
		sub = tree_get(have, t->key);
		if (sub && sub->kind == TREE_MAP && t->kind == TREE_MAP) {
			if (!stands(f, node ? jsonc_member(f->doc, node, t->key) : NULL, sub, t,
				    tree_get(want, t->key)))
				return 0;
		} else if (tree_get(want, t->key) && !has(f, node, have, t)) {
			return 0;
		}
	}
	return 1;
}

/* A place in a JSON file: root, server, field, header. `doc` is what stood there at first. */
struct spot {
	struct edit *ed;
	const struct jsonc *doc;
	const char *name;
	int strict;
	const char *path[4];
	size_t n;
};

/*
 * Member by member, so that comments, order and what is the user's own stay where they are: what the goal lacks goes,
 * and of what it has only that is written which toolgap wants (NULL: nothing here) and which does not stand there so.
 */
static int bring_up(struct spot *s, const struct jsonc_node *have, const struct tree *goal,
		    const struct tree *want, struct err *e)
{
	const struct jsonc_node *h;
	const struct tree *t;
	int failed = 0;

	s->n++;
	for (h = have->child; h && !failed; h = h->next) {
		s->path[s->n - 1] = h->key;
		if (!tree_get(goal, h->key))
			failed = jsonc_unset(s->ed, s->name, s->strict, s->path, s->n, e);
	}
	for (t = goal->child; t && !failed; t = t->next) {
		s->path[s->n - 1] = t->key;
		h = jsonc_member(s->doc, have, t->key);
		if (s->n == 3 && h && h->kind == JSONC_OBJECT && t->kind == TREE_MAP)
			failed = bring_up(s, h, t, tree_get(want, t->key), e);
		else if (tree_get(want, t->key) && !(h && jsonc_same(s->doc, h, t)))
			failed = jsonc_set(s->ed, s->name, s->strict, s->path, s->n, t, e);
	}
	s->n--;
	return failed;
}

/* On a copy, and only what succeeded altogether is done to the edit itself. */
static int change_json(const struct client *cl, struct edit *ed, const char *name,
		       const char *server, const struct found *f, const struct tree *goal,
		       const struct tree *want, struct err *e)
{
	struct edit copy;
	struct spot s = { &copy, f->doc, name, client_is_strict(cl), { cl->root, server }, 2 };
	const struct splice *p;
	size_t i;
	int rc;

	edit_init(&copy, buf_str(&ed->now), ed->now.len);
	rc = bring_up(&s, f->node, goal, want, e);
	if (!rc) {
		/* From the last to the first, so that the offsets of the rest still hold. */
		for (i = copy.done.n; i-- > 0;) {
			p = &copy.done.v[i];
			edit_do(ed, p->at, p->del, p->ins, p->len);
		}
	}
	edit_free(&copy);
	return rc;
}

static int add(const struct client *cl, struct edit *ed, const char *name, const char *server,
	       const struct tree *want, struct err *e)
{
	const char *path[] = { cl->root, server };

	if (cl->format == CLIENT_TOML)
		return toml_set(ed, name, cl->root, server, want, e);
	return jsonc_set(ed, name, client_is_strict(cl), path, 2, want, e);
}

/* An entry of ours is brought up to date. */
static int change(const struct client *cl, struct edit *ed, const char *name, const struct entry *en,
		  const struct found *f, const struct tree *want, enum client_put *what,
		  struct kv *told, struct err *e)
{
	struct kv said = KV_INIT;
	struct tree *goal = client_goal_new(cl, en, f->tree, want, &said);
	int rc = 0;

	if (stands(f, f->node, f->tree, goal, want)) {
		*what = CLIENT_SAME;
	} else {
		*what = CLIENT_CHANGED;
		rc = f->node ? change_json(cl, ed, name, en->name, f, goal, want, e)
			     : toml_set(ed, name, cl->root, en->name, goal, e);
		if (!rc && told)
			kv_copy(told, &said);
	}
	kv_free(&said);
	tree_free(goal);
	return rc;
}

int client_put_told(const struct client *cl, struct edit *ed, const char *name,
		    const struct entry *en, enum client_put *what, struct kv *told, struct err *e)
{
	struct tree *want = client_form_new(cl, en, e);
	struct found f = { NULL, NULL, NULL };
	enum client_put done;
	int rc = -1;

	if (!want || find(cl, ed, name, en->name, &f, e))
		goto out;
	if (!f.tree) {
		done = CLIENT_ADDED;
		rc = add(cl, ed, name, en->name, want, e);
	} else if (!client_ours(cl, f.tree, en)) {
		done = CLIENT_FOREIGN;
		rc = 0;
	} else {
		rc = change(cl, ed, name, en, &f, want, &done, told, e);
	}
	if (!rc)
		*what = done;
out:
	found_free(&f);
	tree_free(want);
	return rc;
}

int client_put(const struct client *cl, struct edit *ed, const char *name, const struct entry *en,
	       enum client_put *what, struct err *e)
{
	return client_put_told(cl, ed, name, en, what, NULL, e);
}

int client_stands(const struct client *cl, struct edit *ed, const char *name, const char *server,
		struct tree **entry, struct err *e)
{
	struct found f = { NULL, NULL, NULL };
	int rc = find(cl, ed, name, server, &f, e);

	*entry = f.tree;
	return rc;
}

int client_replace(const struct client *cl, struct edit *ed, const char *name,
		   const struct entry *en, struct err *e)
{
	struct tree *want = client_form_new(cl, en, e);
	int rc = -1;

	if (want && cl->format == CLIENT_TOML)
		rc = toml_replace(ed, name, cl->root, en->name, want, e);
	else if (want)
		rc = add(cl, ed, name, en->name, want, e);

	tree_free(want);
	return rc;
}

int client_rename(const struct client *cl, struct edit *ed, const char *name, const char *from,
		  const struct entry *en, enum client_put *what, struct err *e)
{
	const char *path[] = { cl->root, from };
	struct found old = { NULL, NULL, NULL }, new = { NULL, NULL, NULL };
	enum client_put done = CLIENT_SAME;
	int rc = find(cl, ed, name, from, &old, e) || find(cl, ed, name, en->name, &new, e) ? -1 : 0;

	if (rc || !old.tree)
		goto out;
	done = !client_ours(cl, old.tree, en) ? CLIENT_FOREIGN :
	       !new.tree		      ? CLIENT_CHANGED :
	       !client_ours(cl, new.tree, en) ? CLIENT_TAKEN :
	       client_marked(old.tree)	      ? CLIENT_CHANGED :
						CLIENT_FOREIGN;
	if (done != CLIENT_CHANGED)
		goto out;
	if (new.tree)
		rc = client_remove(cl, ed, name, from, e);
	else if (cl->format == CLIENT_TOML)
		rc = toml_rename(ed, name, cl->root, from, en->name, e);
	else
		rc = jsonc_rename(ed, name, client_is_strict(cl), path, 2, en->name, e);
out:
	if (!rc)
		*what = done;
	found_free(&old);
	found_free(&new);
	return rc;
}

/* An empty map of servers that was there when the file was read: this same edit gives it back as it was. */
static int had_empty(const struct client *cl, const struct edit *ed, const char *name)
{
	struct jsonc *old = jsonc_parse(ed->old, ed->old_n, name, client_is_strict(cl), NULL);
	const struct jsonc_node *map = old ? jsonc_member(old, jsonc_root(old), cl->root) : NULL;
	int had = map && !map->count;

	jsonc_free(old);
	return had;
}

static int has_comment(const char *s, const struct jsonc_node *map)
{
	int unused;

	return jsonc_comments(s, map->at + 1, map->end - 1, &unused) != map->at + 1;
}

/*
 * The last entry goes, and with it the map of servers, as it came with the first. But where the document holds nothing
 * else it stays: it is what makes the file one of this client's, which may refuse it without (Claude Code does).
 */
static int remove_json(const struct client *cl, struct edit *ed, const char *name, const char *server, struct err *e)
{
	const char *path[] = { cl->root, server };
	int strict = client_is_strict(cl), last;
	const struct jsonc *doc = jsonc_of(ed, name, strict, path, 2, e);
	const struct jsonc_node *map = doc ? jsonc_member(doc, jsonc_root(doc), cl->root) : NULL;

	if (!doc)
		return -1;
	last = map && map->count == 1 && jsonc_member(doc, map, server) && jsonc_root(doc)->count > 1 && !had_empty(cl, ed, name);
	if (jsonc_unset(ed, name, strict, path, 2, e))
		return -1;
	if (!last || jsonc_is_empty(buf_str(&ed->now), ed->now.len))
		return 0;
	doc = jsonc_of(ed, name, strict, path, 2, e);
	map = doc ? jsonc_member(doc, jsonc_root(doc), cl->root) : NULL;
	if (!map || map->count || has_comment(buf_str(&ed->now), map))
		return doc ? 0 : -1;
	return jsonc_unset(ed, name, strict, path, 1, e);
}

int client_helper(const struct client *cl, struct edit *ed, const char *name, const struct entry *en, char **command,
		  struct err *e)
{
	struct tree *entry = NULL;
	const struct tree *t;
	int rc = cl->helper_field ? client_stands(cl, ed, name, en->name, &entry, e) : 0;

	*command = NULL;
	t = entry && client_ours(cl, entry, en) ? tree_get(entry, cl->helper_field) : NULL;
	if (t && client_own_helper(en, t)) {
		/* one that could not be written again is no helper of ours any more */
		struct entry with = *en;
		struct tree *form;

		with.helper = t->text;
		form = client_form_new(cl, &with, NULL);
		if (form)
			*command = mem_str(t->text);
		tree_free(form);
	}
	tree_free(entry);
	return rc;
}

int client_remove(const struct client *cl, struct edit *ed, const char *name, const char *server,
		  struct err *e)
{
	if (client_is_blank(buf_str(&ed->now), ed->now.len))
		return 0;
	if (cl->format == CLIENT_TOML)
		return toml_unset(ed, name, cl->root, server, e);
	return remove_json(cl, ed, name, server, e);
}

int client_take(const struct client *cl, struct edit *ed, const char *name, const struct entry *en,
		enum client_put *what, struct err *e)
{
	struct tree *entry = NULL;
	int rc = client_stands(cl, ed, name, en->name, &entry, e);

	if (!rc && !entry)
		*what = CLIENT_SAME;
	else if (!rc)
		*what = client_ours(cl, entry, en) && client_marked(entry) ? CLIENT_CHANGED : CLIENT_FOREIGN;
	if (!rc && *what == CLIENT_CHANGED)
		rc = client_remove(cl, ed, name, en->name, e);
	tree_free(entry);
	return rc;
}
