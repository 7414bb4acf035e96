/* SPDX-License-Identifier: MIT */
/* t-names: from what is typed to slug, short name and spellings. */
#include "fold_help.h"

#include "base/text.h"
#include "work/names.h"

static struct buf yaml;

static struct kv of(const char *provider)
{
	struct kv k = KV_INIT;
	struct err e = ERR_INIT;

	if (names_facts(provider, buf_str(&yaml), yaml.len, "aliases.yaml", &k, &e))
		fail_msg("%s", e.msg);
	return k;
}

static void is(const char *provider, const char *slug, const char *brief, const char *own)
{
	struct kv k = of(provider);

	if (strcmp(kv_get(&k, "toolkit_slug"), slug) || strcmp(kv_get(&k, "short"), brief) ||
	    strcmp(kv_get(&k, "own_client"), own))
		fail_msg("%s: %s %s %s", provider, kv_get(&k, "toolkit_slug"), kv_get(&k, "short"),
			 kv_get(&k, "own_client"));
	assert_int_equal(kv_count(&k, "toolkit_slug"), 1);
	assert_int_equal(kv_count(&k, "short"), 1);
	kv_free(&k);
}

static int tries(const struct kv *k, const char *key, const char *value)
{
	size_t i, n = 0;

	for (i = 0; i < k->n; i++)
		n += !strcmp(k->v[i].key, key) && !strcmp(k->v[i].value, value);
	return (int)n;
}

static void spellings_of_one_provider(void **state)
{
	static const char *const same[] = { "Google Tag Manager", "google tag manager", "GTM", "gtm",
					    "google_tag_manager", "googletagmanager",
					    "Google-Tag-Manager", "GoogleTagManager", "Tag Manager" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(same) / sizeof(*same); i++)
		is(same[i], "googletagmanager", "gtm", "own");
}

static void short_names(void **state)
{
	(void)state;
	is("Hub Spot", "hubspot", "hubspot", "managed");
	is("GA4", "googleanalytics", "ga4", "own");
	is("x.com", "twitter", "x", "managed");
	/* no alias: initials of three words or more, else the slug */
	is("Acme Widget Works", "acmewidgetworks", "aww", "managed");
	is("Acme Widget", "acmewidget", "acmewidget", "managed");
	is("acme_widget_works_2", "acmewidgetworks2", "aww2", "managed");
	is("Zoho", "zoho", "zoho", "managed");
	is("Q", "q", "q", "managed");
}

static void own_client_for_three_houses(void **state)
{
	(void)state;
	is("Google Optimize", "googleoptimize", "googleoptimize", "own");
	is("Microsoft Clarity", "microsoftclarity", "microsoftclarity", "own");
	is("Meta Pixel", "metapixel", "metapixel", "own");
	is("Facebook Leads", "facebookleads", "facebookleads", "own");
	is("Metabase", "metabase", "metabase", "managed");
	is("Goog", "goog", "goog", "managed");
}

static void what_is_asked(void **state)
{
	struct kv k = of("Google Tag Manager");

	(void)state;
	assert_int_equal(tries(&k, "try", "google tag manager"), 1);
	assert_int_equal(tries(&k, "try", "googletagmanager"), 1);
	assert_int_equal(tries(&k, "try", "google_tag_manager"), 1);
	assert_int_equal(tries(&k, "try", "google tag"), 1);
	assert_int_equal(tries(&k, "try", "tag manager"), 1);
	assert_int_equal(tries(&k, "slug", "googletagmanager"), 1);
	assert_int_equal(tries(&k, "slug", "google_tag_manager"), 1);
	kv_free(&k);
	/* an alias brings the provider's own name with it */
	k = of("GTM");
	assert_int_equal(tries(&k, "try", "gtm"), 1);
	assert_int_equal(tries(&k, "try", "google tag manager"), 1);
	assert_int_equal(tries(&k, "slug", "googletagmanager"), 1);
	assert_int_equal(tries(&k, "slug", "google_tag_manager"), 1);
	kv_free(&k);
	k = of("Salesforce");
	assert_int_equal(tries(&k, "slug", "salesforce_rest_api"), 1);
	assert_int_equal(tries(&k, "try", "salesforce"), 1);
	assert_int_equal(kv_count(&k, "try"), 1);
	kv_free(&k);
	/* punctuation parts words, and nothing else of it is asked */
	k = of("Acme/Widget?x=1&y");
	assert_int_equal(tries(&k, "try", "acme widget x 1 y"), 1);
	assert_int_equal(tries(&k, "slug", "acme_widget_x_1_y"), 1);
	kv_free(&k);
}

static void bounded(void **state)
{
	struct kv k = of("a1 b2 c3 d4 e5 f6 g7 h8 i9 j10 k11 l12 m13 n14 o15 p16 q17 r18");
	size_t i;

	(void)state;
	assert_int_equal(kv_count(&k, "try"), 12);
	assert_true(kv_count(&k, "slug") <= 12);
	for (i = 0; i < k.n; i++)
		if (!strcmp(k.v[i].key, "slug"))
			assert_true(text_is_name(k.v[i].value, 1));
	kv_free(&k);
}

/* Every alias finds itself by its slug, its name and everything that people type; no two fight for one spelling. */
static void the_data_that_ships(void **state)
{
	static const char *const pairs[][2] = {
		{ "gmail", "gmail" },		  { "Google Mail", "gmail" },
		{ "BQ", "bigquery" },		  { "google bigquery", "bigquery" },
		{ "MS Teams", "microsoft_teams" }, { "OneDrive", "one_drive" },
		{ "SharePoint", "share_point" },  { "bing ads", "microsoft_advertising" },
		{ "Facebook Ads", "metaads" },	  { "Meta Ads", "metaads" },
		{ "Instagram", "instagram" },	  { "SFDC", "salesforce" },
		{ "Notion", "notion" },		  { "AdWords", "googleads" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		struct kv k = of(pairs[i][0]);

		assert_string_equal(kv_get(&k, "toolkit_slug"), pairs[i][1]);
		assert_true(text_is_name(kv_get(&k, "short"), 0));
		kv_free(&k);
	}
}

static void broken_aliases(void **state)
{
	static const char *const bad[] = { "aliases:\n  - {name: X}\n", "aliases:\n  - {slug: 'A b'}\n",
					   "aliases:\n  - gtm\n", "aliases: [\n" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct kv k = KV_INIT;
		struct err e = ERR_INIT;

		assert_int_equal(names_facts("x", bad[i], strlen(bad[i]), "a.yaml", &k, &e), -1);
		assert_int_equal(strncmp(e.msg, "a.yaml:", 7), 0);
		kv_free(&k);
	}
}

static int load(void **state)
{
	(void)state;
	data_file("aliases.yaml", &yaml);
	return 0;
}

static int unload(void **state)
{
	(void)state;
	buf_free(&yaml);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spellings_of_one_provider),
		cmocka_unit_test(short_names),
		cmocka_unit_test(own_client_for_three_houses),
		cmocka_unit_test(what_is_asked),
		cmocka_unit_test(bounded),
		cmocka_unit_test(the_data_that_ships),
		cmocka_unit_test(broken_aliases),
	};

	return cmocka_run_group_tests_name("names", tests, load, unload);
}
