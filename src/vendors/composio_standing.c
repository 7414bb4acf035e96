/* SPDX-License-Identifier: MIT */
/* composio_standing: who is connected to a toolkit that is known: asked again and again while links are clicked. */
#include "vendors/composio_own.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void start(struct probe *p)
{
	const char *slug = kv_or(&p->in, "toolkit_slug", "");
	struct composio *co = composio_new(p);
	size_t i;

	if (!p->env->composio_key) {
		look_missing(p, "COMPOSIO_API_KEY");
		return;
	}
	if (!text_is_name(slug, 1)) {
		look_unknown(p, _("no toolkit is chosen"));
		return;
	}
	kv_set(&p->facts, "toolkit_slug", slug);
	for (i = 0; i < p->in.n; i++)
		if (!strcmp(p->in.v[i].key, "tenant"))
			composio_ask(p, looks_add(&co->looks, LOOK_TENANT, p->in.v[i].value), NULL);
}

static void reply(struct probe *p, const struct call *c, const struct reply *r)
{
	struct composio *co = p->own;
	struct look *l = looks_of(&co->looks, c);

	if (!l)
		return;
	(void)snprintf(p->doing, sizeof(p->doing), "%s", l->text);
	composio_take_accounts(p, l, c, r);
}

/* In the words of every connect step: what is pending has not been clicked, what is over must be renewed. */
static const char *state_of(const struct look *l)
{
	if (l->mark == CONNECTED)
		return "connected";
	if (l->state == LOOK_BAD || l->mark == STRANGE)
		return "unknown";
	return l->mark == EXPIRED ? "dead" : "none";
}

static void finish(struct probe *p)
{
	struct composio *co = p->own;
	size_t i, connected = 0;
	const char *why = NULL;

	if (kv_get(&p->facts, "result"))
		return;
	for (i = 0; i < co->looks.n; i++) {
		const struct look *l = &co->looks.v[i];
		const char *account = kv_get(&co->accounts, l->text);
		char *key = mem_fmt("tenant.%s", l->text);

		kv_set(&p->facts, key, state_of(l));
		free(key);
		if (account) {
			key = mem_fmt("account.%s", l->text);
			kv_set(&p->facts, key, account);
			free(key);
		}
		connected += l->mark == CONNECTED;
		if (l->mark != CONNECTED && l->state == LOOK_BAD && !why)
			why = l->why;
	}
	if (why) {
		look_unknown(p, why);
		return;
	}
	kv_set(&p->facts, "result", "ok");
	kv_addf(&p->facts, "detail", _("%zu of %zu connected"), connected, co->looks.n);
}

const struct probe_ops composio_standing = { "accounts", start, reply, finish };
