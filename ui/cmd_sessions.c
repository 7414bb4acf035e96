/* SPDX-License-Identifier: MIT */
/* cmd_sessions: the walks that are kept: list, show, resume, drop. */
#include "base/i18n.h"
#include "base/json.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"
#include "runbook/case_text.h"
#include "runbook/evidence.h"
#include "runbook/kinds.h"
#include "ui/cmd.h"
#include "ui/cmd_walk.h"
#include "ui/flags.h"
#include "ui/yes.h"
#include "work/sessions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- as JSON */

static void put_known(struct json_out *j, const char *key, const char *value)
{
	json_put(j, key, value && *value ? value : NULL);
}

static void row_json(const struct session_row *r, struct json_out *j)
{
	json_put(j, "id", r->id);
	put_known(j, "started", r->started);
	put_known(j, "workspace", r->workspace);
	json_put_bool(j, "here", r->here);
	put_known(j, "provider", r->provider);
	put_known(j, "tenants", r->tenants);
	put_known(j, "path", r->path);
	put_known(j, "step", r->step);
	json_put(j, "state", session_state_name(r->state));
	json_put(j, "detail", r->why);
	json_put_bool(j, "walk", r->walk);
	json_put_bool(j, "resumable", r->resumable);
	json_put_bool(j, "undoable", r->undoable);
	json_put(j, "open_in", r->owner);
}

static void answers_json(const struct wizard *w, const char *user, struct json_out *j)
{
	size_t i;

	json_open(j, "answers", '[');
	for (i = 0; i < wizard_events(w); i++) {
		const struct event *ev = wizard_event(w, i);
		char *by;

		if (ev->kind != EVENT_ANSWER)
			continue;
		by = case_by_new(ev->by, user);
		json_open(j, NULL, '{');
		json_put(j, "step", ev->step);
		json_put(j, "value", ev->value);
		json_put(j, "by", ev->by);
		json_put(j, "decided_by", by);
		json_close(j, '}');
		free(by);
	}
	json_close(j, ']');
}

static void evidence_json(const struct wizard *w, struct json_out *j)
{
	size_t i, k;

	json_open(j, "evidence", '[');
	for (i = 0; i < wizard_events(w); i++)
		for (k = 0; k < wizard_event(w, i)->facts.n; k++) {
			const struct event *of = wizard_event(w, i);
			struct evidence ev;

			if (strcmp(of->facts.v[k].key, "evidence") != 0)
				continue;
			evidence_parse(of->facts.v[k].value, &ev);
			json_open(j, NULL, '{');
			json_put(j, "probe", of->step);
			json_put(j, "result", ev.result);
			json_put(j, "detail", ev.detail);
			json_put(j, "url", ev.url);
			json_put_int(j, "status", strtol(ev.status, NULL, 10));
			json_put(j, "at", ev.at);
			json_put_int(j, "ms", strtol(ev.ms, NULL, 10));
			json_close(j, '}');
			evidence_free(&ev);
		}
	json_close(j, ']');
}

static int list_json(const struct sessions *all, struct err *e)
{
	struct buf b = BUF_INIT;
	struct json_out j;
	size_t i;

	json_out_init(&j, &b, 1);
	json_open(&j, NULL, '{');
	json_put(&j, "schema", "toolgap.sessions/1");
	json_open(&j, "sessions", '[');
	for (i = 0; i < all->n; i++) {
		json_open(&j, NULL, '{');
		row_json(&all->v[i], &j);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
	return print_buf(&b, e);
}

/* ---- list */

/* "2026-11-21 10:00" of a time stamp. */
static void when(const char *started, char out[24])
{
	(void)snprintf(out, 24, "%.10s %.5s", started, strlen(started) > 16 ? started + 11 : "");
	if (strlen(started) < 17)
		(void)snprintf(out, 24, "%-16s", "?");
}

static const char *state_word(enum session_state s)
{
	static const char *const words[] = { N_("open"), N_("applied"), N_("undone"), N_("ended"), N_("unknown") };

	return _(words[s]);
}

static void row_text(const struct session_row *r, struct buf *b)
{
	const char *state = state_word(r->state);
	char at[24];

	when(r->started, at);
	buf_addf(b, "  %s  %s  %s", r->id, at, state);
	buf_pad(b, ' ', text_width(state) < 9 ? 9 - text_width(state) : 1);
	if (!r->walk)
		buf_adds(b, _("files written without a walk"));
	else if (*r->provider)
		buf_addf(b, *r->tenants && strcmp(r->tenants, "-") ? "%s · %s" : "%s", r->provider, r->tenants);
	if (r->resumable)
		/* TRANSLATORS: a step of the runbook */
		buf_addf(b, _(" · at %s"), r->step);
	if (r->owner)
		buf_addf(b, _(" · open in %s"), r->owner);
	buf_addc(b, '\n');
	if (r->why)
		buf_addf(b, "    %s\n", r->why);
}

static void list_text(const struct sessions *all, const struct workspace *ws, struct buf *b)
{
	size_t i, here = 0, open = 0;

	for (i = 0; i < all->n; i++) {
		here += (size_t)all->v[i].here;
		open += (size_t)(all->v[i].here && all->v[i].resumable);
	}
	if (!here)
		buf_addf(b, _("There is no session of this workspace (%s).\n"), ws->root);
	else
		buf_addf(b, _("In this workspace (%s):\n"), ws->root);
	for (i = 0; i < all->n; i++)
		if (all->v[i].here)
			row_text(&all->v[i], b);
	for (i = 0; i < all->n; i++) {
		if (all->v[i].here)
			continue;
		if (!i || all->v[i - 1].here || strcmp(all->v[i].workspace, all->v[i - 1].workspace) != 0)
			buf_addf(b, _("In %s:\n"), *all->v[i].workspace ? all->v[i].workspace : "?");
		row_text(&all->v[i], b);
	}
	if (open)
		buf_adds(b, _("`toolgap sessions resume ID` goes on with one, `show ID` prints its record.\n"));
	else if (all->n)
		buf_adds(b, _("`toolgap sessions show ID` prints the record of one.\n"));
}

static int list(struct house *h, const struct options *o, struct err *e)
{
	struct sessions all;
	struct buf b = BUF_INIT;
	size_t i;
	int code;

	if (sessions_list(&all, &h->ws, e))
		return e->code;
	if (o->json) {
		code = list_json(&all, e);
	} else {
		for (i = 0; o->quiet && i < all.n; i++)
			if (all.v[i].here)
				buf_addf(&b, "%s\n", all.v[i].id);
		if (!o->quiet)
			list_text(&all, &h->ws, &b);
		code = print_buf(&b, e);
	}
	sessions_free(&all);
	return code;
}

/* ---- show */

static char *state_new(const struct session_row *r)
{
	if (r->owner)
		return mem_fmt(_("open in %s"), r->owner);
	if (r->state == SESSION_OPEN)
		return mem_fmt(_("open; `toolgap sessions resume %s` goes on with it"), r->id);
	if (r->state == SESSION_APPLIED && r->undoable)
		return mem_fmt(_("applied; `toolgap undo %s` takes it back"), r->id);
	if (r->state == SESSION_APPLIED)
		return mem_str(_("applied; too long ago to be taken back by undo"));
	if (r->state == SESSION_UNDONE)
		return mem_str(_("applied, and undone again"));
	if (r->state == SESSION_ENDED)
		return mem_str(_("ended without writing a file"));
	return mem_fmt(_("unknown: %s"), r->why ? r->why : "?");
}

static int show(struct house *h, const char *id, const struct options *o, struct err *e)
{
	struct session_case c;
	struct buf b = BUF_INIT, text = BUF_INIT, command = BUF_INIT;
	struct case_head head = { 0 };
	struct json_out j;
	char *state;
	int code;

	if (session_case_open(&c, &h->ws, id, e))
		return e->code;
	state = state_new(&c.row);
	if (c.wizard && c.head.workspace)
		flags_repeat(c.wizard, &c.head, &command);
	head.id = c.row.id;
	head.started = c.row.started;
	head.workspace = c.row.workspace;
	head.user = c.head.user;
	head.state = state;
	head.command = buf_str(&command);
	head.files = c.files;
	case_text(c.wizard, &head, &text);
	if (o->json) {
		json_out_init(&j, &b, 1);
		json_open(&j, NULL, '{');
		json_put(&j, "schema", "toolgap.sessions/1");
		json_open(&j, "sessions", '[');
		json_open(&j, NULL, '{');
		row_json(&c.row, &j);
		if (c.wizard) {
			answers_json(c.wizard, c.head.user, &j);
			evidence_json(c.wizard, &j);
		}
		put_known(&j, "command", buf_str(&command));
		json_put(&j, "record", buf_str(&text));
		json_close(&j, '}');
		json_close(&j, ']');
		json_close(&j, '}');
		code = print_buf(&b, e);
	} else {
		code = put_stdout(buf_str(&text), text.len, e) ? e->code : E_OK;
	}
	buf_free(&text);
	buf_free(&command);
	free(state);
	session_case_free(&c);
	return code;
}

/* ---- resume */

/* In the workspace of the walk, unless another one is named: its id is enough, wherever one stands. */
static int resume(struct house *h, const struct options *o, struct err *e)
{
	struct options mine = *o;
	struct session_case c;
	struct kv none = KV_INIT;
	char *dir = NULL, *story;
	int code;

	memset(&c, 0, sizeof(c));
	mine.command = "wizard";
	mine.resume = 1;
	mine.words = none;
	if (o->words.n > 1) {
		mine.resume_id = o->words.v[1].key;
		if (session_case_open(&c, &h->ws, mine.resume_id, e)) {
			house_close(h);
			return e->code;
		}
		if (!c.row.walk) {
			session_case_free(&c);
			house_close(h);
			return err_set(e, E_USAGE, _("These files were written without a walk, so there is nothing to go on with; `toolgap undo %s` takes them back."),
				       mine.resume_id), E_USAGE;
		}
		if (!o->dir && c.head.workspace && !c.row.here)
			mine.dir = dir = mem_str(c.head.workspace);
	}
	story = c.head.story ? mem_str(c.head.story) : NULL;
	session_case_free(&c);
	house_close(h);
	code = story ? rollout_go(&mine, story, e) : cmd_wizard(&mine, e);
	free(story);
	free(dir);
	return code;
}

/* ---- drop */

static int tell_dropped(const struct options *o, const struct session_case *all, size_t words, size_t n, struct err *e)
{
	struct buf b = BUF_INIT;
	struct json_out j;
	size_t i;

	if (o->json) {
		json_out_init(&j, &b, 1);
		json_open(&j, NULL, '{');
		json_put(&j, "schema", "toolgap.sessions/1");
		json_put_bool(&j, "dry_run", o->dry_run);
		json_open(&j, "dropped", '[');
		for (i = 0; i < words; i++)
			if (*all[i].row.id)
				json_put(&j, NULL, all[i].row.id);
		json_close(&j, ']');
		json_close(&j, '}');
	} else if (o->dry_run) {
		buf_addf(&b, ngettext("Dry run: %zu session would be dropped. Nothing was changed.\n",
				      "Dry run: %zu sessions would be dropped. Nothing was changed.\n", n), n);
	} else if (!o->quiet) {
		buf_addf(&b, ngettext("%zu session dropped; no file of the workspace was touched.\n",
				      "%zu sessions dropped; no file of the workspace was touched.\n", n), n);
	}
	return print_buf(&b, e);
}

/* One question for all of them: what is lost by it stands in it. */
static int ask(struct house *h, const struct options *o, size_t n, size_t open, size_t undoable, struct err *e)
{
	char *question, *lost;
	int yes;

	lost = undoable ? mem_fmt(ngettext(" What %zu of them wrote can then no longer be undone.",
					   " What %zu of them wrote can then no longer be undone.", undoable), undoable)
			: mem_str("");
	/* TRANSLATORS: how many; how many of them did not end; a sentence with a blank in front, or nothing */
	question = mem_fmt(ngettext("Drop %zu session (%zu of them open)?%s", "Drop %zu sessions (%zu of them open)?%s", n), n, open, lost);
	yes = yes_asked(o, h->http, question, e);
	if (!yes)
		err_set(e, E_FAIL, _("Nothing was dropped."));
	free(question);
	free(lost);
	return yes > 0 ? 0 : -1;
}

static int drop(struct house *h, const struct options *o, struct err *e)
{
	size_t i, open = 0, undoable = 0, words = o->words.n - 1, n = 0, gone = 0;
	struct session_case *all = mem_alloc((words + 1) * sizeof(*all));
	struct map seen = MAP_INIT;
	int rc = 0, code;

	for (i = 0; !rc && i < words; i++) {
		if (map_put(&seen, o->words.v[i + 1].key, i) != i)
			continue; /* named twice */
		rc = session_case_open(&all[i], &h->ws, o->words.v[i + 1].key, e);
		open += (size_t)(!rc && all[i].row.state == SESSION_OPEN);
		undoable += (size_t)(!rc && all[i].row.undoable);
		n += (size_t)!rc;
	}
	if (!rc && !o->dry_run)
		rc = ask(h, o, n, open, undoable, e);
	for (i = 0; !rc && !o->dry_run && i < words; i++) {
		if (!*all[i].row.id)
			continue;
		rc = session_drop(&all[i], e);
		gone += (size_t)!rc;
	}
	if (rc && gone)
		fprintf(stderr, ngettext("toolgap: %zu session was dropped before this:\n", "toolgap: %zu sessions were dropped before this:\n", gone), gone);
	code = rc ? e->code : tell_dropped(o, all, words, n, e);
	for (i = 0; i < words; i++)
		session_case_free(&all[i]);
	free(all);
	map_free(&seen);
	return code;
}

int cmd_sessions(const struct options *o, struct err *e)
{
	const char *what = o->words.n ? o->words.v[0].key : "list";
	struct house h;
	int code;

	if ((!strcmp(what, "list") && o->words.n > 1) || (!strcmp(what, "show") && o->words.n != 2) ||
	    (!strcmp(what, "resume") && o->words.n > 2) || (!strcmp(what, "drop") && o->words.n < 2) ||
	    (strcmp(what, "list") && strcmp(what, "show") && strcmp(what, "resume") && strcmp(what, "drop")))
		return err_set(e, E_USAGE, _("Say: toolgap sessions [list], show ID, resume [ID] or drop ID…; `toolgap sessions` lists the ids.")),
		       E_USAGE;
	if (house_open(&h, o, 1, e))
		return e->code;
	if (!strcmp(what, "resume"))
		return resume(&h, o, e);
	if (!strcmp(what, "drop"))
		code = drop(&h, o, e);
	else
		code = !strcmp(what, "show") ? show(&h, o->words.v[1].key, o, e) : list(&h, o, e);
	house_close(&h);
	return code;
}
