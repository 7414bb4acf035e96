/* SPDX-License-Identifier: MIT */
/* connect_view: the board as a view: a row a tenant, and what can be answered. */
#include "base/i18n.h"
#include "base/mem.h"
#include "runbook/kinds.h"

#include <stdlib.h>
#include <string.h>

#define ASKED_MAX 20 /* questions about single tenants that stand as options */

static char *copy(const char *s)
{
	return s ? mem_str(s) : NULL;
}

static void tenants(const struct board *b, struct view *v)
{
	size_t i;

	v->tenant = mem_alloc((b->n + 1) * sizeof(*v->tenant));
	for (i = 0; i < b->n; i++) {
		const struct place *p = &b->v[i];
		struct view_tenant *t = &v->tenant[v->n_tenant++];
		const char *tools = p->wrote && strcmp(p->wrote, "pending") ? p->wrote : p->tools;

		t->name = mem_str(p->name);
		t->state = mem_str(p->state ? p->state : "unknown");
		t->account = copy(p->account ? p->account : p->broken);
		t->link = copy(p->link);
		t->until = copy(p->until);
		t->made = copy(p->made);
		t->tools = tools && strcmp(tools, "unknown") ? mem_str(tools) : NULL;
		t->files = p->wrote ? mem_str(strcmp(p->wrote, "pending") ? "live" : "pending") : NULL;
		t->error = copy(p->error);
		t->other = copy(p->other);
		t->other_account = copy(p->other_account);
		t->login = copy(p->login);
		t->held = p->held;
		t->accepted = p->other && p->note;
		v->live += t->files && !strcmp(t->files, "live");
		v->left += !t->files;
	}
}

static struct view_option *add(struct view *v, char *id, char *label, char *hint)
{
	struct view_option *o;

	v->options = mem_array(v->options, v->n_options + 1, sizeof(*o));
	o = &v->options[v->n_options++];
	o->id = id;
	o->label = label;
	o->hint = hint;
	o->off = NULL;
	return o;
}

/* What the runbook offers, as far as it makes sense now. */
static void of_runbook(const struct wizard *w, const struct step *st, const struct board *b, struct view *v)
{
	size_t i;

	for (i = 0; i < st->n_options; i++) {
		const struct option *o = &st->options[i];
		struct view_option *vo;

		if (!o->id || !o->label || (connect_waits(w, st) && !strcmp(o->id, "wait")) ||
		    (!strcmp(o->id, "write") && (w->dry_run || !b->ready || b->ready == b->n)))
			continue;
		vo = add(v, mem_str(o->id), mem_str(_(o->label)), mem_str(o->hint ? _(o->hint) : ""));
		if (w->dry_run && !strcmp(o->id, "wait"))
			vo->off = mem_str(_("a dry run makes no link"));
	}
}

static void choices(const struct wizard *w, const struct place *p, struct view *v)
{
	struct kv all = KV_INIT;
	size_t i;

	board_choices(w, p, ASKED_MAX, &all);
	for (i = 0; i < all.n; i++)
		add(v, mem_fmt("use %s %s", p->name, all.v[i].key), mem_fmt(_("%s: use %s"), p->name, all.v[i].key),
		    mem_fmt(_("%s; it is pinned in the entry"), all.v[i].value));
	kv_free(&all);
}

/* What waits for a person's word, tenant by tenant. */
static void of_tenants(const struct wizard *w, const struct board *b, struct view *v)
{
	int keys = !strcmp(fact_or(w, "pipedream.auth_type", ""), "keys") && !w->dry_run;
	size_t i, asked = 0;

	for (i = 0; i < b->n && asked < ASKED_MAX; i++) {
		const struct place *p = &b->v[i];

		if (p->held == HELD_CHOICE)
			choices(w, p, v);
		else if (p->held == HELD_SHARED)
			add(v, mem_fmt("accept %s", p->name),
			    p->same_account ? mem_fmt(_("%s: accept the account it has in common with %s"), p->name, p->other)
					    : mem_fmt(_("%s: accept the login it has in common with %s"), p->name, p->other),
			    mem_str(_("a note of yours goes into the row")));
		else if (keys && !place_connected(p))
			add(v, mem_fmt("keys %s", p->name), mem_fmt(_("%s: connect by keys here"), p->name),
			    mem_str(_("typed unseen, sent once, kept nowhere")));
		else
			continue;
		asked++;
	}
}

/* Said before the first link is made: each of these has made somebody's first link fail. */
static char *development_new(const struct wizard *w)
{
	const char *users = wizard_fact(w, "accounts.users"), *most = wizard_fact(w, "accounts.users_max");

	if (users && most)
		return mem_fmt(_("Development environment: it has room for %s users and has %s; and whoever opens a link must be signed in to pipedream.com in that browser, else the link fails."),
			       most, users);
	if (strcmp(fact_or(w, "workspace.environment", ""), "development") != 0 ||
	    !strcmp(fact_or(w, "way.path", ""), "composio"))
		return NULL;
	return mem_str(_("Development environment: it has room for ten users, and how many it has could not be asked; and whoever opens a link must be signed in to pipedream.com in that browser, else the link fails."));
}

/* Those of the row who are not rolled out to: who could not be asked may share all the same. */
static char *near_new(const struct wizard *w, const struct board *b)
{
	const char *result = wizard_fact(w, "beside.result");

	if (!b->n_near || !b->connected || (result && !strcmp(result, "ok")))
		return NULL;
	if (b->n_near > BOARD_NEAR)
		return mem_fmt(ngettext("Whether somebody shares a login with the %zu other tenant of the row was not asked: it is too many.",
					"Whether somebody shares a login with the %zu other tenants of the row was not asked: they are too many.",
					b->n_near), b->n_near);
	if (!result)
		return NULL;
	return mem_fmt(ngettext("Whether somebody shares a login with the %zu other tenant of the row could not be asked (%s).",
				"Whether somebody shares a login with the %zu other tenants of the row could not be asked (%s).", b->n_near),
		       b->n_near, fact_or(w, "beside.why", "?"));
}

/* Both of two who share are named in one line, that of the first. */
static int said_of(const struct board *b, const struct place *p)
{
	const struct place *q = board_find(b, p->other);

	return q && q < p && q->held == HELD_SHARED && q->other && !strcmp(q->other, p->name);
}

static void lines(const struct wizard *w, const struct step *st, const struct board *b, struct view *v)
{
	char *line = near_new(w, b);
	size_t i;

	if (line)
		kv_add(&v->lines, "", line);
	free(line);
	line = b->connected < b->n && !connect_waits(w, st) ? development_new(w) : NULL;
	if (line)
		kv_add(&v->lines, "", line);
	free(line);
	for (i = 0; i < b->n && v->lines.n < 4; i++) {
		const struct place *p = &b->v[i];

		if (p->held != HELD_SHARED || said_of(b, p))
			continue;
		if (p->same_account)
			line = mem_fmt(_("%s and %s answer with the same account, %s: whoever calls for one acts for the other."),
				       p->name, p->other, p->account ? p->account : "?");
		else
			line = mem_fmt(_("%s (%s) and %s (%s) came with the same login at the provider, %s: one may see what is the other's."),
				       p->name, p->account ? p->account : "?", p->other, p->other_account ? p->other_account : "?",
				       p->login ? p->login : "?");
		kv_add(&v->lines, "", line);
		free(line);
	}
}

static void errors(const struct wizard *w, struct view *v)
{
	const char *probes[] = { "accounts", "link", "connect-keys" };
	size_t i;

	for (i = 0; i < sizeof(probes) / sizeof(*probes) && !v->error; i++) {
		const char *result = facts_of(&w->facts, probes[i], "result");
		const char *detail = facts_of(&w->facts, probes[i], "detail");

		if (result && strcmp(result, "ok") != 0 && detail)
			v->error = mem_str(detail);
	}
}

void connect_view(const struct wizard *w, const struct step *st, struct view *v)
{
	const char *asks = wizard_fact(w, "board.asks"), *skew = wizard_fact(w, "link.skew");
	const struct board *b = board_of(w);

	v->kind = wizard_fact(w, "accounts.result") ? VIEW_CONNECT : VIEW_BUSY;
	v->environment = mem_str(fact_or(w, "workspace.environment", ""));
	v->app = mem_str(kv_or(&w->facts, "pipedream.app_name", fact_or(w, "provider", "")));
	v->rollout = wizard_fact(w, "workspace.rollout") != NULL;
	v->skew = skew ? strtol(skew, NULL, 10) : 0;
	tenants(b, v);
	errors(w, v);
	if (asks) {
		v->kind = VIEW_ASK;
		free(v->question);
		v->question = mem_fmt(_("Why is it all right that %s shares it? One sentence, for the notes of the row."), asks);
		v->value = mem_str("");
		return;
	}
	lines(w, st, b, v);
	of_runbook(w, st, b, v);
	of_tenants(w, b, v);
	while (v->focus + 1 < v->n_options && v->options[v->focus].off)
		v->focus++;
}

void wizard_plan_facts(const struct wizard *w, struct kv *out)
{
	int some = wizard_fact(w, "writes") != NULL;
	size_t i;

	for (i = 0; i < w->facts.n; i++) {
		const char *key = w->facts.v[i].key;

		if (!some || (strcmp(key, "tenant") != 0 && strcmp(key, "writes") != 0))
			kv_add(out, key, w->facts.v[i].value);
		else if (!strcmp(key, "writes"))
			kv_add(out, "tenant", w->facts.v[i].value);
	}
}
