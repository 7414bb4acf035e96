/* SPDX-License-Identifier: MIT */
/* fetch: credentials of Pipedream that Infisical has, on the way to an answer that lacks them. */
#include "work/fetch.h"

#include "base/mem.h"
#include "vendors/infisical.h"
#include "vendors/look.h"

#include <stdlib.h>
#include <string.h>

#define FETCH_MAX 3

int fetch_lacks(const struct kv *facts)
{
	size_t i;

	for (i = 0; i < facts->n; i++)
		if (!strcmp(facts->v[i].key, "missing") && !strncmp(facts->v[i].value, "PIPEDREAM_", 10))
			return 1;
	return 0;
}

int fetch_may(const struct vendor_env *env)
{
	return env->infisical_tries < FETCH_MAX && infisical_ready(env);
}

/* An answer is final; after none it may be asked again, a few times in all. */
void fetch_note(struct vendor_env *env, const struct kv *facts)
{
	free(env->infisical_said);
	env->infisical_said = mem_str(look_reason(kv_or(facts, "detail", "")));
	env->infisical_unreached = kv_get(facts, "unreached") != NULL;
	if (!strcmp(kv_or(facts, "result", ""), "unknown"))
		env->infisical_tries++;
	else
		env->infisical_tries = FETCH_MAX;
}

void fetch_tell(const struct vendor_env *env, struct kv *facts)
{
	const char *detail = kv_get(facts, "detail");
	char *both;

	if (!kv_get(facts, "missing") || !detail || !env->infisical_said)
		return;
	both = mem_fmt("%s · %s", detail, env->infisical_said);
	kv_set(facts, "detail", both);
	free(both);
}
