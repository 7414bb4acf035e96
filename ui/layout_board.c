/* SPDX-License-Identifier: MIT */
/* layout_board: a row a tenant, the link of one of them, and what can be answered. */
#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/layout_own.h"
#include "ui/message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TENANT_COLS 14
#define STATE_COLS 20
#define ACCOUNT_COLS 14
#define TOOLS_COLS 7
#define FILES_COLS 9
#define FULL_COLS 76    /* from here on all columns */
#define TIGHT_ROWS 13   /* rows from which down it is drawn tighter */
#define BOARD_REST 10   /* rows of the board that are no tenants */

static int is(const struct view_tenant *t, const char *state)
{
	return !strcmp(t->state ? t->state : "unknown", state);
}

static int linked(const struct view_tenant *t)
{
	return t->link != NULL && !is(t, "connected");
}

/* "1:42", "3:05:00": since the link was made. */
static void waited(const struct view_tenant *t, struct buf *out)
{
	time_t made;
	long s;

	if (!t->made || clock_parse(t->made, &made))
		return;
	s = (long)(clock_now() - made);
	s = s > 0 ? s : 0;
	if (s >= 3600)
		buf_addf(out, "  %ld:%02ld:%02ld", s / 3600, s % 3600 / 60, s % 60);
	else
		buf_addf(out, "  %ld:%02ld", s / 60, s % 60);
}

static enum style state_text(const struct view *v, const struct view_tenant *t, struct buf *out)
{
	if (is(t, "connected") && t->held == HELD_CHOICE)
		buf_adds(out, _("! which account"));
	else if (is(t, "connected") && t->held == HELD_SHARED)
		buf_adds(out, t->login ? _("! shared login") : _("! shared account"));
	else if (is(t, "connected"))
		buf_adds(out, _("✓ connected"));
	else if (is(t, "unknown"))
		buf_adds(out, _("! unknown"));
	else if (linked(t) && message_left(v, t) == 0)
		buf_adds(out, _("! link expired"));
	else if (is(t, "dead"))
		buf_adds(out, linked(t) ? _("! dead, waiting") : _("! dead"));
	else if (is(t, "unhealthy"))
		buf_adds(out, _("! unhealthy"));
	else if (linked(t))
		buf_adds(out, _("… waiting"));
	else if (is(t, "none"))
		buf_adds(out, _("· not connected"));
	else
		buf_adds(out, t->state);
	if (linked(t) && is(t, "none") && message_left(v, t) != 0) {
		waited(t, out);
		return STYLE_PLAIN;
	}
	return is(t, "connected") && !t->held ? STYLE_OK : is(t, "none") && !linked(t) ? STYLE_PLAIN : STYLE_WARN;
}

static const char *next_text(const struct view *v, const struct view_tenant *t)
{
	if (t->held && !t->files)
		return _("decide");
	if (is(t, "connected"))
		return t->files ? "—" : _("write");
	if (is(t, "unknown"))
		return _("look again");
	if (v->dry_run)
		return "—";
	if (!linked(t))
		return is(t, "dead") ? _("reconnect") : _("make link");
	return *t->link && message_left(v, t) != 0 ? _("open link") : _("new link");
}

static const char *files_text(const struct view_tenant *t)
{
	return !t->files ? "—" : strcmp(t->files, "live") ? _("pending") : _("live");
}

static void tenant_row(struct page *p, size_t i, int name_cols, int full)
{
	struct frame *f = &p->sheet.f;
	const struct view *v = p->s->view;
	const struct view_tenant *t = &v->tenant[i];
	int row = sheet_row(&p->sheet), col = 3 + name_cols, here = i == p->u->tenant;
	struct buf state = BUF_INIT;
	enum style st = state_text(v, t, &state);

	if (here)
		frame_put(f, row, 1, 1, STYLE_BOLD, "›");
	frame_put_cut(f, row, 3, name_cols - 2, here ? STYLE_BOLD : STYLE_PLAIN, t->name);
	frame_put_cut(f, row, col, STATE_COLS - 1, st, buf_str(&state));
	buf_free(&state);
	col += STATE_COLS;
	frame_put_cut(f, row, col, full ? ACCOUNT_COLS - 1 : -1, STYLE_PLAIN, t->account && *t->account ? t->account : "—");
	if (!full)
		return;
	col += ACCOUNT_COLS;
	frame_put_cut(f, row, col, TOOLS_COLS - 1, STYLE_PLAIN, t->tools ? t->tools : "—");
	col += TOOLS_COLS;
	frame_put_cut(f, row, col, FILES_COLS - 1, t->files && !strcmp(t->files, "live") ? STYLE_OK : STYLE_PLAIN, files_text(t));
	frame_put_cut(f, row, col + FILES_COLS, -1, STYLE_PLAIN, next_text(v, t));
}

static void head_row(struct page *p, int name_cols, int full)
{
	struct frame *f = &p->sheet.f;
	int row = sheet_row(&p->sheet), col = 3 + name_cols;

	frame_put(f, row, 3, name_cols - 1, STYLE_DIM, _("tenant"));
	frame_put(f, row, col, STATE_COLS - 1, STYLE_DIM, _("connect"));
	col += STATE_COLS;
	frame_put(f, row, col, full ? ACCOUNT_COLS - 1 : -1, STYLE_DIM, _("account"));
	if (!full)
		return;
	col += ACCOUNT_COLS;
	frame_put(f, row, col, TOOLS_COLS - 1, STYLE_DIM, _("tools"));
	col += TOOLS_COLS;
	frame_put(f, row, col, FILES_COLS - 1, STYLE_DIM, _("files"));
	frame_put(f, row, col + FILES_COLS, -1, STYLE_DIM, _("next"));
}

static void table(struct page *p)
{
	const struct view *v = p->s->view;
	struct frame *f = &p->sheet.f;
	size_t n = v->n_tenant, first = 0, i, most_rows;
	int full = f->cols >= FULL_COLS, name_cols = TENANT_COLS, most = full ? TENANT_COLS + f->cols - 78 : f->cols / 2 - 4, w;

	w = p->height - BOARD_REST > 3 ? p->height - BOARD_REST : 3;
	most_rows = (size_t)w;
	if (n > most_rows) {
		n = most_rows;
		first = p->u->tenant > n / 2 ? p->u->tenant - n / 2 : 0;
		if (first + n > v->n_tenant)
			first = v->n_tenant - n;
	}
	for (i = first; i < first + n; i++) { /* of those that are shown: a thousand names need not be measured */
		w = frame_width(f, v->tenant[i].name) + 2;
		if (w > name_cols)
			name_cols = w < most ? w : most > name_cols ? most : name_cols;
	}
	head_row(p, name_cols, full);
	for (i = 0; i < n; i++)
		tenant_row(p, first + i, name_cols, full);
}

/* What is to be said of the tenant that is marked, above its link. */
static void say_tenant(const struct view *v, const struct view_tenant *t, struct buf *b)
{
	long left = message_left(v, t);

	if (is(t, "connected") && t->files && !strcmp(t->files, "live"))
		buf_addf(b, _("%s is live."), t->name);
	else if (is(t, "connected"))
		buf_addf(b, _("%s is connected."), t->name);
	else if (!t->link)
		buf_addf(b, _("There is no link for %s yet."), t->name);
	else if (left == 0)
		buf_addf(b, _("The link for %s has expired; n makes a new one."), t->name);
	else if (!*t->link)
		buf_addf(b, _("A link for %s was made before and is not kept; n makes a new one."), t->name);
	else if (left > 0) {
		struct buf span = BUF_INIT;

		message_span(left, &span);
		/* TRANSLATORS: a tenant, a span of time: "3 h 58 min" */
		buf_addf(b, _("Link for %s, good for %s"), t->name, buf_str(&span));
		buf_free(&span);
	} else
		buf_addf(b, _("Link for %s"), t->name);
	if (t->error && !is(t, "connected"))
		buf_addf(b, " (%s)", t->error);
	if (v->n_tenant > 1)
		/* TRANSLATORS: which tenant of how many; Tab is the key */
		buf_addf(b, _("  (%zu of %zu; Tab: next)"), (size_t)(t - v->tenant) + 1, v->n_tenant);
}

static void link_of(struct page *p)
{
	const struct view *v = p->s->view;
	const struct view_tenant *t = &v->tenant[p->u->tenant < v->n_tenant ? p->u->tenant : 0];
	struct buf b = BUF_INIT;

	say_tenant(v, t, &b);
	sheet_text(&p->sheet, 1, STYLE_PLAIN, buf_str(&b));
	buf_free(&b);
	if (!linked(t) || !*t->link || message_left(v, t) == 0)
		return;
	layout_link(p, t->link);
}

/* Times are by the vendor's clock; who sees another time on the own one should know why. */
static void skew(struct page *p)
{
	struct buf b = BUF_INIT;

	if (!p->s->view->skew)
		return;
	message_skew(p->s->view->skew, &b);
	sheet_marked(&p->sheet, 1, STYLE_WARN, "!", buf_str(&b));
	buf_free(&b);
}

static void board(struct page *p)
{
	const struct view *v = p->s->view;
	size_t i;

	if (!p->tight || v->recheck)
		layout_question(p);
	table(p);
	if (v->n_tenant) {
		if (p->tight < 3)
			sheet_row(&p->sheet);
		link_of(p);
	}
	for (i = 0; i < v->lines.n; i++)
		sheet_marked(&p->sheet, 1, STYLE_WARN, "!", v->lines.v[i].value);
	skew(p);
	layout_troubles(p);
	if (p->tight < 3)
		sheet_row(&p->sheet);
	layout_options(p);
	if (v->help && *v->help) {
		sheet_row(&p->sheet);
		sheet_text(&p->sheet, 1, STYLE_PLAIN, v->help);
	}
}

/* On a small screen it is drawn tighter and tighter until every option is in sight. */
void layout_board(struct page *p)
{
	int cols = p->sheet.f.cols, ascii = p->sheet.f.ascii;

	board(p);
	while (p->sheet.used > p->height && p->height <= TIGHT_ROWS && p->tight < 3) {
		sheet_free(&p->sheet);
		sheet_init(&p->sheet, cols, ascii);
		p->tight++;
		board(p);
	}
}
