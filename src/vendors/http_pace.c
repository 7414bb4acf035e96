/* SPDX-License-Identifier: MIT */
/* http_pace: how fast a vendor may be asked: its published limit as a bucket that refills. */
#include "vendors/http_pace.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define ONE 60000	  /* a request */
#define SLOWEST 120	  /* a minute: whatever a header says, we do not stand still */
#define FASTEST 1000000

static int64_t room(const struct pace *p)
{
	return (int64_t)(p->per_minute / 4) * ONE;
}

static void refill(struct pace *p, int64_t now)
{
	int64_t ms = now - p->at;

	if (ms > 60000)
		ms = 60000;
	if (ms > 0)
		p->level += ms * (int64_t)(p->per_minute - p->per_minute / 4);
	if (p->level > room(p))
		p->level = room(p);
	p->at = now;
}

struct pace *paces_of(struct paces *ps, const struct http_rate *rate, int64_t now)
{
	struct pace *p;
	size_t i;

	if (!rate)
		return NULL;
	for (i = 0; i < ps->n; i++)
		if (!strcmp(ps->v[i]->rate->name, rate->name))
			return ps->v[i];
	if (ps->n == sizeof(ps->v) / sizeof(*ps->v))
		return NULL;
	p = mem_alloc(sizeof(*p));
	p->rate = rate;
	p->per_minute = rate->per_minute < SLOWEST ? SLOWEST : rate->per_minute;
	p->level = room(p);
	p->at = now;
	ps->v[ps->n++] = p;
	return p;
}

void paces_free(struct paces *ps)
{
	while (ps->n)
		free(ps->v[--ps->n]);
}

int64_t pace_wait(struct pace *p, int64_t now)
{
	int64_t gain = p->per_minute - p->per_minute / 4;

	refill(p, now);
	if (p->open >= HTTP_ABREAST)
		return -1;
	return p->level >= ONE ? 0 : (ONE - p->level + gain - 1) / gain;
}

void pace_take(struct pace *p, int64_t now)
{
	refill(p, now);
	p->level -= ONE;
	if (p->level < -room(p))
		p->level = -room(p);
}

/* A whole number of [0, 1e6] that something else than a digit may follow ("60s"), or -1. */
static long number(const char *s)
{
	char *end;
	long n;

	if (!s || *s < '0' || *s > '9')
		return -1;
	n = strtol(s, &end, 10);
	return n > FASTEST ? -1 : n;
}

void pace_hear(struct pace *p, const struct reply *r, int64_t now)
{
	long limit = number(reply_header(r, "x-ratelimit"));
	long window = number(reply_header(r, "x-ratelimit-window-size"));
	long left = number(reply_header(r, "x-ratelimit-remaining"));

	refill(p, now);
	if (limit > 0 && window > 0 && window <= 86400) {
		long rate = limit * 60 / window;

		p->per_minute = rate < SLOWEST ? SLOWEST : rate > FASTEST ? FASTEST : (unsigned)rate;
	}
	if (r->status == 429)
		left = 0;
	if (left >= 0 && p->level > left * ONE)
		p->level = left * ONE;
	if (p->level > room(p))
		p->level = room(p);
}
