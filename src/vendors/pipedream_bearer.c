/* SPDX-License-Identifier: MIT */
/* pipedream_bearer: minting the bearer, keeping it in memory only, renewing one that is refused. */
#include "vendors/pipedream.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "vendors/http_rules.h"
#include "vendors/look.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SCOPES "connect:accounts:read connect:tokens:create connect:users:read"
#define SCOPES_WIDE SCOPES " connect:usage:read connect:projects:read"
#define VARIABLES "PIPEDREAM_CLIENT_ID,PIPEDREAM_CLIENT_SECRET"
#define LIFE 3600 /* seconds, when the vendor does not say */
#define LIFE_MAX 86400
#define SPARE_MS 120000 /* a bearer that dies sooner is not used */
#define BEARER_MAX 4096

/* Published for a project: accounts 2,000, components 3,000 in 5 minutes. For the apps nothing is: taken as the latter. */
static const struct http_rate project_rate = { "pipedream-project", 400 };
static const struct http_rate apps_rate = { "pipedream-apps", 600 };

static int set(const char *s)
{
	return s && *s;
}

static int alive(const struct vendor_env *env)
{
	return env->bearer && clock_ms() + SPARE_MS < env->bearer_until;
}

/* One that lives and may do what this conversation is about. */
static int usable(const struct probe *p)
{
	const struct pipedream_talk *t = p->own;

	return alive(p->env) && (!t->wide || p->env->bearer_wide);
}

static int can_mint(const struct vendor_env *env)
{
	return env->pipedream_client_id && env->pipedream_client_secret;
}

/* Conclude when something is not set; 1 when so. All names at once. */
static int missing(struct probe *p, int with_project)
{
	const struct vendor_env *env = p->env;
	struct buf names = BUF_INIT;

	if (!usable(p) && !env->pipedream_client_id)
		buf_adds(&names, ",PIPEDREAM_CLIENT_ID");
	if (!usable(p) && !env->pipedream_client_secret)
		buf_adds(&names, ",PIPEDREAM_CLIENT_SECRET");
	if (with_project && !set(env->pipedream_project))
		buf_adds(&names, ",PIPEDREAM_PROJECT_ID");
	if (!names.len)
		return 0;
	look_missing(p, names.p + 1);
	buf_free(&names);
	return 1;
}

static void ask_token(struct probe *p)
{
	const struct pipedream_talk *t = p->own;
	struct call *c = probe_call(p, "POST", PIPEDREAM_TAG_TOKEN);
	struct buf url = BUF_INIT, body = BUF_INIT;
	struct json_out o;

	look_base(&url, p->env->pipedream_url);
	buf_adds(&url, "/v1/oauth/token");
	c->url = buf_detach(&url);
	c->retry = 1; /* another token does no harm */
	c->signed_by = VARIABLES;
	call_header(c, "Accept", "application/json");
	buf_room(&body, 8192); /* a buffer that grows would leave copies */
	json_out_init(&o, &body, 0);
	json_open(&o, NULL, '{');
	json_put(&o, "grant_type", "client_credentials");
	put_secret(&o, "client_id", p->env->pipedream_client_id);
	put_secret(&o, "client_secret", p->env->pipedream_client_secret);
	json_put(&o, "scope", t->wide ? SCOPES_WIDE : SCOPES);
	json_close(&o, '}');
	call_json(c, &body);
}

static void forget(struct vendor_env *env)
{
	secret_set(&env->bearer, NULL);
	env->bearer_until = 0;
}

/* It will stand in a header: printable ASCII without blanks. */
static int is_bearer(const char *s)
{
	size_t n = 0;

	if (!s)
		return 0;
	while (s[n] > 0x20 && s[n] < 0x7f)
		n++;
	return n && n <= BEARER_MAX && !s[n];
}

/* The bearer of this reply into env, or -1 and why not. */
static int keep_bearer(struct probe *p, const struct call *c, const struct reply *r, char *why, size_t size)
{
	struct vendor_env *env = p->env;
	struct json *doc;
	const char *token;
	double life;

	if (probe_json(c, r, &doc, why, size))
		return -1;
	token = json_raw(json_get(doc, "access_token"));
	if (!is_bearer(token)) {
		json_free(doc);
		(void)snprintf(why, size, "%s", _("the answer has no token in it"));
		return -1;
	}
	life = json_num(json_get(doc, "expires_in"), LIFE);
	life = life > 0 && life <= LIFE_MAX ? life : life > 0 ? LIFE_MAX : 0;
	secret_set(&env->bearer, token);
	env->bearer_wide = ((const struct pipedream_talk *)p->own)->wide;
	env->bearer_until = clock_ms() + (int64_t)(life * 1000);
	json_forget(doc);
	return 0;
}

/* ---- the line of those who wait for the bearer: its head has asked for it */

static void join_line(struct pipedream_talk *t)
{
	struct pipedream_talk **at = &t->p->env->bearer_line;

	t->waiting = 1;
	if (!*at) {
		t->p->env->bearer_again = 0;
		ask_token(t->p);
	} else {
		t->p->waits = 1; /* for the reply to somebody else's call */
	}
	while (*at)
		at = &(*at)->next;
	*at = t;
}

/* The head goes away with its call: the next one asks. */
static void leave_line(struct pipedream_talk *t)
{
	struct pipedream_talk **at = &t->p->env->bearer_line, *head = *at;

	while (*at && *at != t)
		at = &(*at)->next;
	if (*at)
		*at = t->next;
	t->waiting = 0;
	head = t == head ? t->next : NULL;
	t->next = NULL;
	if (!head)
		return;
	head->p->waits = 0;
	ask_token(head->p);
	probe_wake(head->p);
}

/* ---- the conversation */

int pipedream_begin(struct probe *p, int with_project, void (*go)(struct probe *p))
{
	struct pipedream_talk *t = p->own;

	t->p = p;
	t->go = go;
	if (missing(p, with_project))
		return -1;
	if (usable(p))
		go(p);
	else
		join_line(t);
	return 0;
}

/* The same call once more, signed with the bearer of now. */
static void send_again(struct probe *p, const struct call *old)
{
	struct call *c = probe_call(p, old->method, old->tag);
	size_t i;

	c->url = mem_str(old->url);
	c->body = old->body ? mem_strn(old->body, old->body_n) : NULL;
	c->body_n = old->body_n;
	c->max = old->max;
	c->retry = old->retry;
	c->delay = old->delay;
	c->creates = old->creates;
	c->rate = old->rate;
	c->enough = old->enough;
	c->expects = old->expects;
	for (i = 0; i < old->headers.n; i++)
		if (strcmp(old->headers.v[i].key, "Authorization") != 0)
			call_header(c, old->headers.v[i].key, old->headers.v[i].value);
	pipedream_sign(p, c);
}

static void park(struct pipedream_talk *t, const struct call *old)
{
	struct call *c;

	MEM_GROW(t->parked, t->n, t->cap);
	c = &t->parked[t->n++];
	*c = *old;
	c->method = mem_str(old->method);
	c->url = mem_str(old->url);
	c->body = old->body ? mem_strn(old->body, old->body_n) : NULL;
	memset(&c->headers, 0, sizeof(c->headers));
	kv_copy(&c->headers, &old->headers);
}

static void unpark(struct pipedream_talk *t)
{
	size_t i;

	for (i = 0; i < t->n; i++)
		call_free(&t->parked[i]);
	t->n = 0;
}

void pipedream_talk_free(struct pipedream_talk *t)
{
	if (t->waiting)
		leave_line(t);
	unpark(t);
	free(t->parked);
	t->parked = NULL;
	t->cap = 0;
}

/* What the token's reply means for one of those who waited; why: NULL when it is there. */
static void served(struct pipedream_talk *t, const struct call *c, const struct reply *r,
		   const char *why)
{
	struct probe *p = t->p;
	size_t i;

	t->waiting = 0;
	t->fresh = 1;
	if (why) {
		probe_evidence(p, "unknown", c, r, "%s", why);
		look_unknown(p, why);
	} else if (!t->n) {
		t->go(p);
	}
	for (i = 0; !why && i < t->n; i++)
		send_again(p, &t->parked[i]);
	unpark(t);
	if (p->waits) {
		p->waits = 0;
		probe_wake(p);
	}
}

/* The bearer that came may not do what this one is about: once more in the line, for a wider one. */
static void join_again(struct pipedream_talk *t)
{
	t->p->waits = 0;
	join_line(t);
	if (!t->p->waits)
		probe_wake(t->p); /* it has asked */
}

/*
 * Is it worth asking once more, for all who wait? Not when the vendor says no to the credentials or sees nothing of them, not
 * after a silence as long as a call may last, and not where http has tried again already.
 */
static int may_mend(const struct reply *r)
{
	if (r->failure)
		return r->failure == REPLY_BROKEN;
	return r->status == 408 || (r->status >= 500 && !http_status_again(r->status)) ||
	       (r->status >= 200 && r->status <= 299);
}

/* The head of the line asks again, once a line. 1 when it does. */
static int ask_again(struct probe *p, const struct reply *r)
{
	struct pipedream_talk *head = p->env->bearer_line;

	if (!head || p->env->bearer_again || !may_mend(r))
		return 0;
	p->env->bearer_again = 1;
	head->p->waits = 0;
	ask_token(head->p);
	if (head->p != p)
		probe_wake(head->p);
	return 1;
}

static void take_token(struct probe *p, const struct call *c, const struct reply *r)
{
	struct pipedream_talk *t, *next;
	char why[256];
	int bad = keep_bearer(p, c, r, why, sizeof(why));

	if (bad && ask_again(p, r))
		return;
	p->env->bearer_again = 0;
	t = p->env->bearer_line;
	for (p->env->bearer_line = NULL; t; t = next) {
		next = t->next;
		t->next = NULL;
		if (!bad && t->wide && !p->env->bearer_wide)
			join_again(t);
		else
			served(t, c, r, bad ? why : NULL);
	}
}

/* Was this call signed with the bearer of now? */
static int signed_now(const struct vendor_env *env, const struct call *c)
{
	const char *sent = kv_get(&c->headers, "Authorization");

	return env->bearer && sent && !strncmp(sent, "Bearer ", 7) &&
	       secret_is(env->bearer, sent + 7);
}

int pipedream_dealt(struct probe *p, const struct call *c, const struct reply *r)
{
	struct pipedream_talk *t = p->own;

	if (c->tag == PIPEDREAM_TAG_TOKEN) {
		take_token(p, c, r);
		return 1;
	}
	if (r->failure != REPLY_OK || r->status != 401)
		return 0;
	if (!t->waiting && usable(p) && !signed_now(p->env, c)) {
		send_again(p, c); /* renewed since it was sent */
		return 1;
	}
	if (t->fresh || !can_mint(p->env))
		return 0;
	park(t, c);
	if (t->waiting)
		return 1;
	if (!p->env->bearer_line)
		forget(p->env);
	join_line(t);
	return 1;
}

/* ---- calls */

const char *pipedream_environment(const struct probe *p)
{
	return set(p->env->pipedream_environment) ? p->env->pipedream_environment : "production";
}

void pipedream_sign(struct probe *p, struct call *c)
{
	call_secret(c, "Authorization", "Bearer ", p->env->bearer);
	c->signed_by = VARIABLES;
}

struct call *pipedream_call(struct probe *p, const char *method, struct buf *url, int tag,
			    int with_project)
{
	struct call *c = probe_call(p, method, tag);

	c->url = buf_detach(url);
	c->rate = with_project ? &project_rate : &apps_rate;
	call_header(c, "Accept", "application/json");
	if (with_project)
		call_header(c, "x-pd-environment", pipedream_environment(p));
	pipedream_sign(p, c);
	return c;
}

void pipedream_project_url(const struct probe *p, const char *what, struct buf *url)
{
	look_base(url, p->env->pipedream_url);
	buf_adds(url, "/v1/connect/");
	http_escape(url, p->env->pipedream_project ? p->env->pipedream_project : "");
	buf_addf(url, "/%s", what);
}

/* ---- the bearer alone */

static void minted(struct probe *p)
{
	kv_set(&p->facts, "result", "ok");
	kv_set(&p->facts, "detail", _("a fresh bearer"));
}

static void mint_free(void *own)
{
	pipedream_talk_free(own);
	free(own);
}

static void mint_start(struct probe *p)
{
	p->own = mem_alloc(sizeof(struct pipedream_talk));
	p->own_free = mint_free;
	forget(p->env); /* fresh is fresh */
	(void)pipedream_begin(p, kv_get(&p->in, "project") != NULL, minted);
}

static void mint_reply(struct probe *p, const struct call *c, const struct reply *r)
{
	(void)pipedream_dealt(p, c, r);
}

const struct probe_ops pipedream_mint = { "bearer", mint_start, mint_reply, NULL };
