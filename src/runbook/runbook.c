/* SPDX-License-Identifier: MIT */
/* runbook: load the decision tree from YAML. */
#include "runbook/runbook.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/yaml.h"
#include "runbook/kinds.h"

#include <stddef.h>
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

/* A field that is a text goes where `at` says; the others are read where they are needed. */
struct field {
	const char *name;
	size_t at;
};

#define OTHER ((size_t)-1)

static const struct field step_fields[] = {
	{ "id", offsetof(struct step, id) },           { "kind", offsetof(struct step, kind_name) },
	{ "rail", offsetof(struct step, rail) },       { "prompt", offsetof(struct step, prompt) },
	{ "help", offsetof(struct step, help) },       { "check", offsetof(struct step, check) },
	{ "probe", offsetof(struct step, probe) },     { "fact", offsetof(struct step, fact) },
	{ "rule", offsetof(struct step, rule) },       { "usual", offsetof(struct step, usual) },
	{ "note", offsetof(struct step, note) },       { "verdict", offsetof(struct step, verdict) },
	{ "path", offsetof(struct step, path) },       { "link", offsetof(struct step, link) },
	{ "next", offsetof(struct step, next) },       { "on", OTHER },
	{ "options", OTHER },                          { "gives", OTHER },
	{ "text", OTHER },                             { "optional", OTHER },
	{ "exit", OTHER },
};

static const struct field option_fields[] = {
	{ "id", offsetof(struct option, id) },     { "label", offsetof(struct option, label) },
	{ "hint", offsetof(struct option, hint) }, { "each", offsetof(struct option, each) },
	{ "when", offsetof(struct option, when) }, { "next", offsetof(struct option, next) },
	{ "path", offsetof(struct option, path) },
};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static char **text_at(void *of, size_t at)
{
	return (char **)(void *)((char *)of + at);
}

static void step_free(struct step *st)
{
	size_t i;

	for (i = 0; i < COUNT(step_fields); i++)
		if (step_fields[i].at != OTHER) {
			free(*text_at(st, step_fields[i].at));
			*text_at(st, step_fields[i].at) = NULL;
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

/* All texts of a map in one walk over it. The first member that is none of the fields, or NULL. */
static const struct yaml *take_texts(const struct yaml *map, const struct field *fields, size_t n, void *into)
{
	const struct yaml *odd = NULL;
	const char *text;
	size_t i;

	yaml_each(it, map->kind == YAML_MAP ? map : NULL) {
		for (i = 0; i < n && strcmp(it->key, fields[i].name) != 0; i++)
			;
		if (i == n)
			odd = odd ? odd : it;
		else if (fields[i].at != OTHER && (text = yaml_text(it)))
			*text_at(into, fields[i].at) = text_safe_new(text, TEXT_MAX);
	}
	return odd;
}

/* A field that nobody knows is a slip of the pen, and a slip must not pass for a default. */
static int unknown_field(const struct yaml *odd, const char *step, const char *name, struct err *e)
{
	char *shown = text_safe_new(odd->key, 64);

	err_set(e, E_FAIL, _("%s:%zu:%zu: step '%s' has an unknown field '%s'"), name, odd->line, odd->col, step, shown);
	free(shown);
	return -1;
}

static int load_options(struct step *st, const struct yaml *y, const char *name, struct err *e)
{
	yaml_each(it, yaml_get(y, "options")) {
		struct option o = { 0 };
		const struct yaml *odd = take_texts(it, option_fields, COUNT(option_fields), &o);

		if (it->kind != YAML_MAP || !(o.id || o.each)) {
			option_free(&o);
			return err_set(e, E_FAIL,
				       _("%s:%zu:%zu: an option of step '%s' needs an id or 'each'"),
				       name, it->line, it->col, st->id);
		}
		add_option(st, o);
		if (odd)
			return unknown_field(odd, st->id, name, e);
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
	const struct yaml *odd = take_texts(y, step_fields, COUNT(step_fields), st);

	st->line = y->line;
	if (y->kind != YAML_MAP)
		return err_set(e, E_FAIL, _("%s:%zu:%zu: a step must be a map"), name, y->line,
			       y->col);
	if (!st->id || !st->kind_name || !text_is_name(st->id, 0))
		return err_set(e, E_FAIL, _("%s:%zu:%zu: a step needs an id (a-z 0-9 _ -) and a kind"),
			       name, y->line, y->col);
	st->kind = kind_find(st->kind_name);
	if (!st->kind)
		return err_set(e, E_FAIL, _("%s:%zu:%zu: step '%s' is of the unknown kind '%s'"), name,
			       y->line, y->col, st->id, st->kind_name);
	if (odd)
		return unknown_field(odd, st->id, name, e);
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
