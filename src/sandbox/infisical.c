/* SPDX-License-Identifier: MIT */
/* infisical: a secret store with one project: log in, read a folder, in the routes of two versions. */
#include "sandbox/box.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define FOLDER "/pipedream"

/*
 * The folder in three environments: all is there; the value of one hidden from this identity, another one empty;
 * nothing. The last key is nobody's business.
 */
static const struct row {
	const char *environment, *key, *value; /* NULL: hidden */
} rows[] = {
	{ "prod", "client_id", BOX_CLIENT_ID },
	{ "prod", "client_secret", BOX_CLIENT_SECRET },
	{ "prod", "project_id", BOX_PROJECT },
	{ "prod", "webhook_key", BOX_CANARY },
	{ "staging", "client_id", NULL },
	{ "staging", "client_secret", "" },
	{ "staging", "project_id", BOX_PROJECT },
};

static void store_error(struct reply *rp, int status, const char *error, const char *message)
{
	struct json_out o;

	reply_json(rp, status, &o);
	json_open(&o, NULL, '{');
	json_put(&o, "reqId", "req-sandbox");
	json_put_int(&o, "statusCode", status);
	json_put(&o, "message", message);
	json_put(&o, "error", error);
	json_close(&o, '}');
}

static void login(struct box *box, const struct request *rq, struct reply *rp)
{
	struct err e = ERR_INIT;
	struct json *body = json_parse(buf_str(&rq->body), rq->body.len, &e);
	const char *id = json_raw(json_get(body, "clientId"));
	const char *secret = json_raw(json_get(body, "clientSecret"));
	struct json_out o;
	char token[65];

	if (!id || !secret) {
		store_error(rp, 422, "ValidationFailure", "clientId and clientSecret are required");
	} else if (strcmp(id, BOX_MACHINE_ID) || strcmp(secret, BOX_MACHINE_SECRET)) {
		store_error(rp, 401, "Unauthorized", "Invalid credentials");
	} else {
		box_random(token, 64, box_alnum);
		free(box->store_token);
		box->store_token = mem_fmt("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.%s.x", token);
		reply_json(rp, 200, &o);
		json_open(&o, NULL, '{');
		json_put(&o, "accessToken", box->store_token);
		json_put_int(&o, "expiresIn", 2592000);
		json_put_int(&o, "accessTokenMaxTTL", 2592000);
		json_put(&o, "tokenType", "Bearer");
		json_close(&o, '}');
	}
	json_free(body);
}

static int let_in(const struct box *box, const struct request *rq)
{
	const char *auth = request_header(rq, "authorization");

	return box->store_token && !strncmp(auth, "Bearer ", 7) && !strcmp(auth + 7, box->store_token);
}

static void put_row(struct json_out *o, const struct row *r)
{
	char id[33];

	box_stable(r->key, id);
	json_open(o, NULL, '{');
	json_put(o, "id", id);
	json_put(o, "workspace", BOX_STORE);
	json_put(o, "environment", r->environment);
	json_put_int(o, "version", 1);
	json_put(o, "type", "shared");
	json_put(o, "secretKey", r->key);
	json_put(o, "secretValue", r->value ? r->value : "<hidden-by-infisical>");
	json_put_bool(o, "secretValueHidden", !r->value);
	json_put(o, "secretPath", FOLDER);
	json_put(o, "secretComment", "");
	json_close(o, '}');
}

static void folder(struct box *box, const struct request *rq, struct reply *rp)
{
	const char *project = kv_or(&rq->query, !strcmp(rq->seg[2], "v4") ? "projectId" : "workspaceId", "");
	const char *environment = kv_or(&rq->query, "environment", "");
	const char *path = kv_or(&rq->query, "secretPath", "/");
	struct json_out o;

	if (!let_in(box, rq)) {
		store_error(rp, 401, "Unauthorized", "Token missing or not valid");
	} else if (strcmp(project, BOX_STORE)) {
		store_error(rp, 403, "PermissionDenied", "You are not a member of this project");
	} else if ((strcmp(environment, "prod") && strcmp(environment, "staging") && strcmp(environment, "dev")) ||
		   strcmp(path, FOLDER)) {
		store_error(rp, 404, "NotFound", "Folder with that path in that environment not found");
	} else {
		reply_json(rp, 200, &o);
		json_open(&o, NULL, '{');
		json_open(&o, "secrets", '[');
		for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
			if (!strcmp(rows[i].environment, environment))
				put_row(&o, &rows[i]);
		json_close(&o, ']');
		json_open(&o, "imports", '[');
		json_close(&o, ']');
		json_close(&o, '}');
	}
}

static const struct route routes[] = {
	{ "POST", "/infisical/api/v1/auth/universal-auth/login", login },
	{ "GET", "/infisical/api/v4/secrets", folder },
	{ "GET", "/infisical/api/v3/secrets/raw", folder },
};

void infisical_handle(struct box *box, const struct request *rq, struct reply *rp)
{
	int other;
	const struct route *r = route_find(routes, sizeof(routes) / sizeof(*routes), rq, &other);
	char *message;

	if (r) {
		r->go(box, rq, rp);
		return;
	}
	message = mem_fmt("Route %s:%s not found", rq->method, rq->path + strlen("/infisical"));
	store_error(rp, 404, "Not Found", message);
	free(message);
}
