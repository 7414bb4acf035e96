/* SPDX-License-Identifier: MIT */
/* vendors: each vendor's probes against a vendor that says anything at all. */
#include "fuzz.h"

#include "base/mem.h"
#include "vendors/cloudflare.h"
#include "vendors/composio.h"
#include "vendors/github.h"
#include "vendors/http_rules.h"
#include "vendors/infisical.h"
#include "vendors/listing.h"
#include "vendors/mcp.h"
#include "vendors/mcp_registry.h"
#include "vendors/pipedream.h"
#include "work/env.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/*
 * The input: a line with two characters, which probe and how; then replies, each after a line "=STATUS FLAGS". They are
 * dealt out in turn, over and over, and whoever asks too often hears nothing more. Flags: e an event stream, s with a
 * session, r the limit is reached, a try again after a second, t an etag, x no reply but a failure.
 */
#define REPLIES 24
#define DEALT 60
#define ASKED_MAX 3000
#define CANARY "kQ7canary9Zx4"

struct vendor {
	struct reply reply[REPLIES];
	size_t n, dealt, asked;
	int has_canary; /* the input holds it: nobody can tell whose fault it is */
};

static void read_replies(struct vendor *v, struct feed *f)
{
	while (f->n && v->n < REPLIES) {
		char *head = feed_line(f);
		struct reply *r = &v->reply[v->n];
		const char *end;
		size_t n;

		if (*head == '=') {
			r->status = atoi(head + 1);
			r->status = r->status < 0 || r->status > 999 ? 200 : r->status;
			r->ms = 7;
			r->tries = 1;
			kv_add(&r->headers, "content-type", strchr(head, 'e') ? "text/event-stream" : "application/json");
			if (strchr(head, 's'))
				kv_add(&r->headers, "mcp-session-id", "s-1");
			if (strchr(head, 'r'))
				kv_add(&r->headers, "x-ratelimit-remaining", "0");
			if (strchr(head, 'a'))
				kv_add(&r->headers, "retry-after", "1");
			if (strchr(head, 't'))
				kv_add(&r->headers, "etag", "\"e1\"");
			if (strchr(head, 'x')) {
				r->failure = REPLY_TIMEOUT;
				(void)strcpy(r->why, "no answer");
			}
			end = f->n && *f->p == '=' ? f->p : f->n ? memmem(f->p, f->n, "\n=", 2) : NULL;
			n = end ? (size_t)(end - f->p) : f->n;
			buf_add(&r->body, f->p, n);
			f->p += n;
			f->n -= n;
			if (f->n && *f->p == '\n') {
				f->p++;
				f->n--;
			}
			v->n++;
		}
		free(head);
	}
}

static void vendor_free(struct vendor *v)
{
	size_t i;

	for (i = 0; i < v->n; i++) {
		buf_free(&v->reply[i].body);
		kv_free(&v->reply[i].headers);
	}
}

/* ---- what a call may be */

static void check_call(const struct vendor *v, const struct vendor_env *env, const struct call *c)
{
	const char *const at[] = { env->composio_url, env->pipedream_url, env->pipedream_mcp_url, env->mcp_registry_url,
				   env->github_url, env->infisical_url, env->cloudflare_url };
	struct http_origin a, b;
	size_t i, ours = 0;

	MUST(c->url && !http_origin(c->url, &a), "a call to '%s'", c->url ? c->url : "(none)");
	for (i = 0; i < sizeof(at) / sizeof(*at); i++)
		ours += at[i] && !http_origin(at[i], &b) && http_same_origin(&a, &b);
	MUST(ours, "a call to a stranger: %s", c->url);
	MUST(v->has_canary || !strstr(c->url, CANARY), "a credential in an address: %s", c->url);
	for (i = 0; i < c->headers.n; i++)
		MUST(http_header_ok(c->headers.v[i].key, c->headers.v[i].value), "a header that ends its line: %s: %s",
		     c->headers.v[i].key, c->headers.v[i].value);
}

static void check_facts(const struct vendor *v, const struct probe *p)
{
	size_t i;

	MUST(kv_get(&p->facts, "result"), "%s: no result", p->ops->name);
	for (i = 0; i < p->facts.n; i++) {
		const struct kv_pair *f = &p->facts.v[i];

		fuzz_safe(f->key, f->key);
		fuzz_safe(f->key, f->value);
		MUST(v->has_canary || !strstr(f->value, CANARY), "a credential in the fact %s: %s", f->key, f->value);
		if (!strncmp(f->key, "link.", 5))
			MUST(!strncasecmp(f->value, "https://", 8) && http_url_ok(f->value), "a link to %s", f->value);
	}
}

/* ---- one conversation, or two that share what they know */

#define PAIR 2

static void answer(struct vendor *v, struct probe *p, struct call *c)
{
	struct reply r, *from = v->n ? &v->reply[v->dealt % v->n] : NULL;

	memset(&r, 0, sizeof(r));
	if (from && v->dealt < DEALT) {
		r = *from;
		v->dealt++;
	} else {
		r.failure = REPLY_REFUSED;
		(void)strcpy(r.why, "nobody is there");
	}
	r.tag = c->tag;
	probe_give(p, c, &r);
}

static void run_all(struct vendor *v, struct vendor_env *env, struct probe *p, size_t n)
{
	size_t i;
	int did = 1;

	while (did) {
		did = 0;
		for (i = 0; i < n; i++) {
			struct call c;

			while (probe_take(&p[i], &c)) {
				MUST(++v->asked < ASKED_MAX, "%s does not end", p[i].ops->name);
				check_call(v, env, &c);
				answer(v, &p[i], &c);
				call_free(&c);
				did = 1;
			}
		}
	}
	for (i = 0; i < n; i++)
		MUST(probe_over(&p[i]), "%s waits for nobody", p[i].ops->name);
}

static void fill_env(struct vendor_env *env, unsigned how)
{
	static const char *const url = "https://vendor.test";

	memset(env, 0, sizeof(*env));
	env->composio_url = mem_str(url);
	env->composio_key = secret_new("ak_" CANARY);
	env->pipedream_url = mem_str(url);
	env->pipedream_mcp_url = mem_str("https://mcp.vendor.test/v3");
	env->pipedream_client_id = secret_new("id_" CANARY);
	env->pipedream_client_secret = secret_new("secret_" CANARY);
	env->pipedream_project = mem_str("proj_a");
	if (how & 2)
		env->pipedream_environment = mem_str("development");
	if (how & 4) {
		secret_set(&env->bearer, "bearer_" CANARY);
		env->bearer_until = INT64_MAX / 2;
		env->bearer_wide = 1;
	}
	env->fields = secret_new("{\"api_key\":\"" CANARY "\"}");
	env->mcp_registry_url = mem_str(url);
	env->github_url = mem_str(url);
	env->github_token = secret_new("ghx_" CANARY);
	env->infisical_url = mem_str(url);
	env->infisical_id = secret_new("inf_" CANARY);
	env->infisical_secret = secret_new("infs_" CANARY);
	env->infisical_project = mem_str("p");
	env->infisical_environment = mem_str("dev");
	env->cloudflare_url = mem_str(url);
	env->cloudflare_account = mem_str("0123456789abcdef0123456789abcdef");
	env->cloudflare_token = secret_new("cf_" CANARY);
	env->page = how & 1 ? 1 : 0;
}

static void fill_input(struct kv *in, unsigned how)
{
	static const struct kv_pair all[] = {
		{ (char *)"provider", (char *)"Google Tag Manager" }, { (char *)"try", (char *)"google tag manager" },
		{ (char *)"try", (char *)"googletagmanager" }, { (char *)"slug", (char *)"googletagmanager" },
		{ (char *)"slug", (char *)"google_tag_manager" }, { (char *)"toolkit_slug", (char *)"gmail" },
		{ (char *)"app_slug", (char *)"google_tag_manager" }, { (char *)"tenant", (char *)"ascend" },
		{ (char *)"tenant", (char *)"kahuna" }, { (char *)"oauth_app", (char *)"oa_9" },
		{ (char *)"text", (char *)"send a mail" }, { (char *)"id", (char *)"gtm_list" },
		{ (char *)"metadata", (char *)"{\"vendor\":\"PIPEDREAM\"}" }, { (char *)"project", (char *)"1" }
	};
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (strcmp(all[i].key, "oauth_app") != 0 || how & 8)
			kv_add(in, all[i].key, all[i].value);
	if (how & 8) {
		kv_add(in, "make_config", "yes");
		kv_add(in, "account.ascend", "apn_1");
		kv_add(in, "pin.ascend", "apn_1");
		kv_add(in, "pin", "yes");
		kv_add(in, "etag", "\"e1\"");
	}
}

static void converse(const struct probe_ops *const *ops, size_t n_ops, const char *s, size_t n)
{
	struct feed f = { s, n };
	struct vendor v;
	struct vendor_env env;
	struct probe p[PAIR];
	struct kv in = KV_INIT;
	unsigned which = feed_byte(&f), how = feed_byte(&f);
	size_t i, k, pair = how & 16 ? PAIR : 1;

	memset(&v, 0, sizeof(v));
	for (i = 0; i + 5 < sizeof(CANARY) && n; i++) /* any piece of it: the rest may stand in another spelling */
		v.has_canary |= memmem(s, n, &CANARY[i], 5) != NULL;
	free(feed_line(&f)); /* what is left of that line is for people */
	read_replies(&v, &f);
	fill_env(&env, how);
	fill_input(&in, how);
	for (i = 0; i < pair; i++)
		probe_init(&p[i], ops[(which + i) % n_ops], &env, &in);
	run_all(&v, &env, p, pair);
	for (i = 0; i < pair; i++) {
		check_facts(&v, &p[i]);
		if (p[i].ops == &composio_list || p[i].ops == &pipedream_list)
			for (k = 0; k < listing_of(&p[i])->rows.n; k++)
				fuzz_safe("a row of the catalog", listing_of(&p[i])->rows.v[k].key);
		probe_free(&p[i]);
	}
	env_free(&env);
	kv_free(&in);
	vendor_free(&v);
}

#define CONVERSE(target, ...)                                                        \
	void target(const char *s, size_t n)                                         \
	{                                                                            \
		static const struct probe_ops *const ops[] = { __VA_ARGS__ };        \
                                                                                     \
		converse(ops, sizeof(ops) / sizeof(*ops), s, n);                     \
	}

CONVERSE(fuzz_composio, &composio_probe, &composio_standing, &composio_link, &composio_list)
CONVERSE(fuzz_pipedream, &pipedream_catalog, &pipedream_accounts, &pipedream_link, &pipedream_usage, &pipedream_oauth,
	 &pipedream_keys, &pipedream_mint, &pipedream_list)
CONVERSE(fuzz_github, &github_search, &github_create)
CONVERSE(fuzz_infisical, &infisical_probe)
CONVERSE(fuzz_cloudflare, &cloudflare_embed, &cloudflare_find)
CONVERSE(fuzz_mcp, &mcp_tools)
CONVERSE(fuzz_mcp_registry, &mcp_registry)
