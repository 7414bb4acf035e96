/* SPDX-License-Identifier: MIT */
/* yes: one confirmation outside of a walk. */
#ifndef TOOLGAP_UI_YES_H
#define TOOLGAP_UI_YES_H

#include "base/err.h"
#include "ui/options.h"
#include "vendors/http.h"

/*
 * 1 yes, 0 no, −1 when nobody is there to say it (E_USAGE, naming --yes) or a signal came (its exit code). --yes says
 * yes; only "y" and "yes" typed do, too.
 */
int yes_asked(const struct options *o, struct http *http, const char *question, struct err *e);

#endif
