/* SPDX-License-Identifier: MIT */
/* keys_list: moving, scrolling and filtering where something is picked from a list. */
#include "ui/keys_own.h"

#include "base/i18n.h"

#include <stdio.h>
#include <string.h>

void press_scroll(struct press *p, enum command cmd)
{
	struct extent ex;
	size_t max, half, *at = &p->u->scroll;

	layout_extent(p->s, p->u, p->cols, p->rows, &ex);
	max = ex.lines > ex.shown ? ex.lines - ex.shown : 0;
	half = ex.shown / 2 ? ex.shown / 2 : 1;
	if (*at > max)
		*at = max;
	if (cmd == UP || cmd == PAGE_UP) {
		size_t n = cmd == UP ? 1 : half;

		*at -= *at < n ? *at : n;
	} else if (cmd == DOWN || cmd == PAGE_DOWN) {
		*at += cmd == DOWN ? 1 : half;
	} else {
		*at = cmd == TOP ? 0 : max;
	}
	if (*at > max)
		*at = max;
}

/* What is left of a move at either end scrolls the body. */
void press_move(struct press *p, enum command cmd, size_t n)
{
	static const struct pick all; /* a board's filter is for its tenants */
	struct ui_state *u = p->u;
	const struct pick *f = p->s->view->kind == VIEW_CONNECT ? &all : &u->pick;
	size_t step = cmd == PAGE_UP || cmd == PAGE_DOWN ? 5 : 1, pos = pick_pos(f, u->focus);
	int up = cmd == UP || cmd == PAGE_UP, down = cmd == DOWN || cmd == PAGE_DOWN;

	n = pick_count(f, n);
	if ((up && u->scroll) || (down && pos + 1 >= n)) {
		press_scroll(p, cmd);
		return;
	}
	u->scroll = 0;
	if (cmd == TOP || (up && pos < step))
		pos = 0;
	else if (cmd == BOTTOM || (down && pos + step >= n))
		pos = n ? n - 1 : 0;
	else
		pos = up ? pos - step : pos + step;
	u->focus = n ? pick_row(f, pos) : 0;
	u->option[0] = '\0'; /* the person moved: the option under the focus is the one meant */
}

/* ---- the filter */

void press_find(struct press *p)
{
	p->u->pick.typing = 1;
	p->u->scroll = 0;
}

/* The best of what fits now has the focus. */
static void to_best(struct press *p)
{
	struct ui_state *u = p->u;

	u->option[0] = '\0';
	ui_state_rank(u, p->s);
	if (!pick_count(&u->pick, 1))
		return;
	if (p->s->view->kind == VIEW_CONNECT)
		u->tenant = pick_row(&u->pick, 0);
	else if (pick_on(&u->pick))
		u->focus = pick_row(&u->pick, 0);
}

/* The next row that fits, where the list itself stays whole. */
static void next_tenant(struct press *p, int back)
{
	struct ui_state *u = p->u;
	size_t n = pick_count(&u->pick, p->s->view->n_tenant), pos = pick_pos(&u->pick, u->tenant);

	if (n)
		u->tenant = pick_row(&u->pick, pos >= n ? 0 : (pos + (back ? n - 1 : 1)) % n);
}

int press_filter(struct press *p, struct key k)
{
	struct pick *f = &p->u->pick;
	enum command cmd = press_command(k);
	int board = p->s->view->kind == VIEW_CONNECT, choose = p->s->view->kind == VIEW_CHOOSE;

	if (k.code == KEY_K_ESC && !k.pasted && (f->typing || pick_on(f))) {
		pick_clear(f); /* all rows again, and the focus where it is */
		return 1;
	}
	if (!f->typing)
		return 0;
	if (k.code == KEY_K_ENTER && !k.pasted) {
		if (choose && pick_on(f) && !f->n)
			press_say(p, _("Nothing fits what was typed. Backspace takes letters back, Esc shows all."));
		else
			f->typing = 0;
		if (board)
			pick_clear(f); /* it has led to the tenant, and all of them are shown */
		return !choose || !f->n || !pick_on(f); /* of a question it chooses; on a board or a preview it only ends the typing */
	}
	if (board && (cmd == NEXT || cmd == PREVIOUS || k.code == KEY_K_UP || k.code == KEY_K_DOWN)) {
		next_tenant(p, cmd == PREVIOUS || k.code == KEY_K_UP);
		return 1;
	}
	if (k.code != KEY_CHAR && k.code != KEY_K_BACKSPACE)
		return 0; /* arrows and the like are as ever */
	if (k.code == KEY_CHAR && !k.pasted && (k.ch == CTRL('n') || k.ch == CTRL('p') || k.ch == CTRL('l')))
		return 0;
	if (pick_edit(f, k))
		to_best(p);
	return 1;
}

/* ---- the mouse */

void press_click(struct press *p, struct key k)
{
	struct ui_state *u = p->u;
	const struct view *v = p->s->view;
	struct frame f;
	size_t hit;

	frame_init(&f, p->cols, p->rows);
	layout(&f, p->s, u);
	hit = frame_hit(&f, k.row, k.col);
	frame_free(&f);
	if (!hit || u->overlay != OVERLAY_NONE)
		return;
	if (v->kind == VIEW_ASK) {
		u->at = hit;
	} else {
		u->focus = hit - 1;
		u->option[0] = '\0';
		if (v->kind == VIEW_PLAN)
			u->scroll = 0;
	}
}
