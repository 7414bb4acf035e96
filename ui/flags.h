/* SPDX-License-Identifier: MIT */
/* flags: the options that stand for answers: which one answers a step, which answer came from one, and a walk as one command. */
#ifndef TOOLGAP_UI_FLAGS_H
#define TOOLGAP_UI_FLAGS_H

#include "base/buf.h"
#include "base/kv.h"
#include "runbook/wizard.h"
#include "work/session_file.h"

#include <stddef.h>

/* The flag that answers a step, as help spells it, or NULL: then only an answers file can. */
const char *flags_of(const char *step);

/*
 * The first answer for that step out of the list: heap string, or NULL. The first *n of the list are options, the rest an
 * answers file's: *by says which it was ("option", "answers-file"), and *n is kept true.
 */
char *flags_take(struct kv *given, size_t *n, const char *step, const char **by);

/*
 * One command line, for a shell, that walks the same way once more: by options where each answer has one and stands once,
 * else with the answers themselves as the answers file. Nothing where there is no answer yet.
 */
void flags_repeat(const struct wizard *w, const struct session_head *head, struct buf *out);

#endif
