/* SPDX-License-Identifier: MIT */
/* case_text: a walk as the record of its case, in Markdown: what was asked, what came back, who decided what, what was written. */
#ifndef TOOLGAP_RUNBOOK_CASE_TEXT_H
#define TOOLGAP_RUNBOOK_CASE_TEXT_H

#include "base/buf.h"
#include "base/kv.h"
#include "runbook/wizard.h"

/*
 * What does not stand in the events. `user` may be NULL; `state` is a sentence; `files` holds "ACTION" → path, and where it
 * is empty the plan's own list counts; `command` may be "".
 */
struct case_head {
	const char *id, *started, *workspace, *user, *state, *command;
	struct kv files;
};

/* Pure. Connect links are not in it, whatever the events hold: each lets its holder connect an account. */
void case_text(const struct wizard *w, const struct case_head *h, struct buf *out);
/* Who decided, in words: "person" → "ann, in the wizard". Heap string. */
char *case_by_new(const char *by, const char *user);

#endif
