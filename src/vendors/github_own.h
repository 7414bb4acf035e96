/* SPDX-License-Identifier: MIT */
/* github_own: what searching and filing share: the repository, the headers, words for refusals. */
#ifndef TOOLGAP_VENDORS_GITHUB_OWN_H
#define TOOLGAP_VENDORS_GITHUB_OWN_H

#include "vendors/github.h"
#include "vendors/look.h"

#define GITHUB_REPO "ComposioHQ/composio"

const char *github_repo_in(const struct kv *in); /* NULL when it is no OWNER/NAME */
const char *github_repo(const struct probe *p);
int github_page(const struct probe *p, const char *url); /* an https page on the API's own web host */
struct call *github_call(struct probe *p, const char *method, struct buf *url, int tag);
/* As probe_json, with GitHub's own reasons: limits and until when, a token refused, what it says of the query. */
int github_json(const struct probe *p, const struct call *c, const struct reply *r,
		struct json **doc, char *why, size_t size);

#endif
