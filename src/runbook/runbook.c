/* SPDX-License-Identifier: MIT */
/* runbook: load the decision tree from YAML. */
#include "runbook/runbook.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/yaml.h"
#include "runbook/kinds.h"

#include <stdlib.h>
#include <string.h>

static void option_free(struct option *o)
{
	free(o->id);
	free(o->label);
	free(o->hint);
	free(o->each);
	free(o->when);
	free(o->path);
	free(o->next);
}

static void step_free(struct step *st)
{
	char **const fields[] = { &st->id,    &st->kind_name, &st->rail, &st->prompt, &st->help,
				  &st->check, &st->probe,     &st->fact, &st->rule,   &st->usual,
				  &st->note,  &st->verdict,   &st->path, &st->link,   &st->next };
	size_t i;

	for (i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
		free(*fields[i]);
		*fields[i] = NULL;
	}
	for (i = 0; i < st->n_options; i++)
		option_free(&st->options[i]);
	free(st->options);
	kv_free(&st->gives);
	kv_free(&st->text);
}

void runbook_free(struct runbook *rb)
{
	size_t i;

	if (!rb)
		return;
	for (i = 0; i < rb->n; i++)
		step_free(&rb->steps[i]);
	free(rb->steps);
	free(rb->title);
	free(rb->revision);
	free(rb->name);
	free(rb);
}

static char *text_of(const struct yaml *map, const char *key)
{
	const char *s = yaml_str(map, key);

	return s ? text_safe_new(s, TEXT_MAX) : NULL;
}

static void add_option(struct step *st, struct option o)
{
	st->options = mem_array(st->options, st->n_options + 1, sizeof(*st->options));
	o.to = STEP_NONE;
	st->options[st->n_options++] = o;
}

/* A field that is not one of these is a slip of the pen, and a slip must not pass for a default. */
static int known_fields(const struct yaml *map, const char *const *known, size_t n, const char *step,
			const char *name, struct err *e)
{
	char *shown;
	size_t i;

	yaml_each(it, map) {
		for (i = 0; i < n && strcmp(it->key, known[i]) != 0; i++)
			;
		if (i < n)
			continue;
		shown = text_safe_new(it->key, 64);
		err_set(e, E_FAIL, _("%s:%zu:%zu: step '%s' has an unknown field '%s'"), name, it->line,
			it->col, step, shown);
		free(shown);
		return -1;
	}
	return 0;
}

static int load_options(struct step *st, const struct yaml *y, const char *name, struct err *e)
{
	static const char *const known[] = { "id", "label", "hint", "each", "when", "next", "path" };

	yaml_each(it, yaml_get(y, "options")) {
		struct option o = { .id = text_of(it, "id"),     .label = text_of(it, "label"),
				    .hint = text_of(it, "hint"), .each = text_of(it, "each"),
				    .when = text_of(it, "when"), .path = text_of(it, "path"),
				    .next = text_of(it, "next") };

		if (it->kind != YAML_MAP || !(o.id || o.each)) {
			option_free(&o);
			return err_set(e, E_FAIL,
				       _("%s:%zu:%zu: an option of step '%s' needs an id or 'each'"),
				       name, it->line, it->col, st->id);
		}
		add_option(st, o);
		if (known_fields(it, known, sizeof(known) / sizeof(*known), st->id, name, e))
			return -1;
	}
	yaml_each(it, yaml_get(y, "on")) {
		struct option o = { .id = text_safe_new(it->key, 64),
				    .next = it->value ? text_safe_new(it->value, 64) : NULL };

		if (!o.next || !it->key) {
			err_set(e, E_FAIL, _("%s:%zu:%zu: '%s' must lead to a step"), name, it->line,
				it->col, o.id);
			option_free(&o);
			return -1;
		}
		add_option(st, o);
	}
	return 0;
}

static int load_exit(const char *word)
{
	if (!word || !strcmp(word, "done"))
		return E_OK;
	if (!strcmp(word, "failed"))
		return E_FAIL;
	if (!strcmp(word, "undecided"))
		return E_UNDECIDED;
	return !strcmp(word, "waiting") ? E_WAITING : -1;
}

/* 0 when the field is left out, or is a list of plain values. */
static int is_list(const struct yaml *map, const char *key, const char *step, const char *name,
		   struct err *e)
{
	const struct yaml *list = yaml_get(map, key);
	int bad = list && list->kind != YAML_LIST;

	yaml_each(it, list) bad |= it->kind != YAML_SCALAR;
	if (!bad)
		return 0;
	return err_set(e, E_FAIL, _("%s:%zu:%zu: '%s' of step '%s' must be a list of plain values: [one, two]"),
		       name, list->line, list->col, key, step);
}

static int load_step(struct step *st, const struct yaml *y, const char *name, struct err *e)
{
	static const char *const known[] = { "id",   "kind", "rail",  "prompt",   "help",  "check",
					     "probe", "gives", "fact", "usual",   "on",    "options",
					     "rule", "text", "next",  "note",     "verdict", "path",
					     "optional", "exit", "link" };

	st->line = y->line;
	if (y->kind != YAML_MAP)
		return err_set(e, E_FAIL, _("%s:%zu:%zu: a step must be a map"), name, y->line,
			       y->col);
	st->id = text_of(y, "id");
	st->kind_name = text_of(y, "kind");
	if (!st->id || !st->kind_name || !text_is_name(st->id, 0))
		return err_set(e, E_FAIL, _("%s:%zu:%zu: a step needs an id (a-z 0-9 _ -) and a kind"),
			       name, y->line, y->col);
	st->kind = kind_find(st->kind_name);
	if (!st->kind)
		return err_set(e, E_FAIL, _("%s:%zu:%zu: step '%s' is of the unknown kind '%s'"), name,
			       y->line, y->col, st->id, st->kind_name);
	if (known_fields(y, known, sizeof(known) / sizeof(*known), st->id, name, e))
		return -1;
	st->rail = text_of(y, "rail");
	st->prompt = text_of(y, "prompt");
	st->help = text_of(y, "help");
	st->check = text_of(y, "check");
	st->probe = text_of(y, "probe");
	st->fact = text_of(y, "fact");
	st->usual = text_of(y, "usual");
	st->note = text_of(y, "note");
	st->rule = text_of(y, "rule");
	st->verdict = text_of(y, "verdict");
	st->path = text_of(y, "path");
	st->link = text_of(y, "link");
	st->next = text_of(y, "next");
	st->to = STEP_NONE;
	st->optional = yaml_bool(y, "optional", 0);
	st->exit_code = load_exit(yaml_str(y, "exit"));
	if (st->exit_code < 0)
		return err_set(e, E_FAIL,
			       _("%s:%zu:%zu: exit of step '%s' must be done, failed, waiting or undecided"),
			       name, y->line, y->col, st->id);
	if (is_list(y, "gives", st->id, name, e) || is_list(y, "text", st->id, name, e))
		return -1;
	yaml_each(it, yaml_get(y, "gives")) kv_add(&st->gives, it->value ? it->value : "", "");
	yaml_each(it, yaml_get(y, "text"))
	{
		char *line = text_safe_new(it->value, TEXT_MAX);

		kv_add(&st->text, "", line);
		free(line);
	}
	return load_options(st, y, name, e);
}

size_t runbook_step(const struct runbook *rb, const char *id)
{
	size_t i;

	for (i = 0; i < rb->n; i++)
		if (!strcmp(rb->steps[i].id, id))
			return i;
	return STEP_NONE;
}

static int link_to(const struct runbook *rb, const struct step *st, const char *next, size_t *to,
		   struct err *e)
{
	if (!next)
		return 0;
	*to = runbook_step(rb, next);
	if (*to != STEP_NONE)
		return 0;
	return err_set(e, E_FAIL, _("%s:%zu:1: step '%s' leads to '%s', which does not exist"),
		       rb->name, st->line, st->id, next);
}

static int link_steps(struct runbook *rb, const char *start, struct err *e)
{
	size_t i, k;

	for (i = 0; i < rb->n; i++) {
		struct step *st = &rb->steps[i];

		if (runbook_step(rb, st->id) != i)
			return err_set(e, E_FAIL, _("%s:%zu:1: a second step is called '%s'"), rb->name,
				       st->line, st->id);
		if (link_to(rb, st, st->next, &st->to, e))
			return -1;
		for (k = 0; k < st->n_options; k++)
			if (link_to(rb, st, st->options[k].next, &st->options[k].to, e))
				return -1;
	}
	rb->start = start ? runbook_step(rb, start) : STEP_NONE;
	if (rb->start == STEP_NONE)
		return err_set(e, E_FAIL, _("%s:1:1: 'start' must name a step"), rb->name);
	return 0;
}

struct runbook *runbook_parse(const char *s, size_t n, const char *name, struct err *e)
{
	struct yaml *doc = yaml_parse(s, n, name, e);
	const struct yaml *steps;
	struct runbook *rb;
	char *start = NULL;

	if (!doc)
		return NULL;
	rb = mem_alloc(sizeof(*rb));
	rb->name = text_safe_new(name, 512);
	rb->title = text_of(doc, "title");
	rb->revision = text_of(doc, "revision");
	start = text_of(doc, "start");
	steps = yaml_get(doc, "steps");
	if (!yaml_str(doc, "runbook") || strcmp(yaml_str(doc, "runbook"), "toolgap.runbook/1")) {
		err_set(e, E_FAIL, _("%s:1:1: this is not a runbook (runbook: toolgap.runbook/1)"), name);
		goto fail;
	}
	if (!steps || steps->kind != YAML_LIST || !steps->child) {
		err_set(e, E_FAIL, _("%s:1:1: the runbook has no list of steps"), name);
		goto fail;
	}
	rb->steps = mem_alloc(yaml_count(steps) * sizeof(*rb->steps));
	yaml_each(it, steps) {
		if (load_step(&rb->steps[rb->n++], it, rb->name, e))
			goto fail;
	}
	if (link_steps(rb, start, e) || runbook_check(rb, e))
		goto fail;
	free(start);
	yaml_free(doc);
	return rb;
fail:
	free(start);
	yaml_free(doc);
	runbook_free(rb);
	return NULL;
}

size_t runbook_way(const struct step *st, const char *result)
{
	size_t i, other = st->to;

	for (i = 0; i < st->n_options; i++) {
		const struct option *o = &st->options[i];

		if (o->id && !strcmp(o->id, "*"))
			other = o->to;
		else if (o->id && result && !strcmp(o->id, result) && o->to != STEP_NONE)
			return o->to;
	}
	return other;
}

int runbook_cares(const struct step *st)
{
	size_t way = runbook_way(st, "unknown");

	return way == STEP_NONE || !st->usual || way != runbook_way(st, st->usual);
}
