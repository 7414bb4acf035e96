/* SPDX-License-Identifier: MIT */
/* keys: what a key means on a screen. Pure: (state, screen, key) → new state and perhaps an act. */
#ifndef TOOLGAP_UI_KEYS_H
#define TOOLGAP_UI_KEYS_H

#include "ui/front.h"
#include "ui/layout.h"

#include <wchar.h>

/* A key as term read it: a character, or one of these. */
enum key_code {
	KEY_CHAR, KEY_K_ENTER, KEY_K_ESC, KEY_K_UP, KEY_K_DOWN, KEY_K_LEFT, KEY_K_RIGHT,
	KEY_K_PGUP, KEY_K_PGDN, KEY_K_HOME, KEY_K_END, KEY_K_TAB, KEY_K_BACKTAB, KEY_K_BACKSPACE, KEY_K_DELETE, KEY_K_F1,
	KEY_K_RESIZE, KEY_K_PASTE_BEGIN, KEY_K_PASTE_END
};

struct key {
	enum key_code code;
	wchar_t ch;      /* KEY_CHAR; control characters come as such (1 = Ctrl-A) */
	int pasted;      /* came in a bracketed paste: text only, never a command */
};

/*
 * ↑↓ j k ^P ^N move · PgUp PgDn ^U ^D half a page · Home End g G · Enter choose · Esc ← back · w
 * why · m map · ? F1 help · Tab tenant · o open · l plain link · q leave. In a text field letters
 * are text; ^A ^E ^U ^W ^K edit. Esc never destroys; Back is always allowed. On the preview Enter
 * does nothing: a, then y, writes; n does not. What is pasted is text for a field and nothing
 * else.
 */
void keys_press(struct ui_state *u, const struct screen *s, int cols, int rows, struct key k,
		struct act *out);

/* The line of keys at the bottom for this screen, in full or short; translated. A tab stands
   before what belongs to the right edge. */
void keys_hint(const struct ui_state *u, const struct screen *s, int narrow, struct buf *out);
/* The help overlay: a line for each key of this screen, a tab between it and what it does. */
void keys_help(const struct ui_state *u, const struct screen *s, struct buf *out);

#endif
