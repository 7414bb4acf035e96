/* SPDX-License-Identifier: MIT */
/* state: accounts, links and bearers in memory: made, found, approved, expired. */
#include "sandbox/box.h"

#include "base/clock.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define BEARER_MS (3600 * 1000)

const char box_hex[] = "0123456789abcdef";
const char box_alnum[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

void box_random(char *out, size_t n, const char *set)
{
	size_t len = strlen(set);
	unsigned char raw[64];

	for (size_t i = 0; i < n; i++) {
		if (i % sizeof(raw) == 0 && getrandom(raw, sizeof(raw), 0) != (ssize_t)sizeof(raw))
			abort(); /* 64 bytes never fail once the pool is up */
		out[i] = set[raw[i % sizeof(raw)] % len];
	}
	out[n] = '\0';
}

static uint64_t fnv(const char *s, uint64_t h)
{
	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 0x100000001b3u;
	return h;
}

void box_stable(const char *text, char out[33])
{
	uint64_t a = fnv(text, 0xcbf29ce484222325u), b = fnv(text, a ^ 0x9e3779b97f4a7c15u);

	for (int i = 0; i < 16; i++) {
		out[i] = box_hex[a >> (4 * i) & 15];
		out[16 + i] = box_hex[b >> (4 * i) & 15];
	}
	out[32] = '\0';
}

void box_app_id(const char *slug, char out[12])
{
	uint64_t h = fnv(slug, 0xcbf29ce484222325u);

	memcpy(out, "app_", 4);
	for (int i = 4; i < 10; i++, h /= 62)
		out[i] = box_alnum[h % 62];
	out[10] = '\0';
}

void box_stamp(struct json_out *o, const char *key, time_t t)
{
	char stamp[CLOCK_STAMP], text[CLOCK_STAMP + 8];

	clock_stamp(t, stamp);
	snprintf(text, sizeof(text), "%.19s.000Z", stamp);
	json_put(o, key, text);
}

const struct json *box_toolkit(const struct box *box, const char *slug)
{
	json_each(it, box->doc[DOC_TOOLKITS])
		if (!strcmp(json_raw(json_get(it, "slug")), slug))
			return it;
	return NULL;
}

const struct json *box_app(const struct box *box, const char *want)
{
	json_each(it, box->doc[DOC_APPS]) {
		const char *slug = json_raw(json_get(it, "slug"));
		char id[12];

		box_app_id(slug, id);
		if (!strcmp(slug, want) || !strcmp(id, want))
			return it;
	}
	return NULL;
}

struct account *box_account_new(struct box *box, enum vendor vendor, const char *user,
				const char *app)
{
	struct account *a = mem_alloc(sizeof(*a));
	char id[16];

	box_random(id, vendor == PIPEDREAM ? 7 : 12, box_alnum);
	a->vendor = vendor;
	a->id = mem_fmt("%s_%s", vendor == PIPEDREAM ? "apn" : "ca", id);
	a->user = mem_str(user);
	a->app = mem_str(app);
	a->row = vendor == PIPEDREAM ? box_app(box, app) : box_toolkit(box, app);
	a->scopes = mem_str("");
	a->status = mem_str("ACTIVE");
	a->env = mem_str("production");
	a->healthy = 1;
	a->created = a->updated = clock_now();
	MEM_GROW(box->accounts, box->naccounts, box->accounts_cap);
	box->accounts[box->naccounts++] = a;
	return a;
}

struct account *box_account(const struct box *box, enum vendor vendor, const char *id)
{
	for (size_t i = 0; i < box->naccounts; i++)
		if (box->accounts[i]->vendor == vendor && !strcmp(box->accounts[i]->id, id))
			return box->accounts[i];
	return NULL;
}

struct config *box_config_new(struct box *box, const char *toolkit, const char *scheme)
{
	struct config *c = mem_alloc(sizeof(*c));
	char id[16];

	box_random(id, 12, box_alnum);
	c->id = mem_fmt("ac_%s", id);
	c->toolkit = mem_str(toolkit);
	c->scheme = mem_str(scheme);
	c->created = clock_now();
	MEM_GROW(box->configs, box->nconfigs, box->configs_cap);
	box->configs[box->nconfigs++] = c;
	return c;
}

struct config *box_config(const struct box *box, const char *id)
{
	for (size_t i = 0; i < box->nconfigs; i++)
		if (!strcmp(box->configs[i]->id, id))
			return box->configs[i];
	return NULL;
}

struct link *box_link_new(struct box *box, enum vendor vendor, const char *user, const char *env,
			  long seconds)
{
	struct link *l = mem_alloc(sizeof(*l));
	char id[40];

	box_random(id, vendor == PIPEDREAM ? 32 : 16, vendor == PIPEDREAM ? box_hex : box_alnum);
	l->vendor = vendor;
	l->token = mem_fmt("%s_%s", vendor == PIPEDREAM ? "ctok" : "lk", id);
	l->user = mem_str(user);
	l->env = mem_str(env);
	l->minted = clock_ms();
	l->until = l->minted + (int64_t)seconds * 1000;
	MEM_GROW(box->links, box->nlinks, box->links_cap);
	box->links[box->nlinks++] = l;
	return l;
}

struct link *box_link(const struct box *box, enum vendor vendor, const char *token)
{
	for (size_t i = 0; i < box->nlinks; i++)
		if (box->links[i]->vendor == vendor && !strcmp(box->links[i]->token, token))
			return box->links[i];
	return NULL;
}

int box_link_open(const struct link *l)
{
	return l->state == LINK_PENDING && clock_ms() < l->until;
}

static void set(char **field, const char *value)
{
	char *copy = mem_str(value);

	free(*field);
	*field = copy;
}

/* The scopes an app asks for, blanks between. */
static char *scopes_new(const struct json *app)
{
	struct buf b = BUF_INIT;

	json_each(it, json_get(app, "scopes")) {
		if (b.len)
			buf_addc(&b, ' ');
		buf_adds(&b, json_raw(it));
	}
	return b.p ? buf_detach(&b) : mem_str("");
}

struct account *box_link_allow(struct box *box, struct link *l)
{
	int waits = l->vendor == COMPOSIO;
	struct account *again = waits || !l->again ? NULL : box_account(box, PIPEDREAM, l->again);
	struct account *a = waits ? box_account(box, COMPOSIO, l->account)
			    : again && !strcmp(again->user, l->user) ? again
			    : box_account_new(box, PIPEDREAM, l->user, l->app);

	if (!a)
		return NULL;
	l->state = LINK_ALLOWED;
	free(a->scopes);
	a->scopes = scopes_new(a->row);
	a->updated = clock_now();
	if (waits) {
		set(&a->status, "ACTIVE");
		a->pending_until = 0;
		return a;
	}
	a->healthy = 1;
	a->dead = 0;
	set(&a->reason, NULL);
	set(&a->env, l->env);
	set(&a->client, l->client);
	free(a->name);
	a->name = mem_fmt("%s (%s)", json_raw(json_get(a->row, "name")), l->user);
	set(&l->account, a->id);
	return a;
}

void box_link_deny(struct box *box, struct link *l)
{
	struct account *a = l->vendor == COMPOSIO ? box_account(box, COMPOSIO, l->account) : NULL;

	l->state = LINK_DENIED;
	if (a) {
		set(&a->status, "FAILED");
		set(&a->reason, "access_denied");
		a->pending_until = 0;
		a->updated = clock_now();
	}
}

/* Who is connected does not click another link as well. */
static int has_come(const struct box *box, const struct link *l)
{
	for (size_t i = 0; i < box->naccounts; i++) {
		const struct account *a = box->accounts[i];

		if (l->vendor == PIPEDREAM && a->vendor == PIPEDREAM && a->healthy && !strcmp(a->user, l->user) &&
		    !strcmp(a->app, l->app) && !strcmp(a->env, l->env))
			return 1;
	}
	return 0;
}

void box_tick(struct box *box)
{
	int64_t now = clock_ms();

	for (size_t i = 0; i < box->nlinks && box->opt.approve_ms >= 0; i++) {
		struct link *l = box->links[i];

		if (box_link_open(l) && !l->opened && l->app &&
		    now - l->minted >= box->opt.approve_ms && !has_come(box, l))
			box_link_allow(box, l);
	}
	for (size_t i = 0; i < box->naccounts; i++) {
		struct account *a = box->accounts[i];

		if (a->pending_until && now >= a->pending_until) {
			a->pending_until = 0;
			set(&a->status, "FAILED");
			set(&a->reason, "The link was not used in time");
		}
	}
}

size_t box_approve(struct box *box, const char *user, const char *app, const char *again)
{
	size_t n = 0;

	for (size_t i = 0; i < box->nlinks; i++) {
		struct link *l = box->links[i];

		if (!box_link_open(l) || strcmp(l->user, user) || (l->app && strcmp(l->app, app)))
			continue;
		if (!l->app && !box_app(box, app))
			continue;
		set(&l->app, app);
		set(&l->again, again);
		if (n && has_come(box, l))
			continue; /* of several links one is clicked */
		box_link_allow(box, l);
		n++;
	}
	return n;
}

size_t box_befall(struct box *box, const char *user, const char *app, const char *state, const char *error)
{
	size_t n = 0, to = 0;

	for (size_t i = 0; i < box->naccounts; i++) {
		struct account *a = box->accounts[i];

		box->accounts[to++] = a;
		if (a->vendor != PIPEDREAM || strcmp(a->user, user) || strcmp(a->app, app))
			continue;
		n++;
		a->updated = clock_now();
		a->dead = !strcmp(state, "dead");
		a->healthy = !strcmp(state, "healthy");
		set(&a->reason, a->healthy ? NULL : error);
		if (!strcmp(state, "gone")) {
			account_free(a);
			to--;
		}
	}
	box->naccounts = to;
	return n;
}

const char *box_bearer(struct box *box)
{
	char claims[65], seal[87];
	struct bearer one;

	/* Three parts like a JSON web token, so that what looks for secrets by shape finds it. */
	box_random(claims, 64, box_alnum);
	box_random(seal, 86, box_alnum);
	one.token = mem_fmt("eyJhbGciOiJFZERTQSIsInR5cCI6IkpXVCJ9.%s.%s", claims, seal);
	one.until = clock_ms() + BEARER_MS;
	MEM_GROW(box->bearers, box->nbearers, box->bearers_cap);
	box->bearers[box->nbearers++] = one;
	return one.token;
}

int box_bearer_ok(const struct box *box, const struct request *rq)
{
	const char *given = request_header(rq, "authorization");

	if (strncasecmp(given, "Bearer ", 7))
		return 0;
	for (size_t i = box->nbearers; i-- > 0;)
		if (!strcmp(box->bearers[i].token, given + 7))
			return clock_ms() < box->bearers[i].until;
	return 0;
}
