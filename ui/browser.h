/* SPDX-License-Identifier: MIT */
/* browser: hand a link to the person's browser, if there is one on this machine's screen. */
#ifndef TOOLGAP_UI_BROWSER_H
#define TOOLGAP_UI_BROWSER_H

#include "base/err.h"
#include "base/kv.h"

/*
 * Only links that http_url_ok accepts; never by a shell; detached, with its own session, its
 * output nowhere, and without our credentials in its environment. Not over SSH and not without a
 * display: then, and when there is no browser, −1 and the reason. What BROWSER names is tried in
 * its order (colons between; words; "%s" is the link), else xdg-open.
 */
int browser_open(const char *url, struct err *e);

/* The parts, for tests. A NULL-terminated copy of `env` without credentials; freed by
   browser_free. */
char **browser_env(char *const *env);
/* The words of one command with the link put in; NULL when there are none. */
char **browser_argv(const char *command, size_t n, const char *url);
void browser_free(char **list);

#endif
