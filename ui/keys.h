/* SPDX-License-Identifier: MIT */
/* keys: what a key means on a screen. Pure: (state, screen, key) → new state and perhaps an act. */
#ifndef TOOLGAP_UI_KEYS_H
#define TOOLGAP_UI_KEYS_H

#include "ui/front.h"
#include "ui/key.h"
#include "ui/layout.h"

/*
 * ↑↓ j k ^P ^N move · PgUp PgDn ^U ^D half a page · Home End g G · Enter choose · Esc ← back · w
 * why · m map · ? F1 help · Tab tenant · o open · l plain link · q leave. In a text field letters
 * are text; ^A ^E ^U ^W ^K edit. Esc never destroys; Back is always allowed. On the preview Enter
 * does nothing: a, then y, writes; n does not. What is pasted is text for a field and nothing
 * else.
 */
void keys_press(struct ui_state *u, const struct screen *s, int cols, int rows, struct key k,
		struct act *out);

/* The line of keys at the bottom for this screen, as full as `cols` allow; translated. A tab stands
   before what belongs to the right edge. */
void keys_hint(const struct ui_state *u, const struct screen *s, int cols, struct buf *out);
/* The help overlay: a line for each key of this screen, a tab between it and what it does. */
void keys_help(const struct ui_state *u, const struct screen *s, struct buf *out);

#endif
