/* SPDX-License-Identifier: MIT */
/* probes: the one table that joins a step's probe to who answers it, and the conversations under way. */
#ifndef TOOLGAP_WORK_PROBES_H
#define TOOLGAP_WORK_PROBES_H

#include "base/err.h"
#include "base/kv.h"
#include "vendors/http.h"
#include "vendors/probe.h"
#include "work/copies.h"
#include "work/workspace.h"

/*
 * "registry" is answered from the disk at once (result known|absent|none|broken; toolkit_slug, short,
 * own_client, try*, slug*, row, vendor; of a row that waits: waiting, its day, and link; of one of Pipedream's: beside.T its server, and kept.T, see pins.h), as "worker" is (gate.h); "native-server" (the one of them that was chosen) is worked out from the input alone; the others are conversations: "composio", "pipedream", "native" (the MCP registry), "accounts", "link",
 * "usage", "oauth-client", "connect-keys", "tools", "bearer", "issues", "file-issue", "infisical", "embed". "commit" is git's (work/git.h). One is owed
 * at a time, and its calls run side by side; beside it others may have been started early, whose answers are held until they
 * are owed. "ms" is added to every answer.
 *
 * "beside" is "accounts" of those tenants of the row whom the walk is not about, asked once.
 * "accounts" and "link" are Pipedream's, or Composio's where the input says via: composio (the way is that path).
 *
 * A probe that lacks credentials of Pipedream has them fetched from Infisical, where that is set up, and then starts
 * anew. What came of it stands in the evidence, and behind the detail where it did not help.
 *
 * Offline (for the whole run, or one probe whose input says offline: yes) nobody is asked: work/offline.h. The
 * answers of the two catalogs are also completed from the copies there (`copy`, near*).
 */
struct probes;

/* `copies` NULL: none are looked into. */
struct probes *probes_new(const struct workspace *ws, struct vendor_env *env, struct http *http,
			  struct copies *copies, int offline);
void probes_free(struct probes *p);
/* The catalogs' lists, read whole (work/lists.h), answer in the place of the two catalogs, as far as they can. Borrowed. */
struct lists;
void probes_by_lists(struct probes *p, const struct lists *lists);

/* E_FAIL with file and line when a step of the runbook asks a probe that is not in the table. */
int probes_known(const struct runbook *rb, struct err *e);
/*
 * The probe that is owed now: goes on where it was started early with the same input. −1 when there is no such
 * probe or a local one failed in a way that no result expresses.
 */
int probes_start(struct probes *p, const char *name, const struct kv *in, struct err *e);
/* The one that is owed now may take that long from its start on; then it is unknown. To be called after probes_start. */
void probes_hurry(struct probes *p, int ms);
/* One that will usually be owed next. Only those that create nothing and need nothing of the one before; else no. */
void probes_early(struct probes *p, const char *name, const struct kv *in);
int probes_running(const struct probes *p); /* one is owed */
int probes_over(struct probes *p);          /* and its answer is there */
/* 1 when the owed probe is over: its facts are moved into *facts. Call after http_wait. */
int probes_take(struct probes *p, struct kv *facts);
void probes_cancel(struct probes *p); /* all, early ones too */
/* What is being done, for the rail: "asking · "google tag manager" · 3 of 5"; and for how long. */
const char *probes_doing(struct probes *p, long *ms);

#endif
