/* SPDX-License-Identifier: MIT */
/* layout: from a screen and the state of the full-screen front end to a frame. Pure: every screen
   at every size is a unit test. */
#ifndef TOOLGAP_UI_LAYOUT_H
#define TOOLGAP_UI_LAYOUT_H

#include "ui/frame.h"
#include "ui/front.h"
#include "ui/pick.h"

/*
 * Sizes: 80×24 is the design size; from 60×16 a single column with shortened hints; below that
 * one clear sentence ("toolgap needs 60×16, this is 40×10 …") and q still works. The look: shared
 * by docs/screens.md.
 */
#define LAYOUT_COLS 60
#define LAYOUT_ROWS 16
#define LAYOUT_WIDE 80  /* columns from which two stand side by side */

enum overlay { OVERLAY_NONE, OVERLAY_WHY, OVERLAY_MAP, OVERLAY_HELP, OVERLAY_CODE };

/* What a key asks of the terminal's side (tui.c), which takes it away again. */
enum want { WANT_NOTHING, WANT_OPEN, WANT_PLAIN, WANT_COPY, WANT_REPAINT };

/* What the front end itself remembers between keys. Not the wizard's business: lost on leaving,
   rebuilt freely. */
struct ui_state {
	char step[64];        /* the step it belongs to; another one, or another view, resets it */
	int kind;             /* enum view_kind; −1 at first */
	size_t focus;         /* option, or entry of the preview (warnings, if any, then files) */
	char option[64];      /* id of the focused option: options may come and go */
	size_t tenant;        /* of the board */
	size_t scroll;        /* of the diff, of the overlay: first line; of the body: moved up by */
	struct pick pick;     /* the filter of the list (of a field: what its text leaves of the apps) */
	struct pick search;   /* in an overlay */
	size_t at;            /* ask: the row of that list, counted from 1; 0: the field */
	struct buf input;     /* ask: the text so far */
	size_t cursor;        /* byte offset in it */
	int armed;            /* preview: after a, when y writes (a dry run says that it is one) */
	enum overlay overlay;
	int flipped;          /* the code is light on dark by our count, for a screen that counts the other way */
	struct buf said;      /* what there is to say about the last key; shown above the keys */
	enum want want;
	int ascii;            /* no UTF-8: draw with ASCII */
};

void ui_state_init(struct ui_state *u);
void ui_state_free(struct ui_state *u);
/* Bring the state in line with the screen: a new step gets its proposal and focus. */
void ui_state_follow(struct ui_state *u, const struct screen *s);
/* Only the filter, after its text has changed. */
void ui_state_rank(struct ui_state *u, const struct screen *s);
int ui_state_in_sight(const struct ui_state *u); /* the filter shows the focused row */
/* There are apps below the field: something is typed that is not the proposal. */
int ui_lists_apps(const struct ui_state *u, const struct screen *s);

/* The frame keeps its size; everything in it is drawn anew. */
void layout(struct frame *f, const struct screen *s, const struct ui_state *u);

/* What can be scrolled here (overlay, diff, body) at this size: lines in all, and how many are
   shown at once. */
struct extent {
	size_t lines, shown;
};
void layout_extent(const struct screen *s, const struct ui_state *u, int cols, int rows,
		   struct extent *ex);

/* Entries of the preview's list: one for the warnings when there are any, then one a file. */
size_t layout_entries(const struct plan *p);
const char *layout_entry_name(const struct plan *p, size_t entry); /* what it is looked for by */

#endif
