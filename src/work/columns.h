/* SPDX-License-Identifier: MIT */
/* columns: are these tenants columns of the registry? */
#ifndef TOOLGAP_WORK_COLUMNS_H
#define TOOLGAP_WORK_COLUMNS_H

#include "base/err.h"
#include "base/kv.h"
#include "work/workspace.h"

/*
 * The probe "columns", answered from the disk. In: tenant*. Facts: result known|new|near|unknown · new* (tenants without a
 * column) · question (for "new": whether they shall get one; "near": one of them may be a slip of the finger, and the name
 * that may have been meant is in it) · detail
 */
int columns_look(const struct workspace *ws, const struct kv *in, struct kv *facts, struct err *e);

#endif
