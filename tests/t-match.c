/* SPDX-License-Identifier: MIT */
/* t-match: what equals a provider, what is a candidate, what is asked, and when a list is read to its end. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "vendors/look.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct kv input(const char *provider, const char *const *tries, const char *const *slugs)
{
	struct kv in = KV_INIT;

	kv_add(&in, "provider", provider);
	for (; tries && *tries; tries++)
		kv_add(&in, "try", *tries);
	for (; slugs && *slugs; slugs++)
		kv_add(&in, "slug", *slugs);
	return in;
}

static enum match_kind offer(struct match *m, const char *slug, const char *name, const char *about)
{
	struct match_hit *hit;

	return match_offer(m, MATCH_LISTED, slug, name, about, &hit);
}

static void equal_or_not(void **state)
{
	static const char *const tries[] = { "google tag manager", "google tag", "googletag", "tag manager", "gtm tool", NULL };
	static const char *const slugs[] = { "tagmgr", NULL };
	static const struct {
		const char *slug, *name;
		enum match_kind kind;
	} row[] = {
		{ "googletagmanager", "x", MATCH_EQUAL },
		{ "google_tag_manager", NULL, MATCH_EQUAL },
		{ "gtm_x", "Google  TAG-Manager!", MATCH_EQUAL },
		{ "gtm_tool", NULL, MATCH_EQUAL },
		{ "tag_mgr", "Other", MATCH_EQUAL },
		{ "google_tag", "Google Tag", MATCH_NO },
		{ "googletag", "GoogleTag", MATCH_NO },
		{ "tag_manager", "Tag Manager", MATCH_NO },
		{ "googletagmanager2", "Two", MATCH_CANDIDATE },
		{ "googletagmanage", "x", MATCH_NO },
		{ "_", "_", MATCH_NO },
	};
	struct kv in = input("Google Tag Manager", tries, slugs);
	struct match *m = match_new(&in);

	(void)state;
	for (size_t i = 0; i < sizeof(row) / sizeof(*row); i++)
		if (offer(m, row[i].slug, row[i].name, NULL) != row[i].kind)
			fail_msg("%s", row[i].slug);
	match_free(m);
	kv_free(&in);
}

/* Names in other scripts have no ASCII letter left; they must not all be the same. */
static void other_scripts(void **state)
{
	struct kv in = input("日本語", NULL, NULL), half = input("Café", NULL, NULL);
	struct match *m = match_new(&in), *h = match_new(&half);

	(void)state;
	assert_int_equal(offer(m, "a", "中文", NULL), MATCH_NO);
	assert_int_equal(offer(m, "b", "日本語", NULL), MATCH_EQUAL);
	assert_int_equal(offer(m, "_", "", NULL), MATCH_NO);
	assert_int_equal(offer(h, "caf", "Caf", NULL), MATCH_NO);
	assert_int_equal(offer(h, "cafe", "Café", NULL), MATCH_EQUAL);
	match_free(m);
	match_free(h);
	kv_free(&in);
	kv_free(&half);
}

static void nothing_equals_nothing(void **state)
{
	struct kv in = input("?!", NULL, NULL);
	struct match *m = match_new(&in);

	(void)state;
	assert_int_equal(offer(m, "_", "!!", "?!"), MATCH_NO);
	assert_null(match_best(m));
	match_free(m);
	kv_free(&in);
}

static void long_names_equal_nothing(void **state)
{
	char *a = mem_alloc(100001), *b;
	struct kv in;
	struct match *m;

	(void)state;
	memset(a, 'a', 100000);
	b = mem_str(a);
	b[99999] = 'b';
	in = input(a, NULL, NULL);
	m = match_new(&in);
	assert_int_equal(offer(m, "x", b, b), MATCH_NO);
	match_free(m);
	kv_free(&in);
	free(a);
	free(b);
}

static void words_stand(void **state)
{
	static const struct {
		const char *provider, *name, *about;
		enum match_kind kind;
	} row[] = {
		{ "Box", "Dropbox", "an inbox, boxes", MATCH_NO },
		{ "Box", "Files", "Sync (Box) folders", MATCH_CANDIDATE },
		{ "Linear", "Issues", "from LINEAR and others", MATCH_CANDIDATE },
		{ "Linear", "Issues", "bilinear filters", MATCH_NO },
		{ "Zoho Desk", "Zoho", "the desk of Zoho", MATCH_CANDIDATE },
		{ "Zoho Desk", "Zoho", "no such thing", MATCH_NO },
		{ "Monday", "monday_mcp", "", MATCH_CANDIDATE },
		{ "Ads", "GoogleAds", "", MATCH_NO },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(row) / sizeof(*row); i++) {
		struct kv in = input(row[i].provider, NULL, NULL);
		struct match *m = match_new(&in);

		if (offer(m, "some_slug", row[i].name, row[i].about) != row[i].kind)
			fail_msg("%s in %s", row[i].provider, row[i].name);
		match_free(m);
		kv_free(&in);
	}
}

/* The words of a longer try count too: the operator typed "gtm". */
static void an_alias_finds_candidates(void **state)
{
	static const char *const tries[] = { "gtm", "google tag manager", NULL };
	struct kv in = input("gtm", tries, NULL);
	struct match *m = match_new(&in);

	(void)state;
	assert_int_equal(offer(m, "stape", "Stape", "hosts Google Tag Manager"), MATCH_CANDIDATE);
	assert_int_equal(offer(m, "gtmx", "Google Tag Manager", NULL), MATCH_EQUAL);
	match_free(m);
	kv_free(&in);
}

static void the_best_does_not_depend_on_order(void **state)
{
	static const char *const slugs[] = { "slack", "slack_v2", NULL };
	struct kv in = input("Slack", NULL, slugs);
	struct match_hit *hit;

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct match *m = match_new(&in);

		for (int k = 0; k < 2; k++)
			match_offer(m, (i ^ k) ? MATCH_LISTED : MATCH_DIRECT, (i ^ k) ? "slack_v2" : "slack",
				    "Slack", NULL, &hit);
		/* the retired one answers to its slug but is not listed */
		assert_string_equal(match_best(m)->slug, "slack_v2");
		match_offer(m, MATCH_LISTED, "slack", "Slack", NULL, &hit);
		assert_string_equal(match_best(m)->slug, "slack");
		match_free(m);
	}
	kv_add(&in, "accepted", "slack_v2");
	{
		struct match *m = match_new(&in);

		match_offer(m, MATCH_LISTED, "slack", "Slack", NULL, &hit);
		match_offer(m, MATCH_DIRECT, "slack_v2", "Other", NULL, &hit);
		assert_string_equal(match_best(m)->slug, "slack_v2");
		match_free(m);
	}
	kv_free(&in);
}

static void eight_candidates_best_first(void **state)
{
	struct kv in = input("tag manager", NULL, NULL);

	(void)state;
	for (int back = 0; back < 2; back++) {
		struct match *m = match_new(&in);
		struct kv facts = KV_INIT;
		char slug[32];

		for (int i = 0; i < 2000; i++) {
			snprintf(slug, sizeof(slug), "other%04d", back ? 1999 - i : i);
			offer(m, slug, "Other", "a tag manager");
		}
		offer(m, "the_one", "The One Tag Manager", NULL);
		offer(m, "the_one", "The One Tag Manager", NULL);
		assert_int_equal(match_candidates(m, &facts), 8);
		assert_string_equal(facts.v[0].value,
				    "the_one\tThe One Tag Manager\tevery word stands in its name");
		assert_non_null(strstr(facts.v[1].value, "other0000\t"));
		assert_non_null(strstr(facts.v[7].value, "other0006\t"));
		kv_free(&facts);
		match_free(m);
	}
	kv_free(&in);
}

static void what_is_remote_is_made_safe(void **state)
{
	struct kv in = input("acme", NULL, NULL), facts = KV_INIT;
	struct match *m = match_new(&in);

	(void)state;
	offer(m, "x", "Acme\tTool\n\033[2J", NULL);
	offer(m, "acme", "Ac\u202eme", NULL);
	match_candidates(m, &facts);
	assert_string_equal(kv_get(&facts, "candidate"),
			    "x\tAcme Tool \\x1b[2J\tevery word stands in its name");
	assert_string_equal(match_best(m)->name, "Ac\\u{202e}me");
	kv_free(&facts);
	kv_free(&in);
	match_free(m);
}

static void spellings_and_slugs(void **state)
{
	static const char *const tries[] = { "tag manager", "tag_manager", "ab", "éa", NULL };
	static const char *const slugs[] = { "tag-manager", "../x", "tag_manager", "", NULL };
	struct kv in = input("Tag Manager 2", tries, slugs), out = KV_INIT;
	struct kv bare = input("Tag-Manager  2!", NULL, NULL), odd = input("Été", NULL, NULL);

	(void)state;
	look_spellings(&in, 3, 0, &out);
	assert_int_equal(out.n, 2);
	kv_free(&out);
	look_spellings(&in, 1, 1, &out);
	assert_int_equal(out.n, 4);
	kv_free(&out);
	look_slugs(&in, 1, &out);
	assert_int_equal(out.n, 1);
	assert_string_equal(out.v[0].value, "tag_manager");
	kv_free(&out);
	look_slugs(&in, 0, &out);
	assert_int_equal(out.n, 2);
	kv_free(&out);
	look_slugs(&bare, 0, &out);
	assert_int_equal(out.n, 2);
	assert_string_equal(out.v[0].value, "tagmanager2");
	assert_string_equal(out.v[1].value, "tag_manager_2");
	kv_free(&out);
	look_spellings(&bare, 3, 0, &out);
	assert_int_equal(out.n, 1);
	kv_free(&out);
	look_slugs(&odd, 0, &out);
	assert_int_equal(out.n, 0);
	kv_free(&in);
	kv_free(&bare);
	kv_free(&odd);
}

static void pages(void **state)
{
	struct looks ls = { NULL, 0, 0 };
	struct call c = { .tag = LOOK_TAG + 1 };
	char *huge = mem_alloc(5000), cursor[16];
	struct look *l;

	(void)state;
	memset(huge, 'c', 4999);
	for (int i = 0; i < 7; i++)
		looks_add(&ls, i, "t");
	assert_ptr_equal(looks_of(&ls, &c), &ls.v[1]);
	c.tag = LOOK_TAG + 7;
	assert_null(looks_of(&ls, &c));
	c.tag = 9000;
	assert_null(looks_of(&ls, &c));

	l = &ls.v[0]; /* to the end */
	assert_int_equal(look_page(l, "a", 2, 5), 1);
	assert_int_equal(look_page(l, "b", 2, 5), 1);
	assert_int_equal(look_page(l, "", 1, 5), 0);
	assert_int_equal(l->state, LOOK_GOOD);
	l = &ls.v[1]; /* too early */
	assert_int_equal(look_page(l, NULL, 4, 5), 0);
	assert_int_equal(l->state, LOOK_BAD);
	l = &ls.v[2]; /* in circles */
	assert_int_equal(look_page(l, "a", 1, -1), 1);
	assert_int_equal(look_page(l, "b", 1, -1), 1);
	assert_int_equal(look_page(l, "a", 1, -1), 0);
	assert_int_equal(l->state, LOOK_BAD);
	l = &ls.v[3];
	assert_int_equal(look_page(l, huge, 1, -1), 0);
	assert_int_equal(l->state, LOOK_BAD);
	l = &ls.v[4]; /* without end: 50 pages and no more */
	for (int i = 0; i < LOOK_PAGES - 1; i++) {
		snprintf(cursor, sizeof(cursor), "c%d", i);
		assert_int_equal(look_page(l, cursor, 1, -1), 1);
	}
	assert_int_equal(look_page(l, "one more", 1, -1), 0);
	assert_int_equal(l->state, LOOK_BAD);
	l = &ls.v[5];
	l->odd = 1;
	assert_int_equal(look_page(l, NULL, 1, 1), 0);
	assert_int_equal(l->state, LOOK_BAD);
	looks_free(&ls);
	free(huge);
}

static void numbers(void **state)
{
	char out[32];

	(void)state;
	look_number(out, 0);
	assert_string_equal(out, "0");
	look_number(out, 999);
	assert_string_equal(out, "999");
	look_number(out, 1642);
	assert_string_equal(out, "1,642");
	look_number(out, 1234567);
	assert_string_equal(out, "1,234,567");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_or_not),
		cmocka_unit_test(other_scripts),
		cmocka_unit_test(nothing_equals_nothing),
		cmocka_unit_test(long_names_equal_nothing),
		cmocka_unit_test(words_stand),
		cmocka_unit_test(an_alias_finds_candidates),
		cmocka_unit_test(the_best_does_not_depend_on_order),
		cmocka_unit_test(eight_candidates_best_first),
		cmocka_unit_test(what_is_remote_is_made_safe),
		cmocka_unit_test(spellings_and_slugs),
		cmocka_unit_test(pages),
		cmocka_unit_test(numbers),
	};

	return cmocka_run_group_tests_name("match", tests, NULL, NULL);
}
