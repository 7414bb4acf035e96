/* SPDX-License-Identifier: MIT */
/* pipedream_accounts: who is connected to an app, by which account, and what is wrong with it. */
#include "vendors/pipedream_people.h"

#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void ask_accounts(struct probe *p, size_t i, const char *after)
{
	struct people *pe = p->own;
	struct buf url = BUF_INIT;

	pipedream_project_url(p, "accounts?external_user_id=", &url);
	http_escape(&url, pe->looks.v[i].text);
	buf_adds(&url, "&app=");
	http_escape(&url, people_app(p));
	if (*people_oauth_app(p)) {
		buf_adds(&url, "&oauth_app_id=");
		http_escape(&url, people_oauth_app(p));
	}
	buf_addf(&url, "&limit=%d", p->env->page > 0 ? p->env->page : PEOPLE_PAGE);
	if (after) {
		buf_adds(&url, "&after=");
		http_escape(&url, after);
	}
	pipedream_call(p, "GET", &url, LOOK_TAG + (int)i, 1)->retry = 1;
}

static void accounts_go(struct probe *p)
{
	struct people *pe = p->own;
	size_t i;

	for (i = 0; i < pe->n; i++)
		ask_accounts(p, i, NULL);
	(void)people_ask_users(p, NULL);
}

static void accounts_start(struct probe *p)
{
	people_begin(p, accounts_go);
}

static int is_account(const char *id)
{
	const char *letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

	return id && !strncmp(id, "apn_", 4) && id[4] && !id[4 + strspn(id + 4, letters)] &&
	       strlen(id) < PEOPLE_ACCOUNT;
}

/* Of the app asked for, should a server ignore the filter; -1: it does not say of which. */
static int of_app(const struct probe *p, const struct json *account)
{
	const char *slug = json_raw(json_at(account, "app.name_slug"));
	const char *id = json_raw(json_at(account, "app.id"));

	if (!slug && !id)
		return -1;
	return (slug && !strcmp(slug, people_app(p))) || (id && !strcmp(id, people_app(p)));
}

/* Health is said, never taken for granted: SEAT_NONE when the words are missing or of another kind. */
static enum seat_state health(const struct json *account)
{
	const struct json *dead = json_get(account, "dead"), *healthy = json_get(account, "healthy");

	if (json_bool(dead, 0))
		return SEAT_DEAD;
	if (!json_is_null(dead) && json_bool(dead, 1))
		return SEAT_NONE;
	return json_bool(healthy, 0) ? SEAT_CONNECTED : json_bool(healthy, 1) ? SEAT_NONE : SEAT_UNHEALTHY;
}

static const char *const words[] = { "none", "dead", "unhealthy", "connected" };

/* For a person who is to choose among several. */
static void keep_choice(struct seat *s, const char *id, enum seat_state state, const struct json *account,
			time_t at)
{
	char *name = json_text(json_get(account, "name"), 80), stamp[CLOCK_STAMP] = "";
	char *row;

	if (at)
		clock_stamp(at, stamp);
	row = mem_fmt("%s\t%s\t%s\t%s", id, words[state], name, stamp);
	kv_add(&s->all, id, row);
	free(row);
	free(name);
}

static void take_account(struct probe *p, struct look *l, struct seat *s,
			 const struct json *account)
{
	const char *id = json_raw(json_get(account, "id")), *made;
	enum seat_state state;
	time_t at = 0;
	int dated, of = of_app(p, account);

	if (!is_account(id)) {
		l->odd = 1;
		return;
	}
	if (!of)
		return;
	state = health(account);
	if (of < 0 || state == SEAT_NONE) {
		l->mark = 1;
		return;
	}
	s->count++;
	made = json_raw(json_get(account, "created_at"));
	dated = made && !clock_parse(made, &at);
	keep_choice(s, id, state, account, dated ? at : 0);
	if (s->pin ? strcmp(s->pin, id) != 0
		   : state < s->state || (state == s->state && at <= s->at))
		return;
	s->state = state;
	s->at = at;
	s->dated = dated;
	strcpy(s->account, id);
	json_copy(state == SEAT_CONNECTED ? NULL : json_get(account, "error"), s->fault, sizeof(s->fault));
}

static const char *state_word(const struct look *l, const struct seat *s)
{
	return s->state != SEAT_CONNECTED && l->state != LOOK_GOOD ? "unknown" : words[s->state];
}

static void accounts_reply(struct probe *p, const struct call *c, const struct reply *r)
{
	struct people *pe = p->own;
	const struct json *data;
	struct json *doc;
	struct look *l;
	struct seat *s;
	char why[256];
	int more = 0;

	if (pipedream_dealt(p, c, r) || people_took_users(p, c, r) || !(l = looks_of(&pe->looks, c)))
		return;
	s = &pe->seat[l - pe->looks.v];
	if (probe_json(c, r, &doc, why, sizeof(why))) {
		look_bad(l, why);
	} else if (!json_is_list(data = json_get(doc, "data"))) {
		look_bad(l, _("the answer has no list of accounts in it"));
	} else {
		const char *after =
			json_first(data) ? json_raw(json_at(doc, "page_info.end_cursor")) : NULL;

		json_each(account, data) take_account(p, l, s, account);
		more = look_page(l, after, json_count(data),
				 json_num(json_at(doc, "page_info.total_count"), -1));
		if (more)
			ask_accounts(p, (size_t)(l - pe->looks.v), after);
		else if (l->state == LOOK_GOOD && l->mark)
			look_bad(l, _("an account does not say whether it works, or for which app"));
	}
	if (l->state == LOOK_BAD)
		probe_evidence(p, "unknown", c, r, "%s: %s", l->text, l->why);
	else if (!more && s->pin && s->state == SEAT_NONE)
		probe_evidence(p, "ok", c, r, _("%s: the pinned account %s is not there"), l->text, s->pin);
	else if (!more && *s->fault)
		probe_evidence(p, "ok", c, r, "%s: %s (%s)", l->text, state_word(l, s), s->fault);
	else if (!more)
		probe_evidence(p, "ok", c, r, "%s: %s", l->text, state_word(l, s));
	json_free(doc);
}

static void tell_seat(struct probe *p, const struct look *l, const struct seat *s)
{
	char text[32];
	size_t i;

	people_fact(p, "tenant", l->text, state_word(l, s));
	if (s->state == SEAT_CONNECTED) {
		people_fact(p, "account", l->text, s->account);
		clock_stamp(s->at, text);
		if (s->dated)
			people_fact(p, "since", l->text, text);
	}
	if (l->state == LOOK_GOOD) {
		(void)snprintf(text, sizeof(text), "%zu", s->count);
		people_fact(p, "accounts", l->text, text);
	}
	if (*s->fault)
		people_fact(p, "error", l->text, s->fault);
	for (i = 0; s->all.n > 1 && i < s->all.n; i++)
		people_fact(p, "choice", l->text, s->all.v[i].value);
}

/* A probe that was concluded before anybody was asked still says so of every tenant. */
static void accounts_finish(struct probe *p)
{
	struct people *pe = p->own;
	size_t i, connected = 0, unknown = 0;
	const char *why = people_why(pe);

	for (i = 0; i < pe->n; i++) {
		const struct look *l = &pe->looks.v[i];

		connected += pe->seat[i].state == SEAT_CONNECTED;
		unknown += pe->seat[i].state != SEAT_CONNECTED && l->state != LOOK_GOOD;
		tell_seat(p, l, &pe->seat[i]);
	}
	if (kv_get(&p->facts, "result"))
		return;
	if (unknown) {
		look_unknown(p, why ? why : "");
		return;
	}
	kv_set(&p->facts, "result", "ok");
	if (people_new(p) >= 0 && connected < pe->n)
		/* TRANSLATORS: then how many users the development environment has, of those it has room for */
		kv_addf(&p->facts, "detail", _("%zu of %zu connected · development: %zu of %d users"), connected,
			pe->n, pe->users.n, PIPEDREAM_DEVELOPMENT_USERS);
	else
		kv_addf(&p->facts, "detail", _("%zu of %zu connected"), connected, pe->n);
}

const struct probe_ops pipedream_accounts = { "accounts", accounts_start, accounts_reply,
					      accounts_finish };
