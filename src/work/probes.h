/* SPDX-License-Identifier: MIT */
/* probes: the one table that joins a step's probe to who answers it, and the pump between probe and http. */
#ifndef TOOLGAP_WORK_PROBES_H
#define TOOLGAP_WORK_PROBES_H

#include "base/err.h"
#include "base/kv.h"
#include "vendors/http.h"
#include "vendors/probe.h"
#include "work/workspace.h"

/*
 * "registry" is answered from the disk at once (result known|absent|none|broken; toolkit_slug, short,
 * own_client, try*, slug*, row, vendor); the others are conversations: "composio", "composio-link", "pipedream", "accounts", "link",
 * "usage", "oauth-client", "connect-keys", "tools", "bearer", "issues", "file-issue", "infisical", "embed". One runs at
 * a time; its calls run side by side. "ms" is added to every answer.
 *
 * A probe that lacks credentials of Pipedream has them fetched from Infisical, where that is set up, and then starts
 * anew. What came of it stands in the evidence, and behind the detail where it did not help.
 */
struct probes;

struct probes *probes_new(const struct workspace *ws, struct vendor_env *env, struct http *http);
void probes_free(struct probes *p);

/* E_FAIL with file and line when a step of the runbook asks a probe that is not in the table. */
int probes_known(const struct runbook *rb, struct err *e);
/* −1 when there is no such probe or a local one failed in a way that no result expresses. */
int probes_start(struct probes *p, const char *name, const struct kv *in, struct err *e);
int probes_running(const struct probes *p);
/* 1 when the probe is over: its facts are moved into *facts. Call after http_wait. */
int probes_take(struct probes *p, struct kv *facts);
void probes_cancel(struct probes *p);
/* What is being done, for the rail: "asking · "google tag manager" · 3 of 5"; and for how long. */
const char *probes_doing(struct probes *p, long *ms);

#endif
