/* SPDX-License-Identifier: MIT */
/* outcome_waiting: what Path A, waiting for native support, leaves behind: the row with its request and dates, a reminder. */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "work/notes.h"
#include "work/outcome.h"
#include "work/reminder.h"

#include <ctype.h>
#include <libintl.h>
#include <stdlib.h>
#include <string.h>

#define VENDOR "COMPOSIO" /* the one that is waited for */
#define DAY 86400

struct gap {
	const struct outcome *o;
	const char *slug;
	const char *link; /* of the request; "" where there is none yet */
	int board;        /* the vendor's board, rather than a request of this toolkit */
	char today[CLOCK_STAMP], later[CLOCK_STAMP]; /* and PENDING_DAYS after it */
};

/* ---- which request was chosen */

/* The answer at the last of the steps that ask for it. */
static const char *choice(const struct kv *facts)
{
	const char *how = kv_or(facts, "issues.result", ""), *filed = kv_or(facts, "file-issue.result", "");
	const char *said = kv_or(facts, !strcmp(how, "found")    ? "request"
					: !strcmp(how, "absent") ? "request-none"
								 : "issues-unknown",
				 "board");

	if (strcmp(said, "file") != 0)
		return said;
	if (!strcmp(filed, "failed"))
		return kv_or(facts, "file-failed", "board");
	if (!strcmp(filed, "unknown"))
		return kv_or(facts, "file-issue-unknown", "board");
	return strcmp(filed, "created") ? "board" : said;
}

static void choose(struct gap *g)
{
	const struct kv *facts = g->o->facts;
	const char *said = choice(facts), *board = kv_or(facts, "issues.board", "");
	char *page = mem_fmt("issues.page.%s", said);

	if (!strcmp(said, "own"))
		g->link = kv_or(facts, "request-link", "");
	else if (!strcmp(said, "page"))
		g->link = kv_or(facts, "request-sent", board);
	else if (!strcmp(said, "keep"))
		g->link = kv_or(facts, "registry.link", "");
	else if (!strcmp(said, "file"))
		g->link = kv_or(facts, "file-issue.issue_url", "");
	else
		g->link = kv_or(facts, page, board);
	g->board = !strcmp(g->link, board);
	free(page);
}

/* ---- the row */

static void evidence(const struct kv *facts, struct buf *out)
{
	notes_asked(facts, " ", out);
	buf_addc(out, ' ');
	notes_github(facts, out);
}

/* A row that waits keeps its first day; what it waits for is put off once its day has come. */
static char *notes_again_new(const struct gap *g, const struct registry_row *old, const struct waiting *was)
{
	int over = !*was->since || pending_days(g->today, was->due) <= 0;
	char *sentence = waiting_sentence_new(*was->since ? was->since : g->today, over ? g->later : was->due, g->link);
	struct buf b = BUF_INIT;
	char *notes;

	if (over) {
		buf_adds(&b, "Looked again: ");
		evidence(g->o->facts, &b);
		buf_addc(&b, ' ');
	}
	buf_adds(&b, sentence);
	notes = waiting_notes_new(old->notes, buf_str(&b));
	buf_free(&b);
	free(sentence);
	return notes;
}

static char *notes_first_new(const struct gap *g, const struct registry_row *old)
{
	char *sentence = waiting_sentence_new(g->today, g->later, g->link), *notes;
	char *opening = waiting_opening_new(kv_or(g->o->facts, "provider", g->slug));
	struct buf b = BUF_INIT;

	if (old && old->notes && *old->notes)
		buf_addf(&b, "%s ", old->notes);
	buf_adds(&b, opening);
	free(opening);
	if (!strcmp(kv_or(g->o->facts, "path", ""), "A"))
		buf_adds(&b, ", the operator's choice over Path D");
	buf_adds(&b, ". ");
	evidence(g->o->facts, &b);
	notes = mem_fmt("%s %s", buf_str(&b), sentence);
	buf_free(&b);
	free(sentence);
	return notes;
}

static void fill_row(const struct plan *p, const struct gap *g, const struct registry_row *old,
		     const struct waiting *was, int begun, struct registry_row *row)
{
	struct buf up = BUF_INIT;
	const char *c;
	size_t i;

	for (c = g->slug; *c; c++)
		buf_addc(&up, (char)toupper((unsigned char)*c));
	row->slug = mem_str(g->slug);
	row->vendor = mem_str(VENDOR);
	row->tool_prefix = mem_fmt("%s_*", buf_str(&up));
	row->status = mem_str(WAITING_STATUS);
	buf_free(&up);
	for (i = 0; !begun && i < p->tenants.n; i++) /* a new registry has their columns; nobody has a server yet */
		kv_add(&row->servers, p->tenants.v[i].key, "");
	row->notes = old && waiting_row(old) ? notes_again_new(g, old, was) : notes_first_new(g, old);
}

/* What runs, runs: a row with servers only says that a native toolkit was asked for. */
static void note_only(struct plan *p, const struct gap *g, const struct registry_row *old, struct registry_row *row)
{
	struct buf b = BUF_INIT;

	buf_addf(&b, "A native toolkit was asked for: %s", g->link);
	row->slug = mem_str(g->slug);
	if (!strstr(old->notes, buf_str(&b)))
		row->notes = mem_fmt("%s%s%s", old->notes, *old->notes ? " " : "", buf_str(&b));
	buf_free(&b);
	p->vendor = NULL;
	plan_warn(p, "other-vendor",
		  _("The row of %s says %s and has servers, so it stays as it is and does not wait; only its notes say what was asked for."),
		  old->slug, old->vendor);
}

/* ---- the reminder */

static int put_reminder(struct plan *p, const struct gap *g, const char *notes, struct err *e)
{
	char *path = reminder_path_new(g->o->ws, g->slug), *name = text_safe_new(kv_or(g->o->facts, "provider", g->slug), 120);
	struct plan_file *f = plan_open(p, g->o->ws, path, "reminder", NULL, e);
	struct reminder r;
	struct waiting now;
	struct buf b = BUF_INIT;
	struct err no = ERR_INIT;
	int rc = f ? 0 : -1, says;

	waiting_read(&now, notes);
	r = waiting_reminder(&now, g->slug, name);
	says = rc ? -1 : ics_says(buf_str(&f->edit.now), f->edit.now.len, &r, &no);
	if (!rc && says < 0) {
		plan_warn(p, "no-reminder", "%s", no.msg);
	} else if (!rc && f->disk.exists && !says && ics_check(f->edit.old, f->edit.old_n, g->slug, path, &no)) {
		plan_warn(p, "reminder-kept",
			  _("%s is not as toolgap writes it, so it stays as it is. Remove it to have it made anew, or correct its day to %s."),
			  path, now.due);
	} else if (!rc && !says) {
		rc = ics_write(&b, &r, 1, clock_now(), e);
		if (!rc)
			edit_do(&f->edit, 0, f->edit.now.len, b.p, b.len);
	}
	if (!rc && f->edit.done.n) {
		char *next = mem_fmt(_("Import %s into your calendar: its alarm rings on %s."), path, now.due);

		kv_add(&p->next, "", next);
		free(next);
	}
	buf_free(&b);
	waiting_free(&now);
	free(name);
	free(path);
	return rc;
}

/* ---- the whole */

static int is_vendors(const char *link)
{
	static const char *const at[] = { "https://github.com/", "https://request.composio.dev/" };
	size_t i;

	for (i = 0; i < sizeof(at) / sizeof(*at); i++)
		if (!strncmp(link, at[i], strlen(at[i])))
			return 1;
	return 0;
}

static void warn_request(struct plan *p, const struct gap *g)
{
	unsigned long many = strtoul(kv_or(g->o->facts, "issues.requests", "0"), NULL, 10);

	if (g->board && many)
		plan_warn(p, "requests-exist",
			  ngettext("%lu request on GitHub speaks of it and was not chosen; the row points to the request board. Name it with --issue URL, or choose it in the wizard.",
				   "%lu requests on GitHub speak of it, and none was chosen; the row points to the request board. Name one with --issue URL, or choose it in the wizard.",
				   many),
			  many);
	else if (g->board)
		plan_warn(p, "ask-there", _("Nobody has been asked yet: put the request on %s."), g->link);
	else if (*g->link && !is_vendors(g->link))
		plan_warn(p, "request-elsewhere",
			  _("%s is neither an issue of GitHub nor the vendor's request board; it is recorded as you gave it."), g->link);
	else if (!*g->link)
		plan_warn(p, "no-request", _("There is no request yet that the row could point to."));
}

static int put_row(struct plan *p, struct gap *g, struct err *e)
{
	struct waiting was;
	struct registry *reg;
	struct plan_file *f = outcome_registry(p, g->o->ws, &reg, e);
	struct registry_row row = { 0 };
	const struct registry_row *old;
	int rc = 0;

	if (!f)
		return -1;
	old = reg ? registry_find(reg, g->slug) : NULL;
	waiting_read(&was, old && waiting_row(old) ? old->notes : "");
	if (g->board && *was.link) { /* the board is what one has where there is no request */
		g->board = !strcmp(g->link, was.link);
		g->link = was.link;
	}
	if (old && old->servers.n && !waiting_row(old))
		note_only(p, g, old, &row);
	else
		fill_row(p, g, old, &was, reg != NULL, &row);
	if (row.notes)
		rc = registry_put(&f->edit, f->path, &row, e);
	if (!rc && row.status) {
		warn_request(p, g);
		rc = put_reminder(p, g, row.notes, e);
	}
	registry_row_free(&row);
	registry_free(reg);
	waiting_free(&was);
	return rc;
}

int outcome_waiting(struct plan *p, const struct outcome *o, struct err *e)
{
	struct gap g = { .o = o, .slug = kv_or(o->facts, "registry.toolkit_slug", "") };
	struct buf slug = BUF_INIT;
	char *prototype;

	/* a name with letters that no slug has leaves the others; the same is found again by them */
	text_norm(&slug, *g.slug ? "" : kv_or(o->facts, "provider", ""));
	free(p->slug);
	p->slug = mem_str(*g.slug ? g.slug : buf_str(&slug));
	buf_free(&slug);
	g.slug = p->slug;
	p->vendor = VENDOR;
	if (!text_is_name(g.slug, 1))
		return err_set(e, E_FAIL,
			       _("'%s' makes no name for the registry (a-z 0-9 _ -, at most 63 characters). Nothing was written; start again with the provider's name in such letters."),
			       g.slug);
	clock_date(clock_now(), g.today);
	clock_date(clock_now() + (time_t)PENDING_DAYS * DAY, g.later);
	choose(&g);
	if (put_row(p, &g, e))
		return -1;
	kv_add(&p->next, "", _("`toolgap due` shows what waits; `toolgap due --recheck` asks both catalogs again."));
	prototype = mem_fmt(_("To prototype meanwhile: `toolgap plan \"%s\" --path B` writes snippets for a session of the SDK; never for production."),
			    p->provider);
	kv_add(&p->next, "", prototype);
	free(prototype);
	return 0;
}

int outcome_waited(struct plan *p, const struct outcome *o, struct err *e)
{
	char *path, *abs, *next;
	struct disk_file f;
	int rc;

	if (!p->slug || !p->vendor || !text_is_name(p->slug, 1))
		return 0;
	path = reminder_path_new(o->ws, p->slug);
	abs = workspace_path_new(o->ws, path);
	rc = disk_read(&f, abs, workspace_fence(o->ws, path), e);
	if (!rc && f.exists) {
		plan_warn(p, "reminder-stays",
			  _("It waits no longer, and its reminder %s stays where it is: it can be removed, and its event from your calendar."),
			  path);
		next = mem_fmt(_("It waits no longer: remove %s, and its event from your calendar."), path);
		kv_add(&p->next, "", next);
		free(next);
	}
	if (!rc)
		disk_file_free(&f);
	free(abs);
	free(path);
	return rc;
}
