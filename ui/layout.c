/* SPDX-License-Identifier: MIT */
/* layout: the parts that every screen has: header, rail, window of the body, overlay, line of
   keys. */
#include "ui/layout.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "ui/keys.h"
#include "ui/layout_own.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LABEL_COLS 12 /* of the rail, at least */
#define MS_COLS 6 /* "999 ms", "10.5 s" */
#define SAID_ROWS 3

/* A rollout's board has the screen for itself: the steps before it are passed, and the map still draws them. */
static int board_alone(const struct view *v)
{
	return v->rollout && v->kind == VIEW_CONNECT;
}

static void header_rollout(struct frame *f, const struct view *v, int room)
{
	struct buf b = BUF_INIT;
	int col = 1, w;

	buf_addf(&b, _("%zu of %zu live"), v->live, v->n_tenant);
	w = frame_width(f, buf_str(&b));
	if (room - w > 30) {
		frame_put(f, 0, room - w - (room < f->cols ? 2 : 0), w, STYLE_PLAIN, buf_str(&b));
		room -= w + 3;
	}
	buf_reset(&b);
	col += frame_put(f, 0, col, room - col, STYLE_BOLD, "toolgap rollout") + 3;
	buf_addf(&b, "%s%s%s", v->title, *v->environment ? " · " : "", v->environment);
	if (col < room)
		frame_put_cut(f, 0, col, room - col, STYLE_BOLD, buf_str(&b));
	buf_free(&b);
}

static void header(struct frame *f, const struct screen *s)
{
	const struct view *v = s->view;
	const char *dry = v->dry_run ? _("dry run") : "";
	int right = f->cols - frame_width(f, dry), col = 1, room;

	if (*dry)
		frame_put(f, 0, right > 0 ? right : 0, -1, STYLE_WARN, dry);
	room = *dry ? right - 1 : f->cols;
	if (board_alone(v)) {
		header_rollout(f, v, room);
		return;
	}
	col += frame_put(f, 0, col, room - col, STYLE_BOLD, "toolgap");
	if (!*v->title || col + 3 >= room)
		return;
	col += 3;
	col += frame_put_cut(f, 0, col, room - col, STYLE_BOLD, v->title);
	if (!*v->tenants || col + 5 >= room)
		return;
	col += frame_put(f, 0, col, room - col, STYLE_DIM, "  ·  ");
	frame_put_cut(f, 0, col, room - col, STYLE_PLAIN, v->tenants);
}

static void rule(struct frame *f, int row)
{
	frame_fill(f, row, 0, -1, STYLE_DIM, "─");
}

/* ---- rail */

const char *layout_mark(enum mark m, enum style *st)
{
	static const struct {
		const char *text;
		enum style st;
	} marks[] = {
		[MARK_AHEAD] = { "·", STYLE_DIM }, [MARK_NOW] = { "›", STYLE_BOLD },
		[MARK_BUSY] = { "◐", STYLE_BOLD }, [MARK_DONE] = { "✓", STYLE_OK },
		[MARK_WARN] = { "!", STYLE_WARN }, [MARK_FAIL] = { "✗", STYLE_DANGER },
	};

	*st = marks[m].st;
	return marks[m].text;
}

static void rail_row(struct frame *f, int row, const struct view_rail *r, int label_cols)
{
	enum style st, text;
	const char *mark = layout_mark(r->mark, &st);
	char ms[32] = "";
	int right = f->cols, col = 3 + label_cols;

	if (r->ms >= 1000)
		/* TRANSLATORS: seconds */
		(void)snprintf(ms, sizeof(ms), _("%ld.%ld s"), r->ms / 1000, r->ms % 1000 / 100);
	else if (r->ms >= 0)
		/* TRANSLATORS: milliseconds */
		(void)snprintf(ms, sizeof(ms), _("%ld ms"), r->ms);
	if (*ms) {
		int w = frame_width(f, ms);

		frame_put(f, row, right > w ? right - w : 0, -1, STYLE_DIM, ms);
		right -= 2 + (w > MS_COLS ? w : MS_COLS); /* what stands before it does not move with the last digit */
	}
	text = r->mark == MARK_DONE ? STYLE_PLAIN : st;
	frame_put(f, row, 1, 1, st, mark);
	frame_put_cut(f, row, 3, label_cols - 1, text, r->label);
	if (right > col)
		frame_put_cut(f, row, col, right - col, text, r->text);
}

static size_t rail_here(const struct view *v)
{
	size_t i, last = 0;

	for (i = 0; i < v->n_rail; i++) {
		if (v->rail[i].mark == MARK_NOW || v->rail[i].mark == MARK_BUSY)
			return i;
		if (v->rail[i].mark != MARK_AHEAD)
			last = i;
	}
	return last;
}

/* The rows around the current one where there is no room for all. Returns how many were drawn. */
static int rail(struct frame *f, const struct view *v, int max)
{
	size_t first = 0, n = v->n_rail, here = rail_here(v), i;
	int label_cols = LABEL_COLS, w;

	if (max < 1)
		max = 1;
	if (n > (size_t)max) {
		n = (size_t)max;
		first = here > n / 2 ? here - n / 2 : 0;
		if (first + n > v->n_rail)
			first = v->n_rail - n;
	}
	for (i = 0; i < v->n_rail; i++) {
		w = frame_width(f, v->rail[i].label) + 2;
		if (w > label_cols)
			label_cols = w < f->cols / 3 ? w : f->cols / 3;
	}
	for (i = 0; i < n; i++)
		rail_row(f, 2 + (int)i, &v->rail[first + i], label_cols);
	return (int)n;
}

/* Rows that the body should have before the rail gives up some of its own. */
static int body_wants(const struct view *v)
{
	if (v->kind == VIEW_CONFIRM && v->lines.n)
		return v->lines.n > 6 ? 16 : 12; /* what is to be confirmed, and the options */
	return v->kind == VIEW_CONNECT ? 13 : v->kind == VIEW_PLAN ? 12 : 7;
}

/* ---- keys */

static void keys_row(struct frame *f, const struct screen *s, const struct ui_state *u)
{
	struct buf b = BUF_INIT;
	int row = f->rows - 1, used = 0, w;
	char *tab;

	keys_hint(u, s, f->cols, &b);
	buf_add(&b, "", 0);
	tab = strchr(b.p, '\t');
	if (tab)
		*tab++ = '\0';
	w = tab ? frame_width(f, tab) + 1 : 0;
	if (f->cols > w + 2)
		used = frame_put_cut(f, row, 1, f->cols - w - 2, STYLE_DIM, b.p);
	if (tab && f->cols - w > used)
		frame_put(f, row, f->cols - w, w - 1, STYLE_DIM, tab);
	buf_free(&b);
}

/* ---- body and overlay, each a sheet seen through a window */

int layout_window(const struct page *p, struct extent *ex)
{
	const struct sheet *sh = &p->sheet;
	int over = sh->used - p->height, top = 0;

	if (over < 0)
		over = 0;
	if (sh->focus >= p->height - 1)
		top = sh->focus - p->height + 2;
	if (top > over)
		top = over;
	if (top < 0)
		top = 0;
	ex->lines = (size_t)(sh->used - top);
	ex->shown = (size_t)p->height;
	if (p->u->scroll < (size_t)(over - top))
		return top + (int)p->u->scroll;
	return over;
}

void layout_arrows(struct frame *f, int row, int rows, int above, int below)
{
	if (above)
		frame_put(f, row, f->cols - 1, 1, STYLE_DIM, "↑");
	if (below)
		frame_put(f, row + rows - 1, f->cols - 1, 1, STYLE_DIM, "↓");
}

void layout_show(struct frame *f, const struct page *p, int row, struct extent *ex)
{
	const struct sheet *sh = &p->sheet;
	int top = layout_window(p, ex), rows = sh->used - top;

	if (rows > p->height)
		rows = p->height;
	frame_copy(f, row, 0, &sh->f, top, rows);
	layout_arrows(f, row, p->height, top > 0, top + rows < sh->used);
	f->cur_row = row;
	f->cur_col = 1;
	if (sh->focus >= top && sh->focus < top + p->height) {
		f->cur_row = row + sh->focus - top;
		f->cur_col = sh->f.cur_col < f->cols ? sh->f.cur_col : f->cols - 1;
		f->cur_visible = sh->f.cur_visible;
	}
	if (p->inner.lines)
		*ex = p->inner;
}

/* What the front end has to say stands right above the keys. Returns the rows it takes. */
static int said_rows(struct frame *f, const struct screen *s, const struct ui_state *u, int draw)
{
	struct sheet sh;
	int n;

	struct buf b = BUF_INIT;

	if (s->view->kind == VIEW_CONNECT && u->pick.typing && u->overlay == OVERLAY_NONE)
		/* TRANSLATORS: the tenant that is looked for; how many fit */
		buf_addf(&b, _("/ %s   (%zu fit; Tab: the next, Enter: there)"), buf_str(&u->pick.text),
			 pick_count(&u->pick, s->view->n_tenant));
	buf_addf(&b, u->said.len && b.len ? "\n%s" : "%s", buf_str(&u->said));
	if (!b.len) {
		buf_free(&b);
		return 0;
	}
	sheet_init(&sh, f->cols - 1, u->ascii);
	sheet_text(&sh, 1, STYLE_WARN, buf_str(&b));
	buf_free(&b);
	n = sh.used < SAID_ROWS ? sh.used : SAID_ROWS;
	if (draw)
		frame_copy(f, f->rows - 1 - n, 0, &sh.f, 0, n);
	sheet_free(&sh);
	return n;
}

static void body(struct frame *f, const struct screen *s, const struct ui_state *u, int row,
		 struct extent *ex)
{
	struct page p = { .s = s, .u = u };

	p.height = f->rows - 1 - row - said_rows(f, s, u, 0);
	if (p.height < 1)
		p.height = 1;
	/* the last two columns are for the arrows */
	sheet_init(&p.sheet, f->cols - (s->view->kind == VIEW_PLAN ? 0 : 2), u->ascii);
	if (s->view->kind == VIEW_PLAN)
		layout_plan(&p);
	else
		layout_body(&p);
	layout_show(f, &p, row, ex);
	said_rows(f, s, u, 1);
	sheet_free(&p.sheet);
}

static void too_small(struct frame *f, const struct screen *s)
{
	struct sheet sh;
	char text[256];
	int row = f->rows > 3 ? 2 : 0;

	if (row)
		header(f, s);
	(void)snprintf(text, sizeof(text),
		       _("toolgap needs %d×%d, this is %d×%d. Enlarge the window, or leave with q and use --ui=line."),
		       LAYOUT_COLS, LAYOUT_ROWS, f->cols, f->rows);
	sheet_init(&sh, f->cols, f->ascii);
	sheet_text(&sh, f->cols > 2 ? 1 : 0, STYLE_WARN, text);
	frame_copy(f, row, 0, &sh.f, 0, sh.used);
	sheet_free(&sh);
	f->cur_row = row;
}

static void compose(struct frame *f, const struct screen *s, const struct ui_state *u,
		    struct extent *ex)
{
	int n;

	f->ascii = u->ascii;
	frame_clear(f);
	ex->lines = ex->shown = 0;
	if (f->cols < LAYOUT_COLS || f->rows < LAYOUT_ROWS) {
		too_small(f, s);
		return;
	}
	header(f, s);
	rule(f, 1);
	keys_row(f, s, u);
	if (u->overlay == OVERLAY_CODE) {
		layout_code(f, s, u);
		return;
	}
	if (u->overlay != OVERLAY_NONE) {
		layout_overlay(f, s, u, ex);
		return;
	}
	n = board_alone(s->view) ? 0 : rail(f, s->view, f->rows - 4 - body_wants(s->view));
	if (n)
		rule(f, 2 + n++);
	body(f, s, u, 2 + n, ex);
	if (s->view->kind == VIEW_CONNECT || s->view->link)
		layout_code_beside(f, s, u, 2 + n);
}

void layout(struct frame *f, const struct screen *s, const struct ui_state *u)
{
	struct extent ex;

	compose(f, s, u, &ex);
}

void layout_extent(const struct screen *s, const struct ui_state *u, int cols, int rows,
		   struct extent *ex)
{
	struct frame f;

	frame_init(&f, cols, rows);
	compose(&f, s, u, ex);
	frame_free(&f);
}
