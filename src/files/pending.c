/* SPDX-License-Identifier: MIT */
/* pending: what the notes of a PENDING-NATIVE row say of its dates and its link. */
#include "files/pending.h"

#include "base/mem.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static int is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static int is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Days since 1970-01-01, by the calendar that goes back without end; 1 and *days, or 0: no such day. */
static int day_of(const char *s, long *days)
{
	static const char form[] = "dddd-dd-dd";
	static const int length[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	long y, m, d, era;
	size_t i;

	for (i = 0; form[i]; i++)
		if (form[i] == 'd' ? !is_digit(s[i]) : s[i] != '-')
			return 0;
	y = (s[0] - '0') * 1000 + (s[1] - '0') * 100 + (s[2] - '0') * 10 + (s[3] - '0');
	m = (s[5] - '0') * 10 + (s[6] - '0');
	d = (s[8] - '0') * 10 + (s[9] - '0');
	if (y < 1 || m < 1 || m > 12 || d < 1 || d > 31)
		return 0;
	if (d > length[m - 1] + (m == 2 && y % 4 == 0 && (y % 100 != 0 || y % 400 == 0)))
		return 0;
	/* the year begins in March, so that the leap day is its last one */
	y -= m <= 2;
	era = y / 400;
	y -= era * 400;
	d += (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 - 1;
	*days = era * 146097 + y * 365 + y / 4 - y / 100 + d - 719468;
	return 1;
}

static void date_of(long days, char out[PENDING_DATE])
{
	char text[64];
	long era, of_era, y, of_year, m;

	days += 719468;
	era = days / 146097;
	of_era = days - era * 146097;
	y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	of_year = of_era - (365 * y + y / 4 - y / 100);
	m = (5 * of_year + 2) / 153;
	(void)snprintf(text, sizeof(text), "%04ld-%02ld-%02ld", y + era * 400 + (m >= 10),
		       m < 10 ? m + 3 : m - 9, of_year - (153 * m + 2) / 5 + 1);
	memcpy(out, text, PENDING_DATE - 1);
	out[PENDING_DATE - 1] = '\0';
}

/* "T10:00…": the time of day behind a date. */
static int is_stamp(const char *s)
{
	return s[0] == 'T' && is_digit(s[1]) && is_digit(s[2]) && s[3] == ':';
}

/* The first date at or behind `at`, in the notes that begin at `from`; or NULL. */
static const char *date_in(const char *from, const char *at, long *days)
{
	for (; at && *at; at++)
		if (is_digit(*at) && (at == from || (!is_digit(at[-1]) && !is_letter(at[-1]))) &&
		    day_of(at, days) && !is_digit(at[10]) && (!is_letter(at[10]) || is_stamp(at + 10)))
			return at;
	return NULL;
}

/* Where a date stands right behind this word: "due 2026-12-05", "due on 2026-12-05". */
static int date_behind(const char *notes, const char *word, long *days)
{
	size_t n = strlen(word);
	const char *at;

	for (at = notes; (at = strcasestr(at, word)); at++) {
		const char *p = at + n;

		if (at > notes && is_letter(at[-1]))
			continue;
		if (!strncasecmp(p, "on ", 3))
			p += 3;
		if (date_in(notes, p, days) == p)
			return 1;
	}
	return 0;
}

/* What closes a sentence or a bracket around an address is no part of it. */
static char *link_new(const char *notes)
{
	const char *at = strstr(notes, "https://");
	size_t n = at ? strcspn(at, " \t\"<>`|") : 0, i;
	size_t open = 0, closed = 0;

	for (i = 0; i < n; i++) {
		open += at[i] == '(';
		closed += at[i] == ')';
	}
	while (n > strlen("https://") && strchr(".,;:!?)]'", at[n - 1])) {
		if (at[n - 1] == ')' && closed-- <= open)
			break;
		n--;
	}
	return n > strlen("https://") ? mem_strn(at, n) : NULL;
}

int pending_dates(const char *notes, char since[PENDING_DATE], char due[PENDING_DATE], char **link)
{
	static const char named[] = "PENDING-NATIVE since";
	const char *behind = strstr(notes, named);
	long from, to;

	since[0] = due[0] = '\0';
	if (link) {
		*link = behind ? link_new(behind) : NULL;
		if (!*link)
			*link = link_new(notes);
	}
	if (!date_in(notes, behind ? behind + strlen(named) : NULL, &from) && !date_in(notes, notes, &from))
		return -1;
	if (!(behind && date_behind(behind, "due ", &to)) && !date_behind(notes, "due ", &to))
		to = from + PENDING_DAYS;
	date_of(from, since);
	date_of(to, due);
	return 0;
}

long pending_days(const char *from, const char *to)
{
	long a, b;

	return strlen(from) == 10 && strlen(to) == 10 && day_of(from, &a) && day_of(to, &b) ? b - a : 0;
}
