/* SPDX-License-Identifier: MIT */
/* pages: the hosted pages a person opens to connect an app: what is asked, Allow, Deny. */
#include "sandbox/box.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char style[] =
	"body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#f4f4f1;color:#1c1c1a}"
	"main{max-width:30rem;margin:12vh auto;padding:2rem;background:#fff;border:1px solid #ccc;"
	"border-radius:8px}h1{font-size:1.3rem;margin-top:0}li,dd{overflow-wrap:anywhere}"
	"button{font:inherit;padding:.5rem 1.4rem;margin-right:.6rem;border-radius:6px;"
	"border:1px solid #444;background:#fff;cursor:pointer}"
	"button.yes{background:#1c5d3a;color:#fff;border-color:#1c5d3a}small{color:#555}"
	"@media(prefers-color-scheme:dark){body{background:#171716;color:#eee}"
	"main{background:#222;border-color:#444}button{background:#333;color:#eee}"
	"small{color:#aaa}}";

/* `body` is HTML already. */
static void page(struct reply *rp, int status, const char *title, const char *body)
{
	rp->status = status;
	snprintf(rp->type, sizeof(rp->type), "text/html; charset=utf-8");
	kv_set(&rp->headers, "Content-Security-Policy",
	       "default-src 'none'; style-src 'unsafe-inline'");
	kv_set(&rp->headers, "Cache-Control", "no-store");
	kv_set(&rp->headers, "Referrer-Policy", "no-referrer");
	kv_set(&rp->headers, "X-Content-Type-Options", "nosniff");
	buf_reset(&rp->body);
	buf_adds(&rp->body, "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
		 "<meta name=\"viewport\" content=\"width=device-width\"><title>");
	web_html(&rp->body, title);
	buf_addf(&rp->body, "</title><style>%s</style></head>\n<body><main><h1>", style);
	web_html(&rp->body, title);
	buf_addf(&rp->body, "</h1>\n%s\n<p><small>This is the toolgap sandbox on your own machine. "
		 "Nothing leaves it.</small></p></main></body></html>\n", body);
}

static void sorry(struct reply *rp, int status, const char *title, const char *text)
{
	char *body = mem_fmt("<p>%s</p>", text);

	page(rp, status, title, body);
	free(body);
}

static void hidden(struct buf *b, const char *name, const char *value)
{
	if (!value)
		return;
	buf_addf(b, "<input type=\"hidden\" name=\"%s\" value=\"", name);
	web_html(b, value);
	buf_adds(b, "\">");
}

static void detail(struct buf *b, const char *term, const char *value)
{
	if (!value)
		return;
	buf_addf(b, "<dt>%s</dt><dd><strong>", term);
	web_html(b, value);
	buf_adds(b, "</strong></dd>");
}

/* The question: which app, for whom, with what rights. */
static void ask(struct reply *rp, const struct link *l, const struct json *app, const char *client,
		const char *slug, const char *again)
{
	const char *name = json_raw(json_get(app, "name"));
	char *title = mem_fmt("Connect %s", name);
	struct buf b = BUF_INIT;

	buf_adds(&b, "<dl>");
	detail(&b, "App", name);
	detail(&b, "External user", l->user);
	detail(&b, "Environment", l->env);
	detail(&b, "OAuth client", client);
	buf_adds(&b, "</dl>");
	if (json_count(json_get(app, "scopes"))) {
		buf_adds(&b, "<p>It may:</p><ul>");
		json_each(it, json_get(app, "scopes")) {
			buf_adds(&b, "<li>");
			web_html(&b, json_raw(it));
			buf_adds(&b, "</li>");
		}
		buf_adds(&b, "</ul>");
	}
	buf_adds(&b, "<form method=\"post\">");
	hidden(&b, "token", l->token);
	hidden(&b, "app", slug);
	hidden(&b, "oauthAppId", client);
	hidden(&b, "accountId", again);
	buf_adds(&b, "<button class=\"yes\" name=\"decision\" value=\"allow\">Allow</button>"
		 "<button name=\"decision\" value=\"deny\">Deny</button></form>");
	page(rp, 200, title, buf_str(&b));
	buf_free(&b);
	free(title);
}

/* Back to where the client wanted: only web addresses. */
static int send_back(struct reply *rp, const char *url)
{
	if (!url || (strncmp(url, "https://", 8) && strncmp(url, "http://", 7)) ||
	    strpbrk(url, "\r\n"))
		return 0;
	sorry(rp, 303, "Done", "You are being sent back.");
	kv_set(&rp->headers, "Location", url);
	return 1;
}

static void decide(struct box *box, struct link *l, const char *decision, struct reply *rp)
{
	if (!strcmp(decision, "allow")) {
		const struct account *a = box_link_allow(box, l);
		struct buf b = BUF_INIT;

		if (!a)
			sorry(rp, 404, "Not connected", "The account is not there any more.");
		else if (!send_back(rp, l->ok_url)) {
			buf_adds(&b, "<dl>");
			detail(&b, "Account", a->id);
			detail(&b, "External user", a->user);
			buf_adds(&b, "</dl><p>You may close this window.</p>");
			page(rp, 200, "Connected", buf_str(&b));
			buf_free(&b);
		}
	} else if (!strcmp(decision, "deny")) {
		box_link_deny(box, l);
		if (!send_back(rp, l->bad_url))
			sorry(rp, 200, "Not connected",
			      "Nothing was connected. You may close this window.");
	} else {
		sorry(rp, 400, "Not understood", "The form holds no decision.");
	}
}

/* 1 when the link can still be used; else the page says why not. */
static int usable(struct reply *rp, const struct link *l)
{
	if (!l)
		sorry(rp, 404, "Unknown link", "This link is not known here. Ask for a new one.");
	else if (l->state != LINK_PENDING)
		sorry(rp, 410, "Link already used",
		      "This link was used before and works only once. Ask for a new one.");
	else if (!box_link_open(l))
		sorry(rp, 410, "Link expired", "This link has expired. Ask for a new one.");
	else
		return 1;
	return 0;
}

static int is_client(const char *s)
{
	return !strncmp(s, "oa_", 3) && s[3] && !s[3 + strspn(s + 3, box_alnum)];
}

static int is_post(const struct request *rq)
{
	return !strcmp(rq->method, "POST");
}

static void refuse_method(struct reply *rp)
{
	kv_set(&rp->headers, "Allow", "GET, POST");
	sorry(rp, 405, "Not possible", "This page is opened or sent, nothing else.");
}

static void set(char **field, const char *value)
{
	char *copy = mem_str(value);

	free(*field);
	*field = copy;
}

/* /pipedream/_static/connect.html?token=…&connectLink=true&app=…[&oauthAppId=oa_…][&accountId=apn_…] */
void pages_connect(struct box *box, const struct request *rq, struct reply *rp)
{
	struct kv form = KV_INIT;
	const char *app, *client;
	const struct json *row;
	struct link *l;

	if (!is_post(rq) && strcmp(rq->method, "GET")) {
		refuse_method(rp);
		return;
	}
	if (is_post(rq) ? web_form(&form, buf_str(&rq->body)) : (kv_copy(&form, &rq->query), 0)) {
		sorry(rp, 400, "Not understood", "The form is broken.");
		goto out;
	}
	l = box_link(box, PIPEDREAM, kv_or(&form, "token", ""));
	if (!usable(rp, l))
		goto out;
	app = kv_or(&form, "app", l->app ? l->app : "");
	client = kv_or(&form, "oauthAppId", l->client);
	row = box_app(box, app);
	if (!row) {
		sorry(rp, *app ? 404 : 400, "App not found",
		      *app ? "The link names an app that is not in the catalog."
			   : "The link names no app.");
		goto out;
	}
	if (client && !is_client(client)) {
		sorry(rp, 400, "OAuth client not found",
		      "The OAuth client of the link is not an oa_ id.");
		goto out;
	}
	l->opened = 1;
	if (!is_post(rq)) {
		ask(rp, l, row, client, json_raw(json_get(row, "slug")), kv_get(&form, "accountId"));
		goto out;
	}
	set(&l->app, json_raw(json_get(row, "slug")));
	if (client != l->client)
		set(&l->client, client);
	set(&l->again, kv_get(&form, "accountId"));
	decide(box, l, kv_or(&form, "decision", ""), rp);
out:
	kv_free(&form);
}

/* /composio/link/lk_… */
void pages_link(struct box *box, const struct request *rq, struct reply *rp)
{
	struct link *l = box_link(box, COMPOSIO, rq->seg[2]);
	struct kv form = KV_INIT;

	if (!is_post(rq) && strcmp(rq->method, "GET")) {
		refuse_method(rp);
		return;
	}
	if (!usable(rp, l))
		return;
	l->opened = 1;
	if (!is_post(rq))
		ask(rp, l, box_toolkit(box, l->app), NULL, l->app, NULL);
	else if (web_form(&form, buf_str(&rq->body)))
		sorry(rp, 400, "Not understood", "The form is broken.");
	else
		decide(box, l, kv_or(&form, "decision", ""), rp);
	kv_free(&form);
}
