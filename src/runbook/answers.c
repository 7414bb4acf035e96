/* SPDX-License-Identifier: MIT */
/* answers: answers given in advance. */
#include "runbook/answers.h"

#include "base/i18n.h"
#include "base/mem.h"
#include "base/text.h"
#include "runbook/kinds.h"

#include <stdlib.h>
#include <string.h>

#define LINE_BYTES_MAX 4096

/* −1 when nobody will ever ask for that step. */
static int known_step(const struct runbook *rb, const char *step, const char *name, size_t line,
		      struct err *e)
{
	size_t i, best = 4;
	const char *near = NULL;

	if (!rb || runbook_step(rb, step) != STEP_NONE)
		return 0;
	for (i = 0; i < rb->n; i++) {
		size_t d = rb->steps[i].kind->answers ? text_distance(step, rb->steps[i].id, best) : best;

		if (d < best) {
			best = d;
			near = rb->steps[i].id;
		}
	}
	if (near)
		return err_set(e, E_USAGE,
			       _("%s:%zu:1: the runbook has no step '%s'; did you mean '%s'? Nothing was written."),
			       name, line, step, near);
	return err_set(e, E_USAGE,
		       _("%s:%zu:1: the runbook has no step '%s'; `toolgap runbook show` draws them. Nothing was written."),
		       name, line, step);
}

int answers_parse(struct kv *out, const char *s, size_t n, const char *name, const struct runbook *rb,
		  struct err *e)
{
	size_t line = 0, at = 0;

	while (at < n) {
		const char *end = memchr(s + at, '\n', n - at);
		size_t len = end ? (size_t)(end - (s + at)) : n - at, lead;
		char *text = mem_strn(s + at, len), *colon, *value;

		at += len + 1;
		line++;
		if (len && text[len - 1] == '\r')
			text[--len] = '\0';
		lead = strspn(text, " \t");
		if (!text[lead] || text[lead] == '#') {
			int hidden = strlen(text) != len; /* a NUL byte in the line */

			free(text);
			if (hidden)
				return err_set(e, E_USAGE, _("%s:%zu:1: a NUL byte has no place in an answers file."),
					       name, line);
			continue;
		}
		colon = strchr(text + lead, ':');
		if (colon)
			*colon = '\0';
		if (!colon || strlen(text) + 1 + strlen(colon + 1) != len || len > LINE_BYTES_MAX ||
		    !text_is_utf8(colon + 1, strlen(colon + 1)) || !text_is_name(text + lead, 0)) {
			free(text);
			return err_set(e, E_USAGE,
				       _("%s:%zu:1: an answer is written 'step: value', one a line."), name,
				       line);
		}
		if (known_step(rb, text + lead, name, line, e)) {
			free(text);
			return -1;
		}
		value = colon + 1 + strspn(colon + 1, " \t");
		len = strlen(value);
		while (len && strchr(" \t", value[len - 1]))
			value[--len] = '\0';
		kv_add(out, text + lead, value);
		free(text);
	}
	return 0;
}

char *answers_take(struct kv *list, const char *step)
{
	size_t i;

	for (i = 0; i < list->n; i++) {
		char *value;

		if (strcmp(list->v[i].key, step) != 0)
			continue;
		value = list->v[i].value;
		free(list->v[i].key);
		memmove(&list->v[i], &list->v[i + 1], (list->n - i - 1) * sizeof(*list->v));
		list->n--;
		return value;
	}
	return NULL;
}
