/* SPDX-License-Identifier: MIT */
/* semantic: asking the vector index. */
#include "work/semantic.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "vendors/cloudflare.h"
#include "work/env.h"
#include "work/pump.h"

#include <stdlib.h>
#include <string.h>

int semantic_ready(const struct vendor_env *env)
{
	return env->cloudflare_token && env->cloudflare_account && *env->cloudflare_account;
}

void semantic_free(struct semantic_hit *hits, size_t n)
{
	while (n) {
		struct semantic_hit *h = &hits[--n];

		free(h->id);
		free(h->vendor);
		free(h->slug);
		free(h->capability);
		free(h->tool);
		free(h->description);
	}
	free(hits);
}

/* The next field of a row; the rest begins behind its tab. */
static char *field_new(const char **row)
{
	size_t n = strcspn(*row, "\t");
	char *text = mem_strn(*row, n);

	*row += n + ((*row)[n] == '\t');
	return text;
}

static void take(const struct kv *facts, struct semantic_hit **hits, size_t *n)
{
	size_t i, k = 0;

	*hits = mem_alloc((kv_count(facts, "match") + 1) * sizeof(**hits));
	for (i = 0; i < facts->n; i++) {
		const char *row = facts->v[i].value;
		struct semantic_hit *h = &(*hits)[k];
		char *score;

		if (strcmp(facts->v[i].key, "match") != 0)
			continue;
		h->id = field_new(&row);
		score = field_new(&row);
		h->score = (double)strtoll(score, NULL, 10) / 1e6;
		free(score);
		h->vendor = field_new(&row);
		h->slug = field_new(&row);
		h->capability = field_new(&row);
		h->tool = field_new(&row);
		h->description = field_new(&row);
		k++;
	}
	*n = k;
}

int semantic_find(struct http *http, struct vendor_env *env, const struct kv *settings, const char *text,
		  int patience_ms, int stop, struct semantic_hit **hits, size_t *n, struct err *e)
{
	int64_t until = clock_ms() + patience_ms, left = patience_ms;
	struct kv in = KV_INIT;
	struct pump u;
	int rc = -1, stopped = 0;

	*hits = NULL;
	*n = 0;
	memset(&u, 0, sizeof(u));
	kv_copy(&in, settings);
	kv_set(&in, "text", text);
	pump_start(&u, http, &cloudflare_find, env, &in);
	while (!pump_over(&u) && left > 0 && !stopped) {
		struct pollfd fd = { stop, POLLIN, 0 };

		(void)http_wait(http, &fd, stop >= 0, (int)left);
		stopped = stop >= 0 && fd.revents;
		left = until - clock_ms();
	}
	if (!pump_over(&u)) {
		err_set(e, stopped ? E_INT : E_TIMEOUT, stopped ? _("interrupted") : _("the vector index did not answer in time"));
	} else if (strcmp(kv_or(&u.probe.facts, "result", ""), "ok") != 0) {
		(void)env_redact(env, &u.probe.facts);
		err_set(e, E_FAIL, "%s", kv_or(&u.probe.facts, "why", "?"));
	} else {
		(void)env_redact(env, &u.probe.facts);
		take(&u.probe.facts, hits, n);
		rc = 0;
	}
	pump_stop(&u);
	kv_free(&in);
	return rc;
}
