/* SPDX-License-Identifier: MIT */
/* case_text: the record of a case. */
#include "runbook/case_text.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "runbook/evidence.h"
#include "runbook/kinds.h"

#include <stdlib.h>
#include <string.h>

static void escaped(struct buf *out, const char *s, const char *what)
{
	for (s += strspn(s, " "); *s; s++) {
		if (strchr(what, *s))
			buf_addc(out, '\\');
		buf_addc(out, *s == '\n' || *s == '\t' ? ' ' : *s);
	}
}

/* Text in a cell or a paragraph: what Markdown would take for its own is escaped. */
static void plain(struct buf *out, const char *s)
{
	escaped(out, s, "\\|<>[]*`");
}

/* A sentence of our own: its commands stand in backquotes, and stay so. */
static void sentence(struct buf *out, const char *s)
{
	escaped(out, s, "\\|<>[]*");
}

/* A name or a value as code, where that is possible. */
static void code(struct buf *out, const char *s)
{
	if (!*s || strpbrk(s, "`|\n")) {
		plain(out, s);
		return;
	}
	buf_addf(out, "`%s`", s);
}

static void item(struct buf *out, const char *label, const char *value, int as_code)
{
	if (!value || !*value)
		return;
	buf_addf(out, "- %s: ", label);
	if (as_code)
		code(out, value);
	else
		plain(out, value);
	buf_addc(out, '\n');
}

static void table(struct buf *out, const char *const *heads, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		buf_addf(out, "| %s ", _(heads[i]));
	buf_adds(out, "|\n");
	for (i = 0; i < n; i++)
		buf_adds(out, "|---");
	buf_adds(out, "|\n");
}

static void head(const struct wizard *w, const struct case_head *h, struct buf *out)
{
	const char *provider = w ? wizard_fact(w, "provider") : NULL, *path = w ? wizard_fact(w, "way.path") : NULL;
	const char *tenants = w ? wizard_fact(w, "tenants") : NULL;

	buf_adds(out, "# ");
	plain(out, provider ? provider : _("Files written without a walk"));
	buf_adds(out, "\n\n");
	item(out, _("Session"), h->id, 1);
	item(out, _("Begun"), h->started, 0);
	item(out, _("By"), h->user, 0);
	item(out, _("Workspace"), h->workspace, 1);
	if (w) {
		buf_addf(out, "- %s: ", _("Runbook"));
		plain(out, w->rb->title);
		if (w->rb->revision) {
			buf_adds(out, ", ");
			plain(out, w->rb->revision);
		}
		buf_addc(out, '\n');
	}
	item(out, _("Asked for"), provider, 0);
	item(out, _("Tenants"), tenants, 0);
	item(out, _("Path"), path, 0);
	if (w && !wizard_over(w))
		item(out, _("Stands at"), wizard_step(w)->id, 1);
	buf_addf(out, "- %s: ", _("State"));
	sentence(out, h->state);
	buf_addc(out, '\n');
}

/* ---- what was asked, and what came back */

static const char *const asked_heads[] = { N_("When"), N_("Probe"), N_("Result"), N_("What came back"), N_("HTTP"), N_("ms"),
					   N_("Address") };

static void asked_row(const char *probe, const char *row, struct buf *out)
{
	struct evidence ev;

	evidence_parse(row, &ev);
	buf_addf(out, "| ");
	plain(out, ev.at);
	buf_adds(out, " | ");
	plain(out, probe);
	buf_adds(out, " | ");
	plain(out, ev.result);
	buf_adds(out, " | ");
	plain(out, ev.detail);
	buf_adds(out, " | ");
	plain(out, strcmp(ev.status, "0") ? ev.status : "");
	buf_adds(out, " | ");
	plain(out, ev.ms);
	buf_adds(out, " | ");
	if (strcmp(ev.url, "-") != 0)
		code(out, ev.url);
	buf_adds(out, " |\n");
	evidence_free(&ev);
}

static void asked(const struct wizard *w, struct buf *out)
{
	struct buf rows = BUF_INIT;
	size_t i, k;

	for (i = 0; i < w->n_ev; i++)
		for (k = 0; w->ev[i].kind == EVENT_FACTS && k < w->ev[i].facts.n; k++)
			if (!strcmp(w->ev[i].facts.v[k].key, "evidence"))
				asked_row(w->ev[i].step, w->ev[i].facts.v[k].value, &rows);
	buf_addf(out, "\n## %s\n\n", _("What was asked, and what came back"));
	if (rows.len) {
		table(out, asked_heads, sizeof(asked_heads) / sizeof(*asked_heads));
		buf_adds(out, buf_str(&rows));
	} else {
		buf_addf(out, "%s\n", _("Nothing was asked yet."));
	}
	buf_free(&rows);
}

/* ---- who decided what */

static const char *const decided_heads[] = { N_("Step"), N_("Question"), N_("Answer"), N_("Decided by") };

char *case_by_new(const char *by, const char *user)
{
	const char *who = user && *user ? user : "?";

	if (!by)
		return mem_str("?");
	if (!strcmp(by, "person"))
		/* TRANSLATORS: a user's name */
		return mem_fmt(_("%s, in the wizard"), who);
	if (!strcmp(by, "option"))
		/* TRANSLATORS: a user's name */
		return mem_fmt(_("%s, by an option"), who);
	if (!strcmp(by, "answers-file"))
		return mem_str(_("an answers file"));
	if (!strcmp(by, "yes"))
		return mem_fmt(_("%s, by --yes"), who);
	if (!strcmp(by, "proposal"))
		return mem_str(_("nobody was there: the proposal"));
	return mem_str(by);
}

static void decided(const struct wizard *w, const char *user, struct buf *out)
{
	size_t i, n = 0;

	buf_addf(out, "\n## %s\n\n", _("Decisions"));
	for (i = 0; i < w->n_ev; i++) {
		const struct event *ev = &w->ev[i];
		const struct step *st;
		struct buf question = BUF_INIT;
		char *by;

		if (ev->kind != EVENT_ANSWER)
			continue;
		if (!n++)
			table(out, decided_heads, sizeof(decided_heads) / sizeof(*decided_heads));
		st = &w->rb->steps[runbook_step(w->rb, ev->step)];
		if (st->prompt)
			wizard_fill(&w->facts, _(st->prompt), &question);
		by = case_by_new(ev->by, user);
		buf_adds(out, "| ");
		code(out, ev->step);
		buf_adds(out, " | ");
		plain(out, buf_str(&question));
		buf_adds(out, " | ");
		code(out, ev->value);
		buf_adds(out, " | ");
		plain(out, by);
		buf_adds(out, " |\n");
		free(by);
		buf_free(&question);
	}
	if (!n)
		buf_addf(out, "%s\n", _("Nothing was decided yet."));
}

/* ---- what was written */

static void file_line(const char *action, const char *path, struct buf *out)
{
	buf_adds(out, "- ");
	code(out, path);
	buf_addf(out, ": %s\n",
		 !strcmp(action, "create")   ? _("new") :
		 !strcmp(action, "modify")   ? _("changed") :
		 !strcmp(action, "remove")   ? _("removed") :
					       _("unchanged"));
}

static void files(const struct wizard *w, const struct case_head *h, struct buf *out)
{
	size_t i, n = 0;

	buf_addf(out, "\n## %s\n\n", _("Files"));
	for (i = 0; i < h->files.n; i++, n++)
		file_line(h->files.v[i].key, h->files.v[i].value, out);
	for (i = 0; !h->files.n && w && i < w->facts.n; i++) {
		const char *row = w->facts.v[i].value;
		size_t tab = strcspn(row, "\t");
		char *action;

		if (strcmp(w->facts.v[i].key, "plan.file") != 0 || !row[tab])
			continue;
		action = mem_strn(row, tab);
		file_line(action, row + tab + 1, out);
		free(action);
		n++;
	}
	if (!n)
		buf_addf(out, "%s\n", _("There is no plan of files yet."));
}

static void came_of_it(const struct wizard *w, struct buf *out)
{
	static const char *const keys[] = { "plan.summary", "apply.detail", "apply.said", "commit.detail", "commit.said" };
	size_t i, k;
	int first = 1;

	for (k = 0; k < sizeof(keys) / sizeof(*keys); k++)
		for (i = 0; i < w->facts.n; i++) {
			if (strcmp(w->facts.v[i].key, keys[k]) != 0)
				continue;
			if (first)
				buf_addf(out, "\n## %s\n\n", _("Result"));
			first = 0;
			buf_adds(out, "- ");
			sentence(out, w->facts.v[i].value);
			buf_addc(out, '\n');
		}
}

void case_text(const struct wizard *w, const struct case_head *h, struct buf *out)
{
	head(w, h, out);
	if (w) {
		asked(w, out);
		decided(w, h->user, out);
	}
	files(w, h, out);
	if (w)
		came_of_it(w, out);
	if (h->command && *h->command)
		buf_addf(out, "\n## %s\n\n```sh\n%s\n```\n", _("The same walk once more"), h->command);
}
