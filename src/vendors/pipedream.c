/* SPDX-License-Identifier: MIT */
/* pipedream: asking the app catalog whether there is such an app, and how many actions it has. */
#include "vendors/pipedream.h"

#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "vendors/look.h"
#include "vendors/near.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGE_MAX 100

enum { LOOK_SLUG, LOOK_SEARCH, LOOK_SIZE, LOOK_ACTIONS };

struct catalog {
	struct pipedream_talk talk; /* first */
	struct match *m;
	struct near near; /* of the hits that are no match */
	struct looks looks;
	size_t spellings;
	long actions; /* -1: not known */
	long size;    /* apps there, or -1 */
	int over;     /* the actions were asked for, or need not be */
};

/* ---- questions */

static void ask(struct probe *p, size_t i, const char *after)
{
	struct catalog *ca = p->own;
	const struct look *l = &ca->looks.v[i];
	struct buf url = BUF_INIT;

	if (l->kind == LOOK_ACTIONS) {
		pipedream_project_url(p, "actions?app=", &url);
		http_escape(&url, l->text);
		buf_adds(&url, "&limit=1");
	} else if (l->kind == LOOK_SIZE) {
		look_base(&url, p->env->pipedream_url);
		buf_adds(&url, "/v1/connect/apps?limit=1");
	} else {
		look_base(&url, p->env->pipedream_url);
		buf_adds(&url, l->kind == LOOK_SLUG ? "/v1/connect/apps/" : "/v1/connect/apps?q=");
		http_escape(&url, l->text);
	}
	if (l->kind == LOOK_SEARCH)
		buf_addf(&url, "&limit=%d", p->env->page > 0 ? p->env->page : PAGE_MAX);
	if (after) {
		buf_adds(&url, "&after=");
		http_escape(&url, after);
	}
	(void)snprintf(p->doing, sizeof(p->doing), "%s", l->text);
	pipedream_call(p, "GET", &url, LOOK_TAG + (int)i, l->kind == LOOK_ACTIONS)->retry = 1;
}

static void add(struct probe *p, int kind, const char *text)
{
	struct catalog *ca = p->own;

	ask(p, looks_add(&ca->looks, kind, text), NULL);
}

static void go(struct probe *p)
{
	struct catalog *ca = p->own;
	struct kv tries = KV_INIT, slugs = KV_INIT;
	size_t i;

	look_slugs(&p->in, 1, &slugs);
	look_spellings(&p->in, 1, 1, &tries);
	for (i = 0; i < slugs.n; i++)
		add(p, LOOK_SLUG, slugs.v[i].value);
	add(p, LOOK_SIZE, "");
	for (i = 0; i < tries.n; i++)
		add(p, LOOK_SEARCH, tries.v[i].value);
	ca->spellings = tries.n;
	kv_free(&tries);
	kv_free(&slugs);
}

static void free_own(void *own)
{
	struct catalog *ca = own;

	pipedream_talk_free(&ca->talk);
	match_free(ca->m);
	near_free(&ca->near);
	looks_free(&ca->looks);
	free(ca);
}

static void start(struct probe *p)
{
	struct catalog *ca = mem_alloc(sizeof(*ca));

	p->own = ca;
	p->own_free = free_own;
	ca->m = match_new(&p->in);
	near_init(&ca->near, &p->in);
	ca->actions = ca->size = -1;
	pipedream_begin(p, 0, go);
}

/* ---- answers */

/* Everything but slug and name may be missing; a null auth_type means none. */
static void keep_more(struct match_hit *h, const struct json *app)
{
	char id[64], auth[32];

	json_copy(json_get(app, "id"), id, sizeof(id));
	json_copy(json_get(app, "auth_type"), auth, sizeof(auth));
	if (*id)
		kv_set(&h->more, "app_id", id);
	kv_set(&h->more, "auth_type", text_is_name(auth, 0) ? auth : "none");
}

/* What an app that wants keys asks for: a list of fields, in a string that holds JSON. */
static void keep_fields(struct match_hit *h, const struct json *app)
{
	const char *text = json_raw(json_get(app, "custom_fields_json"));
	struct err e = ERR_INIT;
	struct json *doc = text ? json_parse(text, strlen(text), &e) : NULL;

	kv_del(&h->more, "field");
	json_each(field, doc) {
		char name[80], label[80];

		json_copy(json_get(field, "name"), name, sizeof(name));
		json_copy(json_get(field, "label"), label, sizeof(label));
		if (*name)
			kv_addf(&h->more, "field", "%s\t%s\t%s", name, label,
				json_bool(json_get(field, "optional"), 0) ? "optional" : "");
	}
	json_free(doc);
}

static void take_app(struct catalog *ca, struct look *l, enum match_how how, const struct json *app)
{
	struct match_hit *hit = look_entry(l, ca->m, &ca->near, how, json_raw(json_get(app, "name_slug")),
					   json_raw(json_get(app, "name")), json_raw(json_get(app, "description")));

	if (hit) {
		keep_more(hit, app);
		keep_fields(hit, app);
	}
}

static void take_slug(struct probe *p, struct look *l, const struct call *c, const struct reply *r)
{
	struct catalog *ca = p->own;
	char why[sizeof(l->why)];
	struct json *doc;

	if (look_not_found(r)) {
		l->state = LOOK_GOOD;
		probe_evidence(p, "absent", c, r, _("no app has the slug %s"), l->text);
		return;
	}
	if (probe_json(c, r, &doc, why, sizeof(why))) {
		look_bad(l, look_strange_404(r) ? look_strange_404(r) : why);
	} else {
		take_app(ca, l, MATCH_DIRECT, json_get(doc, "data"));
		if (l->odd)
			look_bad(l, _("the answer has no app in it"));
		else
			l->state = LOOK_GOOD;
	}
	if (l->state == LOOK_BAD)
		probe_evidence(p, "unknown", c, r, "%s", l->why);
	else
		probe_evidence(p, look_said(l), c, r, _("an app answers to the slug %s"), l->text);
	json_free(doc);
}

static void take_list(struct probe *p, struct look *l, const struct call *c, const struct reply *r)
{
	struct catalog *ca = p->own;
	const struct json *data;
	char why[sizeof(l->why)];
	struct json *doc;
	int more = 0;

	if (probe_json(c, r, &doc, why, sizeof(why))) {
		look_bad(l, why);
	} else if (!json_is_list(data = json_get(doc, "data"))) {
		look_bad(l, _("the answer has no list of apps in it"));
	} else {
		/* a cursor may lead from a full last page to an empty one, and that is the end */
		const char *after =
			json_first(data) ? json_raw(json_at(doc, "page_info.end_cursor")) : NULL;

		json_each(app, data) take_app(ca, l, MATCH_LISTED, app);
		more = look_page(l, after, json_count(data),
				 json_num(json_at(doc, "page_info.total_count"), -1));
		if (more)
			ask(p, (size_t)(l - ca->looks.v), after);
	}
	if (l->state == LOOK_BAD)
		probe_evidence(p, look_said(l), c, r, "%s", l->why);
	else if (!more)
		probe_evidence(p, look_said(l), c, r,
			       ngettext("%zu hit for \"%s\"", "%zu hits for \"%s\"", l->seen),
			       l->seen, l->text);
	json_free(doc);
}

/* How many there are, by the first page of a list; -1 when that is not said. */
static long total_of(const struct json *doc)
{
	return look_total(json_get(doc, "data"), json_num(json_at(doc, "page_info.total_count"), -1));
}

/* How large the catalog is: good to know, and no loss when it is not said, as long as it holds anything at all. */
static void take_size(struct catalog *ca, struct look *l, const struct call *c, const struct reply *r)
{
	struct json *doc;

	l->state = LOOK_GOOD;
	if (probe_json(c, r, &doc, l->why, sizeof(l->why)))
		return;
	ca->size = total_of(doc);
	l->seen = json_count(json_get(doc, "data"));
	json_free(doc);
}

static void take_actions(struct probe *p, struct look *l, const struct call *c,
			 const struct reply *r)
{
	struct catalog *ca = p->own;
	struct json *doc;

	l->state = LOOK_GOOD; /* a catalog that does not say how many is as good */
	if (probe_json(c, r, &doc, l->why, sizeof(l->why)))
		return;
	ca->actions = total_of(doc);
	if (ca->actions >= 0)
		probe_evidence(p, "ok", c, r, ngettext("%ld action", "%ld actions", (unsigned long)ca->actions),
			       ca->actions);
	json_free(doc);
}

static void reply(struct probe *p, const struct call *c, const struct reply *r)
{
	struct catalog *ca = p->own;
	struct look *l;

	if (pipedream_dealt(p, c, r))
		return;
	l = looks_of(&ca->looks, c);
	if (!l)
		return;
	(void)snprintf(p->doing, sizeof(p->doing), "%s", l->text);
	if (l->kind == LOOK_SLUG)
		take_slug(p, l, c, r);
	else if (l->kind == LOOK_SEARCH)
		take_list(p, l, c, r);
	else if (l->kind == LOOK_SIZE)
		take_size(ca, l, c, r);
	else
		take_actions(p, l, c, r);
}

/* ---- conclusions */

static const char *auth_word(const char *auth)
{
	return !strcmp(auth, "oauth")  ? _("OAuth")
	       : !strcmp(auth, "keys") ? _("keys")
	       : !strcmp(auth, "none") ? _("no account needed")
				       : auth;
}

static void conclude_found(struct probe *p, const struct match_hit *best)
{
	struct catalog *ca = p->own;
	const char *auth = kv_or(&best->more, "auth_type", "none");
	struct buf detail = BUF_INIT;
	size_t i;

	kv_set(&p->facts, "result", "found");
	kv_set(&p->facts, "app_slug", best->slug);
	kv_set(&p->facts, "app_name", best->name);
	kv_set(&p->facts, "auth_type", auth);
	for (i = 0; !strcmp(auth, "keys") && i < best->more.n; i++)
		if (!strcmp(best->more.v[i].key, "field"))
			kv_add(&p->facts, "field", best->more.v[i].value);
	if (kv_get(&best->more, "app_id"))
		kv_set(&p->facts, "app_id", kv_get(&best->more, "app_id"));
	buf_addf(&detail, "%s · %s", best->slug, auth_word(auth));
	if (ca->actions >= 0) {
		kv_addf(&p->facts, "actions", "%ld", ca->actions);
		buf_addf(&detail,
			 ngettext(" · %ld action", " · %ld actions", (unsigned long)ca->actions),
			 ca->actions);
	}
	kv_set(&p->facts, "detail", buf_str(&detail));
	buf_free(&detail);
}

static void conclude_none(struct probe *p)
{
	struct catalog *ca = p->own;
	struct buf tried = BUF_INIT;
	const char *bare;
	char size[32];
	size_t i, n;

	for (i = 0; i < ca->looks.n; i++)
		if (ca->looks.v[i].state == LOOK_BAD) {
			look_unknown(p, ca->looks.v[i].why);
			return;
		}
	if (!ca->spellings) { /* nothing to search for: nobody could say that it is not there */
		look_unknown(p, _("there is no name to search for"));
		return;
	}
	bare = look_bare(&ca->looks, LOOK_SIZE, ca->size);
	if (bare) {
		look_unknown(p, bare);
		return;
	}
	n = match_candidates(ca->m, &p->facts);
	(void)near_facts(&ca->near, &p->facts);
	kv_set(&p->facts, "result", n ? "candidate" : "absent");
	buf_addf(&tried, ngettext("%zu spelling", "%zu spellings", ca->spellings), ca->spellings);
	if (ca->size > 0) {
		look_number(size, (size_t)ca->size);
		buf_addf(&tried, ngettext(", %s app", ", %s apps", (unsigned long)ca->size), size);
	}
	if (n)
		kv_addf(&p->facts, "detail", ngettext("not by that name · %s · %zu mention",
						      "not by that name · %s · %zu mentions", n),
			buf_str(&tried), n);
	else
		kv_addf(&p->facts, "detail", _("not in the catalog · %s"), buf_str(&tried));
	buf_free(&tried);
}

static void finish(struct probe *p)
{
	struct catalog *ca = p->own;
	const struct match_hit *best = match_best(ca->m);

	if (kv_get(&p->facts, "result"))
		return;
	if (!best) {
		conclude_none(p);
	} else if (!ca->over && p->env->pipedream_project && *p->env->pipedream_project) {
		ca->over = 1;
		add(p, LOOK_ACTIONS, best->slug);
	} else {
		conclude_found(p, best);
	}
}

const struct probe_ops pipedream_catalog = { "pipedream", start, reply, finish };
