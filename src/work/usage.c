/* SPDX-License-Identifier: MIT */
/* usage: usage and money in words. */
#include "work/usage.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "vendors/look.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *fact(const struct kv *facts, const char *prefix, const char *key)
{
	char *full = mem_fmt("%s%s", prefix, key);
	const char *value = kv_get(facts, full);

	free(full);
	return value;
}

void usage_cost(struct cost *c, const struct cost_rates *r, const struct kv *facts, const char *prefix,
	     long long calls, long long ms)
{
	const char *result = fact(facts, prefix, "result"), *credits = fact(facts, prefix, "credits");
	long long used;

	if (!result || strcmp(result, "ok") != 0 || !credits ||
	    cost_count_parse(credits, 1000000000000LL, &used))
		used = COST_NOT_KNOWN;
	cost_reckon(c, r, used, calls, ms, clock_now());
}

void usage_month(const struct cost *c, char out[64])
{
	struct tm tm = { .tm_year = c->year - 1900, .tm_mon = c->month - 1, .tm_mday = 1 };

	/* TRANSLATORS: a month and its year, for strftime */
	if (!strftime(out, 64, _("%B %Y"), &tm))
		(void)snprintf(out, 64, "%04d-%02d", c->year, c->month);
}

void usage_count(long long n, char out[32])
{
	if (n < 0)
		(void)snprintf(out, 32, "?");
	else
		look_number(out, (size_t)n);
}

char *usage_verdict_new(const struct cost *c, const struct cost_rates *r)
{
	char included[32], extra[32], money[40], most[40];

	usage_count(r->credits, included);
	usage_count(c->extra, extra);
	cost_money_text(r->threshold, most);
	cost_money_text(c->money == COST_NOT_KNOWN ? r->flat : c->money, money);
	switch (c->level) {
	case COST_BELOW:
		return mem_fmt(_("below both thresholds (%s credits, %s a month)"), included, most);
	case COST_NEAR:
		return mem_fmt(_("close to the %s credits that are included"), included);
	case COST_CREDITS:
		if (c->money == COST_NOT_KNOWN)
			return mem_fmt(_("%s credits more than are included; what one of them costs is not known (toolgap.yaml: cost: overage)"),
				       extra);
		return mem_fmt(_("%s credits more than are included, %s for the month; below %s"), extra, money, most);
	case COST_MONEY:
		return c->money == COST_NOT_KNOWN
			       ? mem_fmt(_("at least %s for the month, which is above %s: weigh the vendor anew"), money, most)
			       : mem_fmt(_("%s for the month, which is above %s: weigh the vendor anew"), money, most);
	default:
		return mem_fmt(_("weigh the vendor anew beyond %s a month"), most);
	}
}

char *usage_line_new(const struct cost *c, const struct cost_rates *r, const char *why)
{
	char flat[40], included[32], used[32], total[32], *verdict = usage_verdict_new(c, r), *line;

	cost_money_text(r->flat, flat);
	usage_count(r->credits, included);
	usage_count(c->used, used);
	usage_count(c->total, total);
	if (c->used == COST_NOT_KNOWN)
		/* TRANSLATORS: a price, a count of credits, why nobody knows, what to keep in mind */
		line = mem_fmt(_("%s a month with %s credits; how many are used could not be asked (%s); %s"), flat,
			       included, why && *why ? why : "?", verdict);
	else
		/* TRANSLATORS: a price, three counts of credits, what that means */
		line = mem_fmt(_("%s a month with %s credits; %s used so far, %s by the end of the month at this pace; %s"),
			       flat, included, used, total, verdict);
	free(verdict);
	return line;
}

static void put_count(struct json_out *o, const char *key, long long n)
{
	if (n < 0)
		json_put(o, key, NULL);
	else
		json_put_int(o, key, n);
}

static void put_money(struct json_out *o, const char *key, long long money)
{
	char plain[40];

	if (money < 0) {
		json_put(o, key, NULL);
		return;
	}
	cost_money_plain(money, plain);
	json_put_raw(o, key, plain);
}

void usage_json(struct json_out *o, const struct cost *c, const struct cost_rates *r, const char *why)
{
	char month[32], seconds[40];

	(void)snprintf(month, sizeof(month), "%04d-%02d", c->year, c->month);
	json_put(o, "month", month);
	json_put_int(o, "day", c->day);
	json_put_int(o, "days", c->days);
	json_open(o, "rates", '{');
	json_put(o, "currency", "USD");
	put_money(o, "flat", r->flat);
	put_count(o, "credits", r->credits);
	put_count(o, "credit_seconds", r->seconds);
	put_money(o, "overage", r->overage);
	put_money(o, "threshold", r->threshold);
	json_close(o, '}');
	put_count(o, "used", c->used);
	json_put(o, "unknown", c->used == COST_NOT_KNOWN ? why && *why ? why : "?" : NULL);
	put_count(o, "projected", c->projected);
	if (c->calls) {
		cost_seconds_plain(c->ms, seconds);
		json_open(o, "planned", '{');
		json_put_int(o, "calls", c->calls);
		json_put_raw(o, "seconds", seconds);
		json_put_int(o, "credits", c->planned);
		json_close(o, '}');
	} else {
		json_put(o, "planned", NULL);
	}
	put_count(o, "total", c->total);
	put_count(o, "extra", c->extra);
	put_money(o, "money", c->money);
	json_put(o, "level", cost_level_name(c->level));
}
