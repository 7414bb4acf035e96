/* SPDX-License-Identifier: MIT */
/* t-again: going back and forth again: what holds, what is to be looked at again, and what is never kept. */
#include "fold_walk.h"

static void back_to(struct wizard *w, const char *step)
{
	while (strcmp(wizard_step(w)->id, step) != 0)
		assert_int_equal(wizard_back(w), 1);
}

/* As the driver does it: what holds is given. */
static void go_on(struct wizard *w)
{
	while (wizard_asks(w) && wizard_holds(w)) {
		char *value = mem_str(wizard_holds(w));

		say(w, wizard_step(w)->id, value);
		free(value);
	}
}

static void catalogs(struct wizard *w, const char *registry)
{
	tell(w, "registry", registry);
	tell(w, "composio", COMPOSIO_ABSENT);
	tell(w, "pipedream", PIPEDREAM_FOUND);
}

static struct wizard *to_connect(void)
{
	struct wizard *w = begin(0);

	say(w, "provider", "Google Tag Manager");
	say(w, "tenants", "ascend, kahuna");
	catalogs(w, REGISTRY_ABSENT);
	say(w, "path", "D");
	say(w, "short", "tags");
	say(w, "oauth", "managed");
	at(w, "connect");
	return w;
}

static char *recheck(const struct wizard *w)
{
	struct view v;
	char *s;

	wizard_view(w, NULL, 0, &v);
	s = mem_str(v.recheck);
	view_free(&v);
	return s;
}

/* The step gone back to is asked; what follows comes by itself. */
static void what_holds_is_kept(void **state)
{
	struct wizard *w = to_connect();

	(void)state;
	back_to(w, "short");
	assert_null(wizard_holds(w));
	say(w, "short", "gtag");
	assert_string_equal(wizard_step(w)->id, "oauth");
	assert_string_equal(wizard_holds(w), "managed");
	go_on(w);
	at(w, "connect");
	assert_string_equal(wizard_fact(w, "short"), "gtag");
	assert_string_equal(wizard_fact(w, "oauth"), "managed");
	wizard_free(w);
}

/* A changed answer: the catalogs are asked again; only what rested on what has changed is asked again. */
static void only_what_depends(void **state)
{
	struct wizard *w = to_connect();
	char *why;

	(void)state;
	back_to(w, "provider");
	say(w, "provider", "Google Tags");
	go_on(w); /* the tenants have nothing to do with the provider */
	at(w, "registry");
	catalogs(w, "result=absent\ndetail=no earlier case\ntoolkit_slug=googletags\nshort=gtags\nown_client=own");
	go_on(w);
	at(w, "short"); /* the proposal is another one */
	assert_null(wizard_holds(w));
	why = recheck(w);
	assert_non_null(why);
	assert_non_null(strstr(why, "\"tags\""));
	free(why);
	say(w, "short", "gtags");
	assert_null(recheck(w));
	assert_string_equal(wizard_holds(w), "managed");
	wizard_free(w);
}

/* An option that is gone, or that says something else, is not taken. */
static void options_that_changed(void **state)
{
	struct wizard *w = begin(0);
	char *why;

	(void)state;
	say(w, "provider", "Google Tag Manager");
	say(w, "tenants", "ascend");
	tell(w, "registry", REGISTRY_ABSENT);
	tell(w, "composio", "result=candidate\ncandidate=gads~Google Ads~mentions it\ndetail=1 mention");
	say(w, "composio-candidate", "none");
	at(w, "pipedream");
	back_to(w, "tenants");
	say(w, "tenants", "ascend");
	tell(w, "registry", REGISTRY_ABSENT);
	tell(w, "composio", "result=candidate\ncandidate=gtm~Google Tag Manager~the same\ndetail=1 mention");
	at(w, "composio-candidate");
	assert_null(wizard_holds(w));
	why = recheck(w);
	assert_non_null(why);
	assert_non_null(strstr(why, "None of these"));
	free(why);
	wizard_free(w);
}

/* Who overruled what could not be asked does so once. */
static void unknown_is_decided_anew(void **state)
{
	struct wizard *w = begin(0);

	(void)state;
	say(w, "provider", "Google Tag Manager");
	say(w, "tenants", "ascend");
	tell(w, "registry", REGISTRY_ABSENT);
	tell(w, "composio", UNKNOWN);
	say(w, "composio-unknown", "overrule");
	back_to(w, "tenants");
	say(w, "tenants", "ascend");
	tell(w, "registry", REGISTRY_ABSENT);
	tell(w, "composio", UNKNOWN);
	at(w, "composio-unknown");
	assert_null(wizard_holds(w));
	wizard_free(w);
}

/* Links are made, and files written, only when a person says so right there. */
static void never_what_makes(void **state)
{
	struct wizard *w = to_connect();

	(void)state;
	tell(w, "accounts", ACCOUNTS_NONE);
	say(w, "connect", "pending");
	back_to(w, "short");
	say(w, "short", "tags");
	go_on(w);
	at(w, "connect");
	assert_null(wizard_holds(w));
	wizard_free(w);
}

/* The events alone tell it: a replay stands where the walk stood, and keeps the same. */
static void taken_once(void **state)
{
	struct wizard *w = to_connect();

	(void)state;
	back_to(w, "path");
	say(w, "path", "D");
	go_on(w);
	at(w, "connect");
	assert_int_equal(wizard_back(w), 1);
	at(w, "oauth"); /* a Back from there is one question, as ever */
	assert_null(wizard_holds(w));
	wizard_free(w);
}

static void the_name(void **state)
{
	struct wizard *w = to_connect();

	(void)state;
	assert_string_equal(wizard_named(w), "short");
	back_to(w, "short");
	assert_null(wizard_named(w));
	wizard_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_holds_is_kept),	   cmocka_unit_test(only_what_depends),
		cmocka_unit_test(options_that_changed),	   cmocka_unit_test(unknown_is_decided_anew),
		cmocka_unit_test(never_what_makes),	   cmocka_unit_test(taken_once),
		cmocka_unit_test(the_name),
	};

	return cmocka_run_group_tests_name("again", tests, load, unload);
}
