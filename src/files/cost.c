/* SPDX-License-Identifier: MIT */
/* cost: credits and money of a month. */
#include "files/cost.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#define MILLION 1000000LL

/* Sums and products that would not fit stay at the largest number: more than any threshold. */
static long long add(long long a, long long b)
{
	long long sum;

	return __builtin_add_overflow(a, b, &sum) ? LLONG_MAX : sum;
}

static long long times(long long a, long long b)
{
	long long product;

	return __builtin_mul_overflow(a, b, &product) ? LLONG_MAX : product;
}

static long long up(long long a, long long b)
{
	return a / b + (a % b != 0);
}

static int days_in(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 ? 28 + leap : days[month - 1];
}

static enum cost_level level_of(const struct cost *c, const struct cost_rates *r)
{
	if (c->money > r->threshold || r->flat > r->threshold)
		return COST_MONEY;
	if (c->total == COST_NOT_KNOWN)
		return COST_UNKNOWN;
	if (c->extra > 0)
		return COST_CREDITS;
	return c->total > 0 && times(c->total, 10) >= times(r->credits, 9) ? COST_NEAR : COST_BELOW;
}

void cost_reckon(struct cost *c, const struct cost_rates *r, long long used, long long calls, long long ms,
		 time_t now)
{
	struct tm tm;

	memset(c, 0, sizeof(*c));
	gmtime_r(&now, &tm);
	c->year = tm.tm_year + 1900;
	c->month = tm.tm_mon + 1;
	c->day = tm.tm_mday;
	c->days = days_in(c->year, c->month);
	c->used = used < 0 ? COST_NOT_KNOWN : used;
	c->projected = used < 0 ? COST_NOT_KNOWN : up(times(used, c->days), c->day);
	c->calls = calls;
	c->ms = ms;
	c->planned = times(calls, ms > 0 ? up(ms, times(r->seconds, 1000)) : 1);
	if (used >= 0)
		c->total = add(c->projected, c->planned);
	else
		c->total = calls > 0 ? c->planned : COST_NOT_KNOWN;
	c->extra = c->total == COST_NOT_KNOWN ? COST_NOT_KNOWN
		   : c->total > r->credits    ? c->total - r->credits
					      : 0;
	if (!c->extra)
		c->money = r->flat;
	else if (c->extra == COST_NOT_KNOWN || r->overage == COST_NOT_KNOWN)
		c->money = COST_NOT_KNOWN;
	else
		c->money = add(r->flat, times(c->extra, r->overage));
	c->level = level_of(c, r);
}

const char *cost_level_name(enum cost_level l)
{
	static const char *const names[] = { "unknown", "below", "near", "credits", "money" };

	return names[l];
}

/* Digits, and up to `places` behind a point, as a whole number of the smallest part. */
static int decimal(const char *s, int places, long long max, long long *out)
{
	long long n = 0;
	int seen = 0, left = places;

	for (; *s >= '0' && *s <= '9'; s++, seen = 1)
		if ((n = n * 10 + (*s - '0')) > max)
			return -1;
	if (*s == '.' && places && seen) {
		for (s++, seen = 0; *s >= '0' && *s <= '9' && left; s++, left--, seen = 1)
			n = n * 10 + (*s - '0');
	}
	if (*s || !seen)
		return -1;
	while (left--)
		n *= 10;
	*out = n;
	return 0;
}

int cost_money_parse(const char *s, long long *out)
{
	return decimal(s, 6, 1000 * MILLION, out);
}

int cost_seconds_parse(const char *s, long long *ms)
{
	return decimal(s, 3, COST_MS_MAX / 1000, ms);
}

int cost_count_parse(const char *s, long long max, long long *out)
{
	return decimal(s, 0, max, out);
}

/* The decimals that are needed: none, or two, or as many as there are. */
static void decimals(long long part, int least, char out[16])
{
	int n = 6;

	*out = '\0';
	if (!part)
		return;
	(void)snprintf(out, 16, ".%06lld", part);
	while (n > least && out[n] == '0')
		out[n--] = '\0';
}

void cost_money_plain(long long money, char out[40])
{
	char part[16];

	decimals(money % MILLION, 1, part);
	(void)snprintf(out, 40, "%lld%s", money / MILLION, part);
}

void cost_seconds_plain(long long ms, char out[40])
{
	cost_money_plain(ms * 1000, out);
}

void cost_money_text(long long money, char out[40])
{
	char whole[24], part[16];
	int len = snprintf(whole, sizeof(whole), "%lld", money / MILLION), i, to = 0;

	decimals(money % MILLION, 2, part);
	out[to++] = '$';
	for (i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			out[to++] = ',';
		out[to++] = whole[i];
	}
	memcpy(out + to, part, strlen(part) + 1);
}
