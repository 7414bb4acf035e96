/* SPDX-License-Identifier: MIT */
/* t-notes: status and notes of a registry row: what is claimed, what is kept, and that twice is once. */
#include "fold_help.h"

#include "base/clock.h"
#include "work/notes.h"

#define CASE                                                                                        \
	"provider=Google Tag Manager\ncomposio.result=absent\naccounts.result=ok\n"                         \
	"composio.evidence=composio~absent~404~3~2026-11-20T23:00:00Z~u~d\n"                        \
	"tools.evidence=tools~ok~200~3~2026-11-21T08:00:00Z~u~d\n"                                  \
	"tools.tool=google_tag_manager-list-tags~List\n"
#define ASCEND "tenant=ascend\naccounts.tenant.ascend=connected\naccounts.account.ascend=apn_A1\ntools.mcp.ascend=2\n"
#define KAHUNA "tenant=kahuna\naccounts.tenant.kahuna=connected\naccounts.account.kahuna=apn_K1\ntools.mcp.kahuna=2\n"
#define WAITS "tenant=kahuna\naccounts.tenant.kahuna=none\ntools.mcp.kahuna=unknown\n"

static int fixed(void **state)
{
	(void)state;
	setenv("TOOLGAP_NOW", "2026-12-24T10:00:00Z", 1);
	return clock_init();
}

#define STORY                                                                                       \
	"Path D per ADR-061. Composio asked 2026-11-20: not in the catalog. Pipedream app google_tag_manager." \
	" Capability index: docs/tools/pipedream-googletagmanager/capability_registry.yaml."

static struct registry_row row_of(const char *status, const char *notes, const char *servers)
{
	struct registry_row r = { 0 };

	r.slug = mem_str("googletagmanager");
	r.vendor = mem_str("PIPEDREAM");
	r.tool_prefix = mem_str("PIPEDREAM_GTM_*");
	r.status = mem_str(status);
	r.notes = mem_str(notes);
	facts_add(&r.servers, servers);
	return r;
}

/* The status and the notes that a walk leaves; NULL stands for "leave what is there". */
static void leaves(const char *lines, struct registry_row *old, const char *status, const char *notes)
{
	struct kv facts = facts_new(lines);
	const char *s = notes_status(&facts, old);
	char *n = notes_new(&facts, STORY, 0, old);

	if (!s != !status || (s && strcmp(s, status) != 0))
		fail_msg("status %s, not %s", s ? s : "NULL", status ? status : "NULL");
	if (!n != !notes || (n && strcmp(n, notes) != 0))
		fail_msg("notes '%s', not '%s'", n ? n : "NULL", notes ? notes : "NULL");
	free(n);
	kv_free(&facts);
}

static void a_new_row(void **state)
{
	(void)state;
	leaves(CASE ASCEND KAHUNA, NULL, "LIVE",
	       STORY " ascend connect verified 2026-11-21 (apn_A1). kahuna connect verified 2026-11-21 (apn_K1).");
	leaves(CASE ASCEND WAITS, NULL, "PENDING",
	       STORY " ascend connect verified 2026-11-21 (apn_A1). kahuna not connected yet.");
	leaves(CASE, NULL, "PENDING", STORY); /* nobody was verified */
}

static void verified_means_both(void **state)
{
	static const char *const no[] = {
		"tenant=a\naccounts.tenant.a=connected",
		"tenant=a\naccounts.tenant.a=connected\ntools.mcp.a=unknown",
		"tenant=a\naccounts.tenant.a=connected\ntools.mcp.a=0",
		"tenant=a\naccounts.tenant.a=connected\ntools.mcp.ab=3",
		"tenant=a\naccounts.tenant.a=unhealthy\ntools.mcp.a=3",
		"tenant=a\ntools.mcp.a=3",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(no) / sizeof(*no); i++) {
		struct kv facts = facts_new(no[i]);

		assert_false(notes_verified(&facts, "a"));
		assert_string_equal(notes_status(&facts, NULL), "PENDING");
		kv_free(&facts);
	}
	leaves("tenant=a\naccounts.tenant.a=connected\ntools.mcp.a=1", NULL, "LIVE",
	       STORY " a connect verified 2026-12-24.");
}

/* What is said of Composio, for these facts beside the case's. */
static void composio_says(const char *lines, const char *text)
{
	struct kv facts = facts_new(lines);
	struct buf b = BUF_INIT;

	notes_composio(&facts, &b);
	assert_string_equal(buf_str(&b), text);
	buf_free(&b);
	kv_free(&facts);
}

static void composio_is_quoted(void **state)
{
	(void)state;
	composio_says("", "Composio was not asked.");
	composio_says(CASE, "Composio, asked 2026-11-20 for \"Google Tag Manager\": not in the catalog.");
	composio_says(CASE "registry.try=a\nregistry.try=b\ncomposio.catalog=1642\n",
		      "Composio, asked 2026-11-20 for \"Google Tag Manager\" in 2 spellings: not in the catalog of 1642 toolkits.");
	composio_says(CASE "composio.result=candidate\ncomposio.candidate=x~X~y\n",
		      "Composio, asked 2026-11-20 for \"Google Tag Manager\": not in the catalog. Mentioned by x, not the same.");
	composio_says(CASE "composio.result=unknown\n",
		      "Composio could not be asked 2026-11-20 (it answered 404), and the operator overruled that and went on as if it were absent.");
	composio_says(CASE "composio.copied=2026-11-18\n", "Composio, by the copy of 2026-11-18 for \"Google Tag Manager\": not in the catalog.");
	composio_says(CASE "composio.result=native\ncomposio.toolkit_slug=gmail\n",
		      "Composio, asked 2026-11-20 for \"Google Tag Manager\": toolkit gmail is in the catalog.");
	composio_says(CASE "composio.result=scope-gap\ncomposio.toolkit_slug=x\ncomposio.missing_scope=a\n"
			   "composio.missing_scope=b\n",
		      "Composio, asked 2026-11-20 for \"Google Tag Manager\": toolkit x is in the catalog; the grant lacks a, b.");
	composio_says(CASE "composio.result=renamed\ncomposio.toolkit_slug=x\ncomposio.replaced_by=y\n",
		      "Composio, asked 2026-11-20 for \"Google Tag Manager\": toolkit x is deprecated, replaced by y.");
}

static void tenants_are_told(void **state)
{
	struct kv facts;
	char *n;

	(void)state;
	facts = facts_new(CASE "tenant=kahuna\naccounts.tenant.kahuna=unknown\n");
	n = notes_new(&facts, STORY, 0, NULL);
	assert_non_null(strstr(n, "kahuna connection not checked.")); /* unknown is never absent */
	free(n);
	kv_free(&facts);
	facts = facts_new(CASE ASCEND "tools.mcp.ascend=unknown\n");
	n = notes_new(&facts, STORY, 0, NULL);
	assert_non_null(strstr(n, "ascend connected, tools not verified."));
	free(n);
	kv_free(&facts);
}

/* Twice the same walk leaves the row as it is; so does one on a later day, as long as the account is the same. */
static void twice_is_once(void **state)
{
	static const char *const walks[] = { CASE ASCEND KAHUNA, CASE ASCEND WAITS };
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		struct kv facts = facts_new(walks[i]);
		struct registry_row r = row_of("", "", "ascend=pipedream-gtm-ascend\nkahuna=pipedream-gtm-kahuna");
		const char *again;

		free(r.notes);
		free(r.status);
		r.notes = notes_new(&facts, STORY, 0, NULL);
		r.status = mem_str(notes_status(&facts, NULL));
		kv_set(&facts, "tools.evidence", "tools\tok\t200\t3\t2027-01-01T08:00:00Z\tu\td");
		assert_null(notes_new(&facts, STORY, 0, &r));
		again = notes_status(&facts, &r);
		assert_true(!again || !strcmp(again, r.status));
		registry_row_free(&r);
		kv_free(&facts);
	}
}

#define ROW_BOTH "ascend=pipedream-gtm-ascend\nkahuna=pipedream-gtm-kahuna"

static void pending_becomes_live(void **state)
{
	struct registry_row r =
		row_of("PENDING", "Mine. ascend connect verified 2026-05-20 (apn_A1). kahuna not connected yet. More.",
		       ROW_BOTH);

	(void)state;
	leaves(CASE ASCEND KAHUNA, &r, "LIVE",
	       "Mine. ascend connect verified 2026-05-20 (apn_A1). kahuna connect verified 2026-11-21 (apn_K1). More.");
	leaves(CASE KAHUNA, &r, "LIVE",
	       "Mine. ascend connect verified 2026-05-20 (apn_A1). kahuna connect verified 2026-11-21 (apn_K1). More.");
	leaves(CASE ASCEND WAITS, &r, NULL, NULL); /* still waiting */
	leaves(CASE ASCEND, &r, NULL, NULL);	   /* the other one was not looked at */
	leaves(CASE WAITS, &r, NULL, NULL);
	leaves(CASE, &r, NULL, NULL);
	registry_row_free(&r);
}

/* A sentence of a tenant is no part of one of another whose name ends alike. */
static void names_that_end_alike(void **state)
{
	struct registry_row r = row_of("PENDING", "acme-co not connected yet. co not connected yet.",
				       "co=pipedream-gtm-co\nacme-co=pipedream-gtm-acme-co");

	(void)state;
	leaves("tenant=co\naccounts.tenant.co=connected\naccounts.account.co=apn_C\ntools.mcp.co=1\n", &r, NULL,
	       "acme-co not connected yet. co connect verified 2026-12-24 (apn_C).");
	registry_row_free(&r);
	r = row_of("PENDING", "acme-co not connected yet.", "acme-co=pipedream-gtm-acme-co");
	leaves("tenant=co\naccounts.result=ok\naccounts.tenant.co=none\n", &r, "PENDING",
	       "acme-co not connected yet. co not connected yet.");
	registry_row_free(&r);
	r = row_of("LIVE", "acme-co connect verified 2026-05-20 (apn_C2).", "acme-co=pipedream-gtm-acme-co");
	leaves("tenant=co\naccounts.tenant.co=connected\naccounts.account.co=apn_C\ntools.mcp.co=1\n", &r, "LIVE",
	       "acme-co connect verified 2026-05-20 (apn_C2). co connect verified 2026-12-24 (apn_C).");
	registry_row_free(&r);
}

static void what_people_wrote_is_kept(void **state)
{
	struct registry_row r = row_of("LIVE", "Ascend connect verified 2026-05-20 (apn_A1); Kahuna 2026-05-21 (apn_K1).",
				       ROW_BOTH);

	(void)state;
	leaves(CASE ASCEND KAHUNA, &r, "LIVE", NULL); /* the accounts stand there, in their words */
	leaves(CASE ASCEND WAITS, &r, NULL, NULL);    /* we know nothing better of who was there before us */
	registry_row_free(&r);
	r = row_of("LIVE", "Only ascend.", "ascend=pipedream-gtm-ascend");
	leaves(CASE ASCEND KAHUNA, &r, "LIVE",
	       "Only ascend. ascend connect verified 2026-11-21 (apn_A1). kahuna connect verified 2026-11-21 (apn_K1).");
	leaves(CASE WAITS, &r, "PENDING", "Only ascend. kahuna not connected yet.");
	registry_row_free(&r);
	r = row_of("WONT-FIX", "", "");
	leaves(CASE ASCEND, &r, "LIVE", "ascend connect verified 2026-11-21 (apn_A1).");
	registry_row_free(&r);
}

/* A row that says PENDING for somebody who was not looked at does not become LIVE. */
static void nobody_is_called_live_unseen(void **state)
{
	struct registry_row r = row_of("PENDING", "Waiting for kahuna's IT.", ROW_BOTH);

	(void)state;
	leaves(CASE ASCEND, &r, NULL, "Waiting for kahuna's IT. ascend connect verified 2026-11-21 (apn_A1).");
	leaves(CASE ASCEND KAHUNA, &r, "LIVE",
	       "Waiting for kahuna's IT. ascend connect verified 2026-11-21 (apn_A1). kahuna connect verified 2026-11-21 (apn_K1).");
	registry_row_free(&r);
}

static void a_new_account_is_told(void **state)
{
	struct registry_row r = row_of("LIVE", "ascend connect verified 2026-05-20 (apn_A12).",
				       "ascend=pipedream-gtm-ascend");

	(void)state;
	leaves(CASE ASCEND, &r, "LIVE",
	       "ascend connect verified 2026-05-20 (apn_A12). ascend connect verified 2026-11-21 (apn_A1).");
	registry_row_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_row),
		cmocka_unit_test(verified_means_both),
		cmocka_unit_test(composio_is_quoted), cmocka_unit_test(tenants_are_told),
		cmocka_unit_test(twice_is_once),
		cmocka_unit_test(pending_becomes_live),
		cmocka_unit_test(names_that_end_alike),
		cmocka_unit_test(what_people_wrote_is_kept),
		cmocka_unit_test(nobody_is_called_live_unseen),
		cmocka_unit_test(a_new_account_is_told),
	};

	return cmocka_run_group_tests_name("notes", tests, fixed, NULL);
}
