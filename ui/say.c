/* SPDX-License-Identifier: MIT */
/* say: the walk as sentences, one thing a line. */
#include "ui/say.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/message.h"

#include <stdlib.h>
#include <string.h>

#define BEAT_S 30

void say_init(struct say *s, FILE *out, int color)
{
	memset(s, 0, sizeof(*s));
	s->out = out;
	s->color = color;
}

void say_diff(FILE *out, int color, const char *diff)
{
	while (*diff) {
		size_t n = strcspn(diff, "\n");
		const char *on = "";

		if (color && *diff == '+' && strncmp(diff, "+++", 3) != 0)
			on = "\033[32m";
		else if (color && *diff == '-' && strncmp(diff, "---", 3) != 0)
			on = "\033[31m";
		fprintf(out, "%s%.*s%s\n", on, (int)n, diff, *on ? "\033[0m" : "");
		diff += n;
		diff += *diff == '\n';
	}
}

void say_plan(FILE *out, int color, const struct plan *p)
{
	struct buf b = BUF_INIT;
	struct kv needs = KV_INIT;
	size_t i;

	for (i = 0; i < p->n; i++)
		if (plan_file_action(p->files[i]) != PLAN_NONE)
			say_diff(out, color, p->files[i]->diff);
	for (i = 0; i < p->n; i++) {
		static const char mark[] = { '=', '+', '~' };

		fprintf(out, "%c %s\n", mark[plan_file_action(p->files[i])], p->files[i]->path);
	}
	for (i = 0; i < p->warnings.n; i++)
		fprintf(out, _("Warning: %s\n"), p->warnings.v[i].value);
	if (p->cost)
		/* TRANSLATORS: what the vendor costs, and how much of it is used */
		fprintf(out, _("Cost: %s.\n"), p->cost->line);
	plan_needs_text(p, &needs);
	if (needs.n)
		fputs(_("Variables, and whether they are set here:\n"), out);
	for (i = 0; i < needs.n; i++)
		fprintf(out, "%s%s\n", *needs.v[i].key ? "  " : "      ", needs.v[i].value);
	kv_free(&needs);
	plan_summary(p, &b);
	fprintf(out, "%s\n", buf_str(&b));
	buf_free(&b);
}

/* The label of the rail row that a step or probe belongs to. */
static const char *label_of(const struct view *v, const char *step, const char *fallback)
{
	size_t i;

	for (i = 0; i < v->n_rail; i++)
		if (!strcmp(v->rail[i].step, step))
			return v->rail[i].label;
	return fallback;
}

static const char *probe_label(const struct view *v, const char *probe)
{
	if (!strcmp(probe, "accounts") || !strcmp(probe, "link") || !strcmp(probe, "tools") || !strcmp(probe, "beside"))
		return label_of(v, "connect", _("Connect"));
	if (!strcmp(probe, "file-issue"))
		return label_of(v, "issues", _("Request"));
	if (!strcmp(probe, "usage"))
		return _("Cost");
	if (!strcmp(probe, "worker"))
		return label_of(v, "gate", _("Path C"));
	if (!strcmp(probe, "columns"))
		return label_of(v, "registry", _("Registry"));
	if (!strcmp(probe, "oauth-client"))
		return label_of(v, "oauth", _("Client"));
	if (!strcmp(probe, "connect-keys"))
		return label_of(v, "connect", _("Connect"));
	if (!strcmp(probe, "plan"))
		return label_of(v, "preview", _("Preview"));
	if (!strcmp(probe, "registry"))
		return label_of(v, probe, _("Registry"));
	if (!strcmp(probe, "composio"))
		return label_of(v, probe, "Composio");
	if (!strcmp(probe, "pipedream"))
		return label_of(v, probe, "Pipedream");
	return label_of(v, probe, probe);
}

static void say_event(struct say *s, const struct view *v, const struct event *ev)
{
	const char *detail, *ms;

	if (ev->kind == EVENT_ANSWER) {
		fprintf(s->out, "%s: %s\n", ev->step, ev->value);
		s->detail[0] = '\0';
		return;
	}
	detail = kv_get(&ev->facts, "detail");
	if (!detail || (!strcmp(ev->step, "apply") && (!v->rollout || v->kind == VIEW_END)) || !strcmp(ev->step, "commit") || !strcmp(detail, s->detail))
		return; /* what follows says how these went; a poll without news says nothing */
	(void)snprintf(s->detail, sizeof(s->detail), "%s", detail);
	ms = kv_get(&ev->facts, "ms");
	if (ms && strcmp(ev->step, "accounts") != 0)
		fprintf(s->out, _("%s: %s (%s ms)\n"), probe_label(v, ev->step), detail, ms);
	else
		fprintf(s->out, "%s: %s\n", probe_label(v, ev->step), detail);
}

/* What became of a tenant, in a word or two. */
static void say_tenant(struct say *s, const struct view_tenant *t)
{
	FILE *out = s->out;

	if (t->files && !strcmp(t->files, "live"))
		fprintf(out, _("%s: live, by %s\n"), t->name, t->account ? t->account : "?");
	else if (!strcmp(t->state, "connected"))
		fprintf(out, _("%s: connected, by %s\n"), t->name, t->account ? t->account : "?");
	else if (!strcmp(t->state, "dead"))
		fprintf(out, _("%s: its account is dead and has to be connected again: %s\n"), t->name, t->error ? t->error : "?");
	else if (!strcmp(t->state, "unhealthy"))
		fprintf(out, _("%s: its account is unhealthy, Pipedream tries again: %s\n"), t->name, t->error ? t->error : "?");
	else if (!strcmp(t->state, "none") && t->link && !*t->link && t->until && *t->until)
		fprintf(out, _("%s: not connected; the link that was made is good until %s\n"), t->name, t->until);
	else if (!strcmp(t->state, "none"))
		fprintf(out, _("%s: not connected\n"), t->name);
}

/* People take their time: a line now and then says that somebody is still there. */
static void say_waiting(struct say *s, const struct view *v, int news)
{
	int64_t now = clock_ms();
	size_t i, away = 0;

	if (news || !s->waits) {
		s->waits = now;
	} else if (now - s->waits >= BEAT_S * 1000) {
		s->waits = now;
		for (i = 0; i < v->n_tenant; i++)
			away += strcmp(v->tenant[i].state, "connected") != 0;
		fprintf(s->out, ngettext("Connect: waiting for %zu tenant\n", "Connect: waiting for %zu tenants\n", away), away);
	}
}

static void say_board(struct say *s, const struct view *v)
{
	struct buf b = BUF_INIT;
	size_t i;
	int news = 0;

	if (v->rollout && v->skew && !s->skewed) {
		s->skewed = 1;
		message_skew(v->skew, &b);
		fprintf(s->out, "%s\n", buf_str(&b));
	}
	buf_free(&b);
	for (i = 0; v->rollout && i < v->lines.n; i++)
		if (seen_news(&s->note, i, v->lines.v[i].value))
			fprintf(s->out, "%s\n", v->lines.v[i].value);
	for (i = 0; v->rollout && i < v->n_tenant; i++) {
		const struct view_tenant *t = &v->tenant[i];
		char *now = mem_fmt("%s %s %s", t->state, t->account ? t->account : "", t->files ? t->files : "");

		if (seen_news(&s->state, i, now)) {
			say_tenant(s, t);
			news = 1;
		}
		free(now);
	}
	for (i = 0; i < v->n_tenant; i++) {
		const struct view_tenant *t = &v->tenant[i];

		if (!t->link || !*t->link || !strcmp(t->state, "connected") || !seen_news(&s->link, i, t->link))
			continue;
		fprintf(s->out, _("Link for %s, to be opened by a person, good until %s:\n"), t->name,
			t->until ? t->until : "?");
		fprintf(s->out, "%s\n", t->link);
		news = 1;
	}
	if (v->rollout)
		say_waiting(s, v, news);
}

void say_free(struct say *s)
{
	seen_free(&s->link);
	seen_free(&s->state);
	seen_free(&s->note);
}

static void say_busy(struct say *s, const struct view *v)
{
	const struct view_rail *now = NULL;
	size_t i;

	for (i = 0; i < v->n_rail; i++)
		if (v->rail[i].mark == MARK_BUSY)
			now = &v->rail[i];
	if (!now || v->kind != VIEW_BUSY)
		return;
	if (strcmp(s->busy, v->step) != 0) {
		(void)snprintf(s->busy, sizeof(s->busy), "%s", v->step);
		s->beat = 0;
		fprintf(s->out, _("%s: asking …\n"), now->label);
	} else if (now->ms / 1000 >= s->beat + BEAT_S) {
		s->beat = now->ms / 1000;
		fprintf(s->out, _("%s: still asking, %ld s\n"), now->label, s->beat);
	}
}

void say_lines(struct say *s, const struct view *v)
{
	size_t i;

	/* those of a rollout's board were said when they were new */
	for (i = 0; v->kind != VIEW_END && !(v->rollout && v->kind == VIEW_CONNECT) && i < v->lines.n; i++)
		fprintf(s->out, "%s\n", v->lines.v[i].value);
	if (v->kind != VIEW_END && v->link)
		fprintf(s->out, "%s\n", v->link);
}

/* A rollout that goes on: what was seen at its board on earlier days is not said again, since the board itself follows. */
static size_t said_before(const struct wizard *w, const struct view *v, size_t n)
{
	size_t i = 0;

	while (v->rollout && i < n && strcmp(wizard_event(w, i)->step, "beside") && strcmp(wizard_event(w, i)->step, "accounts"))
		i++;
	return v->rollout ? i : n;
}

void say_news(struct say *s, const struct screen *sc)
{
	const struct view *v = sc->view;
	size_t n = wizard_events(sc->wizard), before, i;

	if (!s->headed) {
		fputs(v->dry_run ? _("toolgap: dry run; nothing is written, and nothing is created at a vendor.\n")
		      : wizard_fact(sc->wizard, "workspace.rollout")
			      ? _("toolgap: a rollout, from a link for each tenant to the files.\n")
			      : _("toolgap: a missing toolkit, from its name to the files.\n"),
		      s->out);
		s->headed = 1;
	}
	if (n < s->events) { /* back */
		s->events = n;
		s->busy[0] = s->detail[0] = '\0';
		s->plan = NULL;
	}
	before = s->shown ? n : said_before(sc->wizard, v, n);
	s->shown = 1;
	for (; s->events < n; s->events++) {
		if (s->events >= before)
			continue;
		say_event(s, v, wizard_event(sc->wizard, s->events));
		s->busy[0] = '\0';
	}
	say_busy(s, v);
	if (v->kind == VIEW_CONNECT)
		say_board(s, v);
	if (v->kind == VIEW_PLAN && sc->plan && s->plan != sc->plan) {
		say_plan(s->out, s->color, sc->plan);
		s->plan = sc->plan;
	}
	if (v->kind == VIEW_END && !s->ended) {
		s->ended = 1;
		for (i = 0; i < v->lines.n; i++)
			fprintf(s->out, "%s\n", v->lines.v[i].value);
		if (v->dry_run)
			fputs(_("Dry run: nothing was written, and nothing was created at a vendor.\n"),
			      s->out);
	}
	fflush(s->out);
}
