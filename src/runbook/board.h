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
 *   registry.accepted.T registry.kept.T    what the row says was accepted before; the account that the entries name
 *   registry.beside.T                      T has a server in the row, and is not rolled out to
 *   beside.tenant.T beside.account.T beside.login.T    what the vendor said of such a one, for who shares what with whom
 *   tools.mcp.T                                                      what the remote server listed
 */
struct place { /* texts are borrowed from the facts; NULL: not known */
	const char *name, *state, *account, *login, *error, *since, *broken, *alien, *link, *until, *made, *pin, *kept, *note, *wrote, *tools;
	size_t choices;      /* accounts to choose from, when there are several that work */
	size_t choice_from;  /* the fact of the first of them; they stand in a row, among others that do not work */
	const char *other;   /* the tenant it shares with */
	const char *other_account; /* by which that one is connected, or NULL */
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
	struct place *near;               /* those beside: name, state, account and login alone */
	size_t n_near;
	struct map near_names;
	int stale;
};

/* Of the wizard as it is now; kept until the next event. */
const struct board *board_of(const struct wizard *w);
struct place *board_find(const struct board *b, const char *tenant); /* or NULL */
#define BOARD_NEAR 50 /* of those beside so many are asked about at most */
int board_asks_near(const struct wizard *w); /* they are to be asked about, and were not yet */
/* The accounts that work, each with the name it has at the vendor; so many at most. */
void board_choices(const struct wizard *w, const struct place *p, size_t most, struct kv *out);
int place_connected(const struct place *p);
int place_needs_link(const struct place *p);
void board_free(struct board *b);

#endif
