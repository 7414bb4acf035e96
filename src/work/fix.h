/* SPDX-License-Identifier: MIT */
/* fix: what `check --fix` does of itself: entries copied and brought up to date, as a plan like any other. */
#ifndef TOOLGAP_WORK_FIX_H
#define TOOLGAP_WORK_FIX_H

#include "files/client_claim.h"
#include "work/check.h"
#include "work/plan.h"

/*
 * Mechanical is: a server that .mcp.json has goes into another client's file in that client's form; an entry of the
 * same server (same address, app and tenant) gets the form and the headers that it should have; a server that a row
 * names and only another client has goes into .mcp.json. Everything else is a decision: rows, tenants, addresses,
 * entries that are not ours, what stands in one file only. Nothing is taken out but members of an entry that is
 * brought up to date.
 */
#define FIX_MOST 1000 /* entries at once: each is proved against its whole file */

/*
 * The entry of a claim, fit to be written: a literal credential in it has become a reference where it is known what
 * variable it is (the bearer of a Pipedream server, Composio's key); and what a helper brings to a Pipedream server has
 * become headers, where `to` cannot ask one. NULL where it cannot be: a program, another literal secret, a value that
 * is more than text and one variable, a helper of which nobody knows what it brings.
 */
struct entry *fix_entry_new(const struct claim *c, const char *name, const struct client *to);

/*
 * The plan for the findings that are fixable. Files are read anew; an entry that meanwhile turned out not to be ours, or
 * that the client cannot have, is a warning of the plan and left alone.
 */
int fix_compose(struct plan *p, const struct workspace *ws, const struct findings *f, const struct kv *known,
		struct err *e);

#endif
