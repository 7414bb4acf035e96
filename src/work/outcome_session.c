/* SPDX-License-Identifier: MIT */
/* outcome_session: what Path B, a toolkit of one SDK session, leaves behind: snippets and a line in the ledger, no more. */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "files/ledger.h"
#include "files/template.h"
#include "work/outcome.h"
#include "work/scaffold.h"

#include <stdlib.h>
#include <string.h>

/* "Session-only SDK toolkit for Foo (`foo`): `docs/…/foo-session.py`. Debugging only; …" English: it is a file's. */
static int put_line(struct plan *p, const struct workspace *ws, const struct kv *values, const struct kv *paths,
		    struct err *e)
{
	struct plan_file *f = plan_open(p, ws, ws->ledger, "ledger", NULL, e);
	struct buf b = BUF_INIT;
	char date[CLOCK_STAMP];
	size_t i;
	int rc = !f;

	clock_date(clock_now(), date);
	buf_adds(&b, "session-only SDK toolkit for ");
	template_markdown(&b, kv_or(values, "provider", ""));
	buf_addf(&b, " (`%s`):", kv_or(values, "slug", ""));
	for (i = 0; i < paths->n; i++)
		buf_addf(&b, "%s `%s`", i ? "," : "", paths->v[i].key);
	buf_adds(&b, ". Debugging only: it is gone when the session ends; no config entry, no row, nothing LIVE.");
	if (!rc)
		rc = ledger_add(&f->edit, f->path, date, buf_str(&b), e);
	buf_free(&b);
	return rc ? -1 : 0;
}

static void tell_next(struct plan *p, const struct kv *paths)
{
	size_t i;

	plan_warn(p, "session-only",
		  _("This is for debugging only: no client gets an entry, no row is written, and nothing becomes LIVE by it. For production there are the Paths D, A and C."));
	for (i = 0; i < paths->n; i++)
		/* TRANSLATORS: a file; its first lines are a comment */
		kv_addf(&p->next, "next", _("Next: read the first lines of %s; they say how it is run."),
			paths->v[i].key);
}

int outcome_session(struct plan *p, const struct outcome *o, struct err *e)
{
	const char *sdk = kv_or(o->facts, "sdk", "both");
	static const char *const languages[] = { "python", "typescript" };
	char *slug = outcome_slug_new(o->facts);
	struct kv values = KV_INIT, paths = KV_INIT;
	size_t i;
	int rc = scaffold_values(&values, p->provider, slug, &p->tenants, e);

	for (i = 0; i < 2 && !rc; i++) {
		char *path;

		if (strcmp(sdk, "both") != 0 && strcmp(sdk, languages[i]) != 0)
			continue;
		path = scaffold_path_new(o->ws, "snippet", languages[i], slug);
		kv_add(&paths, path, "");
		free(path);
		rc = scaffold_put_all(p, o->ws, "snippet", languages[i], &values, e);
	}
	rc = rc || put_line(p, o->ws, &values, &paths, e);
	if (!rc)
		tell_next(p, &paths);
	kv_free(&values);
	kv_free(&paths);
	free(slug);
	return rc ? -1 : 0;
}
