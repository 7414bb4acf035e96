/* SPDX-License-Identifier: MIT */
/* keys_ask: the keys of an app, typed unseen for one tenant and one request. */
#ifndef TOOLGAP_UI_KEYS_ASK_H
#define TOOLGAP_UI_KEYS_ASK_H

#include "ui/run.h"

/* Asks for each field of the app by the front end's secret(); 1: they are in the environment, for one request. */
int keys_ask(struct run *r, const char *tenant);

#endif
