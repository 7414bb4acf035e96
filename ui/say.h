/* SPDX-License-Identifier: MIT */
/* say: the walk as sentences, one thing a line: what line mode and the batch front end share. */
#ifndef TOOLGAP_UI_SAY_H
#define TOOLGAP_UI_SAY_H

#include "ui/front.h"
#include "ui/seen.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*
 * Remembers what it said, so that it may be called on every turn: news only. No box characters, no colour-only
 * meaning, no cursor movement; a start line before anything that takes time, a heartbeat every 30 s.
 */
struct say {
	FILE *out;
	int color;
	size_t events;       /* said so far */
	size_t facts;
	char busy[64];       /* step whose start line was said */
	long beat;           /* seconds at the last heartbeat */
	const struct plan *plan; /* the plan that was shown */
	struct seen link, state, note; /* of each tenant; of the board's lines */
	int64_t waits;       /* since when tenants are waited for without news, by clock_ms */
	int headed, ended, skewed, shown;
	char detail[256];    /* last polled sentence */
};

void say_init(struct say *s, FILE *out, int color);
void say_free(struct say *s); /* what it remembers */
void say_news(struct say *s, const struct screen *sc);
/* The text of a step on the way, which is read before its question; the text of an end is news. */
void say_lines(struct say *s, const struct view *v);
void say_plan(FILE *out, int color, const struct plan *p);
/* A unified diff with its added and removed lines coloured when `color`. */
void say_diff(FILE *out, int color, const char *diff);

#endif
