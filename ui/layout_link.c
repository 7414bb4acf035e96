/* SPDX-License-Identifier: MIT */
/* layout_link: a link as text that a terminal can pick up, and as a code for another device. */
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/layout_own.h"
#include "ui/message.h"
#include "ui/qr.h"

#include <stdlib.h>
#include <string.h>

void layout_link(struct page *p, const char *url)
{
	struct frame *f = &p->sheet.f;
	int row = sheet_row(&p->sheet), used = frame_put_cut(f, row, 1, -1, STYLE_BOLD, url);

	frame_link(f, row, 1, used, url);
	if (frame_width(f, url) > f->cols - 1 && p->tight < 2)
		sheet_text(&p->sheet, 1, STYLE_DIM, _("Cut here; l shows it all, y copies it, c is its code."));
}

/* The link that there is a code for: of a page, or of the tenant that has the focus. Or NULL. */
static const char *linked(const struct screen *s, const struct ui_state *u)
{
	const struct view *v = s->view;
	const struct view_tenant *t = u->tenant < v->n_tenant ? &v->tenant[u->tenant] : NULL;

	if (v->link)
		return v->link;
	if (!t || !t->link || !*t->link || (t->state && !strcmp(t->state, "connected")))
		return NULL;
	return message_left(v, t) ? t->link : NULL; /* an expired one helps nobody */
}

/* All but the line of keys is the code's: the header goes where it is in the way. */
void layout_code(struct frame *f, const struct screen *s, const struct ui_state *u)
{
	const char *url = linked(s, u);
	struct qr q;
	struct buf b = BUF_INIT;
	struct sheet sh;
	int w = 0, h = 0, top, quiet;

	qr_make(&q, url ? url : "");
	quiet = qr_fits(&q, f->ascii, f->cols, f->rows - 1, &w, &h);
	if (quiet < 0) {
		sheet_init(&sh, f->cols - 2, f->ascii);
		if (!url)
			buf_adds(&b, _("There is no link to show; Esc goes back."));
		else if (!q.n)
			buf_adds(&b, _("The link is too long for a code. l shows it plainly, y copies it."));
		else
			/* TRANSLATORS: columns and rows, then what there is */
			buf_addf(&b, _("The code needs %d×%d, this is %d×%d. Enlarge the window, or take the link: l shows it plainly, y copies it."),
				 w, h + 1, f->cols, f->rows);
		sheet_text(&sh, 1, STYLE_WARN, buf_str(&b));
		frame_copy(f, 2, 0, &sh.f, 0, sh.used);
		f->cur_row = 2;
		sheet_free(&sh);
	} else {
		top = f->rows - 1 - h >= 3 ? 2 : 0;
		if (!top)
			frame_fill(f, 0, 0, -1, STYLE_PLAIN, " ");
		if (top < 2)
			frame_fill(f, 1, 0, -1, STYLE_PLAIN, " ");
		qr_draw(&q, f, top, (f->cols - w) / 2, quiet, u->flipped);
		f->cur_row = f->rows - 1;
		f->cur_col = 1;
	}
	buf_free(&b);
	qr_free(&q);
}

void layout_code_beside(struct frame *f, const struct screen *s, const struct ui_state *u, int top)
{
	const char *url = linked(s, u);
	struct qr q;
	int w, h, row, quiet, bottom = f->rows - 1;

	if (!url)
		return;
	qr_make(&q, url);
	quiet = qr_fits(&q, f->ascii, f->cols - 2, bottom - top, &w, &h);
	while (quiet > 0) {
		qr_size(&q, f->ascii, quiet, &w, &h);
		for (row = top; row + h <= bottom && !frame_is_blank(f, row, f->cols - w - 2, w, h); row++)
			;
		if (row + h <= bottom) {
			qr_draw(&q, f, row, f->cols - w - 2, quiet, u->flipped);
			break;
		}
		quiet = quiet > QR_QUIET_LEAST ? QR_QUIET_LEAST : 0;
	}
	qr_free(&q);
}
