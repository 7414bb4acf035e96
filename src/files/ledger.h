/* SPDX-License-Identifier: MIT */
/* ledger: one dated line at the end of a Markdown file, in the style of the lines before it. */
#ifndef TOOLGAP_FILES_LEDGER_H
#define TOOLGAP_FILES_LEDGER_H

#include "base/err.h"
#include "files/splice.h"

/*
 * Adds "DATE: TEXT" at the end: as an item of the list, or as a row of the table, that the file ends with, else as a list
 * of its own; with the file's own line ends. A file without bytes gets a title first. `text` is Markdown already. Where a
 * line of that day holds that text nothing is added. Not UTF-8: E_FAIL, the edit is as before.
 */
int ledger_add(struct edit *ed, const char *name, const char *date, const char *text, struct err *e);
/* For plans that come from a file: E_FAIL unless `now` is `old` and at its end one more line of harmless words. */
int ledger_guard(const char *old, size_t n, const char *now, size_t m, const char *name, struct err *e);

#endif
