/* SPDX-License-Identifier: MIT */
/* frame: a grid of styled cells: putting text, measuring it, reading the grid back as text. */
#include "ui/frame.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void blank(struct cell *c)
{
	c->ch = L' ';
	c->comb[0] = c->comb[1] = 0;
	c->style = STYLE_PLAIN;
	c->hit = 0;
}

static struct cell *at(const struct frame *f, int row, int col)
{
	return &f->cells[(size_t)row * (size_t)f->cols + (size_t)col];
}

void frame_init(struct frame *f, int cols, int rows)
{
	memset(f, 0, sizeof(*f));
	f->cols = cols > 0 ? cols : 1;
	frame_grow(f, rows > 0 ? rows : 1);
}

void frame_free(struct frame *f)
{
	free(f->cells);
	memset(f, 0, sizeof(*f));
}

void frame_clear(struct frame *f)
{
	size_t n = (size_t)f->cols * (size_t)f->rows, i;

	for (i = 0; i < n; i++)
		blank(&f->cells[i]);
	f->cur_row = f->cur_col = f->cur_visible = 0;
	f->hit = 0;
	f->link = NULL;
}

void frame_grow(struct frame *f, int rows)
{
	size_t old = (size_t)f->cols * (size_t)f->rows, n, i;

	if (rows <= f->rows)
		return;
	n = (size_t)f->cols * (size_t)rows;
	f->cells = mem_array(f->cells, n, sizeof(*f->cells));
	f->rows = rows;
	for (i = old; i < n; i++)
		blank(&f->cells[i]);
}

/* ---- one character */

/* What stands for a character where there is only ASCII. */
static char plain(uint32_t cp)
{
	static const struct {
		uint32_t cp;
		char c;
	} map[] = {
		{ 0x2500, '-' }, { 0x2502, '|' }, { 0x203A, '>' }, { 0x2713, '+' }, { 0x2717, 'x' },
		{ 0x25D0, '*' }, { 0x00B7, '-' }, { 0x2026, '~' }, { 0x2014, '-' }, { 0x2013, '-' },
		{ 0x2212, '-' }, { 0x00D7, 'x' }, { 0x2191, '^' }, { 0x2193, 'v' }, { 0x2190, '<' },
		{ 0x2192, '>' }, { 0x2018, '\'' }, { 0x2019, '\'' }, { 0x201C, '"' },
		{ 0x201D, '"' },
	};
	size_t i;

	for (i = 0; i < sizeof(map) / sizeof(*map); i++)
		if (map[i].cp == cp)
			return map[i].c;
	return '?';
}

/*
 * Decode the character at s into what the frame draws and how wide that is. Returns its bytes.
 * What is no UTF-8, a control or not printable becomes a "?" of one column.
 */
static size_t next(const struct frame *f, const char *s, uint32_t *cp, int *width)
{
	size_t n = text_decode(s, strnlen(s, 4), cp);

	*width = 1;
	if (!n) {
		*cp = '?';
		return 1;
	}
	if (*cp >= 0x20 && *cp < 0x7F)
		return n;
	if (f->ascii) {
		*cp = (uint32_t)(*cp < 0x80 ? '?' : plain(*cp));
		return n;
	}
	*width = *cp < 0xA0 ? -1 : wcwidth((wchar_t)*cp);
	if (*width < 0) {
		*cp = '?';
		*width = 1;
	}
	return n;
}

/* Half of a wide character that is drawn over leaves a blank. */
static void mend(struct frame *f, int row, int col, int width)
{
	if (at(f, row, col)->ch == 0 && col > 0)
		blank(at(f, row, col - 1));
	if (col + width < f->cols && at(f, row, col + width)->ch == 0)
		blank(at(f, row, col + width));
}

static void draw(struct frame *f, int row, int col, enum style st, uint32_t cp, int width)
{
	struct cell *c;

	mend(f, row, col, width);
	c = at(f, row, col);
	blank(c);
	c->ch = (wchar_t)cp;
	c->style = (unsigned char)st;
	c->hit = f->hit;
	if (width == 2) {
		c[1] = *c;
		c[1].ch = 0;
	}
}

static void combine(struct frame *f, int row, int col, uint32_t cp)
{
	struct cell *c = at(f, row, col);

	if (c->ch == 0 && col > 0)
		c = at(f, row, col - 1);
	if (!c->comb[0])
		c->comb[0] = (wchar_t)cp;
	else if (!c->comb[1])
		c->comb[1] = (wchar_t)cp;
}

/* ---- text */

int frame_put(struct frame *f, int row, int col, int width, enum style st, const char *text)
{
	int used = 0, w;
	uint32_t cp;

	if (row < 0 || row >= f->rows || col < 0 || col >= f->cols)
		return 0;
	if (width < 0 || width > f->cols - col)
		width = f->cols - col;
	while (*text) {
		text += next(f, text, &cp, &w);
		if (used + w > width)
			break;
		if (w)
			draw(f, row, col + used, st, cp, w);
		else if (used)
			combine(f, row, col + used - 1, cp);
		used += w;
	}
	return used;
}

int frame_put_cut(struct frame *f, int row, int col, int width, enum style st, const char *text)
{
	char *head;
	int used;

	if (col < 0 || col >= f->cols)
		return 0;
	if (width < 0 || width > f->cols - col)
		width = f->cols - col;
	if (width < 1 || frame_width(f, text) <= width)
		return frame_put(f, row, col, width, st, text);
	head = mem_strn(text, frame_fit(f, text, width - 1));
	used = frame_put(f, row, col, width, st, head);
	used += frame_put(f, row, col + used, width - used, st, "…");
	free(head);
	return used;
}

int frame_put_end(struct frame *f, int row, int col, int width, enum style st, const char *text)
{
	int used, w, all = frame_width(f, text);
	uint32_t cp;

	if (col < 0 || col >= f->cols)
		return 0;
	if (width < 0 || width > f->cols - col)
		width = f->cols - col;
	if (width < 1 || all <= width)
		return frame_put(f, row, col, width, st, text);
	while (*text && all > width - 1) {
		text += next(f, text, &cp, &w);
		all -= w;
	}
	used = frame_put(f, row, col, width, st, "…");
	return used + frame_put(f, row, col + used, width - used, st, text);
}

void frame_fill(struct frame *f, int row, int col, int width, enum style st, const char *one)
{
	int used = 0, n;

	if (width < 0 || width > f->cols - col)
		width = f->cols - col;
	while (used < width && (n = frame_put(f, row, col + used, width - used, st, one)) > 0)
		used += n;
}

void frame_copy(struct frame *f, int row, int col, const struct frame *from, int first, int rows)
{
	int r, c;

	if (from->link && from->link_row >= first && from->link_row < first + rows)
		frame_link(f, row + from->link_row - first, col + from->link_col, from->link_cols, from->link);
	for (r = 0; r < rows && row + r < f->rows && first + r < from->rows; r++) {
		if (row + r < 0 || first + r < 0)
			continue;
		for (c = 0; c < from->cols && col + c < f->cols; c++)
			*at(f, row + r, col + c) = *at(from, first + r, c);
		/* a wide character that does not fit is no character */
		if (c > 0 && c < from->cols && at(from, first + r, c)->ch == 0)
			blank(at(f, row + r, col + c - 1));
	}
}

void frame_link(struct frame *f, int row, int col, int cols, const char *url)
{
	f->link = row >= 0 && row < f->rows && col >= 0 && col < f->cols ? url : NULL;
	f->link_row = row;
	f->link_col = col;
	f->link_cols = cols < f->cols - col ? cols : f->cols - col;
}

unsigned frame_hit(const struct frame *f, int row, int col)
{
	if (row < 0 || row >= f->rows || col < 0 || col >= f->cols)
		return 0;
	while (col > 0 && at(f, row, col)->ch == L' ' && !at(f, row, col)->hit)
		col--;
	return at(f, row, col)->hit;
}

int frame_is_blank(const struct frame *f, int row, int col, int cols, int rows)
{
	int r, c;

	if (row < 0 || col < 0 || row + rows > f->rows || col + cols > f->cols)
		return 0;
	for (r = row; r < row + rows; r++)
		for (c = col; c < col + cols; c++)
			if (at(f, r, c)->ch != L' ')
				return 0;
	return 1;
}

int frame_width(const struct frame *f, const char *text)
{
	int all = 0, w;
	uint32_t cp;

	while (*text) {
		text += next(f, text, &cp, &w);
		all += w;
	}
	return all;
}

size_t frame_fit(const struct frame *f, const char *text, int cols)
{
	const char *s = text;
	int used = 0, w;
	uint32_t cp;

	while (*s) {
		size_t n = next(f, s, &cp, &w);

		if (used + w > cols)
			break;
		used += w;
		s += n;
	}
	return (size_t)(s - text);
}

static int among(uint32_t cp, const wchar_t *chars)
{
	while (*chars && (uint32_t)*chars != cp)
		chars++;
	return *chars != 0;
}

/*
 * A line may end at a blank, and on either side of a wide character; yet as Japanese is set, none begins with what
 * closes or trails, and none ends with what opens.
 */
static int may_break(uint32_t before, int before_w, uint32_t after, int after_w)
{
	if (before == ' ' || after == ' ')
		return 1;
	return (before_w == 2 || after_w == 2) && !among(before, L"「『（【〔〈《([") &&
	       !among(after, L"、。，．・：；？！」』）】〕〉》々ー〜ぁぃぅぇぉっゃゅょァィゥェォッャュョ…‥,.:;?!)]");
}

size_t frame_break(const struct frame *f, const char *text, int cols)
{
	size_t fit = frame_fit(f, text, cols), best = 0, i, n;
	uint32_t before = 0, cp;
	int before_w = 0, w;

	if (!text[fit])
		return fit;
	for (i = 0; i <= fit; i += n) {
		n = next(f, text + i, &cp, &w);
		if (i && w && may_break(before, before_w, cp, w))
			best = i;
		if (w) {
			before = cp;
			before_w = w;
		}
	}
	if (!best)
		best = fit;
	return best ? best : next(f, text, &cp, &w);
}

/* A stretch of a row. */
static void row_text(const struct frame *f, int row, int col, int cols, struct buf *out)
{
	int k;

	for (; cols > 0 && col < f->cols; col++, cols--) {
		const struct cell *c = at(f, row, col);

		if (c->ch)
			text_encode(out, (uint32_t)c->ch);
		for (k = 0; c->ch && k < 2 && c->comb[k]; k++)
			text_encode(out, (uint32_t)c->comb[k]);
	}
}

void frame_link_text(const struct frame *f, struct buf *out)
{
	if (f->link)
		row_text(f, f->link_row, f->link_col, f->link_cols, out);
}

void frame_text(const struct frame *f, struct buf *out)
{
	int row;

	for (row = 0; row < f->rows; row++) {
		size_t start = out->len;

		row_text(f, row, 0, f->cols, out);
		while (out->len > start && out->p[out->len - 1] == ' ')
			out->len--;
		buf_addc(out, '\n');
	}
}
