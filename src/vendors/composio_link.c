/* SPDX-License-Identifier: MIT */
/* composio_link: links for tenants that have not connected a toolkit yet. */
#include "vendors/composio_own.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "vendors/link.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ASK_CONFIGS, ASK_MAKE, ASK_LINK };

struct guest { /* of one tenant, beside its look of the same number */
	char *link;
	char until[CLOCK_STAMP], account[80];
};

struct linking {
	struct looks looks; /* the tenants first, then the questions that come before */
	struct guest *guest;
	size_t guests;
	char config[80];
	double best; /* connections of the chosen one; -1: none yet */
	int over;
};

static const char *toolkit(const struct probe *p)
{
	return kv_or(&p->in, "toolkit_slug", "");
}

static void free_own(void *own)
{
	struct linking *li = own;
	size_t i;

	for (i = 0; i < li->guests; i++)
		free(li->guest[i].link);
	free(li->guest);
	looks_free(&li->looks);
	free(li);
}

static void ask_configs(struct probe *p, size_t i, const char *cursor)
{
	struct buf url = BUF_INIT;

	composio_url(p, "/auth_configs?toolkit_slug=", &url);
	http_escape(&url, toolkit(p));
	if (p->env->page > 0)
		buf_addf(&url, "&limit=%d", p->env->page);
	if (cursor) {
		buf_adds(&url, "&cursor=");
		http_escape(&url, cursor);
	}
	composio_call(p, "GET", &url, LOOK_TAG + (int)i)->retry = 1;
	(void)snprintf(p->doing, sizeof(p->doing), "%s", toolkit(p));
}

static void start(struct probe *p)
{
	struct linking *li = mem_alloc(sizeof(*li));
	size_t i;

	p->own = li;
	p->own_free = free_own;
	li->best = -1;
	for (i = 0; i < p->in.n; i++)
		if (!strcmp(p->in.v[i].key, "tenant"))
			looks_add(&li->looks, ASK_LINK, p->in.v[i].value);
	li->guests = li->looks.n;
	li->guest = mem_alloc((li->guests + 1) * sizeof(*li->guest));
	if (!p->env->composio_key)
		look_missing(p, "COMPOSIO_API_KEY");
	else if (!text_is_name(toolkit(p), 1))
		look_unknown(p, _("no toolkit is chosen"));
	else if (!li->guests)
		look_unknown(p, _("no tenant is named"));
	else
		ask_configs(p, looks_add(&li->looks, ASK_CONFIGS, toolkit(p)), NULL);
}

/* ---- the auth config */

static void ask_links(struct probe *p)
{
	struct linking *li = p->own;
	size_t i;

	kv_set(&p->facts, "auth_config", li->config);
	for (i = 0; i < li->guests; i++) {
		struct buf url = BUF_INIT, body = BUF_INIT;
		struct json_out o;
		struct call *c;

		composio_url(p, "/connected_accounts/link", &url);
		json_out_init(&o, &body, 0);
		json_open(&o, NULL, '{');
		json_put(&o, "auth_config_id", li->config);
		json_put(&o, "user_id", li->looks.v[i].text);
		json_close(&o, '}');
		c = composio_call(p, "POST", &url, LOOK_TAG + (int)i);
		c->creates = 1;
		call_json(c, &body);
	}
}

static void ask_make(struct probe *p)
{
	struct linking *li = p->own;
	struct buf url = BUF_INIT, body = BUF_INIT;
	struct json_out o;
	struct call *c;
	size_t i = looks_add(&li->looks, ASK_MAKE, toolkit(p));

	composio_url(p, "/auth_configs", &url);
	json_out_init(&o, &body, 0);
	json_open(&o, NULL, '{');
	json_open(&o, "toolkit", '{');
	json_put(&o, "slug", toolkit(p));
	json_close(&o, '}');
	json_open(&o, "auth_config", '{');
	json_put(&o, "type", "use_composio_managed_auth");
	json_close(&o, '}');
	json_close(&o, '}');
	c = composio_call(p, "POST", &url, LOOK_TAG + (int)i);
	c->creates = 1;
	call_json(c, &body);
}

static void needs_config(struct probe *p, const char *why)
{
	kv_set(&p->facts, "result", "needs-config");
	kv_addf(&p->facts, "detail", _("%s has no auth config to connect with: %s"), toolkit(p), why);
}

static void take_config(const struct probe *p, struct linking *li, struct look *l, const struct json *item)
{
	const char *id = json_raw(json_get(item, "id")), *status = json_raw(json_get(item, "status"));
	const char *slug = json_raw(json_at(item, "toolkit.slug")), *want = kv_get(&p->in, "auth_config");
	double used = json_num(json_get(item, "no_of_connections"), 0);

	if (!composio_is_id(id, "ac_")) {
		l->odd = 1;
		return;
	}
	if ((slug && strcmp(slug, toolkit(p))) || (status && strcmp(status, "ENABLED")))
		return;
	if (want && *want ? strcmp(want, id) != 0
			  : used < li->best || (used <= li->best && strcmp(id, li->config) > 0))
		return;
	li->best = used >= 0 ? used : 0;
	(void)snprintf(li->config, sizeof(li->config), "%s", id);
}

static void take_configs(struct probe *p, struct look *l, const struct call *c, const struct reply *r)
{
	struct linking *li = p->own;
	const struct json *items;
	struct json *doc;
	char why[256];
	int more = 0;

	if (probe_json(c, r, &doc, why, sizeof(why))) {
		look_bad(l, why);
	} else if (!json_is_list(items = json_get(doc, "items"))) {
		look_bad(l, _("the answer has no list of auth configs in it"));
	} else {
		const char *cursor = json_raw(json_get(doc, "next_cursor"));

		json_each(item, items) take_config(p, li, l, item);
		more = look_page(l, cursor, json_count(items), json_num(json_get(doc, "total_items"), -1));
		if (more)
			ask_configs(p, (size_t)(l - li->looks.v), cursor);
	}
	if (l->state == LOOK_BAD) {
		probe_evidence(p, "unknown", c, r, "%s", l->why);
		look_unknown(p, l->why);
	} else if (!more && *li->config) {
		probe_evidence(p, "ok", c, r, _("%s is the auth config to connect with"), li->config);
		ask_links(p);
	} else if (!more) {
		probe_evidence(p, "absent", c, r, "%s", _("no auth config is enabled"));
		if (!strcmp(kv_or(&p->in, "make_config", ""), "yes") && !kv_get(&p->in, "auth_config"))
			ask_make(p);
		else
			needs_config(p, _("none is enabled in this project"));
	}
	json_forget(doc);
}

/* What the vendor says of a body that it refuses: {"error": {"message": …}}. */
static char *message_new(const struct reply *r)
{
	struct err e = ERR_INIT;
	struct json *doc = json_parse(buf_str(&r->body), r->body.len, &e);
	char *said = json_text(json_at(doc, "error.message"), 150);

	json_free(doc);
	return said;
}

static void take_made(struct probe *p, const struct call *c, const struct reply *r)
{
	struct linking *li = p->own;
	const char *id;
	struct json *doc;
	char why[256], *said;

	if (r->failure == REPLY_OK && r->status == 400) {
		/* managed auth may be advertised though it was withdrawn: then a client of one's own is needed */
		said = message_new(r);
		probe_evidence(p, "absent", c, r, "%s", *said ? said : _("refused"));
		needs_config(p, *said ? said : _("the vendor manages none"));
		free(said);
		return;
	}
	if (!probe_json(c, r, &doc, why, sizeof(why))) {
		id = json_raw(json_at(doc, "auth_config.id"));
		if (composio_is_id(id, "ac_")) {
			(void)snprintf(li->config, sizeof(li->config), "%s", id);
			probe_evidence(p, "ok", c, r, _("the auth config %s was made"), id);
			ask_links(p);
			json_forget(doc);
			return;
		}
		(void)snprintf(why, sizeof(why), "%s", _("the answer has no auth config in it"));
	}
	probe_evidence(p, "unknown", c, r, "%s", why);
	look_unknown(p, why);
	json_forget(doc);
}

/* ---- the links */

static const char *take_link(const struct probe *p, struct guest *g, const struct json *doc)
{
	const char *account = json_raw(json_get(doc, "connected_account_id"));
	const char *fault = link_take(p->env->composio_url, json_get(doc, "redirect_url"), json_get(doc, "expires_at"), &g->link,
				      g->until, clock_now());

	if (!fault && composio_is_id(account, "ca_"))
		(void)snprintf(g->account, sizeof(g->account), "%s", account);
	return fault;
}

static void take_one(struct probe *p, struct look *l, const struct call *c, const struct reply *r)
{
	struct linking *li = p->own;
	const char *fault;
	struct json *doc;
	char why[256];

	if (probe_json(c, r, &doc, why, sizeof(why))) {
		look_bad(l, why);
	} else {
		l->state = LOOK_GOOD;
		fault = take_link(p, &li->guest[l - li->looks.v], doc);
		if (fault)
			look_bad(l, fault);
	}
	if (l->state == LOOK_BAD)
		probe_evidence(p, "unknown", c, r, "%s: %s", l->text, l->why);
	else
		probe_evidence(p, "ok", c, r, _("%s: a link was made"), l->text);
	json_forget(doc);
}

static void reply(struct probe *p, const struct call *c, const struct reply *r)
{
	struct linking *li = p->own;
	struct look *l = looks_of(&li->looks, c);

	if (!l)
		return;
	if (l->kind == ASK_CONFIGS)
		take_configs(p, l, c, r);
	else if (l->kind == ASK_MAKE)
		take_made(p, c, r);
	else
		take_one(p, l, c, r);
}

static void add_fact(struct probe *p, const char *what, const char *tenant, const char *value)
{
	char *key = mem_fmt("%s.%s", what, tenant);

	if (*value)
		kv_add(&p->facts, key, value);
	free(key);
}

static void finish(struct probe *p)
{
	struct linking *li = p->own;
	const char *why = NULL;
	size_t i, made = 0;

	if (li->over++)
		return;
	for (i = 0; i < li->guests; i++) {
		const struct look *l = &li->looks.v[i];

		if (l->state == LOOK_BAD)
			why = l->why;
		if (!li->guest[i].link)
			continue;
		made++;
		add_fact(p, "link", l->text, li->guest[i].link);
		add_fact(p, "link_until", l->text, li->guest[i].until);
		add_fact(p, "account", l->text, li->guest[i].account);
	}
	if (kv_get(&p->facts, "result"))
		return;
	if (why) {
		look_unknown(p, why);
		return;
	}
	kv_set(&p->facts, "result", "ok");
	kv_addf(&p->facts, "detail", ngettext("%zu link made", "%zu links made", made), made);
}

const struct probe_ops composio_link = { "composio-link", start, reply, finish };
