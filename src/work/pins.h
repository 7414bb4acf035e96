/* SPDX-License-Identifier: MIT */
/* pins: which account the entries of a row are pinned to, as the clients' files have it. */
#ifndef TOOLGAP_WORK_PINS_H
#define TOOLGAP_WORK_PINS_H

#include "base/kv.h"
#include "files/registry.h"
#include "work/workspace.h"

/*
 * kept.TENANT = apn_…: of the first entry of that tenant, among the workspace's clients, that names an account. A file that
 * cannot be read says nothing here; the plan says so when it is to be written.
 */
void pins_tell(const struct workspace *ws, const struct registry_row *row, struct kv *facts);

#endif
