/* SPDX-License-Identifier: MIT */
/* outcome: the table of the paths that leave files behind, and what they share. */
#include "work/outcome.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"

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
};

int outcome_compose(struct plan *p, const struct outcome *o, struct err *e)
{
	size_t i;

	for (i = 0; i < sizeof(outcomes) / sizeof(*outcomes); i++)
		if (!strcmp(outcomes[i].path, p->path))
			return outcomes[i].compose(p, o, e);
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
