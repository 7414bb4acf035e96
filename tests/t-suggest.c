/* SPDX-License-Identifier: MIT */
/* t-suggest: the fold with names that come near, with copies for a catalog that could not be asked, and what lies ahead. */
#include "fold_walk.h"

#define START "provider: hubspt\ntenants: ascend\nregistry< result=absent|toolkit_slug=hubspt|short=hubspt\n"
#define NEITHER START "composio< result=absent|near=hubspot~HubSpot~1 letter differs\n" \
	"pipedream< result=absent|near=hubspot~HubSpot~1 letter differs|near=hubspit~~1 letter differs\nnative< result=absent\n"

static const struct view_option *option(const struct view *v, const char *id)
{
	size_t i;

	for (i = 0; i < v->n_options; i++)
		if (!strcmp(v->options[i].id, id))
			return &v->options[i];
	return NULL;
}

static void offered(void **state)
{
	struct wizard *w = begin(0);
	struct view v;

	(void)state;
	events(w, NEITHER);
	at(w, "wait");
	wizard_view(w, NULL, 0, &v);
	assert_int_equal(v.n_options, 5); /* yes, no, to try out, and each name once */
	assert_string_equal(option(&v, "hubspot")->label, "HubSpot");
	assert_string_equal(option(&v, "hubspot")->hint, "1 letter differs");
	assert_string_equal(option(&v, "hubspit")->label, "hubspit");
	view_free(&v);
	wizard_free(w);
}

/* What was meant is the provider from there on, from the registry on, with its slug asked for directly. */
static void taken(void **state)
{
	struct wizard *w = begin(0), *again = begin(0);
	struct kv in = KV_INIT;
	struct buf b = BUF_INIT;

	(void)state;
	events(w, NEITHER "wait: hubspot\n");
	at(w, "registry");
	assert_string_equal(wizard_fact(w, "provider"), "HubSpot");
	assert_null(wizard_fact(w, "registry.toolkit_slug"));
	owes(w, EFFECT_PROBE, "registry", 0);
	events(w, "registry< result=absent|toolkit_slug=hubspot\n");
	wizard_input(w, "composio", &in);
	assert_string_equal(kv_or(&in, "provider", ""), "HubSpot");
	assert_string_equal(kv_or(&in, "accepted", ""), "hubspot");
	assert_string_equal(kv_or(&in, "slug", ""), "hubspot");
	kv_free(&in);
	wizard_input(w, "pipedream", &in);
	assert_string_equal(kv_or(&in, "accepted", ""), "hubspot");
	kv_free(&in);
	/* a candidate of this catalog counts more than what came near before */
	events(w, "composio< result=candidate|candidate=hub2~Hub~x\ncomposio-candidate: hub2\n");
	wizard_input(w, "composio", &in);
	assert_string_equal(kv_or(&in, "accepted", ""), "hub2");
	kv_free(&in);
	wizard_record(w, &b);
	assert_non_null(strstr(buf_str(&b), "wait: hubspot\n"));
	buf_free(&b);
	/* Back undoes it, and replaying gives the same */
	assert_int_equal(wizard_back(w), 1);
	assert_int_equal(wizard_back(w), 1);
	at(w, "wait");
	assert_string_equal(wizard_fact(w, "provider"), "hubspt");
	assert_null(wizard_fact(w, "near.accepted"));
	events(again, NEITHER);
	facts_same(w, again);
	wizard_free(w);
	wizard_free(again);
}

/* A name without a letter of ours cannot be a provider's: then its slug is; what is not offered is refused. */
static void odd_names(void **state)
{
	struct wizard *w = begin(0);
	struct err e = ERR_INIT;

	(void)state;
	events(w, START "composio< result=absent\npipedream< result=absent|near=feishu~\xe9\xa3\x9e\xe4\xb9\xa6~x\nnative< result=absent\n");
	assert_int_equal(wizard_answer(w, "wait", "hubspot", &e), -1);
	assert_int_equal(e.code, E_USAGE);
	assert_non_null(strstr(e.msg, "feishu"));
	say(w, "wait", "feishu");
	assert_string_equal(wizard_fact(w, "provider"), "feishu");
	wizard_free(w);
}

/* The copy is offered where there is one, and its use is told to the probe, to that one only. */
static void copy_of_a_day(void **state)
{
	static const char *const catalogs[] = { "composio", "pipedream" };
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		char *step = mem_fmt("%s-unknown", catalogs[i]);
		const char *before = i ? "composio< result=absent\n" : "";
		char *with = mem_fmt(START "%s%s< result=unknown|detail=d|copy=2026-11-20\n", before, catalogs[i]);
		char *without = mem_fmt(START "%s%s< result=unknown|detail=d\n", before, catalogs[i]);
		struct wizard *w = begin(0), *none = begin(0);
		struct kv in = KV_INIT;
		struct err e = ERR_INIT;
		struct view v;

		events(none, without);
		wizard_view(none, NULL, 0, &v);
		assert_null(option(&v, "offline"));
		view_free(&v);
		assert_int_equal(wizard_answer(none, step, "offline", &e), -1);
		assert_null(strstr(e.msg, "offline,"));
		events(w, with);
		wizard_view(w, NULL, 0, &v);
		assert_string_equal(option(&v, "offline")->label, "Use the copy of 2026-11-20");
		view_free(&v);
		say(w, step, "offline");
		at(w, catalogs[i]);
		wizard_input(w, catalogs[i], &in);
		assert_string_equal(kv_or(&in, "offline", ""), "yes");
		kv_free(&in);
		wizard_input(w, catalogs[!i], &in);
		assert_null(kv_get(&in, "offline"));
		kv_free(&in);
		tell(w, catalogs[i], "result=unknown\ndetail=d\ncopy=2026-11-20");
		say(w, step, "retry"); /* and it is no longer said */
		wizard_input(w, catalogs[i], &in);
		assert_null(kv_get(&in, "offline"));
		kv_free(&in);
		wizard_free(w);
		wizard_free(none);
		free(step);
		free(with);
		free(without);
	}
}

static void ahead(void **state)
{
	struct wizard *w = walk(0, "registry");

	(void)state;
	assert_string_equal(wizard_ahead(w), "composio");
	wizard_free(w);
	w = walk(0, "composio");
	assert_string_equal(wizard_ahead(w), "pipedream");
	wizard_free(w);
	w = walk(0, "pipedream");
	assert_null(wizard_ahead(w)); /* a question is next */
	wizard_free(w);
	w = walk(0, "end-done");
	assert_null(wizard_ahead(w));
	wizard_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(offered),   cmocka_unit_test(taken), cmocka_unit_test(odd_names),
		cmocka_unit_test(copy_of_a_day), cmocka_unit_test(ahead),
	};

	return cmocka_run_group_tests_name("suggest", tests, load, unload);
}
