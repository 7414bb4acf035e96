/* SPDX-License-Identifier: MIT */
/* t-mcp-registry: whose server is it, what does it want, and what is not believed; from literal replies. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "probe_help.h"
#include "vendors/mcp_registry.h"

#define PAGE(items, meta) "{\"servers\":[" items "],\"metadata\":{" meta "}}"
#define ONE(name, rest) "{\"server\":{\"name\":\"" name "\",\"version\":\"1.2\"" rest "},\"_meta\":{\"io.modelcontextprotocol.registry/official\":{\"status\":\"active\"}}}"
#define REMOTE(url, more) ",\"remotes\":[{\"type\":\"streamable-http\",\"url\":\"" url "\"" more "}]"
#define AT_HOME REMOTE("https://mcp.e.test/mcp", "")

static int setup(void **state)
{
	struct fix *f = fix_new(state);

	f->env.mcp_registry_url = mem_str("https://r.example/");
	return 0;
}

static void run(struct fix *f, const char *provider, struct rule *rules, size_t n)
{
	kv_free(&f->in);
	kv_add(&f->in, "provider", provider);
	fix_run(f, &mcp_registry, rules, n);
}

static void comes_to(struct fix *f, const char *provider, const char *page, const char *result)
{
	struct rule rules[] = { { NULL, NULL, 200, page, NULL, NULL, 0 } };

	run(f, provider, rules, 1);
	if (strcmp(kv_or(&f->p.facts, "result", "?"), result) != 0)
		fail_msg("%s of %s: %s, not %s", provider, page, kv_or(&f->p.facts, "result", "?"), result);
}

static void whose_it_is(void **state)
{
	struct fix *f = *state;

	comes_to(f, "Stripe", PAGE(ONE("com.stripe/mcp", AT_HOME), ""), "official");
	comes_to(f, "Acme", PAGE(ONE("uk.co.acme/anything", AT_HOME), ""), "official");
	comes_to(f, "Linear", PAGE(ONE("app.linear/linear", AT_HOME), ""), "official");
	comes_to(f, "Google Tag Manager", PAGE(ONE("com.google/tag-manager", AT_HOME), ""), "official");
	/* somebody else's domain that the name stands in, and a name on a host for everybody */
	comes_to(f, "Stripe", PAGE(ONE("com.evil.stripe/stripe", AT_HOME), ""), "third-party");
	comes_to(f, "Stripe", PAGE(ONE("com.stripe.evil/stripe", AT_HOME), ""), "third-party");
	comes_to(f, "Stripe", PAGE(ONE("io.github.stripe/stripe-mcp", AT_HOME), ""), "third-party");
	comes_to(f, "Stripe", PAGE(ONE("com.stripey/mcp", AT_HOME), ""), "absent");
	comes_to(f, "Stripe", PAGE(ONE("com.zapier/mcp", AT_HOME), ""), "absent");
	comes_to(f, "Google Tag Manager", PAGE(ONE("com.google/maps", AT_HOME), ""), "absent");
	comes_to(f, "Go", PAGE(ONE("io.github.x/go-to-mcp", AT_HOME), ""), "absent"); /* two letters prove nothing */
}

static void what_does_not_count(void **state)
{
	struct fix *f = *state;

	comes_to(f, "Stripe", PAGE("", ""), "absent");
	comes_to(f, "Stripe", PAGE(ONE("com.stripe/mcp", ""), ""), "absent");
	comes_to(f, "Stripe", PAGE(ONE("com.stripe/mcp", REMOTE("http://mcp.stripe.com", "")), ""), "absent");
	comes_to(f, "Stripe", PAGE(ONE("com.stripe/mcp", ",\"remotes\":[{\"type\":\"stdio\",\"url\":\"https://x\"}]"), ""), "absent");
	comes_to(f, "Stripe", PAGE(ONE("com.stripe/mcp\\u0007", AT_HOME), ""), "absent");
	comes_to(f, "Stripe", PAGE(ONE("com.stripe/a/b", AT_HOME), ""), "absent");
	comes_to(f, "Stripe", PAGE("{\"server\":{\"name\":\"com.stripe/mcp\",\"version\":\"1\"" AT_HOME "},\"_meta\":"
				   "{\"io.modelcontextprotocol.registry/official\":{\"status\":\"deleted\"}}}", ""), "absent");
	comes_to(f, "Stripe", PAGE("{\"server\":{\"version\":\"1\"}}", ""), "unknown"); /* an entry without a name */
	comes_to(f, "Stripe", "{\"servers\":{}}", "unknown");
	comes_to(f, "Stripe", "<html>", "unknown");
	comes_to(f, "!!!", PAGE("", ""), "unknown");
}

static void unknown_is_never_absent(void **state)
{
	struct fix *f = *state;
	struct rule down[] = { { "search=google-tag-manager", NULL, 503, "", NULL, NULL, 0 },
			       { NULL, NULL, 200, PAGE("", ""), NULL, NULL, 0 } };
	struct rule half[] = { { "search=google-tag-manager", NULL, 503, "", NULL, NULL, 0 },
			       { NULL, NULL, 200, PAGE(ONE("com.google/tag-manager", AT_HOME), ""), NULL, NULL, 0 } };

	run(f, "Google Tag-Manager", down, 2);
	assert_string_equal(kv_get(&f->p.facts, "result"), "unknown");
	run(f, "Google Tag-Manager", half, 2); /* what is there is there */
	assert_string_equal(kv_get(&f->p.facts, "result"), "official");
}

/* Of the last request: how many there were is counted once, over all pages. */
static const char *evidence_of(const struct fix *f)
{
	const char *row = "";
	size_t i;

	for (i = 0; i < f->p.facts.n; i++)
		if (!strcmp(f->p.facts.v[i].key, "evidence"))
			row = f->p.facts.v[i].value;
	return row;
}

static void all_pages(void **state)
{
	struct fix *f = *state;
	struct rule rules[] = { { "cursor=a%2Fb", NULL, 200, PAGE(ONE("com.stripe/mcp", AT_HOME), ""), NULL, NULL, 0 },
				{ NULL, NULL, 200, PAGE(ONE("com.x/stripe", AT_HOME), "\"nextCursor\":\"a/b\""), NULL, NULL, 0 } };
	struct rule loop[] = { { NULL, NULL, 200, PAGE(ONE("com.x/stripe", AT_HOME), "\"nextCursor\":\"a\""), NULL, NULL, 0 } };

	run(f, "Stripe", rules, 2);
	assert_string_equal(kv_get(&f->p.facts, "result"), "official");
	assert_int_equal(f->v.n, 2);
	assert_non_null(strstr(f->v.log[0].line, "GET https://r.example/v0.1/servers?search=stripe&version=latest&limit=100"));
	assert_true(f->v.log[0].retry);
	assert_non_null(strstr(evidence_of(f), "\t2 servers named like \"stripe\""));
	run(f, "Stripe", loop, 1);
	assert_string_equal(kv_get(&f->p.facts, "result"), "unknown");
}

static const char *header(const struct fix *f, const char *name)
{
	size_t i;

	for (i = 0; i < f->p.facts.n; i++)
		if (!strcmp(f->p.facts.v[i].key, "header.com.stripe/mcp") &&
		    !strncmp(f->p.facts.v[i].value, name, strlen(name)))
			return f->p.facts.v[i].value;
	return "";
}

static void what_it_wants(void **state)
{
	struct fix *f = *state;
	struct kv facts = KV_INIT;

	comes_to(f, "Stripe", PAGE(ONE("com.stripe/mcp", REMOTE("https://{tenant}.stripe.com/mcp", ",\"headers\":["
		"{\"name\":\"Authorization\",\"isSecret\":true},"
		"{\"name\":\"X-Key\",\"value\":\"Key {key}\",\"isSecret\":true},"
		"{\"name\":\"X-Own\",\"value\":\"sk_live_1\",\"isSecret\":true},"
		"{\"name\":\"X-Fixed\",\"value\":\"2026\"},"
		"{\"name\":\"X-Usual\",\"default\":\"eu\"},"
		"{\"name\":\"X-Must\",\"isRequired\":true},"
		"{\"name\":\"X-May\"},"
		"{\"name\":\"Bad: Name\",\"value\":\"x\"}]")), ""), "official");
	assert_string_equal(header(f, "Authorization"), "Authorization\tsecret\tBearer ");
	assert_string_equal(header(f, "X-Key"), "X-Key\tsecret\tKey ");
	assert_string_equal(header(f, "X-Own"), "X-Own\tsecret\t"); /* a literal that is called secret is not copied */
	assert_string_equal(header(f, "X-Fixed"), "X-Fixed\ttext\t2026");
	assert_string_equal(header(f, "X-Usual"), "X-Usual\ttext\teu");
	assert_string_equal(header(f, "X-Must"), "X-Must\tsecret\t");
	assert_string_equal(header(f, "X-May"), "");
	assert_string_equal(header(f, "Bad"), "");
	kv_add(&f->p.facts, "chosen", "com.stripe/mcp");
	mcp_registry_chosen(&f->p.facts, &facts);
	assert_string_equal(kv_get(&facts, "result"), "variables");
	assert_string_equal(kv_get(&facts, "url"), "https://{tenant}.stripe.com/mcp");
	assert_string_equal(kv_get(&facts, "by"), "stripe.com");
	assert_int_equal(kv_count(&facts, "header"), 6);
	kv_free(&facts);
	kv_set(&f->p.facts, "chosen", "com.other/mcp");
	mcp_registry_chosen(&f->p.facts, &facts);
	assert_string_equal(kv_get(&facts, "result"), "unknown");
	kv_free(&facts);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, fix_free)

int main(void)
{
	const struct CMUnitTest tests[] = { T(whose_it_is), T(what_does_not_count), T(unknown_is_never_absent),
					    T(all_pages), T(what_it_wants) };

	return cmocka_run_group_tests_name("mcp_registry", tests, NULL, NULL);
}
