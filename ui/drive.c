/* SPDX-License-Identifier: MIT */
/* drive: the loop between the fold, the front end, the network and the disk. */
#include "ui/drive.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/flags.h"
#include "ui/run.h"
#include "ui/signals.h"
#include "vendors/look.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void drive_init(struct drive *d, const struct workspace *ws, struct vendor_env *env,
		struct http *http, struct copies *copies)
{
	memset(d, 0, sizeof(*d));
	d->ws = ws;
	d->env = env;
	d->http = http;
	d->copies = copies;
	d->early = 1;
}

void drive_free(struct drive *d)
{
	wizard_free(d->wizard);
	if (d->planned)
		plan_free(&d->plan);
	session_free(&d->session);
	kv_free(&d->given);
	kv_free(&d->clients);
}

/* ---- what the person says */

static int answer(struct run *r, const char *value, const char *by)
{
	struct err e = ERR_INIT;
	char *step = mem_str(wizard_step(r->d->wizard)->id);
	int rc = wizard_answer(r->d->wizard, step, value, &e);

	free(step);
	r->refused[0] = '\0';
	if (!rc)
		wizard_said_by(r->d->wizard, by);
	if (rc)
		(void)snprintf(r->refused, sizeof(r->refused), "%s", e.msg);
	else
		run_keep(r);
	return rc;
}

/* The vendor was asked for that and could not say. */
static int is_sick(const struct run *r, const char *probe)
{
	char *key = mem_fmt("%s.result", probe);
	const char *result = wizard_fact(r->d->wizard, key);

	free(key);
	return result && strcmp(result, "ok") != 0;
}

static int connects(const struct run *r)
{
	return !strcmp(wizard_step(r->d->wizard)->kind_name, "connect");
}

/* What would be proposed to a person; NULL where nothing would. An empty answer to an ask means its proposal. */
static char *proposal_new(const struct wizard *w, const struct step *st)
{
	const char *fact = st->fact ? wizard_fact(w, st->fact) : "";

	return fact && !strcmp(st->kind_name, "ask") ? mem_str("") : mem_str(fact);
}

/* An answer given in advance, or one that --yes stands for. 1 when there was one. */
static int answer_given(struct run *r)
{
	const struct step *st = wizard_step(r->d->wizard);
	const char *by = "proposal";
	char *value;
	int rc;

	if (!wizard_asks(r->d->wizard))
		return 0;
	value = flags_take(&r->d->given, &r->d->flags, st->id, &by);
	if (!value && r->d->assume_yes && !strcmp(st->kind_name, "confirm")) {
		value = mem_str("yes");
		by = "yes";
	}
	if (!value && r->d->dry_run && r->d->front.alone && st->check && !strcmp(st->check, "danger"))
		value = mem_str("no"); /* a dry run ends by itself where nobody is there */
	if (!value && r->d->front.alone && !strcmp(st->kind_name, "say") && !r->d->stop_at_path)
		value = mem_str("ok"); /* it was read aloud, and there is nothing to decide */
	if (!value && st->optional && r->d->front.alone && !r->d->stop_at_path)
		value = proposal_new(r->d->wizard, st);
	if (!value)
		return 0;
	if (r->d->front.alone && connects(r) && is_sick(r, "accounts") &&
	    ((r->d->stop_at_plan && !r->d->offline) || !strcmp(value, "wait"))) {
		free(value);
		return 0; /* for whom to wait, or whom to call pending, when the vendor cannot say who has come? */
	}
	rc = answer(r, value, by);
	if (rc && r->d->front.alone) { /* nobody there to say it better */
		err_set(r->e, E_USAGE, "%s", r->refused);
		run_stop(r, E_USAGE);
	}
	free(value);
	return 1;
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

	if (!lacks_credentials(r->d->env, wizard_all(w), probe, r->e))
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

static void missing_answer(struct run *r, const struct view *v)
{
	const struct step *st = wizard_step(r->d->wizard);
	const char *name = strstr(st->id, "-unknown");

	if (run_written(r) && st->optional && !answer(r, "", "proposal"))
		return; /* the input is at its end, and the walk may well end, too */
	if (connects(r) && is_sick(r, "accounts"))
		undecided(r, st, "accounts", "pending"); /* nobody knows who has connected */
	else if (connects(r) && is_sick(r, "link"))
		undecided(r, st, "link", "pending");
	else if (connects(r))
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

static void act(struct run *r, const struct screen *s)
{
	struct act a = { ACT_NONE, NULL };
	struct err e = ERR_INIT;

	r->d->front.act(r->d->front.self, s, &a);
	switch (a.kind) {
	case ACT_ANSWER:
		if (wizard_over(r->d->wizard))
			run_stop(r, s->view->exit_code);
		else
			(void)answer(r, a.value, "person");
		break;
	case ACT_BACK:
		if (!s->view->can_back)
			break; /* what is under way goes on: git, say, once the files are written */
		r->refused[0] = '\0';
		probes_cancel(r->probes);
		r->probe = NULL;
		if (wizard_back(r->d->wizard) && session_back(&r->d->session, r->d->wizard, &e)) {
			*r->e = e;
			run_stop(r, e.code);
		}
		break;
	case ACT_QUIT:
		run_stop(r, wizard_over(r->d->wizard) ? s->view->exit_code : E_INT);
		if (!wizard_over(r->d->wizard) && run_written(r))
			err_set(r->e, E_INT, _("Left. The files are written, and nothing was committed. `toolgap wizard --resume` comes back to this step; `toolgap undo` takes them back."));
		else if (!wizard_over(r->d->wizard) && r->d->session.begun)
			err_set(r->e, E_INT, r->d->throw_away
				? _("Left. No file was changed. In a real workspace `toolgap wizard --resume` would come back to this step.")
				: _("Left. No file was changed. `toolgap wizard --resume` comes back to this step."));
		else if (!wizard_over(r->d->wizard))
			err_set(r->e, E_INT, _("Left. No file was changed."));
		break;
	case ACT_MISSING:
		missing_answer(r, s->view);
		break;
	default:
		break;
	}
	free(a.value);
}

/* ---- the loop */

/* plan ends where the files would be written, whatever answers there are. */
static int at_plan(const struct drive *d)
{
	const struct step *st = wizard_step(d->wizard);

	return d->stop_at_plan && st->check && !strcmp(st->check, "danger");
}

/* triage ends at the first question that carries a verdict and has no answer, and once a path is chosen. */
static int at_path(const struct drive *d)
{
	return d->stop_at_path && wizard_step(d->wizard)->verdict && wizard_asks(d->wizard);
}

/* And before anything more is asked of the outside once the verdict is there. */
static int past_path(const struct drive *d)
{
	return d->stop_at_path && wizard_step(d->wizard)->verdict && !wizard_asks(d->wizard) &&
	       !wizard_over(d->wizard);
}

/* Once round: what the fold is owed, the screen, the person, the network. `wait`: until something happens. */
static void turn(struct run *r, int wait)
{
	struct drive *d = r->d;
	struct front *f = &d->front;
	struct pollfd fds[2];
	struct view v;
	struct screen s;
	long ms = 0;
	int timeout, over, waits, running;
	const char *busy;

	if (past_path(d)) {
		run_stop(r, E_OK);
		return;
	}
	if (r->until && !wizard_over(d->wizard) && clock_ms() >= r->until) {
		run_timed_out(r);
		return;
	}
	timeout = run_pay(r);
	if (r->over)
		return;
	running = probes_running(r->probes);
	busy = running ? probes_doing(r->probes, &ms) : NULL;
	wizard_view(d->wizard, busy, ms, &v);
	s.view = &v;
	s.plan = d->planned ? &d->plan : NULL;
	s.wizard = d->wizard;
	s.session = d->session.id;
	s.error = r->refused[0] ? r->refused : NULL;
	over = wizard_over(d->wizard);
	waits = !running && wizard_waits(d->wizard);
	f->show(f->self, &s);
	if (over && f->fd(f->self) < 0) {
		run_stop(r, v.exit_code);
	} else if (!over && at_plan(d)) {
		run_stop(r, E_OK);
	} else if (!over && !(running && f->fd(f->self) < 0) && answer_given(r)) {
		;
	} else if (!over && at_path(d)) {
		run_stop(r, E_OK);
	} else if (f->alone && connects(r) && is_sick(r, "link")) {
		missing_answer(r, &v); /* nobody watches, and there are no links to click */
	} else {
		if (waits && f->fd(f->self) < 0) {
			act(r, &s); /* a front end without a descriptor is asked when it is its turn */
		} else if (wait) {
			fds[0].fd = signals_fd();
			fds[1].fd = f->fd(f->self);
			fds[0].events = fds[1].events = POLLIN;
			fds[0].revents = fds[1].revents = 0;
			(void)http_wait(d->http, fds, fds[1].fd >= 0 ? 2 : 1,
					over ? -1 : run_within(r, waits ? -1 : timeout));
			if (signals_seen()) {
				run_stop(r, 128 + signals_seen());
				err_set(r->e, E_INT, d->session.begun && !d->throw_away && !over
					? _("Interrupted. No file was left half-written; the walk is kept, and `toolgap wizard --resume` goes on with it.")
					: _("Interrupted. No file was left half-written."));
			} else if (fds[1].fd >= 0 && fds[1].revents) {
				act(r, &s);
			}
		}
		if (!r->over)
			run_collect(r, &s);
	}
	view_free(&v);
}

static void seed(const struct drive *d, struct kv *facts)
{
	struct buf b = BUF_INIT;
	size_t i;

	for (i = 0; i < d->ws->tenants.n; i++)
		buf_addf(&b, "%s%s", i ? ", " : "", d->ws->tenants.v[i].key);
	if (b.len)
		kv_set(facts, "workspace.tenants", b.p);
	if (d->provider)
		kv_set(facts, "workspace.provider", d->provider);
	if (d->ws->oauth_app)
		kv_set(facts, "workspace.oauth_app", d->ws->oauth_app);
	if (d->path)
		kv_set(facts, "workspace.path", d->path);
	if (d->auth)
		kv_set(facts, "workspace.auth", d->auth);
	if (d->scope)
		kv_set(facts, "workspace.scope", d->scope);
	buf_free(&b);
}

struct run *drive_begin(struct drive *d, struct err *e)
{
	struct run *r = mem_alloc(sizeof(*r));
	struct kv facts = KV_INIT;

	r->d = d;
	r->e = e;
	seed(d, &facts);
	d->wizard = wizard_new(d->ws->runbook, d->dry_run, &facts);
	kv_free(&facts);
	r->probes = probes_new(d->ws, d->env, d->http, d->copies, d->offline);
	if (d->limit_ms)
		r->until = clock_ms() + d->limit_ms;
	probes_by_lists(r->probes, d->lists);
	if (d->resume) {
		if (session_resume(&d->session, d->wizard, d->ws->root, d->resume_id, e) || run_look_again(r))
			run_stop(r, e->code);
		else if (!d->clients.n)
			kv_copy(&d->clients, &d->session.head.clients);
	} else if (!d->dry_run) {
		session_new(&d->session); /* the apply wants its name, kept or not */
		kv_copy(&d->session.head.clients, &d->clients);
		d->session.head.auth = mem_str(d->auth);
		d->session.head.scope = mem_str(d->scope);
	}
	return r;
}

int drive_go(struct run *r)
{
	while (!r->over && !(probes_running(r->probes) && !probes_over(r->probes)))
		turn(r, 0);
	return r->over;
}

int drive_end(struct run *r)
{
	int code = r->code;

	probes_free(r->probes);
	if (r->d->front.close)
		r->d->front.close(r->d->front.self);
	if (r->unkept[0])
		fprintf(stderr, "toolgap: %s\n", r->unkept);
	free(r);
	return code;
}

int drive_run(struct drive *d, struct err *e)
{
	struct run *r = drive_begin(d, e);

	while (!r->over)
		turn(r, 1);
	return drive_end(r);
}
