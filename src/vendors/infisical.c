/* SPDX-License-Identifier: MIT */
/* infisical: log in, read one folder, and put what is needed where it is needed. */
#include "vendors/infisical.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "vendors/look.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define FOLDER "/pipedream"
#define TOKEN_MAX 8192

enum { TAG_LOGIN = 1, TAG_V4, TAG_V3 };

/* What is looked for: the name that `infisical run` injects, and the one of the contract. */
enum wanted { CLIENT_ID, CLIENT_SECRET, PROJECT_ID, WANTED };
static const struct {
	const char *bare, *name;
} wanted[WANTED] = {
	{ "client_id", "PIPEDREAM_CLIENT_ID" },
	{ "client_secret", "PIPEDREAM_CLIENT_SECRET" },
	{ "project_id", "PIPEDREAM_PROJECT_ID" },
};

/* Of several places the largest counts: the folder itself, then imports, the last one first. */
struct find {
	unsigned long rank;
	const char *value; /* of the document; NULL: hidden */
};

struct store {
	struct secret *token;
};

static void free_own(void *own)
{
	struct store *st = own;

	secret_free(st->token);
	free(st);
}

int infisical_ready(const struct vendor_env *env)
{
	return env->infisical_id && env->infisical_secret && env->infisical_project &&
	       *env->infisical_project && env->infisical_environment && *env->infisical_environment;
}

/* ---- questions */

static void base(const struct probe *p, struct buf *url)
{
	look_base(url, p->env->infisical_url);
	if (url->len > 4 && !strcmp(url->p + url->len - 4, "/api"))
		url->p[url->len -= 4] = '\0';
}

static void start(struct probe *p)
{
	struct store *st = mem_alloc(sizeof(*st));
	struct buf url = BUF_INIT, body = BUF_INIT, names = BUF_INIT;
	const struct vendor_env *env = p->env;
	struct json_out o;
	struct call *c;

	p->own = st;
	p->own_free = free_own;
	if (!env->infisical_id)
		buf_adds(&names, ",INFISICAL_UNIVERSAL_AUTH_CLIENT_ID");
	if (!env->infisical_secret)
		buf_adds(&names, ",INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET");
	if (!env->infisical_project || !*env->infisical_project)
		buf_adds(&names, ",INFISICAL_PROJECT_ID");
	if (!env->infisical_environment || !*env->infisical_environment)
		buf_adds(&names, ",INFISICAL_ENVIRONMENT");
	if (names.len) {
		look_missing(p, names.p + 1);
		buf_free(&names);
		return;
	}
	base(p, &url);
	buf_adds(&url, "/api/v1/auth/universal-auth/login");
	c = probe_call(p, "POST", TAG_LOGIN);
	c->url = buf_detach(&url);
	c->retry = 1; /* another token does no harm */
	call_header(c, "Accept", "application/json");
	buf_room(&body, 8192); /* a buffer that grows would leave copies */
	json_out_init(&o, &body, 0);
	json_open(&o, NULL, '{');
	put_secret(&o, "clientId", env->infisical_id);
	put_secret(&o, "clientSecret", env->infisical_secret);
	json_close(&o, '}');
	call_json(c, &body);
	(void)snprintf(p->doing, sizeof(p->doing), "Infisical");
}

static void param(struct buf *url, const char *name, const char *value)
{
	buf_addf(url, "%s=", name);
	http_escape(url, value);
	buf_addc(url, '&');
}

static void ask_folder(struct probe *p, int tag)
{
	struct store *st = p->own;
	struct buf url = BUF_INIT;
	struct call *c;

	base(p, &url);
	buf_adds(&url, tag == TAG_V4 ? "/api/v4/secrets?" : "/api/v3/secrets/raw?");
	param(&url, tag == TAG_V4 ? "projectId" : "workspaceId", p->env->infisical_project);
	param(&url, "environment", p->env->infisical_environment);
	param(&url, "secretPath", kv_or(&p->in, "path", FOLDER));
	buf_adds(&url, "recursive=false&expandSecretReferences=true&");
	buf_adds(&url, tag == TAG_V4 ? "includeImports=true&includePersonalOverrides=false"
				     : "include_imports=true");
	c = probe_call(p, "GET", tag);
	c->url = buf_detach(&url);
	c->retry = 1;
	call_header(c, "Accept", "application/json");
	call_secret(c, "Authorization", "Bearer ", st->token);
}

/* ---- answers */

static const char *folder(const struct probe *p)
{
	return kv_or(&p->in, "path", FOLDER);
}

/* The same words as for any vendor, and what in particular is likely here. */
static void refused(struct probe *p, const struct call *c, const struct reply *r, const char *why)
{
	char *said;

	if (r->failure == REPLY_OK && c->tag == TAG_LOGIN && (r->status == 400 || r->status == 401 || r->status == 403))
		said = mem_fmt(_("Infisical refuses the machine identity (%d); is INFISICAL_DOMAIN the right region?"),
			       r->status);
	else if (r->failure == REPLY_OK && (r->status == 401 || r->status == 403))
		said = mem_fmt(_("Infisical does not let this identity read %s (%d)"), folder(p), r->status);
	else if (r->failure == REPLY_OK && r->status == 404)
		said = mem_fmt(_("Infisical has no such project, environment or folder (%s)"), folder(p));
	else {
		said = mem_fmt(_("Infisical could not be asked: %s"), why);
		kv_set(&p->facts, "unreached", "yes");
	}
	probe_evidence(p, "unknown", c, r, "%s", said);
	look_unknown(p, said);
	free(said);
}

static int is_token(const char *s)
{
	size_t n = 0;

	if (!s)
		return 0;
	while (s[n] > 0x20 && s[n] < 0x7f)
		n++;
	return n && n <= TOKEN_MAX && !s[n];
}

static void take_login(struct probe *p, const struct call *c, const struct reply *r)
{
	struct store *st = p->own;
	const char *token;
	struct json *doc;
	char why[256];

	if (probe_json(c, r, &doc, why, sizeof(why))) {
		refused(p, c, r, why);
		return;
	}
	token = json_raw(json_get(doc, "accessToken"));
	if (is_token(token)) {
		secret_set(&st->token, token);
		ask_folder(p, TAG_V4);
	} else {
		refused(p, c, r, _("the answer has no token in it"));
	}
	json_forget(doc);
}

/* 404 for want of the route, not of the folder. */
static int no_route(const struct reply *r)
{
	struct err e = ERR_INIT;
	struct json *doc;
	const char *message;
	int is;

	if (r->failure != REPLY_OK || r->status != 404)
		return 0;
	doc = json_parse(buf_str(&r->body), r->body.len, &e);
	message = json_raw(json_get(doc, "message"));
	is = message && !strncasecmp(message, "Route", 5) && strcasestr(message, "not found");
	json_free(doc);
	return is;
}

/* Which one is it? WANTED: none of them. *bare: by the name that is injected. */
static enum wanted which(const char *key, int *bare)
{
	size_t i;

	for (i = 0; key && i < WANTED; i++) {
		*bare = !strcmp(key, wanted[i].bare);
		if (*bare || !strcmp(key, wanted[i].name))
			return (enum wanted)i;
	}
	return WANTED;
}

static void take_secret(struct find *found, const struct json *item, unsigned long place)
{
	int bare = 0;
	enum wanted w = which(json_raw(json_get(item, "secretKey")), &bare);
	const char *type = json_raw(json_get(item, "type"));
	unsigned long rank = place * 2 + (unsigned long)bare + 1;

	if (w == WANTED || (type && !strcmp(type, "personal")) || rank < found[w].rank)
		return;
	found[w].rank = rank;
	found[w].value = json_bool(json_get(item, "secretValueHidden"), 0)
				 ? NULL
				 : json_raw(json_get(item, "secretValue"));
	if (!found[w].value && !json_bool(json_get(item, "secretValueHidden"), 0))
		found[w].value = "";
}

static int has(const struct vendor_env *env, size_t w)
{
	return w == CLIENT_ID	    ? env->pipedream_client_id != NULL
	       : w == CLIENT_SECRET ? env->pipedream_client_secret != NULL
				    : env->pipedream_project && *env->pipedream_project;
}

static void give(struct vendor_env *env, size_t w, const char *value)
{
	if (w == CLIENT_ID) {
		secret_set(&env->pipedream_client_id, value);
	} else if (w == CLIENT_SECRET) {
		secret_set(&env->pipedream_client_secret, value);
	} else {
		free(env->pipedream_project);
		env->pipedream_project = mem_str(value);
	}
}

/* One word for each, and the sentence: "client_id, project_id taken from /pipedream; client_secret is hidden". */
static void conclude(struct probe *p, const struct find *found)
{
	struct buf taken = BUF_INIT, rest = BUF_INIT;
	size_t i, given = 0, kept = 0;

	for (i = 0; i < WANTED; i++) {
		const char *word;
		char *key = mem_fmt("secret.%s", wanted[i].name);

		if (has(p->env, i)) {
			word = "kept";
			kept++;
		} else if (!found[i].rank) {
			word = "absent";
			buf_addf(&rest, _("; %s is not there"), wanted[i].bare);
		} else if (!found[i].value) {
			word = "hidden";
			buf_addf(&rest, _("; the value of %s is hidden from this identity"), wanted[i].bare);
		} else if (!*found[i].value) {
			word = "empty";
			buf_addf(&rest, _("; %s is empty"), wanted[i].bare);
		} else {
			word = "given";
			give(p->env, i, found[i].value);
			buf_addf(&taken, "%s%s", given++ ? ", " : "", wanted[i].bare);
		}
		kv_set(&p->facts, key, word);
		free(key);
	}
	kv_set(&p->facts, "result", given ? "ok" : "none");
	if (given)
		kv_addf(&p->facts, "detail", _("%s taken from Infisical, %s%s"), buf_str(&taken), folder(p),
			buf_str(&rest));
	else if (kept == WANTED)
		kv_set(&p->facts, "detail", _("nothing is needed from Infisical"));
	else
		kv_addf(&p->facts, "detail", _("Infisical, %s%s"), folder(p), buf_str(&rest));
	buf_free(&taken);
	buf_free(&rest);
}

static void take_folder(struct probe *p, const struct call *c, const struct reply *r)
{
	struct find found[WANTED];
	const struct json *list;
	unsigned long place = 0;
	struct json *doc;
	char why[256];

	memset(found, 0, sizeof(found));
	if (c->tag == TAG_V4 && no_route(r)) {
		ask_folder(p, TAG_V3);
		return;
	}
	if (probe_json(c, r, &doc, why, sizeof(why))) {
		refused(p, c, r, why);
		return;
	}
	if (!json_is_list(list = json_get(doc, "secrets"))) {
		refused(p, c, r, _("the answer has no list of secrets in it"));
	} else {
		json_each(import, json_get(doc, "imports")) {
			json_each(item, json_get(import, "secrets")) take_secret(found, item, place);
			place++;
		}
		json_each(item, list) take_secret(found, item, place);
		conclude(p, found);
		probe_evidence(p, "ok", c, r, "%s", kv_or(&p->facts, "detail", ""));
	}
	json_forget(doc);
}

static void reply(struct probe *p, const struct call *c, const struct reply *r)
{
	if (c->tag == TAG_LOGIN)
		take_login(p, c, r);
	else
		take_folder(p, c, r);
}

const struct probe_ops infisical_probe = { "infisical", start, reply, NULL };
