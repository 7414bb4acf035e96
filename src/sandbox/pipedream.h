/* SPDX-License-Identifier: MIT */
/* pipedream: what the halves of the Pipedream routes and the MCP server share. */
#ifndef TOOLGAP_SANDBOX_PIPEDREAM_H
#define TOOLGAP_SANDBOX_PIPEDREAM_H

#include "sandbox/box.h"

/* {"error": TEXT} */
void pd_error(struct reply *rp, int status, const char *text);

/* 1 when the project of the path exists and the environment header is there; else answered. */
int pd_project(const struct request *rq, struct reply *rp);
const char *pd_env(const struct request *rq);

/* {"data":[…],"page_info":{…}}: after, before and limit; cursors are the row's key in base64. */
struct pd_list {
	void (*emit)(struct json_out *o, const void *row, const struct request *rq);
	const char *(*key)(const void *row);
};
void pd_page(struct box *box, const struct request *rq, struct reply *rp, const struct rows *rows,
	     const struct pd_list *how);

void pd_put_app(struct json_out *o, const char *key, const struct json *app);
/* "google_tag_manager-list-tags" */
char *pd_action_key_new(const struct json *app, const struct json *action);
/* The JSON schema of an action's arguments. */
void pd_put_schema(struct json_out *o, const char *key, const struct json *action);

/* A fresh Connect link for that user. The address has no app in it. */
struct link *pd_link(struct box *box, const char *user, const char *env, long seconds);
char *pd_link_url_new(const struct box *box, const struct link *l);

/* Routes of pipedream_catalog.c. */
void pd_apps(struct box *box, const struct request *rq, struct reply *rp);
void pd_app(struct box *box, const struct request *rq, struct reply *rp);
void pd_categories(struct box *box, const struct request *rq, struct reply *rp);

/* Routes of pipedream_actions.c and pipedream_user.c. */
void pd_actions(struct box *box, const struct request *rq, struct reply *rp);
void pd_tokens(struct box *box, const struct request *rq, struct reply *rp);
void pd_validate(struct box *box, const struct request *rq, struct reply *rp);
void pd_accounts(struct box *box, const struct request *rq, struct reply *rp);
void pd_user_accounts(struct box *box, const struct request *rq, struct reply *rp);
void pd_account(struct box *box, const struct request *rq, struct reply *rp);
/* Without a bearer: the connect token lets in. */
void pd_account_make(struct box *box, const struct request *rq, struct reply *rp);
void pd_users(struct box *box, const struct request *rq, struct reply *rp);

#endif
