/* SPDX-License-Identifier: MIT */
/* seen: what was last said of each tenant of a board. */
#include "ui/seen.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

int seen_news(struct seen *s, size_t i, const char *text)
{
	while (s->n <= i) {
		size_t n = s->n ? s->n * 2 : 16;

		s->text = mem_array(s->text, n, sizeof(*s->text));
		memset(s->text + s->n, 0, (n - s->n) * sizeof(*s->text));
		s->n = n;
	}
	if (s->text[i] == text || (s->text[i] && text && !strcmp(s->text[i], text)))
		return 0;
	free(s->text[i]);
	s->text[i] = text ? mem_str(text) : NULL;
	return 1;
}

void seen_free(struct seen *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		free(s->text[i]);
	free(s->text);
	s->text = NULL;
	s->n = 0;
}
