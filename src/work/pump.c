/* SPDX-License-Identifier: MIT */
/* pump: one conversation with a vendor under way. */
#include "work/pump.h"

#include "base/clock.h"

#include <string.h>

static void pump(void *arg);

static void replied(void *arg, const struct call *c, const struct reply *r)
{
	struct pump *u = arg;

	u->ended = clock_ms();
	probe_give(&u->probe, c, r);
	pump(u);
}

static void pump(void *arg)
{
	struct pump *u = arg;
	struct call c;

	if (u->probe.queued == 0)
		u->ended = clock_ms();
	while (probe_take(&u->probe, &c))
		http_send(u->http, &c, replied, u);
}

void pump_start(struct pump *u, struct http *http, const struct probe_ops *ops, struct vendor_env *env,
		const struct kv *in)
{
	pump_stop(u);
	u->http = http;
	u->on = 1;
	u->begun = u->ended = clock_ms();
	probe_init(&u->probe, ops, env, in);
	u->probe.wake = pump;
	u->probe.wake_arg = u;
	pump(u);
}

int pump_over(const struct pump *u)
{
	return u->on && probe_over(&u->probe);
}

void pump_stop(struct pump *u)
{
	if (!u->on)
		return;
	http_cancel(u->http, u);
	probe_free(&u->probe);
	memset(u, 0, sizeof(*u));
}
