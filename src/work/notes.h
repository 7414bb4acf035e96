/* SPDX-License-Identifier: MIT */
/* notes: what a registry row says of a case: status, evidence, who is connected since when. Pure. */
#ifndef TOOLGAP_WORK_NOTES_H
#define TOOLGAP_WORK_NOTES_H

#include "base/buf.h"
#include "base/kv.h"
#include "files/registry.h"

/* Connected (accounts) and listed (remote MCP) in this walk: 1, else 0. */
int notes_verified(const struct kv *facts, const char *tenant);
/* Connected, and a person's word is missing: which account, or that it shares one. Such a tenant is not verified. */
int notes_held(const struct kv *facts, const char *tenant);

/* Do the notes of a row say that somebody accepted what this tenant shares with another one? */
int notes_accepted(const char *notes, const char *tenant);

/*
 * LIVE when every tenant of the walk is verified and no other tenant of the row still waits; PENDING
 * when a tenant whose cell is new is not; NULL: leave what stands there.
 */
const char *notes_status(const struct kv *facts, const struct registry_row *old);

/* What Composio, and then Pipedream, said of a case, and when; for the story. */
void notes_composio(const struct kv *facts, struct buf *out);
void notes_pipedream(const struct kv *facts, struct buf *out);
/* What the official MCP registry said; nothing where the walk did not come to it. */
void notes_native(const struct kv *facts, struct buf *out);
/* All three, as far as the walk came to them, with `between` between their sentences. */
void notes_asked(const struct kv *facts, const char *between, struct buf *out);
/* What GitHub said of requests for it, and what was filed. */
void notes_github(const struct kv *facts, struct buf *out);

/*
 * The notes cell. A new row gets the story (why this path, what was asked, and what came back) and a sentence a tenant; an
 * existing one keeps every word that is not ours, gets the story only where the case `turns` (another path than the row was
 * written for), and gets only the sentences that are new ("kahuna not connected yet." or "kahuna connection not checked." becomes
 * "kahuna connect verified 2026-05-20 (apn_…)."). NULL: leave what stands there.
 */
char *notes_new(const struct kv *facts, const char *story, int turns, const struct registry_row *old);

#endif
