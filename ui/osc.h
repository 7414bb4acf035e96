/* SPDX-License-Identifier: MIT */
/* osc: what a terminal is told beside cells: that a text is a link (OSC 8), and a text for its clipboard (OSC 52). Pure. */
#ifndef TOOLGAP_UI_OSC_H
#define TOOLGAP_UI_OSC_H

#include "base/buf.h"

/* The bytes of the clipboard's text that terminals take, encoded. */
#define OSC_COPY_MAX 74994

/* The link that stands on the screen, so that it is told once. */
struct osc_link {
	char *url, *text;
	int row, col;
};

void osc_link_free(struct osc_link *l);
void osc_link_set(struct osc_link *l, const char *url, int row, int col, const char *text); /* url may be NULL */
int osc_link_is(const struct osc_link *l, const char *url, int row, int col, const char *text);
void osc_go(struct buf *out, int row, int col); /* to a cell, counted from 0 */
/* The text in bold, as a link. A URL with anything but printable ASCII in it is only text. */
void osc_link_put(struct buf *out, const char *url, const char *text);
/*
 * For the clipboard. tmux passes on what it knows itself, and where it is set up so, what is wrapped for it; screen
 * only what is wrapped. -1: longer than OSC_COPY_MAX.
 */
int osc_copy(struct buf *out, const char *text, int in_tmux, int in_screen);

#endif
