/* SPDX-License-Identifier: MIT */
/* field: editing one line of UTF-8 text. */
#ifndef TOOLGAP_UI_FIELD_H
#define TOOLGAP_UI_FIELD_H

#include "ui/keys.h"

/* Apply a key to u->input and u->cursor: a character, movement, deletion. Keys without a meaning
   there are ignored; the newlines of a paste become blanks, and 4096 bytes are enough. */
void field_edit(struct ui_state *u, struct key k);

#endif
