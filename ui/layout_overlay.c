/* SPDX-License-Identifier: MIT */
/* layout_overlay: what lies over a screen for a while: why, the map, the keys. */
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/keys.h"
#include "ui/layout_own.h"

#include <stdlib.h>
#include <string.h>

#define KEYS_COLS 23 /* of the keys in their overlay */

/* Text whose lines may have two columns with a tab between them. */
static void columns(struct sheet *sh, const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "\n"), tab = strcspn(text, "\t");
		char *left = mem_strn(text, tab < n ? tab : n), *right = NULL;
		int row = sheet_text(sh, 1, STYLE_PLAIN, left);

		if (tab < n) {
			right = mem_strn(text + tab + 1, n - tab - 1);
			sheet_flow(sh, row, KEYS_COLS, STYLE_PLAIN, right);
		}
		free(left);
		free(right);
		text += n;
		text += *text == '\n';
	}
}

/* Every word of what is looked for stands in these `n` bytes; anything does where nothing is looked for. */
static int has_words(const struct pick *search, const char *text, size_t n)
{
	char *line = mem_strn(text, n), *words = mem_str(buf_str(&search->text)), *rest = words, *word;
	int all = 1;

	while (all && (word = strtok_r(rest, " ", &rest)))
		all = strcasestr(line, word) != NULL;
	free(line);
	free(words);
	return all;
}

/* Where we are first, then back along the rail: each row with its requests, answers and rules. */
static void why(struct sheet *sh, const struct screen *s, const struct pick *search)
{
	const struct view *v = s->view;
	struct buf b = BUF_INIT;
	enum style st;
	size_t i, head;

	for (i = v->n_rail; i-- > 0;) {
		const struct view_rail *r = &v->rail[i];
		const char *mark = layout_mark(r->mark, &st);

		if (r->mark == MARK_AHEAD)
			continue;
		buf_reset(&b);
		buf_addf(&b, *r->text ? "%s: %s" : "%s", r->label, r->text);
		head = b.len;
		buf_addc(&b, '\n');
		wizard_why(s->wizard, r->step, &b);
		if (!has_words(search, b.p, b.len))
			continue;
		b.p[head] = '\0';
		sheet_marked(sh, 1, STYLE_BOLD, mark, b.p);
		sheet_text(sh, 3, STYLE_PLAIN, b.p + head + 1);
		sheet_row(sh);
	}
	if (!sh->used && pick_on(search))
		sheet_text(sh, 1, STYLE_PLAIN, _("Nothing here has these words. Esc shows all of it."));
	else if (!sh->used)
		sheet_text(sh, 1, STYLE_PLAIN, _("Nothing was asked or decided yet."));
	buf_free(&b);
}

static void map(struct sheet *sh, const struct screen *s, const struct pick *search)
{
	struct buf all = BUF_INIT, b = BUF_INIT;
	const char *line;
	size_t n;

	wizard_map(s->wizard, &all);
	for (line = buf_str(&all); *line; line += n) {
		n = strcspn(line, "\n");
		n += line[n] == '\n';
		if (has_words(search, line, n))
			buf_add(&b, line, n);
	}
	if (!b.len)
		buf_addf(&b, "%s\n", _("Nothing here has these words. Esc shows all of it."));
	sheet_text(sh, 1, STYLE_PLAIN, buf_str(&b));
	buf_free(&b);
	buf_free(&all);
}

/* The hardware cursor stands where the map says that we are, if that is in sight. */
static void cursor_on_map(struct frame *f, const struct sheet *sh, int row, int rows, int top)
{
	wchar_t here = f->ascii ? L'>' : L'›';
	int i;

	for (i = 0; i < rows && top + i < sh->used; i++)
		if (sh->f.cells[(size_t)(top + i) * (size_t)sh->f.cols + 1].ch == here)
			f->cur_row = row + i;
}

void layout_overlay(struct frame *f, const struct screen *s, const struct ui_state *u,
		    struct extent *ex)
{
	struct page p = { .s = s, .u = u, .height = f->rows - 5 };
	const char *title = _("Keys");
	struct buf b = BUF_INIT;
	int top;

	sheet_init(&p.sheet, f->cols - 2, u->ascii);
	if (u->overlay == OVERLAY_WHY && s->wizard) {
		title = _("Why");
		why(&p.sheet, s, &u->search);
	} else if (u->overlay == OVERLAY_MAP && s->wizard) {
		title = _("The map of the runbook");
		map(&p.sheet, s, &u->search);
	} else {
		keys_help(u, s, &b);
		columns(&p.sheet, buf_str(&b));
	}
	top = frame_put(f, 2, 1, -1, STYLE_BOLD, title);
	if (u->overlay != OVERLAY_CODE && (pick_on(&u->search) || u->search.typing)) {
		top += 1 + frame_put(f, 2, 1 + top, -1, STYLE_FOCUS, "   / ");
		top += frame_put_end(f, 2, top, f->cols / 2, STYLE_FOCUS, buf_str(&u->search.text));
		if (u->search.typing)
			frame_put(f, 2, top, 1, STYLE_FOCUS, "_");
	}
	layout_show(f, &p, 4, ex);
	top = layout_window(&p, ex);
	if (u->overlay == OVERLAY_MAP)
		cursor_on_map(f, &p.sheet, 4, p.height, top);
	if (ex->lines > ex->shown) {
		buf_reset(&b);
		/* TRANSLATORS: lines of a text: from, to, in all */
		buf_addf(&b, _("%d to %d of %d"), top + 1, top + p.height, p.sheet.used);
		frame_put(f, 2, f->cols - frame_width(f, buf_str(&b)), -1, STYLE_DIM, buf_str(&b));
	}
	sheet_free(&p.sheet);
	buf_free(&b);
}
