/* SPDX-License-Identifier: MIT */
/* walks: many walks side by side over one network. */
#include "ui/walks.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "ui/signals.h"

#include <stdlib.h>
#include <string.h>

#define ABREAST 24 /* walks at once: enough to hide the waiting, few enough for the vendors' limits */
/*
 * Up to so many names are asked for one by one: with 12 requests each at the most they are no more than the 150 that may go
 * to Pipedream at once (http_pace.h). More would wait for its limit, and longer than reading the whole lists takes.
 */
#define ONE_BY_ONE 12

/* −1 when the answers that were given cannot be used, by this one or any other. */
static int begin(struct walks *t, struct one_walk *c, struct err *e)
{
	struct options mine = *t->o;

	memset(&mine.words, 0, sizeof(mine.words));
	drive_init(&c->d, &t->h->ws, &t->h->env, t->h->http, t->h->copies);
	c->d.dry_run = c->d.stop_at_path = 1;
	c->d.offline = t->o->offline;
	c->d.lists = t->lists;
	c->d.early = !t->lists; /* with many of them the requests count, and not the wait for one */
	if (given_answers(&mine, t->h->ws.runbook, &c->d.given, e)) {
		drive_free(&c->d);
		return -1;
	}
	(void)batch_open(&c->d.front, 0);
	kv_add(&c->d.given, "provider", c->provider);
	kv_add(&c->d.given, "new-registry", "yes");
	kv_add(&c->d.given, "composio-candidate", "none"); /* they are listed, for a person to judge */
	if (!kv_get(&c->d.given, "native-third"))
		kv_add(&c->d.given, "native-third", "none");
	if (c->d.offline)
		kv_add(&c->d.given, "native-unknown", "without"); /* there is no copy of that registry */
	if (!kv_get(&c->d.given, "tenants"))
		kv_add(&c->d.given, "tenants", "-");
	if (t->prepare)
		t->prepare(t->arg, c);
	c->run = drive_begin(&c->d, &c->e);
	return 0;
}

/* All that are under way, as far as they come; 1 when one is over. */
static int go_on(struct walks *t)
{
	size_t i, left = 0, before = t->n_active;

	for (i = 0; i < t->n_active; i++) {
		struct one_walk *c = &t->all[t->active[i]];

		if (!drive_go(c->run)) {
			t->active[left++] = t->active[i];
			continue;
		}
		(void)drive_end(c->run);
		c->run = NULL;
		c->over = 1;
		http_refresh(t->h->http);
	}
	t->n_active = left;
	return left < before;
}

/* In the order of the list, each as soon as it and all before it are there. */
static int tell_ready(struct walks *t, struct err *e)
{
	while (t->told < t->next && t->all[t->told].over) {
		struct one_walk *c = &t->all[t->told++];
		int rc;

		progress_clear(&t->progress);
		rc = t->tell(t->arg, c, e);
		drive_free(&c->d);
		if (rc)
			return -1;
	}
	return 0;
}

static void stop(struct walks *t, int code)
{
	t->stop = 1;
	t->code = code;
}

/* 1 when somebody wants it to end. */
static int interrupted(struct walks *t, struct err *e)
{
	if (!signals_seen())
		return 0;
	err_set(e, E_INT, _("Interrupted. No file was left half-written."));
	stop(t, 128 + signals_seen());
	return 1;
}

static void wait_for_any(struct walks *t)
{
	struct pollfd fd = { signals_fd(), POLLIN, 0 };

	if (t->n > 1)
		progress_names(&t->progress, t->told, t->n);
	/* with nothing under way there is nothing to wait for; one walk may then wait for another all the same */
	(void)http_wait(t->h->http, &fd, 1, http_pending(t->h->http) ? -1 : 50);
}

/* For many names: both catalogs whole, once. */
static void read_lists(struct walks *t, struct err *e)
{
	struct pollfd fd = { signals_fd(), POLLIN, 0 };

	if (t->o->offline || t->n <= ONE_BY_ONE)
		return;
	t->lists = lists_new(t->h->http, &t->h->env, t->h->copies);
	while (!lists_go(t->lists) && !interrupted(t, e)) {
		progress_catalogs(&t->progress, lists_sync(t->lists));
		(void)http_wait(t->h->http, &fd, 1, -1);
	}
	progress_clear(&t->progress);
	http_refresh(t->h->http);
}

static void run_all(struct walks *t, struct err *e)
{
	while (!t->stop && t->told < t->n && !interrupted(t, e)) {
		while (t->n_active < ABREAST && t->next < t->n && !t->stop) {
			if (begin(t, &t->all[t->next], e))
				stop(t, e->code);
			else
				t->active[t->n_active++] = t->next++;
		}
		while (go_on(t))
			; /* what one has fetched another may wait for */
		if (tell_ready(t, e))
			stop(t, e->code);
		if (!t->stop && t->n_active && (t->n_active == ABREAST || t->next == t->n))
			wait_for_any(t);
	}
}

/* What is under way when the run ends early. */
static void give_up(struct walks *t)
{
	size_t i;

	for (i = t->told; i < t->next; i++) {
		if (t->all[i].run)
			(void)drive_end(t->all[i].run);
		drive_free(&t->all[i].d);
	}
}

int walks_run(struct walks *t, const struct kv *names, struct err *e)
{
	size_t active[ABREAST], i;

	t->n = names->n;
	t->all = mem_alloc(names->n * sizeof(*t->all));
	t->active = active;
	for (i = 0; i < names->n; i++)
		t->all[i].provider = names->v[i].key;
	progress_init(&t->progress, t->o, 0);
	read_lists(t, e);
	run_all(t, e);
	progress_clear(&t->progress);
	give_up(t);
	lists_free(t->lists);
	t->lists = NULL;
	t->active = NULL;
	free(t->all);
	t->all = NULL;
	return t->code;
}

void walks_missing(const struct house *h, const struct one_walk *w, struct err *e)
{
	const struct kv *facts = wizard_all(w->d.wizard);

	if (!lacks_credentials(&h->env, facts, "composio", e))
		(void)lacks_credentials(&h->env, facts, "pipedream", e);
}
