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

/* A server that starts a program is never ours, whatever its name: it stays, or the files differ. */
static int is_ours(const struct client_server *s)
{
	size_t i;

	for (i = 0; i < sizeof(ours) / sizeof(*ours); i++)
		if (!strncmp(s->name, ours[i], strlen(ours[i])))
			return !s->command;
	return 0;
}

/* The file without the entries of our names. */
static int without_ours(const struct client *cl, struct edit *ed, const char *name, struct err *e)
{
	struct client_servers all = { 0 };
	size_t i;
	int rc = 0;

	if (ed->now.len)
		rc = client_read(cl, ed->now.p, ed->now.len, name, &all, e);
	for (i = 0; !rc && i < all.n; i++)
		if (is_ours(&all.v[i]))
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
static int forms_ok(const struct client *cl, const char *now, size_t n, const char *name,
		    struct err *e)
{
	struct client_servers all = { 0 };
	size_t i;
	int rc = client_read(cl, now, n, name, &all, e);

	for (i = 0; !rc && i < all.n; i++) {
		if (is_ours(&all.v[i]) && (!all.v[i].url || !client_is_address(all.v[i].url)))
			rc = err_set(e, E_FAIL,
				     _("%s: the plan's entry '%s' is not a remote server of toolgap's form. Nothing was written."),
				     name, all.v[i].name);
	}
	client_servers_free(&all);
	return rc;
}

int client_guard(const struct client *cl, const char *old, size_t n, const char *now, size_t m,
		 const char *name, struct err *e)
{
	struct edit before, after;
	int rc = -1, ok;

	edit_init(&before, old, n);
	edit_init(&after, now, m);
	if (forms_ok(cl, now, m, name, e) || without_ours(cl, &before, name, e) ||
	    without_ours(cl, &after, name, e))
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
	edit_free(&before);
	edit_free(&after);
	return rc;
}
