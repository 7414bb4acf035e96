/* SPDX-License-Identifier: MIT */
/* github_file: filing a request, the page that does it by hand, and why GitHub says no. */
#include "vendors/github_own.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "vendors/http_rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TAG 1
#define TITLE_MAX 200
#define BODY_MAX 20000
#define BOARD "https://request.composio.dev/boards/tool-requests"
#define FORM_AREA "Integrations / Toolkits" /* of the form's drop-down */

/* ---- shared */

static size_t part_of_name(const char *s)
{
	return strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");
}

static int is_repo(const char *s)
{
	size_t owner = part_of_name(s), name;

	if (!owner || owner > 100 || s[owner] != '/' || *s == '.')
		return 0;
	name = part_of_name(s + owner + 1);
	return name && name <= 100 && !s[owner + 1 + name] && s[owner + 1] != '.';
}

const char *github_repo_in(const struct kv *in)
{
	const char *repo = kv_or(in, "repo", GITHUB_REPO);

	return is_repo(repo) ? repo : NULL;
}

const char *github_repo(const struct probe *p)
{
	return github_repo_in(&p->in);
}

/* The web host of an API: that of api.github.com is github.com; a server of one's own has both on one host. */
int github_page(const struct probe *p, const char *url)
{
	struct http_origin api, page;

	if (http_origin(url, &page) || !page.tls || http_origin(p->env->github_url, &api))
		return 0;
	if (http_loopback(&api)) /* a vendor in a box writes what the real one would */
		return !strcmp(page.host, "github.com") && page.port == 443;
	if (!strncmp(api.host, "api.", 4))
		memmove(api.host, api.host + 4, strlen(api.host + 4) + 1);
	return !strcmp(page.host, api.host) && page.port == api.port;
}

struct call *github_call(struct probe *p, const char *method, struct buf *url, int tag)
{
	struct call *c = probe_call(p, method, tag);

	c->url = buf_detach(url);
	call_header(c, "Accept", "application/vnd.github+json");
	call_header(c, "X-GitHub-Api-Version", "2022-11-28");
	if (p->env->github_token)
		call_secret(c, "Authorization", "Bearer ", p->env->github_token);
	return c;
}

/* When it may be asked again: "10:01:00Z", or "" when the header is not there or makes no sense. */
static void until(const struct reply *r, char out[CLOCK_STAMP])
{
	const char *s = reply_header(r, "x-ratelimit-reset");
	char stamp[CLOCK_STAMP];

	*out = '\0';
	if (!s || !*s || s[strspn(s, "0123456789")] || strlen(s) > 11)
		return;
	clock_stamp((time_t)strtoll(s, NULL, 10), stamp);
	(void)snprintf(out, CLOCK_STAMP, "%s", stamp + 11);
}

static int is_limit(const struct reply *r)
{
	const char *left = reply_header(r, "x-ratelimit-remaining");

	return r->status == 429 ||
	       (r->status == 403 &&
		((left && !strcmp(left, "0")) || reply_header(r, "retry-after")));
}

static void say_limit(const struct probe *p, const struct reply *r, char *why, size_t size)
{
	const char *after = reply_header(r, "retry-after");
	char at[CLOCK_STAMP];

	until(r, at);
	if (after && *after && !after[strspn(after, "0123456789")] && strlen(after) < 7)
		(void)snprintf(why, size, _("GitHub wants a pause of %s s"), after);
	else if (*at && p->env->github_token)
		(void)snprintf(why, size, _("GitHub's limit is used up, until %s"), at);
	else if (*at)
		(void)snprintf(why, size,
			       _("GitHub's limit without a token is used up, until %s; GITHUB_TOKEN raises it"),
			       at);
	else
		(void)snprintf(why, size, _("GitHub was asked too often"));
}

/* {"message": …, "errors": [{"message": …}]}: what GitHub says, one clause. */
static void say_message(const struct reply *r, const char *fallback, char *why, size_t size)
{
	struct err e = ERR_INIT;
	struct json *doc = json_parse(buf_str(&r->body), r->body.len, &e);
	const struct json *more = json_get(json_first(json_get(doc, "errors")), "message");
	char *message = json_text(json_get(doc, "message"), 120), *detail = json_text(more, 90);

	if (*message && *detail)
		(void)snprintf(why, size, _("GitHub says: %s (%s)"), message, detail);
	else if (*message)
		(void)snprintf(why, size, _("GitHub says: %s"), message);
	else
		(void)snprintf(why, size, "%s", fallback);
	free(message);
	free(detail);
	json_free(doc);
}

int github_json(const struct probe *p, const struct call *c, const struct reply *r,
		struct json **doc, char *why, size_t size)
{
	char plain[256];

	if (!probe_json(c, r, doc, why, size))
		return 0;
	if (r->failure != REPLY_OK)
		return -1;
	if (r->status == 401)
		(void)snprintf(why, size, _("GITHUB_TOKEN is refused (401)"));
	else if (is_limit(r))
		say_limit(p, r, why, size);
	else if (r->status >= 400 && r->status < 500) {
		(void)snprintf(plain, sizeof(plain), "%s", why);
		say_message(r, plain, why, size);
	}
	return -1;
}

/* ---- by hand */

static void param(struct buf *url, const char *name, const char *value)
{
	buf_addf(url, "&%s=", name);
	http_escape(url, value);
}

char *github_prefill_new(const char *repo, const char *provider, const char *title, const char *body)
{
	int form = !strcmp(repo, GITHUB_REPO);
	struct buf url = BUF_INIT, text = BUF_INIT;
	size_t left = strlen(body);

	for (;;) {
		buf_reset(&url);
		buf_reset(&text);
		buf_add(&text, body, left);
		buf_addf(&url, "https://github.com/%s/issues/new?", repo);
		buf_adds(&url, form ? "template=feature-request.yml" : "labels=");
		param(&url, "title", title);
		if (form) {
			char *what = mem_fmt("Toolkit for %s", provider);

			param(&url, "area", FORM_AREA);
			param(&url, "feature_title", what);
			param(&url, "feature_description", buf_str(&text));
			param(&url, "use_case", what);
			free(what);
		} else {
			param(&url, "body", buf_str(&text));
		}
		if (url.len <= GITHUB_PREFILL_MAX || !left)
			break;
		left -= left > 64 ? 64 : left;
		while (left && ((unsigned char)body[left] & 0xc0) == 0x80)
			left--;
	}
	buf_free(&text);
	return buf_detach(&url);
}

static char *title_new(const struct kv *in)
{
	const char *given = kv_get(in, "title");
	char *made = given && *given ? mem_str(given) : mem_fmt("[Tool Request]: %s", kv_or(in, "provider", ""));
	char *title = text_safe_new(made, TITLE_MAX);

	free(made);
	return title;
}

static char *body_new(const struct kv *in)
{
	const char *body = kv_get(in, "body");

	if (body && *body)
		return mem_strn(body, strnlen(body, BODY_MAX));
	return mem_fmt("Please add a toolkit for %s. Our agents need it, and the catalog has none.\n",
		       kv_or(in, "provider", ""));
}

static void add_lines(const char *text, struct kv *facts)
{
	while (*text) {
		size_t n = strcspn(text, "\n");
		struct buf line = BUF_INIT;

		text_safe(&line, text, n, TEXT_MAX);
		kv_add(facts, "text", buf_str(&line));
		buf_free(&line);
		text += n;
		text += *text == '\n';
	}
}

void github_offer(const struct kv *in, struct kv *facts)
{
	const char *repo = github_repo_in(in);
	char *title, *body, *provider, *url;

	if (!repo)
		return;
	title = title_new(in);
	body = body_new(in);
	provider = text_safe_new(kv_or(in, "provider", ""), 100);
	url = github_prefill_new(repo, provider, title, body);
	kv_set(facts, "title", title);
	add_lines(body, facts);
	kv_set(facts, "prefill", url);
	if (!strcmp(repo, GITHUB_REPO))
		kv_set(facts, "board", BOARD);
	free(url);
	free(provider);
	free(body);
	free(title);
}

/* ---- filing */

static void start(struct probe *p)
{
	struct buf url = BUF_INIT, body = BUF_INIT;
	char *title, *text;
	struct json_out o;
	struct call *c;
	size_t i;

	if (!github_repo(p)) {
		look_unknown(p, _("the repository is not of the form OWNER/NAME"));
		return;
	}
	github_offer(&p->in, &p->facts);
	if (!p->env->github_token) {
		look_missing(p, "GITHUB_TOKEN");
		return;
	}
	title = title_new(&p->in);
	text = body_new(&p->in);
	look_base(&url, p->env->github_url);
	buf_addf(&url, "/repos/%s/issues", github_repo(p));
	json_out_init(&o, &body, 0);
	json_open(&o, NULL, '{');
	json_put(&o, "title", title);
	json_put(&o, "body", text);
	if (kv_get(&p->in, "label")) {
		json_open(&o, "labels", '[');
		for (i = 0; i < p->in.n; i++)
			if (!strcmp(p->in.v[i].key, "label"))
				json_put(&o, NULL, p->in.v[i].value);
		json_close(&o, ']');
	}
	json_close(&o, '}');
	c = github_call(p, "POST", &url, TAG);
	c->creates = 1;
	call_json(c, &body);
	(void)snprintf(p->doing, sizeof(p->doing), "%s", title);
	free(title);
	free(text);
}

/* Did GitHub say no, so that nothing can have been made? */
static int refused(const struct reply *r)
{
	return (r->failure == REPLY_OK && r->status >= 400 && r->status < 500) ||
	       r->failure == REPLY_FORBIDDEN || r->failure == REPLY_REFUSED || r->failure == REPLY_TLS;
}

static void conclude(struct probe *p, const struct call *c, const struct reply *r, const char *why)
{
	if (refused(r)) {
		kv_set(&p->facts, "result", "failed");
		kv_addf(&p->facts, "detail", _("not filed: %s"), why);
		probe_evidence(p, "failed", c, r, "%s", why);
	} else {
		char *said = mem_fmt(_("%s; look whether it was filed before you ask again"), why);

		look_unknown(p, said);
		free(said);
		probe_evidence(p, "unknown", c, r, "%s", why);
	}
}

static void reply(struct probe *p, const struct call *c, const struct reply *r)
{
	struct json *doc;
	char why[256], *page;
	const char *url;
	double number;

	if (github_json(p, c, r, &doc, why, sizeof(why))) {
		conclude(p, c, r, why);
		json_free(doc);
		return;
	}
	number = json_num(json_get(doc, "number"), 0);
	url = json_raw(json_get(doc, "html_url"));
	if (number < 1 || number > 1e9 || !url || !github_page(p, url)) {
		conclude(p, c, r, _("the answer has no issue in it"));
	} else {
		page = text_safe_new(url, 400);
		kv_set(&p->facts, "result", "created");
		kv_addf(&p->facts, "issue_number", "%.0f", number);
		kv_set(&p->facts, "issue_url", page);
		kv_addf(&p->facts, "detail", _("filed as %s"), page);
		probe_evidence(p, "ok", c, r, _("issue %.0f was made"), number);
		free(page);
	}
	json_free(doc);
}

const struct probe_ops github_create = { "file-issue", start, reply, NULL };
