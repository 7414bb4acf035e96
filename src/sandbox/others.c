/* SPDX-License-Identifier: MIT */
/* others: as much of GitHub's issues and of the MCP registry as a client of those needs. */
#include "sandbox/box.h"

#include "base/clock.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FIRST_NUMBER 90001 /* of the fixtures; far from any real issue */

static void gh_error(struct reply *rp, int status, const char *message)
{
	struct json_out o;

	reply_json(rp, status, &o);
	json_open(&o, NULL, '{');
	json_put(&o, "message", message);
	json_put(&o, "documentation_url", "https://docs.github.com/rest");
	json_close(&o, '}');
}

/* 1: a good token, 0: none, -1: a wrong one. */
static int gh_token(const struct request *rq)
{
	const char *auth = request_header(rq, "authorization");

	if (!*auth)
		return 0;
	auth += !strncasecmp(auth, "Bearer ", 7) ? 7 : !strncasecmp(auth, "token ", 6) ? 6 : 0;
	return strcmp(auth, BOX_GITHUB_TOKEN) ? -1 : 1;
}

/* Searches of this minute, the one that is made now included. */
static long gh_searches(struct box *box)
{
	int64_t minute = clock_ms() / 60000;

	if (minute != box->gh_minute) {
		box->gh_minute = minute;
		box->gh_spent = 0;
	}
	return ++box->gh_spent;
}

static void gh_limits(const struct request *rq, struct reply *rp, const char *resource, long used)
{
	int known = gh_token(rq) > 0, search = !strcmp(resource, "search");
	long limit = search ? known ? 30 : 10 : known ? 5000 : 60;

	kv_addf(&rp->headers, "x-ratelimit-limit", "%ld", limit);
	kv_addf(&rp->headers, "x-ratelimit-remaining", "%ld", used < limit ? limit - used : 0);
	kv_addf(&rp->headers, "x-ratelimit-used", "%ld", used < limit ? used : limit);
	kv_addf(&rp->headers, "x-ratelimit-reset", "%lld", (long long)time(NULL) + 60);
	kv_add(&rp->headers, "x-ratelimit-resource", resource);
}

static void put_issue(struct json_out *o, long number, const char *title, const char *body,
		      const char *state, const struct json *labels, int comments)
{
	char url[96];

	snprintf(url, sizeof(url), "https://github.com/ComposioHQ/composio/issues/%ld", number);
	json_open(o, NULL, '{');
	json_put_int(o, "id", number * 100);
	json_put_int(o, "number", number);
	json_put(o, "title", title);
	json_put(o, "html_url", url);
	json_put(o, "state", state);
	json_put(o, "state_reason", strcmp(state, "closed") ? NULL : "not_planned");
	json_open(o, "user", '{');
	json_put(o, "login", "sandbox-user");
	json_close(o, '}');
	json_open(o, "labels", '[');
	json_each(it, labels) {
		json_open(o, NULL, '{');
		json_put(o, "name", json_raw(it));
		json_close(o, '}');
	}
	json_close(o, ']');
	json_put_int(o, "comments", comments);
	json_put(o, "created_at", "2026-08-14T08:12:45Z");
	json_put(o, "updated_at", "2026-09-02T17:40:03Z");
	json_put(o, "closed_at", strcmp(state, "closed") ? NULL : "2026-09-02T17:40:03Z");
	json_put(o, "body", body);
	json_put_int(o, "score", 1);
	json_close(o, '}');
}

/* The words and "phrases" of q that are no qualifiers must all be in the text. */
static int words_in(const char *q, const char *title, const char *body)
{
	int all = 1;

	while (*q && all) {
		size_t n;
		char *word;

		q += strspn(q, " ");
		if (*q == '"') {
			n = strcspn(++q, "\"");
		} else {
			n = strcspn(q, " ");
			if (memchr(q, ':', n)) {
				q += n;
				continue;
			}
		}
		word = mem_strn(q, n);
		all = web_has(title, word) || web_has(body, word);
		free(word);
		q += n;
		q += *q == '"';
	}
	return all;
}

static int state_wanted(const char *q, const char *state)
{
	if (web_has(q, "is:open") || web_has(q, "state:open"))
		return !strcmp(state, "open");
	if (web_has(q, "is:closed") || web_has(q, "state:closed"))
		return !strcmp(state, "closed");
	return 1;
}

static void search_issues(struct box *box, const struct request *rq, struct reply *rp)
{
	const char *q = kv_or(&rq->query, "q", "");
	long per = web_number(kv_or(&rq->query, "per_page", "30"), 1, 100);
	long page = web_number(kv_or(&rq->query, "page", "1"), 1, 1000), n = 0,
	     number = FIRST_NUMBER;
	long used = gh_searches(box);
	struct json_out o;

	gh_limits(rq, rp, "search", used);
	if (used > (gh_token(rq) > 0 ? 30 : 10)) {
		gh_error(rp, 403, "API rate limit exceeded for 127.0.0.1.");
		return;
	}
	if (!*q || !web_has(q, "is:issue") || per < 0 || page < 0) {
		gh_error(rp, 422, "Validation Failed");
		return;
	}
	reply_json(rp, 200, &o);
	json_open(&o, NULL, '{');
	json_put_bool(&o, "incomplete_results", 0);
	json_open(&o, "items", '[');
	json_each(it, box->doc[DOC_ISSUES]) {
		const char *title = json_raw(json_get(it, "title")),
			   *body = json_raw(json_get(it, "body"));
		const char *state = json_raw(json_get(it, "state"));

		if (words_in(q, title, body) && state_wanted(q, state)) {
			if (n >= (page - 1) * per && n < page * per)
				put_issue(&o, number, title, body, state, json_get(it, "labels"),
					  (int)json_num(json_get(it, "comments"), 0));
			n++;
		}
		number++;
	}
	for (size_t i = 0; i < box->nissues; i++, number++) {
		const struct issue *own = &box->issues[i];

		if (words_in(q, own->title, own->body) && state_wanted(q, "open")) {
			if (n >= (page - 1) * per && n < page * per)
				put_issue(&o, number, own->title, own->body, "open", NULL, 0);
			n++;
		}
	}
	json_close(&o, ']');
	json_put_int(&o, "total_count", n);
	json_close(&o, '}');
}

static void file_issue(struct box *box, const struct request *rq, struct reply *rp)
{
	struct err e = ERR_INIT;
	struct json *body = NULL;
	const char *title, *text;
	struct issue *own;
	struct json_out o;

	gh_limits(rq, rp, "core", 1);
	if (gh_token(rq) == 0) {
		gh_error(rp, 401, "Requires authentication");
		return;
	}
	body = json_parse(buf_str(&rq->body), rq->body.len, &e);
	title = json_raw(json_get(body, "title"));
	text = json_raw(json_get(body, "body"));
	if (!title || !*title) {
		gh_error(rp, body ? 422 : 400,
			 body ? "Validation Failed" : "Problems parsing JSON");
	} else {
		MEM_GROW(box->issues, box->nissues, box->issues_cap);
		own = &box->issues[box->nissues++];
		own->title = mem_str(title);
		own->body = mem_str(text ? text : "");
		/* Labels of someone without push access are dropped without a word: so here. */
		reply_json(rp, 201, &o);
		put_issue(&o,
			  (long)(FIRST_NUMBER + json_count(box->doc[DOC_ISSUES]) + box->nissues) -
				  1,
			  own->title, own->body, "open", NULL, 0);
	}
	json_free(body);
}

static void one_issue(struct box *box, const struct request *rq, struct reply *rp)
{
	long want = web_number(rq->seg[5], FIRST_NUMBER, FIRST_NUMBER + 1000000), number = FIRST_NUMBER;
	struct json_out o;

	gh_limits(rq, rp, "core", 1);
	json_each(it, box->doc[DOC_ISSUES]) {
		if (number++ != want)
			continue;
		reply_json(rp, 200, &o);
		put_issue(&o, want, json_raw(json_get(it, "title")), json_raw(json_get(it, "body")),
			  json_raw(json_get(it, "state")), json_get(it, "labels"),
			  (int)json_num(json_get(it, "comments"), 0));
		return;
	}
	for (size_t i = 0; i < box->nissues; i++) {
		if (number++ != want)
			continue;
		reply_json(rp, 200, &o);
		put_issue(&o, want, box->issues[i].title, box->issues[i].body, "open", NULL, 0);
		return;
	}
	gh_error(rp, 404, "Not Found");
}

static void rate_limit(struct box *box, const struct request *rq, struct reply *rp)
{
	static const char *const names[] = { "core", "search" };
	struct json_out o;

	(void)box;
	reply_json(rp, 200, &o);
	json_open(&o, NULL, '{');
	json_open(&o, "resources", '{');
	for (int i = 0; i < 2; i++) {
		json_open(&o, names[i], '{');
		json_put_int(&o, "limit", gh_token(rq) > 0 ? (i ? 30 : 5000) : i ? 10 : 60);
		json_put_int(&o, "used", 1);
		json_put_int(&o, "remaining", i ? 9 : 59);
		json_put_int(&o, "reset", (long long)time(NULL) + 60);
		json_close(&o, '}');
	}
	json_close(&o, '}');
	json_close(&o, '}');
}

static void put_server(struct json_out *o, const struct json *row)
{
	json_open(o, NULL, '{');
	json_open(o, "server", '{');
	json_each(it, row)
		if (strcmp(json_key(it), "status"))
			web_node(o, json_key(it), it);
	json_close(o, '}');
	json_open(o, "_meta", '{');
	json_open(o, "io.modelcontextprotocol.registry/official", '{');
	json_put(o, "status", json_raw(json_get(row, "status")));
	json_put(o, "publishedAt", "2026-03-11T12:00:00Z");
	json_put(o, "updatedAt", "2026-09-30T12:00:00Z");
	json_put_bool(o, "isLatest", 1);
	json_close(o, '}');
	json_close(o, '}');
	json_close(o, '}');
}

/* The search looks at names only; the cursor is the last name of the page before. */
static void list_servers(struct box *box, const struct request *rq, struct reply *rp)
{
	const char *search = kv_or(&rq->query, "search", ""),
		   *cursor = kv_or(&rq->query, "cursor", "");
	long limit = web_number(kv_or(&rq->query, "limit", "30"), 1, 100), n = 0;
	const char *last = NULL, *next = NULL;
	int skipping = *cursor != '\0';
	struct json_out o;

	if (limit < 0) {
		reply_note(rp, 400, "error", "Invalid limit");
		return;
	}
	if (box->opt.page > 0 && limit > box->opt.page)
		limit = box->opt.page;
	reply_json(rp, 200, &o);
	json_open(&o, NULL, '{');
	json_open(&o, "servers", '[');
	json_each(it, box->doc[DOC_SERVERS]) {
		const char *name = json_raw(json_get(it, "name"));

		if (!web_has(name, search) || !strcmp(json_raw(json_get(it, "status")), "deleted"))
			continue;
		if (skipping) {
			skipping = strcmp(name, cursor) != 0;
			continue;
		}
		if (n == limit) {
			next = last;
			break;
		}
		put_server(&o, it);
		last = name;
		n++;
	}
	json_close(&o, ']');
	json_open(&o, "metadata", '{');
	if (next)
		json_put(&o, "nextCursor", next);
	json_put_int(&o, "count", n);
	json_close(&o, '}');
	json_close(&o, '}');
}

static void one_server(struct box *box, const struct request *rq, struct reply *rp)
{
	struct json_out o;

	json_each(it, box->doc[DOC_SERVERS]) {
		if (strcmp(json_raw(json_get(it, "name")), rq->seg[3]))
			continue;
		reply_json(rp, 200, &o);
		put_server(&o, it);
		return;
	}
	reply_note(rp, 404, "error", "Server not found");
}

static const struct route routes[] = {
	{ "GET", "/github/search/issues", search_issues },
	{ "POST", "/github/repos/ComposioHQ/composio/issues", file_issue },
	{ "GET", "/github/repos/ComposioHQ/composio/issues/*", one_issue },
	{ "GET", "/github/rate_limit", rate_limit },
	{ "GET", "/registry/v0.1/servers", list_servers },
	{ "GET", "/registry/v0.1/servers/*/versions/latest", one_server },
};

void others_handle(struct box *box, const struct request *rq, struct reply *rp)
{
	int github = !strcmp(rq->seg[0], "github"), other;
	const struct route *r;

	r = route_find(routes, sizeof(routes) / sizeof(*routes), rq, &other);
	if (github && !*request_header(rq, "user-agent"))
		gh_error(rp, 403, "Request forbidden: a User-Agent header is required");
	else if (github && gh_token(rq) < 0)
		gh_error(rp, 401, "Bad credentials");
	else if (!r && github)
		gh_error(rp, 404, "Not Found");
	else if (!r)
		reply_note(rp, 404, "error", "Not found");
	else
		r->go(box, rq, rp);
}
