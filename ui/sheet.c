/* SPDX-License-Identifier: MIT */
/* sheet: wrapped text into a frame that grows downwards. */
#include "ui/sheet.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define SHEET_ROWS 16      /* to begin with */
#define SHEET_MAX 100000   /* nobody reads further */

void sheet_init(struct sheet *s, int cols, int ascii)
{
	frame_init(&s->f, cols, SHEET_ROWS);
	s->f.ascii = ascii;
	s->used = 0;
	s->focus = -1;
}

void sheet_free(struct sheet *s)
{
	frame_free(&s->f);
}

static void reach(struct sheet *s, int row)
{
	if (row >= s->f.rows && row < SHEET_MAX)
		frame_grow(&s->f, row >= s->f.rows * 2 ? row + 1 : s->f.rows * 2);
	if (row >= s->used)
		s->used = row < SHEET_MAX ? row + 1 : SHEET_MAX;
}

int sheet_row(struct sheet *s)
{
	reach(s, s->used);
	return s->used - 1;
}

/* One line without newline; returns the row after it. */
static int flow_line(struct sheet *s, int row, int col, enum style st, const char *line)
{
	size_t lead = strspn(line, " ");
	int room;

	line += lead;
	col += lead < (size_t)(s->f.cols / 2) ? (int)lead : s->f.cols / 2;
	if (col >= s->f.cols)
		col = s->f.cols - 1;
	room = s->f.cols - col;
	do {
		size_t n = frame_break(&s->f, line, room);
		char *part = mem_strn(line, n);

		reach(s, row);
		frame_put(&s->f, row++, col, room, st, part);
		free(part);
		line += n;
		line += strspn(line, " ");
	} while (*line);
	return row;
}

void sheet_flow(struct sheet *s, int row, int col, enum style st, const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "\n");
		char *line = mem_strn(text, n);

		row = flow_line(s, row, col, st, line);
		free(line);
		text += n;
		text += *text == '\n';
	}
}

int sheet_text(struct sheet *s, int col, enum style st, const char *text)
{
	int row = s->used;

	if (!*text)
		return sheet_row(s);
	sheet_flow(s, row, col, st, text);
	return row;
}

int sheet_marked(struct sheet *s, int col, enum style st, const char *mark, const char *text)
{
	int row = sheet_text(s, col + 2, st, text);

	frame_put(&s->f, row, col, 1, st, mark);
	return row;
}

void sheet_focus(struct sheet *s, int row, int col, int visible)
{
	s->focus = row;
	s->f.cur_row = row;
	s->f.cur_col = col;
	s->f.cur_visible = visible;
}
