/* SPDX-License-Identifier: MIT */
/* cmd_check: the drift check, and putting right what needs no decision: preview, confirmation, apply. */
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/check_tell.h"
#include "ui/cmd.h"
#include "ui/say.h"
#include "work/apply.h"
#include "work/env.h"
#include "work/fix.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* One run: what was found, and what becomes of it. */
struct visit {
	const struct options *o;
	struct house h;
	struct kv known;
	struct findings f;
	struct plan plan;
	int planned;
	struct check_fixed fixed;
	char session[64];
};

static int look(struct visit *v, struct err *e)
{
	const struct check_how how = { &v->o->clients, v->o->scope, &v->known };

	findings_free(&v->f);
	return check_run(&v->h.ws, &how, &v->f, e);
}

static int form_is(const struct options *o, const char *form)
{
	const char *asked = o->format ? o->format : o->json ? "json" : "text";

	return !strcmp(asked, form);
}

/* The report, on standard output; the exit code says whether there is drift. */
static int report(struct visit *v, struct err *e)
{
	struct buf b = BUF_INIT;
	int code;

	if (form_is(v->o, "sarif"))
		check_sarif(&v->f, &b);
	else if (form_is(v->o, "json"))
		check_json(&v->f, v->o->fix ? &v->fixed : NULL, &b);
	else if (v->f.n)
		check_text(&v->f, &b);
	else if (!v->o->quiet)
		check_clean(&v->f, &b);
	if (form_is(v->o, "text") && !v->o->quiet)
		check_notes(&v->f, &b);
	code = print_buf(&b, e);
	return code ? code : v->f.n ? E_FAIL : E_OK;
}

/* ---- --fix */

static int somebody(const struct options *o)
{
	return !o->no_input && isatty(STDIN_FILENO) && (!o->ui || strcmp(o->ui, "none") != 0);
}

/* 1 when the word is given, 0 when not. Only the whole word writes. */
static int confirmed(FILE *out)
{
	char typed[64];

	for (;;) {
		fputs(_("Type apply to write all of them, or no.\n> "), out);
		fflush(out);
		if (!fgets(typed, sizeof(typed), stdin))
			return 0;
		typed[strcspn(typed, "\r\n")] = '\0';
		if (!strcmp(typed, "apply"))
			return 1;
		if (!strcmp(typed, "no") || !strcmp(typed, "q") || !strcmp(typed, "quit"))
			return 0;
	}
}

static int write_plan(struct visit *v, struct err *e)
{
	struct changes c = { 0 };
	struct apply_result r;
	struct session s;
	size_t before = v->f.n;
	int rc;

	memset(&r, 0, sizeof(r));
	session_new(&s);
	plan_changes(&v->plan, &v->h.ws, &c);
	rc = apply_run(v->h.ws.root, s.id, &c, &r, e);
	fputs(buf_str(&r.said), stderr);
	if (!rc) {
		v->fixed.files = r.written + r.created;
		(void)snprintf(v->session, sizeof(v->session), "%s", r.session);
		rc = look(v, e);
		v->fixed.findings = before > v->f.n ? before - v->f.n : 0;
	}
	session_free(&s);
	apply_result_free(&r);
	changes_free(&c);
	return rc;
}

/* A document goes to standard output alone; what is said on the way to it goes beside it. */
static FILE *talk(const struct visit *v)
{
	return form_is(v->o, "text") ? stdout : stderr;
}

/* The plan was shown. 0: go on and write; else it ends here, with the exit code in *code. */
static int held_back(struct visit *v, int *code, struct err *e)
{
	FILE *out = talk(v);

	*code = E_FAIL;
	if (v->o->dry_run) {
		if (!v->o->quiet)
			fputs(_("Dry run: nothing was written.\n"), out);
		return 1;
	}
	if (v->o->yes)
		return 0;
	if (!somebody(v->o)) {
		*code = E_USAGE;
		err_set(e, E_USAGE, _("Nobody is there to confirm, so nothing was written. Look at the plan with --dry-run, then say --yes."));
		return 1;
	}
	if (confirmed(out))
		return 0;
	fputs(_("Nothing was written.\n"), out);
	return 1;
}

static int fix(struct visit *v, struct err *e)
{
	FILE *out = talk(v);
	size_t create, modify, same;
	int code = E_OK, text = form_is(v->o, "text");

	v->fixed.session = v->session;
	if (fix_compose(&v->plan, &v->h.ws, &v->f, &v->known, e))
		return e->code;
	v->planned = 1;
	v->fixed.plan = &v->plan;
	plan_count(&v->plan, &create, &modify, &same);
	if (text)
		code = report(v, e);
	if (code && code != E_FAIL)
		return code;
	if (create + modify == 0) {
		if (v->f.n && text && !v->o->quiet)
			fputs(_("Nothing of this can be put right without a decision; nothing was written.\n"), out);
		return text ? code : report(v, e);
	}
	if (!v->o->quiet)
		say_plan(out, color_on(v->o, fileno(out)), &v->plan);
	fflush(out);
	if (held_back(v, &code, e))
		return text || code == E_USAGE ? code : report(v, e);
	if (write_plan(v, e))
		return e->code;
	if (text && !v->o->quiet)
		fprintf(out, ngettext("%zu file written, all or none; toolgap undo takes it back.\n",
				      "%zu files written, all or none; toolgap undo takes it back.\n", v->fixed.files),
			v->fixed.files);
	if (text && !v->o->quiet && v->f.n)
		fputs(_("Left for a person to decide:\n"), out);
	return report(v, e);
}

int cmd_check(const struct options *o, struct err *e)
{
	struct visit v = { .o = o };
	int code;

	if (o->words.n)
		return err_set(e, E_USAGE, _("toolgap check takes no further words; -C names the workspace.")), E_USAGE;
	if (o->json && o->format && strcmp(o->format, "json") != 0)
		return err_set(e, E_USAGE, _("--json and --format=%s contradict each other; give one."), o->format), E_USAGE;
	if (house_open(&v.h, o, 1, e))
		return e->code;
	env_known(&v.h.env, &v.known);
	if ((o->fix && house_look_first(&v.h, e)) || look(&v, e))
		code = e->code;
	else
		code = o->fix ? fix(&v, e) : report(&v, e);
	if (v.planned)
		plan_free(&v.plan);
	findings_free(&v.f);
	env_forget(&v.known);
	house_close(&v.h);
	return code;
}
