/* SPDX-License-Identifier: MIT */
/* notes: what a registry row says of a case: status, evidence, who is connected since when. Pure. */
#ifndef TOOLGAP_WORK_NOTES_H
#define TOOLGAP_WORK_NOTES_H

#include "base/buf.h"
#include "base/kv.h"
#include "files/registry.h"

/* Connected (accounts) and listed (remote MCP) in this walk: 1, else 0. */
int notes_verified(const struct kv *facts, const char *tenant);

/*
 * LIVE when every tenant of the walk is verified and no other tenant of the row still waits; PENDING
 * when a tenant whose cell is new is not; NULL: leave what stands there.
 */
const char *notes_status(const struct kv *facts, const struct registry_row *old);

/*
 * What a catalog ("composio", "pipedream") was asked, when, and what came back: " Composio asked 2026-11-21: not in the
 * catalog (5 spellings, 70 toolkits)." A blank leads; English.
 */
void notes_asked(const struct kv *facts, const char *probe, const char *vendor, struct buf *out);

/*
 * The notes cell. A new row gets the reason, the evidence and a sentence a tenant; an existing one keeps every
 * word that is not ours and gets only the sentences that are new ("kahuna not connected yet." or "kahuna connection not checked." becomes
 * "kahuna connect verified 2026-05-20 (apn_…)."). NULL: leave what stands there.
 */
char *notes_new(const struct kv *facts, const char *tools, const char *slug, const char *app,
		const struct registry_row *old);

#endif
