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
#define AT(host) REMOTE("https://" host "/mcp", "")
#define AT_HOME AT("mcp.stripe.com")

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
	comes_to(f, "Acme", PAGE(ONE("uk.co.acme/anything", AT("mcp.acme.co.uk")), ""), "official");
	comes_to(f, "Linear", PAGE(ONE("app.linear/linear", AT("linear.app")), ""), "official");
	comes_to(f, "Google Tag Manager", PAGE(ONE("com.google/tag-manager", AT("tagmanager.google.com")), ""), "official");
	/* somebody else's domain that the name stands in, and a name on a host for everybody */
	comes_to(f, "Stripe", PAGE(ONE("com.evil.stripe/stripe", AT_HOME), ""), "third-party");
	comes_to(f, "Stripe", PAGE(ONE("com.stripe.evil/stripe", AT_HOME), ""), "third-party");
	comes_to(f, "Stripe", PAGE(ONE("io.github.stripe/stripe-mcp", AT_HOME), ""), "third-party");
	comes_to(f, "Stripe", PAGE(ONE("com.stripey/mcp", AT_HOME), ""), "absent");
	comes_to(f, "Stripe", PAGE(ONE("com.zapier/mcp", AT_HOME), ""), "absent");
	comes_to(f, "Google Tag Manager", PAGE(ONE("com.google/maps", AT_HOME), ""), "absent");
	comes_to(f, "Go", PAGE(ONE("io.github.x/go-to-mcp", AT_HOME), ""), "absent"); /* two letters prove nothing */
}

/* The namespace was proved for a domain, and the requests go to a host: only where that is the domain's it is one of its own. */
static void where_it_runs(void **state)
{
	static const char *const never[] = { "https://127.0.0.1/mcp", "https://[::1]/mcp", "https://10.0.0.1/mcp", "https://2130706433/mcp",
					     "https://0x7f.1/mcp", "https://localhost/mcp", "https://x.localhost/mcp", "https://mcp.stripe.com:8443/mcp",
					     "https://u:p@mcp.stripe.com/mcp", "http://mcp.stripe.com/mcp", "https://mcp.stripe.com:{port}/mcp",
					     "https://{host}/mcp", "https://{host", "https://mcp/mcp" };
	struct fix *f = *state;
	size_t i;

	comes_to(f, "Stripe", PAGE(ONE("com.stripe/mcp", AT("stripe.com")), ""), "official");
	assert_fact(&f->p, "domain", "stripe.com");
	assert_fact(&f->p, "detail", "stripe.com: 1 server; the domain's label is the provider's name");
	comes_to(f, "Acmetool", PAGE(ONE("xyz.acmetool/mcp", AT("mcp.acmetool.xyz")), ""), "official");
	assert_fact(&f->p, "domain", "acmetool.xyz");
	comes_to(f, "Stripe", PAGE(ONE("com.stripe/mcp", AT("mcp.evil.example")), ""), "third-party");
	assert_non_null(strstr(kv_get(&f->p.facts, "server"), "\tstripe.com, but it runs at mcp.evil.example"));
	comes_to(f, "Stripe", PAGE(ONE("com.stripe/mcp", AT("evilstripe.com")), ""), "third-party");
	comes_to(f, "Stripe", PAGE(ONE("com.stripe/mcp", AT("stripe.com.evil.example")), ""), "third-party");
	comes_to(f, "Stripe", PAGE(ONE("com.stripe/mcp", AT("{tenant}.evil.example")), ""), "third-party");
	for (i = 0; i < sizeof(never) / sizeof(*never); i++) {
		char *page = mem_fmt(PAGE(ONE("com.stripe/mcp", REMOTE("%s", "")), ""), never[i]);

		comes_to(f, "Stripe", page, "absent");
		assert_fact(&f->p, "detail", "1 server, at an address that is never offered");
		free(page);
	}
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
			       { NULL, NULL, 200, PAGE(ONE("com.google/tag-manager", AT("tagmanager.google.com")), ""), NULL, NULL, 0 } };

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
		"{\"name\":\"Host\",\"value\":\"evil.example\"},"
		"{\"name\":\"transfer-encoding\",\"value\":\"chunked\"},"
		"{\"name\":\"X-Line\",\"value\":\"a\\r\\nX-Other: b\"},"
		"{\"name\":\"X-Line-Usual\",\"default\":\"a\\nb\"},"
		"{\"name\":\"Bad: Name\",\"value\":\"x\"}]")), ""), "official");
	assert_string_equal(header(f, "Authorization"), "Authorization\tsecret\tBearer ");
	assert_string_equal(header(f, "X-Key"), "X-Key\tsecret\tKey ");
	assert_string_equal(header(f, "X-Own"), "X-Own\tsecret\t"); /* a literal that is called secret is not copied */
	assert_string_equal(header(f, "X-Fixed"), "X-Fixed\ttext\t2026");
	assert_string_equal(header(f, "X-Usual"), "X-Usual\ttext\teu");
	assert_string_equal(header(f, "X-Must"), "X-Must\tsecret\t");
	assert_string_equal(header(f, "X-May"), "");
	assert_string_equal(header(f, "Bad"), "");
	assert_string_equal(header(f, "Host"), "");
	assert_string_equal(header(f, "transfer"), "");
	assert_string_equal(header(f, "X-Line"), "");
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
	const struct CMUnitTest tests[] = { T(whose_it_is), T(where_it_runs), T(what_does_not_count), T(unknown_is_never_absent),
					    T(all_pages), T(what_it_wants) };

	return cmocka_run_group_tests_name("mcp_registry", tests, NULL, NULL);
}
