/* SPDX-License-Identifier: MIT */
/* connect: the step in which people click links, one per tenant, while the outside looks who has come. */
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "runbook/kinds.h"

#include <stdlib.h>
#include <string.h>

/*
 * Facts it stands on: "accounts.result", "accounts.tenant.T", "accounts.account.T" (looked up again
 * and again), "link.link.T", "link.link_until.T" (made once). The person's answer: wait (make links, follow
 * the tenants), pending (go on without), retry (look again now).
 */
#define POLL_MS 2000
#define POLL_SICK_MS 5000 /* the vendor does not answer: ask less often */

static const char *tenant_fact(const struct wizard *w, const char *probe, const char *key,
			       const char *tenant)
{
	char *full = mem_fmt("%s.%s.%s", probe, key, tenant);
	const char *value = kv_get(&w->facts, full);

	free(full);
	return value;
}

static int connected(const struct wizard *w, const char *tenant)
{
	const char *state = tenant_fact(w, "accounts", "tenant", tenant);

	return state && !strcmp(state, "connected");
}

static int waiting(const struct wizard *w, const struct step *st)
{
	const char *said = kv_get(&w->facts, st->id);

	return said && !strcmp(said, "wait") && !w->dry_run;
}

static void connect_enter(struct wizard *w, const struct step *st)
{
	kv_del(&w->facts, st->id);
	facts_clear(&w->facts, "accounts");
	facts_clear(&w->facts, "link");
}

static int connect_accept(const struct wizard *w, const struct step *st, const char *value,
			  struct buf *canon, struct err *e)
{
	if (!strcmp(value, "wait") && w->dry_run)
		value = "pending"; /* a dry run makes no link, so nobody could come */
	if (strcmp(value, "wait") != 0 && strcmp(value, "pending") != 0 && strcmp(value, "retry") != 0)
		return err_set(e, E_USAGE, _("Answer wait, pending or retry to '%s'."), st->id);
	buf_adds(canon, value);
	return 0;
}

static const char *connect_settle(const struct wizard *w, const struct step *st)
{
	const char *said = kv_get(&w->facts, st->id);
	const char *result = facts_of(&w->facts, "accounts", "result");
	size_t i, missing = 0;

	if (!result)
		return NULL; /* whatever was said in advance: the first look decides who is connected */
	if (said && !strcmp(said, "pending"))
		return "pending";
	if (strcmp(result, "ok") != 0)
		return NULL;
	for (i = 0; i < w->facts.n; i++)
		if (!strcmp(w->facts.v[i].key, "tenant"))
			missing += !connected(w, w->facts.v[i].value);
	return missing ? NULL : "connected";
}

static struct effect connect_owes(const struct wizard *w, const struct step *st)
{
	struct effect ef = { EFFECT_PROBE, "accounts", 0 };
	const char *result = facts_of(&w->facts, "accounts", "result");
	const char *made = facts_of(&w->facts, "link", "result");
	const char *said = kv_get(&w->facts, st->id);
	size_t i, missing = 0;

	if (!result || (said && !strcmp(said, "retry")))
		return ef;
	if (!waiting(w, st)) {
		ef.kind = EFFECT_NONE;
		return ef;
	}
	for (i = 0; i < w->facts.n; i++) {
		const char *tenant = w->facts.v[i].value;

		if (strcmp(w->facts.v[i].key, "tenant") != 0 || connected(w, tenant))
			continue;
		missing += !tenant_fact(w, "link", "link", tenant);
	}
	/* Links are made at once; where that failed it is tried again, slowly and in turn with the accounts. */
	if (missing && (!made || facts_of(&w->facts, "link", "again"))) {
		ef.probe = "link";
		ef.delay_ms = made ? POLL_SICK_MS : 0;
		return ef;
	}
	ef.delay_ms = strcmp(result, "ok") ? POLL_SICK_MS : POLL_MS;
	return ef;
}

static void connect_view(const struct wizard *w, const struct step *st, struct view *v)
{
	const char *detail = facts_of(&w->facts, "accounts", "detail");
	const char *result = facts_of(&w->facts, "accounts", "result");
	const char *trouble = facts_of(&w->facts, "link", "result");
	size_t i;

	v->kind = result ? VIEW_CONNECT : VIEW_BUSY;
	for (i = 0; i < w->facts.n; i++) {
		const char *name = w->facts.v[i].value, *state;
		struct view_tenant t;

		if (strcmp(w->facts.v[i].key, "tenant") != 0)
			continue;
		state = tenant_fact(w, "accounts", "tenant", name);
		t.name = mem_str(name);
		t.state = mem_str(state ? state : "unknown");
		t.account = mem_str(tenant_fact(w, "accounts", "account", name));
		t.link = mem_str(tenant_fact(w, "link", "link", name));
		t.until = mem_str(tenant_fact(w, "link", "link_until", name));
		v->tenant = mem_array(v->tenant, v->n_tenant + 1, sizeof(t));
		v->tenant[v->n_tenant++] = t;
	}
	if (result && strcmp(result, "ok") != 0 && detail)
		v->error = mem_str(detail);
	else if (trouble && strcmp(trouble, "ok") != 0)
		v->error = mem_str(facts_of(&w->facts, "link", "detail"));
	for (i = 0; i < st->n_options; i++) {
		const struct option *o = &st->options[i];
		struct view_option vo;

		if (!o->id || !o->label || (waiting(w, st) && !strcmp(o->id, "wait")))
			continue;
		vo.id = mem_str(o->id);
		vo.label = mem_str(_(o->label));
		vo.hint = mem_str(o->hint ? _(o->hint) : "");
		vo.off = NULL;
		if (w->dry_run && !strcmp(o->id, "wait"))
			vo.off = mem_str(_("a dry run makes no link"));
		v->options = mem_array(v->options, v->n_options + 1, sizeof(vo));
		v->options[v->n_options++] = vo;
	}
	while (v->focus + 1 < v->n_options && v->options[v->focus].off)
		v->focus++;
}

const struct kind kind_connect = { "connect",      1,		   NEEDS_PROMPT | NEEDS_WAYS,
				   connect_enter,  connect_accept, connect_settle,
				   connect_owes,   connect_view,	   "accounts" };
