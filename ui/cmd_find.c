/* SPDX-License-Identifier: MIT */
/* cmd_find: a text in registry, capability files and copies of the catalogs: one grep away from the answer, and better. */
#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "files/pending.h"
#include "ui/cmd.h"
#include "ui/signals.h"
#include "work/finder.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHOWN 20 /* hits, unless -v */
#define SHOWN_JSON 100
#define COLUMNS 80
#define INSET "    "

static int is_pending(const struct registry_row *row)
{
	return !strcmp(row->status, "PENDING-NATIVE");
}

/* ---- as JSON: toolgap.find/1 */

static void put_count(struct json_out *j, const char *key, long n)
{
	if (n >= 0)
		json_put_int(j, key, n);
	else
		json_put(j, key, NULL);
}

static void put_dates(struct json_out *j, const struct registry_row *row)
{
	char since[PENDING_DATE], due[PENDING_DATE], *link = NULL;

	(void)pending_dates(row->notes, since, due, &link);
	json_put(j, "since", *since ? since : NULL);
	json_put(j, "due", *due ? due : NULL);
	json_put(j, "link", link);
	free(link);
}

static void put_row(struct json_out *j, const struct registry_row *row)
{
	size_t i;

	json_put(j, "toolkit_slug", row->slug);
	json_put(j, "vendor", row->vendor);
	json_open(j, "servers", '{');
	for (i = 0; i < row->servers.n; i++)
		json_put(j, row->servers.v[i].key, row->servers.v[i].value);
	json_close(j, '}');
	json_put(j, "tool_prefix", row->tool_prefix);
	json_put(j, "status", row->status);
	json_put(j, "notes", row->notes);
	if (is_pending(row))
		put_dates(j, row);
}

static void put_capability(struct json_out *j, const struct find_hit *h)
{
	json_put(j, "toolkit_slug", h->slug);
	json_put(j, "vendor", h->vendor);
	if (h->name) {
		json_put(j, "tool", h->tool);
		json_put(j, "description", h->about);
	} else {
		json_put_int(j, "tools", (long long)h->tools);
	}
}

static void put_entry(struct json_out *j, const struct catalog_entry *en)
{
	json_put(j, "auth", en->auth);
	put_count(j, "tools", en->tools);
	put_count(j, "triggers", en->triggers);
	json_put_bool(j, "deprecated", en->deprecated);
	json_put(j, "description", en->about);
}

static void put_hit(struct json_out *j, const struct find_hit *h)
{
	static const char *const kind[FIND_KINDS] = { "registry", "capability", "composio", "pipedream" };
	static const char *const fit[] = { "none", "mention", "letters", "meaning", "typo", "name", "exact" };

	json_open(j, NULL, '{');
	json_put(j, "kind", kind[h->kind]);
	json_put(j, "slug", h->slug);
	json_put(j, "name", h->name ? h->name : h->slug);
	json_put(j, "file", h->file);
	put_count(j, "line", h->line ? (long)h->line : -1);
	json_put_int(j, "score", h->fit.score);
	json_put(j, "fit", fit[h->fit.grade]);
	json_put(j, "source", h->fit.grade == FIND_MEANING ? "semantic" : "lexical");
	put_count(j, "alike", h->alike ? h->alike : -1);
	json_open(j, "row", '{');
	if (h->kind == FIND_REGISTRY)
		put_row(j, &h->row);
	else if (h->kind == FIND_CAPABILITY)
		put_capability(j, h);
	else
		put_entry(j, &h->en);
	json_close(j, '}');
	json_close(j, '}');
}

static void put_all(const struct finder *f, const struct house *h, struct buf *b)
{
	struct json_out j;
	size_t i;
	int k;

	json_out_init(&j, b, 1);
	json_open(&j, NULL, '{');
	json_put(&j, "schema", "toolgap.find/1");
	json_open(&j, "matches", '[');
	for (i = 0; i < f->finds.n; i++)
		put_hit(&j, &f->finds.v[i]);
	json_close(&j, ']');
	json_put_int(&j, "left", (long long)f->finds.left);
	json_put_bool(&j, "near", f->wide);
	json_put(&j, "index", f->index > 0 ? "asked" : f->index ? "unknown" : "not asked");
	json_put(&j, "index_detail", f->index < 0 ? f->index_why : NULL);
	json_open(&j, "copies", '[');
	for (k = 0; k < CATALOGS; k++) {
		const char *text;
		size_t n;
		const struct catalog *c = copies_text(h->copies, (enum catalog_source)k, &text, &n);

		json_open(&j, NULL, '{');
		json_put(&j, "source", catalog_name((enum catalog_source)k));
		json_put(&j, "read", c ? c->read : NULL);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_open(&j, "unread", '[');
	for (i = 0; i < f->broken.n; i++)
		json_put(&j, NULL, f->broken.v[i].key);
	json_close(&j, ']');
	json_close(&j, '}');
}

/* ---- as text: a line for each hit, and under a row what a session needs of it */

static void inset(struct buf *b, const char *text)
{
	size_t n = text_fit(text, COLUMNS - strlen(INSET));

	if (!text[n])
		buf_addf(b, INSET "%s\n", text);
	else
		buf_addf(b, INSET "%.*s…\n", (int)text_fit(text, COLUMNS - strlen(INSET) - 1), text);
}

static void tell_servers(const struct registry_row *row, struct buf *b)
{
	struct buf line = BUF_INIT;
	size_t i;

	for (i = 0; i < row->servers.n; i++)
		buf_addf(&line, "%s%s: %s", i ? " · " : "", row->servers.v[i].key, row->servers.v[i].value);
	if (line.len) /* a name cut off would be no name */
		buf_addf(b, INSET "%s\n", line.p);
	buf_free(&line);
}

static void tell_dates(const struct registry_row *row, struct buf *b)
{
	char since[PENDING_DATE], due[PENDING_DATE], *link = NULL;

	if (!pending_dates(row->notes, since, due, &link))
		/* TRANSLATORS: two dates */
		buf_addf(b, _("    since %s, due %s\n"), since, due);
	if (link)
		buf_addf(b, INSET "%s\n", link);
	free(link);
}

static void tell_row(const struct find_hit *h, const char *text, int brief, struct buf *b)
{
	const struct registry_row *row = &h->row;

	buf_addf(b, "%s:%zu: %s · %s · %s\n", h->file, h->line, row->slug, *row->vendor ? row->vendor : "—",
		 *row->status ? row->status : "—");
	if (brief)
		return;
	tell_servers(row, b);
	if (is_pending(row))
		tell_dates(row, b);
	if (h->fit.grade == FIND_MENTION) {
		char *why = find_excerpt_new(text, row, COLUMNS - strlen(INSET));

		if (*why)
			inset(b, why);
		free(why);
	}
}

static void tell_capability(const struct find_hit *h, struct buf *b)
{
	if (!h->file) {
		/* TRANSLATORS: a capability that the vector index names: toolkit, id, vendor, per cent of likeness */
		buf_addf(b, _("index: %s · %s · %s · %d %% alike\n"), h->slug, h->name, h->vendor, h->alike);
		return;
	}
	if (h->name) {
		buf_addf(b, "%s:%zu: %s\n", h->file, h->line, h->name);
		return;
	}
	buf_addf(b, "%s:%zu: ", h->file, h->line);
	buf_addf(b, ngettext("%zu tool of %s\n", "%zu tools of %s\n", h->tools), h->tools, h->slug);
}

static void tell_entry(const struct find_hit *h, struct buf *b)
{
	buf_addf(b, "%s: %s · %s · %s", catalog_name(h->kind == FIND_COMPOSIO ? CATALOG_COMPOSIO : CATALOG_PIPEDREAM),
		 h->slug, h->name, h->en.auth);
	if (h->en.deprecated)
		buf_addf(b, " · %s", _("deprecated"));
	else if (h->en.tools >= 0)
		buf_addf(b, ngettext(" · %ld tool", " · %ld tools", (unsigned long)h->en.tools), h->en.tools);
	buf_addc(b, '\n');
}

static void tell_hit(const struct find_hit *h, const char *text, int brief, struct buf *b)
{
	if (h->kind == FIND_REGISTRY) {
		tell_row(h, text, brief, b);
		return;
	}
	if (h->kind == FIND_CAPABILITY)
		tell_capability(h, b);
	else
		tell_entry(h, b);
	if (!brief && h->about && *h->about && (h->kind == FIND_CAPABILITY || h->fit.grade == FIND_MENTION))
		inset(b, h->about);
}

/* What is not in the hits, on standard error. */
static void remark(const struct finder *f, const struct options *o, const struct house *h, const char *text)
{
	int sure = finds_best(&f->finds) >= FIND_NAME;
	size_t i;

	if (o->quiet)
		return;
	if (!f->registry)
		fprintf(stderr, _("toolgap: there is no registry at %s yet.\n"), h->ws.registry);
	if (f->index < 0)
		fprintf(stderr, _("toolgap: the vector index could not be asked (%s); what is shown was found by letters.\n"),
			f->index_why);
	if (!sure && f->finds.n && finds_best(&f->finds) > FIND_MEANING)
		fprintf(stderr, _("toolgap: nothing has '%s' itself; these names are near it.\n"), text);
	for (i = 0; i < f->finds.n; i++) {
		const struct find_hit *x = &f->finds.v[i];

		if (x->kind != FIND_REGISTRY)
			continue;
		if (x->row.lacks)
			fprintf(stderr, ngettext("toolgap: %s:%zu: this row has %zu cell less than the header; what is missing counts as empty.\n",
						 "toolgap: %s:%zu: this row has %zu cells less than the header; what is missing counts as empty.\n",
						 x->row.lacks),
				x->file, x->line, x->row.lacks);
		if (x->more)
			fprintf(stderr, _("toolgap: %s:%zu: this row has more cells than the header, so its columns may be shifted; write a pipe inside of a cell as \\|.\n"),
				x->file, x->line);
	}
	if (!sure)
		tell_copies(o, h->copies);
	if (f->finds.left)
		fprintf(stderr, ngettext("toolgap: %zu more; -v shows all\n", "toolgap: %zu more; -v shows all\n",
					 f->finds.left), f->finds.left);
}

/* A registry that could not be read whole may have better hits than those shown; another file's are missed less. */
static int conclude(const struct finder *f, const char *text, struct err *e)
{
	size_t i, said = f->registry < 0 || !f->finds.n;

	for (i = said; i < f->broken.n; i++)
		fprintf(stderr, "toolgap: %s\n", f->broken.v[i].key);
	if (f->broken.n && said)
		err_set(e, E_FAIL, "%s", f->broken.v[0].key);
	else if (!f->finds.n)
		err_set(e, E_FAIL,
			_("Nothing fits '%s': no row of the registry, no capability, no entry in a copy of a catalog. `toolgap triage` asks the vendors."),
			text);
	return *e->msg ? e->code : E_OK;
}

static int print_all(const struct finder *f, const struct options *o, const struct house *h, const char *text,
		     struct err *e)
{
	struct buf b = BUF_INIT;
	size_t i;
	int code;

	if (o->json)
		put_all(f, h, &b);
	for (i = 0; !o->json && i < f->finds.n; i++)
		tell_hit(&f->finds.v[i], text, o->quiet, &b);
	code = print_buf(&b, e);
	if (code)
		return code;
	remark(f, o, h, text);
	return conclude(f, text, e);
}

int cmd_find(const struct options *o, struct err *e)
{
	size_t most = o->verbose ? SIZE_MAX : o->json ? SHOWN_JSON : SHOWN;
	struct finder f = { 0 };
	struct house h;
	char *text;
	int code;

	if (!o->words.n)
		return err_set(e, E_USAGE, _("Say what to look for: toolgap find TEXT.")), E_USAGE;
	text = words_new(o);
	if (house_look(&h, o, e)) {
		code = e->code;
	} else {
		code = finder_run(&f, &h.ws, h.copies, text, most, e) ? e->code : E_OK;
		if (!code && !o->offline)
			finder_meaning(&f, &h.ws, &h.env, h.http, text, most, signals_fd());
		if (!code && signals_seen())
			code = 128 + signals_seen();
		if (!code)
			code = print_all(&f, o, &h, text, e);
		finder_free(&f);
		house_close(&h);
	}
	free(text);
	return code;
}
