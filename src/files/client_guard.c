/* SPDX-License-Identifier: MIT */
/* client_guard: is the difference between two versions of a client's file one that toolgap would make? */
#include "files/clients.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "files/client_form.h"

#include <stdlib.h>
#include <string.h>

/* How the names of toolgap's entries begin. */
static const char *const ours[] = { "pipedream-", "native-", "worker-" };

#define SPARE "pipedream-toolgap-guard" /* a name to see what the file looks like once it has had an entry */

static int is_our_name(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(ours) / sizeof(*ours); i++)
		if (!strncmp(name, ours[i], strlen(ours[i])))
			return 1;
	return 0;
}

/* Of our names, and not one that starts a program: such a one stays, or the files differ. */
static int is_ours(const struct client_server *s)
{
	return is_our_name(s->name) && !s->command;
}

/* The file without the entries of our names, and without those that a person lets go. */
static int without_ours(const struct client *cl, struct edit *ed, const char *name,
			const struct kv *may, struct err *e)
{
	struct client_servers all = { 0 };
	size_t i;
	int rc = 0;

	if (ed->now.len)
		rc = client_read(cl, ed->now.p, ed->now.len, name, &all, e);
	for (i = 0; !rc && i < all.n; i++)
		if (is_ours(&all.v[i]) || kv_get(may, all.v[i].name))
			rc = client_remove(cl, ed, name, all.v[i].name, e);
	client_servers_free(&all);
	return rc;
}

/* The old file as it is after an entry came and went: with the map of servers that a first entry brings. */
static int as_had(const struct client *cl, struct edit *ed, const char *name, struct err *e)
{
	struct entry *en = entry_new(SPARE, "https://example.com/mcp");
	struct edit had;
	enum client_put what;
	int rc = client_put(cl, ed, name, en, &what, e);

	entry_free(en);
	if (rc)
		return -1;
	edit_init(&had, ed->now.p, ed->now.len);
	rc = client_remove(cl, &had, name, SPARE, e);
	edit_free(ed);
	*ed = had;
	return rc;
}

static int same(const struct edit *a, const struct edit *b)
{
	return a->now.len == b->now.len &&
	       (!a->now.len || !memcmp(a->now.p, b->now.p, a->now.len));
}

/* Our names carry an address that may be asked. */
static int forms_ok(const struct client_servers *all, const char *name, const struct kv *may,
		    struct err *e)
{
	size_t i;

	for (i = 0; i < all->n; i++) {
		const struct client_server *s = &all->v[i];
		int named = kv_get(may, s->name) != NULL;

		if ((is_ours(s) || named) && (s->command || !s->url || !client_is_address(s->url)))
			return err_set(e, E_FAIL,
				       _("%s: the plan's entry '%s' is not a remote server of toolgap's form. Nothing was written."),
				       name, s->name);
	}
	return 0;
}

/* What a person lets go is of our names, and ours stands in its place. */
static int may_ok(const struct client_servers *now, const char *name, const struct kv *may, struct err *e)
{
	struct kv there = KV_INIT;
	size_t i;
	int rc = 0;

	for (i = 0; i < now->n; i++)
		if (kv_get(may, now->v[i].name))
			kv_add(&there, now->v[i].name, "");
	for (i = 0; !rc && i < may->n; i++)
		if (!is_our_name(may->v[i].key) || !kv_get(&there, may->v[i].key))
			rc = err_set(e, E_FAIL,
				     _("%s: the plan says that it replaces the entry '%s', and puts none of toolgap's in its place. Nothing was written; make a new plan."),
				     name, may->v[i].key);
	kv_free(&there);
	return rc;
}

/* Is what stood there one that toolgap itself would have changed, or taken out (`now` NULL)? */
static int was_ours(const struct client *cl, const struct tree *was, const struct tree *now,
		    const struct kv *addresses)
{
	static const char *const marks[] = { CLIENT_APP_SLUG, CLIENT_USER };
	const char *url = client_url_of(cl, now ? now : was), *mark;
	struct entry *en;
	size_t i;
	int yes;

	if (!url)
		return 0;
	en = entry_new("", url);
	for (i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		mark = client_header(now ? now : was, marks[i]);
		if (mark)
			entry_header_add(en, marks[i], mark, NULL);
	}
	/* gone without one in its place: an entry as toolgap writes them, or one that has another name now */
	yes = client_ours(cl, was, en) && (now || client_marked(was) || kv_get(addresses, url));
	entry_free(en);
	return yes;
}

/* Entries of our names that are changed or gone were ours, or a person lets them go. */
static int changes_ok(const struct client *cl, struct edit *before, struct edit *after,
		      const struct client_servers *old, const struct client_servers *now,
		      const char *name, const struct kv *may, struct err *e)
{
	struct kv addresses = KV_INIT;
	struct tree *a, *b;
	size_t i;
	int rc = 0;

	for (i = 0; i < now->n; i++)
		if (is_ours(&now->v[i]) && now->v[i].url && !kv_get(&addresses, now->v[i].url))
			kv_add(&addresses, now->v[i].url, "");
	for (i = 0; !rc && i < old->n; i++) {
		if (!is_ours(&old->v[i]) || kv_get(may, old->v[i].name))
			continue;
		a = b = NULL;
		rc = client_stands(cl, before, name, old->v[i].name, &a, e) ||
		     client_stands(cl, after, name, old->v[i].name, &b, e);
		if (!rc && !tree_same(a, b) && !was_ours(cl, a, b, &addresses))
			rc = err_set(e, E_FAIL,
				     _("%s: the plan changes the entry '%s', which is not toolgap's, and does not say so. Nothing was written; make a new plan."),
				     name, old->v[i].name);
		tree_free(a);
		tree_free(b);
	}
	kv_free(&addresses);
	return rc;
}

static int read(const struct client *cl, const char *s, size_t n, const char *name,
		struct client_servers *out, struct err *e)
{
	return n ? client_read(cl, s, n, name, out, e) : 0;
}

int client_guard(const struct client *cl, const char *old, size_t n, const char *now, size_t m,
		 const char *name, const struct kv *may, struct err *e)
{
	struct client_servers had = { 0 }, has = { 0 };
	struct edit before, after;
	int rc = -1, ok;

	edit_init(&before, old, n);
	edit_init(&after, now, m);
	if (read(cl, now, m, name, &has, e) || read(cl, old, n, name, &had, e) ||
	    may_ok(&has, name, may, e) || forms_ok(&has, name, may, e) ||
	    changes_ok(cl, &before, &after, &had, &has, name, may, e) ||
	    without_ours(cl, &before, name, may, e) || without_ours(cl, &after, name, may, e))
		goto out;
	ok = same(&before, &after);
	if (!ok && as_had(cl, &before, name, e))
		goto out;
	rc = 0;
	if (!ok && !same(&before, &after))
		rc = err_set(e, E_FAIL,
			     _("%s: the plan changes more than toolgap's own entries. Nothing was written; make a new plan."),
			     name);
out:
	client_servers_free(&had);
	client_servers_free(&has);
	edit_free(&before);
	edit_free(&after);
	return rc;
}
