/* SPDX-License-Identifier: MIT */
/* sheet: a frame that grows downwards while it is written; layout shows a window of it. */
#ifndef TOOLGAP_UI_SHEET_H
#define TOOLGAP_UI_SHEET_H

#include "ui/frame.h"

/* Rows are handed out one after the other; what is written wraps at the sheet's width. */
struct sheet {
	struct frame f;
	int used;   /* rows handed out */
	int focus;  /* the row to keep in sight, or −1 */
};

void sheet_init(struct sheet *s, int cols, int ascii);
void sheet_free(struct sheet *s);

int sheet_row(struct sheet *s); /* a new empty row */
/*
 * A text from column `col` on, a new row for each line of it. Leading blanks of a line indent
 * what is wrapped, too. Returns the first row.
 */
int sheet_text(struct sheet *s, int col, enum style st, const char *text);
/* The same behind a mark of one column (at `col`): "! what went wrong". */
int sheet_marked(struct sheet *s, int col, enum style st, const char *mark, const char *text);
/* A text into the columns from `col` on, beginning in the row `row` that is there already. */
void sheet_flow(struct sheet *s, int row, int col, enum style st, const char *text);
/* Put the hardware cursor here and keep this row in sight. */
void sheet_focus(struct sheet *s, int row, int col, int visible);

#endif
