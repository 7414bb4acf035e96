/* SPDX-License-Identifier: MIT */
/* outcome_composio: what a toolkit that Composio has leaves behind: its row, and nothing else. */
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "files/clients.h"
#include "work/notes.h"
#include "work/outcome.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define VENDOR "COMPOSIO"

/*
 * Whom the catalog step, and after it the connect step, found connected, in the words of a connect step: for notes. An
 * ACTIVE connection is all there is to verify: the vendor's own server lists the tools of it.
 */
static void standing(const struct kv *facts, struct kv *out)
{
	int again = kv_get(facts, "accounts.result") != NULL;
	const char *seen = kv_get(facts, again ? "accounts.evidence" : "composio.evidence");
	size_t i;

	kv_add(out, "accounts.result",
	       again ? kv_get(facts, "accounts.result") : "ok");
	if (seen)
		kv_add(out, "tools.evidence", seen);
	for (i = 0; i < facts->n; i++) {
		const char *tenant = facts->v[i].value, *state, *account;
		char *key;

		if (strcmp(facts->v[i].key, "tenant") != 0)
			continue;
		kv_add(out, "tenant", tenant);
		key = mem_fmt("%s.tenant.%s", again ? "accounts" : "composio", tenant);
		state = kv_or(facts, key, "unknown");
		free(key);
		if (!strcmp(state, "never") || !strcmp(state, "pending"))
			state = "none";
		key = mem_fmt("accounts.tenant.%s", tenant);
		kv_add(out, key, state);
		free(key);
		if (!strcmp(state, "connected")) {
			key = mem_fmt("tools.mcp.%s", tenant);
			kv_add(out, key, "1");
			free(key);
		}
		key = mem_fmt("%s.account.%s", again ? "accounts" : "composio", tenant);
		account = kv_get(facts, key);
		free(key);
		key = mem_fmt("accounts.account.%s", tenant);
		if (account)
			kv_add(out, key, account);
		free(key);
	}
}

/* The row of another vendor keeps its servers and its status: what runs, runs. It only says what was found. */
static void note_only(struct plan *p, const struct registry_row *old, const char *story, struct registry_row *row)
{
	const char *core = strstr(story, ": ");

	p->vendor = plan_vendor(old->vendor);
	if (!old->notes || !core || !strstr(old->notes, core + 2))
		row->notes = mem_fmt("%s%s%s", old->notes ? old->notes : "", old->notes && *old->notes ? " " : "",
				     story);
}

static void fill_row(struct plan *p, const struct kv *facts, const struct registry_row *old, const char *story,
		     struct registry_row *row)
{
	int gap = !strcmp(kv_or(facts, "composio.result", ""), "scope-gap");
	struct kv stand = KV_INIT;
	struct buf up = BUF_INIT;
	const char *c, *status;
	size_t i;

	standing(facts, &stand);
	for (c = row->slug; *c; c++)
		buf_addc(&up, (char)toupper((unsigned char)*c));
	row->vendor = mem_str(VENDOR);
	row->tool_prefix = mem_fmt("%s_*", buf_str(&up));
	buf_free(&up);
	for (i = 0; i < p->tenants.n; i++) {
		char *server = mem_fmt("composio-%s", p->tenants.v[i].key);

		kv_add(&row->servers, p->tenants.v[i].key, server);
		free(server);
	}
	if (kv_get(facts, "composio.no_auth")) { /* nobody has to connect, so nothing is said of anybody */
		status = "LIVE";
		kv_free(&stand);
	} else {
		status = gap ? "PENDING" : notes_status(&stand, old);
	}
	row->status = mem_str(status);
	row->notes = notes_new(&stand, story, gap || (old && outcome_turns(old, VENDOR)), old);
	kv_free(&stand);
}

/* The cells name servers that the workspace has for Composio already; toolgap does not make those. */
static int warn_servers(struct plan *p, const struct outcome *o, struct err *e)
{
	const struct client *cl = clients_find(o->ws->clients, "claude-code");
	const char *path = cl ? client_file_in(cl, NULL, e) : NULL;
	struct disk_file f;
	size_t i;
	char *abs;

	if (!path)
		return 0;
	abs = workspace_path_new(o->ws, path);
	if (disk_read(&f, abs, workspace_fence(o->ws, path), e)) {
		free(abs);
		return -1;
	}
	free(abs);
	for (i = 0; i < p->tenants.n; i++) {
		char *name = mem_fmt("\"composio-%s\"", p->tenants.v[i].key);

		if (!f.n || !memmem(f.bytes, f.n, name, strlen(name)))
			plan_warn(p, "no-composio-server",
				  _("%s has no server composio-%s yet. Its address comes from Composio (a session of that user), so toolgap does not invent it; `toolgap check` names it until it is there."),
				  path, p->tenants.v[i].key);
		free(name);
	}
	disk_file_free(&f);
	return 0;
}

static void warn_gap(struct plan *p, const struct kv *facts)
{
	size_t i;

	for (i = 0; i < facts->n; i++)
		if (!strcmp(facts->v[i].key, "composio.missing_scope"))
			plan_warn(p, "scope-gap",
				  _("The grant lacks the scope %s. The row says PENDING until it is granted; the scope-gap procedure is the way."),
				  facts->v[i].value);
}

int outcome_composio(struct plan *p, const struct outcome *o, struct err *e)
{
	const char *slug = kv_or(o->facts, "composio.toolkit_slug", "");
	int renamed = !strcmp(kv_or(o->facts, "composio.result", ""), "renamed");
	const struct registry_row *old;
	struct registry_row row = { 0 };
	struct registry *reg;
	struct plan_file *f;
	struct buf story = BUF_INIT;
	int rc = 0;

	if (!text_is_name(slug, 1))
		return err_set(e, E_FAIL, _("'%s' is not an allowed name (a-z 0-9 _ -, at most 63 characters). Nothing was written."),
			       slug);
	f = outcome_registry(p, o->ws, &reg, e);
	if (!f)
		return -1;
	/* a row of before is found as the registry step found it: it may be called otherwise */
	row.slug = mem_str(reg && kv_get(o->facts, "registry.row") ? kv_or(o->facts, "registry.toolkit_slug", slug)
								   : slug);
	old = reg ? registry_find(reg, row.slug) : NULL;
	free(p->slug);
	p->slug = mem_str(row.slug);
	p->vendor = VENDOR;
	notes_composio(o->facts, &story);
	if (old && (renamed || (strcmp(old->vendor, VENDOR) && strcmp(old->status, "PENDING-NATIVE")))) {
		note_only(p, old, buf_str(&story), &row);
		if (!renamed)
			plan_warn(p, "other-vendor",
				  _("The row of %s says %s and stays as it is; only its notes say that Composio has it too. Changing over is a decision of its own."),
				  old->slug, old->vendor);
	} else {
		fill_row(p, o->facts, old, buf_str(&story), &row);
		rc = warn_servers(p, o, e);
		warn_gap(p, o->facts);
	}
	if (!rc && (row.vendor || row.notes))
		rc = registry_put(&f->edit, f->path, &row, e);
	registry_row_free(&row);
	registry_free(reg);
	buf_free(&story);
	return rc ? -1 : 0;
}
