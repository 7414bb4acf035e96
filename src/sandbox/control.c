/* SPDX-License-Identifier: MIT */
/* control: the sandbox's own routes for tests (faults, requests seen, approval), and the switch. */
#include "sandbox/box.h"

#include <string.h>

/* POST /sandbox/fault, one SPEC a line. */
static void add_faults(struct box *box, const struct request *rq, struct reply *rp)
{
	struct err e = ERR_INIT;
	const char *s = buf_str(&rq->body);
	struct buf line = BUF_INIT;
	int n = 0, rc = 0;

	while (*s && !rc) {
		size_t len = strcspn(s, "\r\n");

		buf_reset(&line);
		buf_add(&line, s, len);
		if (len) {
			rc = faults_add(&box->faults, buf_str(&line), &e);
			n++;
		}
		s += len;
		s += strspn(s, "\r\n");
	}
	if (rc || !n)
		reply_note(rp, 400, "error", rc ? e.msg : "The body holds no fault");
	else
		reply_note(rp, 201, "fault", buf_str(&rq->body));
	buf_free(&line);
}

static void clear_faults(struct box *box, const struct request *rq, struct reply *rp)
{
	(void)rq;
	faults_free(&box->faults);
	rp->status = 204;
}

static void list_requests(struct box *box, const struct request *rq, struct reply *rp)
{
	struct json_out o;

	(void)rq;
	reply_json(rp, 200, &o);
	json_open(&o, NULL, '[');
	for (size_t i = 0; i < box->nseen; i++) {
		const struct seen *s = &box->seen[i];
		const char *names = s->headers;

		json_open(&o, NULL, '{');
		json_put(&o, "method", s->method);
		json_put(&o, "path", s->path);
		json_put(&o, "query", s->query);
		json_open(&o, "headers", '[');
		for (size_t n; *names; names += n + (names[n] == ' ')) {
			struct buf one = BUF_INIT;

			n = strcspn(names, " ");
			buf_add(&one, names, n);
			json_put(&o, NULL, buf_str(&one));
			buf_free(&one);
		}
		json_close(&o, ']');
		json_open(&o, "values", '{');
		for (size_t k = 0; k < s->values.n; k++)
			json_put(&o, s->values.v[k].key, s->values.v[k].value);
		json_close(&o, '}');
		json_put(&o, "body", s->body);
		json_put(&o, "bearer", s->bearer);
		json_close(&o, '}');
	}
	json_close(&o, ']');
}

static void forget_requests(struct box *box, const struct request *rq, struct reply *rp)
{
	(void)rq;
	box_forget(box);
	rp->status = 204;
}

/* POST /sandbox/approve?external_user_id=…&app=…[&account=apn_…] */
static void approve(struct box *box, const struct request *rq, struct reply *rp)
{
	const char *user = request_query(rq, "external_user_id"), *app = request_query(rq, "app");
	struct json_out o;
	size_t n;

	if (!user || !app) {
		reply_note(rp, 400, "error", "external_user_id and app are required");
		return;
	}
	n = box_approve(box, user, app, request_query(rq, "account"));
	reply_json(rp, 200, &o);
	json_open(&o, NULL, '{');
	json_put_int(&o, "approved", (long long)n);
	json_close(&o, '}');
}

/* POST /sandbox/account?external_user_id=…&app=…&state=dead|unhealthy|healthy|gone[&error=…]: what befell an account. */
static void befall(struct box *box, const struct request *rq, struct reply *rp)
{
	const char *user = request_query(rq, "external_user_id"), *app = request_query(rq, "app");
	const char *state = request_query(rq, "state");
	struct json_out o;
	size_t n;

	if (!user || !app || !state) {
		reply_note(rp, 400, "error", "external_user_id, app and state are required");
		return;
	}
	n = box_befall(box, user, app, state, request_query(rq, "error"));
	reply_json(rp, 200, &o);
	json_open(&o, NULL, '{');
	json_put_int(&o, "changed", (long long)n);
	json_close(&o, '}');
}

static const struct route routes[] = {
	{ "POST", "/sandbox/fault", add_faults },
	{ "DELETE", "/sandbox/fault", clear_faults },
	{ "GET", "/sandbox/requests", list_requests },
	{ "DELETE", "/sandbox/requests", forget_requests },
	{ "POST", "/sandbox/approve", approve },
	{ "POST", "/sandbox/account", befall },
};

void control_handle(struct box *box, const struct request *rq, struct reply *rp)
{
	const struct route *r;
	int other;

	r = route_find(routes, sizeof(routes) / sizeof(*routes), rq, &other);
	if (r)
		r->go(box, rq, rp);
	else
		reply_note(rp, other ? 405 : 404, "error",
			   other ? "Method not allowed" : "Not found");
}

void box_answer(struct box *box, const struct request *rq, struct reply *rp)
{
	static const struct {
		const char *prefix;
		void (*go)(struct box *box, const struct request *rq, struct reply *rp);
	} vendors[] = {
		{ "composio", composio_handle }, { "pipedream", pipedream_handle },
		{ "mcp", mcp_handle }, { "sandbox", control_handle },
		{ "github", others_handle }, { "registry", others_handle },
		{ "infisical", infisical_handle }, { "cloudflare", cloudflare_handle },
	};

	box_tick(box);
	for (size_t i = 0; rq->nseg && i < sizeof(vendors) / sizeof(*vendors); i++) {
		if (strcmp(vendors[i].prefix, rq->seg[0]))
			continue;
		vendors[i].go(box, rq, rp);
		return;
	}
	reply_note(rp, 404, "error", "Not found");
}
