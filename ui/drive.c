/* SPDX-License-Identifier: MIT */
/* drive: the loop between the fold, the front end, the network and the disk. */
#include "ui/drive.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/flags.h"
#include "ui/rollout.h"
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
	d->patience_ms = -1;
}

void drive_free(struct drive *d)
{
	wizard_free(d->wizard);
	if (d->planned)
		plan_free(&d->plan);
	session_free(&d->session);
	kv_free(&d->given);
	kv_free(&d->clients);
	apps_free(d->apps);
}

/* ---- what the person says */

int run_answer(struct run *r, const char *value, const char *by)
{
	struct err e = ERR_INIT;
	char *step = mem_str(wizard_step(r->d->wizard)->id);
	int rc = wizard_answer(r->d->wizard, step, value, &e);

	if (!rc)
		run_draft_over(r, step);
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
	if (!value && r->d->story)
		value = rollout_answer_new(r, &by);
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
	if (!value && wizard_holds(r->d->wizard)) { /* somebody went back, and this still stands */
		value = mem_str(wizard_holds(r->d->wizard));
		by = "person";
	}
	if (!value)
		return 0;
	if (r->d->front.alone && run_connects(r) && run_sick(r, "accounts") &&
	    ((r->d->stop_at_plan && !r->d->offline) || !strcmp(value, "wait"))) {
		free(value);
		return 0; /* for whom to wait, or whom to call pending, when the vendor cannot say who has come? */
	}
	rc = run_answer(r, value, by);
	if (rc && r->d->front.alone) { /* nobody there to say it better */
		err_set(r->e, E_USAGE, "%s", r->refused);
		run_stop(r, E_USAGE);
	}
	free(value);
	return 1;
}

static void act(struct run *r, const struct screen *s)
{
	struct act a = { ACT_NONE, NULL };

	r->d->front.act(r->d->front.self, s, &a);
	switch (a.kind) {
	case ACT_ANSWER:
		if (wizard_over(r->d->wizard))
			run_stop(r, s->view->exit_code);
		else
			(void)run_answer(r, a.value, "person");
		break;
	case ACT_BACK:
		if (s->view->can_back) /* else what is under way goes on: git, say, once the files are written */
			run_back(r, a.value);
		break;
	case ACT_QUIT:
		run_stop(r, wizard_over(r->d->wizard) ? s->view->exit_code : E_INT);
		if (!wizard_over(r->d->wizard) && run_written(r))
			err_set(r->e, E_INT, _("Left. The files are written, and nothing was committed. `toolgap wizard --resume` comes back to this step; `toolgap undo` takes them back."));
		else if (!wizard_over(r->d->wizard) && r->d->story && r->d->session.begun)
			err_set(r->e, E_INT, _("Left. The same command comes back to this board."));
		else if (!wizard_over(r->d->wizard) && r->d->session.begun)
			err_set(r->e, E_INT, r->d->throw_away
				? _("Left. No file was changed. In a real workspace `toolgap wizard --resume` would come back to this step.")
				: _("Left. No file was changed. `toolgap wizard --resume` comes back to this step."));
		else if (!wizard_over(r->d->wizard))
			err_set(r->e, E_INT, _("Left. No file was changed."));
		break;
	case ACT_MISSING:
		run_missing(r, s->view);
		break;
	default:
		run_draft_typed(r, s);
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
	struct screen s = { 0 };
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
	s.apps = run_apps(r);
	s.draft = v.kind == VIEW_ASK ? run_draft(r) : NULL;
	s.error = r->refused[0] ? r->refused : NULL;
	over = wizard_over(d->wizard);
	waits = !running && wizard_waits(d->wizard);
	f->show(f->self, &s);
	run_apps_read(r);
	if (d->messages && v.kind == VIEW_CONNECT && rollout_messages(r, &v))
		run_stop(r, r->e->code);
	if (r->over)
		;
	else if (over && f->fd(f->self) < 0) {
		run_stop(r, v.exit_code);
	} else if (!over && at_plan(d)) {
		run_stop(r, E_OK);
	} else if (!over && !(running && f->fd(f->self) < 0) && answer_given(r)) {
		;
	} else if (!over && at_path(d)) {
		run_stop(r, E_OK);
	} else if (f->still && rollout_patience_over(r)) {
		run_stop(r, E_INT);
	} else if (rollout_patience_over(r)) {
		run_missing(r, &v);
	} else if (f->alone && run_connects(r) && run_sick(r, "link") && d->patience_ms <= 0 && !rollout_looks_again(r)) {
		run_missing(r, &v); /* nobody watches, and there are no links to click */
	} else {
		if (waits && f->fd(f->self) < 0) {
			act(r, &s); /* a front end without a descriptor is asked when it is its turn */
		} else if (wait) {
			fds[0].fd = signals_fd();
			fds[1].fd = f->fd(f->self);
			fds[0].events = fds[1].events = POLLIN;
			fds[0].revents = fds[1].revents = 0;
			(void)http_wait(d->http, fds, fds[1].fd >= 0 ? 2 : 1,
					run_draft_wait(r, over ? -1 : run_within(r, waits ? -1 : timeout)));
			if (signals_seen()) {
				run_stop(r, 128 + signals_seen());
				err_set(r->e, E_INT, d->story && d->session.begun && !over
					? _("Interrupted. No file was left half-written; the same command goes on from here.")
					: d->session.begun && !d->throw_away && !over
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
	if (d->story)
		kv_set(facts, "workspace.rollout", "yes");
	if (d->env->pipedream_environment)
		kv_set(facts, "workspace.environment", d->env->pipedream_environment);
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

static void begin_session(struct run *r)
{
	struct drive *d = r->d;

	session_new(&d->session); /* the apply wants its name, kept or not */
	kv_copy(&d->session.head.clients, &d->clients);
	d->session.head.auth = mem_str(d->auth);
	d->session.head.scope = mem_str(d->scope);
	d->session.head.story = mem_str(d->story);
}

/* The session that was named, or the latest; a rollout goes on with its own unless it has none. */
static void resume(struct run *r)
{
	struct drive *d = r->d;
	int rc = d->afresh ? 1
		 : d->story ? session_again(&d->session, d->wizard, d->ws->root, d->resume_id, d->story, d->front.alone, r->e)
			    : session_resume(&d->session, d->wizard, d->ws->root, d->resume_id, r->e);

	if (rc > 0) {
		begin_session(r);
		return;
	}
	if (rc || run_look_again(r)) {
		run_stop(r, r->e->code);
		return;
	}
	if (!d->clients.n)
		kv_copy(&d->clients, &d->session.head.clients);
	run_draft_again(r);
	if (d->story)
		rollout_resumed(r);
}

struct run *drive_begin(struct drive *d, struct err *e)
{
	struct run *r = mem_alloc(sizeof(*r));
	struct kv facts = KV_INIT;

	r->d = d;
	r->e = e;
	seed(d, &facts);
	d->wizard = wizard_new(d->runbook ? d->runbook : d->ws->runbook, d->dry_run, &facts);
	kv_free(&facts);
	r->probes = probes_new(d->ws, d->env, d->http, d->copies, d->offline);
	r->begun = clock_ms();
	if (d->limit_ms)
		r->until = clock_ms() + d->limit_ms;
	probes_by_lists(r->probes, d->lists);
	if (d->resume || (d->story && !d->dry_run))
		resume(r);
	else if (!d->dry_run)
		begin_session(r);
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

	run_draft_keep(r);
	probes_free(r->probes);
	if (r->d->front.close)
		r->d->front.close(r->d->front.self);
	seen_free(&r->seen);
	kv_free(&r->drafts);
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
