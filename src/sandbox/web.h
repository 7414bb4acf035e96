/* SPDX-License-Identifier: MIT */
/* web: a request and a reply without a network: what every route reads and writes. */
#ifndef TOOLGAP_SANDBOX_WEB_H
#define TOOLGAP_SANDBOX_WEB_H

#include "base/buf.h"
#include "base/json.h"
#include "base/kv.h"

#include <stddef.h>

#define WEB_SEGS 12 /* parts of a path; the last one takes what is left */

struct request {
	char *method;
	char *path;                /* as sent, percent-encoded, without the query */
	char *rawquery;            /* as sent, "" when there is none */
	char *seg[WEB_SEGS];       /* the parts of the path, decoded */
	size_t nseg;
	struct kv query;           /* decoded, in order */
	struct kv headers;         /* names in lower case */
	struct buf body;
};

/* Take a request line apart. -1: an escape that is broken, holds U+0000 or is not UTF-8. */
int request_init(struct request *rq, const char *method, const char *uri);
void request_free(struct request *rq);
/* "a=1&b=2" with escapes and '+' into pairs; -1 as above. Also for form bodies. */
int web_form(struct kv *out, const char *s);
const char *request_header(const struct request *rq, const char *lower); /* "" when absent */
const char *request_query(const struct request *rq, const char *key);    /* NULL when absent */

struct reply {
	int status;
	char type[48];
	struct kv headers;
	struct buf body;
};

#define REPLY_INIT { 200, "application/json", KV_INIT, BUF_INIT }

void reply_free(struct reply *rp);
/* Empty the body, set the status, and start a JSON document in it. */
void reply_json(struct reply *rp, int status, struct json_out *o);
/* {"KEY": TEXT} with that status: the small error body most vendors have. */
void reply_note(struct reply *rp, int status, const char *key, const char *text);

/*
 * The validators of a reply that is whole: an ETag from its bytes (and Last-Modified, when given); 304 with an empty body
 * when the request shows that it has them.
 */
void reply_validate(const struct request *rq, struct reply *rp, const char *modified);

/* One row of a route table: '*' in the pattern stands for one part of the path. */
struct box;
struct route {
	const char *method, *pattern;
	void (*go)(struct box *box, const struct request *rq, struct reply *rp);
};

/* The matching row, or NULL; *other is set when the path exists under another method. */
const struct route *route_find(const struct route *table, size_t n, const struct request *rq,
			       int *other);

/* Rows picked for an answer; what they point to belongs to someone else. Free r->v. */
struct rows {
	const void **v;
	size_t n, cap;
};

void rows_add(struct rows *r, const void *row);

/* A parsed node written out again as it is (numbers of our fixtures are whole). */
void web_node(struct json_out *o, const char *key, const struct json *node);
/* The same, only when it is there. */
void web_node_if(struct json_out *o, const char *key, const struct json *node);

int web_unb64(struct buf *out, const char *s); /* padded or not, both alphabets; -1 when broken */
void web_html(struct buf *out, const char *s); /* text for HTML, also inside quotes */
int web_has(const char *hay, const char *needle); /* substring, ASCII case-insensitive */
/* 1 when `list` ("a,b,c") holds `item`. */
int web_in_list(const char *list, const char *item);
/* A whole number of [low, high] from decimal digits, or -1. */
long web_number(const char *s, long low, long high);
/* Cut the line end off a document that becomes part of something else. */
void web_trim(struct buf *b);
/* Connect tokens and link tokens of a path or query replaced by stars: heap string. */
char *web_masked_new(const char *s);

#endif
