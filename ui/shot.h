/* SPDX-License-Identifier: MIT */
/* shot: the full screen without a terminal: prints the frame that was reached. */
#ifndef TOOLGAP_UI_SHOT_H
#define TOOLGAP_UI_SHOT_H

#include "ui/front.h"

/* `size` is "80x24". E_USAGE when it is not of that form (1x1 to 500x200). */
int shot_open(struct front *f, const char *size, struct err *e);

#endif
