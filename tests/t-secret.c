/* SPDX-License-Identifier: MIT */
/* t-secret: the type that holds a credential: what it compares, what it is not, and that it is gone at the end. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/secret.h"
#include "vendors/probe.h"
#include "work/env.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A credential is no string: nothing of the kind can be printed by mistake. */
#define IS_SECRET(field) \
	_Static_assert(__builtin_types_compatible_p(__typeof__(((struct vendor_env *)0)->field), struct secret *), #field)
IS_SECRET(composio_key);
IS_SECRET(pipedream_client_id);
IS_SECRET(pipedream_client_secret);
IS_SECRET(bearer);
IS_SECRET(github_token);
IS_SECRET(infisical_id);
IS_SECRET(infisical_secret);
IS_SECRET(cloudflare_token);

static void nothing_is_null(void **state)
{
	(void)state;
	assert_null(secret_new(NULL));
	assert_null(secret_new(""));
	secret_free(NULL);
	assert_int_equal(secret_len(NULL), 0);
	assert_string_equal(secret_bytes(NULL), "");
	assert_false(secret_is(NULL, ""));
	assert_false(secret_starts(NULL, ""));
}

static void compares(void **state)
{
	struct secret *s = secret_new("uak_0123456789");

	(void)state;
	assert_int_equal(secret_len(s), 14);
	assert_true(secret_is(s, "uak_0123456789"));
	assert_false(secret_is(s, "uak_0123456788"));
	assert_false(secret_is(s, "uak_012345678"));
	assert_false(secret_is(s, ""));
	assert_true(secret_starts(s, "uak_"));
	assert_false(secret_starts(s, "ak_"));
	assert_string_equal(secret_bytes(s), "uak_0123456789");
	secret_set(&s, secret_bytes(s) + 4); /* out of itself */
	assert_true(secret_is(s, "0123456789"));
	secret_set(&s, "");
	assert_null(s);
}

/* Around the size of a page, where a byte more needs another one. */
static void any_length(void **state)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	char *text = malloc(3 * page);

	(void)state;
	for (size_t n = page - 40; n < page + 40; n++) {
		struct secret *s;

		memset(text, 'x', n);
		text[n] = '\0';
		s = secret_new(text);
		assert_int_equal(secret_len(s), n);
		assert_true(secret_is(s, text));
		secret_free(s);
	}
	free(text);
}

/* What the kernel says of the page that holds it: not in a dump ("dd"), and locked ("lo") where that was allowed. */
static void stays_out_of_dumps(void **state)
{
	struct secret *s = secret_new("correct horse battery staple");
	char line[512];
	FILE *f = fopen("/proc/self/smaps", "re");
	int here = 0, dumped = -1;

	(void)state;
	while (f && fgets(line, sizeof(line), f)) {
		unsigned long from, to;

		if (sscanf(line, "%lx-%lx ", &from, &to) == 2)
			here = (uintptr_t)secret_bytes(s) >= from && (uintptr_t)secret_bytes(s) < to;
		else if (here && !strncmp(line, "VmFlags:", 8))
			dumped = !strstr(line, " dd");
	}
	if (f)
		fclose(f);
	secret_free(s);
	if (dumped >= 0) /* else this system does not say */
		assert_int_equal(dumped, 0);
}

static void in_a_header_and_in_a_body(void **state)
{
	struct secret *s = secret_new("a\"b");
	struct call c;
	struct buf b = BUF_INIT;
	struct json_out o;

	(void)state;
	memset(&c, 0, sizeof(c));
	call_secret(&c, "Authorization", "Bearer ", s);
	assert_string_equal(kv_get(&c.headers, "Authorization"), "Bearer a\"b");
	buf_room(&b, 200);
	assert_true(b.cap > 200);
	json_out_init(&o, &b, 0);
	json_open(&o, NULL, '{');
	put_secret(&o, "key", s);
	json_close(&o, '}');
	assert_string_equal(b.p, "{\"key\":\"a\\\"b\"}\n");
	call_json(&c, &b);
	call_free(&c);
	secret_free(s);
}

static void a_document_that_held_one(void **state)
{
	const char *text = "{\"access_token\":\"abcdefghijklmnopqrstuvwxyz\",\"more\":[{\"x\":\"y\"}]}";
	struct err e = ERR_INIT;
	struct json *doc = json_parse(text, strlen(text), &e);

	(void)state;
	assert_non_null(doc);
	json_forget(doc);
	json_forget(NULL);
}

/* A vendor's sentence is cut to its length before it is looked through: what is left of a key at the cut is a key's, too. */
static void cut_within_a_key(void **state)
{
	static const char *const said[][2] = {
		{ "GitHub says: bad credentials ghp_0123456789abcdef…", "[redacted]" },
		{ "GitHub says: bad credentials ghp_… (no)", NULL }, /* says nothing */
		{ "GitHub says: bad credentials ghp_01234567… (no)", "[redacted]" },
		{ "GitHub says: the beginning of a key is ghp_0123456789 and then other things", NULL },
		{ "a sentence of a length at which a field without a mark was cut ghp_01234567", "[redacted]" },
		{ "ghp_01234567", NULL }, /* as short as a name: it is one */
	};
	struct vendor_env env = { 0 };
	size_t i;

	(void)state;
	env.github_token = secret_new("ghp_0123456789abcdefghijklmnop");
	for (i = 0; i < sizeof(said) / sizeof(*said); i++) {
		struct kv facts = KV_INIT;

		kv_add(&facts, "detail", said[i][0]);
		(void)env_redact(&env, &facts);
		assert_string_equal(kv_get(&facts, "detail"), said[i][1] ? said[i][1] : said[i][0]);
		kv_free(&facts);
	}
	secret_free(env.github_token);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_null),
		cmocka_unit_test(compares),
		cmocka_unit_test(any_length),
		cmocka_unit_test(stays_out_of_dumps),
		cmocka_unit_test(in_a_header_and_in_a_body),
		cmocka_unit_test(a_document_that_held_one),
		cmocka_unit_test(cut_within_a_key),
	};

	return cmocka_run_group_tests_name("secret", tests, NULL, NULL);
}
