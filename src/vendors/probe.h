/* SPDX-License-Identifier: MIT */
/* probe: a conversation with a vendor that answers one question; pure: calls out, replies in, facts at the end. */
#ifndef TOOLGAP_VENDORS_PROBE_H
#define TOOLGAP_VENDORS_PROBE_H

#include "base/json.h"
#include "base/kv.h"
#include "base/secret.h"
#include "vendors/http.h"

#include <stddef.h>
#include <stdint.h>

struct pipedream_share;
struct pipedream_talk;

/*
 * A probe is made with its input (facts known so far, as kv) and an environment (addresses and credentials).
 * probe_init() runs start(), which queues the first calls (nobody else calls start); each reply may queue more; when none is queued or under way the probe is over and
 * `facts` holds the answer. The pump (work/pump) moves calls to http and replies back; tests move
 * literals instead. All independent calls are queued at once.
 *
 * Facts every probe sets: "result" (see each vendor's header; "unknown" whenever a question could not be asked:
 * unknown is never absent), "detail" (one translated sentence for the rail), and one "evidence" per
 * request that mattered. All values passed text_safe; none holds a secret. And "refused", once for each environment
 * variable whose credential a vendor did not take (probe_evidence adds it).
 */
struct vendor_env {
	char *composio_url;
	struct secret *composio_key;
	char *pipedream_url, *pipedream_mcp_url;
	struct secret *pipedream_client_id, *pipedream_client_secret;
	char *pipedream_project, *pipedream_environment;
	struct secret *bearer;  /* minted in this run; memory only */
	int64_t bearer_until;   /* clock_ms() */
	struct pipedream_talk *bearer_line; /* who waits for one that was asked for; borrowed */
	int bearer_wide;        /* it has more scopes than most probes need */
	int bearer_again;       /* asked for once more already, after an answer that was none */
	struct secret *fields;  /* keys of an app, typed by a person: for one request */
	char *mcp_registry_url;
	char *github_url;
	struct secret *github_token;
	char *infisical_url;
	struct secret *infisical_id, *infisical_secret; /* of a machine identity */
	char *infisical_project, *infisical_environment;
	char *infisical_said;   /* how it went when it was asked last; NULL: not asked yet */
	int infisical_unreached; /* then it could not be asked: what it has is unknown */
	int infisical_tries;    /* in this run */
	int infisical_asked;    /* is under way: one asks for all */
	char *cloudflare_url, *cloudflare_account;
	struct secret *cloudflare_token;
	struct pipedream_share *share; /* what is known of all accounts of an app; see pipedream_share.c */
	int page;               /* page size to ask for; 0 = the vendor's maximum (tests use small ones) */
};

struct probe;

struct probe_ops {
	const char *name;
	void (*start)(struct probe *p);
	void (*reply)(struct probe *p, const struct call *c, const struct reply *r);
	/*
	 * All replies are in: conclude. NULL when reply() does it. It may queue more calls, and is then
	 * asked again; it runs in probe_init() already when start() queued nothing.
	 */
	void (*finish)(struct probe *p);
};

struct probe {
	const struct probe_ops *ops;
	struct vendor_env *env;     /* borrowed; the bearer may be renewed in it */
	struct kv in;               /* owned copy */
	struct kv facts;            /* the answer */
	struct call *queue;         /* not yet sent */
	size_t queued, cap;
	size_t open;                /* sent and not answered */
	size_t asked, answered;     /* for the progress line */
	char doing[128];            /* "google tag manager" …: what is asked now, for the rail */
	void *own;                  /* the vendor's own state; freed by own_free */
	void (*own_free)(void *own);
	int waits;                  /* for a reply that another conversation has asked for: not over */
	void (*wake)(void *arg);    /* set by the pump: calls were queued, or it is over, by such a reply */
	void *wake_arg;
};

void probe_init(struct probe *p, const struct probe_ops *ops, struct vendor_env *env,
		const struct kv *in);
void probe_free(struct probe *p);

/* For vendors: what the probe waited for is here (waits is 0 again): conclude, and tell the pump. */
void probe_wake(struct probe *p);

/* For vendors: a new call in the queue, to be filled in. Borrowed until the next one. */
struct call *probe_call(struct probe *p, const char *method, int tag);
void call_header(struct call *c, const char *name, const char *value);
void call_headerf(struct call *c, const char *name, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void call_json(struct call *c, struct buf *body); /* takes the bytes; sets Content-Type */
/* A header whose value is a secret behind `prefix` ("Bearer "); and one as a member of a body. */
void call_secret(struct call *c, const char *name, const char *prefix, const struct secret *s);
void put_secret(struct json_out *o, const char *key, const struct secret *s);
/*
 * Does a text from outside repeat what a person typed? `member` of the call's JSON body holds an
 * object, as a string; 1 when one of its values (4 bytes or more) stands in the text.
 */
int probe_repeats(const struct call *c, const char *member, const char *text);

/*
 * Evidence: one request and what it said; a row "probe\tresult\tstatus\tms\tat\turl\tdetail" in
 * the facts. `at` is the wall clock. The url is shown without query values that could be private
 * (none of ours are) and never with credentials (they travel in headers).
 */
void probe_evidence(struct probe *p, const char *result, const struct call *c,
		    const struct reply *r, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));

/*
 * What a reply that is no good means, in one translated clause with the host: "401 from backend.composio.dev, key
 * refused" · "429 …, asked too often" · "timed out" · "the answer is not JSON". Returns 0 when the
 * reply is a 2xx with a JSON body (parsed into *doc, to be freed), else -1 with the clause in why.
 */
int probe_json(const struct call *c, const struct reply *r, struct json **doc, char *why,
	       size_t size);

/* For the pump and for tests. */
int probe_over(const struct probe *p); /* nothing queued, nothing open */
int probe_take(struct probe *p, struct call *out); /* 1 and the next call, or 0 */
void probe_give(struct probe *p, const struct call *c, const struct reply *r);

#endif
