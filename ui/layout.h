/* SPDX-License-Identifier: MIT */
/* layout: from a screen and the state of the full-screen front end to a frame. Pure: every screen at every size is a unit test. */
#ifndef TOOLGAP_UI_LAYOUT_H
#define TOOLGAP_UI_LAYOUT_H

#include "ui/frame.h"
#include "ui/front.h"

/*
 * Sizes: 80×24 is the design size; from 60×16 a single column with shortened hints; below that one clear
 * sentence ("toolgap needs 60×16, this is 40×10 …") and q still works. The look: shared by docs/screens.md.
 *
 * What the front end itself remembers between keys. Not the wizard's business: lost on leaving, rebuilt freely.
 */
enum overlay { OVERLAY_NONE, OVERLAY_WHY, OVERLAY_MAP, OVERLAY_HELP, OVERLAY_LINK };

struct ui_state {
	char step[64];        /* the step that the rest belongs to; another step resets it */
	size_t focus;         /* option, or file of the preview, or tenant of the board */
	size_t scroll;        /* first line shown of the diff, of the overlay */
	struct buf input;     /* ask: the text so far */
	size_t cursor;        /* byte offset in it */
	int armed;            /* preview: 'a' was pressed, 'y' writes */
	enum overlay overlay;
	int ascii;            /* no UTF-8: draw with ASCII */
};

void ui_state_init(struct ui_state *u);
void ui_state_free(struct ui_state *u);
/* Bring the state in line with the screen: a new step gets its proposal and focus. */
void ui_state_follow(struct ui_state *u, const struct screen *s);

void layout(struct frame *f, const struct screen *s, const struct ui_state *u);

#endif
