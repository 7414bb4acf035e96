/* SPDX-License-Identifier: MIT */
/* t-wizard: the fold: every leaf of the tree that ships, what is refused, Back, and what the outside owes. */
#include "fold_walk.h"

/* ---- every leaf, by literal events */

#define START "provider: Google Tag Manager\ntenants: ascend, kahuna\n"
#define FRESH START "registry< result=absent|toolkit_slug=googletagmanager|short=gtm|own_client=own\n"
#define GAP FRESH "composio< result=absent\n"
#define FOUND GAP "pipedream< result=found|app_slug=google_tag_manager|auth_type=oauth\n"
#define NOWHERE GAP "pipedream< result=absent\nnative< result=absent\n"
#define WORKER NOWHERE "wait: no\nworker< result=free|folder=f|adr=001|url=http://127.0.0.1:8787/mcp|absent=yes|reason=absent\n" \
		"reason: absent\nworker-short: gtm\nworker-url: https://x.example/mcp\n"
#define D FOUND "path: D\nshort: gtm\noauth: managed\n"
#define BOTH "accounts< result=ok|tenant.ascend=connected|tenant.kahuna=connected\n"
#define LISTED D BOTH "tools< result=listed|mcp.ascend=2\nusage< result=unknown\n"
#define CHANGES LISTED "plan< result=changes\n"
#define WAITS NOWHERE "wait: yes\n"
#define ASKED_FOR "issues< result=found|issue=7~X~y\nrequest: 7\nplan< result=none"
#define FILED "issues< result=absent\nrequest-none: file\nfile-sure: yes\n"
#define TO_COMMIT                                                                                   \
	CHANGES "confirm: yes\napply< result=applied|detail=d|commit=ready|message=m|file=a~1|file=b~2|head=h\n"

static const struct leaf {
	const char *end, *walk;
	int code;
} leaves[] = {
	{ "end-known", START "registry< result=known|row=r\nknown: leave", 0 },
	{ "end-broken", START "registry< result=broken|detail=d", E_FAIL },
	{ "end-no-registry", START "registry< result=none\nnew-registry: no", 0 },
	{ "end-composio", FRESH "composio< result=native|toolkit_slug=s\ncomposio-native: leave", 0 },
	{ "end-not-written", FRESH "composio< result=native|toolkit_slug=s\ncomposio-native: record\nplan< result=changes\nconfirm: no", 0 },
	{ "end-not-connected", FRESH "composio< result=not-connected|toolkit_slug=s\ncomposio-offer: leave", 0 },
	{ "end-same", FRESH "composio< result=not-connected|toolkit_slug=s\ncomposio-offer: connect\n"
		      "accounts< result=ok|tenant.ascend=none|tenant.kahuna=connected\ncomposio-connect: pending\nplan< result=none", 0 },
	{ "end-scope-gap", FRESH "composio< result=scope-gap\nscope-gap: leave", 0 },
	{ "end-renamed", FRESH "composio< result=renamed|replaced_by=s\nrenamed: leave", 0 },
	{ "end-undecided", FRESH "composio< result=unknown\ncomposio-unknown: stop", E_UNDECIDED },
	{ "end-undecided", GAP "pipedream< result=unknown\npipedream-unknown: stop", E_UNDECIDED },
	{ "end-undecided", D BOTH "tools< result=unknown\nverify-unknown: stop", E_UNDECIDED },
	{ "end-same", NOWHERE "wait: yes\n" ASKED_FOR, 0 },
	{ "end-same", GAP "pipedream< result=absent\nnative< result=official|server=x~X~y\nnative-official: none\nwait: yes\n" ASKED_FOR, 0 },
	{ "end-same", GAP "pipedream< result=absent\nnative< result=unknown\nnative-unknown: without\nwait: yes\n" ASKED_FOR, 0 },
	{ "end-same", WAITS "issues< result=absent\nrequest-none: page\nrequest-page: ok\nrequest-sent: https://e.test/i/1\nplan< result=none", 0 },
	{ "end-same", WAITS "issues< result=unknown\nissues-unknown: retry\nissues< result=unknown\nissues-unknown: board\nrequest-board: ok\nplan< result=none", 0 },
	{ "end-same", WAITS "issues< result=found|issue=7~X~y\nrequest: own\nrequest-link: https://e.test/i/1\nplan< result=none", 0 },
	{ "end-same", WAITS FILED "file-issue< result=created|issue_url=u\nplan< result=none", 0 },
	{ "end-same", WAITS FILED "file-issue< result=failed\nfile-failed: retry\nfile-sure: no\nrequest-board: ok\nplan< result=none", 0 },
	{ "end-same", WAITS FILED "file-issue< result=unknown\nfile-issue-unknown: look\nissues< result=found|issue=7~X~y\nrequest: 7\nplan< result=none", 0 },
	{ "end-undecided", GAP "pipedream< result=absent\nnative< result=unknown\nnative-unknown: stop", E_UNDECIDED },
	{ "end-same", GAP "pipedream< result=absent\nnative< result=official|server=x~X~y\nnative-official: x\n"
		      "native-server< result=ready|url=https://e.test/mcp\nnative-short: x\nplan< result=none", 0 },
	{ "end-same", GAP "pipedream< result=absent\nnative< result=third-party|server=x~X~y\nnative-third: x\n"
		      "native-server< result=variables|url=u\nnative-url: https://e.test/mcp\nnative-short: x\nplan< result=none", 0 },
	{ "end-same", FOUND "path: A\n" ASKED_FOR, 0 },
	{ "end-same", GAP "pipedream< result=candidate|candidate=x~X~y\npipedream-candidate: none\nnative< result=absent\nwait: yes\n" ASKED_FOR, 0 },
	{ "end-worker", NOWHERE "wait: no\nworker< result=taken|detail=d", E_FAIL },
	{ "end-worker", FOUND "path: C\nworker< result=unreadable|detail=d", E_FAIL },
	{ "end-done", WORKER "plan< result=changes\nconfirm: yes\napply< result=applied|detail=d", 0 },
	{ "end-done", FOUND "path: B\nsdk: both\nplan< result=changes\nconfirm: yes\napply< result=applied|detail=d", 0 },
	{ "end-same", NOWHERE "wait: prototype\nsdk: python\nplan< result=none", 0 },
	{ "end-done", CHANGES "confirm: yes\napply< result=applied|detail=d", 0 },
	{ "end-done", CHANGES "confirm: yes\napply< result=applied|detail=d|commit=no", 0 },
	{ "end-done", TO_COMMIT "commit: no", 0 },
	{ "end-committed", TO_COMMIT "commit: yes\ncommit< result=done|detail=d|id=1", 0 },
	{ "end-uncommitted", TO_COMMIT "commit: yes\ncommit< result=refused|detail=d|code=1", E_FAIL },
	{ "end-uncommitted", TO_COMMIT "commit: yes\ncommit< result=refused|detail=d|code=5", E_CHANGED },
	{ "end-failed", CHANGES "confirm: yes\napply< result=failed|detail=d|code=9", E_ROLLEDBACK },
	{ "end-failed", CHANGES "confirm: yes\napply< result=failed|detail=d", E_FAIL },
	{ "end-failed", CHANGES "confirm: yes\napply< result=failed|detail=d|code=0", E_FAIL },
	{ "end-not-written", CHANGES "confirm: no", 0 },
	{ "end-same", LISTED "plan< result=none", 0 },
	{ "end-refused", LISTED "plan< result=refused|detail=d", E_FAIL },
	{ "end-refused", LISTED "plan< result=refused|detail=d|code=2", E_USAGE },
};

static void every_leaf(void **state)
{
	unsigned char *seen = mem_alloc(rb->n);
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(leaves) / sizeof(*leaves); i++) {
		struct wizard *w = begin(0);
		struct view v;

		events(w, leaves[i].walk);
		at(w, leaves[i].end);
		assert_true(wizard_over(w));
		owes(w, EFFECT_NONE, NULL, 0);
		wizard_view(w, NULL, 0, &v);
		assert_int_equal(v.kind, VIEW_END);
		assert_int_equal(v.exit_code, leaves[i].code);
		assert_true(v.lines.n > 0);
		view_free(&v);
		seen[runbook_step(rb, leaves[i].end)] = 1;
		wizard_free(w);
	}
	for (i = 0; i < rb->n; i++)
		if (!strcmp(rb->steps[i].kind_name, "end") && !seen[i])
			fail_msg("no walk reaches '%s'", rb->steps[i].id);
	free(seen);
}

static void other_ways(void **state)
{
	struct wizard *w = begin(0);

	(void)state;
	events(w, START "registry< result=known|row=r\nknown: tenants");
	at(w, "composio");
	wizard_free(w);
	w = begin(0);
	events(w, START "registry< result=none\nnew-registry: yes");
	at(w, "composio");
	events(w, "composio< result=candidate|candidate=x~X~y\ncomposio-candidate: none");
	at(w, "pipedream");
	events(w, "pipedream< result=found|app_slug=k|auth_type=keys\npath: D\nshort: k");
	at(w, "connect"); /* no OAuth, no question about a client */
	wizard_free(w);
	w = begin(0);
	events(w, FOUND "path: D\nshort: gtm\noauth: own\noauth-app: oa_x1\n" BOTH
			"tools< result=unknown\nverify-unknown: retry\ntools< result=unknown\nverify-unknown: pending\n"
			"usage< result=unknown");
	at(w, "preview");
	owes(w, EFFECT_PLAN, NULL, 0);
	wizard_free(w);
}

/* ---- a request at the vendor: made by a yes alone, never by a dry run, and never twice by going back */

static void a_request_is_filed_by_a_yes(void **state)
{
	struct wizard *w = begin(0);
	struct view v;

	(void)state;
	events(w, WAITS "issues< result=absent|title=[Tool Request]: X|text=one|text=two\nrequest-none: file");
	at(w, "file-sure");
	owes(w, EFFECT_NONE, NULL, 0);
	wizard_view(w, NULL, 0, &v);
	assert_int_equal(v.kind, VIEW_CONFIRM);
	assert_int_equal(v.lines.n, 3); /* all that will be public */
	assert_string_equal(v.lines.v[0].value, "[Tool Request]: X");
	assert_string_equal(v.lines.v[2].value, "two");
	assert_int_equal(v.focus, 0);
	assert_string_equal(v.options[0].id, "no");
	view_free(&v);
	events(w, "file-sure: yes");
	owes(w, EFFECT_PROBE, "file-issue", 0);
	wizard_view(w, NULL, 0, &v);
	assert_false(v.can_back);
	view_free(&v);
	wizard_free(w);
	w = begin(1);
	events(w, WAITS "issues< result=absent|title=T|board=https://e.test/b\nrequest-none: file\nfile-sure: yes");
	at(w, "request-board");
	owes(w, EFFECT_NONE, NULL, 0);
	wizard_view(w, NULL, 0, &v);
	assert_string_equal(v.link, "https://e.test/b");
	view_free(&v);
	wizard_free(w);
}

/* What is offered for a row that waits, and what of it is kept. */
static void a_row_that_waits(void **state)
{
	static const char *const known[] = { "leave", "tenants", "recheck", "over" };
	struct wizard *w = begin(0);
	struct view v;
	size_t i;

	(void)state;
	events(w, START "registry< result=known|row=r|waiting=2026-12-05|link=https://e.test/i/7");
	wizard_view(w, NULL, 0, &v);
	assert_int_equal(v.n_options, 4);
	for (i = 0; i < 4; i++)
		assert_string_equal(v.options[i].id, known[i]);
	view_free(&v);
	events(w, "known: recheck\ncomposio< result=absent\npipedream< result=absent\nnative< result=absent\nwait: yes\n"
		  "issues< result=absent");
	wizard_view(w, NULL, 0, &v);
	assert_string_equal(v.options[0].id, "keep");
	assert_string_equal(v.options[0].hint, "https://e.test/i/7");
	view_free(&v);
	events(w, "request-none: keep");
	at(w, "preview");
	assert_string_equal(wizard_fact(w, "way.path"), "A");
	wizard_free(w);
}

/* ---- unknown is never absent */

static void unknown_is_never_absent(void **state)
{
	static const char *const odd[] = { "unknown", "", "Absent", "absent ", "error", "*", "-" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(odd) / sizeof(*odd); i++) {
		struct wizard *w = begin(0);
		char *facts = mem_fmt("result=%s", odd[i]);

		events(w, FRESH);
		tell(w, "composio", facts);
		at(w, "composio-unknown");
		events(w, "composio-unknown: overrule");
		at(w, "pipedream");
		tell(w, "pipedream", facts);
		at(w, "pipedream-unknown");
		events(w, "pipedream-unknown: overrule");
		at(w, "native");
		tell(w, "native", facts);
		at(w, "native-unknown");
		events(w, "native-unknown: without");
		at(w, "wait");
		assert_string_equal(wizard_fact(w, "composio-unknown"), "overrule");
		wizard_free(w);
		free(facts);
	}
}

static void asked_again_until_it_answers(void **state)
{
	struct wizard *w = begin(0);

	(void)state;
	events(w, FRESH "composio< result=unknown|candidate=old~Old~x\ncomposio-unknown: retry");
	at(w, "composio");
	assert_null(wizard_fact(w, "composio.result"));
	assert_null(wizard_fact(w, "composio.candidate"));
	owes(w, EFFECT_PROBE, "composio", 0);
	events(w, "composio< result=unknown\ncomposio-unknown: retry\ncomposio< result=absent");
	at(w, "pipedream");
	assert_string_equal(wizard_fact(w, "composio-unknown"), "retry");
	wizard_free(w);
}

static void no_result_is_no_answer(void **state)
{
	struct wizard *w = begin(0);

	(void)state;
	events(w, FRESH "composio< detail=nothing");
	at(w, "composio");
	owes(w, EFFECT_PROBE, "composio", 0);
	wizard_free(w);
}

/* ---- candidates */

static void an_accepted_candidate_is_asked_for(void **state)
{
	struct wizard *w = begin(0);
	struct kv in = KV_INIT;

	(void)state;
	events(w, FRESH "composio< result=candidate|candidate=gtm_x~GTM X~in the description|candidate=other~O~w\n"
			"composio-candidate: gtm_x");
	at(w, "composio");
	owes(w, EFFECT_PROBE, "composio", 0);
	wizard_input(w, "composio", &in);
	assert_string_equal(kv_get(&in, "accepted"), "gtm_x");
	assert_string_equal(kv_get(&in, "slug"), "gtm_x");
	assert_string_equal(kv_get(&in, "provider"), "Google Tag Manager");
	assert_int_equal(kv_count(&in, "tenant"), 2);
	kv_free(&in);
	events(w, "composio< result=absent");
	wizard_input(w, "pipedream", &in);
	assert_null(kv_get(&in, "accepted")); /* that was the other catalog's */
	kv_free(&in);
	events(w, "pipedream< result=candidate|candidate=gtmx~GTM X~name\npipedream-candidate: gtmx");
	at(w, "pipedream");
	wizard_input(w, "pipedream", &in);
	assert_string_equal(kv_get(&in, "accepted"), "gtmx");
	kv_free(&in);
	wizard_free(w);
}

static void only_what_was_offered(void **state)
{
	static const char *const no[] = { "",      "gtm",  "gtm_x2", "GTM_X", "gtm_x\tGTM X", "*",
					  "None", "none ", "composio.candidate" };
	struct wizard *w = begin(0);
	size_t i;

	(void)state;
	events(w, FRESH "composio< result=candidate|candidate=gtm_x~GTM X~d|other=gtm~G~d");
	for (i = 0; i < sizeof(no) / sizeof(*no); i++) {
		struct err e = ERR_INIT;

		assert_int_equal(wizard_answer(w, "composio-candidate", no[i], &e), -1);
		assert_int_equal(e.code, E_USAGE);
		assert_non_null(strstr(e.msg, "none, gtm_x"));
	}
	at(w, "composio-candidate");
	wizard_free(w);
}

/* ---- answers refused, state unchanged */

static void refused(const char *to, const char *step, const char *value)
{
	struct wizard *w = walk(0, to), *same = walk(0, to);
	struct err e = ERR_INIT;
	size_t n = wizard_events(w);

	assert_int_equal(wizard_answer(w, step, value, &e), -1);
	assert_int_equal(e.code, E_USAGE);
	assert_true(strlen(e.msg) > 10);
	assert_null(strpbrk(e.msg, "\x1b\a"));
	assert_int_equal(wizard_events(w), n);
	facts_same(w, same);
	wizard_free(w);
	wizard_free(same);
}

static void refused_answers(void **state)
{
	(void)state;
	refused("provider", "provider", "");
	refused("provider", "provider", "\x1b[2J");
	refused("provider", "tenants", "ascend");
	refused("provider", "no-such-step", "x");
	refused("tenants", "tenants", "As cend, x/y");
	refused("registry", "registry", "absent"); /* nobody may say what a probe says */
	refused("composio", "composio", "absent");
	refused("path", "path", "E");
	refused("path", "path", "\x1b]0;x\a");
	refused("short", "short", "G TM");
	refused("oauth", "oauth", "yes");
	refused("connect", "connect", "skip");
	refused("connect", "connect", "connected");
	refused("confirm", "confirm", "y");
	refused("confirm", "confirm", "YES");
	refused("end-done", "end-done", "x");
}

static void an_empty_answer_takes_the_proposal(void **state)
{
	struct wizard *w = begin(0);

	(void)state;
	events(w, "provider: Google Tag Manager\ntenants: ");
	assert_string_equal(wizard_fact(w, "tenants"), "ascend"); /* from the workspace */
	wizard_free(w);
	w = walk(0, "short");
	say(w, "short", "");
	assert_string_equal(wizard_fact(w, "short"), "gtm"); /* from the registry probe */
	wizard_free(w);
}

static void stray_facts_are_dropped(void **state)
{
	static const char *const probes[] = { "composio", "pipedream", "plan", "apply", "x", "" };
	struct wizard *w = walk(0, "registry"), *same = walk(0, "registry");
	struct kv facts = facts_new("result=absent");
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(probes) / sizeof(*probes); i++) {
		struct err e = ERR_INIT;

		assert_int_equal(wizard_facts(w, probes[i], &facts, &e), -1);
		assert_int_equal(e.code, E_FAIL);
	}
	facts_same(w, same);
	tell(w, "registry", REGISTRY_ABSENT);
	assert_int_equal(wizard_facts(w, "registry", &facts, NULL), -1); /* it came twice */
	at(w, "composio");
	wizard_free(w);
	wizard_free(same);
	kv_free(&facts);
}

/* ---- Back */

static void back_goes_to_the_last_answer(void **state)
{
	struct wizard *w = walk(0, "oauth"), *fresh = begin(0);
	struct view v;

	(void)state;
	assert_int_equal(wizard_back(w), 1);
	at(w, "short");
	assert_int_equal(wizard_back(w), 1);
	at(w, "path");
	assert_int_equal(wizard_back(w), 1); /* the probes in between were not answers */
	at(w, "tenants");
	assert_null(wizard_fact(w, "composio.result"));
	assert_null(wizard_fact(w, "tenant"));
	wizard_view(w, NULL, 0, &v);
	assert_string_equal(v.value, "ascend, kahuna");
	view_free(&v);
	assert_int_equal(wizard_back(w), 1);
	at(w, "provider");
	assert_int_equal(wizard_back(w), 0);
	facts_same(w, fresh);
	wizard_view(w, NULL, 0, &v);
	assert_string_equal(v.value, "Google Tag Manager");
	assert_false(v.can_back);
	view_free(&v);
	wizard_free(w);
	wizard_free(fresh);
}

static void earlier_answers_are_proposed(void **state)
{
	struct wizard *w = walk(0, "path");
	struct view v;

	(void)state;
	events(w, "path: D\nshort: tag\noauth: managed");
	wizard_back(w);
	wizard_back(w);
	wizard_back(w);
	at(w, "path");
	wizard_view(w, NULL, 0, &v);
	assert_string_equal(v.options[v.focus].id, "D");
	view_free(&v);
	say(w, "path", "D");
	wizard_view(w, NULL, 0, &v);
	assert_string_equal(v.value, "tag");
	view_free(&v);
	say(w, "short", "");
	assert_string_equal(wizard_fact(w, "short"), "tag");
	wizard_view(w, NULL, 0, &v);
	assert_string_equal(v.options[v.focus].id, "managed"); /* not "own", which the probe proposes */
	view_free(&v);
	wizard_free(w);
}

/* What was said of one provider is not proposed for another. */
static void another_case_has_its_own_proposals(void **state)
{
	struct wizard *w = walk(0, "connect");
	struct view v;
	int i;

	(void)state;
	for (i = 0; i < 5; i++)
		assert_int_equal(wizard_back(w), 1);
	at(w, "provider");
	say(w, "provider", "HubSpot");
	wizard_view(w, NULL, 0, &v);
	assert_string_equal(v.value, "ascend, kahuna"); /* the tenants are the same */
	view_free(&v);
	events(w, "tenants: ascend\nregistry< result=absent|short=hubspot|own_client=managed\ncomposio< result=absent\n"
		  "pipedream< result=found|app_slug=hubspot|auth_type=oauth\npath: D");
	wizard_view(w, NULL, 0, &v);
	assert_string_equal(v.value, "hubspot");
	view_free(&v);
	wizard_free(w);
}

static void no_way_back_from_written_files(void **state)
{
	struct wizard *w = walk(0, "end-done");
	struct view v;

	(void)state;
	wizard_view(w, NULL, 0, &v);
	assert_false(v.can_back);
	view_free(&v);
	assert_int_equal(wizard_back(w), 0);
	at(w, "end-done");
	wizard_free(w);
}

/* ---- the commit: offered when it can be made, refused by default, given exactly what was written */

static void the_commit_is_asked_for(void **state)
{
	struct wizard *w = begin(0);
	struct kv in = KV_INIT;
	struct view v;

	(void)state;
	events(w, TO_COMMIT);
	at(w, "commit");
	assert_int_equal(wizard_back(w), 0);
	wizard_view(w, NULL, 0, &v);
	assert_int_equal(v.kind, VIEW_CONFIRM);
	assert_string_equal(v.options[v.focus].id, "no");
	assert_int_equal(v.lines.n, 1); /* the message; no fact, no line */
	view_free(&v);
	say(w, "commit", "yes");
	owes(w, EFFECT_PROBE, "commit", 0);
	wizard_input(w, "commit", &in);
	assert_int_equal(kv_count(&in, "file"), 2);
	assert_string_equal(kv_get(&in, "message"), "m");
	assert_string_equal(kv_get(&in, "head"), "h");
	kv_free(&in);
	wizard_free(w);
	w = begin(0);
	events(w, TO_COMMIT);
	say(w, "commit", ""); /* nobody there */
	at(w, "end-done");
	wizard_free(w);
}

static void a_dry_run_says_no_to_what_creates(void **state)
{
	static const char text[] = "runbook: toolgap.runbook/1\nstart: a\nsteps:\n"
				   "  - {id: a, kind: confirm, check: creates, prompt: P, on: {'yes': p, 'no': end}}\n"
				   "  - {id: p, kind: probe, probe: commit, on: {done: end}}\n"
				   "  - {id: end, kind: end, text: [x]}\n";
	struct runbook *own = runbook_parse(text, sizeof(text) - 1, "r", NULL);
	struct wizard *w;
	int dry;

	(void)state;
	assert_non_null(own);
	for (dry = 0; dry < 2; dry++) {
		w = wizard_new(own, dry, NULL);
		say(w, "a", "yes");
		at(w, dry ? "end" : "p");
		wizard_free(w);
	}
	w = wizard_new(own, 0, NULL);
	assert_int_equal(wizard_answer(w, "a", "", NULL), -1); /* no proposal where none is made */
	wizard_free(w);
	runbook_free(own);
}

/* ---- a runbook that goes in circles, or does not know a result */

static void stuck_is_an_end(void **state)
{
	static const char text[] = "runbook: toolgap.runbook/1\nstart: a\nsteps:\n"
				   "  - {id: a, kind: ask, prompt: P, check: short, next: b}\n"
				   "  - {id: b, kind: branch, fact: a, on: {x: end, '*': c}}\n"
				   "  - {id: c, kind: branch, fact: a, on: {y: p, '*': b}}\n"
				   "  - {id: p, kind: probe, probe: p, on: {ok: end}}\n"
				   "  - {id: end, kind: end, text: [x]}\n";
	struct runbook *own = runbook_parse(text, sizeof(text) - 1, "r", NULL);
	struct wizard *w;
	struct view v;

	(void)state;
	assert_non_null(own);
	w = wizard_new(own, 0, NULL);
	say(w, "a", "z");
	assert_true(wizard_over(w));
	wizard_view(w, NULL, 0, &v);
	assert_int_equal(v.kind, VIEW_END);
	assert_int_equal(v.exit_code, E_FAIL);
	assert_non_null(strstr(v.lines.v[0].value, "circles"));
	view_free(&v);
	assert_int_equal(wizard_back(w), 1);
	assert_false(wizard_over(w));
	say(w, "a", "y");
	tell(w, "p", "result=odd");
	assert_true(wizard_over(w));
	owes(w, EFFECT_NONE, NULL, 0);
	wizard_view(w, NULL, 0, &v);
	assert_non_null(strstr(v.lines.v[0].value, "'odd'"));
	view_free(&v);
	wizard_back(w);
	say(w, "a", "x");
	at(w, "end");
	wizard_free(w);
	runbook_free(own);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_leaf),
		cmocka_unit_test(other_ways),
		cmocka_unit_test(a_request_is_filed_by_a_yes),
		cmocka_unit_test(a_row_that_waits),
		cmocka_unit_test(unknown_is_never_absent),
		cmocka_unit_test(asked_again_until_it_answers),
		cmocka_unit_test(no_result_is_no_answer),
		cmocka_unit_test(an_accepted_candidate_is_asked_for),
		cmocka_unit_test(only_what_was_offered),
		cmocka_unit_test(refused_answers),
		cmocka_unit_test(an_empty_answer_takes_the_proposal),
		cmocka_unit_test(stray_facts_are_dropped),
		cmocka_unit_test(back_goes_to_the_last_answer),
		cmocka_unit_test(earlier_answers_are_proposed),
		cmocka_unit_test(another_case_has_its_own_proposals),
		cmocka_unit_test(no_way_back_from_written_files),
		cmocka_unit_test(the_commit_is_asked_for),
		cmocka_unit_test(a_dry_run_says_no_to_what_creates),
		cmocka_unit_test(stuck_is_an_end),
	};

	return cmocka_run_group_tests_name("wizard", tests, load, unload);
}
