/* SPDX-License-Identifier: MIT */
/* journal_text: events as lines of JSON, and back: what the session journal holds. Pure. */
#ifndef TOOLGAP_RUNBOOK_JOURNAL_TEXT_H
#define TOOLGAP_RUNBOOK_JOURNAL_TEXT_H

#include "base/buf.h"
#include "base/err.h"
#include "runbook/wizard.h"

/* {"event":"answer","step":S,"value":V,"by":B} · {"event":"facts","step":S,"facts":[[K,V],…]} · {"event":"back"}
   · {"event":"rewind","step":PROBE}; one a line. */
/* "by" is left out where nobody knows it. The links of "link" are left empty: each lets its holder connect an account. A resumed walk makes them anew. */
void event_line(const struct event *ev, struct buf *out);
void event_line_back(struct buf *out);
void event_line_rewind(const char *probe, struct buf *out);

/*
 * Feed every line to the wizard. A torn last line (a crash while it was written) is left out and *torn set;
 * a line that is not one of ours or that the wizard refuses is an error that names the line.
 */
int events_replay(struct wizard *w, const char *s, size_t n, const char *name, int *torn,
		  struct err *e);

#endif
