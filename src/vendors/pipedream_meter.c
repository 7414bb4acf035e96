/* SPDX-License-Identifier: MIT */
/* pipedream_meter: what a workspace has used, and which OAuth clients a project has. */
#include "vendors/look.h"
#include "vendors/pipedream.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TAG 1
#define PAGE_MAX 100

struct meter {
	struct pipedream_talk talk; /* first */
	time_t from, to;
	struct looks looks; /* of the clients: one */
	int met;	    /* the one that was asked for */
	char app[80], redirect[300];
};

static void free_own(void *own)
{
	struct meter *m = own;

	pipedream_talk_free(&m->talk);
	looks_free(&m->looks);
	free(m);
}

static struct meter *begin(struct probe *p)
{
	struct meter *m = mem_alloc(sizeof(*m));

	p->own = m;
	p->own_free = free_own;
	m->talk.wide = 1;
	return m;
}

/* ---- usage */

static void ask_usage(struct probe *p)
{
	const struct meter *m = p->own;
	struct buf url = BUF_INIT;

	look_base(&url, p->env->pipedream_url);
	buf_addf(&url, "/v1/connect/usage?start_ts=%lld&end_ts=%lld", (long long)m->from, (long long)m->to);
	pipedream_call(p, "GET", &url, TAG, 0)->retry = 1;
}

static void usage_start(struct probe *p)
{
	struct meter *m = begin(p);
	const char *from = kv_get(&p->in, "from"), *to = kv_get(&p->in, "to");
	char month[CLOCK_STAMP];

	m->to = clock_now();
	clock_date(m->to, month);
	month[8] = '0'; /* 2026-11-01 */
	month[9] = '1';
	if (!from && !to && !clock_parse(month, &m->from) && m->to == m->from)
		m->to++; /* the first second of a month is a span, too */
	if (clock_parse(from ? from : month, &m->from) || (to && clock_parse(to, &m->to)) || m->from >= m->to)
		look_unknown(p, _("that is no span of time"));
	else
		pipedream_begin(p, 0, ask_usage);
}

/* The sum over all records; -1 when one of them cannot be read. */
static double sum(const struct json *data, const char *key, int must)
{
	double all = 0;

	json_each(record, data) {
		double n = json_num(json_get(record, key), must ? -1 : 0);

		if (!(n >= 0 && n < 1e12))
			return -1;
		all += n;
	}
	return all;
}

static void add_number(struct probe *p, const char *fact, double n)
{
	kv_addf(&p->facts, fact, "%.0f", n);
}

static void tell_usage(struct probe *p, const struct json *data)
{
	const struct meter *m = p->own;
	char stamp[CLOCK_STAMP], number[32];
	double credits = sum(data, "credits_used", 1);

	kv_set(&p->facts, "result", "ok");
	add_number(p, "credits", credits);
	add_number(p, "actions", sum(data, "action_run_credits_used", 0));
	add_number(p, "proxy", sum(data, "proxy_credits_used", 0));
	add_number(p, "sources", sum(data, "source_emit_credits_used", 0));
	clock_stamp(m->to, stamp);
	kv_set(&p->facts, "to", stamp);
	clock_stamp(m->from, stamp);
	kv_set(&p->facts, "from", stamp);
	clock_date(m->from, stamp);
	look_number(number, (size_t)credits);
	kv_addf(&p->facts, "detail",
		ngettext("%s credit since %s", "%s credits since %s", (unsigned long)credits), number, stamp);
}

static void usage_reply(struct probe *p, const struct call *c, const struct reply *r)
{
	const struct json *data;
	struct json *doc;
	char why[256];

	if (pipedream_dealt(p, c, r) || c->tag != TAG)
		return;
	*why = '\0';
	if (!probe_json(c, r, &doc, why, sizeof(why))) {
		data = json_get(doc, "data");
		if (!json_is_list(data) || sum(data, "credits_used", 1) < 0 ||
		    sum(data, "action_run_credits_used", 0) < 0 || sum(data, "proxy_credits_used", 0) < 0 ||
		    sum(data, "source_emit_credits_used", 0) < 0)
			(void)snprintf(why, sizeof(why), "%s", _("the answer has no figures in it"));
		else
			tell_usage(p, data);
	}
	if (*why) {
		probe_evidence(p, "unknown", c, r, "%s", why);
		look_unknown(p, why);
	} else {
		probe_evidence(p, "ok", c, r, "%s", kv_or(&p->facts, "detail", ""));
	}
	json_free(doc);
}

const struct probe_ops pipedream_usage = { "usage", usage_start, usage_reply, NULL };

/* ---- OAuth clients */

static void ask_clients(struct probe *p, const char *after)
{
	struct buf url = BUF_INIT;

	pipedream_project_url(p, "oauth_apps?limit=", &url);
	buf_addf(&url, "%d", p->env->page > 0 ? p->env->page : PAGE_MAX);
	if (after) {
		buf_adds(&url, "&after=");
		http_escape(&url, after);
	}
	pipedream_call(p, "GET", &url, LOOK_TAG, 1)->retry = 1;
}

static void go(struct probe *p)
{
	ask_clients(p, NULL);
}

/* "oa_" and letters or digits. */
static int is_client(const char *id)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

	return id && !strncmp(id, "oa_", 3) && id[3] && !id[3 + strspn(id + 3, letters)] && strlen(id) < 72;
}

static void oauth_start(struct probe *p)
{
	struct meter *m = begin(p);

	looks_add(&m->looks, 0, "");
	if (!is_client(kv_or(&p->in, "oauth_app", "")))
		look_unknown(p, _("an id of an OAuth client is oa_ and letters or digits"));
	else
		pipedream_begin(p, 1, go);
}

static void take_client(struct probe *p, struct look *l, const struct json *item)
{
	struct meter *m = p->own;
	const char *id = json_raw(json_get(item, "id"));
	char *name = json_text(json_get(item, "name"), 80), app[80], *row;

	json_copy(json_at(item, "app.name_slug"), app, sizeof(app));
	if (!is_client(id)) {
		l->odd = 1;
	} else {
		row = mem_fmt("%s\t%s\t%s", id, name, app);
		kv_add(&p->facts, "oauth_app", row);
		free(row);
	}
	if (is_client(id) && !strcmp(id, kv_or(&p->in, "oauth_app", ""))) {
		m->met = 1;
		memcpy(m->app, app, sizeof(app));
		json_copy(json_get(item, "redirect_uri"), m->redirect, sizeof(m->redirect));
	}
	free(name);
}

static void conclude_client(struct probe *p)
{
	const struct meter *m = p->own;
	const char *app = kv_or(&p->in, "app_slug", ""), *id = kv_or(&p->in, "oauth_app", "");
	size_t n = kv_count(&p->facts, "oauth_app");

	if (!m->met) {
		kv_set(&p->facts, "result", "absent");
		kv_addf(&p->facts, "detail",
			ngettext("%s is not the one OAuth client that the project has",
				 "%s is none of the %zu OAuth clients that the project has", n), id, n);
		return;
	}
	if (*m->redirect)
		kv_set(&p->facts, "redirect_uri", m->redirect);
	if (*app && *m->app && strcmp(app, m->app) != 0) {
		kv_set(&p->facts, "result", "other-app");
		kv_addf(&p->facts, "detail", _("%s is an OAuth client for %s, and not for %s"), id, m->app, app);
	} else {
		kv_set(&p->facts, "result", "found");
		kv_addf(&p->facts, "detail", _("%s is an OAuth client of this project"), id);
	}
}

static void oauth_reply(struct probe *p, const struct call *c, const struct reply *r)
{
	struct meter *m = p->own;
	struct look *l = &m->looks.v[0];
	const struct json *data;
	struct json *doc;
	char why[256];
	int more = 0;

	if (pipedream_dealt(p, c, r))
		return;
	if (probe_json(c, r, &doc, why, sizeof(why))) {
		look_bad(l, why);
	} else if (!json_is_list(data = json_get(doc, "data"))) {
		look_bad(l, _("the answer has no list of OAuth clients in it"));
	} else {
		const char *after =
			json_first(data) ? json_raw(json_at(doc, "page_info.end_cursor")) : NULL;

		json_each(item, data) take_client(p, l, item);
		more = look_page(l, after, json_count(data),
				 json_num(json_at(doc, "page_info.total_count"), -1));
		if (more)
			ask_clients(p, after);
	}
	json_free(doc);
	if (more)
		return;
	/* one that was seen is there, whatever became of the rest of the list */
	if (l->state == LOOK_GOOD || m->met)
		conclude_client(p);
	else
		look_unknown(p, l->why);
	probe_evidence(p, l->state == LOOK_BAD ? "unknown" : m->met ? "found" : "absent", c, r, "%s",
		       l->state == LOOK_BAD ? l->why : kv_or(&p->facts, "detail", ""));
}

const struct probe_ops pipedream_oauth = { "oauth-client", oauth_start, oauth_reply, NULL };
