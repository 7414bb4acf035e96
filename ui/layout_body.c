/* SPDX-License-Identifier: MIT */
/* layout_body: what stands between the rail and the keys: field, options, board, the end. */
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/layout_own.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WINDOW_LEAST 3 /* rows in which a text can be read */
#define WINDOW_GOOD 6  /* and read well: with fewer the help below goes out of sight first */
#define HINT_COLS 23    /* from an option's label to its hint, at least */

void layout_troubles(struct page *p)
{
	const char *const all[] = { p->s->view->error, p->s->error };
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(*all); i++) {
		if (!all[i] || !*all[i])
			continue;
		sheet_row(&p->sheet);
		sheet_marked(&p->sheet, 1, STYLE_WARN, "!", all[i]);
	}
}

void layout_question(struct page *p)
{
	if (p->s->view->recheck) {
		sheet_marked(&p->sheet, 1, STYLE_WARN, "!", p->s->view->recheck);
		sheet_row(&p->sheet);
	}
	if (!*p->s->view->question)
		return;
	sheet_text(&p->sheet, 1, STYLE_BOLD, p->s->view->question);
	sheet_row(&p->sheet);
}

static void help(struct page *p)
{
	if (!p->s->view->help || !*p->s->view->help)
		return;
	sheet_row(&p->sheet);
	sheet_text(&p->sheet, 1, STYLE_PLAIN, p->s->view->help);
}

void layout_lines(struct page *p)
{
	const struct kv *all = &p->s->view->lines;
	size_t i;

	for (i = 0; i < all->n; i++)
		sheet_text(&p->sheet, 1, STYLE_PLAIN, all->v[i].value);
}

/* ---- ask */

/* One line of text with the cursor in it; what does not fit is cut on either side. A secret shows
   nothing. */
static void field(struct page *p)
{
	struct frame *f = &p->sheet.f;
	const char *text = p->s->view->secret ? "" : buf_str(&p->u->input);
	size_t at = *text ? p->u->cursor : 0;
	int row = sheet_row(&p->sheet), room = f->cols - 4, used;
	char *head = mem_strn(text, at);

	frame_put(f, row, 1, 1, STYLE_FOCUS, "›");
	used = frame_put_end(f, row, 3, room, STYLE_FOCUS, head);
	frame_put_cut(f, row, 3 + used, room - used, STYLE_FOCUS, text + at);
	free(head);
	if (!p->u->at)
		sheet_focus(&p->sheet, row, 3 + used, 1);
}

static void ask(struct page *p)
{
	layout_question(p);
	field(p);
	layout_apps(p);
	layout_troubles(p);
	help(p);
}

/* ---- options */

/* A hint on what is left of the label's row. */
static void short_hint(struct page *p, int row, int col, enum style st, const char *hint)
{
	frame_put_cut(&p->sheet.f, row, col, p->sheet.f.cols - col, st, hint);
}

static void option(struct page *p, const struct view_option *o, int focused, int hint_col, size_t hit)
{
	struct sheet *sh = &p->sheet;
	enum style st = o->off ? STYLE_DIM : focused ? STYLE_FOCUS : STYLE_PLAIN;
	const char *hint = o->off ? o->off : o->hint;
	int row;

	sh->f.hit = (unsigned short)hit;
	row = sheet_text(sh, 3, st, *o->label ? o->label : o->id);
	sh->f.hit = 0;
	if (focused) {
		frame_put(&sh->f, row, 1, 1, STYLE_FOCUS, "›");
		sheet_focus(sh, row, 1, 0);
	}
	if (!hint || !*hint)
		return;
	if (p->tight && frame_width(&sh->f, o->label) + 4 < hint_col)
		short_hint(p, row, hint_col, o->off ? STYLE_WARN : STYLE_PLAIN, hint);
	else if (p->tight)
		;
	else if (frame_width(&sh->f, o->label) + 4 < hint_col && sh->used == row + 1)
		sheet_flow(sh, row, hint_col, o->off ? STYLE_WARN : STYLE_PLAIN, hint);
	else
		sheet_text(sh, 5, o->off ? STYLE_WARN : STYLE_PLAIN, hint);
}

void layout_options(struct page *p)
{
	const struct view *v = p->s->view;
	int cols = HINT_COLS, most = p->sheet.f.cols * 3 / 5, w;
	const struct pick all = { 0 }, *f = v->kind == VIEW_CHOOSE ? &p->u->pick : &all;
	struct span sp = layout_span(p, f, v->n_options, p->u->focus);
	size_t i;

	layout_filter(p, f, v->n_options);
	layout_more(p, sp.first, 1);
	for (i = sp.first; i < sp.end; i++) {
		w = frame_width(&p->sheet.f, v->options[pick_row(f, i)].label) + 2;
		if (w > cols && w <= most)
			cols = w;
	}
	for (i = sp.first; i < sp.end; i++) {
		size_t row = pick_row(f, i);

		option(p, &v->options[row], row == p->u->focus, 3 + cols, row + 1);
	}
	layout_more(p, sp.all - sp.end, 0);
}

/* What stands below the lines; `all`: with what may be out of sight at first. */
static void below(struct page *p, int all)
{
	layout_question(p);
	layout_options(p);
	if (all) {
		help(p);
		layout_troubles(p);
	}
}

/* How many rows are left for the lines above it. */
static int room_above(const struct page *p, int all)
{
	struct page probe = *p;
	int rows;

	sheet_init(&probe.sheet, p->sheet.f.cols, p->u->ascii);
	below(&probe, all);
	rows = p->height - probe.sheet.used - 1;
	sheet_free(&probe.sheet);
	return rows;
}

static int lines_rows(const struct page *p)
{
	struct page probe = *p;
	int rows;

	sheet_init(&probe.sheet, p->sheet.f.cols, p->u->ascii);
	layout_lines(&probe);
	rows = probe.sheet.used;
	sheet_free(&probe.sheet);
	return rows;
}

/*
 * What is to be confirmed is read from its beginning, with the question and its options in sight: a longer text has a window of its
 * own above them. 0: it is short enough to stand there as it is, or there is no room for a window.
 */
static int lines_in_window(struct page *p)
{
	struct page text = *p;
	struct sheet *sh = &p->sheet;
	int rows, row = 0, top, i;

	if (p->s->view->kind != VIEW_CONFIRM || !p->s->view->lines.n)
		return 0;
	rows = room_above(p, 1);
	if (lines_rows(p) > rows && rows < WINDOW_GOOD)
		rows = room_above(p, 0);
	if (lines_rows(p) <= rows || rows < WINDOW_LEAST)
		return 0;
	sheet_init(&text.sheet, sh->f.cols - 2, p->u->ascii);
	layout_lines(&text);
	top = p->u->scroll < (size_t)(text.sheet.used - rows) ? (int)p->u->scroll : text.sheet.used - rows;
	for (i = 0; i < rows; i++)
		row = sheet_row(sh);
	row -= rows - 1;
	frame_copy(&sh->f, row, 0, &text.sheet.f, top, rows);
	layout_arrows(&sh->f, row, rows, top > 0, top + rows < text.sheet.used);
	p->inner = (struct extent){ (size_t)text.sheet.used, (size_t)rows };
	sheet_free(&text.sheet);
	return 1;
}

static void choose(struct page *p)
{
	if (!lines_in_window(p))
		layout_lines(p);
	if (p->s->view->link)
		layout_link(p, p->s->view->link);
	if (p->s->view->lines.n)
		sheet_row(&p->sheet);
	below(p, 1);
}

/* ---- busy */

static void busy(struct page *p)
{
	const struct view *v = p->s->view;
	struct buf b = BUF_INIT;
	size_t i;

	for (i = 0; i < v->n_rail && v->rail[i].mark != MARK_BUSY; i++)
		;
	layout_question(p);
	if (i < v->n_rail)
		/* TRANSLATORS: a row of the rail, for instance Composio */
		buf_addf(&b, _("%s: this takes a moment."), v->rail[i].label);
	else
		buf_adds(&b, _("This takes a moment."));
	sheet_focus(&p->sheet, sheet_text(&p->sheet, 1, STYLE_PLAIN, buf_str(&b)), 1, 0);
	buf_free(&b);
	sheet_text(&p->sheet, 1, STYLE_PLAIN,
		   v->can_back ? _("Esc stops it and goes back one question; q leaves.")
			       : _("q leaves."));
	help(p);
	layout_troubles(p);
}

/* ---- end */

static void end(struct page *p)
{
	layout_lines(p);
	layout_troubles(p);
	sheet_row(&p->sheet);
	sheet_text(&p->sheet, 1, STYLE_DIM, _("Enter or q leaves"));
}

void layout_body(struct page *p)
{
	switch (p->s->view->kind) {
	case VIEW_ASK:
		ask(p);
		break;
	case VIEW_BUSY:
		busy(p);
		break;
	case VIEW_CONNECT:
		layout_board(p);
		break;
	case VIEW_END:
		end(p);
		break;
	default:
		choose(p);
		break;
	}
}
