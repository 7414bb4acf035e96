/* SPDX-License-Identifier: MIT */
/* keys_own: what keys.c, keys_field.c, keys_list.c and keys_overlay.c share. */
#ifndef TOOLGAP_UI_KEYS_OWN_H
#define TOOLGAP_UI_KEYS_OWN_H

#include "ui/keys.h"

enum command {
	NOTHING, UP, DOWN, PAGE_UP, PAGE_DOWN, TOP, BOTTOM, ENTER, BACK, WHY, MAP, HELP, OPEN,
	PLAIN, COPY, CODE, FIND, EDIT, NEXT, PREVIOUS, ARM, YES, NO, LEAVE, REPAINT, AGAIN
};

/* Everything a key press needs. */
struct press {
	struct ui_state *u;
	const struct screen *s;
	int cols, rows;
	struct act *out;
};

/* keys.c. What a key means where there is no text to type; what was pasted means nothing. */
enum command press_command(struct key k);
int press_is_move(enum command cmd);
void press_answer(struct press *p, const char *value);
void press_say(struct press *p, const char *text);
void press_back(struct press *p);
void press_common(struct press *p, enum command cmd); /* what is the same on every screen without a field */

/* keys_list.c. Scroll what the screen shows; move the focus over the rows that fit, of n. */
void press_scroll(struct press *p, enum command cmd);
void press_move(struct press *p, enum command cmd, size_t n);
/* While a filter is typed: 1 when the key was for it. */
int press_filter(struct press *p, struct key k);
/* FIND: begin to type a filter. */
void press_find(struct press *p);
/* Focus what was clicked. Nothing else is ever done by a click. */
void press_click(struct press *p, struct key k);

/* keys_field.c, keys_overlay.c */
void press_field(struct press *p, struct key k);
void press_overlay(struct press *p, struct key k);
void press_show(struct press *p, enum overlay o);

#endif
