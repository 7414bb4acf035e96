/* SPDX-License-Identifier: MIT */
/* signals: INT, TERM, HUP and QUIT as a flag and a descriptor that becomes readable; for every
   front end. */
#ifndef TOOLGAP_UI_SIGNALS_H
#define TOOLGAP_UI_SIGNALS_H

/*
 * One that was ignored when we started stays ignored. A second INT within two seconds ends at
 * once: the journal makes that safe; before that signals_last_words runs, which must be
 * async-signal-safe.
 */
extern void (*volatile signals_last_words)(void);

void signals_init(void);
int signals_fd(void);       /* readable after a signal or signals_wake, until signals_seen */
int signals_seen(void);     /* the first signal's number, or 0 */
void signals_wake(void);    /* end the wait without a signal; async-signal-safe */
/* After everything is clean: die of that signal, so that the shell sees it. Returns when there
   was none. */
void signals_die(void);

#endif
