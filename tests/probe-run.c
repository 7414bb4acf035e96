/* SPDX-License-Identifier: MIT */
/* probe-run: one probe against whatever the environment names, with input from the command line; for tests/contract.sh. */
#include "base/clock.h"
#include "base/mem.h"
#include "work/env.h"
#include "work/probes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* probe-run PROBE KEY=VALUE…: prints the facts; "keys=JSON" are the keys that a person would have typed. */
int main(int argc, char **argv)
{
	struct kv in = KV_INIT, facts = KV_INIT;
	struct err e = ERR_INIT;
	struct vendor_env env;
	struct probes *p;
	struct http *http;
	int i, rc = 1;

	if (argc < 2 || clock_init() || env_load(&env, &e)) {
		fprintf(stderr, "probe-run: %s\n", *e.msg ? e.msg : "PROBE KEY=VALUE...");
		return 2;
	}
	for (i = 2; i < argc; i++) {
		char *eq = strchr(argv[i], '=');

		if (!eq)
			continue;
		*eq = '\0';
		if (!strcmp(argv[i], "keys"))
			secret_set(&env.fields, eq + 1);
		else if (!strcmp(argv[i], "page"))
			env.page = atoi(eq + 1);
		else
			kv_add(&in, argv[i], eq + 1);
	}
	http = http_new(0);
	p = probes_new(NULL, &env, http, NULL, 0);
	if (!probes_start(p, argv[1], &in, &e)) {
		while (!probes_take(p, &facts))
			(void)http_wait(http, NULL, 0, -1);
		for (size_t k = 0; k < facts.n; k++)
			printf("%s=%s\n", facts.v[k].key, facts.v[k].value);
		rc = !strcmp(kv_or(&facts, "result", "unknown"), "unknown");
	} else {
		fprintf(stderr, "probe-run: %s\n", e.msg);
	}
	probes_free(p);
	http_free(http);
	env_free(&env);
	kv_free(&in);
	kv_free(&facts);
	return rc;
}
