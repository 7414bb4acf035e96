/* SPDX-License-Identifier: MIT */
/* connect_take: commands of the board, a tenant each, and what facts from outside mean for it. */
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "runbook/kinds.h"

#include <stdlib.h>
#include <string.h>

#define NOTE_MAX 200

/*
 *   new T          a new link in the place of the one that was made
 *   use T apn_…    of several accounts this one
 *   accept T NOTE  that it shares an account or a login with another tenant; without NOTE that is asked for
 *   keys T         connect by keys, which are asked for without echo
 */
static const char *const verbs[] = { "new", "use", "accept", "keys" };

struct command {
	const char *verb; /* NULL: it is none */
	char *tenant, *rest;
};

static void command_parse(const char *value, struct command *c)
{
	size_t n = strcspn(value, " "), i;

	memset(c, 0, sizeof(*c));
	for (i = 0; i < sizeof(verbs) / sizeof(*verbs); i++)
		if (value[n] == ' ' && strlen(verbs[i]) == n && !strncmp(verbs[i], value, n))
			c->verb = verbs[i];
	if (!c->verb)
		return;
	value += n + strspn(value + n, " ");
	n = strcspn(value, " ");
	c->tenant = mem_strn(value, n);
	value += n + strspn(value + n, " ");
	c->rest = text_safe_new(value, NOTE_MAX);
}

static void command_free(struct command *c)
{
	free(c->tenant);
	free(c->rest);
}

static int is(const struct command *c, const char *verb)
{
	return c->verb && !strcmp(c->verb, verb);
}

/* The row of one account to choose, "apn_…\tstate\tname\tcreated", or NULL. */
static const char *choice_row(const struct wizard *w, const char *tenant, const char *id)
{
	char *key = mem_fmt("accounts.choice.%s", tenant);
	const char *row = NULL;
	size_t i, n = strlen(id);

	for (i = 0; i < w->facts.n && !row; i++)
		if (!strcmp(w->facts.v[i].key, key) && !strncmp(w->facts.v[i].value, id, n) &&
		    w->facts.v[i].value[n] == '\t')
			row = w->facts.v[i].value;
	free(key);
	return row;
}

static int check(const struct wizard *w, const struct command *c, struct err *e)
{
	const struct place *p = board_find(board_of(w), c->tenant);
	char *shown = text_safe_new(c->tenant, 60);
	int rc = 0;

	if (!p)
		rc = err_set(e, E_USAGE, _("'%s' is no tenant of this rollout."), shown);
	else if (w->dry_run && (is(c, "new") || is(c, "keys")))
		rc = err_set(e, E_USAGE, _("A dry run connects nobody and makes no link."));
	else if (is(c, "new") && place_connected(p))
		rc = err_set(e, E_USAGE, _("%s is connected; it needs no link."), shown);
	else if (is(c, "use") && !choice_row(w, c->tenant, c->rest))
		rc = err_set(e, E_USAGE, _("%s has no account '%s' to choose. Say use, the tenant, and one of its apn_ ids."),
			     shown, c->rest);
	else if (is(c, "accept") && !p->other)
		rc = err_set(e, E_USAGE, _("%s shares its account with nobody; there is nothing to accept."), shown);
	else if (is(c, "keys") && strcmp(kv_or(&w->facts, "pipedream.auth_type", ""), "keys") != 0)
		rc = err_set(e, E_USAGE, _("This app does not connect by keys; its link does it."));
	free(shown);
	return rc;
}

int connect_command(const struct wizard *w, const char *value, struct buf *canon, struct err *e)
{
	const char *asks = kv_get(&w->facts, "board.asks");
	struct command c;
	char *note;
	int rc = 1;

	if (asks) { /* whatever is typed is the note */
		note = text_safe_new(value, NOTE_MAX);
		buf_addf(canon, "accept %s %s", asks, *note ? note : "accepted");
		free(note);
		return 1;
	}
	command_parse(value, &c);
	if (!c.verb)
		rc = 0;
	else if (check(w, &c, e))
		rc = -1;
	else
		buf_addf(canon, "%s %s%s%s", c.verb, c.tenant, *c.rest ? " " : "", c.rest);
	command_free(&c);
	return rc;
}

static void set_of(struct wizard *w, const char *what, const char *tenant, const char *value)
{
	char *key = mem_fmt("%s.%s", what, tenant);

	if (value)
		kv_set(&w->facts, key, value);
	else
		kv_del(&w->facts, key);
	free(key);
}

static void drop_link(struct wizard *w, const char *tenant)
{
	set_of(w, "link.link", tenant, NULL);
	set_of(w, "link.link_until", tenant, NULL);
	set_of(w, "link.link_at", tenant, NULL);
}

static char *field_new(const char *row, int n)
{
	while (n-- > 0 && *row) {
		row += strcspn(row, "\t");
		row += *row == '\t';
	}
	return mem_strn(row, strcspn(row, "\t"));
}

/* The chosen account takes the place of the one that the look took, until the next look says the same. */
static void use(struct wizard *w, const struct command *c)
{
	const char *row = choice_row(w, c->tenant, c->rest);
	char *state = field_new(row ? row : "", 1), *login = field_new(row ? row : "", 4);

	if (!*login) {
		free(login);
		login = field_new(row ? row : "", 2); /* its name */
	}
	if (row) {
		set_of(w, "board.pin", c->tenant, c->rest);
		set_of(w, "accounts.tenant", c->tenant, state);
		set_of(w, "accounts.account", c->tenant, c->rest);
		set_of(w, "accounts.login", c->tenant, *login ? login : NULL);
	}
	free(state);
	free(login);
}

/* Accepted is what is known now: a further tenant that comes with the same login is a new case. */
static void accept(struct wizard *w, const struct command *c)
{
	const struct board *b = board_of(w);
	const struct place *p = board_find(b, c->tenant);
	struct kv names = KV_INIT;
	size_t i;

	for (i = 0; p && i < b->n; i++) {
		const struct place *q = &b->v[i];

		if (q == p || (p->account && q->account && !strcmp(p->account, q->account)) ||
		    (p->login && q->login && *p->login && !strcmp(p->login, q->login)))
			kv_add(&names, q->name, "");
	}
	for (i = 0; i < names.n; i++)
		set_of(w, "board.note", names.v[i].key, c->rest);
	kv_free(&names);
}

int connect_take(struct wizard *w, const struct step *st, const char *value)
{
	struct command c;

	command_parse(value, &c);
	kv_del(&w->facts, "board.asks");
	if (!c.verb)
		return 0;
	if (is(&c, "new")) {
		drop_link(w, c.tenant);
		kv_set(&w->facts, st->id, "wait");
	} else if (is(&c, "use")) {
		use(w, &c);
	} else if (is(&c, "keys")) {
		kv_set(&w->facts, "board.keys", c.tenant);
	} else if (*c.rest) {
		accept(w, &c);
	} else {
		kv_set(&w->facts, "board.asks", c.tenant);
	}
	command_free(&c);
	return 1;
}

/* Written, or found to be as it should be already. */
static void note_written(struct wizard *w, int written)
{
	const struct board *b = board_of(w);
	struct kv wrote = KV_INIT;
	size_t i, left = b->n - b->written;

	for (i = 0; i < w->facts.n; i++) {
		const struct place *p = strcmp(w->facts.v[i].key, "writes") ? NULL : board_find(b, w->facts.v[i].value);

		if (p && !p->wrote)
			kv_add(&wrote, p->name, p->held || !p->tools || !place_connected(p) ? "pending" : p->tools);
	}
	left -= wrote.n;
	for (i = 0; i < wrote.n; i++)
		set_of(w, "board.wrote", wrote.v[i].key, wrote.v[i].value);
	if (wrote.n && (left || written))
		kv_set(&w->facts, "board.left", left ? "yes" : "no");
	kv_free(&wrote);
}

/* Who is connected has used the link that was made; should the account break, another one is needed. */
static void drop_used_links(struct wizard *w, const struct event *ev)
{
	const struct board *b = board_of(w);
	struct kv used = KV_INIT;
	size_t i;

	for (i = 0; i < ev->facts.n; i++) {
		const struct place *p = strncmp(ev->facts.v[i].key, "tenant.", 7) || strcmp(ev->facts.v[i].value, "connected")
						? NULL : board_find(b, ev->facts.v[i].key + 7);

		if (p && p->link)
			kv_add(&used, p->name, "");
	}
	for (i = 0; i < used.n; i++)
		drop_link(w, used.v[i].key);
	kv_free(&used);
}

/* That links could not be made was the answer of then: who looks again, or comes back another day, asks again. */
static void forget_trouble(struct wizard *w)
{
	static const char *const said[] = { "link.result", "link.detail", "link.why", "link.again" };
	size_t i;

	for (i = 0; i < sizeof(said) / sizeof(*said); i++)
		kv_del(&w->facts, said[i]);
}

void connect_heard(struct wizard *w, const struct event *ev)
{
	const char *here = w->rb->steps[w->here].id, *result = kv_or(&ev->facts, "result", "");

	w->board->stale = 1;
	if (!strcmp(ev->step, "accounts"))
		drop_used_links(w, ev);
	if (!strcmp(ev->step, "link") && !strcmp(result, "ok") && !kv_get(&ev->facts, "skew"))
		kv_del(&w->facts, "link.skew"); /* somebody has set the clock */
	if (!strcmp(ev->step, "connect-keys")) {
		kv_del(&w->facts, "board.keys");
		kv_set(&w->facts, here, "retry"); /* who has come by them is looked up as ever */
	} else if (!strcmp(ev->step, "accounts") && !strcmp(kv_or(&w->facts, here, ""), "retry")) {
		/* it was looked again; who had made links goes on waiting for them, and those that failed are made anew */
		if (kv_get(&w->facts, "link.result"))
			kv_set(&w->facts, here, "wait");
		else
			kv_del(&w->facts, here);
		if (strcmp(kv_or(&w->facts, "link.result", "ok"), "ok") != 0)
			forget_trouble(w);
	} else if (!strcmp(ev->step, "apply") && !strcmp(result, "applied")) {
		note_written(w, 1);
	} else if (!strcmp(ev->step, "plan") && !strcmp(result, "none")) {
		note_written(w, 0);
	}
}
