/* SPDX-License-Identifier: MIT */
/* layout_own: what layout.c, layout_body.c and layout_plan.c share. */
#ifndef TOOLGAP_UI_LAYOUT_OWN_H
#define TOOLGAP_UI_LAYOUT_OWN_H

#include "ui/layout.h"
#include "ui/pick.h"
#include "ui/sheet.h"

/* The part between the rail and the keys while it is being drawn. */
struct page {
	const struct screen *s;
	const struct ui_state *u;
	struct sheet sheet;
	int height;          /* rows there are for it; a longer sheet is shown through a window */
	int tight;           /* what can be done without is left out: 1 the question and second lines of hints, 2 and what is said of a link, 3 and rows that only set apart */
	struct extent inner; /* preview: of the diff; lines 0 where the sheet itself scrolls */
};

/* layout_body.c: every view but the preview */
void layout_body(struct page *p);
void layout_question(struct page *p);
void layout_options(struct page *p);
void layout_lines(struct page *p);
/* layout_board.c: a row a tenant, the link of one, the options */
void layout_board(struct page *p);
/* layout_pick.c: what is typed to filter a list, above its rows; nothing where there is no filter */
void layout_filter(struct page *p, const struct pick *f, size_t all);
void layout_filter_at(struct page *p, int row, int cols, const struct pick *f, size_t all); /* in this row */
/* Of a list of options: the positions that are drawn, around the focus, where it is too long to draw all. */
struct span {
	size_t first, end, all;
};
struct span layout_span(const struct page *p, const struct pick *f, size_t n, size_t focus);
/* That there are so many more rows above or below them; nothing for none. */
void layout_more(struct page *p, size_t n, int above);
/* The apps that fit what stands in the field. */
void layout_apps(struct page *p);

/* layout_link.c: plain, on a line of its own and never wrapped, so that a terminal can pick it up */
void layout_link(struct page *p, const char *url);
/* The code of the tenant's link: over the whole screen; and beside what stands there already, where that leaves room. */
void layout_code(struct frame *f, const struct screen *s, const struct ui_state *u);
void layout_code_beside(struct frame *f, const struct screen *s, const struct ui_state *u, int top);

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
