/* SPDX-License-Identifier: MIT */
/* pipedream_people: what the questions about tenants have in common, and how many users a project has. */
#include "vendors/pipedream_people.h"

#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

int pipedream_is_account(const char *id)
{
	const char *letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

	return id && !strncmp(id, "apn_", 4) && id[4] && !id[4 + strspn(id + 4, letters)] &&
	       strlen(id) < PEOPLE_ACCOUNT;
}

const char *people_app(const struct probe *p)
{
	return kv_or(&p->in, "app_slug", "");
}

const char *people_oauth_app(const struct probe *p)
{
	return kv_or(&p->in, "oauth_app", "");
}

static void free_own(void *own)
{
	struct people *pe = own;
	size_t i;

	pipedream_talk_free(&pe->talk);
	for (i = 0; i < pe->n; i++) {
		free(pe->seat[i].link);
		kv_free(&pe->seat[i].all);
	}
	free(pe->seat);
	looks_free(&pe->looks);
	kv_free(&pe->users);
	map_free(&pe->names);
	share_round_free(pe->round);
	free(pe);
}

void people_begin(struct probe *p, void (*go)(struct probe *p))
{
	struct people *pe = mem_alloc(sizeof(*pe));
	size_t i;

	p->own = pe;
	p->own_free = free_own;
	for (i = 0; i < p->in.n; i++)
		if (!strcmp(p->in.v[i].key, "tenant"))
			looks_add(&pe->looks, 0, p->in.v[i].value);
	pe->n = pe->looks.n;
	pe->seat = mem_alloc((pe->n + 1) * sizeof(*pe->seat));
	for (i = 0; i < pe->n; i++)
		(void)map_put(&pe->names, pe->looks.v[i].text, i);
	for (i = 0; i < p->in.n; i++) {
		const char *key = p->in.v[i].key, *dot = strchr(key, '.');
		size_t at = dot ? map_get(&pe->names, dot + 1) : MAP_NONE;

		if (at != MAP_NONE && !strncmp(key, "pin.", 4))
			pe->seat[at].pin = p->in.v[i].value;
		else if (at != MAP_NONE && !strncmp(key, "kept.", 5))
			pe->seat[at].kept = p->in.v[i].value;
		else if (at != MAP_NONE && !strncmp(key, "account.", 8) && pipedream_is_account(p->in.v[i].value))
			pe->seat[at].again = p->in.v[i].value;
	}
	if (!*people_app(p))
		look_unknown(p, _("no app is chosen"));
	else
		pipedream_begin(p, 1, go);
}

void people_fact(struct probe *p, const char *what, const char *tenant, const char *value)
{
	char *key = mem_fmt("%s.%s", what, tenant);

	kv_add(&p->facts, key, value);
	free(key);
}

const char *people_why(const struct people *pe)
{
	size_t i;

	for (i = 0; i < pe->n; i++)
		if (pe->looks.v[i].state == LOOK_BAD)
			return pe->looks.v[i].why;
	return NULL;
}

/* ---- users */

int people_ask_users(struct probe *p, const char *after)
{
	struct people *pe = p->own;
	struct buf url = BUF_INIT;

	if (strcmp(pipedream_environment(p), "development") != 0)
		return 0;
	if (!pe->users_look)
		pe->users_look = looks_add(&pe->looks, 1, "");
	pipedream_project_url(p, "users?limit=", &url);
	buf_addf(&url, "%d", p->env->page > 0 ? p->env->page : PEOPLE_PAGE);
	if (after) {
		buf_adds(&url, "&after=");
		http_escape(&url, after);
	}
	pipedream_call(p, "GET", &url, LOOK_TAG + (int)pe->users_look, 1)->retry = 1;
	return 1;
}

int people_took_users(struct probe *p, const struct call *c, const struct reply *r)
{
	struct people *pe = p->own;
	struct look *l = looks_of(&pe->looks, c);
	const struct json *data;
	struct json *doc;
	char why[256];

	if (!pe->users_look || l != &pe->looks.v[pe->users_look])
		return 0;
	if (probe_json(c, r, &doc, why, sizeof(why))) {
		look_bad(l, why);
	} else if (!json_is_list(data = json_get(doc, "data"))) {
		look_bad(l, _("the answer has no list of users in it"));
	} else {
		const char *after =
			json_first(data) ? json_raw(json_at(doc, "page_info.end_cursor")) : NULL;

		json_each(user, data) if (json_raw(json_get(user, "external_id")))
			kv_add(&pe->users, json_raw(json_get(user, "external_id")), "");
		else
			l->odd = 1;
		if (look_page(l, after, json_count(data),
			      json_num(json_at(doc, "page_info.total_count"), -1)))
			people_ask_users(p, after);
	}
	if (l->state == LOOK_BAD)
		probe_evidence(p, "unknown", c, r, "%s", l->why);
	else if (l->state == LOOK_GOOD)
		probe_evidence(p, "ok", c, r,
			       ngettext("%zu of %d users of development", "%zu of %d users of development",
					pe->users.n),
			       pe->users.n, PIPEDREAM_DEVELOPMENT_USERS);
	json_free(doc);
	return 1;
}

long people_new(struct probe *p)
{
	struct people *pe = p->own;
	long fresh = 0;
	size_t i;

	if (!pe->users_look || pe->looks.v[pe->users_look].state != LOOK_GOOD)
		return -1;
	for (i = 0; i < pe->n; i++)
		fresh += !kv_get(&pe->users, pe->looks.v[i].text);
	kv_del(&p->facts, "users");
	kv_addf(&p->facts, "users", "%zu", pe->users.n);
	kv_del(&p->facts, "users_max");
	kv_addf(&p->facts, "users_max", "%d", PIPEDREAM_DEVELOPMENT_USERS);
	return fresh;
}
