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
 *      tenant*    to be checked for a connection when the toolkit is found
 * Asks, all at once: GET /api/v3.1/toolkits/{slug} per slug, GET /toolkits?search= per spelling,
 * all pages, and GET /toolkits?limit=1 for the size; then a second look with include_deprecated=true,
 * unless a search listed something equal; then the connected accounts of each tenant.
 * What counts as equal, what as a candidate: vendors/match.h.
 * Never /tools?search= (a documented no-op). Exactly one credential header.
 *
 * Facts: result
 *          native         found, every tenant connected (or the toolkit needs no connection)
 *          not-connected  found, some tenant has no ACTIVE connection
 *          renamed        found, but deprecated or replaced; replaced_by, when that one answers
 *          candidate      nothing equal, but hits to accept or refuse
 *          absent         every question was answered 200/404 and nothing matched
 *          unknown        nothing equal, and some question without a good answer; or found
 *                         (toolkit_slug is set), and the accounts of some tenant unknown
 *        missing* the environment variables of credentials that are missing
 *        toolkit_slug toolkit_name · candidate* near* "slug\tname\twhy"
 *        tenant.T connected|pending|expired|never|unknown
 *        catalog  how many toolkits the catalog has, when it said so
 *        detail · evidence*
 * Nothing from `state` or `data` of an account is read.
 */
extern const struct probe_ops composio_probe;

/* What the vendor has said replaces this toolkit, or NULL. A hint: it counts only where the target lives. */
const char *composio_replacement(const char *slug);

#endif
