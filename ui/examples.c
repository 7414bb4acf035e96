/* SPDX-License-Identifier: MIT */
/* examples: what each command looks like in use. tests/t-options.c parses every line with the table of options. */
#include "ui/examples.h"

#include <stddef.h>
#include <string.h>

static const struct example examples[] = {
	{ "wizard", { "toolgap wizard \"Google Tag Manager\"", "toolgap wizard --resume",
		      "toolgap wizard --ui=none --answers case.txt --timeout 900" } },
	{ "demo", { "toolgap demo", "toolgap demo --ui=line", "toolgap demo -C ./kept-demo" } },
	{ "triage", { "toolgap triage \"Google Tag Manager\" --tenant ascend", "toolgap triage --from providers.txt --json" } },
	{ "plan", { "toolgap plan \"Google Tag Manager\" --tenant ascend,kahuna",
		    "toolgap plan GTM --tenant ascend --client codex --out gtm.plan",
		    "toolgap plan GTM --tenant ascend --exit-code --json" } },
	{ "apply", { "toolgap apply gtm.plan", "toolgap apply gtm.plan --commit", "toolgap apply gtm.plan --dry-run" } },
	{ "remove", { "toolgap remove googletagmanager --tenant kahuna", "toolgap remove googletagmanager --dry-run" } },
	{ "undo", { "toolgap undo", "toolgap undo 20261121T100000Z-1a2b3c4d" } },
	{ "check", { "toolgap check", "toolgap check --fix --dry-run", "toolgap check --scope project --format sarif" } },
	{ "route", { "toolgap route --tenant kahuna gtm analytics hubspot", "toolgap route --tenant ascend gtm --json" } },
	{ "find", { "toolgap find gtm", "toolgap find \"list containers\" --json" } },
	{ "runbook", { "toolgap runbook show", "toolgap runbook check docs/runbook.yaml" } },
	{ "bearer", { "export PIPEDREAM_OAUTH_BEARER=\"$(toolgap bearer)\"" } },
	{ "exec", { "toolgap exec -- claude", "toolgap exec -- sh -c 'curl -H \"Authorization: Bearer $PIPEDREAM_OAUTH_BEARER\" …'" } },
	{ "headers", { "toolgap headers" } },
	{ "clients", { "toolgap clients", "toolgap clients verify --client claude-code" } },
	{ "catalog", { "toolgap catalog sync", "toolgap catalog search \"tag manager\"", "toolgap catalog show google_tag_manager" } },
	{ "embed", { "toolgap embed googletagmanager --dry-run", "toolgap embed --yes --timeout 600" } },
	{ "cost", { "toolgap cost", "toolgap cost --calls 5000 --seconds 0.5" } },
	{ "sessions", { "toolgap sessions", "toolgap sessions show 20261121T100000Z-1a2b3c4d",
			"toolgap sessions resume 20261121T100000Z-1a2b3c4d" } },
	{ "rollout", { "toolgap rollout googletagmanager --tenant ascend,kahuna" } },
	{ "due", { "toolgap due", "toolgap due --recheck", "toolgap due --ics due.ics" } },
	{ "doctor", { "toolgap doctor", "toolgap doctor --offline -q" } },
};

const struct example *examples_of(const char *command)
{
	size_t i;

	for (i = 0; i < sizeof(examples) / sizeof(*examples); i++)
		if (!strcmp(examples[i].command, command))
			return &examples[i];
	return NULL;
}
