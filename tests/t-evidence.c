/* SPDX-License-Identifier: MIT */
/* t-evidence: what was asked, when, and what came back: for a person, for a row, and for every round of a walk. */
#include "fold_walk.h"

#include "runbook/evidence.h"

static void told(const char *row, const char *want)
{
	struct kv one = KV_INIT;
	struct buf b = BUF_INIT;

	facts_add(&one, row);
	evidence_tell(one.v[0].value, &b);
	assert_string_equal(buf_str(&b), want);
	buf_free(&b);
	kv_free(&one);
}

static void one_line_each(void **state)
{
	(void)state;
	told("e=composio~absent~404~301~2026-11-21T09:59:00Z~https://c.example/t/x~no such toolkit",
	     "not there: no such toolkit (404 after 301 ms, 2026-11-21T09:59:00Z, from https://c.example/t/x)\n");
	told("e=composio~unknown~0~2000~2026-11-21T09:59:00Z~https://c.example/t/x~timed out",
	     "unknown: timed out (no answer after 2000 ms, 2026-11-21T09:59:00Z, from https://c.example/t/x)\n");
	told("e=registry~found~0~0~2026-11-21T09:59:00Z~docs/r.md~known",
	     "found: known (in docs/r.md, 2026-11-21T09:59:00Z)\n");
	told("e=commit~ok~0~90~2026-11-21T09:59:00Z~~done", "answered: done (2026-11-21T09:59:00Z)\n");
	told("e=p~ok~200~9~t~-~d", "answered: d (t)\n"); /* an address that must not be shown */
	told("e=torn", ":  ()\n");
}

static void kept(const char *lines, const char *want)
{
	struct kv facts = facts_new(lines);
	struct buf b = BUF_INIT;

	evidence_case(&facts, &b);
	assert_string_equal(buf_str(&b), want);
	buf_free(&b);
	kv_free(&facts);
}

#define ASKED                                                                                       \
	"provider=Google Tag Manager\nregistry.try=a\nregistry.try=b\n"                              \
	"composio.evidence=composio~absent~404~3~2026-11-20T23:00:00Z~u~d\n"                        \
	"pipedream.evidence=pipedream~found~200~3~2026-11-21T01:00:00Z~u~d\n"
#define SEARCH "Composio, asked 2026-11-20 for \"Google Tag Manager\" in 2 spellings: "

static void one_clause_a_case(void **state)
{
	(void)state;
	kept("", "Composio was not asked");
	kept(ASKED "composio.result=absent\ncomposio.catalog=1,642\npipedream.result=found\npipedream.app_slug=google_tag_manager",
	     SEARCH "not in the catalog of 1,642 toolkits; Pipedream, asked 2026-11-21: app google_tag_manager is in the catalog");
	kept(ASKED "composio.result=candidate\npipedream.result=absent",
	     SEARCH "not in the catalog; Pipedream, asked 2026-11-21: not in the catalog");
	kept(ASKED "composio.result=native\ncomposio.toolkit_slug=hubspot", SEARCH "toolkit hubspot is in the catalog");
	kept(ASKED "composio.result=absent\ncomposio.copied=2026-11-18\npipedream.result=found\npipedream.copied=2026-11-19\n"
		   "pipedream.app_slug=a",
	     "Composio, by the copy of 2026-11-18 for \"Google Tag Manager\" in 2 spellings: not in the catalog;"
	     " Pipedream, by the copy of 2026-11-19: app a is in the catalog");
	/* unknown is never absent, and never silent */
	kept(ASKED "composio.result=unknown\npipedream.result=absent",
	     "Composio could not be asked 2026-11-20 (it answered 404), and the operator overruled that and went on as if it were absent;"
	     " Pipedream, asked 2026-11-21 for \"Google Tag Manager\" in 2 spellings: not in the catalog");
	kept(ASKED "composio.result=absent\npipedream.result=absent\nnative.result=absent\n"
		   "native.evidence=native~absent~200~3~2026-11-22T01:00:00Z~u~d",
	     SEARCH "not in the catalog; Pipedream, asked 2026-11-21: not in the catalog;"
	     " the official MCP registry, asked 2026-11-22: no server of the provider's own");
#define BOTH ASKED "composio.result=absent\npipedream.result=absent\nnative.evidence=native~found~200~3~2026-11-22T01:00:00Z~u~d\n"
#define BOTH_NOT SEARCH "not in the catalog; Pipedream, asked 2026-11-21: not in the catalog; the official MCP registry"
#define TIDE "native.server=io.github.quay/tide~Tide~the GitHub account quay\n"
	kept(BOTH TIDE "native.result=third-party\nnative-third=none",
	     BOTH_NOT ", asked 2026-11-22: a third party's server io.github.quay/tide was not taken (the operator trusted none)");
	kept(BOTH TIDE TIDE TIDE TIDE "native.result=third-party\nnative-third=none",
	     BOTH_NOT ", asked 2026-11-22: third parties' servers io.github.quay/tide, io.github.quay/tide, io.github.quay/tide"
	     " and 1 more were not taken (the operator trusted none)");
	kept(BOTH TIDE "native.result=third-party", BOTH_NOT ", asked 2026-11-22: a third party's server io.github.quay/tide");
	kept(BOTH TIDE "native.result=third-party\nnative-third=io.github.quay/tide",
	     BOTH_NOT ", asked 2026-11-22: a third party's server io.github.quay/tide, which the operator trusts");
	kept(BOTH "native.server=com.acme/mcp~A~acme.com\nnative.result=official\nnative-official=none",
	     BOTH_NOT ", asked 2026-11-22: com.acme/mcp, of a domain that seems the provider's own, was not taken (the operator trusted none)");
	/* of several questions the one without an answer decided */
	kept(BOTH "native.evidence=native~unknown~503~3~2026-11-22T01:00:00Z~u~d\nnative.result=unknown\nnative-unknown=without",
	     BOTH_NOT " could not be asked 2026-11-22 (it answered 503), and the operator went on without it");
	kept(ASKED "composio.result=absent\npipedream.result=absent\nnative.result=unknown\nnative.offline=yes",
	     BOTH_NOT " was not asked (offline), and the operator went on without it");
	/* a time that is none is not repeated */
	kept("provider=x\ncomposio.result=absent\ncomposio.evidence=composio~absent~404~3~| LIVE |xT~u~d",
	     "Composio, asked for \"x\": not in the catalog");
}

/* An answer that another one replaced was an answer all the same. */
static void every_round_is_told(void **state)
{
	struct wizard *w = begin(0);
	struct buf b = BUF_INIT;
	const char *first, *second;
	int i;

	(void)state;
	events(w, "provider: Google Tag Manager\ntenants: ascend");
	tell(w, "registry", REGISTRY_ABSENT);
	tell(w, "composio", "result=unknown\ndetail=d\nevidence=composio~unknown~401~7~2026-11-21T09:58:00Z~https://c.example/first~key refused");
	say(w, "composio-unknown", "retry");
	tell(w, "composio", COMPOSIO_ABSENT);
	wizard_why(w, "composio", &b);
	first = strstr(buf_str(&b), "unknown: key refused (401 after 7 ms");
	second = strstr(buf_str(&b), "not there: no such toolkit (404 after 301 ms");
	assert_non_null(first);
	assert_non_null(second);
	assert_true(first < second);
	assert_null(strstr(second, "key refused")); /* once */
	assert_non_null(strstr(buf_str(&b), "You answered composio-unknown: retry"));
	tell(w, "pipedream", PIPEDREAM_FOUND);
	events(w, "path: D\nshort: gtm\noauth: managed");
	tell(w, "accounts", ACCOUNTS_NONE);
	events(w, "connect: wait");
	tell(w, "link", LINKS);
	for (i = 0; i < 30; i++)
		tell(w, "accounts", "result=ok\ntenant.ascend=none\nevidence=accounts~ok~200~5~t~https://p.example/accounts~0 of 1");
	buf_reset(&b);
	wizard_why_all(w, &b);
	assert_non_null(strstr(buf_str(&b), "Registry: no earlier case\n  The runbook says: "));
	assert_non_null(strstr(buf_str(&b), "Composio: not in the catalog\n"));
	assert_non_null(strstr(buf_str(&b), "Asked 26 times before this."));
	for (i = 0, first = buf_str(&b); (first = strstr(first, "0 of 1 (200")); first++)
		i++;
	assert_int_equal(i, 5);
	assert_null(strstr(buf_str(&b), "ctok_")); /* a link is a key */
	buf_free(&b);
	wizard_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_line_each),
		cmocka_unit_test(one_clause_a_case),
		cmocka_unit_test(every_round_is_told),
	};

	return cmocka_run_group_tests_name("evidence", tests, load, unload);
}
