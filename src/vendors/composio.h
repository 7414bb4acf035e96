/* SPDX-License-Identifier: MIT */
/* composio: does Composio have this toolkit, and are these tenants connected to it? (API v3.1) */
#ifndef TOOLGAP_VENDORS_COMPOSIO_H
#define TOOLGAP_VENDORS_COMPOSIO_H

#include "vendors/probe.h"

/*
 * In:  provider   the name as the operator typed it
 *      try*       spellings to search for ("google tag manager", …; 3 characters or more)
 *      slug*      slugs to get directly ("googletagmanager", "google_tag_manager")
 *      accepted   the slug of a candidate that the operator accepted
 *      listed     a slug that the whole list has, read within the day: nothing is searched while it answers
 *      tenant*    to be checked for a connection when the toolkit is found
 *      tool*      the tools that are needed ("GMAIL_SEND_EMAIL"); those the vendor calls important when
 *                 there is none
 * Asks, all at once: GET /api/v3.1/toolkits/{slug} per slug, GET /toolkits?search= per spelling,
 * all pages, and GET /toolkits?limit=1 for the size; then a second look with include_deprecated=true,
 * unless a search listed something equal; then the connected accounts of each tenant.
 * What counts as equal, what as a candidate: vendors/match.h.
 * When all are connected by OAuth: GET /auth_configs/{id} of each connection, of which only the scopes
 * it asks for are read, and GET /tools?important=true; then POST /tools/scopes/required. What was
 * granted stands in `state` alone, which is never read; but a grant cannot hold a scope that the auth
 * config does not ask for, so what lacks there is a gap for certain. An auth config that does not say
 * its scopes, or a question that fails, makes no gap: the fact scopes says so.
 * Never /tools?search= (a documented no-op). Exactly one credential header.
 *
 * Facts: result
 *          native         found, every tenant connected (or the toolkit needs no connection)
 *          not-connected  found, some tenant has no ACTIVE connection
 *          renamed        found, but replaced, by replaced_by, which answers (and replaced.near
 *                         "slug\tname\twhy", the same as something to choose)
 *          deprecated     found, but deprecated, and nothing is known to replace it
 *          candidate      nothing equal, but hits to accept or refuse
 *          absent         every question was answered 200/404 and nothing matched
 *          scope-gap      found, every tenant connected, and what they agreed to is not enough for
 *                         the tools; the scopes that lack are in missing_scope*
 *          unknown        nothing equal, and some question without a good answer; or found
 *                         (toolkit_slug is set), and the accounts of some tenant unknown
 *        missing* the environment variables of credentials that are missing
 *        toolkit_slug toolkit_name · candidate* near* "slug\tname\twhy"
 *        tenant.T connected|pending|expired|never|unknown · account.T ca_…, of one that is connected
 *        no_auth  yes: the toolkit needs no connection
 *        scopes   ok|gap|unstated|unknown, where connections by OAuth were looked at · missing_scope*
 *        catalog  how many toolkits the catalog has, when it said so
 *        detail · evidence*
 * Nothing from `state` or `data` of an account is read.
 */
extern const struct probe_ops composio_probe;

/*
 * composio_standing: who is connected by now to a toolkit that is known; in the words of a connect step
 *   In:  toolkit_slug tenant*
 *   Asks GET /connected_accounts per tenant, at once.
 *   Facts: result ok|unknown · tenant.T connected|none|dead|unknown (none: never, or a link that is not used
 *          yet; dead: expired, revoked, switched off) · account.T ca_… · missing* · detail · evidence*
 */
extern const struct probe_ops composio_standing;

/* What the vendor has said replaces this toolkit, or NULL. A hint: it counts only where the target lives. */
const char *composio_replacement(const char *slug);
/*
 * composio_link: a link for each tenant to click; creates (never in a dry run)
 *   In:  toolkit_slug tenant* · auth_config ac_…, when it is to be that one
 *        make_config "yes": where the project has no auth config for the toolkit, make the managed one
 *   Asks GET /auth_configs?toolkit_slug= first; of those enabled: the one that was named, else the one
 *   with most connections. Then POST /connected_accounts/link per tenant. (POST /connected_accounts is
 *   refused for managed OAuth since July 2026.)
 *   Facts: result ok|needs-config|unknown · auth_config · link.T https URL · link_until.T stamp
 *          account.T ca_… · missing* · detail · evidence* (without the link: it holds a token)
 */
extern const struct probe_ops composio_link;

#endif
