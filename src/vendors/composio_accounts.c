/* SPDX-License-Identifier: MIT */
/* composio_accounts: which tenants are connected to the toolkit that was found. */
#include "vendors/composio_own.h"

#include "base/i18n.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAMED 4 /* so many tenants that are not connected are named in the sentence */

void composio_accounts_url(const struct probe *p, const struct look *l, struct buf *url)
{
	buf_adds(url, "/connected_accounts?user_ids=");
	http_escape(url, l->text);
	buf_adds(url, "&toolkit_slugs=");
	http_escape(url, kv_or(&p->facts, "toolkit_slug", ""));
	if (p->env->page > 0) /* the vendor's maximum is not known, so its own default is taken */
		buf_addf(url, "&limit=%d", p->env->page);
}

void composio_ask_accounts(struct probe *p, const struct match_hit *best)
{
	struct composio *co = p->own;
	size_t i;

	if (kv_get(&best->more, "off")) {
		char *why = mem_fmt(_("%s is in the catalog, but switched off for this project; it is to be enabled there first"),
				    best->slug);

		look_unknown(p, why);
		free(why);
		return;
	}
	if (kv_get(&best->more, "no_auth")) {
		kv_set(&p->facts, "result", "native");
		kv_set(&p->facts, "no_auth", "yes");
		kv_addf(&p->facts, "detail", _("%s · needs no connection"), best->slug);
		return;
	}
	for (i = 0; i < p->in.n; i++)
		if (!strcmp(p->in.v[i].key, "tenant"))
			composio_ask(p, looks_add(&co->looks, LOOK_TENANT, p->in.v[i].value), NULL);
}

/* 1: it names another; -1: it does not say whose it is. */
static int is_not(const struct json *name, const char *asked)
{
	const char *s = json_raw(name);

	return s ? strcmp(s, asked) != 0 : -1;
}

/* 1 or 0; -1: neither is said. What is missing is off. */
static int flag(const struct json *v)
{
	return json_is_null(v) ? 0 : json_bool(v, -1);
}

/* Status and flags only: `state` and `data` hold tokens and are never looked at. */
static enum standing standing_of(const struct json *item)
{
	static const char *const over[] = { "EXPIRED", "REVOKED", "FAILED", "INACTIVE" };
	const char *status = json_raw(json_get(item, "status"));
	int off = flag(json_get(item, "is_disabled")), config_off = flag(json_at(item, "auth_config.is_disabled"));
	size_t i;

	if (!status)
		return STRANGE;
	if (!strcmp(status, "ACTIVE"))
		return off > 0 || config_off > 0 ? EXPIRED : off || config_off ? STRANGE : CONNECTED;
	if (!strcmp(status, "INITIATED") || !strcmp(status, "INITIALIZING"))
		return PENDING;
	for (i = 0; i < sizeof(over) / sizeof(*over); i++)
		if (!strcmp(status, over[i]))
			return EXPIRED;
	return STRANGE;
}

/* Only what was granted by OAuth has scopes. */
static void keep_account(const struct probe *p, const char *tenant, const struct json *item)
{
	struct composio *co = p->own;
	const struct json *config = json_get(item, "auth_config");
	const char *id = json_raw(json_get(config, "id"));
	const char *scheme = json_raw(json_get(config, "auth_scheme"));
	const char *account = json_raw(json_get(item, "id"));

	if (account && composio_is_id(account, "ca_"))
		kv_set(&co->accounts, tenant, account);
	if (scheme && strstr(scheme, "OAUTH") && composio_is_id(id, "ac_"))
		kv_set(&co->configs, tenant, id);
}

/* An account counts for the tenant and toolkit asked for, should a server ignore the filter. */
static void take_account(const struct probe *p, struct look *l, const struct json *item)
{
	int other = is_not(json_get(item, "user_id"), l->text);
	int another = is_not(json_at(item, "toolkit.slug"), kv_or(&p->facts, "toolkit_slug", ""));
	enum standing s;

	if (other > 0 || another > 0)
		return;
	if (other || another) { /* nobody's, and so no proof that somebody has none */
		l->odd = 1;
		return;
	}
	s = standing_of(item);
	if ((int)s > l->mark) {
		l->mark = (int)s;
		json_copy(s == CONNECTED ? NULL : json_get(item, "status_reason"), l->why, 120);
		if (s != CONNECTED && !*l->why && flag(json_at(item, "auth_config.is_disabled")) > 0)
			(void)snprintf(l->why, sizeof(l->why), "%s", _("its auth config is switched off"));
		if (s == CONNECTED)
			keep_account(p, l->text, item);
	}
}

static const char *word_of(const struct look *l)
{
	static const char *const words[] = { "never", "expired", "pending", "unknown",
					     "connected" };

	return l->mark == CONNECTED   ? "connected"
	       : l->state == LOOK_BAD ? "unknown"
				      : words[l->mark];
}

/* The same for people. */
static const char *shown_word(const struct look *l)
{
	const char *word = word_of(l);

	return !strcmp(word, "never")	  ? _("not connected")
	       : !strcmp(word, "expired") ? _("expired, to be connected again")
	       : !strcmp(word, "pending") ? _("pending, the link is not used yet")
					  : _("unknown");
}

void composio_take_accounts(struct probe *p, struct look *l, const struct call *c,
			    const struct reply *r)
{
	struct composio *co = p->own;
	const struct json *items;
	char why[sizeof(l->why)];
	struct json *doc;
	int more = 0;

	if (probe_json(c, r, &doc, why, sizeof(why))) {
		look_bad(l, why);
	} else if (!json_is_list(items = json_get(doc, "items"))) {
		look_bad(l, _("the answer has no list of accounts in it"));
	} else {
		const char *cursor = json_raw(json_get(doc, "next_cursor"));

		json_each(item, items) take_account(p, l, item);
		if (l->mark == CONNECTED)
			cursor = NULL; /* enough */
		more = look_page(l, cursor, json_count(items),
				 l->mark == CONNECTED ? -1
						      : json_num(json_get(doc, "total_items"), -1));
		if (more)
			composio_ask(p, (size_t)(l - co->looks.v), cursor);
		else if (l->state == LOOK_GOOD && l->mark == STRANGE)
			look_bad(l, _("an account has a status that is not known"));
	}
	if (l->state == LOOK_BAD)
		probe_evidence(p, "unknown", c, r, "%s: %s", l->text, l->why);
	else if (!more && *l->why)
		probe_evidence(p, "ok", c, r, "%s: %s (%s)", l->text, word_of(l), l->why);
	else if (!more)
		probe_evidence(p, "ok", c, r, "%s: %s", l->text, word_of(l));
	json_free(doc);
}

static void unknown_of(struct probe *p, const char *slug, const char *why)
{
	char *said = mem_fmt(_("%s is in the catalog, but its connections could not be read: %s"),
			     slug, why);

	look_unknown(p, said);
	free(said);
}

void composio_conclude_accounts(struct probe *p, const struct match_hit *best)
{
	struct composio *co = p->own;
	size_t i, all = 0, connected = 0, unknown = 0;
	const char *why = "", *tools;
	struct buf others = BUF_INIT;

	for (i = 0; i < co->looks.n; i++) {
		const struct look *l = &co->looks.v[i];
		char *key;

		if (l->kind != LOOK_TENANT)
			continue;
		all++;
		connected += l->mark == CONNECTED;
		if (l->mark != CONNECTED && all - connected <= NAMED)
			buf_addf(&others, "%s%s: %s", others.len ? ", " : "", l->text, shown_word(l));
		if (l->mark != CONNECTED && l->state == LOOK_BAD && !unknown++)
			why = l->why;
		key = mem_fmt("tenant.%s", l->text);
		kv_add(&p->facts, key, word_of(l));
		free(key);
		if (kv_get(&co->accounts, l->text)) {
			key = mem_fmt("account.%s", l->text);
			kv_add(&p->facts, key, kv_get(&co->accounts, l->text));
			free(key);
		}
	}
	tools = kv_get(&best->more, "tools");
	if (connected + unknown < all)
		kv_set(&p->facts, "result", "not-connected");
	else if (unknown)
		unknown_of(p, best->slug, why);
	else
		kv_set(&p->facts, "result", "native");
	if (kv_get(&p->facts, "detail")) {
		buf_free(&others);
		return;
	}
	if (all && connected < all)
		kv_addf(&p->facts, "detail", _("%s · %zu of %zu connected (%s)"), best->slug, connected,
			all, buf_str(&others));
	else if (all)
		kv_addf(&p->facts, "detail", _("%s · %zu of %zu connected"), best->slug, connected,
			all);
	else if (tools)
		kv_addf(&p->facts, "detail",
			ngettext("%s · %s tool", "%s · %s tools", strtoul(tools, NULL, 10)),
			best->slug, tools);
	else
		kv_set(&p->facts, "detail", best->slug);
	buf_free(&others);
}
