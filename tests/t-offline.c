/* SPDX-License-Identifier: MIT */
/* t-offline: names that come near, and the catalogs' probes answered from the copies by the same comparison. */
#include "fold_help.h"

#include "base/clock.h"
#include "vendors/near.h"
#include "work/lists.h"
#include "work/offline.h"

/* ---- near */

static char *nearest(const char *provider, const char *accepted, const char *const *rows)
{
	struct kv in = KV_INIT, facts = KV_INIT;
	struct buf b = BUF_INIT;
	struct near n;
	size_t i;

	kv_add(&in, "provider", provider);
	if (accepted)
		kv_add(&in, "accepted", accepted);
	near_init(&n, &in);
	for (i = 0; rows[i]; i += 2) {
		char fold[FUZZY_MAX];
		size_t len = fuzzy_fold(rows[i], fold), before = n.n;
		int may = near_may(&n, fuzzy_letters(fold), len);

		len = fuzzy_fold(rows[i + 1], fold);
		may |= near_may(&n, fuzzy_letters(fold), len);
		near_offer(&n, rows[i], rows[i + 1]);
		if (n.n > before)
			assert_int_equal(may, 1); /* the sieve lets through whatever is near */
	}
	(void)near_facts(&n, &facts);
	for (i = 0; i < facts.n; i++)
		buf_addf(&b, "%s%.*s", i ? " " : "", (int)strcspn(facts.v[i].value, "\t"), facts.v[i].value);
	near_free(&n);
	kv_free(&in);
	kv_free(&facts);
	return b.p ? buf_detach(&b) : mem_str("");
}

#define NEAR(provider, accepted, wanted)                                   \
	do {                                                               \
		char *got = nearest(provider, accepted, rows);             \
		assert_string_equal(got, wanted);                          \
		free(got);                                                 \
	} while (0)

static void near_names(void **state)
{
	static const char *const rows[] = { "hubspot", "HubSpot", "google_tag_manager", "Google Tag Manager",
					    "googlesheets", "Google Sheets", "gmail", "Gmail", "mailchimp", "Mailchimp",
					    "box", "Box", "zoho_crm", "Zoho CRM", "salesforce_rest_api", "Salesforce",
					    NULL };

	(void)state;
	NEAR("hubspt", NULL, "hubspot");
	NEAR("Hub Sopt", NULL, "hubspot");
	NEAR("gogle tag manger", NULL, "google_tag_manager");
	NEAR("Google Tag Managers", NULL, "google_tag_manager");
	NEAR("hubspot", NULL, ""); /* equal is not near */
	NEAR("hubspt", "hubspot", ""); /* tried already */
	NEAR("bx", NULL, ""); /* too short to be mistaken for anything */
	NEAR("box2", NULL, "box");
	NEAR("Mailchimp Marketing", NULL, "mailchimp");
	NEAR("sales force", NULL, "");
	NEAR("salseforce", NULL, "salesforce_rest_api");
	NEAR("quickbooks", NULL, "");
	NEAR("\xe9\xa3\x9e\xe4\xb9\xa6", NULL, "");
	NEAR("", NULL, "");
}

/* Five, the best first; what is a candidate already is not named again. */
static void near_facts_again(void **state)
{
	struct kv in = KV_INIT, facts = KV_INIT;
	struct near n;
	char slug[8] = "hubspoa";
	size_t i;

	(void)state;
	kv_add(&in, "provider", "HubSpot");
	near_init(&n, &in);
	for (i = 0; i < 20; i++) {
		slug[6] = (char)('b' + i);
		near_offer(&n, slug, NULL);
		near_offer(&n, slug, "the same once more");
	}
	near_offer(&n, "hubspott", "HubSpott\t\033[0m");
	assert_int_equal(near_facts(&n, &facts), 5);
	assert_non_null(strstr(facts.v[0].value, "hubspob\thubspob\t1 letter differs"));
	near_free(&n);
	kv_add(&facts, "candidate", "hubspob\tX\ty");
	near_init(&n, &in);
	near_again(&n, &facts);
	assert_int_equal(n.n, 4);
	near_free(&n);
	kv_free(&in);
	kv_free(&facts);
}

/* ---- offline */

static char *cache;

static int setup(void **state)
{
	char dir[] = "/tmp/toolgap-offline-XXXXXX";

	(void)state;
	if (!mkdtemp(dir))
		return -1;
	cache = mem_str(dir);
	return setenv("XDG_CACHE_HOME", dir, 1);
}

static int gone(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

static int teardown(void **state)
{
	(void)state;
	(void)nftw(cache, gone, 8, FTW_DEPTH | FTW_PHYS);
	free(cache);
	return 0;
}

static struct vendor_env env = { .composio_url = (char *)"https://c.test", .pipedream_url = (char *)"https://p.test/" };

static struct catalog *fill(enum catalog_source s, const char *from, const struct catalog_entry *rows, size_t n)
{
	struct catalog *c = catalog_new(s);
	size_t i;

	for (i = 0; i < n; i++)
		catalog_add(c, &rows[i]);
	catalog_sort(c);
	c->from = mem_str(from);
	c->read = mem_str("2026-11-18T10:00:00Z");
	c->checked = mem_str("2026-11-20T10:00:00Z");
	return c;
}

#define E(slug, name, auth, about, tools, old) { (char *)slug, (char *)name, (char *)auth, (char *)about, tools, 0, old }

static struct copies *copies(void)
{
	static const struct catalog_entry toolkits[] = {
		E("gmail", "Gmail", "OAUTH2", "Mail of a mailbox.", 5, 0),
		E("weathermap", "Weather Map", "none", "Weather now.", 1, 0),
		E("openweather_api", "OpenWeather", "API_KEY", "Earlier name.", 1, 1),
		E("bench", "Bench", "API_KEY", "Closed.", 1, 1),
		E("customerio", "Customer.io", "API_KEY", "Messages.", 3, 0),
		E("mixpanel", "Mixpanel", "BASIC", "Works beside the Google Tag Manager, say some.", 2, 0),
		E("hubspot", "HubSpot", "OAUTH2", "Contacts and deals.", 9, 0),
	};
	static const struct catalog_entry apps[] = {
		E("google_tag_manager", "Google Tag Manager", "oauth", "Tags and triggers.", -1, 0),
		E("twilio", "Twilio", "keys", "Calls and messages.", -1, 0),
		E("hubspot", "HubSpot", "oauth", "Contacts and deals.", -1, 0),
	};
	struct copies *cs = copies_new(&env);
	struct err e = ERR_INIT;

	assert_int_equal(copies_save(cs, fill(CATALOG_COMPOSIO, "https://c.test/", toolkits, 7), &e), 0);
	assert_int_equal(copies_save(cs, fill(CATALOG_PIPEDREAM, "https://p.test", apps, 3), &e), 0);
	return cs;
}

/* The facts of one question; "try" and "slug" as lookup would give them. */
static struct kv ask(struct copies *cs, int pipedream, const char *provider, const char *lines)
{
	struct kv in = KV_INIT, facts = KV_INIT;

	kv_add(&in, "provider", provider);
	facts_add(&in, lines);
	(pipedream ? offline_pipedream : offline_composio)(cs, &in, &facts);
	kv_free(&in);
	return facts;
}

#define FACT(f, key, want) assert_string_equal(kv_or(&(f), key, "(none)"), want)

static void no_copy(void **state)
{
	struct copies *cs = copies_new(&env);
	struct kv f;

	(void)state;
	f = ask(cs, 0, "Gmail", "");
	FACT(f, "result", "unknown");
	FACT(f, "detail", "unknown: offline, and there is no copy of the Composio catalog; run `toolgap catalog sync`");
	assert_null(kv_get(&f, "missing"));
	assert_null(kv_get(&f, "evidence"));
	kv_free(&f);
	copies_free(cs);
	copies_free(NULL);
}

static void from_the_copy(void **state)
{
	struct copies *cs = copies();
	struct kv f;

	(void)state;
	f = ask(cs, 0, "Gmail", "");
	FACT(f, "result", "native");
	FACT(f, "detail", "gmail · 5 tools, in the copy of 2026-11-18");
	FACT(f, "copied", "2026-11-18");
	FACT(f, "evidence", "composio\tfound\t0\t0\t2026-11-18T10:00:00Z\thttps://c.test/api/v3.1/toolkits\t"
			    "gmail · 5 tools, in the copy of 2026-11-18");
	kv_free(&f);
	f = ask(cs, 0, "Google Tag Manager", "try=google tag manager\nslug=googletagmanager\n");
	FACT(f, "result", "candidate"); /* a mention is not coverage */
	assert_non_null(strstr(kv_or(&f, "candidate", ""), "mixpanel\t"));
	kv_free(&f);
	f = ask(cs, 1, "Google Tag Manager", "try=google tag manager\nslug=googletagmanager\n");
	FACT(f, "result", "found");
	FACT(f, "app_slug", "google_tag_manager");
	FACT(f, "auth_type", "oauth");
	FACT(f, "detail", "google_tag_manager · OAuth, in the copy of 2026-11-18");
	kv_free(&f);
	f = ask(cs, 0, "quickbooks", "");
	FACT(f, "result", "absent");
	FACT(f, "detail", "not in the copy of 2026-11-18 · 7 toolkits");
	assert_non_null(strstr(kv_or(&f, "evidence", ""), "composio\tabsent\t0\t0\t2026-11-18T10:00:00Z\t"));
	kv_free(&f);
	f = ask(cs, 1, "hubspt", "");
	FACT(f, "result", "absent");
	FACT(f, "near", "hubspot\tHubSpot\t1 letter differs");
	kv_free(&f);
	f = ask(cs, 1, "hubspt", "accepted=hubspot\n");
	FACT(f, "result", "found");
	kv_free(&f);
	copies_free(cs);
}

/* A copy cannot say who is connected, and never says that nobody is. */
static void tenants(void **state)
{
	struct copies *cs = copies();
	struct kv in = KV_INIT, f;

	(void)state;
	f = ask(cs, 0, "Gmail", "tenant=ascend\n");
	FACT(f, "result", "unknown");
	FACT(f, "toolkit_slug", "gmail");
	assert_null(kv_get(&f, "tenant.ascend"));
	kv_free(&f);
	f = ask(cs, 0, "weathermap", "tenant=ascend\n"); /* needs no account */
	FACT(f, "result", "native");
	kv_free(&f);
	kv_add(&in, "tenant", "ascend");
	offline_accounts(cs, &in, &f);
	FACT(f, "result", "unknown");
	FACT(f, "tenant.ascend", "unknown");
	kv_free(&f);
	offline_unasked(cs, &in, &f);
	FACT(f, "result", "unknown");
	kv_free(&f);
	kv_free(&in);
	copies_free(cs);
}

static void deprecated(void **state)
{
	struct copies *cs = copies();
	struct kv f;

	(void)state;
	f = ask(cs, 0, "OpenWeather", "slug=openweather_api\n");
	FACT(f, "result", "renamed");
	FACT(f, "replaced_by", "weathermap");
	kv_free(&f);
	f = ask(cs, 0, "Bench", "");
	FACT(f, "result", "deprecated");
	assert_null(kv_get(&f, "replaced_by"));
	kv_free(&f);
	/* gone from the catalog, but the vendor said what replaced it, and that lives */
	f = ask(cs, 0, "customer_io", "slug=customer_io\n");
	FACT(f, "result", "native"); /* "Customer.io" folds to the same name */
	kv_free(&f);
	copies_free(cs);
}

/* ---- many names, by lists that were read whole */

static struct catalog *list_of_now(enum catalog_source s, const struct catalog_entry *rows, size_t n)
{
	struct catalog *c = fill(s, s == CATALOG_COMPOSIO ? "https://c.test" : "https://p.test", rows, n);
	char now[CLOCK_STAMP];

	clock_stamp(clock_now(), now);
	free(c->read);
	c->read = mem_str(now);
	return c;
}

static struct copies *lists_of_now(void)
{
	static const struct catalog_entry toolkits[] = {
		E("gmail", "Gmail", "OAUTH2", "Mail of a mailbox.", 5, 0),
		E("weathermap", "Weather Map", "none", "Weather now.", 1, 0),
		E("openweather_api", "OpenWeather", "API_KEY", "Earlier name.", 1, 1),
		E("polygon_io", "Polygon.io", "API_KEY", "Still listed.", 1, 0),
		E("polygon", "Polygon", "API_KEY", "Said to replace it.", 1, 0),
	};
	static const struct catalog_entry apps[] = { E("twilio", "Twilio", "keys", "Calls.", -1, 0) };
	struct copies *cs = copies_new(&env);

	copies_hold(cs, list_of_now(CATALOG_COMPOSIO, toolkits, 5));
	copies_hold(cs, list_of_now(CATALOG_PIPEDREAM, apps, 1));
	return cs;
}

/* 1 and the answer in f, or 0 and "KEY=VALUE" of what is still to be asked. */
static int listed(const struct lists *l, enum catalog_source s, const char *provider, const char *lines, struct kv *f,
		  struct buf *asks)
{
	struct kv in = KV_INIT, ask = KV_INIT;
	size_t i;
	int rc;

	buf_reset(asks);
	kv_free(f);
	kv_add(&in, "provider", provider);
	facts_add(&in, lines);
	rc = lists_answer(l, s, &in, f, &ask);
	for (i = 0; i < ask.n; i++)
		buf_addf(asks, "%s%s=%s", i ? " " : "", ask.v[i].key, ask.v[i].value);
	kv_free(&in);
	kv_free(&ask);
	return rc;
}

static void by_whole_lists(void **state)
{
	struct copies *cs = lists_of_now();
	struct lists *l = lists_new(NULL, &env, cs);
	struct kv f = KV_INIT;
	struct buf asks = BUF_INIT;

	(void)state;
	assert_null(lists_sync(l)); /* both are fresh: nobody is asked */
	assert_int_equal(lists_go(l), 1);
	assert_int_equal(listed(l, CATALOG_COMPOSIO, "Gmail", "try=gmail\nslug=gmail\n", &f, &asks), 1);
	FACT(f, "result", "native");
	FACT(f, "detail", "gmail · 5 tools, in the whole list, read now");
	assert_non_null(kv_get(&f, "listed"));
	assert_null(kv_get(&f, "copied"));
	assert_int_equal(strncmp(kv_or(&f, "evidence", ""), "composio\tfound\t200\t", 19), 0);
	/* a slug that is only a guess adds nothing to a whole list */
	assert_int_equal(listed(l, CATALOG_PIPEDREAM, "No Such", "try=no such\nslug=nosuch\nslug=no_such\n", &f, &asks), 1);
	FACT(f, "result", "absent");
	FACT(f, "detail", "not in the whole list, read now · 1 app");
	/* listed is current, whatever the table of replacements says */
	assert_int_equal(listed(l, CATALOG_COMPOSIO, "polygon_io", "slug=polygon_io\n", &f, &asks), 1);
	FACT(f, "result", "native");
	FACT(f, "toolkit_slug", "polygon_io");
	assert_int_equal(listed(l, CATALOG_PIPEDREAM, "Twilio", "", &f, &asks), 1);
	FACT(f, "result", "found");
	kv_free(&f);
	buf_free(&asks);
	lists_free(l);
	lists_free(NULL);
	copies_free(cs);
}

/* What a list cannot say goes to the vendor, narrowed to the slug in question, and with nothing but the list's evidence. */
static void still_to_be_asked(void **state)
{
	struct copies *cs = lists_of_now();
	struct lists *l = lists_new(NULL, &env, cs);
	struct kv f = KV_INIT;
	struct buf asks = BUF_INIT;

	(void)state;
	assert_int_equal(listed(l, CATALOG_COMPOSIO, "Gmail", "try=gmail\nslug=gmail\ntenant=ascend\n", &f, &asks), 0);
	assert_string_equal(buf_str(&asks), "slug=gmail listed=gmail provider=Gmail tenant=ascend");
	assert_int_equal(f.n, 1);
	assert_int_equal(strncmp(kv_or(&f, "evidence", ""), "composio\tfound\t", 15), 0);
	assert_int_equal(listed(l, CATALOG_COMPOSIO, "weathermap", "tenant=ascend\n", &f, &asks), 1); /* needs no account */
	assert_int_equal(listed(l, CATALOG_COMPOSIO, "OpenWeather", "try=openweather\n", &f, &asks), 0);
	assert_string_equal(buf_str(&asks), "slug=openweather_api provider=OpenWeather");
	/* known elsewhere by a slug that is not its name in other letters */
	assert_int_equal(listed(l, CATALOG_PIPEDREAM, "GTM", "slug=gtm\nslug=google_tag_manager\nslug=google_tag_manager\n", &f,
				&asks), 0);
	assert_string_equal(buf_str(&asks), "slug=google_tag_manager provider=GTM");
	kv_free(&f);
	buf_free(&asks);
	lists_free(l);
	copies_free(cs);
}

/* Another address, a broken file: no copy at all. */
static void not_this_copy(void **state)
{
	static struct vendor_env other = { .composio_url = (char *)"https://elsewhere.test",
					   .pipedream_url = (char *)"https://p.test" };
	struct copies *cs = copies();
	char *path = mem_fmt("%s/toolgap/catalog/pipedream.txt", cache);
	FILE *file;
	struct kv f;
	struct stat st;

	(void)state;
	copies_free(cs);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	file = fopen(path, "a");
	assert_non_null(file);
	fputs("one more", file);
	fclose(file);
	cs = copies_new(&other);
	f = ask(cs, 0, "Gmail", "");
	FACT(f, "result", "unknown");
	assert_non_null(strstr(kv_or(&f, "detail", ""), "came from https://c.test/, which is not asked now"));
	kv_free(&f);
	f = ask(cs, 1, "Twilio", "");
	FACT(f, "result", "unknown");
	assert_non_null(strstr(kv_or(&f, "detail", ""), "cannot be read"));
	kv_free(&f);
	copies_free(cs);
	free(path);
}

static void beside_a_conversation(void **state)
{
	struct copies *cs = copies();
	struct kv in = KV_INIT, f = KV_INIT;

	(void)state;
	kv_add(&in, "provider", "hubspt");
	kv_add(&f, "result", "unknown");
	offline_add(cs, CATALOG_COMPOSIO, &in, &f);
	FACT(f, "copy", "2026-11-18");
	assert_null(kv_get(&f, "near")); /* nobody knows that it is not there */
	kv_free(&f);
	kv_add(&f, "result", "absent");
	kv_add(&f, "near", "hubspit\tHubspit\told words");
	offline_add(cs, CATALOG_COMPOSIO, &in, &f);
	assert_int_equal(kv_count(&f, "near"), 2);
	assert_null(kv_get(&f, "copy"));
	kv_free(&f);
	kv_add(&f, "result", "native");
	offline_add(cs, CATALOG_COMPOSIO, &in, &f);
	assert_int_equal(f.n, 1);
	kv_free(&f);
	kv_free(&in);
	copies_free(cs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(near_names),
		cmocka_unit_test(near_facts_again),
		cmocka_unit_test_setup_teardown(no_copy, setup, teardown),
		cmocka_unit_test_setup_teardown(from_the_copy, setup, teardown),
		cmocka_unit_test_setup_teardown(tenants, setup, teardown),
		cmocka_unit_test_setup_teardown(deprecated, setup, teardown),
		cmocka_unit_test_setup_teardown(by_whole_lists, setup, teardown),
		cmocka_unit_test_setup_teardown(still_to_be_asked, setup, teardown),
		cmocka_unit_test_setup_teardown(not_this_copy, setup, teardown),
		cmocka_unit_test_setup_teardown(beside_a_conversation, setup, teardown),
	};

	return cmocka_run_group_tests_name("offline", tests, NULL, NULL);
}
