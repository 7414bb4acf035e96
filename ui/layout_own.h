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
/* Plain, on a line of its own and never wrapped, so that a terminal can pick it up. */
void layout_address(struct page *p, const char *link);
void layout_question(struct page *p);
void layout_options(struct page *p);
void layout_lines(struct page *p);
/* layout_board.c: a row a tenant, the link of one, the options */
void layout_board(struct page *p);
/* layout_plan.c: the preview; fills exactly p->height rows */
void layout_plan(struct page *p);
/* Why the last answer was refused, what the outside has to complain about: a row of its own for
   each. */
void layout_troubles(struct page *p);
/* layout_overlay.c: below the header, over everything else */
void layout_overlay(struct frame *f, const struct screen *s, const struct ui_state *u,
		    struct extent *ex);

/* layout.c: the mark of a row of the rail */
const char *layout_mark(enum mark m, enum style *st);
/* The sheet's first row shown: the focus stays in sight, and what the person scrolled comes on
   top. */
int layout_window(const struct page *p, struct extent *ex);
/* The window of the sheet into the frame, from this row on, with the cursor. */
void layout_show(struct frame *f, const struct page *p, int row, struct extent *ex);
/* At the right edge of `rows` rows: that there is more above or below. */
void layout_arrows(struct frame *f, int row, int rows, int above, int below);

#endif
