/* SPDX-License-Identifier: MIT */
/* t-find: who fits a text, how well, and in which order. */
#include "fold_help.h"

#include "base/seek.h"
#include "base/text.h"
#include "files/aliases.h"
#include "files/find.h"

#include <strings.h>

#define HEAD \
	"| toolkit_slug | vendor | mcp_server (ascend) | mcp_server (kahuna) | tool_prefix | status | notes |\n" \
	"|---|---|---|---|---|---|---|\n"
#define GTM "| `googletagmanager` | PIPEDREAM | pipedream-gtm-ascend | pipedream-gtm-kahuna | PIPEDREAM_GTM_* | LIVE | Keys off container_id. |\n"
#define HUB "| hubspot | COMPOSIO | composio-ascend | composio-kahuna | HUBSPOT_* | LIVE | Deals \\| contacts. |\n"
#define LIADS "| linkedin_ads | COMPOSIO | — | composio-kahuna | LINKEDIN_ADS_* | LIVE | Kahuna-only. |\n"
#define AWS "| aws (Bedrock / SES) | V5_CALL_API | gw | gw | aws_* | LIVE | Threads no ads. |\n"
#define ACME "| acmecrm | PIPEDREAM | pipedream-ac-ascend | — | PIPEDREAM_AC_* | LIVE | — |\n"
#define TABLE HEAD GTM HUB LIADS AWS ACME

static struct yaml *aliases;

static struct finds found;

static void forget(void)
{
	finds_free(&found);
}

/* As finder does: close, then wide where nothing has it. */
static void look_in(const char *text, const char *table, size_t most)
{
	struct err e = ERR_INIT;
	struct find_query q;
	int wide;

	forget();
	for (wide = 0; wide < 2 && finds_best(&found) < FIND_NAME; wide++) {
		forget();
		assert_int_equal(find_query_init(&q, text, aliases, wide, &e), 0);
		if (find_in_registry(&q, table, strlen(table), "r.md", most, &found, &e))
			fail_msg("%s", e.msg);
		find_query_free(&q);
	}
	finds_rank(&found, most);
}

static void look(const char *text)
{
	look_in(text, TABLE, 20);
}

static void best(const char *text, const char *slug, enum find_grade grade, int score)
{
	look(text);
	if (!found.n || strcmp(found.v[0].slug, slug) || found.v[0].fit.grade != grade ||
	    found.v[0].fit.score != score)
		fail_msg("%s: %zu hits, the first %s, grade %d, score %d", text, found.n, found.n ? found.v[0].slug : "-",
			 found.n ? (int)found.v[0].fit.grade : 0, found.n ? found.v[0].fit.score : 0);
}

static void exact(void **state)
{
	(void)state;
	best("googletagmanager", "googletagmanager", FIND_EXACT, 100);
	best("GoogleTagManager", "googletagmanager", FIND_EXACT, 100);
	best("Google Tag Manager", "googletagmanager", FIND_EXACT, 100);
	best("google-tag-manager", "googletagmanager", FIND_EXACT, 100);
	best("LinkedInAds", "linkedin_ads", FIND_EXACT, 100);
	best("aws", "aws", FIND_EXACT, 100);
	best("gtm", "googletagmanager", FIND_EXACT, 98); /* an alias */
	best("tag manager", "googletagmanager", FIND_EXACT, 98);
	best("google_tag_manager", "googletagmanager", FIND_EXACT, 100);
	best("ac", "acmecrm", FIND_EXACT, 96); /* the short name in its server */
	assert_int_equal(found.v[0].line, 7);
	assert_string_equal(found.v[0].file, "r.md");
	assert_string_equal(found.v[0].row.vendor, "PIPEDREAM");
	assert_string_equal(kv_get(&found.v[0].row.servers, "ascend"), "pipedream-ac-ascend");
	assert_null(kv_get(&found.v[0].row.servers, "kahuna"));
}

static void parts_and_slips(void **state)
{
	(void)state;
	look("linkedin");
	assert_int_equal(found.n, 1);
	assert_int_equal(found.v[0].fit.grade, FIND_NAME);
	best("hubspto", "hubspot", FIND_TYPO, 74);
	best("hubspod", "hubspot", FIND_TYPO, 74);
	best("hubsopd", "hubspot", FIND_TYPO, 68);
	best("linkedimads", "linkedin_ads", FIND_TYPO, 74);
	look("mannager"); /* of a word of the alias's name */
	assert_true(found.n && !strcmp(found.v[0].slug, "googletagmanager"));
	assert_int_equal(found.v[0].fit.grade, FIND_TYPO);
	look("hbspt");
	assert_true(found.n && !strcmp(found.v[0].slug, "hubspot"));
	look("wibblewobble");
	assert_int_equal(found.n, 0);
}

static void mentions(void **state)
{
	(void)state;
	best("container_id", "googletagmanager", FIND_MENTION, FIND_AT_WORD);
	best("ontainer_i", "googletagmanager", FIND_MENTION, FIND_AMID);
	best("bedrock", "aws", FIND_MENTION, FIND_AT_WORD);
	best("deals contacts", "hubspot", FIND_MENTION, FIND_AT_WORD); /* both words, apart */
	best("Deals | contacts", "hubspot", FIND_MENTION, FIND_AT_WORD);
	look("deals pipes");
	assert_int_equal(found.n, 0);
	look("composio");
	assert_int_equal(found.n, 2);
	assert_int_equal(found.v[0].line, 4); /* in the order of the file */
	assert_int_equal(found.v[1].line, 5);
	look("ads"); /* amid "Threads": not beside what has it in its name, but where all is asked for */
	assert_int_equal(found.v[0].fit.grade, FIND_NAME);
	assert_string_equal(found.v[0].slug, "linkedin_ads");
	look("read");
	assert_int_equal(found.n, 1);
	assert_int_equal(found.v[0].fit.score, FIND_AMID);
}

static void faint_ones_go(void **state)
{
	const char *table = HEAD "| ads | COMPOSIO | a | b | ADS_* | LIVE | — |\n"
				 "| gmail | COMPOSIO | a | b | GMAIL_* | LIVE | Threads. |\n";

	(void)state;
	look_in("ads", table, 20);
	assert_int_equal(found.n, 1);
	assert_int_equal(found.left, 1);
	look_in("ads", table, SIZE_MAX);
	assert_int_equal(found.n, 2);
	assert_int_equal(found.left, 0);
}

static void only_the_best_are_kept(void **state)
{
	struct buf b = BUF_INIT;
	int i;

	(void)state;
	buf_adds(&b, HEAD);
	for (i = 0; i < 5000; i++)
		buf_addf(&b, "| kind%04d | COMPOSIO | composio-ascend | — | KIND_* | LIVE | crm |\n", i);
	buf_adds(&b, "| crm | COMPOSIO | composio-ascend | — | CRM_* | LIVE | — |\n");
	look_in("crm", buf_str(&b), 3);
	assert_int_equal(found.n, 3);
	assert_int_equal(found.left, 4998);
	assert_string_equal(found.v[0].slug, "crm");
	assert_string_equal(found.v[1].slug, "kind0000");
	assert_string_equal(found.v[2].slug, "kind0001");
	look_in("kind4321", buf_str(&b), 3);
	assert_int_equal(found.n, 1);
	assert_int_equal(found.v[0].line, 3 + 4321);
	buf_free(&b);
}

static void odd_tables(void **state)
{
	struct err e = ERR_INIT;
	struct find_query q;
	const char *second = TABLE "\n" HEAD "| other | COMPOSIO | x | y | O_* | LIVE | — |\n";
	const char *twice = "| toolkit_slug | vendor | mcp_server (a) | mcp_server (a) | tool_prefix | status | notes |\n"
			    "|---|---|---|---|---|---|---|\n| x | COMPOSIO | s | t | X_* | LIVE | — |\n";

	(void)state;
	/* too few cells, too many: what is there is shown, with its count */
	look_in("short", HEAD "| short | COMPOSIO |\n| long | COMPOSIO | a | b | L_* | LIVE | n | more | still |\n", 20);
	assert_int_equal(found.n, 1);
	assert_int_equal(found.v[0].row.lacks, 5);
	assert_int_equal(found.v[0].more, 0);
	assert_string_equal(found.v[0].row.status, "");
	look_in("long", HEAD "| short | COMPOSIO |\n| long | COMPOSIO | a | b | L_* | LIVE | n | more | still |\n", 20);
	assert_int_equal(found.v[0].more, 2);
	/* a second table: the hits of the first come, and a sentence */
	forget();
	assert_int_equal(find_query_init(&q, "hubspot", NULL, 0, &e), 0);
	assert_int_equal(find_in_registry(&q, second, strlen(second), "r.md", 20, &found, &e), -1);
	assert_int_equal(found.n, 1);
	assert_true(strstr(e.msg, "r.md:9:1: a second table") != NULL);
	e = (struct err)ERR_INIT;
	forget();
	assert_int_equal(find_in_registry(&q, twice, strlen(twice), "r.md", 20, &found, &e), -1);
	assert_int_equal(found.n, 0);
	assert_true(strstr(e.msg, "stands twice") != NULL);
	e = (struct err)ERR_INIT;
	assert_int_equal(find_in_registry(&q, "# none\n", 7, "r.md", 20, &found, &e), -1);
	assert_int_equal(e.code, E_FAIL);
	find_query_free(&q);
	e = (struct err)ERR_INIT;
	assert_int_equal(find_query_init(&q, "  ", NULL, 0, &e), -1);
	assert_int_equal(e.code, E_USAGE);
	/* no outer pipes, another order of columns, CRLF, no line end at the end */
	look_in("slack", "vendor | notes | toolkit_slug | status | mcp_server (a) | tool_prefix\r\n"
			 "---|---|---|---|---|---\r\nCOMPOSIO | n | `slack` | LIVE | composio-a | SLACK_*", 20);
	assert_int_equal(found.n, 1);
	assert_int_equal(found.v[0].fit.score, 100);
	assert_string_equal(kv_get(&found.v[0].row.servers, "a"), "composio-a");
	/* what stands in code or after the table is no row */
	look_in("hubspot", "```\n" HEAD HUB "```\n\n" HEAD GTM "\nhubspot\n", 20);
	assert_int_equal(found.n, 0);
}

static void capabilities(void **state)
{
	static const char file[] = "toolkit_slug: \"googletagmanager\"\nvendor: \"PIPEDREAM\"\napp_slug: \"google_tag_manager\"\n"
				   "servers: {ascend: \"pipedream-gtm-ascend\"}\ncapabilities:\n"
				   "  - id: \"gtm_list_tags\"\n    tool: \"google_tag_manager-list-tags\"\n    description: \"All tags of a container.\"\n"
				   "  - id: \"gtm_publish\"\n    tool: \"google_tag_manager-publish\"\n    description: \"Publish a version.\"\n";
	static const struct {
		const char *text;
		size_t n;
		const char *name; /* of the first; NULL: the file */
		enum find_grade grade;
	} rows[] = {
		{ "gtm", 1, NULL, FIND_EXACT },		     { "googletagmanager", 1, NULL, FIND_EXACT },
		{ "list tags", 1, "gtm_list_tags", FIND_NAME }, { "tags list", 1, "gtm_list_tags", FIND_NAME },
		{ "gtm_publish", 1, "gtm_publish", FIND_EXACT }, { "gtm publish", 1, "gtm_publish", FIND_EXACT },
		{ "google_tag_manager-list-tags", 1, "gtm_list_tags", FIND_EXACT },
		{ "container", 1, "gtm_list_tags", FIND_MENTION }, { "hubspot", 0, NULL, FIND_NONE },
	};
	struct err e = ERR_INIT;
	struct find_query q;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		forget();
		assert_int_equal(find_query_init(&q, rows[i].text, aliases, 0, &e), 0);
		assert_int_equal(find_in_capability(&q, file, sizeof(file) - 1, "docs/tools/pipedream-googletagmanager/c.yaml", &found, &e), 0);
		find_query_free(&q);
		finds_rank(&found, 20);
		if (found.n != rows[i].n || (found.n && (found.v[0].fit.grade != rows[i].grade ||
							 strcmp(found.v[0].name ? found.v[0].name : "", rows[i].name ? rows[i].name : ""))))
			fail_msg("%s: %zu hits, %s, grade %d", rows[i].text, found.n, found.n && found.v[0].name ? found.v[0].name : "-",
				 found.n ? (int)found.v[0].fit.grade : 0);
		if (found.n)
			assert_string_equal(found.v[0].slug, "googletagmanager");
	}
	forget();
	assert_int_equal(find_query_init(&q, "publish", aliases, 0, &e), 0);
	assert_int_equal(find_in_capability(&q, file, sizeof(file) - 1, "c.yaml", &found, &e), 0);
	assert_int_equal(found.v[0].line, 9);
	assert_string_equal(found.v[0].tool, "google_tag_manager-publish");
	assert_int_equal(find_in_capability(&q, "publish: [", 10, "c.yaml", &found, &e), -1);
	assert_int_equal(e.code, E_FAIL);
	find_query_free(&q);
}

static void catalogs(void **state)
{
	static const char text[] = "bench\tBench\tAPI_KEY\td\t\t\tOld.\n"
				   "google_tag_manager\tGoogle Tag Manager\toauth\t\t5\t\tManages tags.\n"
				   "linkedin_ads\tLinkedIn Ads\toauth\t\t\t\tAds, and GTM.\n"
				   "x\tBad\x1b\toauth\t\t\t\tbad\n";
	struct catalog head = { .source = CATALOG_PIPEDREAM, .claims = 4 };
	struct err e = ERR_INIT;
	struct find_query q;

	(void)state;
	forget();
	assert_int_equal(find_query_init(&q, "gtm", aliases, 0, &e), 0);
	assert_int_equal(find_in_catalog(&q, &head, text, sizeof(text) - 1, &found), 0);
	assert_int_equal(found.n, 2);
	finds_rank(&found, 20);
	assert_int_equal(found.n, 1); /* what a catalog only mentions goes beside an exact one */
	assert_int_equal(found.left, 1);
	assert_string_equal(found.v[0].slug, "google_tag_manager");
	assert_int_equal(found.v[0].kind, FIND_PIPEDREAM);
	assert_int_equal(found.v[0].en.tools, 5);
	head.claims = 5;
	assert_int_equal(find_in_catalog(&q, &head, text, sizeof(text) - 1, &found), -1);
	find_query_free(&q);
	forget();
	head.claims = 4;
	assert_int_equal(find_query_init(&q, "LinkedInAds", aliases, 0, &e), 0);
	assert_int_equal(find_in_catalog(&q, &head, text, sizeof(text) - 1, &found), 0);
	assert_int_equal(found.n, 1);
	assert_int_equal(found.v[0].fit.score, 100);
	find_query_free(&q);
	forget();
	assert_int_equal(find_query_init(&q, "bad", NULL, 0, &e), 0); /* a control character never reaches a screen */
	assert_int_equal(find_in_catalog(&q, &head, text, sizeof(text) - 1, &found), 0);
	assert_int_equal(found.n, 0);
	find_query_free(&q);
}

/* Against a search letter by letter. */
static const char *slowly(const char *s, size_t n, const char *what)
{
	size_t m = strlen(what), i;

	for (i = 0; m && i + m <= n; i++)
		if (!strncasecmp(s + i, what, m))
			return s + i;
	return NULL;
}

static void needles(void **state)
{
	unsigned seed = 20261121;
	int round;
	char hay[64], what[8];

	(void)state;
	for (round = 0; round < 200000; round++) {
		size_t n = 0, m = 0, i, len;
		struct needle nd;

		seed = seed * 1103515245u + 12345u;
		n = (seed >> 16) % sizeof(hay);
		m = (seed >> 8) % (sizeof(what) - 1);
		for (i = 0; i < n; i++) {
			seed = seed * 1103515245u + 12345u;
			hay[i] = "abABcC"[(seed >> 16) % 6];
		}
		for (i = 0; i < m; i++) {
			seed = seed * 1103515245u + 12345u;
			what[i] = "abABcC"[(seed >> 16) % 6];
		}
		what[m] = '\0';
		len = n;
		needle_init(&nd, what, m);
		if (needle_find(&nd, hay, hay + len) != slowly(hay, len, what))
			fail_msg("\"%s\" in \"%.*s\"", what, (int)len, hay);
	}
}

static void excerpts(void **state)
{
	struct registry_row row = { .notes = (char *)"Path D per ADR-061. Tenant routing keys off container_id, as the account has both.",
				    .tool_prefix = (char *)"X_*" };
	char *s = find_excerpt_new("container_id", &row, 40);

	(void)state;
	assert_true(strstr(s, "container_id") != NULL);
	assert_true(text_width(s) <= 40);
	free(s);
	s = find_excerpt_new("path", &row, 200);
	assert_string_equal(s, row.notes);
	free(s);
	s = find_excerpt_new("absent", &row, 40);
	assert_string_equal(s, "");
	free(s);
}

static int load(void **state)
{
	struct err e = ERR_INIT;
	struct buf b = BUF_INIT;

	(void)state;
	data_file("aliases.yaml", &b);
	aliases = aliases_parse(buf_str(&b), b.len, "aliases.yaml", &e);
	buf_free(&b);
	return aliases ? 0 : -1;
}

static int unload(void **state)
{
	(void)state;
	forget();
	yaml_free(aliases);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exact),       cmocka_unit_test(parts_and_slips),
		cmocka_unit_test(mentions),    cmocka_unit_test(faint_ones_go),
		cmocka_unit_test(only_the_best_are_kept), cmocka_unit_test(odd_tables),
		cmocka_unit_test(capabilities), cmocka_unit_test(catalogs),
		cmocka_unit_test(needles),     cmocka_unit_test(excerpts),
	};

	return cmocka_run_group_tests_name("find", tests, load, unload);
}
