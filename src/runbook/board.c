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

static void take(struct board *b, const struct kv_pair *fact)
{
	static const char choice[] = "accounts.choice.";
	size_t i, n;
	struct place *p;

	if (fact->key[0] != 'a' && fact->key[0] != 'l' && fact->key[0] != 'b' && fact->key[0] != 't' &&
	    fact->key[0] != 'r')
		return;
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
		if (p)
			p->choices++;
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
		p->same_account = account;
	}
	if (!q->other || (account && !q->same_account)) {
		q->other = p->name;
		q->same_account = account;
	}
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
			b->v[i].same_account = 1;
		}
	}
	map_free(&accounts);
	map_free(&logins);
	for (i = 0; i < b->n; i++) {
		struct place *p = &b->v[i];

		if (place_connected(p) && p->choices > 1 && !p->pin)
			p->held = HELD_CHOICE;
		else if (p->other && !p->note)
			p->held = HELD_SHARED;
		b->connected += (size_t)place_connected(p);
		b->written += p->wrote != NULL;
		b->ready += place_connected(p) && !p->held && !p->wrote;
		b->unlinked += (size_t)place_needs_link(p);
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
	map_room(&b->facts, facts->n);
	for (i = facts->n; i-- > 0;)
		(void)map_put(&b->facts, facts->v[i].key, i);
	for (i = 0; i < facts->n; i++)
		take(b, &facts->v[i]);
	judge(b);
}

void board_free(struct board *b)
{
	free(b->v);
	map_free(&b->names);
	map_free(&b->facts);
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

const char *wizard_fact(const struct wizard *w, const char *key)
{
	size_t at = map_get(&board_of(w)->facts, key);

	return at == MAP_NONE ? NULL : w->facts.v[at].value;
}
