/* SPDX-License-Identifier: MIT */
/* box: everything the sandbox remembers: catalogs, accounts, links, bearers, requests, faults. */
#ifndef TOOLGAP_SANDBOX_BOX_H
#define TOOLGAP_SANDBOX_BOX_H

#include "base/err.h"
#include "base/json.h"
#include "sandbox/fault.h"

#include <stddef.h>
#include <stdint.h>
#include <time.h>

/* What a client must know to be let in; printed at start, worth nothing anywhere else. */
#define BOX_KEY "ak_sandbox"
#define BOX_USER_KEY "uak_sandbox"
#define BOX_CLIENT_ID "sandbox-client"
#define BOX_CLIENT_SECRET "sandbox-secret"
#define BOX_PROJECT "proj_Sandbox1"
#define BOX_GITHUB_TOKEN "ghp_sandbox"
#define BOX_MACHINE_ID "sandbox-machine"
#define BOX_MACHINE_SECRET "sandbox-machine-secret"
#define BOX_STORE "00000000-0000-4000-8000-000000000009"
#define BOX_CLOUD_TOKEN "cf-sandbox-token"
#define BOX_CLOUD_ACCOUNT "0123456789abcdef0123456789abcdef"
/* Stands wherever a vendor would send a secret: a client that shows or stores it has a leak. */
#define BOX_CANARY "CANARY-secret-never-show"

struct box_options {
	const char *data;      /* folder of the fixtures */
	long approve_ms;       /* links approve themselves after this; -1: never */
	long link_life;        /* seconds a connect link is good for at most; 0: the vendor's four hours */
	long page;             /* largest page of a catalog; 0: the vendor's */
	long bulk;             /* made-up entries added to each catalog */
	int mcp_sse, mcp_session;
};

enum box_doc {
	DOC_TOOLKITS, DOC_CONNECTED, DOC_APPS, DOC_ACCOUNTS, DOC_ISSUES, DOC_SERVERS, DOC_COUNT
};

enum vendor { COMPOSIO, PIPEDREAM };

struct config {                /* Composio auth config */
	char *id, *toolkit, *scheme, *name;
	char *scopes;          /* that it asks for, blanks between; NULL: it does not say */
	int managed, disabled;
	size_t used;           /* accounts made with it */
	time_t created;
};

/* One user's connection to one app; Composio uses status, Pipedream healthy and dead. */
struct account {
	enum vendor vendor;
	char *id, *user, *app, *name, *env;
	const struct json *row; /* of the app in the catalog, or NULL */
	struct config *config; /* Composio: the auth config it was made with */
	char *client;          /* Pipedream: the OAuth client brought along, or NULL */
	char *scopes;          /* blanks between; "" for none */
	char *status, *reason; /* reason also carries Pipedream's error; NULL for none */
	int disabled, healthy, dead;
	time_t created, updated;
	int64_t pending_until; /* Composio: an INITIATED account fails then; 0: not pending */
};

enum link_state { LINK_PENDING, LINK_ALLOWED, LINK_DENIED };

struct link {
	enum vendor vendor;
	enum link_state state;
	char *token, *user, *env;
	char *app, *client;    /* NULL until known */
	char *account;         /* Composio: waits for it; Pipedream: made by it */
	char *again;           /* Pipedream: the account that is to be connected again, or NULL */
	char *ok_url, *bad_url;
	int opened;            /* a person has seen the page: it no longer approves itself */
	int64_t minted, until; /* clock_ms() */
};

struct bearer {
	char *token;
	int64_t until;
};

struct seen {                  /* one request, without any credential value */
	char *method, *path, *query, *headers;
	struct kv values;      /* of headers that hold no credential */
	char *body;            /* NULL: none, or too large to be kept */
	const char *bearer;    /* "good" "unknown" "reference" (nobody replaced a variable) "none" */
};

struct issue {                 /* a GitHub issue filed here */
	char *title, *body;
};

struct box {
	struct box_options opt;
	char *base;            /* "http://127.0.0.1:PORT" */
	struct json *doc[DOC_COUNT];
	struct account **accounts;
	struct config **configs;
	struct link **links;
	struct bearer *bearers;
	struct issue *issues;
	struct seen *seen;
	size_t naccounts, accounts_cap, nconfigs, configs_cap, nlinks, links_cap;
	size_t nbearers, bearers_cap, nissues, issues_cap, nseen, seen_cap;
	struct kv sessions;    /* MCP sessions that are open */
	struct faults faults;
	int64_t minute;        /* of the rate limit window */
	long spent;            /* requests in it */
	int64_t gh_minute;     /* the same for searches of GitHub */
	long gh_spent;
	char *store_token;     /* Infisical: the access token of now */
	struct kv vectors;     /* Cloudflare: "INDEX ID" of each vector → the line it came in */
	long mutations, polls; /* upserts so far; questions since the last one */
};

int box_load(struct box *box, const struct box_options *opt, struct err *e);
void box_free(struct box *box);

/* Made-up rows at the end of the list in b: of toolkits, or of apps. */
void bulk_add(struct buf *b, int toolkits, long n);

/* What time brings: links that approve themselves, pending accounts that fail. */
void box_tick(struct box *box);

const struct json *box_toolkit(const struct box *box, const char *slug);
const struct json *box_app(const struct box *box, const char *slug_or_id);
/* "app_" and six characters that follow from the slug. */
void box_app_id(const char *slug, char out[12]);
/* 32 hex digits that follow from the text: stable ids of fixtures. */
void box_stable(const char *text, char out[33]);

struct account *box_account_new(struct box *box, enum vendor vendor, const char *user,
				const char *app);
void account_free(struct account *a);
struct account *box_account(const struct box *box, enum vendor vendor, const char *id);
struct config *box_config_new(struct box *box, const char *toolkit, const char *scheme);
struct config *box_config(const struct box *box, const char *id);

struct link *box_link_new(struct box *box, enum vendor vendor, const char *user, const char *env,
			  long seconds);
struct link *box_link(const struct box *box, enum vendor vendor, const char *token);
int box_link_open(const struct link *l); /* pending and not expired */
/* Allow: the account becomes usable. The link must be open and its app known. */
struct account *box_link_allow(struct box *box, struct link *l);
void box_link_deny(struct box *box, struct link *l);
/* Approve what waits for this user; `app` names the app of links that have none, `again` (or NULL) the account that is
   connected again. Count. */
size_t box_approve(struct box *box, const char *user, const char *app, const char *again);

/* What befell the accounts of Pipedream of this user: "dead" "unhealthy" "healthy" "gone". Count. */
size_t box_befall(struct box *box, const char *user, const char *app, const char *state, const char *error);

const char *box_bearer(struct box *box);                         /* a fresh one */
int box_bearer_ok(const struct box *box, const struct request *rq); /* 1 or 0 */

void box_note(struct box *box, const struct request *rq);
void box_forget(struct box *box); /* the requests noted */

/* n random characters of `set`, and a NUL. */
void box_random(char *out, size_t n, const char *set);
extern const char box_hex[], box_alnum[];
/* "2026-11-21T10:00:00.000Z" */
void box_stamp(struct json_out *o, const char *key, time_t t);

/* The vendors. Each answers every request below its prefix. */
void composio_handle(struct box *box, const struct request *rq, struct reply *rp);
void pipedream_handle(struct box *box, const struct request *rq, struct reply *rp);
void mcp_handle(struct box *box, const struct request *rq, struct reply *rp);
void others_handle(struct box *box, const struct request *rq, struct reply *rp);
void infisical_handle(struct box *box, const struct request *rq, struct reply *rp);
void cloudflare_handle(struct box *box, const struct request *rq, struct reply *rp);
void control_handle(struct box *box, const struct request *rq, struct reply *rp);
/* Rate limit headers, on every Composio answer. */
void composio_limits(struct box *box, struct reply *rp);

/* The pages a person opens. */
void pages_connect(struct box *box, const struct request *rq, struct reply *rp);
void pages_link(struct box *box, const struct request *rq, struct reply *rp);

/* Where every request goes: the prefix decides. */
void box_answer(struct box *box, const struct request *rq, struct reply *rp);

#endif
