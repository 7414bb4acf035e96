/* SPDX-License-Identifier: MIT */
/* tty: the terminal's modes without curses: in and out by plain writes, also when a signal stops,
   wakes or kills us. */
#ifndef TOOLGAP_UI_TTY_H
#define TOOLGAP_UI_TTY_H

#include <stddef.h>

/*
 * For term, and tty_write for what is no cell. tty_open before curses starts: remembers the modes as they are and takes the
 * signals SEGV ABRT BUS FPE TSTP CONT (not TSTP where it is ignored), mem_on_oom and
 * signals_last_words; from then on a signal puts everything back. tty_add then says which bytes do what; tty_ours, once curses has set its
 * modes, remembers them and switches bracketed paste on; tty_theirs after curses gave the
 * terminal back. Whatever happens between those two, the terminal is left as it was.
 */
enum tty_text { TTY_LEAVE, TTY_ENTER, TTY_PASTE_ON, TTY_PASTE_OFF, TTY_TEXTS };

void tty_write(const char *s, size_t n); /* all of it, past curses; async-signal-safe */
void tty_open(void);
void tty_add(enum tty_text t, char c);
void tty_coming(void);     /* curses is about to enter its modes again */
void tty_ours(void);
void tty_theirs(void);
int tty_shown(void);       /* our modes are on */
void tty_repaint(void);    /* the screen is not what we think it is */
int tty_take_repaint(void);
void tty_close(void);      /* modes and signals as they were */

#endif
