/* SPDX-License-Identifier: MIT */
/* github: searching issues that ask for a toolkit, and filing one. */
#include "vendors/github.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "vendors/github_own.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PER_PAGE 50

struct issue {
	long number;
	int named, open; /* the provider stands in the title */
	double comments;
	char *row, *page;
};

struct search {
	struct looks looks;
	struct issue *v;
	size_t n, cap;
	int incomplete;
};

static void free_own(void *own)
{
	struct search *se = own;
	size_t i;

	for (i = 0; i < se->n; i++)
		free(se->v[i].row), free(se->v[i].page);
	free(se->v);
	looks_free(&se->looks);
	free(se);
}

/* A phrase of the query: no quote of its own may end it. */
static void add_query(struct buf *url, const char *repo, const char *phrase)
{
	struct buf q = BUF_INIT;

	buf_addf(&q, "repo:%s is:issue in:title,body \"", repo);
	for (; *phrase; phrase++)
		buf_addc(&q, *phrase == '"' || *phrase == '\\' ? ' ' : *phrase);
	buf_addc(&q, '"');
	http_escape(url, buf_str(&q));
	buf_free(&q);
}

static void ask(struct probe *p, const char *phrase)
{
	struct search *se = p->own;
	struct buf url = BUF_INIT;
	size_t i = looks_add(&se->looks, 0, phrase);
	struct call *c;

	look_base(&url, p->env->github_url);
	buf_adds(&url, "/search/issues?q=");
	add_query(&url, github_repo(p), phrase);
	buf_addf(&url, "&per_page=%d", PER_PAGE);
	c = github_call(p, "GET", &url, LOOK_TAG + (int)i);
	c->retry = 1;
	(void)snprintf(p->doing, sizeof(p->doing), "%s", phrase);
}

static void start(struct probe *p)
{
	struct search *se = mem_alloc(sizeof(*se));
	struct kv tries = KV_INIT;
	size_t i;

	p->own = se;
	p->own_free = free_own;
	if (!github_repo(p)) {
		look_unknown(p, _("the repository is not of the form OWNER/NAME"));
		return;
	}
	github_offer(&p->in, &p->facts);
	look_spellings(&p->in, 2, 0, &tries);
	for (i = 0; i < tries.n && i < GITHUB_PHRASES; i++)
		ask(p, tries.v[i].value);
	if (!tries.n)
		look_unknown(p, _("there is no name to search for"));
	kv_free(&tries);
}

static int in_title(const struct probe *p, const char *title)
{
	struct buf t = BUF_INIT, name = BUF_INIT;
	int in;

	text_norm(&t, title);
	text_norm(&name, kv_or(&p->in, "provider", ""));
	in = name.len && strstr(buf_str(&t), buf_str(&name));
	buf_free(&t);
	buf_free(&name);
	return in;
}

static int known(const struct search *se, long number)
{
	size_t i;

	for (i = 0; i < se->n; i++)
		if (se->v[i].number == number)
			return 1;
	return 0;
}

/* "90004\tGoogle Tag Manager support, please\topen, asked 2026-08-14, 4 comments": an option of the runbook. */
static char *row_new(const struct issue *is, const char *title, const char *state, const char *created)
{
	unsigned long n = (unsigned long)is->comments;
	char *comments = mem_fmt(ngettext("%lu comment", "%lu comments", n), n), *row;

	/* TRANSLATORS: the state of an issue, a date, "4 comments" */
	row = mem_fmt(_("%ld\t%s\t%s, asked %.10s, %s"), is->number, title,
		      is->open ? _("open") : !strcmp(state, "closed") ? _("closed") : state, created, comments);
	free(comments);
	return row;
}

static void take_issue(struct probe *p, struct look *l, const struct json *item)
{
	struct search *se = p->own;
	double number = json_num(json_get(item, "number"), 0);
	const char *url = json_raw(json_get(item, "html_url"));
	const char *raw = json_raw(json_get(item, "title"));
	char *title, *safe, created[40], state[16];
	struct issue *is;

	if (number < 1 || number > 1e9 || !raw || !url || !github_page(p, url)) {
		l->odd = 1;
		return;
	}
	if (json_get(item, "pull_request"))
		return; /* "is:issue" keeps them out; a server that does not know it would not */
	l->seen++;
	if (known(se, (long)number))
		return;
	title = text_safe_new(raw, 200);
	safe = text_safe_new(url, 400);
	json_copy(json_get(item, "created_at"), created, sizeof(created));
	json_copy(json_get(item, "state"), state, sizeof(state));
	MEM_GROW(se->v, se->n, se->cap);
	is = &se->v[se->n++];
	is->number = (long)number;
	is->named = in_title(p, title);
	is->open = !strcmp(state, "open");
	is->comments = json_num(json_get(item, "comments"), 0);
	if (!(is->comments >= 0 && is->comments < 1e7))
		is->comments = 0;
	is->row = row_new(is, title, state, created);
	is->page = safe;
	free(title);
}

static void reply(struct probe *p, const struct call *c, const struct reply *r)
{
	struct search *se = p->own;
	struct look *l = looks_of(&se->looks, c);
	const struct json *items;
	struct json *doc;
	char why[sizeof(l->why)];

	if (!l)
		return;
	(void)snprintf(p->doing, sizeof(p->doing), "%s", l->text);
	if (github_json(p, c, r, &doc, why, sizeof(why))) {
		look_bad(l, why);
	} else if (!json_is_list(items = json_get(doc, "items"))) {
		look_bad(l, _("the answer has no list of issues in it"));
	} else {
		json_each(item, items) take_issue(p, l, item);
		se->incomplete |= json_bool(json_get(doc, "incomplete_results"), 0);
		if (l->odd)
			look_bad(l, _("the list has an entry that cannot be read"));
		else
			l->state = LOOK_GOOD;
	}
	if (l->state == LOOK_BAD)
		probe_evidence(p, "unknown", c, r, "%s", l->why);
	else
		probe_evidence(p, l->seen ? "found" : "absent", c, r,
			       ngettext("%zu issue for \"%s\"", "%zu issues for \"%s\"", l->seen),
			       l->seen, l->text);
	json_free(doc);
}

static int by_worth(const void *va, const void *vb)
{
	const struct issue *a = va, *b = vb;

	if (a->named != b->named)
		return b->named - a->named;
	if (a->open != b->open)
		return b->open - a->open;
	if (a->comments < b->comments || a->comments > b->comments)
		return a->comments < b->comments ? 1 : -1;
	return a->number < b->number ? 1 : -1;
}

static void tell(struct probe *p, struct search *se)
{
	size_t i, open = 0;
	char *key;

	qsort(se->v, se->n, sizeof(*se->v), by_worth);
	for (i = 0; i < se->n; i++) {
		open += (size_t)se->v[i].open;
		if (i >= GITHUB_SHOWN)
			continue;
		kv_add(&p->facts, "issue", se->v[i].row);
		key = mem_fmt("page.%ld", se->v[i].number);
		kv_set(&p->facts, key, se->v[i].page);
		free(key);
	}
	kv_set(&p->facts, "result", "found");
	kv_addf(&p->facts, "requests", "%zu", se->n);
	kv_addf(&p->facts, "open", "%zu", open);
	kv_addf(&p->facts, "detail",
		ngettext("%zu request, %zu of them open", "%zu requests, %zu of them open", se->n),
		se->n, open);
}

static void finish(struct probe *p)
{
	struct search *se = p->own;
	size_t i;

	if (kv_get(&p->facts, "result"))
		return;
	if (se->n) {
		tell(p, se);
		return;
	}
	for (i = 0; i < se->looks.n; i++)
		if (se->looks.v[i].state == LOOK_BAD) {
			look_unknown(p, se->looks.v[i].why);
			return;
		}
	if (se->incomplete) {
		look_unknown(p, _("GitHub says that its search was not complete"));
		return;
	}
	kv_set(&p->facts, "result", "absent");
	kv_addf(&p->facts, "detail",
		ngettext("nobody has asked for it · %zu spelling", "nobody has asked for it · %zu spellings",
			 se->looks.n),
		se->looks.n);
}

const struct probe_ops github_search = { "issues", start, reply, finish };
