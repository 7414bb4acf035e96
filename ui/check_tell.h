/* SPDX-License-Identifier: MIT */
/* check_tell: findings as lines, as the document toolgap.check/1, as SARIF. */
#ifndef TOOLGAP_UI_CHECK_TELL_H
#define TOOLGAP_UI_CHECK_TELL_H

#include "base/buf.h"
#include "work/check.h"
#include "work/plan.h"

/* What --fix did, or in a dry run would do. */
struct check_fixed {
	const struct plan *plan; /* NULL: there is none */
	size_t files, findings;  /* written; gone by that */
	const char *session;     /* for undo; "" where nothing was written */
};

/* "FILE:LINE: error: SENTENCE [KIND]" as compilers write it, so that editors and CI know it; the fix on a line below. */
void check_text(const struct findings *f, struct buf *b);
void check_clean(const struct findings *f, struct buf *b); /* the one sentence where there is none */
void check_notes(const struct findings *f, struct buf *b); /* what is no drift, and worth knowing */
/* `fixed` may be NULL: only looked. */
void check_json(const struct findings *f, const struct check_fixed *fixed, struct buf *b);
/*
 * SARIF 2.1.0: a rule for each kind that occurs, a result for each finding, its id as the fingerprint. Files of the
 * workspace are relative to %SRCROOT%, personal ones to HOME, so that nobody's folder is told.
 */
void check_sarif(const struct findings *f, struct buf *b);

#endif
