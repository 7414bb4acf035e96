/* SPDX-License-Identifier: MIT */
/* plan_cost: what the vendor costs this month, beside the files of a plan: seen before it is confirmed. */
#include "base/i18n.h"
#include "base/mem.h"
#include "work/plan.h"
#include "work/usage.h"

#include <stdlib.h>

void plan_cost_add(struct plan *p, const struct workspace *ws, const struct kv *facts)
{
	struct plan_cost *pc;

	plan_cost_free(p);
	if (!kv_get(facts, "usage.result"))
		return;
	pc = mem_alloc(sizeof(*pc));
	pc->rates = ws->cost;
	usage_cost(&pc->cost, &pc->rates, facts, "usage.", 0, 0);
	if (pc->cost.used == COST_NOT_KNOWN)
		pc->why = mem_str(kv_or(facts, "usage.why", kv_or(facts, "usage.detail", "?")));
	pc->line = usage_line_new(&pc->cost, &pc->rates, pc->why);
	p->cost = pc;
	if (pc->cost.level >= COST_NEAR) {
		char *verdict = usage_verdict_new(&pc->cost, &pc->rates);

		plan_warn(p, "cost", _("The cost of Pipedream Connect this month: %s. See toolgap cost."), verdict);
		free(verdict);
	}
}

void plan_cost_json(const struct plan *p, struct json_out *o)
{
	if (!p->cost) {
		json_put(o, "cost", NULL);
		return;
	}
	json_open(o, "cost", '{');
	json_put(o, "text", p->cost->line);
	usage_json(o, &p->cost->cost, &p->cost->rates, p->cost->why);
	json_close(o, '}');
}

void plan_cost_free(struct plan *p)
{
	if (!p->cost)
		return;
	free(p->cost->why);
	free(p->cost->line);
	free(p->cost);
	p->cost = NULL;
}
