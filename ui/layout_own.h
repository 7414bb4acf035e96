/* SPDX-License-Identifier: MIT */
/* layout_own: what layout.c, layout_body.c and layout_plan.c share. */
#ifndef TOOLGAP_UI_LAYOUT_OWN_H
#define TOOLGAP_UI_LAYOUT_OWN_H

#include "ui/layout.h"
#include "ui/sheet.h"

/* The part between the rail and the keys while it is being drawn. */
struct page {
	const struct screen *s;
	const struct ui_state *u;
	struct sheet sheet;
	int height;          /* rows there are for it; a longer sheet is shown through a window */
	struct extent inner; /* preview: of the diff; lines 0 where the sheet itself scrolls */
};

/* layout_body.c: every view but the preview */
void layout_body(struct page *p);
/* layout_plan.c: the preview; fills exactly p->height rows */
void layout_plan(struct page *p);
/* Why the last answer was refused, what the outside has to complain about: a row of its own for each. */
void layout_troubles(struct page *p);
/* At the right edge of `rows` rows: that there is more above or below. */
void layout_arrows(struct frame *f, int row, int rows, int above, int below);

#endif
