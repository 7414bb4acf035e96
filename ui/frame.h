/* SPDX-License-Identifier: MIT */
/* frame: a grid of styled cells, drawn into by layout, shown by term, printed by --screen and by tests. */
#ifndef TOOLGAP_UI_FRAME_H
#define TOOLGAP_UI_FRAME_H

#include "base/buf.h"

#include <stddef.h>
#include <wchar.h>

/* Meaning, not colour; term maps a style to what the terminal has. */
enum style {
	STYLE_PLAIN,
	STYLE_DIM,
	STYLE_BOLD,
	STYLE_FOCUS, /* the row or field that has the cursor */
	STYLE_OK,
	STYLE_WARN,
	STYLE_DANGER,
	STYLE_ADD,   /* diff */
	STYLE_DEL
};

/* A wide character fills its cell and leaves the next one with ch 0. comb: combining marks that follow. */
struct cell {
	wchar_t ch;
	wchar_t comb[2];
	unsigned char style;
};

struct frame {
	int cols, rows;
	struct cell *cells;       /* rows × cols */
	int cur_row, cur_col;     /* the hardware cursor: the focused row or field */
	int cur_visible;          /* shown (a text field) or only placed (for screen readers) */
};

void frame_init(struct frame *f, int cols, int rows);
void frame_free(struct frame *f);
void frame_clear(struct frame *f);
/* Put UTF-8 text; clipped at the frame's edge and after `width` columns (−1: to the edge). Never splits a wide character,
   never draws a control character. Returns the columns used. */
int frame_put(struct frame *f, int row, int col, int width, enum style st, const char *text);
/* The same with "…" at the end where the text is cut. */
int frame_put_cut(struct frame *f, int row, int col, int width, enum style st, const char *text);
void frame_fill(struct frame *f, int row, int col, int width, enum style st, const char *one);
/* The frame as text, trailing blanks cut, a newline a row. */
void frame_text(const struct frame *f, struct buf *out);

#endif
