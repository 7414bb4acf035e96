/* SPDX-License-Identifier: MIT */
/* commit: journal, stage, exchange; or back to how it was. For job only. */
#ifndef TOOLGAP_WORK_COMMIT_H
#define TOOLGAP_WORK_COMMIT_H

#include "work/apply.h"
#include "work/disk.h"
#include "work/job.h"
#include "work/store.h"

struct row {
	struct disk_file f; /* as it was read */
	const struct change *c;
	mode_t mode; /* that it shall have */
};

struct run {
	const struct job *job;
	struct store s;
	struct journal j; /* row i is v[i] */
	struct row *v;	  /* only what is to be written */
	size_t n, cap;
	struct buf changed; /* names of files that are not as expected */
	size_t changed_n;
	struct apply_result *r;
};

/*
 * Under the lock, with INT, TERM, HUP and QUIT held back: all rows are written, or none. Codes:
 * E_FAIL no target was touched; E_CHANGED and E_ROLLEDBACK all is as it was; E_RECOVERED not even
 * that could be done, the journal is kept and the next run goes on.
 */
int commit_run(struct run *x, struct err *e);

#endif
