/* SPDX-License-Identifier: MIT */
/* cmd_due: what waits for a native toolkit; --recheck asks both catalogs whether it has arrived. */
#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "files/ics.h"
#include "ui/cmd.h"
#include "ui/cmd_walk.h"
#include "ui/walks.h"
#include "ui/yes.h"
#include "work/disk.h"
#include "work/due.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct telling {
	struct house *h;
	struct due due;
	size_t asked; /* of the items, in order */
	int code;     /* of the first that could not be asked, missing credentials before any other */
	struct err e; /* and its sentence */
};

/* ---- asked again */

static void prepare(void *arg, struct one_walk *w)
{
	static const char *const given[][2] = { { "known", "over" },		 { "composio-unknown", "overrule" },
						{ "pipedream-candidate", "none" }, { "native-official", "none" },
						{ "native-unknown", "without" } };
	size_t i;

	(void)arg;
	for (i = 0; i < sizeof(given) / sizeof(*given); i++)
		kv_add(&w->d.given, given[i][0], given[i][1]);
}

static int tell_one(void *arg, struct one_walk *w, struct err *e)
{
	struct telling *t = arg;
	struct due_item *it = &t->due.v[t->asked++];
	const struct kv *facts = wizard_all(w->d.wizard);
	int code = E_UNDECIDED;

	(void)e;
	due_judge(it, facts, w->e.msg);
	if (it->now != NOW_UNKNOWN)
		return 0;
	if (t->code == E_CREDS)
		return 0;
	if (lacks_credentials(&t->h->env, facts, "composio", &t->e) ||
	    lacks_credentials(&t->h->env, facts, "pipedream", &t->e))
		code = t->e.code;
	if (!t->code || code == E_CREDS)
		t->code = code;
	return 0;
}

static int recheck(struct telling *t, const struct options *o, struct err *e)
{
	struct walks walks = { .h = t->h, .o = o, .prepare = prepare, .tell = tell_one, .arg = t };
	struct kv names = KV_INIT;
	size_t i;
	int code;

	for (i = 0; i < t->due.n; i++)
		kv_add(&names, *t->due.v[i].w.name ? t->due.v[i].w.name : t->due.v[i].slug, "");
	code = walks_run(&walks, &names, e);
	kv_free(&names);
	return code;
}

/* ---- what is said */

static void put_or_null(struct json_out *j, const char *key, const char *value)
{
	json_put(j, key, *value ? value : NULL);
}

static void items_json(const struct due *d, struct buf *b)
{
	struct json_out j;
	size_t i;

	json_out_init(&j, b, 1);
	json_open(&j, NULL, '{');
	json_put(&j, "schema", "toolgap.due/1");
	json_open(&j, "items", '[');
	for (i = 0; i < d->n; i++) {
		const struct due_item *it = &d->v[i];

		json_open(&j, NULL, '{');
		json_put(&j, "toolkit_slug", it->slug);
		put_or_null(&j, "since", it->w.since);
		put_or_null(&j, "due", it->w.due);
		if (it->dated)
			json_put_int(&j, "days_left", it->left);
		else
			json_put(&j, "days_left", NULL);
		put_or_null(&j, "link", it->w.link);
		json_put(&j, "now", due_now_name(it->now));
		json_put(&j, "detail", it->said);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
}

static void item_text(const struct due_item *it, struct buf *b)
{
	unsigned long days = (unsigned long)(it->left < 0 ? -it->left : it->left);

	if (!it->dated)
		buf_addf(b, _("%s: its notes hold no date, so nobody knows since when it waits."), it->slug);
	else if (it->left > 0)
		buf_addf(b, ngettext("%s: %lu day left, due %s, waiting since %s.",
				     "%s: %lu days left, due %s, waiting since %s.", days),
			 it->slug, days, it->w.due, it->w.since);
	else if (!it->left)
		buf_addf(b, _("%s: due today, waiting since %s."), it->slug, it->w.since);
	else
		buf_addf(b, ngettext("%s: over by %lu day, was due %s, waiting since %s.",
				     "%s: over by %lu days, was due %s, waiting since %s.", days),
			 it->slug, days, it->w.due, it->w.since);
	buf_addc(b, '\n');
	if (*it->w.link)
		buf_addf(b, "    %s\n", it->w.link);
	if (it->said)
		buf_addf(b, "    %s\n", it->said);
	if (it->now == NOW_COMPOSIO || it->now == NOW_PIPEDREAM)
		buf_addf(b, _("    Next: toolgap wizard \"%s\"\n"), *it->w.name ? it->w.name : it->slug);
	else if (it->now == NOW_ABSENT && (!it->dated || it->left <= 0))
		buf_addf(b, _("    Next: toolgap wizard \"%s\", to wait on or to build a worker (Path C).\n"),
			 *it->w.name ? it->w.name : it->slug);
}

static void items_text(const struct due *d, int asked, struct buf *b)
{
	size_t i, over = 0;

	for (i = 0; i < d->n; i++) {
		item_text(&d->v[i], b);
		over += !d->v[i].dated || d->v[i].left <= 0;
	}
	if (!d->n)
		buf_adds(b, _("Nothing waits for a native toolkit.\n"));
	else if (over && !asked)
		buf_adds(b, _("Next: toolgap due --recheck asks both catalogs whether it has arrived.\n"));
}

/* ---- what follows */

/* What stands under that name is ours, or a person lets it go: 0; else −1 with the sentence. */
static int may_replace(const struct disk_file *f, const struct house *h, const struct options *o, struct err *e)
{
	char *shown, *question;
	int said;

	if (!f->exists || ics_is_ours(f->bytes, f->n))
		return 0;
	shown = disk_shown(o->ics);
	question = mem_fmt(_("%s is there, and is no calendar of toolgap's. Replace it, so that nothing of it is kept?"), shown);
	said = yes_asked(o, h->http, question, e);
	if (!said)
		err_set(e, E_FAIL, _("%s was left as it is, and no calendar was written. Name another file with --ics."), shown);
	free(question);
	free(shown);
	return said > 0 ? 0 : -1;
}

static int write_calendar(const struct due *d, const struct house *h, const struct options *o, struct err *e)
{
	struct buf b = BUF_INIT;
	struct disk_file f;
	int rc = due_calendar(d, &b, e);

	if (!rc && o->dry_run) {
		fprintf(stderr, _("Dry run: %s was not written.\n"), o->ics);
	} else if (!rc) {
		rc = disk_read(&f, o->ics, NULL, e);
		if (!rc) {
			rc = may_replace(&f, h, o, e) || disk_save(&f, buf_str(&b), b.len, e);
			disk_file_free(&f);
		}
	}
	buf_free(&b);
	return rc;
}

static int has_arrived(const struct due_item *it)
{
	return it->now == NOW_COMPOSIO || it->now == NOW_PIPEDREAM;
}

static size_t arrivals(const struct due *d)
{
	size_t i, n = 0;

	for (i = 0; i < d->n; i++)
		n += has_arrived(&d->v[i]) ? 1 : 0;
	return n;
}

/* Is there somebody who says yes to the walk now? −1: a signal came instead. */
static int wanted(const struct house *h, const struct options *o, const struct due_item *it, struct err *e)
{
	char *question;
	int said;

	if (o->no_input || o->json || o->quiet || o->dry_run || (o->ui && !strcmp(o->ui, "none")) ||
	    !isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return 0;
	question = mem_fmt(_("Start the walk for %s now?"), *it->w.name ? it->w.name : it->slug);
	said = yes_asked(o, h->http, question, e);
	free(question);
	return said;
}

/* It waits, and that it has arrived was just seen: the walk goes on from there. */
static int start_walk(const struct options *o, const struct due_item *it, struct err *e)
{
	struct options mine = *o;
	struct kv given = KV_INIT;
	struct house real;
	int code;

	memset(&mine.words, 0, sizeof(mine.words));
	kv_add(&mine.words, *it->w.name ? it->w.name : it->slug, "");
	kv_add(&given, "known", "over"); /* which every row offers, one without a day, too */
	if (house_open(&real, &mine, 0, e)) { /* the one so far only looks */
		code = e->code;
	} else {
		code = house_look_first(&real, e) ? e->code : walk(&real, &mine, NULL, &given, 0, e);
		house_close(&real);
	}
	kv_free(&given);
	kv_free(&mine.words);
	return code;
}

/* One arrival after the other, as long as all goes well: the first code that is not 0. How many were walked: *walked. */
static int offer_walks(const struct house *h, const struct options *o, const struct due *d, size_t *walked, struct err *e)
{
	int code = E_OK, said;
	size_t i;

	for (i = 0; i < d->n && !code; i++) {
		if (!has_arrived(&d->v[i]))
			continue;
		said = wanted(h, o, &d->v[i], e);
		if (said > 0) {
			code = start_walk(o, &d->v[i], e);
			++*walked;
		} else if (said < 0) {
			code = e->code;
		}
	}
	return code;
}

/* What cannot be known, before what is to be done, before what only waits. */
static int exit_of(const struct telling *t)
{
	size_t i;
	int code = t->due.n ? E_WAITING : E_OK;

	if (t->code)
		return t->code;
	for (i = 0; i < t->due.n; i++)
		if (!t->due.v[i].dated || t->due.v[i].left <= 0)
			code = E_FAIL;
	return arrivals(&t->due) ? E_FAIL : code;
}

int cmd_due(const struct options *o, struct err *e)
{
	struct house h;
	struct telling t = { .h = &h, .e = ERR_INIT };
	struct buf b = BUF_INIT;
	size_t walked = 0;
	int code = E_OK;

	if (o->words.n)
		return err_set(e, E_USAGE, _("toolgap due takes no further words; -C names the workspace.")), E_USAGE;
	if (house_open(&h, o, 1, e))
		return e->code;
	if (due_read(&h.ws, &t.due, e))
		code = e->code;
	if (!code && o->recheck)
		code = recheck(&t, o, e);
	if (!code && o->ics && write_calendar(&t.due, &h, o, e))
		code = e->code;
	if (!code) {
		if (o->json)
			items_json(&t.due, &b);
		else if (!o->quiet || t.due.n)
			items_text(&t.due, o->recheck, &b);
		code = print_buf(&b, e);
	}
	if (!code)
		code = offer_walks(&h, o, &t.due, &walked, e);
	if (!code && (!walked || walked < arrivals(&t.due))) { /* of what was walked to its end nothing is left to say */
		code = exit_of(&t);
		if (*t.e.msg)
			*e = t.e;
	}
	due_free(&t.due);
	house_close(&h);
	return code;
}
