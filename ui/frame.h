/* SPDX-License-Identifier: MIT */
/* frame: a grid of styled cells, drawn into by layout, shown by term, printed by --screen and by
   tests. */
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
	STYLE_DEL,
	STYLE_CODE   /* of a QR code: dark on light */
};

/* A wide character fills its cell and leaves the next one with ch 0. comb: combining marks that
   follow. */
struct cell {
	wchar_t ch;
	wchar_t comb[2];
	unsigned char style;
	unsigned short hit; /* the item of a list that it belongs to, counted from 1; 0: none */
};

struct frame {
	int cols, rows;
	struct cell *cells;       /* rows × cols */
	int cur_row, cur_col;     /* the hardware cursor: the focused row or field */
	int cur_visible;          /* shown (a text field) or only placed (for screen readers) */
	unsigned short hit;       /* what is put now belongs to this item */
	const char *link;         /* what this stretch of a row leads to, or NULL; borrowed */
	int link_row, link_col, link_cols;
	int ascii;                /* draw with ASCII only, one column for what it does not have */
};

void frame_init(struct frame *f, int cols, int rows);
void frame_free(struct frame *f);
void frame_clear(struct frame *f);
void frame_grow(struct frame *f, int rows); /* at least so many rows; new ones are empty */
/* Put UTF-8 text; clipped at the frame's edge and after `width` columns (−1: to the edge). Never
   splits a wide character, never draws a control character. Returns the columns used. */
int frame_put(struct frame *f, int row, int col, int width, enum style st, const char *text);
/* The same with "…" at the end where the text is cut. */
int frame_put_cut(struct frame *f, int row, int col, int width, enum style st, const char *text);
/* The same, cut at the front: "…end/of/the/path". */
int frame_put_end(struct frame *f, int row, int col, int width, enum style st, const char *text);
/* What was put here leads to `url`. One link a frame. */
void frame_link(struct frame *f, int row, int col, int cols, const char *url);
void frame_link_text(const struct frame *f, struct buf *out); /* what stands there */
/* The item at this place: of the cell, or of the text that blanks separate it from; 0: none. */
unsigned frame_hit(const struct frame *f, int row, int col);
/* Nothing but blanks there. */
int frame_is_blank(const struct frame *f, int row, int col, int cols, int rows);
/* The character `one`, `width` times (−1: to the edge). */
void frame_fill(struct frame *f, int row, int col, int width, enum style st, const char *one);
/* Rows of another frame, from its row `first` on, with this frame's `row`, `col` as their upper
   left; clipped. */
void frame_copy(struct frame *f, int row, int col, const struct frame *from, int first, int rows);

/* Columns that this frame needs for a text, and the longest prefix in bytes that fits in `cols`. */
int frame_width(const struct frame *f, const char *text);
size_t frame_fit(const struct frame *f, const char *text, int cols);
/* Where to break the line when only `cols` columns are there: bytes of this line, at least one
   character; a blank or the edge of a wide character is preferred. */
size_t frame_break(const struct frame *f, const char *text, int cols);
/* The frame as text, trailing blanks cut, a newline a row. */
void frame_text(const struct frame *f, struct buf *out);

#endif
