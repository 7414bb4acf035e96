/* SPDX-License-Identifier: MIT */
/* adr: the numbers of decision records, as people write them. */
#include "files/adr.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* The number at s, of at most n bytes; 0 when there is none, or one that is no record's. */
static unsigned number_at(const char *s, size_t n, size_t *len)
{
	unsigned v = 0;

	for (*len = 0; *len < n && isdigit((unsigned char)s[*len]); ++*len)
		v = v > ADR_MAX ? v : v * 10 + (unsigned)(s[*len] - '0');
	return v <= ADR_MAX ? v : 0;
}

/* "2026-05-20…": a day, not a number. */
static int is_day(const char *s)
{
	size_t i;

	for (i = 0; i < 10; i++)
		if (i == 4 || i == 7 ? !s[i] || !strchr("-_.", s[i]) : !isdigit((unsigned char)s[i]))
			return 0;
	return 1;
}

unsigned adr_of_name(const char *file, int *digits)
{
	const char *s = file;
	size_t n = strlen(file), len;
	unsigned v;

	if (n < 4 || strcasecmp(file + n - 3, ".md") != 0)
		return 0;
	if (!strncasecmp(s, "adr", 3)) {
		s += 3;
		s += strspn(s, "-_ ");
	} else if (is_day(s)) {
		return 0;
	}
	v = number_at(s, strlen(s), &len);
	if (!len || isalpha((unsigned char)s[len]))
		return 0;
	if (digits)
		*digits = (int)len;
	return v;
}

unsigned adr_referred(const char *text, size_t n)
{
	unsigned most = 0, v;
	size_t i, len;

	for (i = 0; i + 4 < n; i++) {
		if ((text[i] != 'A' && text[i] != 'a') || strncasecmp(text + i, "adr", 3) != 0 ||
		    (i && isalnum((unsigned char)text[i - 1])) || !strchr("- _", text[i + 3]) || !text[i + 3])
			continue;
		v = number_at(text + i + 4, n - i - 4, &len);
		if (v > most)
			most = v;
	}
	return most;
}
