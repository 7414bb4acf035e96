/* SPDX-License-Identifier: MIT */
/* t-base: errors, buffers, memory, pair lists, clock and hash. */
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/kv.h"
#include "base/mem.h"
#include "base/sha256.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void err_fills(void **state)
{
	struct err e = ERR_INIT;
	char long_text[4000];

	(void)state;
	assert_int_equal(e.code, 0);
	assert_int_equal(err_set(&e, E_CREDS, "%s is %d", "x", 3), -1);
	assert_int_equal(e.code, E_CREDS);
	assert_string_equal(e.msg, "x is 3");
	assert_int_equal(err_prefix(&e, "file %s", "a"), -1);
	assert_string_equal(e.msg, "file a: x is 3");
	assert_int_equal(e.code, E_CREDS);
	assert_int_equal(err_set(NULL, E_FAIL, "x"), -1);
	assert_int_equal(err_prefix(NULL, "x"), -1);
	memset(long_text, 'x', sizeof(long_text));
	long_text[sizeof(long_text) - 1] = '\0';
	err_set(&e, E_FAIL, "%s", long_text);
	assert_int_equal(strlen(e.msg), sizeof(e.msg) - 1);
	err_prefix(&e, "a");
	assert_int_equal(strlen(e.msg), sizeof(e.msg) - 1);
	assert_memory_equal(e.msg, "a: xxx", 6);
	err_prefix(&e, "%s", long_text);
	assert_int_equal(strlen(e.msg), sizeof(e.msg) - 1);
}

/* The codes are a contract with scripts. */
static void err_codes(void **state)
{
	(void)state;
	assert_int_equal(E_OK, 0);
	assert_int_equal(E_FAIL, 1);
	assert_int_equal(E_USAGE, 2);
	assert_int_equal(E_CHANGES, 3);
	assert_int_equal(E_CREDS, 4);
	assert_int_equal(E_CHANGED, 5);
	assert_int_equal(E_WAITING, 6);
	assert_int_equal(E_LOCKED, 7);
	assert_int_equal(E_RECOVERED, 8);
	assert_int_equal(E_ROLLEDBACK, 9);
	assert_int_equal(E_UNDECIDED, 10);
	assert_int_equal(E_TIMEOUT, 124);
	assert_int_equal(E_INT, 130);
	assert_int_equal(E_TERM, 143);
}

static void buf_grows(void **state)
{
	struct buf b = BUF_INIT;
	char *p;
	int i;

	(void)state;
	assert_string_equal(buf_str(&b), "");
	buf_add(&b, "", 0);
	assert_non_null(b.p);
	buf_adds(&b, "ab");
	buf_addc(&b, 'c');
	buf_add(&b, "d\0e", 3);
	buf_addf(&b, "%d-%s", 42, "x");
	buf_pad(&b, '.', 2);
	buf_pad(&b, '!', 0);
	assert_int_equal(b.len, 12);
	assert_memory_equal(b.p, "abcd\0e42-x..", 13);
	for (i = 0; i < 10000; i++)
		buf_addf(&b, "%04d", i);
	assert_int_equal(b.len, 40012);
	assert_string_equal(b.p + 40008, "9999");
	buf_reset(&b);
	assert_int_equal(b.len, 0);
	assert_string_equal(buf_str(&b), "");
	buf_adds(&b, "again");
	p = buf_detach(&b);
	assert_string_equal(p, "again");
	assert_null(b.p);
	assert_int_equal(b.len + b.cap, 0);
	free(p);
	p = buf_detach(&b);
	assert_string_equal(p, "");
	free(p);
	buf_reset(&b);
	buf_free(&b);
	buf_free(&b);
	buf_adds(&b, "usable");
	assert_string_equal(buf_str(&b), "usable");
	buf_free(&b);
}

static void mem_copies(void **state)
{
	int *v = NULL, i;
	size_t n = 0, cap = 0;
	char *s;

	(void)state;
	s = mem_alloc(16);
	for (i = 0; i < 16; i++)
		assert_int_equal(s[i], 0);
	free(s);
	s = mem_alloc(0);
	assert_non_null(s);
	free(s);
	assert_null(mem_str(NULL));
	s = mem_str("abc");
	assert_string_equal(s, "abc");
	free(s);
	s = mem_strn("abc", 2);
	assert_string_equal(s, "ab");
	free(s);
	s = mem_fmt("%s/%d", "a", 7);
	assert_string_equal(s, "a/7");
	free(s);
	for (i = 0; i < 1000; i++) {
		MEM_GROW(v, n, cap);
		v[n++] = i;
	}
	assert_int_equal(v[0] + v[999], 999);
	assert_true(cap >= 1000);
	free(v);
}

static void kv_keeps_order(void **state)
{
	struct kv k = KV_INIT, c = KV_INIT;
	char key[] = "key";

	(void)state;
	assert_null(kv_get(&k, "a"));
	assert_string_equal(kv_or(&k, "a", "f"), "f");
	kv_add(&k, key, "1");
	key[0] = '#'; /* it has its own copy */
	kv_add(&k, "b", NULL);
	kv_addf(&k, "key", "%d+%s", 2, "x");
	kv_add(&k, "c", "3");
	assert_int_equal(k.n, 4);
	assert_string_equal(kv_get(&k, "key"), "2+x");
	assert_string_equal(kv_or(&k, "b", "f"), "");
	assert_null(kv_get(&k, "KEY"));
	assert_int_equal(kv_count(&k, "key"), 2);
	assert_int_equal(kv_count(&k, "none"), 0);
	kv_copy(&c, &k);
	kv_set(&k, "key", "new");
	assert_int_equal(k.n, 3);
	assert_int_equal(kv_count(&k, "key"), 1);
	assert_string_equal(kv_get(&k, "key"), "new");
	assert_string_equal(k.v[0].key, "b");
	assert_string_equal(k.v[1].key, "c");
	kv_set(&k, "key", kv_get(&k, "c")); /* a value of the same list */
	assert_string_equal(kv_get(&k, "key"), "3");
	kv_set(&k, "c", kv_get(&k, "c"));
	assert_string_equal(kv_get(&k, "c"), "3");
	kv_del(&k, "key");
	kv_del(&k, "none");
	assert_null(kv_get(&k, "key"));
	assert_int_equal(c.n, 4);
	assert_string_equal(kv_get(&c, "key"), "2+x");
	assert_string_equal(c.v[0].value, "1");
	kv_free(&k);
	kv_free(&k);
	kv_add(&k, "a", "usable");
	assert_string_equal(kv_get(&k, "a"), "usable");
	kv_free(&k);
	kv_free(&c);
}

static void clock_reads(void **state)
{
	static const struct {
		const char *s;
		time_t t;
	} good[] = {
		{ "1970-01-01T00:00:00Z", 0 },
		{ "1970-01-02", 86400 },
		{ "2026-11-21T10:00:00Z", 1795255200 },
		{ "2026-11-21T10:00:00.123456Z", 1795255200 },
		{ "2026-11-21T10:00:00+00:00", 1795255200 },
		{ "2026-11-21T12:00:00+02:00", 1795255200 },
		{ "2026-11-21T04:30:00-05:30", 1795255200 },
		{ "2024-02-29", 1709164800 },
	};
	static const char *const bad[] = {
		"", "now", "2026", "2026-11", "2026-1-01", "2026-11-21T", "2026-11-21 10:00:00",
		"2026-11-21T10:00", "2026-11-21T10:00:00X", "2026-11-21T10:00:00Zz",
		"2026-13-01", "2026-00-01", "2026-01-32", "2026-01-00", "2026-11-21T24:00:00Z",
		"2026-11-21T10:60:00Z", "2026-11-21T10:00:61Z", "21-11-2026",
	};
	time_t t;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		t = -1;
		assert_int_equal(clock_parse(good[i].s, &t), 0);
		assert_int_equal(t, good[i].t);
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (!clock_parse(bad[i], &t))
			fail_msg("\"%s\" was read as a time", bad[i]);
}

static void clock_writes(void **state)
{
	char s[CLOCK_STAMP];
	time_t t;

	(void)state;
	clock_stamp(1795255200, s);
	assert_string_equal(s, "2026-11-21T10:00:00Z");
	assert_int_equal(clock_parse(s, &t), 0);
	assert_int_equal(t, 1795255200);
	clock_date(1795255199, s);
	assert_string_equal(s, "2026-11-21");
	clock_stamp(0, s);
	assert_string_equal(s, "1970-01-01T00:00:00Z");
}

static void clock_is_fixed(void **state)
{
	int64_t a, b;
	time_t now;

	(void)state;
	setenv("TOOLGAP_NOW", "2026-11-21T10:00:00Z", 1);
	assert_int_equal(clock_init(), 0);
	assert_int_equal(clock_now(), 1795255200);
	assert_int_equal(clock_now(), 1795255200);
	a = clock_ms();
	b = clock_ms();
	assert_true(a > 0 && b >= a);
	setenv("TOOLGAP_NOW", "tomorrow", 1);
	assert_int_equal(clock_init(), -1);
	setenv("TOOLGAP_NOW", "", 1);
	assert_int_equal(clock_init(), 0);
	unsetenv("TOOLGAP_NOW");
	assert_int_equal(clock_init(), 0);
	now = time(NULL);
	assert_true(clock_now() >= now);
}

static void hashes(void **state)
{
	char out[SHA256_HEX], *million;

	(void)state;
	/* The examples of FIPS 180-2. */
	sha256_hex("abc", 3, out);
	assert_string_equal(out, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56, out);
	assert_string_equal(out, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
	million = mem_alloc(1000000);
	memset(million, 'a', 1000000);
	sha256_hex(million, 1000000, out);
	assert_string_equal(out, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
	free(million);
	sha256_hex(NULL, 0, out);
	assert_string_equal(out, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	sha256_hex("a\0b", 3, out);
	assert_string_equal(out, "59b271ae1bbcb1d31d41929817f4b16fb439eb4f31520b5ad1d5ce98920a7138");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(err_fills),      cmocka_unit_test(err_codes),
		cmocka_unit_test(buf_grows),      cmocka_unit_test(mem_copies),
		cmocka_unit_test(kv_keeps_order), cmocka_unit_test(clock_reads),
		cmocka_unit_test(clock_writes),   cmocka_unit_test(clock_is_fixed),
		cmocka_unit_test(hashes),
	};

	return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
