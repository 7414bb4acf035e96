/* SPDX-License-Identifier: MIT */
/* aliases: the names that operators use for a provider. */
#include "files/aliases.h"

#include "base/i18n.h"
#include "base/text.h"

struct yaml *aliases_parse(const char *s, size_t n, const char *name, struct err *e)
{
	struct yaml *doc = yaml_parse(s, n, name, e);

	aliases_each(it, doc) {
		if (yaml_str(it, "slug") && text_is_name(yaml_str(it, "slug"), 1))
			continue;
		err_set(e, E_FAIL, _("%s:%zu:%zu: an alias needs a slug of a-z 0-9 _"), name, it->line, it->col);
		yaml_free(doc);
		return NULL;
	}
	return doc;
}

static size_t add(const char *out[ALIAS_NAMES], size_t n, const char *name)
{
	if (name && *name && n < ALIAS_NAMES)
		out[n++] = name;
	return n;
}

size_t alias_names(const struct yaml *alias, const char *out[ALIAS_NAMES], size_t *first_try)
{
	size_t n = add(out, 0, yaml_str(alias, "slug"));

	n = add(out, n, yaml_str(alias, "name"));
	yaml_each(it, yaml_get(alias, "also")) n = add(out, n, it->value);
	if (first_try)
		*first_try = n;
	yaml_each(it, yaml_get(alias, "try")) n = add(out, n, it->value);
	return n;
}

int alias_means(const struct yaml *alias, const char *provider)
{
	const char *names[ALIAS_NAMES];
	size_t n = alias_names(alias, names, NULL), i;

	for (i = 0; i < n; i++)
		if (text_norm_eq(names[i], provider))
			return 1;
	return 0;
}
