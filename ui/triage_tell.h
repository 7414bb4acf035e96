/* SPDX-License-Identifier: MIT */
/* triage_tell: what triage says of one provider, for people and for programs. */
#ifndef TOOLGAP_UI_TRIAGE_TELL_H
#define TOOLGAP_UI_TRIAGE_TELL_H

#include "base/buf.h"
#include "base/json.h"
#include "runbook/wizard.h"

/* The walk stands where it ended. `wrong`: why it could not be walked at all, or NULL. */
void triage_json(struct json_out *o, const char *provider, const struct wizard *w, const char *wrong);
/* One line of five fields: provider, verdict, path, what decided, what to do next; when verbose, what was asked and answered behind it. */
void triage_text(struct buf *out, const char *provider, const struct wizard *w, const char *wrong, int verbose);
/* The exit code that this case alone calls for. */
int triage_code(const struct wizard *w);

#endif
