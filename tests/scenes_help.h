/* SPDX-License-Identifier: MIT */
/* scenes_help: how to come to the questions and ends of the runbook that t-languages.c has no special scene for: a row each. */
#ifndef TOOLGAP_TESTS_SCENES_HELP_H
#define TOOLGAP_TESTS_SCENES_HELP_H

#include "ui_help.h"

#define NATIVE "!composio|result=native|detail=gmail · 2 of 2 connected|toolkit_slug=gmail|ms=9"
#define HALF "!composio|result=not-connected|detail=gmail · 1 of 2 connected|toolkit_slug=gmail|ms=9"
#define LACKS "!composio|result=scope-gap|detail=ascend lacks the scope analytics.edit|toolkit_slug=google_analytics|ms=9"
#define REPLACED "!composio|result=renamed|detail=openweather_api was replaced by weathermap|toolkit_slug=openweather_api|replaced_by=weathermap|ms=9"
#define NOWHERE ASKED, NO_CASE, NOT_NATIVE, "!pipedream|result=absent|detail=0|ms=9"
#define CAN_WAIT NOWHERE, "!native|result=absent|detail=0|ms=9", "wait=yes"
#define ISSUES "|title=[Tool Request]: Google Tag Manager|text=Please add it.|board=https://request.composio.dev|prefill=https://github.com/ComposioHQ/composio/issues/new?title=x"
#define UNASKED CAN_WAIT, "!issues|result=absent|detail=3 searches" ISSUES
#define FILING UNASKED, "request-none=file", "file-sure=yes"
#define FOR_C NOWHERE, "!native|result=absent|detail=0|ms=9", "wait=no"
#define FREE "!worker|result=free|folder=workers/gtm-mcp|adr=001|url=http://127.0.0.1:8787/mcp|absent=yes|reason=absent"
#define LISTED TO_BOARD, "!accounts|result=ok|tenant.ascend=connected|tenant.kahuna=connected|ms=120"
#define PLANNED LISTED, "!tools|result=listed|detail=5 tools|ms=640", "!usage|result=unknown|ms=9"
#define WRITTEN TO_PREVIEW, "confirm=yes", "!apply|result=applied|detail=5 files written|commit=ready|message=docs(routing): record x|paths=.mcp.json"

static const struct scene {
	const char *name;
	int dry;
	const char *lines[20];
	void (*more)(struct stage *st);
} ways[] = {
	{ "composio-native", 0, { ASKED, NO_CASE, NATIVE, NULL }, NULL },
	{ "composio-connect", 0, { ASKED, NO_CASE, HALF, "composio-offer=connect",
	    "!accounts|result=ok|tenant.ascend=connected|tenant.kahuna=none|ms=120", NULL }, NULL },
	{ "scope-gap", 0, { ASKED, NO_CASE, LACKS, NULL }, NULL },
	{ "renamed", 0, { ASKED, NO_CASE, REPLACED, NULL }, NULL },
	{ "pipedream-candidate", 0, { ASKED, NO_CASE, NOT_NATIVE, "!pipedream|result=candidate|detail=1|candidate=tag_it\tTag It\t…|ms=9", NULL }, NULL },
	{ "pipedream-unknown", 0, { ASKED, NO_CASE, NOT_NATIVE, "!pipedream|result=unknown|detail=503|copy=2026-11-20|ms=9", NULL }, NULL },
	{ "native-official", 0, { NOWHERE, "!native|result=official|detail=com.example|domain=example.com|server=com.example/gtm\tGTM\tx|ms=9", NULL }, NULL },
	{ "native-unknown", 0, { NOWHERE, "!native|result=unknown|detail=503|ms=9", NULL }, NULL },
	{ "native-url", 0, { NOWHERE, "!native|result=official|domain=example.com|server=x\tX\ty|ms=9", "native-official=x",
	    "!native-server|result=variables|url=https://{region}.example.com/mcp", NULL }, NULL },
	{ "native-short", 0, { NOWHERE, "!native|result=official|domain=example.com|server=x\tX\ty|ms=9", "native-official=x",
	    "!native-server|result=ready|url=https://example.com/mcp", NULL }, NULL },
	{ "request", 0, { CAN_WAIT, "!issues|result=found|detail=1 of 3|issue=1234\tPlease add Tag Manager\topen" ISSUES, NULL }, NULL },
	{ "request-none", 0, { UNASKED, NULL }, NULL },
	{ "issues-unknown", 0, { CAN_WAIT, "!issues|result=unknown|detail=403" ISSUES, NULL }, NULL },
	{ "request-link", 0, { UNASKED, "request-none=own", NULL }, NULL },
	{ "request-board", 0, { UNASKED, "request-none=board", NULL }, NULL },
	{ "request-page", 0, { UNASKED, "request-none=page", NULL }, NULL },
	{ "request-sent", 0, { UNASKED, "request-none=page", "request-page=ok", NULL }, NULL },
	{ "file-sure", 0, { UNASKED, "request-none=file", NULL }, NULL },
	{ "file-failed", 0, { FILING, "!file-issue|result=failed|detail=422", NULL }, NULL },
	{ "file-issue-unknown", 0, { FILING, "!file-issue|result=unknown|detail=503", NULL }, NULL },
	{ "oauth-app", 0, { TO_PATH, "path=D", "short=gtm", "oauth=own", NULL }, NULL },
	{ "verify-unknown", 0, { LISTED, "!tools|result=unknown|detail=503|ms=9", NULL }, NULL },
	{ "reason", 0, { FOR_C, FREE, NULL }, NULL },
	{ "worker-short", 0, { FOR_C, FREE, "reason=absent", NULL }, NULL },
	{ "worker-url", 0, { FOR_C, FREE, "reason=absent", "worker-short=gtm", NULL }, NULL },
	{ "sdk", 0, { NOWHERE, "!native|result=absent|detail=0|ms=9", "wait=prototype", NULL }, NULL },
	{ "replace-foreign", 0, { PLANNED, "!plan|result=foreign|detail=.mcp.json has an entry pipedream-gtm-ascend that is not toolgap's.|foreign=x", NULL }, NULL },
	{ "end-known", 0, { ASKED, "!registry|result=known|detail=1|row=PIPEDREAM, LIVE|ms=1", "known=leave", NULL }, NULL },
	{ "end-broken", 0, { ASKED, "!registry|result=broken|detail=The registry is not UTF-8.|ms=1", NULL }, NULL },
	{ "end-no-registry", 0, { ASKED, "!registry|result=none|ms=1", "new-registry=no", NULL }, NULL },
	{ "end-composio", 0, { ASKED, NO_CASE, NATIVE, "composio-native=leave", NULL }, NULL },
	{ "end-not-connected", 0, { ASKED, NO_CASE, HALF, "composio-offer=leave", NULL }, NULL },
	{ "end-scope-gap", 0, { ASKED, NO_CASE, LACKS, "scope-gap=leave", NULL }, NULL },
	{ "end-renamed", 0, { ASKED, NO_CASE, REPLACED, "renamed=leave", NULL }, NULL },
	{ "end-undecided", 0, { ASKED, NO_CASE, "!composio|result=unknown|detail=401|ms=90", "composio-unknown=stop", NULL }, NULL },
	{ "end-worker", 0, { FOR_C, "!worker|result=taken|detail=workers/gtm-mcp is there already.", NULL }, NULL },
	{ "end-refused", 0, { PLANNED, "!plan|result=refused|detail=.mcp.json is no JSON.", NULL }, NULL },
	{ "end-same", 0, { PLANNED, "!plan|result=none", NULL }, NULL },
	{ "end-not-written", 0, { TO_PREVIEW, "confirm=no", NULL }, NULL },
	{ "end-failed", 0, { TO_PREVIEW, "confirm=yes", "!apply|result=failed|detail=The disk is full. Every file is as it was.|code=9", NULL }, NULL },
	{ "end-committed", 0, { WRITTEN, "commit=yes", "!commit|result=done|detail=Committed as 0123456.|id=0123456", NULL }, NULL },
	{ "end-uncommitted", 0, { WRITTEN, "commit=yes", "!commit|result=refused|detail=git's hook pre-commit refused.|code=1", NULL }, NULL },
};

#endif
