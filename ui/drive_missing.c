/* SPDX-License-Identifier: MIT */
/* drive_missing: nobody is there to answer: what is missing, who could say it, and what that means for the files. */
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/flags.h"
#include "ui/rollout.h"
#include "ui/run.h"
#include "vendors/look.h"

#include <stdlib.h>
#include <string.h>

/* The vendor was asked for that and could not say. */
int run_sick(const struct run *r, const char *probe)
{
	char *key = mem_fmt("%s.result", probe);
	const char *result = wizard_fact(r->d->wizard, key);

	free(key);
	return result && strcmp(result, "ok") != 0;
}

int run_connects(const struct run *r)
{
	return !strcmp(wizard_step(r->d->wizard)->kind_name, "connect");
}

/* With what came of the store that was to have them, where there is one. */
void need_credentials(const struct vendor_env *env, const char *names, struct err *e)
{
	if (env->infisical_unreached) /* unknown is never absent, of keys either */
		err_set(e, E_UNDECIDED, _("Credentials are needed: %s; and it is unknown whether the store has them (%s). Nothing was written; try again, or set them."),
			names, env->infisical_said);
	else if (env->infisical_said)
		err_set(e, E_CREDS, _("Credentials are needed: set %s (%s). Nothing was written."), names,
			env->infisical_said);
	else
		err_set(e, E_CREDS, _("Credentials are needed: set %s. Nothing was written."), names);
}

int lacks_credentials(const struct vendor_env *env, const struct kv *facts, const char *probe, struct err *e)
{
	char *key[] = { mem_fmt("%s.missing", probe), mem_fmt("%s.refused", probe), mem_fmt("%s.detail", probe) };
	char *missing = kv_join_new(facts, key[0], ", "), *refused = kv_join_new(facts, key[1], ", ");
	int lacks = missing || refused;

	if (missing)
		need_credentials(env, missing, e);
	else if (refused)
		err_set(e, E_CREDS, _("The credentials were refused (%s). Nothing was written; put good ones into %s."),
			look_reason(kv_or(facts, key[2], "?")), refused);
	for (int i = 0; i < 3; i++)
		free(key[i]);
	free(missing), free(refused);
	return lacks;
}

/* The vendor could not be asked: which variables are missing, or why else; and the answer that goes on all the same. */
static void undecided(struct run *r, const struct step *st, const char *probe, const char *way_on)
{
	const struct wizard *w = r->d->wizard;
	char *why = mem_fmt("%s.detail", probe);

	if (lacks_credentials(r->d->env, wizard_all(w), probe, r->e))
		;
	else if (r->d->story && run_connects(r))
		rollout_undecided(r, wizard_fact(w, why) ? wizard_fact(w, why) : "?");
	else
		err_set(r->e, E_UNDECIDED,
			r->d->takes_answers
				? _("Undecided (%s). Unknown is never absent. Nothing was written; mend the reason, or answer '%s: %s'.")
				: _("Undecided (%s). Unknown is never absent. Nothing was written; mend the reason and run it again."),
			wizard_fact(w, why) ? wizard_fact(w, why) : "?", st->id, way_on);
	free(why);
}

/* The step is called PROBE-unknown; n is the length of PROBE. */
static void undecided_catalog(struct run *r, const struct step *st, int n)
{
	char *probe = mem_fmt("%.*s", n, st->id);

	undecided(r, st, probe,
		  !strcmp(probe, "native") ? "without" : strstr(probe, "issue") ? "board" : "overrule");
	free(probe);
}

/* How an answers file says it: 'known: leave', 'tenants' or 'over'; 'short: …' where anything may be typed. */
static char *said_as_new(const struct step *st, const struct view *v)
{
	struct buf b = BUF_INIT;
	size_t i;

	for (i = 0; v->kind != VIEW_ASK && i < v->n_options; i++) {
		if (i)
			buf_adds(&b, i + 1 < v->n_options ? ", " : _(" or "));
		if (i)
			buf_addf(&b, "'%s'", v->options[i].id);
		else
			buf_addf(&b, "'%s: %s'", st->id, v->options[i].id);
	}
	if (!b.len)
		buf_addf(&b, "'%s: …'", st->id);
	return buf_detach(&b);
}

static void nobody_there(struct run *r, const struct step *st, const struct view *v)
{
	const char *flag = flags_of(st->id);
	char *as = said_as_new(st, v);

	if (flag && r->d->takes_answers)
		err_set(r->e, E_USAGE,
			_("Nobody is there to answer '%s': %s Give it with %s, or as %s in an answers file. Nothing was written."),
			st->id, v->question, flag, as);
	else if (flag)
		err_set(r->e, E_USAGE, _("Nobody is there to answer '%s': %s Give it with %s. Nothing was written."),
			st->id, v->question, flag);
	else if (r->d->takes_answers)
		err_set(r->e, E_USAGE,
			_("Nobody is there to answer '%s': %s Give it as %s in an answers file (--answers). Nothing was written."),
			st->id, v->question, as);
	else
		err_set(r->e, E_USAGE,
			_("Nobody is there to answer '%s': %s Only the wizard can ask it: toolgap wizard. Nothing was written."),
			st->id, v->question);
	free(as);
}

void run_missing(struct run *r, const struct view *v)
{
	const struct step *st = wizard_step(r->d->wizard);
	const char *name = strstr(st->id, "-unknown");

	if (run_written(r) && st->optional && !run_answer(r, "", "proposal"))
		return; /* the input is at its end, and the walk may well end, too */
	if (run_connects(r) && run_sick(r, "accounts"))
		undecided(r, st, "accounts", "pending"); /* nobody knows who has connected */
	else if (run_connects(r) && run_sick(r, "link"))
		undecided(r, st, "link", "pending");
	else if (run_connects(r) && r->d->story)
		rollout_waits(r);
	else if (run_connects(r))
		err_set(r->e, E_WAITING,
			_("Not every tenant has connected yet. Nothing was written; say 'connect: wait' or 'connect: pending' in an answers file, or come back later."));
	else if (name && !strcmp(st->id, "verify-unknown"))
		undecided(r, st, "tools", "pending");
	else if (name)
		undecided_catalog(r, st, (int)(name - st->id));
	else
		nobody_there(r, st, v);
	run_stop(r, r->e->code);
}
