/* SPDX-License-Identifier: MIT */
/* composio_user: auth configs, connected accounts, links and the session of the Composio API. */
#include "sandbox/composio.h"

#include "base/clock.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define LINK_SECONDS 600

static void put_config(struct json_out *o, const void *row)
{
	const struct config *c = row;

	json_open(o, NULL, '{');
	json_put(o, "id", c->id);
	json_put(o, "type", c->managed ? "default" : "custom");
	json_open(o, "toolkit", '{');
	json_put(o, "slug", c->toolkit);
	json_close(o, '}');
	json_put(o, "name", c->name);
	json_put(o, "auth_scheme", c->scheme);
	json_put_bool(o, "is_composio_managed", c->managed);
	json_put(o, "status", c->disabled ? "DISABLED" : "ENABLED");
	json_put_int(o, "no_of_connections", (long long)c->used);
	json_open(o, "credentials", '{');
	if (c->scopes)
		json_put(o, "scopes", c->scopes);
	if (!c->managed)
		json_put(o, "client_secret", BOX_CANARY);
	json_close(o, '}');
	json_open(o, "tool_access_config", '{');
	json_close(o, '}');
	json_put_bool(o, "is_enabled_for_tool_router", 1);
	box_stamp(o, "created_at", c->created);
	json_close(o, '}');
}

void composio_configs(struct box *box, const struct request *rq, struct reply *rp)
{
	const char *managed = request_query(rq, "is_composio_managed");
	int all = !strcmp(kv_or(&rq->query, "show_disabled", "false"), "true");
	struct rows rows = { NULL, 0, 0 };

	for (size_t i = 0; i < box->nconfigs; i++) {
		const struct config *c = box->configs[i];

		if ((c->disabled && !all) || !composio_wanted(rq, "toolkit_slug", c->toolkit))
			continue;
		if (managed && *managed && c->managed != !strcmp(managed, "true"))
			continue;
		rows_add(&rows, c);
	}
	composio_page(box, rq, rp, &rows, 20, 50, put_config);
	free(rows.v);
}

static void no_config(struct reply *rp, const char *id)
{
	composio_error(rp, 404, 6040, "AuthConfig_NotFound", "Auth config %s not found", id);
}

void composio_config(struct box *box, const struct request *rq, struct reply *rp)
{
	const struct config *c = box_config(box, rq->seg[4]);
	struct json_out o;

	if (!c) {
		no_config(rp, rq->seg[4]);
		return;
	}
	reply_json(rp, 200, &o);
	put_config(&o, c);
}

/* Only what the vendor manages can be made without credentials of one's own. */
void composio_config_make(struct box *box, const struct request *rq, struct reply *rp)
{
	struct json *body = composio_body(rq, rp);
	const char *slug = json_raw(json_at(body, "toolkit.slug"));
	const char *type = json_raw(json_at(body, "auth_config.type"));
	const char *scheme = json_raw(json_at(body, "auth_config.authScheme"));
	const struct json *t = slug ? box_toolkit(box, slug) : NULL;
	int managed = !type || !strcmp(type, "use_composio_managed_auth");
	struct config *c;
	struct json_out o;

	if (!body)
		return;
	if (managed)
		scheme = json_raw(json_first(json_get(t, "managed")));
	if (!t) {
		composio_error(rp, slug ? 404 : 400, slug ? 4040 : 4000, "Toolkit_ToolkitNotFound",
			       "Toolkit %s not found", slug ? slug : "(none)");
	} else if (managed && !scheme) {
		composio_error(rp, 400, 3000, "AuthConfig_BadRequest",
			       "Missing required field \"Client id\" for auth scheme \"OAUTH2\" in "
			       "toolkit \"%s\"", slug);
	} else if (!scheme) {
		composio_error(rp, 400, 3000, "AuthConfig_BadRequest", "authScheme is missing");
	} else {
		c = box_config_new(box, slug, scheme);
		c->managed = managed;
		c->name = mem_fmt("%s-%s", slug, c->id + 3);
		reply_json(rp, 201, &o);
		json_open(&o, NULL, '{');
		json_open(&o, "toolkit", '{');
		json_put(&o, "slug", slug);
		json_close(&o, '}');
		json_open(&o, "auth_config", '{');
		json_put(&o, "id", c->id);
		json_put(&o, "auth_scheme", c->scheme);
		json_put_bool(&o, "is_composio_managed", c->managed);
		json_close(&o, '}');
		json_close(&o, '}');
	}
	json_free(body);
}

/* The vendor does send tokens here: a client must drop them unread. */
static void put_state(struct json_out *o, const struct account *a)
{
	json_open(o, "state", '{');
	json_put(o, "authScheme", a->config->scheme);
	json_open(o, "val", '{');
	json_put(o, "status", a->status);
	if (!strcmp(a->status, "INITIATED")) {
		/* Nothing was granted yet. */
	} else if (strcmp(a->config->scheme, "OAUTH2")) {
		json_put(o, "generic_api_key", BOX_CANARY);
	} else {
		json_put(o, "access_token", BOX_CANARY);
		json_put(o, "refresh_token", BOX_CANARY);
		json_put(o, "token_type", "Bearer");
		json_put(o, "scope", a->scopes);
	}
	json_close(o, '}');
	json_close(o, '}');
}

static void put_account(struct json_out *o, const void *row)
{
	const struct account *a = row;

	json_open(o, NULL, '{');
	json_put(o, "id", a->id);
	json_put(o, "user_id", a->user);
	json_open(o, "toolkit", '{');
	json_put(o, "slug", a->app);
	json_close(o, '}');
	json_open(o, "auth_config", '{');
	json_put(o, "id", a->config->id);
	json_put(o, "auth_scheme", a->config->scheme);
	json_put_bool(o, "is_composio_managed", a->config->managed);
	json_put_bool(o, "is_disabled", a->config->disabled);
	json_close(o, '}');
	json_put(o, "status", a->status);
	json_put(o, "status_reason", a->reason);
	json_put_bool(o, "is_disabled", a->disabled);
	json_put(o, "word_id", NULL);
	json_put(o, "alias", a->name);
	put_state(o, a);
	json_open(o, "data", '{');
	if (strcmp(a->status, "INITIATED"))
		json_put(o, "access_token", BOX_CANARY);
	json_close(o, '}');
	box_stamp(o, "created_at", a->created);
	box_stamp(o, "updated_at", a->updated);
	json_close(o, '}');
}

static int account_fits(const struct account *a, const struct request *rq)
{
	return a->vendor == COMPOSIO && composio_wanted(rq, "user_ids", a->user) &&
	       composio_wanted(rq, "toolkit_slugs", a->app) &&
	       composio_wanted(rq, "statuses", a->status) &&
	       composio_wanted(rq, "auth_config_ids", a->config->id) &&
	       composio_wanted(rq, "connected_account_ids", a->id);
}

static int newest_first(const void *x, const void *y)
{
	const struct account *const *a = x, *const *b = y;

	if ((*a)->created != (*b)->created)
		return (*a)->created < (*b)->created ? 1 : -1;
	return strcmp((*a)->id, (*b)->id);
}

void composio_accounts(struct box *box, const struct request *rq, struct reply *rp)
{
	struct rows rows = { NULL, 0, 0 };

	for (size_t i = 0; i < box->naccounts; i++)
		if (account_fits(box->accounts[i], rq))
			rows_add(&rows, box->accounts[i]);
	if (rows.n)
		qsort(rows.v, rows.n, sizeof(*rows.v), newest_first);
	composio_page(box, rq, rp, &rows, 20, 1000, put_account);
	free(rows.v);
}

void composio_account(struct box *box, const struct request *rq, struct reply *rp)
{
	const struct account *a = box_account(box, COMPOSIO, rq->seg[4]);
	struct json_out o;

	if (!a) {
		composio_error(rp, 404, 1803, "ConnectedAccount_NotFound",
			       "Connected account %s not found", rq->seg[4]);
		return;
	}
	reply_json(rp, 200, &o);
	put_account(&o, a);
}

/* The old way of connecting: refused for managed OAuth, with a body unlike the others. */
void composio_account_make(struct box *box, const struct request *rq, struct reply *rp)
{
	struct json_out o;

	(void)box;
	(void)rq;
	reply_json(rp, 400, &o);
	json_open(&o, NULL, '{');
	json_open(&o, "error", '{');
	json_put(&o, "code", "BadRequest");
	json_put(&o, "message", "Connections are no longer created here. Use POST "
		 "/api/v3/connected_accounts/link instead.");
	json_put(&o, "suggestedFix",
		 "Call the link route with the same auth_config_id and user_id.");
	json_close(&o, '}');
	json_close(&o, '}');
}

static struct link *make_link(struct box *box, struct config *c, const struct json *body)
{
	const char *user = json_raw(json_get(body, "user_id"));
	const char *back = json_raw(json_get(body, "callback_url"));
	struct link *l = box_link_new(box, COMPOSIO, user, "production", LINK_SECONDS);
	struct account *a = box_account_new(box, COMPOSIO, user, c->toolkit);

	free(a->status);
	a->status = mem_str("INITIATED");
	a->name = mem_str(json_raw(json_get(body, "alias")));
	a->config = c;
	a->pending_until = l->until;
	c->used++;
	l->app = mem_str(c->toolkit);
	l->account = mem_str(a->id);
	l->ok_url = mem_str(back);
	return l;
}

void composio_link(struct box *box, const struct request *rq, struct reply *rp)
{
	struct json *body = composio_body(rq, rp);
	const char *id = json_raw(json_get(body, "auth_config_id"));
	const char *user = json_raw(json_get(body, "user_id"));
	struct config *c = id ? box_config(box, id) : NULL;
	struct json_out o;

	if (!body)
		return;
	if (!id || !user || !*user) {
		composio_error(rp, 400, 1142, "HTTP_ValidationError", "%s is required",
			       id ? "user_id" : "auth_config_id");
	} else if (!c) {
		no_config(rp, id);
	} else if (c->disabled) {
		composio_error(rp, 400, 6000, "AuthConfig_Disabled", "Auth config %s is disabled",
			       id);
	} else {
		struct link *l = make_link(box, c, body);
		char *url = mem_fmt("%s/composio/link/%s", box->base, l->token);

		reply_json(rp, 201, &o);
		json_open(&o, NULL, '{');
		json_put(&o, "link_token", l->token);
		json_put(&o, "redirect_url", url);
		box_stamp(&o, "expires_at", clock_now() + LINK_SECONDS);
		json_put(&o, "connected_account_id", l->account);
		json_close(&o, '}');
		free(url);
	}
	json_free(body);
}

void composio_session(struct box *box, const struct request *rq, struct reply *rp)
{
	struct json_out o;

	(void)box;
	reply_json(rp, 200, &o);
	json_open(&o, NULL, '{');
	json_open(&o, "project", '{');
	json_put(&o, "id", "00000000-0000-4000-8000-000000000001");
	json_put(&o, "nano_id", "pr_sandbox00001");
	json_put(&o, "org_id", "00000000-0000-4000-8000-000000000002");
	json_put(&o, "name", "Sandbox project");
	json_put(&o, "email", "project@sandbox.example");
	json_put(&o, "webhook_secret", BOX_CANARY);
	json_open(&o, "org", '{');
	json_put(&o, "id", "ok_sandbox00001");
	json_put(&o, "name", "Sandbox organisation");
	json_put(&o, "plan", "HOBBY");
	json_close(&o, '}');
	json_close(&o, '}');
	if (kv_get(&rq->headers, "x-api-key")) {
		json_open(&o, "api_key", '{');
		json_put(&o, "name", "Sandbox key");
		json_put(&o, "project_id", "pr_sandbox00001");
		json_put(&o, "key", BOX_CANARY);
		json_close(&o, '}');
	} else {
		json_put(&o, "api_key", NULL);
	}
	json_open(&o, "org_member", '{');
	json_put(&o, "id", "00000000-0000-4000-8000-000000000003");
	json_put(&o, "email", "operator@sandbox.example");
	json_put(&o, "name", "Sandbox operator");
	json_put(&o, "role", "admin");
	json_close(&o, '}');
	json_close(&o, '}');
}
