/* SPDX-License-Identifier: MIT */
/* harden: this process keeps what it knows to itself; and gives a program that it becomes its usual surroundings back. */
#ifndef TOOLGAP_UI_HARDEN_H
#define TOOLGAP_UI_HARDEN_H

/* No core file, no attaching by others of the same user, no death by a closed pipe. */
void harden_init(void);
/* Before execvp: limit and signal are as they were at the start. */
void harden_undo(void);

#endif
