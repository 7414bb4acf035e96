/* SPDX-License-Identifier: MIT */
/* aliases: the names that operators use for a provider, as data/aliases.yaml has them. */
#ifndef TOOLGAP_FILES_ALIASES_H
#define TOOLGAP_FILES_ALIASES_H

#include "base/err.h"
#include "base/yaml.h"

#include <stddef.h>

/* The file as a tree, each alias with a slug that is one; free it with yaml_free. The format is in data/aliases.yaml. */
struct yaml *aliases_parse(const char *s, size_t n, const char *name, struct err *e);
#define aliases_each(it, doc) yaml_each(it, yaml_get((doc), "aliases"))

/* Every name of it: slug, name, then also and try, borrowed; how many, ALIAS_NAMES at most. `first_try`: how many of them
   are not slugs to try (NULL accepted). */
#define ALIAS_NAMES 24
size_t alias_names(const struct yaml *alias, const char *out[ALIAS_NAMES], size_t *first_try);

/* Is the provider meant by one of them, letter case and punctuation aside? 1 or 0. */
int alias_means(const struct yaml *alias, const char *provider);

#endif
