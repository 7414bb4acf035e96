/* SPDX-License-Identifier: MIT */
/* pipedream_keys: connecting a tenant to an app that wants keys, with no browser in between. */
#include "vendors/look.h"
#include "vendors/pipedream.h"

#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TAG_CONNECT = 1, TAG_ACCOUNT };

struct keys {
	struct pipedream_talk talk; /* first */
	struct secret *fields, *token;
};

static void free_own(void *own)
{
	struct keys *k = own;

	pipedream_talk_free(&k->talk);
	secret_free(k->fields);
	secret_free(k->token);
	free(k);
}

static const char *tenant(const struct probe *p)
{
	return kv_or(&p->in, "tenant", "");
}

static const char *app(const struct probe *p)
{
	return kv_or(&p->in, "app_slug", "");
}

/* A connect token of the tenant: with it, and it alone, an account is made. */
static void ask_token(struct probe *p)
{
	struct keys *k = p->own;
	struct buf url = BUF_INIT, body = BUF_INIT;
	struct json_out o;
	struct call *c;

	k->fields = p->env->fields; /* for this one request */
	p->env->fields = NULL;
	pipedream_project_url(p, "tokens", &url);
	json_out_init(&o, &body, 0);
	json_open(&o, NULL, '{');
	json_put(&o, "project_id", p->env->pipedream_project);
	json_put(&o, "external_user_id", tenant(p));
	json_put(&o, "app_id", app(p));
	if (*kv_or(&p->in, "oauth_app", ""))
		json_put(&o, "oauth_app_id", kv_get(&p->in, "oauth_app"));
	json_close(&o, '}');
	c = pipedream_call(p, "POST", &url, TAG_CONNECT, 1);
	c->creates = 1;
	call_json(c, &body);
	(void)snprintf(p->doing, sizeof(p->doing), "%s", tenant(p));
}

static void start(struct probe *p)
{
	struct keys *k = mem_alloc(sizeof(*k));

	p->own = k;
	p->own_free = free_own;
	if (!*app(p))
		look_unknown(p, _("no app is chosen"));
	else if (!*tenant(p))
		look_unknown(p, _("no tenant is named"));
	else if (!p->env->fields)
		look_unknown(p, _("no keys were given"));
	else
		pipedream_begin(p, 1, ask_token);
}

static void ask_account(struct probe *p)
{
	struct keys *k = p->own;
	struct call *c = probe_call(p, "POST", TAG_ACCOUNT);
	struct buf url = BUF_INIT, body = BUF_INIT;
	struct json_out o;

	pipedream_project_url(p, "accounts?external_user_id=", &url);
	http_escape(&url, tenant(p));
	if (*kv_or(&p->in, "oauth_app", "")) {
		buf_adds(&url, "&oauth_app_id=");
		http_escape(&url, kv_get(&p->in, "oauth_app"));
	}
	c->url = buf_detach(&url);
	c->creates = 1;
	call_header(c, "Accept", "application/json");
	call_header(c, "x-pd-environment", pipedream_environment(p));
	call_secret(c, "Authorization", "Bearer ", k->token);
	/* a buffer that grows would leave copies; a character becomes six at most */
	buf_room(&body, 4096 + 6 * (secret_len(k->fields) + secret_len(k->token)));
	json_out_init(&o, &body, 0);
	json_open(&o, NULL, '{');
	json_put(&o, "app_slug", app(p));
	put_secret(&o, "cfmap_json", k->fields);
	put_secret(&o, "connect_token", k->token);
	if (*kv_or(&p->in, "name", ""))
		json_put(&o, "name", kv_get(&p->in, "name"));
	if (*kv_or(&p->in, "account", ""))
		json_put(&o, "account_id", kv_get(&p->in, "account"));
	json_close(&o, '}');
	call_json(c, &body);
	secret_set(&k->fields, NULL);
}

/* ---- answers */

static int is_token(const char *s)
{
	size_t n = 0;

	while (s && s[n] > 0x20 && s[n] < 0x7f)
		n++;
	return n && n < 512 && !s[n];
}

/* What the vendor says of a request that it refuses, unless it repeats what was typed. */
static void say_error(const struct call *c, const struct reply *r, char *why, size_t size)
{
	struct err e = ERR_INIT;
	struct json *doc = json_parse(buf_str(&r->body), r->body.len, &e);
	char *said = json_text(json_get(doc, "error"), 160);

	if (*said && !probe_repeats(c, "cfmap_json", said))
		(void)snprintf(why, size, _("Pipedream says: %s"), said);
	free(said);
	json_forget(doc);
}

static void fail(struct probe *p, const struct call *c, const struct reply *r, const char *plain)
{
	int no = r->failure == REPLY_FORBIDDEN ||
		 (r->failure == REPLY_OK && r->status >= 400 && r->status < 500 && r->status != 408);
	char why[256];
	char *said;

	(void)snprintf(why, sizeof(why), "%s", plain);
	if (r->failure == REPLY_OK && no && r->status != 401 && r->status != 429)
		say_error(c, r, why, sizeof(why));
	probe_evidence(p, no ? "failed" : "unknown", c, r, "%s: %s", tenant(p), why);
	if (no) {
		kv_set(&p->facts, "result", "failed");
		kv_addf(&p->facts, "detail", _("not connected: %s"), why);
	} else if (c->tag == TAG_ACCOUNT) {
		said = mem_fmt(_("%s; look whether it was connected before you ask again"), why);
		look_unknown(p, said);
		free(said);
	} else {
		look_unknown(p, why);
	}
}

static void add_fact(struct probe *p, const char *what, const char *value)
{
	char *key = mem_fmt("%s.%s", what, tenant(p));

	kv_set(&p->facts, key, value);
	free(key);
}

static void take_account(struct probe *p, const struct call *c, const struct reply *r, const struct json *doc)
{
	const char *id = json_raw(json_get(doc, "id"));
	int dead = json_bool(json_get(doc, "dead"), 0), healthy = json_bool(json_get(doc, "healthy"), 1) && !dead;
	char *error = json_text(json_get(doc, "error"), 160);

	if (!pipedream_is_account(id)) {
		fail(p, c, r, _("the answer has no account in it"));
	} else {
		if (*error && !healthy && !probe_repeats(c, "cfmap_json", error))
			add_fact(p, "error", error);
		add_fact(p, "account", id);
		add_fact(p, "tenant", healthy ? "connected" : dead ? "dead" : "unhealthy");
		kv_set(&p->facts, "result", healthy ? "ok" : "failed");
		if (healthy)
			kv_addf(&p->facts, "detail", _("%s is connected by keys"), tenant(p));
		else
			kv_addf(&p->facts, "detail", _("%s has an account now, and it does not work with these keys"),
				tenant(p));
		probe_evidence(p, "ok", c, r, "%s: %s", tenant(p), healthy ? "connected" : "unhealthy");
	}
	free(error);
}

static void reply(struct probe *p, const struct call *c, const struct reply *r)
{
	struct keys *k = p->own;
	struct json *doc;
	char why[256];

	if (c->tag == TAG_CONNECT && pipedream_dealt(p, c, r))
		return;
	if (c->tag == PIPEDREAM_TAG_TOKEN) {
		(void)pipedream_dealt(p, c, r);
		return;
	}
	if (probe_json(c, r, &doc, why, sizeof(why))) {
		fail(p, c, r, why);
	} else if (c->tag == TAG_ACCOUNT) {
		take_account(p, c, r, doc);
	} else if (!is_token(json_raw(json_get(doc, "token")))) {
		fail(p, c, r, _("the answer has no token in it"));
	} else {
		secret_set(&k->token, json_raw(json_get(doc, "token")));
		probe_evidence(p, "ok", c, r, _("%s: a token was made"), tenant(p));
		ask_account(p);
	}
	json_forget(doc);
}

const struct probe_ops pipedream_keys = { "connect-keys", start, reply, NULL };
