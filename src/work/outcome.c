/* SPDX-License-Identifier: MIT */
/* outcome: the table of the paths that leave files behind, and what they share. */
#include "work/outcome.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *path;
	outcome_function *compose;
} outcomes[] = {
	{ "D", outcome_pipedream },
	{ "C", outcome_worker },
	{ "B", outcome_session },
	{ "composio", outcome_composio },
	{ "native", outcome_native },
	{ "A", outcome_waiting },
};

/* Of two rows of one slug the first is read and written; a person should know. */
static void warn_twice(struct plan *p, const struct outcome *o)
{
	struct err e = ERR_INIT;
	struct registry *reg = NULL;
	size_t i, n = 0, first = 0;

	for (i = 0; i < p->n && !reg; i++)
		if (!strcmp(p->files[i]->kind, "registry") && p->files[i]->edit.old_n)
			reg = registry_parse(p->files[i]->edit.old, p->files[i]->edit.old_n, o->ws->registry, &e);
	for (i = 0; reg && p->slug && i < registry_count(reg); i++)
		if (!strcmp(registry_at(reg, i)->slug, p->slug) && !n++)
			first = registry_at(reg, i)->line;
	if (n > 1)
		plan_warn(p, "duplicate-slug",
			  _("%s has %zu rows of %s; the first one, in line %zu, is the one that counts here. Make them one."),
			  o->ws->registry, n, p->slug, first);
	registry_free(reg);
}

/* The walk went where the runbook led, and somebody had said --path: what was asked for would not be what is written. */
static int astray(const struct plan *p, const struct outcome *o, struct err *e)
{
	const char *want = kv_get(o->facts, "workspace.path");

	if (!want || !strcmp(want, p->path))
		return 0;
	if (!strcmp(p->path, "composio"))
		return err_set(e, E_USAGE,
			       _("Path %s was asked for, but Composio has %s, so there is no gap to take a path for. Nothing was written; leave --path out to record that."),
			       want, kv_or(o->facts, "composio.toolkit_slug", "?"));
	return err_set(e, E_USAGE,
		       _("Path %s was asked for, but the walk led to %s. Nothing was written; leave --path out to take that way."),
		       want, !strcmp(p->path, "native") ? _("a server of the provider's own") : p->path);
}

/* Absent from both, and what the MCP registry said of it: what may still be a way, before another one is built. */
static void warn_native(struct plan *p, const struct kv *facts)
{
	const char *result = kv_or(facts, "native.result", "");
	char *said;

	if (!strcmp(p->path, "D") || !strcmp(p->path, "composio") || !strcmp(p->path, "native"))
		return;
	if (!strcmp(result, "unknown"))
		plan_warn(p, "native-unknown",
			  _("Nobody knows whether the provider runs an MCP server of its own: the MCP registry could not be asked (%s). Once it can be, run this again."),
			  kv_or(facts, "native.detail", "?"));
	if (strcmp(result, "third-party") != 0)
		return;
	said = mem_strn(kv_or(facts, "native.server", "?"), strcspn(kv_or(facts, "native.server", "?"), "\t"));
	plan_warn(p, "native-third",
		  _("A third party runs an MCP server for it (%s), and it was not taken. If you trust whoever runs it, run this again with --trust %s."),
		  said, said);
	free(said);
}

int outcome_compose(struct plan *p, const struct outcome *o, struct err *e)
{
	size_t i;

	if (astray(p, o, e))
		return -1;
	warn_native(p, o->facts);
	for (i = 0; i < sizeof(outcomes) / sizeof(*outcomes); i++)
		if (!strcmp(outcomes[i].path, p->path)) {
			if (outcomes[i].compose(p, o, e) || (strcmp(p->path, "A") != 0 && outcome_waited(p, o, e)))
				return -1;
			warn_twice(p, o);
			return 0;
		}
	return err_set(e, E_FAIL, _("Path '%s' leaves no files that toolgap writes. Nothing was written."),
		       p->path);
}

char *outcome_slug_new(const struct kv *facts)
{
	const char *known = kv_get(facts, "registry.toolkit_slug");
	struct buf app = BUF_INIT;
	char *slug;

	/* a name without a letter of ASCII has no slug of its own; then the app's serves */
	text_norm(&app, kv_or(facts, "pipedream.app_slug", ""));
	slug = mem_str(known ? known : app.len ? buf_str(&app) : kv_or(facts, "worker-short", ""));
	buf_free(&app);
	return slug;
}

struct plan_file *outcome_registry(struct plan *p, const struct workspace *ws, struct registry **reg,
				   struct err *e)
{
	struct plan_file *f = plan_open(p, ws, ws->registry, "registry", NULL, e);

	*reg = NULL;
	if (!f || !f->edit.now.len)
		return f;
	*reg = registry_parse(buf_str(&f->edit.now), f->edit.now.len, f->path, e);
	return *reg ? f : NULL;
}

int outcome_turns(const struct registry_row *old, const char *vendor)
{
	return strcmp(old->vendor, vendor) != 0 || !strcmp(old->status, "PENDING-NATIVE");
}

char *outcome_capability_new(const struct workspace *ws, const char *slug)
{
	return mem_fmt("%s/pipedream-%s/capability_registry.yaml", ws->tools, slug);
}
