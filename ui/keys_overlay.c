/* SPDX-License-Identifier: MIT */
/* keys_overlay: keys while why, the map, the keys or a code lie over the screen. */
#include "ui/keys_own.h"

#include <string.h>

/* The map opens where we are. */
static void scroll_to_here(struct press *p)
{
	struct buf b = BUF_INIT;
	struct extent ex;
	const char *here;
	size_t row = 0, i;

	wizard_map(p->s->wizard, &b);
	here = strstr(buf_str(&b), "\n›");
	for (i = 0; here && i <= (size_t)(here - b.p); i++)
		row += b.p[i] == '\n';
	layout_extent(p->s, p->u, p->cols, p->rows, &ex);
	if (row > ex.shown / 2)
		p->u->scroll = row - ex.shown / 2;
	if (ex.lines <= ex.shown)
		p->u->scroll = 0;
	else if (p->u->scroll > ex.lines - ex.shown)
		p->u->scroll = ex.lines - ex.shown;
	buf_free(&b);
}

void press_show(struct press *p, enum overlay o)
{
	p->u->overlay = o;
	p->u->scroll = 0;
	pick_clear(&p->u->search);
	if (o == OVERLAY_MAP && p->s->wizard)
		scroll_to_here(p);
}

/* 1 when the key was for what is looked for there. */
static int searches(struct press *p, struct key k)
{
	struct pick *f = &p->u->search;

	if (!f->typing || k.code == KEY_K_F1)
		return 0;
	if (k.code == KEY_K_ESC && !k.pasted)
		pick_clear(f);
	else if (k.code == KEY_K_ENTER && !k.pasted)
		f->typing = 0;
	else if (!pick_edit(f, k))
		return 0;
	p->u->scroll = 0;
	return 1;
}

void press_overlay(struct press *p, struct key k)
{
	enum command cmd = press_command(k);

	if (searches(p, k))
		return;
	if (press_is_move(cmd)) {
		press_scroll(p, cmd);
	} else if (cmd == FIND && p->u->overlay != OVERLAY_CODE) {
		p->u->search.typing = 1;
	} else if (cmd == WHY || cmd == MAP || cmd == HELP) {
		enum overlay o = cmd == WHY ? OVERLAY_WHY : cmd == MAP ? OVERLAY_MAP : OVERLAY_HELP;

		press_show(p, o == p->u->overlay ? OVERLAY_NONE : o);
	} else if (cmd == BACK && pick_on(&p->u->search)) {
		pick_clear(&p->u->search);
	} else if (cmd == CODE && p->u->overlay == OVERLAY_CODE) {
		p->u->flipped = !p->u->flipped; /* without colours nobody knows what is light here but who looks at it */
	} else if (cmd == BACK || cmd == LEAVE || cmd == ENTER || cmd == CODE) {
		press_show(p, OVERLAY_NONE);
	} else if (cmd == REPAINT) {
		p->u->want = WANT_REPAINT;
	}
}
