/* SPDX-License-Identifier: MIT */
/* term: the only one who knows curses: blits frames, reads keys, leaves the terminal clean
   whatever happens. */
#ifndef TOOLGAP_UI_TERM_H
#define TOOLGAP_UI_TERM_H

#include "base/err.h"
#include "ui/frame.h"
#include "ui/keys.h"

/*
 * One terminal per process. term_open: newterm on stdin and stdout, ESC without delay, bracketed
 * paste on, the terminal's own size (LINES and COLUMNS of the environment do not freeze it).
 * Signals: INT TERM HUP QUIT only set a flag and wake the wait (signals); SEGV ABRT BUS FPE leave
 * the alternate screen with plain writes and die as they would. TSTP and CONT: clean before,
 * repainted after. Everything that was switched on is switched off in term_close, which may be
 * called twice.
 */
/* −1 when the terminal cannot: no cup, too dumb, not a tty. color: 0 never, 1 auto, 2 always. */
int term_open(int color, struct err *e);
void term_close(void);
/* 0 when TERM names one that can; else −1 and why. Opens nothing, writes nothing. */
int term_known(struct err *e);
void term_size(int *cols, int *rows);
void term_blit(const struct frame *f);
/* Clicks and the wheel come as keys; the terminal's own selection then wants Shift. */
void term_mouse(void);
int term_key(struct key *k);     /* 1 and a key, 0 when none is waiting; never blocks */
int term_drain(void);            /* forget what was typed ahead; 1 when there was something */
int term_gone(void);             /* nobody is at the other end any more */
int term_ascii(void);            /* the locale's charset is not UTF-8 */
void term_repaint(void);         /* the next blit draws every cell */
/* Give the normal screen back for a moment, with the shell's line editing; then return to ours. */
void term_pause(void);
void term_resume(void);

#endif
