/* SPDX-License-Identifier: MIT */
/* t-board: a rollout as a fold: who is written when, what is held back, commands of the board, what is no news. */
#include "fold_help.h"
#include "runbook/board.h"

static struct runbook *rb; /* data/rollout.yaml */

static int load(void **state)
{
	struct buf b = BUF_INIT;
	struct err e = ERR_INIT;

	(void)state;
	data_file("rollout.yaml", &b);
	rb = runbook_parse(buf_str(&b), b.len, "rollout.yaml", &e);
	buf_free(&b);
	if (!rb)
		fprintf(stderr, "%s\n", e.msg);
	return rb ? 0 : -1;
}

static int unload(void **state)
{
	(void)state;
	runbook_free(rb);
	return 0;
}

#define NONE "result=ok\ntenant.a=none\ntenant.b=none\ntenant.c=none"
#define LINKS "result=ok\nlink.a=https://p.example/a\nlink_until.a=2026-11-21T14:00:00Z\nlink.b=https://p.example/b\nlink.c=https://p.example/c"
#define TOOLS(t) "result=listed\nmcp." t "=5\ntool=g-x~X"

/* As far as the board, for a, b and c. */
static struct wizard *board_new(int dry, const char *files, const char *auth)
{
	struct kv seed = KV_INIT;
	struct wizard *w;
	char *found = mem_fmt("result=found\napp_slug=g\napp_name=G\nauth_type=%s\nfield=api_key~API key~", auth);

	kv_add(&seed, "workspace.rollout", "yes");
	w = wizard_new(rb, dry, &seed);
	kv_free(&seed);
	say(w, "provider", "g");
	say(w, "tenants", "a, b, c");
	tell(w, "registry", "result=known\nvendor=PIPEDREAM\nshort=g\nrow=g");
	tell(w, "columns", "result=known");
	tell(w, "pipedream", found);
	say(w, "short", "g");
	if (!strcmp(auth, "oauth"))
		say(w, "oauth", "managed");
	say(w, "files", files);
	at(w, "connect");
	free(found);
	return w;
}

static void refused(struct wizard *w, const char *value, const char *why)
{
	struct err e = ERR_INIT;

	assert_int_equal(wizard_answer(w, wizard_step(w)->id, value, &e), -1);
	if (!strstr(e.msg, why))
		fail_msg("'%s' is not in: %s", why, e.msg);
}

static void planned(const struct wizard *w, const char *want)
{
	struct kv facts = KV_INIT;
	char *tenants;

	wizard_plan_facts(w, &facts);
	tenants = kv_join_new(&facts, "tenant", " ");
	assert_string_equal(tenants ? tenants : "", want);
	free(tenants);
	kv_free(&facts);
}

static void tenants_of(const struct wizard *w, const char *probe, const char *want)
{
	struct kv in = KV_INIT;
	char *tenants;

	wizard_input(w, probe, &in);
	tenants = kv_join_new(&in, "tenant", " ");
	assert_string_equal(tenants ? tenants : "", want);
	free(tenants);
	kv_free(&in);
}

static void tenant_by_tenant(void **state)
{
	struct wizard *w = board_new(0, "each", "oauth");

	(void)state;
	tell(w, "accounts", "result=ok\ntenant.a=connected\naccount.a=apn_A\ntenant.b=none\ntenant.c=none");
	at(w, "verify"); /* a is ready, and b and c are not waited for */
	tenants_of(w, "tools", "a");
	tell(w, "tools", TOOLS("a"));
	planned(w, "a");
	tell(w, "plan", "result=changes\nslug=g");
	say(w, "confirm", "yes");
	tell(w, "apply", "result=applied\ndetail=1\nnext=x");
	at(w, "connect");
	assert_string_equal(board_find(board_of(w), "a")->wrote, "5");
	assert_int_equal(wizard_back(w), 0); /* files are written: undo is the way back */
	say(w, "connect", "wait");
	tenants_of(w, "link", "b c");
	tell(w, "link", LINKS);
	tell(w, "accounts", "result=ok\ntenant.a=connected\naccount.a=apn_A\ntenant.b=connected\naccount.b=apn_B\ntenant.c=none");
	at(w, "verify");
	tenants_of(w, "tools", "b");
	assert_null(wizard_fact(w, "link.link.b")); /* it was used */
	tell(w, "tools", TOOLS("b"));
	tell(w, "plan", "result=none\nslug=g"); /* killed between the write and its note */
	at(w, "connect");
	assert_string_equal(wizard_fact(w, "connect"), "wait"); /* c's link stands, and c is waited for */
	assert_string_equal(wizard_fact(w, "link.link.c"), "https://p.example/c");
	tell(w, "accounts", "result=ok\npart=yes\ntenant.c=connected\naccount.c=apn_C");
	at(w, "verify");
	planned(w, "c");
	tell(w, "tools", TOOLS("c"));
	tell(w, "plan", "result=changes\nslug=g");
	say(w, "confirm", "yes");
	tell(w, "apply", "result=applied\ndetail=1\nnext=x");
	at(w, "end-done");
	wizard_free(w);
}

static void all_at_the_end(void **state)
{
	struct wizard *w = board_new(0, "end", "oauth");

	(void)state;
	tell(w, "accounts", "result=ok\ntenant.a=connected\naccount.a=apn_A\ntenant.b=none\ntenant.c=none");
	at(w, "connect");
	say(w, "connect", "write"); /* unless a person says so in between */
	at(w, "verify");
	planned(w, "a");
	wizard_back(w);
	at(w, "connect");
	say(w, "connect", "pending");
	planned(w, "a b c");
	wizard_free(w);
	w = board_new(0, "end", "oauth");
	tell(w, "accounts", NONE);
	refused(w, "write", "nobody");
	wizard_free(w);
}

static void several_accounts(void **state)
{
	struct wizard *w = board_new(0, "end", "oauth");
	struct kv in = KV_INIT;

	(void)state;
	tell(w, "accounts", "result=ok\ntenant.a=connected\naccount.a=apn_2\nchoice.a=apn_1~connected~one@x~2026\nchoice.a=apn_2~connected~two@x~2026\n"
			    "choice.a=apn_3~dead~three@x~2026\ntenant.b=connected\naccount.b=apn_B\ntenant.c=connected\naccount.c=apn_C");
	at(w, "connect"); /* all have come, and one of them is held */
	assert_int_equal(board_find(board_of(w), "a")->held, HELD_CHOICE);
	refused(w, "use a apn_9", "no account");
	refused(w, "use x apn_1", "no tenant");
	say(w, "connect", "use a apn_1");
	at(w, "verify");
	assert_string_equal(wizard_fact(w, "accounts.account.a"), "apn_1");
	wizard_input(w, "tools", &in);
	assert_string_equal(kv_get(&in, "account.a"), "apn_1");
	assert_string_equal(kv_get(&in, "pin"), "yes");
	assert_null(kv_get(&in, "account.b")); /* only what was chosen is pinned */
	kv_free(&in);
	wizard_free(w);
}

#define SHARED "result=ok\ntenant.a=connected\naccount.a=apn_A\nlogin.a=ops@x\ntenant.b=connected\naccount.b=apn_B\nlogin.b=ops@x\n"

static void shared_logins(void **state)
{
	struct wizard *w = board_new(0, "each", "oauth");
	struct view v;

	(void)state;
	tell(w, "accounts", SHARED "tenant.c=none");
	at(w, "connect"); /* neither is written, although both are there */
	wizard_view(w, NULL, 0, &v);
	assert_string_equal(v.tenant[0].other, "b");
	assert_string_equal(v.tenant[1].other, "a");
	assert_non_null(strstr(v.lines.v[0].value, "ops@x"));
	assert_int_equal(v.lines.n, 1); /* one line for both of them */
	view_free(&v);
	refused(w, "accept c", "nobody");
	say(w, "connect", "accept b");
	wizard_view(w, NULL, 0, &v);
	assert_int_equal(v.kind, VIEW_ASK); /* why? */
	view_free(&v);
	say(w, "connect", "one agency\tof both");
	at(w, "verify");
	planned(w, "a b"); /* what is right for one is right for the other */
	assert_string_equal(wizard_fact(w, "board.note.a"), "one agency of both");
	wizard_free(w);
	/* the account itself, and an account that is another tenant's by the vendor's word */
	w = board_new(0, "each", "oauth");
	tell(w, "accounts", "result=ok\ntenant.a=connected\naccount.a=apn_A\ntenant.b=connected\naccount.b=apn_A\ntenant.c=connected\naccount.c=apn_C\nalien.c=a");
	at(w, "connect");
	assert_int_equal(board_find(board_of(w), "a")->same_account, 1);
	assert_string_equal(board_find(board_of(w), "c")->other, "a");
	say(w, "connect", "accept b moved on purpose");
	at(w, "verify");
	planned(w, "a b"); /* c is a case of its own */
	wizard_free(w);
	/* accepted in an earlier rollout: the row says so */
	w = board_new(0, "each", "oauth");
	wizard_back(w), wizard_back(w), wizard_back(w), wizard_back(w);
	say(w, "tenants", "a, b");
	tell(w, "registry", "result=known\nvendor=PIPEDREAM\nshort=g\nrow=g\naccepted.a=yes\naccepted.b=yes");
	tell(w, "columns", "result=known");
	tell(w, "pipedream", "result=found\napp_slug=g\nauth_type=oauth");
	say(w, "short", "g");
	say(w, "oauth", "managed");
	say(w, "files", "each");
	tell(w, "accounts", SHARED);
	at(w, "verify");
	wizard_free(w);
}

static void new_links(void **state)
{
	struct wizard *w = board_new(0, "end", "oauth");

	(void)state;
	tell(w, "accounts", NONE);
	say(w, "connect", "new b"); /* makes all that are lacking */
	tenants_of(w, "link", "a b c");
	tell(w, "link", LINKS);
	say(w, "connect", "new b");
	tenants_of(w, "link", "b");
	tell(w, "link", "result=ok\nlink.b=https://p.example/b2");
	assert_string_equal(wizard_fact(w, "link.link.b"), "https://p.example/b2");
	assert_string_equal(wizard_fact(w, "link.link.a"), "https://p.example/a");
	/* revoked while others are waited for: another link, for the same account */
	tell(w, "accounts", "result=ok\npart=yes\ntenant.a=connected\naccount.a=apn_A");
	refused(w, "new a", "needs no link");
	tell(w, "accounts", "result=ok\npart=yes\ntenant.a=dead\nbroken.a=apn_A\nerror.a=withdrawn");
	tenants_of(w, "link", "a");
	{
		struct kv in = KV_INIT;

		wizard_input(w, "link", &in);
		assert_string_equal(kv_get(&in, "account.a"), "apn_A");
		kv_free(&in);
	}
	wizard_free(w);
	w = board_new(1, "end", "oauth");
	tell(w, "accounts", NONE);
	refused(w, "new b", "dry run");
	refused(w, "keys b", "dry run");
	wizard_free(w);
}

static void keys(void **state)
{
	struct wizard *w = board_new(0, "end", "keys");
	struct kv in = KV_INIT;

	(void)state;
	tell(w, "accounts", "result=ok\ntenant.a=connected\naccount.a=apn_A\ntenant.b=dead\nbroken.b=apn_B\ntenant.c=connected\naccount.c=apn_C");
	say(w, "connect", "keys b");
	assert_string_equal(wizard_owes(w).probe, "connect-keys");
	wizard_input(w, "connect-keys", &in);
	assert_string_equal(kv_get(&in, "tenant"), "b");
	assert_int_equal(kv_count(&in, "tenant"), 1);
	assert_string_equal(kv_get(&in, "account"), "apn_B");
	kv_free(&in);
	tell(w, "connect-keys", "result=failed\ndetail=refused");
	assert_string_equal(wizard_owes(w).probe, "accounts"); /* who is there is looked up, whatever was said */
	wizard_free(w);
	w = board_new(0, "end", "oauth");
	tell(w, "accounts", NONE);
	refused(w, "keys b", "does not connect by keys");
	wizard_free(w);
}

static int news(struct wizard *w, const char *lines)
{
	struct kv facts = facts_new(lines);
	int is = wizard_news(w, "accounts", &facts);

	kv_free(&facts);
	return is;
}

static void no_news(void **state)
{
	struct wizard *w = board_new(0, "end", "oauth");

	(void)state;
	assert_int_equal(news(w, NONE), 1);
	tell(w, "accounts", NONE);
	assert_int_equal(news(w, NONE), 1); /* nobody waits yet: a person asked */
	say(w, "connect", "wait");
	assert_int_equal(news(w, NONE), 1);
	tell(w, "link", LINKS);
	assert_int_equal(news(w, NONE), 0);
	assert_int_equal(news(w, NONE "\nevidence=x\nms=7"), 0);
	assert_int_equal(news(w, "result=unknown\ndetail=429"), 1);
	assert_int_equal(news(w, "result=ok\npart=yes"), 0);
	assert_int_equal(news(w, "result=ok\npart=yes\ntenant.a=dead"), 1);
	assert_int_equal(news(w, "result=ok\ntenant.a=none\ntenant.b=none\ntenant.c=dead"), 1);
	wizard_free(w);
}

/* What goes into the journal of a look: after the first only those of whom something else is said. */
static void briefly(void **state)
{
	struct wizard *w = board_new(0, "end", "oauth");
	struct kv facts = KV_INIT, out = KV_INIT;

	(void)state;
	facts = facts_new(NONE);
	wizard_brief(w, "accounts", &facts, &out);
	assert_int_equal(out.n, facts.n); /* the first is told in full */
	assert_null(kv_get(&out, "part"));
	kv_free(&facts), kv_free(&out);
	tell(w, "accounts", NONE);
	say(w, "connect", "retry");
	facts = facts_new("result=ok\nevidence=x\ntenant.a=none\ntenant.b=connected\naccount.b=apn_B\ntenant.c=none\nusers=3");
	wizard_brief(w, "accounts", &facts, &out);
	assert_string_equal(kv_get(&out, "tenant.b"), "connected");
	assert_string_equal(kv_get(&out, "account.b"), "apn_B");
	assert_string_equal(kv_get(&out, "users"), "3");
	assert_string_equal(kv_get(&out, "part"), "yes");
	assert_null(kv_get(&out, "tenant.a"));
	kv_free(&facts), kv_free(&out);
	tell(w, "accounts", "result=ok\npart=yes\ntenant.b=connected\naccount.b=apn_B\nusers=3");
	assert_string_equal(board_find(board_of(w), "a")->state, "none"); /* and all that was known still is */
	/* a list of accounts to choose from that is another one is news, too */
	say(w, "connect", "wait");
	tell(w, "link", LINKS);
	tell(w, "accounts", "result=ok\npart=yes\ntenant.a=connected\naccount.a=apn_1\nchoice.a=apn_1~connected~x\nchoice.a=apn_2~connected~y");
	assert_int_equal(news(w, "result=ok\npart=yes\ntenant.a=connected\naccount.a=apn_1\nchoice.a=apn_1~connected~x\nchoice.a=apn_2~connected~y"), 0);
	assert_int_equal(news(w, "result=ok\npart=yes\ntenant.a=connected\naccount.a=apn_1\nchoice.a=apn_1~connected~x\nchoice.a=apn_2~dead~y"), 1);
	wizard_free(w);
}

#define KNOWN "result=known\nvendor=PIPEDREAM\nshort=g\nrow=g\n"

/* As far as the board, with a row that says this. */
static struct wizard *after_row(const char *row)
{
	struct wizard *w = board_new(0, "each", "oauth");

	wizard_back(w), wizard_back(w), wizard_back(w), wizard_back(w);
	say(w, "tenants", "a, b");
	tell(w, "registry", row);
	tell(w, "columns", "result=known");
	tell(w, "pipedream", "result=found\napp_slug=g\nauth_type=oauth");
	say(w, "short", "g");
	say(w, "oauth", "managed");
	say(w, "files", "each");
	return w;
}

#define TWO "choice.a=apn_1~connected~one@x~2026\nchoice.a=apn_2~connected~two@x~2026\n"

/* The entry is pinned from an earlier rollout: that was the choice, as long as the account works. */
static void pinned_before(void **state)
{
	struct wizard *w = after_row(KNOWN "kept.a=apn_1");
	struct kv in = KV_INIT;

	(void)state;
	wizard_input(w, "accounts", &in);
	assert_string_equal(kv_get(&in, "kept.a"), "apn_1");
	assert_null(kv_get(&in, "pin.a")); /* another one that works is seen, too */
	kv_free(&in);
	tell(w, "accounts", "result=ok\ntenant.a=connected\naccount.a=apn_1\n" TWO "tenant.b=none");
	at(w, "verify");
	wizard_input(w, "tools", &in);
	assert_string_equal(kv_get(&in, "account.a"), "apn_1"); /* listed as the entry asks for them */
	kv_free(&in);
	wizard_free(w);
	/* it is gone, and the one that is there is none that the entry names: a person says so */
	w = after_row(KNOWN "kept.a=apn_1");
	tell(w, "accounts", "result=ok\ntenant.a=connected\naccount.a=apn_2\nchoice.a=apn_2~connected~two@x~2026\ntenant.b=none");
	at(w, "connect");
	assert_int_equal(board_find(board_of(w), "a")->held, HELD_CHOICE);
	say(w, "connect", "use a apn_2");
	at(w, "verify");
	wizard_free(w);
}

/* Somebody has a server in the row and is not rolled out to: who shares with that one is held, too. */
static void others_of_the_row(void **state)
{
	struct wizard *w = after_row(KNOWN "beside.a=s-a\nbeside.z=s-z");
	struct view v;

	(void)state;
	assert_string_equal(wizard_owes(w).probe, "beside");
	tenants_of(w, "beside", "z");
	tell(w, "beside", "result=ok\ntenant.z=connected\naccount.z=apn_Z\nlogin.z=ops@x");
	assert_string_equal(wizard_owes(w).probe, "accounts");
	tell(w, "accounts", "result=ok\ntenant.a=connected\naccount.a=apn_A\nlogin.a=ops@x\ntenant.b=none");
	at(w, "connect");
	assert_string_equal(board_find(board_of(w), "a")->other, "z");
	wizard_view(w, NULL, 0, &v);
	assert_non_null(strstr(v.lines.v[0].value, "apn_A")); /* both ids */
	assert_non_null(strstr(v.lines.v[0].value, "apn_Z"));
	view_free(&v);
	say(w, "connect", "accept a one agency");
	at(w, "verify");
	planned(w, "a");
	wizard_free(w);
	/* nobody could say: that is said, and does not hold anybody */
	w = after_row(KNOWN "beside.z=s-z");
	tell(w, "beside", "result=unknown\nwhy=429\ntenant.z=unknown");
	tell(w, "accounts", "result=ok\ntenant.a=connected\naccount.a=apn_A\ntenant.b=connected\naccount.b=apn_A");
	wizard_view(w, NULL, 0, &v);
	assert_non_null(strstr(v.lines.v[0].value, "429"));
	view_free(&v);
	wizard_free(w);
	w = after_row(KNOWN "beside.a=s-a\nbeside.b=s-b");
	assert_string_equal(wizard_owes(w).probe, "accounts"); /* nobody is beside */
	wizard_free(w);
}

/* Links that could not be made are made when somebody looks again: another day's run, say. */
static void links_that_failed(void **state)
{
	struct wizard *w = board_new(0, "end", "oauth");

	(void)state;
	tell(w, "accounts", NONE);
	say(w, "connect", "wait");
	tell(w, "link", "result=unknown\ndetail=503");
	say(w, "connect", "retry");
	tell(w, "accounts", NONE);
	assert_null(wizard_fact(w, "link.result"));
	assert_string_equal(wizard_fact(w, "connect"), "wait");
	assert_string_equal(wizard_owes(w).probe, "link");
	assert_int_equal(wizard_owes(w).delay_ms, 0);
	tell(w, "link", LINKS "\nskew=-300");
	assert_string_equal(wizard_fact(w, "link.skew"), "-300");
	say(w, "connect", "new a");
	tell(w, "link", LINKS);
	assert_null(wizard_fact(w, "link.skew")); /* the clock was set */
	wizard_free(w);
}

static void unknown_is_not_sent_a_link(void **state)
{
	struct wizard *w = board_new(0, "end", "oauth");

	(void)state;
	tell(w, "accounts", "result=unknown\ndetail=429\ntenant.a=unknown\ntenant.b=unknown\ntenant.c=unknown");
	say(w, "connect", "wait");
	assert_string_equal(wizard_owes(w).probe, "accounts");
	wizard_free(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tenant_by_tenant), cmocka_unit_test(all_at_the_end),
		cmocka_unit_test(several_accounts), cmocka_unit_test(shared_logins),
		cmocka_unit_test(new_links),	    cmocka_unit_test(keys),
		cmocka_unit_test(no_news),	    cmocka_unit_test(unknown_is_not_sent_a_link),
		cmocka_unit_test(briefly),	    cmocka_unit_test(pinned_before),
		cmocka_unit_test(others_of_the_row), cmocka_unit_test(links_that_failed),
	};

	return cmocka_run_group_tests_name("board", tests, load, unload);
}
