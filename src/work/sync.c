/* SPDX-License-Identifier: MIT */
/* sync: both catalogs read whole, side by side, each into its copy. */
#include "work/sync.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "vendors/infisical.h"
#include "vendors/listing.h"
#include "work/pump.h"
#include "work/env.h"
#include "work/fetch.h"

#include <stdlib.h>
#include <string.h>

static const struct probe_ops *const lists[CATALOGS] = { &composio_list, &pipedream_list };

struct sync {
	struct http *http;
	struct vendor_env *env;
	struct copies *copies;
	enum sync_keep keep;
	struct pump pump[CATALOGS];
	int fetched[CATALOGS];	/* credentials, on the way to the list */
	int fetching[CATALOGS]; /* the pump is at the store, and the list waits for that */
	struct sync_part part[CATALOGS];
};

/* What the old copy was told of its first page, if that may still be relied on. */
static void condition(const struct catalog *old, struct kv *in)
{
	time_t read = 0;

	if (!old || clock_parse(old->read, &read) || clock_now() - read > SYNC_DAYS * 86400L)
		return;
	if (old->etag)
		kv_set(in, "etag", old->etag);
	if (old->modified)
		kv_set(in, "modified", old->modified);
}

static void condition_of(struct sync *s, enum catalog_source which, struct kv *in)
{
	if (s->keep != SYNC_HOLD)
		condition(copies_of(s->copies, which), in);
}

static void begin(struct sync *s, enum catalog_source which, const struct kv *in)
{
	pump_start(&s->pump[which], s->http, lists[which], s->env, in);
}

/*
 * The one with the longer chain begins before its copy is looked at: its first page is asked for when the bearer is there, and
 * by then the conditions are known. All that has been asked goes out before the next copy is read.
 */
static void begin_all(struct sync *s)
{
	struct kv in = KV_INIT;

	if (s->part[CATALOG_PIPEDREAM].result == SYNC_OPEN)
		begin(s, CATALOG_PIPEDREAM, NULL);
	http_push(s->http);
	if (s->part[CATALOG_COMPOSIO].result == SYNC_OPEN) {
		condition_of(s, CATALOG_COMPOSIO, &in);
		begin(s, CATALOG_COMPOSIO, &in);
		http_push(s->http);
	}
	if (s->part[CATALOG_PIPEDREAM].result == SYNC_OPEN)
		condition_of(s, CATALOG_PIPEDREAM, &s->pump[CATALOG_PIPEDREAM].probe.in);
	kv_free(&in);
}

struct sync *sync_new(struct http *http, struct vendor_env *env, struct copies *copies, enum sync_keep keep, unsigned skip)
{
	struct sync *s = mem_alloc(sizeof(*s));
	int i;

	s->http = http;
	s->env = env;
	s->copies = copies;
	s->keep = keep;
	for (i = 0; i < CATALOGS; i++) {
		s->part[i].total = -1;
		s->part[i].result = skip & 1u << i ? SYNC_SKIPPED : SYNC_OPEN;
	}
	begin_all(s);
	return s;
}

void sync_free(struct sync *s)
{
	size_t i;

	for (i = 0; s && i < CATALOGS; i++) {
		pump_stop(&s->pump[i]);
		free(s->part[i].detail);
		kv_free(&s->part[i].missing);
		kv_free(&s->part[i].refused);
		kv_free(&s->part[i].evidence);
	}
	free(s);
}

/* Cut a row of the listing into its fields, in place. */
static void add_row(struct catalog *c, char *row)
{
	char *f[7] = { "", "", "", "", "", "", "" };
	struct catalog_entry en;
	size_t i;

	for (i = 0; i < 7 && row; i++) {
		char *tab = strchr(row, '\t');

		f[i] = row;
		if (tab)
			*tab++ = '\0';
		row = tab;
	}
	en = (struct catalog_entry){ f[0], f[1], f[2], f[6], *f[4] ? strtol(f[4], NULL, 10) : -1,
				     *f[5] ? strtol(f[5], NULL, 10) : -1, *f[3] == 'd' };
	catalog_add(c, &en);
}

static struct catalog *renewed(const struct sync *s, enum catalog_source which)
{
	const struct probe *p = &s->pump[which].probe;
	const struct kv *rows = &listing_of(p)->rows;
	struct catalog *c = catalog_new(which);
	char now[CLOCK_STAMP];
	size_t i;

	clock_stamp(clock_now(), now);
	for (i = 0; i < rows->n; i++)
		add_row(c, rows->v[i].key);
	catalog_sort(c);
	c->from = mem_str(copies_address(s->env, which));
	c->read = mem_str(now);
	c->checked = mem_str(now);
	c->etag = mem_str(kv_get(&p->facts, "etag"));
	c->modified = mem_str(kv_get(&p->facts, "modified"));
	return c;
}

static void unsaved(struct sync_part *part, const struct err *e)
{
	part->result = SYNC_UNSAVED;
	free(part->detail);
	part->detail = mem_str(e->msg);
}

static void save(struct sync *s, struct sync_part *part, struct catalog *c)
{
	struct err e = ERR_INIT;

	part->have = c->n;
	if (s->keep == SYNC_DRY) {
		catalog_free(c);
	} else if (s->keep == SYNC_HOLD) {
		copies_hold(s->copies, c);
	} else if (copies_save(s->copies, c, &e)) {
		catalog_free(c);
		unsaved(part, &e);
	}
}

/* The same entries with the date of today. */
static void save_date(struct sync *s, struct sync_part *part, enum catalog_source which)
{
	struct err e = ERR_INIT;
	char now[CLOCK_STAMP];

	part->have = copies_of(s->copies, which)->n;
	clock_stamp(clock_now(), now);
	if (s->keep == SYNC_KEEP && copies_checked(s->copies, which, now, &e))
		unsaved(part, &e);
}

/* Why the list that came is none to keep, or NULL: the old copy is better than an empty or a telling one. */
static const char *unfit(const struct sync *s, struct probe *p)
{
	struct kv rows = KV_INIT;
	size_t told;

	kv_copy(&rows, &listing_of(p)->rows);
	told = env_redact(s->env, &rows) + env_redact(s->env, &p->facts);
	kv_free(&rows);
	if (told)
		return _("the answer repeats a credential; nothing of it is kept");
	if (!listing_of(p)->rows.n)
		return _("unknown: the list is empty, which no catalog is");
	return NULL;
}

static void conclude(struct sync *s, enum catalog_source which)
{
	struct probe *p = &s->pump[which].probe;
	const char *result = kv_or(&p->facts, "result", "unknown");
	const struct catalog *old = copies_of(s->copies, which);
	struct sync_part *part = &s->part[which];
	const char *why = !strcmp(result, "ok") ? unfit(s, p) : NULL;
	size_t i;

	if (why)
		result = "unknown";
	fetch_tell(s->env, &p->facts);
	(void)env_redact(s->env, &p->facts);
	part->detail = mem_str(why ? why : kv_or(&p->facts, "detail", ""));
	part->ms = (long)(s->pump[which].ended - s->pump[which].begun);
	for (i = 0; i < p->facts.n; i++)
		if (!strcmp(p->facts.v[i].key, "missing"))
			kv_add(&part->missing, "", p->facts.v[i].value);
		else if (!strcmp(p->facts.v[i].key, "refused"))
			kv_add(&part->refused, "", p->facts.v[i].value);
		else if (!strcmp(p->facts.v[i].key, "evidence"))
			kv_add(&part->evidence, "evidence", p->facts.v[i].value);
	part->result = !strcmp(result, "ok")		      ? SYNC_RENEWED
		       : !strcmp(result, "unchanged") && old ? SYNC_UNCHANGED
							      : SYNC_UNKNOWN;
	if (part->result == SYNC_RENEWED)
		save(s, part, renewed(s, which));
	else if (part->result == SYNC_UNCHANGED)
		save_date(s, part, which);
}

/* The conversation is over. 1 when it was only a step on the way: credentials are fetched, and then it begins anew. */
static int go_on(struct sync *s, enum catalog_source which)
{
	const struct kv *facts = &s->pump[which].probe.facts;
	struct kv in = KV_INIT;

	if (s->fetching[which]) {
		s->fetching[which] = 0;
		fetch_note(s->env, facts);
		condition_of(s, which, &in);
		begin(s, which, &in);
		kv_free(&in);
		return 1;
	}
	if (s->fetched[which] || !fetch_lacks(facts) || !fetch_may(s->env))
		return 0;
	s->fetched[which] = s->fetching[which] = 1;
	pump_start(&s->pump[which], s->http, &infisical_probe, s->env, NULL);
	return 1;
}

static void look(struct sync *s, enum catalog_source which)
{
	struct sync_part *part = &s->part[which];

	while (pump_over(&s->pump[which]) && go_on(s, which))
		;
	if (s->fetching[which])
		return;
	part->have = listing_of(&s->pump[which].probe)->have;
	part->total = listing_of(&s->pump[which].probe)->total;
	if (!pump_over(&s->pump[which]))
		return;
	/* what the other one asks next goes out first: the disk may take its time while that is on its way */
	http_push(s->http);
	conclude(s, which);
	pump_stop(&s->pump[which]);
}

int sync_go(struct sync *s)
{
	int i, open = 0;

	for (i = 0; i < CATALOGS; i++) {
		if (s->part[i].result == SYNC_OPEN)
			look(s, (enum catalog_source)i);
		open |= s->part[i].result == SYNC_OPEN;
	}
	return !open;
}

const struct sync_part *sync_part(const struct sync *s, enum catalog_source which)
{
	return &s->part[which];
}
