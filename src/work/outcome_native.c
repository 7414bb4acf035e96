/* SPDX-License-Identifier: MIT */
/* outcome_native: what a trusted server of the provider's own leaves behind: entries and the row. */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "files/client_own.h"
#include "work/entries.h"
#include "work/notes.h"
#include "work/outcome.h"

#include <stdlib.h>
#include <string.h>

#define VENDOR "NATIVE_MCP"
#define NAME_MOST 63

struct native {
	const struct outcome *o;
	const char *slug, *brief, *url;
};

static char *server_new(const struct native *na, const char *tenant)
{
	return mem_fmt(OWN_NATIVE "%s-%s", na->brief, tenant);
}

static struct entry *entry_for(const void *arg, const char *tenant)
{
	const struct native *na = arg;
	const struct kv *facts = na->o->facts;
	char *name = server_new(na, tenant);
	struct entry *en = entry_new(name, na->url);
	size_t i;

	for (i = 0; i < facts->n; i++) {
		const char *row = facts->v[i].value, *kind = strchr(row, '\t'), *text = kind ? strchr(kind + 1, '\t') : NULL;
		char *header, *variable;

		if (strcmp(facts->v[i].key, "native-server.header") != 0 || !text)
			continue;
		header = mem_strn(row, (size_t)(kind - row));
		variable = !strncmp(kind + 1, "secret", 6) ? own_variable_new(name, header) : NULL;
		entry_header_add(en, header, text + 1, variable);
		free(variable);
		free(header);
	}
	free(name);
	return en;
}

/* "…trusted by the operator 2026-11-21", without a full stop. */
static void trusted(const struct kv *facts, struct buf *out)
{
	char date[CLOCK_STAMP];

	clock_date(clock_now(), date);
	buf_addf(out, "Server %s %s of %s, found in the official MCP registry and trusted by the operator %s",
		 kv_or(facts, "native-server.name", "?"), kv_or(facts, "native-server.version", ""),
		 kv_or(facts, "native-server.by", "?"), date);
}

static char *story_new(const struct kv *facts)
{
	struct buf out = BUF_INIT;

	trusted(facts, &out);
	buf_adds(&out, ". ");
	notes_asked(facts, " ", &out);
	buf_adds(&out, " Its tools are not verified.");
	return buf_detach(&out);
}

/* Those whose cell is new, "ascend, kahuna"; NULL where there is none. Heap string. */
static char *fresh_new(const struct plan *p, const struct registry_row *old)
{
	struct buf b = BUF_INIT;
	size_t k;

	for (k = 0; k < p->tenants.n; k++)
		if (!kv_get(&old->servers, p->tenants.v[k].key))
			buf_addf(&b, "%s%s", b.len ? ", " : "", p->tenants.v[k].key);
	return b.len ? buf_detach(&b) : NULL;
}

/* A further tenant was trusted with a server of its own day, and nobody has seen its tools. */
static void put_joined(const struct kv *facts, const char *who, const struct registry_row *old, struct registry_row *row)
{
	struct buf b = BUF_INIT;

	if (*old->notes)
		buf_addf(&b, "%s ", old->notes);
	trusted(facts, &b);
	buf_addf(&b, " for %s. Its tools are not verified there.", who);
	row->notes = buf_detach(&b);
	row->status = mem_str("PENDING");
}

static int put_row(struct plan *p, const struct native *na, struct err *e)
{
	struct registry *reg;
	struct plan_file *f = outcome_registry(p, na->o->ws, &reg, e);
	struct registry_row row = { 0 };
	const struct registry_row *old;
	struct kv nobody = KV_INIT;
	char *story, *fresh;
	size_t k;
	int rc;

	if (!f)
		return -1;
	story = story_new(na->o->facts);
	old = reg ? registry_find(reg, na->slug) : NULL;
	row.slug = mem_str(na->slug);
	row.vendor = mem_str(VENDOR);
	for (k = 0; k < p->tenants.n; k++) {
		char *server = server_new(na, p->tenants.v[k].key);

		kv_add(&row.servers, p->tenants.v[k].key, server);
		free(server);
	}
	fresh = old && !outcome_turns(old, VENDOR) ? fresh_new(p, old) : NULL;
	if (fresh) {
		put_joined(na->o->facts, fresh, old, &row);
	} else if (!old || outcome_turns(old, VENDOR)) {
		row.tool_prefix = mem_str(""); /* the names of its tools are not known */
		row.status = mem_str("PENDING");
	}
	if (!fresh)
		row.notes = notes_new(&nobody, story, old && outcome_turns(old, VENDOR), old);
	free(fresh);
	rc = registry_put(&f->edit, f->path, &row, e);
	registry_row_free(&row);
	registry_free(reg);
	free(story);
	return rc;
}

static int check_names(struct plan *p, const struct native *na, struct err *e)
{
	size_t k, n;

	if (!text_is_name(na->slug, 1) || !text_is_name(na->brief, 0))
		return err_set(e, E_FAIL,
			       _("'%s' or '%s' is not an allowed name (a-z 0-9 _ -, at most 63 characters). Nothing was written."),
			       na->slug, na->brief);
	for (k = 0; k < p->tenants.n; k++) {
		n = strlen(OWN_NATIVE "-") + strlen(na->brief) + strlen(p->tenants.v[k].key);
		if (n > NAME_MOST)
			return err_set(e, E_USAGE,
				       _("The server name for '%s' would have %zu characters; %d is the most. Choose a shorter --short."),
				       p->tenants.v[k].key, n, NAME_MOST);
	}
	return 0;
}

int outcome_native(struct plan *p, const struct outcome *o, struct err *e)
{
	struct native na = { .o = o,
			     .slug = kv_or(o->facts, "registry.toolkit_slug", ""),
			     .brief = kv_or(o->facts, "native-short", ""),
			     .url = kv_or(o->facts, "native-url", kv_or(o->facts, "native-server.url", "")) };
	const struct entries entries = { o->ws, o->facts, o->clients, na.slug, OWN_NATIVE, NULL, entry_for, &na };

	free(p->slug);
	p->slug = mem_str(na.slug);
	p->vendor = VENDOR;
	if (check_names(p, &na, e) || entries_put(p, &entries, e) || put_row(p, &na, e))
		return -1;
	plan_warn(p, "not-verified",
		  _("The server's tools were not listed, so the row says PENDING. Set the variables, start a client, and set the row to LIVE once its tools answer."));
	return 0;
}
