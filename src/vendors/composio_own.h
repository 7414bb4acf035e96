/* SPDX-License-Identifier: MIT */
/* composio_own: what the catalog half and the accounts half of the Composio probe share. */
#ifndef TOOLGAP_VENDORS_COMPOSIO_OWN_H
#define TOOLGAP_VENDORS_COMPOSIO_OWN_H

#include "base/json.h"
#include "vendors/composio.h"
#include "vendors/look.h"
#include "vendors/near.h"

enum {
	LOOK_SLUG,   /* get this toolkit */
	LOOK_SEARCH, /* search the usual list */
	LOOK_HIDDEN, /* search the list that includes what is deprecated */
	LOOK_SIZE,   /* how many toolkits are there? */
	LOOK_TARGET, /* does the toolkit live that replaces one? mark: yes */
	LOOK_TENANT, /* connected accounts of a tenant; mark: enum standing */
	LOOK_CONFIG, /* which scopes does this auth config ask for? mark: it says so */
	LOOK_TOOLS,  /* which tools matter? */
	LOOK_SCOPES  /* which scopes do these tools need? */
};

struct composio {
	struct match *m;
	struct near near; /* of the hits that are no match */
	struct looks looks;
	struct kv tries, slugs; /* what is asked for */
	long catalog;		/* toolkits there, or -1 */
	const char *old;	/* of slugs: gone, and known to be replaced */
	int stage;
	struct kv configs; /* tenant → auth config of its connection, where that is OAuth */
	struct kv accounts; /* tenant → its account that is connected */
	struct kv granted; /* auth config → scope */
	struct kv tools;   /* whose scopes are asked for: keys */
	struct kv lacking; /* what the tools need and no grant can have: keys */
};

/* How a tenant stands; the largest of all its accounts counts. */
enum standing { NEVER, EXPIRED, PENDING, STRANGE, CONNECTED };

#define COMPOSIO_SEARCH_MIN 3 /* characters, says the vendor */

/* The conversation's own state, made and hung on the probe; all fields empty. */
struct composio *composio_new(struct probe *p);

/* Queue a new look; the same for every spelling (or the whole list, when none is long enough). */
void composio_add(struct probe *p, int kind, const char *text);
void composio_add_searches(struct probe *p, int kind);
/* Queue look i, or its next page. */
void composio_ask(struct probe *p, size_t i, const char *cursor);

/* A call with the one credential; takes the bytes of url. And the url of a path below the version. */
struct call *composio_call(struct probe *p, const char *method, struct buf *url, int tag);
void composio_url(const struct probe *p, const char *path, struct buf *url);

/* Stages follow each other until one asks something or the result stands. */
void composio_finish(struct probe *p);

void composio_accounts_url(const struct probe *p, const struct look *l, struct buf *url);
/* Ask for the accounts of every tenant, or conclude when none need be asked for. */
void composio_ask_accounts(struct probe *p, const struct match_hit *best);
void composio_take_accounts(struct probe *p, struct look *l, const struct call *c,
			    const struct reply *r);
void composio_conclude_accounts(struct probe *p, const struct match_hit *best);

/* All are connected: ask what the connections may do and what the tools need, where that can be known. */
void composio_ask_scopes(struct probe *p);
void composio_ask_needs(struct probe *p);
void composio_take_scopes(struct probe *p, struct look *l, const struct call *c, const struct reply *r);
void composio_conclude_scopes(struct probe *p); /* the result native may become scope-gap */

int composio_is_id(const char *id, const char *prefix); /* "ac_…", "ca_…" */

#endif
