/* SPDX-License-Identifier: MIT */
/* key: a key as the terminal read it. */
#ifndef TOOLGAP_UI_KEY_H
#define TOOLGAP_UI_KEY_H

#include <wchar.h>

/* A character, or one of these. */
enum key_code {
	KEY_CHAR, KEY_K_ENTER, KEY_K_ESC, KEY_K_UP, KEY_K_DOWN, KEY_K_LEFT, KEY_K_RIGHT,
	KEY_K_PGUP, KEY_K_PGDN, KEY_K_HOME, KEY_K_END, KEY_K_TAB, KEY_K_BACKTAB, KEY_K_BACKSPACE, KEY_K_DELETE, KEY_K_F1,
	KEY_K_RESIZE, KEY_K_PASTE_BEGIN, KEY_K_PASTE_END, KEY_K_CLICK
};

struct key {
	enum key_code code;
	wchar_t ch;      /* KEY_CHAR; control characters come as such (1 = Ctrl-A) */
	int pasted;      /* came in a bracketed paste: text only, never a command */
	int row, col;    /* KEY_K_CLICK: where */
};

#define CTRL(c) ((c) - 'a' + 1) /* the character that Ctrl makes of a letter */

#endif
