/* SPDX-License-Identifier: MIT */
/* cmd_wizard: the walk with a person, or with answers in a file; and plan, which is the same walk up to the preview. */
#include "base/i18n.h"
#include "base/mem.h"
#include "runbook/answers.h"
#include "ui/cmd.h"
#include "ui/cmd_walk.h"
#include "ui/say.h"
#include "ui/shot.h"
#include "ui/yes.h"
#include "work/disk.h"
#include "work/sessions.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum ui { UI_NONE, UI_LINE, UI_TUI };

static int set(const char *name)
{
	const char *s = getenv(name);

	return s && *s && strcmp(s, "0") && strcmp(s, "false") && strcmp(s, "no");
}

/* Before curses is touched: flag, then ACCESSIBLE, then what the terminal is. */
static enum ui choose_ui(const struct options *o)
{
	const char *term = getenv("TERM");

	if (o->no_input)
		return UI_NONE;
	if (o->ui)
		return !strcmp(o->ui, "tui") ? UI_TUI : !strcmp(o->ui, "line") ? UI_LINE : UI_NONE;
	if (!isatty(STDIN_FILENO))
		return UI_NONE;
	if (set("ACCESSIBLE") || !isatty(STDOUT_FILENO) || !term || !strcmp(term, "dumb"))
		return UI_LINE;
	return UI_TUI;
}

/* *full: it is the full screen, which takes its words with it when it closes. */
static int open_front(struct drive *d, const struct options *o, int *full, struct err *e)
{
	enum ui ui = choose_ui(o);

	if (o->screen)
		return shot_open(&d->front, o->screen, e);
	if (ui == UI_TUI) {
		if (o->mouse)
			tui_mouse();
		*full = !tui_open(&d->front, color_mode(o), e);
		if (*full)
			return 0;
		if (o->ui)
			return -1; /* it was asked for by name */
		ui = UI_LINE;
	}
	if (ui == UI_LINE)
		return line_open(&d->front, color_on(o, STDOUT_FILENO), e);
	return batch_open(&d->front, !o->json && !o->quiet);
}

static int write_record(const struct drive *d, const char *path, struct err *e)
{
	struct buf b = BUF_INIT;
	int rc;

	wizard_record(d->wizard, &b);
	rc = disk_put(path, buf_str(&b), b.len, e);
	buf_free(&b);
	return rc;
}

/* How it ended, below the prompt that started it: what is to be typed next must be there to be copied. */
static void say_end(const struct drive *d)
{
	struct view v;
	size_t i;

	if (!d->wizard || !wizard_over(d->wizard))
		return;
	wizard_view(d->wizard, NULL, 0, &v);
	for (i = 0; i < v.lines.n; i++)
		printf("%s\n", v.lines.v[i].value);
	(void)fflush(stdout);
	view_free(&v);
}

int walk_setup(struct drive *d, const struct options *o, const struct runbook *rb, struct err *e)
{
	d->offline = o->offline;
	d->dry_run = o->dry_run;
	d->assume_yes = o->yes;
	d->takes_answers = 1;
	d->keep_session = !o->screen;
	d->resume = o->resume;
	d->resume_id = o->resume_id;
	kv_copy(&d->clients, &o->clients);
	d->auth = o->auth;
	d->path = o->path;
	d->scope = o->scope;
	given_flags(o, &d->given);
	d->flags = d->given.n;
	kv_free(&d->given);
	return given_timeout(o, &d->limit_ms, e) || given_answers(o, rb, &d->given, e) ||
			       open_front(d, o, &d->full_screen, e)
		       ? -1 : 0;
}

int walk_run(struct drive *d, const struct options *o, struct err *e)
{
	struct err later = ERR_INIT;
	int code = drive_run(d, e);

	if (d->full_screen)
		say_end(d);
	if (!o->screen && !o->dry_run && !d->throw_away)
		sessions_tidy(d->ws); /* now that nobody waits for a screen */
	if (o->record && d->wizard && write_record(d, o->record, &later) && !code) {
		*e = later;
		code = later.code;
	}
	if (o->screen && code == E_INT) {
		e->msg[0] = '\0';
		code = E_OK;
	}
	return code;
}

int walk(struct house *h, const struct options *o, const char *provider, const struct kv *given, int throw_away,
	 struct err *e)
{
	struct drive d;
	int code;

	drive_init(&d, &h->ws, &h->env, h->http, h->copies);
	d.throw_away = throw_away;
	d.provider = provider;
	if (walk_setup(&d, o, h->ws.runbook, e)) {
		code = e->code;
	} else {
		if (given)
			kv_copy(&d.given, given); /* behind the flags */
		code = walk_run(&d, o, e);
	}
	drive_free(&d);
	return code;
}

/* A walk that broke off is offered before another one begins. 1: go on with it; 0: there is none, or not wanted; −1: *e. */
static int goes_on(struct house *h, const struct options *o, struct err *e)
{
	struct session_case c;
	const struct step *st;
	char *question;
	int rc;

	if (o->resume || o->dry_run || o->words.n || o->answers || o->screen || o->yes || choose_ui(o) == UI_NONE ||
	    !isatty(STDIN_FILENO) || !isatty(STDERR_FILENO) || !session_left(&c, &h->ws))
		return 0;
	st = wizard_step(c.wizard);
	question = mem_fmt(_("A walk for %s was left at '%s' (begun %s). It is kept; with no, another one begins. Go on with it?"),
			   c.row.provider, st->rail ? _(st->rail) : st->id, c.row.started);
	rc = yes_asked(o, h->http, question, e);
	free(question);
	session_case_free(&c);
	return rc;
}

int cmd_wizard(const struct options *o, struct err *e)
{
	struct options mine = *o;
	struct house h;
	int code;

	if (o->words.n > 1)
		return err_set(e, E_USAGE, _("One provider at a time; put its name in quotes.")), E_USAGE;
	if (o->resume && o->dry_run)
		return err_set(e, E_USAGE, _("--resume goes on with a real walk; it cannot be made a dry run.")),
		       E_USAGE;
	if (house_open(&h, o, 0, e))
		return e->code;
	code = house_look_first(&h, e) ? e->code : E_OK;
	if (!code) {
		int on = goes_on(&h, o, e);

		mine.resume |= on > 0;
		code = on < 0 ? e->code : walk(&h, &mine, NULL, NULL, 0, e);
	}
	house_close(&h);
	return code;
}

/* ---- plan */

/* What `plan` assumes where the wizard would ask; each can be said by a flag instead. */
static void plan_given(const struct drive *d, struct kv *given)
{
	static const char *const assumed[][2] = {
		{ "new-registry", "yes" }, { "known", "tenants" },	 { "composio-candidate", "none" },
		{ "path", "D" },	   { "connect", "pending" }, { "verify-unknown", "pending" },
		{ "sdk", "both" },
		{ "replace-foreign", "leave" },  { "composio-native", "record" },
		{ "composio-offer", "record" },  { "scope-gap", "record" },	 { "renamed", "leave" },
		{ "request", "board" },	   { "request-none", "board" }, { "issues-unknown", "board" },
	};
	size_t i;

	for (i = 0; i < sizeof(assumed) / sizeof(*assumed); i++)
		if (!kv_get(given, assumed[i][0]))
			kv_add(given, assumed[i][0], assumed[i][1]);
	if (!kv_get(given, "native-third"))
		kv_add(given, "native-third", "none"); /* nobody else's is trusted unasked */
	if (d->offline)
		kv_add(given, "native-unknown", "without"); /* there is no copy of that registry */
	if (kv_get(given, "oauth"))
		return;
	kv_add(given, "oauth", d->ws->oauth_app ? "own" : "managed");
	if (d->ws->oauth_app)
		kv_add(given, "oauth-app", d->ws->oauth_app);
}

/*
 * The walk ended before there were files to plan: another path, or a reason to stop. The verdict is a document
 * of the same form without files; a failure is a sentence and its exit code.
 */
static int no_plan(struct drive *d, const struct options *o, int code, struct err *e)
{
	struct buf said = BUF_INIT, lines = BUF_INIT;
	struct view v;
	size_t i;

	if (*e->msg)
		return code;
	wizard_view(d->wizard, NULL, 0, &v);
	for (i = 0; i < v.lines.n; i++) {
		buf_addf(&said, "%s%s", i ? " " : "", v.lines.v[i].value);
		buf_addf(&lines, "%s\n", v.lines.v[i].value);
	}
	view_free(&v);
	if (code) {
		err_set(e, code, "%s", buf_str(&said));
	} else {
		plan_empty(&d->plan, d->ws, wizard_all(d->wizard), wizard_fact(d->wizard, "way.path"));
		plan_warn(&d->plan, "no-files", "%s", buf_str(&said));
		d->planned = 1;
		buf_addf(&lines, "%s\n", _("No file changes."));
		if ((o->json ? print_plan(&d->plan, o, e) : put_stdout(buf_str(&lines), lines.len, e)) ||
		    (o->out && save_plan(&d->plan, o->out, e)))
			code = e->code;
	}
	buf_free(&said);
	buf_free(&lines);
	return code;
}

int cmd_plan(const struct options *o, struct err *e)
{
	struct house h;
	struct drive d;
	size_t create, modify, same;
	int code;

	if (o->words.n != 1)
		return err_set(e, E_USAGE, _("Name one provider: toolgap plan \"Google Tag Manager\" --tenant ascend.")),
		       E_USAGE;
	if (house_open(&h, o, 1, e))
		return e->code;
	drive_init(&d, &h.ws, &h.env, h.http, h.copies);
	d.offline = o->offline;
	d.dry_run = 1;
	d.stop_at_plan = 1;
	kv_copy(&d.clients, &o->clients);
	d.auth = o->auth;
	d.path = o->path;
	d.scope = o->scope;
	(void)batch_open(&d.front, 0);
	code = given_timeout(o, &d.limit_ms, e) || given_answers(o, h.ws.runbook, &d.given, e) ? e->code : E_OK;
	if (!code) {
		plan_given(&d, &d.given);
		if (!kv_get(&d.given, "tenants") && h.ws.tenants.n)
			kv_add(&d.given, "tenants", ""); /* the workspace's own */
		code = drive_run(&d, e);
	}
	if (!d.planned) {
		code = d.wizard ? no_plan(&d, o, code, e) : code;
	} else if (print_plan(&d.plan, o, e) || (o->out && save_plan(&d.plan, o->out, e))) {
		code = e->code;
	} else {
		plan_count(&d.plan, &create, &modify, &same);
		code = o->exit_code && create + modify ? E_CHANGES : E_OK;
	}
	drive_free(&d);
	house_close(&h);
	return code;
}
