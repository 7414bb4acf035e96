/* SPDX-License-Identifier: MIT */
/* cmd_route: which server and call shape for each toolkit that a request needs, for one tenant. */
#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "files/capability.h"
#include "files/route.h"
#include "ui/cmd.h"
#include "work/disk.h"
#include "work/finder.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the tenant */

static char *tenants_new(const struct registry *reg)
{
	struct buf b = BUF_INIT;
	size_t i;

	for (i = 0; i < registry_tenants(reg); i++)
		buf_addf(&b, "%s%s", i ? ", " : "", registry_tenant(reg, i));
	return buf_detach(&b);
}

/* The one of --tenant, else the only one of the settings. NULL: *e says what is to be named. */
static const char *tenant_of(const struct options *o, const struct workspace *ws, const struct registry *reg,
			     struct err *e)
{
	const struct kv *from = o->tenants.n ? &o->tenants : &ws->tenants;
	char *known = tenants_new(reg);
	const char *tenant = from->n == 1 ? from->v[0].key : NULL;
	size_t i;

	for (i = 0; tenant && i < registry_tenants(reg) && strcmp(registry_tenant(reg, i), tenant) != 0; i++)
		;
	if (!tenant) {
		err_set(e, E_USAGE, _("A route is for one tenant: give --tenant. The registry has %s."), known);
	} else if (i == registry_tenants(reg)) {
		char *shown = text_safe_new(tenant, 80);

		err_set(e, E_USAGE, _("The registry has no tenant '%s'; it has %s."), shown, known);
		free(shown);
		tenant = NULL;
	}
	free(known);
	return tenant;
}

/* ---- the tools that the capability file of a row lists */

static void tools_of(const struct workspace *ws, const struct registry_row *row, struct capability *c)
{
	char *vendor = mem_str(row->vendor), *name, *path;
	struct err why = ERR_INIT;
	struct disk_file f;
	size_t i;

	memset(c, 0, sizeof(*c));
	for (i = 0; vendor[i]; i++)
		vendor[i] = (char)tolower((unsigned char)vendor[i]);
	name = mem_fmt("%s/%s-%s/capability_registry.yaml", ws->tools, vendor, row->slug);
	path = workspace_path_new(ws, name);
	if (!disk_peek(&f, path, ws->root, &why)) {
		if (f.exists && !capability_parse(c, f.bytes, f.n, name, &why) &&
		    (!c->toolkit_slug || strcmp(c->toolkit_slug, row->slug) != 0))
			capability_free(c);
		disk_file_free(&f);
	}
	if (*why.msg)
		fprintf(stderr, "toolgap: %s\n", why.msg);
	free(vendor);
	free(name);
	free(path);
}

/* ---- as JSON: toolgap.route/1 */

static void put_call(struct json_out *j, const struct route *r, const struct capability *c, const char *tenant)
{
	static const char *const by[] = { "name", "alias", "word", "typo" };
	char *call = route_call_new(r);
	size_t i;

	json_open(j, NULL, '{');
	json_put(j, "toolkit", r->row->slug);
	json_put(j, "asked", r->asked);
	json_put(j, "by", by[r->by]);
	json_put(j, "vendor", r->row->vendor);
	json_put(j, "server", r->server);
	json_put(j, "tool_prefix", r->row->tool_prefix);
	json_put(j, "call", call);
	json_open(j, "argument", '{');
	if (route_argument(r->row))
		json_put(j, route_argument(r->row), tenant);
	json_close(j, '}');
	json_put(j, "status", r->row->status);
	json_put_int(j, "line", (long long)r->row->line);
	json_open(j, "tools", '[');
	for (i = 0; i < c->n; i++)
		json_put(j, NULL, c->items[i].tool);
	json_close(j, ']');
	json_close(j, '}');
	free(call);
}

static void put_gap(struct json_out *j, const struct route *r, const char *tenant, const char *file)
{
	char *why = route_gap_new(r, tenant, file);
	size_t i;

	json_open(j, NULL, '{');
	json_put(j, "asked", r->asked);
	json_put(j, "toolkit", r->row ? r->row->slug : NULL);
	json_put(j, "reason", route_gap_word(r->gap));
	json_put(j, "detail", why);
	json_open(j, "candidates", '[');
	for (i = 0; i < r->n_near; i++)
		json_put(j, NULL, r->near[i]->slug);
	json_close(j, ']');
	json_close(j, '}');
	free(why);
}

static void put_all(const struct route *v, const struct capability *c, size_t n, const char *tenant, const char *file,
		    struct buf *b)
{
	struct json_out j;
	size_t i;

	json_out_init(&j, b, 1);
	json_open(&j, NULL, '{');
	json_put(&j, "schema", "toolgap.route/1");
	json_put(&j, "tenant", tenant);
	json_open(&j, "calls", '[');
	for (i = 0; i < n; i++)
		if (v[i].gap == ROUTE_CALL)
			put_call(&j, &v[i], &c[i], tenant);
	json_close(&j, ']');
	json_open(&j, "missing", '[');
	for (i = 0; i < n; i++)
		if (v[i].gap != ROUTE_CALL)
			json_put(&j, NULL, v[i].row ? v[i].row->slug : v[i].asked);
	json_close(&j, ']');
	json_open(&j, "gaps", '[');
	for (i = 0; i < n; i++)
		if (v[i].gap != ROUTE_CALL)
			put_gap(&j, &v[i], tenant, file);
	json_close(&j, ']');
	json_close(&j, '}');
}

/* ---- as text: the table, and what is missing */

static void tell_all(const struct route *v, size_t n, const char *tenant, const char *file, struct buf *b)
{
	size_t i, gaps = 0;

	route_table(v, n, tenant, b);
	for (i = 0; i < n; i++) {
		char *why;

		if (v[i].gap == ROUTE_CALL)
			continue;
		if (!gaps++)
			buf_addf(b, _("%sNo call for %s:\n"), b->len ? "\n" : "", tenant);
		why = route_gap_new(&v[i], tenant, file);
		buf_addf(b, "- %s: %s\n", v[i].row ? v[i].row->slug : v[i].asked, why);
		free(why);
	}
}

/* What was taken for what, where it was not said by name. */
static void remark(const struct route *v, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (!v[i].row || v[i].by < ROUTE_BY_WORD)
			continue;
		fprintf(stderr, v[i].by == ROUTE_BY_WORD
				? _("toolgap: '%s' is taken as %s, the only row whose name has it.\n")
				: _("toolgap: '%s' is taken as %s, the only row whose name is near it.\n"),
			v[i].asked, v[i].row->slug);
	}
}

static int conclude(const struct route *v, size_t n, const char *tenant, struct err *e)
{
	size_t i, gaps = 0, unclear = 0;

	for (i = 0; i < n; i++) {
		gaps += v[i].gap != ROUTE_CALL;
		unclear += v[i].gap == ROUTE_UNCLEAR;
	}
	if (unclear)
		err_set(e, E_USAGE, ngettext("%zu name fits several rows; say which is meant.",
					     "%zu names fit several rows; say which are meant.", unclear), unclear);
	else if (gaps)
		/* TRANSLATORS: how many of how many toolkits, tenant */
		err_set(e, E_FAIL, ngettext("%zu of %zu toolkit has no call for %s.", "%zu of %zu toolkits have no call for %s.", n),
			gaps, n, tenant);
	return *e->msg ? e->code : E_OK;
}

static int routes(const struct options *o, const struct house *h, const struct registry *reg,
		  const struct yaml *aliases, struct err *e)
{
	const char *tenant = tenant_of(o, &h->ws, reg, e);
	size_t n = o->words.n, i, done = 0;
	struct route *v = mem_alloc(n * sizeof(*v));
	struct capability *c = mem_alloc(n * sizeof(*c));
	struct buf b = BUF_INIT;
	int code = E_USAGE;

	for (; tenant && done < n && !route_find(&v[done], reg, aliases, tenant, o->words.v[done].key, e); done++) {
		if (v[done].gap == ROUTE_CALL)
			tools_of(&h->ws, v[done].row, &c[done]);
		v[done].tools = c[done].n;
	}
	if (done == n) {
		if (o->json)
			put_all(v, c, n, tenant, h->ws.registry, &b);
		else
			tell_all(v, n, tenant, h->ws.registry, &b);
		code = print_buf(&b, e);
		if (!code && !o->quiet)
			remark(v, n);
		code = code ? code : conclude(v, n, tenant, e);
	}
	for (i = 0; i < done; i++) {
		route_free(&v[i]);
		capability_free(&c[i]);
	}
	free(v);
	free(c);
	return code;
}

int cmd_route(const struct options *o, struct err *e)
{
	struct registry *reg = NULL;
	struct yaml *aliases = NULL;
	struct disk_file f = { 0 };
	struct house h;
	char *path;
	int code;

	if (!o->words.n)
		return err_set(e, E_USAGE, _("Name the toolkits: toolgap route --tenant T TOOLKIT…")), E_USAGE;
	if (house_look(&h, o, e))
		return e->code;
	path = workspace_path_new(&h.ws, h.ws.registry);
	if (disk_peek(&f, path, h.ws.root, e)) {
		code = e->code;
	} else if (!f.exists) {
		err_set(e, E_FAIL, _("There is no registry at %s yet, so nothing has a route. toolgap plan makes the first row."),
			h.ws.registry);
		code = e->code;
	} else if (!(reg = registry_parse(f.bytes, f.n, h.ws.registry, e)) || !(aliases = finder_aliases(&h.ws, e))) {
		code = e->code;
	} else {
		code = routes(o, &h, reg, aliases, e);
	}
	yaml_free(aliases);
	registry_free(reg);
	if (f.path)
		disk_file_free(&f);
	free(path);
	house_close(&h);
	return code;
}
