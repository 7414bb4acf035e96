/* SPDX-License-Identifier: MIT */
/* t-share: many tenants by one list: whose an account is is proven, and only changes are asked for. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "probe_help.h"
#include "vendors/pipedream.h"

#define TOKEN { "POST", "/v1/oauth/token", 200, "{\"access_token\":\"b3arer\",\"expires_in\":3600}", 0, 0, 0 }
#define LIST(items) "{\"data\":[" items "],\"page_info\":{\"end_cursor\":null}}"
#define ACCOUNT(id, owner, dead) "{\"id\":\"" id "\",\"external_id\":\"" owner "\",\"name\":\"N " id "\",\"app\":{\"name_slug\":\"g\"},\"healthy\":true,\"dead\":" dead "}"
#define ALL "/accounts?app=g"
#define OF(t) "external_user_id=" t "&"

static int setup(void **state)
{
	struct fix *f = fix_new(state);
	int i;

	f->env.pipedream_url = mem_str("https://api.pipedream.com");
	f->env.pipedream_client_id = secret_new("cid");
	f->env.pipedream_client_secret = secret_new("S3CRET");
	f->env.pipedream_project = mem_str("proj_a");
	kv_add(&f->in, "app_slug", "g");
	for (i = 0; i < 12; i++)
		kv_addf(&f->in, "tenant", "t%d", i);
	return 0;
}

#define look(f, ...) fix_run(f, &pipedream_accounts, RULES(__VA_ARGS__))

static void only_who_is_named_is_asked(void **state)
{
	struct fix *f = *state;

	look(f, TOKEN, { ALL, 0, 200, LIST(ACCOUNT("apn_1", "t3", "false") "," ACCOUNT("apn_9", "stranger", "false")), 0, 0, 0 },
	     { OF("t3"), 0, 200, LIST(ACCOUNT("apn_1", "t3", "false")), 0, 0, 0 });
	assert_int_equal(vendor_asked(&f->v, "external_user_id="), 1);
	assert_fact(&f->p, "result", "ok");
	assert_fact(&f->p, "tenant.t3", "connected");
	assert_fact(&f->p, "account.t3", "apn_1");
	assert_fact(&f->p, "tenant.t4", "none"); /* the list has none of theirs */
	assert_fact(&f->p, "detail", "1 of 12 connected");
	assert_null(kv_get(&f->p.facts, "part"));
	/* nothing changed: one request, and nothing to tell */
	kv_set(&f->in, "part", "yes");
	look(f, { ALL, 0, 200, LIST(ACCOUNT("apn_1", "t3", "false") "," ACCOUNT("apn_9", "stranger", "false")), 0, 0, 0 });
	assert_int_equal(f->v.n, 1);
	assert_fact(&f->p, "part", "yes");
	assert_null(kv_get(&f->p.facts, "tenant.t3"));
	assert_fact(&f->p, "detail", "1 of 12 connected");
	/* one comes, one breaks */
	look(f, { ALL, 0, 200, LIST(ACCOUNT("apn_1", "t3", "true") "," ACCOUNT("apn_2", "t5", "false")), 0, 0, 0 },
	     { OF("t3"), 0, 200, LIST(ACCOUNT("apn_1", "t3", "true")), 0, 0, 0 },
	     { OF("t5"), 0, 200, LIST(ACCOUNT("apn_2", "t5", "false")), 0, 0, 0 });
	assert_int_equal(f->v.n, 3);
	assert_fact(&f->p, "tenant.t3", "dead");
	assert_fact(&f->p, "broken.t3", "apn_1");
	assert_fact(&f->p, "tenant.t5", "connected");
	assert_null(kv_get(&f->p.facts, "tenant.t4"));
	/* gone from the list altogether */
	look(f, { ALL, 0, 200, LIST(ACCOUNT("apn_2", "t5", "false")), 0, 0, 0 }, { OF("t3"), 0, 200, LIST(""), 0, 0, 0 });
	assert_fact(&f->p, "tenant.t3", "none");
	/* asked for all of it: told in full, without a further question */
	kv_del(&f->in, "part");
	look(f, { ALL, 0, 200, LIST(ACCOUNT("apn_2", "t5", "false")), 0, 0, 0 });
	assert_int_equal(f->v.n, 1);
	assert_fact(&f->p, "tenant.t5", "connected");
	assert_fact(&f->p, "tenant.t0", "none");
}

/* Where the list's external_id is the provider's, it names nobody of ours: then each is asked, once. */
static void names_that_are_not_ours(void **state)
{
	struct fix *f = *state;

	look(f, TOKEN, { ALL, 0, 200, LIST(ACCOUNT("apn_1", "1093", "false")), 0, 0, 0 },
	     { OF("t7"), 0, 200, LIST(ACCOUNT("apn_1", "1093", "false")), 0, 0, 0 }, { "external_user_id=", 0, 200, LIST(""), 0, 0, 0 });
	assert_int_equal(vendor_asked(&f->v, "external_user_id="), 12);
	assert_fact(&f->p, "tenant.t7", "connected");
	assert_fact(&f->p, "login.t7", "1093");
	assert_fact(&f->p, "tenant.t0", "none");
	kv_set(&f->in, "part", "yes");
	look(f, { ALL, 0, 200, LIST(ACCOUNT("apn_1", "1093", "true")), 0, 0, 0 },
	     { OF("t7"), 0, 200, LIST(ACCOUNT("apn_1", "1093", "true")), 0, 0, 0 });
	assert_int_equal(f->v.n, 2); /* it is known by now whose that is */
	assert_fact(&f->p, "tenant.t7", "dead");
	/* a stranger: anybody who is not connected may be meant */
	look(f, { ALL, 0, 200, LIST(ACCOUNT("apn_1", "1093", "true") "," ACCOUNT("apn_2", "1094", "false")), 0, 0, 0 },
	     { OF("t2"), 0, 200, LIST(ACCOUNT("apn_2", "1094", "false")), 0, 0, 0 },
	     { OF("t7"), 0, 200, LIST(ACCOUNT("apn_1", "1093", "true")), 0, 0, 0 }, { "external_user_id=", 0, 200, LIST(""), 0, 0, 0 });
	assert_fact(&f->p, "tenant.t2", "connected");
}

/* The list names one, and that one's own answer has none: the list alone is no proof. */
static void a_name_alone_is_no_proof(void **state)
{
	struct fix *f = *state;

	look(f, TOKEN, { ALL, 0, 200, LIST(ACCOUNT("apn_1", "t3", "false")), 0, 0, 0 }, { OF("t3"), 0, 200, LIST(""), 0, 0, 0 });
	assert_fact(&f->p, "tenant.t3", "none");
	assert_fact(&f->p, "detail", "0 of 12 connected");
}

static void what_cannot_be_asked_is_unknown(void **state)
{
	struct fix *f = *state;

	look(f, TOKEN, { ALL, 0, 429, "{\"error\":\"Throttled\"}", 0, 0, 0 });
	assert_fact(&f->p, "result", "unknown");
	assert_fact(&f->p, "tenant.t3", "unknown");
	look(f, { ALL, 0, 404, "{\"error\":\"not found\"}", 0, 0, 0 });
	assert_non_null(strstr(kv_get(&f->p.facts, "detail"), "no project proj_a"));
	look(f, { ALL, 0, 200, LIST(ACCOUNT("apn_1", "t3", "false")), 0, 0, 0 }, { OF("t3"), 0, 500, "{}", 0, 0, 0 });
	assert_fact(&f->p, "result", "unknown");
	assert_fact(&f->p, "tenant.t3", "unknown");
	kv_set(&f->in, "part", "yes"); /* no look was whole yet: the next is told in full all the same */
	look(f, { ALL, 0, 200, LIST(ACCOUNT("apn_1", "t3", "false")), 0, 0, 0 },
	     { OF("t3"), 0, 200, LIST(ACCOUNT("apn_1", "t3", "false")), 0, 0, 0 });
	assert_null(kv_get(&f->p.facts, "part"));
	assert_fact(&f->p, "tenant.t3", "connected");
	assert_fact(&f->p, "tenant.t4", "none");
}

/* A list that goes in circles, or has what cannot be read, is done without: each has an answer of its own. */
static void a_list_that_is_no_use(void **state)
{
	struct fix *f = *state;

	look(f, TOKEN, { ALL, 0, 200, "{\"data\":[" ACCOUNT("../x", "t3", "false") "],\"page_info\":{\"end_cursor\":null}}", 0, 0, 0 },
	     { OF("t3"), 0, 200, LIST(ACCOUNT("apn_1", "t3", "false")), 0, 0, 0 }, { "external_user_id=", 0, 200, LIST(""), 0, 0, 0 });
	assert_int_equal(vendor_asked(&f->v, "external_user_id="), 12);
	assert_fact(&f->p, "result", "ok");
	assert_fact(&f->p, "tenant.t3", "connected");
	assert_fact(&f->p, "tenant.t4", "none");
	look(f, { OF("t3"), 0, 200, LIST(ACCOUNT("apn_1", "t3", "false")), 0, 0, 0 }, { "external_user_id=", 0, 200, LIST(""), 0, 0, 0 });
	assert_int_equal(f->v.n, 12); /* and not tried again */
}

/* The entries name one of several: it is taken while it works, however new another one is. */
static void the_one_that_was_pinned(void **state)
{
	struct fix *f = *state;

	kv_add(&f->in, "kept.t3", "apn_1");
	look(f, TOKEN, { ALL, 0, 200, LIST(ACCOUNT("apn_1", "t3", "false") "," ACCOUNT("apn_2", "t3", "false")), 0, 0, 0 },
	     { OF("t3"), 0, 200, LIST(ACCOUNT("apn_2", "t3", "false") "," ACCOUNT("apn_1", "t3", "false") "," ACCOUNT("apn_4", "t3", "false")), 0, 0, 0 });
	assert_fact(&f->p, "account.t3", "apn_1");
	look(f, { ALL, 0, 200, LIST(ACCOUNT("apn_1", "t3", "true") "," ACCOUNT("apn_2", "t3", "false")), 0, 0, 0 },
	     { OF("t3"), 0, 200, LIST(ACCOUNT("apn_2", "t3", "false") "," ACCOUNT("apn_1", "t3", "true")), 0, 0, 0 });
	assert_fact(&f->p, "account.t3", "apn_2");
	assert_non_null(kv_get(&f->p.facts, "choice.t3")); /* told, so that somebody can say which */
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, fix_free)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(only_who_is_named_is_asked), T(names_that_are_not_ours), T(a_name_alone_is_no_proof),
		T(what_cannot_be_asked_is_unknown), T(a_list_that_is_no_use), T(the_one_that_was_pinned),
	};

	return cmocka_run_group_tests_name("share", tests, NULL, NULL);
}
