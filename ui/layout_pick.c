/* SPDX-License-Identifier: MIT */
/* layout_pick: lists of which only a part is shown: what fits a filter, and what is around the focus. */
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/layout_own.h"

#include <string.h>

#define APPS_MIN 3   /* rows of the list below a field, where there are so many */
#define APPS_BELOW 6 /* rows that are left to what stands below it */
#define NAME_COLS 30
#define SLUG_COLS 24

void layout_filter_at(struct page *p, int row, int cols, const struct pick *f, size_t all)
{
	struct frame *fr = &p->sheet.f;
	struct buf b = BUF_INIT;
	int col = 1;

	/* TRANSLATORS: so many rows of a list, of how many */
	buf_addf(&b, _("%zu of %zu"), pick_count(f, all), all);
	col += frame_put(fr, row, col, 2, STYLE_FOCUS, "/ ");
	col += frame_put_end(fr, row, col, cols - col - frame_width(fr, buf_str(&b)) - 4, STYLE_FOCUS, buf_str(&f->text));
	if (f->typing)
		col += frame_put(fr, row, col, 1, STYLE_FOCUS, "_");
	frame_put_cut(fr, row, col + 3, cols - col - 3, STYLE_DIM, buf_str(&b));
	buf_free(&b);
}

void layout_filter(struct page *p, const struct pick *f, size_t all)
{
	int row;

	if (!pick_on(f) && !f->typing)
		return;
	row = sheet_row(&p->sheet);
	layout_filter_at(p, row, p->sheet.f.cols, f, all);
	if (pick_on(f) && !f->n)
		sheet_focus(&p->sheet, row, 1, 0); /* there is no row that could have it */
}

struct span layout_span(const struct page *p, const struct pick *f, size_t n, size_t focus)
{
	struct span sp = { 0, pick_count(f, n), pick_count(f, n) };
	size_t most = 3 * (size_t)p->height, pos = pick_pos(f, focus);

	if (sp.all <= most)
		return sp;
	sp.first = pos > most / 2 ? pos - most / 2 : 0;
	if (sp.first + most > sp.all)
		sp.first = sp.all - most;
	sp.end = sp.first + most;
	return sp;
}

void layout_more(struct page *p, size_t n, int above)
{
	struct buf b = BUF_INIT;

	if (!n)
		return;
	buf_addf(&b, above ? ngettext("%zu more above", "%zu more above", n)
			   : ngettext("%zu more below", "%zu more below", n), n);
	sheet_text(&p->sheet, 3, STYLE_DIM, buf_str(&b));
	buf_free(&b);
}

/* ---- apps */

static const char *where(unsigned in)
{
	return in == 1u << CATALOG_COMPOSIO ? "Composio" : in == 1u << CATALOG_PIPEDREAM ? "Pipedream"
											 : "Composio, Pipedream";
}

static void app_row(struct page *p, const struct app *a, size_t pos)
{
	struct frame *f = &p->sheet.f;
	int row = sheet_row(&p->sheet), here = p->u->at == pos + 1, wide = f->cols > 72, col = wide ? NAME_COLS : 28;
	enum style st = here ? STYLE_FOCUS : STYLE_PLAIN;

	f->hit = (unsigned short)(pos + 1);
	if (here) {
		frame_put(f, row, 1, 1, STYLE_FOCUS, "›");
		sheet_focus(&p->sheet, row, 1, 0);
	}
	frame_put_cut(f, row, 3, col - 2, st, a->name);
	if (wide)
		frame_put_cut(f, row, 3 + col, SLUG_COLS - 2, STYLE_DIM, a->slug);
	frame_put_cut(f, row, 3 + col + (wide ? SLUG_COLS : 0), -1, STYLE_DIM, where(a->in));
	f->hit = 0;
}

void layout_apps(struct page *p)
{
	const struct ui_state *u = p->u;
	size_t n, rows, first, i;
	struct buf b = BUF_INIT;
	int room;

	if (!ui_lists_apps(u, p->s))
		return;
	n = u->pick.n;
	room = p->height - p->sheet.used - APPS_BELOW;
	rows = room > APPS_MIN ? (size_t)room : APPS_MIN;
	rows = n < rows ? n : rows;
	first = u->at > rows ? u->at - rows : 0;
	for (i = first; i < first + rows; i++)
		app_row(p, &p->s->apps->v[pick_row(&u->pick, i)], i);
	/* TRANSLATORS: so many apps of the copies of both catalogs fit what is typed */
	buf_addf(&b, n ? _("%zu of %zu apps in the copies of the catalogs; ↓ picks one") :
			 _("%zu of %zu apps in the copies of the catalogs; the catalogs themselves are asked all the same"),
		 n, p->s->apps->n);
	sheet_text(&p->sheet, 3, STYLE_DIM, buf_str(&b));
	buf_free(&b);
}
