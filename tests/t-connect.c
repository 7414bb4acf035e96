/* SPDX-License-Identifier: MIT */
/* t-connect: the step in which people click links: what is owed when, what the board shows, dry run. */
#include "fold_walk.h"

static void tenants_given(const struct wizard *w, const char *probe, const char *want)
{
	struct kv in = KV_INIT;
	struct buf b = BUF_INIT;
	size_t i;

	buf_adds(&b, "");
	wizard_input(w, probe, &in);
	for (i = 0; i < in.n; i++)
		if (!strcmp(in.v[i].key, "tenant"))
			buf_addf(&b, "%s%s", b.len ? " " : "", in.v[i].value);
	assert_string_equal(buf_str(&b), want);
	assert_string_equal(kv_get(&in, "app_slug"), "google_tag_manager");
	buf_free(&b);
	kv_free(&in);
}

static void all_are_connected_already(void **state)
{
	struct wizard *w = walk(0, "connect");

	(void)state;
	owes(w, EFFECT_PROBE, "accounts", 0);
	assert_false(wizard_waits(w));
	assert_true(wizard_asks(w));
	tenants_given(w, "accounts", "ascend kahuna");
	tell(w, "accounts", ACCOUNTS_BOTH);
	at(w, "verify");
	tenants_given(w, "tools", "ascend kahuna");
	wizard_free(w);
}

static void links_are_made_once(void **state)
{
	struct wizard *w = walk(0, "connect");

	(void)state;
	tell(w, "accounts", ACCOUNTS_ONE);
	at(w, "connect");
	assert_true(wizard_waits(w)); /* no link is made before a person says so */
	owes(w, EFFECT_NONE, NULL, 0);
	say(w, "connect", "wait");
	owes(w, EFFECT_PROBE, "link", 0);
	tenants_given(w, "link", "kahuna"); /* the other one needs none */
	tell(w, "link", "result=ok\nlink.kahuna=https://p.example/k");
	owes(w, EFFECT_PROBE, "accounts", 2000);
	tell(w, "accounts", ACCOUNTS_ONE);
	assert_string_equal(wizard_fact(w, "link.link.kahuna"), "https://p.example/k");
	owes(w, EFFECT_PROBE, "accounts", 2000);
	tell(w, "accounts", UNKNOWN);
	at(w, "connect");
	owes(w, EFFECT_PROBE, "accounts", 5000); /* who does not answer is asked less often */
	tell(w, "accounts", ACCOUNTS_BOTH);
	at(w, "verify");
	wizard_free(w);
}

static void links_that_failed_are_tried_again(void **state)
{
	struct wizard *w = walk(0, "connect");

	(void)state;
	tell(w, "accounts", ACCOUNTS_NONE);
	say(w, "connect", "wait");
	tell(w, "link", "result=unknown\ndetail=500 from p.example");
	owes(w, EFFECT_PROBE, "accounts", 2000); /* somebody may come by another way */
	tell(w, "accounts", ACCOUNTS_NONE);
	owes(w, EFFECT_PROBE, "link", 5000);
	tell(w, "link", "result=unknown\ndetail=1 of 2\nlink.ascend=https://p.example/a");
	tell(w, "accounts", ACCOUNTS_NONE);
	owes(w, EFFECT_PROBE, "link", 5000);
	tenants_given(w, "link", "kahuna"); /* the other one has its link */
	tell(w, "link", "result=ok\nlink.kahuna=https://p.example/k");
	owes(w, EFFECT_PROBE, "accounts", 2000);
	tell(w, "accounts", ACCOUNTS_NONE);
	owes(w, EFFECT_PROBE, "accounts", 2000);
	assert_string_equal(wizard_fact(w, "link.link.ascend"), "https://p.example/a");
	say(w, "connect", "retry"); /* who has links and looks again at once waits on after that */
	owes(w, EFFECT_PROBE, "accounts", 0);
	tell(w, "accounts", ACCOUNTS_NONE);
	owes(w, EFFECT_PROBE, "accounts", 2000);
	wizard_free(w);
}

static void pending_goes_on_without(void **state)
{
	struct wizard *w = walk(0, "connect");

	(void)state;
	tell(w, "accounts", ACCOUNTS_ONE);
	say(w, "connect", "pending");
	at(w, "verify");
	assert_string_equal(wizard_fact(w, "accounts.tenant.ascend"), "connected");
	wizard_free(w);
	w = walk(0, "connect");
	tell(w, "accounts", UNKNOWN);
	at(w, "connect"); /* unknown is not "nobody" */
	say(w, "connect", "pending");
	at(w, "verify");
	wizard_free(w);
	w = walk(0, "connect");
	tell(w, "accounts", ACCOUNTS_NONE);
	say(w, "connect", "wait");
	tell(w, "link", LINKS);
	say(w, "connect", "pending"); /* enough waited */
	at(w, "verify");
	wizard_free(w);
}

/* An answer given in advance must lead to the same facts, whether it comes before the first look or after it. */
static void said_before_the_first_look(void **state)
{
	static const char *const said[] = { "pending", "wait", "retry" };
	size_t i;

	(void)state;
	for (i = 0; i < 3; i++) {
		struct wizard *w = walk(0, "connect");

		say(w, "connect", said[i]);
		at(w, "connect");
		owes(w, EFFECT_PROBE, "accounts", 0);
		assert_false(wizard_waits(w));
		tell(w, "accounts", ACCOUNTS_ONE);
		if (i == 0)
			at(w, "verify");
		else if (i == 1)
			owes(w, EFFECT_PROBE, "link", 0);
		else
			assert_true(wizard_waits(w));
		assert_string_equal(wizard_fact(w, "accounts.account.ascend"), "apn_AAA");
		wizard_free(w);
	}
}

static void looking_again(void **state)
{
	struct wizard *w = walk(0, "connect");

	(void)state;
	tell(w, "accounts", ACCOUNTS_NONE);
	say(w, "connect", "retry");
	owes(w, EFFECT_PROBE, "accounts", 0);
	tell(w, "accounts", ACCOUNTS_ONE);
	assert_true(wizard_waits(w));
	assert_null(wizard_fact(w, "connect"));
	say(w, "connect", "retry");
	tell(w, "accounts", ACCOUNTS_BOTH);
	at(w, "verify");
	wizard_free(w);
}

static void a_dry_run_makes_no_link(void **state)
{
	struct wizard *w = walk(1, "connect");
	struct view v;

	(void)state;
	tell(w, "accounts", ACCOUNTS_ONE);
	wizard_view(w, NULL, 0, &v);
	assert_string_equal(v.options[0].id, "wait");
	assert_non_null(v.options[0].off);
	assert_null(v.options[v.focus].off);
	assert_string_equal(v.options[v.focus].id, "pending");
	view_free(&v);
	say(w, "connect", "wait");
	assert_string_equal(wizard_fact(w, "connect"), "pending");
	at(w, "verify");
	assert_null(wizard_fact(w, "link.result"));
	events(w, "tools< result=listed\nusage< result=unknown\nplan< result=changes\nconfirm: yes");
	at(w, "end-not-written"); /* the same walk, and nothing is written */
	assert_string_equal(wizard_fact(w, "confirm"), "no");
	wizard_free(w);
	w = walk(1, "connect");
	say(w, "connect", "retry");
	owes(w, EFFECT_PROBE, "accounts", 0);
	wizard_free(w);
}

static void the_board(void **state)
{
	struct wizard *w = walk(0, "connect");
	struct view v;

	(void)state;
	wizard_view(w, "asking", 10, &v);
	assert_int_equal(v.kind, VIEW_BUSY);
	view_free(&v);
	tell(w, "accounts", ACCOUNTS_ONE);
	wizard_view(w, NULL, 0, &v);
	assert_int_equal(v.kind, VIEW_CONNECT);
	assert_int_equal(v.n_tenant, 2);
	assert_string_equal(v.tenant[0].name, "ascend");
	assert_string_equal(v.tenant[0].state, "connected");
	assert_string_equal(v.tenant[0].account, "apn_AAA");
	assert_null(v.tenant[0].link);
	assert_string_equal(v.tenant[1].state, "none");
	assert_int_equal(v.n_options, 4); /* one is ready: the others need not be waited for */
	assert_string_equal(v.options[1].id, "write");
	assert_null(v.error);
	view_free(&v);
	say(w, "connect", "wait");
	tell(w, "link", "result=ok\nlink.kahuna=https://p.example/k\nlink_until.kahuna=2026-11-21T14:00:00Z");
	tell(w, "accounts", UNKNOWN);
	wizard_view(w, NULL, 0, &v);
	assert_int_equal(v.kind, VIEW_CONNECT);
	assert_string_equal(v.tenant[0].state, "unknown"); /* nothing older is claimed */
	assert_string_equal(v.tenant[1].link, "https://p.example/k");
	assert_string_equal(v.tenant[1].until, "2026-11-21T14:00:00Z");
	assert_string_equal(v.error, "429 from c.example, asked too often");
	assert_int_equal(v.n_options, 2); /* waiting already */
	assert_string_equal(v.options[0].id, "pending");
	view_free(&v);
	wizard_free(w);
}

static void own_client_is_asked_with(void **state)
{
	struct wizard *w = walk(0, "oauth");
	struct kv in = KV_INIT;

	(void)state;
	events(w, "oauth: own\noauth-app: oa_x1");
	wizard_input(w, "accounts", &in);
	assert_string_equal(kv_get(&in, "oauth_app"), "oa_x1");
	kv_free(&in);
	wizard_back(w);
	wizard_back(w);
	say(w, "oauth", "managed");
	wizard_input(w, "accounts", &in);
	assert_null(kv_get(&in, "oauth_app"));
	kv_free(&in);
	wizard_free(w);
}

static void no_tenant_at_all(void **state)
{
	struct wizard *w = begin(0);

	(void)state;
	events(w, "provider: GTM\ntenants: -\nregistry< result=absent\ncomposio< result=absent\n"
		  "pipedream< result=found|auth_type=keys\npath: D\nshort: gtm\naccounts< result=ok");
	at(w, "verify");
	assert_null(wizard_fact(w, "tenant"));
	wizard_free(w);
}

/* A connect step of a workspace's own, with what nobody should write. */
static void odd_options(void **state)
{
	static const char text[] = "runbook: toolgap.runbook/1\nstart: c\nsteps:\n"
				   "  - id: c\n    kind: connect\n    prompt: P\n    on: {'*': end}\n"
				   "    options: [{each: accounts.x, label: L}, {id: wait}]\n"
				   "  - {id: end, kind: end, text: [x]}\n";
	struct runbook *own = runbook_parse(text, sizeof(text) - 1, "r", NULL);
	struct wizard *w;
	struct view v;

	(void)state;
	assert_non_null(own);
	w = wizard_new(own, 1, NULL);
	wizard_view(w, NULL, 0, &v);
	assert_int_equal(v.n_options, 0);
	view_free(&v);
	say(w, "c", "wait");
	tell(w, "accounts", "result=ok");
	at(w, "end");
	wizard_free(w);
	runbook_free(own);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_are_connected_already),
		cmocka_unit_test(links_are_made_once),
		cmocka_unit_test(links_that_failed_are_tried_again),
		cmocka_unit_test(pending_goes_on_without),
		cmocka_unit_test(said_before_the_first_look),
		cmocka_unit_test(looking_again),
		cmocka_unit_test(a_dry_run_makes_no_link),
		cmocka_unit_test(the_board),
		cmocka_unit_test(own_client_is_asked_with),
		cmocka_unit_test(no_tenant_at_all),
		cmocka_unit_test(odd_options),
	};

	return cmocka_run_group_tests_name("connect", tests, load, unload);
}
