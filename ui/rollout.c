/* SPDX-License-Identifier: MIT */
/* rollout: what the loop does for a rollout and for no other walk. */
#include "ui/rollout.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "runbook/board.h"
#include "ui/message.h"
#include "work/disk.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define NAMED 8 /* tenants that one sentence names */
#define CHOICES 100 /* accounts of one tenant that the document names */

void rollout_resumed(struct run *r)
{
	if (run_connects(r) && wizard_fact(r->d->wizard, "accounts.result") && !wizard_fact(r->d->wizard, "board.asks"))
		(void)run_answer(r, "retry", "proposal");
}

static int looked(const struct run *r)
{
	const char *result = wizard_fact(r->d->wizard, "accounts.result");

	return result && !strcmp(result, "ok");
}

/* With nobody there an expired link is renewed by itself: else the run of tomorrow would wait for one that is dead. */
static int is_expired(const struct run *r, const struct place *p)
{
	const char *skew = wizard_fact(r->d->wizard, "link.skew");
	time_t until;

	return p->link && p->until && !clock_parse(p->until, &until) &&
	       until <= clock_now() + (skew ? strtol(skew, NULL, 10) : 0);
}

static char *word_for(const struct run *r, const struct place *p)
{
	const struct drive *d = r->d;
	const char *said;

	if (p->held == HELD_CHOICE && d->accounts && (said = kv_get(d->accounts, p->name)))
		return mem_fmt("use %s %s", p->name, said);
	if (p->held == HELD_SHARED && d->accepted && (said = kv_get(d->accepted, p->name)))
		return mem_fmt("accept %s %s", p->name, *said ? said : "accepted");
	if (d->front.alone && !place_connected(p) && is_expired(r, p))
		return mem_fmt("new %s", p->name);
	return NULL;
}

char *rollout_answer_new(struct run *r, const char **by)
{
	const struct drive *d = r->d;
	const struct board *b;
	char *word = NULL;
	size_t i;

	if (!run_connects(r))
		return NULL;
	if (looked(r) && !d->dry_run) {
		b = board_of(d->wizard);
		for (i = 0; i < b->n && !word; i++)
			word = word_for(r, &b->v[i]);
	}
	*by = word && strncmp(word, "new ", 4) ? "option" : "proposal";
	if (!word && d->front.alone && !wizard_fact(d->wizard, wizard_step(d->wizard)->id))
		word = mem_str("wait");
	return word;
}

void rollout_registry(const struct run *r, struct kv *facts)
{
	const struct kv *said = r->d->accounts;
	size_t i;

	for (i = 0; said && i < said->n; i++) {
		char *key = mem_fmt("kept.%s", said->v[i].key);

		if (strcmp(kv_or(facts, key, ""), said->v[i].value) != 0)
			kv_del(facts, key);
		free(key);
	}
}

int rollout_looks_again(const struct run *r)
{
	const char *said = wizard_fact(r->d->wizard, wizard_step(r->d->wizard)->id);

	return said && !strcmp(said, "retry");
}

static size_t live(const struct board *b)
{
	size_t i, n = 0;

	for (i = 0; i < b->n; i++)
		n += b->v[i].wrote && strcmp(b->v[i].wrote, "pending") != 0;
	return n;
}

void rollout_undecided(struct run *r, const char *why)
{
	const struct board *b = board_of(r->d->wizard);

	err_set(r->e, E_UNDECIDED,
		_("Undecided (%s). Unknown is never absent. %zu of %zu tenants are written as live, and nothing else was written; the same command goes on from here."),
		why, live(b), b->n);
}

int rollout_patience_over(const struct run *r)
{
	const struct drive *d = r->d;
	struct effect ef = wizard_owes(d->wizard);

	int waits = r->looks && run_connects(r) && !probes_running(r->probes) && ef.kind == EFFECT_PROBE &&
		    ef.delay_ms > 0 && !strcmp(ef.probe, "accounts");

	if (d->front.still)
		return waits;
	return waits && d->story && d->front.alone && d->patience_ms >= 0 && clock_ms() - r->begun >= d->patience_ms;
}

static void name(struct buf *b, const char *tenant, size_t *n)
{
	if (++*n <= NAMED)
		buf_addf(b, "%s%s", *n > 1 ? ", " : "", tenant);
	else if (*n == NAMED + 1)
		buf_adds(b, ", …");
}

/* Whoever is held, with the ids to choose from or whom it shares with: what the flags want to be told. */
static void held(const struct run *r, const struct place *p, struct buf *out, size_t *n)
{
	struct kv all = KV_INIT;
	size_t i;

	if (++*n > NAMED) {
		buf_adds(out, *n == NAMED + 1 ? ", …" : "");
		return;
	}
	buf_addf(out, "%s%s (", *n > 1 ? ", " : "", p->name);
	if (p->held == HELD_CHOICE)
		board_choices(r->d->wizard, p, NAMED, &all);
	for (i = 0; i < all.n; i++)
		buf_addf(out, "%s%s", !i ? "" : i + 1 < all.n ? ", " : _(" or "), all.v[i].key);
	if (p->held == HELD_SHARED)
		/* TRANSLATORS: what it shares, a login or an account, with that tenant */
		buf_addf(out, _("shares with %s"), p->other);
	buf_addc(out, ')');
	kv_free(&all);
}

void rollout_waits(struct run *r)
{
	const struct board *b = board_of(r->d->wizard);
	struct buf away = BUF_INIT, asks = BUF_INIT, why = BUF_INIT, all = BUF_INIT;
	size_t i, n_away = 0, n_held = 0;

	for (i = 0; i < b->n; i++) {
		if (!place_connected(&b->v[i]))
			name(&away, b->v[i].name, &n_away);
		else if (b->v[i].held && !b->v[i].wrote)
			held(r, &b->v[i], &asks, &n_held);
	}
	if (n_held)
		buf_addf(&why, _("Nobody is there to decide about %s: which of several accounts (--account TENANT=apn_…), or whether what it shares with another tenant is right (--accept TENANT=NOTE). Its files were not written."),
			 buf_str(&asks));
	if (n_away) {
		buf_addf(&all, ngettext("%zu of %zu tenants has not connected yet: %s. %zu written as live. The same command goes on from here.",
					"%zu of %zu tenants have not connected yet: %s. %zu written as live. The same command goes on from here.",
					n_away),
			 n_away, b->n, buf_str(&away), live(b));
		buf_addf(&all, "%s%s", n_held ? " " : "", buf_str(&why));
		err_set(r->e, E_WAITING, "%s", buf_str(&all));
	} else if (n_held) {
		err_set(r->e, E_USAGE, "%s", buf_str(&why));
	} else {
		err_set(r->e, E_WAITING, _("Not every tenant has connected yet. The same command goes on from here."));
	}
	buf_free(&away);
	buf_free(&asks);
	buf_free(&why);
	buf_free(&all);
}

int rollout_messages(struct run *r, const struct view *v)
{
	size_t i;

	for (i = 0; i < v->n_tenant; i++) {
		const struct view_tenant *t = &v->tenant[i];
		struct buf text = BUF_INIT;
		char *path;
		int rc;

		if (!t->link || !*t->link || !seen_news(&r->seen, i, t->link))
			continue;
		path = mem_fmt("%s/%s.txt", r->d->messages, t->name);
		message_text(v, t, &text);
		rc = disk_put(path, buf_str(&text), text.len, r->e);
		buf_free(&text);
		free(path);
		if (rc)
			return -1;
	}
	return 0;
}

static void put_number(struct json_out *o, const char *key, const char *number)
{
	if (number && *number && !number[strspn(number, "0123456789")])
		json_put_int(o, key, strtoll(number, NULL, 10));
	else
		json_put(o, key, NULL);
}

static void put_tenant(struct json_out *o, const struct wizard *w, const struct place *p)
{
	static const char *const held[] = { NULL, "choose-account", "accept-shared" };
	struct kv all = KV_INIT;
	size_t i;

	json_open(o, NULL, '{');
	json_put(o, "tenant", p->name);
	json_put(o, "state", p->state ? p->state : "unknown");
	json_put(o, "account", p->account);
	json_put(o, "error", p->error);
	json_put(o, "link", place_connected(p) || !p->link || !*p->link ? NULL : p->link);
	json_put(o, "link_until", place_connected(p) ? NULL : p->until);
	put_number(o, "tools", p->wrote ? p->wrote : p->tools);
	json_put(o, "files", !p->wrote ? NULL : strcmp(p->wrote, "pending") ? "live" : "pending");
	json_put(o, "shares_with", p->other);
	json_put(o, "shares_account", p->other_account);
	json_put(o, "held", held[p->held]);
	json_open(o, "choices", '[');
	if (p->held == HELD_CHOICE)
		board_choices(w, p, CHOICES, &all);
	for (i = 0; i < all.n; i++) {
		json_open(o, NULL, '{');
		json_put(o, "account", all.v[i].key);
		json_put(o, "name", all.v[i].value);
		json_close(o, '}');
	}
	json_close(o, ']');
	kv_free(&all);
	json_close(o, '}');
}

void rollout_json(const struct wizard *w, const char *session, int code, struct buf *out)
{
	const struct board *b = board_of(w);
	struct json_out o;
	size_t i;

	json_out_init(&o, out, 1);
	json_open(&o, NULL, '{');
	json_put(&o, "schema", "toolgap.rollout/1");
	json_put(&o, "toolkit", wizard_fact(w, "provider"));
	json_put(&o, "app_slug", wizard_fact(w, "pipedream.app_slug"));
	json_put(&o, "environment", wizard_fact(w, "workspace.environment"));
	json_put(&o, "session", *session ? session : NULL);
	json_put_int(&o, "exit_code", code);
	json_open(&o, "tenants", '[');
	for (i = 0; i < b->n; i++)
		put_tenant(&o, w, &b->v[i]);
	json_close(&o, ']');
	json_close(&o, '}');
}
