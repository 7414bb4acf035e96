/* SPDX-License-Identifier: MIT */
/* reminder: a row that waits for a native toolkit, and the calendar file beside the registry. */
#ifndef TOOLGAP_WORK_REMINDER_H
#define TOOLGAP_WORK_REMINDER_H

#include "files/ics.h"
#include "files/pending.h"
#include "files/registry.h"
#include "work/workspace.h"

#define WAITING_STATUS "PENDING-NATIVE"

/* reminders/SLUG.ics in the registry's folder, relative to the root. Heap string. */
char *reminder_path_new(const struct workspace *ws, const char *slug);
/* The slug of such a path, or NULL: it is none. Heap string. */
char *reminder_slug_new(const struct workspace *ws, const char *path);

/* What a row that waits says of its case. Owned; the dates are "" where the notes hold none. */
struct waiting {
	char since[PENDING_DATE], due[PENDING_DATE];
	char *link;  /* or "" */
	char *name;  /* of the provider, as the case was recorded, or "" */
	char *about; /* the notes in front of the dates, one line */
};

int waiting_row(const struct registry_row *row); /* 1: its status is WAITING_STATUS */
void waiting_read(struct waiting *w, const char *notes);
void waiting_free(struct waiting *w);
/* "Path A, to wait for native support of "Matomo"": where waiting_read finds the name again. Heap string. */
char *waiting_opening_new(const char *name);
/* "PENDING-NATIVE since 2026-11-21, due 2026-12-05: https://…", as waiting_read finds it again. */
char *waiting_sentence_new(const char *since, const char *due, const char *link);
/* The notes with that sentence in the place of the one that is there, else behind them. Heap string. */
char *waiting_notes_new(const char *notes, const char *sentence);

/* For the calendar; borrows from all three. `name`: of the provider, or the slug. */
struct reminder waiting_reminder(const struct waiting *w, const char *slug, const char *name);

#endif
