/* SPDX-License-Identifier: MIT */
/* keys_help: the line of keys and the help overlay, both from one table. */
#include "base/i18n.h"
#include "ui/keys.h"

#include <string.h>

#define BIT(kind) (1u << (kind))
#define FIELD BIT(VIEW_ASK)
#define LIST (BIT(VIEW_CHOOSE) | BIT(VIEW_CONFIRM))
#define BOARD BIT(VIEW_CONNECT)
#define END BIT(VIEW_END)
#define STILL (BIT(VIEW_BUSY) | END)
#define PLAN BIT(VIEW_PLAN)
#define NO_FIELD (LIST | BOARD | STILL | PLAN)
#define ALL (NO_FIELD | FIELD)

enum { WIDE = 1, RIGHT = 2, REAL = 4, DRY = 8, CAN_BACK = 16, HIDDEN = 32, AGAIN = 64,
       PAGE = 128 };

/*
 * views: where it works · hint: what the line of keys says, NULL for nothing · keys, help: the
 * overlay's line. WIDE: hint only where there is room · RIGHT: at the right edge · REAL, DRY:
 * only then · CAN_BACK: only where there is a way back · HIDDEN: not while a credential is asked
 * for · AGAIN: only where `retry` is one of the options · PAGE: only where there is a page to open.
 */
/* clang-format off: a table, a row a line */
static const struct row {
	unsigned views, flags;
	const char *hint, *keys, *help;
} rows[] = {
	{ LIST, 0, N_("↑↓ move"), "↑ ↓  j k  ^P ^N", N_("move over the options") },
	{ BOARD, 0, NULL, "↑ ↓  j k  ^P ^N", N_("move over the options below the table") },
	{ PLAN, 0, N_("↑↓ file"), "↑ ↓  j k  ^P ^N", N_("the file whose diff is shown") },
	{ PLAN, 0, N_("PgUp PgDn diff"), "PgUp PgDn  ^U ^D", N_("half a page of the diff up or down") },
	{ STILL, 0, NULL, "↑ ↓  PgUp PgDn", N_("read what is longer than the screen") },
	{ LIST | BOARD, 0, NULL, "PgUp PgDn  ^U ^D", N_("further up or down") },
	{ LIST | BOARD | PLAN, 0, NULL, "Home End  g G", N_("the first, the last") },
	{ FIELD, 0, N_("Enter take"), "Enter", N_("take what stands in the field") },
	{ LIST, 0, N_("Enter choose"), "Enter", N_("choose the marked option") },
	{ BOARD, WIDE, N_("Enter choose"), "Enter", N_("choose the marked option") },
	{ END, 0, N_("Enter leave"), "Enter", N_("leave") },
	{ BOARD, 0, N_("Tab tenant"), "Tab  Shift-Tab", N_("the next, the previous tenant and its link") },
	{ BOARD, 0, N_("o open"), "o", N_("open the tenant's link in the browser") },
	{ BOARD, WIDE, N_("y copy"), "y", N_("copy the message for the tenant, with the link, to the clipboard of the terminal") },
	{ BOARD, WIDE, N_("n new"), "n", N_("a new link in the place of the one that was made") },
	{ BOARD, 0, N_("l plain"), "l", N_("print the link plainly, outside of this screen") },
	{ LIST, PAGE, N_("o open"), "o", N_("open the page in the browser") },
	{ LIST, PAGE, NULL, "l", N_("print the page's address plainly, outside of this screen") },
	{ PLAN, REAL, N_("a write"), "a, then y", N_("write these files; any other key after a leaves them") },
	{ PLAN, REAL | WIDE, N_("n do not"), "n", N_("write nothing and end") },
	{ PLAN, DRY, N_("n end"), "n", N_("end the dry run; nothing is written") },
	{ PLAN, 0, NULL, "Enter", N_("does nothing here, so that it never writes by mistake") },
	{ FIELD, HIDDEN, NULL, "← →  Home End  ^A ^E", N_("move in the text") },
	{ FIELD, 0, NULL, "^U ^K ^W", N_("delete to the beginning, to the end, the word before") },
	{ FIELD, CAN_BACK, N_("Esc back"), "Esc", N_("back to the question before; nothing is lost") },
	{ NO_FIELD, CAN_BACK, N_("Esc back"), "Esc  ←", N_("back to the question before; nothing is lost") },
	{ LIST, AGAIN, N_("r retry"), "r", N_("ask again") },
	{ BOARD, AGAIN, NULL, "r", N_("ask for the accounts again") },
	{ LIST | STILL, WIDE, N_("w why"), "w", N_("why: what was asked, the answer, the rule; this step first") },
	{ LIST | STILL, WIDE, N_("m map"), "m", N_("the map of the runbook with the way taken") },
	{ BOARD | PLAN, 0, NULL, "w", N_("why: what was asked, the answer, the rule; this step first") },
	{ BOARD | PLAN, 0, NULL, "m", N_("the map of the runbook with the way taken") },
	{ FIELD, HIDDEN, N_("F1 help"), "F1", N_("this list") },
	{ NO_FIELD, 0, N_("? help"), "?  F1", N_("this list") },
	{ ALL, 0, NULL, "^L  ^Z", N_("paint the screen anew; suspend") },
	{ NO_FIELD & ~END, RIGHT, N_("q leave"), "q  ^C", N_("leave; no file is changed") },
	{ END, RIGHT, N_("q leave"), "q  ^C", N_("leave") },
	{ FIELD, RIGHT | HIDDEN, N_("^C leave"), "^C", N_("leave; no file is changed") },
};
/* clang-format on */

#define ROWS (sizeof(rows) / sizeof(*rows))

static int can_retry(const struct view *v)
{
	size_t i;

	for (i = 0; i < v->n_options; i++)
		if (!strcmp(v->options[i].id, "retry") && !v->options[i].off)
			return 1;
	return 0;
}

static int works(const struct row *r, const struct view *v)
{
	if (!(r->views & BIT(v->kind)))
		return 0;
	if ((r->flags & REAL && v->dry_run) || (r->flags & DRY && !v->dry_run))
		return 0;
	if ((r->flags & HIDDEN && v->secret) || (r->flags & AGAIN && !can_retry(v)))
		return 0;
	if (r->flags & PAGE && !v->link)
		return 0;
	return !(r->flags & CAN_BACK) || v->can_back;
}

static const char *mode_hint(const struct ui_state *u, const struct view *v)
{
	if (u->overlay != OVERLAY_NONE)
		return _("↑↓ PgUp PgDn scroll   Esc close");
	if (v->kind == VIEW_PLAN && u->armed && !v->dry_run)
		return _("y write them   any other key leaves them");
	if (v->secret)
		return _("Enter take   Esc go on without it");
	return NULL;
}

void keys_hint(const struct ui_state *u, const struct screen *s, int narrow, struct buf *out)
{
	const char *mode = mode_hint(u, s->view), *gap = narrow ? "  " : "   ";
	size_t i, n = 0;

	if (mode) {
		buf_adds(out, mode);
		return;
	}
	for (i = 0; i < ROWS; i++) {
		const struct row *r = &rows[i];

		if (!r->hint || !works(r, s->view) || (narrow && r->flags & WIDE))
			continue;
		buf_addf(out, "%s%s", r->flags & RIGHT ? "\t" : n++ ? gap : "", _(r->hint));
	}
}

void keys_help(const struct ui_state *u, const struct screen *s, struct buf *out)
{
	size_t i;

	(void)u;
	for (i = 0; i < ROWS; i++)
		if (works(&rows[i], s->view))
			buf_addf(out, "%s\t%s\n", rows[i].keys, _(rows[i].help));
}
