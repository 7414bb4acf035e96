/* SPDX-License-Identifier: MIT */
/* board: a rollout tenant by tenant, read out of the facts in one pass. */
#ifndef TOOLGAP_RUNBOOK_BOARD_H
#define TOOLGAP_RUNBOOK_BOARD_H

#include "base/map.h"
#include "runbook/wizard.h"

#include <stddef.h>

/*
 * Facts it is read from, T a tenant:
 *   accounts.tenant.T account.T login.T error.T choice.T* since.T    what the vendor said last; broken.T: the
 *   account that has to be connected again; alien.T: the tenant whose it is by the vendor's own word
 *   link.link.T link_until.T link_at.T                               the link that was made; "" when it is not in memory
 *   board.pin.T note.T wrote.T                                       what a person chose, accepted, had written
 *   registry.accepted.T                                              what the row says was accepted before
 *   tools.mcp.T                                                      what the remote server listed
 */
struct place { /* texts are borrowed from the facts; NULL: not known */
	const char *name, *state, *account, *login, *error, *since, *broken, *alien, *link, *until, *made, *pin, *note, *wrote, *tools;
	size_t choices;      /* accounts to choose from, when there are several that work */
	const char *other;   /* the tenant it shares with */
	int same_account;    /* the account itself, and not only the login */
	enum held held;
};

struct board {
	struct place *v;
	size_t n;
	struct map names;
	struct map facts;                 /* key → where its last one stands: the facts are thousands, and asked for often */
	size_t connected, written, ready; /* ready: connected, not held, not written */
	size_t unlinked;                  /* known not to be connected, and no link was made */
	int stale;
};

/* Of the wizard as it is now; kept until the next event. */
const struct board *board_of(const struct wizard *w);
struct place *board_find(const struct board *b, const char *tenant); /* or NULL */
int place_connected(const struct place *p);
int place_needs_link(const struct place *p);
void board_free(struct board *b);

#endif
