/* SPDX-License-Identifier: MIT */
/* connect: the step in which people click links, one per tenant, while the outside looks who has come. */
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "runbook/kinds.h"

#include <stdlib.h>
#include <string.h>

/*
 * Facts it stands on: those of board.h. The person's answers: wait (make links, follow the tenants), write (go on
 * with those who are ready), pending (go on without the others), retry (look again now), and the commands of
 * connect_take.c.
 *
 * A runbook whose connect step has a way for "write" comes back to it: whose files are written stays written, and the
 * others are waited for. Where the fact "files" says "each", whoever is ready is written at once.
 */
#define POLL_MS 2000
#define POLL_SICK_MS 5000 /* the vendor does not answer: ask less often */
#define POLL_EACH_MS 4	  /* and a little less often for each tenant: a look at a thousand is ten pages */

int connect_waits(const struct wizard *w, const struct step *st)
{
	const char *said = wizard_fact(w, st->id);

	return said && !strcmp(said, "wait") && !w->dry_run;
}

static void connect_enter(struct wizard *w, const struct step *st)
{
	static const char *const again[] = { "plan", "apply", "tools" };
	size_t i;

	kv_del(&w->facts, st->id);
	kv_del(&w->facts, "writes");
	if (!wizard_fact(w, "board.left")) {
		facts_clear(&w->facts, "accounts");
		facts_clear(&w->facts, "link");
		facts_clear(&w->facts, "board");
		return;
	}
	for (i = 0; i < sizeof(again) / sizeof(*again); i++)
		facts_clear(&w->facts, again[i]);
	if (wizard_fact(w, "link.result"))
		kv_set(&w->facts, st->id, "wait");
}

static int connect_accept(const struct wizard *w, const struct step *st, const char *value,
			  struct buf *canon, struct err *e)
{
	int is = connect_command(w, value, canon, e), writes = runbook_way(st, "write") != STEP_NONE;

	if (is)
		return is < 0 ? -1 : 0;
	if (!strcmp(value, "wait") && w->dry_run)
		value = "pending"; /* a dry run makes no link, so nobody could come */
	if (!strcmp(value, "write") && writes && !board_of(w)->ready && wizard_fact(w, "accounts.result"))
		return err_set(e, E_USAGE, _("There is nobody whose files could be written now."));
	if (strcmp(value, "wait") != 0 && strcmp(value, "pending") != 0 && strcmp(value, "retry") != 0 &&
	    (strcmp(value, "write") != 0 || !writes))
		return err_set(e, E_USAGE, _("Answer wait, pending or retry to '%s'."), st->id);
	buf_adds(canon, value);
	return 0;
}

static const char *connect_settle(const struct wizard *w, const struct step *st)
{
	const char *said = fact_or(w, st->id, "");
	const char *result = wizard_fact(w, "accounts.result");
	const struct board *b;
	size_t i, held = 0;

	if (!result)
		return NULL; /* whatever was said in advance: the first look decides who is connected */
	if (!strcmp(said, "pending"))
		return "pending";
	if (strcmp(result, "ok") != 0 || wizard_fact(w, "board.asks") || wizard_fact(w, "board.keys"))
		return NULL;
	b = board_of(w);
	for (i = 0; i < b->n; i++)
		held += b->v[i].held && !b->v[i].wrote;
	if (b->connected == b->n && !held)
		return "connected";
	if (b->ready && runbook_way(st, "write") != STEP_NONE &&
	    (!strcmp(said, "write") || (!w->dry_run && !strcmp(fact_or(w, "files", ""), "each"))))
		return "write";
	return NULL;
}

/* Who is written now: everybody who is not yet, or those who are ready. */
static void connect_leave(struct wizard *w, const struct step *st, const char *result)
{
	const struct board *b = board_of(w);
	struct kv names = KV_INIT;
	size_t i;

	(void)st;
	for (i = 0; i < b->n; i++) {
		const struct place *p = &b->v[i];

		if (!p->wrote && (strcmp(result, "write") != 0 || (place_connected(p) && !p->held)))
			kv_add(&names, p->name, p->held ? "held" : "");
	}
	kv_del(&w->facts, "writes");
	for (i = 0; i < names.n; i++) {
		char *key = mem_fmt("held.%s", names.v[i].key);

		kv_add(&w->facts, "writes", names.v[i].key);
		kv_del(&w->facts, key);
		if (*names.v[i].value)
			kv_add(&w->facts, key, "yes");
		free(key);
	}
	kv_free(&names);
}

static struct effect connect_owes(const struct wizard *w, const struct step *st)
{
	struct effect ef = { EFFECT_PROBE, "accounts", 0 };
	const char *result = wizard_fact(w, "accounts.result");
	const char *made = wizard_fact(w, "link.result");
	const struct board *b;

	if (!result && board_asks_near(w)) {
		ef.probe = "beside";
		return ef;
	}
	if (wizard_fact(w, "board.keys") && result) {
		ef.probe = "connect-keys";
		return ef;
	}
	if (!result || !strcmp(fact_or(w, st->id, ""), "retry"))
		return ef;
	if (!connect_waits(w, st)) {
		ef.kind = EFFECT_NONE;
		return ef;
	}
	b = board_of(w);
	/* Links are made at once; where that failed it is tried again, slowly and in turn with the accounts. */
	if (b->unlinked && (!made || !strcmp(made, "ok") || wizard_fact(w, "link.again"))) {
		ef.probe = "link";
		ef.delay_ms = made && strcmp(made, "ok") != 0 ? POLL_SICK_MS : 0;
		return ef;
	}
	ef.delay_ms = (strcmp(result, "ok") ? POLL_SICK_MS : POLL_MS) + (b->n > 100 ? (int)b->n * POLL_EACH_MS : 0);
	return ef;
}

const struct kind kind_connect = { "connect",	  1,		  NEEDS_PROMPT | NEEDS_WAYS, connect_enter,
				   connect_accept, connect_settle, connect_owes,	      connect_view,
				   "accounts",	  connect_take,	  connect_leave };
