/* SPDX-License-Identifier: MIT */
/* pipedream: the app catalog, the connected accounts of a tenant, and a connect link for one. (Connect API v1) */
#ifndef TOOLGAP_VENDORS_PIPEDREAM_H
#define TOOLGAP_VENDORS_PIPEDREAM_H

#include "vendors/probe.h"

/*
 * All three mint a bearer first when env has none that lives another two minutes (POST
 * /v1/oauth/token, scopes "connect:accounts:read connect:tokens:create connect:users:read"), and keep it in env only.
 *
 * pipedream_catalog: is there such an app?
 *   In:  provider try* slug* as for Composio (a hyphen in a slug is an underscore here).
 *   Asks GET /v1/connect/apps/{slug} per slug and GET /v1/connect/apps?q= per spelling, all pages (bounded).
 *   Facts: result found|candidate|absent|unknown · app_slug app_name app_id auth_type (oauth|keys|none) · actions (count, when the
 *          catalog says) · candidate* "slug\tname\twhy" · missing · detail · evidence*
 *
 * pipedream_accounts: who is connected? (reads only)
 *   In:  app_slug, tenant*, oauth_app (oa_… or empty)
 *   Asks GET /v1/connect/{project}/accounts?external_user_id=T&app=SLUG[&oauth_app_id=] per tenant, all at once. Never
 *   include_credentials.
 *   Facts: result ok|unknown · tenant.T connected|unhealthy|dead|none|unknown · account.T apn_… (the newest
 *          healthy one) · accounts.T (how many) · since.T · missing · detail · evidence*
 *
 * pipedream_link: a link for a person to click; creates a connect token (never in a dry run)
 *   In:  app_slug, tenant*, oauth_app
 *   Asks POST /v1/connect/{project}/tokens per tenant. The returned URL is parsed; app and oauthAppId are added only when missing.
 *   Facts: result ok|unknown · link.T https URL · link_until.T stamp · missing · detail · evidence* (without the link: it
 *          holds a token)
 */
extern const struct probe_ops pipedream_catalog;
extern const struct probe_ops pipedream_accounts;
extern const struct probe_ops pipedream_link;

/* Add `&name=value` (or `?`) to a url unless it has that parameter already; before any fragment. */
void pipedream_link_param(struct buf *url, const char *name, const char *value);

/*
 * For other modules that speak with the bearer (mcp): queue the token call when one is needed (1), else 0; and take its
 * reply: 0, or -1 with the probe concluded as unknown.
 */
#define PIPEDREAM_TAG_TOKEN 9000
int pipedream_need_bearer(struct probe *p);
int pipedream_take_bearer(struct probe *p, const struct call *c, const struct reply *r);

#endif
