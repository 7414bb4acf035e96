/* SPDX-License-Identifier: MIT */
/* pipedream_share: a look at many tenants: one list of all accounts, and a question only where it shows a change. */
#include "vendors/pipedream_people.h"

#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One account of the list: which, in what shape, and for whom it stands there. */
struct row {
	char *id;
	char *hint;    /* its external_id: our user or the provider's; nobody says which */
	char *proven;  /* the tenant in whose own answer it was; NULL: in none */
	uint64_t mark; /* of what the list says of it: another one is a change */
};

struct rows {
	struct row *v;
	size_t n, cap;
	struct map ids;
};

/* What was proven of one tenant in earlier looks. */
struct proof {
	char *tenant, *pin;
	char word[12];
	struct kv facts;
};

/* Kept in the environment between looks. */
struct pipedream_share {
	char *about; /* project, environment, app, OAuth client: another one begins anew */
	struct rows rows;
	struct proof *proof;
	size_t n;
	struct map names;
	int told;    /* a look was told in full: the next may tell changes only */
	int unlisted; /* the list was no use (endless, in circles, not to be read): each tenant is asked */
	int ours;    /* external_id is our user: 1; it is not: −1; not known: 0 */
};

/* This look. */
struct share_round {
	struct rows rows;
	size_t look;	/* number of the list's */
	size_t strange; /* changed accounts that name none of our tenants */
	int rest;	/* all others were asked as well */
};

static void rows_free(struct rows *r)
{
	size_t i;

	for (i = 0; i < r->n; i++) {
		free(r->v[i].id);
		free(r->v[i].hint);
		free(r->v[i].proven);
	}
	free(r->v);
	map_free(&r->ids);
	memset(r, 0, sizeof(*r));
}

void share_round_free(struct share_round *r)
{
	if (!r)
		return;
	rows_free(&r->rows);
	free(r);
}

void pipedream_share_free(struct pipedream_share *s)
{
	size_t i;

	if (!s)
		return;
	for (i = 0; i < s->n; i++) {
		free(s->proof[i].tenant);
		free(s->proof[i].pin);
		kv_free(&s->proof[i].facts);
	}
	free(s->proof);
	rows_free(&s->rows);
	map_free(&s->names);
	free(s->about);
	free(s);
}

/* What the look before it left, if it was about the same app and tenants; else an empty one. */
static struct pipedream_share *of(struct probe *p)
{
	const struct people *pe = p->own;
	char *about = mem_fmt("%s %s %s %s", p->env->pipedream_project, pipedream_environment(p), people_app(p),
			      people_oauth_app(p));
	struct pipedream_share *s = p->env->share;
	size_t i;
	int fits = s && !strcmp(s->about, about) && s->n == pe->n;

	for (i = 0; fits && i < s->n; i++)
		fits = !strcmp(s->proof[i].tenant, pe->looks.v[i].text);
	if (fits) {
		free(about);
		return s;
	}
	pipedream_share_free(s);
	p->env->share = s = mem_alloc(sizeof(*s));
	s->about = about;
	s->n = pe->n;
	s->proof = mem_alloc((s->n + 1) * sizeof(*s->proof));
	for (i = 0; i < s->n; i++) {
		s->proof[i].tenant = mem_str(pe->looks.v[i].text);
		(void)map_put(&s->names, s->proof[i].tenant, i);
	}
	return s;
}

static void ask_list(struct probe *p, const char *after)
{
	struct people *pe = p->own;
	struct buf url = BUF_INIT;

	pipedream_project_url(p, "accounts?app=", &url);
	http_escape(&url, people_app(p));
	if (*people_oauth_app(p)) {
		buf_adds(&url, "&oauth_app_id=");
		http_escape(&url, people_oauth_app(p));
	}
	buf_addf(&url, "&limit=%d", p->env->page > 0 ? p->env->page : PEOPLE_PAGE);
	if (after) {
		buf_adds(&url, "&after=");
		http_escape(&url, after);
	}
	pipedream_call(p, "GET", &url, LOOK_TAG + (int)pe->round->look, 1)->retry = 1;
}

void share_go(struct probe *p)
{
	struct people *pe = p->own;

	if (of(p)->unlisted)
		return;
	pe->round = mem_alloc(sizeof(*pe->round));
	pe->round->look = looks_add(&pe->looks, 2, "");
	ask_list(p, NULL);
}

/* ---- the list */

static void mix(uint64_t *h, const char *s)
{
	for (; s && *s; s++)
		*h = (*h ^ (unsigned char)*s) * 1099511628211u;
	*h = (*h ^ 0xff) * 1099511628211u;
}

static void take_row(struct rows *rows, struct look *l, const struct json *account)
{
	static const char *const said[] = { "created_at", "updated_at", "name", "error", "external_id" };
	const char *id = json_raw(json_get(account, "id"));
	uint64_t mark = 14695981039346656037u;
	struct row *r;
	size_t i;

	if (!pipedream_is_account(id)) {
		l->odd = 1;
		return;
	}
	if (map_get(&rows->ids, id) != MAP_NONE)
		return; /* the list moved while it was read */
	for (i = 0; i < sizeof(said) / sizeof(*said); i++)
		mix(&mark, json_raw(json_get(account, said[i])));
	mark = mark * 4 + (uint64_t)json_bool(json_get(account, "dead"), 0) * 2 +
	       (uint64_t)json_bool(json_get(account, "healthy"), 1);
	MEM_GROW(rows->v, rows->n, rows->cap);
	r = &rows->v[rows->n];
	r->id = mem_str(id);
	r->hint = json_raw(json_get(account, "external_id")) ? mem_str(json_raw(json_get(account, "external_id"))) : NULL;
	r->proven = NULL;
	r->mark = mark;
	(void)map_put(&rows->ids, r->id, rows->n++);
}

static void ask(struct probe *p, size_t tenant)
{
	struct people *pe = p->own;

	if (tenant < pe->n && !pe->seat[tenant].asked)
		people_ask_accounts(p, tenant, NULL);
}

/* The list is whole: who has to be asked? */
static void compare(struct probe *p)
{
	struct people *pe = p->own;
	struct pipedream_share *s = of(p);
	struct share_round *ro = pe->round;
	size_t i;

	for (i = 0; i < ro->rows.n; i++) {
		struct row *r = &ro->rows.v[i];
		size_t was = map_get(&s->rows.ids, r->id);
		struct row *before = was == MAP_NONE ? NULL : &s->rows.v[was];
		size_t hinted = r->hint ? map_get(&pe->names, r->hint) : MAP_NONE;

		if (before && before->proven)
			r->proven = mem_str(before->proven);
		if (before && before->mark == r->mark)
			continue;
		if (r->proven)
			ask(p, map_get(&pe->names, r->proven));
		else if (hinted != MAP_NONE)
			ask(p, hinted);
		else
			ro->strange++;
	}
	for (i = 0; i < s->rows.n; i++) /* gone */
		/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): as many rows as n says */
		if (map_get(&ro->rows.ids, s->rows.v[i].id) == MAP_NONE && s->rows.v[i].proven)
			ask(p, map_get(&pe->names, s->rows.v[i].proven));
	for (i = 0; i < pe->n; i++) { /* another account was chosen since */
		const char *pin = pe->seat[i].pin, *had = s->proof[i].pin;

		if (pin && (!had || strcmp(pin, had) != 0))
			ask(p, i);
	}
}

/* A list that came and is no use is no reason to know nothing: each tenant has an answer of its own. */
static void go_without(struct probe *p)
{
	struct people *pe = p->own;
	size_t i;

	of(p)->unlisted = 1;
	share_round_free(pe->round);
	pe->round = NULL;
	for (i = 0; i < pe->n; i++)
		people_ask_accounts(p, i, NULL);
}

int share_took(struct probe *p, const struct call *c, const struct reply *r)
{
	struct people *pe = p->own;
	struct look *l = pe->round ? looks_of(&pe->looks, c) : NULL;
	const struct json *data;
	const char *after;
	struct json *doc;

	if (!l || l != &pe->looks.v[pe->round->look])
		return 0;
	data = people_page(p, c, r, l, &doc, &after);
	if (data) {
		json_each(account, data) take_row(&pe->round->rows, l, account);
		if (look_page(l, after, json_count(data), json_num(json_at(doc, "page_info.total_count"), -1)))
			ask_list(p, after);
	}
	if (l->state == LOOK_BAD)
		probe_evidence(p, "unknown", c, r, "%s", l->why);
	else if (l->state == LOOK_GOOD)
		probe_evidence(p, "ok", c, r, ngettext("%zu account of the app in all", "%zu accounts of the app in all", pe->round->rows.n),
			       pe->round->rows.n);
	if (l->state == LOOK_GOOD)
		compare(p);
	else if (l->state == LOOK_BAD && data)
		go_without(p);
	json_free(doc);
	return 1;
}

void share_proved(struct probe *p, size_t tenant, const struct json *account)
{
	struct people *pe = p->own;
	struct pipedream_share *s = of(p);
	const char *id = json_raw(json_get(account, "id")), *whose = json_raw(json_get(account, "external_id"));
	size_t at = map_get(&pe->round->rows.ids, id);

	if (at != MAP_NONE) {
		free(pe->round->rows.v[at].proven);
		pe->round->rows.v[at].proven = mem_str(pe->looks.v[tenant].text);
	}
	if (whose && s->ours >= 0)
		s->ours = strcmp(whose, pe->looks.v[tenant].text) ? -1 : 1;
}

int share_more(struct probe *p)
{
	struct people *pe = p->own;
	struct pipedream_share *s;
	size_t i, asked = 0;

	if (kv_get(&p->facts, "result") || pe->looks.v[pe->round->look].state != LOOK_GOOD || pe->round->rest)
		return 0;
	s = of(p);
	/* accounts that name nobody of ours may be anybody's, unless the list is known to name our users */
	if (!(pe->round->strange && s->ours != 1) && !(s->ours < 0 && !s->rows.n && pe->round->rows.n))
		return 0;
	pe->round->rest = 1;
	for (i = 0; i < pe->n; i++) {
		if (pe->seat[i].asked || (*s->proof[i].word && !strcmp(s->proof[i].word, "connected")))
			continue;
		ask(p, i);
		asked++;
	}
	return asked > 0;
}

/* ---- the end of a look */

static const char *word_of(const struct seat *s)
{
	static const char *const words[] = { "none", "dead", "unhealthy", "connected" };

	return words[s->state];
}

static void keep_proof(struct proof *pr, const struct seat *s)
{
	free(pr->pin);
	pr->pin = s->pin ? mem_str(s->pin) : NULL;
	(void)snprintf(pr->word, sizeof(pr->word), "%s", word_of(s));
	kv_free(&pr->facts);
	people_tell(pr->tenant, s, pr->word, 1, &pr->facts);
}

static void tell_detail(struct probe *p, size_t connected)
{
	struct people *pe = p->own;

	kv_set(&p->facts, "result", "ok");
	if (people_new(p) >= 0 && connected < pe->n)
		kv_addf(&p->facts, "detail", _("%zu of %zu connected · development: %zu of %d users"), connected,
			pe->n, pe->users.n, PIPEDREAM_DEVELOPMENT_USERS);
	else
		kv_addf(&p->facts, "detail", _("%zu of %zu connected"), connected, pe->n);
}

void share_finish(struct probe *p)
{
	struct people *pe = p->own;
	struct pipedream_share *s = of(p);
	int part = s->told && kv_get(&p->in, "part"), good = pe->looks.v[pe->round->look].state == LOOK_GOOD;
	size_t i, connected = 0, unknown = 0;
	const char *why = good ? people_why(pe) : pe->looks.v[pe->round->look].why;

	for (i = 0; i < pe->n; i++) {
		struct proof *pr = &s->proof[i];
		int fresh = pe->seat[i].asked, known = good && (!fresh || pe->looks.v[i].state == LOOK_GOOD);

		if (!known) {
			unknown++;
			if (!good || !part)
				people_tell(pr->tenant, &(struct seat){ .state = SEAT_NONE }, "unknown", 0, &p->facts);
			continue;
		}
		if (fresh || !*pr->word)
			keep_proof(pr, &pe->seat[i]); /* not asked and never seen: no account of the list is theirs */
		connected += !strcmp(pr->word, "connected");
		if (fresh || !part)
			kv_copy(&p->facts, &pr->facts);
	}
	if (part && good)
		kv_set(&p->facts, "part", "yes");
	if (unknown) {
		look_unknown(p, why ? why : "");
		return;
	}
	s->told = 1;
	rows_free(&s->rows); /* only a look without a gap is what the next one is held against */
	s->rows = pe->round->rows;
	memset(&pe->round->rows, 0, sizeof(pe->round->rows));
	tell_detail(p, connected);
}
