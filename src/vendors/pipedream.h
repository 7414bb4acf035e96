/* SPDX-License-Identifier: MIT */
/* pipedream: the app catalog, accounts of a tenant, and a connect link for one. (Connect API v1) */
#ifndef TOOLGAP_VENDORS_PIPEDREAM_H
#define TOOLGAP_VENDORS_PIPEDREAM_H

#include "vendors/probe.h"

/*
 * All three mint a bearer first when env has none that lives another two minutes (POST
 * /v1/oauth/token, scopes "connect:accounts:read connect:tokens:create connect:users:read"), and
 * keep it in env only. A 401 to a bearer of an earlier time renews it once and repeats the call.
 *
 * pipedream_catalog: is there such an app?
 *   In:  provider try* slug* accepted as for Composio (a hyphen in a slug is an underscore here)
 *   Asks GET /v1/connect/apps/{slug} per slug and GET /v1/connect/apps?q= per spelling (with blanks
 *   and with "_"), all pages (bounded). When found: GET /v1/connect/{project}/actions?app= for
 *   their number, if there is a project; no loss when that fails.
 *   Facts: result found|candidate|absent|unknown
 *          app_slug app_name app_id · auth_type oauth|keys|none, or a newer word of the vendor's
 *          actions (how many) · candidate* near* "slug\tname\twhy" · missing* · detail · evidence*
 *
 * pipedream_accounts: who is connected? (reads only)
 *   In:  app_slug, tenant*, oauth_app (oa_… or empty)
 *   Asks GET /v1/connect/{project}/accounts?external_user_id=T&app=SLUG[&oauth_app_id=] per tenant,
 *   all at once. Never include_credentials.
 *   Facts: result ok|unknown · tenant.T connected|unhealthy|dead|none|unknown
 *          account.T apn_… (the newest healthy one) · accounts.T (how many) · since.T
 *          missing* · detail · evidence*
 *
 * pipedream_link: a link for a person to click; creates a connect token (never in a dry run)
 *   In:  app_slug, tenant*, oauth_app
 *   Asks POST /v1/connect/{project}/tokens per tenant. The returned URL is parsed; app and
 *   oauthAppId are added only when missing.
 *   Facts: result ok|unknown · link.T https URL · link_until.T stamp · missing* · detail
 *          evidence* (without the link: it holds a token)
 */
extern const struct probe_ops pipedream_catalog;
extern const struct probe_ops pipedream_accounts;
extern const struct probe_ops pipedream_link;

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
 * others stand in a line in env and are served by its reply. Where the first one goes away, the next asks.
 */
struct pipedream_talk {
	struct probe *p;
	struct pipedream_talk *next; /* in the line */
	void (*go)(struct probe *p);
	int waiting;	     /* for the token: stands in the line */
	int fresh;	     /* the bearer was minted by this probe */
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
