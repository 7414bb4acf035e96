/* SPDX-License-Identifier: MIT */
/* listing: a vendor's whole catalog, page after page, for the copy that `toolgap catalog sync` keeps. */
#ifndef TOOLGAP_VENDORS_LISTING_H
#define TOOLGAP_VENDORS_LISTING_H

#include "vendors/pipedream.h"
#include "vendors/look.h"

/*
 * In:  etag, modified   of the first page, as the last copy had them: sent as If-None-Match and
 *                       If-Modified-Since with the first page alone
 * composio_list asks GET /api/v3.1/toolkits?sort_by=alphabetically, 1,000 a page; once that has begun to come
 *   also with include_deprecated=true, side by side: what only the second list has is deprecated.
 * pipedream_list asks GET /v1/connect/apps?sort_key=name_slug, 100 a page.
 * The next page is asked for as soon as its cursor is known. The lists must be whole (vendors/look.h).
 *
 * Facts: result ok|unchanged|unknown · etag modified (of the first page) · missing* · detail · evidence*
 * The entries are in `rows` of the probe's own struct listing, in its keys, each the seven fields of
 * files/catalog.h with tabs between, through text_safe.
 */
extern const struct probe_ops composio_list;
extern const struct probe_ops pipedream_list;

struct listing {
	struct pipedream_talk talk; /* first; Pipedream's alone */
	struct looks looks;
	struct kv rows;
	size_t have; /* entries of the usual list so far */
	long total;  /* of how many; -1: not said yet */
	int unchanged;
};
const struct listing *listing_of(const struct probe *p);

/* ---- shared by the two */

#define LISTING_PAGES 200
struct listing *listing_new(struct probe *p);
/* Headers for the first page of the usual list. */
void listing_condition(const struct probe *p, struct call *c);
/*
 * The document of a page, or NULL: the look is bad, or the vendor says that nothing has changed (look good, unchanged
 * set). Takes the validators of a first page.
 */
struct json *listing_page(struct probe *p, struct look *l, const struct call *c, const struct reply *r);
/* One row. `auth` may be NULL; counts −1: not said. 0, or −1 when it has no proper slug. */
int listing_add(struct listing *li, const char *slug, const char *name, const char *auth, int deprecated,
		double tools, double triggers, const char *about);
void listing_finish(struct probe *p);

#endif
