/* SPDX-License-Identifier: MIT */
/* t-cost: credits and money: months of all lengths, thresholds, prices of a fraction of a cent, and their settings. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/mem.h"
#include "files/cost.h"
#include "work/settings.h"
#include "work/usage.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

static const struct cost_rates usual = COST_RATES;

static time_t day(const char *s)
{
	time_t t;

	assert_int_equal(clock_parse(s, &t), 0);
	return t;
}

static struct cost reckon(long long used, long long calls, long long ms, const char *now)
{
	struct cost c;

	cost_reckon(&c, &usual, used, calls, ms, day(now));
	return c;
}

static void months(void **state)
{
	static const struct {
		const char *now;
		int day, days;
		long long projected; /* of 280 credits */
	} rows[] = { { "2026-11-01T00:00:00Z", 1, 30, 8400 },	{ "2026-11-01T23:59:59Z", 1, 30, 8400 },
		     { "2026-11-30T23:59:59Z", 30, 30, 280 },	{ "2026-02-14T10:00:00Z", 14, 28, 560 },
		     { "2028-02-14T10:00:00Z", 14, 29, 580 },	{ "2028-02-29T10:00:00Z", 29, 29, 280 },
		     { "2100-02-28T10:00:00Z", 28, 28, 280 },	{ "2000-02-28T10:00:00Z", 28, 29, 290 },
		     { "2026-12-31T23:59:59Z", 31, 31, 280 },	{ "2027-01-03T00:00:00Z", 3, 31, 2894 } };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct cost c = reckon(280, 0, 0, rows[i].now);

		assert_int_equal(c.day, rows[i].day);
		assert_int_equal(c.days, rows[i].days);
		assert_int_equal(c.projected, rows[i].projected);
		assert_int_equal(c.total, rows[i].projected);
	}
}

static void a_usual_month(void **state)
{
	struct cost c = reckon(3120, 0, 0, "2026-11-21T10:00:00Z");

	(void)state;
	assert_int_equal(c.projected, 4458); /* 3,120 of 21 days, for 30, rounded up */
	assert_int_equal(c.extra, 0);
	assert_int_equal(c.money, 99000000);
	assert_int_equal(c.level, COST_BELOW);
}

static void nothing_used(void **state)
{
	struct cost c = reckon(0, 0, 0, "2026-11-01T00:00:00Z");

	(void)state;
	assert_int_equal(c.used, 0);
	assert_int_equal(c.projected, 0);
	assert_int_equal(c.money, 99000000);
	assert_int_equal(c.level, COST_BELOW);
}

/* Unknown is not nothing. */
static void nobody_knows(void **state)
{
	struct cost c = reckon(COST_NOT_KNOWN, 0, 0, "2026-11-21T00:00:00Z");

	(void)state;
	assert_int_equal(c.used, COST_NOT_KNOWN);
	assert_int_equal(c.total, COST_NOT_KNOWN);
	assert_int_equal(c.money, COST_NOT_KNOWN);
	assert_int_equal(c.level, COST_UNKNOWN);
	c = reckon(COST_NOT_KNOWN, 5000, 2000, "2026-11-21T00:00:00Z");
	assert_int_equal(c.used, COST_NOT_KNOWN);
	assert_int_equal(c.projected, COST_NOT_KNOWN);
	assert_int_equal(c.total, 5000);
	assert_int_equal(c.money, 99000000);
	assert_int_equal(c.level, COST_BELOW);
}

static void credits_of_calls(void **state)
{
	static const struct {
		long long calls, ms, credits;
	} rows[] = { { 0, 2000, 0 },	 { 1, 0, 1 },	     { 1, 1, 1 },	  { 1, 30000, 1 },
		     { 1, 30001, 2 },	 { 7, 60000, 14 },   { 7, 60001, 21 },	  { 8000, 1999, 8000 },
		     { COST_CALLS_MAX, COST_MS_MAX, COST_CALLS_MAX * 33334 } };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		assert_int_equal(reckon(0, rows[i].calls, rows[i].ms, "2026-11-21T00:00:00Z").planned, rows[i].credits);
}

static void thresholds(void **state)
{
	struct cost_rates r = usual;
	struct cost c;

	(void)state;
	assert_int_equal(reckon(8999, 0, 0, "2026-11-30T00:00:00Z").level, COST_BELOW);
	assert_int_equal(reckon(9000, 0, 0, "2026-11-30T00:00:00Z").level, COST_NEAR);
	assert_int_equal(reckon(10000, 0, 0, "2026-11-30T00:00:00Z").level, COST_NEAR);
	c = reckon(10001, 0, 0, "2026-11-30T00:00:00Z");
	assert_int_equal(c.level, COST_CREDITS);
	assert_int_equal(c.extra, 1);
	assert_int_equal(c.money, COST_NOT_KNOWN); /* what one more costs nobody has said */
	r.overage = 100000; /* 0.10 $ */
	cost_reckon(&c, &r, 14010, 0, 0, day("2026-11-30"));
	assert_int_equal(c.money, 500000000); /* just as much as the threshold */
	assert_int_equal(c.level, COST_CREDITS);
	cost_reckon(&c, &r, 14011, 0, 0, day("2026-11-30"));
	assert_int_equal(c.level, COST_MONEY);
	r.flat = 501000000;
	cost_reckon(&c, &r, COST_NOT_KNOWN, 0, 0, day("2026-11-30"));
	assert_int_equal(c.level, COST_MONEY); /* whatever is used */
	cost_reckon(&c, &r, LLONG_MAX / 4, COST_CALLS_MAX, COST_MS_MAX, day("2026-11-02"));
	assert_int_equal(c.level, COST_MONEY);
	assert_true(c.total > 0 && c.money > 0);
}

static void money(void **state)
{
	static const struct {
		const char *s, *plain, *text;
		long long n;
	} rows[] = { { "99", "99", "$99", 99000000 },
		     { "0", "0", "$0", 0 },
		     { "0.002", "0.002", "$0.002", 2000 },
		     { "0.000001", "0.000001", "$0.000001", 1 },
		     { "1234.5", "1234.5", "$1,234.50", 1234500000 },
		     { "1000000000", "1000000000", "$1,000,000,000", 1000000000000000 } };
	static const char *const bad[] = { "", "-1", "1.", ".5", "1,000", "$99", "1e3", "0.0000001", "1000000001",
					   "99999999999999999999", " 1", "1 ", "NaN", "0x10" };
	char out[40];
	long long n;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_int_equal(cost_money_parse(rows[i].s, &n), 0);
		assert_int_equal(n, rows[i].n);
		cost_money_plain(n, out);
		assert_string_equal(out, rows[i].plain);
		cost_money_text(n, out);
		assert_string_equal(out, rows[i].text);
	}
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(cost_money_parse(bad[i], &n), -1);
	assert_int_equal(cost_seconds_parse("0.5", &n), 0);
	assert_int_equal(n, 500);
	cost_seconds_plain(n, out);
	assert_string_equal(out, "0.5");
	assert_int_equal(cost_seconds_parse("0.0005", &n), -1);
	assert_int_equal(cost_count_parse("12", 12, &n), 0);
	assert_int_equal(cost_count_parse("13", 12, &n), -1);
	assert_int_equal(cost_count_parse("1.5", 12, &n), -1);
}

static void set(struct cost_rates *r, const char *text, const char *fault)
{
	struct err e = ERR_INIT;
	struct yaml *doc = yaml_parse(text, strlen(text), "toolgap.yaml", &e);
	int rc;

	assert_non_null(doc);
	rc = settings_cost(r, doc, "toolgap.yaml", &e);
	assert_int_equal(rc, fault ? -1 : 0);
	if (fault && !strstr(e.msg, fault))
		fail_msg("%s", e.msg);
	yaml_free(doc);
}

static void settings(void **state)
{
	struct cost_rates r = usual;

	(void)state;
	set(&r, "tenants: [a]\n", NULL);
	assert_memory_equal(&r, &usual, sizeof(r));
	set(&r, "cost: {flat: 150, credits: 20000, credit_seconds: 60, overage: \"0.002\", threshold: 750.50}\n", NULL);
	assert_int_equal(r.flat, 150000000);
	assert_int_equal(r.credits, 20000);
	assert_int_equal(r.seconds, 60);
	assert_int_equal(r.overage, 2000);
	assert_int_equal(r.threshold, 750500000);
	set(&r, "cost:\n  flat: cheap\n", "toolgap.yaml:2:3: 'flat'");
	set(&r, "cost:\n  credits: 1.5\n", "'credits'");
	set(&r, "cost:\n  credit_seconds: 0\n", "'credit_seconds'");
	set(&r, "cost:\n  overage: [1]\n", "'overage'");
	set(&r, "cost:\n  prize: 1\n", "no setting 'prize'");
	set(&r, "cost: 99\n", "must be a map");
	assert_int_equal(r.flat, 150000000); /* a fault changes nothing */
}

static void command_and_index(void **state)
{
	static const struct {
		const char *text, *words, *fault;
	} rows[] = { { "embed: npm run embed\n", "npm|run|embed|", NULL },
		     { "embed: \"  ./embed.sh  --all \"\n", "./embed.sh|--all|", NULL },
		     { "embed: [node, \"my script.js\", \"$HOME\"]\n", "node|my script.js|$HOME|", NULL },
		     { "embed: npm run embed && rm -r x\n", NULL, "no shell" },
		     { "embed: \"echo `id`\"\n", NULL, "no shell" },
		     { "embed: echo $HOME\n", NULL, "no shell" },
		     { "embed: \"\"\n", NULL, "no word" },
		     { "embed: []\n", NULL, "no word" },
		     { "embed: [a, \"\"]\n", NULL, "empty" },
		     { "embed: [a, \"b\\nc\"]\n", NULL, "control" },
		     { "embed: {a: b}\n", NULL, "no word" },
		     { "vectors: {index: own_index, model: \"@cf/x/y\"}\n", "", NULL },
		     { "vectors: {indx: own_index}\n", NULL, "no setting 'indx'" },
		     { "vectors: {index: [a]}\n", NULL, "must be a name" } };
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct err e = ERR_INIT;
		struct yaml *doc = yaml_parse(rows[i].text, strlen(rows[i].text), "t.yaml", &e);
		struct kv words = KV_INIT, vectors = KV_INIT;
		struct buf b = BUF_INIT;
		int rc = settings_embed(&words, doc, "t.yaml", &e) || settings_vectors(&vectors, doc, "t.yaml", &e);

		assert_int_equal(rc != 0, rows[i].fault != NULL);
		if (rows[i].fault && !strstr(e.msg, rows[i].fault))
			fail_msg("%s", e.msg);
		for (k = 0; k < words.n; k++)
			buf_addf(&b, "%s|", words.v[k].key);
		if (rows[i].words)
			assert_string_equal(buf_str(&b), rows[i].words);
		if (kv_get(&vectors, "index"))
			assert_string_equal(kv_get(&vectors, "index"), "own_index");
		buf_free(&b);
		kv_free(&words);
		kv_free(&vectors);
		yaml_free(doc);
	}
}

static void the_line(void **state)
{
	struct kv facts = KV_INIT;
	struct cost c;
	char *line;

	(void)state;
	setenv("TOOLGAP_NOW", "2026-11-21T10:00:00Z", 1);
	assert_int_equal(clock_init(), 0);
	kv_add(&facts, "usage.result", "ok");
	kv_add(&facts, "usage.credits", "3120");
	usage_cost(&c, &usual, &facts, "usage.", 0, 0);
	line = usage_line_new(&c, &usual, NULL);
	assert_string_equal(line, "$99 a month; 3,120 of 10,000 credits used, 4,458 projected; below $500");
	free(line);
	kv_set(&facts, "usage.result", "unknown");
	usage_cost(&c, &usual, &facts, "usage.", 0, 0);
	assert_int_equal(c.level, COST_UNKNOWN);
	line = usage_line_new(&c, &usual, "timed out");
	assert_non_null(strstr(line, "is not known (timed out)"));
	free(line);
	kv_set(&facts, "usage.result", "ok");
	kv_set(&facts, "usage.credits", "-5");
	usage_cost(&c, &usual, &facts, "usage.", 0, 0);
	assert_int_equal(c.level, COST_UNKNOWN);
	kv_free(&facts);
	unsetenv("TOOLGAP_NOW");
	(void)clock_init();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(months),	    cmocka_unit_test(a_usual_month),
		cmocka_unit_test(nothing_used),	    cmocka_unit_test(nobody_knows),
		cmocka_unit_test(credits_of_calls), cmocka_unit_test(thresholds),
		cmocka_unit_test(money),	    cmocka_unit_test(settings),
		cmocka_unit_test(command_and_index), cmocka_unit_test(the_line),
	};

	return cmocka_run_group_tests_name("cost", tests, NULL, NULL);
}
