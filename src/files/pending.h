/* SPDX-License-Identifier: MIT */
/* pending: what the notes of a PENDING-NATIVE row say of its dates and its link. Pure. */
#ifndef TOOLGAP_FILES_PENDING_H
#define TOOLGAP_FILES_PENDING_H

#define PENDING_DAYS 14 /* from asking to looking again (runbook, Path A) */
#define PENDING_DATE 11 /* room for "2026-11-21" and its NUL */

/*
 * What stands behind "PENDING-NATIVE since" comes first; what stands in front of it may belong to an earlier case.
 * since: the first date behind "PENDING-NATIVE since", else the first date of the notes. due: the date behind "due ",
 * else PENDING_DAYS after since. A date is YYYY-MM-DD of a day that exists, and stands for itself (a time of
 * day may follow; "12026-11-21" and "2026-11-21x" hold none). *link (NULL accepted) is the first https address, without what closes the sentence
 * around it, as a heap string; NULL where there is none. What is not there is "". 0, or -1: the notes hold no date.
 */
int pending_dates(const char *notes, char since[PENDING_DATE], char due[PENDING_DATE], char **link);

/* Days from one date to another, below 0 when `to` lies before it; both of the form above, else 0. */
long pending_days(const char *from, const char *to);

#endif
