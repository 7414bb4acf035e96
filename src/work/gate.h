/* SPDX-License-Identifier: MIT */
/* gate: what stands at the gate of Path C: is there a worker already, which number is free, where would it answer? */
#ifndef TOOLGAP_WORK_GATE_H
#define TOOLGAP_WORK_GATE_H

#include "work/workspace.h"

/*
 * The local probe "worker". In: toolkit_slug, app_slug; "absent" when both catalogs said so. Facts: result
 * free|ours|taken|unreadable; detail; folder; adr ("062"); url (the address that is proposed); absent and reason
 * ("absent"), only where both catalogs said so.
 */
int gate_worker(const struct workspace *ws, const struct kv *in, struct kv *facts, struct err *e);

#endif
