/* SPDX-License-Identifier: MIT */
/* layout_plan: the preview: the files, the diff of the selected one, the summary. */
#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "ui/layout_own.h"

#include <stdlib.h>
#include <string.h>

#define LIST_MIN 24 /* columns of the list where it stands beside the diff */
#define LIST_MAX 34
#define TAB 4
#define DIFF_LINE_MAX 20000
#define COST_ROWS 9 /* below that the files need the room more; the warnings have it where it matters */

size_t layout_entries(const struct plan *p)
{
	return p ? p->n + (p->warnings.n > 0) + (p->n_needs > 0) : 0;
}

/* The last one, where there is any. */
static int is_needs(const struct plan *p, size_t entry)
{
	return p->n_needs && entry == layout_entries(p) - 1;
}

/* The file of an entry, or NULL for the warnings and the variables. */
static const struct plan_file *file_at(const struct plan *p, size_t entry)
{
	if (p->warnings.n) {
		if (!entry)
			return NULL;
		entry--;
	}
	return entry < p->n ? p->files[entry] : NULL;
}

const char *layout_entry_name(const struct plan *p, size_t entry)
{
	const struct plan_file *pf = file_at(p, entry);

	return pf ? pf->path : is_needs(p, entry) ? _("variables") : _("warnings");
}

/* ---- diff */

/* A line of a file as a screen may show it: tabs to their stops, controls made visible. */
static char *shown_line(const char *line, size_t n)
{
	struct buf b = BUF_INIT, safe = BUF_INIT;
	size_t i, col = 0;

	for (i = 0; i < n; i++) {
		if (line[i] != '\t') {
			buf_addc(&b, line[i]);
			col++;
			continue;
		}
		/* the sign of the diff takes the first column */
		do
			buf_addc(&b, ' ');
		while (++col % TAB != 1);
	}
	text_safe(&safe, buf_str(&b), b.len, DIFF_LINE_MAX);
	buf_free(&b);
	return buf_detach(&safe);
}

/* A long line goes on in the next row behind "…", so that its sign stands once. */
static void diff_line(struct sheet *sh, enum style st, const char *line)
{
	int room = sh->f.cols, more = 0;

	do {
		size_t n = frame_fit(&sh->f, line, room - more);
		char *part;
		int row = sheet_row(sh);

		if (!n)
			n = strlen(line); /* not even one character fits */
		part = mem_strn(line, n);
		if (more)
			frame_put(&sh->f, row, 0, 1, STYLE_DIM, "…");
		frame_put(&sh->f, row, more, room - more, st, part);
		free(part);
		line += n;
		more = 1;
	} while (*line);
}

static enum style style_of(const char *line, int body)
{
	if (!body)
		return STYLE_BOLD;
	if (*line == '+' || *line == '-')
		return *line == '+' ? STYLE_ADD : STYLE_DEL;
	return *line == ' ' ? STYLE_PLAIN : STYLE_DIM;
}

static void diff(struct sheet *sh, const char *text)
{
	int body = 0;

	while (*text) {
		size_t n = strcspn(text, "\n");
		char *line = shown_line(text, n);

		body |= line[0] == '@';
		diff_line(sh, style_of(line, body), line);
		free(line);
		text += n;
		text += *text == '\n';
	}
}

static void content(struct sheet *sh, const struct plan *p, size_t entry)
{
	const struct plan_file *pf = file_at(p, entry);
	struct kv needs = KV_INIT;
	size_t i;

	if (is_needs(p, entry)) {
		sheet_text(sh, 0, STYLE_BOLD, _("Variables, and whether they are set here:"));
		plan_needs_text(p, &needs);
		for (i = 0; i < needs.n; i++)
			sheet_marked(sh, 0, *needs.v[i].key ? STYLE_PLAIN : STYLE_DIM,
				     *needs.v[i].key ? "·" : " ", needs.v[i].value);
		kv_free(&needs);
		return;
	}
	if (!pf) {
		for (i = 0; i < p->warnings.n; i++)
			sheet_marked(sh, 0, STYLE_WARN, "!", p->warnings.v[i].value);
		return;
	}
	if (plan_file_action(pf) == PLAN_NONE || !pf->diff || !*pf->diff) {
		sheet_text(sh, 0, STYLE_DIM, pf->path);
		sheet_text(sh, 0, STYLE_DIM, _("This file is as it should be; it is not touched."));
		return;
	}
	diff(sh, pf->diff);
}

/* ---- list */

static void entry_text(struct page *p, int row, int cols, size_t entry)
{
	static const char *const marks[] = {
		[PLAN_NONE] = "=", [PLAN_CREATE] = "+", [PLAN_MODIFY] = "~"
	};
	struct frame *f = &p->sheet.f;
	const struct plan *plan = p->s->plan;
	const struct plan_file *pf = file_at(plan, entry);
	int focused = entry == p->u->focus;
	enum style st = focused ? STYLE_FOCUS : STYLE_PLAIN;
	struct buf b = BUF_INIT;
	size_t n;

	if (focused) {
		frame_put(f, row, 1, 1, STYLE_FOCUS, "›");
		sheet_focus(&p->sheet, row, 1, 0);
	}
	if (pf) {
		enum plan_action a = plan_file_action(pf);

		frame_put(f, row, 3, 1, a == PLAN_NONE ? STYLE_DIM : STYLE_ADD, marks[a]);
		if (a == PLAN_NONE && !focused)
			st = STYLE_DIM;
		frame_put_end(f, row, 5, cols - 5, st, pf->path);
		return;
	}
	if (is_needs(plan, entry)) {
		n = plan_needs_unset(plan);
		/* TRANSLATORS: variables of the environment; %zu of them are not where they are needed */
		buf_addf(&b, n ? _("variables (%zu missing)") : _("variables"), n);
		frame_put(f, row, 3, 1, n ? STYLE_WARN : STYLE_DIM, n ? "!" : "·");
		frame_put_cut(f, row, 5, cols - 5, n && !focused ? STYLE_WARN : st, buf_str(&b));
		buf_free(&b);
		return;
	}
	buf_addf(&b, ngettext("%zu warning", "%zu warnings", plan->warnings.n), plan->warnings.n);
	frame_put(f, row, 3, 1, STYLE_WARN, "!");
	frame_put_cut(f, row, 5, cols - 5, focused ? st : STYLE_WARN, buf_str(&b));
	buf_free(&b);
}

static void entry_row(struct page *p, int row, int cols, size_t entry)
{
	p->sheet.f.hit = (unsigned short)(entry + 1);
	entry_text(p, row, cols, entry);
	p->sheet.f.hit = 0;
}

static void list(struct page *p, int row, int cols, int rows)
{
	const struct pick *f = &p->u->pick;
	size_t all = layout_entries(p->s->plan), n = pick_count(f, all), first = 0, i, max, pos = pick_pos(f, p->u->focus);

	if (pick_on(f) || f->typing) {
		layout_filter_at(p, row, cols, f, all);
		row++;
		rows--;
	}
	max = rows > 0 ? (size_t)rows : 0;
	if (n > max) {
		first = pos > max / 2 ? pos - max / 2 : 0;
		if (first + max > n)
			first = n - max;
		n = max;
	}
	for (i = 0; i < n; i++)
		entry_row(p, row + (int)i, cols, pick_row(f, first + i));
}

static int list_cols(const struct page *p)
{
	const struct plan *plan = p->s->plan;
	int cols = LIST_MIN, w;
	size_t i;

	for (i = 0; i < plan->n; i++) {
		w = frame_width(&p->sheet.f, plan->files[i]->path) + 6;
		if (w > cols)
			cols = w < LIST_MAX ? w : LIST_MAX;
	}
	return cols;
}

/* ---- all of it */

static void pane(struct page *p, int row, int col, int rows)
{
	struct sheet sh;
	int over, top;

	if (rows < 1)
		return;
	sheet_init(&sh, p->sheet.f.cols - col - 2, p->u->ascii);
	content(&sh, p->s->plan, p->u->focus);
	over = sh.used > rows ? sh.used - rows : 0;
	top = p->u->scroll < (size_t)over ? (int)p->u->scroll : over;
	frame_copy(&p->sheet.f, row, col, &sh.f, top, sh.used - top < rows ? sh.used - top : rows);
	layout_arrows(&p->sheet.f, row, rows, top > 0, top < over);
	p->inner.lines = (size_t)sh.used;
	p->inner.shown = (size_t)rows;
	sheet_free(&sh);
}

/* The line that asks; once armed it says what y does, and has the cursor. */
static void head(struct page *p)
{
	const struct screen *s = p->s;
	struct sheet *sh = &p->sheet;
	size_t create = 0, modify = 0, same;
	struct buf b = BUF_INIT;
	int row;

	if (s->plan)
		plan_count(s->plan, &create, &modify, &same);
	if (!p->u->armed) {
		sheet_text(sh, 1, STYLE_BOLD, s->view->question);
	} else if (s->view->dry_run) {
		row = sheet_text(sh, 1, STYLE_WARN,
				 _("This is a dry run: nothing is written. n ends it."));
		sheet_focus(sh, row, 1, 0);
	} else {
		buf_addf(&b, ngettext("Press y to write %zu file, anything else to leave it.",
				      "Press y to write %zu files, anything else to leave them.",
				      create + modify),
			 create + modify);
		row = sheet_text(sh, 1, STYLE_DANGER, buf_str(&b));
		sheet_focus(sh, row, 1, 0);
	}
	buf_free(&b);
}

/* The cost and the summary, drawn at the bottom; returns how many rows they take. */
static int foot(struct page *p)
{
	struct buf b = BUF_INIT;
	struct sheet sh;
	int n;

	sheet_init(&sh, p->sheet.f.cols, p->u->ascii);
	if (p->s->plan->cost && p->height >= COST_ROWS) {
		buf_addf(&b, _("Cost: %s."), p->s->plan->cost->line);
		sheet_text(&sh, 1, p->s->plan->cost->cost.level >= COST_NEAR ? STYLE_WARN : STYLE_DIM, buf_str(&b));
		buf_reset(&b);
	}
	plan_summary(p->s->plan, &b);
	sheet_text(&sh, 1, STYLE_BOLD, buf_str(&b));
	n = sh.used < p->height ? sh.used : p->height;
	frame_copy(&p->sheet.f, p->height - n, 0, &sh.f, 0, n);
	sheet_free(&sh);
	buf_free(&b);
	return n;
}

void layout_plan(struct page *p)
{
	int top, bottom, cols, rows, focus, row, col, visible;

	head(p);
	layout_troubles(p);
	focus = p->sheet.focus;
	row = p->sheet.f.cur_row;
	col = p->sheet.f.cur_col;
	visible = p->sheet.f.cur_visible;
	top = p->sheet.used;
	while (p->sheet.used < p->height)
		(void)sheet_row(&p->sheet);
	if (!p->s->plan) {
		sheet_text(&p->sheet, 1, STYLE_PLAIN, _("There is no plan to show."));
		return;
	}
	bottom = p->height - foot(p);
	if (p->sheet.f.cols >= LAYOUT_WIDE) {
		cols = list_cols(p);
		list(p, top, cols - 1, bottom - top);
		pane(p, top, cols, bottom - top);
	} else {
		rows = (int)layout_entries(p->s->plan);
		if (rows > (bottom - top) / 3)
			rows = (bottom - top) / 3;
		rows = rows > 3 ? rows : 3;
		list(p, top, p->sheet.f.cols - 1, rows);
		frame_fill(&p->sheet.f, top + rows, 1, -1, STYLE_DIM, "─");
		pane(p, top + rows + 1, 1, bottom - top - rows - 1);
	}
	if (focus >= 0)
		sheet_focus(&p->sheet, row, col, visible);
}
