/* SPDX-License-Identifier: MIT */
/* clock: wall time and elapsed time. */
#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int is_fixed;
static time_t fixed;

/* Exactly `n` digits at *s, moved past; -1 when they are not there. */
static int digits(const char **s, int n)
{
	int v = 0;

	for (; n > 0; n--, (*s)++) {
		if (**s < '0' || **s > '9')
			return -1;
		v = v * 10 + (**s - '0');
	}
	return v;
}

static int one(const char **s, char c)
{
	if (**s != c)
		return -1;
	(*s)++;
	return 0;
}

/* "Z", "+01:00", "-0130" or nothing; seconds east of UTC in *east. */
static int zone(const char *s, long *east)
{
	int sign = *s == '-' ? -1 : 1, h, m;

	*east = 0;
	if (!*s || !strcmp(s, "Z"))
		return 0;
	if (*s != '+' && *s != '-')
		return -1;
	s++;
	h = digits(&s, 2);
	if (*s == ':')
		s++;
	m = digits(&s, 2);
	if (h < 0 || h > 14 || m < 0 || m > 59 || *s)
		return -1;
	*east = sign * (h * 3600L + m * 60L);
	return 0;
}

int clock_parse(const char *s, time_t *out)
{
	struct tm tm = { 0 }, back;
	long east = 0;
	time_t t;

	if ((tm.tm_year = digits(&s, 4)) < 0 || one(&s, '-') || (tm.tm_mon = digits(&s, 2)) < 1 ||
	    one(&s, '-') || (tm.tm_mday = digits(&s, 2)) < 1)
		return -1;
	if (*s) {
		if (one(&s, 'T') || (tm.tm_hour = digits(&s, 2)) < 0 || one(&s, ':') ||
		    (tm.tm_min = digits(&s, 2)) < 0 || one(&s, ':') ||
		    (tm.tm_sec = digits(&s, 2)) < 0)
			return -1;
		if (*s == '.') {
			if (!strspn(s + 1, "0123456789"))
				return -1;
			s += 1 + strspn(s + 1, "0123456789");
		}
		if (zone(s, &east))
			return -1;
	}
	tm.tm_year -= 1900;
	tm.tm_mon -= 1;
	back = tm;
	t = timegm(&back);
	/* timegm mends 31 February; a date that had to be mended is not a date */
	if (back.tm_mday != tm.tm_mday || back.tm_mon != tm.tm_mon || back.tm_hour != tm.tm_hour ||
	    back.tm_min != tm.tm_min || back.tm_sec != tm.tm_sec)
		return -1;
	*out = t - east;
	return 0;
}

int clock_http(const char *s, time_t *out)
{
	static const char days[] = "MonTueWedThuFriSatSun", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	const char *d, *m;
	char iso[32], day[4] = "", month[4] = "";

	if (strlen(s) != 29)
		return -1;
	memcpy(day, s, 3);
	memcpy(month, s + 8, 3);
	d = strstr(days, day);
	m = strstr(months, month);
	if (!d || (d - days) % 3 || !m || (m - months) % 3 || strncmp(s + 3, ", ", 2) != 0 || s[7] != ' ' || s[11] != ' ' ||
	    s[16] != ' ' || strcmp(s + 25, " GMT") != 0)
		return -1;
	(void)snprintf(iso, sizeof(iso), "%.4s-%02d-%.2sT%.8sZ", s + 12, (int)((m - months) / 3) + 1, s + 5, s + 17);
	return clock_parse(iso, out);
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

void clock_stamp(time_t t, char out[CLOCK_STAMP])
{
	struct tm tm;

	if (!gmtime_r(&t, &tm) || !strftime(out, CLOCK_STAMP, "%Y-%m-%dT%H:%M:%SZ", &tm))
		(void)snprintf(out, CLOCK_STAMP, "1970-01-01T00:00:00Z");
}

void clock_date(time_t t, char out[CLOCK_STAMP])
{
	struct tm tm;

	if (!gmtime_r(&t, &tm) || !strftime(out, CLOCK_STAMP, "%Y-%m-%d", &tm))
		(void)snprintf(out, CLOCK_STAMP, "1970-01-01");
}

int64_t clock_ms(void)
{
	struct timespec ts;

	if (clock_gettime(CLOCK_MONOTONIC, &ts))
		return 0;
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}
