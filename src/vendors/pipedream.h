/* SPDX-License-Identifier: MIT */
/* pipedream: the app catalog, accounts of a tenant, and a connect link for one. (Connect API v1) */
#ifndef TOOLGAP_VENDORS_PIPEDREAM_H
#define TOOLGAP_VENDORS_PIPEDREAM_H

#include "vendors/probe.h"

/*
 * All of them mint a bearer first when env has none that lives another two minutes (POST
 * /v1/oauth/token, scopes "connect:accounts:read connect:tokens:create connect:users:read", and those of
 * usage and projects where they are needed), and keep it in env only. A 401 to a bearer of an earlier time renews it once and repeats the call.
 *
 * pipedream_catalog: is there such an app?
 *   In:  provider try* slug* accepted as for Composio (a hyphen in a slug is an underscore here)
 *   Asks GET /v1/connect/apps/{slug} per slug and GET /v1/connect/apps?q= per spelling (with blanks
 *   and with "_"), all pages (bounded); beside them GET /v1/connect/apps?limit=1 for how many there are (where that
 *   is none at all, nothing is called absent). When found: GET /v1/connect/{project}/actions?app= for
 *   their number, if there is a project; no loss when that fails.
 *   Facts: result found|candidate|absent|unknown
 *          app_slug app_name app_id · auth_type oauth|keys|none, or a newer word of the vendor's
 *          field* "name\tlabel\toptional or nothing", where it wants keys
 *          actions (how many) · candidate* near* "slug\tname\twhy" · missing* · detail · evidence*
 *
 * pipedream_accounts: who is connected? (reads only)
 *   In:  app_slug, tenant*, oauth_app (oa_… or empty), pin.T (apn_…: this account of T, and no other), kept.T (apn_…: this one
 *        before others that work, too), part (yes: tell only what changed since the last look, where that is known)
 *   Asks GET /v1/connect/{project}/accounts?external_user_id=T&app=SLUG[&oauth_app_id=] per tenant,
 *   all at once. Of many tenants (SHARE_FROM) only those where the list of all accounts of the app, GET …/accounts?app=SLUG,
 *   shows a change. Never include_credentials. In development also GET …/users, side by side.
 *   Facts: result ok|unknown · tenant.T connected|unhealthy|dead|none|unknown
 *          account.T apn_… (the newest healthy one, or the pinned one) · accounts.T (how many) · since.T
 *          choice.T* "apn_…\tstate\tname\tcreated[\tlogin]", when there are several, or kept.T is not the one that is taken · error.T what the vendor says
 *          of an account that is not healthy · broken.T apn_… of such a one · login.T whose it is at the provider ·
 *          alien.T the other tenant whose it is said to be · part yes: the other tenants are as they were
 *          users users_max, in development
 *          missing* · detail · evidence*
 *
 * pipedream_link: a link for a person to click; creates a connect token (never in a dry run)
 *   In:  app_slug, tenant*, oauth_app, account.T (apn_…: connect this one again, so that it keeps its id)
 *   In development the users are counted first (GET …/users): there is room for ten, and a link beyond
 *   that is not made: result full. Where they cannot be counted the vendor decides.
 *   Asks POST /v1/connect/{project}/tokens per tenant (with the project in the body, too: the description of
 *   May 2026 wants it there, the vendor's own SDK leaves it out). The returned URL is parsed; app and
 *   oauthAppId are added only when missing.
 *   Facts: result ok|full|unknown · link.T https URL · link_until.T link_at.T stamps · users users_max · missing*
 *          skew seconds that the vendor's clock is ahead of ours, where it is more than a minute off
 *          detail · evidence* (without the link: it holds a token)
 */
#define PIPEDREAM_DEVELOPMENT_USERS 10

/*
 * pipedream_usage: what was used, by the vendor's meter (the only one: the web page leaves Connect out)
 *   In:  from to  stamps or dates; without them from the first of this month until now
 *   Asks GET /v1/connect/usage?start_ts=&end_ts= with a bearer of more scopes (connect:usage:read).
 *   Facts: result ok|unknown · credits actions proxy sources (numbers) · from to (stamps) · missing*
 *          detail · evidence*
 *
 * pipedream_oauth: is this OAuth client one of the project's?
 *   In:  oauth_app (oa_…), app_slug (or none)
 *   Asks GET /v1/connect/{project}/oauth_apps, all pages, with a bearer of more scopes.
 *   Facts: result found|other-app|absent|unknown · oauth_app* "oa_…\tname\tapp slug" (all there are)
 *          redirect_uri, to be registered at the provider · missing* · detail · evidence*
 *
 * pipedream_keys: connect an app that wants keys, without a browser; creates (never in a dry run)
 *   In:  app_slug, tenant (one), name (or none), account (apn_… to connect again, or none), oauth_app
 *        The keys are env->fields: a secret, the JSON object of the app's own fields, taken by this probe.
 *   Asks POST /v1/connect/{project}/tokens, then POST …/accounts with that token as the bearer.
 *   Facts: result ok (connected) | failed (the vendor said no) | unknown (look before you repeat)
 *          account.T tenant.T as above · error.T · missing* · detail · evidence*
 */
extern const struct probe_ops pipedream_usage;
extern const struct probe_ops pipedream_oauth;
extern const struct probe_ops pipedream_keys;

extern const struct probe_ops pipedream_catalog;
extern const struct probe_ops pipedream_accounts;
extern const struct probe_ops pipedream_link;

/*
 * pipedream_mint: a fresh bearer into env, and nothing else (`toolgap bearer`, exec, headers)
 *   In:  project (any value: a project must be set as well)
 *   Facts: result ok|unknown · missing* · detail · evidence*
 */
extern const struct probe_ops pipedream_mint;

int pipedream_is_account(const char *id); /* "apn_…"; NULL is none */

void pipedream_share_free(struct pipedream_share *s);

/* Add `&name=value` (or `?`) to a url unless it has that parameter already; before any fragment. */
void pipedream_link_param(struct buf *url, const char *name, const char *value);

#define PIPEDREAM_TAG_TOKEN 9000

/*
 * A conversation with the bearer (here and in mcp). The probe's own state begins with a struct
 * pipedream_talk. start() calls pipedream_begin, which calls go() at once or when the bearer is
 * there; -1: a credential (or the project, where one is needed) is missing, the probe is concluded.
 * reply() hands everything to pipedream_dealt first; 1: it was the token's reply, or a 401 to a
 * bearer of an earlier time; that one is renewed, once, and the calls are sent again. A finish()
 * finds "result" set when the probe is concluded.
 *
 * Conversations that go on side by side share one bearer: the first that needs one asks for it, the
 * others stand in a line in env and are served by its reply. Where the first one goes away, the next asks. After an
 * answer that is none (a fault of the service, half a reply, no token in it) it is asked for once more before all of them fail.
 */
struct pipedream_talk {
	struct probe *p;
	struct pipedream_talk *next; /* in the line */
	void (*go)(struct probe *p);
	int waiting;	     /* for the token: stands in the line */
	int fresh;	     /* the bearer was minted by this probe */
	int wide;	     /* set before pipedream_begin: a bearer that may also read usage and OAuth clients */
	struct call *parked; /* to be sent again */
	size_t n, cap;
};
int pipedream_begin(struct probe *p, int with_project, void (*go)(struct probe *p));
int pipedream_dealt(struct probe *p, const struct call *c, const struct reply *r);
void pipedream_talk_free(struct pipedream_talk *t); /* what it holds */

/* Queue a call with the bearer; takes the bytes of url. With a project: the environment header. */
struct call *pipedream_call(struct probe *p, const char *method, struct buf *url, int tag,
			    int with_project);
void pipedream_sign(struct probe *p, struct call *c); /* the bearer alone */
/* ".../v1/connect/PROJECT/WHAT" */
void pipedream_project_url(const struct probe *p, const char *what, struct buf *url);
const char *pipedream_environment(const struct probe *p); /* production when none is set */

#endif
