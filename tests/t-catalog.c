/* SPDX-License-Identifier: MIT */
/* t-catalog: the file of a copy, whole or not at all; and the listings that fill it, from literal replies. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "files/catalog.h"
#include "base/secret.h"
#include "probe_help.h"
#include "vendors/listing.h"

/* ---- the file */

#define HEAD(n) "toolgap-catalog/1\nsource: composio\nfrom: https://x.test\nread: 2026-11-20T10:00:00Z\n" \
	"checked: 2026-11-21T10:00:00Z\nentries: " n "\n"
#define GMAIL "gmail\tGmail\tOAUTH2\t\t5\t2\tMail of a mailbox.\n"
#define OLD "old\tOld\tnone\td\t\t\t\n"
#define WHOLE HEAD("2") "etag: \"a b\"\n\n" GMAIL OLD

static struct catalog *parse(const char *s, size_t n, struct err *e)
{
	*e = (struct err)ERR_INIT;
	return catalog_parse(s, n, "copy", e);
}

static void round_trip(void **state)
{
	struct catalog *c;
	struct buf b = BUF_INIT;
	struct err e;

	(void)state;
	c = parse(WHOLE, strlen(WHOLE), &e);
	assert_non_null(c);
	assert_int_equal(c->n, 2);
	assert_int_equal(c->source, CATALOG_COMPOSIO);
	assert_string_equal(c->etag, "\"a b\"");
	assert_null(c->modified);
	assert_string_equal(c->v[0].about, "Mail of a mailbox.");
	assert_int_equal(c->v[0].tools, 5);
	assert_int_equal(c->v[1].tools, -1);
	assert_int_equal(c->v[1].deprecated, 1);
	assert_ptr_equal(catalog_find(c, "old"), &c->v[1]);
	assert_null(catalog_find(c, "o"));
	assert_null(catalog_find(c, "zzz"));
	catalog_write(c, &b);
	assert_string_equal(buf_str(&b), WHOLE);
	buf_free(&b);
	catalog_free(c);
	catalog_free(NULL);
}

static void sorts(void **state)
{
	static const struct catalog_entry rows[] = {
		{ (char *)"b", (char *)"B", (char *)"none", (char *)"of all", 1, 1, 1 },
		{ (char *)"a", (char *)"A", (char *)"keys", (char *)"", -1, -1, 0 },
		{ (char *)"b", (char *)"B", (char *)"none", (char *)"usual", 1, 1, 0 },
		{ (char *)"c", (char *)"C", (char *)"none", (char *)"", 0, 0, 1 },
	};
	struct catalog *c = catalog_new(CATALOG_PIPEDREAM), *back;
	struct buf b = BUF_INIT;
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < 4; i++)
		catalog_add(c, &rows[i]);
	catalog_sort(c);
	assert_int_equal(c->n, 3);
	assert_string_equal(catalog_find(c, "b")->about, "usual"); /* what lives wins */
	assert_int_equal(catalog_find(c, "c")->deprecated, 1);
	c->from = mem_str("https://x.test");
	c->read = mem_str("2026-11-20T10:00:00Z");
	c->checked = mem_str("2026-11-20T10:00:00Z");
	catalog_write(c, &b);
	back = parse(b.p, b.len, &e);
	assert_non_null(back);
	assert_int_equal(back->n, 3);
	catalog_free(back);
	catalog_free(c);
	buf_free(&b);
}

/* Half a catalog would call absent what is there. */
static void cut_off(void **state)
{
	struct err e;
	size_t n;

	(void)state;
	for (n = 0; n < strlen(WHOLE); n++) {
		if (parse(WHOLE, n, &e))
			fail_msg("taken with %zu bytes", n);
		assert_non_null(strstr(e.msg, "toolgap catalog sync"));
	}
}

static void out_of_shape(void **state)
{
	static const char *const bad[] = {
		HEAD("1") "\n" GMAIL OLD,
		HEAD("3") "\n" GMAIL OLD,
		HEAD("x") "\n",
		HEAD("-1") "\n",
		HEAD("2") "\n" OLD GMAIL,			 /* not sorted */
		HEAD("2") "\n" GMAIL GMAIL,			 /* twice */
		HEAD("1") "\ngmail\tGmail\tOAUTH2\t\t5\t2\n",	 /* a field less */
		HEAD("1") "\ngmail\tGmail\tOAUTH2\t\t5\t2\ta\tb\n", /* a field more */
		HEAD("1") "\ngmail\tGmail\tOAUTH2\tx\t5\t2\ta\n", /* a flag nobody knows */
		HEAD("1") "\n../x\tGmail\tOAUTH2\t\t5\t2\ta\n",
		HEAD("1") "\n\tGmail\tOAUTH2\t\t5\t2\ta\n",
		HEAD("1") "\ngmail\tG\033[31m\tOAUTH2\t\t5\t2\ta\n",
		HEAD("1") "\ngmail\tG\xe2\x80\xae\tOAUTH2\t\t5\t2\ta\n", /* turns the direction of writing */
		HEAD("1") "\ngmail\tG\xff\tOAUTH2\t\t5\t2\ta\n",
		HEAD("1") "\ngmail\tG\x7f\tOAUTH2\t\t5\t2\ta\n",
		"toolgap-catalog/2\n",
		"",
		"\n",
		"source: composio\n",
		"toolgap-catalog/1\nsource: other\nfrom: x\nread: 2026-11-20T10:00:00Z\nchecked: 2026-11-20T10:00:00Z\nentries: 0\n\n",
		"toolgap-catalog/1\nsource: composio\nread: 2026-11-20T10:00:00Z\nchecked: 2026-11-20T10:00:00Z\nentries: 0\n\n",
		"toolgap-catalog/1\nsource: composio\nfrom: x\nread: soon\nchecked: 2026-11-20T10:00:00Z\nentries: 0\n\n",
		"toolgap-catalog/1\nsource: composio\nfrom: x\nread: 2026-11-20T10:00:00Z\nchecked: never\nentries: 0\n\n",
		"toolgap-catalog/1\nsource: composio\nsource: pipedream\nfrom: x\nread: 2026-11-20T10:00:00Z\nchecked: 2026-11-20T10:00:00Z\nentries: 0\n\n",
		"toolgap-catalog/1\nsource: composio\nfrom x\n\n",
	};
	static const char with_nul[] = HEAD("1") "\ngmail\tG\0mail\tOAUTH2\t\t5\t2\ta\n";
	struct catalog *c;
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (parse(bad[i], strlen(bad[i]), &e))
			fail_msg("taken: %s", bad[i]);
	assert_null(parse(with_nul, sizeof(with_nul) - 1, &e));
	/* what a later version may add to the head, and an empty catalog */
	c = parse(HEAD("0") "more: to come\n\n", strlen(HEAD("0") "more: to come\n\n"), &e);
	assert_non_null(c);
	catalog_free(c);
}

/* ---- the listings */

static int setup(void **state)
{
	struct fix *f = fix_new(state);

	f->env.composio_url = mem_str("https://c.test/");
	f->env.composio_key = secret_new("ak_S3CRET");
	f->env.pipedream_url = mem_str("https://p.test");
	f->env.pipedream_client_id = secret_new("cid");
	f->env.pipedream_client_secret = secret_new("S3CRET");
	return 0;
}

static void run(struct fix *f, const struct probe_ops *ops, struct rule *rules, size_t n)
{
	fix_run(f, ops, rules, n);
	assert_nowhere(&f->p, "S3CRET");
}

static const char *row(const struct fix *f, size_t i)
{
	const struct kv *rows = &listing_of(&f->p)->rows;

	return i < rows->n ? rows->v[i].key : "(none)";
}

#define ITEM(slug, more) "{\"slug\":\"" slug "\",\"name\":\"N " slug "\",\"auth_schemes\":[\"OAUTH2\",\"API_KEY\"]," \
	"\"meta\":{\"description\":\"About\\t" slug "\\nline\",\"tools_count\":3,\"triggers_count\":1}" more "}"
#define PAGE(items, cursor, total) "{\"items\":[" items "],\"next_cursor\":" cursor ",\"total_items\":" total "}"
#define TOKEN { "POST", "oauth/token", 200, "{\"access_token\":\"b3arer\",\"expires_in\":3600}", 0, 0, 0 }

static void toolkits(void **state)
{
	struct fix *f = *state;
	const struct asked *a;

	run(f, &composio_list, RULES(
		{ "include_deprecated=true", "cursor=", 200, PAGE(ITEM("old", ""), "null", "3"), 0, 0, 0 },
		{ "include_deprecated=true", NULL, 200, PAGE(ITEM("a", "") "," ITEM("b", ""), "\"Mg==\"", "3"), 0, 0, 0 },
		{ "toolkits?", "cursor=MQ%3D%3D", 200, PAGE(ITEM("b", ",\"no_auth\":true"), "null", "2"), 0, 0, 0 },
		{ "toolkits?", NULL, 200, PAGE(ITEM("a", ""), "\"MQ==\"", "2"), 0, 0, 0 }));
	assert_fact(&f->p, "result", "ok");
	assert_fact(&f->p, "detail", "2 entries");
	assert_int_equal(listing_of(&f->p)->total, 2);
	assert_int_equal(listing_of(&f->p)->rows.n, 5);
	assert_string_equal(row(f, 0), "a\tN a\tOAUTH2,API_KEY\t\t3\t1\tAbout a line");
	a = vendor_call(&f->v, "cursor=MQ");
	assert_string_equal(a->line, "GET https://c.test/api/v3.1/toolkits?sort_by=alphabetically&limit=1000&cursor=MQ%3D%3D ");
	assert_string_equal(kv_or(&a->headers, "x-api-key", ""), "ak_S3CRET");
	assert_null(kv_get(&f->v.log[0].headers, "If-None-Match"));
	assert_int_equal(f->v.n, 4);
}

static void apps(void **state)
{
	struct fix *f = *state;
	const char *first = "{\"data\":[{\"name_slug\":\"a\",\"name\":\"A\",\"auth_type\":\"oauth\"},"
			    "{\"name_slug\":\"b\",\"name\":\"B\",\"auth_type\":null,\"description\":\"d\"}],"
			    "\"page_info\":{\"total_count\":3,\"end_cursor\":\"Yg\"}}";
	const char *second = "{\"data\":[{\"name_slug\":\"c\",\"name\":\"\\u001b[31mC\",\"auth_type\":\"keys\"}],"
			     "\"page_info\":{\"total_count\":3,\"end_cursor\":\"Yw\"}}";

	run(f, &pipedream_list, RULES(TOKEN, { "after=Yg", NULL, 200, second, 0, 0, 0 },
				      { "apps?sort_key=name_slug&limit=100", NULL, 200, first, 0, 0, 0 }));
	assert_fact(&f->p, "result", "ok");
	assert_string_equal(row(f, 0), "a\tA\toauth\t\t\t\t");
	assert_string_equal(row(f, 1), "b\tB\tnone\t\t\t\td");
	assert_null(strchr(row(f, 2), '\033'));
	assert_int_equal(f->v.n, 3); /* no empty page behind the last */
}

static void unchanged(void **state)
{
	struct fix *f = *state;

	kv_add(&f->in, "etag", "\"v1\"");
	kv_add(&f->in, "modified", "Fri, 20 Nov 2026 06:00:00 GMT");
	run(f, &composio_list, RULES({ "toolkits?", NULL, 304, "", 0, 0, 0 }));
	assert_fact(&f->p, "result", "unchanged");
	assert_int_equal(f->v.n, 1);
	assert_string_equal(kv_or(&f->v.log[0].headers, "If-None-Match", ""), "\"v1\"");
	assert_string_equal(kv_or(&f->v.log[0].headers, "If-Modified-Since", ""), "Fri, 20 Nov 2026 06:00:00 GMT");
	run(f, &pipedream_list, RULES(TOKEN, { "apps?", NULL, 304, "", 0, 0, 0 }));
	assert_fact(&f->p, "result", "unchanged");
	/* nobody asked whether it has changed: then this is no answer */
	kv_free(&f->in);
	run(f, &composio_list, RULES({ "toolkits?", NULL, 304, "", 0, 0, 0 }));
	assert_fact(&f->p, "result", "unknown");
}

/* Only a whole list is a list. */
static void not_whole(void **state)
{
	static const struct {
		int status;
		const char *body, *detail;
	} bad[] = {
		{ 500, "{}", "unknown: 500 from c.test, the service has a fault" },
		{ 401, "{}", "unknown: 401 from c.test, key refused" },
		{ 200, "<html>", "unknown: the answer of c.test is not JSON" },
		{ 200, "{}", "unknown: the answer has no list of toolkits in it" },
		{ 200, PAGE(ITEM("b", ""), "null", "9"), "unknown: the list ended before all of it was there" },
		{ 200, PAGE(ITEM("../b", ""), "null", "2"), "unknown: the list has an entry that cannot be read" },
		{ 200, PAGE(ITEM("b", ""), "\"Mg==\"", "9"), "unknown: the pages of the list go in circles" },
		{ -REPLY_TIMEOUT, NULL, "unknown: it failed" },
	};
	struct fix *f = *state;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		run(f, &composio_list, RULES({ "include_deprecated", NULL, 200, PAGE(ITEM("a", ""), "null", "1"), 0, 0, 0 },
					     { "cursor=", NULL, bad[i].status, bad[i].body, 0, 0, 0 },
					     { "toolkits?", NULL, 200, PAGE(ITEM("a", ""), "\"Mg==\"", "2"), 0, 0, 0 }));
		assert_fact(&f->p, "result", "unknown");
		assert_fact(&f->p, "detail", bad[i].detail);
		/* and the same for the list that tells what is deprecated */
		run(f, &composio_list, RULES({ "include_deprecated", "cursor=", bad[i].status, bad[i].body, 0, 0, 0 },
					     { "include_deprecated", NULL, 200, PAGE(ITEM("a", ""), "\"Mg==\"", "2"), 0, 0, 0 },
					     { "toolkits?", NULL, 200, PAGE(ITEM("a", ""), "null", "1"), 0, 0, 0 }));
		assert_fact(&f->p, "result", "unknown");
	}
}

static void no_keys(void **state)
{
	struct fix *f = *state;

	secret_set(&f->env.composio_key, NULL);
	secret_set(&f->env.pipedream_client_id, NULL);
	run(f, &composio_list, NULL, 0);
	assert_fact(&f->p, "missing", "COMPOSIO_API_KEY");
	run(f, &pipedream_list, NULL, 0);
	assert_fact(&f->p, "missing", "PIPEDREAM_CLIENT_ID");
	assert_fact(&f->p, "result", "unknown");
	assert_int_equal(f->v.n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(round_trip),
		cmocka_unit_test(sorts),
		cmocka_unit_test(cut_off),
		cmocka_unit_test(out_of_shape),
		cmocka_unit_test_setup_teardown(toolkits, setup, fix_free),
		cmocka_unit_test_setup_teardown(apps, setup, fix_free),
		cmocka_unit_test_setup_teardown(unchanged, setup, fix_free),
		cmocka_unit_test_setup_teardown(not_whole, setup, fix_free),
		cmocka_unit_test_setup_teardown(no_keys, setup, fix_free),
	};

	return cmocka_run_group_tests_name("catalog", tests, NULL, NULL);
}
