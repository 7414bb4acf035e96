/* SPDX-License-Identifier: MIT */
/* dotenv: a file of NAME=VALUE lines. */
#include "files/dotenv.h"

#include "base/i18n.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define NAME_FIRST "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_"
#define NAME_REST  NAME_FIRST "0123456789"

struct line {
	const char *start, *at, *end;
};

static void blanks(struct line *l)
{
	while (l->at < l->end && (*l->at == ' ' || *l->at == '\t'))
		l->at++;
	while (l->end > l->at && (l->end[-1] == ' ' || l->end[-1] == '\t' || l->end[-1] == '\r'))
		l->end--;
}

static size_t name_len(const struct line *l)
{
	size_t n = 0, max = (size_t)(l->end - l->at);

	while (n < max && strchr(n ? NAME_REST : NAME_FIRST, l->at[n]) && l->at[n])
		n++;
	return n;
}

/* Quotes around the whole; what is left must be a text that a header could carry. */
static const char *value(struct line *l)
{
	char quote = l->at < l->end ? *l->at : '\0';
	const char *p;

	if (quote == '"' || quote == '\'') {
		if (l->end - l->at < 2 || l->end[-1] != quote)
			return _("the quotes are not closed at the end of the line");
		l->at++;
		l->end--;
		if (memchr(l->at, quote, (size_t)(l->end - l->at)))
			return _("there are quotes within the quotes");
	}
	for (p = l->at; p < l->end; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f) {
			l->at = p;
			return _("there is a control character in the value");
		}
	return NULL;
}

static const char *take(struct line *l, struct kv *out)
{
	const char *wrong;
	char *name, *text;
	size_t n;

	blanks(l);
	if (l->at == l->end || *l->at == '#')
		return NULL;
	if (l->end - l->at > 7 && !memcmp(l->at, "export", 6) && strchr(" \t", l->at[6])) {
		l->at += 7;
		blanks(l);
	}
	n = name_len(l);
	if (!n || l->at + n == l->end || l->at[n] != '=')
		return _("a line must be NAME=VALUE, or a comment behind '#'");
	name = mem_strn(l->at, n);
	l->at += n + 1;
	blanks(l);
	wrong = value(l);
	if (!wrong) {
		text = mem_strn(l->at, (size_t)(l->end - l->at));
		kv_add(out, name, text); /* kv_set would leave the old one behind in memory */
		explicit_bzero(text, strlen(text));
		free(text);
	}
	free(name);
	return wrong;
}

int dotenv_parse(const char *s, size_t n, const char *name, struct kv *out, struct err *e)
{
	const char *end = s + n, *wrong;
	size_t row = 0;
	struct line l;

	if (n >= 3 && !memcmp(s, "\xef\xbb\xbf", 3))
		s += 3;
	while (s < end) {
		const char *nl = memchr(s, '\n', (size_t)(end - s));

		row++;
		l.start = l.at = s;
		l.end = nl ? nl : end;
		s = nl ? nl + 1 : end;
		wrong = take(&l, out);
		if (wrong)
			return err_set(e, E_FAIL,
				       _("%s:%zu:%zu: %s. Nothing was asked or changed; correct that line and run again."),
				       name, row, (size_t)(l.at - l.start) + 1, wrong);
	}
	return 0;
}
