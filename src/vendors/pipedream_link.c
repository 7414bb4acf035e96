/* SPDX-License-Identifier: MIT */
/* pipedream_link: links for tenants that are not connected to an app yet. */
#include "vendors/pipedream_people.h"

#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "vendors/link.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SKEW 60 /* seconds */

/* Published is 100 a minute for one external user, and of each we make one; for a project nothing is. */
static const struct http_rate tokens_rate = { "pipedream-tokens", 600 };

static void make_links(struct probe *p)
{
	struct people *pe = p->own;
	size_t i;

	for (i = 0; i < pe->n; i++) {
		struct buf url = BUF_INIT, body = BUF_INIT;
		struct json_out o;
		struct call *c;

		pipedream_project_url(p, "tokens", &url);
		json_out_init(&o, &body, 0);
		json_open(&o, NULL, '{');
		json_put(&o, "project_id", p->env->pipedream_project);
		json_put(&o, "external_user_id", pe->looks.v[i].text);
		json_put(&o, "app_id", people_app(p));
		if (*people_oauth_app(p))
			json_put(&o, "oauth_app_id", people_oauth_app(p));
		json_close(&o, '}');
		c = pipedream_call(p, "POST", &url, LOOK_TAG + (int)i, 1);
		c->rate = &tokens_rate;
		c->creates = 1;
		call_json(c, &body);
	}
}

/* In development the users are counted first: a link that cannot be used is not made. */
static void link_go(struct probe *p)
{
	if (!people_ask_users(p, NULL))
		make_links(p);
}

static void link_start(struct probe *p)
{
	people_begin(p, link_go);
}

/* The users are counted, or could not be: then the vendor decides. */
static void link_room(struct probe *p)
{
	const struct people *pe = p->own;
	long fresh = people_new(p);

	if (fresh > 0 && pe->users.n + (size_t)fresh > PIPEDREAM_DEVELOPMENT_USERS) {
		kv_set(&p->facts, "result", "full");
		kv_addf(&p->facts, "detail",
			ngettext("development has room for %d users, has %zu, and %ld tenant would be new: no link was made",
				 "development has room for %d users, has %zu, and %ld tenants would be new: no link was made",
				 (unsigned long)fresh),
			PIPEDREAM_DEVELOPMENT_USERS, pe->users.n, fresh);
	} else {
		make_links(p);
	}
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

/*
 * "Sun, 06 Nov 1994 08:49:37 GMT" against our own clock: how far the vendor's is ahead, in seconds. Lifetimes are counted by
 * the vendor's clock, or a machine whose own is off would call a fresh link expired. 0 where the answer does not say.
 */
static long hear_clock(struct probe *p, const struct reply *r)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	const char *date = reply_header(r, "date"), *at;
	int day, year, h, m, sec;
	char mon[4], stamp[64];
	time_t theirs;
	long ahead;

	if (!date || sscanf(date, "%*3s, %2d %3s %4d %2d:%2d:%2d", &day, mon, &year, &h, &m, &sec) != 6 ||
	    !(at = strstr(months, mon)) || (at - months) % 3)
		return 0;
	(void)snprintf(stamp, sizeof(stamp), "%04d-%02d-%02dT%02d:%02d:%02dZ", year, (int)(at - months) / 3 + 1, day, h, m, sec);
	if (clock_parse(stamp, &theirs))
		return 0;
	ahead = (long)(theirs - clock_now());
	if (ahead <= SKEW && ahead >= -SKEW)
		return 0;
	if (!kv_get(&p->facts, "skew"))
		kv_addf(&p->facts, "skew", "%ld", ahead);
	return ahead;
}

static const char *take_link(const struct probe *p, struct seat *s, const struct json *doc, long ahead)
{
	struct buf url = BUF_INIT;
	char *raw = NULL;
	const char *fault = link_take(p->env->pipedream_url, json_get(doc, "connect_link_url"), json_get(doc, "expires_at"), &raw,
				      s->until, clock_now() + ahead);

	if (fault)
		return fault;
	buf_adds(&url, raw);
	free(raw);
	pipedream_link_param(&url, "app", people_app(p));
	if (*people_oauth_app(p))
		pipedream_link_param(&url, "oauthAppId", people_oauth_app(p));
	if (s->again)
		pipedream_link_param(&url, "accountId", s->again); /* the same account, once more */
	s->link = buf_detach(&url);
	clock_stamp(clock_now(), s->made);
	return NULL;
}

static void link_reply(struct probe *p, const struct call *c, const struct reply *r)
{
	struct people *pe = p->own;
	const char *fault;
	struct json *doc;
	struct look *l;
	char why[256];

	if (pipedream_dealt(p, c, r))
		return;
	if (people_took_users(p, c, r)) {
		if (pe->looks.v[pe->users_look].state != LOOK_OPEN)
			link_room(p);
		return;
	}
	l = looks_of(&pe->looks, c);
	if (!l)
		return;
	if (probe_json(c, r, &doc, why, sizeof(why))) {
		look_bad(l, why);
	} else {
		l->state = LOOK_GOOD;
		fault = take_link(p, &pe->seat[l - pe->looks.v], doc, hear_clock(p, r));
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
	const char *why = people_why(pe);
	size_t i, made = 0;

	for (i = 0; i < pe->n; i++) {
		const struct seat *s = &pe->seat[i];

		if (!s->link)
			continue;
		made++;
		people_fact(p, "link", pe->looks.v[i].text, s->link);
		if (*s->until)
			people_fact(p, "link_until", pe->looks.v[i].text, s->until);
		people_fact(p, "link_at", pe->looks.v[i].text, s->made);
	}
	if (kv_get(&p->facts, "result"))
		return;
	if (why) {
		look_unknown(p, why);
		return;
	}
	kv_set(&p->facts, "result", "ok");
	if (!strcmp(pipedream_environment(p), "development"))
		kv_addf(&p->facts, "detail",
			ngettext("%zu link made; development: who opens it must be signed in to pipedream.com",
				 "%zu links made; development: who opens one must be signed in to pipedream.com",
				 made), made);
	else
		kv_addf(&p->facts, "detail", ngettext("%zu link made", "%zu links made", made), made);
}

const struct probe_ops pipedream_link = { "link", link_start, link_reply, link_finish };
