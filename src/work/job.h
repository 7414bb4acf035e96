/* SPDX-License-Identifier: MIT */
/* job: the steps that apply and undo have in common. For those two only. */
#ifndef TOOLGAP_WORK_JOB_H
#define TOOLGAP_WORK_JOB_H

#include "base/err.h"
#include "work/apply.h"
#include "work/journal.h"

#include <stddef.h>

struct job {
	const char *workspace, *session;
	const struct changes *c;
	const struct journal_file
		*was;	   /* one a change: mode and owner for what comes back; or NULL */
	unsigned undoes;   /* number of the record that this undoes, or 0 */
	char *const *drop; /* folders to remove at the end if they are empty, parents first */
	size_t drop_n;
	int dry_run; /* compare and count, make nothing */
};

/* Fills *r, which apply_result_free frees also after a failure. */
int job_run(const struct job *job, struct apply_result *r, struct err *e);

#endif
