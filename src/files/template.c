/* SPDX-License-Identifier: MIT */
/* template: a file of ours with gaps, filled so that no value can say more than a value. */
#include "files/template.h"

#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define MARK "@@"
#define LINE_MAX_BYTES 300

void template_markdown(struct buf *out, const char *words)
{
	struct buf one = BUF_INIT;
	const char *p, *number;

	text_safe(&one, words, strlen(words), TEXT_MAX);
	/* "1. " in front begins a list */
	number = buf_str(&one) + strspn(buf_str(&one), " ");
	number += strspn(number, "0123456789");
	for (p = buf_str(&one); *p; p++) {
		/* each of these begins something in GitHub's Markdown; before ASCII punctuation a backslash is only that */
		if (strchr("\\`*_{}[]<>#|&~!@$", *p) || (p == one.p && strchr("+-.=", *p)) || (p == number && strchr(".)", *p)))
			buf_addc(out, '\\');
		buf_addc(out, *p);
	}
	buf_free(&one);
}

static int put_name(struct buf *out, const char *value)
{
	const char *p;

	for (p = value; *p; p++)
		if (!isalnum((unsigned char)*p) && !strchr("_-.", *p))
			return -1;
	buf_adds(out, value);
	return *value && !strstr(value, "..") ? 0 : -1;
}

static int put_string(struct buf *out, const char *value)
{
	struct buf one = BUF_INIT;

	text_safe(&one, value, strlen(value), TEXT_MAX);
	json_quote(out, buf_str(&one), one.len);
	buf_free(&one);
	return 0;
}

static int put_line(struct buf *out, const char *value)
{
	text_safe(out, value, strlen(value), LINE_MAX_BYTES);
	return 0;
}

static int put_markdown(struct buf *out, const char *value)
{
	template_markdown(out, value);
	return 0;
}

static int put_block(struct buf *out, const char *value)
{
	buf_adds(out, value);
	return 0;
}

static const struct {
	const char *place;
	int (*put)(struct buf *out, const char *value);
} places[] = { { "", put_name },
	       { "string", put_string },
	       { "line", put_line },
	       { "md", put_markdown },
	       { "block", put_block } };

/* What stands between two marks. */
static int put_gap(struct buf *out, const char *gap, const struct kv *values)
{
	const char *colon = strchr(gap, ':'), *value = kv_get(values, colon ? colon + 1 : gap);
	size_t n = colon ? (size_t)(colon - gap) : 0, i;

	for (i = 0; value && i < sizeof(places) / sizeof(*places); i++)
		if (strlen(places[i].place) == n && !strncmp(places[i].place, gap, n))
			return places[i].put(out, value);
	return -1;
}

int template_fill(struct buf *out, const char *s, size_t n, const char *name, const struct kv *values,
		  struct err *e)
{
	const char *end = s + n, *at = s, *from, *to;
	struct buf b = BUF_INIT;
	size_t line = 1;

	while (at < end && (from = memmem(at, (size_t)(end - at), MARK, 2))) {
		char *gap;
		int bad;

		for (buf_add(&b, at, (size_t)(from - at)); at < from; at++)
			line += *at == '\n';
		from += 2;
		to = memmem(from, (size_t)(end - from), MARK, 2);
		gap = mem_strn(from, to ? (size_t)(to - from) : 0);
		bad = !to || put_gap(&b, gap, values);
		if (bad) {
			char *shown = text_safe_new(to ? gap : "?", 80);

			err_set(e, E_FAIL,
				_("%s:%zu: the gap '%s' of this template cannot be filled. Nothing was written; the data folder may be damaged or of another version: install toolgap anew."),
				name, line, shown);
			free(shown);
		}
		free(gap);
		if (bad) {
			buf_free(&b);
			return -1;
		}
		at = to + 2;
	}
	buf_add(&b, at, (size_t)(end - at));
	buf_add(out, buf_str(&b), b.len);
	buf_free(&b);
	return 0;
}
