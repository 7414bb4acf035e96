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
#include <strings.h>

void people_ask_accounts(struct probe *p, size_t i, const char *after)
{
	struct people *pe = p->own;
	struct buf url = BUF_INIT;

	pe->seat[i].asked = 1;
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

	if (pe->n >= SHARE_FROM)
		share_go(p);
	for (i = 0; i < pe->n && !pe->round; i++)
		people_ask_accounts(p, i, NULL);
	(void)people_ask_users(p, NULL);
}

static void accounts_start(struct probe *p)
{
	people_begin(p, accounts_go);
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

/*
 * Whose an account is at the provider. The vendor's external_id is our own user or the provider's; where it is neither of
 * our tenants it is the latter, else the account's name serves, unless it is just the app's.
 */
static void whose(const struct people *pe, const char *tenant, const struct json *account, char login[160], char alien[160])
{
	const char *id = json_raw(json_get(account, "external_id")), *name = json_raw(json_get(account, "name"));
	const char *app = json_raw(json_at(account, "app.name"));

	*login = *alien = '\0';
	if (id && *id && map_get(&pe->names, id) == MAP_NONE)
		json_copy(json_get(account, "external_id"), login, 160);
	else if (name && *name && (!app || strcasecmp(name, app) != 0))
		json_copy(json_get(account, "name"), login, 160);
	if (id && strcmp(id, tenant) != 0 && map_get(&pe->names, id) != MAP_NONE)
		json_copy(json_get(account, "external_id"), alien, 160);
}

/* For a person who is to choose among several. */
static void keep_choice(struct seat *s, const char *id, enum seat_state state, const struct json *account,
			time_t at, const char *login)
{
	char *name = json_text(json_get(account, "name"), 80), stamp[CLOCK_STAMP] = "";
	char *row;

	if (at)
		clock_stamp(at, stamp);
	row = mem_fmt("%s\t%s\t%s\t%s%s%s", id, words[state], name, stamp, strcmp(login, name) && *login ? "\t" : "",
		      strcmp(login, name) ? login : "");
	kv_add(&s->all, id, row);
	free(row);
	free(name);
}

static void take_account(struct probe *p, struct look *l, struct seat *s,
			 const struct json *account)
{
	const char *id = json_raw(json_get(account, "id")), *made;
	struct people *pe = p->own;
	enum seat_state state;
	char login[160], alien[160];
	time_t at = 0;
	int dated, keeps, of = of_app(p, account);

	if (!pipedream_is_account(id)) {
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
	if (pe->round)
		share_proved(p, (size_t)(l - pe->looks.v), account);
	whose(pe, l->text, account, login, alien);
	made = json_raw(json_get(account, "created_at"));
	dated = made && !clock_parse(made, &at);
	keeps = s->kept && state == SEAT_CONNECTED && !strcmp(s->kept, id);
	keep_choice(s, id, state, account, dated ? at : 0, login);
	if (s->pin ? strcmp(s->pin, id) != 0
		   : s->settled || (state < s->state || (state == s->state && at <= s->at && !keeps)))
		return;
	s->settled = keeps;
	s->state = state;
	s->at = at;
	s->dated = dated;
	(void)snprintf(s->account, sizeof(s->account), "%s", id);
	memcpy(s->login, login, sizeof(s->login));
	memcpy(s->alien, alien, sizeof(s->alien));
	json_copy(state == SEAT_CONNECTED ? NULL : json_get(account, "error"), s->fault, sizeof(s->fault));
}

static const char *state_word(const struct look *l, const struct seat *s)
{
	return s->state != SEAT_CONNECTED && l->state != LOOK_GOOD ? "unknown" : words[s->state];
}

/* The project is not there, or not any more: every tenant would be told the same. */
static void no_project(const struct probe *p, const struct reply *r, struct look *l)
{
	char why[256];

	if (r->failure != REPLY_OK || r->status != 404)
		return;
	(void)snprintf(why, sizeof(why), _("404: Pipedream has no project %s for these credentials; it is expired, removed, or of another workspace"),
		       p->env->pipedream_project ? p->env->pipedream_project : "?");
	look_bad(l, why);
}

const struct json *people_page(struct probe *p, const struct call *c, const struct reply *r, struct look *l,
			       struct json **doc, const char **after)
{
	const struct json *data = NULL;
	char why[256];

	*after = NULL;
	if (probe_json(c, r, doc, why, sizeof(why))) {
		look_bad(l, why);
		no_project(p, r, l);
	} else if (!json_is_list(data = json_get(*doc, "data"))) {
		look_bad(l, _("the answer has no list of accounts in it"));
		data = NULL;
	} else if (json_first(data)) {
		*after = json_raw(json_at(*doc, "page_info.end_cursor"));
	}
	return data;
}

static void accounts_reply(struct probe *p, const struct call *c, const struct reply *r)
{
	struct people *pe = p->own;
	const struct json *data;
	const char *after;
	struct json *doc;
	struct look *l;
	struct seat *s;
	int more = 0;

	if (pipedream_dealt(p, c, r) || people_took_users(p, c, r) || share_took(p, c, r) ||
	    !(l = looks_of(&pe->looks, c)))
		return;
	s = &pe->seat[l - pe->looks.v];
	data = people_page(p, c, r, l, &doc, &after);
	if (data) {
		json_each(account, data) take_account(p, l, s, account);
		more = look_page(l, after, json_count(data),
				 json_num(json_at(doc, "page_info.total_count"), -1));
		if (more)
			people_ask_accounts(p, (size_t)(l - pe->looks.v), after);
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

static void tell(struct kv *facts, const char *what, const char *tenant, const char *value)
{
	char *key = mem_fmt("%s.%s", what, tenant);

	kv_add(facts, key, value);
	free(key);
}

void people_tell(const char *tenant, const struct seat *s, const char *word, int good, struct kv *facts)
{
	char text[32];
	size_t i;

	tell(facts, "tenant", tenant, word);
	if (s->state == SEAT_CONNECTED) {
		tell(facts, "account", tenant, s->account);
		clock_stamp(s->at, text);
		if (s->dated)
			tell(facts, "since", tenant, text);
		if (*s->login)
			tell(facts, "login", tenant, s->login);
		if (*s->alien)
			tell(facts, "alien", tenant, s->alien);
	} else if (s->state != SEAT_NONE) {
		tell(facts, "broken", tenant, s->account);
	}
	if (good) {
		(void)snprintf(text, sizeof(text), "%zu", s->count);
		tell(facts, "accounts", tenant, text);
	}
	if (*s->fault)
		tell(facts, "error", tenant, s->fault);
	/* several; or one, and the entry names another that is not there any more */
	for (i = 0; (s->all.n > 1 || (s->kept && strcmp(s->kept, s->account) != 0)) && i < s->all.n; i++)
		tell(facts, "choice", tenant, s->all.v[i].value);
}

/* A probe that was concluded before anybody was asked still says so of every tenant. */
static void accounts_finish(struct probe *p)
{
	struct people *pe = p->own;
	size_t i, connected = 0, unknown = 0;
	const char *why = people_why(pe);

	if (pe->round && share_more(p))
		return;
	if (pe->round && !kv_get(&p->facts, "result")) {
		share_finish(p);
		return;
	}
	for (i = 0; i < pe->n; i++) {
		const struct look *l = &pe->looks.v[i];

		connected += pe->seat[i].state == SEAT_CONNECTED;
		unknown += pe->seat[i].state != SEAT_CONNECTED && l->state != LOOK_GOOD;
		people_tell(l->text, &pe->seat[i], state_word(l, &pe->seat[i]), l->state == LOOK_GOOD, &p->facts);
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
