/* SPDX-License-Identifier: MIT */
/* signals: INT, TERM, HUP and QUIT as a flag and a descriptor that becomes readable; for every front end. */
#ifndef TOOLGAP_UI_SIGNALS_H
#define TOOLGAP_UI_SIGNALS_H

void signals_init(void);
int signals_fd(void);       /* readable after a signal */
int signals_seen(void);     /* the signal's number, or 0 */
/* After everything is clean: die of that signal, so that the shell sees it. Returns when there was none. */
void signals_die(void);

#endif
