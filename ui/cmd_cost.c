/* SPDX-License-Identifier: MIT */
/* cmd_cost: credits and money of Pipedream Connect: this month so far, at this pace, and with calls that are planned. */
#include "base/i18n.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "ui/cmd.h"
#include "work/probes.h"
#include "work/usage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECONDS "2" /* most calls end sooner, says the runbook */
#define LABEL 18    /* columns */

struct plan_of_calls {
	long long calls, ms;
};

static int planned(const struct options *o, struct plan_of_calls *p, struct err *e)
{
	if (o->words.n)
		return err_set(e, E_USAGE, _("toolgap cost takes no further words; --calls N and --seconds S say what is planned."));
	if (o->seconds && !o->calls)
		return err_set(e, E_USAGE, _("--seconds says how long each of the calls of --calls takes; give --calls, too."));
	if (o->calls && cost_count_parse(o->calls, COST_CALLS_MAX, &p->calls))
		return err_set(e, E_USAGE, _("--calls takes a whole number of calls a month, 1,000,000,000 at most, without commas."));
	if (cost_seconds_parse(o->seconds ? o->seconds : SECONDS, &p->ms))
		return err_set(e, E_USAGE, _("--seconds takes the seconds of one call, for instance 2 or 0.5."));
	return 0;
}

static void row(struct buf *b, const char *label, const char *value, const char *note)
{
	size_t width = text_width(label), i;

	buf_addf(b, "  %s", label);
	for (i = width; i < LABEL; i++)
		buf_addc(b, ' ');
	for (i = text_width(value); i < 14; i++)
		buf_addc(b, ' ');
	buf_addf(b, "%s%s%s\n", value, *note ? "   " : "", note);
}

static void counted(struct buf *b, const char *label, long long credits, const char *note)
{
	char n[32];

	usage_count(credits, n);
	row(b, label, n, note);
}

static void money_row(struct buf *b, const struct cost *c, const struct cost_rates *r)
{
	char flat[40], each[40], all[40], extra[32], *note;

	cost_money_text(r->flat, flat);
	cost_money_text(c->money < 0 ? 0 : c->money, all);
	usage_count(c->extra, extra);
	if (c->extra <= 0) {
		row(b, _("money"), flat, c->extra ? _("the flat fee; how much comes on top is not known") : _("the flat fee; nothing on top"));
		return;
	}
	if (c->money == COST_NOT_KNOWN) {
		note = mem_fmt(_("and %s credits more; toolgap.yaml can say what one costs (cost: overage)"), extra);
		row(b, _("money"), flat, note);
	} else {
		cost_money_text(r->overage, each);
		note = mem_fmt(_("%s and %s credits more for %s each"), flat, extra, each);
		row(b, _("money"), all, note);
	}
	free(note);
}

static void text_of(struct buf *b, const struct cost *c, const struct cost_rates *r)
{
	char month[64], each[32], seconds[40], *note, *verdict = usage_verdict_new(c, r);

	usage_month(c, month);
	/* TRANSLATORS: a month, the day of it and how many days it has */
	buf_addf(b, _("Pipedream Connect, %s, day %d of %d (UTC), in credits\n"), month, c->day, c->days);
	counted(b, _("used so far"), c->used, c->used < 0 ? _("not known") : "");
	if (c->used >= 0)
		counted(b, _("at this pace"), c->projected, _("by the end of the month"));
	if (c->calls) {
		usage_count(c->calls, each);
		cost_seconds_plain(c->ms, seconds);
		/* TRANSLATORS: how many calls a month, how many seconds each */
		note = mem_fmt(_("%s calls a month, %s s each"), each, seconds);
		counted(b, _("planned"), c->planned, note);
		free(note);
		if (c->used >= 0)
			counted(b, _("both"), c->total, "");
	}
	note = mem_fmt(_("1 credit = %lld s at 256 MB; a call costs at least one"), r->seconds);
	counted(b, _("included"), r->credits, note);
	free(note);
	money_row(b, c, r);
	/* TRANSLATORS: what the figures mean: "below both thresholds …" */
	buf_addf(b, _("%s: %s.\n"), c->level >= COST_NEAR ? _("Look at it") : _("Verdict"), verdict);
	free(verdict);
}

static int told(const struct options *o, const struct cost *c, const struct cost_rates *r, const struct kv *facts,
		struct err *e)
{
	struct buf b = BUF_INIT;
	struct json_out j;

	if (!o->json) {
		text_of(&b, c, r);
		return print_buf(&b, e);
	}
	json_out_init(&j, &b, 1);
	json_open(&j, NULL, '{');
	json_put(&j, "schema", "toolgap.cost/1");
	usage_json(&j, c, r, c->used < 0 ? kv_or(facts, "why", "?") : NULL);
	json_close(&j, '}');
	return print_buf(&b, e);
}

/* The meter could not be read: with calls that are planned there is an answer all the same. */
static int unread(const struct options *o, const struct vendor_env *env, const struct kv *facts, struct err *e)
{
	char *missing = kv_join_new(facts, "missing", ", ");
	const char *why = kv_or(facts, "why", "?");

	if (o->calls) {
		if (!o->quiet && missing)
			fprintf(stderr, _("toolgap: the meter was not asked (set %s); these are the planned calls alone.\n"), missing);
		else if (!o->quiet)
			fprintf(stderr, _("toolgap: the meter could not be asked (%s); these are the planned calls alone.\n"), why);
	} else if (missing) {
		need_credentials(env, missing, e);
	} else if (vendor_refused(facts)) {
		err_set(e, E_CREDS,
			_("The meter cannot be read: %s. Nothing was changed; see that PIPEDREAM_CLIENT_ID belongs to a client that may read usage (connect:usage:read), or give --calls."),
			why);
	} else {
		err_set(e, E_UNDECIDED,
			_("The meter could not be asked: %s. Nothing was changed; try again, or give --calls."), why);
	}
	free(missing);
	return e->code;
}

static int reckon(struct house *h, const struct options *o, const struct plan_of_calls *p, struct err *e)
{
	struct probes *probes = probes_new(&h->ws, &h->env, h->http, h->copies, o->offline);
	struct kv in = KV_INIT, facts = KV_INIT;
	struct cost c;
	int code;

	if (vendor_ask(probes, h->http, "usage", &in, &facts, e)) {
		code = e->code;
	} else {
		usage_cost(&c, &h->ws.cost, &facts, "", p->calls, p->ms);
		code = told(o, &c, &h->ws.cost, &facts, e);
		if (!code && c.used == COST_NOT_KNOWN)
			code = unread(o, &h->env, &facts, e);
	}
	probes_free(probes);
	kv_free(&facts);
	return code;
}

int cmd_cost(const struct options *o, struct err *e)
{
	struct plan_of_calls p = { 0, 0 };
	struct house h;
	int code;

	if (planned(o, &p, e) || house_open(&h, o, 1, e))
		return e->code;
	code = reckon(&h, o, &p, e);
	house_close(&h);
	return code;
}
