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

/* The verdict in a few words. */
static char *brief_new(const struct cost *c, const struct cost_rates *r)
{
	char extra[32], money[40], most[40];

	usage_count(c->extra, extra);
	cost_money_text(r->threshold, most);
	cost_money_text(c->money == COST_NOT_KNOWN ? r->flat : c->money, money);
	if (c->level == COST_BELOW)
		return mem_fmt(_("below %s"), most);
	if (c->level == COST_NEAR)
		return mem_fmt(_("close to what is included"));
	if (c->level == COST_MONEY)
		return mem_fmt(_("%s, above %s"), money, most);
	if (c->money == COST_NOT_KNOWN)
		/* TRANSLATORS: a count of credits */
		return mem_fmt(_("%s more than are included, at a price not known"), extra);
	return mem_fmt(_("%s more than are included, %s in all"), extra, money);
}

char *usage_line_new(const struct cost *c, const struct cost_rates *r, const char *why)
{
	char flat[40], included[32], used[32], total[32], *brief, *line;

	cost_money_text(r->flat, flat);
	usage_count(r->credits, included);
	usage_count(c->used, used);
	usage_count(c->total, total);
	if (c->used == COST_NOT_KNOWN)
		/* TRANSLATORS: a price, a count of credits, why nobody knows */
		return mem_fmt(_("%s a month for %s credits; how many are used is not known (%s)"), flat, included,
			       why && *why ? why : "?");
	brief = brief_new(c, r);
	/* TRANSLATORS: a price, three counts of credits, what that means: "below $500" */
	line = mem_fmt(_("%s a month; %s of %s credits used, %s projected; %s"), flat, used, included, total, brief);
	free(brief);
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
