/* SPDX-License-Identifier: MIT */
/* pipedream_accounts: who is connected to an app, and links for those who are not. */
#include "vendors/pipedream.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "vendors/look.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGE_MAX 100
#define ACCOUNT_MAX 72

/* The best of a tenant's accounts decides. */
enum state { STATE_NONE, STATE_DEAD, STATE_UNHEALTHY, STATE_CONNECTED };

struct seat { /* of one tenant, beside its look of the same number */
	enum state state;
	char account[ACCOUNT_MAX];
	time_t at; /* created */
	int dated;
	size_t count;
	char *link;
	char until[CLOCK_STAMP];
};

struct people {
	struct pipedream_talk talk; /* first */
	struct looks looks;
	struct seat *seat;
};

static const char *app_of(const struct probe *p)
{
	return kv_or(&p->in, "app_slug", "");
}

static const char *oauth_app_of(const struct probe *p)
{
	return kv_or(&p->in, "oauth_app", "");
}

static void free_own(void *own)
{
	struct people *pe = own;
	size_t i;

	pipedream_talk_free(&pe->talk);
	for (i = 0; i < pe->looks.n; i++)
		free(pe->seat[i].link);
	free(pe->seat);
	looks_free(&pe->looks);
	free(pe);
}

static void begin(struct probe *p, void (*go)(struct probe *p))
{
	struct people *pe = mem_alloc(sizeof(*pe));
	size_t i;

	p->own = pe;
	p->own_free = free_own;
	for (i = 0; i < p->in.n; i++)
		if (!strcmp(p->in.v[i].key, "tenant"))
			looks_add(&pe->looks, 0, p->in.v[i].value);
	pe->seat = mem_alloc((pe->looks.n + 1) * sizeof(*pe->seat));
	if (!*app_of(p))
		look_unknown(p, _("no app is chosen"));
	else
		pipedream_begin(p, 1, go);
}

/* "tenant.T" and such; facts of a tenant are added once, so nothing need be looked up. */
static void add_fact(struct probe *p, const char *what, const char *tenant, const char *value)
{
	char *key = mem_fmt("%s.%s", what, tenant);

	kv_add(&p->facts, key, value);
	free(key);
}

static const char *first_why(const struct people *pe)
{
	size_t i;

	for (i = 0; i < pe->looks.n; i++)
		if (pe->looks.v[i].state == LOOK_BAD)
			return pe->looks.v[i].why;
	return NULL;
}

/* ---- accounts */

static void ask_accounts(struct probe *p, size_t i, const char *after)
{
	struct people *pe = p->own;
	struct buf url = BUF_INIT;

	pipedream_project_url(p, "accounts?external_user_id=", &url);
	http_escape(&url, pe->looks.v[i].text);
	buf_adds(&url, "&app=");
	http_escape(&url, app_of(p));
	if (*oauth_app_of(p)) {
		buf_adds(&url, "&oauth_app_id=");
		http_escape(&url, oauth_app_of(p));
	}
	buf_addf(&url, "&limit=%d", p->env->page > 0 ? p->env->page : PAGE_MAX);
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

	for (i = 0; i < pe->looks.n; i++)
		ask_accounts(p, i, NULL);
}

static void accounts_start(struct probe *p)
{
	begin(p, accounts_go);
}

static int is_account(const char *id)
{
	const char *letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

	return id && !strncmp(id, "apn_", 4) && id[4] && !id[4 + strspn(id + 4, letters)] &&
	       strlen(id) < ACCOUNT_MAX;
}

/* Of the app asked for, should a server ignore the filter. */
static int of_app(const struct probe *p, const struct json *account)
{
	const char *slug = json_raw(json_at(account, "app.name_slug"));
	const char *id = json_raw(json_at(account, "app.id"));

	return !slug || !strcmp(slug, app_of(p)) || (id && !strcmp(id, app_of(p)));
}

static void take_account(struct probe *p, struct look *l, struct seat *s,
			 const struct json *account)
{
	const char *id = json_raw(json_get(account, "id")), *made;
	enum state state;
	time_t at = 0;
	int dated;

	if (!is_account(id)) {
		l->odd = 1;
		return;
	}
	if (!of_app(p, account))
		return;
	s->count++;
	state = json_bool(json_get(account, "dead"), 0)	      ? STATE_DEAD
		: !json_bool(json_get(account, "healthy"), 1) ? STATE_UNHEALTHY
							      : STATE_CONNECTED;
	made = json_raw(json_get(account, "created_at"));
	dated = made && !clock_parse(made, &at);
	if (state < s->state || (state == s->state && at <= s->at))
		return;
	s->state = state;
	s->at = at;
	s->dated = dated;
	strcpy(s->account, id);
}

static const char *state_word(const struct look *l, const struct seat *s)
{
	static const char *const words[] = { "none", "dead", "unhealthy", "connected" };

	return s->state != STATE_CONNECTED && l->state != LOOK_GOOD ? "unknown" : words[s->state];
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

	if (pipedream_dealt(p, c, r) || !(l = looks_of(&pe->looks, c)))
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
	}
	if (l->state == LOOK_BAD)
		probe_evidence(p, "unknown", c, r, "%s: %s", l->text, l->why);
	else if (!more)
		probe_evidence(p, "ok", c, r, "%s: %s", l->text, state_word(l, s));
	json_free(doc);
}

static void tell_seat(struct probe *p, const struct look *l, const struct seat *s)
{
	char text[32];

	add_fact(p, "tenant", l->text, state_word(l, s));
	if (s->state == STATE_CONNECTED) {
		add_fact(p, "account", l->text, s->account);
		clock_stamp(s->at, text);
		if (s->dated)
			add_fact(p, "since", l->text, text);
	}
	if (l->state == LOOK_GOOD) {
		(void)snprintf(text, sizeof(text), "%zu", s->count);
		add_fact(p, "accounts", l->text, text);
	}
}

/* A probe that was concluded before anybody was asked still says so of every tenant. */
static void accounts_finish(struct probe *p)
{
	struct people *pe = p->own;
	size_t i, connected = 0, unknown = 0;
	const char *why = first_why(pe);

	for (i = 0; i < pe->looks.n; i++) {
		const struct look *l = &pe->looks.v[i];

		connected += pe->seat[i].state == STATE_CONNECTED;
		unknown += pe->seat[i].state != STATE_CONNECTED && l->state != LOOK_GOOD;
		tell_seat(p, l, &pe->seat[i]);
	}
	if (kv_get(&p->facts, "result"))
		return;
	if (unknown) {
		look_unknown(p, why ? why : "");
		return;
	}
	kv_set(&p->facts, "result", "ok");
	kv_addf(&p->facts, "detail", _("%zu of %zu connected"), connected, pe->looks.n);
}

const struct probe_ops pipedream_accounts = { "accounts", accounts_start, accounts_reply,
					      accounts_finish };

/* ---- links */

static void link_go(struct probe *p)
{
	struct people *pe = p->own;
	size_t i;

	for (i = 0; i < pe->looks.n; i++) {
		struct buf url = BUF_INIT, body = BUF_INIT;
		struct json_out o;
		struct call *c;

		pipedream_project_url(p, "tokens", &url);
		json_out_init(&o, &body, 0);
		json_open(&o, NULL, '{');
		json_put(&o, "external_user_id", pe->looks.v[i].text);
		json_put(&o, "app_id", app_of(p));
		if (*oauth_app_of(p))
			json_put(&o, "oauth_app_id", oauth_app_of(p));
		json_close(&o, '}');
		c = pipedream_call(p, "POST", &url, LOOK_TAG + (int)i, 1);
		c->creates = 1;
		call_json(c, &body);
	}
}

static void link_start(struct probe *p)
{
	begin(p, link_go);
}

static int has_param(const char *query, size_t n, const char *name)
{
	size_t len = strlen(name), i = 0;

	while (i < n) {
		size_t part = strcspn(query + i, "&");

		part = part > n - i ? n - i : part;
		if (part >= len && !strncmp(query + i, name, len) &&
		    (part == len || query[i + len] == '='))
			return 1;
		i += part + 1;
	}
	return 0;
}

void pipedream_link_param(struct buf *url, const char *name, const char *value)
{
	const char *s = buf_str(url), *query = NULL;
	size_t end = strcspn(s, "#"), at = strcspn(s, "?#");
	struct buf made = BUF_INIT;

	if (at < end) {
		query = s + at + 1;
		if (has_param(query, end - at - 1, name))
			return;
	}
	buf_add(&made, s, end);
	if (!query)
		buf_addc(&made, '?');
	else if (query < s + end && s[end - 1] != '&')
		buf_addc(&made, '&');
	http_escape(&made, name);
	buf_addc(&made, '=');
	http_escape(&made, value);
	buf_adds(&made, s + end);
	buf_free(url);
	*url = made;
}

/* A link is for a person to click: nothing may be hidden in it, and it must stay as it came. */
static const char *take_link(struct probe *p, struct seat *s, const struct json *doc)
{
	const char *raw = json_raw(json_get(doc, "connect_link_url"));
	const char *until = json_raw(json_get(doc, "expires_at"));
	char *safe = text_safe_new(raw, TEXT_MAX);
	struct buf url = BUF_INIT;
	/* plain http only where the vendor itself is on loopback: else a link would lead into this machine */
	int plain = raw && !strcmp(safe, raw) && http_url_ok(raw) &&
		    (!strncmp(raw, "https:", 6) || !strncmp(p->env->pipedream_url, "http:", 5));
	time_t at;

	free(safe);
	if (!plain)
		return raw ? _("the link is not a plain https address")
			   : _("the answer has no link in it");
	buf_adds(&url, raw);
	pipedream_link_param(&url, "app", app_of(p));
	if (*oauth_app_of(p))
		pipedream_link_param(&url, "oauthAppId", oauth_app_of(p));
	s->link = buf_detach(&url);
	if (until && !clock_parse(until, &at))
		clock_stamp(at, s->until);
	return NULL;
}

static void link_reply(struct probe *p, const struct call *c, const struct reply *r)
{
	struct people *pe = p->own;
	const char *fault;
	struct json *doc;
	struct look *l;
	char why[256];

	if (pipedream_dealt(p, c, r) || !(l = looks_of(&pe->looks, c)))
		return;
	if (probe_json(c, r, &doc, why, sizeof(why))) {
		look_bad(l, why);
	} else {
		l->state = LOOK_GOOD;
		fault = take_link(p, &pe->seat[l - pe->looks.v], doc);
		if (fault)
			look_bad(l, fault);
	}
	if (l->state == LOOK_BAD)
		probe_evidence(p, "unknown", c, r, "%s: %s", l->text, l->why);
	else
		probe_evidence(p, "ok", c, r, _("%s: a link was made"), l->text);
	json_free(doc);
}

static void link_finish(struct probe *p)
{
	struct people *pe = p->own;
	const char *why = first_why(pe);
	size_t i, made = 0;

	for (i = 0; i < pe->looks.n; i++) {
		const struct seat *s = &pe->seat[i];

		if (!s->link)
			continue;
		made++;
		add_fact(p, "link", pe->looks.v[i].text, s->link);
		if (*s->until)
			add_fact(p, "link_until", pe->looks.v[i].text, s->until);
	}
	if (kv_get(&p->facts, "result"))
		return;
	if (why) {
		look_unknown(p, why);
		return;
	}
	kv_set(&p->facts, "result", "ok");
	kv_addf(&p->facts, "detail", ngettext("%zu link made", "%zu links made", made), made);
}

const struct probe_ops pipedream_link = { "link", link_start, link_reply, link_finish };
