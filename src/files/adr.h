/* SPDX-License-Identifier: MIT */
/* adr: the numbers of decision records: in the names of files, and where a text refers to one. Pure. */
#ifndef TOOLGAP_FILES_ADR_H
#define TOOLGAP_FILES_ADR_H

#include <stddef.h>

#define ADR_MAX 9998u /* a number past it is no number of a record, so that the next one has four digits at most */

/*
 * The number in the name of a record: "adr-062-title.md", "ADR_62.md", "0062-title.md"; 0 where there is none, as in
 * "2026-05-20-title.md" or "README.md". *digits (may be NULL) is how many it is written with.
 */
unsigned adr_of_name(const char *file, int *digits);
/* The highest number that a text refers to as "ADR-62", "ADR 062" or "adr-062"; 0 where there is none. */
unsigned adr_referred(const char *text, size_t n);

#endif
