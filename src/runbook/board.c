/* SPDX-License-Identifier: MIT */
/* board: a rollout tenant by tenant, read out of the facts in one pass. */
#include "runbook/board.h"

#include "base/mem.h"
#include "runbook/kinds.h"

#include <stdlib.h>
#include <string.h>

/* Where a fact of a tenant goes. */
static const struct field {
	const char *prefix;
	size_t at;
} fields[] = {
#define AT(m) offsetof(struct place, m)
	{ "accounts.tenant.", AT(state) },   { "accounts.account.", AT(account) },
	{ "accounts.login.", AT(login) },    { "accounts.error.", AT(error) },
	{ "accounts.since.", AT(since) },    { "accounts.broken.", AT(broken) },
	{ "accounts.alien.", AT(alien) },
	{ "link.link.", AT(link) },
	{ "link.link_until.", AT(until) },   { "link.link_at.", AT(made) },
	{ "board.pin.", AT(pin) },	     { "registry.accepted.", AT(note) },
	{ "registry.kept.", AT(kept) },
	{ "board.note.", AT(note) },
	{ "board.wrote.", AT(wrote) },	     { "tools.mcp.", AT(tools) },
#undef AT
};

int place_connected(const struct place *p)
{
	return p->state && !strcmp(p->state, "connected");
}

/* Unknown is not "not connected": nobody is sent a link who may not need one. */
int place_needs_link(const struct place *p)
{
	return p->state && strcmp(p->state, "connected") && strcmp(p->state, "unknown") && !p->link;
}

struct place *board_find(const struct board *b, const char *tenant)
{
	size_t i = map_get(&b->names, tenant);

	return i == MAP_NONE ? NULL : &b->v[i];
}

static void take_near(struct board *b, const struct kv_pair *fact)
{
	const char *key = fact->key + strlen("beside."), *dot = strchr(key, '.');
	size_t at = dot ? map_get(&b->near_names, dot + 1) : MAP_NONE;

	if (at == MAP_NONE)
		return;
	if (!strncmp(key, "tenant.", 7))
		b->near[at].state = fact->value;
	else if (!strncmp(key, "account.", 8))
		b->near[at].account = fact->value;
	else if (!strncmp(key, "login.", 6))
		b->near[at].login = fact->value;
}

static void take(struct board *b, const struct kv_pair *fact, size_t at)
{
	static const char choice[] = "accounts.choice.";
	size_t i, n;
	struct place *p;

	if (fact->key[0] != 'a' && fact->key[0] != 'l' && fact->key[0] != 'b' && fact->key[0] != 't' &&
	    fact->key[0] != 'r')
		return;
	if (!strncmp(fact->key, "beside.", 7)) {
		take_near(b, fact);
		return;
	}
	for (i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
		n = strlen(fields[i].prefix);
		if (strncmp(fact->key, fields[i].prefix, n) != 0)
			continue;
		p = board_find(b, fact->key + n);
		if (p)
			*(const char **)(void *)((char *)p + fields[i].at) = fact->value;
		return;
	}
	if (!strncmp(fact->key, choice, sizeof(choice) - 1) && strstr(fact->value, "\tconnected\t")) {
		p = board_find(b, fact->key + sizeof(choice) - 1);
		if (p && !p->choices++)
			p->choice_from = at;
	}
}

/* Who has the same account, or came with the same login, as somebody before; both sides are marked. */
static void compare(struct board *b, struct map *seen, size_t i, const char *what, int account)
{
	size_t first = what && *what ? map_put(seen, what, i) : i;
	struct place *p = &b->v[i], *q = &b->v[first];

	if (first == i)
		return;
	if (!p->other || account) {
		p->other = q->name;
		p->other_account = q->account;
		p->same_account = account;
	}
	if (!q->other || (account && !q->same_account)) {
		q->other = p->name;
		q->other_account = p->account;
		q->same_account = account;
	}
}

/* The same with somebody of the row who is not rolled out to. */
static void compare_near(struct board *b, const struct map *seen, const struct place *q, const char *what, int account)
{
	size_t first = what && *what ? map_get(seen, what) : MAP_NONE;
	struct place *p = first == MAP_NONE ? NULL : &b->v[first];

	if (!p || (p->other && (!account || p->same_account)))
		return;
	p->other = q->name;
	p->other_account = q->account;
	p->same_account = account;
}

/* Several, and nobody said which; or the entries name one, and it is not the one that works. */
static int wants_choice(const struct place *p)
{
	if (p->pin || !p->choices)
		return 0;
	return p->kept ? !p->account || strcmp(p->kept, p->account) != 0 : p->choices > 1;
}

static void judge(struct board *b)
{
	struct map accounts = MAP_INIT, logins = MAP_INIT;
	size_t i;

	for (i = 0; i < b->n; i++) {
		if (!place_connected(&b->v[i]))
			continue;
		compare(b, &accounts, i, b->v[i].account, 1);
		compare(b, &logins, i, b->v[i].login, 0);
		if (b->v[i].alien) {
			b->v[i].other = b->v[i].alien;
			b->v[i].other_account = b->v[i].account;
			b->v[i].same_account = 1;
		}
	}
	for (i = 0; i < b->n_near; i++) {
		if (!place_connected(&b->near[i]))
			continue;
		compare_near(b, &accounts, &b->near[i], b->near[i].account, 1);
		compare_near(b, &logins, &b->near[i], b->near[i].login, 0);
	}
	map_free(&accounts);
	map_free(&logins);
	for (i = 0; i < b->n; i++) {
		struct place *p = &b->v[i];

		if (place_connected(p) && wants_choice(p))
			p->held = HELD_CHOICE;
		else if (p->other && !p->note)
			p->held = HELD_SHARED;
		b->connected += (size_t)place_connected(p);
		b->written += p->wrote != NULL;
		b->ready += place_connected(p) && !p->held && !p->wrote;
		b->unlinked += (size_t)place_needs_link(p);
	}
}

static void build_near(struct board *b, const struct kv *facts)
{
	static const char beside[] = "registry.beside.";
	size_t i, n = sizeof(beside) - 1, cap = 0;

	for (i = 0; i < facts->n; i++) {
		const char *name;

		if (strncmp(facts->v[i].key, beside, n) != 0)
			continue;
		name = facts->v[i].key + n;
		if (map_get(&b->names, name) != MAP_NONE)
			continue;
		MEM_GROW(b->near, b->n_near, cap);
		memset(&b->near[b->n_near], 0, sizeof(*b->near));
		b->near[b->n_near].name = name;
		if (map_put(&b->near_names, name, b->n_near) == b->n_near)
			b->n_near++;
	}
}

static void build(struct board *b, const struct kv *facts)
{
	size_t i, cap = 0;

	for (i = 0; i < facts->n; i++) {
		if (strcmp(facts->v[i].key, "tenant") != 0)
			continue;
		MEM_GROW(b->v, b->n, cap);
		memset(&b->v[b->n], 0, sizeof(*b->v));
		b->v[b->n].name = facts->v[i].value;
		if (map_put(&b->names, facts->v[i].value, b->n) == b->n)
			b->n++; /* each once */
	}
	build_near(b, facts);
	map_room(&b->facts, facts->n);
	for (i = facts->n; i-- > 0;)
		(void)map_put(&b->facts, facts->v[i].key, i);
	for (i = 0; i < facts->n; i++)
		take(b, &facts->v[i], i);
	judge(b);
}

void board_free(struct board *b)
{
	free(b->v);
	map_free(&b->names);
	map_free(&b->facts);
	free(b->near);
	map_free(&b->near_names);
	memset(b, 0, sizeof(*b));
	b->stale = 1;
}

const struct board *board_of(const struct wizard *w)
{
	if (w->board->stale) {
		board_free(w->board);
		build(w->board, &w->facts);
		w->board->stale = 0;
	}
	return w->board;
}

void board_choices(const struct wizard *w, const struct place *p, size_t most, struct kv *out)
{
	static const char works[] = "\tconnected\t";
	char *key = mem_fmt("accounts.choice.%s", p->name);
	size_t i;

	for (i = p->choice_from; p->choices && i < w->facts.n && out->n < most && !strcmp(w->facts.v[i].key, key); i++) {
		const char *row = w->facts.v[i].value, *at = strstr(row, works);
		char *id = mem_strn(row, strcspn(row, "\t")), *name;

		if (at) {
			at += sizeof(works) - 1;
			name = mem_strn(at, strcspn(at, "\t"));
			kv_add(out, id, name);
			free(name);
		}
		free(id);
	}
	free(key);
}

int board_asks_near(const struct wizard *w)
{
	const struct board *b = board_of(w);

	return b->n_near && b->n_near <= BOARD_NEAR && !wizard_fact(w, "beside.result") &&
	       strcmp(fact_or(w, "way.path", ""), "composio") != 0;
}

const char *wizard_fact(const struct wizard *w, const char *key)
{
	size_t at = map_get(&board_of(w)->facts, key);

	return at == MAP_NONE ? NULL : w->facts.v[at].value;
}
