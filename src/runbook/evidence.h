/* SPDX-License-Identifier: MIT */
/* evidence: one row of evidence taken apart: what was asked, when, and what came back. */
#ifndef TOOLGAP_RUNBOOK_EVIDENCE_H
#define TOOLGAP_RUNBOOK_EVIDENCE_H

/* The row is "probe\tresult\tstatus\tms\tat\turl\tdetail" (vendors/probe.h writes it). Fields are owned, never NULL. */
struct evidence {
	char *probe, *result, *status, *ms, *at, *url, *detail;
};

void evidence_parse(const char *row, struct evidence *ev);
void evidence_free(struct evidence *ev);

#endif
