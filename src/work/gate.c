/* SPDX-License-Identifier: MIT */
/* gate: what stands at the gate of Path C, read from the disk. */
#include "work/gate.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "files/client_own.h"
#include "work/decisions.h"
#include "work/outcome.h"
#include "work/scaffold.h"

#include <stdlib.h>
#include <string.h>

/* A worker's name at its domain, where the workspace says which; else where `wrangler dev` answers. */
static void propose_url(const struct workspace *ws, const char *slug, struct kv *facts)
{
	struct kv values = KV_INIT, none = KV_INIT;
	struct err e = ERR_INIT;

	if (ws->worker_domain && !scaffold_values(&values, "", slug, &none, &e))
		kv_addf(facts, "url", "https://%s.%s/mcp", kv_or(&values, "worker", ""), ws->worker_domain);
	else
		kv_set(facts, "url", OWN_WORKER_LOCAL);
	kv_free(&values);
}

static void look(const struct workspace *ws, const char *slug, struct kv *facts, struct err *e)
{
	char *folder = scaffold_folder_new(ws, slug);
	enum scaffold_there there;
	struct decisions d;

	if (scaffold_look(ws, slug, &there, e) || decisions_look(ws, slug, &d, e)) {
		kv_set(facts, "result", "unreadable");
		kv_set(facts, "detail", e->msg);
		free(folder);
		return;
	}
	kv_addf(facts, "adr", "%0*u", d.digits, d.own ? d.own_number : d.next);
	kv_set(facts, "folder", folder);
	kv_set(facts, "result", there == SCAFFOLD_NONE ? "free" : there == SCAFFOLD_OURS ? "ours" : "taken");
	if (there == SCAFFOLD_THEIRS)
		kv_addf(facts, "detail", _("%s is there already, and toolgap did not begin it."), folder);
	else
		/* TRANSLATORS: a folder, and the number of a decision record */
		kv_addf(facts, "detail", _("%s · ADR-%s"), folder, kv_or(facts, "adr", ""));
	decisions_free(&d);
	free(folder);
}

int gate_worker(const struct workspace *ws, const struct kv *in, struct kv *facts, struct err *e)
{
	struct err why = ERR_INIT;
	struct buf app = BUF_INIT;
	const char *slug;

	(void)e;
	text_norm(&app, kv_or(in, "app_slug", ""));
	slug = kv_or(in, "toolkit_slug", app.len ? buf_str(&app) : "worker");
	look(ws, slug, facts, &why);
	propose_url(ws, slug, facts);
	if (kv_get(in, "absent")) {
		kv_set(facts, "absent", "yes");
		kv_set(facts, "reason", "absent");
	}
	buf_free(&app);
	return 0;
}
