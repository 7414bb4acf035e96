/* SPDX-License-Identifier: MIT */
/* names: from what the operator typed to the slug, the short name and the spellings worth asking. Pure. */
#ifndef TOOLGAP_WORK_NAMES_H
#define TOOLGAP_WORK_NAMES_H

#include "base/err.h"
#include "base/kv.h"

#include <stddef.h>

/*
 * Adds to `facts`: toolkit_slug, short, own_client (own|managed), try* (spellings to search: as typed, without spaces, with
 * "_", each pair of neighbouring words, the alias's name) and slug* (to ask for directly). `yaml` is
 * data/aliases.yaml. Each spelling stands once; 12 of each at most.
 */
int names_facts(const char *provider, const char *yaml, size_t n, const char *name, struct kv *facts,
		struct err *e);

#endif
