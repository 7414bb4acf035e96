/* SPDX-License-Identifier: MIT */
/* t-cloudflare: entries into a vector index: looked at before, batched, written once, and waited for; from literals. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/json.h"
#include "probe_help.h"
#include "vendors/cloudflare.h"

#include <locale.h>

#define OK(result) "{\"success\":true,\"errors\":[],\"messages\":[],\"result\":" result "}"
#define NO(code, message) "{\"success\":false,\"errors\":[{\"code\":" code ",\"message\":\"" message "\"}],\"messages\":[],\"result\":null}"
#define INDEX(dims, metric) { "GET", "/indexes/tiny ", 200, \
	OK("{\"name\":\"tiny\",\"config\":{\"dimensions\":" dims ",\"metric\":\"" metric "\"}}"), 0, 0, 0 }
#define TWO { "ai/run", 0, 200, OK("{\"shape\":[2,3],\"data\":[[0.5,-1,2.25e-3],[1,0,0]],\"pooling\":\"mean\"}"), 0, 0, 0 }
#define UPSERT { "POST", "/upsert", 200, OK("{\"mutationId\":\"m-1\"}"), 0, 0, 0 }
#define INFO(m) OK("{\"dimensions\":3,\"vectorCount\":12,\"processedUpToMutation\":\"" m "\",\"processedUpToDatetime\":\"2026-11-21T10:00:00Z\"}")

static void entry(struct fix *f, const char *id, const char *text, const char *metadata)
{
	kv_add(&f->in, "id", id);
	kv_add(&f->in, "text", text);
	kv_add(&f->in, "metadata", metadata);
}

static int setup(void **state)
{
	struct fix *f = fix_new(state);

	f->env.cloudflare_url = mem_str("https://api.cloudflare.com/client/v4");
	f->env.cloudflare_account = mem_str("acc1");
	f->env.cloudflare_token = secret_new("cf-S3CRET");
	kv_add(&f->in, "index", "tiny");
	kv_add(&f->in, "model", "@cf/own/tiny");
	entry(f, "pipedream:gtm:gtm_list_tags", "List \"tags\"", "{\"tool\":\"a\"}");
	entry(f, "pipedream:gtm:gtm_get_tag", "Get a tag", "{}");
	return 0;
}

static void run(struct fix *f, struct rule *rules, size_t n)
{
	fix_run(f, &cloudflare_embed, rules, n);
	assert_nowhere(&f->p, "cf-S3CRET");
}

static void the_whole_way(void **state)
{
	struct fix *f = *state;
	const struct asked *a;

	run(f, RULES(INDEX("3", "cosine"), TWO, UPSERT, { "/info", 0, 200, INFO("m-1"), 0, 0, 0 }));
	assert_int_equal(f->v.n, 4);
	assert_string_equal(f->v.log[0].line, "GET https://api.cloudflare.com/client/v4/accounts/acc1/vectorize/v2/indexes/tiny ");
	assert_string_equal(f->v.log[1].line, "POST https://api.cloudflare.com/client/v4/accounts/acc1/ai/run/@cf/own/tiny "
			    "{\"text\":[\"List \\\"tags\\\"\",\"Get a tag\"]}\n");
	a = &f->v.log[2];
	assert_string_equal(a->line, "POST https://api.cloudflare.com/client/v4/accounts/acc1/vectorize/v2/indexes/tiny/upsert"
			    "?unparsable-behavior=error "
			    "{\"id\":\"pipedream:gtm:gtm_list_tags\",\"values\":[0.5,-1,0.0022499999],\"metadata\":{\"tool\":\"a\"}}\n"
			    "{\"id\":\"pipedream:gtm:gtm_get_tag\",\"values\":[1,0,0],\"metadata\":{}}\n");
	assert_string_equal(kv_or(&a->headers, "Content-Type", ""), "application/x-ndjson");
	assert_string_equal(kv_or(&a->headers, "Authorization", ""), "Bearer cf-S3CRET");
	assert_true(a->creates);
	assert_false(a->retry);
	assert_false(f->v.log[1].creates);
	assert_fact(&f->p, "result", "ok");
	assert_fact(&f->p, "detail", "2 entries are in tiny");
	assert_fact(&f->p, "written", "2");
	assert_fact(&f->p, "dimensions", "3");
	assert_fact(&f->p, "metric", "cosine");
	assert_fact(&f->p, "vectors", "12");
	assert_fact(&f->p, "mutation", "m-1");
}

/* Where decimals have a comma, JSON has none. */
static void any_locale(void **state)
{
	struct fix *f = *state;

	if (!setlocale(LC_NUMERIC, "de_DE.UTF-8"))
		return; /* no such locale here */
	run(f, RULES(INDEX("3", "cosine"), TWO, UPSERT, { "/info", 0, 200, INFO("m-1"), 0, 0, 0 }));
	setlocale(LC_NUMERIC, "C");
	assert_int_equal(vendor_asked(&f->v, "[0.5,-1,0.0022499999]"), 1);
}

static void namespace_and_pooling(void **state)
{
	struct fix *f = *state;

	kv_add(&f->in, "namespace", "a\"b");
	kv_add(&f->in, "pooling", "cls");
	run(f, RULES(INDEX("3", "cosine"), TWO, UPSERT, { "/info", 0, 200, INFO("m-1"), 0, 0, 0 }));
	assert_int_equal(vendor_asked(&f->v, ",\"namespace\":\"a\\\"b\",\"metadata\":{}}\n"), 1);
	assert_int_equal(vendor_asked(&f->v, "],\"pooling\":\"cls\"}"), 1);
}

/* 120 texts are three questions to the model at once; each vector goes to its own entry. */
static void batches(void **state)
{
	struct fix *f = *state;
	struct buf reply[3] = { BUF_INIT, BUF_INIT, BUF_INIT };
	char *line;
	size_t sizes[] = { 50, 50, 20 }, k = 0;

	kv_free(&f->in);
	kv_add(&f->in, "index", "tiny");
	kv_add(&f->in, "model", "@cf/own/tiny");
	for (int i = 0; i < 120; i++) {
		char *id = mem_fmt("id-%d", i), *text = mem_fmt("text %03d", i);

		entry(f, id, text, "{}");
		free(id);
		free(text);
	}
	for (int b = 0; b < 3; b++) {
		buf_adds(&reply[b], "{\"success\":true,\"result\":{\"data\":[");
		for (size_t i = 0; i < sizes[b]; i++)
			buf_addf(&reply[b], "%s[1,2,%zu]", i ? "," : "", k++);
		buf_adds(&reply[b], "]}}");
	}
	f->v.backwards = 1;
	{
		struct rule rules[] = { INDEX("3", "cosine"),
			{ "ai/run", "text 000", 200, buf_str(&reply[0]), 0, 0, 0 },
			{ "ai/run", "text 050", 200, buf_str(&reply[1]), 0, 0, 0 },
			{ "ai/run", "text 100", 200, buf_str(&reply[2]), 0, 0, 0 },
			UPSERT, { "/info", 0, 200, INFO("m-1"), 0, 0, 0 } };

		run(f, rules, 6);
	}
	assert_int_equal(vendor_asked(&f->v, "ai/run"), 3);
	assert_int_equal(vendor_asked(&f->v, "/upsert"), 1);
	for (int i = 0; i < 120; i += 17) {
		line = mem_fmt("{\"id\":\"id-%d\",\"values\":[1,2,%d],\"metadata\":{}}\n", i, i);
		assert_int_equal(vendor_asked(&f->v, line), 1);
		free(line);
	}
	assert_fact(&f->p, "written", "120");
	for (int b = 0; b < 3; b++)
		buf_free(&reply[b]);
}

/* What does not fit is refused before anything is paid for. */
static void the_index_does_not_fit(void **state)
{
	struct fix *f = *state;

	run(f, RULES(INDEX("3", "euclidean")));
	assert_int_equal(f->v.n, 1);
	assert_fact(&f->p, "result", "refused");
	assert_fact(&f->p, "detail", "nothing was written: the index tiny measures by euclidean, and not by cosine");
	kv_set(&f->in, "model", "@cf/baai/bge-m3");
	run(f, RULES(INDEX("768", "cosine")));
	assert_int_equal(f->v.n, 1);
	assert_fact(&f->p, "detail", "nothing was written: the index tiny has 768 dimensions, the model @cf/baai/bge-m3 gives 1024");
	assert_fact(&f->p, "written", "0");
	/* a model that nobody knows shows its size when it answers */
	kv_set(&f->in, "model", "@cf/own/tiny");
	run(f, RULES(INDEX("4", "cosine"), TWO));
	assert_int_equal(vendor_asked(&f->v, "/upsert"), 0);
	assert_fact(&f->p, "result", "unknown");
	assert_fact(&f->p, "detail", "unknown: the model gives vectors of another size than the index has");
}

static void dry_run(void **state)
{
	struct fix *f = *state;

	kv_add(&f->in, "dry_run", "yes");
	run(f, RULES(INDEX("3", "cosine")));
	assert_int_equal(f->v.n, 1);
	assert_fact(&f->p, "result", "dry");
	assert_fact(&f->p, "detail", "2 entries would be embedded into tiny");
}

static void waits(void **state)
{
	struct fix *f = *state;
	struct call c;
	struct reply r;
	long delays = 0;
	int polls = 0;

	run(f, RULES(INDEX("3", "cosine"), TWO, UPSERT, { "/info", 0, 200, INFO("m-0"), 0, 0, 2 },
		     { "/info", 0, 503, "{}", 0, 0, 1 }, { "/info", 0, 200, INFO("m-1"), 0, 0, 0 }));
	assert_int_equal(vendor_asked(&f->v, "/info"), 4);
	assert_fact(&f->p, "result", "ok");
	run(f, RULES(INDEX("3", "cosine"), TWO, UPSERT, { "/info", 0, 200, INFO("m-0"), 0, 0, 0 }));
	assert_int_equal(vendor_asked(&f->v, "/info"), CLOUDFLARE_POLLS);
	assert_fact(&f->p, "result", "pending");
	assert_fact(&f->p, "detail", "2 entries sent to tiny, which is still taking them in");
	/* every wait is longer than the one before */
	probe_free(&f->p);
	probe_init(&f->p, &cloudflare_embed, &f->env, &f->in);
	while (probe_take(&f->p, &c)) {
		memset(&r, 0, sizeof(r));
		r.status = 200;
		buf_adds(&r.body, strstr(c.url, "ai/run") ? OK("{\"data\":[[1,0,0],[1,0,0]]}") :
				  strstr(c.url, "/upsert") ? OK("{\"mutationId\":\"m-1\"}") :
				  strstr(c.url, "/info") ? INFO("m-0") :
				  OK("{\"config\":{\"dimensions\":3,\"metric\":\"cosine\"}}"));
		if (strstr(c.url, "/info")) {
			assert_int_equal(c.delay, 500L << polls);
			delays += c.delay;
			polls++;
		} else {
			assert_int_equal(c.delay, 0);
		}
		probe_give(&f->p, &c, &r);
		buf_free(&r.body);
		call_free(&c);
	}
	assert_true(delays > 30000 && delays < 120000);
}

static void bad_answers(void **state)
{
	static const struct {
		const char *part; /* which request fails */
		int status;
		const char *body, *detail;
	} bad[] = {
		{ "/indexes/tiny ", 401, NO("10000", "Authentication error"), "unknown: 401 from api.cloudflare.com, key refused" },
		{ "/indexes/tiny ", 403, NO("10000", "Authentication error"), "unknown: Cloudflare says: Authentication error (10000)" },
		{ "/indexes/tiny ", 404, NO("3000", "vectorize.index.not_found"), "unknown: Cloudflare says: vectorize.index.not_found (3000)" },
		{ "/indexes/tiny ", 404, "nothing", "unknown: 404 from api.cloudflare.com, not found" },
		{ "/indexes/tiny ", 200, NO("1", "odd \\u001b[2J"), "unknown: Cloudflare says: odd \\x1b[2J (1)" },
		{ "/indexes/tiny ", 200, "{}", "unknown: the answer does not say that it succeeded" },
		{ "/indexes/tiny ", 200, OK("[]"), "unknown: the answer has no result in it" },
		{ "/indexes/tiny ", 200, OK("{}"), "unknown: the answer has no configuration in it" },
		{ "/indexes/tiny ", 200, OK("{\"config\":{\"dimensions\":1e9,\"metric\":\"cosine\"}}"), "unknown: the answer has no configuration in it" },
		{ "/indexes/tiny ", 200, OK("{\"config\":{\"dimensions\":3}}"), "unknown: the answer has no configuration in it" },
		{ "ai/run", 429, "{}", "unknown: 429 from api.cloudflare.com, asked too often" },
		{ "ai/run", 200, "<html>", "unknown: the answer of api.cloudflare.com is not JSON" },
		{ "ai/run", 200, OK("{}"), "unknown: the model does not give one vector for each text" },
		{ "ai/run", 200, OK("{\"data\":[[1,2,3]]}"), "unknown: the model does not give one vector for each text" },
		{ "ai/run", 200, OK("{\"data\":[[1,2,3],[1,2]]}"), "unknown: the model gives vectors of another size than the index has" },
		{ "ai/run", 200, OK("{\"data\":[[1,2,3],7]}"), "unknown: the model gives vectors of another size than the index has" },
		{ "ai/run", 200, OK("{\"data\":[[1,2,3],[1,null,2]]}"), "unknown: a vector of the model has a value that is no number" },
		{ "ai/run", 200, OK("{\"data\":[[1,2,3],[1,1e300,2]]}"), "unknown: a vector of the model has a value that is no number" },
		{ "ai/run", 200, OK("{\"data\":[[1,2,3],[0,0,0]]}"), "unknown: the model gives a vector of zeros" },
		{ "ai/run", -REPLY_TIMEOUT, NULL, "unknown: it failed" },
		{ "/upsert", 400, NO("40013", "vector has the wrong size"), "unknown: Cloudflare says: vector has the wrong size (40013)" },
		{ "/upsert", -REPLY_BROKEN, NULL, "unknown: it failed" },
	};
	struct fix *f = *state;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		run(f, RULES({ bad[i].part, 0, bad[i].status, bad[i].body, 0, 0, 0 }, INDEX("3", "cosine"), TWO, UPSERT));
		assert_fact(&f->p, "result", "unknown");
		assert_fact(&f->p, "detail", bad[i].detail);
		assert_fact(&f->p, "written", "0");
		assert_int_equal(vendor_asked(&f->v, "/upsert"), !strcmp(bad[i].part, "/upsert"));
	}
}

static void bad_entries(void **state)
{
	static const struct {
		const char *id, *text, *metadata, *detail;
	} bad[] = {
		{ "", "t", "{}", "an id is empty or longer than 64 bytes" },
		{ "12345678901234567890123456789012345678901234567890123456789012345", "t", "{}", "an id is empty or longer than 64 bytes" },
		{ "a", "", "{}", "a text is empty or too long" },
		{ "a", "\xff", "{}", "an entry is not UTF-8" },
		{ "a", "t", "[]", "the metadata of an entry is no JSON object of one line and 10 KiB" },
		{ "a", "t", "{\n}", "the metadata of an entry is no JSON object of one line and 10 KiB" },
		{ "a", "t", "{}}", "the metadata of an entry is no JSON object of one line and 10 KiB" },
		{ "a", "t", NULL, "an entry has no text or no metadata" },
	};
	static const char *const names[][2] = { { "index", "../x" }, { "index", "" }, { "model", "@cf/../x" },
						{ "model", "/x" }, { "model", "a b" }, { "model", "x?y" } };
	struct fix *f = *state;
	struct kv good = KV_INIT;

	kv_copy(&good, &f->in);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		kv_free(&f->in);
		kv_copy(&f->in, &good);
		kv_add(&f->in, "id", bad[i].id);
		kv_add(&f->in, "text", bad[i].text);
		if (bad[i].metadata)
			kv_add(&f->in, "metadata", bad[i].metadata);
		run(f, NULL, 0);
		assert_fact(&f->p, "result", "refused");
		assert_non_null(strstr(kv_or(&f->p.facts, "detail", ""), bad[i].detail));
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		kv_free(&f->in);
		kv_copy(&f->in, &good);
		kv_set(&f->in, names[i][0], names[i][1]);
		run(f, NULL, 0);
		assert_fact(&f->p, "result", "refused");
	}
	kv_free(&good);
	kv_free(&f->in);
	run(f, NULL, 0);
	assert_fact(&f->p, "detail", "nothing was written: there is nothing to embed");
}

static void credentials(void **state)
{
	struct fix *f = *state;

	free(f->env.cloudflare_account);
	f->env.cloudflare_account = NULL;
	run(f, NULL, 0);
	assert_fact(&f->p, "missing", "CLOUDFLARE_ACCOUNT_ID");
	secret_set(&f->env.cloudflare_token, NULL);
	run(f, NULL, 0);
	assert_fact(&f->p, "detail", "unknown: CLOUDFLARE_API_TOKEN, CLOUDFLARE_ACCOUNT_ID are not set");
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, fix_free)

/* ---- what lies nearest */

#define ONE { "ai/run", 0, 200, OK("{\"shape\":[1,3],\"data\":[[0.5,-1,2.25e-3]]}"), 0, 0, 0 }
#define NEAR(result) { "POST", "/query", 200, OK(result), 0, 0, 0 }

static void look_for(struct fix *f, struct rule *rules, size_t n, const char *text)
{
	struct kv in = KV_INIT;

	probe_free(&f->p);
	vendor_free(&f->v);
	f->v.rules = rules;
	f->v.n_rules = n;
	kv_add(&in, "index", "tiny");
	kv_add(&in, "model", "@cf/own/tiny");
	kv_add(&in, "text", text);
	probe_init(&f->p, &cloudflare_find, &f->env, &in);
	vendor_run(&f->v, &f->p);
	assert_nowhere(&f->p, "cf-S3CRET");
	kv_free(&in);
}

static void finds_what_is_near(void **state)
{
	struct fix *f = *state;
	char *all;

	look_for(f, RULES(ONE, NEAR("{\"count\":2,\"matches\":[{\"id\":\"PIPEDREAM:gtm:gtm_list_tags\",\"score\":0.8125,"
				    "\"metadata\":{\"toolkit_slug\":\"googletagmanager\",\"vendor\":\"PIPEDREAM\",\"id\":\"gtm_list_tags\","
				    "\"tool\":\"a-b\",\"description\":\"One\\ttab\\u001b[31m\"}},"
				    "{\"id\":\"X:y:z\",\"score\":-0.25},{\"id\":\"no score\"},{\"score\":1}]}")), "the tags");
	assert_int_equal(f->v.n, 2);
	assert_string_equal(f->v.log[0].line, "POST https://api.cloudflare.com/client/v4/accounts/acc1/ai/run/@cf/own/tiny "
			    "{\"text\":[\"the tags\"]}\n");
	assert_string_equal(f->v.log[1].line, "POST https://api.cloudflare.com/client/v4/accounts/acc1/vectorize/v2/indexes/tiny/query "
			    "{\"vector\":[0.5,-1,0.0022499999],\"topK\":5,\"returnValues\":false,\"returnMetadata\":\"all\"}");
	assert_false(f->v.log[0].creates || f->v.log[1].creates); /* so that it may be asked in a dry run */
	assert_fact(&f->p, "result", "ok");
	assert_int_equal(kv_count(&f->p.facts, "match"), 2);
	assert_fact(&f->p, "match", "X:y:z\t-250000\tX\ty\tz\t\t"); /* the last of them */
	all = kv_join_new(&f->p.facts, "match", "|");
	assert_non_null(strstr(all, "PIPEDREAM:gtm:gtm_list_tags\t812500\tPIPEDREAM\tgoogletagmanager\tgtm_list_tags\ta-b\tOne tab\\x1b[31m|"));
	free(all);
}

static void near_is_unknown(void **state)
{
	struct fix *f = *state;

	look_for(f, RULES({ "ai/run", 0, 401, NO("10000", "Authentication error"), 0, 0, 0 }), "tags");
	assert_fact(&f->p, "result", "unknown");
	assert_int_equal(f->v.n, 1);
	look_for(f, RULES({ "ai/run", 0, 200, OK("{\"data\":[[0,0,0]]}"), 0, 0, 0 }), "tags");
	assert_fact(&f->p, "why", "the model gives no vector");
	look_for(f, RULES({ "ai/run", 0, 200, OK("{\"data\":[]}"), 0, 0, 0 }), "tags");
	assert_fact(&f->p, "why", "the model gives no vector");
	look_for(f, RULES(ONE, { "/query", 0, 400, NO("40006", "wrong dimensions"), 0, 0, 0 }), "tags");
	assert_fact(&f->p, "why", "Cloudflare says: wrong dimensions (40006)");
	look_for(f, RULES(ONE, NEAR("{\"count\":0}")), "tags");
	assert_fact(&f->p, "result", "unknown");
	look_for(f, RULES(ONE, { "/query", 0, -REPLY_TIMEOUT, NULL, 0, 0, 0 }), "tags");
	assert_fact(&f->p, "result", "unknown");
	look_for(f, RULES(ONE, NEAR("{\"count\":0,\"matches\":[]}")), "tags");
	assert_fact(&f->p, "result", "ok"); /* an empty index is an answer */
	assert_int_equal(kv_count(&f->p.facts, "match"), 0);
	look_for(f, RULES(ONE), "");
	assert_fact(&f->p, "result", "unknown");
	assert_int_equal(f->v.n, 0);
	secret_free(f->env.cloudflare_token);
	f->env.cloudflare_token = NULL;
	look_for(f, RULES(ONE), "tags");
	assert_fact(&f->p, "missing", "CLOUDFLARE_API_TOKEN");
	assert_int_equal(f->v.n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(finds_what_is_near),
		T(near_is_unknown),
		T(the_whole_way), T(any_locale), T(namespace_and_pooling), T(batches), T(the_index_does_not_fit), T(dry_run),
		T(waits), T(bad_answers), T(bad_entries), T(credentials),
	};

	return cmocka_run_group_tests_name("cloudflare", tests, NULL, NULL);
}
