/* SPDX-License-Identifier: MIT */
/* t-route: the worked example of the registry, names and gaps. */
#include "fold_help.h"

#include "files/aliases.h"
#include "files/route.h"

#define HEAD \
	"| toolkit_slug | vendor | mcp_server (ascend) | mcp_server (kahuna) | tool_prefix | status | notes |\n" \
	"|---|---|---|---|---|---|---|\n"

static struct yaml *aliases;
static struct registry *seed; /* the registry that the runbook came with */

static struct registry *parse(const char *s, size_t n)
{
	struct err e = ERR_INIT;
	struct registry *reg = registry_parse(s, n, "r.md", &e);

	if (!reg)
		fail_msg("%s", e.msg);
	return reg;
}

static struct route find(const struct registry *reg, const char *tenant, const char *asked)
{
	struct err e = ERR_INIT;
	struct route r;

	if (route_find(&r, reg, aliases, tenant, asked, &e))
		fail_msg("%s", e.msg);
	return r;
}

static void worked_example(void **state)
{
	static const char *const asked[] = { "gtm", "analytics", "hubspot" };
	struct route v[3];
	struct buf b = BUF_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < 3; i++)
		v[i] = find(seed, "kahuna", asked[i]);
	route_table(v, 3, "kahuna", &b);
	/* As the registry prints it, but for what it has from elsewhere: one tool's name, an account number, a remark. */
	assert_string_equal(buf_str(&b),
			    "| Toolkit | Registry row says | Call shape |\n"
			    "|---|---|---|\n"
			    "| googletagmanager | PIPEDREAM, pipedream-gtm-kahuna | mcp__pipedream-gtm-kahuna__* — external_user_id=kahuna |\n"
			    "| googleanalytics | COMPOSIO, composio-kahuna | mcp__composio-kahuna__GOOGLEANALYTICS_*({ user_id: \"kahuna\", ... }) |\n"
			    "| hubspot | COMPOSIO, composio-kahuna | mcp__composio-kahuna__HUBSPOT_*({ user_id: \"kahuna\", ... }) |\n");
	v[0].tools = 5;
	buf_reset(&b);
	route_table(v, 1, "kahuna", &b);
	assert_true(strstr(buf_str(&b), "__* — 5 tools, external_user_id=kahuna |") != NULL);
	for (i = 0; i < 3; i++)
		route_free(&v[i]);
	buf_free(&b);
}

static void names(void **state)
{
	static const struct {
		const char *asked, *slug;
		enum route_by by;
		enum route_gap gap;
	} rows[] = {
		{ "hubspot", "hubspot", ROUTE_BY_NAME, ROUTE_CALL },
		{ "HubSpot", "hubspot", ROUTE_BY_NAME, ROUTE_CALL },
		{ "LinkedIn Ads", "linkedin_ads", ROUTE_BY_NAME, ROUTE_CALL },
		{ "linkedin", "linkedin", ROUTE_BY_NAME, ROUTE_CALL }, /* and not linkedin_ads */
		{ "gtm", "googletagmanager", ROUTE_BY_ALIAS, ROUTE_CALL },
		{ "Google Analytics", "googleanalytics", ROUTE_BY_NAME, ROUTE_CALL },
		{ "analytics", "googleanalytics", ROUTE_BY_ALIAS, ROUTE_CALL },
		{ "sfdc", "salesforce", ROUTE_BY_ALIAS, ROUTE_CALL },
		{ "calendar", "googlecalendar", ROUTE_BY_WORD, ROUTE_CALL },
		{ "perplexity", "perplexityai", ROUTE_BY_WORD, ROUTE_NO_SERVER },
		{ "workspace", "googlesuper", ROUTE_BY_WORD, ROUTE_CALL }, /* of its alias's name */
		{ "hubspto", "hubspot", ROUTE_BY_SLIP, ROUTE_CALL },
		{ "salesfroce", "salesforce", ROUTE_BY_SLIP, ROUTE_CALL },
		{ "aws", "aws", ROUTE_BY_NAME, ROUTE_CALL },
		{ "slack", "slack", ROUTE_BY_NAME, ROUTE_NO_SERVER },
		{ "ads", NULL, ROUTE_BY_NAME, ROUTE_UNCLEAR },
		{ "google", NULL, ROUTE_BY_NAME, ROUTE_UNCLEAR },
		{ "wibblewobble", NULL, ROUTE_BY_NAME, ROUTE_NO_ROW },
		{ "COMPOSIO", NULL, ROUTE_BY_NAME, ROUTE_NO_ROW }, /* a vendor is no toolkit */
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct route r = find(seed, "kahuna", rows[i].asked);

		if (r.gap != rows[i].gap || (r.row != NULL) != (rows[i].slug != NULL) ||
		    (r.row && (r.by != rows[i].by || strcmp(r.row->slug, rows[i].slug))))
			fail_msg("%s: %s, by %d, gap %d", rows[i].asked, r.row ? r.row->slug : "-", (int)r.by, (int)r.gap);
		assert_int_equal(r.gap == ROUTE_CALL, r.row && r.server && *r.server);
		route_free(&r);
	}
}

static void says(const struct registry *reg, const char *asked, enum route_gap gap, const char *part)
{
	struct route r = find(reg, "kahuna", asked);
	char *why = route_gap_new(&r, "kahuna", "r.md");

	if (r.gap != gap || !strstr(why, part))
		fail_msg("%s: gap %d, \"%s\"", asked, (int)r.gap, why);
	free(why);
	route_free(&r);
}

static void gaps(void **state)
{
	static const char table[] =
		HEAD "| stripe | COMPOSIO | composio-ascend | — | STRIPE_* | LIVE | — |\n"
		     "| acme | COMPOSIO | — | — | ACME_* | PENDING-NATIVE | PENDING-NATIVE since 2026-11-07, due 2026-11-21: https://example.com/issues/7. |\n"
		     "| old | COMPOSIO | composio-ascend | composio-kahuna | OLD_* | WONT-FIX | — |\n"
		     "| torn | COMPOSIO | composio-ascend | composio-kahuna |\n"
		     "| twin | COMPOSIO | composio-ascend | composio-kahuna | TWIN_* | LIVE | — |\n"
		     "| twin | PIPEDREAM | pipedream-twin-ascend | pipedream-twin-kahuna | PIPEDREAM_TWIN_* | LIVE | — |\n"
		     "| pair | COMPOSIO | composio-ascend | composio-kahuna | PAIR_* | LIVE | one |\n"
		     "| pair | COMPOSIO | composio-ascend | composio-kahuna | PAIR_* | LIVE | two |\n"
		     "| soon | PIPEDREAM | — | pipedream-soon-kahuna | PIPEDREAM_SOON_* | PENDING | — |\n"
		     "| own | NATIVE_MCP | — | own-mcp | claude / x | LIVE | — |\n"
		     "| pi\\|pe | COMPOSIO | — | composio-kahuna | P_* | LIVE | — |\n";
	struct registry *reg = parse(table, sizeof(table) - 1);
	struct buf b = BUF_INIT;
	struct route v[3];
	struct err e = ERR_INIT;
	size_t i;

	(void)state;
	says(reg, "stripe", ROUTE_NO_SERVER, "r.md:3: the row has no server for kahuna, only for ascend.");
	says(reg, "acme", ROUTE_NATIVE, "requested 2026-11-07, to be looked at again on 2026-11-21. https://example.com/issues/7");
	says(reg, "old", ROUTE_WONT, "WONT-FIX");
	says(reg, "torn", ROUTE_INCOMPLETE, "r.md:6:");
	says(reg, "twin", ROUTE_UNCLEAR, "twin (line 7), twin (line 8)");
	says(reg, "nobody", ROUTE_NO_ROW, "toolgap triage \"nobody\"");
	v[0] = find(reg, "kahuna", "pair"); /* two rows that say the same are no question */
	assert_int_equal(v[0].gap, ROUTE_CALL);
	v[1] = find(reg, "kahuna", "soon");
	v[2] = find(reg, "kahuna", "own");
	route_table(v, 3, "kahuna", &b);
	assert_true(strstr(buf_str(&b), "| soon | PIPEDREAM, pipedream-soon-kahuna, PENDING |") != NULL);
	assert_true(strstr(buf_str(&b), "| own | NATIVE_MCP, own-mcp | mcp__own-mcp__* |") != NULL);
	assert_null(route_argument(v[2].row));
	for (i = 0; i < 3; i++)
		route_free(&v[i]);
	buf_reset(&b);
	v[0] = find(reg, "kahuna", "pipe"); /* a pipe in a name does not end the cell */
	assert_int_equal(v[0].gap, ROUTE_CALL);
	route_table(v, 1, "kahuna", &b);
	assert_true(strstr(buf_str(&b), "| pi\\|pe |") != NULL);
	route_free(&v[0]);
	assert_int_equal(route_find(&v[0], reg, aliases, "kahuna", " ", &e), -1);
	assert_int_equal(e.code, E_USAGE);
	buf_free(&b);
	registry_free(reg);
}

static int load(void **state)
{
	const char *src = getenv("srcdir");
	struct err e = ERR_INIT;
	struct buf b = BUF_INIT;
	char *path = mem_fmt("%s/tests/fixtures/registry/seed.md", src ? src : ".");

	(void)state;
	data_file("aliases.yaml", &b);
	aliases = aliases_parse(buf_str(&b), b.len, "aliases.yaml", &e);
	buf_free(&b);
	if (slurp(path, &b)) {
		fprintf(stderr, "%s is not there\n", path);
		return -1;
	}
	seed = registry_parse(buf_str(&b), b.len, path, &e);
	free(path);
	buf_free(&b);
	return aliases && seed ? 0 : -1;
}

static int unload(void **state)
{
	(void)state;
	registry_free(seed);
	yaml_free(aliases);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(worked_example),
		cmocka_unit_test(names),
		cmocka_unit_test(gaps),
	};

	return cmocka_run_group_tests_name("route", tests, load, unload);
}
