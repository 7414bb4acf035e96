/* SPDX-License-Identifier: MIT */
/* columns: are these tenants columns of the registry? */
#ifndef TOOLGAP_WORK_COLUMNS_H
#define TOOLGAP_WORK_COLUMNS_H

#include "base/err.h"
#include "base/kv.h"
#include "work/workspace.h"

/*
 * The probe "columns", answered from the disk. In: tenant*. Facts: result known|new|unknown · new* (tenants without a
 * column) · question (for "new": whether they shall get one, with the name that may have been meant) · detail
 */
int columns_look(const struct workspace *ws, const struct kv *in, struct kv *facts, struct err *e);

#endif
