/* SPDX-License-Identifier: MIT */
/* composio: does Composio have this toolkit, and are these tenants connected to it? (API v3.1) */
#ifndef TOOLGAP_VENDORS_COMPOSIO_H
#define TOOLGAP_VENDORS_COMPOSIO_H

#include "vendors/probe.h"

/*
 * In:  provider      the name as the operator typed it
 *      try*          spellings to search for ("google tag manager", "googletagmanager", …; 3 characters or more)
 *      slug*         slugs to get directly ("googletagmanager", "google_tag_manager")
 *      tenant*       to be checked for a connection when the toolkit is found
 * Asks, all at once: GET /api/v3.1/toolkits/{slug} per slug, GET /toolkits?search= per spelling, all pages
 * (include_deprecated=true on a second look before any "absent"), then connected accounts of each tenant.
 * A search hit counts only when its normalised slug or name equals the provider's, a try's or a slug's;
 * other hits are candidates when every word of the provider stands in name or description (best first, 8 at most).
 * Never /tools?search= (a documented no-op). Exactly one credential header.
 *
 * Facts: result   native          found, every tenant connected (or the toolkit needs no connection)
 *                 not-connected   found, some tenant has no ACTIVE connection
 *                 renamed         found, but deprecated or known to be replaced; replaced_by
 *                 candidate       nothing equal, but hits to accept or refuse
 *                 absent          every question was answered 200/404 and nothing matched
 *                 unknown         any question without a good answer; the reason in detail. Never absent.
 *        missing  name of the environment variable when a credential is missing
 *        toolkit_slug toolkit_name · candidate* "slug\tname\twhy" · tenant.T connected|pending|expired|never|unknown
 *        catalog  how many toolkits the catalog says it has, when it said so
 *        detail · evidence*
 * Nothing from `state` or `data` of an account is read.
 */
extern const struct probe_ops composio_probe;

#endif
