/* SPDX-License-Identifier: MIT */
/* clock: wall time and elapsed time. */
#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int is_fixed;
static time_t fixed;

int clock_parse(const char *s, time_t *out)
{
	struct tm tm = { 0 };
	int n = 0, hh = 0, mm = 0;
	char sign = 0;

	if (sscanf(s, "%4d-%2d-%2d%n", &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &n) != 3 || n != 10)
		return -1;
	s += n;
	if (*s) {
		n = 0;
		if (sscanf(s, "T%2d:%2d:%2d%n", &tm.tm_hour, &tm.tm_min, &tm.tm_sec, &n) != 3 || n != 9)
			return -1;
		s += n;
		if (*s == '.')
			s += 1 + strspn(s + 1, "0123456789");
		n = 0;
		if (!strcmp(s, "Z") || !*s)
			;
		else if (sscanf(s, "%c%2d:%2d%n", &sign, &hh, &mm, &n) == 3 && !s[n] && strchr("+-", sign))
			;
		else
			return -1;
	}
	if (tm.tm_mon < 1 || tm.tm_mon > 12 || tm.tm_mday < 1 || tm.tm_mday > 31 || tm.tm_hour > 23 ||
	    tm.tm_min > 59 || tm.tm_sec > 60)
		return -1;
	tm.tm_year -= 1900;
	tm.tm_mon -= 1;
	*out = timegm(&tm) - (sign == '-' ? -1 : 1) * (hh * 3600 + mm * 60);
	return 0;
}

int clock_init(void)
{
	const char *s = getenv("TOOLGAP_NOW");

	is_fixed = 0;
	if (!s || !*s)
		return 0;
	if (clock_parse(s, &fixed))
		return -1;
	is_fixed = 1;
	return 0;
}

time_t clock_now(void)
{
	return is_fixed ? fixed : time(NULL);
}

static void stamp(time_t t, const char *fmt, char out[CLOCK_STAMP])
{
	struct tm tm;

	if (!gmtime_r(&t, &tm) || !strftime(out, CLOCK_STAMP, fmt, &tm))
		strcpy(out, "1970-01-01T00:00:00Z");
}

void clock_stamp(time_t t, char out[CLOCK_STAMP])
{
	stamp(t, "%Y-%m-%dT%H:%M:%SZ", out);
}

void clock_date(time_t t, char out[CLOCK_STAMP])
{
	stamp(t, "%Y-%m-%d", out);
}

int64_t clock_ms(void)
{
	struct timespec ts;

	if (clock_gettime(CLOCK_MONOTONIC, &ts))
		return 0;
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}
