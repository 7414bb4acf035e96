/* SPDX-License-Identifier: MIT */
/* composio: what the two halves of the Composio routes share: errors and pages. */
#ifndef TOOLGAP_SANDBOX_COMPOSIO_H
#define TOOLGAP_SANDBOX_COMPOSIO_H

#include "sandbox/box.h"

/* The vendor's envelope: {"error":{message,code,slug,status,request_id,suggested_fix}}. */
void composio_error(struct reply *rp, int status, int code, const char *slug, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));

/* One page of the rows: limit, cursor (base64, opaque), items, next_cursor, totals. */
void composio_page(struct box *box, const struct request *rq, struct reply *rp,
		   const struct rows *rows, long fallback, long most,
		   void (*emit)(struct json_out *o, const void *row));

/* 1 when the filter is not given, is empty, or names the value (comma list, may be repeated). */
int composio_wanted(const struct request *rq, const char *param, const char *value);

/* The body as JSON, or NULL and a 400 in the reply. */
struct json *composio_body(const struct request *rq, struct reply *rp);

/* Routes of composio_catalog.c. */
void composio_toolkits(struct box *box, const struct request *rq, struct reply *rp);
void composio_toolkit(struct box *box, const struct request *rq, struct reply *rp);
void composio_many(struct box *box, const struct request *rq, struct reply *rp);

/* Routes of composio_user.c: who is connected. */
void composio_configs(struct box *box, const struct request *rq, struct reply *rp);
void composio_config(struct box *box, const struct request *rq, struct reply *rp);
void composio_config_make(struct box *box, const struct request *rq, struct reply *rp);
void composio_accounts(struct box *box, const struct request *rq, struct reply *rp);
void composio_account(struct box *box, const struct request *rq, struct reply *rp);
void composio_account_make(struct box *box, const struct request *rq, struct reply *rp);
void composio_link(struct box *box, const struct request *rq, struct reply *rp);
void composio_session(struct box *box, const struct request *rq, struct reply *rp);

/* Routes of composio_tools.c. */
void composio_tools(struct box *box, const struct request *rq, struct reply *rp);
void composio_tool(struct box *box, const struct request *rq, struct reply *rp);
void composio_scopes(struct box *box, const struct request *rq, struct reply *rp);

#endif
