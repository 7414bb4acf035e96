/* SPDX-License-Identifier: MIT */
/* settings: money, the vector index and the embed command, as toolgap.yaml says them. */
#include "work/settings.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define COUNT_MAX 1000000000000LL
#define WORD_MAX 1000

static int not_a_map(const struct yaml *y, const char *key, const char *name, struct err *e)
{
	return err_set(e, E_FAIL, _("%s:%zu:%zu: '%s' must be a map of settings. Nothing was changed."), name,
		       y->line, y->col, key);
}

static int no_such(const struct yaml *y, const char *key, const char *known, const char *name, struct err *e)
{
	char *shown = text_safe_new(y->key, 60);

	err_set(e, E_FAIL, _("%s:%zu:%zu: '%s' has no setting '%s'; it has %s. Nothing was changed."), name, y->line,
		y->col, key, shown, known);
	free(shown);
	return -1;
}

static int take_rate(struct cost_rates *r, const struct yaml *y, const char *name, struct err *e)
{
	const struct {
		const char *key;
		long long *at;
		int money;
		long long least;
	} rows[] = { { "flat", &r->flat, 1, 0 },
		     { "credits", &r->credits, 0, 0 },
		     { "credit_seconds", &r->seconds, 0, 1 },
		     { "overage", &r->overage, 1, 0 },
		     { "threshold", &r->threshold, 1, 0 } };
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		long long n = -1;

		if (strcmp(rows[i].key, y->key) != 0)
			continue;
		if (y->kind != YAML_SCALAR ||
		    (rows[i].money ? cost_money_parse(y->value, &n) : cost_count_parse(y->value, COUNT_MAX, &n)) ||
		    n < rows[i].least)
			return err_set(e, E_FAIL,
				       rows[i].money
					       ? _("%s:%zu:%zu: '%s' under 'cost' must be dollars, for instance 99 or 0.002. Nothing was changed.")
					       : _("%s:%zu:%zu: '%s' under 'cost' must be a whole number, for instance 10000. Nothing was changed."),
				       name, y->line, y->col, rows[i].key);
		*rows[i].at = n;
		return 0;
	}
	return no_such(y, "cost", "flat, credits, credit_seconds, overage, threshold", name, e);
}

int settings_cost(struct cost_rates *rates, const struct yaml *doc, const char *name, struct err *e)
{
	const struct yaml *y = yaml_get(doc, "cost");

	if (!y)
		return 0;
	if (y->kind != YAML_MAP)
		return not_a_map(y, "cost", name, e);
	yaml_each(it, y)
		if (take_rate(rates, it, name, e))
			return -1;
	return 0;
}

int settings_vectors(struct kv *vectors, const struct yaml *doc, const char *name, struct err *e)
{
	static const char *const keys[] = { "index", "model", "metric", "pooling", "namespace" };
	const struct yaml *y = yaml_get(doc, "vectors");

	if (!y)
		return 0;
	if (y->kind != YAML_MAP)
		return not_a_map(y, "vectors", name, e);
	yaml_each(it, y) {
		char *value;
		size_t i;

		for (i = 0; i < sizeof(keys) / sizeof(*keys) && strcmp(keys[i], it->key) != 0; i++)
			;
		if (i == sizeof(keys) / sizeof(*keys))
			return no_such(it, "vectors", "index, model, metric, pooling, namespace", name, e);
		if (it->kind != YAML_SCALAR || !*it->value)
			return err_set(e, E_FAIL, _("%s:%zu:%zu: '%s' under 'vectors' must be a name. Nothing was changed."),
				       name, it->line, it->col, keys[i]);
		value = text_safe_new(it->value, 120);
		kv_set(vectors, keys[i], value);
		free(value);
	}
	return 0;
}

/* A word as it stands, or a reason why it is none. */
static const char *word_fault(const char *s, size_t n)
{
	size_t i;

	if (!n || n > WORD_MAX)
		return _("a word is empty or too long");
	for (i = 0; i < n; i++)
		if ((unsigned char)s[i] < ' ' || s[i] == 127)
			return _("a word holds a control character");
	return NULL;
}

static int bad_command(const struct yaml *y, const char *why, const char *name, struct err *e)
{
	return err_set(e, E_FAIL, _("%s:%zu:%zu: 'embed' is no command that can be run: %s. Nothing was changed."),
		       name, y->line, y->col, why);
}

static int take_words(struct kv *words, const struct yaml *y, const char *name, struct err *e)
{
	const char *p, *why;

	if (strpbrk(y->value, "'\"\\$`|&;<>(){}*?~#"))
		return bad_command(y, _("no shell reads it, so quotes, variables, pipes and the like mean nothing there; give a list of words instead, [npm, run, embed]"),
				   name, e);
	for (p = y->value + strspn(y->value, " "); *p; p += strspn(p, " ")) {
		size_t n = strcspn(p, " ");
		char *word = mem_strn(p, n);

		why = word_fault(p, n);
		if (!why)
			kv_add(words, word, "");
		free(word);
		if (why)
			return bad_command(y, why, name, e);
		p += n;
	}
	return words->n ? 0 : bad_command(y, _("it has no word"), name, e);
}

int settings_embed(struct kv *words, const struct yaml *doc, const char *name, struct err *e)
{
	const struct yaml *y = yaml_get(doc, "embed");
	const char *why;

	if (!y)
		return 0;
	kv_free(words);
	if (y->kind == YAML_SCALAR)
		return take_words(words, y, name, e);
	if (y->kind != YAML_LIST || !y->child)
		return bad_command(y, _("it has no word"), name, e);
	yaml_each(it, y) {
		why = it->kind == YAML_SCALAR ? word_fault(it->value, strlen(it->value)) : _("a word is a list or a map");
		if (why)
			return bad_command(it, why, name, e);
		kv_add(words, it->value, "");
	}
	return 0;
}
