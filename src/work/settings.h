/* SPDX-License-Identifier: MIT */
/* settings: the parts of toolgap.yaml about money and the vector index, checked where they are read. */
#ifndef TOOLGAP_WORK_SETTINGS_H
#define TOOLGAP_WORK_SETTINGS_H

#include "base/err.h"
#include "base/kv.h"
#include "base/yaml.h"
#include "files/cost.h"

/*
 *   cost:    {flat: 99, credits: 10000, credit_seconds: 30, overage: 0.002, threshold: 500}   (data of files/cost.h)
 *   vectors: {index: capability_index, model: "@cf/baai/bge-m3", metric: cosine, pooling: cls, namespace: tools}
 *   embed:   npm run embed      or a list of words: [npm, run, embed]
 * Each takes what is there on top of what it is given; −1 (E_FAIL) with file, line and column. The command is split at
 * blanks and never sees a shell: what only a shell understands is refused. `name` is the file, for messages.
 */
int settings_cost(struct cost_rates *rates, const struct yaml *doc, const char *name, struct err *e);
int settings_vectors(struct kv *vectors, const struct yaml *doc, const char *name, struct err *e);
int settings_embed(struct kv *words, const struct yaml *doc, const char *name, struct err *e);

#endif
