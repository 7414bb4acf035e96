/* SPDX-License-Identifier: MIT */
/* pipedream_user: Connect tokens, their links, accounts and external users. */
#include "sandbox/pipedream.h"

#include "base/clock.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TOKEN_SECONDS 14400 /* also the longest */
#define USER_MAX 250

struct link *pd_link(struct box *box, const char *user, const char *env, long seconds)
{
	return box_link_new(box, PIPEDREAM, user, env, seconds);
}

char *pd_link_url_new(const struct box *box, const struct link *l)
{
	return mem_fmt("%s/pipedream/_static/connect.html?token=%s&connectLink=true", box->base,
		       l->token);
}

/* What is wrong with the body, or NULL. */
static const char *token_fault(const struct box *box, const struct json *body, long *seconds)
{
	const char *user = json_raw(json_get(body, "external_user_id"));
	const char *scope = json_raw(json_get(body, "scope"));
	const char *app = json_raw(json_get(body, "app_id"));
	double expires = json_num(json_get(body, "expires_in"), TOKEN_SECONDS);

	if (!body || !json_is_object(body))
		return "The body is not a JSON object";
	if (!user || !*user)
		return "external_user_id is required";
	if (strlen(user) > USER_MAX)
		return "external_user_id is longer than 250 characters";
	if (expires < 1 || expires > TOKEN_SECONDS)
		return "expires_in must be between 1 and 14400";
	if (scope && !strcmp(scope, "*"))
		return "scope * is not allowed for a Connect token";
	if (app && !box_app(box, app))
		return "App not found";
	*seconds = (long)expires;
	if (box->opt.link_life > 0 && *seconds > box->opt.link_life)
		*seconds = box->opt.link_life;
	return NULL;
}

static void put_token(struct box *box, struct reply *rp, const struct link *l, long seconds)
{
	char stamp[CLOCK_STAMP], text[CLOCK_STAMP + 16];
	char *url = pd_link_url_new(box, l);
	struct json_out o;

	clock_stamp(clock_now() + seconds, stamp);
	snprintf(text, sizeof(text), "%.19s.000+00:00", stamp);
	reply_json(rp, 200, &o);
	json_open(&o, NULL, '{');
	json_put(&o, "token", l->token);
	json_put(&o, "expires_at", text);
	json_put(&o, "connect_link_url", url);
	json_close(&o, '}');
	free(url);
}

void pd_tokens(struct box *box, const struct request *rq, struct reply *rp)
{
	struct err e = ERR_INIT;
	struct json *body = NULL;
	const char *wrong, *app;
	long seconds = 0;
	struct link *l;

	if (!pd_project(rq, rp))
		return;
	body = json_parse(buf_str(&rq->body), rq->body.len, &e);
	wrong = token_fault(box, body, &seconds);
	if (wrong) {
		pd_error(rp, 400, wrong);
		json_free(body);
		return;
	}
	l = pd_link(box, json_raw(json_get(body, "external_user_id")), pd_env(rq), seconds);
	app = json_raw(json_get(body, "app_id"));
	if (app)
		l->app = mem_str(json_raw(json_get(box_app(box, app), "slug")));
	l->client = mem_str(json_raw(json_get(body, "oauth_app_id")));
	l->ok_url = mem_str(json_raw(json_get(body, "success_redirect_uri")));
	l->bad_url = mem_str(json_raw(json_get(body, "error_redirect_uri")));
	put_token(box, rp, l, seconds);
	json_free(body);
}

/* Says whether a link would work, and does not use it up. Also learns which app it is for. */
void pd_validate(struct box *box, const struct request *rq, struct reply *rp)
{
	struct link *l = box_link(box, PIPEDREAM, rq->seg[4]);
	const char *want = request_query(rq, "app_id"), *client = request_query(rq, "oauth_app_id");
	const struct json *app = want	       ? box_app(box, want)
				 : l && l->app ? box_app(box, l->app)
					       : NULL;
	const char *wrong = NULL;
	struct json_out o;

	if (!l || !box_link_open(l))
		wrong = "The Connect token is invalid, expired or used";
	else if (want && !app)
		wrong = "App not found";
	if (!wrong && app && !l->app)
		l->app = mem_str(json_raw(json_get(app, "slug")));
	reply_json(rp, 200, &o);
	json_open(&o, NULL, '{');
	json_put_bool(&o, "success", !wrong);
	json_put(&o, "error", wrong);
	if (app && !wrong)
		pd_put_app(&o, "app", app);
	else
		json_put(&o, "app", NULL);
	json_put(&o, "oauth_app_id", client ? client : l ? l->client : NULL);
	json_put(&o, "project_id", l ? BOX_PROJECT : NULL);
	json_put(&o, "project_environment", l ? l->env : NULL);
	json_put(&o, "project_app_name", "Sandbox");
	json_put(&o, "project_support_email", "support@sandbox.example");
	json_put(&o, "success_redirect_uri", l ? l->ok_url : NULL);
	json_put(&o, "error_redirect_uri", l ? l->bad_url : NULL);
	json_close(&o, '}');
}

/* Only for keys and for OAuth clients of one's own does the vendor hand credentials out. */
static void put_credentials(struct json_out *o, const struct account *a)
{
	const char *auth = json_raw(json_get(a->row, "auth"));

	json_open(o, "credentials", '{');
	if (auth && !strcmp(auth, "keys"))
		json_put(o, "api_key", BOX_CANARY);
	if (a->client) {
		json_put(o, "oauth_client_id", a->client);
		json_put(o, "oauth_access_token", BOX_CANARY);
		json_put(o, "oauth_refresh_token", BOX_CANARY);
	}
	json_close(o, '}');
}

static void put_account(struct json_out *o, const struct account *a, const struct request *rq)
{
	const char *s = a->scopes;

	json_open(o, NULL, '{');
	json_put(o, "id", a->id);
	json_put(o, "name", a->name);
	json_put(o, "external_id", a->user);
	json_put_bool(o, "healthy", a->healthy);
	json_put_bool(o, "dead", a->dead);
	json_put(o, "error", a->reason);
	if (a->row)
		pd_put_app(o, "app", a->row);
	json_put(o, "oauth_app_id", a->client);
	box_stamp(o, "created_at", a->created);
	box_stamp(o, "updated_at", a->updated);
	box_stamp(o, "last_refreshed_at", a->updated);
	box_stamp(o, "next_refresh_at", a->updated + 3300);
	json_put(o, "expires_at", NULL);
	json_open(o, "authorized_scopes", '[');
	while (*s) {
		size_t n = strcspn(s, " ");
		char *one = mem_strn(s, n);

		json_put(o, NULL, one);
		free(one);
		s += n;
		s += *s == ' ';
	}
	json_close(o, ']');
	if (!strcmp(kv_or(&rq->query, "include_credentials", "false"), "true"))
		put_credentials(o, a);
	json_close(o, '}');
}

static void emit_account(struct json_out *o, const void *row, const struct request *rq)
{
	put_account(o, row, rq);
}

static const char *key_account(const void *row)
{
	const struct account *a = row;

	return a->id;
}

/*
 * A link that carried no app cannot approve itself: here the app comes from the question, since the
 * person the sandbox stands in for would have read it in the link.
 */
static void learn_app(struct box *box, const char *user, const char *app)
{
	if (box->opt.approve_ms < 0)
		return;
	for (size_t i = 0; i < box->nlinks; i++) {
		struct link *l = box->links[i];

		if (!l->app && box_link_open(l) && l->vendor == PIPEDREAM && !strcmp(l->user, user))
			l->app = mem_str(app);
	}
	box_tick(box);
}

static void list_accounts(struct box *box, const struct request *rq, struct reply *rp,
			  const char *user)
{
	static const struct pd_list how = { emit_account, key_account };
	const char *want = request_query(rq, "app"), *client = request_query(rq, "oauth_app_id");
	const struct json *app = want && *want ? box_app(box, want) : NULL;
	struct rows rows = { NULL, 0, 0 };

	if (!pd_project(rq, rp))
		return;
	if (app && user)
		learn_app(box, user, json_raw(json_get(app, "slug")));
	for (size_t i = 0; i < box->naccounts; i++) {
		const struct account *a = box->accounts[i];

		if (a->vendor != PIPEDREAM || strcmp(a->env, pd_env(rq)) ||
		    (user && strcmp(a->user, user)) || (want && *want && a->row != app) ||
		    (client && *client && (!a->client || strcmp(a->client, client))))
			continue;
		rows_add(&rows, a);
	}
	pd_page(box, rq, rp, &rows, &how);
	free(rows.v);
}

void pd_accounts(struct box *box, const struct request *rq, struct reply *rp)
{
	const char *user = request_query(rq, "external_user_id");

	list_accounts(box, rq, rp, user && *user ? user : NULL);
}

void pd_user_accounts(struct box *box, const struct request *rq, struct reply *rp)
{
	list_accounts(box, rq, rp, rq->seg[5]);
}

/* One account stands alone, not under "data". */
void pd_account(struct box *box, const struct request *rq, struct reply *rp)
{
	const struct account *a;
	struct json_out o;

	if (!pd_project(rq, rp))
		return;
	a = box_account(box, PIPEDREAM, rq->seg[5]);
	if (!a || strcmp(a->env, pd_env(rq))) {
		pd_error(rp, 404, "Account not found");
		return;
	}
	reply_json(rp, 200, &o);
	put_account(&o, a, rq);
}

/* What is wrong with the fields, or NULL: all that the app needs, and none of them "wrong". */
static const char *fields_fault(const struct json *app, const char *cfmap)
{
	struct err e = ERR_INIT;
	struct json *doc = json_parse(cfmap ? cfmap : "", cfmap ? strlen(cfmap) : 0, &e);
	const char *fault = json_is_object(doc) ? NULL : "cfmap_json is not a JSON object";

	json_each(field, fault ? NULL : json_get(app, "fields")) {
		const char *value = json_raw(json_get(doc, json_raw(json_get(field, "name"))));

		if (!json_bool(json_get(field, "optional"), 0) && (!value || !*value))
			fault = "a field of the app is missing";
		else if (value && !strncmp(value, "wrong", 5))
			fault = "The credentials were tested, and the app refused them";
	}
	json_free(doc);
	return fault;
}

/* POST …/accounts: an app that wants keys, connected without a page. The connect token is used up. */
void pd_account_make(struct box *box, const struct request *rq, struct reply *rp)
{
	struct err e = ERR_INIT;
	struct json *body = NULL;
	const char *token, *auth = request_header(rq, "authorization"), *fault = NULL;
	const struct json *app;
	struct account *a;
	struct json_out o;
	struct link *l;

	if (!pd_project(rq, rp))
		return;
	body = json_parse(buf_str(&rq->body), rq->body.len, &e);
	token = json_raw(json_get(body, "connect_token"));
	app = json_raw(json_get(body, "app_slug")) ? box_app(box, json_raw(json_get(body, "app_slug"))) : NULL;
	l = token ? box_link(box, PIPEDREAM, token) : NULL;
	if (!l || !box_link_open(l) || strncmp(auth, "Bearer ", 7) || strcmp(auth + 7, token))
		pd_error(rp, 401, "The Connect token is invalid, expired or used");
	else if (!app)
		pd_error(rp, 404, "App not found");
	else if (strcmp(json_raw(json_get(app, "auth")), "keys"))
		pd_error(rp, 400, "This app does not connect by keys");
	else if ((fault = fields_fault(app, json_raw(json_get(body, "cfmap_json")))))
		pd_error(rp, 400, fault);
	else {
		free(l->app);
		l->app = mem_str(json_raw(json_get(app, "slug")));
		a = box_link_allow(box, l);
		reply_json(rp, 200, &o);
		put_account(&o, a, rq);
	}
	json_free(body);
}

static void emit_user(struct json_out *o, const void *row, const struct request *rq)
{
	const struct account *a = row;
	char h[33], id[16];

	(void)rq;
	box_stable(a->user, h);
	snprintf(id, sizeof(id), "exu_%.6s", h);
	json_open(o, NULL, '{');
	json_put(o, "id", id);
	json_put(o, "external_id", a->user);
	box_stamp(o, "created_at", a->created);
	box_stamp(o, "updated_at", a->updated);
	json_close(o, '}');
}

static const char *key_user(const void *row)
{
	const struct account *a = row;

	return a->user;
}

static int by_user(const void *x, const void *y)
{
	const struct account *const *a = x, *const *b = y;

	return strcmp((*a)->user, (*b)->user);
}

/* Everyone with an account; the first of each stands for the user. */
void pd_users(struct box *box, const struct request *rq, struct reply *rp)
{
	static const struct pd_list how = { emit_user, key_user };
	const char *q = request_query(rq, "q");
	struct rows rows = { NULL, 0, 0 };
	size_t n = 0;

	if (!pd_project(rq, rp))
		return;
	for (size_t i = 0; i < box->naccounts; i++) {
		const struct account *a = box->accounts[i];

		if (a->vendor == PIPEDREAM && !strcmp(a->env, pd_env(rq)) &&
		    (!q || !*q || web_has(a->user, q)))
			rows_add(&rows, a);
	}
	if (rows.n)
		qsort(rows.v, rows.n, sizeof(*rows.v), by_user);
	for (size_t i = 0; i < rows.n; i++)
		if (!n || strcmp(key_user(rows.v[i]), key_user(rows.v[n - 1])))
			rows.v[n++] = rows.v[i];
	rows.n = n;
	pd_page(box, rq, rp, &rows, &how);
	free(rows.v);
}
