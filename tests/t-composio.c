/* SPDX-License-Identifier: MIT */
/* t-composio: every verdict on the Composio catalog and its connections, from literal replies. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "probe_help.h"
#include "vendors/composio.h"

#define NONE "{\"items\":[],\"next_cursor\":null,\"total_items\":0,\"total_pages\":0,\"current_page\":1}"
#define SIZE "{\"items\":[{}],\"next_cursor\":\"x\",\"total_items\":1642}"
#define GONE "{\"error\":{\"message\":\"Toolkit not found\",\"code\":1,\"status\":404}}"
#define GTM_ITEM                                                                         \
	"{\"slug\":\"googletagmanager\",\"name\":\"Google Tag Manager\",\"no_auth\":false," \
	"\"deprecated\":{\"toolkitId\":\"1-2\"},\"meta\":{\"description\":\"Tags.\",\"tools_count\":12}}"
#define LIST(items) "{\"items\":[" items "],\"next_cursor\":null}"
#define ACCOUNT(user, slug, status, off)                                                     \
	"{\"id\":\"ca_1\",\"user_id\":\"" user "\",\"toolkit\":{\"slug\":\"" slug "\"},\"status\":\"" status \
	"\",\"is_disabled\":" off ",\"state\":{\"val\":{\"access_token\":\"CANARY\"}},\"data\":{\"t\":\"CANARY\"}}"

#define CONFIG_OFF(off)                                                                                  \
	"{\"id\":\"ca_1\",\"user_id\":\"t\",\"toolkit\":{\"slug\":\"googletagmanager\"},\"status\":\"ACTIVE\"," \
	"\"auth_config\":{\"id\":\"ac_1\",\"is_disabled\":" off "}}"

static int setup(void **state)
{
	struct fix *f = fix_new(state);

	f->env.composio_url = mem_str("https://backend.composio.dev/");
	f->env.composio_key = secret_new("ak_SECRET");
	kv_add(&f->in, "provider", "Google Tag Manager");
	kv_add(&f->in, "try", "google tag manager");
	kv_add(&f->in, "try", "googletagmanager");
	kv_add(&f->in, "try", "google tag");
	kv_add(&f->in, "try", "gt"); /* too short to be asked */
	kv_add(&f->in, "slug", "googletagmanager");
	kv_add(&f->in, "slug", "google_tag_manager");
	return 0;
}

static void run(struct fix *f, struct rule *rules, size_t n)
{
	fix_run(f, &composio_probe, rules, n);
	assert_nowhere(&f->p, "SECRET");
	assert_nowhere(&f->p, "CANARY");
}

static void provider(struct fix *f, const char *name, const char *slug)
{
	kv_free(&f->in);
	kv_add(&f->in, "provider", name);
	kv_add(&f->in, "try", name);
	kv_add(&f->in, "slug", slug);
}

static void absent_after_all_questions(void **state)
{
	struct fix *f = *state;

	run(f, RULES({ "/toolkits/", NULL, 404, GONE, 0, 0, 0 }, { "limit=1", " ", 200, SIZE, 0, 0, 1 },
		     { "?search=", NULL, 200, NONE, 0, 0, 0 }));
	assert_fact(&f->p, "result", "absent");
	assert_fact(&f->p, "detail", "not in the catalog · 3 spellings, 1,642 toolkits");
	assert_fact(&f->p, "catalog", "1642");
	assert_int_equal(vendor_asked(&f->v, "include_deprecated=true"), 3);
	assert_int_equal(vendor_asked(&f->v, "/toolkits/googletagmanager"), 1);
	assert_int_equal(vendor_asked(&f->v, "search=gt&"), 0);
	assert_int_equal(vendor_asked(&f->v, "dev//"), 0);
	assert_int_equal(vendor_asked(&f->v, "search=google%20tag%20manager&limit=1000"), 1);
	assert_int_equal(evidence_count(&f->p, "composio", "absent"), 8);
	for (size_t i = 0; i < f->v.n; i++) {
		const struct kv *h = &f->v.log[i].headers;

		assert_string_equal(kv_or(h, "x-api-key", ""), "ak_SECRET");
		assert_null(kv_get(h, "x-user-api-key"));
		assert_int_equal(f->v.log[i].retry, 1);
		assert_int_equal(f->v.log[i].creates, 0);
	}
}

/* What the whole list has is asked for by its slug, and its tenants: nothing else. Unless it has gone meanwhile. */
static void listed_by_the_whole_list(void **state)
{
	struct fix *f = *state;

	kv_free(&f->in);
	kv_add(&f->in, "provider", "Google Tag Manager");
	kv_add(&f->in, "slug", "googletagmanager");
	kv_add(&f->in, "listed", "googletagmanager");
	kv_add(&f->in, "tenant", "a");
	kv_add(&f->in, "tenant", "b");
	run(f, RULES({ "/toolkits/googletagmanager", NULL, 200, "{\"slug\":\"googletagmanager\",\"name\":\"GTM\",\"deprecated\":{}}", 0, 0, 0 },
		     { "connected_accounts", NULL, 200, NONE, 0, 0, 0 }));
	assert_fact(&f->p, "result", "not-connected");
	assert_fact(&f->p, "toolkit_slug", "googletagmanager");
	assert_int_equal(f->v.n, 3);
	run(f, RULES({ "/toolkits/googletagmanager", NULL, 200, "{\"slug\":\"googletagmanager\",\"name\":\"GTM\",\"enabled\":false}", 0, 0, 0 }));
	assert_fact(&f->p, "result", "unknown"); /* which no list says */
	run(f, RULES({ "/toolkits/", NULL, 404, GONE, 0, 0, 0 }, { "limit=1", " ", 200, SIZE, 0, 0, 1 },
		     { "?search=", NULL, 200, NONE, 0, 0, 0 }));
	assert_fact(&f->p, "result", "absent");
	assert_int_equal(vendor_asked(&f->v, "include_deprecated=true"), vendor_asked(&f->v, "?search="));
	assert_int_equal(vendor_asked(&f->v, "connected_accounts"), 0);
	run(f, RULES({ "/toolkits/", NULL, 503, "", 0, 0, 0 }));
	assert_fact(&f->p, "result", "unknown");
}

static void a_user_key_has_its_own_header(void **state)
{
	struct fix *f = *state;

	secret_set(&f->env.composio_key, "uak_SECRET");
	run(f, RULES({ NULL, NULL, 401, "{}", 0, 0, 0 }));
	for (size_t i = 0; i < f->v.n; i++) {
		assert_null(kv_get(&f->v.log[i].headers, "x-api-key"));
		assert_string_equal(kv_or(&f->v.log[i].headers, "x-user-api-key", ""), "uak_SECRET");
	}
}

static void no_key_no_request(void **state)
{
	struct fix *f = *state;

	secret_set(&f->env.composio_key, NULL);
	run(f, NULL, 0);
	assert_int_equal(f->v.n, 0);
	assert_fact(&f->p, "result", "unknown");
	assert_fact(&f->p, "missing", "COMPOSIO_API_KEY");
	assert_fact(&f->p, "detail", "unknown: COMPOSIO_API_KEY is not set");
}

static void found_without_tenants(void **state)
{
	struct fix *f = *state;

	run(f, RULES({ "/toolkits/googletagmanager", NULL, 200, GTM_ITEM, 0, 0, 0 },
		     { "/toolkits/", NULL, 404, GONE, 0, 0, 0 },
		     { "/toolkits?", NULL, 200, LIST(GTM_ITEM), 0, 0, 0 }));
	assert_fact(&f->p, "result", "native");
	assert_fact(&f->p, "toolkit_slug", "googletagmanager");
	assert_fact(&f->p, "toolkit_name", "Google Tag Manager");
	assert_fact(&f->p, "detail", "googletagmanager · 12 tools");
	assert_int_equal(vendor_asked(&f->v, "include_deprecated"), 0);
}

/* Whatever else fails: one direct proof is a proof. */
static void found_beats_unknown(void **state)
{
	struct fix *f = *state;

	run(f, RULES({ "/toolkits/googletagmanager", NULL, 200, GTM_ITEM, 0, 0, 0 },
		     { "/toolkits/", NULL, 500, "", 0, 0, 0 },
		     { NULL, NULL, -REPLY_TIMEOUT, NULL, 0, 0, 0 }));
	assert_fact(&f->p, "result", "native");
	assert_int_equal(evidence_count(&f->p, "composio", "found"), 1);
	assert_true(evidence_count(&f->p, "composio", "unknown") > 3);
}

/* One question without a good answer, all others "no": that is not absent. */
static void unknown_is_never_absent(void **state)
{
	static const struct {
		int status;
		const char *body, *detail;
	} bad[] = {
		{ 401, "{\"error\":{\"message\":\"Invalid API key: ak_S*****\"}}",
		  "unknown: 401 from backend.composio.dev, key refused" },
		{ 403, "{}", "unknown: 403 from backend.composio.dev, not allowed with this key" },
		{ 429, "{\"message\":\"Rate limit exceeded\"}",
		  "unknown: 429 from backend.composio.dev, asked too often" },
		{ 500, "", "unknown: 500 from backend.composio.dev, the service has a fault" },
		{ 200, "<html>Not found</html>", "unknown: the answer of backend.composio.dev is not JSON" },
		{ 200, "{}", NULL },
		{ 200, "[]", NULL },
		{ 200, "{\"items\":{}}", NULL },
		{ 200, "{\"data\":[]}", NULL },
		{ 200, "{\"items\":[null]}", NULL },
		{ 200, "{\"items\":[{\"name\":\"x\"}]}", NULL },
		{ 200, "{\"items\":[{\"slug\":\"Bad Slug\",\"name\":\"x\"}]}", NULL },
		{ 200, "{\"items\":[],\"total_items\":2}", NULL },
		{ 200, "{\"items\":[{\"slug\":\"a\"}],\"next_cursor\":\"again\"}", NULL },
		{ 404, GONE, "unknown: 404 from backend.composio.dev, not found" },
		{ -REPLY_TLS, NULL, "unknown: it failed" },
		{ -REPLY_TOO_LARGE, NULL, "unknown: it failed" },
	};
	struct fix *f = *state;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		for (int second = 0; second < 2; second++) {
			const char *where = second ? "include_deprecated" : "search=googletagmanager";

			run(f, RULES({ "/toolkits/", NULL, 404, GONE, 0, 0, 0 },
				     { "search=googletagmanager", where, bad[i].status, bad[i].body, 0, 0, 0 },
				     { NULL, NULL, 200, NONE, 0, 0, 0 }));
			assert_fact(&f->p, "result", "unknown");
			if (bad[i].detail)
				assert_fact(&f->p, "detail", bad[i].detail);
			assert_true(evidence_count(&f->p, "composio", "unknown") >= 1);
			assert_int_equal(strncmp(kv_or(&f->p.facts, "detail", ""), "unknown: ", 9), 0);
		}
}

static void bad_answers_to_a_slug(void **state)
{
	static const struct {
		int status;
		const char *body, *result;
	} row[] = {
		{ 404, GONE, "absent" },
		{ 404, "", "unknown" }, /* a proxy's, perhaps */
		{ 404, "<html>not found</html>", "unknown" },
		{ 404, "{\"detail\":\"Not Found\"}", "unknown" },
		{ 404, "{\"error\":{\"code\":404}}", "unknown" },
		{ 404, "{\"error\":\"not found\"}", "absent" },
		{ 400, "Toolkit not found", "unknown" },
		{ 400, "{\"error\":{\"message\":\"Toolkit does not exist\"}}", "absent" },
		{ 400, "{\"error\":{\"message\":\"Bad version\"}}", "unknown" },
		{ 200, "{}", "unknown" },
		{ 200, "<html>404</html>", "unknown" },
		{ 200, "[]", "unknown" },
		{ 410, "{}", "unknown" },
		{ 503, "{}", "unknown" },
		{ 200, "{\"slug\":\"other\",\"name\":\"Other\"}", "candidate" },
	};
	struct fix *f = *state;

	for (size_t i = 0; i < sizeof(row) / sizeof(*row); i++) {
		run(f, RULES({ "/toolkits/google_tag_manager", NULL, row[i].status, row[i].body, 0, 0, 0 },
			     { "/toolkits/", NULL, 404, GONE, 0, 0, 0 },
			     { "?limit=1 ", NULL, 200, "{\"items\":[{}],\"total_items\":1642}", 0, 0, 0 },
			     { NULL, NULL, 200, NONE, 0, 0, 0 }));
		assert_fact(&f->p, "result", row[i].result);
	}
}

static void found_on_a_later_page(void **state)
{
	struct fix *f = *state;

	kv_add(&f->in, "try", "other name");
	run(f, RULES({ "/toolkits/", NULL, 404, GONE, 0, 0, 0 },
		     { "cursor=p%2B3%3D", NULL, 200, LIST(GTM_ITEM), 0, 0, 0 },
		     { "cursor=p2", NULL, 200, "{\"items\":[{\"slug\":\"b\"}],\"next_cursor\":\"p+3=\"}", 0, 0, 0 },
		     { "search=other%20name", NULL, 200, "{\"items\":[{\"slug\":\"a\"}],\"next_cursor\":\"p2\"}", 0, 0, 0 },
		     { NULL, NULL, 200, NONE, 0, 0, 0 }));
	assert_fact(&f->p, "result", "native");
	assert_int_equal(vendor_asked(&f->v, "cursor="), 2);
	assert_int_equal(vendor_asked(&f->v, "search=other%20name&limit=1000&cursor=p2"), 1);
}

static void pages_without_end(void **state)
{
	struct fix *f = *state;
	struct rule rules[60] = { { "/toolkits/", NULL, 404, GONE, 0, 0, 0 } };
	char body[60][96];
	size_t n = 1;

	for (int i = 0; i < 55; i++) {
		snprintf(body[i], sizeof(body[i]), "{\"items\":[{\"slug\":\"a\"}],\"next_cursor\":\"c%d\"}", i);
		rules[n++] = (struct rule){ "search=googletagmanager", NULL, 200, body[i], 0, 0, 1 };
	}
	rules[n++] = (struct rule){ NULL, NULL, 200, NONE, 0, 0, 0 };
	run(f, rules, n);
	assert_fact(&f->p, "result", "unknown");
	assert_int_equal(vendor_asked(&f->v, "search=googletagmanager"), 50);
}

/* A hit in a description is a candidate; the best come first, eight at most, whatever the order. */
static void candidates(void **state)
{
	static const char list[] = LIST(
		"{\"slug\":\"stape\",\"name\":\"Stape\",\"meta\":{\"description\":\"Hosts google tag manager containers\"}},"
		"{\"slug\":\"gtm_kit\",\"name\":\"Google Tag Manager Kit\"},"
		"{\"slug\":\"google_tag_manager_mcp\",\"name\":\"GTM\\u001b[31m MCP\"},"
		"{\"slug\":\"googleads\",\"name\":\"Google Ads\",\"meta\":{\"description\":\"Ads by google\"}},"
		"{\"slug\":\"googletag\",\"name\":\"Google Tag\"}");
	struct fix *f = *state;

	for (int i = 0; i < 2; i++) {
		f->v.backwards = i;
		run(f, RULES({ "/toolkits/", NULL, 404, GONE, 0, 0, 0 }, { "search=", NULL, 200, list, 0, 0, 0 },
			     { NULL, NULL, 200, SIZE, 0, 0, 0 }));
		assert_fact(&f->p, "result", "candidate");
		assert_int_equal(kv_count(&f->p.facts, "candidate"), 3);
		assert_non_null(strstr(kv_or(&f->p.facts, "detail", ""), "3 mentions"));
		assert_fact(&f->p, "candidate", "stape\tStape\tits description mentions it");
		for (size_t k = 0; k < f->p.facts.n; k++)
			assert_null(strchr(f->p.facts.v[k].value, 0x1b));
	}
}

static void an_accepted_candidate_counts(void **state)
{
	struct fix *f = *state;

	kv_add(&f->in, "slug", "stape");
	kv_add(&f->in, "accepted", "stape");
	run(f, RULES({ "/toolkits/stape", NULL, 200, "{\"slug\":\"stape\",\"name\":\"Stape\"}", 0, 0, 0 },
		     { "/toolkits/", NULL, 404, GONE, 0, 0, 0 }, { NULL, NULL, 200, NONE, 0, 0, 0 }));
	assert_fact(&f->p, "result", "native");
	assert_fact(&f->p, "toolkit_slug", "stape");
}

/* ---- renamed */

static void deprecated_is_hidden(void **state)
{
	struct fix *f = *state;

	/* the usual list, read to its end, does not have what answers to its slug */
	run(f, RULES({ "/toolkits/googletagmanager", NULL, 200, GTM_ITEM, 0, 0, 0 },
		     { "/toolkits/", NULL, 404, GONE, 0, 0, 0 },
		     { "include_deprecated", NULL, 200, LIST(GTM_ITEM), 0, 0, 0 },
		     { NULL, NULL, 200, NONE, 0, 0, 0 }));
	assert_fact(&f->p, "result", "deprecated");
	assert_fact(&f->p, "toolkit_slug", "googletagmanager");
	assert_null(kv_get(&f->p.facts, "replaced_by"));
	/* what replaces it may live: nobody could be asked */
	provider(f, "Polygon.io", "polygonio");
	run(f, RULES({ "/toolkits/polygon ", NULL, 500, "", 0, 0, 0 }, { "/toolkits/", NULL, 404, GONE, 0, 0, 0 },
		     { "include_deprecated", NULL, 200, LIST("{\"slug\":\"polygon_io\",\"name\":\"Polygon.io\"}"), 0, 0, 0 },
		     { NULL, NULL, 200, NONE, 0, 0, 0 }));
	assert_fact(&f->p, "result", "unknown");
}

static void deprecated_found_on_the_second_look(void **state)
{
	struct fix *f = *state;

	provider(f, "Polygon.io", "polygonio");
	run(f, RULES({ "/toolkits/polygon ", NULL, 200, "{\"slug\":\"polygon\",\"name\":\"Polygon\"}", 0, 0, 0 },
		     { "/toolkits/", NULL, 404, GONE, 0, 0, 0 },
		     { "include_deprecated", NULL, 200, LIST("{\"slug\":\"polygon_io\",\"name\":\"Polygon.io\"}"), 0, 0, 0 },
		     { NULL, NULL, 200, NONE, 0, 0, 0 }));
	assert_fact(&f->p, "result", "renamed");
	assert_fact(&f->p, "toolkit_slug", "polygon_io");
	assert_fact(&f->p, "replaced_by", "polygon");
	assert_fact(&f->p, "detail", "polygon_io · replaced by polygon");
}

/* The table of replacements is a hint from February: what the vendor lists is current all the same. */
static void listed_is_not_renamed(void **state)
{
	struct fix *f = *state;

	provider(f, "polygon_io", "polygon_io");
	run(f, RULES({ "/toolkits/", NULL, 200, "{\"slug\":\"polygon_io\"}", 0, 0, 1 },
		     { "/toolkits/polygon ", NULL, 200, "{\"slug\":\"polygon\"}", 0, 0, 0 },
		     { "/toolkits/", NULL, 404, GONE, 0, 0, 0 },
		     { NULL, NULL, 200, LIST("{\"slug\":\"polygon_io\",\"name\":\"Polygon.io\"}"), 0, 0, 0 }));
	assert_fact(&f->p, "result", "native");
	assert_fact(&f->p, "toolkit_slug", "polygon_io");
	assert_int_equal(vendor_asked(&f->v, "/toolkits/polygon "), 0);
}

/* It answers by its slug, but whether it is listed could not be read: nobody knows that it is old. */
static void an_unread_list_renames_nothing(void **state)
{
	struct fix *f = *state;

	provider(f, "polygon_io", "polygon_io");
	run(f, RULES({ "/toolkits/polygon_io ", NULL, 200, "{\"slug\":\"polygon_io\"}", 0, 0, 0 },
		     { "/toolkits/polygon ", NULL, 200, "{\"slug\":\"polygon\"}", 0, 0, 0 },
		     { "/toolkits?", NULL, 500, "", 0, 0, 0 }));
	assert_fact(&f->p, "result", "native");
}

/* Unknown is never absent: nothing is missing from a catalog that claims to be empty. */
static void an_empty_catalog_is_none(void **state)
{
	struct fix *f = *state;

	run(f, RULES({ "/toolkits/", NULL, 404, GONE, 0, 0, 0 },
		     { NULL, NULL, 200, "{\"items\":[],\"total_items\":0}", 0, 0, 0 }));
	assert_fact(&f->p, "result", "unknown");
	assert_fact(&f->p, "detail", "unknown: the catalog is said to be empty, which no catalog is");
}

/* Nor from one that shows nothing at all, whatever it says or does not say of its size. */
static void a_catalog_that_shows_nothing(void **state)
{
	static const struct {
		int status;
		const char *size, *search, *result;
	} row[] = {
		{ 200, "{\"items\":[]}", "{\"items\":[]}", "unknown" },
		{ 200, "{\"items\":[],\"total_items\":1642}", "{\"items\":[]}", "unknown" },
		{ 200, "{\"items\":[{}],\"total_items\":\"1642\"}", "{\"items\":[]}", "absent" },
		{ 500, "", "{\"items\":[]}", "unknown" },
		{ 500, "", LIST("{\"slug\":\"stape\",\"name\":\"Stape\"}"), "absent" },
		{ 200, SIZE, "{\"items\":[]}", "absent" },
	};
	struct fix *f = *state;

	for (size_t i = 0; i < sizeof(row) / sizeof(*row); i++) {
		run(f, RULES({ "/toolkits/", NULL, 404, GONE, 0, 0, 0 },
			     { "?limit=1 ", NULL, row[i].status, row[i].size, 0, 0, 0 },
			     { NULL, NULL, 200, row[i].search, 0, 0, 0 }));
		assert_fact(&f->p, "result", row[i].result);
		if (row[i].status == 500 && i == 3)
			assert_fact(&f->p, "detail", "unknown: 500 from backend.composio.dev, the service has a fault");
	}
}

static void gone_but_known_to_be_replaced(void **state)
{
	struct fix *f = *state;

	provider(f, "customer_io", "customer_io");
	run(f, RULES({ "/toolkits/customerio", NULL, 200, "{\"slug\":\"customerio\"}", 0, 0, 0 },
		     { "/toolkits/", NULL, 404, GONE, 0, 0, 0 }, { NULL, NULL, 200, NONE, 0, 0, 0 }));
	assert_fact(&f->p, "result", "renamed");
	assert_fact(&f->p, "replaced_by", "customerio");
}

/* The table is a hint: a target that does not answer replaces nothing. */
static void a_dead_target_replaces_nothing(void **state)
{
	struct fix *f = *state;

	provider(f, "rev_ai", "rev_ai");
	run(f, RULES({ "/toolkits/rev ", NULL, 404, GONE, 0, 0, 0 },
		     { "/toolkits/rev_ai", NULL, 200, "{\"slug\":\"rev_ai\"}", 0, 0, 0 },
		     { NULL, NULL, 200, LIST("{\"slug\":\"rev_ai\"}"), 0, 0, 0 }));
	assert_fact(&f->p, "result", "native");
	provider(f, "fixer_io", "fixer_io");
	probe_free(&f->p);
	run(f, RULES({ "/toolkits/fixer ", NULL, 500, "", 0, 0, 0 }, { "/toolkits/", NULL, 404, GONE, 0, 0, 0 },
		     { NULL, NULL, 200, NONE, 0, 0, 0 }));
	assert_fact(&f->p, "result", "unknown");
}

/* ---- tenants */

#define FOUND { "/toolkits/googletagmanager", NULL, 200, GTM_ITEM, 0, 0, 0 },                  \
	{ "/toolkits/", NULL, 404, GONE, 0, 0, 0 }, { "/toolkits?", NULL, 200, LIST(GTM_ITEM), 0, 0, 0 }

static void tenants_connected(void **state)
{
	struct fix *f = *state;

	kv_add(&f->in, "tenant", "ascend");
	kv_add(&f->in, "tenant", "kahuna");
	run(f, RULES(FOUND, { "user_ids=ascend&toolkit_slugs=googletagmanager", NULL, 200,
			      LIST(ACCOUNT("ascend", "googletagmanager", "EXPIRED", "false") ","
				   ACCOUNT("ascend", "googletagmanager", "ACTIVE", "false")), 0, 0, 0 },
		     { "user_ids=kahuna", NULL, 200, LIST(ACCOUNT("kahuna", "googletagmanager", "ACTIVE", "null")), 0, 0, 0 }));
	assert_fact(&f->p, "result", "native");
	assert_fact(&f->p, "tenant.ascend", "connected");
	assert_fact(&f->p, "tenant.kahuna", "connected");
	assert_fact(&f->p, "detail", "googletagmanager · 2 of 2 connected");
}

static void tenants_not_connected(void **state)
{
	static const struct {
		const char *body, *state, *result;
	} row[] = {
		{ NONE, "never", "not-connected" },
		{ LIST(ACCOUNT("t", "googletagmanager", "INITIATED", "false")), "pending", "not-connected" },
		{ LIST(ACCOUNT("t", "googletagmanager", "INITIALIZING", "false")), "pending", "not-connected" },
		{ LIST(ACCOUNT("t", "googletagmanager", "REVOKED", "false")), "expired", "not-connected" },
		{ LIST(ACCOUNT("t", "googletagmanager", "ACTIVE", "true")), "expired", "not-connected" },
		{ LIST(ACCOUNT("t", "googletagmanager", "QUANTUM", "false")), "unknown", "unknown" },
		{ LIST(ACCOUNT("t", "googletagmanager", "ACTIVE", "\"no\"")), "unknown", "unknown" },
		{ LIST(CONFIG_OFF("true")), "expired", "not-connected" },
		{ LIST(CONFIG_OFF("false")), "connected", "native" },
		{ LIST(CONFIG_OFF("0")), "unknown", "unknown" },
		/* nobody's, and so neither a connection nor a proof that there is none */
		{ LIST("{\"status\":\"ACTIVE\",\"toolkit\":{\"slug\":\"googletagmanager\"}}"), "unknown", "unknown" },
		{ LIST("{\"status\":\"ACTIVE\",\"user_id\":\"t\"}"), "unknown", "unknown" },
		{ LIST("{\"status\":\"ACTIVE\",\"user_id\":null}," ACCOUNT("t", "googletagmanager", "ACTIVE", "false")), "connected", "native" },
		/* a server that ignores the filter */
		{ LIST(ACCOUNT("other", "googletagmanager", "ACTIVE", "false")), "never", "not-connected" },
		{ LIST(ACCOUNT("t", "gmail", "ACTIVE", "false")), "never", "not-connected" },
		{ "{\"items\":[],\"next_cursor\":null,\"total_items\":3}", "unknown", "unknown" },
		{ "{\"items\":[7]}", "unknown", "unknown" },
		{ "{}", "unknown", "unknown" },
		{ "<html>", "unknown", "unknown" },
	};
	struct fix *f = *state;

	kv_add(&f->in, "tenant", "t");
	for (size_t i = 0; i < sizeof(row) / sizeof(*row); i++) {
		run(f, RULES(FOUND, { "connected_accounts", NULL, 200, row[i].body, 0, 0, 0 }));
		assert_fact(&f->p, "tenant.t", row[i].state);
		assert_fact(&f->p, "result", row[i].result);
		assert_fact(&f->p, "toolkit_slug", "googletagmanager");
	}
}

static void one_tenant_of_many_unknown(void **state)
{
	struct fix *f = *state;

	kv_add(&f->in, "tenant", "a&b=c");
	kv_add(&f->in, "tenant", "kahuna");
	run(f, RULES(FOUND, { "user_ids=a%26b%3Dc&", NULL, 403, "{}", 0, 0, 0 },
		     { "user_ids=kahuna", NULL, 200, LIST(ACCOUNT("kahuna", "googletagmanager", "ACTIVE", "null")), 0, 0, 0 }));
	assert_fact(&f->p, "result", "unknown");
	assert_fact(&f->p, "tenant.kahuna", "connected");
	assert_fact(&f->p, "tenant.a&b=c", "unknown");
	assert_non_null(strstr(kv_or(&f->p.facts, "detail", ""), "googletagmanager is in the catalog"));
}

static void accounts_on_a_second_page(void **state)
{
	struct fix *f = *state;

	f->env.page = 1;
	kv_add(&f->in, "tenant", "t");
	run(f, RULES(FOUND,
		     { "connected_accounts", "cursor=c2", 200, LIST(ACCOUNT("t", "googletagmanager", "ACTIVE", "false")), 0, 0, 0 },
		     { "connected_accounts", NULL, 200, "{\"items\":[" ACCOUNT("t", "googletagmanager", "EXPIRED", "false") "],\"next_cursor\":\"c2\",\"total_items\":2}", 0, 0, 0 }));
	assert_fact(&f->p, "result", "native");
	assert_int_equal(vendor_asked(&f->v, "user_ids=t&toolkit_slugs=googletagmanager&limit=1"), 2);
}

static void no_auth_needs_no_accounts(void **state)
{
	static const char item[] = "{\"slug\":\"googletagmanager\",\"no_auth\":true}";
	struct fix *f = *state;

	kv_add(&f->in, "tenant", "t");
	run(f, RULES({ "/toolkits/googletagmanager", NULL, 200, item, 0, 0, 0 },
		     { "/toolkits/", NULL, 404, GONE, 0, 0, 0 },
		     { NULL, NULL, 200, LIST("{\"slug\":\"googletagmanager\",\"no_auth\":true}"), 0, 0, 0 }));
	assert_fact(&f->p, "result", "native");
	assert_int_equal(vendor_asked(&f->v, "connected_accounts"), 0);
}

/* There, but not for this project: neither native nor absent. */
static void a_toolkit_that_is_switched_off(void **state)
{
	static const char item[] = "{\"slug\":\"googletagmanager\",\"enabled\":false,\"no_auth\":true}";
	struct fix *f = *state;

	run(f, RULES({ "/toolkits/googletagmanager", NULL, 200, item, 0, 0, 0 }, FOUND));
	assert_fact(&f->p, "result", "unknown");
	assert_fact(&f->p, "toolkit_slug", "googletagmanager");
	assert_non_null(strstr(kv_or(&f->p.facts, "detail", ""), "switched off for this project"));
}

/* ---- what the tenants agreed to */

#define OAUTH(user, config) "{\"user_id\":\"" user "\",\"toolkit\":{\"slug\":\"googletagmanager\"},\"status\":\"ACTIVE\"," \
	"\"auth_config\":{\"id\":\"" config "\",\"auth_scheme\":\"OAUTH2\"},\"state\":{\"val\":{\"scope\":\"CANARY\"}}}"
#define CONFIG(id, scopes) { "/auth_configs/" id " ", NULL, 200, \
	"{\"id\":\"" id "\",\"credentials\":{\"client_secret\":\"CANARY\",\"scopes\":" scopes "}}", 0, 0, 0 }
#define TOOLS { "/tools?toolkit_slug=googletagmanager&important=true&limit=100 ", NULL, 200, \
	LIST("{\"slug\":\"GTM_LIST\"},{\"slug\":\"GTM_EDIT\"},{\"slug\":\"../x\"}"), 0, 0, 0 }
#define NEEDS(list) { "POST", "/tools/scopes/required ", 200, "{\"scopes_required\":[],\"per_tool_requirements\":" list "}", 0, 0, 0 }
#define NEED_BOTH NEEDS("[{\"tool\":\"GTM_LIST\",\"scope_requirements\":{\"all_of\":[\"read\"]}}," \
	"{\"tool\":\"GTM_EDIT\",\"scope_requirements\":{\"all_of\":[{\"any_of\":[\"edit\",\"all\"]},\"read\"]}}," \
	"{\"tool\":\"OLD\",\"scope_requirements\":null}]")

static void scopes(void **state)
{
	static const struct {
		const char *asked, *result, *scopes, *lack;
	} row[] = {
		{ "\"read edit\"", "native", "ok", "(none)" },
		{ "\"read,all\"", "native", "ok", "(none)" },
		{ "[\"all\",\"read\",7]", "native", "ok", "(none)" },
		{ "\"read\"", "scope-gap", "gap", "edit or all" },
		{ "[\"edit\"]", "scope-gap", "gap", "read" },
		{ "\"\"", "native", "unstated", "(none)" },
		{ "null", "native", "unstated", "(none)" },
		{ "{}", "native", "unstated", "(none)" },
	};
	struct fix *f = *state;

	kv_add(&f->in, "tenant", "t");
	for (size_t i = 0; i < sizeof(row) / sizeof(*row); i++) {
		char *config = mem_fmt("{\"id\":\"ac_1\",\"credentials\":{\"client_secret\":\"CANARY\",\"scopes\":%s}}", row[i].asked);

		run(f, RULES(FOUND, { "connected_accounts", NULL, 200, LIST(OAUTH("t", "ac_1")), 0, 0, 0 },
			     { "/auth_configs/ac_1 ", NULL, 200, config, 0, 0, 0 }, TOOLS, NEED_BOTH));
		assert_fact(&f->p, "result", row[i].result);
		assert_fact(&f->p, "scopes", row[i].scopes);
		assert_fact(&f->p, "missing_scope", row[i].lack);
		assert_int_equal(vendor_asked(&f->v, "/tools/scopes/required"), strcmp(row[i].scopes, "unstated") != 0);
		if (!strcmp(row[i].result, "native"))
			assert_fact(&f->p, "detail", "googletagmanager · 1 of 1 connected");
		free(config);
	}
}

static void scopes_of_two_connections(void **state)
{
	struct fix *f = *state;

	kv_add(&f->in, "tenant", "a");
	kv_add(&f->in, "tenant", "b");
	kv_add(&f->in, "tenant", "c"); /* by the same auth config as b */
	kv_add(&f->in, "tool", "GTM_EDIT");
	run(f, RULES(FOUND, { "user_ids=a&", NULL, 200, LIST(OAUTH("a", "ac_1")), 0, 0, 0 },
		     { "user_ids=b&", NULL, 200, LIST(OAUTH("b", "ac_2")), 0, 0, 0 },
		     { "user_ids=c&", NULL, 200, LIST(OAUTH("c", "ac_2")), 0, 0, 0 },
		     CONFIG("ac_1", "\"read all\""), CONFIG("ac_2", "\"none\""), NEED_BOTH));
	assert_int_equal(vendor_asked(&f->v, "/auth_configs/ac_2"), 1);
	assert_int_equal(vendor_asked(&f->v, "/tools?"), 0);
	assert_string_equal(strchr(vendor_call(&f->v, "scopes/required")->line, '{'), "{\"tools\":[\"GTM_EDIT\"],\"version\":\"latest\"}\n");
	assert_int_equal(vendor_call(&f->v, "scopes/required")->creates, 0);
	assert_fact(&f->p, "result", "scope-gap");
	assert_int_equal(kv_count(&f->p.facts, "missing_scope"), 2);
	assert_fact(&f->p, "detail", "googletagmanager · connected, but 2 scopes lack: edit or all, read");
}

/* What cannot be asked makes no gap, and takes none of what is known. */
static void scopes_unknown(void **state)
{
	struct fix *f = *state;

	kv_add(&f->in, "tenant", "t");
	run(f, RULES(FOUND, { "connected_accounts", NULL, 200, LIST(OAUTH("t", "ac_1")), 0, 0, 0 },
		     { "/auth_configs/", NULL, 403, "{}", 0, 0, 0 }, TOOLS));
	assert_fact(&f->p, "result", "native");
	assert_fact(&f->p, "scopes", "unknown");
	run(f, RULES(FOUND, { "connected_accounts", NULL, 200, LIST(OAUTH("t", "ac_1")), 0, 0, 0 },
		     CONFIG("ac_1", "\"read\""), TOOLS, { "POST", NULL, 500, "{}", 0, 0, 0 }));
	assert_fact(&f->p, "result", "native");
	assert_fact(&f->p, "scopes", "unknown");
	assert_int_equal(evidence_count(&f->p, "composio", "unknown"), 1);
	/* an id that is none, and a key: not asked at all */
	run(f, RULES(FOUND, { "connected_accounts", NULL, 200, LIST(OAUTH("t", "ac_/../x")), 0, 0, 0 }));
	assert_fact(&f->p, "result", "native");
	assert_null(kv_get(&f->p.facts, "scopes"));
}

/* One that has not connected: its connection comes first. */
static void not_connected_before_scopes(void **state)
{
	struct fix *f = *state;
	char *all;

	kv_add(&f->in, "tenant", "a");
	kv_add(&f->in, "tenant", "b");
	run(f, RULES(FOUND, { "user_ids=a&", NULL, 200, LIST(OAUTH("a", "ac_1")), 0, 0, 0 },
		     { "user_ids=b&", NULL, 200, LIST("{\"user_id\":\"b\",\"toolkit\":{\"slug\":\"googletagmanager\"},\"status\":\"EXPIRED\",\"status_reason\":\"token \\u001bgone\"}"), 0, 0, 0 }));
	assert_fact(&f->p, "result", "not-connected");
	assert_fact(&f->p, "detail", "googletagmanager · 1 of 2 connected (b: expired, to be connected again)");
	assert_int_equal(vendor_asked(&f->v, "auth_configs"), 0);
	all = kv_join_new(&f->p.facts, "evidence", " ");
	assert_non_null(strstr(all, "b: expired (token \\x1bgone)"));
	free(all);
}

/* Too short to be searched for, so the list is read. */
static void a_short_name_reads_the_list(void **state)
{
	struct fix *f = *state;

	provider(f, "X", "x");
	run(f, RULES({ "/toolkits/", NULL, 404, GONE, 0, 0, 0 }, { "search=", NULL, 400, "{}", 0, 0, 0 },
		     { NULL, NULL, 200, LIST("{\"slug\":\"twitter\",\"name\":\"X\"}"), 0, 0, 0 }));
	assert_fact(&f->p, "result", "native");
	assert_fact(&f->p, "toolkit_slug", "twitter");
}

#define T(test) cmocka_unit_test_setup_teardown(test, setup, fix_free)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(absent_after_all_questions),
		T(listed_by_the_whole_list),
		T(a_user_key_has_its_own_header),
		T(no_key_no_request),
		T(found_without_tenants),
		T(found_beats_unknown),
		T(unknown_is_never_absent),
		T(bad_answers_to_a_slug),
		T(found_on_a_later_page),
		T(pages_without_end),
		T(candidates),
		T(an_accepted_candidate_counts),
		T(deprecated_is_hidden),
		T(deprecated_found_on_the_second_look),
		T(listed_is_not_renamed),
		T(an_unread_list_renames_nothing),
		T(an_empty_catalog_is_none),
		T(a_catalog_that_shows_nothing),
		T(gone_but_known_to_be_replaced),
		T(a_dead_target_replaces_nothing),
		T(tenants_connected),
		T(tenants_not_connected),
		T(one_tenant_of_many_unknown),
		T(accounts_on_a_second_page),
		T(no_auth_needs_no_accounts),
		T(a_toolkit_that_is_switched_off),
		T(scopes),
		T(scopes_of_two_connections),
		T(scopes_unknown),
		T(not_connected_before_scopes),
		T(a_short_name_reads_the_list),
	};

	return cmocka_run_group_tests_name("composio", tests, NULL, NULL);
}
