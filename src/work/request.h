/* SPDX-License-Identifier: MIT */
/* request: the text with which a toolkit is asked for: what is needed, and what was looked for. Pure. */
#ifndef TOOLGAP_WORK_REQUEST_H
#define TOOLGAP_WORK_REQUEST_H

#include "base/kv.h"

/*
 * For the probes "issues" and "file-issue" (any other: nothing): adds title and body to the input, in English, with what
 * both catalogs were asked, when, and what came back; no tenant and no account, since it is read in public. What is
 * filed is what the search step showed, to the letter.
 */
void request_text(const struct kv *facts, const char *probe, struct kv *in);

#endif
