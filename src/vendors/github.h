/* SPDX-License-Identifier: MIT */
/* github: has somebody asked for this toolkit already, and ask for it: issues of a repository. (REST, 2022-11-28) */
#ifndef TOOLGAP_VENDORS_GITHUB_H
#define TOOLGAP_VENDORS_GITHUB_H

#include "vendors/probe.h"

/*
 * Facts from GitHub's REST description (docs.github.com/rest/search, /rest/issues/issues) and from
 * the templates in ComposioHQ/composio (.github/ISSUE_TEMPLATE), read November 2026: the vendor
 * sends requests for a toolkit to its board and closes most issues that ask for one, so closed ones
 * count as much as open ones. "repo" is OWNER/NAME, ComposioHQ/composio when there is none.
 *
 * Headers of both: Accept application/vnd.github+json, X-GitHub-Api-Version 2022-11-28, and
 * Authorization when GITHUB_TOKEN is set. A search may be made 10 times a minute without a token, 30 times
 * with one; so no more than GITHUB_PHRASES spellings are searched, one page of 50 each. Refusals:
 * 403 or 429 with x-ratelimit-remaining: 0 (again at x-ratelimit-reset) or with retry-after.
 *
 * github_search: existing requests, open and closed
 *   In:  provider try* repo, and title body for the page
 *   Asks GET /search/issues?q=repo:R is:issue in:title,body "SPELLING" per spelling, at once.
 *   Facts: result found|absent|unknown; an answer that GitHub calls incomplete, and that holds
 *          nothing, is unknown
 *          issue* "number\ttitle\topen, asked 2026-08-14, 4 comments": those with the provider in the title first,
 *          of these the open ones; at most GITHUB_SHOWN · page.NUMBER the address of such a one
 *          requests open (how many there are) · title text* prefill board (github_offer) · detail · evidence*
 *
 * github_create: file a request; creates (never in a dry run, never tried twice)
 *   In:  provider title body label* repo; title and body are made of the provider when there is none
 *   Needs GITHUB_TOKEN. Asks POST /repos/R/issues. Labels of somebody without push access are dropped
 *   by GitHub without a word.
 *   Facts: result created|failed|unknown (failed: GitHub said no; unknown: look before you repeat)
 *          issue_url issue_number · title text* prefill board · missing* · detail · evidence*
 */
#define GITHUB_PHRASES 4
#define GITHUB_SHOWN 20

extern const struct probe_ops github_search;
extern const struct probe_ops github_create;

/*
 * A page that opens with the request filled in, to be sent by a person: the feature-request form of
 * Composio's repository, title and body elsewhere. No longer than GITHUB_PREFILL_MAX: the text is cut between characters.
 */
#define GITHUB_PREFILL_MAX 6000
char *github_prefill_new(const char *repo, const char *provider, const char *title, const char *body);

/*
 * What anybody can do without asking GitHub: the request's title and its text (text*, a line each) as they would be
 * filed, prefill (the page with both filled in), and board (the vendor's request board; only of its own repository).
 */
void github_offer(const struct kv *in, struct kv *facts);

#endif
