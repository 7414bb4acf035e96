/* SPDX-License-Identifier: MIT */
/* keys_help: the line of keys and the help overlay, both from one table. */
#include "base/i18n.h"
#include "base/text.h"
#include "ui/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define BIT(kind) (1u << (kind))
#define FIELD BIT(VIEW_ASK)
#define LIST (BIT(VIEW_CHOOSE) | BIT(VIEW_CONFIRM))
#define BOARD BIT(VIEW_CONNECT)
#define END BIT(VIEW_END)
#define STILL (BIT(VIEW_BUSY) | END)
#define PLAN BIT(VIEW_PLAN)
#define NO_FIELD (LIST | BOARD | STILL | PLAN)
#define ALL (NO_FIELD | FIELD)

enum { WIDE = 1, RIGHT = 2, REAL = 4, DRY = 8, CAN_BACK = 16, HIDDEN = 32, AGAIN = 64, MANY = 128, VAST = 256,
       PAGE = 512 };

/*
 * views: where it works · hint: what the line of keys says, NULL for nothing · keys, help: the
 * overlay's line. WIDE: hint only where there is room · RIGHT: at the right edge · REAL, DRY:
 * only then · CAN_BACK: only where there is a way back · HIDDEN: not while a credential is asked
 * for · AGAIN: only where `retry` is one of the options · MANY: hint only where a list is long enough to look for a row ·
 * VAST: hint only on a wide screen · PAGE: only where there is a page to open.
 */
/* clang-format off: a table, a row a line */
static const struct row {
	unsigned views, flags;
	const char *hint, *keys, *help;
} rows[] = {
	{ LIST, 0, N_("↑↓ move"), "↑ ↓  j k  ^P ^N", N_("move over the options") },
	{ BOARD, 0, NULL, "↑ ↓  j k  ^P ^N", N_("move over the options below the table") },
	{ PLAN, 0, N_("↑↓ file"), "↑ ↓  j k  ^P ^N", N_("the file whose diff is shown") },
	{ PLAN, 0, N_("PgDn diff"), "PgUp PgDn  ^U ^D", N_("half a page of the diff up or down") },
	{ STILL, 0, NULL, "↑ ↓  PgUp PgDn", N_("read what is longer than the screen") },
	{ LIST | BOARD, 0, NULL, "PgUp PgDn  ^U ^D", N_("further up or down") },
	{ LIST | BOARD | PLAN, 0, NULL, "Home End  g G", N_("the first, the last") },
	{ BIT(VIEW_CHOOSE), MANY | WIDE, N_("/ filter"), "/", N_("type letters of what you look for; the best fit comes first") },
	{ PLAN, VAST, N_("/ filter"), "/", N_("type letters of a file's name; the best fit comes first") },
	{ BOARD, VAST, N_("/ find"), "/", N_("type letters of a tenant's name; Tab goes to the next that fits") },
	{ FIELD, 0, NULL, "↑ ↓  ^P ^N", N_("into the list below the field, and back") },
	{ FIELD, 0, N_("Enter take"), "Enter", N_("take what stands in the field") },
	{ LIST, 0, N_("Enter choose"), "Enter", N_("choose the marked option") },
	{ BOARD, WIDE, N_("Enter choose"), "Enter", N_("choose the marked option") },
	{ END, 0, N_("Enter leave"), "Enter", N_("leave") },
	{ BOARD, 0, N_("Tab tenant"), "Tab  Shift-Tab", N_("the next, the previous tenant and its link") },
	{ BOARD, 0, N_("o open"), "o", N_("open the tenant's link in the browser") },
	{ BOARD, 0, N_("y copy"), "y", N_("copy the message for the tenant, with the link, to the clipboard of the terminal") },
	{ BOARD, VAST, N_("n new"), "n", N_("a new link in the place of the one that was made") },
	{ BOARD, VAST, N_("l plain"), "l", N_("print the link plainly, outside of this screen") },
	{ BOARD, VAST, N_("c code"), "c", N_("show the link as a code for a phone") },
	{ LIST, PAGE, N_("o open"), "o", N_("open the page in the browser") },
	{ LIST, PAGE, NULL, "y", N_("send the address to the terminal's clipboard (OSC 52)") },
	{ LIST, PAGE, NULL, "c", N_("show the address as a code for a phone") },
	{ LIST, PAGE, NULL, "l", N_("print the page's address plainly, outside of this screen") },
	{ PLAN, REAL, N_("a write"), N_("a, then y"), N_("write these files; any other key after a leaves them") },
	{ PLAN, REAL | WIDE, N_("n do not"), "n", N_("write nothing and end") },
	{ PLAN, DRY, N_("n end"), "n", N_("end the dry run; nothing is written") },
	{ PLAN, CAN_BACK | WIDE, N_("e name"), "e", N_("edit the name that the files carry; what still holds is kept") },
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

#define VAST_COLS 110
#define LIST_MANY 6 /* options from which the filter is offered in the line of keys */
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
	if (u->overlay == OVERLAY_CODE)
		return _("c light and dark the other way round   Esc close");
	if (u->overlay == OVERLAY_HELP && u->search.typing)
		return _("type a word or a key   Enter done   Esc all");
	if (u->overlay != OVERLAY_NONE && u->search.typing)
		return _("type words   Enter done   Esc all");
	if (u->overlay != OVERLAY_NONE)
		return _("↑↓ PgUp PgDn scroll   / find   Esc close");
	if (v->kind == VIEW_PLAN && u->armed && !v->dry_run)
		return _("y write them   any other key leaves them");
	if (u->pick.typing && v->kind == VIEW_CHOOSE)
		return _("type to filter   ↑↓ move   Enter choose   Esc all");
	if (u->pick.typing)
		return _("type to filter   Enter done   Esc all");
	if (u->at && v->kind == VIEW_ASK)
		return _("↑↓ move   Enter take it   Esc into the field");
	if (v->secret)
		return _("Enter take   Esc go on without it");
	return NULL;
}

/* Hints of the rows below `most` that may be left out, and of all others. Returns the last one that may, or 0. */
static size_t put_hints(const struct screen *s, int cols, const char *gap, size_t most, struct buf *out, size_t *width)
{
	int narrow = cols < LAYOUT_WIDE, vast = cols >= VAST_COLS;
	size_t i, n = 0, last = 0;

	for (i = 0; i < ROWS; i++) {
		const struct row *r = &rows[i];
		const char *before = r->flags & RIGHT ? "\t" : n ? gap : "";

		if (!r->hint || !works(r, s->view) || (narrow && r->flags & WIDE) ||
		    (!vast && r->flags & VAST) || (r->flags & MANY && s->view->n_options < LIST_MANY))
			continue;
		if (r->flags & (WIDE | VAST)) {
			if (i >= most)
				continue;
			last = i;
		}
		n += !(r->flags & RIGHT);
		buf_addf(out, "%s%s", before, _(r->hint));
		*width += (r->flags & RIGHT ? 1 : strlen(before)) + text_width(_(r->hint));
	}
	return last;
}

void keys_hint(const struct ui_state *u, const struct screen *s, int cols, struct buf *out)
{
	const char *mode = mode_hint(u, s->view);
	const char *gap = cols < LAYOUT_WIDE ? "  " : "   ";
	size_t most = ROWS, last = 0, width = 0;

	if (mode) {
		buf_adds(out, mode);
		return;
	}
	/* another language has longer words: they stand closer, and then what can be left out is, from the right, until there is room */
	for (;;) {
		buf_reset(out);
		width = 0;
		last = put_hints(s, cols, gap, most, out, &width);
		if (width + 2 <= (size_t)cols || (!gap[2] && !last))
			break;
		if (gap[2])
			gap = "  ";
		else
			most = last;
	}
}

/* ---- looking for a key */

static const char *help_word(const void *of, size_t row, size_t k)
{
	const struct row *r = ((const struct row *const *)of)[row];

	return k == 0 ? _(r->help) : k == 1 ? r->keys : NULL;
}

/* Is this one of the keys: "w", "PgUp", "^L", "ctrl-l"? */
static int names_key(const char *keys, const char *typed)
{
	char one[16];
	size_t k;

	if (!strncasecmp(typed, "ctrl-", 5) || !strncasecmp(typed, "ctrl+", 5))
		(void)snprintf(one, sizeof(one), "^%s", typed + 5);
	else
		(void)snprintf(one, sizeof(one), "%s", typed);
	for (; *one && *keys; keys += k) {
		keys += strspn(keys, " ,");
		k = strcspn(keys, " ,");
		if (k == strlen(one) && k && (k == 1 ? *keys == *one : !strncasecmp(keys, one, k)))
			return 1;
	}
	return 0;
}

static void add_row(struct buf *out, const struct row *r)
{
	buf_addf(out, "%s\t%s\n", _(r->keys), _(r->help));
}

void keys_help(const struct ui_state *u, const struct screen *s, struct buf *out)
{
	const struct row *here[ROWS];
	struct pick found = { .text = u->search.text };
	struct pick_list l = { .of = here, .word = help_word };
	size_t i, n, exact = 0;

	for (i = 0; i < ROWS; i++)
		if (works(&rows[i], s->view))
			here[l.n++] = &rows[i];
	pick_rank(&found, &l);
	n = pick_count(&found, l.n);
	for (i = 0; pick_on(&found) && i < l.n; i++) /* a key's own row stands before those that mention its letters */
		if (names_key(here[i]->keys, buf_str(&found.text)) && ++exact)
			add_row(out, here[i]);
	for (i = 0; i < n; i++)
		if (!pick_on(&found) || !names_key(here[pick_row(&found, i)]->keys, buf_str(&found.text)))
			add_row(out, here[pick_row(&found, i)]);
	if (!n && !exact)
		buf_addf(out, "%s\n", _("No key here does that. Esc shows all keys of this screen."));
	free(found.row);
	buf_free(&found.ranked);
}
