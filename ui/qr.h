/* SPDX-License-Identifier: MIT */
/* qr: a link as a QR code in cells. */
#ifndef TOOLGAP_UI_QR_H
#define TOOLGAP_UI_QR_H

#include "ui/frame.h"

#define QR_QUIET 4       /* modules around it, as the standard has it */
#define QR_QUIET_LEAST 2 /* readers take that, too */

/* n × n modules; n 0: there is none (nothing to show, or too much for a code). */
struct qr {
	int n;
	unsigned char *dark; /* 1 or 0, row by row */
};

void qr_make(struct qr *q, const char *text);
void qr_free(struct qr *q);

/*
 * The quiet zone around it with which it fits into cols × rows, the larger one first; −1 where neither fits. *w, *h: what it then takes, or would take at least. Two modules stand in one cell, one above the
 * other; where there is only ASCII a module is two columns wide and a row high.
 */
int qr_fits(const struct qr *q, int ascii, int cols, int rows, int *w, int *h);
void qr_size(const struct qr *q, int ascii, int quiet, int *w, int *h);
/* Dark on light, whatever the terminal's own colours are; without colours that is what it takes for them, and `flip` turns it. */
void qr_draw(const struct qr *q, struct frame *f, int row, int col, int quiet, int flip);

#endif
