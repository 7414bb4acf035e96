/* SPDX-License-Identifier: MIT */
/* evidence: what was asked, when, and what came back: one row taken apart, and as sentences. */
#ifndef TOOLGAP_RUNBOOK_EVIDENCE_H
#define TOOLGAP_RUNBOOK_EVIDENCE_H

#include "base/buf.h"
#include "base/kv.h"

/* The row is "probe\tresult\tstatus\tms\tat\turl\tdetail" (vendors/probe.h writes it). Fields are owned, never NULL. */
struct evidence {
	char *probe, *result, *status, *ms, *at, *url, *detail;
};

void evidence_parse(const char *row, struct evidence *ev);
void evidence_free(struct evidence *ev);

/* One line for a person: "not there: 0 hits for "gtm" (200 after 41 ms, 2026-11-21T10:00:00Z, from https://…)". */
void evidence_tell(const char *row, struct buf *out);

/*
 * Clauses for what is kept (a row's notes, a request, an ADR), without a full stop: who was asked, when, and what came
 * back. English, whatever the locale: "Composio, asked 2026-11-20 for "Google Tag Manager" in 5 spellings: not in the
 * catalog of 1,642 toolkits", "Pipedream, asked 2026-11-20: app google_tag_manager is in the catalog". One that could not
 * be asked is called that, with the operator's decision. What came back stands behind the first ": ", so that the same
 * answer of another day can be known again. evidence_case: both, and the MCP registry, as far as they were come to.
 */
void evidence_composio(const struct kv *facts, struct buf *out);
void evidence_pipedream(const struct kv *facts, struct buf *out);
/* Of the official MCP registry, called `whom`: which servers it has, whose they are, and who decided. "" where the walk did
   not come to it. */
void evidence_native(const struct kv *facts, const char *whom, struct buf *out);
void evidence_case(const struct kv *facts, struct buf *out);

#endif
